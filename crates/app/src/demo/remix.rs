//! Bea remixes Ada's song, Chen remixes Bea's remix, and a listener pays Chen.

use std::path::PathBuf;

use colophon_chain::remix::{Parent, RemixConsent};
use colophon_keys::EvmKey;
use colophon_model::{
    Address, Allocation, Blake3, Bps, Holder, Moment, Sha256, Shares, U256, Units,
};

use super::cast::Cast;
use super::checks::Checks;
use super::scenes::Set;
use super::story::RemixStory;
use crate::remix::{MadeFrom, OnChain};
use crate::{App, Error, Result, money};

const ROYALTY: u16 = 500;
const DAY: u64 = 24 * 3600;
/// Of Bea's remix for Ada's song: 30 %. Of Chen's remix for Bea's: 20 %.
const PARTS: [Shares; 2] = [Shares(300_000), Shares(200_000)];

/// A remix with its split.
pub(super) struct Remix {
    pub(super) on_chain: OnChain,
    pub(super) allocation: Allocation,
}

pub(super) async fn play(
    app: &App,
    set: &Set,
    cast: &Cast,
    checks: &mut Checks,
) -> Result<(RemixStory, [Remix; 2])> {
    let song = app.on_chain(set.song)?;
    let ada = app.artist()?;
    let first = make(app, (&cast.bea, "remix.txt"), (&ada, &song, PARTS[0]), checks).await?;
    let parent = (&cast.bea, &first.on_chain, PARTS[1]);
    let second = make(app, (&cast.chen, "remix-of-the-remix.txt"), parent, checks).await?;

    let before = app.books(set.song)?.received(None);
    let listener = app.buyer(12)?;
    app.fund(listener.address()).await?;
    let paid = Units::parse_decimal("1.000000000000000007", set.coin.decimals)?;
    app.pay(&listener, second.on_chain.vault, paid, "demo remix").await?;
    let steps = app.pay_parents(&cast.chen, second.on_chain.token, "demo").await?;
    checks.same("the remix pays its parents in two steps", 2, steps.len());
    let again = app.pay_parents(&cast.chen, second.on_chain.token, "demo again").await?;
    checks.same("asked again, nothing more is owed to them", 0, again.len());

    let up = [part(paid, PARTS[1]), part(part(paid, PARTS[1]), PARTS[0])];
    checks.same(
        "the remix got its part of the remix of it",
        up[0],
        received(app, first.on_chain.vault).await?,
    );
    let want = before.checked_add(up[1]).unwrap_or_default();
    checks.same("the song got its part of that", want, received(app, song.vault).await?);
    app.sync().await?;
    let row = app.payments(Some(set.song))?.into_iter().find(|p| p.sender == first.on_chain.vault);
    checks.same(
        "the ledger has it, from the remix's vault",
        up[1],
        row.map_or(Units::ZERO, |p| p.amount),
    );
    let books = app.books(set.song)?;
    let allocation = app.read(|view| Ok(view.holders().of(set.song)?))?.ok_or(Error::NoAccount)?;
    let mut wrong = 0;
    for holder in allocation.holders() {
        wrong += usize::from(books.earned(holder.address, None)? != part(want, holder.shares));
    }
    checks.same("holders of the song whose part of it is not exact", 0, wrong);

    for (who, remix, name) in
        [(&cast.bea, &first, "the remix"), (&cast.chen, &second, "the remix of the remix")]
    {
        let vault = remix.on_chain.vault;
        let due = app.books_of(vault, &remix.allocation).await?.owed(who.address(), None)?;
        app.claim_from(who, vault, &remix.allocation, "demo").await?;
        let books = app.books_of(vault, &remix.allocation).await?;
        checks.same(
            format!("{name}: its maker took out what was owed"),
            due,
            books.claimed_by(who.address(), None),
        );
        conserved(app, name, vault, checks).await?;
    }
    let view = |units| money::view(&set.coin, units);
    let story = RemixStory { paid: view(paid), first: view(up[0]), second: view(up[1]) };
    Ok((story, [first, second]))
}

