//! The contracts on revm: no blocks, no signatures, no fees, and a state that is copied for each history.

use alloy_primitives::{Address, Bytes, Log, TxKind, U256};
use alloy_sol_types::SolCall;
use revm::{
    Context, ExecuteCommitEvm, ExecuteEvm, MainBuilder, MainContext, MainnetEvm,
    context::{CfgEnv, TxEnv, result::ExecutionResult},
    database::{CacheDB, EmptyDB},
    handler::MainnetContext,
    primitives::hardfork::SpecId,
    state::{AccountInfo, Bytecode},
};

use crate::bindings::{ElasticToken, PracticeUSD, RoyaltyVaultFactory, VaultLens};

/// The rules of the practice chain.
const FORK: SpecId = SpecId::PRAGUE;
const GAS: u64 = 30_000_000;

/// Pays, and asks for others.
pub(crate) const PAYER: Address = Address::repeat_byte(0xbb);
/// Creates the vaults.
pub(crate) const AUTHOR: Address = Address::repeat_byte(0xcc);
/// A contract that takes no coin.
pub(crate) const REFUSER: Address = Address::repeat_byte(0xdd);

type State = CacheDB<EmptyDB>;

/// What is deployed before every history.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deployed {
    pub(crate) factory: Address,
    pub(crate) usd: Address,
    pub(crate) elastic: [Address; 2],
    pub(crate) lens: Address,
}

pub(crate) struct Chain {
    evm: MainnetEvm<MainnetContext<State>>,
    fresh: State,
    pub(crate) deployed: Deployed,
}

/// What a transaction did: its answer and its logs, or what it reverted with.
pub(crate) type Outcome = Result<(Bytes, Vec<Log>), Bytes>;

impl Chain {
    pub(crate) fn new() -> Self {
        let mut state = State::default();
        let refuser = Bytecode::new_raw(Bytes::from_static(&[0x5f, 0x5f, 0xfd]));
        state.insert_account_info(REFUSER, AccountInfo::default().with_code(refuser));
        let rich = AccountInfo::default().with_balance(U256::MAX >> 8);
        state.insert_account_info(PAYER, rich);

        let mut cfg = CfgEnv::new().with_spec_and_mainnet_gas_params(FORK);
        cfg.disable_nonce_check = true;
        // The refuser sends transactions too.
        cfg.disable_eip3607 = true;
        let evm = Context::mainnet().with_db(state).with_cfg(cfg).build_mainnet();
        let nothing = Deployed {
            factory: Address::ZERO,
            usd: Address::ZERO,
            elastic: [Address::ZERO; 2],
            lens: Address::ZERO,
        };
        let mut chain = Self { evm, fresh: State::default(), deployed: nothing };
        chain.deployed = Deployed {
            factory: chain.deploy(&RoyaltyVaultFactory::BYTECODE),
            usd: chain.deploy(&PracticeUSD::BYTECODE),
            elastic: [(); 2].map(|()| chain.deploy(&ElasticToken::BYTECODE)),
            lens: chain.deploy(&VaultLens::BYTECODE),
        };
        chain.fresh = chain.state().clone();
        chain
    }

    fn state(&mut self) -> &mut State {
        &mut self.evm.ctx.journaled_state.database
    }

    /// Forgets everything but what is deployed.
    pub(crate) fn reset(&mut self) {
        *self.state() = self.fresh.clone();
    }

    fn deploy(&mut self, code: &Bytes) -> Address {
        let tx = transaction(PAYER, TxKind::Create, U256::ZERO, code.clone());
        let done = self.evm.transact_commit(tx).expect("a valid transaction");
        done.created_address().unwrap_or_else(|| panic!("not deployed: {done:?}"))
    }

    /// A transaction; `Err` has what it reverted with.
    pub(crate) fn send(&mut self, from: Address, to: Address, value: U256, data: Bytes) -> Outcome {
        let tx = transaction(from, TxKind::Call(to), value, data);
        match self.evm.transact_commit(tx).expect("a valid transaction") {
            ExecutionResult::Success { output, logs, .. } => Ok((output.into_data(), logs)),
            ExecutionResult::Revert { output, .. } => Err(output),
            ExecutionResult::Halt { reason, .. } => panic!("the contract halted: {reason:?}"),
        }
    }

    pub(crate) fn call<C: SolCall>(&mut self, from: Address, to: Address, call: &C) -> Outcome {
        self.send(from, to, U256::ZERO, call.abi_encode().into())
    }

    /// An answer that is never refused; it changes nothing.
    pub(crate) fn ask<C: SolCall>(&mut self, to: Address, call: &C) -> C::Return {
        let tx = transaction(PAYER, TxKind::Call(to), U256::ZERO, call.abi_encode().into());
        let done = self.evm.transact(tx).expect("a valid transaction").result;
        assert!(done.is_success(), "a question was refused: {done:?}");
        let output = done.into_output().unwrap_or_default();
        C::abi_decode_returns(&output).expect("an answer of the right type")
    }

    /// Coin out of nowhere, as from a contract that destroys itself.
    pub(crate) fn force_coin(&mut self, to: Address, amount: U256) {
        let state = self.state();
        let account = state.load_account(to).expect("nothing to fail");
        let mut info = account.info().unwrap_or_default();
        info.balance += amount;
        state.insert_account_info(to, info);
    }
}

fn transaction(caller: Address, kind: TxKind, value: U256, data: Bytes) -> TxEnv {
    TxEnv { caller, kind, value, data, gas_limit: GAS, gas_price: 0, ..TxEnv::default() }
}
