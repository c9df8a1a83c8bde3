//! Twenty works of three authors are licensed for training in one payment, and each draws its part.

use std::path::PathBuf;

use colophon_chain::dataset::{DatasetFile, DatasetText, DatasetWork};
use colophon_ipc::{FileToRegister, KeepPrivate, Origin, RegisterWorks};
use colophon_keys::EvmKey;
use colophon_model::{
    Address, Allocation, Blake3, Bps, Holder, LicenceKind, Moment, PolicyPreset, Sha256, Shares,
    Units, WorkId,
};
use colophon_royalties::VaultTwin;

use super::cast::Cast;
use super::checks::Checks;
use super::remix::conserved;
use super::scenes::Set;
use super::story::DatasetStory;
use crate::dataset::Order;
use crate::remix::{MadeFrom, OnChain};
use crate::{App, Error, Result, money};

/// Ada's own, registered in this home; Bea's and Chen's, whose files lie in theirs.
const WORKS: [u32; 3] = [8, 6, 6];
const DAY: u64 = 24 * 3600;
const CURATOR: u32 = 3;
const ROYALTY: u16 = 500;
/// Width and height of the pictures that Ada draws for it.
const SIZE: (u32, u32) = (96, 64);

pub(super) async fn play(
    app: &App,
    set: &Set,
    cast: &Cast,
    checks: &mut Checks,
) -> Result<(DatasetStory, DatasetFile)> {
    let ada = app.artist()?;
    let curator = app.townsman(CURATOR)?;
    app.fund(curator.address()).await?;
    let (own, drawn) = draw(app, checks).await?;
    let mut works: Vec<(&EvmKey, OnChain)> = drawn.into_iter().map(|w| (&ada, w)).collect();
    for (who, name, count) in [(&cast.bea, "bea", WORKS[1]), (&cast.chen, "chen", WORKS[2])] {
        works.extend(of_others(app, who, name, count).await?.into_iter().map(|w| (who, w)));
    }
    // No two weigh the same: 4.05 %, 4.15 %, up to 5.95 %.
    let weighed: Vec<(OnChain, Shares)> =
        (0..).zip(&works).map(|(n, (_, work))| (*work, Shares(40_500 + 1_000 * n))).collect();

    let token = set.dollar.address;
    let price = Units::parse_decimal("2000.000007", set.dollar.decimals)?;
    let terms = LicenceKind::AiTraining.terms();
    let listed = |(work, weight): &(OnChain, Shares)| DatasetWork {
        work: work.token,
        vault: work.vault,
        weight: *weight,
    };
    let text = DatasetText {
        title: "Twenty works".to_owned(),
        notes: String::new(),
        chain: App::chain_id(),
        contract: app.contracts()?.datasets,
        curator: curator.address(),
        vault: Address::ZERO,
        allows: terms.permissions,
        lasts_seconds: terms.lasts_seconds.and_then(|s| u32::try_from(s).ok()).unwrap_or(0),
        transferable: terms.rules.transferable,
        licence: String::new(),
        token,
        price,
        works: weighed.iter().map(listed).collect(),
    };
    let dataset = app.place_dataset(text).await?;
    app.open_dataset(&curator, &dataset).await?;
    let lowest = Units::parse_decimal("1500", set.dollar.decimals)?;
    let now = app.inner.chain.head().await?.time;
    let deadline = Moment::from_unix_seconds(now.unix_seconds() + DAY);
    let mut joining = Vec::new();
    for (who, work) in &works {
        let consent = app.consent_to_dataset(who, &dataset, work, (lowest, deadline)).await?;
        joining.push(consent.joins(&dataset, now)?);
    }
    let lab = app.buyer(50)?;
    app.fund(lab.address()).await?;
    let (last, others) =
        joining.split_last().ok_or_else(|| Error::internal("the dataset is empty"))?;
    app.join_dataset(&curator, &dataset, others).await?;
    let refusal = app.dataset_refusal(lab.address(), &dataset).await?.unwrap_or_default();
    checks.is(
        "while one of twenty has not agreed, nothing is sold",
        refusal.starts_with("incomplete"),
    );
    app.join_dataset(&curator, &dataset, std::slice::from_ref(last)).await?;
    let contracts = app.contracts()?;
    let figures = app.inner.chain.dataset(&contracts, dataset.id()).await?;
    checks.is(
        "all twenty works agreed to the dataset's own terms",
        figures.weight == Shares::WHOLE
            && figures.vault == dataset.vault()
            && figures.floor == lowest,
    );

    let order = Order { price, quantity: 1 };
    let (sale, _) = app.buy_dataset(&lab, &dataset, order, "demo lab").await?;
    let time = app.inner.chain.head().await?.time;
    let valid = app
        .inner
        .chain
        .dataset_licence_valid(&contracts, sale.licence, lab.address(), time)
        .await?;
    checks.is("the licence of all twenty is valid on the chain", valid);
    checks.same("one payment paid for all", price, sale.paid);
    let vault = app.inner.chain.vault_figures(dataset.vault(), token, &[], None).await?;
    checks.same("it is in the dataset's vault", price, vault.cumulative);
    draw_parts(app, (set, &curator), &dataset, &works, (price, own), checks).await?;
    conserved(app, "the dataset", dataset.vault(), checks).await?;
    let story = DatasetStory {
        works: works.len(),
        holders: WORKS.len(),
        paid: money::view(&set.dollar, sale.paid),
    };
    Ok((story, dataset))
}

