//! The parts of licensing.

pub(crate) mod form;
pub(crate) mod list;
