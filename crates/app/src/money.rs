//! Money as pages show it.

use colophon_ipc::Money;
use colophon_model::{Token, Units};

/// Exact text, unit, and whether it is worth nothing.
pub(crate) fn view(token: &Token, units: Units) -> Money {
    Money {
        text: units.to_decimal(token.decimals, 2.min(token.decimals)),
        symbol: token.symbol.clone(),
        units: units.to_string(),
        decimals: token.decimals,
        practice: token.chain.is_practice(),
    }
}
