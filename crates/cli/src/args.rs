//! What can be typed.

mod channel;
mod dataset;
mod licence;

use std::path::PathBuf;

pub(crate) use channel::{Channel, OpenChannel, SignVoucher};
use clap::{Args, Parser, Subcommand, ValueEnum};
use colophon_ipc::{Origin, PayIn};
use colophon_model::{Payload, PolicyPreset};
pub(crate) use dataset::{Consent, Dataset, NewDataset};
pub(crate) use licence::{Licence, Offer, Offers};

use crate::words::Language;

/// Registers works, proves whose they are, and accounts for what they earn.
///
/// Exit codes: 0 done, 1 failed, 2 wrong usage, 3 checked and the answer is no.
#[derive(Debug, Parser)]
#[command(name = "colophon", version, propagate_version = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
pub(crate) struct Global {
    /// The folder in which everything lies; else COLOPHON_HOME, else the system's folder for data.
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
    /// Answer with one JSON document on standard output.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Read the passphrase from the first line of a file, `-` for standard input; else COLOPHON_PASSPHRASE_FILE, else
    /// ask.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// Confirm without asking.
    #[arg(long, global = true)]
    pub(crate) yes: bool,
    /// The language of messages; else the system's.
    #[arg(long, global = true)]
    pub(crate) lang: Option<Language>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Play the main job on the practice chain with works that come along, and check every figure.
    Demo,
    /// Register pictures and music: mark, sign, record. The originals stay as they are.
    Register(Register),
    /// List the works.
    Works,
    /// Show everything that is known of a work.
    Work {
        /// The work's id, or the beginning of it.
        id: String,
    },
    /// Look at any file: what it says, what the register knows, what the chain says.
    Inspect {
        /// The file.
        file: PathBuf,
    },
    /// Say yes or no: does the file carry a signature that holds? Needs no home.
    Verify {
        /// The file.
        file: PathBuf,
    },
    /// Write and find marks without registering anything.
    #[command(subcommand)]
    Watermark(Watermark),
    /// Make or show the account.
    #[command(subcommand)]
    Account(Account),
    /// The chain.
    #[command(subcommand)]
    Chain(Chain),
    /// Who shares in a work.
    #[command(subcommand)]
    Split(Split),
    /// Anchor works, make their vaults and tokens.
    Mint(Mint),
    /// Put up a licence for sale.
    Offer(Offer),
    /// List the offers, or end one.
    Offers {
        #[command(subcommand)]
        what: Option<Offers>,
    },
    /// Licences: what each template says, which were sold, which are valid, taking one back.
    #[command(subcommand)]
    Licence(Licence),
    /// Many works under one licence, sold in one payment once all have joined.
    #[command(subcommand)]
    Dataset(Dataset),
    /// Shares of a work for fans.
    #[command(subcommand)]
    Offering(Offering),
    /// Payments per use: a deposit, a signed voucher for each use, one claim.
    #[command(subcommand)]
    Channel(Channel),
    /// Let a buyer of the practice chain take an offer.
    Buy {
        /// The offer's number.
        offer: i64,
    },
    /// What arrived, what should have, and whose it is.
    #[command(subcommand)]
    Income(Income),
    /// Take out what is owed to the account.
    Claim {
        /// Only from these works.
        works: Vec<String>,
    },
    /// Pay everybody who shares in a work, and give each what she needs to claim herself.
    #[command(subcommand)]
    Payout(Payout),
    /// Print the completions of a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
}

/// How works are registered.
#[derive(Debug, Args)]
pub(crate) struct Register {
    /// The files.
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The title; made from the file's name where absent. For one file only.
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// Who made them; the account's creator where absent.
    #[arg(long)]
    pub(crate) creator: Option<String>,
    /// What machines may do: open, train-by-licence or no-ai.
    #[arg(long, default_value = "train-by-licence")]
    pub(crate) policy: PolicyPreset,
    /// How the works came about. Asked, never assumed.
    #[arg(long, value_enum)]
    pub(crate) origin: OriginName,
    /// Put no mark into pictures.
    #[arg(long)]
    pub(crate) no_watermark: bool,
    /// Private metadata that stays.
    #[arg(long, value_enum, value_delimiter = ',')]
    pub(crate) keep: Vec<KeepName>,
    /// Lay another copy of each signed copy into this folder.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

/// How a work came about.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum OriginName {
    /// Drawn, painted or composed by a person.
    HumanMade,
    /// Taken by camera or microphone.
    Captured,
    /// A person's work with parts made by AI.
    PartlyAi,
    /// Made by AI.
    Ai,
}

