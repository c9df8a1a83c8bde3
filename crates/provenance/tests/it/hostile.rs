//! A stranger's file may do nothing worse than fail.

use colophon_provenance::{Error, Format, State};

use crate::{fixtures, studio::Studio};

/// A small generator of numbers, so that a failure can be repeated (xorshift64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }
}

#[test]
fn mutated_files_never_panic_and_never_pass() {
    for format in fixtures::ALL {
        let studio = Studio::new();
        let whole = std::fs::read(studio.signed(format)).unwrap();
        let honest = studio.read(&studio.path("signed")).unwrap();
        let start = whole.windows(4).position(|w| w == b"jumb").unwrap_or(0);
        let mut dice = Dice(0x5eed_0000 + format as u64);
        for round in 0..60 {
            let mut bytes = whole.clone();
            match round % 4 {
                // Most of the risk is in the manifest, so most of the damage goes there.
                0 | 1 => {
                    for _ in 0..=dice.below(4) {
                        let at = start + dice.below(bytes.len().min(start + 3000) - start);
                        bytes[at] = dice.below(256) as u8;
                    }
                }
                2 => bytes.truncate(dice.below(whole.len())),
                _ => {
                    let (from, len) = (dice.below(whole.len()), dice.below(64));
                    let to = (from + len).min(whole.len());
                    bytes.drain(from..to);
                }
            }
            let path = studio.put("mutated", &bytes);
            match studio.read(&path) {
                Err(Error::Crashed(_)) => panic!("{format:?} round {round} panicked inside"),
                // Padding may change; what is signed may not.
                Ok(report) if report.state == State::Valid => assert_eq!(
                    report, honest,
                    "{format:?} round {round} passes with other words in it"
                ),
                Ok(_) | Err(_) => {}
            }
        }
    }
}

#[test]
fn texts_of_a_stranger_are_cleaned() {
    let mut studio = Studio::of("Mallory", 30);
    studio.statement.title = format!("x\u{202e}gnp.exe\u{0}<script>{}", "y".repeat(200));
    studio.statement.rights = Some("line\r\nbreak \u{200b}\u{e0041}".into());
    let report = studio.read(&studio.signed(Format::Png)).unwrap();
    let title = report.title.unwrap();
    assert!(title.starts_with("xgnp.exe<script>y"), "markup stays text, tricks go: {title}");
    assert_eq!(report.rights.as_deref(), Some("line  break"), "one line");
    let json = serde_json::to_string(&report.signer).unwrap();
    assert!(json.is_ascii(), "nothing hidden in {json}");
}

#[test]
fn files_that_are_no_works_are_refused_in_words() {
    let studio = Studio::new();
    let cases: [(&[u8], &str); 5] = [
        (b"", "is not a PNG"),
        (b"hello", "is not a PNG"),
        (b"%PDF-1.7", "is not a PNG"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"RIFF\xff\xff\xff\xffWAVEfmt \xff\xff\xff\xff", "damaged"),
    ];
    for (bytes, want) in cases {
        let path = studio.put("file", bytes);
        match studio.read(&path) {
            Ok(report) => assert_eq!(report.state, State::None, "{bytes:?} says nothing"),
            Err(error) => {
                let said = error.to_string();
                assert!(said.contains(want), "{bytes:?}: `{said}` should contain `{want}`");
            }
        }
    }
    let said = studio.read(&studio.path("absent")).unwrap_err().to_string();
    assert!(said.starts_with("could not open"), "{said}");
    let said = studio.read(studio.folder.path()).unwrap_err().to_string();
    assert!(said.contains("is not a PNG"), "a folder: {said}");
}

#[test]
fn a_huge_file_is_not_parsed() {
    let studio = Studio::new();
    let path = studio.put("huge", &fixtures::work(Format::Png));
    let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.set_len(Format::Png.limit() + 1).unwrap();
    let error = studio.read(&path).unwrap_err();
    assert!(matches!(error, Error::TooLarge { .. }), "a sparse giant: {error}");
}
