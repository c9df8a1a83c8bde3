//! Payments per use between two homes, with the program that people run: the payer's home opens a channel to the vault of
//! a song and signs vouchers, the artist's home takes the last one and claims it. Between them travel three files; the
//! chain that both use is the one that the other home left, as two computers on one chain would see it.
//!
//! The program is found as in the other journeys through the terminal: `COLOPHON_BIN`, else the one beside this test.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a journey fails by panicking, says what it leaves out, and writes files that travel"
)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

const PASSPHRASE: &str = "a lighthouse in fog";

fn program() -> Option<PathBuf> {
    let beside = || -> Option<PathBuf> {
        let test = std::env::current_exe().ok()?;
        let folder = test.parent()?.parent()?;
        Some(folder.join("colophon").with_extension(std::env::consts::EXE_EXTENSION))
    };
    let named = std::env::var_os("COLOPHON_BIN").map(PathBuf::from);
    let found = named.or_else(beside).filter(|path| path.is_file());
    if found.is_none() {
        let required = std::env::var_os("COLOPHON_REQUIRE_BIN").is_some_and(|v| v == "1");
        assert!(!required, "the program is not here, and COLOPHON_REQUIRE_BIN=1 says that it is");
        println!("left out: the program `colophon` is not here (COLOPHON_BIN names it)");
    }
    found
}

/// Somebody's computer: a home, and a folder with the files that came by mail.
struct Desk {
    program: PathBuf,
    folder: TempDir,
}