impl From<OriginName> for Origin {
    fn from(name: OriginName) -> Self {
        match name {
            OriginName::HumanMade => Self::HumanMade,
            OriginName::Captured => Self::Captured,
            OriginName::PartlyAi => Self::PartlyAi,
            OriginName::Ai => Self::Ai,
        }
    }
}

/// Private metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeepName {
    /// Where it was taken.
    Location,
    /// Serial numbers of devices.
    Serials,
    /// Small pictures of an earlier state.
    Previews,
}

/// Marks.
#[derive(Debug, Subcommand)]
pub(crate) enum Watermark {
    /// Write a marked copy of a picture.
    Embed {
        /// The picture.
        input: PathBuf,
        /// The marked copy; must not exist yet.
        output: PathBuf,
        /// What the mark carries: 16 hexadecimal digits.
        #[arg(long, value_name = "HEX16")]
        payload: Payload,
    },
    /// Look for this home's mark in a picture.
    Detect {
        /// The picture.
        file: PathBuf,
        /// Width and height of an original that it may be a copy of.
        #[arg(long, value_name = "WxH", value_parser = size)]
        hint: Vec<(usize, usize)>,
    },
}

/// The account.
#[derive(Debug, Subcommand)]
pub(crate) enum Account {
    /// Make the account and show its recovery words once.
    New {
        /// The name that will stand in every signature.
        #[arg(long)]
        creator: String,
        /// Write the recovery words to this new file instead of showing them.
        #[arg(long, value_name = "FILE")]
        words_to: Option<PathBuf>,
    },
    /// List the accounts.
    List,
}

/// The chain.
#[derive(Debug, Subcommand)]
pub(crate) enum Chain {
    /// Say how it stands.
    Status,
}