/// Each work's vault draws its part; a twin of the dataset's vault, which has no chain, says what it must be.
async fn draw_parts(
    app: &App,
    (set, by): (&Set, &EvmKey),
    dataset: &DatasetFile,
    works: &[(&EvmKey, OnChain)],
    (price, own): (Units, Vec<WorkId>),
    checks: &mut Checks,
) -> Result<()> {
    let token = set.dollar.address;
    let leaves: Vec<(Address, Shares)> =
        dataset.allocation().holders().iter().map(|h| (h.address, h.shares)).collect();
    let mut twin = VaultTwin::new(dataset.vault(), token, leaves.clone());
    let refused = |why| Error::internal(format!("the twin of the dataset's vault: {why}"));
    for (who, shares) in leaves {
        twin.activate(who, shares).map_err(refused)?;
    }
    twin.receive(token, price).map_err(refused)?;
    let (mut wrong, mut sum) = (0, Units::ZERO);
    for (_, work) in works {
        let due = twin.claim(by.address(), work.vault, token).map_err(refused)?.amount;
        let action = colophon_chain::remix::pay_parent(dataset.vault(), work.vault, &[token]);
        app.act(by, &format!("dataset part {}", work.vault), "claim", &action).await?;
        let got = app.inner.chain.vault_figures(work.vault, token, &[], None).await?.cumulative;
        wrong += usize::from(got != due);
        sum = sum.checked_add(got).unwrap_or_default();
    }
    checks.same("works whose part of the dataset is not exact", 0, wrong);
    let left = price.checked_sub(sum).unwrap_or_default();
    checks.same(
        "what rounding left in the dataset's vault",
        twin.balance(token).map_err(refused)?,
        left,
    );
    app.sync().await?;
    let mut missing = 0;
    for work in own {
        let vault = app.vault_row(work)?.address;
        let row = app.payments(Some(work))?.into_iter().find(|p| p.sender == dataset.vault());
        let due = twin.drawn(vault, token);
        missing += usize::from(row.map(|p| p.amount) != Some(due));
    }
    checks.same("works of this home whose part is not in the ledger", 0, missing);
    Ok(())
}

/// Ada draws small pictures, registers them like any other and mints them: one anchor for all.
async fn draw(app: &App, checks: &mut Checks) -> Result<(Vec<WorkId>, Vec<OnChain>)> {
    let mut files = Vec::new();
    for number in 0..WORKS[0] {
        let below = PathBuf::from("samples").join(format!("tile-{number}.png"));
        app.replace(&below, &tile(number)?)?;
        let path = app.inner.home.full(&below).display().to_string();
        files.push(FileToRegister { path, title: format!("Tile {}", number + 1) });
    }
    let call = RegisterWorks {
        files,
        creator: None,
        policy: PolicyPreset::TrainByLicence,
        origin: Origin::HumanMade,
        // A mark needs more room than these have.
        watermark: false,
        keep: KeepPrivate::default(),
    };
    let job = app.register_now(&call).await?;
    let works: Vec<WorkId> =
        job.files.iter().filter_map(|f| f.work.as_ref().map(|w| w.id)).collect();
    checks.same("small pictures that were registered for the dataset", WORKS[0], works.len());
    let alone = Allocation::new(vec![Holder {
        address: app.artist()?.address(),
        shares: Shares::WHOLE,
        name: None,
    }])?;
    let plan: Vec<_> = works.iter().map(|id| (*id, alone.clone())).collect();
    app.mint(&plan, Bps::new(ROYALTY)?).await?;
    let on_chain = works.iter().map(|id| app.on_chain(*id)).collect::<Result<_>>()?;
    Ok((works, on_chain))
}

/// Works whose files are in somebody else's home; a line of text stands for each of them here.
async fn of_others(app: &App, author: &EvmKey, name: &str, count: u32) -> Result<Vec<OnChain>> {
    let files: Vec<(Blake3, Sha256)> = (1..=count)
        .map(|n| app.stand_in(&format!("{name}-{n}.txt"), &format!("work {n} of {name}\n")))
        .collect::<Result<_>>()?;
    let allocation = Allocation::new(vec![Holder {
        address: author.address(),
        shares: Shares::WHOLE,
        name: None,
    }])?;
    let royalty = Bps::new(ROYALTY)?;
    let mut works = Vec::new();
    for anchored in app.anchor_files(author, &files).await? {
        let made = MadeFrom { allocation: &allocation, parents: &[], royalty };
        works.push(app.mint_anchored(author, &anchored, &made).await?);
    }
    Ok(works)
}

/// A pattern of its own for each number.
fn tile(number: u32) -> Result<Vec<u8>> {
    let (step, tilt) = (5 + 3 * number, 1 + number % 5);
    let picture = image::RgbImage::from_fn(SIZE.0, SIZE.1, |x, y| {
        let shade = |k: u32| u8::try_from((x * (k + tilt) + y * step * k) / 3 % 256).unwrap_or(0);
        image::Rgb([shade(1), shade(2), shade(3)])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, image::ImageFormat::Png)
        .map_err(|e| Error::internal(format!("a tile cannot be written: {e}")))?;
    Ok(bytes.into_inner())
}
