use std::path::{Path, PathBuf};

use colophon_chain::{ChainEvent, Mined, calls, decode};
use colophon_ipc::{JobState, ListOffers, PayIn, RegisteredWork};
use colophon_model::{
    Address, Allocation, Bps, LicenceKind, MediaKind, Token, U256, Units, WorkId,
};
use colophon_royalties::royalty_of;

use super::cast::{CLAIMING_FANS, Cast};
use super::checks::Checks;
use super::{DemoReport, MintedWork, Person, damage};
use crate::{App, Error, Result, money};

/// What resales owe: 5 %.
const ROYALTY: u16 = 500;
/// Blocks that make everything before them final on the practice chain.
const UNTIL_FINAL: u64 = 13;

pub(super) struct Set {
    pub(super) photo: WorkId,
    pub(super) picture: WorkId,
    pub(super) song: WorkId,
    pub(super) coin: Token,
    pub(super) dollar: Token,
}

pub(super) async fn play(app: &App, progress: &(dyn Fn(&str) + Sync)) -> Result<DemoReport> {
    let mut checks = Checks::default();
    progress("registering a photograph, an illustration and a song");
    let works = register(app, &mut checks).await?;
    let [photo, picture, song] =
        <[WorkId; 3]>::try_from(works.iter().map(|w| w.id).collect::<Vec<_>>())
            .map_err(|_| Error::internal("three works were to be registered"))?;
    let coin = app.token_of(PayIn::Coin).await?;
    let dollar = app.token_of(PayIn::Dollar).await?;
    let set = Set { photo, picture, song, coin, dollar };
    let cast = Cast::of(app)?;

    progress("anchoring them in one batch, making vaults, minting");
    let minted = mint(app, &set, &cast, &mut checks).await?;
    progress("putting up three offers; three buyers buy");
    let sold = sell(app, &set, &mut checks).await?;
    progress("a patron pays, and a collector buys on a marketplace");
    let resale = resell(app, &set).await?;
    app.inner.practice.mine_many(UNTIL_FINAL)?;

    progress("following the chain");
    app.sync().await?;
    let expected = expectations(&set, &sold, resale)?;
    books(app, &set, &expected, &mut checks).await?;
    entitlement(app, &set, &cast, &expected, &mut checks)?;
    progress("five fans and two collaborators take out what they earned");
    claims(app, &set, &cast, &mut checks).await?;
    audit(app, &set, "after the claims", &mut checks).await?;
    again(app, &set, &cast, &mut checks).await?;

    let story = super::later::play(app, &set, &cast, &mut checks, progress).await?;

    progress("writing the statement");
    let statement = statement(app, &mut checks).await?;
    progress("damaging the signed photograph as the internet does, and looking at it");
    let damaged = tour(app, &set, &works, &mut checks).await?;
    let page = app.income(None).await?;
    checks.is("no money is unexplained", page.totals.iter().all(|t| t.unexplained.units == "0"));
    checks.is("no payment fell short", page.totals.iter().all(|t| t.short.units == "0"));
    Ok(DemoReport {
        checks: checks.0,
        works,
        minted,
        ledger: page.rows,
        totals: page.totals,
        people: people(app, &set, &cast)?,
        story,
        statement: statement.display().to_string(),
        damaged,
        home: app.home().display().to_string(),
        passphrase_file: app.home().join(super::PASSPHRASE_FILE).display().to_string(),
    })
}

async fn register(app: &App, checks: &mut Checks) -> Result<Vec<RegisteredWork>> {
    let sources = app.lay_samples()?;
    let before =
        sources.iter().map(|p| colophon_media::hash_file(p)).collect::<Result<Vec<_>, _>>()?;
    let job = app.register_samples_now().await?;
    for file in &job.files {
        if let Some(error) = &file.error {
            return Err(Error::Precondition(format!("{}: {error}", file.name)));
        }
    }
    checks.same(
        "all files were registered",
        3,
        job.files.iter().filter(|f| f.state == JobState::Done).count(),
    );
    let works: Vec<_> = job.files.into_iter().filter_map(|f| f.work).collect();
    for ((source, before), work) in sources.iter().zip(before).zip(&works) {
        let name = source.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        checks.same(
            format!("{name}: the original is untouched"),
            before.blake3,
            colophon_media::hash_file(source)?.blake3,
        );
        let report = app.inspect(Path::new(&work.copy)).await?;
        let manifest = &report.legs.manifest;
        checks.is(
            format!("{name}: the copy's manifest is valid and the creator's own"),
            manifest.own && manifest.failures == ["signingCredential.untrusted"],
        );
        checks.same(
            format!("{name}: the copy is recognised"),
            work.id,
            report.work.map(|w| w.to_string()).unwrap_or_default(),
        );
        if report.kind == Some(MediaKind::Picture) {
            let payload =
                |p: Option<colophon_model::Payload>| p.map(|p| p.to_string()).unwrap_or_default();
            checks.same(
                format!("{name}: the mark is read from the copy's pixels"),
                payload(work.payload),
                payload(report.legs.watermark.payload),
            );
        }
    }
    let again = app.register_samples_now().await?;
    checks.is(
        "the same files again make no new works",
        again.files.iter().all(|f| f.work.as_ref().is_some_and(|w| w.known)),
    );
    Ok(works)
}

