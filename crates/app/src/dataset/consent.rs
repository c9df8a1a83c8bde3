//! Consenting, as the rights holder of a work, and looking at what others signed.

use std::path::{Path, PathBuf};

use colophon_chain::dataset::{DatasetConsentFile, DatasetFile, Joining};
use colophon_ipc::{
    ApiError, CheckDataset, Code, ConsentView, DatasetAt, DatasetChecked, ReadDataset, SignConsent,
};
use colophon_model::{Amount, Token, U256, Units};

use super::kept::{read_consent, read_dataset, write};
use crate::offering::until;
use crate::remix::OnChain;
use crate::{App, Error, Result, money, time};

impl App {
    /// Reads a dataset file and says how it stands.
    ///
    /// # Errors
    /// A file that is no dataset, was changed after it was written, or is of another chain.
    pub async fn read_dataset(&self, call: &ReadDataset) -> Result<colophon_ipc::DatasetView> {
        let path = call.path.clone().ok_or_else(|| Error::Precondition("choose a file".into()))?;
        let (file, path) = self.dataset_at(&DatasetAt::File(path)).await?;
        self.view_dataset(&file, path.as_deref()).await
    }

    /// Signs that a work of this home joins the dataset that was read, and writes the consent as a new file.
    ///
    /// # Errors
    /// A file that says something else than what was read; a work that is not in it or has joined; a lowest price of
    /// nothing or above the dataset's; a deadline that has passed; locked keys; a new file that is there already.
    pub async fn sign_consent(&self, call: &SignConsent) -> Result<ConsentView> {
        self.writable()?;
        let at = DatasetAt::File(call.path.clone());
        let (file, _) = self.dataset_at(&at).await?;
        if file.name() != call.id {
            return Err(Error::Precondition(format!(
                "{} is no longer the dataset that was read; read it again before you sign",
                call.path
            )));
        }
        let key = self.artist()?;
        let token = self.placed(&file).await?;
        let title = self.work_row(call.work)?.title;
        let work = self.own_work(call.work)?;
        self.willing_to_join(&file, &title, &work).await?;
        let lowest = lowest(&file, &call.lowest_price, &token)?;
        let now = self.chain_now().await?;
        let deadline = until(&call.until, now)?;
        if deadline <= now {
            return Err(Error::Precondition(format!(
                "a consent until {} would be too late as soon as it is signed; choose a day to come",
                time::minute(deadline)
            )));
        }
        let signed = self.consent_to_dataset(&key, &file, &work, (lowest, deadline)).await?;
        let out = match &call.out {
            Some(out) => PathBuf::from(out),
            None => beside(Path::new(&call.path), work.token),
        };
        write(&out, &signed.to_json()?)?;
        self.keep_dataset(&file)?;
        Ok(ConsentView {
            path: out.display().to_string(),
            id: file.name(),
            token: work.token.to_string(),
            title,
            percent: signed.consent.weight.to_string().trim_end_matches(" %").to_owned(),
            lowest_price: money::view(&token, lowest),
            deadline,
            signer: signed.signer,
        })
    }

    async fn willing_to_join(&self, file: &DatasetFile, title: &str, work: &OnChain) -> Result<()> {
        let listed = file.work(work.token).map_err(|_| {
            Error::Precondition(format!(
                "{title} is not in this dataset; ask its curator to name it"
            ))
        })?;
        if listed.vault != work.vault {
            return Err(Error::Precondition(format!(
                "the dataset names another vault for {title}; ask its curator for another file"
            )));
        }
        self.same_tokens(file).await?;
        let contracts = self.contracts()?;
        let member = self.inner.chain.dataset_member(&contracts, file.id(), work.vault).await?;
        if member.weight.0 != 0 {
            return Err(Error::Precondition(format!("{title} has joined this dataset already")));
        }
        Ok(())
    }

