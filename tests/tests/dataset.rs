//! A dataset of two works: written in the curator's home, agreed to in the homes of two rights holders, bought in a fourth,
//! through files alone, with the program that people run. The chain is the practice chain; it is a file as well, and whoever
//! acts has it.
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
use std::process::{Command, Stdio};

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

/// The chain that all of them use.
struct Chain(TempDir);

impl Chain {
    fn file(&self) -> PathBuf {
        self.0.path().join("practice.chain")
    }
}

/// Somebody's computer: a home, and a folder with the files that came by mail.
struct Desk<'c> {
    program: PathBuf,
    chain: &'c Chain,
    folder: TempDir,
    address: String,
}

/// How a run ended.
struct Ended {
    said: String,
    code: Option<i32>,
    out: String,
    err: String,
}

impl<'c> Desk<'c> {
    fn new(program: &Path, chain: &'c Chain, creator: &str) -> Self {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("passphrase"), format!("{PASSPHRASE}\n")).unwrap();
        fs::create_dir(folder.path().join("home")).unwrap();
        let mut desk = Self { program: program.to_owned(), chain, folder, address: String::new() };
        let words = desk.at("words");
        let made = desk.json(0, &["account", "new", "--creator", creator, "--words-to", &words]);
        made["address"].as_str().unwrap().clone_into(&mut desk.address);
        desk
    }

