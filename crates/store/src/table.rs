//! One module a table: its row, its read handle, its write handle.

pub(crate) mod accounts;
pub(crate) mod anchors;
pub(crate) mod blocks;
pub(crate) mod channels;
pub(crate) mod claims;
pub(crate) mod cursors;
pub(crate) mod holders;
pub(crate) mod intents;
pub(crate) mod job_files;
pub(crate) mod jobs;
pub(crate) mod ledger;
pub(crate) mod offerings;
pub(crate) mod offers;
pub(crate) mod outbox;
pub(crate) mod payments;
pub(crate) mod settings;
pub(crate) mod share_transfers;
pub(crate) mod tokens;
pub(crate) mod transactions;
pub(crate) mod treaties;
pub(crate) mod vaults;
pub(crate) mod works;
