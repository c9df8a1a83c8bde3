//! Starts that cannot go on: each is one sentence in the window, and no blank page.

use std::{fs, fs::File, io::Write};

use crate::{
    homes,
    places::places,
    said::said,
    window::{SOON, Window},
};

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
