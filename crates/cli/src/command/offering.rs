use std::fmt::Write as _;

use colophon_app::{OfferingOutlook, OfferingView, SimulateOffering, moment_text};
use colophon_model::{Shares, read_address};

use crate::args::{Global, Offering};
use crate::confirm::money;
use crate::console::Console;
use crate::failure::{Answer, Failure, Result};
use crate::home;
use crate::table::Table;

pub(super) async fn run(what: &Offering, global: &Global, console: &Console) -> Result<Answer> {
    let app = home::open_to_read(global, console).await?;
    match what {
        Offering::Simulate(asked) => {
            let call = SimulateOffering {
                percent: asked.percent.clone(),
                price: asked.price.clone(),
                ceiling: asked.ceiling.clone(),
                buys: asked.buys.clone(),
                pay_in: asked.pay_in.into(),
                incomes: asked.income.clone(),
            };
            let outlook = app.simulate_offering(&call).await?;
            console.answer(&outlook, || simulated(console, &outlook))?;
        }
        Offering::Show { offering } => {
            let address =
                read_address(offering).map_err(|e| Failure::from(colophon_app::Error::from(e)))?;
            let view = app.offering_view(address).await?;
            console.answer(&view, || shown(console, &view))?;
        }
    }
    Ok(Answer::Yes)
}

fn simulated(console: &Console, outlook: &OfferingOutlook) -> String {
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

fn shown(console: &Console, view: &OfferingView) -> String {
    use colophon_app::SaleState::{Failed, Open, Succeeded};
    let state = console.word(match view.state {
        Open => "offering.open",
        Failed => "offering.failed",
        Succeeded => "offering.succeeded",
    });
    let mut text = console.say(
        "offering.sold",
        &[
            ("state", &state),
            ("sold", &Shares(view.sold)),
            ("cap", &Shares(view.cap)),
            ("minimum", &Shares(view.minimum)),
        ],
    );
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
    if let (Some(pool), Some(received)) = (view.pool, &view.received) {
        let said = console.say("offering.pool", &[("pool", &pool), ("received", &money(received))]);
        let _ = write!(text, "\n{said}");
    }
    // The contract's own words, as every buyer has them; they are in English.
    let _ = write!(text, "\n{}", view.warning);
    text
}
