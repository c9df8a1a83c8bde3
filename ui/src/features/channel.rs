//! Payments per use.

pub(crate) mod desk;
pub(crate) mod list;
pub(crate) mod open;
