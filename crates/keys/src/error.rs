//! What can go wrong with keys. No message ever carries one.

use std::path::{Path, PathBuf};

use colophon_model::{Address, ChainId};

use crate::Realm;

/// The crate's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a key could not be made, opened or used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The passphrase does not open the file; the file itself is whole.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    /// Nothing was typed.
    #[error("the passphrase is empty; choose one that nobody would guess")]
    EmptyPassphrase,
    /// The file was changed or cut since it was written.
    #[error(
        "{path} is damaged ({what}); restore it from a backup, or the accounts from the recovery phrase"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: &'static str,
    },
    /// Written by a later Colophon.
    #[error("{path} was written by a newer Colophon; update this one to open it")]
    Newer {
        /// The file.
        path: PathBuf,
    },
    /// There is no keystore yet.
    #[error(
        "there is no account yet ({path} is missing); create one or restore it from its recovery phrase"
    )]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// A keystore is already there and is never overwritten.
    #[error(
        "an account is already there ({path}); move that file away first if you mean to replace it"
    )]
    AlreadyThere {
        /// The file.
        path: PathBuf,
    },
    /// The number of words is not one that a recovery phrase has.
    #[error("a recovery phrase has 12 words, and this has {0}")]
    PhraseLength(usize),
    /// A word that is on no list.
    #[error("word {position}, `{word}`, is not a recovery word{}", suggestion.map(|s| format!("; did you mean `{s}`?")).unwrap_or_default())]
    PhraseWord {
        /// Which word, counted from 1.
        position: usize,
        /// What was typed.
        word: String,
        /// The nearest word of the list.
        suggestion: Option<&'static str>,
    },
    /// All words are known, but the built-in check fails.
    #[error(
        "every word is known, but they do not belong together; one of them is wrong or in the wrong place"
    )]
    PhraseChecksum,
    /// A word of the check differs from the phrase that was shown.
    #[error("word {0} is not the one that was shown; look at your note again")]
    PhraseCheck(usize),
    /// A practice key was asked to sign for a real chain, or the other way round.
    #[error("{}", wrong_realm(*.realm, *.chain))]
    WrongRealm {
        /// The key's realm.
        realm: Realm,
        /// The chain that was asked for.
        chain: ChainId,
    },
    /// The transaction names another chain than the one that was confirmed.
    #[error(
        "the transaction is for chain {found}, but chain {expected} was confirmed; nothing was signed"
    )]
    ChainMismatch {
        /// The chain that the caller confirmed.
        expected: ChainId,
        /// The chain in the transaction.
        found: u64,
    },
    /// Typed data that is valid on every chain.
    #[error(
        "the data to sign names no chain, so the signature would hold on every chain; nothing was signed"
    )]
    NoChain,
    /// Typed data for one chain, given as data for several.
    #[error(
        "the data to sign is bound to one chain and cannot be signed for several; nothing was signed"
    )]
    OneChain,
    /// No key for this address.
    #[error("{0} is not one of these accounts")]
    UnknownAccount(Address),
    /// The account is already known.
    #[error("{0} is already one of these accounts")]
    KnownAccount(Address),
    /// More accounts than one file holds.
    #[error("there are 1,000 accounts already, and one keystore holds no more")]
    TooManyAccounts,
    /// A key file of another program that cannot be read.
    #[error("this is not a key file that Colophon can open: {0}")]
    KeyFile(&'static str),
    /// An index or a scalar outside the curve; does not happen by chance.
    #[error("no key can be derived here; choose another account number")]
    Derivation,
    /// The source of randomness returned nothing usable.
    #[error("the computer's source of randomness does not work; no key was made")]
    Randomness,
    /// The keyring of the operating system cannot be used.
    #[error("not available on this computer: {0}")]
    Keyring(String),
    /// The device was never remembered, or was forgotten.
    #[error("this computer does not remember the passphrase; type it instead")]
    NotRemembered,
    /// The operating system refused.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

impl Error {
    pub(crate) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Io { path: path.to_owned(), source }
    }

    pub(crate) fn damaged(path: &Path, what: &'static str) -> Self {
        Self::Damaged { path: path.to_owned(), what }
    }
}

fn wrong_realm(realm: Realm, chain: ChainId) -> String {
    match realm {
        Realm::Practice => {
            format!(
                "a practice account signs for the practice chain alone, never for chain {chain}"
            )
        }
        Realm::Real => "a real account never signs for the practice chain".to_owned(),
    }
}
