//! Moments in words.

use colophon_model::Moment;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, Zoned, civil};

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

/// `2026-11-20 10:00 UTC`.
pub(crate) fn minute(at: Moment) -> String {
    stamp(at).strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// The last second of a day in UTC, from `2026-12-31`.
pub(crate) fn end_of_day(text: &str) -> Option<Moment> {
    let day: civil::Date = text.parse().ok()?;
    moment(&day.at(23, 59, 59, 0).to_zoned(TimeZone::UTC).ok()?)
}

/// The same time of day, so many days later.
pub(crate) fn after_days(at: Moment, days: u32) -> Option<Moment> {
    later(at, Span::new().try_days(days).ok()?)
}

/// The same day and time, so many calendar years later; 29 February becomes the 28th.
pub(crate) fn after_years(at: Moment, years: u32) -> Option<Moment> {
    later(at, Span::new().try_years(years).ok()?)
}

fn later(at: Moment, span: Span) -> Option<Moment> {
    moment(&stamp(at).to_zoned(TimeZone::UTC).checked_add(span).ok()?)
}

fn moment(at: &Zoned) -> Option<Moment> {
    u64::try_from(at.timestamp().as_millisecond()).ok().map(Moment::from_unix_millis)
}
