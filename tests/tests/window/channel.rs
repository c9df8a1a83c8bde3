//! Collect: a channel to one's own song is opened, a voucher is signed and taken, and the claim reaches the vault. The
//! system's dialogs for files are passed over: the shell is told the path, as it is by a dialog.

use serde_json::json;

use crate::{
    homes,
    said::said,
    window::{LATER, SOON, Window},
};
use colophon_tests::places::places;

#[test]
fn a_song_is_paid_for_each_use() {
    let Some(places) = places() else { return };
    let home = homes::with_samples(&places);
    let window = Window::open(&places, home.path());
    window.unlock();
    let (title, work) = window.work("music", "flac");
    window.mint(&title);
    let split = window.call("get_split", json!({ "work": work["card"]["id"] }));
    let vault = split["vault"].as_str().expect("a minted work has a vault").to_owned();
    window.go("#/collect");
    window.follow("CHANNEL_TITLE");
    window.sees("CHANNEL_EMPTY", SOON);

    window.run("document.querySelector('details.panel').open = true", &[]);
    window.fill(said("CHANNEL_OPEN_TO"), &vault);
    window.fill(said("CHANNEL_OPEN_DEPOSIT"), "10");
    window.press("CHANNEL_OPEN_GO");
    window.sees("FINAL_DEPOSIT", SOON);
    window.picture("sheet-channel");
    window.confirm("SHEET_CHANNEL_OPEN_GO");
    window.sees("CHANNEL_PHASE_OPEN", SOON);

    window.fill(said("CHANNEL_VOUCHER_AMOUNT"), "0.25");
    window.press("CHANNEL_VOUCHER");
    window.sees("FINAL_VOUCHER", SOON);
    window.press("SHEET_CHANNEL_VOUCHER_GO");
    window.sees("SHEET_SIGNED", LATER);
    window.press("COMMON_CLOSE");
    window.settle();
    let channel = window.call("list_channels", json!({}))[0]["channel"].clone();
    let path = home.path().join("voucher.json").display().to_string();
    window.call("write_channel_file", json!({ "channel": channel, "voucher": true, "path": path }));
    window.call("receive_voucher", json!({ "path": path, "price": null }));

    window.go("#/works");
    window.go("#/channels");
    window.sees("CHANNEL_BEST", SOON);
    window.picture("channels");
    window.press("CHANNEL_CLAIM_ONE");
    window.sees("FINAL_PAYMENT", SOON);
    window.confirm("SHEET_CHANNEL_CLAIM_GO");
    let claimed = window.call("list_channels", json!({}))[0]["claimed"]["text"].clone();
    assert_eq!(claimed, "0.25", "the voucher was claimed");
    let income = window.call("get_income", json!({ "work": null }));
    assert_eq!(income["books_agree"], true, "{income}");
    window.close();
}
