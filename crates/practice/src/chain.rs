//! The chain itself: blocks one after another, made, kept and replayed.

use std::collections::HashMap;

use alloy_consensus::{
    Header, Receipt, ReceiptEnvelope, Transaction as _, TxEnvelope,
    proofs::{calculate_receipt_root, calculate_transaction_root},
    transaction::{Recovered, SignerRecoverable},
};
use alloy_eips::Decodable2718;
use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use revm::database::WrapDatabaseRef;

use crate::{
    Error, Fault, Result,
    block::{self, Block, Body, Mined},
    config::{CHAIN_ID, FORK, PracticeConfig},
    execute::{self, Rules, View},
    fault::Answer,
    journal::Sink,
    record::{MAX_TRANSACTION, Order, Record},
    time::Time,
    world::{Account, Changes, World},
};

/// Everything behind the lock.
#[derive(Debug)]
pub(crate) struct Chain {
    pub(crate) config: PracticeConfig,
    pub(crate) world: World,
    /// Block n at index n; never empty.
    pub(crate) blocks: Vec<Block>,
    pub(crate) by_hash: HashMap<B256, u64>,
    pub(crate) by_tx: HashMap<B256, u64>,
    pub(crate) time: Time,
    pub(crate) sink: Sink,
    /// How often blocks were undone.
    pub(crate) branch: u64,
    pub(crate) snapshots: HashMap<u64, crate::rewind::Snapshot>,
    pub(crate) snapshots_taken: u64,
}

/// A block that was made but not kept yet.
#[derive(Debug)]
pub(crate) struct Draft {
    block: Block,
    changes: Changes,
}

/// Why there is no new block.
#[derive(Debug)]
pub(crate) enum Unmade {
    /// What it was to be made from is refused; the chain goes on.
    Refused(Fault),
    /// It could not be kept.
    Failed(Error),
}

impl From<Fault> for Unmade {
    fn from(fault: Fault) -> Self {
        Self::Refused(fault)
    }
}

impl From<Error> for Unmade {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<Unmade> for Fault {
    fn from(unmade: Unmade) -> Self {
        match unmade {
            Unmade::Refused(fault) => fault,
            Unmade::Failed(error) => error.into(),
        }
    }
}

impl From<Unmade> for Error {
    fn from(unmade: Unmade) -> Self {
        match unmade {
            Unmade::Refused(fault) => Self::Block(fault.message),
            Unmade::Failed(error) => error,
        }
    }
}

impl Chain {
    /// A chain of the genesis block only, kept in memory.
    pub(crate) fn begin(config: PracticeConfig, timestamp: u64) -> Result<Self> {
        config.check()?;
        let mut changes = Changes::default();
        for (address, wei) in &config.funded {
            changes.set(*address, Account::with_balance(*wei));
        }
        let mut header = block::header(&config, None, timestamp, 0);
        let rules = keccak256(format!("colophon practice, chain {CHAIN_ID}, fork {FORK:?}"));
        header.state_root = changes.commitment(rules);
        let hash = header.hash_slow();
        let mut world = World::default();
        world.commit(changes);
        Ok(Self {
            config,
            world,
            blocks: vec![Block { header, hash, body: Body::Empty }],
            by_hash: HashMap::from([(hash, 0)]),
            by_tx: HashMap::new(),
            time: Time::default(),
            sink: Sink::Memory,
            branch: 0,
            snapshots: HashMap::new(),
            snapshots_taken: 0,
        })
    }

    /// Number of the newest block.
    pub(crate) fn height(&self) -> u64 {
        (self.blocks.len() as u64).saturating_sub(1)
    }

    /// # Panics
    /// Never: a chain begins with its genesis block, which is never undone.
    #[allow(clippy::expect_used, reason = "the genesis block is always there")]
    pub(crate) fn head(&self) -> &Block {
        self.blocks.last().expect("a chain begins with its genesis block")
    }

    pub(crate) fn block(&self, number: u64) -> Option<&Block> {
        self.blocks.get(usize::try_from(number).ok()?)
    }

    /// Number of the newest final block.
    pub(crate) fn finalized(&self) -> u64 {
        self.height().saturating_sub(self.config.final_after)
    }

    pub(crate) fn view(&self, number: u64) -> View<'_> {
        View { world: &self.world, blocks: &self.blocks, number }
    }

    /// The next block's header before anything runs in it.
    pub(crate) fn next_header(&self, timestamp: u64) -> Header {
        let head = self.head();
        block::header(&self.config, Some((&head.header, head.hash)), timestamp, self.branch)
    }

    /// The time that the next block would have now.
    pub(crate) fn next_timestamp(&self) -> u64 {
        self.time.next(self.config.clock.now(), self.head().header.timestamp)
    }

    /// Makes the next block without keeping it.
    pub(crate) fn draft(&self, order: &Order, timestamp: u64) -> Answer<Draft> {
        let mut header = self.next_header(timestamp);
        let (body, changes) = match order {
            Order::Empty => (Body::Empty, Changes::default()),
            Order::Faucet { to, wei } => {
                (Body::Faucet { to: *to, wei: *wei }, self.world.credit(*to, *wei)?)
            }
            Order::Transaction(raw) => {
                let (mined, changes) = self.execute(raw, &header)?;
                header.gas_used = mined.receipt.cumulative_gas_used();
                header.logs_bloom = *mined.receipt.logs_bloom();
                header.transactions_root = calculate_transaction_root(&[mined.tx.inner()]);
                header.receipts_root = calculate_receipt_root(&[&mined.receipt]);
                (Body::Transaction(Box::new(mined)), changes)
            }
        };
        header.state_root = changes.commitment(self.head().header.state_root);
        let hash = header.hash_slow();
        Ok(Draft { block: Block { header, hash, body }, changes })
    }

