//! Contracts in an EVM in this process, behind alloy's transport.

use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context as Waker, Poll};

use alloy_json_rpc::{
    ErrorPayload, RequestPacket, Response, ResponsePacket, ResponsePayload, SerializedRequest,
};
use alloy_primitives::{Address, Bytes, TxKind, U256};
use alloy_rpc_client::RpcClient;
use alloy_transport::{TransportError, TransportFut};
use colophon_chain::{Action, Chain, Profile};
use colophon_model::ChainId;
use revm::context::{BlockEnv, CfgEnv, TxEnv};
use revm::context_interface::result::{ExecutionResult, Output};
use revm::database::{CacheDB, EmptyDB};
use revm::primitives::hardfork::SpecId;
use revm::{Context, ExecuteCommitEvm, ExecuteEvm, MainBuilder, MainContext};
use serde_json::{Value, json, value::to_raw_value};
use tower::Service;

/// One chain; clones share it.
#[derive(Clone)]
pub(crate) struct Evm(Arc<Mutex<State>>);

struct State {
    db: CacheDB<EmptyDB>,
    chain: u64,
    time: u64,
}

/// What came back, or the revert data.
pub(crate) type Ran = Result<(Bytes, Option<Address>), Bytes>;

impl Evm {
    pub(crate) fn new(chain: ChainId, time: u64) -> Self {
        Self(Arc::new(Mutex::new(State { db: CacheDB::default(), chain: chain.0, time })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("no test panics inside")
    }

    pub(crate) fn set_time(&self, time: u64) {
        self.state().time = time;
    }

    /// As a transaction of `from`.
    pub(crate) fn send(&self, from: Address, action: &Action) -> Ran {
        let kind = action.to.map_or(TxKind::Create, TxKind::Call);
        self.state().run(from, kind, action.data.clone(), true)
    }

    pub(crate) fn deploy(&self, code: Bytes) -> Address {
        let made = self.send(Address::repeat_byte(0xde), &Action::deploy(code));
        made.expect("it deploys").1.expect("it has an address")
    }

    pub(crate) fn call(&self, to: Address, data: Bytes) -> Result<Bytes, Bytes> {
        self.state().run(Address::ZERO, TxKind::Call(to), data, false).map(|(bytes, _)| bytes)
    }

    pub(crate) fn chain(&self) -> Chain {
        Chain::over(RpcClient::new(Node(self.clone()), true), Profile::practice())
    }
}

impl State {
    fn run(&mut self, caller: Address, kind: TxKind, data: Bytes, keep: bool) -> Ran {
        let mut cfg = CfgEnv::new()
            .with_spec_and_mainnet_gas_params(SpecId::PRAGUE)
            .with_chain_id(self.chain);
        cfg.disable_nonce_check = true;
        let block = BlockEnv {
            timestamp: U256::from(self.time),
            gas_limit: 1_000_000_000,
            ..BlockEnv::default()
        };
        let nonce = self.db.cache.accounts.get(&caller).map_or(0, |known| known.info.nonce);
        let tx = TxEnv {
            caller,
            kind,
            data,
            nonce,
            gas_limit: 100_000_000,
            chain_id: Some(self.chain),
            ..TxEnv::default()
        };
        let context = Context::mainnet().with_db(&mut self.db).with_cfg(cfg).with_block(block);
        let mut evm = context.build_mainnet();
        let result = if keep {
            evm.transact_commit(tx).expect("a valid transaction")
        } else {
            evm.transact(tx).expect("a valid call").result
        };
        match result {
            ExecutionResult::Success { output: Output::Call(bytes), .. } => Ok((bytes, None)),
            ExecutionResult::Success { output: Output::Create(bytes, at), .. } => Ok((bytes, at)),
            ExecutionResult::Revert { output, .. } => Err(output),
            ExecutionResult::Halt { reason, .. } => panic!("halted: {reason:?}"),
        }
    }
}

/// Answers `eth_call`.
#[derive(Clone)]
struct Node(Evm);

impl Node {
    fn answer(&self, request: &SerializedRequest) -> Response {
        assert_eq!(request.method(), "eth_call", "nothing else is asked here");
        let params: Value =
            serde_json::from_str(request.params().expect("parameters").get()).expect("JSON");
        let field = |name: &str| params[0][name].as_str().expect("a field").to_owned();
        let to = field("to").parse().expect("an address");
        let raw = |value: Value| to_raw_value(&value).expect("JSON");
        let payload = match self.0.call(to, field("input").parse().expect("bytes")) {
            Ok(bytes) => ResponsePayload::Success(raw(json!(bytes))),
            Err(data) => ResponsePayload::Failure(ErrorPayload {
                code: 3,
                message: "execution reverted".into(),
                data: Some(raw(json!(data))),
            }),
        };
        Response { id: request.id().clone(), payload }
    }
}

impl Service<RequestPacket> for Node {
    type Response = ResponsePacket;
    type Error = TransportError;
    type Future = TransportFut<'static>;

    fn poll_ready(&mut self, _: &mut Waker<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, packet: RequestPacket) -> Self::Future {
        let this = self.clone();
        Box::pin(async move {
            let RequestPacket::Single(request) = packet else { panic!("one at a time") };
            Ok(ResponsePacket::Single(this.answer(&request)))
        })
    }
}