    /// Looks whether a dataset is what its file says, and which of these consents can join it.
    ///
    /// # Errors
    /// A file that is not there; a chain that does not answer. What is wrong is no error: the answer is no.
    pub async fn check_dataset(&self, call: &CheckDataset) -> Result<DatasetChecked> {
        let mut checked = DatasetChecked {
            ok: false,
            differences: Vec::new(),
            dataset: None,
            can_join: Vec::new(),
        };
        let (file, path) = match &call.dataset {
            DatasetAt::File(path) => match read_dataset(Path::new(path)) {
                Ok(file) => (file, Some(path.as_str())),
                Err(error @ Error::Dataset(_)) => {
                    checked.differences.push(error.into());
                    return Ok(checked);
                }
                Err(error) => return Err(error),
            },
            kept @ DatasetAt::Kept(_) => (self.dataset_at(kept).await?.0, None),
        };
        for found in [self.placed(&file).await.map(drop), self.same_tokens(&file).await] {
            match found {
                Ok(()) => {}
                Err(error @ Error::Precondition(_)) => checked.differences.push(error.into()),
                Err(error) => return Err(error),
            }
        }
        if !checked.differences.is_empty() {
            return Ok(checked);
        }
        self.check_root(&file, &mut checked).await?;
        for path in &call.consents {
            match self.may_join(&file, path).await {
                Ok(joining) => checked.can_join.push(joining.consent.work.to_string()),
                Err(error @ (Error::Dataset(_) | Error::Precondition(_))) => {
                    checked.differences.push(ApiError::from(error).with("path", path));
                }
                Err(error) => return Err(error),
            }
        }
        checked.dataset = Some(self.view_dataset(&file, path).await?);
        checked.ok = checked.differences.is_empty();
        Ok(checked)
    }

    /// Whether the leaves in the file are all that the made vault divides among.
    async fn check_root(&self, file: &DatasetFile, checked: &mut DatasetChecked) -> Result<()> {
        let chain = &self.inner.chain;
        if chain.has_code(file.vault()).await? {
            let (found, said) =
                (chain.shares_root(file.vault()).await?, file.allocation().tree().root());
            if found != said {
                let why = format!(
                    "the vault divides other shares: their root is {found}, and the dataset’s is {said}"
                );
                checked.differences.push(ApiError::new(Code::Invalid, why));
            }
        }
        Ok(())
    }

    async fn may_join(&self, file: &DatasetFile, path: &str) -> Result<Joining> {
        let consent = read_consent(path)?;
        let joining = consent.joins(file, self.chain_now().await?)?;
        self.still_counts(file, &consent).await?;
        Ok(joining)
    }

    /// Refuses a consent whose author took it back, or whose lowest price the dataset is below.
    pub(super) async fn still_counts(
        &self,
        file: &DatasetFile,
        consent: &DatasetConsentFile,
    ) -> Result<()> {
        let (said, contracts) = (&consent.consent, self.contracts()?);
        let (chain, id) = (&self.inner.chain, file.id());
        let member = chain.dataset_member(&contracts, id, said.work_vault).await?;
        if member.nonce != said.nonce {
            return Err(Error::Precondition(format!(
                "the author of the work {} has taken this consent back; ask for a new one",
                said.work
            )));
        }
        let price = match chain.dataset_if_open(&contracts, id).await? {
            Some(figures) => figures.price,
            None => file.text().price,
        };
        let joined = member.weight.0 != 0;
        if !joined && said.lowest_price > price {
            let token = self.placed(file).await?;
            let amount = |units| Amount { units, token: token.clone() };
            return Err(Error::Precondition(format!(
                "the author of the work {} consents from {} on, and a licence costs {}; set a higher price first",
                said.work,
                amount(said.lowest_price),
                amount(price)
            )));
        }
        Ok(())
    }
}

fn lowest(file: &DatasetFile, typed: &str, token: &Token) -> Result<Units> {
    let lowest = Units::parse_decimal(typed.trim(), token.decimals)?;
    let amount = |units| Amount { units, token: token.clone() };
    if lowest.is_zero() {
        return Err(Error::Precondition(
            "a lowest price of nothing protects nothing; name the least that a licence of the whole dataset may cost".into(),
        ));
    }
    if lowest > file.text().price {
        return Err(Error::Precondition(format!(
            "you would consent from {} on, and a licence costs {}; ask the curator for a dataset with a higher price, or consent to this one",
            amount(lowest),
            amount(file.text().price)
        )));
    }
    Ok(lowest)
}

/// `tides.json` for the work `0x1234abcd…` becomes `tides.consent-1234abcd.json`.
fn beside(path: &Path, work: U256) -> PathBuf {
    let bytes = work.to_be_bytes::<32>();
    let digits = data_encoding::HEXLOWER.encode(bytes.get(..4).unwrap_or_default());
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}.consent-{digits}.json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_consent_lies_beside_the_dataset() {
        let work = U256::from(0x1234_abcd_u64) << 224;
        let found = beside(Path::new("/a/tides.json"), work);
        assert_eq!(found, Path::new("/a/tides.consent-1234abcd.json"));
    }
}
