//! Deploying to the same addresses on every chain, and refusing where that cannot work.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::{
    sync::{Arc, Mutex},
    task::{Context, Poll},
};

use alloy_consensus::{
    SignableTransaction as _, Transaction as _, TxEnvelope, transaction::SignerRecoverable as _,
};
use alloy_eips::eip2718::{Decodable2718 as _, Encodable2718 as _};
use alloy_json_rpc::{
    ErrorPayload, RequestPacket, Response, ResponsePacket, ResponsePayload, SerializedRequest,
};
use alloy_primitives::{Address, Bytes, U256, keccak256};
use alloy_rpc_client::RpcClient;
use alloy_rpc_types_eth::TransactionRequest;
use alloy_signer::SignerSync as _;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::{SolCall, sol};
use alloy_transport::{TransportError, TransportFut};
use colophon_chain::{
    Action, Chain, Deployable, Mined, Profile, calls,
    deploy::{
        Addresses, DEPLOYER, DEPLOYER_CODE, DEPLOYER_CREATION, Error, Found, KEYLESS, KEYLESS_COST,
        KEYLESS_SENDER, Opcode, Plan, SALT, every_chain, own_deployer,
    },
    deployment_order,
};
use colophon_model::Units;
use colophon_practice::{Clock, PracticeChain, PracticeConfig, PracticeTransport};
use expect_test::expect;
use revm::{
    Context as Machine, ExecuteEvm as _, MainBuilder as _, MainContext as _,
    context::{CfgEnv, TxEnv},
    context_interface::result::ExecutionResult,
    database::EmptyDB,
    primitives::{TxKind, hardfork::SpecId},
};
use serde_json::{Value, json, value::to_raw_value};
use tower::Service;

sol! {
    function registry() external view returns (address);
    function factory() external view returns (address);
    function works() external view returns (address);
    function predict(address author, bytes32 sharesRoot, bytes32 treaty) external view returns (address);
}

fn coins(n: u64) -> U256 {
    U256::from(n) * U256::from(10).pow(U256::from(18))
}

/// A practice chain of its own rules and history, with somebody who pays for the deployment.
struct Town {
    practice: PracticeChain,
    chain: Chain,
    client: RpcClient,
    payer: PrivateKeySigner,
}

impl Town {
    fn new(seed: u8) -> Self {
        let config = PracticeConfig::new(Clock::fixed(1_700_000_000 + u64::from(seed) * 86_400));
        let practice = PracticeChain::in_memory(config).expect("rules that work");
        practice.mine_many(u64::from(seed)).expect("memory cannot fail");
        let client = practice.client();
        Self::over(practice, client, seed)
    }

    fn over(practice: PracticeChain, client: RpcClient, seed: u8) -> Self {
        let payer = PrivateKeySigner::from_bytes(&[seed + 1; 32].into()).expect("a key");
        practice.faucet(payer.address(), coins(100)).expect("memory cannot fail");
        let chain = Chain::over(client.clone(), Profile::practice());
        Self { practice, chain, client, payer }
    }

    async fn act(&self, action: &Action) -> Mined {
        let from = self.payer.address();
        let simulation = self.chain.simulate(from, action).await.expect("a simulation");
        let nonce = self.chain.pending_nonce(from).await.expect("a nonce");
        let tx = self.chain.transaction(action, nonce, &simulation);
        let signature = self.payer.sign_hash_sync(&tx.signature_hash()).expect("a signature");
        let signed: TxEnvelope = tx.into_signed(signature).into();
        let hash = *signed.tx_hash();
        self.chain.send(&signed.encoded_2718(), hash).await.expect("taken");
        let mined = self.chain.mined(hash).await.expect("an answer").expect("in a block");
        assert!(mined.succeeded);
        mined
    }

    async fn place_deployer(&self) {
        self.practice.faucet(KEYLESS_SENDER, KEYLESS_COST.0).expect("memory cannot fail");
        let hash = self.chain.place_deployer().await.expect("taken");
        assert!(self.chain.mined(hash).await.expect("an answer").expect("in a block").succeeded);
    }

    /// What the app does: asks, and sends what is missing. Returns how many contracts that were.
    async fn deploy(&self, plan: &Plan) -> usize {
        self.chain.require_opcodes().await.expect("a machine that is new enough");
        let survey = self.chain.survey(plan).await.expect("a survey");
        if survey.deployer == Found::Nothing {
            self.place_deployer().await;
        }
        let mut sent = 0;
        for step in survey.missing(plan) {
            self.act(&step.action()).await;
            sent += 1;
        }
        let survey = self.chain.survey(plan).await.expect("a survey");
        assert!(survey.is_complete(), "{survey:?}");
        assert_eq!(survey.deployer, Found::Expected);
        assert_eq!(survey.strangers(plan).count(), 0);
        sent
    }

