//! Offerings of shares: one on sale, one whose fans share.

use colophon_ipc::{
    ApiError, Code, Money, OfferingOutlook, OfferingPhase, OfferingStep, OfferingView, OutlookView,
    PayIn, PrepareOffering, SaleState, SheetKind, SimulateOffering,
};
use colophon_model::{Shares, Units};

use super::{
    money::{coins, dollars},
    works::{id, somebody},
    world::at,
};

/// A thousand million of the work's income in each unit that is asked of one share.
const WHOLE: u64 = 1_000_000;

fn refused(why: &str) -> ApiError {
    ApiError::new(Code::Invalid, why)
}

fn amount(text: &str, decimals: u8) -> Result<u64, ApiError> {
    let units =
        Units::parse_decimal(text, decimals).map_err(|error| refused(&error.to_string()))?;
    units.0.try_into().map_err(|_| refused("the amount is too large"))
}

/// What an offering would come to.
pub(super) fn outlook(asked: &SimulateOffering) -> Result<OfferingOutlook, ApiError> {
    let (money, decimals): (fn(u64) -> Money, u8) = match asked.pay_in {
        PayIn::Dollar => (dollars, 6),
        PayIn::Coin => (coins, 18),
    };
    let shares = |text: &str| {
        Shares::parse_percent(text).map(|s| u64::from(s.0)).map_err(|e| refused(&e.to_string()))
    };
    let (price, ceiling) = (amount(&asked.price, decimals)?, amount(&asked.ceiling, decimals)?);
    let (cap, buys) = (shares(&asked.percent)?, shares(&asked.buys)?);
    if price == 0 {
        return Err(refused("shares are not sold for nothing; set a price above zero"));
    }
    if ceiling < price {
        return Err(refused("the ceiling is below the price; raise it"));
    }
    if buys == 0 || buys > cap {
        return Err(refused("a fan cannot buy more than is for sale"));
    }
    let level = |income: u64| {
        let part = |shares: u64| (income / WHOLE).saturating_mul(shares);
        let fans = part(cap).min(ceiling.saturating_mul(cap));
        OutlookView {
            income: money(income),
            fan: money((fans / cap).saturating_mul(buys)),
            fans: money(fans),
            surplus: money(part(cap).saturating_sub(fans)),
        }
    };
    let (even, full) = (price.saturating_mul(WHOLE), ceiling.saturating_mul(WHOLE));
    Ok(OfferingOutlook {
        raised: money(price.saturating_mul(cap)),
        cost: money(price.saturating_mul(buys)),
        most: money(ceiling.saturating_mul(buys)),
        break_even: money(even),
        full_at: money(full),
        levels: vec![level(even / 2), level(even), level(full.saturating_mul(2))],
        artist_fees: coins(421_000_000_000_000),
        fan_fees: coins(289_000_000_000_000),
    })
}

/// Two offerings of the song.
pub(super) fn offerings() -> Vec<OfferingView> {
    let selling = OfferingView {
        offering: somebody(7),
        vault: somebody(9),
        artist: somebody(1),
        work: Some(id(2)),
        title: Some("Low tide (master)".into()),
        state: SaleState::Open,
        phase: OfferingPhase::Selling,
        steps: Vec::new(),
        cap: 100_000,
        minimum: 50_000,
        per_buyer: 10_000,
        sold: 33_334,
        refunded: 0,
        fans: 4,
        price: dollars(1_000),
        ceiling: dollars(1_500),
        raised: dollars(33_334_000),
        most: dollars(50_001_000),
        deadline: at(30),
        term_end: at(30),
        jurisdiction: "CH".into(),
        text: Some("A tenth of what Low tide earns. It may earn nothing.".into()),
        warning: "Fan shares may be securities where you live.".into(),
        pool: None,
        received: None,
        owed: Vec::new(),
        practice: true,
    };
    let earning = OfferingView {
        offering: somebody(6),
        state: SaleState::Succeeded,
        phase: OfferingPhase::Earning,
        steps: vec![OfferingStep::PayFans],
        sold: 100_000,
        fans: 11,
        raised: dollars(100_000_000),
        most: dollars(150_000_000),
        pool: Some(somebody(5)),
        received: Some(dollars(64_250_000)),
        owed: vec![dollars(24_000_000)],
        ..selling.clone()
    };
    vec![selling, earning]
}

/// What the sheet of an offering says.
pub(super) fn told(asked: &PrepareOffering) -> [(&'static str, String); 5] {
    [
        ("for-sale", format!("{} %", asked.percent)),
        ("share-price", format!("{} USD PRACTICE", asked.price)),
        ("share-ceiling", format!("{} USD PRACTICE", asked.ceiling)),
        ("jurisdiction", asked.jurisdiction.clone()),
        ("told", asked.text.clone()),
    ]
}

/// The sheet of a step.
pub(super) const fn kind(step: OfferingStep) -> SheetKind {
    match step {
        OfferingStep::CallOff => SheetKind::OfferingCallOff,
        OfferingStep::Settle => SheetKind::OfferingSettle,
        OfferingStep::Refund => SheetKind::OfferingRefund,
        OfferingStep::PayFans => SheetKind::OfferingPayFans,
        OfferingStep::End => SheetKind::OfferingEnd,
    }
}
