//! The treaty of a song with three authors and 1,000 fans: written in one home, signed in three, through files alone, with
//! the program that people run. The vault is then the one that each of them could foretell, and a vault that differs in one
//! share is refused in every home.
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

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

const PASSPHRASE: &str = "a lighthouse in fog";
const FANS: usize = 1_000;

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
    address: String,
}

/// How a run ended.
struct Ended {
    said: String,
    code: Option<i32>,
    out: String,
    err: String,
}

impl Desk {
    fn new(program: &Path, creator: &str) -> Self {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("passphrase"), format!("{PASSPHRASE}\n")).unwrap();
        let mut desk = Self { program: program.to_owned(), folder, address: String::new() };
        let words = desk.at("words");
        let made = desk.json(0, &["account", "new", "--creator", creator, "--words-to", &words]);
        made["address"].as_str().unwrap().clone_into(&mut desk.address);
        desk
    }

    /// The same home once more, as a person has it who puts a backup back.
    fn again(&self) -> Self {
        let folder = TempDir::new().unwrap();
        copy_folder(self.folder.path(), folder.path());
        Self { program: self.program.clone(), folder, address: self.address.clone() }
    }

    fn at(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn run(&self, arguments: &[&str]) -> Ended {
        let output = Command::new(&self.program)
            .args(["--home", &self.at("home"), "--passphrase-file", &self.at("passphrase")])
            .args(arguments)
            .env("COLOPHON_TEST_CHEAP_KEYS", "1")
            .env_remove("COLOPHON_HOME")
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .output()
            .unwrap();
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
    }

    /// A check whose answer is no, with these words among the reasons.
    #[track_caller]
    fn answers_no(&self, arguments: &[&str], words: &[&str]) {
        let answer = self.json(3, arguments);
        // An address may stand there with capitals as its checksum.
        let why = answer["differences"].to_string().to_lowercase();
        for word in words {
            assert!(
                why.contains(&word.to_lowercase()),
                "`{}` gives the reason `{word}`: {why}",
                arguments.join(" ")
            );
        }
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
}

impl Ended {
    #[track_caller]
    fn expect(&self, code: i32) {
        assert_eq!(self.code, Some(code), "`{}`\n{}\n{}", self.said, self.out, self.err);
    }
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir_all(&target).unwrap();
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).unwrap();
        }
    }
}

/// The authors of the song, each on a computer of their own.
struct Authors {
    ada: Desk,
    ben: Desk,
    cleo: Desk,
    song: String,
}

impl Authors {
    fn new(program: &Path) -> Self {
        let ada = Desk::new(program, "Ada Marchetti");
        let song = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/works/low-tide.flac");
        let song = song.canonicalize().unwrap().display().to_string();
        let registered = ada.json(0, &["register", &song, "--origin", "human-made"]);
        let song = registered["works"][0]["id"].as_str().unwrap().to_owned();
        let (ben, cleo) = (Desk::new(program, "Ben Okafor"), Desk::new(program, "Cleo Duval"));
        Self { ada, ben, cleo, song }
    }

    /// Nine tenths, given to the authors in these parts.
    fn split(&self, shares: [u32; 3]) -> String {
        let who = [(&self.ada, "Ada"), (&self.ben, "Ben"), (&self.cleo, "Cleo")];
        let mut text = "name,address,shares\n".to_owned();
        for ((desk, name), shares) in who.into_iter().zip(shares) {
            writeln!(text, "{name},{},{shares}", desk.address).unwrap();
        }
        text
    }

    fn draft(&self) -> Value {
        let split = self.ada.file("authors.csv", &self.split([400_000, 300_000, 200_000]));
        let fans = self.ada.file("fans.csv", &format!("address,shares\n{}", fans(FANS)));
        self.ada.json(
            0,
            &[
                "split",
                "new",
                &self.song,
                "--split",
                &split,
                "--fans",
                &fans,
                "--revoker",
                &self.ben.address,
                "--floor-coin",
                "0.01",
                "--floor-dollar",
                "5",
                "--days",
                "14",
                "--out",
                &self.ada.at("treaty.json"),
            ],
        )
    }
}

/// The lines of fans with 100 shares each.
fn fans(count: usize) -> String {
    (0..count).fold(String::new(), |mut text, n| {
        writeln!(text, "0x{:040x},100", 0x00fa_0000_0000_usize + n).unwrap();
        text
    })
}