async fn mint(app: &App, set: &Set, cast: &Cast, checks: &mut Checks) -> Result<Vec<MintedWork>> {
    let plan =
        [(set.photo, cast.three()?), (set.picture, cast.three()?), (set.song, cast.with_fans()?)];
    let royalty = Bps::new(ROYALTY)?;
    app.mint(&plan, royalty).await?;
    let mut minted = Vec::new();
    for (id, allocation) in &plan {
        let work = app.work_row(*id)?;
        let (token, vault) = (app.token_row(*id)?, app.vault_row(*id)?);
        let facts = app.inner.chain.work_facts(&app.contracts()?, token.token_id).await?;
        checks.is(
            format!("{}: the chain proves the anchor of the signed copy", work.title),
            app.anchored(*id).await?.is_some(),
        );
        checks.same(
            format!("{}: the token names the vault", work.title),
            vault.address,
            facts.vault,
        );
        let root = app.inner.chain.shares_root(vault.address).await?;
        checks.same(
            format!("{}: the published split gives the vault's root", work.title),
            allocation.tree().root(),
            root,
        );
        minted.push(MintedWork {
            title: work.title,
            token_id: token.token_id.to_string(),
            vault: vault.address.to_string(),
            holders: allocation.holders().len(),
        });
    }
    Ok(minted)
}

/// What was sold: work, token, amount.
type Sold = Vec<(WorkId, Option<Address>, Units)>;

async fn sell(app: &App, set: &Set, checks: &mut Checks) -> Result<Sold> {
    let wanted = [
        (set.photo, LicenceKind::Personal, "0.05", &set.coin, 1u32),
        (set.picture, LicenceKind::Commercial, "120.50", &set.dollar, 2),
        (set.song, LicenceKind::AiTraining, "900.000001", &set.dollar, 1),
    ];
    let mut sold = Vec::new();
    for (number, (work, kind, price, token, quantity)) in (0u32..).zip(wanted) {
        let units = Units::parse_decimal(price, token.decimals)?;
        let (offer, _) =
            app.offer(work, &kind.terms(), units, token.clone(), &format!("demo {number}")).await?;
        let buyer = app.buyer(number)?;
        let mined = app.buy(&buyer, offer.0, quantity, &format!("demo {number}")).await?;
        let title = app.work_row(work)?.title;
        let licence = licence_of(&mined);
        let valid = match licence {
            Some(licence) => {
                app.inner.chain.licence_valid(&app.contracts()?, licence, buyer.address()).await?
            }
            None => false,
        };
        checks.is(format!("{title}: the buyer's licence is valid on the chain"), valid);
        let cost =
            colophon_royalties::licence_price(units, u64::from(quantity)).unwrap_or_default();
        sold.push((work, token.address, cost));
    }
    checks.same(
        "three offers are open",
        3,
        app.offers(&ListOffers { work: None })?.iter().filter(|o| o.open).count(),
    );
    Ok(sold)
}

fn licence_of(mined: &[Mined]) -> Option<U256> {
    mined.iter().flat_map(|m| &m.logs).find_map(|log| match decode(log) {
        Some(ChainEvent::LicenceSold { licence, .. }) => Some(licence),
        _ => None,
    })
}

