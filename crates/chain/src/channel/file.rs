//! Channels and vouchers as files that go from payer to payee, by e-mail or on a stick.

use alloy_primitives::{Address, B256, Bytes};
use colophon_model::{ChainId, Units};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Channel, SignedVoucher, Voucher, domain};
use crate::Contracts;

const CHANNEL: &str = "colophon-channel";
const VOUCHER: &str = "colophon-voucher";
const VERSION: u64 = 1;
/// Either has less than a thousand.
const MOST_BYTES: usize = 64 << 10;

/// Why a file is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChannelFileError {
    /// Not JSON of this shape.
    #[error("this is not a {wanted} file ({why}); ask the payer for it again")]
    Unreadable {
        /// `channel` or `voucher`.
        wanted: &'static str,
        /// What the reader found.
        why: String,
    },
    /// The other of the two.
    #[error("this is a {found} file and a {wanted} file is needed here")]
    OtherKind {
        /// What it is.
        found: &'static str,
        /// What is needed.
        wanted: &'static str,
    },
    /// A later version.
    #[error("the file has version {0} and this Colophon reads version 1; update Colophon")]
    Version(u64),
    /// Made on another chain, or with a contract of somebody's own.
    #[error(
        "the file is for the contract {contract} on chain {chain}, which is not where this home pays and is paid"
    )]
    Elsewhere {
        /// Which chain.
        chain: u64,
        /// Which contract.
        contract: Address,
    },
    /// Terms and number disagree.
    #[error(
        "the channel was changed after it was written: its terms make {found} and the file says {said}; ask the payer for it again"
    )]
    Changed {
        /// The number of the terms.
        found: B256,
        /// The number in the file.
        said: B256,
    },
}

type Result<T, E = ChannelFileError> = std::result::Result<T, E>;

#[derive(Serialize, Deserialize)]
struct Heading {
    format: String,
    version: u64,
    chain: u64,
    contract: Address,
}

#[derive(Serialize, Deserialize)]
struct ChannelText {
    #[serde(flatten)]
    heading: Heading,
    id: B256,
    channel: Channel,
}

#[derive(Serialize, Deserialize)]
struct VoucherText {
    #[serde(flatten)]
    heading: Heading,
    channel: B256,
    cumulative: Units,
    signature: Bytes,
}

/// A channel's terms as text.
///
/// # Errors
/// None that a channel can cause.
pub fn write_channel(channel: &Channel, chain: ChainId, at: &Contracts) -> Result<String> {
    let id = channel.id(&domain(chain, at));
    let heading = heading(CHANNEL, chain, at);
    text("channel", &ChannelText { heading, id, channel: *channel })
}

/// A signed voucher as text.
///
/// # Errors
/// None that a voucher can cause.
pub fn write_voucher(signed: &SignedVoucher, chain: ChainId, at: &Contracts) -> Result<String> {
    let SignedVoucher { voucher: Voucher { channel, cumulative }, signature } = signed;
    let heading = heading(VOUCHER, chain, at);
    let signature = signature.clone();
    text("voucher", &VoucherText { heading, channel: *channel, cumulative: *cumulative, signature })
}

/// Reads a channel's terms, and sees that they make the number in the file.
///
/// # Errors
/// The first thing that is wrong.
pub fn read_channel(bytes: &[u8], chain: ChainId, at: &Contracts) -> Result<Channel> {
    let text: ChannelText = parse(bytes, "channel", (chain, at))?;
    let (found, said) = (text.channel.id(&domain(chain, at)), text.id);
    if found != said {
        return Err(ChannelFileError::Changed { found, said });
    }
    Ok(text.channel)
}

/// Reads a voucher. Its signature is for a [`Till`](super::Till) to check.
///
/// # Errors
/// The first thing that is wrong.
pub fn read_voucher(bytes: &[u8], chain: ChainId, at: &Contracts) -> Result<SignedVoucher> {
    let text: VoucherText = parse(bytes, "voucher", (chain, at))?;
    let voucher = Voucher { channel: text.channel, cumulative: text.cumulative };
    Ok(SignedVoucher { voucher, signature: text.signature })
}

fn heading(format: &str, chain: ChainId, at: &Contracts) -> Heading {
    Heading { format: format.to_owned(), version: VERSION, chain: chain.0, contract: at.channel }
}

fn text(wanted: &'static str, file: &impl Serialize) -> Result<String> {
    serde_json::to_string_pretty(file)
        .map(|text| text + "\n")
        .map_err(|error| ChannelFileError::Unreadable { wanted, why: error.to_string() })
}

