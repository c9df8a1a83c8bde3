#![doc = include_str!("../README.md")]

mod backup;
mod codec;
mod error;
mod lock;
mod migrate;
mod store;
mod table;
mod view;

pub use error::{Error, Result};
pub use store::{Reader, Store, restore};
pub use table::accounts::{Account, AccountRealm, Accounts, AccountsMut};
pub use table::anchors::{Anchor, Anchors, AnchorsMut};
pub use table::blocks::{Block, Blocks};
pub use table::channels::{Channels, ChannelsMut, KeptVoucher, PendingDeposit, UsageChannel};
pub use table::claims::{Claim, Claims};
pub use table::cursors::Cursors;
pub use table::holders::{Holders, HoldersMut};
pub use table::intents::{Intent, IntentId, IntentState, NewIntent};
pub use table::job_files::{FileState, JobError, JobFile, JobFiles, JobFilesMut};
pub use table::jobs::{Job, JobState, Jobs, JobsMut, NewJob};
pub use table::ledger::{LedgerMut, LedgerRows};
pub use table::offerings::{Offering, OfferingState, Offerings, OfferingsMut, SaleSeen};
pub use table::offers::{NewOffer, Offer, OfferId, OfferState, Offers, OffersMut};
pub use table::outbox::{Committed, Outbox, OutboxMut, Pending};
pub use table::payments::{Payment, PaymentKind, Payments};
pub use table::settings::{Settings, SettingsMut};
pub use table::share_transfers::{ShareTransfer, ShareTransfers};
pub use table::tokens::{WorkToken, WorkTokens, WorkTokensMut};
pub use table::transactions::{Attempt, Mined, SignedBytes, TransactionState};
pub use table::treaties::{StoredTreaty, Treaties, TreatiesMut};
pub use table::vaults::{Vault, Vaults, VaultsMut};
pub use table::works::{Work, WorkState, Works, WorksMut};
pub use view::{Change, View};
