//! Licences of many works in one payment: a dataset is a vault whose shares belong to the vaults of its works.
//! `DatasetLicence` in `contracts/` has the rules.

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use alloy_sol_types::{Eip712Domain, SolEvent, SolStruct, SolValue, sol};
use colophon_model::{ChainId, Clause, Moment, Permissions, Shares, Terms, Units};

use crate::bindings::DatasetLicence as abi;
use crate::typed::u96;
use crate::{Action, Chain, Contracts, Error, Mined, Result, VaultKey, typed};

mod consent;
mod file;

pub use consent::DatasetConsentFile;
pub use file::{DatasetFile, DatasetFileError, DatasetText, DatasetWork};

const DAY: u64 = 24 * 3600;

/// What a licence of a dataset allows. All else, such as seats or territory, is said by the licence text alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DatasetTerms {
    /// Bits of what is allowed.
    pub uses: u16,
    /// Seconds; zero for ever.
    pub duration: u32,
    /// Whether it may be passed on.
    pub transferable: bool,
    /// Hash of the licence text; zero where there is none.
    pub text: B256,
}

/// A dataset before it is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDataset {
    /// Where its vault comes from; the curator made it.
    pub vault: VaultKey,
    /// Hash of the document that lists its works.
    pub manifest: B256,
    /// What a licence allows.
    pub terms: DatasetTerms,
    /// What a licence is paid in; `None` is the coin.
    pub token: Option<Address>,
    /// What a licence costs.
    pub price: Units,
}

/// What the rights holder of a work signs: her work joins this dataset, with this weight, for no lower price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DatasetConsent {
    /// The dataset's number.
    pub dataset: U256,
    /// Root of the dataset's shares.
    pub shares_root: B256,
    /// Hash of its terms.
    pub terms: B256,
    /// What it is paid in; `None` is the coin.
    pub token: Option<Address>,
    /// The work's token.
    pub work: U256,
    /// The work's vault.
    pub work_vault: Address,
    /// The work's shares of the dataset's vault.
    pub weight: Shares,
    /// The least that a licence of the whole dataset may cost.
    pub lowest_price: Units,
    /// How often she has taken the work out of this dataset.
    pub nonce: u64,
    /// The last moment at which it can be used.
    pub deadline: Moment,
}

/// A work that joins, with everything that proves it may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joining {
    /// What was signed.
    pub consent: DatasetConsent,
    /// By whom.
    pub signer: Address,
    /// The signature.
    pub signature: Bytes,
    /// Where the work's vault comes from.
    pub origin: VaultKey,
    /// The place of the work's vault among the dataset's shares.
    pub proof: Vec<B256>,
}

/// A purchase of licences of a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DatasetPurchase {
    /// The dataset's number.
    pub dataset: U256,
    /// The price that the buyer saw, for one.
    pub price: Units,
    /// How many.
    pub quantity: u32,
    /// For whom.
    pub to: Address,
    /// The buyer's own reference.
    pub reference: B256,
}

/// How a dataset stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DatasetFigures {
    /// Its vault.
    pub vault: Address,
    /// What a licence costs; nothing: not for sale.
    pub price: Units,
    /// What it is paid in; `None` is the coin.
    pub token: Option<Address>,
    /// Shares of the works that have joined; a licence is sold at [`Shares::WHOLE`] only.
    pub weight: Shares,
    /// The price never goes below it.
    pub floor: Units,
    /// Who sets the price.
    pub curator: Address,
}

/// A work as it stands in a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DatasetMember {
    /// Zero if it is not in it now.
    pub weight: Shares,
    /// The least that its rights holder lets a licence cost.
    pub lowest_price: Units,
    /// How often she took it out: the number that her next consent carries.
    pub nonce: u64,
}

/// Licences of a dataset that were sold in one purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DatasetSold {
    /// The licence.
    pub licence: U256,
    /// Who paid.
    pub buyer: Address,
    /// How many.
    pub quantity: U256,
    /// What was paid for all of them.
    pub paid: Units,
    /// In this block.
    pub block: u64,
}

mod signed {
    use super::sol;
    sol! {
        struct Consent {
            uint256 datasetId;
            bytes32 sharesRoot;
            bytes32 termsHash;
            address token;
            uint256 workId;
            address workVault;
            uint32 weight;
            uint96 lowestPrice;
            uint64 nonce;
            uint64 deadline;
        }
    }
}

impl NewDataset {
    /// Its number, known before it is offered: it names vault, terms, token and manifest.
    pub fn id(&self, vault: Address) -> U256 {
        let token = self.token.unwrap_or_default();
        let packed = (vault, self.terms.hash(), token, self.manifest).abi_encode();
        U256::from_be_bytes(keccak256(packed).0)
    }
}

impl DatasetTerms {
    /// From the model's terms.
    ///
    /// # Errors
    /// [`Error::Range`] beyond 136 years.
    pub fn new(terms: &Terms, text: B256) -> Result<Self> {
        let duration = u32::try_from(terms.lasts_seconds.unwrap_or(0)).map_err(|_| Error::Range)?;
        let (uses, transferable) = (terms.permissions.bits(), terms.rules.transferable);
        Ok(Self { uses, duration, transferable, text })
    }

