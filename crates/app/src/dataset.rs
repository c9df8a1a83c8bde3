//! Many works under one licence: a dataset with the signed consent of every rights holder, sold in one payment.
//!
//! Here is what is signed and sent. Each is done once, however often it is asked for; what is on the chain already is passed
//! over.

mod consent;
mod draft;
mod kept;
mod look;
mod prepare;
mod steps;

use colophon_chain::dataset::{
    self, DatasetConsent, DatasetConsentFile, DatasetFile, DatasetPurchase, DatasetText, Joining,
};
use colophon_chain::{calls, remix};
use colophon_keys::EvmKey;
use colophon_model::{Address, B256, Moment, U256, Units, keccak256};

pub(crate) use prepare::DatasetPlan;

use crate::remix::OnChain;
use crate::sheet::Done;
use crate::{App, Error, Result};

/// So many works join in one transaction: about nine million gas.
const AT_ONCE: usize = 100;

/// A sold licence.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DatasetSale {
    pub(crate) licence: U256,
    pub(crate) paid: Units,
}

/// What a buyer asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Order {
    /// The price that she saw, for one.
    pub(crate) price: Units,
    pub(crate) quantity: u32,
}

impl App {
    /// A dataset as a file has it, with the vault that this chain's factory makes of it. What `text` says of the vault is
    /// not read.
    pub(crate) async fn place_dataset(&self, text: DatasetText) -> Result<DatasetFile> {
        let (root, manifest) = (text.allocation()?.tree().root(), text.manifest());
        let (chain, contracts) = (&self.inner.chain, self.contracts()?);
        let vault = chain.predict_vault(&contracts, text.curator, root, manifest).await?;
        Ok(DatasetFile::new(DatasetText { vault, ..text })?)
    }

    /// Makes the vault of a dataset and offers licences. Nobody can buy until all its works have joined.
    pub(crate) async fn open_dataset(&self, curator: &EvmKey, file: &DatasetFile) -> Result<Done> {
        let contracts = self.contracts()?;
        let (new, vault) = (file.new_dataset(), file.vault());
        let mut done = Done::default();
        if !self.inner.chain.has_code(vault).await? {
            let key = new.vault;
            let action = calls::create_vault(&contracts, key.shares_root, key.treaty);
            done.add(&self.act(curator, &format!("vault {vault}"), "vault", &action).await?);
        }
        if self.inner.chain.dataset_if_open(&contracts, file.id()).await?.is_none() {
            let action = dataset::open(&contracts, new)?;
            let intent = format!("dataset {}", file.name());
            done.add(&self.act(curator, &intent, "dataset", &action).await?);
        }
        Ok(done)
    }

    /// Signs, as the rights holder, that a work joins a dataset for no lower price.
    pub(crate) async fn consent_to_dataset(
        &self,
        holder: &EvmKey,
        file: &DatasetFile,
        work: &OnChain,
        (lowest_price, deadline): (Units, Moment),
    ) -> Result<DatasetConsentFile> {
        let contracts = self.contracts()?;
        let (text, new) = (file.text(), file.new_dataset());
        let listed = file.work(work.token)?;
        let member = self.inner.chain.dataset_member(&contracts, file.id(), work.vault).await?;
        let consent = DatasetConsent {
            dataset: file.id(),
            shares_root: new.vault.shares_root,
            terms: new.terms.hash(),
            token: new.token,
            work: work.token,
            work_vault: work.vault,
            weight: listed.weight,
            lowest_price,
            nonce: member.nonce,
            deadline,
        };
        let domain = DatasetConsent::domain(Self::chain_id(), &contracts);
        let signature = holder.sign_typed_hash(&domain, consent.hash()?)?.into();
        let signed = DatasetConsentFile {
            chain: text.chain,
            contract: text.contract,
            consent,
            origin: work.key,
            signer: holder.address(),
            signature,
        };
        Ok(signed.verify()?)
    }

