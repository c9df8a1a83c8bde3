//! The handle that the rest of Colophon holds.

use std::{
    path::Path,
    sync::{Arc, RwLock, RwLockReadGuard, RwLockWriteGuard},
    time::Duration,
};

use alloy_primitives::{Address, B256, U256};
use alloy_rpc_client::RpcClient;

use crate::{
    AfterReorg, Error, PracticeConfig, PracticeTransport, Reorg, Result,
    chain::Chain,
    journal::{Journal, Reader, Sink, Step},
    record::{Order, Record},
};

/// The most blocks that one call may mine.
const MOST_BLOCKS: u64 = 1_000;

/// The chain behind its lock, shared by the handle and its transports.
#[derive(Clone, Debug)]
pub(crate) struct Shared(Arc<RwLock<Chain>>);

impl Shared {
    pub(crate) fn read(&self) -> Result<RwLockReadGuard<'_, Chain>> {
        self.0.read().map_err(|_| Error::Poisoned)
    }

    pub(crate) fn write(&self) -> Result<RwLockWriteGuard<'_, Chain>> {
        self.0.write().map_err(|_| Error::Poisoned)
    }
}

/// How a chain file was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Whether the file was made now.
    pub created: bool,
    /// Number of the newest block.
    pub head: u64,
    /// Bytes at the end that were no whole record and were dropped; 0 if the file ended well.
    pub dropped_bytes: u64,
}

impl Opened {
    /// A sentence for a person if something was dropped.
    pub fn notice(&self) -> Option<String> {
        let bytes = self.dropped_bytes;
        (bytes > 0).then(|| {
            format!(
                "the last record of the practice chain was not whole ({bytes} bytes), as when the power \
                 fails during a write, and was dropped; the chain goes on from block {}",
                self.head
            )
        })
    }
}

/// A practice chain. Clones share one chain.
#[derive(Clone, Debug)]
pub struct PracticeChain(Shared);

impl PracticeChain {
    /// A chain that is gone when the last handle and client of it are dropped.
    ///
    /// # Errors
    /// [`Error::Rules`] if `config` makes no chain.
    pub fn in_memory(config: PracticeConfig) -> Result<Self> {
        let now = config.clock.now();
        Ok(Self::of(Chain::begin(config, now)?))
    }

    /// Opens the chain in `path`, or begins one there. Runs every transaction of the file again, at
    /// roughly a thousand a second; the file is locked for this process until all handles and
    /// clients are dropped.
    ///
    /// # Errors
    /// Files that are locked, damaged, of other rules or of a later format are refused in words. A
    /// last record that is not whole is dropped instead, see [`Opened::notice`].
    pub fn open(path: &Path, config: PracticeConfig) -> Result<(Self, Opened)> {
        let mut journal = Journal::open(path)?;
        let (chain, opened) = match replay(journal.reader()?, &config)? {
            Some((chain, opened, length)) => {
                if opened.dropped_bytes > 0 {
                    journal.cut(length)?;
                } else {
                    journal.resume(length);
                }
                (chain, opened)
            }
            None => {
                let now = config.clock.now();
                let chain = Chain::begin(config, now)?;
                journal.begin(&Record::Genesis { timestamp: now, hash: chain.head().hash })?;
                (chain, Opened { created: true, head: 0, dropped_bytes: 0 })
            }
        };
        Ok((Self::of(Chain { sink: Sink::File(journal), ..chain }), opened))
    }

    /// Opens the chain in `path` for reading beside the process that writes it, as of now. Every
    /// change is refused with [`Error::ReadOnly`]; the file is left as it is.
    ///
    /// # Errors
    /// As [`Self::open`], and [`Error::NotAChain`] if nothing was begun there.
    pub fn open_read_only(path: &Path, config: PracticeConfig) -> Result<(Self, Opened)> {
        let (chain, opened, _) = replay(Reader::open(path)?, &config)?
            .ok_or_else(|| Error::NotAChain(path.to_owned()))?;
        Ok((Self::of(Chain { sink: Sink::ReadOnly, ..chain }), opened))
    }

    pub(crate) const fn of_shared(shared: Shared) -> Self {
        Self(shared)
    }

    fn of(chain: Chain) -> Self {
        Self(Shared(Arc::new(RwLock::new(chain))))
    }

    /// The chain as a transport for alloy.
    pub fn transport(&self) -> PracticeTransport {
        PracticeTransport::new(self.0.clone())
    }

