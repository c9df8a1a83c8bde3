//! What is refused, with which code and words.

use alloy_primitives::{Address, TxKind, U256, keccak256};
use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::{
    stage::{self, alice, bob, hex, logger, played, reason, reverter},
    support::{
        asm,
        node::Node,
        wallet::{self, Draft},
    },
};

#[track_caller]
fn check(method: &str, params: Value, expected: Expect) {
    let refusal = played().ask(method, params).expect_err("this must be refused");
    let data = refusal.data.map_or(String::new(), |data| format!(" {data}"));
    expected.assert_eq(&format!("{} {}{data}", refusal.code, refusal.message));
}

#[track_caller]
fn check_sent(draft: &Draft, by: u32, expected: Expect) {
    let node = played();
    let before = node.chain.head().expect("a head");
    let raw = draft.sign(&wallet::account(by));
    let refusal = node.ask("eth_sendRawTransaction", json!([raw])).expect_err("must be refused");
    expected.assert_eq(&format!("{} {}", refusal.code, refusal.message));
    assert_eq!(node.chain.head().expect("a head"), before, "a refusal makes no block");
    assert!(
        node.must("eth_getTransactionByHash", json!([keccak256(&raw)])).is_null(),
        "a refused transaction is not known"
    );
}

#[test]
fn transactions() {
    let next = stage::transfer(5);
    check_sent(
        &Draft { nonce: 4, ..next.clone() },
        0,
        expect!["-32000 nonce too low: next nonce 5, tx nonce 4"],
    );
    check_sent(
        &Draft { nonce: 7, ..next.clone() },
        0,
        expect!["-32000 nonce too high: next nonce 5, tx nonce 7"],
    );
    check_sent(
        &Draft { nonce: 0, ..next.clone() },
        9,
        expect![
            "-32000 insufficient funds for gas * price + value: balance 0, tx cost 105000000000001, overshot 105000000000001"
        ],
    );
    check_sent(
        &Draft { value: U256::MAX, ..next.clone() },
        0,
        expect!["-32000 insufficient funds for gas * price + value: the cost overflows"],
    );
    check_sent(
        &Draft { chain_id: Some(1), ..next.clone() },
        0,
        expect!["-32000 invalid chain id for signer: have 1 want 1337001"],
    );
    check_sent(
        &Draft { kind: 0, chain_id: Some(56), ..next.clone() },
        0,
        expect!["-32000 invalid chain id for signer: have 56 want 1337001"],
    );
    check_sent(
        &Draft { gas: 20_999, ..next.clone() },
        0,
        expect!["-32000 intrinsic gas too low: gas 20999, minimum needed 21000"],
    );
    check_sent(
        &Draft { gas: 22_000, input: vec![1; 100].into(), ..next.clone() },
        0,
        expect!["-32000 intrinsic gas too low: gas 22000, minimum needed 22600"],
    );
    check_sent(
        &Draft { gas: 25_000, input: vec![1; 200].into(), ..next.clone() },
        0,
        expect!["-32000 insufficient gas for floor data gas cost: gas 25000, minimum needed 29000"],
    );
    check_sent(
        &Draft { gas: 30_000_001, ..next.clone() },
        0,
        expect!["-32000 exceeds block gas limit"],
    );
    check_sent(
        &Draft { price: 1_000, tip: 0, ..next.clone() },
        0,
        expect!["-32000 max fee per gas less than block base fee"],
    );
    check_sent(
        &Draft { kind: 0, price: 1_000, ..next.clone() },
        0,
        expect!["-32000 max fee per gas less than block base fee"],
    );
    check_sent(
        &Draft { price: 2_000_000_000, tip: 2_000_000_001, ..next.clone() },
        0,
        expect!["-32000 max priority fee per gas higher than max fee per gas"],
    );
    check_sent(
        &Draft { gas: 20_000_000, ..Draft::deploy(5, vec![0; 49_153]) },
        0,
        expect!["-32000 max initcode size exceeded"],
    );
    check_sent(
        &Draft { gas: 9_000_000, ..Draft::deploy(5, vec![0; 131_072]) },
        0,
        expect!["-32000 oversized data: transaction size 131171, limit 131072"],
    );
}

