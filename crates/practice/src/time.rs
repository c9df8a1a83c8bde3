//! Time travel: how far the chain's clock is from the clock outside.

/// The chain's own time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Time {
    /// Seconds ahead of the clock outside.
    pub(crate) offset: i64,
    /// The exact time of the next block, if one was asked for.
    pub(crate) next: Option<u64>,
}

impl Time {
    /// As read from the file, where 0 means no next time.
    pub(crate) const fn restored(offset: i64, next: u64) -> Self {
        Self { offset, next: if next == 0 { None } else { Some(next) } }
    }

    /// Set so that the chain's clock shows `then` while the clock outside shows `now`.
    pub(crate) fn set(now: u64, then: u64) -> Self {
        let offset = i128::from(then) - i128::from(now);
        Self { offset: i64::try_from(offset).unwrap_or(i64::MAX), next: Some(then) }
    }

    pub(crate) const fn advanced(self, seconds: u64) -> Self {
        Self { offset: self.offset.saturating_add_unsigned(seconds), next: None }
    }

    pub(crate) const fn block_made(&mut self) {
        self.next = None;
    }

    /// The time of the next block: always after the parent's.
    pub(crate) fn next(self, now: u64, parent: u64) -> u64 {
        let earliest = parent.saturating_add(1);
        self.next.unwrap_or_else(|| now.saturating_add_signed(self.offset)).max(earliest)
    }
}