    async fn ask<C: SolCall>(&self, to: Address, call: &C) -> C::Return {
        let request = TransactionRequest::default().to(to).input(call.abi_encode().into());
        let answer: Bytes =
            self.client.request("eth_call", (request, "latest")).await.expect("an answer");
        C::abi_decode_returns(&answer).expect("an answer of that type")
    }
}

#[test]
fn the_keyless_transaction_is_what_it_is_said_to_be() {
    let mut rest = KEYLESS.as_slice();
    let tx = TxEnvelope::decode_2718(&mut rest).expect("a transaction");
    assert!(rest.is_empty(), "and nothing behind it");
    assert!(tx.is_legacy());
    assert_eq!(tx.chain_id(), None, "signed for no chain in particular");
    assert_eq!(tx.nonce(), 0);
    assert!(tx.is_create());
    assert_eq!(tx.value(), U256::ZERO);
    assert_eq!(tx.recover_signer().expect("a signature"), KEYLESS_SENDER);
    assert_eq!(KEYLESS_SENDER.create(0), DEPLOYER);
    let price = tx.gas_price().expect("a gas price");
    assert_eq!(Units(U256::from(price) * U256::from(tx.gas_limit())), KEYLESS_COST);
    assert_eq!(tx.input().as_ref(), DEPLOYER_CREATION);
    assert!(DEPLOYER_CREATION.ends_with(&DEPLOYER_CODE));
    assert_eq!(*tx.tx_hash(), keccak256(KEYLESS));
}

#[tokio::test]
async fn everything_has_the_same_address_on_two_chains_and_is_deployed_once() {
    let plan = Addresses::Shared.plan(&deployment_order());
    let (one, two) = (Town::new(0), Town::new(9));
    for town in [&one, &two] {
        let survey = town.chain.survey(&plan).await.expect("a survey");
        assert_eq!(survey.deployer, Found::Nothing);
        assert!(survey.contracts.iter().all(|found| *found == Found::Nothing));
        assert_eq!(town.deploy(&plan).await, deployment_order().len());
        assert_eq!(town.deploy(&plan).await, 0, "a second time there is nothing to do");
    }
    let at = plan.contracts();
    for town in [&one, &two] {
        assert_eq!(town.ask(at.works, &registryCall {}).await, at.registry, "knows its registry");
        assert_eq!(town.ask(at.works, &factoryCall {}).await, at.factory, "and its factory");
        assert_eq!(town.ask(at.shop, &worksCall {}).await, at.works, "the shop knows the works");
    }
    // And so a work's vault has one address, made by whichever chain's author.
    let call = predictCall {
        author: Address::repeat_byte(7),
        sharesRoot: [1; 32].into(),
        treaty: [2; 32].into(),
    };
    assert_eq!(one.ask(at.factory, &call).await, two.ask(at.factory, &call).await);
}

#[tokio::test]
async fn a_deployment_that_was_broken_off_goes_on_where_it_stopped() {
    let plan = Plan::through(DEPLOYER, &every_chain());
    let town = Town::new(1);
    town.place_deployer().await;
    for step in &plan.steps()[..2] {
        town.act(&step.action()).await;
    }
    assert_eq!(town.deploy(&plan).await, plan.steps().len() - 2);
    // Somebody who sends a step again pays for nothing: it is refused beforehand.
    let again = town.chain.simulate(town.payer.address(), &plan.steps()[0].action()).await;
    assert!(matches!(again, Err(colophon_chain::Error::Refused(_))), "{again:?}");
}

#[test]
fn a_plan_holds_together() {
    let plan = Plan::through(DEPLOYER, &every_chain());
    for step in plan.steps() {
        assert_eq!(step.address, DEPLOYER.create2(SALT, keccak256(&step.creation)));
        assert!(step.creation.len() <= 49_152, "{} fits EIP-3860", step.contract.name());
    }
    assert!(plan.contracts().dollar.is_zero() && plan.contracts().market.is_none());
    assert_eq!(Addresses::default().plan(&every_chain()), plan);
    assert!(Addresses::Shared.notice().is_none());
    let known = json!(Addresses::Through(DEPLOYER));
    assert_eq!(serde_json::from_value::<Addresses>(known).expect("as written"), {
        Addresses::Through(DEPLOYER)
    });
}

