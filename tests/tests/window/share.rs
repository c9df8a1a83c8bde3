//! Share: who gets how much, and the sheet before it is fixed for ever.

use serde_json::json;

use crate::{
    homes,
    said::said,
    window::{LATER, SOON, Window},
};
use colophon_tests::places::places;

const BEN: &str = "0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359";

/// Counts how often the page asks the shell to do what the sheet says.
const COUNT: &str = r"
    window.__confirmed = 0;
    const ask = window.fetch;
    window.fetch = (...request) => {
        if (String(request[0] && request[0].url || request[0]).includes('confirm_sheet')) window.__confirmed += 1;
        return ask(...request);
    };";

impl Window {
    /// Presses what a sheet is for, waits until it is done, and puts the sheet away.
    pub(crate) fn confirm(&self, constant: &str) {
        self.press(constant);
        self.sees("SHEET_DONE", LATER);
        self.press("COMMON_CLOSE");
        self.until(
            "the sheet is away",
            SOON,
            "return document.querySelector('dialog[open]') === null",
            &[],
        );
    }

    /// Anchors and mints a work whose income goes to its artist alone.
    pub(crate) fn mint(&self, title: &str) {
        self.go("#/share");
        self.choose(title);
        self.press("SHARE_GO");
        self.confirm("SHEET_MINT_GO");
    }
}

fn sum(window: &Window) -> String {
    window
        .run("return document.querySelector('.ring text').textContent", &[])
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn a_split_is_made_whole_and_fixed_once() {
    let Some(places) = places() else { return };
    let home = homes::with_samples(&places);
    let window = Window::open(&places, home.path());
    window.unlock();
    let (title, work) = window.work("music", "flac");
    window.go("#/share");
    window.choose(&title);
    let line = |constant: &str, n: &str| said(constant).replace("{n}", n);
    window.fill(&line("SHARE_PERCENT", "1"), "60");
    window.sees("SHARE_LEFT", SOON);
    window.sees("SHARE_NOT_WHOLE", SOON);
    window.press("SHARE_ADD");
    window.fill(&line("SHARE_NAME", "2"), "Ben");
    window.fill(&line("SHARE_ADDRESS", "2"), BEN);
    window.fill(&line("SHARE_PERCENT", "2"), "50");
    window.sees("SHARE_TOO_MUCH", SOON);
    window.press_line("SHARE_REST_LABEL", "2");
    window.sees("SHARE_WHOLE", SOON);
    assert!(sum(&window).starts_with("100"), "the ring says that it is whole: {}", sum(&window));
    window.picture("share");

    let head = |window: &Window| window.call("get_status", json!({}))["chain"]["head"].clone();
    let before = head(&window);
    window.press("SHARE_GO");
    window.sees("SHEET_MINT", SOON);
    let focus = window.run("return document.activeElement.textContent.trim()", &[]);
    assert_eq!(focus, said("COMMON_CANCEL"), "Cancel has the focus, so that Enter sends nothing");
    window.picture("sheet");
    window.press("COMMON_CANCEL");
    window.until(
        "the sheet is away",
        SOON,
        "return document.querySelector('dialog[open]') === null",
        &[],
    );
    assert_eq!(head(&window), before, "nothing was sent");

    window.press("SHARE_GO");
    window.run(COUNT, &[]);
    let go = window.find("button", said("SHEET_MINT_GO"));
    window.run("arguments[0].click(); arguments[0].click();", &[go.to_value()]);
    window.sees("SHEET_DONE", LATER);
    assert_eq!(window.run("return window.__confirmed", &[]), json!(1), "a double click sends once");
    window.press("COMMON_CLOSE");

    let split = window.call("get_split", json!({ "work": work["card"]["id"] }));
    assert_eq!(
        (&split["fixed"], &split["count"]),
        (&json!(true), &json!(2)),
        "the vault holds both: {split}"
    );
    window.go(&format!("#/share/{}", work["card"]["id"].as_str().unwrap_or_default()));
    window.sees("SHARE_IS_FIXED", SOON);
    window.picture("share-fixed");
    window.close();
}
