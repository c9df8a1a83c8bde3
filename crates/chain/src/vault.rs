use alloy_primitives::{Address, B256, U256};
use colophon_model::{Bps, Moment, Token, Units};

use crate::bindings as b;
use crate::{Chain, Contracts, Result};

/// What a vault itself answers in one token at a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultFigures {
    /// All it ever received.
    pub cumulative: Units,
    /// All it ever paid out.
    pub paid: Units,
    /// What it would pay to each holder now.
    pub pending: Vec<(Address, Units)>,
}

/// What the chain remembers of a work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkFacts {
    /// Its vault.
    pub vault: Address,
    /// What resales owe.
    pub royalty: Bps,
    /// When it was anchored.
    pub anchored: Moment,
    /// Who owns the token.
    pub owner: Address,
}

const fn native(token: Option<Address>) -> Address {
    match token {
        Some(address) => address,
        None => Address::ZERO,
    }
}

impl Chain {
    /// Where the vault of `author` with these shares is, or will be.
    ///
    /// # Errors
    /// No answer, or no factory there.
    pub async fn predict_vault(
        &self,
        at: &Contracts,
        author: Address,
        shares_root: B256,
        treaty: B256,
    ) -> Result<Address> {
        let call = b::RoyaltyVaultFactory::predictCall { author, sharesRoot: shares_root, treaty };
        self.ask("the vault's address", at.factory, &call, None).await
    }

    /// A vault's figures in `token` as of `block`, with what each of `holders` could take out.
    ///
    /// # Errors
    /// No answer, or no vault there.
    pub async fn vault_figures(
        &self,
        vault: Address,
        token: Option<Address>,
        holders: &[Address],
        block: Option<u64>,
    ) -> Result<VaultFigures> {
        let token = native(token);
        let cumulative = self
            .ask("a vault's receipts", vault, &b::RoyaltyVault::cumulativeCall { token }, block)
            .await?;
        let paid = self
            .ask("a vault's payments", vault, &b::RoyaltyVault::paidOutCall { token }, block)
            .await?;
        let mut pending = Vec::with_capacity(holders.len());
        for who in holders {
            let call = b::RoyaltyVault::pendingCall { who: *who, token };
            pending
                .push((*who, Units(self.ask("what a holder is owed", vault, &call, block).await?)));
        }
        Ok(VaultFigures { cumulative: Units(cumulative), paid: Units(paid), pending })
    }

    /// The root of a vault's shares, as fixed at its creation.
    ///
    /// # Errors
    /// No answer, or no vault there.
    pub async fn shares_root(&self, vault: Address) -> Result<B256> {
        self.ask("a vault's shares", vault, &b::RoyaltyVault::sharesRootCall {}, None).await
    }

    /// The tokens that a vault divides beside the coin.
    ///
    /// # Errors
    /// No answer, or no vault there.
    pub async fn pinned_tokens(&self, vault: Address) -> Result<Vec<Address>> {
        self.ask("a vault's tokens", vault, &b::RoyaltyVault::tokensCall {}, None).await
    }

    /// Shares of a vault, or tokens held.
    ///
    /// # Errors
    /// No answer, or no token there.
    pub async fn token_balance(
        &self,
        token: Address,
        who: Address,
        block: Option<u64>,
    ) -> Result<Units> {
        let call = b::PracticeUSD::balanceOfCall { account: who };
        self.ask("a balance", token, &call, block).await.map(Units)
    }

    /// A token's symbol and decimals, read from the chain.
    ///
    /// # Errors
    /// No answer, or no token there.
    pub async fn token(&self, address: Address) -> Result<Token> {
        let symbol =
            self.ask("a token's symbol", address, &b::PracticeUSD::symbolCall {}, None).await?;
        let decimals =
            self.ask("a token's decimals", address, &b::PracticeUSD::decimalsCall {}, None).await?;
        Ok(Token { chain: self.profile().id, address: Some(address), symbol, decimals })
    }

    /// When `author` anchored `root`; `None` if never.
    ///
    /// # Errors
    /// No answer, or no registry there.
    pub async fn anchored_at(
        &self,
        at: &Contracts,
        author: Address,
        root: B256,
    ) -> Result<Option<Moment>> {
        let call = b::WorkRegistry::anchoredAtCall { author, root };
        let seconds = self.ask("an anchor", at.registry, &call, None).await?;
        Ok((seconds != 0).then(|| Moment::from_unix_seconds(seconds)))
    }

    /// When `leaf` was anchored under `root`, if the proof holds.
    ///
    /// # Errors
    /// No answer, or no registry there.
    pub async fn verify_leaf(
        &self,
        at: &Contracts,
        author: Address,
        root: B256,
        leaf: B256,
        proof: Vec<B256>,
    ) -> Result<Option<Moment>> {
        let call = b::WorkRegistry::verifyCall { author, root, leaf, proof };
        let seconds = self.ask("an anchor's proof", at.registry, &call, None).await?;
        Ok((seconds != 0).then(|| Moment::from_unix_seconds(seconds)))
    }

    /// What the chain remembers of a work's token.
    ///
    /// # Errors
    /// No answer, or no such token.
    pub async fn work_facts(&self, at: &Contracts, work: U256) -> Result<WorkFacts> {
        let record =
            self.ask("a work", at.works, &b::WorkNFT::workOfCall { workId: work }, None).await?;
        let owner = self
            .ask("a work's owner", at.works, &b::WorkNFT::ownerOfCall { tokenId: work }, None)
            .await?;
        Ok(WorkFacts {
            vault: record.vault,
            royalty: Bps::new(record.royaltyBps).unwrap_or(Bps::ZERO),
            anchored: Moment::from_unix_seconds(record.anchoredAt),
            owner,
        })
    }

    /// What ERC-2981 asks of a sale at `price`: to whom and how much.
    ///
    /// # Errors
    /// No answer, or no such token.
    pub async fn royalty_info(
        &self,
        at: &Contracts,
        work: U256,
        price: Units,
    ) -> Result<(Address, Units)> {
        let call = b::WorkNFT::royaltyInfoCall { workId: work, salePrice: price.0 };
        let answer = self.ask("a royalty", at.works, &call, None).await?;
        Ok((answer._0, Units(answer._1)))
    }
}
