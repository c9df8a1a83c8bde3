//! Writing a dataset down.

use std::path::Path;

use colophon_chain::dataset::{DatasetFile, DatasetText, DatasetWork};
use colophon_ipc::{DatasetRow, DatasetView, DraftDataset};
use colophon_model::{Address, Shares, U256, Units, WorkId};

use super::kept;
use crate::remix::OnChain;
use crate::{App, Error, Result};

const DAY: u32 = 24 * 3600;

impl App {
    /// Writes a dataset as a new file and keeps it. Nothing is sent.
    ///
    /// # Errors
    /// A work that is not minted, stands twice, weighs nothing or divides too few tokens; fewer than two works; weights
    /// that are no whole; a price of nothing; a licence that allows nothing; a file that is there already.
    pub async fn draft_dataset(&self, call: &DraftDataset) -> Result<DatasetView> {
        let path = call.path.as_deref().ok_or_else(|| {
            Error::Precondition("choose where the dataset is to be written".into())
        })?;
        self.writable()?;
        let curator = self.account()?.ok_or(Error::NoAccount)?.address;
        let token = self.token_of(call.pay_in).await?;
        let price = Units::parse_decimal(call.price.trim(), token.decimals)?;
        let weights = weights(&call.works)?;
        let mut works = Vec::with_capacity(weights.len());
        for (row, weight) in call.works.iter().zip(weights) {
            let (work, vault) = self.minted(row.work.trim()).await?;
            works.push(DatasetWork { work, vault, weight });
        }
        let text = DatasetText {
            title: call.title.trim().to_owned(),
            notes: call.notes.trim().to_owned(),
            chain: Self::chain_id(),
            contract: self.contracts()?.datasets,
            curator,
            vault: Address::ZERO,
            allows: call.allows,
            lasts_seconds: lasts(call.days)?,
            transferable: call.transferable,
            licence: call.licence.trim().to_owned(),
            token: token.address,
            price,
            works,
        };
        let file = self.place_dataset(text).await?;
        self.same_tokens(&file).await?;
        kept::write(Path::new(path), &file.to_json()?)?;
        self.keep_dataset(&file)?;
        self.view_dataset(&file, Some(path)).await
    }

    /// A minted work by the id that it has in this home, or by the number of its token.
    async fn minted(&self, typed: &str) -> Result<(U256, Address)> {
        if let Ok(id) = typed.parse::<WorkId>() {
            let work = self.own_work(id)?;
            return Ok((work.token, work.vault));
        }
        let number: U256 = typed.parse().map_err(|_| {
            Error::Precondition(format!(
                "`{typed}` is neither a work of this home nor the number of a work’s token"
            ))
        })?;
        Ok((number, self.vault_of(number).await?))
    }

    /// The vault of anybody's minted work.
    pub(super) async fn vault_of(&self, work: U256) -> Result<Address> {
        match self.inner.chain.work_facts(&self.contracts()?, work).await {
            Ok(facts) => Ok(facts.vault),
            Err(colophon_chain::Error::Refused(_)) => Err(Error::Precondition(format!(
                "no work with the token {work} is minted on this chain; ask its author to mint it first"
            ))),
            Err(error) => Err(error.into()),
        }
    }

    /// A minted work of this home, without its keys.
    pub(super) fn own_work(&self, work: WorkId) -> Result<OnChain> {
        let title = self.work_row(work)?.title;
        let unminted = |error| match error {
            Error::Precondition(_) => Error::Precondition(format!(
                "{title} is not minted yet; give it a split and mint it first"
            )),
            error => error,
        };
        let vault = self.vault_row(work).map_err(unminted)?;
        let token = self.token_row(work).map_err(unminted)?.token_id;
        let author = self.account()?.ok_or(Error::NoAccount)?.address;
        let (shares_root, treaty) = (vault.shares_root, vault.salt);
        let key = colophon_chain::VaultKey { author, shares_root, treaty };
        Ok(OnChain { token, vault: vault.address, key })
    }

    /// Refuses a dataset with a work that is not there, has another vault, or whose vault does not divide what the
    /// dataset's may pay out.
    pub(super) async fn same_tokens(&self, file: &DatasetFile) -> Result<()> {
        for work in &file.text().works {
            let vault = self.vault_of(work.work).await?;
            if vault != work.vault {
                return Err(Error::Precondition(format!(
                    "the vault of the work {} is {vault}, and the dataset names {}; ask its curator for another file",
                    work.work, work.vault
                )));
            }
            self.divides(work.work, vault).await?;
        }
        Ok(())
    }

    /// Refuses a work whose vault does not divide every token that a dataset's vault may pay out.
    async fn divides(&self, work: U256, vault: Address) -> Result<()> {
        let contracts = self.contracts()?;
        let pinned = self.inner.chain.pinned_tokens(vault).await?;
        match lacking(&pinned, &[contracts.dollar, contracts.wrapped]) {
            None => Ok(()),
            Some(token) => Err(Error::Precondition(format!(
                "the vault of the work {work} does not divide {token}, and what a dataset paid in it would be lost there; leave the work out"
            ))),
        }
    }
}

/// The first token that is not among those pinned.
fn lacking(pinned: &[Address], needed: &[Address]) -> Option<Address> {
    needed.iter().copied().find(|token| !pinned.contains(token))
}

fn lasts(days: u32) -> Result<u32> {
    days.checked_mul(DAY).ok_or_else(|| {
        Error::Precondition(
            "the time is too long for the contract, which counts 136 years; give fewer days, or 0 for ever".into(),
        )
    })
}

/// The weights as typed. Where none is, all works weigh the same; what does not divide goes to the first.
fn weights(rows: &[DatasetRow]) -> Result<Vec<Shares>> {
    let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    if count > 0 && rows.iter().all(|row| row.percent.trim().is_empty()) {
        let (each, rest) = (Shares::WHOLE.0 / count, Shares::WHOLE.0 % count);
        return Ok((0..count).map(|n| Shares(each + u32::from(n < rest))).collect());
    }
    rows.iter()
        .map(|row| match row.percent.trim() {
            "" => Err(Error::Precondition(format!(
                "the work {} has no weight and others have; give each one, or none for equal parts",
                row.work.trim()
            ))),
            percent => Ok(Shares::parse_percent(percent)?),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &[&str], want: Result<&[u32], &str>) {
        let row = |percent: &&str| DatasetRow { work: "w".into(), percent: (*percent).into() };
        let rows: Vec<_> = typed.iter().map(row).collect();
        match (weights(&rows), want) {
            (Ok(found), Ok(want)) => {
                let found: Vec<u32> = found.iter().map(|shares| shares.0).collect();
                assert_eq!(found, want, "{typed:?}");
            }
            (Err(error), Err(want)) => {
                assert!(error.to_string().contains(want), "{typed:?}: {error}");
            }
            (found, _) => panic!("{typed:?}: {found:?}"),
        }
    }

    #[test]
    fn works_without_weights_weigh_the_same() {
        check(&["", "", ""], Ok(&[333_334, 333_333, 333_333]));
        check(&["50", "50 %"], Ok(&[500_000, 500_000]));
        check(&["50", ""], Err("has no weight"));
        check(&["half"], Err("half"));
        check(&[], Ok(&[]));
    }

    #[test]
    fn a_vault_that_lacks_a_token_is_found() {
        let token = Address::repeat_byte;
        assert_eq!(lacking(&[token(1), token(2)], &[token(2), token(1)]), None);
        assert_eq!(lacking(&[token(1)], &[token(1), token(2)]), Some(token(2)));
        assert_eq!(lacking(&[], &[]), None);
    }
}
