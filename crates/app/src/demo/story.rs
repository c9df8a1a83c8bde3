//! What the later scenes were about, in figures for people.

use colophon_ipc::Money;
use colophon_model::Address;
use serde::Serialize;

/// Remixes, fans, a dataset and payments per use.
#[derive(Debug, Clone, Serialize)]
pub struct Story {
    /// A remix of a remix earns.
    pub remix: RemixStory,
    /// Fans buy shares.
    pub fans: FansStory,
    /// Many works are licensed at once.
    pub dataset: DatasetStory,
    /// A machine pays for each use.
    pub uses: UsesStory,
}

/// A payment for a remix of a remix, on its way up.
#[derive(Debug, Clone, Serialize)]
pub struct RemixStory {
    /// Paid for the remix of the remix.
    pub paid: Money,
    /// What of it came to the remix.
    pub first: Money,
    /// What of it came to the song.
    pub second: Money,
}

/// Two offerings to fans.
#[derive(Debug, Clone, Serialize)]
pub struct FansStory {
    /// The offering of the song, which succeeded.
    pub succeeded: Address,
    /// The offering of the photograph, which failed.
    pub failed: Address,
    /// What the first one brought the artist.
    pub raised: Money,
    /// What its fans earned, which is their ceiling.
    pub fans: Money,
    /// What came in above it and went to the artist.
    pub surplus: Money,
    /// What buyers of the second one got back.
    pub refunded: Money,
}

/// One payment for many works.
#[derive(Debug, Clone, Serialize)]
pub struct DatasetStory {
    /// Works that agreed.
    pub works: usize,
    /// Their rights holders.
    pub holders: usize,
    /// Paid for all of them.
    pub paid: Money,
}

/// Payments per use.
#[derive(Debug, Clone, Serialize)]
pub struct UsesStory {
    /// Signed vouchers, one for each use.
    pub vouchers: u64,
    /// Transactions that settled them.
    pub transactions: usize,
    /// What they brought.
    pub paid: Money,
}
