//! The creator's account: two keystores under one passphrase. The first has the creator's own phrase, from which marks
//! and signatures come; the second has a phrase of its own and can sign for the practice chain only.

use colophon_ipc::{AccountView, CheckWords, CreateAccount, RecoveryWords, Status, Unlock};
use colophon_keys::{Keystore, Passphrase, Phrase, Realm, Unlocked};
use serde::{Deserialize, Serialize};

use crate::{App, Error, Result};

/// Fewer characters than this are no passphrase.
const LEAST_CHARACTERS: usize = 8;

/// What is known of the account without its keys.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Profile {
    pub(crate) creator: String,
    pub(crate) words_checked: bool,
}

const SETTING: &str = "account";

/// Both keystores, open.
pub(crate) struct OpenKeys {
    /// The creator's own.
    pub(crate) own: Unlocked,
    /// The practice chain's.
    pub(crate) practice: Unlocked,
}

/// The words that were shown, until they are repeated.
pub(crate) struct Shown {
    phrase: Phrase,
    ask: [usize; 3],
}

impl App {
    /// The creator's profile.
    pub(crate) fn profile(&self) -> Result<Option<Profile>> {
        self.setting(SETTING)
    }

    /// Makes the account and opens it. The words come back once; they are nowhere else in readable form.
    ///
    /// # Errors
    /// A passphrase of fewer than eight characters, an account that is there already, a folder that cannot be written.
    pub async fn create_account(&self, call: CreateAccount) -> Result<RecoveryWords> {
        let creator = call.creator.trim().to_owned();
        if creator.is_empty() || creator.chars().count() > 64 {
            return Err(Error::Precondition(
                "the creator's name has 1 to 64 characters; it stands in every signature".into(),
            ));
        }
        if call.passphrase.chars().count() < LEAST_CHARACTERS {
            return Err(Error::WeakPassphrase);
        }
        self.writable()?;
        self.set_unproven_aside()?;
        let passphrase = Passphrase::new(call.passphrase)?;
        let app = self.clone();
        let (open, phrase) = self.heavy(move || app.make_keystores(&passphrase)).await?;
        let ask = phrase.check_positions(self.inner.rng.as_ref());
        let words = phrase.words().iter().map(|w| (*w).to_owned()).collect();
        self.save(SETTING, &Profile { creator, words_checked: false })?;
        *self.lock(&self.inner.keys)? = Some(open);
        *self.lock(&self.inner.shown)? = Some(Shown { phrase, ask });
        self.issue_certificates()?;
        self.settle_in_town().await?;
        Ok(RecoveryWords {
            words,
            ask: ask.iter().map(|n| u8::try_from(*n).unwrap_or(1)).collect(),
        })
    }

    /// An account whose words were shown and never repeated is begun anew: nobody may have written them down. Its files
    /// are put aside, not removed, and an account that registered anything is left alone.
    fn set_unproven_aside(&self) -> Result<()> {
        let unproven = self.profile()?.is_some_and(|p| !p.words_checked);
        if !unproven || self.read(|view| Ok(view.works().count()?))? > 0 {
            return Ok(());
        }
        let folder = self.inner.home.keystore();
        for realm in Keystore::present(&folder) {
            Keystore::set_aside(&folder, realm, self.now())?;
        }
        Ok(())
    }

    fn make_keystores(&self, passphrase: &Passphrase) -> Result<(OpenKeys, Phrase)> {
        let folder = self.inner.home.keystore();
        let (cost, now, rng) = (self.inner.cost, self.now(), self.inner.rng.as_ref());
        // The practice keystore first: if the computer stops in between, the creator's own is not there yet, and making
        // the account again finds a practice keystore that opens with nothing of value in it.
        let left_over = Keystore::present(&folder).contains(&Realm::Practice)
            && !Keystore::present(&folder).contains(&Realm::Real);
        if left_over {
            Keystore::set_aside(&folder, Realm::Practice, now)?;
        }
        let (practice, _) = Keystore::create(&folder, Realm::Practice, passphrase, cost, now, rng)?;
        let (own, phrase) = Keystore::create(&folder, Realm::Real, passphrase, cost, now, rng)?;
        Ok((OpenKeys { own, practice }, phrase))
    }

    /// Compares the words typed with the words shown.
    ///
    /// # Errors
    /// Words that differ; asking without having shown any.
    pub fn check_words(&self, call: &CheckWords) -> Result<()> {
        let mut shown = self.lock(&self.inner.shown)?;
        let Some(held) = shown.as_ref() else {
            return Err(Error::Precondition(
                "the words are no longer shown; they can be shown again with the passphrase".into(),
            ));
        };
        let answers: Vec<&str> = call.answers.iter().map(|a| a.trim()).collect();
        let answers = <[&str; 3]>::try_from(answers)
            .map_err(|_| Error::Precondition("three words are asked for".into()))?;
        held.phrase.check(held.ask, answers)?;
        *shown = None;
        drop(shown);
        let profile = self.profile()?.ok_or(Error::NoAccount)?;
        self.save(SETTING, &Profile { words_checked: true, ..profile })
    }

    /// Opens the keys, then goes on with what an earlier run left unfinished.
    ///
    /// # Errors
    /// A wrong passphrase; no account.
    pub async fn unlock(&self, call: Unlock) -> Result<Status> {
        let folder = self.inner.home.keystore();
        if !Keystore::present(&folder).contains(&Realm::Real) {
            return Err(Error::NoAccount);
        }
        let passphrase = Passphrase::new(call.passphrase)?;
        let open = self
            .heavy(move || {
                let own = Keystore::open(&folder, Realm::Real)?.unlock(&passphrase)?;
                let practice = Keystore::open(&folder, Realm::Practice)?.unlock(&passphrase)?;
                Ok(OpenKeys { own, practice })
            })
            .await?;
        *self.lock(&self.inner.keys)? = Some(open);
        if self.is_writable() {
            self.issue_certificates()?;
            self.settle_in_town().await?;
        }
        self.status().await
    }

    /// Closes the keys.
    ///
    /// # Errors
    /// Only after a fault.
    pub fn lock_keys(&self) -> Result<()> {
        *self.lock(&self.inner.keys)? = None;
        Ok(())
    }

    /// What is known of the account without its keys.
    pub(crate) fn account(&self) -> Result<Option<AccountView>> {
        let Some(profile) = self.profile()? else { return Ok(None) };
        let folder = self.inner.home.keystore();
        let practice = Keystore::open(&folder, Realm::Practice)?;
        let Some(first) = practice.accounts().first() else { return Ok(None) };
        let unlocked = self.lock(&self.inner.keys)?.is_some();
        Ok(Some(AccountView {
            address: first.address,
            creator: profile.creator,
            words_checked: profile.words_checked,
            unlocked,
        }))
    }

    /// Uses the open keys.
    pub(crate) fn with_keys<T>(&self, work: impl FnOnce(&OpenKeys) -> Result<T>) -> Result<T> {
        match self.lock(&self.inner.keys)?.as_ref() {
            Some(keys) => work(keys),
            None if self.profile()?.is_none() => Err(Error::NoAccount),
            None => Err(Error::Locked),
        }
    }
}