    fn at(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// Runs while this home has the chain.
    fn with_chain<T>(&self, run: impl FnOnce() -> T) -> T {
        let own = self.folder.path().join("home/practice.chain");
        if self.chain.file().is_file() {
            fs::copy(self.chain.file(), &own).unwrap();
        }
        let done = run();
        fs::copy(&own, self.chain.file()).unwrap();
        done
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

    fn run(&self, arguments: &[&str]) -> Ended {
        let output = self.with_chain(|| self.command(arguments).output().unwrap());
        Ended {
            said: arguments.join(" "),
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    #[track_caller]
    fn json(&self, code: i32, arguments: &[&str]) -> Value {
        let mut all = vec!["--json", "--yes"];
        all.extend(arguments);
        let ended = self.run(&all);
        ended.expect(code);
        serde_json::from_str(&ended.out)
            .unwrap_or_else(|e| panic!("`{}` answered no JSON ({e}): {}", ended.said, ended.out))
    }

    /// A run that fails with one sentence.
    #[track_caller]
    fn refused(&self, arguments: &[&str], sentence: &str) {
        let mut all = vec!["--yes"];
        all.extend(arguments);
        let ended = self.run(&all);
        ended.expect(1);
        assert!(ended.err.contains(sentence), "`{}` says `{sentence}`: {}", ended.said, ended.err);
        assert_eq!(ended.err.lines().count(), 1, "one sentence: {}", ended.err);
    }

    /// A run that is killed at a step.
    fn killed_at(&self, step: &str, arguments: &[&str]) {
        self.with_chain(|| {
            let mut child = self.command(arguments).env("COLOPHON_HALT_AT", step).spawn().unwrap();
            let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
            let said = format!("halted {step}");
            let reached = lines.by_ref().map_while(Result::ok).any(|line| line == said);
            child.kill().unwrap();
            child.wait().unwrap();
            assert!(reached, "{step} is a step of `{}`", arguments.join(" "));
        });
    }

    fn mail(&self, name: &str, to: &Self) {
        fs::copy(self.at(name), to.at(name)).unwrap();
    }

    fn file(&self, name: &str, text: &str) -> String {
        fs::write(self.at(name), text).unwrap();
        self.at(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.at(name)).unwrap()
    }

    /// Registers a picture and mints it; three quarters are the author's. The number of its token and its id.
    fn mints(&self, picture: &str) -> (String, String) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/works").join(picture);
        let path = path.canonicalize().unwrap().display().to_string();
        let order = ["register", &path, "--origin", "human-made", "--no-watermark"];
        let registered = self.json(0, &order);
        let id = registered["works"][0]["id"].as_str().unwrap().to_owned();
        let other = "0x00000000000000000000000000000000000000be";
        let list = format!("name,address,percent\nI,{},75\nBea,{other},25\n", self.address);
        let split = self.file("split.csv", &list);
        let minted = self.json(0, &["mint", &id, "--split", &split]);
        (minted["works"][0]["token_id"].as_str().unwrap().to_owned(), id)
    }

    fn head(&self) -> u64 {
        self.json(0, &["chain", "status"])["head"].as_u64().unwrap()
    }
}

impl Ended {
    #[track_caller]
    fn expect(&self, code: i32) {
        assert_eq!(self.code, Some(code), "`{}`\n{}\n{}", self.said, self.out, self.err);
    }
}

/// A curator, two rights holders with a minted work each, and a laboratory that buys.
struct World<'c> {
    ada: Desk<'c>,
    ben: Desk<'c>,
    cleo: Desk<'c>,
    lab: Desk<'c>,
    /// Number and id of Ben's work and of Cleo's.
    tide: (String, String),
    fern: (String, String),
}

impl<'c> World<'c> {
    fn new(program: &Path, chain: &'c Chain) -> Self {
        let desk = |creator| Desk::new(program, chain, creator);
        let (ada, ben, cleo, lab) = (desk("Ada"), desk("Ben"), desk("Cleo"), desk("A lab"));
        let (tide, fern) = (ben.mints("seeding.jpg"), cleo.mints("harbour-at-six.png"));
        Self { ada, ben, cleo, lab, tide, fern }
    }

    /// Writes a dataset of both works, with Ben's at `percent`.
    fn writes(&self, name: &str, percent: [&str; 2]) -> Value {
        let works = [(&self.tide, percent[0]), (&self.fern, percent[1])];
        let works = works.map(|((number, _), percent)| format!("{number}={percent}"));
        let out = self.ada.at(name);
        let mut order = vec!["dataset", "new", "--title", "Coasts", "--out", &out];
        order.extend(["--notes", "Two pictures.", "--allow", "train,train-generative"]);
        order.extend(["--work", &works[0], "--work", &works[1]]);
        order.extend(["--price", "2000.000007", "--in", "dollar"]);
        self.ada.json(0, &order)
    }
}

fn cents(list: &Value) -> Vec<&str> {
    let sums = list.as_array().unwrap().iter();
    sums.map(|sum| sum["units"].as_str().unwrap()).collect()
}

#[test]
fn a_dataset_is_agreed_to_sold_and_drawn_through_files_alone() {
    let Some(program) = program() else { return };
    let chain = Chain(TempDir::new().unwrap());
    let world = World::new(&program, &chain);
    let World { ada, ben, cleo, lab, tide, fern } = &world;

    let draft = world.writes("coasts.json", ["60", "40"]);
    assert_eq!((&draft["phase"], &draft["own"]), (&json!("draft"), &json!(true)), "{draft}");
    let file = "coasts.json";
    for desk in [ben, cleo, lab] {
        ada.mail(file, desk);
        let read = desk.json(0, &["dataset", "show", &desk.at(file)]);
        assert_eq!(read["id"], draft["id"], "all read the same number");
        assert_eq!(read["works"][0]["weight"], 600_000, "{read}");
    }
    let aloud = ben.run(&["dataset", "show", &ben.at(file)]);
    aloud.expect(0);
    for word in ["Coasts", "2000.000007 pUSD PRACTICE", "60.0000 %", "train generative AI"] {
        assert!(aloud.out.contains(word), "`{word}` is read aloud: {}", aloud.out);
    }
    let buy = |desk: &Desk<'_>| ["dataset".to_owned(), "buy".to_owned(), desk.at(file)];
    let refuses = |desk: &Desk<'_>, sentence: &str| {
        let order = buy(desk);
        desk.refused(&order.each_ref().map(String::as_str), sentence);
    };
    refuses(lab, "not open yet");

    // Each consents in her own home; nothing is signed where nobody can be asked.
    let consent = |desk: &Desk<'_>, work: &str, out: &str, more: &[&str]| -> Vec<String> {
        let fixed = ["dataset", "consent", &desk.at(file), "--work", work, "--out", &desk.at(out)];
        fixed.iter().chain(more).map(|word| (*word).to_owned()).collect()
    };
    let unasked = consent(ben, &tide.1, "ben.json", &["--lowest", "1500"]);
    let unasked = ben.run(&unasked.iter().map(String::as_str).collect::<Vec<_>>());
    unasked.expect(1);
    assert!(unasked.err.contains("nothing was signed"), "{}", unasked.err);
    for (more, sentence) in [
        (&["--lowest", "0"][..], "a lowest price of nothing"),
        (&["--lowest", "2000.000008"], "you would consent from 2000.000008"),
        (&["--lowest", "1500", "--until", "2026-01-01"], "too late"),
        (&["--lowest", "1500", "--until", "soon"], "no day to end on"),
    ] {
        let order = consent(ben, &tide.1, "ben.json", more);
        ben.refused(&order.iter().map(String::as_str).collect::<Vec<_>>(), sentence);
    }
    assert!(!Path::new(&ben.at("ben.json")).exists(), "nothing was written");
    for (desk, work, out, lowest) in
        [(ben, tide, "ben.json", "1500"), (cleo, fern, "cleo.json", "1800")]
    {
        let order = consent(desk, &work.1, out, &["--lowest", lowest]);
        let signed = desk.json(0, &order.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(signed["id"], draft["id"], "{signed}");
        desk.mail(out, ada);
    }

    opens_once(&world, file);
    refuses(lab, "2 of 2 works have not joined");
    let join = |consents: &[&str], sentence: &str| {
        let mut order = vec!["dataset".to_owned(), "join".to_owned(), ada.at(file)];
        order.extend(consents.iter().map(|name| ada.at(name)));
        ada.refused(&order.iter().map(String::as_str).collect::<Vec<_>>(), sentence);
    };
    // Somebody changes one weight, in the consent or in the dataset.
    let changed = ada.read("ben.json").replace("600000", "600001");
    ada.file("more.json", &changed);
    join(&["more.json"], "does not bear out");
    let checked = ada.json(3, &["dataset", "check", &ada.at(file), &ada.at("more.json")]);
    assert_eq!(checked["ok"], false, "{checked}");
    let changed = ada.read(file).replace("600000", "600001").replace("400000", "399999");
    let changed = ada.file("changed.json", &changed);
    ada.refused(&["dataset", "show", &changed], "the dataset was changed");
    // The curator writes another with one weight more, and tries the consents to the first.
    world.writes("other.json", ["60.0001", "39.9999"]);
    let other = ["dataset", "check", &ada.at("other.json"), &ada.at("ben.json")];
    let checked = ada.json(3, &other);
    let why = checked["differences"][0]["detail"].as_str().unwrap();
    assert!(why.contains("another dataset"), "{why}");
    join(&["ben.json", "ben.json"], "two consents");
    join(&[file], "no consent file");

    // Anybody may bring them; here the buyer brings the last.
    ada.json(0, &["dataset", "join", &ada.at(file), &ada.at("ben.json")]);
    refuses(lab, "1 of 2 works have not joined");
    let checked = ada.json(0, &["dataset", "check", &ada.at(file), &ada.at("cleo.json")]);
    assert_eq!(checked["can_join"], json!([fern.0]), "{checked}");
    cleo.mail("cleo.json", lab);
    let joined = lab.json(0, &["dataset", "join", &lab.at(file), &lab.at("cleo.json")]);
    assert_eq!(joined["dataset"]["phase"], "selling", "{joined}");
    assert_eq!(joined["dataset"]["floor"]["text"], "1800.00", "the higher of the two: {joined}");
    join(&["ben.json", "cleo.json"], "nothing to bring");

    sells_and_draws(&world, file);
    leaves(&world, file);
}

/// The curator's program is killed at each step of the opening; in the end there are a vault and a dataset, once.
fn opens_once(world: &World<'_>, file: &str) {
    let World { ada, .. } = world;
    let order = ["--yes", "dataset", "open", &ada.at(file)];
    world.ben.refused(&["dataset", "open", &world.ben.at(file)], "its curator’s to open");
    let before = ada.head();
    for step in ["planned vault", "signed vault", "planned dataset", "signed dataset"] {
        ada.killed_at(step, &order);
        let kept = ada.json(0, &["dataset", "list"]);
        assert_eq!(kept["datasets"][0]["title"], "Coasts", "found again after {step}: {kept}");
    }
    for _ in 0..2 {
        let opened = ada.json(0, &["dataset", "open", &ada.at(file)]);
        assert_eq!(opened["dataset"]["phase"], "gathering", "{opened}");
        assert_eq!(ada.head(), before + 2, "vault and dataset, each in one transaction");
    }
}

fn sells_and_draws(world: &World<'_>, file: &str) {
    let World { ada, ben, cleo, lab, tide, .. } = world;
    let price = |typed: &str, sentence: &str| {
        ada.refused(&["dataset", "price", &ada.at(file), typed], sentence);
    };
    price("1799.99", "is under 1800.00");
    ben.refused(&["dataset", "price", &ben.at(file), "3000"], "its curator’s");
    ben.refused(&["dataset", "claim", &ben.at(file)], "nothing is owed");

    let bought = lab.json(0, &["dataset", "buy", &lab.at(file)]);
    assert_eq!(bought["sheet"]["leaves"][0]["units"], "2000000007", "{}", bought["sheet"]);
    let sent = bought["receipt"]["transactions"].as_array().map(Vec::len);
    assert_eq!(json!(sent), bought["sheet"]["transactions"], "as the sheet said");
    let view = &bought["dataset"];
    let sale = &view["sales"][0];
    assert_eq!((&sale["own"], &sale["valid"]), (&json!(true), &json!(true)), "{sale}");
    assert_eq!(cents(&view["received"]), ["2000000007"], "one payment: {view}");
    assert_eq!(cents(&view["works"][0]["waiting"]), ["1200000004"], "60 %, rounded down");
    assert_eq!(cents(&view["works"][1]["waiting"]), ["800000002"], "40 %, rounded down");

    // Anybody may have each work paid; the money goes to the works' vaults.
    let drawn = lab.json(0, &["dataset", "claim", &lab.at(file)]);
    let view = &drawn["dataset"];
    assert_eq!(cents(&view["works"][0]["drawn"]), ["1200000004"], "{view}");
    assert_eq!(cents(&view["works"][1]["drawn"]), ["800000002"], "{view}");
    assert_eq!(cents(&view["waiting"]), ["1"], "what division leaves over");
    assert_eq!(view["books_agree"], true, "{view}");
    lab.refused(&["dataset", "claim", &lab.at(file)], "nothing is owed");
    let heard = lab.run(&["dataset", "income", &lab.at(file)]);
    heard.expect(0);
    assert!(heard.out.contains("agree with the vault to the last unit"), "{}", heard.out);

    // In each rights holder's home it is income of the work, three quarters of which are hers.
    for (desk, part, own) in [(ben, "1200000004", "900000003"), (cleo, "800000002", "600000001")] {
        let income = desk.json(0, &["income", "sync"]);
        assert_eq!(income["rows"][0]["amount"], part, "{income}");
        let statement = desk.json(0, &["income", "statement"]);
        assert_eq!(statement["books_agree"], true, "{statement}");
        assert_eq!(statement["totals"][0]["claimable"]["units"], own, "{statement}");
        desk.json(0, &["claim"]);
    }
    assert!(!tide.0.is_empty());
}

/// A rights holder leaves: nothing more is sold, what was sold stays, and her old consent is worth nothing.
fn leaves(world: &World<'_>, file: &str) {
    let World { ada, ben, lab, tide, .. } = world;
    let left = ben.json(0, &["dataset", "take-out", &ben.at(file), "--work", &tide.1]);
    assert_eq!(left["dataset"]["phase"], "gathering", "{left}");
    lab.refused(&["dataset", "buy", &lab.at(file)], "have not joined");
    let again = ["dataset", "join", &ada.at(file), &ada.at("ben.json")];
    ada.refused(&again, "taken this consent back");
    let shown = lab.json(0, &["dataset", "list"]);
    let sale = &shown["datasets"][0]["sales"][0];
    assert_eq!(sale["valid"], true, "a licence that was sold stays valid: {sale}");
}

#[test]
fn what_cannot_be_a_dataset_is_refused_with_the_reason() {
    let Some(program) = program() else { return };
    let chain = Chain(TempDir::new().unwrap());
    let (ada, ben) = (Desk::new(&program, &chain, "Ada"), Desk::new(&program, &chain, "Ben"));
    let (own, id) = ada.mints("seeding.jpg");
    let (theirs, _) = ben.mints("harbour-at-six.png");
    let out = ada.at("new.json");
    let refused = |works: &[&str], price: &str, sentence: &str| {
        let mut order = vec!["dataset", "new", "--title", "Coasts", "--allow", "train"];
        for work in works {
            order.extend(["--work", work]);
        }
        order.extend(["--price", price, "--in", "dollar", "--out", &out]);
        ada.refused(&order, sentence);
    };
    let with = |work: &str, percent: &str| format!("{work}={percent}");
    let (half, other) = (with(&id, "50"), with(&theirs, "50"));
    refused(&[&half], "5", "at least two works");
    refused(&[&half, &other], "0", "costs nothing");
    refused(&[&half, &other], "five", "five");
    refused(&[&half, &with(&own, "50")], "5", "stands twice");
    refused(&[&half, &with(&theirs, "0")], "5", "weight of nothing");
    refused(&[&half, &with(&theirs, "49.9")], "5", "99.9000 %");
    refused(&[&half, &theirs], "5", "has no weight");
    refused(&[&half, &with("0x1234", "50")], "5", "no work with the token 4660 is minted");
    refused(&[&half, &with("ffff", "50")], "5", "no work ffff");
    assert!(!Path::new(&out).exists(), "nothing was written");

    // Without parts all are equal, and the curator's own work may be among them.
    let order = ["dataset", "new", "--title", "Coasts", "--allow", "train", "--work", &id];
    let more = ["--work", &theirs, "--price", "0.5", "--in", "coin", "--out", &out];
    let view = ada.json(0, &[&order[..], &more].concat());
    assert_eq!(view["works"][0]["weight"], 500_000, "{view}");
    assert_eq!(view["works"][0]["work"], id.as_str(), "her own is known: {view}");
    let again = [&order[..], &more].concat();
    ada.refused(&again, "already");

    // A file of another chain, of a strange contract, with another price.
    let text: Value = serde_json::from_str(&ada.read("new.json")).unwrap();
    let strange = format!("0x{}", "11".repeat(20));
    for (field, value, sentence) in [
        ("chain", json!(1), "is on chain 1 and this home"),
        ("contract", json!(strange), "a contract that this Colophon does not know"),
        ("token", json!(strange), "the dataset was changed"),
        ("curator", json!(strange), "the file names the vault"),
    ] {
        let mut changed = text.clone();
        changed["dataset"][field] = value;
        let file = ada.file(&format!("{field}.json"), &changed.to_string());
        let read = ada.run(&["dataset", "check", &file]);
        read.expect(3);
        assert!(read.out.contains(sentence), "{field}: {}", read.out);
    }
    let file = ada.file("words.json", "hello");
    ada.refused(&["dataset", "show", &file], "this is no dataset file");
    ada.refused(&["dataset", "show", &ada.at("nowhere.json")], "nowhere.json cannot be used");
    let unknown = format!("0x{}", "ab".repeat(32));
    ada.refused(&["dataset", "show", &unknown], "there is no dataset");
}
