//! A random history, the same for both chains.

use alloy_primitives::{Address, B256, Bytes, TxKind, U256, keccak256};
use alloy_signer_local::PrivateKeySigner;
use colophon_practice::CHAIN_ID;
use serde_json::json;

use crate::{
    pair::Pair,
    support::{
        asm,
        node::Node,
        wallet::{self, Draft},
    },
};

/// SplitMix64 (Steele, Lea, Flood 2014): small, seeded, the same everywhere.
#[derive(Clone, Debug)]
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len() as u64) as usize]
    }

    fn bytes(&mut self, most: u64) -> Vec<u8> {
        (0..self.below(most + 1)).map(|_| self.below(4) as u8 * 17).collect()
    }
}

/// What is there to be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Logger,
    Reverter,
    Storer,
    Endless,
    Destroyer,
    Factory,
    Caller,
    StaticCaller,
    Reporter,
    Counter,
    Gate,
}

const KINDS: &[Kind] = &[
    Kind::Logger,
    Kind::Reverter,
    Kind::Storer,
    Kind::Endless,
    Kind::Destroyer,
    Kind::Factory,
    Kind::Caller,
    Kind::StaticCaller,
    Kind::Reporter,
    Kind::Counter,
    Kind::Gate,
];

fn code(kind: Kind, dice: &mut Dice) -> Vec<u8> {
    match kind {
        Kind::Logger => asm::logger(dice.below(5) as u8),
        Kind::Reverter => asm::reverter(),
        Kind::Storer => asm::storer(),
        Kind::Endless => asm::endless(),
        Kind::Destroyer => asm::destroyer(),
        Kind::Factory => asm::factory(),
        Kind::Caller => asm::caller(),
        Kind::StaticCaller => asm::static_caller(),
        Kind::Reporter => asm::reporter(),
        Kind::Counter => asm::counter(),
        Kind::Gate => asm::gas_gate(),
    }
}

/// The players and what they have built.
#[derive(Debug)]
pub(crate) struct Scenario {
    dice: Dice,
    players: Vec<PrivateKeySigner>,
    nonces: Vec<u64>,
    contracts: Vec<(Kind, Address)>,
}

impl Scenario {
    pub(crate) fn new(seed: u64) -> Self {
        let players: Vec<_> = (0..10).map(wallet::account).collect();
        Self { dice: Dice(seed), nonces: vec![0; players.len()], players, contracts: Vec::new() }
    }

    fn player(&mut self) -> usize {
        self.dice.below(self.players.len() as u64) as usize
    }

    fn play(&mut self, pair: &mut Pair, what: &str, by: usize, draft: &Draft) {
        // anvil takes a transaction that cannot pay for its own bytes and never mines it.
        let draft = Draft { gas: draft.gas.max(draft.least_gas()), ..draft.clone() };
        if pair.send(what, &draft.sign(&self.players[by])) {
            self.nonces[by] += 1;
        }
    }

    /// Plays until at least `count` transactions are in blocks.
    pub(crate) fn run(&mut self, pair: &mut Pair, count: usize) {
        for kind in KINDS {
            self.deploy(pair, *kind);
        }
        while pair.mined < count {
            let step = self.dice.below(20);
            match step {
                0..=3 => self.transfer(pair),
                4..=5 => {
                    let kind = *self.dice.pick(KINDS);
                    self.deploy(pair, kind);
                }
                6 => self.bad_deploy(pair),
                7 => self.delegate(pair),
                8 => {
                    pair.tick(100);
                    pair.anvil.must("evm_mine", json!([]));
                    pair.practice.must("practice_mine", json!([]));
                    pair.head("empty");
                }
                _ => self.call(pair),
            }
        }
    }

    /// Fees and a kind at random; the same price for legacy and access-list transactions.
    fn dressed(&mut self, mut draft: Draft) -> Draft {
        draft.kind = self.dice.below(3) as u8;
        draft.price = 2_000_000_000 + u128::from(self.dice.below(3_000_000_000));
        draft.tip = u128::from(self.dice.below(2_000_000_000));
        if draft.kind > 0 && self.dice.below(2) == 0 {
            let keys = (0..self.dice.below(4)).map(|at| B256::from(U256::from(at)));
            let keys: Vec<_> = keys.collect();
            let known = self.contracts.last().map_or(Address::ZERO, |(_, address)| *address);
            let to = draft.to.to().copied().unwrap_or(known);
            draft.warm = vec![(to, keys), (known, Vec::new())];
            draft.gas += 30_000;
        }
        draft
    }

