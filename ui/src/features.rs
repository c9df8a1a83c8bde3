//! What pages are made of, by verb.

pub(crate) mod channel;
pub(crate) mod collect;
pub(crate) mod dataset;
pub(crate) mod inspect;
pub(crate) mod license;
pub(crate) mod offering;
pub(crate) mod register;
pub(crate) mod share;
pub(crate) mod welcome;
pub(crate) mod work;
pub(crate) mod works;
