//! Inspect: a file from elsewhere is recognised.

use std::path::Path;

use crate::{
    homes, retouch,
    said::said,
    window::{LATER, SOON, Window},
};
use colophon_tests::places::places;

/// Names of the ways that found something.
const FOUND: &str = "return [...document.querySelectorAll('.leg.found b')].map(e => e.textContent)";

#[test]
fn a_reposted_picture_is_still_found_by_its_mark() {
    let Some(places) = places() else { return };
    let home = homes::with_samples(&places);
    let desk = homes::fresh();
    let window = Window::open(&places, home.path());
    window.unlock();
    let (title, work) = window.work("picture", "jpg");
    let reposted = desk.path().join("reposted.jpg");
    retouch::repost(Path::new(work["copy"].as_str().unwrap_or_default()), &reposted);

    window.go("#/inspect");
    window.drop_files(&[&reposted]);
    let headline = said("INSPECT_COMES_FROM").replace("{title}", &title);
    let script = "return [...document.querySelectorAll('.verdict h2')].some(h => h.textContent === arguments[0])";
    window.until("the work is named", LATER, script, &[headline.into()]);
    let found = window.run(FOUND, &[]);
    let found: Vec<&str> =
        found.as_array().into_iter().flatten().filter_map(|name| name.as_str()).collect();
    assert!(found.contains(&said("INSPECT_LEG_WATERMARK")), "the mark was read: {found:?}");
    assert!(!found.contains(&said("INSPECT_LEG_MANIFEST")), "the metadata was stripped: {found:?}");
    window.sees("MISSING_MANIFEST", SOON);
    window.sees("COMMON_UNTOUCHED", SOON);
    window.picture("inspect");

    let stranger = desk.path().join("stranger.png");
    retouch::draw(&stranger);
    window.drop_files(&[&stranger]);
    window.sees("INSPECT_UNKNOWN", LATER);
    window.close();
}
