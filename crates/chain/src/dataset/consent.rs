//! The consent of a work's rights holder as a file, which anybody may bring to the chain.

use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::Eip712Domain;
use colophon_model::{Allocation, ChainId, Moment, Shares, Units};
use serde::{Deserialize, Serialize};

use super::file::{self, DatasetFile, DatasetFileError, Result};
use super::{DatasetConsent, Joining};
use crate::{VaultKey, typed};

const FORMAT: &str = "colophon-dataset-consent";
const WHAT: &str = "consent";

/// A signed consent. The signature was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatasetConsentFile {
    /// The chain that it counts on.
    pub chain: ChainId,
    /// The contract that it counts at.
    pub contract: Address,
    /// What was signed.
    pub consent: DatasetConsent,
    /// Where the work's vault comes from.
    pub origin: VaultKey,
    /// By whom.
    pub signer: Address,
    /// The signature.
    pub signature: Bytes,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    format: String,
    version: u64,
    chain: ChainId,
    contract: Address,
    dataset: B256,
    shares_root: B256,
    terms: B256,
    token: Option<Address>,
    work: U256,
    work_vault: Address,
    weight: Shares,
    lowest_price: Units,
    nonce: u64,
    /// Unix seconds.
    deadline: u64,
    author: Address,
    author_shares_root: B256,
    author_treaty: B256,
    signer: Address,
    signature: Bytes,
}

impl DatasetConsentFile {
    /// The domain that consents at `contract` are signed in.
    pub fn domain(chain: ChainId, contract: Address) -> Eip712Domain {
        typed::domain("Colophon DatasetLicence", chain, contract)
    }

    /// Verifies that `signer` signed this, and speaks for the work.
    ///
    /// # Errors
    /// [`DatasetFileError::BadSignature`], [`DatasetFileError::NotAuthor`].
    pub fn verify(self) -> Result<Self> {
        let work = self.consent.work;
        let hash = self.consent.hash().map_err(|_| DatasetFileError::PriceRange)?;
        let digest = typed::digest(&Self::domain(self.chain, self.contract), hash);
        if typed::signer_of(digest, &self.signature) != Some(self.signer) {
            return Err(DatasetFileError::BadSignature(work, self.signer));
        }
        if self.signer != self.origin.author {
            return Err(DatasetFileError::NotAuthor(work, self.signer, self.origin.author));
        }
        Ok(self)
    }

    /// Reads a file and verifies its signature.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn parse(text: &str) -> Result<Self> {
        let text = file::begin(text, FORMAT, WHAT)?;
        let written: Written = serde_json::from_str(text)
            .map_err(|e| DatasetFileError::Unreadable { what: WHAT, why: e.to_string() })?;
        let consent = DatasetConsent {
            dataset: written.dataset.into(),
            shares_root: written.shares_root,
            terms: written.terms,
            token: written.token,
            work: written.work,
            work_vault: written.work_vault,
            weight: written.weight,
            lowest_price: written.lowest_price,
            nonce: written.nonce,
            deadline: Moment::from_unix_seconds(written.deadline),
        };
        let origin = VaultKey {
            author: written.author,
            shares_root: written.author_shares_root,
            treaty: written.author_treaty,
        };
        let (chain, contract) = (written.chain, written.contract);
        let (signer, signature) = (written.signer, written.signature);
        Self { chain, contract, consent, origin, signer, signature }.verify()
    }

    /// The file's text.
    ///
    /// # Errors
    /// None that a consent can cause.
    pub fn to_json(&self) -> Result<String> {
        let said = &self.consent;
        let written = Written {
            format: FORMAT.to_owned(),
            version: file::VERSION,
            chain: self.chain,
            contract: self.contract,
            dataset: said.dataset.into(),
            shares_root: said.shares_root,
            terms: said.terms,
            token: said.token,
            work: said.work,
            work_vault: said.work_vault,
            weight: said.weight,
            lowest_price: said.lowest_price,
            nonce: said.nonce,
            deadline: said.deadline.unix_seconds(),
            author: self.origin.author,
            author_shares_root: self.origin.shares_root,
            author_treaty: self.origin.treaty,
            signer: self.signer,
            signature: self.signature.clone(),
        };
        serde_json::to_string_pretty(&written)
            .map(|text| text + "\n")
            .map_err(|e| DatasetFileError::Unreadable { what: WHAT, why: e.to_string() })
    }

    /// What the contract needs to let the work join `dataset`, if the consent is to exactly this one and `now` is in time.
    ///
    /// # Errors
    /// What differs, or that it is too late.
    pub fn joins(&self, dataset: &DatasetFile, now: Moment) -> Result<Joining> {
        let (said, text, new) = (&self.consent, dataset.text(), dataset.new_dataset());
        let work = said.work;
        if said.dataset != dataset.id() {
            let (ours, theirs) = (dataset.name(), said.dataset.into());
            return Err(DatasetFileError::OtherDataset { work, ours, theirs });
        }
        if (self.chain, self.contract) != (text.chain, text.contract) {
            return Err(DatasetFileError::OtherPlace(work));
        }
        let listed = dataset.work(work)?;
        for (same, what) in [
            (said.work_vault == listed.vault, "vault"),
            (said.weight == listed.weight, "weight"),
            (said.shares_root == new.vault.shares_root, "list of works"),
            (said.terms == new.terms.hash(), "licence"),
            (said.token == new.token, "token"),
        ] {
            if !same {
                return Err(DatasetFileError::Differs { work, what });
            }
        }
        if said.deadline < now {
            return Err(DatasetFileError::Expired(work));
        }
        let leaf = Allocation::leaf(listed.vault, listed.weight);
        let proof = dataset.allocation().tree().proof(leaf);
        Ok(Joining {
            consent: *said,
            signer: self.signer,
            signature: self.signature.clone(),
            origin: self.origin,
            proof: proof.ok_or(DatasetFileError::NotListed(work))?,
        })
    }
}
