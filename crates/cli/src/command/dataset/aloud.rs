//! Datasets in words.

use std::fmt::Write as _;

use colophon_ipc::{DatasetPhase, DatasetView, DatasetWorkView};
use colophon_model::{Shares, WorkId};

use crate::confirm::{money, practice, sums};
use crate::console::{Console, one_line};
use crate::table::Table;
use crate::terms;

/// How far a dataset is, and why nobody can buy it yet.
pub(super) fn state(console: &Console, view: &DatasetView) -> String {
    let phase = console.word(match view.phase {
        DatasetPhase::Draft => "dataset.phase_draft",
        DatasetPhase::Gathering => "dataset.phase_gathering",
        DatasetPhase::Selling => "dataset.phase_selling",
        DatasetPhase::Resting => "dataset.phase_resting",
    });
    let joined = view.works.iter().filter(|work| work.joined).count();
    let sold = view.sales.len();
    let mut text = console.say(
        "dataset.state",
        &[("state", &phase), ("joined", &joined), ("works", &view.works.len()), ("count", &sold)],
    );
    if let Some(refusal) = &view.refusal {
        let _ = write!(text, "\n  {}", one_line(&refusal.detail));
    }
    text
}

/// A dataset whole.
pub(super) fn shown(console: &Console, view: &DatasetView) -> String {
    let mut text = head(console, view);
    let _ = write!(text, "\n{}\n{}", works(console, view), state(console, view));
    for sale in &view.sales {
        let valid = console.word(if sale.valid { "dataset.valid" } else { "dataset.not_valid" });
        let word = practice(view.practice);
        let buyer = format!("{}{word}", sale.buyer);
        let paid = money(&sale.paid);
        let values: &[(&str, &dyn std::fmt::Display)] =
            &[("licence", &sale.licence), ("buyer", &buyer), ("paid", &paid), ("state", &valid)];
        let _ = write!(text, "\n  {}", console.say("dataset.sale", values));
    }
    text
}

/// What a dataset earned and who has drawn what of it.
pub(super) fn income(console: &Console, view: &DatasetView) -> String {
    let none = |list: String| if list.is_empty() { "0".to_owned() } else { list };
    let (received, waiting) = (none(sums(&view.received)), none(sums(&view.waiting)));
    let values: &[(&str, &dyn std::fmt::Display)] =
        &[("received", &received), ("waiting", &waiting)];
    let mut text = format!("{}\n", console.say("dataset.received", values));
    let mut table = Table::right(&[1]);
    for work in &view.works {
        let (drawn, waiting) = (none(sums(&work.drawn)), none(sums(&work.waiting)));
        let values: &[(&str, &dyn std::fmt::Display)] = &[("drawn", &drawn), ("waiting", &waiting)];
        let part = Shares(work.weight).to_string();
        table.row([name(work), part, console.say("dataset.part", values)]);
    }
    text.push_str(&table.render());
    text.push_str(&console.word(match view.books_agree {
        None => "dataset.books_none",
        Some(true) => "dataset.books_agree",
        Some(false) => "dataset.books_differ",
    }));
    text
}

/// Everything that a consent would bind to.
pub(super) fn consenting(
    console: &Console,
    view: &DatasetView,
    work: WorkId,
    lowest: &str,
) -> String {
    let mut text = head(console, view);
    let own = view.works.iter().find(|one| super::is_it(one, work));
    let _ = match own {
        Some(own) => {
            let (name, part) = (name(own), Shares(own.weight).to_string());
            let lowest = format!("{lowest} {}{}", view.price.symbol, practice(view.practice));
            let values: &[(&str, &dyn std::fmt::Display)] =
                &[("work", &name), ("weight", &part), ("lowest", &lowest)];
            write!(text, "\n{}", console.say("dataset.consenting", values))
        }
        None => write!(text, "\n{}", console.word("dataset.not_in_it")),
    };
    text
}

/// The works, and which of them have joined.
pub(super) fn works(console: &Console, view: &DatasetView) -> String {
    let mut table = Table::right(&[1]);
    for work in &view.works {
        let state = match (&work.lowest_price, work.joined) {
            (Some(lowest), true) => console.say("dataset.joined", &[("lowest", &money(lowest))]),
            _ => console.word("dataset.missing"),
        };
        table.row([name(work), Shares(work.weight).to_string(), state]);
    }
    table.render()
}

fn head(console: &Console, view: &DatasetView) -> String {
    let word = practice(view.practice);
    let mut text = format!("{}\n", one_line(&view.title));
    if !view.notes.is_empty() {
        let _ = writeln!(text, "{}", one_line(&view.notes));
    }
    let mut table = Table::default();
    let mut line = |key: &str, value: String| table.row([console.word(key), value]);
    line("dataset.curator", format!("{}{word}", view.curator));
    line("dataset.price", money(&view.price));
    if view.joined > 0 {
        line("dataset.floor", money(&view.floor));
    }
    line("dataset.vault", format!("{}{word}", view.vault));
    line("dataset.root", view.shares_root.to_string());
    line("dataset.number", view.id.to_string());
    let _ = write!(text, "{}", table.render());
    let _ = write!(text, "\n{}", terms::beside(console, &view.clauses, &view.exact));
    if !view.licence.is_empty() {
        let _ = write!(text, "\n{}\n", console.word("dataset.licence"));
        for line in view.licence.trim().lines() {
            let _ = writeln!(text, "{}", one_line(line));
        }
    }
    text
}

