use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::PayInName;

/// Payments per use.
#[derive(Debug, Subcommand)]
pub(crate) enum Channel {
    /// Open a channel to a payee with a first deposit, and write the file that the payee needs.
    Open(OpenChannel),
    /// Add to a channel that you pay.
    Deposit {
        /// The channel's number, or the beginning of it.
        channel: String,
        /// How much, such as 5.
        #[arg(long)]
        amount: String,
    },
    /// Sign the next voucher: what is owed in all, so much more than by the last one.
    Voucher(SignVoucher),
    /// Begin to take back what is unclaimed; it comes after the delay, with `finish`.
    Withdraw {
        /// The channel's number, or the beginning of it.
        channel: String,
        /// How much; else all that is unclaimed then.
        #[arg(long)]
        amount: Option<String>,
    },
    /// Leave in the channel what you began to take back.
    Cancel {
        /// The channel's number, or the beginning of it.
        channel: String,
    },
    /// Take back what is unclaimed, now that the delay is over.
    Finish {
        /// The channel's number, or the beginning of it.
        channel: String,
    },
    /// Keep a channel that pays you, or a work of yours, from the payer's file.
    Accept {
        /// The file.
        file: PathBuf,
    },
    /// Check a voucher against the chain, and keep it if it is good.
    Receive {
        /// The file.
        file: PathBuf,
        /// What the use costs: less is refused.
        #[arg(long, value_name = "AMOUNT")]
        price: Option<String>,
    },
    /// Claim the newest vouchers and pay the payees; many channels in one call.
    Claim {
        /// Only of these channels.
        channels: Vec<String>,
    },
    /// List the channels, with what is at risk and what can be done with each.
    List,
    /// Show how a channel stands.
    Show {
        /// The channel's number, or the beginning of it.
        channel: String,
    },
    /// Write a channel's file once more.
    File {
        /// The channel's number, or the beginning of it.
        channel: String,
        /// The new file.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

/// A channel that is opened.
#[derive(Debug, Args)]
pub(crate) struct OpenChannel {
    /// Who is paid: a work of this home, or the address of a vault or an account.
    #[arg(long, value_name = "WORK|ADDRESS")]
    pub(crate) to: String,
    /// What it pays in.
    #[arg(long = "in", value_enum)]
    pub(crate) pay_in: PayInName,
    /// The first deposit, such as 10.
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) deposit: String,
    /// How long you wait for what you take back: 15m to 30d. A payee has that long to claim.
    #[arg(long, default_value = "1d", value_parser = delay)]
    pub(crate) delay: u32,
    /// Who signs vouchers, instead of your own account.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) signer: Option<String>,
    /// The new file for the payee.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}

/// A voucher.
#[derive(Debug, Args)]
pub(crate) struct SignVoucher {
    /// The channel's number, or the beginning of it.
    pub(crate) channel: String,
    /// How much more is owed than by the last voucher, such as 0.01.
    #[arg(long, value_name = "AMOUNT", required_unless_present = "again")]
    pub(crate) add: Option<String>,
    /// Sign above what is secured; the payee will not take it before you deposit more.
    #[arg(long)]
    pub(crate) unsecured: bool,
    /// Sign nothing and write the newest voucher once more.
    #[arg(long, conflicts_with_all = ["add", "unsecured"])]
    pub(crate) again: bool,
    /// The new file for the payee.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}

/// `15m`, `36h` or `7d`, in seconds. Whether a channel takes it is not asked here.
fn delay(text: &str) -> Result<u32, String> {
    let text = text.trim();
    let number = text.trim_end_matches(['m', 'h', 'd']);
    let each = match text.strip_prefix(number) {
        Some("m") => 60,
        Some("h") => 3_600,
        Some("d") => 86_400,
        _ => 0,
    };
    number
        .parse::<u32>()
        .ok()
        .and_then(|n| n.checked_mul(each))
        .filter(|seconds| *seconds > 0)
        .ok_or_else(|| format!("`{text}` is not a delay such as 15m, 36h or 7d"))
}

#[cfg(test)]
mod tests {
    use super::delay;

    #[test]
    fn delays_are_minutes_hours_or_days() {
        for (text, want) in [
            ("15m", Some(900)),
            (" 36h", Some(129_600)),
            ("30d", Some(2_592_000)),
            ("0d", None),
            ("1", None),
            ("1dd", None),
            ("-1h", None),
            ("d", None),
            ("99999d", None),
        ] {
            assert_eq!(delay(text).ok(), want, "{text}");
        }
    }
}
