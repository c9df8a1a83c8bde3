//! The grid of works.

pub(crate) mod card;
