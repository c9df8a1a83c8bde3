//! Fans buy a tenth of the song and earn until their ceiling; an offering of the photograph fails and pays back.

use colophon_chain::offering::{OfferingTerms, SaleState};
use colophon_ipc::ListOffers;
use colophon_keys::EvmKey;
use colophon_model::{Address, Moment, Shares, Units};
use colophon_royalties::PoolBooks;

use super::checks::Checks;
use super::scenes::Set;
use super::story::FansStory;
use crate::{App, Error, Result, money};

const DAY: u64 = 24 * 3600;
/// The sale that fails lasts so many seconds, and the practice chain's clock is put forward by them.
const SHORT_SALE: u64 = 600;
/// What three fans buy of the song: 10 % together.
const SONG_SHARES: [Shares; 3] = [Shares(50_000), Shares(30_000), Shares(20_000)];
/// What two buy of the photograph, of which 15 % would have to be sold.
const PHOTO_SHARES: [Shares; 2] = [Shares(40_000), Shares(25_000)];
const FIRST_FAN: u32 = 20;

pub(super) async fn play(
    app: &App,
    set: &Set,
    checks: &mut Checks,
) -> Result<(FansStory, (Address, PoolBooks))> {
    let (succeeded, raised, pool) = succeed(app, set, checks).await?;
    let (pool, surplus) = earn(app, set, pool, checks).await?;
    let (failed, refunded) = fail(app, set, checks).await?;
    let dollars = |units| money::view(&set.dollar, units);
    let story = FansStory {
        succeeded,
        failed,
        raised: dollars(raised),
        fans: dollars(pool.1.ceiling()),
        surplus: dollars(surplus),
        refunded: money::view(&set.coin, refunded),
    };
    Ok((story, pool))
}

struct Pool {
    at: Address,
    fans: Vec<EvmKey>,
    books: PoolBooks,
}

fn terms(set: &Set, now: Moment) -> Result<OfferingTerms> {
    let after = |seconds| Moment::from_unix_seconds(now.unix_seconds() + seconds);
    Ok(OfferingTerms {
        token: set.dollar.address,
        price: Units::parse_decimal("0.001", set.dollar.decimals)?,
        ceiling: Units::parse_decimal("0.0015", set.dollar.decimals)?,
        cap: Shares(100_000),
        minimum: Shares(50_000),
        per_buyer: Shares(60_000),
        deadline: after(30 * DAY),
        term_end: after(3_650 * DAY),
        jurisdiction: "CH".to_owned(),
        text:
            "A tenth of what Low tide earns, for ten years or until you have one and a half times \
               what you paid. It may earn nothing."
                .to_owned(),
    })
}

/// Ada offers a tenth of the song, three fans buy all of it, and the sale is settled.
async fn succeed(app: &App, set: &Set, checks: &mut Checks) -> Result<(Address, Units, Pool)> {
    let ada = app.artist()?;
    let song = app.on_chain(set.song)?;
    // Her place in the split must be claimed before she can pass shares on.
    app.claim_work(&ada, set.song, "demo artist").await?;
    let terms = terms(set, app.inner.chain.head().await?.time)?;
    let opening = app.open_offering(&ada, (song.vault, song.key), &terms, "demo song");
    let (offering, _) = opening.await?;
    let warned = app.inner.chain.offering_warning(offering).await?;
    checks.is("the contract itself warns the fans", warned.contains("may be securities"));

    let mut fans = Vec::new();
    let mut cost = Units::ZERO;
    for (number, shares) in (FIRST_FAN..).zip(SONG_SHARES) {
        let fan = app.buyer(number)?;
        let key = format!("demo fan {number}");
        let (paid, _) = app.buy_shares(&fan, offering, &terms, shares, &key).await?;
        cost = cost.checked_add(paid).unwrap_or_default();
        fans.push(fan);
    }
    let before = dollars_of(app, set, ada.address()).await?;
    let (at, _) = app.settle_offering(&fans[0], offering, "demo").await?;
    let sale = app.inner.chain.sale(offering).await?;
    checks.is(
        "the offering of the song succeeded and sold everything",
        sale.state == SaleState::Succeeded && sale.sold == terms.cap,
    );
    let after = dollars_of(app, set, ada.address()).await?;
    checks.same(
        "the artist was paid what the fans paid",
        cost,
        after.checked_sub(before).unwrap_or_default(),
    );
    checks.same(
        "nothing of it stayed in the offering",
        Units::ZERO,
        dollars_of(app, set, offering).await?,
    );
    let people = fans.iter().map(EvmKey::address).zip(SONG_SHARES);
    let books = PoolBooks::new(people, terms.token, terms.ceiling)?;
    Ok((offering, cost, Pool { at, fans, books }))
}

