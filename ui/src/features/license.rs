//! The parts of licensing.

pub(crate) mod form;
pub(crate) mod list;
pub(crate) mod options;
pub(crate) mod sold;
