//! Share: two authors agree on a split in a file that goes between their homes, and the work is minted as they signed it.

use std::path::Path;

use colophon_app::{
    App, Cost, Options,
    ipc::{CreateAccount, OpenTreaty, SignTreaty, Unlock},
};
use serde_json::json;
use tokio::runtime::Runtime;

use crate::{
    homes,
    said::said,
    window::{SOON, Window},
};
use colophon_tests::places::places;

const PASSPHRASE: &str = "only for tests";

/// The second author, in a home of his own and without a window.
struct Author {
    runtime: Runtime,
    app: App,
    address: String,
}

impl Author {
    fn new(home: &Path) -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let (app, address) = runtime.block_on(async {
            let options = Options { cost: Cost::for_tests(), ..Options::system(home) };
            let app = App::open(options).await.expect("an empty home opens");
            let passphrase = PASSPHRASE.to_owned();
            let call = CreateAccount { creator: "Ben".into(), passphrase: passphrase.clone() };
            app.create_account(call).await.expect("an account");
            app.unlock(Unlock { passphrase }).await.expect("the passphrase opens it");
            let status = app.status().await.expect("a status");
            (app, status.account.expect("the account that was made").address.to_string())
        });
        Self { runtime, app, address }
    }

    /// Reads the file and signs it into another.
    fn sign(&self, path: &str, out: &str) {
        self.runtime.block_on(async {
            let path = path.to_owned();
            let call = OpenTreaty { path: Some(path.clone()) };
            let read = self.app.open_treaty(&call).await.expect("a treaty");
            assert_eq!(read.own_percent.as_deref(), Some("40.0000"), "he reads his own share");
            let call = SignTreaty { path, hash: read.hash, out: Some(out.to_owned()) };
            self.app.sign_treaty(&call).await.expect("his signature");
        })
    }
}

#[test]
fn two_authors_agree_and_the_work_is_minted_as_they_signed() {
    let Some(places) = places() else { return };
    let (home, his) = (homes::with_samples(&places), homes::fresh());
    let ben = Author::new(his.path());
    let window = Window::open(&places, home.path());
    window.unlock();
    let (title, work) = window.work("music", "flac");
    let id = &work["card"]["id"];
    window.go("#/share");
    window.choose(&title);
    let line = |constant: &str, n: &str| said(constant).replace("{n}", n);
    window.fill(&line("SHARE_PERCENT", "1"), "60");
    window.press("SHARE_ADD");
    window.fill(&line("SHARE_NAME", "2"), "Ben");
    window.fill(&line("SHARE_ADDRESS", "2"), &ben.address);
    window.fill(&line("SHARE_PERCENT", "2"), "40");

    let mail = homes::fresh();
    let at = |name: &str| mail.path().join(name).display().to_string();
    let (draft, signed) = (at("treaty.json"), at("from-ben.json"));
    window.answer_dialogs(json!({ "draft_treaty": draft }), std::slice::from_ref(&signed));
    window.click("any", said("TREATY_NEW"));
    window.fill(said("TREATY_FLOOR_DOLLAR"), "5");
    window.press("TREATY_WRITE");
    window.sees("TREATY_WRITTEN", SOON);
    window.sees("TREATY_WAITING", SOON);
    let kept = window.call("get_treaty", json!({ "work": id }));
    assert_eq!(kept["signers"].as_array().map(Vec::len), Some(2), "both are asked: {kept}");
    window.picture("treaty");

    // He signs what he was sent, and she her own.
    ben.sign(&draft, &signed);
    window.press("TREATY_SIGN");
    window.sees("TREATY_SIGNED", SOON);
    window.press("TREATY_ADD_SIGNED");
    window.sees("TREATY_COMPLETE", SOON);
    let kept = window.call("get_treaty", json!({ "work": id }));
    assert_eq!(kept["complete"], true, "both have signed: {kept}");

    window.press("TREATY_MINT");
    window.sees("SHEET_MINT", SOON);
    window.confirm("SHEET_MINT_GO");
    window.go(&format!("#/share/{}", id.as_str().unwrap_or_default()));
    window.sees("SHARE_IS_FIXED", SOON);
    window.sees("TREATY_USED", SOON);
    window.picture("treaty-used");
    let used = window.call("get_treaty", json!({ "work": id }));
    assert_eq!(used["used"], true, "the vault is made under the treaty: {used}");
    window.close();
}
