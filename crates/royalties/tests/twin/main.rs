//! The vault contract against its twin: random histories on the committed bytecode, compared to the last unit.
//!
//! `COLOPHON_TWIN_HISTORIES` says how many; `COLOPHON_SEED` plays others. A history that differs is made as short as it gets
//! and told step by step.
#![allow(
    clippy::print_stdout,
    clippy::panic,
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test with its own main"
)]

mod bindings;
mod chain;
mod duel;
mod history;

use std::{cell::RefCell, env, process::ExitCode};

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use crate::{chain::Chain, duel::Tally, history::History};

const HISTORIES: u32 = 5_000;
/// What the histories must have met, by the contract's names; without it they would prove little.
const VARIED: &[&str] = &[
    "activate(address,uint32,bytes32[])",
    "activateAndClaim(address,uint32,bytes32[],address[])",
    "claim(address,address)",
    "claimMany(address,address[])",
    "transfer(address,uint256)",
    "transferFrom(address,address,uint256)",
    "setPayout(address)",
    "setSelfOnly(bool)",
    "AlreadyActivated(address)",
    "BadHolder(address)",
    "BadProof(address,uint32)",
    "ERC20InsufficientBalance(address,uint256,uint256)",
    "NothingToClaim(address,address)",
    "OverAllocated(uint256)",
    "PayoutRefused(address)",
    "SelfOnly(address)",
    "UnlistedToken(address)",
    "audited",
    "beyond 2^128",
    "forced in",
    "owed all that is there",
    "paid in",
    "shrunk",
    "total shrank",
];

fn main() -> ExitCode {
    // A filter or a listing meant for the other tests.
    let arguments: Vec<String> = env::args().skip(1).collect();
    let filtered =
        arguments.iter().any(|word| !word.starts_with('-') && !"twin".contains(word.as_str()));
    if filtered || arguments.iter().any(|word| word == "--list") {
        return ExitCode::SUCCESS;
    }
    let number = |name: &str| env::var(name).ok().and_then(|text| text.parse().ok());
    let histories = number("COLOPHON_TWIN_HISTORIES").map_or(HISTORIES, |n: u64| n as u32);
    let seed = number("COLOPHON_SEED").unwrap_or(1);

    let chain = RefCell::new(Chain::new());
    let tally = RefCell::new(Tally::new());
    let config = Config { cases: histories, failure_persistence: None, ..Config::default() };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let outcome = TestRunner::new_with_rng(config, rng).run(&history::histories(), |history| {
        duel::fight(&mut chain.borrow_mut(), &history, &mut tally.borrow_mut())
            .map_err(TestCaseError::fail)
    });

    match outcome {
        Err(TestError::Fail(_, history)) => {
            let (history, why) = shortest(&mut chain.borrow_mut(), history);
            println!("twin: FAILED with seed {seed}; a shortest history that differs:\n{history}");
            println!("twin: {why}");
            return ExitCode::FAILURE;
        }
        Err(TestError::Abort(why)) => {
            println!("twin: FAILED, {why}");
            return ExitCode::FAILURE;
        }
        Ok(()) => {}
    }
    let tally = tally.into_inner();
    let met = |what: &str| tally.get(what).copied().unwrap_or_default();
    let (steps, figures, audited) = (met("steps"), met("figures"), met("audited"));
    println!("twin: seed {seed}; met {tally:?}");
    // A handful of histories cannot meet everything.
    let missed: Vec<_> = VARIED.iter().filter(|what| met(what) < 5).collect();
    if histories >= 1_000 && !missed.is_empty() {
        println!("twin: FAILED, met fewer than 5 times: {missed:?}");
        return ExitCode::FAILURE;
    }
    println!(
        "twin: {histories} histories, {steps} steps, {figures} figures and {audited} of the books: 0 units of difference"
    );
    ExitCode::SUCCESS
}

/// Leaves out every step without which the two still differ: proptest keeps as many as a history begins with.
fn shortest(chain: &mut Chain, mut history: History) -> (History, String) {
    let mut differs = |history: &History| duel::fight(chain, history, &mut Tally::new()).err();
    let mut why = differs(&history).unwrap_or_else(|| "it does not differ again".to_owned());
    for at in (0..history.steps.len()).rev() {
        let step = history.steps.remove(at);
        match differs(&history) {
            Some(still) => why = still,
            None => history.steps.insert(at, step),
        }
    }
    (history, why)
}
