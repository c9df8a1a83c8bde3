//! Going back: reorgs, snapshots, time travel.

use alloy_primitives::B256;

use crate::{
    Error, Result,
    chain::{Chain, Unmade},
    record::{Order, Record},
    time::Time,
};

/// What follows the blocks that a reorg undoes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterReorg {
    /// Nothing: the chain is shorter, as just after a restart from an older head.
    Nothing,
    /// As many empty blocks: the transactions are gone, their senders may send them again.
    EmptyBlocks,
    /// The same transactions and faucet credits in the same order, in new blocks with other hashes
    /// and times. One that no longer runs is left out.
    SameAgain,
}

/// What a reorg did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reorg {
    /// Number of the newest block that stayed.
    pub kept: u64,
    /// Hashes of the blocks that are gone, oldest first.
    pub undone: Vec<B256>,
    /// Hashes of the transactions that are in no block now.
    pub unmined: Vec<B256>,
    /// Number of the head afterwards.
    pub head: u64,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Snapshot {
    number: u64,
    hash: B256,
    time: Time,
}

impl Chain {
    fn write_time(&mut self, time: Time) -> Result<()> {
        let record = Record::Time { offset: time.offset, next: time.next.unwrap_or(0) };
        self.sink.append(&[record])?;
        self.time = time;
        Ok(())
    }

    pub(crate) fn set_time(&mut self, then: u64) -> Result<()> {
        let head = self.head().header.timestamp;
        if then <= head {
            return Err(Error::TimeNotLater { asked: then, head });
        }
        self.write_time(Time::set(self.config.clock.now(), then))
    }

    pub(crate) fn advance_time(&mut self, seconds: u64) -> Result<()> {
        self.write_time(self.time.advanced(seconds))
    }

    fn undo(&mut self, number: u64, hash: B256) -> Result<()> {
        self.sink.append(&[Record::Undo { number, hash }])?;
        self.undo_to(number);
        Ok(())
    }

    pub(crate) fn reorg(&mut self, depth: u64, after: AfterReorg) -> Result<Reorg> {
        let most = self.height() - self.finalized();
        if depth > most {
            return Err(Error::TooDeep { depth, most });
        }
        let kept = self.height() - depth;
        let mut report = Reorg { kept, undone: Vec::new(), unmined: Vec::new(), head: kept };
        let Some(hash) = self.block(kept).map(|block| block.hash).filter(|_| depth > 0) else {
            return Ok(report);
        };
        let gone = self.blocks.iter().skip(usize::try_from(kept).unwrap_or(usize::MAX)).skip(1);
        let gone: Vec<_> = gone.map(|block| (block.hash, block.tx_hash(), block.order())).collect();
        self.undo(kept, hash)?;
        for (block, tx, order) in gone {
            report.undone.push(block);
            let again = match after {
                AfterReorg::Nothing => None,
                AfterReorg::EmptyBlocks => Some(Order::Empty),
                AfterReorg::SameAgain => Some(order),
            };
            let mined = match again {
                None => false,
                Some(Order::Empty) => {
                    self.mine(Order::Empty)?;
                    false
                }
                Some(order) => match self.mine(order) {
                    Ok(_) => true,
                    // It ran on a state that is not there any more.
                    Err(Unmade::Refused(_)) => false,
                    Err(Unmade::Failed(error)) => return Err(error),
                },
            };
            if !mined {
                report.unmined.extend(tx);
            }
        }
        report.head = self.height();
        Ok(report)
    }

    pub(crate) fn snapshot(&mut self) -> u64 {
        self.snapshots_taken += 1;
        let head = self.head();
        let snapshot = Snapshot { number: head.header.number, hash: head.hash, time: self.time };
        self.snapshots.insert(self.snapshots_taken, snapshot);
        self.snapshots_taken
    }

    pub(crate) fn revert(&mut self, id: u64) -> Result<()> {
        let snapshot = *self.snapshots.get(&id).ok_or(Error::NoSnapshot(id))?;
        if self.block(snapshot.number).map(|block| block.hash) != Some(snapshot.hash) {
            return Err(Error::NoSnapshot(id));
        }
        if self.height() > snapshot.number {
            self.undo(snapshot.number, snapshot.hash)?;
        }
        self.write_time(snapshot.time)?;
        self.snapshots.retain(|taken, _| *taken < id);
        Ok(())
    }
}
