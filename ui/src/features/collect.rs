//! The parts of collecting.

pub(crate) mod chart;
pub(crate) mod figures;
pub(crate) mod table;
