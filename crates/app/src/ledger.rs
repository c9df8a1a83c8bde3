//! The books of the home: each vault's history replayed, and compared with the vault itself.

use colophon_model::{Address, Shares, WorkId};
use colophon_royalties::{Audit, ChainFigures, VaultBooks, VaultEvent, audit};

use crate::{App, Result};

/// Holders whose figures are compared one by one; a call each.
pub(crate) const AUDITED_HOLDERS: usize = 40;

impl App {
    /// The books of a work's vault, from its events in the chain's order.
    pub(crate) fn books(&self, work: WorkId) -> Result<VaultBooks> {
        let vault = self.vault_row(work)?;
        let chain = Self::chain_id();
        let (holders, payments, claims, transfers) = self.read(|view| {
            Ok((
                view.holders().of(work)?,
                view.payments().of(work)?,
                view.claims().from(chain, vault.address)?,
                view.share_transfers().of(chain, vault.address)?,
            ))
        })?;
        let mut events: Vec<((u64, u64), VaultEvent)> = Vec::new();
        for p in payments.iter().filter(|p| p.id.chain == chain) {
            let event = VaultEvent::Received { token: p.token.address, amount: p.amount };
            events.push(((p.block.number, p.id.log), event));
        }
        for c in &claims {
            let event =
                VaultEvent::Claimed { who: c.holder, token: c.token.address, amount: c.amount };
            events.push(((c.block.number, c.id.log), event));
        }
        for t in &transfers {
            let event = if t.sender == vault.address {
                VaultEvent::Activated { who: t.recipient, shares: t.shares }
            } else {
                VaultEvent::Moved { from: t.sender, to: t.recipient, shares: t.shares }
            };
            events.push(((t.block.number, t.id.log), event));
        }
        events.sort_by_key(|(place, _)| *place);
        let allocation: Vec<(Address, Shares)> =
            holders.iter().flat_map(|a| a.holders()).map(|h| (h.address, h.shares)).collect();
        let mut books = VaultBooks::new(allocation);
        for (_, event) in &events {
            books.book(event)?;
        }
        Ok(books)
    }

    /// Compares a work's books with its vault's own figures as of block `at`, in every token the vault divides.
    pub(crate) async fn audit_work(&self, work: WorkId, at: u64) -> Result<Vec<Audit>> {
        let vault = self.vault_row(work)?;
        let books = self.books(work)?;
        let mut audits = Vec::new();
        // Those who moved something first: an error hides where something happened.
        let mut holders = books.holders();
        holders.sort_by_key(|who| !books.is_active(*who));
        holders.truncate(AUDITED_HOLDERS);
        for token in self.tokens().await?.into_keys() {
            let chain = &self.inner.chain;
            let figures = chain.vault_figures(vault.address, token, &holders, Some(at)).await?;
            let held = figures.cumulative.checked_sub(figures.paid).unwrap_or_default();
            let figures = ChainFigures {
                token,
                cumulative: figures.cumulative,
                balance: held,
                pending: figures.pending,
            };
            audits.push(audit(&books, &figures)?);
        }
        Ok(audits)
    }
}
