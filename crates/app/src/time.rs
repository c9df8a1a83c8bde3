//! Moments in words.

use colophon_model::Moment;
use jiff::Timestamp;

fn stamp(at: Moment) -> Timestamp {
    i64::try_from(at.unix_millis())
        .ok()
        .and_then(|ms| Timestamp::from_millisecond(ms).ok())
        .unwrap_or(Timestamp::MAX)
}

/// `2026-11-20T10:00:00Z`.
pub(crate) fn iso(at: Moment) -> String {
    stamp(at).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// `2026-11-20`.
pub(crate) fn day(at: Moment) -> String {
    stamp(at).strftime("%Y-%m-%d").to_string()
}

/// A moment from RFC 3339 text.
pub(crate) fn parse(text: &str) -> Option<Moment> {
    let stamp: Timestamp = text.parse().ok()?;
    u64::try_from(stamp.as_millisecond()).ok().map(Moment::from_unix_millis)
}