    /// What these permissions come to, for `duration` seconds (zero: for ever), on the text that has this hash.
    pub fn of(allows: Permissions, duration: u32, transferable: bool, text: B256) -> Self {
        Self { uses: allows.bits(), duration, transferable, text }
    }

    /// What they say, one clause for each term.
    pub fn clauses(self) -> Vec<Clause> {
        let uses = [
            Clause::Personal,
            Clause::Commercial,
            Clause::AiMine,
            Clause::AiInfer,
            Clause::AiTrain,
            Clause::AiTrainGenerative,
        ];
        let mut said: Vec<Clause> = (0..)
            .zip(uses)
            .filter(|(bit, _)| self.uses & (1 << bit) != 0)
            .map(|(_, clause)| clause)
            .collect();
        said.push(match self.duration {
            0 => Clause::ForEver,
            seconds => Clause::Lasts { days: u64::from(seconds) / DAY },
        });
        let pass = [Clause::NotTransferable, Clause::Transferable];
        said.extend(pass.into_iter().nth(usize::from(self.transferable)));
        said.push(Clause::Irrevocable);
        if self.text.is_zero() {
            said.push(Clause::NothingElse);
        }
        said
    }

    /// The same as the contract stores it: field and value.
    pub fn exact(self) -> Vec<(String, String)> {
        let fields = [
            ("uses", self.uses.to_string()),
            ("duration", self.duration.to_string()),
            ("transferable", self.transferable.to_string()),
            ("text", self.text.to_string()),
        ];
        fields.into_iter().map(|(field, value)| (field.to_owned(), value)).collect()
    }

    /// Their hash, as a dataset names them.
    pub fn hash(self) -> B256 {
        keccak256(self.to_sol().abi_encode())
    }

    const fn to_sol(self) -> abi::Terms {
        abi::Terms {
            uses: self.uses,
            duration: self.duration,
            transferable: self.transferable,
            text: self.text,
        }
    }
}

impl DatasetConsent {
    /// The domain that it is signed in.
    pub fn domain(chain: ChainId, at: &Contracts) -> Eip712Domain {
        typed::domain("Colophon DatasetLicence", chain, at.datasets)
    }

    /// Its EIP-712 struct hash.
    ///
    /// # Errors
    /// [`Error::Range`] for a price beyond 96 bits.
    pub fn hash(&self) -> Result<B256> {
        let consent = signed::Consent {
            datasetId: self.dataset,
            sharesRoot: self.shares_root,
            termsHash: self.terms,
            token: self.token.unwrap_or_default(),
            workId: self.work,
            workVault: self.work_vault,
            weight: self.weight.0,
            lowestPrice: u96(self.lowest_price)?,
            nonce: self.nonce,
            deadline: self.deadline.unix_seconds(),
        };
        Ok(consent.eip712_hash_struct())
    }
}

impl DatasetPurchase {
    fn to_sol(self) -> Result<abi::Purchase> {
        Ok(abi::Purchase {
            datasetId: self.dataset,
            price: u96(self.price)?,
            quantity: self.quantity,
            to: self.to,
            r#ref: self.reference,
        })
    }

    /// What it costs in all; `None` beyond what can be written.
    pub fn cost(&self) -> Option<Units> {
        self.price.0.checked_mul(U256::from(self.quantity)).map(Units)
    }
}

/// Offers licences of a dataset whose vault the sender has made. Nobody can buy until all its works have joined.
///
/// # Errors
/// [`Error::Range`] for a price beyond 96 bits.
pub fn open(at: &Contracts, new: &NewDataset) -> Result<Action> {
    let call = abi::openCall {
        sharesRoot: new.vault.shares_root,
        treaty: new.vault.treaty,
        manifest: new.manifest,
        terms: new.terms.to_sol(),
        token: new.token.unwrap_or_default(),
        price: u96(new.price)?,
    };
    Ok(Action::call(at.datasets, &call))
}

/// Lets works join a dataset. Anybody may bring the consents.
///
/// # Errors
/// [`Error::Range`] for a price beyond 96 bits.
pub fn join(at: &Contracts, dataset: U256, works: &[Joining]) -> Result<Action> {
    let joining = works.iter().map(|work| {
        Ok(abi::Joining {
            workId: work.consent.work,
            origin: origin(work.origin),
            weight: work.consent.weight.0,
            proof: work.proof.clone(),
            signer: work.signer,
            lowestPrice: u96(work.consent.lowest_price)?,
            deadline: work.consent.deadline.unix_seconds(),
            signature: work.signature.clone(),
        })
    });
    let call = abi::joinCall { datasetId: dataset, joining: joining.collect::<Result<_>>()? };
    Ok(Action::call(at.datasets, &call))
}

/// Takes the sender's work out of future sales.
pub fn take_out(at: &Contracts, dataset: U256, work: VaultKey) -> Action {
    Action::call(at.datasets, &abi::takeOutCall { datasetId: dataset, origin: origin(work) })
}

