//! Offers, payments and sheets.

use colophon_ipc::{
    FinalPoint, HolderRow, HolderView, IncomeBar, IncomeKind, IncomePage, IncomeRow, LicenceView,
    Money, OfferView, PaidOut, PassedOver, PassedOverReason, Sheet, SheetKind, SplitView,
    TokenTotals,
};
use colophon_model::{ChainId, Clause, Finality, LicenceKind, Terms, Token, Units, WorkId};

use super::{
    works::{id, somebody},
    world::at,
};

/// A hundredth of a practice coin.
const CENT: u64 = 10_000_000_000_000_000;

fn money(units: u64, decimals: u8, symbol: &str) -> Money {
    Money {
        text: Units::from(units).to_decimal(decimals, 2),
        symbol: symbol.into(),
        units: units.to_string(),
        decimals,
        practice: true,
    }
}

/// Millionths of a practice dollar.
pub(super) fn dollars(millionths: u64) -> Money {
    money(millionths, 6, "USD")
}

/// The smallest units of the practice coin.
pub(super) fn coins(units: u64) -> Money {
    money(units, 18, "ETH")
}

/// Three offers.
pub(super) fn offers() -> Vec<OfferView> {
    let offer = |number, work, title: &str, kind: LicenceKind, price, days, sold| OfferView {
        id: number,
        work: id(work),
        title: title.into(),
        kind,
        price,
        lasts_days: days,
        sold,
        created: at(21),
        open: number != 3,
        clauses: said(&kind.terms()).0,
        exact: said(&kind.terms()).1,
    };
    vec![
        offer(1, 0, "Harbour at six", LicenceKind::Commercial, dollars(300_000_000), None, 4),
        offer(
            2,
            2,
            "Low tide (master)",
            LicenceKind::AiTraining,
            dollars(1_200_500_000),
            Some(365),
            1,
        ),
        offer(3, 0, "Harbour at six", LicenceKind::Personal, coins(CENT + CENT / 4), None, 26),
    ]
}

/// What terms say, and their exact struct.
pub(super) fn said(terms: &Terms) -> (Vec<Clause>, Vec<(String, String)>) {
    let (chain, symbol) = (ChainId::PRACTICE, "USD".to_owned());
    let token = Token { chain, address: None, symbol, decimals: 6 };
    let exact = terms.conditions().map(|conditions| conditions.exact()).unwrap_or_default();
    (terms.clauses(&token), exact)
}

/// Two licences that were sold; one can be taken back.
pub(super) fn licences() -> Vec<LicenceView> {
    let sold = |offer, work, title: &str, kind, revocable| LicenceView {
        licence: format!("{offer}").repeat(20),
        offer,
        work: id(work),
        title: title.into(),
        kind,
        buyer: somebody(30 + u8::try_from(offer).unwrap_or(0)),
        sold: at(27),
        valid: true,
        revocable,
    };
    vec![
        sold(1, 0, "Harbour at six", LicenceKind::Commercial, true),
        sold(2, 2, "Low tide (master)", LicenceKind::AiTraining, false),
    ]
}

/// Payments of every kind and state.
pub(super) fn rows() -> Vec<IncomeRow> {
    let row = |day, work, kind, licence, amount: Money, expected, state| IncomeRow {
        at: at(day),
        work: id(work),
        title: if work == 0 { "Harbour at six" } else { "Low tide (master)" }.into(),
        kind,
        licence,
        from: somebody(u8::try_from(day).unwrap_or(0)).to_string(),
        amount,
        expected,
        state,
        chain: "eip155:1337001".into(),
        tx: format!("0x{}", "77ab".repeat(16)),
        log: day,
        block: 1_300 + day,
    };
    let bought = |day, work, kind, amount: Money, state| {
        row(day, work, IncomeKind::Licence, Some(kind), amount.clone(), Some(amount), state)
    };
    let short = Some(dollars(60_000_000));
    vec![
        bought(30, 2, LicenceKind::AiTraining, dollars(1_200_500_000), Finality::Seen),
        row(29, 0, IncomeKind::Resale, None, dollars(40_000_000), short, Finality::Confirmed),
        bought(28, 0, LicenceKind::Commercial, dollars(300_000_000), Finality::Final),
        bought(27, 0, LicenceKind::Personal, coins(CENT + CENT / 4), Finality::Final),
        row(26, 2, IncomeKind::Transfer, None, dollars(1_000_000), None, Finality::Final),
    ]
}

/// The books.
pub(super) fn income(empty: bool) -> IncomePage {
    let mut page = IncomePage {
        block: 1_331,
        synced: Some(at(30)),
        totals: Vec::new(),
        rows: Vec::new(),
        bars: Vec::new(),
        books_agree: true,
    };
    if empty {
        return page;
    }
    let totals = |received, mine, claimable, short, money: fn(u64) -> Money| TokenTotals {
        received: money(received),
        mine: money(mine),
        others: money(received - mine),
        claimable: money(claimable),
        claimed: money(0),
        short: money(short),
        unexplained: money(0),
    };
    page.totals = vec![
        totals(18_204_550_000, 14_563_640_000, 412_800_000, 20_000_000, dollars),
        totals(32 * CENT, 26 * CENT, 0, 0, coins),
    ];
    page.rows = rows();
    page.bars = (20..31)
        .map(|day| IncomeBar {
            from: at(day),
            sums: vec![dollars(day * day * 917_331 % 390_000_000), coins(day * CENT / 10)],
        })
        .collect();
    page
}

