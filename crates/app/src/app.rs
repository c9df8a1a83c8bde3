use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use colophon_chain::{Chain, Profile};
use colophon_ipc::{ChainView, Preferences, Status};
use colophon_keys::Cost;
use colophon_model::{Clock, JobId, Moment, Rng, WorkId};
use colophon_practice::{PracticeChain, PracticeConfig};
use colophon_store::{Change, OfferState, Reader, Store, View};
use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::Semaphore;

use crate::account::{OpenKeys, Shown};
use crate::home::Home;
use crate::sheet::Plan;
use crate::system::{SystemClock, SystemRng};
use crate::{Boundary, Error, Result};

const PREFERENCES: &str = "preferences";

/// How a home is opened.
#[derive(Clone)]
pub struct Options {
    /// The folder.
    pub home: PathBuf,
    /// Where time comes from.
    pub clock: Arc<dyn Clock>,
    /// Where randomness comes from.
    pub rng: Arc<dyn Rng>,
    /// How dear a guess at the passphrase is.
    pub cost: Cost,
    /// Called at step boundaries.
    pub boundary: Boundary,
    /// Only read: works while another process writes.
    pub read_only: bool,
}

impl Options {
    /// With the computer's clock and randomness.
    pub fn system(home: impl Into<PathBuf>) -> Self {
        Self {
            home: home.into(),
            clock: Arc::new(SystemClock),
            rng: Arc::new(SystemRng),
            cost: Cost::STANDARD,
            boundary: Boundary::default(),
            read_only: false,
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("home", &self.home)
            .field("read_only", &self.read_only)
            .finish_non_exhaustive()
    }
}

/// Colophon in one home. Clones share it.
#[derive(Clone)]
pub struct App {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) home: Home,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rng: Arc<dyn Rng>,
    pub(crate) cost: Cost,
    pub(crate) boundary: Boundary,
    pub(crate) practice: PracticeChain,
    pub(crate) chain: Chain,
    pub(crate) keys: Mutex<Option<OpenKeys>>,
    pub(crate) shown: Mutex<Option<Shown>>,
    pub(crate) sheets: Mutex<HashMap<String, Plan>>,
    /// Held while a transaction gets its nonce.
    pub(crate) sending: tokio::sync::Mutex<()>,
    /// Held while a chain is read.
    pub(crate) following: tokio::sync::Mutex<()>,
    register: Register,
    /// Pictures and sound are worked on by so many at a time: one core stays free for the window.
    workers: Semaphore,
    notices: Vec<String>,
}

enum Register {
    Write(Mutex<Store>),
    Read(Mutex<Reader>),
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("home", &self.inner.home.root()).finish_non_exhaustive()
    }
}

impl App {
    /// Opens a home, and makes it where it is not there. Throws away what an interrupted run left half made.
    ///
    /// # Errors
    /// Another process that writes, a newer or damaged database, a folder that cannot be used.
    pub async fn open(options: Options) -> Result<Self> {
        let clock = Arc::clone(&options.clock);
        let config =
            PracticeConfig::new(colophon_practice::Clock::new(move || clock.now().unix_seconds()));
        let opening = options.clone();
        let (home, register, (practice, opened)) =
            tokio::task::spawn_blocking(move || -> Result<_> {
                if opening.read_only {
                    let home = Home::at(&opening.home);
                    let register =
                        Register::Read(Mutex::new(Store::open_read_only(&opening.home)?));
                    let practice = PracticeChain::open_read_only(&home.practice(), config)?;
                    return Ok((home, register, practice));
                }
                // The lock first: nothing is touched while another process works here.
                let register = Register::Write(Mutex::new(Store::open(&opening.home)?));
                let home = Home::prepare(&opening.home)?;
                home.clear_scratch()?;
                let practice = PracticeChain::open(&home.practice(), config)?;
                Ok((home, register, practice))
            })
            .await
            .map_err(Error::internal)??;
        let chain = Chain::over(practice.client(), Profile::practice());
        chain.check().await?;
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let app = Self {
            inner: Arc::new(Inner {
                home,
                clock: options.clock,
                rng: options.rng,
                cost: options.cost,
                boundary: options.boundary,
                practice,
                chain,
                keys: Mutex::default(),
                shown: Mutex::default(),
                sheets: Mutex::default(),
                sending: tokio::sync::Mutex::default(),
                following: tokio::sync::Mutex::default(),
                register,
                workers: Semaphore::new(cores.saturating_sub(1).max(1)),
                notices: opened.notice().into_iter().collect(),
            }),
        };
        if app.is_writable() {
            app.drop_orphans()?;
        }
        Ok(app)
    }

