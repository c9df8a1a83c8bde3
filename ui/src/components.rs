//! The parts that pages are set from.

pub(crate) mod confirm;
pub(crate) mod dialog;
pub(crate) mod icon;
pub(crate) mod loaded;
pub(crate) mod notice;
pub(crate) mod rail;
pub(crate) mod small;
pub(crate) mod terms;
pub(crate) mod thumb;
pub(crate) mod unlock;