#[tokio::test]
async fn the_deployer_waits_until_its_transaction_can_be_paid() {
    let town = Town::new(2);
    town.practice.faucet(KEYLESS_SENDER, U256::from(7)).expect("memory cannot fail");
    let error = town.chain.place_deployer().await.expect_err("too little");
    expect!["the account 0x3fAB184622Dc19b6109349B94811493BF2a45362 must hold 9999999999999993 wei more before the shared deployer can be placed"]
        .assert_eq(&error.to_string());
    town.place_deployer().await;
    let survey = town.chain.survey(&Plan::through(DEPLOYER, &[])).await.expect("a survey");
    assert_eq!(survey.deployer, Found::Expected);
}

#[tokio::test]
async fn a_stranger_in_a_contracts_place_is_noticed() {
    let plan = Plan::through(DEPLOYER, &every_chain());
    let town = Town::new(3);
    town.deploy(&plan).await;
    let right = Addresses::Named(Box::new(*plan.contracts())).plan(&every_chain());
    assert!(town.chain.survey(&right).await.expect("a survey").is_complete());

    let mut wrong = *plan.contracts();
    (wrong.shop, wrong.works) = (wrong.works, Address::repeat_byte(9));
    let wrong = Addresses::Named(Box::new(wrong)).plan(&every_chain());
    let survey = town.chain.survey(&wrong).await.expect("a survey");
    let names =
        |steps: Vec<_>| steps.into_iter().map(|s: &colophon_chain::deploy::Step| s.contract);
    assert!(names(survey.strangers(&wrong).collect()).eq([Deployable::Shop]));
    assert!(names(survey.missing(&wrong).collect()).eq([Deployable::Works]));
    assert!(!survey.is_complete());
}

// ---------------------------------------------------------------- chains that are otherwise

/// The answer to a method and its parameters, if there is one.
type Answers = dyn Fn(&str, &Value) -> Option<Result<Value, String>> + Send + Sync;

/// Answers some questions itself and passes the others to a practice chain.
#[derive(Clone)]
struct Odd {
    inner: Option<PracticeTransport>,
    answers: Arc<Answers>,
}

impl Odd {
    fn client(
        inner: Option<PracticeTransport>,
        answers: impl Fn(&str, &Value) -> Option<Result<Value, String>> + Send + Sync + 'static,
    ) -> RpcClient {
        RpcClient::new(Self { inner, answers: Arc::new(answers) }, true)
    }

    fn own(&self, request: &SerializedRequest) -> Option<Response> {
        let params = request
            .params()
            .map_or(Value::Null, |raw| serde_json::from_str(raw.get()).expect("JSON"));
        let payload = match (self.answers)(request.method(), &params)? {
            Ok(value) => ResponsePayload::Success(to_raw_value(&value).expect("JSON")),
            Err(message) => ResponsePayload::Failure(ErrorPayload {
                code: -32_000,
                message: message.into(),
                data: None,
            }),
        };
        Some(Response { id: request.id().clone(), payload })
    }
}

impl Service<RequestPacket> for Odd {
    type Response = ResponsePacket;
    type Error = TransportError;
    type Future = TransportFut<'static>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, packet: RequestPacket) -> Self::Future {
        let RequestPacket::Single(request) = &packet else { panic!("nobody asks in batches") };
        if let Some(response) = self.own(request) {
            return Box::pin(async move { Ok(ResponsePacket::Single(response)) });
        }
        match &mut self.inner {
            Some(inner) => inner.call(packet),
            None => panic!("{} was not expected", request.method()),
        }
    }
}

/// Runs creation code as a chain of that age does.
fn run(age: SpecId, code: Bytes) -> Result<Value, String> {
    let cfg = CfgEnv::new().with_spec_and_mainnet_gas_params(age);
    let tx = TxEnv { kind: TxKind::Create, data: code, gas_limit: 1_000_000, ..TxEnv::default() };
    let ran = Machine::mainnet().with_db(EmptyDB::new()).with_cfg(cfg).build_mainnet().transact(tx);
    match ran.expect("a transaction that can run").result {
        ExecutionResult::Success { output, .. } => Ok(json!(output.into_data())),
        ExecutionResult::Halt { reason, .. } => Err(format!("{reason:?}")),
        ExecutionResult::Revert { .. } => Err("execution reverted".to_owned()),
    }
}

fn aged(age: SpecId) -> Chain {
    let client = Odd::client(None, move |method, params| {
        assert_eq!(method, "eth_call", "a trial sends nothing");
        let code = params[0]["input"].as_str().expect("code");
        Some(run(age, code.parse().expect("hex")))
    });
    Chain::over(client, Profile::practice())
}

