use clap::{Args, Subcommand, ValueEnum};
use colophon_model::{LicenceKind, TermsAsked};

use super::PayInName;

/// An offer.
#[derive(Debug, Args)]
pub(crate) struct Offer {
    /// The work.
    pub(crate) work: String,
    /// Which template; `colophon licence templates` says what each means.
    #[arg(long, value_enum)]
    pub(crate) kind: KindName,
    /// What one costs, such as 12.50.
    #[arg(long)]
    pub(crate) price: String,
    /// What it is paid in.
    #[arg(long = "in", value_enum)]
    pub(crate) pay_in: PayInName,
    #[command(flatten)]
    pub(crate) terms: TermsTyped,
}

/// What is to differ from the template.
#[derive(Debug, Args)]
pub(crate) struct TermsTyped {
    /// It lasts so many days; 0 for ever.
    #[arg(long, value_name = "DAYS")]
    days: Option<u32>,
    /// For so many days nobody else is sold a licence with one of its uses; 0 for a licence that is not exclusive.
    #[arg(long, value_name = "DAYS")]
    exclusive_days: Option<u32>,
    /// One licence is good for so many people or machines at a time; 0 for no count.
    #[arg(long, value_name = "NUMBER")]
    seats: Option<u16>,
    /// So many are sold at most; 0 for no limit.
    #[arg(long, value_name = "NUMBER")]
    copies: Option<u32>,
    /// At least this part of a remix's shares goes to the work, such as 10%.
    #[arg(long, value_name = "PERCENT")]
    remix: Option<String>,
    /// A remix may not earn more, in what the price is paid in.
    #[arg(long, value_name = "AMOUNT")]
    remix_ceiling: Option<String>,
    /// The buyer owes this part of what she earns with the work, such as 2.5%.
    #[arg(long, value_name = "PERCENT")]
    owed: Option<String>,
    /// The buyer may not earn more with the work, in what the price is paid in.
    #[arg(long, value_name = "AMOUNT")]
    ceiling: Option<String>,
    /// Only in these countries: codes of ISO 3166-1 with commas between, such as FR,BE.
    #[arg(long, value_name = "CODES")]
    territory: Option<String>,
    /// The buyer may pass it on.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    transferable: Option<bool>,
    /// Those whom the treaty names may take it back.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    revocable: Option<bool>,
    /// The author is named.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    attribution: Option<bool>,
    /// A remix is published only after the author approved it.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    approval: Option<bool>,
    /// A remix is licensed on the same conditions.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    reciprocal: Option<bool>,
}

impl From<&TermsTyped> for TermsAsked {
    fn from(typed: &TermsTyped) -> Self {
        Self {
            remix_percent: typed.remix.clone(),
            remix_ceiling: typed.remix_ceiling.clone(),
            owed_percent: typed.owed.clone(),
            revenue_ceiling: typed.ceiling.clone(),
            days: typed.days,
            exclusive_days: typed.exclusive_days,
            seats: typed.seats,
            copies: typed.copies,
            territory: typed.territory.clone(),
            transferable: typed.transferable,
            revocable: typed.revocable,
            attribution: typed.attribution,
            approval: typed.approval,
            reciprocal: typed.reciprocal,
        }
    }
}

/// A template.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum KindName {
    /// Private use by one person.
    Personal,
    /// Use in a business, with credit.
    Commercial,
    /// Training of AI models, for a time.
    AiTraining,
    /// A work made from this one, which gives this one a share of itself.
    Remix,
    /// Use in a business that nobody else is sold for 90 days.
    Exclusive,
    /// Creative Commons BY 4.0 for everybody, once somebody has paid.
    CcBy,
    /// Creative Commons BY-SA 4.0, likewise.
    CcBySa,
    /// Creative Commons BY-NC 4.0, likewise.
    CcByNc,
    /// Creative Commons BY-NC-SA 4.0, likewise.
    CcByNcSa,
    /// Creative Commons BY-ND 4.0, likewise.
    CcByNd,
    /// Creative Commons BY-NC-ND 4.0, likewise.
    CcByNcNd,
}

impl From<KindName> for LicenceKind {
    fn from(name: KindName) -> Self {
        match name {
            KindName::Personal => Self::Personal,
            KindName::Commercial => Self::Commercial,
            KindName::AiTraining => Self::AiTraining,
            KindName::Remix => Self::Remix,
            KindName::Exclusive => Self::Exclusive,
            KindName::CcBy => Self::CcBy,
            KindName::CcBySa => Self::CcBySa,
            KindName::CcByNc => Self::CcByNc,
            KindName::CcByNcSa => Self::CcByNcSa,
            KindName::CcByNd => Self::CcByNd,
            KindName::CcByNcNd => Self::CcByNcNd,
        }
    }
}

/// Offers.
#[derive(Debug, Subcommand)]
pub(crate) enum Offers {
    /// Show one in plain words, beside what the contract stores.
    Show {
        /// The offer's number.
        offer: i64,
    },
    /// End one. Licences that were sold stay valid.
    Close {
        /// The offer's number.
        offer: i64,
    },
}

/// Licences.
#[derive(Debug, Subcommand)]
pub(crate) enum Licence {
    /// Print every template in plain words, beside what the contract stores. Needs no home.
    Templates,
    /// List the licences that were sold, and whether they are valid.
    List {
        /// Only of this work.
        #[arg(long)]
        work: Option<String>,
    },
    /// Say yes or no: does somebody have a licence now?
    Check {
        /// The licence's number.
        licence: String,
        /// Who is said to hold it.
        #[arg(value_name = "ADDRESS")]
        holder: String,
    },
    /// Take a revocable licence back.
    Revoke {
        /// The licence's number.
        licence: String,
        /// Who holds it.
        #[arg(value_name = "ADDRESS")]
        holder: String,
        /// Why. The hash of these words goes to the chain; keep the words.
        #[arg(long)]
        reason: String,
    },
}
