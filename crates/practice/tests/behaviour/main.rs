//! What the practice chain answers, keeps, and takes back.

mod clients;
mod files;
mod methods;
mod provider;
mod refusals;
mod rewinding;
mod stage;
#[path = "../support.rs"]
mod support;