#[test]
fn a_transaction_without_replay_protection_is_taken() {
    let node = played();
    let draft = Draft { kind: 0, chain_id: None, ..stage::transfer(5) };
    stage::send(&node, &draft);
    assert_eq!(node.must("eth_blockNumber", json!([])), json!("0x8"), "it is in a block");
}

#[test]
fn raw_bytes_that_are_no_transaction() {
    check(
        "eth_sendRawTransaction",
        json!(["0x"]),
        expect!["-32602 failed to decode signed transaction: Unexpected type flag. Got 0."],
    );
    check(
        "eth_sendRawTransaction",
        json!(["0x1234"]),
        expect!["-32602 failed to decode signed transaction: unexpected tx type"],
    );
    check(
        "eth_sendRawTransaction",
        json!(["hello"]),
        expect![[
            r#"-32602 invalid argument 0 ("hello"): invalid value: string "hello", expected a valid hex string"#
        ]],
    );
    check(
        "eth_sendRawTransaction",
        json!([]),
        expect!["-32602 missing value for required argument 0 (raw transaction)"],
    );
    let mut raw = stage::transfer(5).sign(&wallet::account(0)).to_vec();
    raw.push(0);
    check(
        "eth_sendRawTransaction",
        json!([hex(&raw)]),
        expect!["-32602 failed to decode signed transaction: bytes left over"],
    );
}

