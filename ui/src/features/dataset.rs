//! Datasets: many works under one licence.

mod acts;
mod consent;
pub(crate) mod desk;
pub(crate) mod form;
mod reading;
mod rows;
