//! Whether a file is sound, and whether a vault is the one that it leads to.

use std::collections::HashMap;
use std::path::Path;

use colophon_chain::{Contracts, TreatyFile};
use colophon_ipc::{ApiError, CheckTreaty, Code, TreatyChecked};
use colophon_model::{Address, Allocation, Shares, WorkId, read_address};

use super::read_file;
use crate::{App, Error, Result};

/// So many holders are named before the rest is counted.
const NAMED: usize = 5;

impl App {
    /// Verifies a treaty file and, where a work or a vault is named, that the vault is exactly the treaty's.
    ///
    /// # Errors
    /// A file that cannot be read at all; a work without a vault. A file that is not sound is no error: the answer is no.
    pub async fn check_treaty(&self, call: &CheckTreaty) -> Result<TreatyChecked> {
        let mut checked = TreatyChecked {
            ok: false,
            treaty: None,
            vault: None,
            made: false,
            agreed: None,
            differences: Vec::new(),
        };
        let file = match read_file(Path::new(&call.path)) {
            Ok(file) => file,
            Err(error @ Error::TreatyFile(_)) => {
                checked.differences.push(error.into());
                return Ok(checked);
            }
            Err(error) => return Err(error),
        };
        if let Err(error) = file.complete() {
            checked.differences.push(Error::from(error).into());
        }
        if let Some(vault) = self.named_vault(call)? {
            checked.vault = Some(vault);
            self.compare(&file, vault, call.work, &mut checked).await?;
        }
        checked.treaty = Some(self.view_treaty(&file, Some(&call.path)).await?);
        checked.ok = checked.differences.is_empty();
        Ok(checked)
    }

    fn named_vault(&self, call: &CheckTreaty) -> Result<Option<Address>> {
        let of_work = match call.work {
            Some(work) => {
                let vaults = self.read(|view| Ok(view.vaults().of(work)?))?;
                let here = vaults.into_iter().find(|vault| vault.chain == Self::chain_id());
                let none =
                    || Error::Precondition("the work has no vault yet; mint it first".into());
                Some(here.ok_or_else(none)?.address)
            }
            None => None,
        };
        let typed = call.vault.as_deref().map(read_address).transpose()?;
        match (of_work, typed) {
            (Some(of_work), Some(typed)) if of_work != typed => Err(Error::Precondition(format!(
                "the vault of the work is {of_work}, not {typed}; name one of the two"
            ))),
            (of_work, typed) => Ok(typed.or(of_work)),
        }
    }

    async fn compare(
        &self,
        file: &TreatyFile,
        vault: Address,
        work: Option<WorkId>,
        checked: &mut TreatyChecked,
    ) -> Result<()> {
        let contracts = self.contracts()?;
        let (treaty, chain) = (file.treaty(), &self.inner.chain);
        let mut differ = |why: String| checked.differences.push(ApiError::new(Code::Invalid, why));
        if let Err(error) = treaty.check_factory(Self::chain_id(), contracts.factory) {
            differ(error.to_string());
            return Ok(());
        }
        checked.made = chain.has_code(vault).await?;
        checked.agreed = chain.treaty_agreed_at(contracts.treaties, file.hash()).await?;
        let text = treaty.text();
        let leads_to =
            chain.predict_vault(&contracts, text.author, text.shares_root, file.hash()).await?;
        if leads_to != vault {
            differ(format!("the treaty leads to the vault {leads_to}, not to {vault}"));
            for why in self.why_another(file, vault, work, checked.made).await? {
                differ(why);
            }
            return Ok(());
        }
        if checked.made
            && let Err(error) =
                self.ask_chain(file, vault, &contracts, checked.agreed.is_some()).await
        {
            match error {
                Error::Chain(colophon_chain::Error::Refused(why)) => differ(why),
                error => return Err(error),
            }
        }
        Ok(())
    }

    /// The contract has the last word: it compares the vault's code and tokens with the text.
    async fn ask_chain(
        &self,
        file: &TreatyFile,
        vault: Address,
        contracts: &Contracts,
        agreed: bool,
    ) -> Result<()> {
        let (treaty, at, factory) = (file.treaty(), contracts.treaties, contracts.factory);
        let chain = &self.inner.chain;
        if agreed {
            chain.check_treaty(at, treaty, factory, vault).await?;
        } else if let Ok(signatures) = file.complete() {
            chain.check_signed_treaty(at, treaty, signatures, factory, vault).await?;
        }
        Ok(())
    }