fn parse<T: DeserializeOwned>(
    bytes: &[u8],
    wanted: &'static str,
    (chain, at): (ChainId, &Contracts),
) -> Result<T> {
    let unreadable = |why: String| ChannelFileError::Unreadable { wanted, why };
    if bytes.len() > MOST_BYTES {
        return Err(unreadable(format!(
            "it has at least {} bytes, more than any such file",
            bytes.len()
        )));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| unreadable("it is not text".into()))?;
    // Some mail programs put a byte-order mark before text.
    let text = text.trim_start_matches('\u{feff}');
    let heading: Heading =
        serde_json::from_str(text).map_err(|error| unreadable(error.to_string()))?;
    let found = match heading.format.as_str() {
        CHANNEL => "channel",
        VOUCHER => "voucher",
        other => return Err(unreadable(format!("its format is `{other}`"))),
    };
    if found != wanted {
        return Err(ChannelFileError::OtherKind { found, wanted });
    }
    if heading.version != VERSION {
        return Err(ChannelFileError::Version(heading.version));
    }
    if heading.chain != chain.0 || heading.contract != at.channel {
        let Heading { chain, contract, .. } = heading;
        return Err(ChannelFileError::Elsewhere { chain, contract });
    }
    serde_json::from_str(text).map_err(|error| unreadable(error.to_string()))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::deploy::Addresses;
    use crate::deployment_order;

    const CHAIN: ChainId = ChainId::PRACTICE;

    fn at() -> Contracts {
        *Addresses::Shared.plan(&deployment_order()).contracts()
    }

    fn channel() -> Channel {
        Channel {
            payer: Address::repeat_byte(1),
            signer: None,
            payee: Address::repeat_byte(2),
            token: Some(Address::repeat_byte(3)),
            withdraw_delay: 3_600,
            salt: B256::repeat_byte(4),
        }
    }

    fn voucher() -> SignedVoucher {
        let voucher = Voucher { channel: B256::repeat_byte(5), cumulative: Units::from(7) };
        SignedVoucher { voucher, signature: Bytes::from(vec![6; 65]) }
    }

    #[test]
    fn what_was_written_is_read_back() {
        let text = write_channel(&channel(), CHAIN, &at()).unwrap();
        assert_eq!(read_channel(text.as_bytes(), CHAIN, &at()), Ok(channel()));
        let marked = format!("\u{feff}{text}");
        assert_eq!(read_channel(marked.as_bytes(), CHAIN, &at()), Ok(channel()), "a mark is none");
        let text = write_voucher(&voucher(), CHAIN, &at()).unwrap();
        assert_eq!(read_voucher(text.as_bytes(), CHAIN, &at()), Ok(voucher()));
    }

    #[track_caller]
    fn check(change: impl FnOnce(String) -> String, want: &Expect) {
        let text = change(write_channel(&channel(), CHAIN, &at()).unwrap());
        want.assert_eq(&read_channel(text.as_bytes(), CHAIN, &at()).unwrap_err().to_string());
    }

    #[test]
    fn what_is_no_channel_is_refused() {
        check(
            |_| "[]".into(),
            &expect![
                "this is not a channel file (invalid length 0, expected struct Heading with 4 elements at line 1 column 2); ask the payer for it again"
            ],
        );
        check(
            |text| text.replace(CHANNEL, "colophon-treaty"),
            &expect![
                "this is not a channel file (its format is `colophon-treaty`); ask the payer for it again"
            ],
        );
        check(
            |_| write_voucher(&voucher(), CHAIN, &at()).unwrap(),
            &expect!["this is a voucher file and a channel file is needed here"],
        );
        check(
            |text| text.replace("\"version\": 1", "\"version\": 2"),
            &expect!["the file has version 2 and this Colophon reads version 1; update Colophon"],
        );
        check(
            |text| text.replace("1337001", "1"),
            &expect![
                "the file is for the contract 0x45A339eaD1602d6B2bBcAf95a05F46e5762c2cCf on chain 1, which is not where this home pays and is paid"
            ],
        );
        check(
            |text| text.replace("3600", "3601"),
            &expect![
                "the channel was changed after it was written: its terms make 0x0de910473893aa9a3bd78618b93679c59cd8d1d42d4b325c6e3311ac0d3bb18a and the file says 0xc93fd0ecb25671e79e0d9a79446457b36c6608896e399cb9e63c157a2105ebef; ask the payer for it again"
            ],
        );
        check(
            |text| text + &" ".repeat(MOST_BYTES),
            &expect![
                "this is not a channel file (it has at least 66071 bytes, more than any such file); ask the payer for it again"
            ],
        );
    }
}
