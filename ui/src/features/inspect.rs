//! The parts of inspecting.

pub(crate) mod verdict;