#[test]
fn three_homes_sign_one_treaty_through_files_alone() {
    let Some(program) = program() else { return };
    let all = Authors::new(&program);
    let (ada, ben, cleo) = (&all.ada, &all.ben, &all.cleo);

    let draft = all.draft();
    assert_eq!(draft["holders"], 3 + FANS, "everybody is paid: {draft}");
    assert_eq!((&draft["others"], &draft["others_percent"]), (&json!(FANS), &json!("10.0000")));
    assert_eq!(draft["signers"].as_array().map(Vec::len), Some(3), "the authors sign: {draft}");
    assert!(!ada.read("treaty.json").contains("Ben"), "no name is in a file that travels");
    let again = ["split", "new", &all.song, "--split", &ada.at("authors.csv"), "--floor-coin", "1"];
    let again = [&again[..], &["--fans", &ada.at("fans.csv"), "--out", &ada.at("treaty.json")]];
    ada.refused(&again.concat(), "already");

    // Ben and Cleo get the same file and sign side by side; Ada signs her own.
    for (desk, percent) in [(ada, "40.0000"), (ben, "30.0000"), (cleo, "20.0000")] {
        if desk.address != ada.address {
            ada.mail("treaty.json", desk);
        }
        let file = desk.at("treaty.json");
        let read = desk.json(0, &["split", "show", &file]);
        assert_eq!(read["own_percent"], percent, "each reads the own share: {read}");
        assert_eq!(read["refusal"], Value::Null, "each may sign: {read}");
        let aloud = desk.run(&["split", "show", &file]);
        aloud.expect(0);
        for word in [format!("Your share: {percent} %"), "0.01 ETH PRACTICE".into(), "(you)".into()]
        {
            assert!(aloud.out.contains(&word), "`{word}` is read aloud: {}", aloud.out);
        }
        let unasked = desk.run(&["split", "sign", &file]);
        unasked.expect(1);
        assert!(unasked.err.contains("nothing was signed"), "{}", unasked.err);
        let signed = desk.json(0, &["split", "sign", &file, "--out", &desk.at("signed.json")]);
        let own = signed["signers"].as_array().unwrap().iter().find(|p| p["you"] == true).unwrap();
        assert_eq!(own["signed"], true, "{signed}");
        desk.refused(&["split", "sign", &desk.at("signed.json")], "signed already");
    }
    fs::copy(ben.at("signed.json"), ada.at("ben.json")).unwrap();
    fs::copy(cleo.at("signed.json"), ada.at("cleo.json")).unwrap();

    let two = ["split", "merge", &ada.at("signed.json"), &ada.at("ben.json"), "--out"];
    let two = ada.json(0, &[&two[..], &[&ada.at("two.json")]].concat());
    assert_eq!(two["complete"], false, "{two}");
    let minting = |file: &str| -> Vec<String> {
        ["mint", &all.song, "--treaty", file].map(str::to_owned).into()
    };
    let minting = |desk: &Desk, file: &str| minting(&desk.at(file));
    let early = minting(ada, "two.json");
    let early: Vec<&str> = early.iter().map(String::as_str).collect();
    ada.refused(&early, "not yet signed by");

    let merge = ["split", "merge", &ada.at("two.json"), &ada.at("cleo.json"), "--out"];
    let whole = ada.json(0, &[&merge[..], &[&ada.at("whole.json")]].concat());
    assert_eq!(whole["complete"], true, "all have signed: {whole}");
    for desk in [ben, cleo] {
        ada.mail("whole.json", desk);
        let checked = desk.json(0, &["split", "check", &desk.at("whole.json")]);
        assert_eq!(checked["ok"], true, "each can verify it: {checked}");
    }

    // Before she mints, Ada's home is copied: what if she minted otherwise?
    let otherwise = ada.again();
    let order = minting(ada, "whole.json");
    let order: Vec<&str> = order.iter().map(String::as_str).collect();
    let minted = ada.json(0, &order);
    let sent = minted["receipt"]["transactions"].as_array().map(Vec::len);
    assert_eq!(sent, Some(4), "anchor, agree, vault, token: {minted}");
    let vault = minted["works"][0]["vault"].as_str().unwrap();
    assert_eq!(whole["chains"][0]["vault"], vault, "the vault is the one that all could foretell");
    let file = ada.at("whole.json");
    let checked = ada.json(0, &["split", "check", &file, "--work", &all.song]);
    assert_eq!((&checked["made"], &checked["treaty"]["used"]), (&json!(true), &json!(true)));
    assert!(checked["agreed"].is_u64(), "the chain remembers when it was agreed: {checked}");
    let split = ada.json(0, &["split", "show", &all.song]);
    assert_eq!((&split["count"], &split["fixed"]), (&json!(3 + FANS), &json!(true)));
    assert_eq!(split["holders"][1]["row"]["name"], "Ben", "Ada's home still knows the names");
    for desk in [ben, cleo] {
        let checked = desk.json(0, &["split", "check", &desk.at("whole.json"), "--vault", vault]);
        assert_eq!((&checked["ok"], &checked["made"]), (&json!(true), &json!(false)), "{checked}");
    }

    differs_in_one_share(&all, &otherwise);
}

