//! The part of the page, as Markdown.

use std::fmt::Write as _;

use crate::{
    campaign::grouped,
    error::Result,
    gas::{
        limits::LIMITS,
        peers::{Cost, PULL, PUSH, SIZES, payment_splitter},
        snapshots::Snapshots,
        year::{self, Pull},
    },
};

/// Ethereum's cap on the gas of one transaction (EIP-7825).
const CAP: u64 = 1 << 24;
/// The place of 100 in [`SIZES`], for the year.
const HUNDRED: usize = 2;

/// The whole part, from its heading on.
pub(super) fn render(all: &Snapshots) -> Result<String> {
    let mut text = String::from(
        "## Contracts: gas\n\nMade by `cargo xtask bench gas` from `contracts/snapshots`, where forge's tests write what \
         they measure: whole transactions with their 21,000 gas and their calldata, in isolation, with storage as cold as \
         a user finds it. The tests fail above their limits, and the test run fails if this page tells anything else than \
         the snapshots.\n\n### Operations and their limits\n\n",
    );
    limits(&mut text, all)?;
    text.push_str(BESIDE);
    by_holders(&mut text, all)?;
    draws(&mut text, all)?;
    payments(&mut text, all)?;
    a_year(&mut text, all)?;
    text.push_str(FINDINGS);
    Ok(text)
}

fn limits(text: &mut String, all: &Snapshots) -> Result<()> {
    text.push_str("| operation | gas | limit |\n|---|---:|---:|\n");
    let mut reasons = Vec::new();
    for limit in &LIMITS {
        let cost = limit.cost(all)?;
        let above = limit.above.filter(|_| cost > limit.most);
        let mark = if above.is_some() { " (above)" } else { "" };
        line(text, &[limit.what.into(), grouped(cost), format!("{}{mark}", grouped(limit.most))]);
        reasons.extend(above);
    }
    for reason in reasons {
        let _ = write!(text, "\n{reason}\n");
    }
    Ok(())
}

/// What a table of costs by the number of holders begins with.
fn sizes(text: &mut String, first: &str) {
    let names = SIZES.map(grouped);
    line(text, &[first.to_owned()].into_iter().chain(names).collect::<Vec<_>>());
    text.push_str("|---|---:|---:|---:|---:|\n");
}

fn by_holders(text: &mut String, all: &Snapshots) -> Result<()> {
    let remember = grouped(all.gas("vault", "remember three tokens")?);
    let _ = write!(
        text,
        "#### To set up\n\nThe list of tokens was remembered before, once for all vaults that have it ({remember} gas).\n\n"
    );
    sizes(text, "holders");
    let mut ours = vec!["Colophon: create a vault of three tokens".to_owned()];
    for count in SIZES {
        ours.push(shown(Cost::Measured(year::vault(all, count)?.create)));
    }
    line(text, &ours);
    costs(text, "`PaymentSplitter`: deploy", payment_splitter::DEPLOY.costs());
    costs(text, "`PullSplit`: create", PULL.create.costs());
    costs(text, "`PushSplit`: create", PUSH.create.costs());

    text.push_str("\n#### To pay out to all, by whoever calls it\n\n");
    sizes(text, "holders");
    line(
        text,
        &["Colophon and `PaymentSplitter`: there is no such step", "0", "0", "0", "0"]
            .map(str::to_owned),
    );
    for (name, splits) in [("`PullSplit`", &PULL), ("`PushSplit`", &PUSH)] {
        for (what, [first, repeat]) in [("coin", splits.coin), ("a token", splits.token)] {
            if first.0 == repeat.0 {
                costs(text, &format!("{name}: {what}"), first.costs());
            } else {
                costs(text, &format!("{name}: {what}, first"), first.costs());
                costs(text, &format!("{name}: {what}, repeat"), repeat.costs());
            }
        }
    }
    Ok(())
}

