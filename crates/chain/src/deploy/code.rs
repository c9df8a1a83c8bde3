//! Telling a contract by its code.

use alloy_primitives::Address;

use crate::bindings as b;
use crate::{Contracts, Deployable};

impl Deployable {
    /// The code that stands on a chain, with zeros where the constructor writes what it was told or computed.
    pub(crate) fn runtime_code(self) -> &'static [u8] {
        match self {
            Self::Registry => &b::WorkRegistry::DEPLOYED_BYTECODE,
            Self::Factory => &b::RoyaltyVaultFactory::DEPLOYED_BYTECODE,
            Self::Works => &b::WorkNFT::DEPLOYED_BYTECODE,
            Self::Treaties => &b::SplitTreaty::DEPLOYED_BYTECODE,
            Self::Shop => &b::LicenceShop::DEPLOYED_BYTECODE,
            Self::Offerings => &b::ShareOfferingFactory::DEPLOYED_BYTECODE,
            Self::Datasets => &b::DatasetLicence::DEPLOYED_BYTECODE,
            Self::Channel => &b::UsageChannel::DEPLOYED_BYTECODE,
            Self::Payouts => &b::PayoutRound::DEPLOYED_BYTECODE,
            Self::Dollar => &b::PracticeUSD::DEPLOYED_BYTECODE,
            Self::Wrapped => &b::WrappedPractice::DEPLOYED_BYTECODE,
            Self::Market => &b::PracticeMarket::DEPLOYED_BYTECODE,
        }
    }

    /// Where it is said to be.
    pub(crate) fn placed(self, contracts: &Contracts) -> Address {
        match self {
            Self::Registry => contracts.registry,
            Self::Factory => contracts.factory,
            Self::Works => contracts.works,
            Self::Treaties => contracts.treaties,
            Self::Shop => contracts.shop,
            Self::Offerings => contracts.offerings,
            Self::Datasets => contracts.datasets,
            Self::Channel => contracts.channel,
            Self::Payouts => contracts.payouts,
            Self::Dollar => contracts.dollar,
            Self::Wrapped => contracts.wrapped,
            Self::Market => contracts.market.unwrap_or_default(),
        }
    }
}

/// Whether `found` is `template` with its gaps filled in. A gap is what the compiler leaves for a value that the constructor
/// sets: PUSH32 and 32 zeros (a zero that is meant is PUSH0).
pub(crate) fn is_filled_in(template: &[u8], found: &[u8]) -> bool {
    const PUSH1: u8 = 0x60;
    const PUSH32: u8 = 0x7f;
    if template.len() != found.len() {
        return false;
    }
    let (mut template, mut found) = (template, found);
    while let Some(&op) = template.first() {
        let pushed = if (PUSH1..=PUSH32).contains(&op) { usize::from(op - PUSH1) + 1 } else { 0 };
        let length = (1 + pushed).min(template.len());
        let (want, later) = template.split_at(length);
        let (have, rest) = found.split_at(length);
        let gap = op == PUSH32 && length == 33 && want[1..].iter().all(|&byte| byte == 0);
        if have != want && !(gap && have.first() == Some(&PUSH32)) {
            return false;
        }
        (template, found) = (later, rest);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gap() -> Vec<u8> {
        let mut code = vec![0x60, 0x7f, 0x7f];
        code.extend([0; 32]);
        code.push(0x00);
        code
    }

    #[test]
    fn a_gap_may_hold_anything() {
        let mut found = gap();
        found[3..35].fill(0xab);
        assert!(is_filled_in(&gap(), &found));
        assert!(is_filled_in(&gap(), &gap()));
    }

    #[test]
    fn everything_else_must_be_equal() {
        let template = gap();
        for place in [0, 1, 2, 35] {
            let mut found = template.clone();
            found[place] ^= 1;
            assert!(!is_filled_in(&template, &found), "byte {place}");
        }
        assert!(!is_filled_in(&template, &template[..35]));
        assert!(!is_filled_in(&template, &[]));
    }

    #[test]
    fn a_push_that_is_pushed_is_no_gap() {
        // PUSH1 0x7f, then zeros that are STOP and not a gap.
        let template: Vec<u8> = [0x60, 0x7f].into_iter().chain([0; 32]).collect();
        let mut found = template.clone();
        found[10] = 1;
        assert!(!is_filled_in(&template, &found));
    }
}
