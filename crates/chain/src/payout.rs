//! Paying many holders of a vault in one transaction, through `PayoutRound` in `contracts/`.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{SolError, SolEvent};
use colophon_model::Shares;

use crate::bindings as b;
use crate::{Action, Contracts, Mined};

/// Gas that each payment of a round may use. Three tokens to somebody who never had an account need about 230,000.
pub const GAS_EACH: u64 = 300_000;

/// A holder in a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayoutTurn {
    /// Who is paid.
    pub who: Address,
    /// Her place in the split, with its proof; `None` where she holds shares that somebody passed on.
    pub place: Option<(Shares, Vec<B256>)>,
}

/// Why a holder was passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotPaid {
    /// She lets nobody else claim for her.
    SelfOnly,
    /// Her contract, or the one she redirected to, does not take coin.
    Refused,
    /// Her place in the split is not what was said.
    BadPlace,
    /// The first four bytes of another answer; a token's own, as a rule.
    Other([u8; 4]),
}

/// Pays each of `turns` what `vault` owes in `tokens` (`None` is the coin, best named first).
pub fn payout_round(
    at: &Contracts,
    vault: Address,
    turns: &[PayoutTurn],
    tokens: &[Option<Address>],
) -> Action {
    let turn = |turn: &PayoutTurn| {
        let (shares, proof) = turn.place.clone().unwrap_or_default();
        b::PayoutRound::Turn { who: turn.who, shares: shares.0, proof }
    };
    let call = b::PayoutRound::runCall {
        vault,
        turns: turns.iter().map(turn).collect(),
        tokens: tokens.iter().map(|token| token.unwrap_or_default()).collect(),
        gasEach: U256::from(GAS_EACH),
    };
    Action::call(at.payouts, &call)
}

/// Who was passed over in a round that is in a block.
pub fn not_paid(at: &Contracts, mined: &Mined) -> Vec<(Address, NotPaid)> {
    let of_round = mined.logs.iter().filter(|log| log.address == at.payouts);
    of_round
        .filter_map(|log| b::PayoutRound::NotPaid::decode_log(&log.log).ok())
        .map(|event| (event.who, NotPaid::read(event.reason.0)))
        .collect()
}

impl NotPaid {
    fn read(reason: [u8; 4]) -> Self {
        match reason {
            b::RoyaltyVault::SelfOnly::SELECTOR => Self::SelfOnly,
            b::RoyaltyVault::PayoutRefused::SELECTOR => Self::Refused,
            b::RoyaltyVault::BadProof::SELECTOR
            | b::RoyaltyVault::BadHolder::SELECTOR
            | b::RoyaltyVault::OverAllocated::SELECTOR => Self::BadPlace,
            other => Self::Other(other),
        }
    }
}
