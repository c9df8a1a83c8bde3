//! A contract's refusal, in words.

use alloy_sol_types::{Panic, Revert, SolError, SolInterface};

use crate::bindings as b;

/// What revert data says. Custom errors are named with their arguments; `Error(string)` gives its text.
pub(crate) fn in_words(data: &[u8]) -> String {
    if let Ok(revert) = Revert::abi_decode(data) {
        return revert.reason;
    }
    if let Ok(panic) = Panic::abi_decode(data) {
        return format!("the contract stopped with {panic}");
    }
    macro_rules! first {
        ($($contract:ident::$errors:ident),*) => { $(
            if let Ok(error) = b::$contract::$errors::abi_decode(data) {
                return sentence(&format!("{error:?}"));
            }
        )* };
    }
    first!(
        LicenceShop::LicenceShopErrors,
        LicenceForm::LicenceFormErrors,
        WorkNFT::WorkNFTErrors,
        SplitTreaty::SplitTreatyErrors,
        RoyaltyVault::RoyaltyVaultErrors,
        RoyaltyVaultFactory::RoyaltyVaultFactoryErrors,
        WorkRegistry::WorkRegistryErrors,
        ShareOfferingFactory::ShareOfferingFactoryErrors,
        ShareOffering::ShareOfferingErrors,
        FanPool::FanPoolErrors,
        DatasetLicence::DatasetLicenceErrors,
        UsageChannel::UsageChannelErrors,
        PracticeUSD::PracticeUSDErrors,
        PracticeMarket::PracticeMarketErrors
    );
    if data.is_empty() {
        "it gave no reason".to_owned()
    } else {
        format!("0x{}", alloy_primitives::hex::encode(data))
    }
}

/// `NothingToClaim(NothingToClaim { who: 0x…, token: 0x… })` becomes `nothing to claim (who 0x…, token 0x…)`.
fn sentence(debug: &str) -> String {
    let inner =
        debug.split_once('(').map_or(debug, |(_, rest)| rest.strip_suffix(')').unwrap_or(rest));
    let (name, fields) = inner.split_once(' ').unwrap_or((inner, ""));
    let mut words = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(c.to_ascii_lowercase());
    }
    let fields = fields.trim_matches(|c| matches!(c, '{' | '}' | ' ')).replace(": ", " ");
    if fields.is_empty() { words } else { format!("{words} ({fields})") }
}

#[cfg(test)]
mod tests {
    use alloy_primitives::Address;
    use expect_test::expect;

    use super::*;

    #[test]
    fn refusals_are_sentences() {
        let who = Address::repeat_byte(1);
        let error = b::RoyaltyVault::NothingToClaim { who, token: Address::ZERO };
        expect!["nothing to claim (who 0x0101010101010101010101010101010101010101, token 0x0000000000000000000000000000000000000000)"]
            .assert_eq(&in_words(&error.abi_encode()));
        expect!["price zero"].assert_eq(&in_words(&b::LicenceShop::PriceZero {}.abi_encode()));
        expect!["it gave no reason"].assert_eq(&in_words(&[]));
        expect!["0x01020304"].assert_eq(&in_words(&[1, 2, 3, 4]));
    }
}
