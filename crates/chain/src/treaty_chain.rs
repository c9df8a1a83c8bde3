//! Treaties on a chain.

use alloy_primitives::{Address, B256, Bytes};
use colophon_model::{ChainId, Moment};

use crate::bindings as b;
use crate::{Action, Chain, Result, Treaty, TreatyFile, TreatyFileError};

/// Records at the treaty contract `at` that all parties agreed.
///
/// # Errors
/// [`TreatyFileError::Missing`] while one has not signed.
pub fn agree_treaty(at: Address, file: &TreatyFile) -> Result<Action, TreatyFileError> {
    let signatures = file.complete()?;
    let call = b::SplitTreaty::agreeCall { treaty: file.treaty().to_sol(), signatures };
    Ok(Action::call(at, &call))
}

/// Makes the vault that the treaty agrees on for this chain; for its author alone. `None` where the chain is not named.
pub fn create_agreed_vault(treaty: &Treaty, chain: ChainId) -> Option<Action> {
    let part = treaty.on(chain)?;
    let call = b::RoyaltyVaultFactory::createCall {
        sharesRoot: treaty.text().shares_root,
        treaty: treaty.hash(),
        tokens: part.tokens.clone(),
    };
    Some(Action::call(part.factory, &call))
}

impl Chain {
    /// When a treaty was agreed on this chain, by its hash; `None` if it is not.
    ///
    /// # Errors
    /// No answer, or no treaty contract at `at`.
    pub async fn treaty_agreed_at(&self, at: Address, treaty: B256) -> Result<Option<Moment>> {
        let call = b::SplitTreaty::agreedAtCall { treaty };
        let seconds = self.ask("a treaty", at, &call, None).await?;
        Ok((seconds != 0).then(|| Moment::from_unix_seconds(seconds)))
    }

    /// When the treaty was agreed, if `vault` is exactly the vault that it agrees on.
    ///
    /// # Errors
    /// [`crate::Error::Refused`] with what does not fit; no answer.
    pub async fn check_treaty(
        &self,
        at: Address,
        treaty: &Treaty,
        factory: Address,
        vault: Address,
    ) -> Result<Moment> {
        let call = b::SplitTreaty::checkCall { treaty: treaty.to_sol(), factory, vault };
        let answer = self.ask("a treaty", at, &call, None).await?;
        Ok(Moment::from_unix_seconds(answer.time))
    }

    /// As [`Self::check_treaty`] before it was agreed, with the signatures given.
    ///
    /// # Errors
    /// [`crate::Error::Refused`] with what does not fit; no answer.
    pub async fn check_signed_treaty(
        &self,
        at: Address,
        treaty: &Treaty,
        signatures: Vec<Bytes>,
        factory: Address,
        vault: Address,
    ) -> Result<()> {
        let call =
            b::SplitTreaty::checkSignedCall { treaty: treaty.to_sol(), signatures, factory, vault };
        self.ask("a treaty", at, &call, None).await.map(drop)
    }
}