/// A process that stands still, and ends with the test.
struct Held(Child);

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Desk {
    /// A home on the chain that `neighbour` uses, if there is one.
    fn new(program: &Path, creator: &str, neighbour: Option<&Self>) -> Self {
        let desk = Self { program: program.to_owned(), folder: TempDir::new().unwrap() };
        fs::write(desk.at("passphrase"), format!("{PASSPHRASE}\n")).unwrap();
        fs::create_dir(desk.at("home")).unwrap();
        if let Some(neighbour) = neighbour {
            desk.hear(neighbour);
        }
        desk.json(&["account", "new", "--creator", creator, "--words-to", &desk.at("words")]);
        desk
    }

    fn at(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// Sees the blocks that the other home made.
    fn hear(&self, other: &Self) {
        fs::copy(other.at("home/practice.chain"), self.at("home/practice.chain")).unwrap();
    }

    fn mail(&self, name: &str, to: &Self) {
        fs::copy(self.at(name), to.at(name)).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(["--home", &self.at("home"), "--passphrase-file", &self.at("passphrase")])
            .args(arguments)
            .env("COLOPHON_TEST_CHEAP_KEYS", "1")
            .env_remove("COLOPHON_HOME")
            .env_remove("COLOPHON_HALT_AT")
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    #[track_caller]
    fn said(&self, code: i32, arguments: &[&str]) -> (String, String) {
        let output = self.command(arguments).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let (out, err) = (text(output.stdout), text(output.stderr));
        assert_eq!(output.status.code(), Some(code), "`{}`\n{out}\n{err}", arguments.join(" "));
        (out, err)
    }

    #[track_caller]
    fn json(&self, arguments: &[&str]) -> Value {
        let mut all = vec!["--json", "--yes"];
        all.extend(arguments);
        serde_json::from_str(&self.said(0, &all).0).unwrap()
    }

    /// A run that fails with one sentence.
    #[track_caller]
    fn refused(&self, arguments: &[&str], sentence: &str) {
        let mut all = vec!["--yes"];
        all.extend(arguments);
        let (out, err) = self.said(1, &all);
        assert_eq!((out.trim(), err.lines().count()), ("", 1), "one sentence: {err}");
        assert!(err.contains(sentence), "`{}` says `{sentence}`: {err}", arguments.join(" "));
    }

    /// Runs until a step and stops there.
    fn stopped_at(&self, step: &str, arguments: &[&str]) {
        let mut all = vec!["--yes"];
        all.extend(arguments);
        let mut run = Held(self.command(&all).env("COLOPHON_HALT_AT", step).spawn().unwrap());
        let mut lines = BufReader::new(run.0.stderr.take().unwrap()).lines();
        let said = format!("halted {step}");
        assert!(lines.by_ref().map_while(Result::ok).any(|line| line == said), "{step}");
    }
}

fn asset(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/works");
    root.join(name).canonicalize().unwrap().display().to_string()
}

/// An artist with a minted song, and its vault.
fn artist(program: &Path) -> (Desk, String, String) {
    let ada = Desk::new(program, "Ada Marchetti", None);
    let registered = ada.json(&["register", &asset("low-tide.flac"), "--origin", "human-made"]);
    let song = registered["works"][0]["id"].as_str().unwrap().to_owned();
    let account = ada.json(&["account", "list"]);
    let me = account["accounts"][0]["address"].as_str().unwrap();
    let split = ada.at("split.csv");
    fs::write(&split, format!("address,percent\n{me},100\n")).unwrap();
    ada.json(&["mint", &song, "--split", &split]);
    let vault = ada.json(&["split", "show", &song])["vault"].as_str().unwrap().to_owned();
    (ada, song, vault)
}

#[test]
fn only_the_last_voucher_travels_and_one_claim_settles_all() {
    let Some(program) = program() else { return };
    let (ada, song, vault) = artist(&program);
    let machine = Desk::new(&program, "A machine", Some(&ada));
    let channel = machine.at("channel.json");
    let open = |delay: &'static str, deposit: &'static str| {
        let mut order = vec!["channel", "open", "--to", &vault, "--in", "dollar"];
        order.extend(["--delay", delay, "--deposit", deposit, "--out", &channel]);
        order
    };
    for (delay, deposit, sentence) in [
        ("14m", "10", "between 15 minutes and 30 days"),
        ("31d", "10", "between 15 minutes and 30 days"),
        ("1d", "0", "more than zero"),
        ("1d", "ten", "ten"),
    ] {
        machine.refused(&open(delay, deposit), sentence);
    }
    assert_eq!(machine.json(&["channel", "list"]), json!({ "channels": [] }));
    let order = open("1h", "10");
    let unasked = machine.said(1, &order).1;
    assert!(unasked.contains("nothing was sent"), "without --yes nothing is sent: {unasked}");
    let opened = machine.json(&order);
    assert_eq!(opened["sheet"]["kind"], "channel-open", "{opened}");
    assert_eq!(opened["channel"]["funded"]["text"], "10.00", "{opened}");
    let id = opened["channel"]["channel"].as_str().unwrap().to_owned();
    let short = id.get(..10).unwrap();

    let voucher = |add: &str, name: &str| {
        let out = machine.at(name);
        machine.json(&["channel", "voucher", short, "--add", add, "--out", &out])
    };
    voucher("0.5", "first.json");
    voucher("0.25", "second.json");
    let last = voucher("1.25", "last.json");
    assert_eq!(last["channel"]["signed"]["text"], "2.00", "each goes on where the last stopped");
    assert_eq!(last["receipt"]["transactions"], json!([]), "nothing is sent: {last}");
    let again = machine.at("again.json");
    machine.json(&["channel", "voucher", short, "--again", "--out", &again]);
    let text = |path: &str| fs::read_to_string(path).unwrap();
    assert_eq!(text(&again), text(&machine.at("last.json")), "signed once, written twice");
    let beyond = ["channel", "voucher", short, "--add", "9", "--out", &machine.at("x.json")];
    machine.refused(&beyond, "deposit 1.00 pUSD PRACTICE first");
    machine.refused(&["channel", "finish", short], "nothing is on its way back");

    ada.hear(&machine);
    machine.mail("channel.json", &ada);
    machine.mail("last.json", &ada);
    ada.refused(&["channel", "receive", &ada.at("last.json")], "accept its file first");
    let accepted = ada.json(&["channel", "accept", &ada.at("channel.json")]);
    assert_eq!((&accepted["earning"], &accepted["work"]), (&json!(true), &json!(song)));
    let dear = ["channel", "receive", &ada.at("last.json"), "--price", "3"];
    ada.refused(&dear, "the use costs 3.00");
    let taken = ada.json(&["channel", "receive", &ada.at("last.json")]);
    assert_eq!(taken["added"]["text"], "2.00", "{taken}");
    ada.refused(&["channel", "receive", &ada.at("last.json")], "must be higher");

    // The payer begins to take everything back, and the artist is warned while there is time.
    machine.hear(&ada);
    let begun = machine.json(&["channel", "withdraw", short]);
    assert_eq!(begun["channel"]["phase"], "leaving", "{begun}");
    machine.refused(&["channel", "finish", short], "the payee has until");
    ada.hear(&machine);
    let listed = ada.said(0, &["channel", "list"]).0;
    assert!(listed.contains("WARNING: claim before"), "{listed}");
    assert!(listed.contains("2.00 pUSD PRACTICE of the newest voucher"), "{listed}");
    let claimed = ada.json(&["channel", "claim"]);
    assert_eq!(claimed["receipt"]["transactions"].as_array().map(Vec::len), Some(2), "{claimed}");
    assert_eq!(claimed["channels"][0]["claimed"]["text"], "2.00", "{claimed}");
    ada.refused(&["channel", "claim"], "nothing is owed");
    let listed = ada.said(0, &["channel", "show", short]).0;
    assert!(!listed.contains("WARNING"), "nothing is left to lose: {listed}");
    let income = ada.json(&["income", "statement"]);
    assert_eq!(income["books_agree"], true, "{income}");
    assert_eq!(income["totals"][0]["received"]["text"], "2.00", "{income}");
    let kept = machine.at("kept.json");
    machine.json(&["channel", "file", short, "--out", &kept]);
    assert_eq!(text(&kept), text(&channel), "the same terms once more");
}

#[test]
fn a_deposit_that_was_sent_outlives_its_process_and_is_paid_once() {
    let Some(program) = program() else { return };
    let machine = Desk::new(&program, "A machine", None);
    let out = machine.at("channel.json");
    let payee = "0x00000000000000000000000000000000000000be";
    let open = ["channel", "open", "--to", payee, "--in", "coin", "--deposit", "5", "--out", &out];
    let held = || {
        let channels = machine.json(&["channel", "list"])["channels"].clone();
        let funded = |view: &Value| view["funded"]["text"].as_str().unwrap().to_owned();
        channels.as_array().unwrap().iter().map(funded).collect::<Vec<_>>()
    };
    machine.stopped_at("planned deposit", &open);
    assert_eq!(held(), ["0.00"], "it is written down, and nothing was sent");
    machine.stopped_at("sent deposit", &open);
    let listed = machine.said(0, &["channel", "list"]).0;
    assert!(listed.contains("was interrupted"), "{listed}");
    let opened = machine.json(&open);
    let facts = opened["sheet"]["facts"].to_string();
    assert!(facts.contains("goes-on"), "it says that it goes on: {facts}");
    assert_eq!(held(), ["5.00"], "asked for three times, paid once");
    assert!(Path::new(&out).exists(), "and its file is there");
}
