use colophon_model::Address;
use serde::{Deserialize, Serialize};

/// Asks how things stand.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct GetStatus {}

/// How things stand: everything that the frame of the window shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// Colophon's version.
    pub version: String,
    /// The folder of this home.
    pub home: String,
    /// The account, if one was made.
    pub account: Option<AccountView>,
    /// The chain in use.
    pub chain: ChainView,
    /// Works registered.
    pub works: u64,
    /// Offers open.
    pub offers: u64,
    /// Sentences about things that were found at the start, such as a torn record that was dropped.
    pub notices: Vec<String>,
    /// What the user prefers.
    pub preferences: Preferences,
}

/// The account of this home.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    /// Its address.
    pub address: Address,
    /// The creator's name.
    pub creator: String,
    /// Whether the words were repeated correctly.
    pub words_checked: bool,
    /// Whether the keys are open in this process.
    pub unlocked: bool,
}

/// A chain as the window names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainView {
    /// `eip155:…`.
    pub caip2: String,
    /// Its name.
    pub name: String,
    /// Whether everything of it must say PRACTICE.
    pub practice: bool,
    /// The newest block.
    pub head: u64,
    /// The newest final block.
    pub finalized: u64,
}

/// Makes the account: draws the words and seals the keys.
#[derive(Clone, Serialize, Deserialize)]
pub struct CreateAccount {
    /// The creator's name, as it will stand in every signature.
    pub creator: String,
    /// What will open the keys.
    pub passphrase: String,
}

/// The twelve words, shown once. The only reply that carries a secret; it is never stored by the window.
#[derive(Clone, Serialize, Deserialize)]
pub struct RecoveryWords {
    /// The words in order.
    pub words: Vec<String>,
    /// Positions (from 1) that the window asks for.
    pub ask: Vec<u8>,
}

/// Answers the question about the words.
#[derive(Clone, Serialize, Deserialize)]
pub struct CheckWords {
    /// The words at the asked positions, in the order asked.
    pub answers: Vec<String>,
}

/// Opens the keys.
#[derive(Clone, Serialize, Deserialize)]
pub struct Unlock {
    /// The passphrase.
    pub passphrase: String,
}

/// Closes the keys.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct Lock {}

/// What the user prefers; `None` follows the system.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    /// `en`, `fr` or `zh`.
    pub language: Option<String>,
    /// `light` or `dark`.
    pub theme: Option<String>,
}

/// Stores preferences.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SetPreferences {
    /// All of them.
    pub preferences: Preferences,
}

macro_rules! redacted {
    ($($name:ident),*) => { $(impl std::fmt::Debug for $name {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(concat!(stringify!($name), "(<redacted>)"))
        }
    })* };
}
redacted!(CreateAccount, RecoveryWords, CheckWords, Unlock);