    fn transfer(&mut self, pair: &mut Pair) {
        let by = self.player();
        let fresh = keccak256(self.dice.next().to_be_bytes());
        let to = match self.dice.below(4) {
            0 => Address::from_word(fresh),
            1 => self.contracts.last().map_or(Address::ZERO, |(_, address)| *address),
            _ => {
                let other = self.player();
                self.players[other].address()
            }
        };
        let mut draft = self.dressed(Draft::new(self.nonces[by], to.into()));
        draft.value = U256::from(self.dice.below(1 << 40));
        draft.gas += self.dice.below(3) * 10_000;
        draft.input = self.dice.bytes(40).into();
        draft.gas += 40 * draft.input.len() as u64;
        self.play(pair, "transfer", by, &draft);
    }

    fn deploy(&mut self, pair: &mut Pair, kind: Kind) {
        let by = self.player();
        let runtime = code(kind, &mut self.dice);
        // Half of the constructors log.
        let constructor = match self.dice.below(2) {
            0 => asm::Asm::new().push(0).push(0).ops(&[asm::op::LOG0]),
            _ => asm::Asm::new(),
        };
        let nonce = self.nonces[by];
        let address = self.players[by].address().create(nonce);
        let draft = self.dressed(Draft::deploy(nonce, asm::deploy_after(constructor, &runtime)));
        self.play(pair, "deploy", by, &draft);
        self.contracts.push((kind, address));
    }

    fn bad_deploy(&mut self, pair: &mut Pair) {
        let by = self.player();
        let init = match self.dice.below(5) {
            0 => asm::deploy(&[0xef, 0x00]),
            1 => asm::Asm::new().push(0).push(0).ops(&[asm::op::REVERT]).bytes(),
            2 => vec![asm::op::INVALID],
            3 => asm::Asm::new().push(30_000).push(0).ops(&[asm::op::RETURN]).bytes(),
            _ => vec![],
        };
        let draft = self.dressed(Draft::deploy(self.nonces[by], init));
        self.play(pair, "bad deploy", by, &draft);
    }

    fn delegate(&mut self, pair: &mut Pair) {
        let by = self.player();
        let who = wallet::account(20 + self.dice.below(5) as u32);
        let target = self.dice.pick(&self.contracts).1;
        // EIP-7702 gives gas back for an account that exists; to anvil every account does.
        let exists = Draft::new(self.nonces[by], who.address().into());
        self.play(pair, "before delegating", by, &exists);
        let nonce = pair.practice.chain_nonce(who.address());
        let wrong = self.dice.below(4) == 0;
        let draft = Draft {
            kind: 4,
            gas: 400_000,
            delegations: vec![(who.clone(), target, nonce + u64::from(wrong))],
            input: self.dice.bytes(64).into(),
            ..Draft::new(self.nonces[by], who.address().into())
        };
        self.play(pair, "delegate", by, &draft);
        pair.account(&json!(who.address()));
    }

    /// Input that makes sense to a contract, or not.
    fn input(&mut self, kind: Kind) -> Vec<u8> {
        let target = self.dice.pick(&self.contracts).1;
        match kind {
            Kind::Storer => {
                let (count, value) = (self.dice.below(12), self.dice.below(2) * 7);
                [asm::word(count), asm::word(value)].concat()
            }
            Kind::Destroyer => target.into_word().to_vec(),
            Kind::Factory => {
                let kind = *self.dice.pick(KINDS);
                let runtime = code(kind, &mut self.dice);
                [asm::word(self.dice.below(3)), asm::deploy(&runtime)].concat()
            }
            Kind::Caller => [target.into_word().to_vec(), self.dice.bytes(96)].concat(),
            Kind::StaticCaller => {
                let precompile = Address::left_padding_from(&[1 + self.dice.below(17) as u8]);
                let to = if self.dice.below(3) == 0 { target } else { precompile };
                let data = match self.dice.below(3) {
                    0 => vec![0; 128],
                    1 => [asm::word(1), asm::word(2), asm::word(1), vec![5, 3, 7]].concat(),
                    _ => self.dice.bytes(200),
                };
                [to.into_word().to_vec(), data].concat()
            }
            Kind::Gate => asm::word(self.dice.below(150_000)),
            _ => self.dice.bytes(160),
        }
    }