    /// Lets works join a dataset. Anybody may bring the consents.
    pub(crate) async fn join_dataset(
        &self,
        by: &EvmKey,
        file: &DatasetFile,
        joining: &[Joining],
    ) -> Result<Done> {
        let contracts = self.contracts()?;
        let mut done = Done::default();
        for some in joining.chunks(AT_ONCE) {
            let action = dataset::join(&contracts, file.id(), some)?;
            // The same consents are brought once.
            let signatures: Vec<_> = some.iter().map(|one| one.signature.as_ref()).collect();
            let intent = format!("join {} {}", file.name(), keccak256(signatures.concat()));
            done.add(&self.act(by, &intent, "joining works", &action).await?);
        }
        Ok(done)
    }

    /// Why a licence of the dataset would be refused to `buyer` now; `None` where it would be sold.
    pub(crate) async fn dataset_refusal(
        &self,
        buyer: Address,
        file: &DatasetFile,
    ) -> Result<Option<String>> {
        let order = Order { price: file.text().price, quantity: 1 };
        let asked = purchase(file, order, buyer, B256::ZERO);
        let action = dataset::buy(&self.contracts()?, asked, file.text().token)?;
        match self.inner.chain.simulate(buyer, &action).await {
            Ok(_) => Ok(None),
            Err(colophon_chain::Error::Refused(why)) => Ok(Some(why)),
            Err(other) => Err(other.into()),
        }
    }

    /// Buys licences of all works in one payment.
    pub(crate) async fn buy_dataset(
        &self,
        buyer: &EvmKey,
        file: &DatasetFile,
        order: Order,
        key: &str,
    ) -> Result<(DatasetSale, Done)> {
        let contracts = self.contracts()?;
        let asked = purchase(file, order, buyer.address(), keccak256(key.as_bytes()));
        let cost = asked.cost().ok_or(colophon_chain::Error::Range)?;
        let mut done = Done::default();
        self.fund(buyer.address()).await?;
        let token = file.text().token;
        if let Some(token) = token {
            if let Some(minted) = self.fund_buyer(buyer, cost, key).await? {
                done.add(&minted);
            }
            let allow = calls::approve(token, contracts.datasets, cost);
            done.add(&self.act(buyer, &format!("approve {key}"), "allowance", &allow).await?);
        }
        let action = dataset::buy(&contracts, asked, token)?;
        let mined = self.act(buyer, &format!("licence {key}"), "dataset licence", &action).await?;
        done.add(&mined);
        let (licence, paid) = dataset::licensed(&contracts, &mined)
            .ok_or_else(|| Error::internal("the dataset said nothing of the licence"))?;
        Ok((DatasetSale { licence, paid }, done))
    }

    /// Draws each work's part of what the dataset's vault holds into the work's own vault. Anybody may.
    pub(crate) async fn draw_dataset(
        &self,
        by: &EvmKey,
        file: &DatasetFile,
        key: &str,
    ) -> Result<Done> {
        let mut done = Done::default();
        for (work, tokens) in self.parts_waiting(file).await? {
            let action = remix::pay_parent(file.vault(), work, &tokens);
            let intent = format!("dataset part {} {work} {key}", file.vault());
            done.add(&self.act(by, &intent, "claim", &action).await?);
        }
        Ok(done)
    }

    /// The works' vaults for which something waits in the dataset's, each with the tokens it waits in.
    pub(crate) async fn parts_waiting(
        &self,
        file: &DatasetFile,
    ) -> Result<Vec<(Address, Vec<Option<Address>>)>> {
        let chain = &self.inner.chain;
        let mut parts: Vec<_> =
            file.text().works.iter().map(|work| (work.vault, Vec::new())).collect();
        if !chain.has_code(file.vault()).await? {
            return Ok(Vec::new());
        }
        let vaults: Vec<Address> = parts.iter().map(|(vault, _)| *vault).collect();
        for token in self.tokens().await?.into_keys() {
            let figures = chain.vault_figures(file.vault(), token, &vaults, None).await?;
            for ((_, tokens), (_, waits)) in parts.iter_mut().zip(figures.pending) {
                if !waits.is_zero() {
                    tokens.push(token);
                }
            }
        }
        parts.retain(|(_, tokens)| !tokens.is_empty());
        Ok(parts)
    }
}

const fn purchase(
    file: &DatasetFile,
    order: Order,
    to: Address,
    reference: B256,
) -> DatasetPurchase {
    let Order { price, quantity } = order;
    DatasetPurchase { dataset: file.id(), price, quantity, to, reference }
}
