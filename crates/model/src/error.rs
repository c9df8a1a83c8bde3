//! What can be wrong with a value before any work is done with it.

use alloy_primitives::Address;

/// The crate's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A value that cannot be one of Colophon's nouns.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Basis points outside 0 to 10,000.
    #[error("{0} basis points is more than 10,000 (100 %)")]
    BpsRange(u64),
    /// A text that is not a decimal amount.
    #[error("`{0}` is not an amount; write digits with at most one decimal point")]
    AmountSyntax(String),
    /// More decimal places than the token has.
    #[error("`{text}` has more decimal places than the token's {decimals}")]
    AmountPrecision {
        /// The text that was read.
        text: String,
        /// Decimals of the token.
        decimals: u8,
    },
    /// An amount beyond 256 bits.
    #[error("the amount is too large to exist on a chain")]
    AmountRange,
    /// Text of the wrong length or alphabet.
    #[error("`{text}` is not {what}")]
    Syntax {
        /// The text that was read.
        text: String,
        /// What was expected.
        what: &'static str,
    },
    /// Text that is no address.
    #[error("`{0}` is not an address, which is 0x and forty digits from 0 to f")]
    AddressSyntax(String),
    /// An address whose checksum does not fit.
    #[error("`{0}` is not an address as it was given: one of its characters is mistyped")]
    AddressChecksum(String),
    /// Letters that are no country's.
    #[error(
        "`{0}` is not a country's code of two letters (ISO 3166-1), such as FR; name countries one by one (Great Britain is GB, the EU has no code)"
    )]
    Country(String),
    /// Terms of a licence that cannot mean what they say.
    #[error(transparent)]
    Terms(#[from] crate::TermsFault),
    /// A split without holders.
    #[error("the split has no holders; name at least one")]
    SplitEmpty,
    /// Shares that do not add up.
    #[error("the shares add up to {found} instead of 100.0000 %; {hint}")]
    SplitSum {
        /// The sum found, as a percentage.
        found: String,
        /// What to do about it.
        hint: String,
    },
    /// An address named twice.
    #[error("{0} is named twice in the split; add its shares together in one line")]
    SplitTwice(Address),
    /// A holder with nothing.
    #[error("{0} holds no shares; give it some or leave it out")]
    SplitZero(Address),
    /// The zero address as holder.
    #[error("the zero address cannot hold shares; nobody has its key")]
    SplitNobody,
}
