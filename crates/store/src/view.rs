use rusqlite::{Connection, Transaction};

use crate::table::accounts::{Accounts, AccountsMut};
use crate::table::anchors::{Anchors, AnchorsMut};
use crate::table::blocks::Blocks;
use crate::table::channels::{Channels, ChannelsMut};
use crate::table::claims::Claims;
use crate::table::cursors::Cursors;
use crate::table::holders::{Holders, HoldersMut};
use crate::table::job_files::{JobFiles, JobFilesMut};
use crate::table::jobs::{Jobs, JobsMut};
use crate::table::ledger::LedgerMut;
use crate::table::offerings::{Offerings, OfferingsMut};
use crate::table::offers::{Offers, OffersMut};
use crate::table::outbox::{Outbox, OutboxMut};
use crate::table::payments::Payments;
use crate::table::settings::{Settings, SettingsMut};
use crate::table::share_transfers::ShareTransfers;
use crate::table::tokens::{WorkTokens, WorkTokensMut};
use crate::table::treaties::{Treaties, TreatiesMut};
use crate::table::vaults::{Vaults, VaultsMut};
use crate::table::works::{Works, WorksMut};
use crate::{Error, Result};

/// Everything that can be read, one handle a table.
#[derive(Debug, Clone, Copy)]
pub struct View<'c>(&'c Connection);

/// An open transaction: everything that can be changed, one handle a table.
#[derive(Debug)]
pub struct Change<'c>(Transaction<'c>);

macro_rules! handles_of_view {
    ($($(#[$doc:meta])* $name:ident: $handle:ident),+ $(,)?) => {
        impl<'c> View<'c> {
            $($(#[$doc])* pub fn $name(self) -> $handle<'c> { $handle(self.0) })+
        }
    };
}

macro_rules! handles_of_change {
    ($($(#[$doc:meta])* $name:ident: $handle:ident),+ $(,)?) => {
        impl Change<'_> {
            $($(#[$doc])* pub fn $name(&self) -> $handle<'_> { $handle(&self.0) })+
        }
    };
}

handles_of_view! {
    /// Preferences.
    settings: Settings,
    /// Accounts of the person.
    accounts: Accounts,
    /// Registered works.
    works: Works,
    /// Jobs.
    jobs: Jobs,
    /// The files of jobs.
    job_files: JobFiles,
    /// How far each chain was read.
    cursors: Cursors,
    /// Hashes of blocks that were read, to notice a reorg.
    blocks: Blocks,
    /// Works' timestamps on chains.
    anchors: Anchors,
    /// Works' tokens.
    tokens: WorkTokens,
    /// Who holds shares.
    holders: Holders,
    /// Agreements over works' income.
    treaties: Treaties,
    /// Contracts that divide money.
    vaults: Vaults,
    /// Licences for sale.
    offers: Offers,
    /// Shares for sale to fans.
    offerings: Offerings,
    /// Payments per use.
    channels: Channels,
    /// What is sent to chains.
    outbox: Outbox,
    /// Money that arrived.
    payments: Payments,
    /// Money that holders took.
    claims: Claims,
    /// Shares that changed hands.
    share_transfers: ShareTransfers,
}

handles_of_change! {
    /// Preferences.
    settings_mut: SettingsMut,
    /// Accounts of the person.
    accounts_mut: AccountsMut,
    /// Registered works.
    works_mut: WorksMut,
    /// Jobs.
    jobs_mut: JobsMut,
    /// The files of jobs.
    job_files_mut: JobFilesMut,
    /// Works' timestamps on chains.
    anchors_mut: AnchorsMut,
    /// Works' tokens.
    tokens_mut: WorkTokensMut,
    /// Who holds shares.
    holders_mut: HoldersMut,
    /// Agreements over works' income.
    treaties_mut: TreatiesMut,
    /// Contracts that divide money.
    vaults_mut: VaultsMut,
    /// Licences for sale.
    offers_mut: OffersMut,
    /// Shares for sale to fans.
    offerings_mut: OfferingsMut,
    /// Payments per use.
    channels_mut: ChannelsMut,
    /// What is sent to chains.
    outbox_mut: OutboxMut,
    /// Payments, claims, share transfers, blocks and cursors, which only change together.
    ledger_mut: LedgerMut,
}

impl<'c> View<'c> {
    pub(crate) fn new(connection: &'c Connection) -> Self {
        Self(connection)
    }
}

impl<'c> Change<'c> {
    pub(crate) fn new(tx: Transaction<'c>) -> Self {
        Self(tx)
    }

    pub(crate) fn commit(self) -> Result<()> {
        self.0.commit().map_err(Error::from)
    }

    /// What the transaction sees, its own changes included.
    pub fn read(&self) -> View<'_> {
        View(&self.0)
    }
}
