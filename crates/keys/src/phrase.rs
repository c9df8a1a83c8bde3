use std::fmt;

use bip39::{Language, Mnemonic};
use colophon_model::Rng;
use zeroize::Zeroizing;

use crate::{Error, Result};

/// A recovery phrase ([BIP-39](https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki), English list).
///
/// Twelve words when made here; phrases of up to 24 words made elsewhere are read too. Everything that cannot be
/// made anew comes from it: the accounts and the watermark's master key.
pub struct Phrase(Mnemonic);

impl Phrase {
    /// Makes a phrase of 12 words from 128 bits of `rng`.
    ///
    /// # Errors
    /// [`Error::Randomness`].
    pub fn generate(rng: &dyn Rng) -> Result<Self> {
        let mut entropy = Zeroizing::new([0; 16]);
        rng.fill(&mut *entropy);
        // A broken source usually returns what was there: a phrase that anybody can guess.
        if entropy.iter().all(|byte| *byte == entropy[0]) {
            return Err(Error::Randomness);
        }
        Self::from_entropy(&*entropy)
    }

    /// Reads what a person typed: any spacing, any case.
    ///
    /// # Errors
    /// The first thing that is wrong: [`Error::PhraseLength`], [`Error::PhraseWord`] with position and suggestion, or
    /// [`Error::PhraseChecksum`].
    pub fn parse(text: &str) -> Result<Self> {
        let lower = Zeroizing::new(text.to_lowercase());
        let words: Vec<&str> = lower.split_whitespace().take(25).collect();
        if !matches!(words.len(), 12 | 15 | 18 | 21 | 24) {
            return Err(Error::PhraseLength(lower.split_whitespace().count()));
        }
        if let Some((at, word)) =
            words.iter().enumerate().find(|(_, word)| Language::English.find_word(word).is_none())
        {
            return Err(Error::PhraseWord {
                position: at + 1,
                word: word.chars().take(40).collect(),
                suggestion: nearest(word),
            });
        }
        let joined = Zeroizing::new(words.join(" "));
        Mnemonic::parse_in_normalized(Language::English, &joined)
            .map(Self)
            .map_err(|_| Error::PhraseChecksum)
    }

    /// The words in order, to be shown once and written down.
    pub fn words(&self) -> Vec<&'static str> {
        self.0.words().collect()
    }

    /// Three different positions, counted from 1 and ascending, to ask the words of.
    pub fn check_positions(&self, rng: &dyn Rng) -> [usize; 3] {
        let count = self.0.word_count();
        let mut places: Vec<usize> = (1..=count).collect();
        let mut draw = [0; 12];
        rng.fill(&mut draw);
        // The first three steps of a Fisher-Yates shuffle; the bias of `%` on 32 bits does not matter here.
        for (at, bytes) in draw.chunks_exact(4).enumerate() {
            let word = bytes.iter().fold(0usize, |n, b| (n << 8) | usize::from(*b));
            places.swap(at, at + word % (count - at));
        }
        let mut asked = [places[0], places[1], places[2]];
        asked.sort_unstable();
        asked
    }

    /// Whether the person has written the phrase down: `answers` are the words at `positions`.
    ///
    /// # Errors
    /// [`Error::PhraseCheck`] with the first position whose word differs.
    pub fn check(&self, positions: [usize; 3], answers: [&str; 3]) -> Result<()> {
        for (position, answer) in positions.into_iter().zip(answers) {
            let word = position.checked_sub(1).and_then(|at| self.0.words().nth(at));
            if word != Some(answer.trim().to_lowercase().as_str()) {
                return Err(Error::PhraseCheck(position));
            }
        }
        Ok(())
    }

    pub(crate) fn from_entropy(entropy: &[u8]) -> Result<Self> {
        Mnemonic::from_entropy(entropy).map(Self).map_err(|_| Error::PhraseChecksum)
    }

    pub(crate) fn entropy(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.0.to_entropy())
    }

    /// The BIP-39 seed, without an extra passphrase.
    pub(crate) fn seed(&self) -> Zeroizing<[u8; 64]> {
        Zeroizing::new(self.0.to_seed_normalized(""))
    }
}

impl fmt::Debug for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phrase(<redacted>)")
    }
}