#[test]
fn calls() {
    let call = |input: Vec<u8>| json!([{"to": reverter(), "input": hex(&input)}, "latest"]);
    check("eth_call", call(vec![]), expect![[r#"3 execution reverted "0x""#]]);
    check(
        "eth_call",
        call(reason("no licence")),
        expect![[
            r#"3 execution reverted: no licence "0x08c379a00000000000000000000000000000000000000000000000000000000000000020000000000000000000000000000000000000000000000000000000000000000a6e6f206c6963656e636500000000000000000000000000000000000000000000""#
        ]],
    );
    let panic = [keccak256("Panic(uint256)")[..4].to_vec(), asm::word(17)].concat();
    check(
        "eth_call",
        call(panic),
        expect![[
            r#"3 execution reverted: panic: arithmetic underflow or overflow (0x11) "0x4e487b710000000000000000000000000000000000000000000000000000000000000011""#
        ]],
    );
    check(
        "eth_estimateGas",
        call(reason("sold out")),
        expect![[
            r#"3 execution reverted: sold out "0x08c379a000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000008736f6c64206f7574000000000000000000000000000000000000000000000000""#
        ]],
    );
    let code = |code: &[u8]| json!([{"from": alice(), "input": hex(code)}, "latest"]);
    check("eth_call", code(&asm::endless()), expect!["-32000 out of gas"]);
    check(
        "eth_estimateGas",
        code(&asm::endless()),
        expect!["-32000 gas required exceeds allowance (30000000)"],
    );
    check("eth_call", code(&[asm::op::INVALID]), expect!["-32000 invalid opcode: INVALID"]);
    check("eth_call", code(&[0x0c]), expect!["-32000 invalid opcode"]);
    check("eth_call", code(&[0x5f, asm::op::JUMP]), expect!["-32000 invalid jump destination"]);
    check("eth_call", code(&[asm::op::ADD]), expect!["-32000 stack underflow"]);
    let poor = Address::repeat_byte(0x77);
    check(
        "eth_call",
        json!([{"from": poor, "to": bob(), "value": "0x1"}]),
        expect![
            "-32000 insufficient funds for gas * price + value: balance 0, tx cost 1, overshot 1"
        ],
    );
    check(
        "eth_estimateGas",
        json!([{"from": poor, "to": bob(), "value": "0x1"}]),
        expect![
            "-32000 insufficient funds for gas * price + value: balance 0, tx cost 1, overshot 1"
        ],
    );
    check(
        "eth_estimateGas",
        json!([{"from": poor, "to": bob(), "gasPrice": "0x3b9aca00"}]),
        expect!["-32000 insufficient funds for transfer"],
    );
    check(
        "eth_call",
        json!([{"from": alice(), "to": bob(), "gasPrice": "0x1"}]),
        expect!["-32000 max fee per gas less than block base fee"],
    );
    check(
        "eth_call",
        json!([{"to": bob(), "gasPrice": "0x1", "maxFeePerGas": "0x1"}]),
        expect!["-32000 both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified"],
    );
    check(
        "eth_call",
        json!([{"to": bob(), "maxFeePerGas": "0x1", "maxPriorityFeePerGas": "0x2"}]),
        expect!["-32000 max priority fee per gas higher than max fee per gas"],
    );
    check(
        "eth_call",
        json!([{"to": bob(), "chainId": "0x1"}]),
        expect!["-32000 chainId does not match node's (have=1, want=1337001)"],
    );
    check(
        "eth_call",
        json!([{"to": bob(), "input": "0x01", "data": "0x02"}]),
        expect![[
            r#"-32000 both "data" and "input" are set and not equal. Please use "input" to pass transaction call data"#
        ]],
    );
    check(
        "eth_call",
        json!([{"to": bob(), "maxFeePerBlobGas": "0x1"}]),
        expect!["-32000 transaction type not supported: the practice chain has no blobs"],
    );
    check("eth_call", json!([{"to": bob()}, "0x99"]), expect!["-32000 header not found"]);
    check(
        "eth_call",
        json!([{"to": bob()}, "latest", {}, {"number": "0x1"}]),
        expect!["-32602 block overrides are not supported"],
    );
    check(
        "eth_call",
        json!([]),
        expect!["-32602 missing value for required argument 0 (transaction)"],
    );
    let both = json!({"state": {}, "stateDiff": {}});
    check(
        "eth_call",
        json!([{"to": bob()}, "latest", {bob().to_string(): both}]),
        expect![
            "-32602 account 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 has both 'state' and 'stateDiff'"
        ],
    );
    let moved = json!({"movePrecompileToAddress": alice()});
    check(
        "eth_call",
        json!([{"to": bob()}, "latest", {bob().to_string(): moved}]),
        expect!["-32602 movePrecompileToAddress is not supported"],
    );
}

#[test]
fn questions_about_what_is_not_there() {
    check("eth_getBalance", json!([bob(), "0x8"]), expect!["-32000 header not found"]);
    check(
        "eth_getBalance",
        json!([bob(), {"blockHash": format!("{:#x}", keccak256("no"))}]),
        expect!["-32000 header not found"],
    );
    check(
        "eth_getBalance",
        json!(["0x12"]),
        expect![[r#"-32602 invalid argument 0 ("0x12"): invalid string length"#]],
    );
    check(
        "eth_getStorageAt",
        json!([logger(), "seven"]),
        expect!["-32602 unable to decode storage key: want 0x and 1 to 64 hex digits"],
    );
    check(
        "eth_getLogs",
        json!([{"fromBlock": "0x3", "toBlock": "0x2"}]),
        expect!["-32602 invalid block range params"],
    );
    check("eth_getLogs", json!([{"blockHash": keccak256("no")}]), expect!["-32000 unknown block"]);
    check(
        "eth_feeHistory",
        json!(["0x1", "0x99", []]),
        expect!["-32000 request beyond head block: requested 153, head 7"],
    );
    check(
        "eth_feeHistory",
        json!(["0x1", "latest", [50.0, 10.0]]),
        expect!["-32602 invalid reward percentile: want 0 to 100, ascending"],
    );
    check(
        "eth_feeHistory",
        json!(["0x1", "latest", [101.0]]),
        expect!["-32602 invalid reward percentile: want 0 to 100, ascending"],
    );
    check(
        "eth_getProof",
        json!([bob(), [], "latest"]),
        expect!["-32601 the method eth_getProof does not exist/is not available"],
    );
    check(
        "eth_getBlockByNumber",
        json!([]),
        expect!["-32602 missing value for required argument 0 (block)"],
    );
    check(
        "eth_getBlockByNumber",
        json!({"number": 1}),
        expect!["-32602 parameters must be an array"],
    );
}

#[test]
fn simulations() {
    let check = |payload: Value, expected: Expect| {
        check("eth_simulateV1", json!([payload]), expected);
    };
    let calls = |calls: Value| json!({"blockStateCalls": [{"calls": calls}]});
    check(json!({"blockStateCalls": []}), expect!["-32602 empty input"]);
    check(
        json!({"blockStateCalls": vec![json!({}); 17]}),
        expect!["-32602 too many blocks or calls: at most 16 blocks and 256 calls"],
    );
    check(
        calls(json!(vec![json!({"to": bob()}); 257])),
        expect!["-32602 too many blocks or calls: at most 16 blocks and 256 calls"],
    );
    check(
        json!({"blockStateCalls": [{"blockOverrides": {"baseFeePerGas": "0x1"}}]}),
        expect!["-32602 of the block overrides only time is supported"],
    );
    check(
        json!({"blockStateCalls": [{"blockOverrides": {"number": "0x1"}}]}),
        expect!["-32602 of the block overrides only time is supported"],
    );
    check(
        json!({"blockStateCalls": [{"blockOverrides": {"time": "0x1"}}]}),
        expect!["-32602 block timestamps must be in order"],
    );
    let poor = Address::repeat_byte(0x77);
    check(
        calls(json!([{"from": poor, "to": bob(), "value": "0x1"}])),
        expect![
            "-32000 insufficient funds for gas * price + value: balance 0, tx cost 1, overshot 1"
        ],
    );
    let strict = json!({"validation": true, "blockStateCalls": [{"calls": [{"from": alice(), "to": bob(), "nonce": "0x1", "gasPrice": "0x77359400"}]}]});
    check(strict, expect!["-32000 nonce too low: next nonce 5, tx nonce 1"]);
}

#[test]
fn controls() {
    check(
        "practice_faucet",
        json!([alice(), U256::MAX]),
        expect!["-32000 the block could not be made: the balance would overflow"],
    );
    check(
        "practice_faucet",
        json!([alice()]),
        expect!["-32602 missing value for required argument 1 (wei)"],
    );
    check(
        "practice_mine",
        json!(["0x3e9"]),
        expect!["-32000 1001 blocks at once are too many; ask for at most 1000"],
    );
    check(
        "practice_setTime",
        json!(["0x1"]),
        expect![
            "-32000 the time 1 is not after the last block's time 1700000007; choose a later one"
        ],
    );
    check(
        "practice_reorg",
        json!(["0x8"]),
        expect!["-32000 a reorg of 8 blocks would undo a final block; at most 7 can be undone now"],
    );
    check(
        "practice_reorg",
        json!(["0x1", "backwards"]),
        expect!["-32602 want nothing, emptyBlocks or sameAgain"],
    );
    check(
        "practice_revert",
        json!(["0x9"]),
        expect!["-32000 there is no snapshot 9; it was used already, or its block was undone"],
    );
}

#[test]
fn a_search_that_finds_too_much_is_refused() {
    let node = stage::memory();
    // Logs nothing 1500 times: `PUSH2 1500; top: PUSH0 PUSH0 LOG0; PUSH1 1 SWAP1 SUB; DUP1 PUSH1 top JUMPI`.
    let code = "0x6105dc5b5f5fa0600190038060035700";
    let init: alloy_primitives::Bytes = code.parse().expect("hex");
    for nonce in 0..7 {
        let draft =
            Draft { gas: 3_000_000, to: TxKind::Create, ..Draft::deploy(nonce, init.to_vec()) };
        stage::send(&node, &draft);
    }
    let ask = |from: &str| node.ask("eth_getLogs", json!([{"fromBlock": from}]));
    let refusal = ask("0x1").expect_err("10500 logs are more than 10000");
    expect!["-32005 query returned more than 10000 results"]
        .assert_eq(&format!("{} {}", refusal.code, refusal.message));
    let found = ask("0x2").expect("9000 logs are not too many");
    assert_eq!(found.as_array().map(Vec::len), Some(9_000), "all of them");
}
