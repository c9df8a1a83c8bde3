//! One list of commands: what the window may call, what the shell answers, what the capability file permits.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    code,
    tree::{self, Source},
};

/// What of Tauri's own the page needs: to hear of files held over the window.
const EVENTS: &str = "core:event:";

#[test]
fn the_shell_answers_each_call() {
    let shell: Vec<_> = tree::files()
        .iter()
        .filter(|file| file.is_in(&["src-tauri/src/"]) && tree::is_rust(file))
        .collect();
    let answered = shell.iter().find_map(|source| handled(&source.code));
    let answered = answered.expect(
        "no list of commands below src-tauri/src: neither commands! {…} nor generate_handler![…]",
    );
    crate::assert_none(
        "calls of the window and commands of the shell are one list",
        &differences("the shell", &answered),
    );
}

#[test]
fn the_capability_file_permits_each_call_and_nothing_else() {
    let files: Vec<_> = tree::files()
        .iter()
        .filter(|file| file.is_in(&["src-tauri/capabilities/"]) && file.path.ends_with(".json"))
        .map(|file| serde_json::from_str(&file.text).expect("a capability file is JSON"))
        .collect();
    let (commands, foreign) = permitted(&files);
    let mut found = differences("the capability file", &commands);
    let foreign = foreign.into_iter().filter(|permission| !permission.starts_with(EVENTS));
    found.extend(foreign.map(|permission| format!("the capability file permits {permission}")));
    crate::assert_none("calls of the window and permissions are one list", &found);
}

#[test]
fn tauri_is_told_the_same_list() {
    let build = tree::files()
        .iter()
        .find(|file| file.path == "src-tauri/build.rs")
        .expect("the shell is built");
    let told = !code::find(&build.code, "colophon_ipc::NAMES").is_empty();
    assert!(
        told,
        "src-tauri/build.rs must hand colophon_ipc::NAMES to AppManifest::commands: without it every command is open"
    );
}

/// The commands in the shell's own macro, or those given to Tauri's.
fn handled(code: &str) -> Option<Vec<String>> {
    let body = |start: &str, open: char| {
        code.match_indices(start).find_map(|(at, _)| {
            let behind = &code[at + start.len()..];
            let gap = behind.len() - behind.trim_start().len();
            behind.trim_start().starts_with(open).then(|| {
                let inside = code::bracketed(code, at + start.len() + gap);
                &code[inside.start + 1..inside.end - 1]
            })
        })
    };
    let list = |text: &str, separator: char, name: fn(&str) -> &str| -> Vec<String> {
        text.split(separator)
            .map(|entry| name(entry).trim().to_owned())
            .filter(|n| !n.is_empty())
            .collect()
    };
    if let Some(entries) = body("commands!", '{') {
        return Some(list(entries, ';', |entry| entry.split(':').next().unwrap_or_default()));
    }
    let entries = body("generate_handler!", '[').filter(|entries| !entries.contains('$'))?;
    Some(list(entries, ',', |entry| entry.rsplit("::").next().unwrap_or_default()))
}

/// Our commands and what else is permitted.
fn permitted(capabilities: &[Value]) -> (Vec<String>, Vec<String>) {
    let permissions = capabilities.iter().flat_map(|file| file["permissions"].as_array()).flatten();
    let names = permissions
        .map(|entry| entry.as_str().or(entry["identifier"].as_str()).unwrap_or("?").to_owned());
    let (foreign, own): (Vec<_>, Vec<_>) =
        names.partition(|name| name.contains(':') || !name.starts_with("allow-"));
    (own.iter().map(|name| name.trim_start_matches("allow-").replace('-', "_")).collect(), foreign)
}

fn differences(whose: &str, names: &[String]) -> Vec<String> {
    differences_from(colophon_ipc::NAMES, whose, names)
}

fn differences_from(calls: &[&str], whose: &str, names: &[String]) -> Vec<String> {
    let calls: BTreeSet<&str> = calls.iter().copied().collect();
    let theirs: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    let lacks = calls.difference(&theirs).map(|name| format!("{whose} lacks {name}"));
    let more =
        theirs.difference(&calls).map(|name| format!("{whose} has {name}, which no call is named"));
    let twice = (names.len() > theirs.len()).then(|| format!("{whose} names a command twice"));
    lacks.chain(more).chain(twice).collect()
}

#[test]
fn rule_catches_a_breach() {
    let check = |text: &str, names: Option<&[&str]>| {
        let seen = handled(&Source::new("src-tauri/src/a.rs", text).code);
        let expected = names.map(|names| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>());
        assert_eq!(seen, expected, "{text}");
    };
    check(
        "macro_rules! commands { () => { commands!(@x) generate_handler![$($n),*] } }\n\
         commands! { get_works: GetWorks; // x: Y;\n show: Show => dialogs::show; }",
        Some(&["get_works", "show"]),
    );
    check("tauri::generate_handler![commands::get_works, show,]", Some(&["get_works", "show"]));
    check("generate_handler![$($name),*]", None);

    let file = serde_json::json!({"permissions": ["core:event:allow-listen", "allow-get-works", {"identifier": "fs:default"}]});
    let (own, foreign) = permitted(&[file]);
    assert_eq!(own, ["get_works"], "dashes become underscores");
    assert_eq!(
        foreign,
        ["core:event:allow-listen", "fs:default"],
        "what is not ours is kept apart"
    );

    let names = ["get_works", "get_works", "wipe"].map(str::to_owned);
    crate::assert_caught(
        &differences_from(&["get_works", "show"], "the shell", &names),
        &["the shell lacks show", "the shell has wipe", "names a command twice"],
    );
}
