//! What a manifest says, as plain facts. Every text in here is safe to show: short, one line, nothing hidden.

use colophon_model::Sha256;
use serde::Serialize;

use crate::{Format, SoftBinding, Subject, Training};

/// How a file's manifest stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Intact, and the signer is vouched for by an authority of the trust list that was handed in.
    Trusted,
    /// Intact, but nobody on a trust list vouches for the signer.
    Valid,
    /// Broken: the file or the manifest was changed, or the manifest breaks the rules.
    Invalid,
    /// There is none.
    None,
}

/// Everything that a file's manifest says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The file's format, by its bytes.
    pub format: Format,
    /// How the manifest stands.
    pub state: State,
    /// The signature holds and nothing in file or manifest was changed; at most the signer is unknown or her certificate has ended.
    ///
    /// By the standard a copy without time stamp turns [`State::Invalid`] when its certificate ends. This tells it from a damaged one.
    pub intact: bool,
    /// Each failed check; an untrusted signer is one of them.
    pub failures: Vec<Finding>,
    /// Who signed.
    pub signer: Option<SignerFacts>,
    /// The manifest's own id.
    pub manifest: Option<String>,
    /// Where a manifest is said to be, if the file only points to one. Nothing was fetched.
    pub remote: Option<String>,
    /// The work's title.
    pub title: Option<String>,
    /// The creators, as the signer names them.
    pub creators: Vec<String>,
    /// The rights statement.
    pub rights: Option<String>,
    /// Where a licence can be had.
    pub licence: Option<String>,
    /// The programs that made the claim.
    pub generators: Vec<String>,
    /// What was done, in order.
    pub actions: Vec<Action>,
    /// What the work was made from.
    pub ingredients: Vec<Ingredient>,
    /// The soft bindings.
    pub soft_bindings: Vec<SoftBinding>,
    /// What is said about training and mining.
    pub training: Option<Training>,
    /// Labels of all assertions.
    pub assertions: Vec<String>,
}

impl Report {
    pub(crate) fn empty(format: Format, state: State) -> Self {
        Self {
            format,
            state,
            intact: false,
            failures: Vec::new(),
            signer: None,
            manifest: None,
            remote: None,
            title: None,
            creators: Vec::new(),
            rights: None,
            licence: None,
            generators: Vec::new(),
            actions: Vec::new(),
            ingredients: Vec::new(),
            soft_bindings: Vec::new(),
            training: None,
            assertions: Vec::new(),
        }
    }

    /// Whether the signature was made with a certificate of one of the authorities that the reader called her own.
    pub fn is_own(&self) -> bool {
        self.signer.as_ref().is_some_and(|signer| signer.own)
    }
}

/// A check that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The code of the standard (C2PA 2.x, section 15.2), or `manifest.unreadable`.
    pub code: String,
    /// The same in words.
    pub words: &'static str,
    /// Which part of the manifest, or what the parser said.
    pub about: Option<String>,
    /// Whether it is about an ingredient, not the work itself.
    pub ingredient: bool,
}

/// Who signed. The names are what the certificate says; only a trust list makes them more than that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignerFacts {
    /// The certificate's subject.
    pub subject: Subject,
    /// The authority that issued it, by name.
    pub issuer: Option<Subject>,
    /// SHA-256 of the signing certificate.
    pub certificate: Option<Sha256>,
    /// The signature's algorithm.
    pub algorithm: Option<String>,
    /// When it was signed, if a time stamp says so (RFC 3339).
    pub time: Option<String>,
    /// The signature holds and one of the reader's own authorities issued the certificate.
    pub own: bool,
}

/// A step in the work's making.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Action {
    /// The standard's name for it, such as `c2pa.created`.
    pub name: String,
    /// The last part of the digital source type, such as `digitalCreation`.
    pub source_type: Option<String>,
    /// When, as claimed.
    pub when: Option<String>,
    /// The program.
    pub software: Option<String>,
}

/// Something that the work was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ingredient {
    /// Its title.
    pub title: Option<String>,
    /// `parentOf`, `componentOf` or `inputTo`.
    pub relationship: String,
    /// Its media type.
    pub format: Option<String>,
    /// Whether its own manifest came along.
    pub has_manifest: bool,
}
