use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// What went wrong, for the window and for scripts: a code to match and to translate, facts to fill the sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiError {
    /// The kind of failure; the window has a sentence for each in each language.
    pub code: Code,
    /// Facts for the sentence, such as `path` or `found`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, String>,
    /// The domain's own English sentence, shown as detail.
    pub detail: String,
}

impl ApiError {
    /// An error with its English sentence.
    pub fn new(code: Code, detail: impl fmt::Display) -> Self {
        Self { code, args: BTreeMap::new(), detail: detail.to_string() }
    }

    /// Adds a fact.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.args.insert(name.to_owned(), value.to_string());
        self
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for ApiError {}

/// Kinds of failure that a person can tell apart. A new one is added only when some reader acts on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Code {
    /// The user stopped it. Not a failure.
    Cancelled,
    /// The state does not allow it yet; `detail` says what is missing.
    Precondition,
    /// There is nothing to be taken out.
    NothingOwed,
    /// There is no account yet.
    NoAccount,
    /// The keys are locked.
    Locked,
    /// The passphrase does not open the keys.
    WrongPassphrase,
    /// The passphrase is too short to be one.
    WeakPassphrase,
    /// The words typed are not the words shown.
    WrongWords,
    /// Nothing is known under that id.
    NotFound,
    /// The file cannot be read at all.
    FileUnreadable,
    /// The file has no bytes.
    FileEmpty,
    /// The file ends too early or is damaged.
    FileDamaged,
    /// Not a kind of file that Colophon registers.
    FileUnknown,
    /// More pixels than can be opened.
    FileTooLarge,
    /// A moving picture.
    FileAnimated,
    /// A picture for print, in four inks.
    FileCmyk,
    /// The picture cannot carry a mark.
    FileTooPlain,
    /// No permission to write there.
    FolderDenied,
    /// No room on the disk.
    DiskFull,
    /// Another Colophon writes to this home.
    SecondInstance,
    /// The database is from a newer version.
    NewerDatabase,
    /// The database or another file of the home is damaged.
    HomeDamaged,
    /// The shares are not a whole.
    SplitInvalid,
    /// An amount, address or other text is not what it should be.
    Invalid,
    /// Not enough money for the price and the fee.
    Funds,
    /// The chain refused the transaction; `detail` has its reason.
    Refused,
    /// No endpoint of the chain answers.
    ChainUnreachable,
    /// The sheet was already used, or has expired.
    SheetGone,
    /// A fault of ours.
    Internal,
}
