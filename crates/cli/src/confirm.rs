//! The confirm sheet in words. Nothing that costs or cannot be undone happens without one.

use std::fmt::Write as _;

use colophon_app::App;
use colophon_ipc::{Code, FinalPoint, Money, Receipt, Sheet, SheetKind};
use colophon_model::LicenceKind;
use serde::Serialize;

use crate::args::Global;
use crate::console::{Console, one_line};
use crate::failure::{Failure, Result};
use crate::table::Table;
use crate::terms;

/// What was said and what was done.
#[derive(Debug, Serialize)]
pub(crate) struct Confirmed {
    pub(crate) sheet: Sheet,
    pub(crate) receipt: Receipt,
}

/// Shows a sheet, asks, and does what it says.
pub(crate) async fn confirm(
    app: &App,
    global: &Global,
    console: &Console,
    sheet: Sheet,
) -> Result<Confirmed> {
    if global.yes {
        console.chat(text(console, &sheet));
    } else {
        if !console.can_ask() {
            app.cancel_sheet(&sheet.id)?;
            return Err(Failure::new(Code::Precondition, console.word("confirm.unasked")));
        }
        console.message(text(console, &sheet));
        if !said_yes(&console.ask(&console.word("confirm.ask"))?) {
            app.cancel_sheet(&sheet.id)?;
            return Err(Failure::new(Code::Cancelled, console.word("confirm.refused")));
        }
    }
    let receipt = app.confirm_sheet(&sheet.id).await?;
    Ok(Confirmed { sheet, receipt })
}

/// Asks before something that binds, without a sheet; `text` was not shown yet. `unasked` is said where nobody can be
/// asked.
pub(crate) fn agree(global: &Global, console: &Console, text: &str, unasked: &str) -> Result<()> {
    if global.yes {
        console.chat(text);
        return Ok(());
    }
    if !console.can_ask() {
        return Err(Failure::new(Code::Precondition, console.word(unasked)));
    }
    console.message(text);
    if said_yes(&console.ask(&console.word("treaty.ask"))?) {
        Ok(())
    } else {
        Err(Failure::new(Code::Cancelled, console.word("treaty.refused")))
    }
}

fn said_yes(said: &str) -> bool {
    ["y", "yes", "o", "oui", "是"].contains(&said.to_lowercase().as_str())
}

/// What was done, for people.
pub(crate) fn receipt(console: &Console, receipt: &Receipt) -> String {
    let count = receipt.transactions.len();
    console.say(
        "confirm.done",
        &[("count", &count), ("block", &receipt.block), ("fee", &money(&receipt.fee))],
    )
}

/// An amount with its unit, and PRACTICE where it is worth nothing.
pub(crate) fn money(money: &Money) -> String {
    format!("{} {}{}", money.text, money.symbol, practice(money.practice))
}

/// Several amounts.
pub(crate) fn sums(sums: &[Money]) -> String {
    sums.iter().map(money).collect::<Vec<_>>().join(", ")
}

/// The word that stands beside everything of the practice chain.
pub(crate) const fn practice(practice: bool) -> &'static str {
    if practice { " PRACTICE" } else { "" }
}

