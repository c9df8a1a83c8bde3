//! Where an offering stands, for people, and what can be done with it: the contract's rules over its figures and the clock.

use colophon_chain::offering::SaleState;
use colophon_ipc::{OfferingPhase, OfferingStep};
use colophon_model::{Moment, Shares};

/// After so many seconds past the deadline a sale that nobody settled has failed (`OfferingCode.GRACE`).
const GRACE: u64 = 30 * 24 * 3600;

/// What decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stage {
    pub(crate) state: SaleState,
    pub(crate) cap: Shares,
    pub(crate) minimum: Shares,
    pub(crate) sold: Shares,
    pub(crate) refunded: Shares,
    pub(crate) proceeds_paid: bool,
    pub(crate) deadline: Moment,
    pub(crate) now: Moment,
    /// Shares that lie in the offering.
    pub(crate) escrowed: Shares,
    pub(crate) pool: Option<PoolStage>,
}

/// The fans' pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct PoolStage {
    /// Shares that lie in it.
    pub(crate) shares: Shares,
    /// Whether ceiling or term is reached.
    pub(crate) over: bool,
    /// Whether something above the ceiling waits for the artist.
    pub(crate) surplus: bool,
    /// Whether something waits for fans.
    pub(crate) owed: bool,
}

impl Stage {
    pub(crate) fn phase(&self) -> OfferingPhase {
        use OfferingPhase as P;
        let past = self.now >= self.deadline;
        let late = self.now.unix_seconds() >= self.deadline.unix_seconds().saturating_add(GRACE);
        let enough = self.sold == self.cap || (past && self.sold >= self.minimum);
        match (self.state, self.pool) {
            (SaleState::Open, _) if late => P::Failed,
            (SaleState::Open, _) if enough => P::Enough,
            (SaleState::Open, _) if past => P::Failed,
            (SaleState::Open, _) => P::Selling,
            (SaleState::Failed, _) if self.refunded == self.sold && self.escrowed.0 == 0 => {
                P::PaidBack
            }
            (SaleState::Failed, _) => P::Failed,
            (SaleState::Succeeded, Some(pool)) if pool.shares.0 == 0 => P::Ended,
            (SaleState::Succeeded, Some(pool)) if pool.over => P::Over,
            (SaleState::Succeeded, _) => P::Earning,
        }
    }

    pub(crate) fn steps(&self) -> Vec<OfferingStep> {
        use OfferingPhase as P;
        use OfferingStep as S;
        let phase = self.phase();
        let pool = self.pool.unwrap_or_default();
        let unpaid = self.state == SaleState::Succeeded && !self.proceeds_paid;
        [
            (S::CallOff, phase == P::Selling && self.sold.0 == 0),
            (S::Settle, phase == P::Enough || unpaid),
            (S::Refund, phase == P::Failed),
            (S::PayFans, pool.owed),
            (S::End, phase == P::Over || pool.surplus),
        ]
        .into_iter()
        .filter_map(|(step, can)| can.then_some(step))
        .collect()
    }
}

/// Why a step cannot be done now.
pub(crate) const fn why_not(step: OfferingStep) -> &'static str {
    match step {
        OfferingStep::CallOff => {
            "an offering can be called off only while it runs and before anything is sold"
        }
        OfferingStep::Settle => {
            "there is nothing to settle: a sale is settled once all is sold, or its minimum when it has ended, within 30 days after that and only once"
        }
        OfferingStep::Refund => {
            "there is nothing to pay back: only a sale that has ended without its minimum pays back, and only once"
        }
        OfferingStep::PayFans => "nothing waits for the fans of this offering",
        OfferingStep::End => {
            "the fans' part has not ended: neither their ceiling nor the end of the term is reached"
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    const DEADLINE: u64 = 1_000_000;

    /// A sale of 100 shares, at least 50, some seconds after its deadline or before it.
    fn sale(state: SaleState, sold: u32, after: i64) -> Stage {
        Stage {
            state,
            cap: Shares(100),
            minimum: Shares(50),
            sold: Shares(sold),
            refunded: Shares(0),
            proceeds_paid: false,
            deadline: Moment::from_unix_seconds(DEADLINE),
            now: Moment::from_unix_seconds(DEADLINE.saturating_add_signed(after)),
            escrowed: Shares(100),
            pool: None,
        }
    }

    fn pool(shares: u32, [over, surplus, owed]: [bool; 3]) -> Stage {
        Stage {
            proceeds_paid: true,
            escrowed: Shares(0),
            pool: Some(PoolStage { shares: Shares(shares), over, surplus, owed }),
            ..sale(SaleState::Succeeded, 100, 0)
        }
    }

    #[track_caller]
    fn check(stage: &Stage, want: &Expect) {
        want.assert_eq(&format!("{:?}: {:?}", stage.phase(), stage.steps()));
    }

    #[test]
    fn a_sale_before_its_deadline() {
        use SaleState::Open;
        check(&sale(Open, 0, -1), &expect!["Selling: [CallOff]"]);
        check(&sale(Open, 1, -1), &expect!["Selling: []"]);
        check(&sale(Open, 99, -1), &expect!["Selling: []"]);
        check(&sale(Open, 100, -1), &expect!["Enough: [Settle]"]);
    }

    #[test]
    fn a_sale_after_its_deadline() {
        use SaleState::{Failed, Open};
        check(&sale(Open, 0, 0), &expect!["Failed: [Refund]"]);
        check(&sale(Open, 49, 0), &expect!["Failed: [Refund]"]);
        check(&sale(Open, 50, 0), &expect!["Enough: [Settle]"]);
        check(&sale(Open, 50, 30 * 86_400 - 1), &expect!["Enough: [Settle]"]);
        check(&sale(Open, 100, 30 * 86_400), &expect!["Failed: [Refund]"]);
        check(&sale(Failed, 49, 0), &expect!["Failed: [Refund]"]);
        let refunded = Stage { refunded: Shares(49), ..sale(Failed, 49, 0) };
        check(&refunded, &expect!["Failed: [Refund]"]);
        check(&Stage { escrowed: Shares(0), ..refunded }, &expect!["PaidBack: []"]);
    }

    #[test]
    fn a_pool_until_its_end() {
        check(&pool(100, [false, false, false]), &expect!["Earning: []"]);
        check(
            &Stage { proceeds_paid: false, ..pool(100, [false, false, true]) },
            &expect!["Earning: [Settle, PayFans]"],
        );
        check(&pool(100, [true, true, true]), &expect!["Over: [PayFans, End]"]);
        check(&pool(0, [true, true, false]), &expect!["Ended: [End]"]);
        check(&pool(0, [true, false, true]), &expect!["Ended: [PayFans]"]);
        check(&pool(0, [true, false, false]), &expect!["Ended: []"]);
    }
}