    /// What it is that leads to another address: work, shares, or the rest of the text.
    async fn why_another(
        &self,
        file: &TreatyFile,
        vault: Address,
        work: Option<WorkId>,
        made: bool,
    ) -> Result<Vec<String>> {
        let text = file.treaty().text();
        let known = self.read(|view| Ok(view.vaults().by_address(Self::chain_id(), vault)?))?;
        let mut found = Vec::new();
        if let Some(work) = work.or(known.as_ref().map(|known| known.work)) {
            let author = self.treaty_account()?;
            if author != text.author {
                found.push(format!(
                    "the treaty is {}’s to carry out, and the vault was made by {author}",
                    text.author
                ));
            } else if self.leaf_of(author, work)? != text.work {
                found.push("the treaty is over another work".to_owned());
            }
        }
        if !made {
            return Ok(found);
        }
        let root = match self.inner.chain.shares_root(vault).await {
            Ok(root) => root,
            Err(colophon_chain::Error::Endpoint(error)) => {
                return Err(colophon_chain::Error::Endpoint(error).into());
            }
            Err(_) => {
                found.push(format!("what stands at {vault} is no vault"));
                return Ok(found);
            }
        };
        if root != text.shares_root {
            let holders = match known {
                Some(known) => self.read(|view| Ok(view.holders().of(known.work)?))?,
                None => None,
            };
            match holders.filter(|holders| holders.tree().root() == root) {
                Some(holders) => found.extend(differences(file.allocation(), &holders)),
                None => found.push(format!(
                    "the vault divides other shares: their root is {root}, and the treaty’s is {}",
                    text.shares_root
                )),
            }
        } else if found.is_empty() {
            found.push(
                "the shares are the same; the vault was made under a treaty with other rights, prices, tokens or signers"
                    .to_owned(),
            );
        }
        Ok(found)
    }
}

/// Who holds something else in the vault than in the treaty.
fn differences(agreed: &Allocation, made: &Allocation) -> Vec<String> {
    let shares = |whole: &Allocation| -> HashMap<Address, Shares> {
        whole.holders().iter().map(|h| (h.address, h.shares)).collect()
    };
    let (agreed_shares, made_shares) = (shares(agreed), shares(made));
    let everybody = agreed
        .holders()
        .iter()
        .chain(made.holders().iter().filter(|h| !agreed_shares.contains_key(&h.address)));
    let of = |known: &HashMap<Address, Shares>, who| known.get(who).copied().unwrap_or_default();
    let mut found: Vec<String> = everybody
        .map(|holder| {
            (holder.address, of(&agreed_shares, &holder.address), of(&made_shares, &holder.address))
        })
        .filter(|(_, agreed, made)| agreed != made)
        .map(|(who, agreed, made)| {
            format!("{who} holds {made} in the vault, and {agreed} was agreed")
        })
        .collect();
    let more = found.len().saturating_sub(NAMED);
    if more > 0 {
        found.truncate(NAMED);
        found.push(format!("and {more} more hold something else"));
    }
    found
}

#[cfg(test)]
mod tests {
    use colophon_model::Holder;
    use expect_test::{Expect, expect};

    use super::*;

    fn split(shares: &[(u8, u32)]) -> Allocation {
        let holder = |(n, shares): &(u8, u32)| Holder {
            address: Address::repeat_byte(*n),
            shares: Shares(*shares),
            name: None,
        };
        Allocation::new(shares.iter().map(holder).collect()).unwrap()
    }

    #[track_caller]
    fn check(made: &[(u8, u32)], want: Expect) {
        let agreed = split(&[(0x11, 600_000), (0x12, 400_000)]);
        want.assert_eq(&differences(&agreed, &split(made)).join("\n"));
    }

    #[test]
    fn who_was_given_something_else_is_named() {
        check(
            &[(0x11, 600_001), (0x12, 399_999)],
            expect![[r#"
                0x1111111111111111111111111111111111111111 holds 60.0001 % in the vault, and 60.0000 % was agreed
                0x1212121212121212121212121212121212121212 holds 39.9999 % in the vault, and 40.0000 % was agreed"#]],
        );
        check(
            &[(0x11, 600_000), (0x13, 400_000)],
            expect![[r#"
                0x1212121212121212121212121212121212121212 holds 0.0000 % in the vault, and 40.0000 % was agreed
                0x1313131313131313131313131313131313131313 holds 40.0000 % in the vault, and 0.0000 % was agreed"#]],
        );
    }
}