fn name(work: &DatasetWorkView) -> String {
    work.title.as_deref().map_or_else(|| work.token.clone(), one_line)
}

#[cfg(test)]
mod tests {
    use colophon_ipc::{ApiError, Code, DatasetSaleView, Money};
    use colophon_model::{Address, B256, Clause, Moment};
    use expect_test::{Expect, expect};

    use super::*;
    use crate::words::{Language, Words};

    fn dollars(text: &str, units: &str) -> Money {
        let (text, units) = (text.to_owned(), units.to_owned());
        Money { text, symbol: "pUSD".to_owned(), units, decimals: 6, practice: true }
    }

    fn work(n: u8, weight: u32, title: Option<&str>) -> DatasetWorkView {
        DatasetWorkView {
            token: n.to_string(),
            vault: Address::repeat_byte(n),
            weight,
            work: None,
            title: title.map(str::to_owned),
            joined: title.is_none(),
            lowest_price: title.is_none().then(|| dollars("1500.00", "1500000000")),
            drawn: Vec::new(),
            waiting: Vec::new(),
        }
    }

    fn gathering() -> DatasetView {
        DatasetView {
            path: None,
            id: B256::repeat_byte(0xd5),
            title: "Coasts\u{1b}[2J".to_owned(),
            notes: "Two pictures.".to_owned(),
            curator: Address::repeat_byte(0xcc),
            own: true,
            vault: Address::repeat_byte(0xfa),
            shares_root: B256::repeat_byte(0x5a),
            clauses: vec![Clause::AiTrain, Clause::Lasts { days: 365 }, Clause::NothingElse],
            exact: vec![("uses".to_owned(), "16".to_owned())],
            licence: String::new(),
            phase: DatasetPhase::Gathering,
            price: dollars("2000.00", "2000000000"),
            floor: dollars("1500.00", "1500000000"),
            joined: 400_000,
            works: vec![work(1, 600_000, Some("Tide")), work(2, 400_000, None)],
            refusal: Some(ApiError::new(Code::Precondition, "1 of 2 works have not joined (Tide)")),
            received: Vec::new(),
            waiting: Vec::new(),
            books_agree: Some(true),
            sales: Vec::new(),
            practice: true,
        }
    }

    fn sold() -> DatasetView {
        let mut view = gathering();
        view.works[0].drawn = vec![dollars("1200.00", "1200000000")];
        view.works[1].waiting = vec![dollars("800.00", "800000000")];
        view.received = vec![dollars("2000.00", "2000000000")];
        view.waiting = vec![dollars("800.00", "800000000")];
        view.sales = vec![DatasetSaleView {
            licence: "4711".to_owned(),
            buyer: Address::repeat_byte(0xbb),
            own: false,
            quantity: "1".to_owned(),
            paid: dollars("2000.00", "2000000000"),
            ends: Some(Moment::from_unix_seconds(1_893_456_000)),
            valid: true,
        }];
        DatasetView { phase: DatasetPhase::Selling, refusal: None, ..view }
    }

    #[track_caller]
    fn check(said: fn(&Console, &DatasetView) -> String, view: &DatasetView, want: Expect) {
        let console = Console::new(false, Words::choose(Some(Language::En)));
        want.assert_eq(&said(&console, view));
    }

    #[test]
    fn a_dataset_is_read_aloud_like_this() {
        check(
            shown,
            &gathering(),
            expect![[r#"
            Coasts[2J
            Two pictures.
              Curator                    0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC PRACTICE
              A licence costs            2000.00 pUSD PRACTICE
              Not below                  1500.00 pUSD PRACTICE
              Paid into the vault        0xFafafAfafAFaFAFaFafafafAfaFaFAfAfAfAFaFA PRACTICE
              Root of works and weights  0x5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a
              Number, to compare aloud   0xd5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5

              You may train AI models with it that do not generate.               uses 16
              It lasts 365 days from the purchase, to the end of the last day
              (UTC).
              Nothing else is allowed.

              Tide  60.0000 %  missing
              2     40.0000 %  joined, from 1500.00 pUSD PRACTICE on

            open, works are missing: 1 of 2 works have joined, 0 purchases
              1 of 2 works have not joined (Tide)"#]],
        );
        check(
            shown,
            &sold(),
            expect![[r#"
            Coasts[2J
            Two pictures.
              Curator                    0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC PRACTICE
              A licence costs            2000.00 pUSD PRACTICE
              Not below                  1500.00 pUSD PRACTICE
              Paid into the vault        0xFafafAfafAFaFAFaFafafafAfaFaFAfAfAfAFaFA PRACTICE
              Root of works and weights  0x5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a
              Number, to compare aloud   0xd5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5

              You may train AI models with it that do not generate.               uses 16
              It lasts 365 days from the purchase, to the end of the last day
              (UTC).
              Nothing else is allowed.

              Tide  60.0000 %  missing
              2     40.0000 %  joined, from 1500.00 pUSD PRACTICE on

            for sale: 1 of 2 works have joined, 1 purchase
              licence 4711 for 0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB PRACTICE, 2000.00 pUSD PRACTICE, valid"#]],
        );
        check(
            income,
            &sold(),
            expect![[r#"
            Received 2000.00 pUSD PRACTICE; 800.00 pUSD PRACTICE of it waits for works.
              Tide  60.0000 %  drawn 1200.00 pUSD PRACTICE, waits 0
              2     40.0000 %  drawn 0, waits 800.00 pUSD PRACTICE
            The books agree with the vault to the last unit."#]],
        );
    }
}
