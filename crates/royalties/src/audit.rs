use colophon_model::{Address, Units};

use crate::{Result, VaultBooks};

/// What the contract itself answers at a block, for one vault and one token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainFigures {
    /// The token; `None` for the chain's coin.
    pub token: Option<Address>,
    /// The vault's cumulative receipts.
    pub cumulative: Units,
    /// The vault's balance.
    pub balance: Units,
    /// What the vault would pay to each of these holders now.
    pub pending: Vec<(Address, Units)>,
}

/// A figure on which books and contract disagree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which figure.
    pub figure: &'static str,
    /// Of whom, where it is a holder's.
    pub who: Option<Address>,
    /// What the books say.
    pub books: Units,
    /// What the contract says.
    pub chain: Units,
}

/// The result of comparing one vault in one token.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Audit {
    /// Figures that were compared.
    pub compared: usize,
    /// Those that differ.
    pub differences: Vec<Difference>,
    /// What the contract received beyond what the events explain.
    pub unexplained: Units,
}

/// Compares the books with the contract's own figures, to the last unit.
///
/// # Errors
/// [`crate::Error::Range`].
pub fn audit(books: &VaultBooks, figures: &ChainFigures) -> Result<Audit> {
    let token = figures.token;
    let mut found = Audit::default();
    let mut compare = |figure, who, books: Units, chain: Units| {
        found.compared += 1;
        if books != chain {
            found.differences.push(Difference { figure, who, books, chain });
        }
    };
    let held = books.received(token).checked_sub(books.paid(token)).unwrap_or(Units::ZERO);
    compare("received", None, books.received(token), figures.cumulative);
    compare("held", None, held, figures.balance);
    for (who, pending) in &figures.pending {
        compare("pending", Some(*who), books.pending(*who, token)?, *pending);
    }
    found.unexplained =
        figures.cumulative.checked_sub(books.received(token)).unwrap_or(Units::ZERO);
    Ok(found)
}

#[cfg(test)]
mod tests {
    use colophon_model::Shares;

    use super::*;
    use crate::VaultEvent;

    #[test]
    fn one_unit_too_many_is_seen() {
        let who = Address::repeat_byte(1);
        let mut books = VaultBooks::new([(who, Shares::WHOLE)]);
        books.book(&VaultEvent::Received { token: None, amount: 100u64.into() }).unwrap();
        books.book(&VaultEvent::Activated { who, shares: Shares::WHOLE }).unwrap();
        let figures = |cumulative: u64, pending: u64| ChainFigures {
            token: None,
            cumulative: cumulative.into(),
            balance: cumulative.into(),
            pending: vec![(who, pending.into())],
        };
        let good = audit(&books, &figures(100, 100)).unwrap();
        assert_eq!((good.compared, good.differences.len()), (3, 0));
        let bad = audit(&books, &figures(101, 101)).unwrap();
        assert_eq!(
            (bad.differences.len(), bad.unexplained),
            (3, 1u64.into()),
            "forced money has no event and is shown"
        );
    }
}
