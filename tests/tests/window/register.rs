//! Register: files are let go over the window and become works.

use std::fs::{self, File};

use serde_json::json;

use crate::{
    homes, retouch,
    said::said,
    window::{LATER, SOON, Window},
};
use colophon_tests::places::places;

#[test]
fn a_dropped_picture_becomes_a_work_and_stays_untouched() {
    let Some(places) = places() else { return };
    let home = homes::with_samples(&places);
    let desk = homes::fresh();
    let (picture, empty) = (desk.path().join("low-water.png"), desk.path().join("empty.png"));
    retouch::draw(&picture);
    File::create(&empty).expect("a file without bytes");
    let before = fs::read(&picture).expect("the picture");

    let window = Window::open(&places, home.path());
    window.unlock();
    window.drop_files(&[&picture, &empty]);
    window.sees("ERROR_FILE_EMPTY", SOON);
    window.sees("REGISTER_NO_ORIGIN", SOON);
    window.fill(said("REGISTER_TITLE"), "Low water");
    window.choose(said("ORIGIN_HUMAN_MADE"));
    window.picture("register");
    window.press("REGISTER_GO_ONE");
    window.until(
        "the job has ended",
        LATER,
        "return document.querySelector('.job .untouched') !== null",
        &[],
    );
    window.sees("PROGRESS_STATE_DONE", SOON);
    window.sees("COMMON_UNTOUCHED", SOON);

    window.follow("PROGRESS_OPEN");
    window.until(
        "the work's page shows its title",
        SOON,
        "return [...document.querySelectorAll('h1')].some(h => h.textContent === 'Low water')",
        &[],
    );
    window.picture("work");
    let works = window.call("list_works", json!({}));
    assert_eq!(works.as_array().map(Vec::len), Some(4), "the samples and the new one: {works}");
    assert_eq!(fs::read(&picture).expect("the picture"), before, "the original is untouched");

    window.drop_files(&[&picture]);
    window.follow("REGISTER_KNOWN");
    window.close();
}
