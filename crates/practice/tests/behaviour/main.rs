#[path = "../support.rs"]
mod support;