/// Sets the price of a licence; nothing ends the sale for now. The curator alone.
///
/// # Errors
/// [`Error::Range`] for a price beyond 96 bits.
pub fn set_price(at: &Contracts, dataset: U256, price: Units) -> Result<Action> {
    let call = abi::setPriceCall { datasetId: dataset, price: u96(price)? };
    Ok(Action::call(at.datasets, &call))
}

/// Buys licences. Coin is sent along; a token must be allowed to the dataset contract first.
///
/// # Errors
/// [`Error::Range`] for a price beyond 96 bits.
pub fn buy(at: &Contracts, asked: DatasetPurchase, token: Option<Address>) -> Result<Action> {
    let value = match token {
        None => asked.cost().ok_or(Error::Range)?,
        Some(_) => Units::ZERO,
    };
    let call = abi::buyCall { asked: asked.to_sol()? };
    Ok(Action { value, ..Action::call(at.datasets, &call) })
}

/// The licence that a transaction sold, and what was paid for it.
pub fn licensed(at: &Contracts, mined: &Mined) -> Option<(U256, Units)> {
    mined.logs.iter().filter(|log| log.address == at.datasets).find_map(|log| {
        let event = abi::DatasetLicensed::decode_log(&log.log).ok()?;
        Some((event.data.licenceId, Units(event.data.paid)))
    })
}

/// When a licence of a dataset ends, which its number tells; `None` for never.
pub fn licence_ends(licence: U256) -> Option<Moment> {
    let day = u64::from(u32::try_from(licence & U256::from(u32::MAX)).unwrap_or(u32::MAX));
    (day != 0).then(|| Moment::from_unix_seconds(day * DAY))
}

const fn origin(key: VaultKey) -> abi::Origin {
    abi::Origin { author: key.author, sharesRoot: key.shares_root, treaty: key.treaty }
}

impl Chain {
    /// How a dataset stands.
    ///
    /// # Errors
    /// No answer, or no such dataset.
    pub async fn dataset(&self, at: &Contracts, dataset: U256) -> Result<DatasetFigures> {
        let call = abi::datasetOfCall { datasetId: dataset };
        let d = self.ask("a dataset", at.datasets, &call, None).await?;
        Ok(DatasetFigures {
            vault: d.vault,
            price: Units(U256::from(d.price)),
            token: (!d.token.is_zero()).then_some(d.token),
            weight: Shares(d.weight),
            floor: Units(U256::from(d.floor)),
            curator: d.curator,
        })
    }

    /// How a dataset stands; `None` where it was not opened.
    ///
    /// # Errors
    /// No answer.
    pub async fn dataset_if_open(
        &self,
        at: &Contracts,
        dataset: U256,
    ) -> Result<Option<DatasetFigures>> {
        match self.dataset(at, dataset).await {
            Ok(figures) => Ok(Some(figures)),
            Err(Error::Refused(why)) if why.starts_with("no such dataset") => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// How a work stands in a dataset, opened or not.
    ///
    /// # Errors
    /// No answer, or no dataset contract there.
    pub async fn dataset_member(
        &self,
        at: &Contracts,
        dataset: U256,
        work_vault: Address,
    ) -> Result<DatasetMember> {
        let call = abi::memberOfCall { datasetId: dataset, workVault: work_vault };
        let member = self.ask("a work in a dataset", at.datasets, &call, None).await?;
        Ok(DatasetMember {
            weight: Shares(member.weight),
            lowest_price: Units(U256::from(member.lowestPrice)),
            nonce: member.nonce,
        })
    }

    /// The purchases of licences of a dataset in these blocks, oldest first.
    ///
    /// # Errors
    /// No answer.
    pub async fn dataset_sales(
        &self,
        at: &Contracts,
        dataset: U256,
        from: u64,
        to: u64,
    ) -> Result<Vec<DatasetSold>> {
        let signature = abi::DatasetLicensed::SIGNATURE_HASH;
        let logs = self.logs(at.datasets, signature, from, to).await?;
        let read = |log: &crate::ChainLog| {
            let event = abi::DatasetLicensed::decode_log(&log.log).ok()?.data;
            (event.datasetId == dataset).then_some(DatasetSold {
                licence: event.licenceId,
                buyer: event.buyer,
                quantity: event.quantity,
                paid: Units(event.paid),
                block: log.block,
            })
        };
        Ok(logs.iter().filter_map(read).collect())
    }

    /// Whether `holder` has this licence of a dataset at `time`, which is not before the chain's own.
    ///
    /// # Errors
    /// No answer, or a time that has passed.
    pub async fn dataset_licence_valid(
        &self,
        at: &Contracts,
        licence: U256,
        holder: Address,
        time: Moment,
    ) -> Result<bool> {
        let time = U256::from(time.unix_seconds());
        let call = abi::isValidCall { licenceId: licence, holder, time };
        self.ask("a licence", at.datasets, &call, None).await
    }
}
