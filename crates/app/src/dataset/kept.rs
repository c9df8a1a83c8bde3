//! Dataset files: read, written, kept in this home, and looked at before anything in them is believed.

use std::path::Path;

use colophon_chain::dataset::{DatasetConsentFile, DatasetFile, DatasetFileError};
use colophon_ipc::DatasetAt;
use colophon_model::{B256, Token};

use crate::{App, Error, Result, sent_file};

/// Names of settings begin so.
const KEPT: &str = "dataset ";
/// No file of a dataset has more.
const MOST_BYTES: u64 = 16 << 20;

impl App {
    /// Keeps a dataset in this home, so that it is listed and can be taken up again.
    pub(super) fn keep_dataset(&self, file: &DatasetFile) -> Result<()> {
        let (key, text) = (format!("{KEPT}{}", file.name()), file.to_json()?);
        self.write(|change| Ok(change.settings_mut().set(&key, &text)?))
    }

    /// The datasets that this home keeps, by title.
    pub(super) fn kept_datasets(&self) -> Result<Vec<DatasetFile>> {
        let settings = self.read(|view| Ok(view.settings().all()?))?;
        let kept = settings.iter().filter(|(key, _)| key.starts_with(KEPT));
        let mut files: Vec<_> = kept.map(|(key, text)| sound(key, text)).collect::<Result<_>>()?;
        files.sort_by(|a, b| (&a.text().title, a.id()).cmp(&(&b.text().title, b.id())));
        Ok(files)
    }

    fn kept_dataset(&self, id: B256) -> Result<DatasetFile> {
        let key = format!("{KEPT}{id}");
        let text = self.read(|view| Ok(view.settings().get(&key)?))?;
        let none = || Error::NotFound(format!("dataset {id} in this home; read its file"));
        sound(&key, &text.ok_or_else(none)?)
    }

    /// The dataset that is meant, if it is one of this chain; with the file's path.
    pub(super) async fn dataset_at(&self, at: &DatasetAt) -> Result<(DatasetFile, Option<String>)> {
        let found = match at {
            DatasetAt::File(path) => (read_dataset(Path::new(path))?, Some(path.clone())),
            DatasetAt::Kept(id) => (self.kept_dataset(*id)?, None),
        };
        self.placed(&found.0).await?;
        Ok(found)
    }

    /// Refuses a dataset that is on another chain, sold by a strange contract, paid in a strange token or into a vault that
    /// its works do not lead to. Returns what it is paid in.
    pub(super) async fn placed(&self, file: &DatasetFile) -> Result<Token> {
        let (text, contracts) = (file.text(), self.contracts()?);
        if text.chain != Self::chain_id() {
            return Err(Error::Precondition(format!(
                "the dataset is on chain {} and this home is on chain {}; open a home of that chain",
                text.chain,
                Self::chain_id()
            )));
        }
        if text.contract != contracts.datasets {
            return Err(Error::Precondition(format!(
                "licences of this dataset would be sold by {}, a contract that this Colophon does not know; sign and pay nothing",
                text.contract
            )));
        }
        let token = match text.token {
            None => self.inner.chain.profile().coin.clone(),
            Some(token) if token == contracts.dollar => self.inner.chain.token(token).await?,
            Some(token) => {
                return Err(Error::Precondition(format!(
                    "the dataset is paid in {token}, a token that this Colophon does not know; ask its curator which it is"
                )));
            }
        };
        let key = file.new_dataset().vault;
        let (author, root) = (key.author, key.shares_root);
        let vault = self.inner.chain.predict_vault(&contracts, author, root, key.treaty).await?;
        if vault != file.vault() {
            return Err(Error::Precondition(format!(
                "the file names the vault {} and its works and weights lead to {vault}; sign and pay nothing",
                file.vault()
            )));
        }
        Ok(token)
    }
}

fn sound(key: &str, text: &str) -> Result<DatasetFile> {
    let damaged = |error| colophon_store::Error::Damaged(format!("{key}: {error}"));
    Ok(DatasetFile::parse(text).map_err(damaged)?)
}

/// Reads a file with a dataset.
pub(super) fn read_dataset(path: &Path) -> Result<DatasetFile> {
    Ok(DatasetFile::parse(&read(path, "dataset")?)?)
}

/// Reads a file with a consent.
pub(super) fn read_consent(path: &str) -> Result<DatasetConsentFile> {
    Ok(DatasetConsentFile::parse(&read(Path::new(path), "consent")?)?)
}

fn read(path: &Path, what: &'static str) -> Result<String> {
    let bytes = sent_file::read(path, MOST_BYTES)?;
    let no_text = |_| DatasetFileError::Unreadable { what, why: "it is not text".into() };
    Ok(String::from_utf8(bytes).map_err(no_text)?)
}

/// Writes a new file; one that is there already stays.
pub(super) fn write(path: &Path, text: &str) -> Result<()> {
    Ok(colophon_media::write_new(path, text.as_bytes())?)
}
