//! What a practice chain is made of: clock, rules, first balances.

use std::{fmt, sync::Arc};

use alloy_primitives::{Address, U256, address};
use revm::primitives::hardfork::SpecId;

use crate::{Error, Result};

/// The chain id of every practice chain, used by no public chain.
pub const CHAIN_ID: u64 = 1_337_001;

/// The hard fork whose rules the chain runs, pinned so that a file replays the same for ever.
///
/// Prague is what `anvil --hardfork prague` runs too. The system contracts of EIP-2935 and EIP-4788
/// are not deployed, and blob transactions are refused.
pub(crate) const FORK: SpecId = SpecId::PRAGUE;

/// Unix seconds, handed in from outside so that tests can fix them.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> u64 + Send + Sync>);

impl Clock {
    /// A clock that asks `now` for unix seconds at every block.
    pub fn new(now: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// A clock that stands still; blocks then follow each other one second apart.
    pub fn fixed(unix_seconds: u64) -> Self {
        Self::new(move || unix_seconds)
    }

    pub(crate) fn now(&self) -> u64 {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// The rules of a practice chain and its first balances.
///
/// All but the clock, the tip and the two depths go into the genesis block's hash: a file made
/// with other rules is refused in words.
#[derive(Clone, Debug)]
pub struct PracticeConfig {
    /// Where timestamps come from.
    pub clock: Clock,
    /// Balances at genesis, in wei. An address named twice gets the later balance.
    pub funded: Vec<(Address, U256)>,
    /// Receiver of the tips.
    pub coinbase: Address,
    /// Gas that one block may use; 30 million unless told.
    pub block_gas_limit: u64,
    /// Base fee of the genesis block in wei per gas; 1 gwei unless told. Later ones follow EIP-1559.
    pub initial_base_fee: u64,
    /// The tip that `eth_maxPriorityFeePerGas` suggests, in wei per gas; 1 gwei unless told.
    pub suggested_tip: u128,
    /// Blocks below the head from which a block is `safe`; 6 unless told.
    pub safe_after: u64,
    /// Blocks below the head from which a block is `finalized`; 12 unless told. A reorg never goes
    /// below that block.
    pub final_after: u64,
}

impl PracticeConfig {
    /// The usual rules: 30 million gas, 1 gwei, nobody funded.
    pub const fn new(clock: Clock) -> Self {
        Self {
            clock,
            funded: Vec::new(),
            coinbase: address!("0xc0105101c0105101c0105101c0105101c0105101"),
            block_gas_limit: 30_000_000,
            initial_base_fee: 1_000_000_000,
            suggested_tip: 1_000_000_000,
            safe_after: 6,
            final_after: 12,
        }
    }

    /// The same rules with `wei` for `address` at genesis.
    #[must_use]
    pub fn fund(mut self, address: Address, wei: U256) -> Self {
        self.funded.push((address, wei));
        self
    }

    pub(crate) fn check(&self) -> Result<()> {
        let gas = 100_000..=1_000_000_000;
        if !gas.contains(&self.block_gas_limit) {
            return Err(Error::Rules("the block gas limit must be between 100000 and 1000000000"));
        }
        if self.initial_base_fee == 0 || self.initial_base_fee > 1_000_000_000_000_000 {
            return Err(Error::Rules(
                "the initial base fee must be between 1 wei and 1000000 gwei",
            ));
        }
        if self.suggested_tip > 1_000_000_000_000_000 {
            return Err(Error::Rules("the suggested tip must not be above 1000000 gwei"));
        }
        Ok(())
    }
}
