use std::io::Write;

use colophon_model::{Amount, Caip2, Finality};

use crate::Result;

/// What the statement is about.
#[derive(Debug, Clone)]
pub struct StatementHeader {
    /// First and last day covered, as `2026-01-01 to 2026-03-31`.
    pub period: String,
    /// The home's folder or name.
    pub home: String,
    /// The chain.
    pub chain: Caip2,
    /// Whether every amount is worth nothing.
    pub practice: bool,
    /// The block up to which the chain was read.
    pub block: u64,
    /// Its hash.
    pub block_hash: String,
}

/// One line of a statement.
#[derive(Debug, Clone)]
pub struct StatementRow {
    /// When, as ISO 8601 in UTC.
    pub at: String,
    /// The work's title.
    pub work: String,
    /// What for.
    pub what: String,
    /// Who paid.
    pub from: String,
    /// What arrived.
    pub amount: Amount,
    /// What should have arrived.
    pub expected: Option<Amount>,
    /// How settled.
    pub state: Finality,
    /// The transaction.
    pub tx: String,
    /// The log's place in its block.
    pub log: u64,
    /// The block.
    pub block: u64,
}

/// Writes a statement: comment lines with the header, then one RFC 4180 line a payment, amounts both as exact decimals
/// and as whole units.
///
/// # Errors
/// Where `out` cannot be written.
pub fn write_statement(
    out: &mut dyn Write,
    header: &StatementHeader,
    rows: &[StatementRow],
) -> Result<()> {
    let practice = if header.practice { " PRACTICE (worth nothing)" } else { "" };
    writeln!(out, "# Colophon statement of income{practice}\r")?;
    writeln!(out, "# period: {}\r", one_line(&header.period))?;
    writeln!(out, "# home: {}\r", one_line(&header.home))?;
    writeln!(out, "# chain: {}{practice}\r", header.chain)?;
    writeln!(out, "# read up to block: {} {}\r", header.block, one_line(&header.block_hash))?;
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    table.write_record([
        "when (UTC)",
        "work",
        "what for",
        "from",
        "amount",
        "expected",
        "currency",
        "whole units",
        "decimals",
        "state",
        "transaction",
        "log",
        "block",
    ])?;
    for row in rows {
        let token = &row.amount.token;
        let symbol = if header.practice {
            format!("{} PRACTICE", token.symbol)
        } else {
            token.symbol.clone()
        };
        let decimal = |a: &Amount| a.units.to_decimal(a.token.decimals, 2);
        table.write_record([
            row.at.as_str(),
            &harmless(&row.work),
            &harmless(&row.what),
            &harmless(&row.from),
            &decimal(&row.amount),
            &row.expected.as_ref().map(decimal).unwrap_or_default(),
            &harmless(&symbol),
            &row.amount.units.to_string(),
            &token.decimals.to_string(),
            match row.state {
                Finality::Seen => "seen",
                Finality::Confirmed => "confirmed",
                Finality::Final => "final",
            },
            &row.tx,
            &row.log.to_string(),
            &row.block.to_string(),
        ])?;
    }
    table.flush()?;
    Ok(())
}

/// Keeps a spreadsheet from running text that came from a chain as a formula (CSV injection).
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

fn one_line(text: &str) -> String {
    text.replace(['\r', '\n'], " ")
}

#[cfg(test)]
mod tests {
    use colophon_model::{ChainId, Token, Units};
    use expect_test::expect;

    use super::*;

    #[test]
    fn a_statement_reads_well_and_runs_nothing() {
        let token =
            Token { chain: ChainId::PRACTICE, address: None, symbol: "PUSD".into(), decimals: 6 };
        let amount = |n: u64| Amount { units: Units::from(n), token: token.clone() };
        let row = StatementRow {
            at: "2026-11-20T10:00:00Z".into(),
            work: "Harbour, at six".into(),
            what: "=HYPERLINK(\"x\")".into(),
            from: "0x01".into(),
            amount: amount(12_500_000),
            expected: Some(amount(13_000_001)),
            state: Finality::Final,
            tx: "0xaa".into(),
            log: 3,
            block: 9,
        };
        let header = StatementHeader {
            period: "2026-11-01 to 2026-11-30".into(),
            home: "/home/ada\nx".into(),
            chain: ChainId::PRACTICE.caip2(),
            practice: true,
            block: 12,
            block_hash: "0xbb".into(),
        };
        let mut out = Vec::new();
        write_statement(&mut out, &header, &[row]).unwrap();
        expect![[r##"
            # Colophon statement of income PRACTICE (worth nothing)
            # period: 2026-11-01 to 2026-11-30
            # home: /home/ada x
            # chain: eip155:1337001 PRACTICE (worth nothing)
            # read up to block: 12 0xbb
            when (UTC),work,what for,from,amount,expected,currency,whole units,decimals,state,transaction,log,block
            2026-11-20T10:00:00Z,"Harbour, at six","'=HYPERLINK(""x"")",0x01,12.50,13.000001,PUSD PRACTICE,12500000,6,final,0xaa,3,9
        "##]]
        .assert_eq(&String::from_utf8(out).unwrap().replace('\r', ""));
    }
}
