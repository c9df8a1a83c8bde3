//! Starts that cannot go on: each is one sentence in the window, and no blank page.

use std::{fs, fs::File, io::Write};

use crate::{
    homes,
    said::said,
    window::{SOON, Window},
};
use colophon_tests::places::places;

#[test]
fn a_second_window_says_so_and_goes_on_when_the_first_is_closed() {
    let Some(places) = places() else { return };
    let home = homes::fresh();
    let first = Window::open(&places, home.path());
    first.sees("WELCOME_TITLE", SOON);
    let second = Window::open(&places, home.path());
    second.sees("ERROR_SECOND_INSTANCE", SOON);
    second.picture("second-instance");
    first.close();
    // The system lets go of the lock when the process is gone, which may be a moment later.
    let script = "const again = [...document.querySelectorAll('button')].find(e => e.textContent.trim() === arguments[0]);
        if (again) again.click();
        return !again && document.querySelector('#creator') !== null";
    second.until("the home opens", SOON, script, &[said("COMMON_RETRY").into()]);
    second.close();
}

#[test]
fn a_damaged_database_is_told_and_left_as_it_is() {
    let Some(places) = places() else { return };
    let home = homes::fresh();
    let database = home.path().join("colophon.db");
    let damaged = b"this was a database once, before the disk failed".repeat(100);
    File::create(&database).and_then(|mut file| file.write_all(&damaged)).expect("a damaged file");
    let window = Window::open(&places, home.path());
    window.sees("ERROR_HOME_DAMAGED", SOON);
    window.close();
    assert_eq!(
        fs::read(&database).expect("the file"),
        damaged,
        "what could still be rescued is as it was"
    );
}

/// Calls a function whose only instruction traps, as a panic in the page does.
const TRAP: &str = r"
    const module = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0,
        10, 5, 1, 3, 0, 0, 11]);
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module));
    setTimeout(() => exports.f(), 0);";

#[test]
fn a_page_that_stops_says_so() {
    let Some(places) = places() else { return };
    let home = homes::fresh();
    let window = Window::open(&places, home.path());
    window.sees("WELCOME_TITLE", SOON);
    window.run(TRAP, &[]);
    window.sees("START_STOPPED", SOON);
    window.picture("stopped");
    window.close();
}