#[tokio::test]
async fn a_chain_that_knows_the_opcodes_is_accepted() {
    for age in [SpecId::CANCUN, SpecId::PRAGUE] {
        aged(age).require_opcodes().await.expect("new enough");
    }
    Town::new(4).chain.require_opcodes().await.expect("new enough");
}

#[tokio::test]
async fn a_chain_that_lacks_opcodes_is_refused_by_name() {
    let missing = async |age| match aged(age).require_opcodes().await {
        Err(error @ Error::Opcodes { .. }) => error,
        other => panic!("{age:?}: {other:?}"),
    };
    let shanghai = missing(SpecId::SHANGHAI).await;
    assert!(
        matches!(&shanghai, Error::Opcodes { missing, .. } if *missing == [Opcode::Mcopy, Opcode::TransientStorage])
    );
    expect!["Practice chain does not know MCOPY, TLOAD and TSTORE, which Colophon's contracts are built with: they would stop halfway there. Nothing was sent; use another chain until this one has been upgraded"]
        .assert_eq(&shanghai.to_string());
    let merge = missing(SpecId::MERGE).await;
    assert!(matches!(&merge, Error::Opcodes { missing, .. } if missing.len() == 3), "{merge:?}");
}

#[tokio::test]
async fn an_endpoint_that_runs_nothing_does_not_speak_for_its_chain() {
    let client = Odd::client(None, |_, _| Some(Err("too many requests".to_owned())));
    let error = Chain::over(client, Profile::practice()).require_opcodes().await;
    let error = error.expect_err("no trial");
    assert!(matches!(error, Error::NoTrial { .. }), "{error:?}");

    // One that stops answering in the middle of it.
    let left = Mutex::new(2);
    let client = Odd::client(None, move |_, params| {
        let mut left = left.lock().expect("no panic");
        if *left == 0 {
            return Some(Err("too many requests".to_owned()));
        }
        *left -= 1;
        let code = params[0]["input"].as_str().expect("code");
        Some(run(SpecId::PRAGUE, code.parse().expect("hex")))
    });
    let error = Chain::over(client, Profile::practice()).require_opcodes().await;
    let error = error.expect_err("no trial");
    expect!["whether Practice chain can run Colophon's contracts cannot be found out, as its endpoint does not answer a trial run (too many requests); nothing was sent, use another endpoint"]
        .assert_eq(&error.to_string());

    // One that answers without having run anything.
    let client = Odd::client(None, |_, _| Some(Ok(json!("0x"))));
    let error = Chain::over(client, Profile::practice()).require_opcodes().await;
    assert!(matches!(error, Err(Error::NoTrial { .. })), "{error:?}");
}

#[tokio::test]
async fn a_chain_that_takes_only_transactions_for_itself_gets_addresses_of_its_own() {
    let practice = PracticeChain::in_memory(PracticeConfig::new(Clock::fixed(1_700_000_000)))
        .expect("rules that work");
    let keyless = json!(Bytes::from_static(&KEYLESS));
    let client = Odd::client(Some(practice.transport()), move |method, params| {
        (method == "eth_sendRawTransaction" && params[0] == keyless).then(|| {
            Err("only replay-protected (EIP-155) transactions allowed over RPC".to_owned())
        })
    });
    let town = Town::over(practice, client, 5);
    town.practice.faucet(KEYLESS_SENDER, KEYLESS_COST.0).expect("memory cannot fail");
    let error = town.chain.place_deployer().await.expect_err("refused");
    expect!["Practice chain does not take the transaction that gives the contracts the same addresses everywhere (only replay-protected (EIP-155) transactions allowed over RPC); here they need addresses of their own, named in the chain's profile"]
        .assert_eq(&error.to_string());

    let deployer = town.act(&own_deployer()).await.contract.expect("a deployer");
    let own = Addresses::Through(deployer);
    let plan = own.plan(&every_chain());
    assert_eq!(town.deploy(&plan).await, every_chain().len());
    let shared = Addresses::Shared.plan(&every_chain());
    for (here, elsewhere) in plan.steps().iter().zip(shared.steps()) {
        assert_ne!(here.address, elsewhere.address);
    }
    assert!(own.notice().expect("a notice").contains("addresses of their own"));
    // What was deployed works.
    let mined = town.act(&calls::anchor(plan.contracts(), [3; 32].into(), [4; 32].into())).await;
    assert_eq!(mined.logs.len(), 2, "an anchor, and the same for other indexers");
}
