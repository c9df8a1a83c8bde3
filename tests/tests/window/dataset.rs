//! License: two works become a dataset, their author consents for both, a licence is sold, and the works draw their parts.

use serde_json::{Value, json};

use crate::{
    homes,
    said::said,
    window::{SOON, Window},
};
use colophon_tests::places::places;

/// The last file that the page says was written.
const WRITTEN: &str = "const said = document.querySelector('p[role=status].wrap');
    const found = said && said.textContent.match(/\\S+\\.json/);
    return found ? found[0] : null;";

impl Window {
    /// Consents for the work that is chosen on the page; answers the file.
    fn consent(&self, work: &Value, before: &str) -> String {
        self.pick(work["card"]["id"].as_str().expect("a work's id"));
        self.fill(said("DATASET_LOWEST"), "20");
        self.press("DATASET_SIGN");
        let other =
            format!("const path = (() => {{ {WRITTEN} }})(); return path !== arguments[0] && path");
        let path = self.until("the consent is written", SOON, &other, &[before.into()]);
        path.as_str().expect("a path").to_owned()
    }
}

#[test]
fn a_dataset_of_two_works_is_licensed_in_one_payment() {
    let Some(places) = places() else { return };
    let (home, mail) = (homes::with_samples(&places), homes::fresh());
    let window = Window::open(&places, home.path());
    window.unlock();
    let works = [window.work("music", "flac"), window.work("picture", "png")];
    window.go("#/share");
    for (title, _) in &works {
        window.choose(title);
    }
    window.press("SHARE_GO");
    window.confirm("SHEET_MINT_GO");
    window.go("#/datasets");
    window.sees("DATASET_EMPTY", SOON);

    let file = mail.path().join("dataset.json").display().to_string();
    window.answer_dialogs(json!({ "draft_dataset": file }), &[]);
    window.click("any", said("DATASET_NEW"));
    window.fill(said("DATASET_TITLE"), "Tides");
    for (title, _) in &works {
        window.click("button", title);
    }
    window.fill(said("DATASET_PRICE"), "30");
    window.picture("dataset-new");
    window.press("DATASET_WRITE");
    window.sees("DATASET_PHASE_DRAFT", SOON);
    let first = window.consent(&works[0].1, &file);
    let second = window.consent(&works[1].1, &first);

    window.press("DATASET_OPEN");
    window.sees("FINAL_DATASET", SOON);
    window.picture("sheet-dataset");
    window.confirm("SHEET_DATASET_OPEN_GO");
    window.sees("DATASET_PHASE_GATHERING", SOON);
    window.sees("DATASET_REFUSED", SOON);
    window.answer_dialogs(json!({}), &[first, second]);
    window.press("DATASET_JOIN");
    window.confirm("SHEET_DATASET_JOIN_GO");
    window.sees("DATASET_PHASE_SELLING", SOON);

    window.press("DATASET_BUY");
    window.confirm("SHEET_DATASET_BUY_GO");
    window.press("DATASET_DRAW");
    window.picture("dataset");
    window.confirm("SHEET_DATASET_DRAW_GO");
    let kept = window.call("list_datasets", json!({}));
    let drawn: Vec<_> = (0..2).map(|n| kept[0]["works"][n]["drawn"][0]["text"].clone()).collect();
    assert_eq!(drawn, ["15.00", "15.00"], "each work has its half: {kept}");
    assert_eq!(kept[0]["books_agree"], true, "{kept}");
    window.close();
}
