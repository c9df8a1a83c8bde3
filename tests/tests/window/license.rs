//! License and Collect: an offer is put up, a practice buyer takes it, the income arrives and is taken out.

use serde_json::{Value, json};

use crate::{
    homes,
    said::said,
    window::{LATER, SOON, Window},
};
use colophon_tests::places::places;

#[test]
fn an_offer_is_bought_and_its_income_claimed() {
    let Some(places) = places() else { return };
    let home = homes::with_samples(&places);
    let window = Window::open(&places, home.path());
    window.unlock();
    let (title, work) = window.work("picture", "png");
    window.mint(&title);

    window.go("#/license");
    window.choose(said("LICENCE_COMMERCIAL"));
    window.fill(said("LICENSE_PRICE"), "12.50");
    window.press("LICENSE_GO");
    window.sees("SHEET_OFFER", SOON);
    window.confirm("SHEET_OFFER_GO");
    window.press("LICENSE_PRACTICE_BUY");
    window.sees("SHEET_BUY", SOON);
    window.picture("sheet-buy");
    window.confirm("SHEET_BUY_GO");
    window.settle();
    window.picture("license");
    let offers = window.call("list_offers", json!({ "work": null }));
    assert_eq!(offers[0]["sold"], 1, "the offer was taken once: {offers}");

    window.go("#/collect");
    window.press("COLLECT_SYNC");
    window.until(
        "the payment is listed",
        SOON,
        "return document.querySelectorAll('main tbody tr').length === 1",
        &[],
    );
    window.sees("COLLECT_BOOKS_AGREE", SOON);
    window.picture("collect");
    assert!(window.text().contains("12.5"), "the amount is shown: {}", window.text());
    window.press("COLLECT_CLAIM");
    window.sees("SHEET_CLAIM", SOON);
    window.confirm("SHEET_CLAIM_GO");
    window.sees("COLLECT_NO_CLAIM", LATER);
    let income = window.call("get_income", json!({ "work": null }));
    let units = |name: &str| -> Vec<&Value> {
        income["totals"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|totals| &totals[name]["units"])
            .collect()
    };
    assert!(
        units("claimed").contains(&&json!("12500000")),
        "twelve and a half dollars were taken out: {income}"
    );
    assert!(
        units("claimable").iter().all(|units| **units == "0"),
        "nothing is left to take: {income}"
    );
    assert_eq!(income["books_agree"], true, "the books equal the contracts' own numbers: {income}");
    everybody_is_paid(&window, &work["card"]["id"]);
    a_remix_is_licensed(&window);
    window.close();
}

/// The same again, taken out for all who share from the work's own page.
fn everybody_is_paid(window: &Window, work: &Value) {
    let work = work.as_str().expect("a work's id");
    window.go("#/license");
    window.press("LICENSE_PRACTICE_BUY");
    window.sees("SHEET_BUY", SOON);
    window.confirm("SHEET_BUY_GO");
    window.go(&format!("#/works/{work}"));
    window.sees("PAYOUT_WAITS", SOON);
    window.picture("work-on-chain");
    window.press("PAYOUT_PAY");
    window.sees("SHEET_PAYOUT", SOON);
    window.picture("sheet-payout");
    window.press("SHEET_PAYOUT_GO");
    window.sees("SHEET_DONE", LATER);
    assert!(window.text().contains("1 holder paid"), "the sheet says whom: {}", window.text());
    window.press("COMMON_CLOSE");
    let income = window.call("sync_income", json!({}));
    let claimed = income["totals"].as_array().into_iter().flatten();
    let claimed: Vec<_> = claimed.map(|totals| &totals["claimed"]["units"]).collect();
    assert!(claimed.contains(&&json!("25000000")), "twice twelve and a half: {income}");
    window.press("PAYOUT_PAY");
    window.sees("ERROR_NOTHING_OWED", SOON);
}

/// Another template, in plain words beside its struct, put up and ended.
fn a_remix_is_licensed(window: &Window) {
    window.go("#/license");
    window.choose(said("LICENCE_REMIX"));
    window.sees("CLAUSE_REMIX_SHARES", SOON);
    window.sees("LICENSE_EXACT", SOON);
    assert!(window.text().contains("remixShares"), "the struct is shown: {}", window.text());
    window.fill(said("LICENSE_PRICE"), "20");
    window.press("LICENSE_GO");
    window.sees("SHEET_OFFER", SOON);
    window.sees("CLAUSE_REMIX_SHARES", SOON);
    window.confirm("SHEET_OFFER_GO");
    window.settle();
    let newest = |window: &Window| window.call("list_offers", json!({ "work": null }))[0].clone();
    let offer = newest(window);
    assert_eq!((&offer["kind"], &offer["open"]), (&json!("remix"), &json!(true)), "{offer}");
    window.press("LICENSE_END");
    window.sees("SHEET_CLOSE", SOON);
    window.confirm("SHEET_CLOSE_GO");
    assert_eq!(newest(window)["open"], false, "the offer was ended");
}
