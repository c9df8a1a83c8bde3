//! From the start of the program to what a person sees first.

use std::fmt::Write as _;
use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use colophon_tests::{driver::Driver, places, processes, webdriver::Session};
use serde_json::Value;

use crate::Outcome;

/// Starts of each kind; the middle one is told.
const STARTS: usize = 5;
/// Longer than any start takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// When the page painted anything for the first time and when the first page with content stood, in milliseconds of
/// the clock since 1970; nothing before both happened.
const PAINTED: &str = "
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    const stands = document.querySelector('main:not([aria-busy])');
    if (stands && !window.__stood) window.__stood = performance.timeOrigin + performance.now();
    return paint && window.__stood ? [performance.timeOrigin + paint.startTime, window.__stood] : null;";

/// Adds a table of the times, or a sentence where there is no display to paint on.
pub(crate) fn measure(page: &mut String) -> Outcome<()> {
    page.push_str("## From start to first paint\n\n");
    let Some(places) = places::places() else {
        page.push_str("Not measured: there was no display, or no driver.\n\n");
        return Ok(());
    };
    let home = tempfile::tempdir()?;
    let mut first = None;
    let mut later = Vec::new();
    for _ in 0..=STARTS {
        let start =
            start(&places, home.path().to_str().ok_or("a scratch folder with an odd name")?)?;
        if first.is_none() {
            first = Some(start);
        } else {
            later.push(start);
        }
    }
    later.sort_by(|a, b| a.painted.total_cmp(&b.painted));
    page.push_str("| start | first paint, ms | first page, at most, ms |\n|---|---:|---:|\n");
    let middle = later.get(STARTS / 2).copied();
    for (name, start) in [("with a new home", first), ("again, the middle of five", middle)] {
        if let Some(Start { painted, stood }) = start {
            writeln!(page, "| {name} | {painted:.0} | {stood:.0} |")?;
        }
    }
    page.push_str(
        "\nFirst paint is the engine's own `first-contentful-paint`, counted from the moment at which the system \
         started the process (to 10 ms). The first page is the welcome or the works; it was looked for every 10 ms. \
         The display is Xvfb, without a graphics card.\n\n",
    );
    Ok(())
}

#[derive(Debug, Clone, Copy)]
struct Start {
    painted: f64,
    stood: f64,
}

fn start(places: &places::Places, home: &str) -> Outcome<Start> {
    let driver = Driver::start(places);
    let session = Session::start(driver.ports, &places.desktop, &["--home", home])
        .map_err(|failure| format!("the window did not open: {failure:?}"))?;
    let program = *driver.programs().first().ok_or("the driver started no program")?;
    let begun = began(program)?;
    let patience = Instant::now() + PATIENCE;
    let times = loop {
        let answer = session.run(PAINTED, &[]).map_err(|failure| format!("{failure:?}"))?;
        if let Value::Array(times) = answer {
            break times;
        }
        if Instant::now() > patience {
            return Err("the window painted nothing in a minute".into());
        }
        thread::sleep(Duration::from_millis(10));
    };
    let after = |number: usize| times.get(number).and_then(Value::as_f64).map(|at| at - begun);
    let start = Start {
        painted: after(0).ok_or("no time of painting")?,
        stood: after(1).ok_or("no time of the page")?,
    };
    let _ = session.end();
    processes::see_off(program);
    Ok(start)
}

/// When a process began, in milliseconds since 1970, from its field `starttime` and the time of boot (proc(5)).
fn began(id: u32) -> Outcome<f64> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat"))?;
    // Fields after the name, which may hold anything, in its last bracket; `starttime` is the 22nd of all.
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: f64 = after_name.split_whitespace().nth(19).ok_or("no start time")?.parse()?;
    // Linux counts a process's life in hundredths of a second, whatever its own ticks are.
    let uptime = fs::read_to_string("/proc/uptime")?;
    let up: f64 = uptime.split_whitespace().next().ok_or("no time of boot")?.parse()?;
    #[expect(
        clippy::disallowed_methods,
        reason = "compared with the time of the page, which is the system's"
    )]
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs_f64();
    Ok((now - up + ticks / 100.0) * 1_000.0)
}