fn draws(text: &mut String, all: &Snapshots) -> Result<()> {
    text.push_str(
        "\n#### Then for each holder, to have her part\n\n\
         | | first of all | first | repeat |\n|---|---:|---:|---:|\n",
    );
    for count in SIZES {
        let draw = year::vault(all, count)?.draw.map(grouped);
        let name = format!("Colophon, {} holders: coin, activation included", grouped(count));
        line(text, &[name].into_iter().chain(draw).collect::<Vec<_>>());
    }
    let token = |what: &str| all.gas("holders", &format!("100 holders, claim token, {what}"));
    let token = [token("first of all")?, token("first")?, token("repeat")?].map(grouped);
    let name = "Colophon: a token, of any number of holders".to_owned();
    line(text, &[name].into_iter().chain(token).collect::<Vec<_>>());
    for (what, release) in [("coin", payment_splitter::COIN), ("a token", payment_splitter::TOKEN)]
    {
        let name = format!("`PaymentSplitter`: {what}");
        line(text, &[name].into_iter().chain(release.map(grouped)).collect::<Vec<_>>());
    }
    if let Some([coin, token]) = PULL.withdraw {
        for (what, gas) in [("coin", coin), ("a token", token)] {
            let gas = grouped(gas);
            line(text, &[format!("`PullSplit`: {what}"), gas.clone(), gas.clone(), gas]);
        }
    }
    line(text, &["`PushSplit`: nothing to do", "0", "0", "0"].map(str::to_owned));
    Ok(())
}

