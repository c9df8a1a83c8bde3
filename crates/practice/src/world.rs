//! All accounts and storage at every block.
//!
//! Each value is kept as a short list of (block, value): reading at an old block is a binary search,
//! and undoing a block drops the last entries that it wrote. There is no replay and no copy for an
//! `eth_call` in the past; the price is memory in proportion to all writes ever made.

use std::collections::{BTreeMap, HashMap};

use alloy_primitives::{Address, B256, Keccak256, U256};
use revm::{
    primitives::KECCAK_EMPTY,
    state::{AccountInfo, Bytecode, EvmState},
};

use crate::Fault;

/// An account without its storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) balance: U256,
    pub(crate) nonce: u64,
    pub(crate) code_hash: B256,
}

impl Account {
    const EMPTY: Self = Self { balance: U256::ZERO, nonce: 0, code_hash: KECCAK_EMPTY };

    pub(crate) fn with_balance(balance: U256) -> Self {
        Self { balance, ..Self::EMPTY }
    }

    /// An account that EIP-161 does not tell from one that never was.
    fn existing(self) -> Option<Self> {
        (self != Self::EMPTY).then_some(self)
    }
}

impl From<Account> for AccountInfo {
    fn from(account: Account) -> Self {
        Self {
            balance: account.balance,
            nonce: account.nonce,
            code_hash: account.code_hash,
            account_id: None,
            code: None,
        }
    }
}

type Slot = (Address, U256);
type History<T> = Vec<(u64, T)>;

/// What one block writes, sorted so that its commitment is the same everywhere.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    accounts: BTreeMap<Address, Option<Account>>,
    slots: BTreeMap<Slot, U256>,
    codes: Vec<(B256, Bytecode)>,
}

impl Changes {
    pub(crate) fn set(&mut self, address: Address, account: Account) {
        self.accounts.insert(address, account.existing());
    }

    /// Stands in the header's `stateRoot`: keccak of the parent's and of all writes of this block.
    ///
    /// It binds the whole state as a Merkle-Patricia root would, at a cost in proportion to the
    /// block and not to the state; it proves nothing to others, so `eth_getProof` is not offered.
    pub(crate) fn commitment(&self, parent: B256) -> B256 {
        let mut hasher = Keccak256::new();
        hasher.update(parent);
        for (address, account) in &self.accounts {
            hasher.update([b'a', u8::from(account.is_some())]);
            hasher.update(address);
            if let Some(account) = account {
                hasher.update(account.balance.to_be_bytes::<32>());
                hasher.update(account.nonce.to_be_bytes());
                hasher.update(account.code_hash);
            }
        }
        for ((address, slot), value) in &self.slots {
            hasher.update(b"s");
            hasher.update(address);
            hasher.update(slot.to_be_bytes::<32>());
            hasher.update(value.to_be_bytes::<32>());
        }
        hasher.finalize()
    }
}

#[derive(Debug)]
struct Written {
    accounts: Vec<Address>,
    slots: Vec<Slot>,
}

/// The state of the chain at every block of it.
#[derive(Debug, Default)]
pub(crate) struct World {
    accounts: HashMap<Address, History<Option<Account>>>,
    slots: HashMap<Slot, History<U256>>,
    /// By code hash; code is never dropped, as it may come back after a reorg.
    codes: HashMap<B256, Bytecode>,
    /// One entry a block, so that it can be undone.
    written: Vec<Written>,
}

fn at<T: Copy>(history: Option<&History<T>>, block: u64) -> Option<T> {
    let history = history?;
    let after = history.partition_point(|(written, _)| *written <= block);
    history.get(after.checked_sub(1)?).map(|(_, value)| *value)
}

impl World {
    pub(crate) fn account(&self, address: Address, block: u64) -> Option<Account> {
        at(self.accounts.get(&address), block).flatten()
    }

    pub(crate) fn slot(&self, address: Address, slot: U256, block: u64) -> U256 {
        at(self.slots.get(&(address, slot)), block).unwrap_or_default()
    }

    pub(crate) fn code(&self, hash: B256) -> Bytecode {
        self.codes.get(&hash).cloned().unwrap_or_default()
    }

    fn last(&self) -> u64 {
        (self.written.len() as u64).saturating_sub(1)
    }

    /// The writes of a transaction that ran on the last block.
    pub(crate) fn changes(&self, state: EvmState) -> Changes {
        let (last, mut changes) = (self.last(), Changes::default());
        for (address, account) in state {
            if !account.is_touched() {
                continue;
            }
            // Since Cancun an account is destroyed only in the transaction that created it, so it
            // has no older storage that would have to be cleared.
            let now = if account.is_selfdestructed() {
                None
            } else {
                for (slot, value) in account.changed_storage_slots() {
                    changes.slots.insert((address, *slot), value.present_value());
                }
                let info = &account.info;
                if let Some(code) = info.code.as_ref().filter(|code| !code.is_empty())
                    && !self.codes.contains_key(&info.code_hash)
                {
                    changes.codes.push((info.code_hash, code.clone()));
                }
                Account { balance: info.balance, nonce: info.nonce, code_hash: info.code_hash }
                    .existing()
            };
            if now != self.account(address, last) {
                changes.accounts.insert(address, now);
            }
        }
        changes
    }

    /// The writes of a credit out of nowhere.
    pub(crate) fn credit(&self, to: Address, wei: U256) -> Result<Changes, Fault> {
        let mut account = self.account(to, self.last()).unwrap_or(Account::EMPTY);
        account.balance = (account.balance.checked_add(wei))
            .ok_or_else(|| Fault::refused("the balance would overflow"))?;
        let mut changes = Changes::default();
        changes.set(to, account);
        Ok(changes)
    }

    /// Writes the next block.
    pub(crate) fn commit(&mut self, changes: Changes) {
        let block = self.written.len() as u64;
        let written = Written {
            accounts: changes.accounts.keys().copied().collect(),
            slots: changes.slots.keys().copied().collect(),
        };
        for (address, account) in changes.accounts {
            self.accounts.entry(address).or_default().push((block, account));
        }
        for (slot, value) in changes.slots {
            self.slots.entry(slot).or_default().push((block, value));
        }
        self.codes.extend(changes.codes);
        self.written.push(written);
    }

    /// Undoes the last block.
    pub(crate) fn undo(&mut self) {
        let Some(written) = self.written.pop() else { return };
        for address in written.accounts {
            if let Some(history) = self.accounts.get_mut(&address) {
                history.pop();
                if history.is_empty() {
                    self.accounts.remove(&address);
                }
            }
        }
        for slot in written.slots {
            if let Some(history) = self.slots.get_mut(&slot) {
                history.pop();
                if history.is_empty() {
                    self.slots.remove(&slot);
                }
            }
        }
    }
}