fn text(console: &Console, sheet: &Sheet) -> String {
    let title = console.word(match sheet.kind {
        SheetKind::Mint => "confirm.mint",
        SheetKind::Offer => "confirm.offer",
        SheetKind::PracticeBuy => "confirm.buy",
        SheetKind::Claim => "confirm.claim",
        SheetKind::Payout => "confirm.payout",
        SheetKind::CloseOffer => "confirm.close_offer",
        SheetKind::RevokeLicence => "confirm.revoke",
        SheetKind::DatasetOpen => "confirm.dataset_open",
        SheetKind::DatasetJoin => "confirm.dataset_join",
        SheetKind::DatasetBuy => "confirm.dataset_buy",
        SheetKind::DatasetDraw => "confirm.dataset_draw",
        SheetKind::DatasetPrice => "confirm.dataset_price",
        SheetKind::DatasetTakeOut => "confirm.dataset_take_out",
        SheetKind::Offering => "confirm.offering",
        SheetKind::PracticeFans => "confirm.practice_fans",
        SheetKind::OfferingCallOff => "confirm.offering_call_off",
        SheetKind::OfferingSettle => "confirm.offering_settle",
        SheetKind::OfferingRefund => "confirm.offering_refund",
        SheetKind::OfferingPayFans => "confirm.offering_pay_fans",
        SheetKind::OfferingEnd => "confirm.offering_end",
        SheetKind::ChannelOpen => "confirm.channel_open",
        SheetKind::ChannelDeposit => "confirm.channel_deposit",
        SheetKind::ChannelVoucher => "confirm.channel_voucher",
        SheetKind::ChannelClaim => "confirm.channel_claim",
        SheetKind::ChannelWithdraw => "confirm.channel_withdraw",
        SheetKind::ChannelCancel => "confirm.channel_cancel",
        SheetKind::ChannelFinish => "confirm.channel_finish",
    });
    let mut table = Table::default();
    let mut line = |key: &str, value: String| {
        if !value.is_empty() {
            table.row([console.word(key), value]);
        }
    };
    line("confirm.works", sheet.works.join(", "));
    line("confirm.leaves", sums(&sheet.leaves));
    line("confirm.arrives", sums(&sheet.arrives));
    line("confirm.to", format!("{}{}", sheet.to, practice(sheet.practice)));
    for (name, value) in &sheet.facts {
        let key = match name.as_str() {
            "licence" => "confirm.licence",
            "price" => "confirm.price",
            "days" => "confirm.days",
            "holders" => "confirm.holders",
            "royalty" => "confirm.royalty",
            "paid-holders" => "confirm.paid_holders",
            "paid" => "confirm.paid",
            "gas-each" => "confirm.gas_each",
            "signers" => "confirm.signers",
            "unused-treaty" => "confirm.unused_treaty",
            "holder" => "confirm.holder",
            "reason" => "confirm.reason",
            "offer" => "confirm.offer_number",
            "dataset" => "confirm.dataset",
            "dataset-number" => "confirm.dataset_number",
            "works-in" => "confirm.works_in",
            "vault" => "confirm.vault",
            "joining" => "confirm.joining",
            "not-joined" => "confirm.not_joined",
            "quantity" => "confirm.quantity",
            "held" => "confirm.held",
            "paid-works" => "confirm.paid_works",
            "price-before" => "confirm.price_before",
            "for-sale" => "confirm.for_sale",
            "share-price" => "confirm.share_price",
            "raised" => "confirm.raised",
            "minimum" => "confirm.minimum",
            "per-fan" => "confirm.per_fan",
            "share-ceiling" => "confirm.share_ceiling",
            "fans-most" => "confirm.fans_most",
            "deadline" => "confirm.deadline",
            "term-end" => "confirm.term_end",
            "jurisdiction" => "confirm.jurisdiction",
            "told" => "confirm.told",
            "sold" => "confirm.sold",
            "back" => "confirm.back",
            "fans" => "confirm.fans",
            "paid-back" => "confirm.paid_back",
            "paid-fans" => "confirm.paid_fans",
            "artist" => "confirm.artist",
            "bought" => "confirm.bought",
            "escrowed" => "confirm.escrowed",
            "channel" => "confirm.channel",
            "channels" => "confirm.channels",
            "delay" => "confirm.delay",
            "voucher-signer" => "confirm.voucher_signer",
            "goes-on" => "confirm.goes_on",
            "holds" => "confirm.holds",
            "signed-open" => "confirm.signed_open",
            "takes-back" => "confirm.takes_back",
            "ready" => "confirm.ready",
            "adds" => "confirm.adds",
            "owed" => "confirm.owed",
            "secured" => "confirm.secured",
            "paid-payees" => "confirm.paid_payees",
            "uncovered" => "confirm.uncovered",
            other => other,
        };
        let kind = (name == "licence").then(|| LicenceKind::by_name(value)).flatten();
        line(key, kind.map_or_else(|| one_line(value), |kind| terms::licence(console, kind)));
    }
    line("confirm.fee", money(&sheet.fee));
    line("confirm.transactions", sheet.transactions.to_string());
    let mut text = format!("{title}\n{}", table.render());
    text.push_str(&terms::beside(console, &sheet.clauses, &sheet.exact));
    for point in &sheet.finals {
        let point = console.word(match point {
            FinalPoint::Anchor => "confirm.final_anchor",
            FinalPoint::Split => "confirm.final_split",
            FinalPoint::Licence => "confirm.final_licence",
            FinalPoint::Dataset => "confirm.final_dataset",
            FinalPoint::Payment => "confirm.final_payment",
            FinalPoint::Release => "confirm.final_release",
            FinalPoint::Revocation => "confirm.final_revocation",
            FinalPoint::Sale => "confirm.final_sale",
            FinalPoint::Deposit => "confirm.final_deposit",
            FinalPoint::Voucher => "confirm.final_voucher",
            FinalPoint::Securities => "confirm.final_securities",
        });
        let _ = writeln!(text, "  {point}");
    }
    text.trim_end().to_owned()
}
