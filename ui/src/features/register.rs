//! The parts of registering.

pub(crate) mod draft;
pub(crate) mod drop_zone;
pub(crate) mod files;
pub(crate) mod options;
pub(crate) mod progress;
pub(crate) mod samples;
