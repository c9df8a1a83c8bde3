//! A dataset as a file that goes from its curator to rights holders and buyers.

use alloy_primitives::{Address, B256, U256, keccak256};
use colophon_model::{Allocation, ChainId, Holder, Moment, Permissions, Shares, Units};
use serde::{Deserialize, Serialize};

use super::{DatasetTerms, NewDataset};
use crate::{VaultKey, typed};

const FORMAT: &str = "colophon-dataset";
pub(super) const VERSION: u64 = 1;
/// Ten thousand works and a long licence text fit.
const MOST_BYTES: usize = 16 << 20;
const MOST_WORKS: usize = 10_000;
const MOST_TITLE: usize = 200;
const MOST_TEXT: usize = 1 << 20;

/// What a curator writes down: works and weights, what a licence allows, and what it costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatasetText {
    /// What it is called. Only its hash goes to the chain.
    pub title: String,
    /// What the curator says of it. Only its hash goes to the chain.
    #[serde(default)]
    pub notes: String,
    /// The chain that it is on.
    pub chain: ChainId,
    /// The contract that sells its licences.
    pub contract: Address,
    /// Who opens it and sets the price.
    pub curator: Address,
    /// The vault that is paid.
    pub vault: Address,
    /// What a licence allows.
    pub allows: Permissions,
    /// Seconds that a licence lasts; zero for ever.
    #[serde(default)]
    pub lasts_seconds: u32,
    /// Whether a licence may be passed on.
    #[serde(default)]
    pub transferable: bool,
    /// The licence text; empty where the terms say all. Only its hash goes to the chain.
    #[serde(default)]
    pub licence: String,
    /// What is paid in; `None` is the coin.
    pub token: Option<Address>,
    /// What a licence costs at first.
    pub price: Units,
    /// Its works.
    pub works: Vec<DatasetWork>,
}

/// A work of a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatasetWork {
    /// Its token.
    pub work: U256,
    /// Its vault.
    pub vault: Address,
    /// Its part in each payment, in millionths.
    pub weight: Shares,
}

/// A dataset with all that follows from it. What is in one was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatasetFile {
    text: DatasetText,
    allocation: Allocation,
    new: NewDataset,
    id: U256,
}

/// Why a dataset, a consent or their files are refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DatasetFileError {
    /// Not JSON of this shape.
    #[error("this is no {what} file ({why}); ask the sender for it again")]
    Unreadable {
        /// What was expected.
        what: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// Larger than any.
    #[error("the file has at least {0} bytes, more than any of a dataset")]
    TooLarge(usize),
    /// A later version.
    #[error("the file has version {0} and this Colophon reads version 1; update Colophon")]
    Version(u64),
    /// Text and number disagree.
    #[error(
        "the dataset was changed after it was written: its text makes the number {found} and the file says {said}; sign and pay nothing, and ask the curator"
    )]
    Changed {
        /// The number of the text.
        found: B256,
        /// The number in the file.
        said: B256,
    },
    /// No title, or one that is too long.
    #[error("the title has 1 to 200 characters")]
    Title,
    /// A text beyond a megabyte.
    #[error("notes and licence text have at most a megabyte each")]
    TooLong,
    /// One work alone.
    #[error(
        "a dataset has at least two works and this has {0}; a single work is licensed by an offer of its own"
    )]
    TooFew(usize),
    /// Too many.
    #[error("a dataset has at most 10000 works and this has {0}; make several")]
    TooMany(usize),
    /// The same work twice.
    #[error("the work {0} stands twice in the dataset; a work counts once, add its weights up")]
    WorkTwice(U256),
    /// The same vault twice.
    #[error(
        "two works share the vault {0}; a vault counts once in a dataset, name one of the works with both weights"
    )]
    VaultTwice(Address),
    /// A weight of nothing.
    #[error(
        "the work {0} has a weight of nothing and would earn nothing; give it one or leave it out"
    )]
    WeightZero(U256),
    /// The weights are no whole.
    #[error("the weights are no whole: {0}")]
    Weights(#[from] colophon_model::Error),
    /// Nothing is allowed.
    #[error("the licence allows nothing; name at least one use")]
    AllowsNothing,
    /// A use that dataset licences do not have.
    #[error("a dataset licence does not speak of remixes; ask each author for a remix licence")]
    Remix,
    /// Nothing is to be paid.
    #[error("a licence that costs nothing is not sold; set a price above zero")]
    PriceZero,
    /// A price that the contract cannot hold.
    #[error("the price is larger than the contract can hold")]
    PriceRange,
    /// Bytes that the signer's key did not make of this consent.
    #[error(
        "the consent for the work {0} does not bear out: it was changed after {1} signed it, or signed by another; ask for it again"
    )]
    BadSignature(U256, Address),
    /// Signed by somebody who does not speak for the work.
    #[error(
        "the consent for the work {0} is signed by {1}, and its vault was made by {2}, who alone speaks for it"
    )]
    NotAuthor(U256, Address, Address),
    /// For another dataset.
    #[error(
        "the consent for the work {work} is to another dataset ({theirs}), not to {ours}: other works, weights, terms or another curator; ask its author to consent to this one"
    )]
    OtherDataset {
        /// The work.
        work: U256,
        /// The number of the dataset.
        ours: B256,
        /// The number in the consent.
        theirs: B256,
    },
    /// For another chain or contract.
    #[error("the consent for the work {0} counts on another chain or at another contract")]
    OtherPlace(U256),
    /// A work that is not in it.
    #[error("the work {0} is not in this dataset")]
    NotListed(U256),
    /// Another weight, vault, token or terms than the dataset has.
    #[error(
        "the consent for the work {work} says another {what} than the dataset; ask its author to sign again"
    )]
    Differs {
        /// The work.
        work: U256,
        /// What differs.
        what: &'static str,
    },
    /// Too late.
    #[error(
        "the consent for the work {0} could be used until a moment that has passed; ask its author to sign again"
    )]
    Expired(U256),
    /// The same work twice.
    #[error("there are two consents for the work {0}; keep one of them")]
    ConsentTwice(U256),
}