/// A split; where it is fixed it has three holders and a thousand fans.
pub(super) fn split(work: WorkId, fixed: bool) -> SplitView {
    let holder = |number, name: &str, percent: &str, share: u64| HolderView {
        row: HolderRow {
            name: name.into(),
            address: somebody(number).to_string(),
            percent: percent.into(),
        },
        earned: vec![dollars(share * 12_415)],
        claimed: vec![dollars(share * 10_000)],
        owed: vec![dollars(share * 2_415)],
    };
    let mut holders = Vec::new();
    if fixed {
        holders.push(holder(1, "Ada Marchetti", "50", 500_000));
        holders.push(holder(2, "Ben Okafor", "20", 200_000));
        holders.push(holder(3, "Chiara Wu", "10", 100_000));
        holders.extend((10..22).map(|fan| holder(fan, "", "0.02", 200)));
    }
    let count = if fixed { 1_003 } else { 0 };
    SplitView { work, fixed, vault: fixed.then(|| somebody(9)), holders, count }
}

/// A payout that one holder's account did not take.
pub(super) fn paid_out() -> PaidOut {
    let passed =
        PassedOver { address: somebody(12).to_string(), reason: PassedOverReason::Refused };
    PaidOut { holders: 1_002, gas: 76_951_000, gas_per_holder: 76_721, passed_over: vec![passed] }
}

/// A sheet of each kind.
pub(super) fn sheet(kind: SheetKind, works: &[&str], facts: &[(&str, String)]) -> Sheet {
    let (arrives, to, transactions, finals) = match kind {
        SheetKind::Mint => {
            let to = "WorkRegistry, WorkNFT, RoyaltyVaultFactory".to_owned();
            (Vec::new(), to, 3, vec![FinalPoint::Anchor, FinalPoint::Split])
        }
        SheetKind::Offer => (Vec::new(), "LicenceShop".to_owned(), 1, vec![FinalPoint::Licence]),
        SheetKind::CloseOffer => {
            (Vec::new(), "LicenceShop".to_owned(), 1, vec![FinalPoint::Licence])
        }
        SheetKind::RevokeLicence => {
            (Vec::new(), "LicenceShop".to_owned(), 1, vec![FinalPoint::Revocation])
        }
        SheetKind::PracticeBuy => {
            let finals = vec![FinalPoint::Licence, FinalPoint::Payment];
            (vec![dollars(300_000_000)], somebody(9).to_string(), 2, finals)
        }
        SheetKind::Offering => {
            let finals = vec![FinalPoint::Sale, FinalPoint::Securities];
            (Vec::new(), somebody(8).to_string(), 3, finals)
        }
        SheetKind::DatasetOpen => {
            (Vec::new(), somebody(8).to_string(), 2, vec![FinalPoint::Dataset])
        }
        SheetKind::DatasetJoin | SheetKind::DatasetPrice | SheetKind::DatasetTakeOut => {
            (Vec::new(), somebody(8).to_string(), 1, Vec::new())
        }
        SheetKind::DatasetBuy => {
            let finals = vec![FinalPoint::Payment, FinalPoint::Licence];
            (Vec::new(), somebody(8).to_string(), 2, finals)
        }
        SheetKind::DatasetDraw => {
            (Vec::new(), somebody(8).to_string(), 3, vec![FinalPoint::Payment])
        }
        SheetKind::OfferingSettle => {
            let finals = vec![FinalPoint::Sale, FinalPoint::Payment];
            (vec![dollars(100_000_000)], somebody(7).to_string(), 2, finals)
        }
        SheetKind::PracticeFans
        | SheetKind::OfferingCallOff
        | SheetKind::OfferingRefund
        | SheetKind::OfferingPayFans
        | SheetKind::OfferingEnd => {
            (Vec::new(), somebody(7).to_string(), 2, vec![FinalPoint::Payment])
        }
        SheetKind::ChannelVoucher => {
            (Vec::new(), somebody(9).to_string(), 0, vec![FinalPoint::Voucher])
        }
        SheetKind::ChannelOpen | SheetKind::ChannelDeposit => {
            (Vec::new(), somebody(9).to_string(), 2, vec![FinalPoint::Deposit])
        }
        SheetKind::ChannelClaim => {
            (Vec::new(), somebody(8).to_string(), 2, vec![FinalPoint::Payment])
        }
        SheetKind::ChannelWithdraw | SheetKind::ChannelCancel => {
            (Vec::new(), somebody(9).to_string(), 1, Vec::new())
        }
        SheetKind::ChannelFinish => {
            (vec![dollars(16_500_000)], somebody(1).to_string(), 1, vec![FinalPoint::Payment])
        }
        SheetKind::Payout => (Vec::new(), somebody(9).to_string(), 11, vec![FinalPoint::Payment]),
        SheetKind::Claim => {
            (vec![dollars(412_800_000)], somebody(1).to_string(), 2, vec![FinalPoint::Payment])
        }
    };
    Sheet {
        id: "sheet-1".into(),
        kind,
        works: works.iter().map(|title| (*title).to_owned()).collect(),
        leaves: Vec::new(),
        arrives,
        to,
        fee: coins(421_000_000_000_000),
        transactions,
        finals,
        facts: facts.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
        practice: true,
        clauses: Vec::new(),
        exact: Vec::new(),
    }
}