/// Splits.
#[derive(Debug, Subcommand)]
pub(crate) enum Split {
    /// Show who shares in a work and what each earned, or read a treaty file aloud.
    Show {
        /// The work, or a treaty file.
        what: String,
    },
    /// Check a list of holders without using it, or a treaty file: is it sound and signed by all, and is a vault the one
    /// that it leads to?
    Check {
        /// A CSV file with the columns name, address, and percent or shares; or a treaty file.
        file: PathBuf,
        /// For a treaty: the work whose vault it must be.
        #[arg(long)]
        work: Option<String>,
        /// For a treaty: the vault's address.
        #[arg(long, value_name = "ADDRESS")]
        vault: Option<String>,
    },
    /// Write a treaty for a work that is not minted yet: a file that goes from party to party, each adding a signature.
    New(SplitNew),
    /// Read a treaty aloud and sign it, into a new file.
    Sign {
        /// The file.
        file: PathBuf,
        /// The new file; else one beside the old.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Put the signatures of several files of one treaty together.
    Merge {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// The new file.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

/// A treaty.
#[derive(Debug, Args)]
pub(crate) struct SplitNew {
    /// The work.
    pub(crate) work: String,
    /// The authors: a CSV file with the columns name, address, and percent or shares. Each of them has to sign.
    #[arg(long, value_name = "FILE")]
    pub(crate) split: PathBuf,
    /// Fans, who are paid and do not sign: a CSV file with the columns address, and shares or percent.
    #[arg(long, value_name = "FILE")]
    pub(crate) fans: Option<PathBuf>,
    /// Who has to sign, instead of all in the list of authors. Your own account always has to.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) signer: Vec<String>,
    /// Who may offer licences; else your own account alone.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) offerer: Vec<String>,
    /// Who may revoke licences; else your own account alone.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) revoker: Vec<String>,
    /// The least that a licence may cost in coin, such as 0.01. Without it none is sold for coin.
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) floor_coin: Option<String>,
    /// The least that a licence may cost in dollars, such as 5. Without it none is sold for dollars.
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) floor_dollar: Option<String>,
    /// In so many days all have to sign.
    #[arg(long, default_value_t = 30)]
    pub(crate) days: u32,
    /// The new file.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}

/// Minting.
#[derive(Debug, Args)]
pub(crate) struct Mint {
    /// The works.
    #[arg(required = true)]
    pub(crate) works: Vec<String>,
    /// Who shares: a CSV file with the columns name, address, and percent or shares.
    #[arg(long, value_name = "FILE", required_unless_present = "treaty")]
    pub(crate) split: Option<PathBuf>,
    /// The treaty that all have signed, for one work; it says who shares.
    #[arg(long, value_name = "FILE")]
    pub(crate) treaty: Option<PathBuf>,
    /// What a marketplace is asked to pass on of each resale.
    #[arg(long, default_value = "5%", value_parser = royalty)]
    pub(crate) royalty: u16,
}

/// A means of payment.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum PayInName {
    /// The chain's own coin.
    Coin,
    /// The chain's dollar token.
    Dollar,
}

impl From<PayInName> for PayIn {
    fn from(name: PayInName) -> Self {
        match name {
            PayInName::Coin => Self::Coin,
            PayInName::Dollar => Self::Dollar,
        }
    }
}

/// Shares for fans.
#[derive(Debug, Subcommand)]
pub(crate) enum Offering {
    /// Say what an offering would bring whom. Nothing is signed or sent.
    Simulate(Simulate),
    /// Offer shares of a work to fans.
    Open(OpenOffering),
    /// List the offerings and what can be done with each.
    List,
    /// Show how an offering stands.
    Show {
        /// Its address.
        offering: String,
    },
    /// Take the shares back before anything is sold.
    CallOff {
        /// Its address.
        offering: String,
    },
    /// Close a sale that has sold enough, and be paid.
    Settle {
        /// Its address.
        offering: String,
    },
    /// Give the buyers of a failed sale their money back, and take the shares back.
    Refund {
        /// Its address.
        offering: String,
    },
    /// Pay the fans what they are owed; the fees are yours.
    Pay {
        /// Its address.
        offering: String,
    },
    /// Take the fans' shares back once their ceiling or term is reached, with what came in above.
    End {
        /// Its address.
        offering: String,
    },
    /// Let fans of the practice chain buy shares.
    Buy {
        /// Its address.
        offering: String,
    },
}

/// An offering that is thought of.
#[derive(Debug, Args)]
pub(crate) struct Simulate {
    /// How much of the work's income is for sale, such as 10%.
    #[arg(long, value_name = "PERCENT")]
    pub(crate) percent: String,
    /// What 0.0001 % of the income costs, such as 0.001.
    #[arg(long)]
    pub(crate) price: String,
    /// The most that 0.0001 % may ever bring a fan.
    #[arg(long)]
    pub(crate) ceiling: String,
    /// How much one fan buys.
    #[arg(long, value_name = "PERCENT", default_value = "0.1%")]
    pub(crate) buys: String,
    /// What it is paid in.
    #[arg(long = "in", value_enum)]
    pub(crate) pay_in: PayInName,
    /// What the work earns, to be looked at; several are separated by commas. Else half of the break-even, the break-even,
    /// and twice what fills the fans' ceiling.
    #[arg(long, value_delimiter = ',')]
    pub(crate) income: Vec<String>,
}

/// An offering that is made.
#[derive(Debug, Args)]
pub(crate) struct OpenOffering {
    /// The work.
    pub(crate) work: String,
    /// How much of the work's income is for sale, such as 10%.
    #[arg(long, value_name = "PERCENT")]
    pub(crate) percent: String,
    /// What 0.0001 % of the income costs, such as 0.001.
    #[arg(long)]
    pub(crate) price: String,
    /// What it is paid in.
    #[arg(long = "in", value_enum)]
    pub(crate) pay_in: PayInName,
    /// The most that 0.0001 % may ever bring a fan.
    #[arg(long)]
    pub(crate) ceiling: String,
    /// How much of the work's income must be sold, or everybody gets the money back.
    #[arg(long, value_name = "PERCENT")]
    pub(crate) minimum: String,
    /// How much of the work's income one fan may buy.
    #[arg(long, value_name = "PERCENT")]
    pub(crate) per_buyer: String,
    /// The last day of the sale in UTC, such as 2026-12-31.
    #[arg(long, value_name = "DATE", conflicts_with = "days")]
    pub(crate) deadline: Option<String>,
    /// The sale lasts so many days.
    #[arg(long, default_value_t = 30)]
    pub(crate) days: u32,
    /// The last day of the fans' part in UTC.
    #[arg(long, value_name = "DATE", conflicts_with = "years")]
    pub(crate) term: Option<String>,
    /// The fans' part lasts so many years.
    #[arg(long, default_value_t = 10)]
    pub(crate) years: u32,
    /// The law that you offer under, as ISO 3166 writes it, such as CH or US-NY.
    #[arg(long, value_name = "CODE")]
    pub(crate) jurisdiction: String,
    /// What you tell your fans: what they buy and what they risk.
    #[arg(long)]
    pub(crate) text: String,
    /// You have read that fan shares may be securities where you or your fans live, and that whoever offers them answers
    /// for that.
    #[arg(long)]
    pub(crate) warned: bool,
}

/// Payouts.
#[derive(Debug, Subcommand)]
pub(crate) enum Payout {
    /// Pay every holder of a work what she is owed; the fees are yours.
    Run {
        /// The work.
        work: String,
        /// Holders in one transaction, at most.
        #[arg(long, value_name = "HOLDERS")]
        batch: Option<u32>,
    },
    /// Write for each holder a file and a QR code that prove her place.
    Packs {
        /// The work.
        work: String,
        /// The folder.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Verify a file that a holder was given. Needs no home.
    Check {
        /// The file.
        file: PathBuf,
    },
}

/// Income.
#[derive(Debug, Subcommand)]
pub(crate) enum Income {
    /// Read the chain.
    Sync,
    /// List payments.
    List {
        /// Only of this work.
        #[arg(long)]
        work: Option<String>,
    },
    /// Totals: received, owed, short; and whether the books agree with the chain.
    Statement,
    /// Write the statement as CSV.
    Export {
        /// The file; must not exist yet.
        #[arg(long, value_name = "FILE.csv")]
        out: PathBuf,
    },
}

fn size(text: &str) -> Result<(usize, usize), String> {
    let read = |n: &str| n.trim().parse().ok().filter(|n| (1..=1 << 20).contains(n));
    text.split_once(['x', 'X', '×'])
        .and_then(|(w, h)| Some((read(w)?, read(h)?)))
        .ok_or_else(|| format!("`{text}` is not a size such as 1600x1200"))
}

/// A percentage with at most two places, in hundredths of a per cent.
fn royalty(text: &str) -> Result<u16, String> {
    let wrong = || format!("`{text}` is not a percentage such as 5% or 2.5%, at most 100%");
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let number = text.trim().trim_end_matches('%').trim_end();
    let (whole, places) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() || places.len() > 2 || !digits(whole) || !digits(places) {
        return Err(wrong());
    }
    let points = format!("{whole}{places:0<2}").parse::<u16>().map_err(|_| wrong())?;
    if points > 10_000 { Err(wrong()) } else { Ok(points) }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_commands_do_not_contradict_each_other() {
        Cli::command().debug_assert();
    }

    #[test]
    fn percentages_and_sizes_are_exact() {
        for (text, want) in [
            ("5%", Some(500)),
            ("2.5 %", Some(250)),
            ("0.05", Some(5)),
            ("100", Some(10_000)),
            ("100.01", None),
            ("1.234", None),
            ("-1", None),
            ("", None),
        ] {
            assert_eq!(royalty(text).ok(), want, "{text}");
        }
        assert_eq!(size("1600x1200"), Ok((1600, 1200)));
        assert!(size("0x5").is_err() && size("1600").is_err(), "a size has two numbers above zero");
    }
}
