//! Named steps with their times.

use std::time::{Duration, Instant};

use crate::error::Result;

/// What a step of the set-up found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// Nothing had to be done.
    Present,
    /// It was missing and is here now.
    Installed,
    /// It cannot be had here, and this is why; the commands that need it say so.
    Unavailable(String),
}

/// Runs one step of the set-up and prints what came of it.
pub(crate) fn set_up(name: &str, work: impl FnOnce() -> Result<Found>) -> Result<Found> {
    let start = Instant::now();
    let result = work();
    let time = spoken(start.elapsed());
    match &result {
        Ok(Found::Present) => println!("  {name:<24} present    {time:>9}"),
        Ok(Found::Installed) => println!("  {name:<24} installed  {time:>9}"),
        Ok(Found::Unavailable(why)) => println!("  {name:<24} missing    {time:>9}  {why}"),
        Err(_) => println!("  {name:<24} FAILED     {time:>9}"),
    }
    result
}

/// Runs a longer piece of work under a heading and prints its time.
pub(crate) fn timed<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("\n── {name}");
    let start = Instant::now();
    let result = work();
    let word = if result.is_ok() { "done" } else { "FAILED" };
    println!("── {name}: {word} in {}", spoken(start.elapsed()));
    result
}

/// A duration as a person would say it.
pub(crate) fn spoken(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{seconds}.{} s", time.subsec_millis() / 100)
    } else if seconds < 3600 {
        format!("{} m {:02} s", seconds / 60, seconds % 60)
    } else {
        format!("{} h {:02} m", seconds / 3600, seconds % 3600 / 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_spoken() {
        let check = |millis, said: &str| {
            assert_eq!(spoken(Duration::from_millis(millis)), said, "{millis} ms");
        };
        check(40, "0.0 s");
        check(59_999, "59.9 s");
        check(60_000, "1 m 00 s");
        check(3_599_000, "59 m 59 s");
        check(3_660_000, "1 h 01 m");
    }
}
