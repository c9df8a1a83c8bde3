use std::fmt::Write as _;

use colophon_app::moment_text;
use colophon_ipc::{OfferingOutlook, OfferingView};

use super::{next, pool, sold};
use crate::confirm::money;
use crate::console::Console;
use crate::table::Table;

/// What an offering would bring whom.
pub(super) fn simulated(console: &Console, outlook: &OfferingOutlook) -> String {
    let mut text = console.say(
        "offering.cost",
        &[("raised", &money(&outlook.raised)), ("cost", &money(&outlook.cost))],
    );
    let _ = write!(
        text,
        "\n{}\n",
        console.say(
            "offering.marks",
            &[("even", &money(&outlook.break_even)), ("full", &money(&outlook.full_at))],
        )
    );
    let mut table = Table::right(&[0]);
    for level in &outlook.levels {
        table.row([
            money(&level.income),
            console.say("offering.fan", &[("fan", &money(&level.fan))]),
            console.say("offering.fans", &[("fans", &money(&level.fans))]),
            console.say("offering.surplus", &[("surplus", &money(&level.surplus))]),
        ]);
    }
    text.push_str(&table.render());
    let fees = console.say(
        "offering.fees",
        &[("artist", &money(&outlook.artist_fees)), ("fan", &money(&outlook.fan_fees))],
    );
    let _ = write!(text, "{fees}\n{}", console.word("offering.securities"));
    text
}

/// How an offering stands.
pub(super) fn shown(console: &Console, view: &OfferingView) -> String {
    let mut text = sold(console, view);
    let _ = write!(
        text,
        "\n{}",
        console.say(
            "offering.terms",
            &[
                ("price", &money(&view.price)),
                ("ceiling", &money(&view.ceiling)),
                ("deadline", &moment_text(view.deadline)),
                ("end", &moment_text(view.term_end)),
                ("law", &view.jurisdiction),
            ],
        )
    );
    if let Some(pool) = pool(console, view) {
        let _ = write!(text, "\n{pool}");
    }
    let _ = write!(text, "\n{}", next(console, view));
    // The artist's and the contract's own words, as every buyer has them; the contract's are in English.
    for said in view.text.as_deref().into_iter().chain([view.warning.as_str()]) {
        let _ = write!(text, "\n{said}");
    }
    text
}