    fn call(&mut self, pair: &mut Pair) {
        let by = self.player();
        let (kind, to) = *self.dice.pick(&self.contracts);
        let input = self.input(kind);
        let seen = input.clone();
        let from = self.players[by].address();
        let question = json!({"from": from, "to": to, "input": Bytes::from(input.clone())});
        pair.both("eth_call", json!([question, "latest"]));
        // These go on when the call inside fails, so less gas than was used may do.
        let forgiving = matches!(kind, Kind::Caller | Kind::StaticCaller);
        let estimate = pair.estimate(&question, forgiving);
        // anvil runs a simulation in the head's block, go-ethereum and the practice chain in the next
        // one; and it does not show the ether that SELFDESTRUCT moves.
        let odd = |kind: Kind| matches!(kind, Kind::Reporter | Kind::Destroyer);
        let named = |address: &Address| seen.get(12..32) == Some(address.as_slice());
        let inside = self.contracts.iter().any(|(kind, address)| odd(*kind) && named(address));
        if !odd(kind) && !inside {
            pair.simulate(&question, forgiving);
        }
        let mut draft = self.dressed(Draft::call(self.nonces[by], to, input));
        draft.value = U256::from(self.dice.below(2) * self.dice.below(1_000));
        draft.gas = match self.dice.below(4) {
            // Out of gas, somewhere in the middle.
            0 => estimate.unwrap_or(100_000) - self.dice.below(3) * 1_500,
            1 => estimate.unwrap_or(60_000) + 3_000,
            2 => 25_000 + self.dice.below(60_000),
            _ => 500_000,
        };
        self.play(pair, &format!("call {kind:?}"), by, &draft);
        for slot in ["0x0", "0x1"] {
            pair.both("eth_getStorageAt", json!([to, slot, "latest"]));
        }
    }

    /// Everything that must be refused, by both in the same way.
    pub(crate) fn refusals(&mut self, pair: &mut Pair) {
        let (by, to) = (0, self.players[1].address());
        let nonce = self.nonces[by];
        let draft = Draft::new(nonce, TxKind::Call(to));
        let poor = wallet::account(99);
        let signer = self.players[by].clone();
        let refused = [
            (Draft { nonce: nonce - 1, value: U256::from(9), ..draft.clone() }, &signer),
            (Draft { nonce: 0, value: U256::from(9), ..draft.clone() }, &signer),
            (Draft { nonce: 0, ..draft.clone() }, &poor),
            (Draft { value: U256::MAX >> 100, ..draft.clone() }, &signer),
            (Draft { chain_id: Some(1), ..draft.clone() }, &signer),
            (Draft { kind: 1, chain_id: Some(5), ..draft.clone() }, &signer),
            (Draft { gas: 30_000_001, ..draft.clone() }, &signer),
            (Draft { price: 1_000_000_000, tip: 1_000_000_001, ..draft.clone() }, &signer),
        ];
        for (draft, signer) in refused {
            let raw = draft.sign(signer);
            if pair.both("eth_sendRawTransaction", json!([raw])).is_some() {
                pair.differences.push(format!("both took what must be refused: {draft:?}"));
            }
        }
        pair.both("eth_sendRawTransaction", json!(["0x1234"]));
        pair.head("after refusals");
        pair.account(&json!(signer.address()));
    }

    /// What anvil takes and then never mines, and the practice chain refuses as go-ethereum does: what
    /// agrees is that it is in no block. Comes last, as anvil makes empty blocks meanwhile.
    pub(crate) fn never_mined(&mut self, pair: &mut Pair) {
        let (by, to) = (0, self.players[1].address());
        let draft = Draft::new(self.nonces[by], TxKind::Call(to));
        let never = [
            (Draft { nonce: draft.nonce + 3, ..draft.clone() }, "nonce too high"),
            (Draft { gas: 20_999, ..draft.clone() }, "intrinsic gas too low"),
            (
                Draft { input: vec![1; 900].into(), gas: 36_000, ..draft.clone() },
                "insufficient gas for floor data gas cost",
            ),
            (
                Draft { kind: 0, chain_id: Some(CHAIN_ID + 1), ..draft.clone() },
                "invalid chain id for signer",
            ),
            (
                Draft { price: 1, tip: 0, ..draft.clone() },
                "max fee per gas less than block base fee",
            ),
            (
                Draft { gas: 20_000_000, ..Draft::deploy(draft.nonce, vec![0; 49_153]) },
                "max initcode size exceeded",
            ),
        ];
        for (draft, words) in never {
            let raw = draft.sign(&self.players[by]);
            let hash = json!([keccak256(&raw)]);
            let _ = pair.anvil.ask("eth_sendRawTransaction", json!([raw]));
            let refusal = pair.practice.ask("eth_sendRawTransaction", json!([raw]));
            let message = refusal.err().map(|refusal| refusal.message).unwrap_or_default();
            pair.same(words, &json!(true), &json!(message.starts_with(words)));
            pair.both("eth_getTransactionReceipt", hash.clone());
            let _ = pair.anvil.ask("anvil_dropTransaction", hash);
        }
    }
}
