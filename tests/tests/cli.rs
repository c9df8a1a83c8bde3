//! Journeys through the terminal, with the program that people run.
//!
//! `COLOPHON_BIN` names it; else the one beside this test is taken. Without one the journeys are left out and say so,
//! unless `COLOPHON_REQUIRE_BIN=1`. They want a debug build: its hooks stop it at a step and make its keys cheap.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a journey fails by panicking, says what it leaves out, and writes files to be registered"
)]

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const PASSPHRASE: &str = "a lighthouse in fog";
/// Somebody who shares.
const BEA: &str = "0x00000000000000000000000000000000000000be";

fn program() -> Option<PathBuf> {
    let beside = || -> Option<PathBuf> {
        let test = std::env::current_exe().ok()?;
        Some(
            test.parent()?
                .parent()?
                .join("colophon")
                .with_extension(std::env::consts::EXE_EXTENSION),
        )
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

/// A home with what its journeys need.
struct Bench {
    program: PathBuf,
    folder: TempDir,
}

/// How a run ended.
struct Ended {
    said: String,
    code: Option<i32>,
    out: String,
    err: String,
}

impl Bench {
    fn new() -> Option<Self> {
        let bench = Self { program: program()?, folder: TempDir::new().unwrap() };
        bench.file("passphrase", format!("{PASSPHRASE}\n").as_bytes());
        Some(bench)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "an input of a test needs no care on its way to the disk"
    )]
    fn file(&self, name: &str, bytes: &[u8]) -> String {
        fs::write(self.path(name), bytes).unwrap();
        self.text(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(arguments)
            .env("COLOPHON_HOME", self.path("home"))
            .env("COLOPHON_PASSPHRASE_FILE", self.path("passphrase"))
            .env("COLOPHON_TEST_CHEAP_KEYS", "1")
            .env_remove("COLOPHON_HALT_AT")
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn run(&self, arguments: &[&str]) -> Ended {
        let output = self.command(arguments).output().unwrap();
        Ended {
            said: arguments.join(" "),
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs with `--json`; the answer is one document whatever the exit code.
    #[track_caller]
    fn json(&self, code: i32, arguments: &[&str]) -> Value {
        let mut all = vec!["--json"];
        all.extend(arguments);
        let ended = self.run(&all);
        ended.expect(code);
        serde_json::from_str(&ended.out)
            .unwrap_or_else(|e| panic!("`{}` answered no JSON ({e}): {}", ended.said, ended.out))
    }

    /// A run that fails with exit code 1 and one sentence, with and without `--json`.
    #[track_caller]
    fn refused(&self, arguments: &[&str], code: &str, sentence: &str) {
        let ended = self.run(arguments);
        ended.expect(1);
        assert_eq!(
            ended.err.lines().count(),
            1,
            "`{}` says one sentence: {}",
            ended.said,
            ended.err
        );
        assert!(ended.err.contains(sentence), "`{}` says `{sentence}`: {}", ended.said, ended.err);
        assert!(ended.out.trim().is_empty(), "`{}` answers nothing: {}", ended.said, ended.out);
        let answer = self.json(1, arguments);
        let error = match answer["failed"].get(0) {
            Some(failed) => &failed["error"],
            None => &answer["error"],
        };
        assert_eq!(error["code"], code, "`{}` has a code for scripts: {answer}", ended.said);
        has(error, &["code", "detail"]);
    }

    fn account(&self) -> Value {
        self.json(
            0,
            &["account", "new", "--creator", "Ada Marchetti", "--words-to", &self.text("words")],
        )
    }
}

impl Ended {
    #[track_caller]
    fn expect(&self, code: i32) {
        assert_eq!(self.code, Some(code), "`{}`\n{}\n{}", self.said, self.out, self.err);
    }
}

#[track_caller]
fn has(value: &Value, fields: &[&str]) {
    for field in fields {
        assert!(value.get(field).is_some(), "`{field}` is missing in {value}");
    }
}

fn asset(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/works");
    root.join(name).canonicalize().unwrap().display().to_string()
}

#[track_caller]
fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is a text"))
}

#[test]
fn a_work_goes_from_account_to_income() {
    let Some(bench) = Bench::new() else { return };
    let account = bench.account();
    has(&account, &["address", "creator", "words_checked"]);
    assert_eq!(account["words_checked"], true, "the words were read back from their file");
    let words = fs::read_to_string(bench.path("words")).unwrap();
    assert_eq!(words.lines().count(), 12, "twelve words were kept");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(bench.path("words")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "nobody else reads the words");
    }
    let again = ["account", "new", "--creator", "Eve", "--words-to", &bench.text("more")];
    bench.refused(&again, "precondition", "already");

    let (png, jpg, flac) =
        (asset("harbour-at-six.png"), asset("seeding.jpg"), asset("low-tide.flac"));
    let out = bench.text("out");
    let registered = bench.json(
        0,
        &[
            "register",
            &png,
            &jpg,
            &flac,
            "--origin",
            "human-made",
            "--policy",
            "no-ai",
            "--out",
            &out,
        ],
    );
    assert_eq!(registered["failed"], Value::Array(Vec::new()), "all three are registered");
    let works = registered["works"].as_array().unwrap();
    assert_eq!(works.len(), 3, "all three are registered");
    for work in works {
        has(work, &["id", "source", "copy", "blake3", "sha256", "iscc", "payload", "warnings"]);
        assert!(text(&work["copy"]).starts_with(&out), "the copy was laid where it was asked for");
    }
    let (picture, song) = (&works[0], &works[2]);
    assert_eq!(picture["source"], png.as_str(), "works come in the order given");
    assert!(picture["payload"].is_string() && song["payload"].is_null(), "pictures carry a mark");

    let listed = bench.json(0, &["works"]);
    assert_eq!(listed["works"].as_array().map(Vec::len), Some(3), "{listed}");
    let page = bench.json(0, &["work", text(&picture["id"])]);
    assert_eq!(page["blake3"], picture["blake3"], "the page is that work's");

    looks(&bench, picture, &png);
    marks(&bench, &jpg);
    money(&bench, text(&song["id"]), text(&account["address"]));
    one_writes_and_others_read(&bench, &png);
}

/// What `inspect` and `verify` say of a signed copy, of the original, of a damaged copy.
fn looks(bench: &Bench, picture: &Value, original: &str) {
    let copy = text(&picture["copy"]);
    let report = bench.json(0, &["inspect", copy]);
    assert_eq!(report["work"], picture["id"], "the copy is recognised: {report}");
    let legs = &report["legs"];
    assert_eq!(legs["identical"], true, "{legs}");
    assert_eq!(legs["watermark"]["payload"], picture["payload"], "{legs}");
    has(&legs["watermark"], &["found", "payload", "log10_p"]);
    has(&legs["fingerprint"], &["distance", "kind"]);
    assert_eq!(legs["manifest"]["state"], "valid", "valid, and on no public list: {legs}");

    assert_eq!(bench.json(0, &["verify", copy])["valid"], true, "the copy's signature holds");
    let unsigned = bench.json(3, &["verify", original]);
    assert_eq!(unsigned["state"], "none", "the original has no manifest");
    let mut bytes = fs::read(copy).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let damaged = bench.json(3, &["verify", &bench.file("damaged.png", &bytes)]);
    assert_eq!(damaged["valid"], false, "one bit was changed: {damaged}");
    assert!(!damaged["reasons"].as_array().unwrap().is_empty(), "the answer no has its reasons");
}

fn marks(bench: &Bench, unmarked: &str) {
    let marked = bench.text("marked.jpg");
    let payload = "0123456789abcdef";
    let done = bench.json(0, &["watermark", "embed", unmarked, &marked, "--payload", payload]);
    has(&done, &["payload", "psnr", "ssim"]);
    let found = bench.json(0, &["watermark", "detect", &marked]);
    has(&found, &["found", "payload", "z", "log10_p", "kind"]);
    assert_eq!(found["payload"], payload, "the mark reads back: {found}");
    let none = bench.json(3, &["watermark", "detect", unmarked]);
    assert_eq!(none["found"], false, "an unmarked picture has no mark: {none}");
}

/// From the split to the claim.
fn money(bench: &Bench, song: &str, artist: &str) {
    let list = |lines: &[(&str, &str)]| {
        let lines = lines.iter().map(|(who, percent)| format!("x,{who},{percent}\n"));
        format!("name,address,percent\n{}", lines.collect::<String>())
    };
    let half = bench.file("half.csv", list(&[(artist, "50")]).as_bytes());
    let twice = bench.file("twice.csv", list(&[(artist, "50"), (artist, "50")]).as_bytes());
    let whole = bench.file("whole.csv", list(&[(artist, "60"), (BEA, "40")]).as_bytes());
    let mint = |file: &str| ["mint", song, "--split", file, "--yes"].map(str::to_owned);
    for (file, sentence) in [(&half, "50.0000 %"), (&twice, "twice")] {
        let arguments = mint(file);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        bench.refused(&arguments, "split-invalid", sentence);
        assert_eq!(bench.json(3, &["split", "check", file])["ok"], false, "{file}");
    }
    assert_eq!(bench.json(0, &["split", "check", &whole])["ok"], true, "a whole is a split");
    bench.refused(&["mint", song, "--split", &whole], "precondition", "--yes");

    let minted = bench.json(0, &["mint", song, "--split", &whole, "--royalty", "7.5%", "--yes"]);
    has(&minted, &["works", "sheet", "receipt"]);
    assert!(minted["works"][0]["vault"].is_string(), "the work has a vault: {minted}");
    assert_eq!(minted["sheet"]["practice"], true, "the practice chain says so");
    let offered = bench.json(
        0,
        &["offer", song, "--kind", "commercial", "--price", "12.50", "--in", "dollar", "--yes"],
    );
    let number = offered["offer"]["id"].to_string();
    bench.json(0, &["buy", &number, "--yes"]);
    assert_eq!(bench.json(0, &["offers"])["offers"][0]["sold"], 1, "one was sold");

    let income = bench.json(0, &["income", "list"]);
    has(&income, &["rows", "unexplained"]);
    let row = &income["rows"][0];
    let fields = ["chain", "tx", "log", "work", "amount", "token", "decimals", "state", "expected"];
    has(row, &fields);
    assert_eq!(
        (text(&row["work"]), text(&row["amount"])),
        (song, "12500000"),
        "12.50 arrived: {row}"
    );
    assert_eq!(row["amount"], row["expected"], "all that should have arrived did");
    let heard = bench.run(&["income", "list"]);
    heard.expect(0);
    assert!(heard.out.contains("PRACTICE"), "it is said that it is worth nothing: {}", heard.out);

    let statement = bench.json(0, &["income", "statement"]);
    let claimable = &statement["totals"][0]["claimable"]["units"];
    assert_eq!(claimable, "7500000", "60 % of 12.50 is owed: {statement}");
    let file = bench.text("statement.csv");
    assert_eq!(bench.json(0, &["income", "export", "--out", &file])["rows"], 1, "one payment");
    assert!(fs::read_to_string(&file).unwrap().contains("PRACTICE"), "the statement says PRACTICE");
    bench.json(0, &["claim", "--yes"]);
    bench.refused(&["claim", "--yes"], "nothing-owed", "nothing is owed");
    licences(bench, song);
}

/// A licence on changed terms: said beside its struct, refused where it makes no sense, sold, ended, taken back.
fn licences(bench: &Bench, song: &str) {
    let offer = |more: &[&'static str]| -> Vec<String> {
        let fixed = ["offer", song, "--price", "20", "--in", "dollar", "--yes"];
        fixed.iter().chain(more).map(|word| (*word).to_owned()).collect()
    };
    fn words(arguments: &[String]) -> Vec<&str> {
        arguments.iter().map(String::as_str).collect()
    }
    for (more, code, sentence) in [
        (["--kind", "personal", "--owed", "5%"], "invalid", "needs a licence for commercial use"),
        (["--kind", "exclusive", "--days", "30"], "invalid", "exclusive for 90 days"),
        (["--kind", "cc-by", "--seats", "3"], "invalid", "choose its price alone"),
        (["--kind", "exclusive", "--seats", "3"], "precondition", "one is for ever"),
    ] {
        bench.refused(&words(&offer(&more)), code, sentence);
    }
    let remix = ["--kind", "remix", "--remix", "12.5%", "--revocable", "--territory", "fr,be"];
    let offered = bench.json(0, &words(&offer(&remix)));
    assert_eq!(offered["offer"]["exact"][4], serde_json::json!(["remixShares", "125000"]));
    let number = offered["offer"]["id"].to_string();
    let shown = bench.run(&["offers", "show", &number]);
    shown.expect(0);
    for part in ["At least 12.5 % of the shares of a remix", "BE, FR", "rules 6"] {
        assert!(shown.out.contains(part), "it says `{part}`: {}", shown.out);
    }
    bench.json(0, &["buy", &number, "--yes"]);
    bench.json(0, &["offers", "close", &number, "--yes"]);
    assert_eq!(bench.json(0, &["offers"])["offers"][0]["open"], false, "ended");
    bench.refused(&["offers", "close", &number, "--yes"], "precondition", "nothing to close");

    let sold = bench.json(0, &["licence", "list", "--work", song]);
    let one = sold["licences"].as_array().unwrap().iter().find(|l| l["kind"] == "remix").unwrap();
    let (licence, buyer) = (text(&one["licence"]), text(&one["buyer"]));
    assert_eq!(bench.json(0, &["licence", "check", licence, buyer])["valid"], true, "{one}");
    let revoke = ["licence", "revoke", licence, buyer, "--reason", "not named", "--yes"];
    bench.json(0, &revoke);
    assert_eq!(bench.json(3, &["licence", "check", licence, buyer])["valid"], false, "taken back");
    bench.refused(&revoke, "precondition", "does not have this licence now");
    let templates = bench.json(0, &["licence", "templates"]);
    assert_eq!(templates["templates"].as_array().map(Vec::len), Some(11), "{templates}");
}

/// A contract that is on every town's chain and burns all gas that a payment of coin brings along.
const BURNER: &str = "0x4e59b44847b379578588920cA78FbF26c0B4956C";

#[test]
fn a_thousand_fans_are_paid_in_rounds() {
    let Some(bench) = Bench::new() else { return };
    let account = bench.account();
    let flac = asset("low-tide.flac");
    let registered = bench.json(0, &["register", &flac, "--origin", "human-made"]);
    let song = text(&registered["works"][0]["id"]).to_owned();
    let mut list = format!("address,percent\n{},19.99\n{BURNER},0.01\n", text(&account["address"]));
    for fan in 1..=1_000 {
        list += &format!("0x{:040x},0.08\n", 0xfa00_0000_u64 + fan);
    }
    let list = bench.file("fans.csv", list.as_bytes());
    bench.json(0, &["mint", &song, "--split", &list, "--yes"]);
    let refused = |arguments: &[&str], sentence: &str| {
        bench.refused(arguments, "precondition", sentence);
    };
    let pay = ["payout", "run", &song, "--yes"];
    bench.refused(&pay, "nothing-owed", "nothing is owed to any holder");
    let offer = ["offer", &song, "--kind", "personal", "--price", "12.5", "--in", "coin", "--yes"];
    let number = bench.json(0, &offer)["offer"]["id"].to_string();
    bench.json(0, &["buy", &number, "--yes"]);
    refused(&["payout", "run", &song, "--batch", "0", "--yes"], "choose from 1 to");
    refused(&["payout", "run", &song], "--yes");

    // One of them cannot be paid, so a part of it failed; everybody else is.
    let paid = bench.json(1, &["payout", "run", &song, "--batch", "120", "--yes"]);
    assert_eq!(paid["receipt"]["transactions"].as_array().map(Vec::len), Some(9), "1,002 by 120");
    let reached = &paid["receipt"]["payout"];
    assert_eq!(reached["holders"], 1_001, "all but one: {reached}");
    assert_eq!(reached["passed_over"][0]["address"], BURNER, "{reached}");
    assert_eq!(reached["passed_over"][0]["reason"], "refused", "{reached}");
    let gas = reached["gas_per_holder"].as_u64().unwrap();
    assert!((60_000..85_000).contains(&gas), "what the contracts' tests measure: {gas}");
    let again = bench.json(1, &["payout", "run", &song, "--yes"]);
    assert_eq!(again["receipt"]["payout"]["holders"], 0, "nobody is paid twice: {again}");
    let statement = bench.json(0, &["income", "statement"]);
    assert_eq!(statement["totals"][0]["claimable"]["units"], "0", "the artist was, too");
    assert_eq!(statement["books_agree"], true, "the books agree with the vault: {statement}");

    let folder = bench.text("packs");
    let packs = ["payout", "packs", &song, "--out", &folder];
    assert_eq!(bench.json(0, &packs)["holders"], 1_002, "a pack for each");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 2_004, "a file and a picture for each");
    let pack = |name: &str| bench.path("packs").join(name).display().to_string();
    let checked = bench.json(0, &["payout", "check", &pack(&format!("{BURNER}.json"))]);
    assert_eq!(checked["shares"], 100, "a hundredth of a per cent: {checked}");
    let written = fs::read_to_string(pack(&format!("{BURNER}.json"))).unwrap();
    let greedy =
        bench.file("greedy.json", written.replace("\"shares\": 100", "\"shares\": 900").as_bytes());
    bench.refused(&["payout", "check", &greedy], "invalid", "does not hold");
    bench.refused(&packs, "precondition", "nothing in it is replaced");
}

#[test]
fn fans_buy_shares_until_their_ceiling() {
    let Some(bench) = Bench::new() else { return };
    let account = bench.account();
    let flac = asset("low-tide.flac");
    let registered = bench.json(0, &["register", &flac, "--origin", "human-made"]);
    let song = text(&registered["works"][0]["id"]).to_owned();
    let list = format!("address,percent\n{},75\n{BEA},25\n", text(&account["address"]));
    let list = bench.file("split.csv", list.as_bytes());
    let open = |changed: &[(&str, &str)]| {
        let mut order = vec!["offering", "open", &song, "--in", "dollar", "--yes", "--warned"];
        let usual = [
            ("--percent", "10%"),
            ("--price", "0.001"),
            ("--ceiling", "0.0015"),
            ("--minimum", "5%"),
            ("--per-buyer", "2%"),
            ("--jurisdiction", "CH"),
            ("--text", "A tenth of the song. It may earn nothing."),
        ];
        for (name, value) in usual {
            let other = changed.iter().find(|(known, _)| *known == name).map(|(_, other)| *other);
            order.extend([name, other.unwrap_or(value)]);
        }
        for (name, value) in changed.iter().filter(|(name, _)| !usual.iter().any(|u| u.0 == *name))
        {
            order.extend([*name, *value].iter().filter(|word| !word.is_empty()));
        }
        order.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let refused = |changed: &[(&str, &str)], code: &str, sentence: &str| {
        let order = open(changed);
        bench.refused(&order.iter().map(String::as_str).collect::<Vec<_>>(), code, sentence);
    };
    refused(&[], "precondition", "mint it first");
    bench.json(0, &["mint", &song, "--split", &list, "--yes"]);
    refused(&[("--price", "0")], "invalid", "not sold for nothing");
    refused(&[("--percent", "76%")], "precondition", "offer less");
    refused(&[("--minimum", "11%")], "invalid", "the minimum");
    refused(&[("--deadline", "2020-01-01")], "invalid", "end in the future");
    refused(&[("--jurisdiction", "ch")], "invalid", "ch is no jurisdiction");
    let unread = open(&[]);
    let unread: Vec<&str> =
        unread.iter().map(String::as_str).filter(|w| *w != "--warned").collect();
    bench.refused(&unread, "precondition", "may be securities");
    assert_eq!(bench.json(0, &["offering", "list"])["offerings"], Value::Array(Vec::new()));

    let order = open(&[]);
    let opened = bench.json(0, &order.iter().map(String::as_str).collect::<Vec<_>>());
    has(&opened, &["offering", "sheet", "receipt"]);
    assert_eq!(opened["sheet"]["finals"], serde_json::json!(["sale", "securities"]), "{opened}");
    assert_eq!(opened["offering"]["phase"], "selling", "{opened}");
    let at = text(&opened["offering"]["offering"]).to_owned();
    let act = |what: &'static str| bench.json(0, &["offering", what, &at, "--yes"]);
    assert_eq!(act("buy")["offering"]["fans"], 3, "three at a time");
    let early = ["offering", "settle", &at, "--yes"];
    bench.refused(&early, "precondition", "nothing to settle");
    assert_eq!(act("buy")["offering"]["phase"], "enough", "all is sold");
    let settled = act("settle");
    assert_eq!(settled["sheet"]["arrives"][0]["text"], "100.00", "a hundred dollars: {settled}");
    assert_eq!(settled["offering"]["phase"], "earning", "{settled}");

    let offer =
        ["offer", &song, "--kind", "personal", "--price", "2000", "--in", "dollar", "--yes"];
    let number = bench.json(0, &offer)["offer"]["id"].to_string();
    bench.json(0, &["buy", &number, "--yes"]);
    let heard = bench.run(&["offering", "list"]);
    heard.expect(0);
    assert!(heard.out.contains("can be done now: pay, end"), "{}", heard.out);
    assert!(heard.out.contains("PRACTICE"), "{}", heard.out);
    act("pay");
    let ended = act("end");
    assert_eq!(ended["sheet"]["arrives"][0]["text"], "50.00", "above the ceiling: {ended}");
    assert_eq!(ended["offering"]["phase"], "ended", "{ended}");
    let shown = bench.run(&["offering", "show", &at]);
    shown.expect(0);
    assert!(shown.out.contains("may be securities"), "the contract's words: {}", shown.out);
}

#[test]
fn an_offering_that_was_signed_outlives_its_process() {
    let Some(bench) = Bench::new() else { return };
    let account = bench.account();
    let registered =
        bench.json(0, &["register", &asset("low-tide.flac"), "--origin", "human-made"]);
    let song = text(&registered["works"][0]["id"]).to_owned();
    let list = format!("address,percent\n{},100\n", text(&account["address"]));
    bench.json(0, &["mint", &song, "--split", &bench.file("split.csv", list.as_bytes()), "--yes"]);
    let mut order = vec!["offering", "open", &song, "--in", "coin", "--yes", "--warned"];
    order.extend(["--percent", "10", "--price", "0.001", "--ceiling", "0.002", "--minimum", "5"]);
    order.extend([
        "--per-buyer",
        "10",
        "--jurisdiction",
        "US-NY",
        "--text",
        "It may earn nothing.",
    ]);
    let stopped_at = |step: &str| {
        let mut open = Held(bench.command(&order).env("COLOPHON_HALT_AT", step).spawn().unwrap());
        let mut lines = BufReader::new(open.0.stderr.take().unwrap()).lines();
        let said = format!("halted {step}");
        assert!(lines.by_ref().map_while(Result::ok).any(|line| line == said), "{step}");
    };
    let found = || bench.json(0, &["offering", "list"])["offerings"].as_array().map(Vec::len);
    stopped_at("planned offering");
    assert_eq!(found(), Some(0), "it is written down and was not signed");
    // Whatever opens the keys sends again what was signed.
    bench.refused(&["claim", "--yes"], "nothing-owed", "nothing is owed");
    assert_eq!(found(), Some(0), "what was not signed is not sent");
    stopped_at("signed offering");
    assert_eq!(found(), Some(0), "it is not on the chain yet");
    bench.refused(&["claim", "--yes"], "nothing-owed", "nothing is owed");
    assert_eq!(found(), Some(1), "it was sent, and its row was there");
    let listed = bench.json(0, &["offering", "list"]);
    assert_eq!(listed["offerings"][0]["text"], "It may earn nothing.", "{listed}");
}

/// A process that stands still, and ends with the test.
struct Held(Child);

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn one_writes_and_others_read(bench: &Bench, png: &str) {
    // Other bytes, the same picture: whatever follows the end of a PNG is no part of it.
    let mut bytes = fs::read(png).unwrap();
    bytes.extend_from_slice(b"tail");
    let other = bench.file("other.png", &bytes);
    let register = ["register", other.as_str(), "--origin", "captured"];
    let mut writer =
        Held(bench.command(&register).env("COLOPHON_HALT_AT", "job stored").spawn().unwrap());
    let mut lines = BufReader::new(writer.0.stderr.take().unwrap()).lines();
    let halted = lines.by_ref().map_while(Result::ok).any(|line| line == "halted job stored");
    assert!(halted, "the writer reaches the step at which it is held");

    bench.refused(&register, "second-instance", "already open");
    let listed = bench.json(0, &["works"]);
    assert_eq!(listed["works"].as_array().map(Vec::len), Some(3), "reading goes on: {listed}");
    drop(writer);

    let ended = bench.run(&register);
    ended.expect(0);
    assert!(ended.err.contains("interrupted"), "the killed run is taken up: {}", ended.err);
    let listed = bench.json(0, &["works"]);
    assert_eq!(listed["works"].as_array().map(Vec::len), Some(4), "once and not twice: {listed}");
}

#[test]
fn bad_input_ends_in_one_sentence() {
    let Some(bench) = Bench::new() else { return };
    let jpg = asset("seeding.jpg");
    let origin = ["--origin", "human-made"];
    let register = |file: &str, code: &str, sentence: &str| {
        bench.refused(&["register", file, origin[0], origin[1]], code, sentence);
    };
    register(&jpg, "no-account", "account");
    bench.account();
    let mut whole = Vec::new();
    fs::File::open(&jpg).unwrap().read_to_end(&mut whole).unwrap();
    register(&bench.file("empty.png", b""), "file-empty", "empty.png");
    register(&bench.file("cut.jpg", &whole[..whole.len() / 2]), "file-damaged", "cut.jpg");
    register(&bench.file("vast.png", &vast_png()), "file-too-large", "vast.png");
    register(&bench.file("text.png", b"this is no picture at all"), "file-unknown", "text.png");
    register(&bench.text("nowhere.png"), "file-unreadable", "nowhere.png");
    let works = bench.json(0, &["works"]);
    assert_eq!(works["works"], Value::Array(Vec::new()), "nothing is half registered");

    bench.file("wrong", b"another passphrase");
    let wrong = bench.text("wrong");
    let arguments = ["register", &jpg, origin[0], origin[1], "--passphrase-file", &wrong];
    bench.refused(&arguments, "wrong-passphrase", "passphrase");

    let database = bench.path("home/colophon.db");
    let mut bytes = fs::read(&database).unwrap();
    // SQLite keeps its user_version there, big-endian.
    bytes[60..64].copy_from_slice(&9_999u32.to_be_bytes());
    bench.file("home/colophon.db", &bytes);
    bench.refused(&["works"], "newer-database", "newer");
    assert_eq!(fs::read(&database).unwrap(), bytes, "a newer database is left as it is");
}

/// The beginning of a PNG of 40,000 × 40,000 pixels.
fn vast_png() -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend(40_000u32.to_be_bytes());
    header.extend(40_000u32.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let check = !header.iter().fold(!0u32, |mut crc, byte| {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & 0u32.wrapping_sub(crc & 1));
        }
        crc
    });
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    png.extend(header);
    png.extend(check.to_be_bytes());
    png.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
    png
}

#[test]
fn wrong_usage_ends_with_two() {
    let Some(bench) = Bench::new() else { return };
    let jpg = asset("seeding.jpg");
    for arguments in [
        &["paint"][..],
        &["register"],
        &["register", &jpg],
        &["register", &jpg, "--origin", "dreamt"],
        &["register", &jpg, &jpg, "--origin", "ai", "--title", "Two"],
        &["watermark", "embed", "a", "b", "--payload", "12"],
        &["mint", "x", "--split", "f", "--royalty", "101%"],
    ] {
        bench.run(arguments).expect(2);
    }
    for (arguments, word) in [
        (&["--help"][..], "register"),
        (&["completions", "bash"], "colophon"),
        (&["man"], ".TH"),
        (&["works", "--lang", "fr"], "œuvre"),
        (&["works", "--lang", "zh"], "作品"),
    ] {
        let ended = bench.run(arguments);
        ended.expect(0);
        assert!(ended.out.contains(word), "`{}` says `{word}`: {}", ended.said, ended.out);
    }
}