/// Ada gives herself one millionth more than was agreed, and mints without the treaty.
fn differs_in_one_share(all: &Authors, otherwise: &Desk) {
    let rows = format!("{}{}", all.split([400_001, 299_999, 200_000]), named(&fans(FANS)));
    let file = otherwise.file("other.csv", &rows);
    let minted = otherwise.json(0, &["mint", &all.song, "--split", &file]);
    let vault = minted["works"][0]["vault"].as_str().unwrap();
    otherwise.answers_no(
        &["split", "check", &otherwise.at("whole.json"), "--work", &all.song],
        &[
            "the treaty leads to the vault",
            &format!("{} holds 40.0001 % in the vault, and 40.0000 % was agreed", all.ada.address),
            &format!("{} holds 29.9999 % in the vault, and 30.0000 % was agreed", all.ben.address),
        ],
    );
    for desk in [&all.ben, &all.cleo] {
        desk.answers_no(
            &["split", "check", &desk.at("whole.json"), "--vault", vault],
            &["the treaty leads to the vault"],
        );
    }
}

/// Fan lines with an empty name in front.
fn named(lines: &str) -> String {
    lines.lines().fold(String::new(), |mut text, line| {
        writeln!(text, ",{line}").unwrap();
        text
    })
}

#[test]
fn what_cannot_be_a_treaty_is_refused_with_the_reason() {
    let Some(program) = program() else { return };
    let all = Authors::new(&program);
    let (ada, ben) = (&all.ada, &all.ben);
    let split = ada.file(
        "two.csv",
        &format!("name,address,percent\nAda,{},60\nBen,{},39.9\n", ada.address, ben.address),
    );
    let out = ada.at("two.json");
    let new = |more: &[&str], sentence: &str| {
        let mut order = vec!["split", "new", &all.song, "--split", &split, "--out", &out];
        order.extend(more);
        ada.refused(&order, sentence);
    };
    let list = |name: &str, text: &str| ada.file(name, &format!("address,shares\n{text}"));
    let one = fans(1);
    let price = ["--floor-coin", "0.01"];
    let with = |list: &str, sentence: &str| {
        new(&[&price[..], &["--fans", list]].concat(), sentence);
    };
    with(&list("short.csv", &one), "the shares add up to 99.9100 % instead of 100.0000 %");
    with(&list("twice.csv", &one.repeat(2)), "line 3 of");
    with(&list("zero.csv", &format!("0x{:040},100\n", 0)), "the zero address cannot hold shares");
    with(&list("slip.csv", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD,1000\n"), "mistyped");
    with(&list("again.csv", &format!("{},1000\n", ben.address)), "already among the authors");
    with(&ada.at("nowhere.csv"), "nowhere.csv cannot be used");
    let fine = list("fine.csv", &fans(10));
    new(&["--fans", &fine], "no licence could ever be sold");
    new(&["--fans", &fine, "--floor-dollar", "0"], "a price on chain 1337001 is zero");
    new(&["--fans", &fine, "--floor-coin", "1", "--days", "0"], "0 days");
    new(&["--fans", &fine, "--floor-coin", "1", "--signer", "ben"], "`ben` is not an address");
    assert!(!Path::new(&out).exists(), "nothing was written");

    let order =
        ["split", "new", &all.song, "--split", &split, "--fans", &fine, "--floor-coin", "1"];
    ada.json(0, &[&order[..], &["--out", &out]].concat());
    // Cleo is no party to it.
    ada.mail("two.json", &all.cleo);
    all.cleo.refused(&["split", "sign", &all.cleo.at("two.json")], "is not among those who sign");
    // Somebody changes a price on the way.
    let text = ada.read("two.json");
    let changed = text.replace("\"1000000000000000000\"", "\"1\"");
    assert_ne!(changed, text, "the price stands in the file");
    ben.file("changed.json", &changed);
    ben.refused(&["split", "sign", &ben.at("changed.json")], "the treaty was changed");
    ben.answers_no(&["split", "check", &ben.at("changed.json")], &["the treaty was changed"]);
    // Somebody changes who is paid.
    let changed = text.replace(&ada.address.to_lowercase(), &all.cleo.address.to_lowercase());
    ben.file("other.json", &changed);
    let sound = ben.run(&["split", "check", &ben.at("other.json")]);
    sound.expect(3);
    ben.refused(&["split", "sign", &ben.at("fine.json")], "cannot be used");
    ben.refused(&["split", "sign", &ben.file("words.json", "hello")], "this is not a treaty file");
    ben.answers_no(
        &["split", "check", &ben.file("unsigned.json", &text)],
        &["not yet signed by", &ben.address],
    );
}
