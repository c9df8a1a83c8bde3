//! Paying everybody who shares in a work.

use colophon_chain::{NotPaid, PayoutTurn, not_paid, payout_round};
use colophon_ipc::{
    FinalPoint, PaidOut, PassedOver, PassedOverReason, PreparePayout, Sheet, SheetKind,
};
use colophon_model::{Address, MerkleTree, U256, Units, WorkId};
use colophon_royalties::VaultBooks;

use crate::sheet::{Done, Facts, Plan};
use crate::{App, Error, Result, money};

/// Holders in one transaction: in the coin and two tokens, with accounts that never were, they need about 20 million gas,
/// which fits a block of every chain.
const BATCH: u32 = 100;
const MOST_IN_A_BATCH: u32 = 150;
/// Gas of a holder's first payment in one token, a little above what the contracts' tests measure, and of each further one.
const FIRST_GAS: u64 = 80_000;
const TOKEN_GAS: u64 = 60_000;

/// What is owed from one vault, and to whom.
struct Due {
    vault: Address,
    turns: Vec<PayoutTurn>,
    /// Tokens in which something is owed; the coin first.
    sums: Vec<(Option<Address>, Units)>,
}

impl App {
    /// Prepares to pay every holder of a work.
    ///
    /// # Errors
    /// Nothing owed to anybody; a batch of none or of too many; locked keys.
    pub async fn prepare_payout(&self, call: &PreparePayout) -> Result<Sheet> {
        let batch = call.batch.unwrap_or(BATCH);
        if batch == 0 || batch > MOST_IN_A_BATCH {
            return Err(Error::Precondition(format!(
                "{batch} holders do not fit one transaction; choose from 1 to {MOST_IN_A_BATCH}"
            )));
        }
        self.sync().await?;
        self.artist()?;
        let title = self.work_row(call.work)?.title;
        let due = self.due(call.work)?;
        if due.turns.is_empty() {
            return Err(Error::NothingOwed(format!("any holder of {title}")));
        }
        let tokens = self.tokens().await?;
        let count = due.turns.len() as u64;
        let each = FIRST_GAS + TOKEN_GAS * (due.sums.len() as u64).saturating_sub(1);
        let fees = self.inner.chain.fees().await?;
        let mut paid = Vec::new();
        for (address, sum) in &due.sums {
            let token = tokens.get(address).ok_or_else(|| Error::internal("an unknown token"))?;
            let view = money::view(token, *sum);
            paid.push(format!("{} {}", view.text, view.symbol));
        }
        let facts = Facts {
            works: vec![title],
            leaves: Vec::new(),
            arrives: Vec::new(),
            to: due.vault.to_string(),
            fee: Units(
                U256::from(each.saturating_mul(count)).saturating_mul(U256::from(fees.max_fee)),
            ),
            transactions: count.div_ceil(u64::from(batch)),
            finals: vec![FinalPoint::Payment],
            facts: vec![
                ("paid-holders".into(), count.to_string()),
                ("paid".into(), paid.join(", ")),
                ("gas-each".into(), each.to_string()),
            ],
        };
        self.lay(SheetKind::Payout, Plan::Payout { work: call.work, batch }, facts)
    }

    /// Who is owed something, each with her place where she has not taken it.
    fn due(&self, work: WorkId) -> Result<Due> {
        let books = self.books(work)?;
        let vault = self.vault_row(work)?.address;
        let allocation = self.read(|view| Ok(view.holders().of(work)?))?;
        let tree = allocation.as_ref().map(colophon_model::Allocation::tree);
        let mut turns = Vec::new();
        let mut sums: Vec<(Option<Address>, Units)> = Vec::new();
        for who in books.holders() {
            let mut any = false;
            for token in books.tokens() {
                let owed = books.owed(who, token)?;
                if owed.is_zero() {
                    continue;
                }
                any = true;
                match sums.iter_mut().find(|(known, _)| *known == token) {
                    Some((_, sum)) => *sum = sum.checked_add(owed).ok_or_else(too_large)?,
                    None => sums.push((token, owed)),
                }
            }
            if any {
                turns.push(PayoutTurn {
                    who,
                    place: place(&books, allocation.as_ref(), tree.as_ref(), who),
                });
            }
        }
        sums.sort_by_key(|(token, _)| *token);
        Ok(Due { vault, turns, sums })
    }

    /// Pays in rounds. A round that was sent is not sent again, and a holder who was paid in between is owed nothing.
    pub(crate) async fn payout(
        &self,
        work: WorkId,
        batch: u32,
        key: &str,
    ) -> Result<(Done, PaidOut)> {
        let payer = self.artist()?;
        let contracts = self.contracts()?;
        let due = self.due(work)?;
        let tokens: Vec<_> = due.sums.iter().map(|(token, _)| *token).collect();
        let (mut done, mut paid) = (Done::default(), PaidOut::default());
        for (round, turns) in due.turns.chunks(batch as usize).enumerate() {
            let action = payout_round(&contracts, due.vault, turns, &tokens);
            let reason = format!("payout {work} {key} {round}");
            let mined = self.act(&payer, &reason, "payout", &action).await?;
            done.add(&mined);
            let passed = not_paid(&contracts, &mined);
            paid.gas = paid.gas.saturating_add(mined.gas_used);
            paid.holders += turns.len().saturating_sub(passed.len()) as u64;
            paid.passed_over.extend(passed.into_iter().map(|(who, why)| PassedOver {
                address: who.to_string(),
                reason: reason_of(&why),
            }));
        }
        paid.gas_per_holder = paid.gas.div_ceil((due.turns.len() as u64).max(1));
        Ok((done, paid))
    }
}

fn place(
    books: &VaultBooks,
    allocation: Option<&colophon_model::Allocation>,
    tree: Option<&MerkleTree>,
    who: Address,
) -> Option<(colophon_model::Shares, Vec<colophon_model::B256>)> {
    if books.is_active(who) {
        return None;
    }
    let shares = allocation?.holders().iter().find(|h| h.address == who)?.shares;
    let proof = tree?.proof(colophon_model::Allocation::leaf(who, shares))?;
    Some((shares, proof))
}

const fn reason_of(why: &NotPaid) -> PassedOverReason {
    match why {
        NotPaid::SelfOnly => PassedOverReason::SelfOnly,
        NotPaid::Refused => PassedOverReason::Refused,
        NotPaid::BadPlace => PassedOverReason::BadPlace,
        _ => PassedOverReason::Token,
    }
}

fn too_large() -> Error {
    Error::internal("a sum too large")
}
