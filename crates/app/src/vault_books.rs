//! Books of vaults that belong to no work of this home: somebody else's remix, a dataset. They come from the chain's events
//! alone, and are compared with the vault's own figures as all books are.

use colophon_chain::{ChainEvent, ChainLog, decode};
use colophon_model::{Address, Allocation, Shares};
use colophon_royalties::{Audit, ChainFigures, VaultBooks, VaultEvent, audit};

use crate::ledger::AUDITED_HOLDERS;
use crate::{App, Result};

/// So many blocks are asked for at once.
const SPAN: u64 = 2_000;

impl App {
    /// Replays all that happened at a vault, up to the newest block.
    pub(crate) async fn books_of(
        &self,
        vault: Address,
        allocation: &Allocation,
    ) -> Result<VaultBooks> {
        let leaves: Vec<(Address, Shares)> =
            allocation.holders().iter().map(|h| (h.address, h.shares)).collect();
        let mut books = VaultBooks::new(leaves);
        let tokens: Vec<Address> = self.tokens().await?.into_keys().flatten().collect();
        let head = self.inner.chain.head().await?.number;
        let mut from = 0;
        while from <= head {
            let to = head.min(from.saturating_add(SPAN - 1));
            for log in self.inner.chain.vault_logs(&[vault], &tokens, from, to).await? {
                if let Some(event) = event_at(vault, &log) {
                    books.book(&event)?;
                }
            }
            from = to + 1;
        }
        Ok(books)
    }

    /// Compares books with the vault's own figures as of now, in every token that vaults here divide.
    pub(crate) async fn audit_books(
        &self,
        vault: Address,
        books: &VaultBooks,
    ) -> Result<Vec<Audit>> {
        let mut holders = books.holders();
        holders.sort_by_key(|who| !books.is_active(*who));
        holders.truncate(AUDITED_HOLDERS);
        let mut audits = Vec::new();
        for token in self.tokens().await?.into_keys() {
            let figures = self.inner.chain.vault_figures(vault, token, &holders, None).await?;
            let balance = figures.cumulative.checked_sub(figures.paid).unwrap_or_default();
            let (cumulative, pending) = (figures.cumulative, figures.pending);
            audits.push(audit(books, &ChainFigures { token, cumulative, balance, pending })?);
        }
        Ok(audits)
    }
}

fn event_at(vault: Address, log: &ChainLog) -> Option<VaultEvent> {
    match decode(log)? {
        ChainEvent::Received { amount, .. } => Some(VaultEvent::Received { token: None, amount }),
        ChainEvent::Transfer { to, amount, .. } if log.address != vault => {
            (to == vault).then_some(VaultEvent::Received { token: Some(log.address), amount })
        }
        // Its creation hands all shares to the vault and moves nothing.
        ChainEvent::Transfer { from, .. } if from.is_zero() => None,
        ChainEvent::Transfer { from, to, amount } => {
            let shares = ChainEvent::shares(amount)?;
            Some(if from == vault {
                VaultEvent::Activated { who: to, shares }
            } else {
                VaultEvent::Moved { from, to, shares }
            })
        }
        ChainEvent::Claimed { who, token, amount } => {
            Some(VaultEvent::Claimed { who, token, amount })
        }
        _ => None,
    }
}