    /// The chain as an alloy client, for `ProviderBuilder::connect_client`. It polls often, as an
    /// answer costs nothing.
    pub fn client(&self) -> RpcClient {
        RpcClient::new(self.transport(), true).with_poll_interval(Duration::from_millis(20))
    }

    /// Number and hash of the newest block.
    ///
    /// # Errors
    /// [`Error::Poisoned`].
    pub fn head(&self) -> Result<(u64, B256)> {
        let chain = self.0.read()?;
        Ok((chain.height(), chain.head().hash))
    }

    /// Gives `address` so much wei out of nowhere, in a block of its own. Returns that block's number.
    ///
    /// # Errors
    /// [`Error::Block`] if the balance would overflow; what writing may fail with.
    pub fn faucet(&self, address: Address, wei: U256) -> Result<u64> {
        let mut chain = self.0.write()?;
        chain.mine(Order::Faucet { to: address, wei })?;
        Ok(chain.height())
    }

    /// Makes an empty block and returns its number.
    ///
    /// # Errors
    /// What writing may fail with.
    pub fn mine(&self) -> Result<u64> {
        self.mine_many(1)
    }

    /// Makes `count` empty blocks, at most 1000, and returns the head's number.
    ///
    /// # Errors
    /// [`Error::TooManyBlocks`]; what writing may fail with.
    pub fn mine_many(&self, count: u64) -> Result<u64> {
        if count > MOST_BLOCKS {
            return Err(Error::TooManyBlocks { asked: count, most: MOST_BLOCKS });
        }
        let mut chain = self.0.write()?;
        for _ in 0..count {
            chain.mine(Order::Empty)?;
        }
        Ok(chain.height())
    }

    /// Sets the chain's clock; the next block has exactly this time, and the clock runs on from it.
    ///
    /// # Errors
    /// [`Error::TimeNotLater`] unless it is after the head's time; what writing may fail with.
    pub fn set_time(&self, unix_seconds: u64) -> Result<()> {
        self.0.write()?.set_time(unix_seconds)
    }

    /// Puts the chain's clock forward.
    ///
    /// # Errors
    /// What writing may fail with.
    pub fn advance_time(&self, seconds: u64) -> Result<()> {
        self.0.write()?.advance_time(seconds)
    }

    /// Undoes the newest `depth` blocks, faucet credits in them included, and puts `after` in their
    /// place. New blocks never have the hash of an old one.
    ///
    /// # Errors
    /// [`Error::TooDeep`] if a final block would be undone; what writing may fail with.
    pub fn reorg(&self, depth: u64, after: AfterReorg) -> Result<Reorg> {
        self.0.write()?.reorg(depth, after)
    }

    /// Remembers the head and the clock until this process ends. Returns the id for [`Self::revert`].
    ///
    /// # Errors
    /// [`Error::Poisoned`].
    pub fn snapshot(&self) -> Result<u64> {
        Ok(self.0.write()?.snapshot())
    }

    /// Goes back to a snapshot, final blocks or not. The snapshot and all later ones are used up.
    ///
    /// # Errors
    /// [`Error::NoSnapshot`]; what writing may fail with.
    pub fn revert(&self, id: u64) -> Result<()> {
        self.0.write()?.revert(id)
    }
}

/// Builds the chain that a file describes and tells how many bytes of it are whole; `None` if not
/// even genesis is in it.
fn replay<R: std::io::Read + std::io::Seek>(
    mut reader: Reader<R>,
    config: &PracticeConfig,
) -> Result<Option<(Chain, Opened, u64)>> {
    let mut chain = match reader.step()? {
        Step::Record(Record::Genesis { timestamp, hash }) => {
            let chain = Chain::begin(config.clone(), timestamp)?;
            if chain.head().hash != hash {
                return Err(Error::OtherRules);
            }
            chain
        }
        Step::Record(_) => {
            return Err(Error::Replay {
                number: 0,
                detail: "the file does not begin with genesis".to_owned(),
            });
        }
        Step::End { .. } | Step::Torn { .. } => return Ok(None),
    };
    loop {
        let (length, dropped_bytes) = match reader.step()? {
            Step::Record(record) => {
                chain.replay(record)?;
                continue;
            }
            Step::End { length } => (length, 0),
            Step::Torn { length, dropped } => (length, dropped),
        };
        let opened = Opened { created: false, head: chain.height(), dropped_bytes };
        return Ok(Some((chain, opened, length)));
    }
}
