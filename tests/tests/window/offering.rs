//! Share: a part of a work's income is offered to fans, practice fans buy it, and the sale is closed.

use serde_json::json;

use crate::{
    homes,
    said::said,
    window::{LATER, SOON, Window},
};
use colophon_tests::places::places;

#[test]
fn shares_are_offered_and_practice_fans_buy_them() {
    let Some(places) = places() else { return };
    let home = homes::with_samples(&places);
    let window = Window::open(&places, home.path());
    window.unlock();
    let (title, work) = window.work("music", "flac");
    window.mint(&title);
    let id = work["card"]["id"].as_str().expect("a work's id");
    window.go(&format!("#/share/{id}"));
    window.sees("OFFERING_NONE", SOON);

    window.press("OFFERING_BEGIN");
    window.fill(said("OFFERING_PERCENT"), "10");
    window.fill(said("OFFERING_PRICE"), "10");
    window.fill(said("OFFERING_PER_FAN"), "2");
    window.press("OFFERING_NEXT");
    // The outlook follows what is typed, and says what would be refused.
    window.fill(said("OFFERING_CEILING"), "9");
    window.sees("OFFERING_WRONG_CEILING", SOON);
    window.fill(said("OFFERING_CEILING"), "15");
    window.sees("OFFERING_BREAK_EVEN", SOON);
    window.settle();
    window.picture("offering-outlook");
    window.press("OFFERING_NEXT");
    window.sees("OFFERING_SECURITIES", SOON);
    window.fill(said("OFFERING_LAW"), "ch");
    let go = "return [...document.querySelectorAll('form.wizard button[type=submit]')].map(b => b.disabled)";
    assert_eq!(window.run(go, &[]), json!([true]), "who has not read the warning goes no further");
    window.choose(said("OFFERING_WARNED"));
    window.picture("offering-warning");
    window.press("OFFERING_GO");
    window.sees("SHEET_OFFERING", SOON);
    window.sees("FINAL_SECURITIES", SOON);
    window.picture("sheet-offering");
    window.confirm("SHEET_OFFERING_GO");
    window.sees("OFFERING_PHASE_SELLING", SOON);

    for _ in 0..2 {
        window.press("OFFERING_PRACTICE_FANS");
        window.sees("SHEET_PRACTICE_FANS", SOON);
        window.confirm("SHEET_PRACTICE_FANS_GO");
        window.settle();
    }
    window.sees("OFFERING_PHASE_ENOUGH", LATER);
    window.picture("offering");
    window.press("OFFERING_SETTLE");
    // The page's own button begins with the sheet's words, so the sheet is known by what only it says.
    window.sees("FINAL_SALE", SOON);
    window.confirm("SHEET_SETTLE_GO");
    window.sees("OFFERING_PHASE_EARNING", SOON);
    let offerings = window.call("list_offerings", json!({ "work": id }));
    assert_eq!(offerings[0]["raised"]["text"], "100.00", "a hundred dollars: {offerings}");
    assert_eq!(offerings[0]["jurisdiction"], "CH", "{offerings}");
    window.close();
}
