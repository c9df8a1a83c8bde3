//! The parts of dividing a work's income.

pub(crate) mod check;
pub(crate) mod editor;
pub(crate) mod fixed;
pub(crate) mod ring;
pub(crate) mod rows;
pub(crate) mod treaty;
pub(crate) mod works;