/// A plain payment into the song's vault, and a resale of the illustration's token. Returns both amounts.
async fn resell(app: &App, set: &Set) -> Result<(Units, Units)> {
    let patron = app.buyer(10)?;
    app.fund(patron.address()).await?;
    let gift = Units::parse_decimal("0.25", set.coin.decimals)?;
    app.pay(&patron, app.vault_row(set.song)?.address, gift, "demo patron").await?;

    let contracts = app.contracts()?;
    let market =
        contracts.market.ok_or_else(|| Error::internal("the practice chain has no marketplace"))?;
    let artist = app.artist()?;
    let token = app.token_row(set.picture)?.token_id;
    let price = Units::parse_decimal("2.000000000000000019", set.coin.decimals)?;
    app.act(
        &artist,
        "demo approve work",
        "allowance",
        &calls::approve_work(&contracts, market, token),
    )
    .await?;
    app.act(
        &artist,
        "demo list",
        "listing",
        &calls::market_list(&contracts, market, token, price)?,
    )
    .await?;
    let collector = app.buyer(11)?;
    app.fund(collector.address()).await?;
    app.act(
        &collector,
        "demo resale",
        "resale",
        &calls::market_buy(&contracts, market, token, price),
    )
    .await?;
    let royalty = royalty_of(price, Bps::new(ROYALTY)?).unwrap_or_default();
    Ok((gift, royalty))
}

/// What must be in each vault, computed from the prices alone.
fn expectations(set: &Set, sold: &Sold, (gift, royalty): (Units, Units)) -> Result<Sold> {
    let mut all = sold.clone();
    all.push((set.song, None, gift));
    all.push((set.picture, None, royalty));
    Ok(all)
}

fn sum(expected: &Sold, work: Option<WorkId>, token: Option<Address>) -> Units {
    expected
        .iter()
        .filter(|(w, t, _)| work.is_none_or(|work| work == *w) && *t == token)
        .map(|(_, _, n)| *n)
        .sum()
}

async fn books(app: &App, set: &Set, expected: &Sold, checks: &mut Checks) -> Result<()> {
    for token in [&set.coin, &set.dollar] {
        let mut vaults = Units::ZERO;
        for work in [set.photo, set.picture, set.song] {
            let title = app.work_row(work)?.title;
            let vault = app.vault_row(work)?.address;
            let figures = app.inner.chain.vault_figures(vault, token.address, &[], None).await?;
            let want = sum(expected, Some(work), token.address);
            checks.same(
                format!("{title}: the vault received the {} that was paid", token.symbol),
                want,
                figures.cumulative,
            );
            vaults = vaults.checked_add(figures.cumulative).unwrap_or_default();
        }
        let ledger: Units = app
            .payments(None)?
            .iter()
            .filter(|p| p.token.address == token.address)
            .map(|p| p.amount)
            .sum();
        checks.same(
            format!("the ledger's total equals the vaults' total in {}", token.symbol),
            vaults,
            ledger,
        );
    }
    let payments = app.payments(None)?;
    checks.same("every payment is in the ledger once", expected.len(), payments.len());
    let met = payments.iter().filter(|p| p.expected == Some(p.amount)).count();
    checks.same("what was expected is what arrived", 4, met);
    checks.same(
        "the plain payment is known as one",
        1,
        payments.iter().filter(|p| p.expected.is_none()).count(),
    );
    let page = app.income(None).await?;
    checks.is(
        "all payments are final",
        page.rows.iter().all(|r| r.state == colophon_model::Finality::Final),
    );
    audit(app, set, "before the claims", checks).await
}

fn entitlement(
    app: &App,
    set: &Set,
    cast: &Cast,
    expected: &Sold,
    checks: &mut Checks,
) -> Result<()> {
    for work in [set.photo, set.picture, set.song] {
        let title = app.work_row(work)?.title;
        let books = app.books(work)?;
        let allocation: Allocation =
            app.read(|view| Ok(view.holders().of(work)?))?.ok_or(Error::NoAccount)?;
        for token in [&set.coin, &set.dollar] {
            let total = sum(expected, Some(work), token.address);
            let mut wrong = 0;
            for holder in allocation.holders() {
                let due = total.0 * U256::from(holder.shares.0) / U256::from(1_000_000u64);
                wrong += usize::from(books.earned(holder.address, token.address)?.0 != due);
            }
            checks.same(
                format!(
                    "{title}: holders whose {} is not their share to the last unit",
                    token.symbol
                ),
                0,
                wrong,
            );
        }
    }
    let mine = app.books(set.song)?.held(cast.artist);
    checks.same("the song: the artist's own share", "40.0000 %", mine);
    Ok(())
}

async fn claims(app: &App, set: &Set, cast: &Cast, checks: &mut Checks) -> Result<()> {
    let before = app.books(set.song)?;
    for (number, fan) in cast.fans.iter().chain([&cast.bea, &cast.chen]).enumerate() {
        app.fund(fan.address()).await?;
        app.claim_work(fan, set.song, &format!("demo {number}")).await?;
        let held =
            app.inner.chain.token_balance(app.contracts()?.dollar, fan.address(), None).await?;
        let due = before.owed(fan.address(), set.dollar.address)?;
        let who = if number < CLAIMING_FANS as usize {
            format!("fan {}", number + 1)
        } else {
            format!("collaborator {}", number + 1 - CLAIMING_FANS as usize)
        };
        checks.same(format!("{who} was paid what was owed"), due, held);
    }
    app.sync().await
}