/// Mints `author`'s remix of `parent` with its owner's consent.
async fn make(
    app: &App,
    (author, name): (&EvmKey, &str),
    (owner, parent, shares): (&EvmKey, &OnChain, Shares),
    checks: &mut Checks,
) -> Result<Remix> {
    app.fund(author.address()).await?;
    // The remixers' files lie in homes of their own; here a few words stand for them.
    let file = app.stand_in(name, &format!("{name} by {}\n", author.address()))?;
    let anchored = app.anchor_files(author, &[file]).await?;
    let anchored = anchored.first().ok_or_else(|| Error::internal("nothing was anchored"))?;
    let own = Shares(Shares::WHOLE.0 - shares.0);
    let holder = |address: Address, shares| Holder { address, shares, name: None };
    let allocation =
        Allocation::new(vec![holder(author.address(), own), holder(parent.vault, shares)])?;
    let now = app.inner.chain.head().await?.time;
    let consent = RemixConsent {
        parent: parent.token,
        leaf: anchored.leaf,
        author: author.address(),
        shares,
        shares_root: allocation.tree().root(),
        deadline: Moment::from_unix_seconds(now.unix_seconds() + DAY),
    };
    let proof = allocation.tree().proof(Allocation::leaf(parent.vault, shares)).unwrap_or_default();
    let link = |signer| -> Result<Parent> {
        let consent = Some(app.consent_to_remix(signer, &consent)?);
        Ok(Parent { work: parent.token, shares, proof: proof.clone(), consent })
    };
    let royalty = Bps::new(ROYALTY)?;
    let forged = [link(author)?];
    let made = MadeFrom { allocation: &allocation, parents: &forged, royalty };
    checks.is(
        format!("{name}: a consent that its own author signed is refused"),
        matches!(
            app.mint_anchored(author, anchored, &made).await,
            Err(Error::Chain(colophon_chain::Error::Refused(why))) if why.starts_with("consent refused")
        ),
    );
    let parents = [link(owner)?];
    let made = MadeFrom { allocation: &allocation, parents: &parents, royalty };
    let on_chain = app.mint_anchored(author, anchored, &made).await?;
    let links = app.inner.chain.parents_of(&app.contracts()?, on_chain.token).await?;
    checks.is(
        format!("{name}: the chain says that the parent's owner agreed"),
        links.len() == 1
            && links
                .iter()
                .all(|l| l.work == parent.token && l.shares == shares && l.agreed.is_some()),
    );
    Ok(Remix { on_chain, allocation })
}

/// Rounded down, as a vault does.
pub(super) fn part(of: Units, shares: Shares) -> Units {
    Units(of.0 * U256::from(shares.0) / U256::from(Shares::WHOLE.0))
}

async fn received(app: &App, vault: Address) -> Result<Units> {
    Ok(app.inner.chain.vault_figures(vault, None, &[], None).await?.cumulative)
}

/// What came in is what went out and what lies there.
pub(super) async fn conserved(
    app: &App,
    name: &str,
    vault: Address,
    checks: &mut Checks,
) -> Result<()> {
    let chain = &app.inner.chain;
    for (address, token) in app.tokens().await? {
        let figures = chain.vault_figures(vault, address, &[], None).await?;
        if figures.cumulative.is_zero() {
            continue;
        }
        let held = match address {
            None => chain.balance(vault).await?,
            Some(token) => chain.token_balance(token, vault, None).await?,
        };
        checks.same(
            format!("{name}: {} paid in is paid out and held", token.symbol),
            figures.cumulative,
            figures.paid.checked_add(held).unwrap_or_default(),
        );
    }
    Ok(())
}

impl App {
    /// Writes a small file that stands for somebody's work, and returns its hashes.
    pub(super) fn stand_in(&self, name: &str, text: &str) -> Result<(Blake3, Sha256)> {
        let below = PathBuf::from("samples").join(name);
        self.replace(&below, text.as_bytes())?;
        let hash = colophon_media::hash_file(&self.inner.home.full(&below))?;
        Ok((hash.blake3, hash.sha256))
    }
}
