//! Tiny contracts, put together byte by byte.

use alloy_primitives::{Address, U256};

/// Opcodes, as in the yellow paper.
pub(crate) mod op {
    pub(crate) const ADD: u8 = 0x01;
    pub(crate) const SUB: u8 = 0x03;
    pub(crate) const LT: u8 = 0x10;
    pub(crate) const ISZERO: u8 = 0x15;
    pub(crate) const ADDRESS: u8 = 0x30;
    pub(crate) const ORIGIN: u8 = 0x32;
    pub(crate) const CALLER: u8 = 0x33;
    pub(crate) const CALLVALUE: u8 = 0x34;
    pub(crate) const CALLDATALOAD: u8 = 0x35;
    pub(crate) const CALLDATASIZE: u8 = 0x36;
    pub(crate) const CALLDATACOPY: u8 = 0x37;
    pub(crate) const CODECOPY: u8 = 0x39;
    pub(crate) const GASPRICE: u8 = 0x3a;
    pub(crate) const RETURNDATASIZE: u8 = 0x3d;
    pub(crate) const RETURNDATACOPY: u8 = 0x3e;
    pub(crate) const COINBASE: u8 = 0x41;
    pub(crate) const TIMESTAMP: u8 = 0x42;
    pub(crate) const NUMBER: u8 = 0x43;
    pub(crate) const GASLIMIT: u8 = 0x45;
    pub(crate) const CHAINID: u8 = 0x46;
    pub(crate) const SELFBALANCE: u8 = 0x47;
    pub(crate) const BASEFEE: u8 = 0x48;
    pub(crate) const MSTORE: u8 = 0x52;
    pub(crate) const SLOAD: u8 = 0x54;
    pub(crate) const SSTORE: u8 = 0x55;
    pub(crate) const JUMP: u8 = 0x56;
    pub(crate) const JUMPI: u8 = 0x57;
    pub(crate) const GAS: u8 = 0x5a;
    pub(crate) const JUMPDEST: u8 = 0x5b;
    pub(crate) const TLOAD: u8 = 0x5c;
    pub(crate) const TSTORE: u8 = 0x5d;
    pub(crate) const MCOPY: u8 = 0x5e;
    pub(crate) const DUP1: u8 = 0x80;
    pub(crate) const DUP2: u8 = 0x81;
    pub(crate) const SWAP1: u8 = 0x90;
    pub(crate) const LOG0: u8 = 0xa0;
    pub(crate) const CREATE2: u8 = 0xf5;
    pub(crate) const CALL: u8 = 0xf1;
    pub(crate) const RETURN: u8 = 0xf3;
    pub(crate) const STATICCALL: u8 = 0xfa;
    pub(crate) const REVERT: u8 = 0xfd;
    pub(crate) const INVALID: u8 = 0xfe;
    pub(crate) const SELFDESTRUCT: u8 = 0xff;
}

/// Code under construction.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asm(Vec<u8>);

impl Asm {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn ops(mut self, ops: &[u8]) -> Self {
        self.0.extend(ops);
        self
    }

    /// Pushes a number with the shortest opcode that holds it.
    pub(crate) fn push(mut self, value: u64) -> Self {
        let bytes = U256::from(value).to_be_bytes_trimmed_vec();
        self.0.push(0x5f + bytes.len() as u8);
        self.0.extend(bytes);
        self
    }

    pub(crate) fn push_address(mut self, address: Address) -> Self {
        self.0.push(0x73);
        self.0.extend(address);
        self
    }

    /// Pushes a code position in two bytes, so that positions are known beforehand.
    pub(crate) fn push_at(mut self, position: usize) -> Self {
        self.0.push(0x61);
        self.0.extend((position as u16).to_be_bytes());
        self
    }