    fn execute(&self, raw: &Bytes, header: &Header) -> Answer<(Mined, Changes)> {
        let tx = decode(raw)?;
        let database = WrapDatabaseRef(self.view(self.height()));
        let ran = execute::run(database, header, execute::environment(&tx), Rules::Block)?;
        let result = ran.result;
        let receipt = Receipt {
            status: result.is_success().into(),
            cumulative_gas_used: result.tx_gas_used(),
            logs: result.logs().to_vec(),
        };
        let created = (tx.is_create()).then(|| tx.signer().create(tx.nonce()));
        let mined = Mined {
            receipt: ReceiptEnvelope::from_typed(tx.tx_type(), receipt.with_bloom()),
            gas_price: tx.effective_gas_price(header.base_fee_per_gas),
            created,
            raw: raw.clone(),
            tx,
        };
        Ok((mined, self.world.changes(ran.state)))
    }

    /// Keeps a block that was made on the present head.
    pub(crate) fn keep(&mut self, draft: Draft) -> B256 {
        let Draft { block, changes } = draft;
        let (number, hash) = (block.header.number, block.hash);
        if let Some(tx) = block.tx_hash() {
            self.by_tx.insert(tx, number);
        }
        self.by_hash.insert(hash, number);
        self.blocks.push(block);
        self.world.commit(changes);
        self.time.block_made();
        hash
    }

    /// Makes the next block, writes it to the file, keeps it; returns its hash.
    pub(crate) fn mine(&mut self, order: Order) -> Result<B256, Unmade> {
        let timestamp = self.next_timestamp();
        let draft = self.draft(&order, timestamp)?;
        self.sink.append(&[Record::Block { timestamp, hash: draft.block.hash, order }])?;
        Ok(self.keep(draft))
    }

    /// Undoes all blocks above `number` in memory.
    pub(crate) fn undo_to(&mut self, number: u64) {
        while self.height() > number {
            let Some(block) = self.blocks.pop() else { return };
            self.by_hash.remove(&block.hash);
            if let Some(tx) = block.tx_hash() {
                self.by_tx.remove(&tx);
            }
            self.world.undo();
        }
        self.branch = self.branch.saturating_add(1);
    }

    /// Repeats a record of the file and checks that it gives what it gave.
    pub(crate) fn replay(&mut self, record: Record) -> Result<()> {
        let number = self.height().saturating_add(1);
        let differs = |detail: String| Error::Replay { number, detail };
        match record {
            Record::Genesis { .. } => Err(differs("a second genesis record".to_owned())),
            Record::Block { timestamp, hash, order } => {
                if timestamp <= self.head().header.timestamp {
                    return Err(differs("its time is not after its parent's".to_owned()));
                }
                let draft =
                    self.draft(&order, timestamp).map_err(|fault| differs(fault.message))?;
                let found = draft.block.hash;
                if found != hash {
                    return Err(differs(format!("its hash is {found}, the file says {hash}")));
                }
                self.keep(draft);
                Ok(())
            }
            Record::Undo { number: to, hash } => {
                if self.block(to).map(|block| block.hash) != Some(hash) {
                    return Err(differs(format!(
                        "blocks above {to} ({hash}) were undone, but that is not in the chain"
                    )));
                }
                self.undo_to(to);
                Ok(())
            }
            Record::Time { offset, next } => {
                self.time = Time::restored(offset, next);
                Ok(())
            }
        }
    }

    pub(crate) fn account(&self, address: Address, number: u64) -> Option<Account> {
        self.world.account(address, number)
    }

    pub(crate) fn balance(&self, address: Address, number: u64) -> U256 {
        self.account(address, number).map_or(U256::ZERO, |account| account.balance)
    }
}

/// Reads a raw transaction and finds its sender.
pub(crate) fn decode(raw: &Bytes) -> Answer<Recovered<TxEnvelope>> {
    if raw.len() > MAX_TRANSACTION {
        let size = raw.len();
        return Err(Fault::refused(format!(
            "oversized data: transaction size {size}, limit {MAX_TRANSACTION}"
        )));
    }
    let mut rest = raw.as_ref();
    let tx = TxEnvelope::decode_2718(&mut rest)
        .map_err(|why| Fault::params(format!("failed to decode signed transaction: {why}")))?;
    if !rest.is_empty() {
        return Err(Fault::params("failed to decode signed transaction: bytes left over"));
    }
    if tx.is_eip4844() {
        return Err(Fault::refused(
            "transaction type not supported: the practice chain has no blobs",
        ));
    }
    if let Some(have) = tx.chain_id().filter(|have| *have != CHAIN_ID) {
        return Err(Fault::refused(format!(
            "invalid chain id for signer: have {have} want {CHAIN_ID}"
        )));
    }
    tx.try_into_recovered()
        .map_err(|_| Fault::refused("invalid sender: the signature is not valid"))
}
