//! A treaty as a file that goes from one party to the next, by e-mail or on a stick.

use alloy_primitives::{Address, B256, Bytes, Signature};
use colophon_model::{Allocation, Holder, Shares};
use serde::{Deserialize, Serialize};

use crate::{Treaty, TreatyDraft, TreatyError};

const FORMAT: &str = "colophon-treaty";
const VERSION: u64 = 1;
/// A million holders fit.
const MOST_BYTES: usize = 128 << 20;

/// A treaty with the holders it divides among and the signatures so far. What is in one was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreatyFile {
    treaty: Treaty,
    allocation: Allocation,
    signatures: Vec<TreatySignature>,
}

/// One party's signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TreatySignature {
    /// Whose it is.
    pub signer: Address,
    /// Who can tell whether it is good.
    pub kind: SignatureKind,
    /// The bytes for the contract.
    pub signature: Bytes,
}

/// Who signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SignatureKind {
    /// An account with a key; verified here.
    Account,
    /// A contract (ERC-1271); only its chain can tell whether it accepts the bytes.
    Contract,
}

/// Why a treaty file or a signature is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TreatyFileError {
    /// Not JSON of this shape.
    #[error("this is not a treaty file ({0}); ask the sender for it again")]
    Unreadable(String),
    /// Larger than a million holders make it.
    #[error("the file has at least {0} bytes, more than any treaty file")]
    TooLarge(usize),
    /// A later version.
    #[error("the treaty file has version {0} and this Colophon reads version 1; update Colophon")]
    Version(u64),
    /// Text and hash disagree.
    #[error(
        "the treaty was changed after it was written: its text makes {found} and the file says {said}; sign nothing and ask the sender"
    )]
    Changed {
        /// The hash of the text.
        found: B256,
        /// The hash in the file.
        said: B256,
    },
    /// Not well formed.
    #[error("{0}")]
    Form(#[from] TreatyError),
    /// The holders are no whole division.
    #[error("{0}")]
    Split(#[from] colophon_model::Error),
    /// The holders are not those agreed on.
    #[error(
        "the holders in the file are not those of the treaty: their shares make the root {found} and the treaty says {said}"
    )]
    OtherHolders {
        /// The root of the holders.
        found: B256,
        /// The root in the treaty.
        said: B256,
    },
    /// The signature of somebody else.
    #[error("{0} is no party to this treaty, so the signature counts for nothing")]
    NotASigner(Address),
    /// Twice.
    #[error("{0} signed twice with different signatures; keep one of them")]
    SignedTwice(Address),
    /// A signature of something else or by somebody else.
    #[error(
        "the signature of {0} does not belong to this treaty; it was changed after signing or signed by another"
    )]
    BadSignature(Address),
    /// Files of two treaties.
    #[error(
        "the two files hold different treaties ({ours} and {theirs}); their signatures cannot be put together"
    )]
    OtherTreaty {
        /// The hash of the one.
        ours: B256,
        /// The hash of the other.
        theirs: B256,
    },
    /// Not all have signed.
    #[error("not yet signed by {}; the treaty needs every signature", list(.0))]
    Missing(Vec<Address>),
}

type Result<T, E = TreatyFileError> = std::result::Result<T, E>;

fn list(who: &[Address]) -> String {
    who.iter().map(Address::to_string).collect::<Vec<_>>().join(", ")
}

/// A holder without a name: names are for the artist's own eyes and never travel.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Leaf {
    address: Address,
    shares: Shares,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    format: String,
    version: u64,
    /// The struct hash, so that two parties can compare what they sign by reading it out.
    hash: B256,
    treaty: TreatyDraft,
    holders: Vec<Leaf>,
    signatures: Vec<TreatySignature>,
}

/// What a file of any version begins with.
#[derive(Deserialize)]
struct Heading {
    format: String,
    version: u64,
}

impl TreatyFile {
    /// A treaty that nobody has signed.
    ///
    /// # Errors
    /// [`TreatyFileError::OtherHolders`] where the shares do not make the treaty's root.
    pub fn new(treaty: Treaty, allocation: &Allocation) -> Result<Self> {
        let (found, said) = (allocation.tree().root(), treaty.text().shares_root);
        if found != said {
            return Err(TreatyFileError::OtherHolders { found, said });
        }
        let nameless = |holder: &Holder| Holder { name: None, ..holder.clone() };
        let allocation = Allocation::new(allocation.holders().iter().map(nameless).collect())?;
        Ok(Self { treaty, allocation, signatures: Vec::new() })
    }

