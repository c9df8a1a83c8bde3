//! The computer's own clock and randomness, handed in by the binaries.

use colophon_model::{Clock, Moment, Rng};

/// The computer's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "this is where time comes in from outside")]
    fn now(&self) -> Moment {
        let since =
            std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Moment::from_unix_millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
    }
}

/// The operating system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRng;

impl Rng for SystemRng {
    /// # Panics
    /// Never on a system that Colophon runs on; without randomness there is no safe way on.
    #[allow(
        clippy::expect_used,
        reason = "keys drawn without randomness would be worse than stopping"
    )]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives no random numbers");
    }
}