pub(super) type Result<T, E = DatasetFileError> = std::result::Result<T, E>;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    format: String,
    version: u64,
    /// The dataset's number on the chain, so that two parties can compare it by reading it out.
    id: B256,
    dataset: DatasetText,
}

/// What a file of any version begins with.
#[derive(Deserialize)]
struct Heading {
    format: String,
    version: u64,
}

/// The document whose hash the chain keeps: compact JSON of these fields in this order.
#[derive(Serialize)]
struct Manifest<'a> {
    title: &'a str,
    notes: &'a str,
    works: &'a [DatasetWork],
}

/// Cuts what some mail programs put before text, and looks whether a file is of this kind and version.
pub(super) fn begin<'t>(
    text: &'t str,
    format: &'static str,
    what: &'static str,
) -> Result<&'t str> {
    if text.len() > MOST_BYTES {
        return Err(DatasetFileError::TooLarge(text.len()));
    }
    let text = text.trim_start_matches('\u{feff}');
    let unreadable = |why: String| DatasetFileError::Unreadable { what, why };
    let heading: Heading = serde_json::from_str(text).map_err(|e| unreadable(e.to_string()))?;
    if heading.format != format {
        return Err(unreadable(format!("its format is `{}`", heading.format)));
    }
    if heading.version != VERSION {
        return Err(DatasetFileError::Version(heading.version));
    }
    Ok(text)
}

impl DatasetText {
    /// What the works' vaults hold of the dataset's.
    ///
    /// # Errors
    /// Fewer than two works, a work or a vault twice, a weight of nothing, weights that are no whole.
    pub fn allocation(&self) -> Result<Allocation> {
        let works = &self.works;
        match works.len() {
            few @ 0..2 => return Err(DatasetFileError::TooFew(few)),
            many if many > MOST_WORKS => return Err(DatasetFileError::TooMany(many)),
            _ => {}
        }
        if let Some(none) = works.iter().find(|work| work.weight.0 == 0) {
            return Err(DatasetFileError::WeightZero(none.work));
        }
        let (mut numbers, mut vaults) = (works.clone(), works.clone());
        numbers.sort_unstable_by_key(|work| work.work);
        vaults.sort_unstable_by_key(|work| work.vault);
        for pair in numbers.windows(2) {
            if let [a, b] = pair
                && a.work == b.work
            {
                return Err(DatasetFileError::WorkTwice(a.work));
            }
        }
        for pair in vaults.windows(2) {
            if let [a, b] = pair
                && a.vault == b.vault
            {
                return Err(DatasetFileError::VaultTwice(a.vault));
            }
        }
        let holder =
            |work: &DatasetWork| Holder { address: work.vault, shares: work.weight, name: None };
        Ok(Allocation::new(works.iter().map(holder).collect())?)
    }

