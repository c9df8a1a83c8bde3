//! The lines of the split editor. They outlive a change of page.

use std::collections::HashMap;

use colophon_ipc::{ApiError, CheckSplit, HolderRow, ImportHolders, PrepareMint, SignedTreaty};
use colophon_model::WorkId;
use leptos::{prelude::*, task::spawn_local};

use super::check::{self, Checked};
use crate::session::Session;

/// A line as typed.
#[derive(Clone)]
pub(crate) struct Line {
    pub(crate) id: u64,
    pub(crate) name: ArcRwSignal<String>,
    pub(crate) address: ArcRwSignal<String>,
    pub(crate) percent: ArcRwSignal<String>,
}

impl Line {
    fn new(id: u64, row: HolderRow) -> Self {
        Self {
            id,
            name: ArcRwSignal::new(row.name),
            address: ArcRwSignal::new(row.address),
            percent: ArcRwSignal::new(row.percent),
        }
    }

    fn row(&self) -> HolderRow {
        HolderRow {
            name: self.name.get(),
            address: self.address.get().trim().to_owned(),
            percent: check::plain_percent(&self.percent.get()),
        }
    }
}

/// Works, lines and the royalty on resales.
#[derive(Clone, Copy)]
pub(crate) struct Editor {
    pub(crate) works: RwSignal<Vec<WorkId>>,
    pub(crate) lines: RwSignal<Vec<Line>>,
    pub(crate) royalty: RwSignal<String>,
    pub(crate) failed: RwSignal<Option<ApiError>>,
    /// Lines of a file that could not be read, with why.
    pub(crate) unread: RwSignal<Vec<(u64, ApiError)>>,
    /// What the shell found wrong with lines, beyond the window's own look.
    pub(crate) refused: RwSignal<HashMap<usize, ApiError>>,
    pub(crate) busy: RwSignal<bool>,
    next: StoredValue<u64>,
}

impl Editor {
    pub(crate) fn new() -> Self {
        Self {
            works: RwSignal::new(Vec::new()),
            lines: RwSignal::new(Vec::new()),
            royalty: RwSignal::new("5".to_owned()),
            failed: RwSignal::new(None),
            unread: RwSignal::new(Vec::new()),
            refused: RwSignal::new(HashMap::new()),
            busy: RwSignal::new(false),
            next: StoredValue::new(0),
        }
    }

    /// Adds a line.
    pub(crate) fn add(self, row: HolderRow) {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        self.lines.update(|lines| lines.push(Line::new(id, row)));
    }

    /// Replaces all lines.
    pub(crate) fn put(self, rows: Vec<HolderRow>) {
        self.lines.set(Vec::new());
        for row in rows {
            self.add(row);
        }
    }

    /// Takes a line away.
    pub(crate) fn remove(self, id: u64) {
        self.lines.update(|lines| lines.retain(|line| line.id != id));
    }

    /// All lines as typed; follows every change.
    pub(crate) fn rows(self) -> Vec<HolderRow> {
        self.lines.with(|lines| lines.iter().map(Line::row).collect())
    }

    /// Gives what is left of the whole to a line, or takes what is too much from it.
    pub(crate) fn give_rest(self, id: u64, checked: &Checked) {
        self.lines.with_untracked(|lines| {
            let Some(place) = lines.iter().position(|line| line.id == id) else { return };
            let own = checked.shares.get(place).copied().unwrap_or(0);
            let others = checked.sum.saturating_sub(own);
            let rest = crate::geometry::WHOLE.saturating_sub(others);
            if let Some(line) = lines.get(place) {
                line.percent.set(check::typed_percent(rest));
            }
        });
    }

    /// Reads lines out of a file; asks with a dialog where there is no path.
    pub(crate) fn import(self, session: Session, path: Option<String>) {
        spawn_local(async move {
            self.failed.set(None);
            match session.call(ImportHolders { path }).await {
                Ok(read) => {
                    // Lines that were typed stay; blank ones make room.
                    let mut rows = untrack(|| self.rows());
                    rows.retain(|row| !check::blank(row));
                    rows.extend(read.rows);
                    self.put(rows);
                    self.unread.set(read.wrong);
                }
                Err(error) => self.failed.set(Some(error)),
            }
        });
    }

    /// Has the shell check the split, prepares to fix it, and shows the sheet. Runs `done` once it was confirmed.
    pub(crate) fn fix(self, session: Session, done: impl Fn(Vec<WorkId>) + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failed.set(None);
        let works = self.works.get_untracked();
        let mut rows = untrack(|| self.rows());
        rows.retain(|row| !check::blank(row));
        let royalty_bps = royalty_bps(&self.royalty.get_untracked()).unwrap_or(0);
        spawn_local(async move {
            match self.prepared(session, works.clone(), rows, royalty_bps).await {
                Ok(Some(sheet)) => {
                    if session.confirm(sheet).await.is_some() {
                        self.lines.set(Vec::new());
                        self.works.set(Vec::new());
                        done(works);
                    }
                }
                Ok(None) => {}
                Err(error) => self.failed.set(Some(error)),
            }
            self.busy.set(false);
        });
    }

    /// Prepares to mint a work under the treaty that all have signed, and shows the sheet.
    pub(crate) fn mint_agreed(self, session: Session, work: WorkId, done: impl FnOnce() + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failed.set(None);
        let call = PrepareMint {
            works: vec![work],
            rows: Vec::new(),
            treaty: Some(SignedTreaty::Kept),
            royalty_bps: royalty_bps(&self.royalty.get_untracked()).unwrap_or(0),
        };
        spawn_local(async move {
            match session.call(call).await {
                Ok(sheet) => {
                    if session.confirm(sheet).await.is_some() {
                        self.lines.set(Vec::new());
                        self.works.set(Vec::new());
                        done();
                    }
                }
                Err(error) => self.failed.set(Some(error)),
            }
            self.busy.set(false);
        });
    }

    async fn prepared(
        self,
        session: Session,
        works: Vec<WorkId>,
        rows: Vec<HolderRow>,
        royalty_bps: u16,
    ) -> Result<Option<colophon_ipc::Sheet>, ApiError> {
        let checked = session.call(CheckSplit { rows: rows.clone() }).await?;
        self.refused.set(checked.wrong.into_iter().collect());
        if let Some(error) = checked.error {
            return Err(error);
        }
        if self.refused.with_untracked(|wrong| !wrong.is_empty()) {
            return Ok(None);
        }
        session.call(PrepareMint { works, rows, treaty: None, royalty_bps }).await.map(Some)
    }
}

/// A percentage of a resale in basis points; at most two places and at most half.
pub(crate) fn royalty_bps(text: &str) -> Option<u16> {
    let shares = colophon_model::Shares::parse_percent(&check::plain_percent(text)).ok()?;
    let bps = shares.0 / 100;
    u16::try_from(bps).ok().filter(|bps| shares.0.is_multiple_of(100) && *bps <= 5_000)
}

/// The editor of this window.
pub(crate) fn use_editor() -> Editor {
    expect_context()
}

#[cfg(test)]
mod tests {
    use super::royalty_bps;

    #[test]
    fn a_royalty_is_read_as_typed() {
        for (text, bps) in [
            ("5", Some(500)),
            ("7,5", Some(750)),
            ("0", Some(0)),
            ("2.25 %", Some(225)),
            ("2.255", None),
            ("50", Some(5_000)),
            ("51", None),
            ("five", None),
        ] {
            assert_eq!(royalty_bps(text), bps, "{text}");
        }
    }
}
