//! Licence terms in plain words, beside what the contract stores.

use std::fmt::Display;

use colophon_model::{Clause, LicenceKind};

use crate::console::Console;
use crate::table::{Table, width};

/// Columns for the words.
const WORDS: usize = 66;

/// A licence by name.
pub(crate) fn licence(console: &Console, kind: LicenceKind) -> String {
    console.word(match kind {
        LicenceKind::Personal => "licence.personal",
        LicenceKind::Commercial => "licence.commercial",
        LicenceKind::AiTraining => "licence.ai_training",
        LicenceKind::Remix => "licence.remix",
        LicenceKind::Exclusive => "licence.exclusive",
        public => return public.public_licence().map_or("", |(name, _)| name).to_owned(),
    })
}

/// One sentence for each clause, beside the contract's fields.
pub(crate) fn beside(console: &Console, clauses: &[Clause], exact: &[(String, String)]) -> String {
    let mut words: Vec<String> = Vec::new();
    for clause in clauses {
        words.extend(wrapped(&sentence(console, clause)));
    }
    let fields = exact.iter().map(|(field, value)| format!("{field} {value}"));
    let mut table = Table::default();
    let mut words = words.into_iter();
    let mut fields = fields.into_iter();
    loop {
        let (left, right) = (words.next(), fields.next());
        if left.is_none() && right.is_none() {
            return table.render();
        }
        let left = left.unwrap_or_default();
        // All tables of a run are equally wide.
        let gap = " ".repeat(WORDS.saturating_sub(width(&left)));
        table.row([format!("{left}{gap}"), right.unwrap_or_default()]);
    }
}

/// The sentence of a clause.
pub(crate) fn sentence(console: &Console, clause: &Clause) -> String {
    let with = |key: &str, name: &str, value: &dyn Display| console.say(key, &[(name, value)]);
    let key = match clause {
        Clause::Release { name, address } => {
            return console.say("term.release", &[("name", name), ("address", address)]);
        }
        Clause::RemixShares { percent } => {
            return with("term.remix_shares", "percent", percent);
        }
        Clause::RemixCeiling { amount } => return with("term.remix_ceiling", "amount", amount),
        Clause::Owed { percent } => return with("term.owed", "percent", percent),
        Clause::RevenueCeiling { amount } => {
            return with("term.revenue_ceiling", "amount", amount);
        }
        Clause::Seats { count } => return with("term.seats", "count", count),
        Clause::Exclusive { days } => return with("term.exclusive", "count", days),
        Clause::Lasts { days } => return with("term.lasts", "count", days),
        Clause::Places { places } => return with("term.places", "places", places),
        Clause::Copies { count } => return with("term.copies", "count", count),
        Clause::Personal => "term.personal",
        Clause::Commercial => "term.commercial",
        Clause::Remix => "term.remix",
        Clause::AiMine => "term.ai_mine",
        Clause::AiInfer => "term.ai_infer",
        Clause::AiTrain => "term.ai_train",
        Clause::AiTrainGenerative => "term.ai_train_generative",
        Clause::NotForGain => "term.not_for_gain",
        Clause::NoRemix => "term.no_remix",
        Clause::AiUnnamed => "term.ai_unnamed",
        Clause::Attribution => "term.attribution",
        Clause::NoAttribution => "term.no_attribution",
        Clause::Approval => "term.approval",
        Clause::Reciprocal => "term.reciprocal",
        Clause::ForEver => "term.for_ever",
        Clause::Everywhere => "term.everywhere",
        Clause::Transferable => "term.transferable",
        Clause::NotTransferable => "term.not_transferable",
        Clause::Revocable => "term.revocable",
        Clause::Irrevocable => "term.irrevocable",
        Clause::NothingElse => "term.nothing_else",
    };
    console.word(key)
}

/// Lines of at most [`WORDS`] columns, broken at spaces; a word that is longer stands alone.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let Some(line) = lines.last_mut() else { break };
        if line.is_empty() {
            word.clone_into(line);
        } else if width(line) + 1 + width(word) <= WORDS {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use expect_test::expect_file;

    use super::*;
    use crate::words::{Language, Words};

    #[test]
    fn templates_are_said_like_this() {
        let console = Console::new(false, Words::choose(Some(Language::En)));
        let mut text = String::new();
        for template in colophon_app::licence_templates().unwrap() {
            text += &crate::command::template(&console, &template);
        }
        expect_file!["../tests/templates.txt"].assert_eq(&text);
    }

    #[test]
    fn a_sentence_is_broken_at_spaces() {
        let check = |text: &str, want: &[&str]| assert_eq!(wrapped(text), want, "{text}");
        check("You may.", &["You may."]);
        let long = "a".repeat(WORDS);
        check(&format!("x {long} y"), &["x", &long, "y"]);
    }
}