/// The song is licensed twice more: the first payment leaves the fans below their ceiling, the second goes over it.
async fn earn(
    app: &App,
    set: &Set,
    mut pool: Pool,
    checks: &mut Checks,
) -> Result<((Address, PoolBooks), Units)> {
    let ada = app.artist()?;
    let token = set.dollar.address;
    let offer = app
        .offers(&ListOffers { work: Some(set.song) })?
        .first()
        .map(|o| o.id)
        .ok_or_else(|| Error::internal("the song is not offered"))?;
    for (round, ends) in [(1, false), (2, true)] {
        let buyer = app.buyer(12 + round)?;
        app.buy(&buyer, offer, 1, &format!("demo song again {round}")).await?;
        app.sync().await?;
        // What the song's own books give to the fans' block of shares is what the pool must have received.
        let earned = app.books(set.song)?.earned(pool.at, token)?;
        let news = earned.checked_sub(pool.books.received(token)).unwrap_or_default();
        pool.books.receive(token, news)?;
        same_figures(app, set, &pool, &format!("after payment {round}"), checks).await?;
        let over = earned >= pool.books.ceiling();
        checks.same(format!("payment {round} reaches the ceiling"), ends, over);
        // The first fan takes hers out each time, the others at the end.
        let many = if ends { pool.fans.len() } else { 1 };
        for fan in pool.fans.iter().take(many) {
            let (who, key) = (fan.address(), format!("demo {round}"));
            let before = dollars_of(app, set, who).await?;
            app.claim_from_pool(&ada, (pool.at, &[token]), who, &key).await?;
            let got = dollars_of(app, set, who).await?.checked_sub(before).unwrap_or_default();
            checks.same(
                format!("payment {round}: a fan got what the books say"),
                pool.books.claim(who, token)?,
                got,
            );
        }
    }
    let fans: Units = pool
        .fans
        .iter()
        .map(|fan| pool.books.earned(fan.address(), token))
        .sum::<Result<Units, _>>()?;
    checks.same("the fans have exactly their ceiling", pool.books.ceiling(), fans);

    let before = dollars_of(app, set, ada.address()).await?;
    let song = app.on_chain(set.song)?;
    app.end_pool(&pool.fans[1], (pool.at, song.vault), "demo").await?;
    let surplus = pool.books.claim_surplus();
    let got = dollars_of(app, set, ada.address()).await?.checked_sub(before).unwrap_or_default();
    checks.same("what came in above the ceiling went to the artist", surplus, got);
    same_figures(app, set, &pool, "at the end", checks).await?;
    checks.same(
        "the pool paid out all it received",
        Units::ZERO,
        dollars_of(app, set, pool.at).await?,
    );
    app.sync().await?;
    let held = app.books(set.song)?.held(ada.address());
    checks.same("the sold shares are the artist's again", "40.0000 %", held);
    Ok(((pool.at, pool.books), surplus))
}

/// The pool's own figures beside the books'.
async fn same_figures(
    app: &App,
    set: &Set,
    pool: &Pool,
    when: &str,
    checks: &mut Checks,
) -> Result<()> {
    let who: Vec<Address> = pool.fans.iter().map(EvmKey::address).collect();
    let token = set.dollar.address;
    let figures = app.inner.chain.pool_figures(pool.at, token, &who).await?;
    checks.same(
        format!("the pool received what the song's books say, {when}"),
        pool.books.received(token),
        figures.received,
    );
    let mut wrong = 0;
    for (fan, pending) in figures.pending {
        wrong += usize::from(pool.books.owed(fan, token)? != pending);
    }
    wrong += usize::from(app.inner.chain.pool_surplus(pool.at).await? != pool.books.surplus());
    checks.same(format!("differences between pool and books {when}"), 0, wrong);
    Ok(())
}

/// An offering of the photograph does not sell its minimum: everybody has her money back, to the last unit.
async fn fail(app: &App, set: &Set, checks: &mut Checks) -> Result<(Address, Units)> {
    let ada = app.artist()?;
    let photo = app.on_chain(set.photo)?;
    app.claim_work(&ada, set.photo, "demo artist").await?;
    let now = app.inner.chain.head().await?.time;
    let terms = OfferingTerms {
        token: None,
        price: Units::parse_decimal("0.000001", set.coin.decimals)?,
        ceiling: Units::parse_decimal("0.000002", set.coin.decimals)?,
        cap: Shares(200_000),
        minimum: Shares(150_000),
        per_buyer: Shares(100_000),
        deadline: Moment::from_unix_seconds(now.unix_seconds() + SHORT_SALE),
        ..terms(set, now)?
    };
    let held = app.books(set.photo)?.held(ada.address());
    let opening = app.open_offering(&ada, (photo.vault, photo.key), &terms, "demo photo");
    let (offering, _) = opening.await?;
    let mut buyers = Vec::new();
    let mut paid = Units::ZERO;
    for (number, shares) in (FIRST_FAN + 10..).zip(PHOTO_SHARES) {
        let buyer = app.buyer(number)?;
        let key = format!("demo fan {number}");
        let (cost, _) = app.buy_shares(&buyer, offering, &terms, shares, &key).await?;
        paid = paid.checked_add(cost).unwrap_or_default();
        buyers.push((buyer.address(), cost, app.inner.chain.balance(buyer.address()).await?));
    }
    checks.same(
        "the money of the second offering lies there",
        paid,
        app.inner.chain.balance(offering).await?,
    );
    app.inner.practice.set_time(terms.deadline.unix_seconds())?;
    let who: Vec<Address> = buyers.iter().map(|(who, ..)| *who).collect();
    app.refund_offering(&ada, (offering, photo.vault), &who, "demo").await?;
    for (who, cost, before) in buyers {
        let back = app.inner.chain.balance(who).await?.checked_sub(before).unwrap_or_default();
        checks.same("a buyer of the second offering was paid back whole", cost, back);
    }
    let sale = app.inner.chain.sale(offering).await?;
    checks.is(
        "the second offering failed and paid back every share",
        sale.state == SaleState::Failed && sale.refunded == sale.sold,
    );
    checks.same("nothing is left in it", Units::ZERO, app.inner.chain.balance(offering).await?);
    app.sync().await?;
    checks.same(
        "the artist has her shares of the photograph again",
        held,
        app.books(set.photo)?.held(ada.address()),
    );
    Ok((offering, paid))
}

async fn dollars_of(app: &App, set: &Set, who: Address) -> Result<Units> {
    let token = set.dollar.address.unwrap_or_default();
    Ok(app.inner.chain.token_balance(token, who, None).await?)
}
