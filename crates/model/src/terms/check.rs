use super::{DAY, Terms};
use crate::Result;

/// Terms that cannot mean what they say. The shop refuses most of them too; here the reason is a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TermsFault {
    /// No use.
    #[error("the licence allows nothing; allow at least one use")]
    AllowsNothing,
    /// A share of revenue without commercial use.
    #[error(
        "a share of revenue or a ceiling on it needs a licence for commercial use; take the template `commercial`, or leave it out"
    )]
    OnlyCommercial,
    /// Something is said of remixes.
    #[error(
        "shares, a ceiling, approval and same conditions concern remixes, and this licence allows none; take the template `remix`, or leave them out"
    )]
    OnlyRemix,
    /// More shares than there are.
    #[error("more than all shares of a remix cannot go to the work; ask for 100 % at most")]
    TooManyShares,
    /// Taken back and passed on.
    #[error(
        "what may be taken back cannot be passed on: it would be passed on a moment before; choose one of the two"
    )]
    RevocableTravels,
    /// Exclusive for longer than it lasts.
    #[error(
        "exclusive for {exclusive} days, and it lasts {lasts}; let it last as long as nobody else may have it"
    )]
    ExclusiveTooLong {
        /// Days.
        exclusive: u64,
        /// Days.
        lasts: u64,
    },
    /// Several exclusive licences.
    #[error("of an exclusive licence one is sold; leave the number of copies out")]
    ExclusiveIsOne,
    /// Beyond 32 bits of seconds.
    #[error(
        "the time is too long for the contract, which counts 136 years; give fewer days, or 0 for ever"
    )]
    TooLong,
    /// Nothing may be earned.
    #[error("a ceiling of zero would let nobody earn anything; leave it out if there is no limit")]
    CeilingZero,
    /// A Creative Commons licence with other terms.
    #[error(
        "a Creative Commons licence is what its text says, for everybody; choose its price alone, or take another template"
    )]
    CreativeCommons,
}

impl Terms {
    /// Refuses terms that cannot mean what they say.
    ///
    /// # Errors
    /// [`Error::Terms`](crate::Error::Terms).
    pub fn check(&self) -> Result<()> {
        match self.fault() {
            None => Ok(()),
            Some(fault) => Err(fault.into()),
        }
    }

    fn fault(&self) -> Option<TermsFault> {
        use TermsFault as F;
        let (may, rules) = (self.permissions, self.rules);
        let of_remixes = rules.approval
            || rules.reciprocal
            || self.remix_shares.0 != 0
            || !self.remix_ceiling.is_zero();
        let of_revenue = self.owed.get() != 0 || !self.revenue_ceiling.is_zero();
        let longest = u64::from(u32::MAX);
        Some(if self.kind.public_licence().is_some() && *self != self.kind.terms() {
            F::CreativeCommons
        } else if may.bits() == 0 {
            F::AllowsNothing
        } else if of_revenue && !may.commercial {
            F::OnlyCommercial
        } else if of_remixes && !may.remix {
            F::OnlyRemix
        } else if self.remix_shares > crate::Shares::WHOLE {
            F::TooManyShares
        } else if rules.revocable && rules.transferable {
            F::RevocableTravels
        } else if self.exclusive_seconds > longest || self.lasts_seconds > Some(longest) {
            F::TooLong
        } else if let Some(lasts) = self.lasts_seconds.filter(|s| self.exclusive_seconds > *s) {
            F::ExclusiveTooLong { exclusive: self.exclusive_seconds / DAY, lasts: lasts / DAY }
        } else if self.exclusive_seconds != 0 && self.copies > 1 {
            F::ExclusiveIsOne
        } else {
            return None;
        })
    }
}
