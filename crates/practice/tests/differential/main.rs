//! The practice chain against anvil: one random history on both, and every answer compared.
//!
//! `COLOPHON_ANVIL` names the anvil binary; else the one that npm installed for the contracts is
//! taken. Without one the test says that it is skipped; with `COLOPHON_REQUIRE_ANVIL=1` it fails.
//! `COLOPHON_SEED` plays another history.
#![allow(
    clippy::print_stdout,
    clippy::panic,
    clippy::expect_used,
    reason = "a test with its own main"
)]

mod anvil;
mod oracle;
mod pair;
mod scenario;
#[path = "../support.rs"]
mod support;

use std::{collections::BTreeMap, env, process::ExitCode};

use alloy_primitives::U256;
use colophon_practice::{Clock, PracticeChain, PracticeConfig};
use serde_json::json;

use crate::{
    anvil::Anvil,
    pair::Pair,
    scenario::Scenario,
    support::{
        node::{Node, Practice},
        wallet,
    },
};

const GENESIS: u64 = 1_700_000_000;
/// What the history must have several of.
const VARIED: &[&str] = &[
    "transfer",
    "deploy",
    "bad",
    "delegate",
    "call",
    "type 0x0",
    "type 0x1",
    "type 0x2",
    "type 0x4",
    "status 0x0",
    "status 0x1",
    "with logs",
];
const TRANSACTIONS: usize = 300;

fn main() -> ExitCode {
    // A filter or a listing meant for the other tests.
    let arguments: Vec<String> = env::args().skip(1).collect();
    let filtered = arguments
        .iter()
        .any(|word| !word.starts_with('-') && !"differential".contains(word.as_str()));
    if filtered || arguments.iter().any(|word| word == "--list") {
        return ExitCode::SUCCESS;
    }
    let Some(path) = anvil::find() else {
        println!(
            "differential: SKIPPED, there is no anvil; `npm install` in contracts/ or set COLOPHON_ANVIL"
        );
        let required = env::var_os("COLOPHON_REQUIRE_ANVIL").is_some_and(|value| value == "1");
        return if required { ExitCode::FAILURE } else { ExitCode::SUCCESS };
    };
    let seed = env::var("COLOPHON_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let mut pair = match start(&path) {
        Ok(pair) => pair,
        Err(why) => {
            println!("differential: FAILED, {why}");
            return ExitCode::FAILURE;
        }
    };
    let mut scenario = Scenario::new(seed);
    scenario.run(&mut pair, TRANSACTIONS);
    scenario.refusals(&mut pair);
    pair.history();
    scenario.never_mined(&mut pair);
    for name in VARIED {
        // A history without them would prove little.
        if pair.tally.get(*name).copied().unwrap_or_default() < 5 {
            pair.differences.push(format!("fewer than 5 transactions of the sort '{name}'"));
        }
    }
    for difference in pair.differences.iter().take(50) {
        println!("  {}", difference.chars().take(600).collect::<String>());
    }
    let (mined, compared, found) = (pair.mined, pair.compared, pair.differences.len());
    println!("differential: seed {seed}, {compared} answers compared; met {:?}", pair.tally);
    println!("differential: {mined} transactions, {found} differences");
    if found == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Both chains with the same accounts, fork, fees, gas limit, receiver of tips and time.
fn start(path: &std::path::Path) -> Result<Pair, String> {
    let mut config = PracticeConfig::new(Clock::fixed(GENESIS));
    for index in 0..10 {
        let ether = U256::from(10).pow(U256::from(18));
        config = config.fund(wallet::account(index).address(), U256::from(10_000) * ether);
    }
    let coinbase = config.coinbase;
    // anvil gives this fee to block 1, too; by EIP-1559 that block has an eighth less than genesis.
    let base_fee = config.initial_base_fee / 8 * 7;
    let arguments = format!(
        "--chain-id {} --hardfork prague --gas-limit {} --block-base-fee-per-gas {} --timestamp {GENESIS}",
        colophon_practice::CHAIN_ID,
        config.block_gas_limit,
        base_fee
    );
    let arguments: Vec<String> = arguments.split(' ').map(str::to_owned).collect();
    let anvil = Anvil::start(path, &arguments)?;
    anvil.must("anvil_setCoinbase", json!([coinbase]));
    let chain = PracticeChain::in_memory(config).map_err(|error| error.to_string())?;
    Ok(Pair {
        anvil,
        practice: Practice::new(chain),
        time: GENESIS,
        mined: 0,
        compared: 0,
        tally: BTreeMap::new(),
        differences: Vec::new(),
    })
}