    pub(crate) fn here(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn label(self) -> (Self, usize) {
        let at = self.here();
        (self.ops(&[op::JUMPDEST]), at)
    }

    /// Pushes the position of a label that comes later; hand the result to [`Self::land`].
    pub(crate) fn ahead(self) -> (Self, usize) {
        let hole = self.here() + 1;
        (self.push_at(0), hole)
    }

    /// Places the label of `hole` here.
    pub(crate) fn land(mut self, hole: usize) -> Self {
        let at = (self.here() as u16).to_be_bytes();
        self.0[hole..hole + 2].copy_from_slice(&at);
        self.ops(&[op::JUMPDEST])
    }

    /// Copies all call data to memory 0.
    pub(crate) fn input_to_memory(self) -> Self {
        self.ops(&[op::CALLDATASIZE]).push(0).push(0).ops(&[op::CALLDATACOPY])
    }

    pub(crate) fn bytes(self) -> Vec<u8> {
        self.0
    }
}

/// Init code that runs `constructor` and then installs `runtime`.
pub(crate) fn deploy_after(constructor: Asm, runtime: &[u8]) -> Vec<u8> {
    let size = runtime.len();
    // push_at is 3 bytes long wherever it stands.
    let start = constructor.here() + 3 + 3 + 1 + 1 + 3 + 1 + 1;
    let mut out = constructor
        .push_at(size)
        .push_at(start)
        .push(0)
        .ops(&[op::CODECOPY])
        .push_at(size)
        .push(0)
        .ops(&[op::RETURN])
        .bytes();
    assert_eq!(out.len(), start, "the runtime must begin where the constructor reads it");
    out.extend(runtime);
    out
}

/// Init code that installs `runtime`.
pub(crate) fn deploy(runtime: &[u8]) -> Vec<u8> {
    deploy_after(Asm::new(), runtime)
}

/// Logs its input with its first words as topics, then returns its input.
pub(crate) fn logger(topics: u8) -> Vec<u8> {
    let mut code = Asm::new().input_to_memory();
    for topic in (0..topics).rev() {
        code = code.push(u64::from(topic) * 32).ops(&[op::CALLDATALOAD]);
    }
    code.ops(&[op::CALLDATASIZE])
        .push(0)
        .ops(&[op::LOG0 + topics, op::CALLDATASIZE])
        .push(0)
        .ops(&[op::RETURN])
        .bytes()
}

/// Reverts with its input.
pub(crate) fn reverter() -> Vec<u8> {
    Asm::new().input_to_memory().ops(&[op::CALLDATASIZE]).push(0).ops(&[op::REVERT]).bytes()
}

/// Input: count, value. Writes `value` to the slots 0 to count-1.
pub(crate) fn storer() -> Vec<u8> {
    let (code, top) = Asm::new().push(0).ops(&[op::CALLDATALOAD]).label();
    let (code, end) = code.ops(&[op::DUP1, op::ISZERO]).ahead();
    code.ops(&[op::JUMPI])
        .push(1)
        .ops(&[op::SWAP1, op::SUB])
        .push(32)
        .ops(&[op::CALLDATALOAD, op::DUP2, op::SSTORE])
        .push_at(top)
        .ops(&[op::JUMP])
        .land(end)
        .push(0)
        .push(0)
        .ops(&[op::RETURN])
        .bytes()
}

/// Never ends.
pub(crate) fn endless() -> Vec<u8> {
    let (code, top) = Asm::new().label();
    code.push_at(top).ops(&[op::JUMP]).bytes()
}

/// Gives its balance to the address in its input and destroys itself.
pub(crate) fn destroyer() -> Vec<u8> {
    Asm::new().push(0).ops(&[op::CALLDATALOAD, op::SELFDESTRUCT]).bytes()
}

/// Input: salt, init code. Creates it and returns the address; reverts if that fails.
pub(crate) fn factory() -> Vec<u8> {
    let code = Asm::new()
        .push(32)
        .ops(&[op::CALLDATASIZE, op::SUB])
        .push(32)
        .push(0)
        .ops(&[op::CALLDATACOPY])
        .push(0)
        .ops(&[op::CALLDATALOAD])
        .push(32)
        .ops(&[op::CALLDATASIZE, op::SUB])
        .push(0)
        .ops(&[op::CALLVALUE, op::CREATE2, op::DUP1]);
    let (code, created) = code.ahead();
    code.ops(&[op::JUMPI])
        .push(0)
        .push(0)
        .ops(&[op::REVERT])
        .land(created)
        .push(0)
        .ops(&[op::MSTORE])
        .push(32)
        .push(0)
        .ops(&[op::RETURN])
        .bytes()
}

fn forward(call: &[u8], value: bool) -> Vec<u8> {
    let mut code = Asm::new()
        .push(32)
        .ops(&[op::CALLDATASIZE, op::SUB])
        .push(32)
        .push(0)
        .ops(&[op::CALLDATACOPY])
        .push(0)
        .push(0)
        .push(32)
        .ops(&[op::CALLDATASIZE, op::SUB])
        .push(0);
    if value {
        code = code.ops(&[op::CALLVALUE]);
    }
    code.push(0)
        .ops(&[op::CALLDATALOAD, op::GAS])
        .ops(call)
        // Whether it worked, then what came back, logged so that the receipt shows both.
        .push(0)
        .ops(&[op::MSTORE, op::RETURNDATASIZE])
        .push(0)
        .push(32)
        .ops(&[op::RETURNDATACOPY])
        .push(32)
        .ops(&[op::RETURNDATASIZE, op::ADD])
        .push(0)
        .ops(&[op::LOG0])
        .push(32)
        .ops(&[op::RETURNDATASIZE, op::ADD])
        .push(0)
        .ops(&[op::RETURN])
        .bytes()
}

/// Input: address, data. Calls it with the value received; logs and returns what came back.
pub(crate) fn caller() -> Vec<u8> {
    forward(&[op::CALL], true)
}

/// Input: address, data. Calls it statically; logs and returns what came back.
pub(crate) fn static_caller() -> Vec<u8> {
    forward(&[op::STATICCALL], false)
}

/// Logs what the block and the transaction look like from inside.
pub(crate) fn reporter() -> Vec<u8> {
    let seen = [
        op::ADDRESS,
        op::ORIGIN,
        op::CALLER,
        op::CALLVALUE,
        op::GASPRICE,
        op::COINBASE,
        op::TIMESTAMP,
        op::NUMBER,
        op::GASLIMIT,
        op::CHAINID,
        op::SELFBALANCE,
        op::BASEFEE,
        op::GAS,
    ];
    let mut code = Asm::new();
    for (at, opcode) in (0_u64..).zip(seen) {
        code = code.ops(&[opcode]).push(at * 32).ops(&[op::MSTORE]);
    }
    let size = seen.len() as u64 * 32;
    code.push(size).push(0).ops(&[op::LOG0]).push(size).push(0).ops(&[op::RETURN]).bytes()
}

/// Counts calls in slot 0, through transient storage and a memory copy, and returns the count.
pub(crate) fn counter() -> Vec<u8> {
    Asm::new()
        .push(1)
        .push(0)
        .ops(&[op::SLOAD, op::ADD])
        .push(7)
        .ops(&[op::TSTORE])
        .push(7)
        .ops(&[op::TLOAD, op::DUP1])
        .push(0)
        .ops(&[op::SSTORE])
        .push(64)
        .ops(&[op::MSTORE])
        .push(32)
        .push(64)
        .push(0)
        .ops(&[op::MCOPY])
        .push(32)
        .push(0)
        .ops(&[op::RETURN])
        .bytes()
}

/// Reverts unless it has more gas than its input says: an estimate must search for it.
pub(crate) fn gas_gate() -> Vec<u8> {
    let (code, short) = Asm::new().push(0).ops(&[op::CALLDATALOAD, op::GAS, op::LT]).ahead();
    code.ops(&[op::JUMPI])
        .push(0)
        .push(0)
        .ops(&[op::RETURN])
        .land(short)
        .push(0)
        .push(0)
        .ops(&[op::REVERT])
        .bytes()
}

/// A word.
pub(crate) fn word(value: u64) -> Vec<u8> {
    U256::from(value).to_be_bytes::<32>().to_vec()
}