    /// The hash that the chain keeps of title, notes and works. It also salts the vault's address.
    pub fn manifest(&self) -> B256 {
        let listing = Manifest { title: &self.title, notes: &self.notes, works: &self.works };
        // Text and numbers always have a JSON form.
        keccak256(serde_json::to_vec(&listing).unwrap_or_default())
    }

    /// What a licence allows, as the contract has it.
    pub fn terms(&self) -> DatasetTerms {
        let text = match self.licence.as_str() {
            "" => B256::ZERO,
            licence => keccak256(licence),
        };
        DatasetTerms::of(self.allows, self.lasts_seconds, self.transferable, text)
    }

    fn check(&self) -> Result<()> {
        if !(1..=MOST_TITLE).contains(&self.title.trim().chars().count()) {
            return Err(DatasetFileError::Title);
        }
        if self.notes.len() > MOST_TEXT || self.licence.len() > MOST_TEXT {
            return Err(DatasetFileError::TooLong);
        }
        if self.allows.remix {
            return Err(DatasetFileError::Remix);
        }
        if self.allows.bits() == 0 {
            return Err(DatasetFileError::AllowsNothing);
        }
        if self.price.is_zero() {
            return Err(DatasetFileError::PriceZero);
        }
        typed::u96(self.price).map(drop).map_err(|_| DatasetFileError::PriceRange)
    }
}

impl DatasetFile {
    /// A dataset with what follows from it. Whether `vault` is the one that the chain's factory makes, only the chain can
    /// tell.
    ///
    /// # Errors
    /// What no dataset can be.
    pub fn new(text: DatasetText) -> Result<Self> {
        text.check()?;
        let allocation = text.allocation()?;
        let manifest = text.manifest();
        let vault = VaultKey {
            author: text.curator,
            shares_root: allocation.tree().root(),
            treaty: manifest,
        };
        let new = NewDataset {
            vault,
            manifest,
            terms: text.terms(),
            token: text.token,
            price: text.price,
        };
        let id = new.id(text.vault);
        Ok(Self { text, allocation, new, id })
    }

    /// Reads a file and verifies that its number follows from what it says.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn parse(text: &str) -> Result<Self> {
        let what = "dataset";
        let text = begin(text, FORMAT, what)?;
        let written: Written = serde_json::from_str(text)
            .map_err(|e| DatasetFileError::Unreadable { what, why: e.to_string() })?;
        let file = Self::new(written.dataset)?;
        let (found, said) = (file.name(), written.id);
        if found != said {
            return Err(DatasetFileError::Changed { found, said });
        }
        Ok(file)
    }

    /// The file's text.
    ///
    /// # Errors
    /// None that a dataset can cause.
    pub fn to_json(&self) -> Result<String> {
        let written = Written {
            format: FORMAT.to_owned(),
            version: VERSION,
            id: self.name(),
            dataset: self.text.clone(),
        };
        serde_json::to_string_pretty(&written)
            .map(|text| text + "\n")
            .map_err(|e| DatasetFileError::Unreadable { what: "dataset", why: e.to_string() })
    }

    /// What the curator wrote.
    pub const fn text(&self) -> &DatasetText {
        &self.text
    }

    /// The dataset's number on the chain, known before it is opened.
    pub const fn id(&self) -> U256 {
        self.id
    }

    /// The number as 32 bytes, as files and people have it.
    pub fn name(&self) -> B256 {
        B256::from(self.id)
    }

    /// What is opened.
    pub const fn new_dataset(&self) -> &NewDataset {
        &self.new
    }

    /// The vault that is paid.
    pub const fn vault(&self) -> Address {
        self.text.vault
    }

    /// Whose vault has which weight.
    pub const fn allocation(&self) -> &Allocation {
        &self.allocation
    }

    /// The work with this token.
    ///
    /// # Errors
    /// [`DatasetFileError::NotListed`].
    pub fn work(&self, work: U256) -> Result<&DatasetWork> {
        let found = self.text.works.iter().find(|known| known.work == work);
        found.ok_or(DatasetFileError::NotListed(work))
    }

    /// Consents that may be brought together at `now`: all of this dataset, in time, none twice.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn joining(
        &self,
        consents: &[super::DatasetConsentFile],
        now: Moment,
    ) -> Result<Vec<super::Joining>> {
        let mut joining: Vec<super::Joining> = Vec::with_capacity(consents.len());
        for consent in consents {
            let one = consent.joins(self, now)?;
            if joining.iter().any(|known| known.consent.work == one.consent.work) {
                return Err(DatasetFileError::ConsentTwice(one.consent.work));
            }
            joining.push(one);
        }
        Ok(joining)
    }
}