/// All systems at one size.
fn systems(all: &Snapshots, at: usize, count: u64) -> Result<[(&'static str, Pull); 4]> {
    Ok([
        ("Colophon", year::vault(all, count)?),
        ("`PaymentSplitter`", year::payment_splitter(at)),
        ("`PullSplit`", year::pull(at)),
        ("`PushSplit`", year::push(at)),
    ])
}

fn payments(text: &mut String, all: &Snapshots) -> Result<()> {
    text.push_str(
        "\n#### One payment of coin that reaches everybody, all transactions together\n\n\
         Pay in, pay out, and everybody draws; a first payment is drawn by holders who never drew before.\n\n",
    );
    sizes(text, "holders");
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (at, count) in SIZES.into_iter().enumerate() {
        for (row, (name, costs)) in systems(all, at, count)?.into_iter().enumerate() {
            for (half, (when, gas)) in
                [("first", costs.first(count)), ("repeat", costs.repeat(count))]
                    .into_iter()
                    .enumerate()
            {
                let row = 2 * row + half;
                if row == rows.len() {
                    rows.push(vec![format!("{name}, {when}")]);
                }
                if let Some(cells) = rows.get_mut(row) {
                    cells.push(grouped(gas));
                }
            }
        }
    }
    for row in rows {
        line(text, &row);
    }
    Ok(())
}

fn a_year(text: &mut String, all: &Snapshots) -> Result<()> {
    let count = SIZES[HUNDRED];
    text.push_str(YEAR);
    text.push_str(
        "| | a pay-in | drawn each month | drawn once, at the end |\n|---|---:|---:|---:|\n",
    );
    for (name, costs) in systems(all, HUNDRED, count)? {
        let sums = [costs.pay_in, costs.drawn_monthly(count), costs.drawn_once(count)].map(grouped);
        line(text, &[name.to_owned()].into_iter().chain(sums).collect::<Vec<_>>());
    }
    let year = |what: &str| all.gas("holders", &format!("year of 100 holders, {what}"));
    let measured = [year("claims each month")?, year("claims once")?].map(grouped);
    line(
        text,
        &["Colophon, measured transaction by transaction".to_owned(), String::new()]
            .into_iter()
            .chain(measured)
            .collect::<Vec<_>>(),
    );
    Ok(())
}

fn costs(text: &mut String, name: &str, costs: [Cost; 4]) {
    line(text, &[name.to_owned()].into_iter().chain(costs.map(shown)).collect::<Vec<_>>());
}

/// A figure, in italics where it was not measured, with a mark where no single transaction may use so much.
fn shown(cost: Cost) -> String {
    let mark = if cost.gas() > CAP { " †" } else { "" };
    match cost {
        Cost::Measured(gas) => format!("{}{mark}", grouped(gas)),
        Cost::Computed(gas) => format!("*{}*{mark}", grouped(gas)),
    }
}

fn line(text: &mut String, cells: &[String]) {
    let _ = writeln!(text, "| {} |", cells.join(" | "));
}

const BESIDE: &str = "\n### Beside splitters in use\n\n\
    The peers are OpenZeppelin's `PaymentSplitter` 4.9.6 (5.0 no longer has it) and 0xSplits v2.2 in both its forms: \
    `PullSplit`, which credits accounts in a warehouse, and `PushSplit`, which sends. Their figures were measured once, for \
    this comparison: their published sources, compiled with the compiler of the contracts here and run on the same machine, \
    transaction by transaction, as ours are. Those of `PaymentSplitter` were measured a second time with the settings in \
    `contracts/foundry.toml`: a release cost up to 228 gas more, all of it calldata, as the addresses were full this time (as \
    they are in our figures), and the deployment lay on the same straight line at all four sizes. None of the peers is part of \
    this project, so the test run does not repeat them; ours are measured anew in every run \
    (`contracts/test/GasHolders.t.sol`). Everywhere somebody else brings the claim of a holder whose account exists; a holder \
    who brings her own pays 2,500 less. `PushSplit` paid accounts that held the token before; one that did not would add \
    17,100.\n\n\
    *In italics*: not measured, but read off the straight line through the nearest two sizes that were; each recipient adds \
    the same to a loop. † more than 16,777,216 gas, which is all that a single transaction may use on Ethereum \
    (EIP-7825): it cannot be sent there.\n\n";

const YEAR: &str = "\n#### A year of monthly payments of coin to 100 holders\n\n\
    From the figures above, at 100 holders:\n\n\
    ```\n\
    drawn each month   create + 12 pay-ins + first payout + 11 repeat payouts\n\
    \x20                  + draw of the first of all + 99 first draws + 1,100 repeat draws\n\
    drawn once         create + 12 pay-ins + first payout + draw of the first of all + 99 first draws\n\
    ```\n\n\
    Colophon and `PaymentSplitter` have no payouts, `PushSplit` no draws.\n\n";

const FINDINGS: &str = "\n#### What follows\n\n\
    A vault costs less to make than any of them, and with 1,000 holders the same as with 2. No step loops over holders, so \
    none outgrows a block or a transaction, and nobody waits for a step that somebody else must pay for.\n\n\
    Where everybody draws for herself, a later payment costs a little less than through `PaymentSplitter`, and less than \
    through `PullSplit`, whose payouts come on top of the withdrawals. A first payment costs more than through \
    `PaymentSplitter`, and with many holders more than through `PullSplit`: each holder brings the proof of her shares along, \
    where `PaymentSplitter` has its list written down at deployment, at 47,220 gas a payee. Over the year that is made up for, \
    in both ways of drawing.\n\n\
    `PushSplit` is the cheapest way to reach everybody: at 100 holders a quarter of what they pay who draw for themselves. One \
    transaction for all saves each the 21,000 gas of her own, and keeps no account of what she was paid. A vault spends that \
    on purpose. There, one receiver whom a token has blocked stops the whole payout of that token, and whoever pays out pays \
    for all; here a blocked holder holds up nobody and names another address, shares change hands between payments without \
    touching what was earned, plain payments from a marketplace count without any step, and who does not want her money today \
    does not pay for it. Who holds shares in many works draws from all of them in one transaction.\n";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_show_how_they_are_known() {
        let check = |cost: Cost, expected: &str| assert_eq!(shown(cost), expected);
        check(Cost::Measured(1_234), "1,234");
        check(Cost::Computed(1_234), "*1,234*");
        check(Cost::Measured(CAP), "16,777,216");
        check(Cost::Computed(CAP + 1), "*16,777,217* †");
    }

    #[test]
    fn costs_stand_in_a_row() {
        let mut text = String::new();
        let growing = crate::gas::peers::Growing([Some(19), None, Some(705), None]);
        costs(&mut text, "it", growing.costs());
        assert_eq!(text, "| it | 19 | *75* | 705 | *7,005* |\n");
    }
}
