//! Many works under one licence: a dataset with the signed consent of every rights holder, sold in one payment.

use colophon_chain::dataset::{
    self, DatasetConsent, DatasetPurchase, DatasetTerms, Joining, NewDataset,
};
use colophon_chain::{Mined, VaultKey, calls};
use colophon_keys::EvmKey;
use colophon_model::{Address, Allocation, B256, Holder, Moment, Shares, U256, Units, keccak256};

use crate::remix::OnChain;
use crate::{App, Error, Result};

/// A dataset that is offered.
#[derive(Debug, Clone)]
pub(crate) struct Dataset {
    pub(crate) id: U256,
    pub(crate) vault: Address,
    /// Whose vault has which weight.
    pub(crate) allocation: Allocation,
    new: NewDataset,
}

/// A sold licence.
#[derive(Debug, Clone)]
pub(crate) struct DatasetSale {
    pub(crate) licence: U256,
    pub(crate) paid: Units,
}

impl Dataset {
    fn weight(&self, vault: Address) -> Option<Shares> {
        self.allocation.holders().iter().find(|h| h.address == vault).map(|h| h.shares)
    }
}

impl App {
    /// Makes the vault of a dataset and offers licences. Nobody can buy until all its works have joined.
    pub(crate) async fn open_dataset(
        &self,
        curator: &EvmKey,
        works: &[(OnChain, Shares)],
        terms: DatasetTerms,
        (token, price): (Option<Address>, Units),
        key: &str,
    ) -> Result<Dataset> {
        if price.is_zero() {
            return Err(Error::Precondition(
                "a licence that costs nothing is not sold; set a price above zero".into(),
            ));
        }
        let contracts = self.contracts()?;
        let holder = |(work, shares): &(OnChain, Shares)| Holder {
            address: work.vault,
            shares: *shares,
            name: None,
        };
        let allocation = Allocation::new(works.iter().map(holder).collect())?;
        let shares_root = allocation.tree().root();
        let manifest = manifest(works);
        let me = curator.address();
        let vault_key = VaultKey { author: me, shares_root, treaty: manifest };
        let chain = &self.inner.chain;
        let vault = chain.predict_vault(&contracts, me, shares_root, manifest).await?;
        let action = calls::create_vault(&contracts, shares_root, manifest);
        self.act(curator, &format!("vault {vault}"), "vault", &action).await?;
        let new = NewDataset { vault: vault_key, manifest, terms, token, price };
        let action = dataset::open(&contracts, &new)?;
        self.act(curator, &format!("dataset {key}"), "dataset", &action).await?;
        Ok(Dataset { id: new.id(vault), vault, allocation, new })
    }

    /// Signs, as the rights holder, that a work joins a dataset for no lower price.
    pub(crate) async fn consent_to_dataset(
        &self,
        holder: &EvmKey,
        dataset: &Dataset,
        work: &OnChain,
        (lowest_price, deadline): (Units, Moment),
    ) -> Result<Joining> {
        let contracts = self.contracts()?;
        let weight = dataset.weight(work.vault).ok_or_else(|| {
            Error::Precondition("the work is not in this dataset; ask its curator".into())
        })?;
        let nonce = self.inner.chain.dataset_nonce(&contracts, dataset.id, work.vault).await?;
        let consent = DatasetConsent {
            dataset: dataset.id,
            shares_root: dataset.new.vault.shares_root,
            terms: dataset.new.terms.hash(),
            token: dataset.new.token,
            work: work.token,
            work_vault: work.vault,
            weight,
            lowest_price,
            nonce,
            deadline,
        };
        let domain = DatasetConsent::domain(Self::chain_id(), &contracts);
        let signature = holder.sign_typed_hash(&domain, consent.hash()?)?.into();
        let proof = dataset
            .allocation
            .tree()
            .proof(Allocation::leaf(work.vault, weight))
            .ok_or_else(|| Error::internal("a leaf is not in its own tree"))?;
        Ok(Joining { consent, signer: holder.address(), signature, origin: work.key, proof })
    }

    /// Lets works join a dataset. Anybody may bring the consents.
    pub(crate) async fn join_dataset(
        &self,
        by: &EvmKey,
        dataset: &Dataset,
        joining: &[Joining],
        key: &str,
    ) -> Result<Mined> {
        let action = dataset::join(&self.contracts()?, dataset.id, joining)?;
        self.act(by, &format!("join {key}"), "joining works", &action).await
    }

    /// Why a licence of the dataset would be refused to `buyer` now; `None` where it would be sold.
    pub(crate) async fn dataset_refusal(
        &self,
        buyer: &EvmKey,
        dataset: &Dataset,
    ) -> Result<Option<String>> {
        let asked = self.purchase(buyer, dataset, B256::ZERO);
        let action = dataset::buy(&self.contracts()?, asked, dataset.new.token)?;
        match self.inner.chain.simulate(buyer.address(), &action).await {
            Ok(_) => Ok(None),
            Err(colophon_chain::Error::Refused(why)) => Ok(Some(why)),
            Err(other) => Err(other.into()),
        }
    }

    /// Buys one licence of all works in one payment.
    pub(crate) async fn buy_dataset(
        &self,
        buyer: &EvmKey,
        dataset: &Dataset,
        key: &str,
    ) -> Result<DatasetSale> {
        let contracts = self.contracts()?;
        let asked = self.purchase(buyer, dataset, keccak256(key.as_bytes()));
        self.fund(buyer.address()).await?;
        if let Some(token) = dataset.new.token {
            self.fund_buyer(buyer, dataset.new.price, key).await?;
            let allow = calls::approve(token, contracts.datasets, dataset.new.price);
            self.act(buyer, &format!("approve {key}"), "allowance", &allow).await?;
        }
        let action = dataset::buy(&contracts, asked, dataset.new.token)?;
        let mined = self.act(buyer, &format!("licence {key}"), "dataset licence", &action).await?;
        let (licence, paid) = dataset::licensed(&contracts, &mined)
            .ok_or_else(|| Error::internal("the dataset said nothing of the licence"))?;
        Ok(DatasetSale { licence, paid })
    }

    fn purchase(&self, buyer: &EvmKey, dataset: &Dataset, reference: B256) -> DatasetPurchase {
        let (to, price) = (buyer.address(), dataset.new.price);
        DatasetPurchase { dataset: dataset.id, price, quantity: 1, to, reference }
    }
}

/// Hash of the list of works: each one's token and weight, in the order of tokens.
fn manifest(works: &[(OnChain, Shares)]) -> B256 {
    let mut lines: Vec<(U256, Shares)> = works.iter().map(|(w, s)| (w.token, *s)).collect();
    lines.sort_unstable();
    let text: String =
        lines.iter().map(|(token, shares)| format!("{token} {}\n", shares.0)).collect();
    keccak256(text.as_bytes())
}
