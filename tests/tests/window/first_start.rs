//! The first start: name, passphrase, twelve words, sample works.

use std::path::Path;

use serde_json::{Value, json};

use crate::{
    homes,
    said::said,
    window::{LATER, SOON, Window},
};
use colophon_tests::places::{Places, places};

/// What opens the keys of every home here.
const PASSPHRASE: &str = "a quiet harbour at six";
const CREATOR: &str = "Ada Marin";

#[test]
fn a_first_start_ends_with_three_works() {
    let Some(places) = places() else { return };
    homes::template(&places);
}

/// Everything that the welcome asks, with the mistakes that people make.
pub(crate) fn go_through(places: &Places, home: &Path) {
    let window = Window::open(places, home);
    window.sees("WELCOME_TITLE", SOON);
    window.picture("welcome");
    window.fill(said("WELCOME_NAME"), CREATOR);
    window.fill(said("UNLOCK_PASSPHRASE"), "short");
    window.press("WELCOME_CREATE");
    window.sees("ERROR_WEAK_PASSPHRASE", SOON);
    window.fill(said("UNLOCK_PASSPHRASE"), PASSPHRASE);
    window.press("WELCOME_CREATE");

    window.sees("WORDS_TITLE", SOON);
    window.picture("welcome-words");
    let words = window.run(
        "return [...document.querySelectorAll('.words li')].map(li => li.textContent.trim())",
        &[],
    );
    assert_eq!(
        words.as_array().map(Vec::len),
        Some(12),
        "twelve words: a phrase that other wallets know"
    );
    window.press("WORDS_WRITTEN");
    window.sees("WORDS_CHECK", SOON);
    let asked = window.run(
        "return [...document.querySelectorAll('input[id^=word-]')].map(e => Number(e.id.slice(5)))",
        &[],
    );
    let asked: Vec<usize> = serde_json::from_value(asked).expect("places from 1");
    assert!(asked.len() >= 2, "one word could be guessed: {asked:?}");
    let answer = |word: &dyn Fn(usize) -> String| {
        for place in &asked {
            window.fill(&said("WORDS_NUMBER").replace("{n}", &place.to_string()), &word(*place));
        }
        window.press("WORDS_CHECK_GO");
    };
    answer(&|_| "lantern".to_owned());
    window.sees("ERROR_WRONG_WORDS", SOON);
    answer(&|place| words[place - 1].as_str().unwrap_or_default().to_owned());

    window.sees("WELCOME_READY", SOON);
    window.picture("welcome-samples");
    window.press("WELCOME_SAMPLES");
    window.until(
        "the samples are registered",
        LATER,
        "return document.querySelector('.job .untouched') !== null",
        &[],
    );
    window.sees("COMMON_UNTOUCHED", SOON);
    window.picture("register-done");
    window.follow("PROGRESS_SHOW_WORKS");
    let cards = window.until(
        "there are cards",
        SOON,
        "return document.querySelectorAll('.card').length || null",
        &[],
    );
    assert_eq!(cards, json!(3), "one card for each sample work");
    window.sees("STATE_SIGNED", SOON);
    let works = window.call("list_works", json!({}));
    let kinds = |kind: &str| {
        works.as_array().into_iter().flatten().filter(|work| work["kind"] == kind).count()
    };
    assert_eq!(
        (kinds("picture"), kinds("music")),
        (2, 1),
        "a photograph, an illustration and a song: {works}"
    );
    window.close();
}

impl Window {
    /// Opens the keys with the lock in the rail.
    pub(crate) fn unlock(&self) {
        self.press("RAIL_LOCKED");
        self.fill(said("UNLOCK_PASSPHRASE"), PASSPHRASE);
        self.press("UNLOCK_GO");
        self.sees("RAIL_UNLOCKED", SOON);
    }

    /// Id and title of the first work of that kind whose copy ends so.
    pub(crate) fn work(&self, kind: &str, ending: &str) -> (String, Value) {
        let works = self.call("list_works", json!({}));
        works
            .as_array()
            .into_iter()
            .flatten()
            .filter(|work| work["kind"] == kind)
            .map(|work| self.call("get_work", json!({ "id": work["id"] })))
            .find(|work| work["copy"].as_str().is_some_and(|copy| copy.ends_with(ending)))
            .map(|work| (work["card"]["title"].as_str().unwrap_or_default().to_owned(), work))
            .unwrap_or_else(|| panic!("no {kind} {ending} in {works}"))
    }
}

#[test]
fn a_wrong_passphrase_is_told_and_the_right_one_opens_the_keys() {
    let Some(places) = places() else { return };
    let home = homes::with_samples(&places);
    let window = Window::open(&places, home.path());
    window.press("RAIL_LOCKED");
    window.fill(said("UNLOCK_PASSPHRASE"), "a quiet harbour at seven");
    window.press("UNLOCK_GO");
    window.sees("ERROR_WRONG_PASSPHRASE", SOON);
    window.press("COMMON_CANCEL");
    window.unlock();
    assert_eq!(
        window.call("get_status", json!({}))["account"]["unlocked"],
        true,
        "the keys are open"
    );
    window.close();
}