    /// Reads a file and verifies all that is in it: form, hash, holders against the root, every signature so far.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn parse(text: &str) -> Result<Self> {
        if text.len() > MOST_BYTES {
            return Err(TreatyFileError::TooLarge(text.len()));
        }
        // Some mail programs put a byte-order mark before text.
        let text = text.trim_start_matches('\u{feff}');
        let unreadable = |error: serde_json::Error| TreatyFileError::Unreadable(error.to_string());
        let heading: Heading = serde_json::from_str(text).map_err(unreadable)?;
        if heading.format != FORMAT {
            let found = format!("its format is `{}`", heading.format);
            return Err(TreatyFileError::Unreadable(found));
        }
        if heading.version != VERSION {
            return Err(TreatyFileError::Version(heading.version));
        }
        let written: Written = serde_json::from_str(text).map_err(unreadable)?;
        let treaty = Treaty::new(written.treaty)?;
        let (found, said) = (treaty.hash(), written.hash);
        if found != said {
            return Err(TreatyFileError::Changed { found, said });
        }
        let holder = |leaf: Leaf| Holder { address: leaf.address, shares: leaf.shares, name: None };
        let allocation = Allocation::new(written.holders.into_iter().map(holder).collect())?;
        let mut file = Self::new(treaty, &allocation)?;
        for signature in written.signatures {
            file.add(signature)?;
        }
        Ok(file)
    }

    /// The file's text.
    ///
    /// # Errors
    /// None that a treaty can cause.
    pub fn to_json(&self) -> Result<String> {
        let leaf = |h: &Holder| Leaf { address: h.address, shares: h.shares };
        let written = Written {
            format: FORMAT.to_owned(),
            version: VERSION,
            hash: self.hash(),
            treaty: self.treaty.text().clone(),
            holders: self.allocation.holders().iter().map(leaf).collect(),
            signatures: self.signatures.clone(),
        };
        serde_json::to_string_pretty(&written)
            .map(|text| text + "\n")
            .map_err(|error| TreatyFileError::Unreadable(error.to_string()))
    }

    /// What was agreed.
    pub const fn treaty(&self) -> &Treaty {
        &self.treaty
    }

    /// Everybody who is paid, without names.
    pub const fn allocation(&self) -> &Allocation {
        &self.allocation
    }

    /// The treaty's struct hash.
    pub fn hash(&self) -> B256 {
        self.treaty.hash()
    }

    /// The signatures so far, in the signers' order.
    pub fn signatures(&self) -> &[TreatySignature] {
        &self.signatures
    }

    /// Adds the signature of an account over [`Treaty::digest`]: 65 bytes, `r || s || v`.
    ///
    /// # Errors
    /// Not a signer, signed already with another signature, or not of this treaty.
    pub fn sign(&mut self, signer: Address, signature: &[u8]) -> Result<()> {
        let bad = |_| TreatyFileError::BadSignature(signer);
        let signature = canonical(Signature::from_raw(signature).map_err(bad)?);
        self.add(TreatySignature { signer, kind: SignatureKind::Account, signature })
    }

    /// Adds what a contract is to accept (ERC-1271). Only a chain where it is deployed can tell whether it does.
    ///
    /// # Errors
    /// Not a signer, or signed already with something else.
    pub fn sign_by_contract(&mut self, signer: Address, signature: Bytes) -> Result<()> {
        self.add(TreatySignature { signer, kind: SignatureKind::Contract, signature })
    }

    /// Takes over the signatures of another file of the same treaty, for parties who signed side by side.
    ///
    /// # Errors
    /// [`TreatyFileError::OtherTreaty`], or [`TreatyFileError::SignedTwice`].
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        let (ours, theirs) = (self.hash(), other.hash());
        if ours != theirs {
            return Err(TreatyFileError::OtherTreaty { ours, theirs });
        }
        let mut both = self.clone();
        for signature in &other.signatures {
            both.add(signature.clone())?;
        }
        *self = both;
        Ok(())
    }

    fn add(&mut self, new: TreatySignature) -> Result<()> {
        let signer = new.signer;
        if !self.treaty.text().signers.contains(&signer) {
            return Err(TreatyFileError::NotASigner(signer));
        }
        if new.kind == SignatureKind::Account && !self.is_of(signer, &new.signature) {
            return Err(TreatyFileError::BadSignature(signer));
        }
        match self.signatures.binary_search_by_key(&signer, |known| known.signer) {
            Ok(at) if self.signatures.get(at) == Some(&new) => Ok(()),
            Ok(_) => Err(TreatyFileError::SignedTwice(signer)),
            Err(at) => {
                self.signatures.insert(at, new);
                Ok(())
            }
        }
    }

    /// Whether these are the bytes with which the key of `signer` signs this treaty, in the one form that the contract takes.
    fn is_of(&self, signer: Address, bytes: &Bytes) -> bool {
        Signature::from_raw(bytes).is_ok_and(|signature| {
            canonical(signature) == *bytes
                && signature.recover_address_from_prehash(&self.treaty.digest()).ok()
                    == Some(signer)
        })
    }

    /// Who has still to sign.
    pub fn missing(&self) -> Vec<Address> {
        let signed = |who: &Address| self.signatures.iter().any(|known| known.signer == *who);
        self.treaty.text().signers.iter().copied().filter(|who| !signed(who)).collect()
    }

    /// Contracts among those who signed: ask a chain before relying on them.
    pub fn unproved(&self) -> Vec<Address> {
        let by_contract = |known: &&TreatySignature| known.kind == SignatureKind::Contract;
        self.signatures.iter().filter(by_contract).map(|known| known.signer).collect()
    }

    /// Holders who are paid and do not sign, such as fans, with their shares together.
    pub fn not_asked(&self) -> (usize, Shares) {
        let signers = &self.treaty.text().signers;
        let others = self.allocation.holders().iter().filter(|h| !signers.contains(&h.address));
        others.fold((0, Shares(0)), |(count, sum), h| (count + 1, Shares(sum.0 + h.shares.0)))
    }

    /// All signatures in the order of the signers, as the contract takes them.
    ///
    /// # Errors
    /// [`TreatyFileError::Missing`].
    pub fn complete(&self) -> Result<Vec<Bytes>> {
        let missing = self.missing();
        if !missing.is_empty() {
            return Err(TreatyFileError::Missing(missing));
        }
        Ok(self.signatures.iter().map(|known| known.signature.clone()).collect())
    }
}

/// `s` in the lower half of the order, `v` of 27 or 28.
fn canonical(signature: Signature) -> Bytes {
    Bytes::copy_from_slice(&signature.normalized_s().as_bytes())
}
