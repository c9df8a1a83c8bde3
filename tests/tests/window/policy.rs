//! The fences around the page: its content policy, and what it may ask of the shell.

use serde_json::json;

use crate::{
    homes,
    window::{SOON, Window},
};
use colophon_tests::{places::places, webdriver::Failure};

#[test]
fn what_the_policy_forbids_is_not_done() {
    let Some(places) = places() else { return };
    let home = homes::fresh();
    let window = Window::open(&places, home.path());
    let added = |what: &str, how: &str| {
        let before = window.breaches().len();
        window.run(how, &[]);
        let script = "return window.__breaches.length > arguments[0]";
        window.until(&format!("{what} is refused"), SOON, script, &[before.into()]);
    };
    added(
        "a style in the page",
        "document.head.append(Object.assign(document.createElement('style'), { textContent: 'body { color: red }' }))",
    );
    added(
        "a script in the page",
        "document.head.append(Object.assign(document.createElement('script'), { textContent: 'window.__ran = true' }))",
    );
    added(
        "a picture from elsewhere",
        "document.body.append(Object.assign(document.createElement('img'), { src: 'https://example.org/x.png' }))",
    );
    added("a question to elsewhere", "fetch('https://example.org/').catch(() => {})");
    assert_eq!(
        window.run("return window.__ran === undefined", &[]),
        json!(true),
        "the script did not run"
    );
    // On purpose broken here, so this window does not close as the others do.
    drop(window);
}

#[test]
fn the_page_may_ask_for_its_calls_and_nothing_else() {
    let Some(places) = places() else { return };
    let home = homes::fresh();
    let window = Window::open(&places, home.path());
    for (command, arguments) in [
        ("plugin:event|emit", json!({ "event": "tauri://drag-drop", "payload": {} })),
        ("plugin:dialog|open", json!({ "options": {} })),
        ("plugin:window|close", json!({ "label": "main" })),
        ("plugin:fs|read_file", json!({ "path": "/etc/hostname" })),
        ("no_such_command", json!({})),
    ] {
        let answer = window.wait_for(
            "return await window.__TAURI__.core.invoke(arguments[0], arguments[1])",
            &[command.into(), arguments],
        );
        let refused = matches!(&answer, Err(Failure::Answer { code, .. }) if code == "rejected");
        assert!(refused, "{command} was answered with {answer:?}");
    }
    let status = window.call("get_status", json!({}));
    assert_eq!(status["chain"]["practice"], true, "its own calls are answered: {status}");

    window.run("location.href = 'https://example.org/'", &[]);
    window.sees("WELCOME_TITLE", SOON);
    assert_eq!(
        window.run("return location.host", &[]),
        "localhost",
        "the window shows its own page and no other"
    );
    window.close();
}