/// The word of the list that was probably meant: the first four letters decide, as BIP-39 intends; else the fewest
/// typing errors, at most two.
fn nearest(typed: &str) -> Option<&'static str> {
    let prefix: String = typed.chars().take(4).collect();
    let list = Language::English.word_list();
    if prefix.len() == 4
        && let Some(word) = list.iter().copied().find(|word| word.starts_with(&prefix))
    {
        return Some(word);
    }
    let typed: Vec<char> = typed.chars().take(12).collect();
    list.iter()
        .copied()
        .map(|word| (distance(&typed, word), word))
        .filter(|(errors, _)| *errors <= 2)
        .min_by_key(|(errors, _)| *errors)
        .map(|(_, word)| word)
}

/// Edit distance with swaps of neighbours (optimal string alignment).
fn distance(a: &[char], b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let same = usize::from(a[i - 1] != b[j - 1]);
            let mut least = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + same);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::testing::Dice;

    const JUNK: &str = "test test test test test test test test test test test junk";

    #[track_caller]
    fn check(text: &str, want: Expect) {
        want.assert_eq(&match Phrase::parse(text) {
            Ok(phrase) => format!("{} words", phrase.words().len()),
            Err(error) => error.to_string(),
        });
    }

    #[test]
    fn the_wrong_word_is_named() {
        check(JUNK, expect!["12 words"]);
        check(&JUNK.to_uppercase().replace(' ', "\n  "), expect!["12 words"]);
        check("", expect!["a recovery phrase has 12 words, and this has 0"]);
        check("test test", expect!["a recovery phrase has 12 words, and this has 2"]);
        check(&"test ".repeat(40), expect!["a recovery phrase has 12 words, and this has 40"]);
        check(
            &JUNK.replace("junk", "jukn"),
            expect!["word 12, `jukn`, is not a recovery word; did you mean `junk`?"],
        );
        check(
            &JUNK.replacen("test", "abandonned", 1),
            expect!["word 1, `abandonned`, is not a recovery word; did you mean `abandon`?"],
        );
        check(
            &JUNK.replacen("test", "qqqqqqq", 1),
            expect!["word 1, `qqqqqqq`, is not a recovery word"],
        );
        check(
            &JUNK.replace("junk", "test"),
            expect![
                "every word is known, but they do not belong together; one of them is wrong or in the wrong place"
            ],
        );
    }

    #[test]
    fn a_phrase_reads_back() {
        let dice = Dice::new(1);
        for _ in 0..50 {
            let phrase = Phrase::generate(&dice).unwrap();
            assert_eq!(phrase.words().len(), 12, "ours have twelve words");
            let again = Phrase::parse(&phrase.words().join(" ")).unwrap();
            assert_eq!(*again.seed(), *phrase.seed(), "the typed phrase is the shown one");
            let kept = Phrase::from_entropy(&phrase.entropy()).unwrap();
            assert_eq!(kept.words(), phrase.words(), "the kept phrase is the shown one");
        }
    }

    #[test]
    fn the_check_asks_three_different_words_and_believes_only_them() {
        let dice = Dice::new(2);
        let phrase = Phrase::generate(&dice).unwrap();
        let words = phrase.words();
        let mut seen = [false; 13];
        for _ in 0..200 {
            let asked = phrase.check_positions(&dice);
            assert!(asked[0] < asked[1] && asked[1] < asked[2], "{asked:?} are three places");
            asked.iter().for_each(|at| seen[*at] = true);
            let answers = asked.map(|at| words[at - 1]);
            phrase.check(asked, answers).unwrap();
            let error = phrase.check(asked, [answers[0], "zoo zoo", answers[2]]).unwrap_err();
            assert!(matches!(error, Error::PhraseCheck(at) if at == asked[1]), "{error}");
        }
        assert!(seen[1..].iter().all(|s| *s), "every place is asked sometimes");
        assert!(phrase.check([0, 1, 99], [words[0]; 3]).is_err(), "no place outside the phrase");
    }

    #[test]
    fn dead_randomness_makes_no_phrase() {
        struct Dead;
        impl Rng for Dead {
            fn fill(&self, _: &mut [u8]) {}
        }
        assert!(matches!(Phrase::generate(&Dead), Err(Error::Randomness)));
    }

    /// First vector of the reference implementation's list, with the empty passphrase.
    #[test]
    fn seed_known_answer() {
        let phrase = Phrase::parse(
            "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
        )
        .unwrap();
        assert_eq!(
            hex::encode(*phrase.seed()),
            "5eb00bbddcf069084889a8ab9155568165f5c453ccb85e70811aaed6f6da5fc19a5ac40b389cd370d086206dec8aa6c43daea6690f20ad3d8d48b2d2ce9e38e4"
        );
    }
}