    /// The home's folder.
    pub fn home(&self) -> &Path {
        self.inner.home.root()
    }

    /// How things stand.
    ///
    /// # Errors
    /// A damaged home.
    pub async fn status(&self) -> Result<Status> {
        let standing = self.inner.chain.standing().await?;
        let profile = self.inner.chain.profile();
        let works = self.read(|view| Ok(view.works().count()?))?;
        let offers = self.read(|view| Ok(view.offers().all()?))?;
        let offers = offers.iter().filter(|o| o.state == OfferState::Open).count() as u64;
        Ok(Status {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            home: self.home().display().to_string(),
            account: self.account()?,
            chain: ChainView {
                caip2: profile.id.caip2().to_string(),
                name: profile.name.clone(),
                practice: profile.id.is_practice(),
                head: standing.head,
                finalized: standing.finalized,
            },
            works,
            offers,
            notices: self.inner.notices.clone(),
            preferences: self.setting(PREFERENCES)?.unwrap_or_default(),
        })
    }

    /// Stores preferences.
    ///
    /// # Errors
    /// A full disk.
    pub fn set_preferences(&self, preferences: &Preferences) -> Result<()> {
        self.save(PREFERENCES, preferences)
    }

    pub(crate) fn now(&self) -> Moment {
        self.inner.clock.now()
    }

    pub(crate) fn is_writable(&self) -> bool {
        matches!(self.inner.register, Register::Write(_))
    }

    pub(crate) fn writable(&self) -> Result<()> {
        if self.is_writable() { Ok(()) } else { Err(Error::ReadOnly) }
    }

    pub(crate) fn read<T>(&self, read: impl FnOnce(View<'_>) -> Result<T>) -> Result<T> {
        match &self.inner.register {
            Register::Write(store) => read(self.lock(store)?.read()),
            Register::Read(reader) => read(self.lock(reader)?.read()),
        }
    }

    pub(crate) fn write<T>(&self, write: impl FnOnce(&Change<'_>) -> Result<T>) -> Result<T> {
        match &self.inner.register {
            Register::Write(store) => self.lock(store)?.write(write),
            Register::Read(_) => Err(Error::ReadOnly),
        }
    }

    pub(crate) fn setting<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        let Some(text) = self.read(|view| Ok(view.settings().get(name)?))? else { return Ok(None) };
        serde_json::from_str(&text).map(Some).map_err(Error::internal)
    }

    pub(crate) fn save<T: Serialize>(&self, name: &str, value: &T) -> Result<()> {
        let text = serde_json::to_string(value).map_err(Error::internal)?;
        self.write(|change| Ok(change.settings_mut().set(name, &text)?))
    }

    pub(crate) fn lock<'a, T>(&self, held: &'a Mutex<T>) -> Result<MutexGuard<'a, T>> {
        held.lock().map_err(|_| {
            Error::internal("an earlier fault stopped a part of the program; start Colophon again")
        })
    }

    /// Runs work that keeps a core busy, so many at a time as there are cores to spare.
    pub(crate) async fn heavy<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let _turn = self.inner.workers.acquire().await.map_err(Error::internal)?;
        tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
    }

    /// A new id for a work.
    pub(crate) fn new_work_id(&self) -> WorkId {
        WorkId::new(self.now(), &self.random())
    }

    /// A new id for a job.
    pub(crate) fn new_job_id(&self) -> JobId {
        JobId::new(self.now(), &self.random())
    }

    pub(crate) fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.inner.rng.fill(&mut bytes);
        bytes
    }
}
