//! The page's part about gas: our figures from the snapshots that forge wrote, beside the peers'.

mod limits;
mod page;
mod peers;
mod snapshots;
mod year;

use std::{fs, path::Path};

use crate::{
    cache,
    error::{At, Error, Result},
    gas::snapshots::Snapshots,
    project::Project,
};

/// The page, below the root.
const PAGE: &str = "docs/benchmarks.md";
/// Where the part begins. It ends where the next of its kind begins, or with the page.
const HEADING: &str = "## Contracts: gas\n";

/// Writes the part into the page, at its end if there is none yet.
pub(crate) fn write(project: &Project) -> Result<()> {
    let (page, fresh) = compare(&project.root)?;
    if fresh == page { Ok(()) } else { cache::write_stamp(&project.root.join(PAGE), &fresh) }
}

/// Whether the page tells what the snapshots hold.
pub(crate) fn check(project: &Project) -> Result<()> {
    let (page, fresh) = compare(&project.root)?;
    if fresh == page {
        Ok(())
    } else {
        Err(Error::new(format!(
            "{PAGE} tells other gas than contracts/snapshots: run `cargo xtask bench gas`"
        )))
    }
}

/// The page as it is, and as it should be.
fn compare(root: &Path) -> Result<(String, String)> {
    let path = root.join(PAGE);
    let page = fs::read_to_string(&path).at(&path)?;
    let part = page::render(&Snapshots::read(&root.join("contracts/snapshots"))?)?;
    let fresh = with_part(&page, &part);
    Ok((page, fresh))
}

fn with_part(page: &str, part: &str) -> String {
    let (before, rest) = match page.find(HEADING) {
        Some(at) => page.split_at(at),
        None => (page, ""),
    };
    let after = rest.get(1..).and_then(|rest| rest.find("\n## ").map(|at| &rest[at + 1..]));
    let gap = if before.ends_with("\n\n") || before.is_empty() { "" } else { "\n" };
    match after {
        Some(after) => format!("{before}{gap}{part}\n{after}"),
        None => format!("{before}{gap}{part}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_page_tells_the_committed_gas() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the checkout");
        let (page, fresh) = compare(root).expect("a page and snapshots");
        assert!(page == fresh, "run `cargo xtask bench gas`");
    }

    #[test]
    fn the_part_takes_its_own_place() {
        let check = |page: &str, expected: &str| {
            let fresh = with_part(page, "## Contracts: gas\n\nnew\n");
            assert_eq!(fresh, expected);
            assert_eq!(with_part(&fresh, "## Contracts: gas\n\nnew\n"), fresh, "written again");
        };
        check("# Page\n\nText.\n", "# Page\n\nText.\n\n## Contracts: gas\n\nnew\n");
        check("# Page\n\n## Contracts: gas\n\nold\n", "# Page\n\n## Contracts: gas\n\nnew\n");
        check(
            "# Page\n\n## Contracts: gas\n\nold\n\n### Below\n\nold\n\n## Next\n\nText.\n",
            "# Page\n\n## Contracts: gas\n\nnew\n\n## Next\n\nText.\n",
        );
    }
}
