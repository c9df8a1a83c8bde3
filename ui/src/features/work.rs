//! The parts of a work's page.

pub(crate) mod chain;
pub(crate) mod evidence;
pub(crate) mod money;
pub(crate) mod payout;
pub(crate) mod record;
