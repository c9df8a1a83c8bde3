//! What works can do beyond a licence: be remixed, be shared with fans, be licensed together, be paid for by use.

use colophon_model::{Address, Allocation};

use super::cast::Cast;
use super::checks::Checks;
use super::scenes::Set;
use super::story::Story;
use super::{dataset, fans, remix, vouchers};
use crate::{App, Result};

pub(super) async fn play(
    app: &App,
    set: &Set,
    cast: &Cast,
    checks: &mut Checks,
    progress: &(dyn Fn(&str) + Sync),
) -> Result<Story> {
    progress("remixing the song, and the remix; a listener pays, and the money goes up");
    let (remix, remixes) = remix::play(app, set, cast, checks).await?;
    progress("sharing the song with fans up to a ceiling; a second offering pays back");
    let (fans, (pool, pool_books)) = fans::play(app, set, checks).await?;
    progress("licensing twenty works of three authors in one payment");
    let (dataset_story, dataset) = dataset::play(app, set, cast, checks).await?;
    progress("paying for ten thousand uses with signatures, and claiming them at once");
    let uses = vouchers::play(app, set, checks).await?;

    progress("comparing all books");
    let [first, second] = &remixes;
    let others = [
        ("the remix", first.on_chain.vault, &first.allocation),
        ("the remix of the remix", second.on_chain.vault, &second.allocation),
        ("the dataset", dataset.vault(), dataset.allocation()),
    ];
    agree(app, &others, checks).await?;
    let figures = app.inner.chain.pool_figures(pool, set.dollar.address, &[]).await?;
    checks.same(
        "the fan pool's receipts are those of its books at the end",
        pool_books.received(set.dollar.address),
        figures.received,
    );
    Ok(Story { remix, fans, dataset: dataset_story, uses })
}

/// Every vault of this home by its ledger, and every other by the chain's events: no figure differs from the contracts'.
async fn agree(
    app: &App,
    others: &[(&str, Address, &Allocation)],
    checks: &mut Checks,
) -> Result<()> {
    app.sync().await?;
    let head = app.inner.chain.head().await?.number;
    let (mut compared, mut differences) = (0, 0);
    let vaults = app.read(|view| Ok(view.vaults().on(App::chain_id())?))?;
    for vault in &vaults {
        for audit in app.audit_work(vault.work, head).await? {
            compared += audit.compared;
            differences += audit.differences.len();
        }
    }
    checks.same(
        format!(
            "differences between books and contracts of all {} vaults (of {compared} figures)",
            vaults.len()
        ),
        0,
        differences,
    );
    for (name, vault, allocation) in others {
        let books = app.books_of(*vault, allocation).await?;
        let audits = app.audit_books(*vault, &books).await?;
        let compared: usize = audits.iter().map(|a| a.compared).sum();
        checks.same(
            format!("{name}: differences between books and contract (of {compared} figures)"),
            0,
            audits.iter().map(|a| a.differences.len()).sum::<usize>(),
        );
    }
    Ok(())
}