async fn audit(app: &App, set: &Set, when: &str, checks: &mut Checks) -> Result<()> {
    let at = app.inner.chain.head().await?.number;
    for work in [set.photo, set.picture, set.song] {
        let title = app.work_row(work)?.title;
        let audits = app.audit_work(work, at).await?;
        let compared: usize = audits.iter().map(|a| a.compared).sum();
        let differences: usize = audits.iter().map(|a| a.differences.len()).sum();
        checks.same(
            format!(
                "{title}: differences between books and contract {when} (of {compared} figures)"
            ),
            0,
            differences,
        );
    }
    Ok(())
}

/// Doing and reading everything again changes nothing.
async fn again(app: &App, set: &Set, cast: &Cast, checks: &mut Checks) -> Result<()> {
    let rows = app.payments(None)?.len();
    app.sync().await?;
    checks.same("reading the chain again adds no row", rows, app.payments(None)?.len());
    let Some(fan) = cast.fans.first() else { return Ok(()) };
    let dollar = app.contracts()?.dollar;
    let before = app.inner.chain.token_balance(dollar, fan.address(), None).await?;
    app.claim_work(fan, set.song, "demo 0").await?;
    let after = app.inner.chain.token_balance(dollar, fan.address(), None).await?;
    checks.same("the same claim again pays nothing", before, after);
    Ok(())
}

async fn statement(app: &App, checks: &mut Checks) -> Result<PathBuf> {
    let path = app.home().join("statement.csv");
    let written = app.export_statement(&path).await?;
    let text = std::fs::read_to_string(&path).map_err(|e| Error::io(&path, e))?;
    checks.same(
        "the statement has a line for each payment",
        app.payments(None)?.len(),
        written.rows,
    );
    let header: Vec<&str> = text.lines().take_while(|l| l.starts_with('#')).collect();
    let said = ["period: ", "home: ", "chain: eip155:1337001", "block: ", "PRACTICE"];
    checks.is(
        "its header says period, home, chain, block and PRACTICE",
        said.iter().all(|s| header.iter().any(|l| l.contains(s))),
    );
    Ok(path)
}

async fn tour(
    app: &App,
    set: &Set,
    works: &[RegisteredWork],
    checks: &mut Checks,
) -> Result<colophon_ipc::InspectReport> {
    let photo = works
        .iter()
        .find(|w| w.id == set.photo)
        .ok_or_else(|| Error::internal("the photograph is gone"))?;
    let found = app.inspect(&damage::damage(app, Path::new(&photo.copy))?).await?;
    let none = String::new;
    checks.same(
        "the damaged photograph is still found",
        set.photo,
        found.work.map_or_else(none, |w| w.to_string()),
    );
    checks.same(
        "its mark is still read",
        photo.payload.map_or_else(none, |p| p.to_string()),
        found.legs.watermark.payload.map_or_else(none, |p| p.to_string()),
    );
    checks.is("its fingerprint is near enough", found.legs.fingerprint.matched);
    checks.is(
        "its manifest is gone, and that is said",
        found.missing.contains(&colophon_ipc::Missing::Manifest),
    );
    Ok(found)
}

fn people(app: &App, set: &Set, cast: &Cast) -> Result<Vec<Person>> {
    let mut named = vec![
        ("Ada Marchetti", cast.artist),
        ("Bea Okafor", cast.bea.address()),
        ("Chen Wei", cast.chen.address()),
    ];
    named.extend(cast.fans.first().map(|fan| ("each of 5 fans", fan.address())));
    named.push(("each of 995 fans", Cast::other_fan()));
    let mut people = Vec::new();
    for work in [set.photo, set.picture, set.song] {
        let title = app.work_row(work)?.title;
        let books = app.books(work)?;
        for (name, address) in &named {
            for token in [&set.coin, &set.dollar] {
                let earned = books.earned(*address, token.address)?;
                if earned.is_zero() {
                    continue;
                }
                people.push(Person {
                    name: (*name).to_owned(),
                    work: title.clone(),
                    share: books.held(*address).to_string(),
                    earned: money::view(token, earned),
                    claimed: money::view(token, books.claimed_by(*address, token.address)),
                    owed: money::view(token, books.owed(*address, token.address)?),
                });
            }
        }
    }
    Ok(people)
}
