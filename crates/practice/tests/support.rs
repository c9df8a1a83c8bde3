//! What the tests of this crate share.
#![allow(dead_code, reason = "each test binary uses a part")]

#[path = "support/asm.rs"]
pub(crate) mod asm;
#[path = "support/node.rs"]
pub(crate) mod node;
#[path = "support/wallet.rs"]
pub(crate) mod wallet;
