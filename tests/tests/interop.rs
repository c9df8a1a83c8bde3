//! Other people's tools look at what Colophon made. Each says so when it is not on this computer.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a journey fails by panicking, and says what it leaves out"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Says why a judge is not heard; fails where `COLOPHON_REQUIRE_INTEROP=1` promises that all are there.
fn leave_out(why: &str) {
    let required = std::env::var_os("COLOPHON_REQUIRE_INTEROP").is_some_and(|v| v == "1");
    assert!(!required, "{why}, and COLOPHON_REQUIRE_INTEROP=1 says that it is");
    println!("left out: {why}");
}

fn program() -> Option<PathBuf> {
    let named = std::env::var_os("COLOPHON_BIN").map(PathBuf::from).filter(|p| p.is_file());
    if named.is_none() {
        leave_out("COLOPHON_BIN does not name the program");
    }
    named
}

/// A home whose command line registered the bundled works.
struct Registered {
    _folder: tempfile::TempDir,
    copies: Vec<PathBuf>,
}

fn registered() -> Option<Registered> {
    let program = program()?;
    let folder = tempfile::tempdir().unwrap();
    let passphrase = folder.path().join("passphrase");
    std::io::Write::write_all(
        &mut std::fs::File::create(&passphrase).unwrap(),
        b"a lighthouse in fog\n",
    )
    .unwrap();
    let run = |args: &[&str]| -> Value {
        let done = Command::new(&program)
            .arg("--json")
            .arg("--home")
            .arg(folder.path().join("home"))
            .arg("--passphrase-file")
            .arg(&passphrase)
            .args(args)
            .env("COLOPHON_TEST_CHEAP_KEYS", "1")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.success(), "{args:?}: {said}");
        serde_json::from_slice(&done.stdout).unwrap()
    };
    let words = folder.path().join("words");
    run(&["account", "new", "--creator", "Ada", "--words-to", words.to_str().unwrap()]);
    let works = repository().join("assets/works");
    let files: Vec<String> = ["seeding.jpg", "harbour-at-six.png", "low-tide.flac"]
        .iter()
        .map(|name| works.join(name).to_str().unwrap().to_owned())
        .collect();
    let mut args = vec!["register", "--origin", "captured", "--policy", "train-by-licence"];
    args.extend(files.iter().map(String::as_str));
    let made = run(&args);
    let copies = made["works"]
        .as_array()
        .unwrap()
        .iter()
        .map(|w| w["copy"].as_str().unwrap().into())
        .collect();
    Some(Registered { _folder: folder, copies })
}

/// A tool that is on this computer.
fn tool(name: &str) -> Option<Command> {
    let there = Command::new(name).arg("-version").output().is_ok()
        || Command::new(name).arg("-ver").output().is_ok();
    if !there {
        leave_out(&format!("{name} is not on this computer"));
    }
    there.then(|| Command::new(name))
}

#[test]
fn another_c2pa_reader_finds_nothing_wrong_but_the_unknown_signer() {
    let Some(python) = std::env::var_os("COLOPHON_PYTHON") else {
        leave_out("COLOPHON_PYTHON does not name a Python with c2pa-python");
        return;
    };
    let Some(registered) = registered() else { return };
    let judge = repository().join("tests/interop/read_manifest.py");
    for copy in &registered.copies {
        let name = copy.display();
        let done = Command::new(&python).arg(&judge).arg(copy).output().unwrap();
        assert!(done.status.success(), "{name}: {}", String::from_utf8_lossy(&done.stderr));
        let found: Value = serde_json::from_slice(&done.stdout).unwrap();
        assert_eq!(found["state"], "Valid", "{name}: {found}");
        assert_eq!(found["failures"], serde_json::json!(["signingCredential.untrusted"]), "{name}");
        let labels: Vec<&str> = found["assertions"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|a| a["label"].as_str())
            .collect();
        let bindings = labels.iter().filter(|l| l.starts_with("c2pa.soft-binding")).count();
        // A picture has its mark and its ISCC, music its ISCC.
        let expected = if copy.extension().is_some_and(|e| e == "flac") { 1 } else { 2 };
        assert_eq!(bindings, expected, "{name}: soft bindings in {labels:?}");
        assert!(labels.iter().any(|l| l.starts_with("cawg.training-mining")), "{name}: {labels:?}");
        println!(
            "{name}: valid for c2pa-python, {bindings} soft bindings, training and mining stated"
        );
    }
}

#[test]
fn ffmpeg_hears_the_same_song_in_the_signed_copy() {
    let Some(registered) = registered() else { return };
    let song =
        registered.copies.iter().find(|c| c.extension().is_some_and(|e| e == "flac")).unwrap();
    let hear = |path: &Path| -> Option<Vec<u8>> {
        let args = ["-v", "error", "-i"];
        let done = tool("ffmpeg")?.args(args).arg(path).args(["-f", "md5", "-"]).output().unwrap();
        assert!(
            done.status.success() && done.stderr.is_empty(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
        Some(done.stdout)
    };
    let original = repository().join("assets/works/low-tide.flac");
    let Some(before) = hear(&original) else { return };
    assert_eq!(hear(song), Some(before), "the signed song decodes to other samples");
}

#[test]
fn exiftool_sees_the_camera_and_not_the_place() {
    let Some(registered) = registered() else { return };
    let Some(mut exiftool) = tool("exiftool") else { return };
    let photograph =
        registered.copies.iter().find(|c| c.extension().is_some_and(|e| e == "jpg")).unwrap();
    let done = exiftool.args(["-j", "-a", "-G1"]).arg(photograph).output().unwrap();
    let text = String::from_utf8(done.stdout).unwrap();
    for kept in ["Make", "Model", "ICC_Profile", "DateTimeOriginal"] {
        assert!(text.contains(kept), "{kept} is gone: {text}");
    }
    for dropped in ["GPSLatitude", "SerialNumber\"", "ThumbnailImage"] {
        assert!(!text.contains(dropped), "{dropped} is still there");
    }
}
