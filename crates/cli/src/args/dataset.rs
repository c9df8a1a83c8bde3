use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use colophon_ipc::DatasetRow;
use colophon_model::Permissions;

use super::PayInName;

/// Many works under one licence.
#[derive(Debug, Subcommand)]
pub(crate) enum Dataset {
    /// Write a dataset: a file that goes to rights holders, who consent, and to buyers. Nothing is sent.
    New(NewDataset),
    /// Make its vault and offer licences. Taken up again after a stop, it does what is left.
    Open {
        /// The file, or the number of a dataset that this home keeps.
        dataset: String,
    },
    /// Read a dataset aloud and consent, as the rights holder of one of its works, into a new file.
    Consent(Consent),
    /// Bring consents to the chain. Anybody may.
    Join {
        /// The file, or the number of a dataset that this home keeps.
        dataset: String,
        /// Files with consents.
        #[arg(required = true)]
        consents: Vec<String>,
    },
    /// Say yes or no: is a dataset what its file says, and can these consents join it?
    Check {
        /// The file, or the number of a dataset that this home keeps.
        dataset: String,
        /// Files with consents.
        consents: Vec<String>,
    },
    /// Show a dataset: what a licence allows, which works have joined, why nobody can buy yet.
    Show {
        /// The file, or the number of a dataset that this home keeps.
        dataset: String,
    },
    /// List the datasets that this home wrote, consented to, opened or bought.
    List,
    /// Buy licences of all works in one payment.
    Buy {
        /// The file, or the number of a dataset that this home keeps.
        dataset: String,
        /// How many.
        #[arg(long, default_value_t = 1)]
        quantity: u32,
    },
    /// Show what a dataset earned, what each work has drawn of it and what waits for it.
    Income {
        /// The file, or the number of a dataset that this home keeps.
        dataset: String,
    },
    /// Draw each work's part into the work's own vault, where its holders claim it. Anybody may; the fees are yours.
    Claim {
        /// The file, or the number of a dataset that this home keeps.
        dataset: String,
    },
    /// Set what a licence costs; 0 sells none for now. The curator alone.
    Price {
        /// The file, or the number of a dataset that this home keeps.
        dataset: String,
        /// What one costs, such as 2000.
        price: String,
    },
    /// Take a work of yours out of future sales, and put every consent for it so far out of use.
    TakeOut {
        /// The file, or the number of a dataset that this home keeps.
        dataset: String,
        /// The work.
        #[arg(long)]
        work: String,
    },
}

/// A dataset that is written.
#[derive(Debug, Args)]
pub(crate) struct NewDataset {
    /// What it is called.
    #[arg(long)]
    pub(crate) title: String,
    /// What you say of it to rights holders and buyers.
    #[arg(long, default_value = "")]
    pub(crate) notes: String,
    /// A work with its part in each payment, such as 0199aa=60%; without parts, all are equal. The work is one of this home,
    /// or the number of anybody's token.
    #[arg(long = "work", value_name = "WORK[=PERCENT]", required = true)]
    pub(crate) works: Vec<String>,
    /// What a licence allows; several are separated by commas.
    #[arg(long, value_enum, value_delimiter = ',', required = true)]
    pub(crate) allow: Vec<UseName>,
    /// A licence lasts so many days; 0 for ever.
    #[arg(long, default_value_t = 365)]
    pub(crate) days: u32,
    /// A buyer may pass it on.
    #[arg(long)]
    pub(crate) transferable: bool,
    /// A file with the licence text, which says all that these terms do not.
    #[arg(long, value_name = "FILE")]
    pub(crate) licence: Option<PathBuf>,
    /// What a licence costs, such as 2000.
    #[arg(long)]
    pub(crate) price: String,
    /// What it is paid in.
    #[arg(long = "in", value_enum)]
    pub(crate) pay_in: PayInName,
    /// The new file.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}

impl NewDataset {
    /// The works with their parts, as typed.
    pub(crate) fn rows(&self) -> Vec<DatasetRow> {
        let row = |typed: &String| {
            let (work, percent) = typed.split_once('=').unwrap_or((typed, ""));
            DatasetRow { work: work.trim().to_owned(), percent: percent.trim().to_owned() }
        };
        self.works.iter().map(row).collect()
    }

    /// What a licence allows.
    pub(crate) fn permissions(&self) -> Permissions {
        let named = |name: UseName| self.allow.contains(&name);
        Permissions {
            personal: named(UseName::Personal),
            commercial: named(UseName::Commercial),
            ai_mine: named(UseName::Mine),
            ai_infer: named(UseName::Infer),
            ai_train: named(UseName::Train),
            ai_train_generative: named(UseName::TrainGenerative),
            remix: false,
        }
    }
}

/// What a licence of a dataset can allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum UseName {
    /// Private use.
    Personal,
    /// Use in a business.
    Commercial,
    /// Text and data mining.
    Mine,
    /// Input to trained AI models.
    Infer,
    /// Training of AI models that do not generate.
    Train,
    /// Training of generative AI models.
    TrainGenerative,
}

/// A consent.
#[derive(Debug, Args)]
pub(crate) struct Consent {
    /// The file with the dataset.
    pub(crate) file: PathBuf,
    /// Your work in it.
    #[arg(long)]
    pub(crate) work: String,
    /// The least that a licence of the whole dataset may cost, in what it is paid in.
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) lowest: String,
    /// The last day in UTC on which the consent can be brought to the chain, such as 2026-12-31.
    #[arg(long, value_name = "DATE", conflicts_with = "days")]
    pub(crate) until: Option<String>,
    /// The consent can be brought to the chain for so many days.
    #[arg(long, default_value_t = 30)]
    pub(crate) days: u32,
    /// The new file; else one beside the dataset's.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}
