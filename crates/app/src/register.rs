//! Registering: what a file is, its signed copy, the job that makes it.

pub(crate) mod copy;
pub(crate) mod job;
pub(crate) mod mark;
pub(crate) mod origin;
pub(crate) mod probe;
pub(crate) mod samples;
