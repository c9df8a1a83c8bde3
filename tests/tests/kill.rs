//! The process is killed at every boundary between two steps of registering and minting, and killed again while it
//! recovers. Whatever happened, the next run ends with one work, one anchor, one vault, one token and no half file.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a journey fails by panicking, and says what it leaves out"
)]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

const VICTIM: &str = env!("CARGO_BIN_EXE_victim");

struct Victim {
    home: tempfile::TempDir,
    picture: PathBuf,
    /// Whether it mints under a treaty that is first brought to the chain.
    treaty: bool,
}

impl Victim {
    /// A copy of a home that has an account.
    fn new(prepared: &Path, picture: &Path) -> Self {
        let home = tempfile::tempdir().unwrap();
        copy_folder(prepared, home.path());
        Self { home, picture: picture.to_owned(), treaty: false }
    }

    fn under_treaty(self) -> Self {
        Self { treaty: true, ..self }
    }

    fn start(&self, halt: &str) -> Child {
        Command::new(VICTIM)
            .args([self.home.path(), &self.picture])
            .arg(halt)
            .args(self.treaty.then_some("treaty"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Runs until the boundary and kills there. `false` where this run never comes to it.
    fn kill_at(&self, boundary: &str) -> bool {
        let mut child = self.start(boundary);
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut said = Vec::new();
        for line in lines.map_while(Result::ok) {
            if line.starts_with("halted ") {
                child.kill().unwrap();
                child.wait().unwrap();
                return true;
            }
            said.push(line);
        }
        assert!(child.wait().unwrap().success(), "the run before {boundary} failed: {said:?}");
        false
    }

    /// Runs to the end and looks at what is there.
    fn finish(&self, after: &str) {
        let done = self.start("").wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "after {after}, the next run failed: {said}");
        let found: Value = serde_json::from_slice(&done.stdout).unwrap();
        let works = found["works"].as_array().unwrap();
        assert_eq!(works.len(), 1, "after {after}: one picture is one work");
        let chain = &works[0]["chain"];
        assert_eq!(chain["batch"], 1, "after {after}: anchored once");
        assert!(
            chain["token_id"].is_string() && chain["vault"].is_string(),
            "after {after}: minted: {chain}"
        );
        assert_eq!(works[0]["manifest"]["own"], true, "after {after}: the copy is whole");
        // Anchor, vault, token, and perhaps the treaty: so many transactions, however often the process died.
        let sent = if self.treaty { 4 } else { 3 };
        let outbox = &found["outbox"];
        assert_eq!(outbox["on_chain"], sent, "after {after}: nothing was sent twice");
        assert_eq!(outbox["next_nonce"], sent, "after {after}: no nonce was lost");
        assert_eq!(outbox["unfinished"], 0, "after {after}: nothing is left to send");
        let files = |below: &str| count_files(&self.home.path().join(below));
        assert_eq!(files("works"), 1, "after {after}: one signed copy and nothing half-made");
        assert_eq!(files("thumbs"), 1, "after {after}: one thumbnail");
        assert_eq!(files("scratch"), 0, "after {after}: nothing is left behind");
    }
}

/// A picture, and a home with an account.
struct Stage {
    scratch: tempfile::TempDir,
    picture: PathBuf,
    original: Vec<u8>,
}

impl Stage {
    fn new() -> Self {
        let scratch = tempfile::tempdir().unwrap();
        let picture = scratch.path().join("victim.png");
        textured(640, 480).save(&picture).unwrap();
        let original = std::fs::read(&picture).unwrap();
        let stage = Self { scratch, picture, original };
        std::fs::create_dir(stage.prepared()).unwrap();
        let made = Command::new(VICTIM).arg(stage.prepared()).arg("account").status().unwrap();
        assert!(made.success(), "an account can be made");
        stage
    }

    fn prepared(&self) -> PathBuf {
        self.scratch.path().join("prepared")
    }

    fn victim(&self) -> Victim {
        Victim::new(&self.prepared(), &self.picture)
    }

    /// The boundaries that a whole run crosses, in their order.
    fn boundaries(&self, of: impl Fn(Victim) -> Victim) -> Vec<String> {
        let listing = of(self.victim()).start("list").wait_with_output().unwrap();
        let text = String::from_utf8(listing.stderr).unwrap();
        text.lines().filter_map(|l| l.strip_prefix("boundary ")).map(str::to_owned).collect()
    }
}

#[test]
fn a_kill_while_a_treaty_is_brought_to_the_chain_changes_nothing() {
    let stage = Stage::new();
    let boundaries = stage.boundaries(Victim::under_treaty);
    let agreeing: Vec<_> = boundaries.iter().filter(|name| name.contains("agree")).collect();
    assert!(agreeing.len() >= 5, "a treaty has steps of its own, found {boundaries:?}");
    for first in agreeing {
        let victim = stage.victim().under_treaty();
        assert!(victim.kill_at(first), "{first} was crossed before and must be crossed again");
        victim.kill_at(first);
        victim.finish(first);
    }
}

#[test]
fn a_kill_at_any_step_loses_nothing_and_doubles_nothing() {
    let stage = Stage::new();
    let boundaries = stage.boundaries(|victim| victim);
    assert!(
        boundaries.len() >= 20,
        "registering and minting have many steps, found {boundaries:?}"
    );

    let mut kills = 0;
    for (place, first) in boundaries.iter().enumerate() {
        let victim = stage.victim();
        assert!(victim.kill_at(first), "{first} was crossed before and must be crossed again");
        kills += 1;
        // The recovery is killed too: at the same boundary, and two further on.
        for second in [Some(first), boundaries.get(place + 2)].into_iter().flatten() {
            kills += usize::from(victim.kill_at(second));
        }
        victim.finish(first);
    }
    assert_eq!(std::fs::read(&stage.picture).unwrap(), stage.original, "the original was touched");
    assert!(kills >= 50, "only {kills} kills");
    println!("kills: {kills}, lost 0, doubled 0, half-registered 0");
}

/// A picture with texture for the mark to hide in, the same every time.
fn textured(width: u32, height: u32) -> image::RgbImage {
    let mut state = 7u32;
    image::RgbImage::from_fn(width, height, |x, y| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = (state >> 26) as u8;
        let wave = ((x / 7 + y / 5) % 32) as u8;
        image::Rgb([90 + noise + wave, 70 + noise + wave * 2, 60 + noise])
    })
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), &target).unwrap();
        }
    }
}

fn count_files(folder: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    entries
        .map(|e| e.unwrap().path())
        .map(|path| if path.is_dir() { count_files(&path) } else { 1 })
        .sum()
}
