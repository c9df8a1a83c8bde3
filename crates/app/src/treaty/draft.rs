//! Writing a treaty down.

use std::path::Path;

use colophon_chain::{Contracts, Treaty, TreatyChain, TreatyDraft, TreatyFile, TreatyFloor};
use colophon_ipc::{DraftTreaty, PayIn, TreatyView};
use colophon_model::{Address, B256, Units, read_address};
use colophon_store::StoredTreaty;

use super::{fans, write_file};
use crate::{App, Error, Result, split};

const DAY: u64 = 24 * 3600;
/// Ten years.
const MOST_DAYS: u32 = 3650;
/// The last second of the year 9999: an agreement with oneself has nobody to wait for.
const FAR: u64 = 253_402_300_799;

impl App {
    /// Drafts a treaty for a work that has no vault yet, writes it as a new file and keeps it.
    ///
    /// # Errors
    /// A work whose vault is made; lines that are no whole, with the line's number; a price of zero; a file that is there
    /// already.
    pub async fn draft_treaty(&self, call: &DraftTreaty) -> Result<TreatyView> {
        let path = call.path.as_deref().ok_or_else(|| {
            Error::Precondition("choose where the treaty is to be written".into())
        })?;
        self.writable()?;
        let author = self.treaty_account()?;
        let work = self.work_row(call.work)?;
        if !self.read(|view| Ok(view.vaults().of(call.work)?))?.is_empty() {
            return Err(Error::Precondition(format!(
                "{} has its vault already; its split is fixed and needs no treaty",
                work.title
            )));
        }
        let rows = split::holders(&call.rows)?;
        let mut signers = if call.signers.is_empty() {
            rows.iter().map(|holder| holder.address).collect()
        } else {
            addresses(&call.signers)?
        };
        if !signers.contains(&author) {
            signers.push(author);
        }
        let allocation = fans::whole(rows, call.fans.as_deref().map(Path::new))?;
        let contracts = self.contracts()?;
        let part = TreatyChain {
            chain: Self::chain_id(),
            factory: contracts.factory,
            tokens: vec![contracts.dollar, contracts.wrapped],
            floors: self.floors(call).await?,
        };
        let draft = TreatyDraft {
            author,
            work: self.leaf_of(author, call.work)?,
            shares_root: allocation.tree().root(),
            signers,
            offerers: or_author(&call.offerers, author)?,
            revokers: or_author(&call.revokers, author)?,
            chains: vec![part],
            deadline: self.now().unix_seconds() + DAY * u64::from(days(call.days)?),
        };
        let treaty = Treaty::new(draft.in_order())?;
        let file = TreatyFile::new(treaty, &allocation)?;
        write_file(Path::new(path), &file)?;
        let stored =
            StoredTreaty { work: call.work, hash: file.hash(), file: file.to_json()?, used: false };
        self.write(|change| {
            // With the names, which the file does not carry.
            change.holders_mut().set(call.work, &allocation)?;
            Ok(change.treaties_mut().put(&stored)?)
        })?;
        self.view_treaty(&file, Some(path)).await
    }

    async fn floors(&self, call: &DraftTreaty) -> Result<Vec<TreatyFloor>> {
        let mut floors = Vec::new();
        for (typed, pay_in) in
            [(&call.floor_coin, PayIn::Coin), (&call.floor_dollar, PayIn::Dollar)]
        {
            let typed = typed.trim();
            if !typed.is_empty() {
                let token = self.token_of(pay_in).await?;
                let price = Units::parse_decimal(typed, token.decimals)?;
                floors.push(TreatyFloor { token: token.address, price });
            }
        }
        if floors.is_empty() {
            return Err(Error::Precondition(
                "the treaty names no least price, so no licence could ever be sold; name one in coin, in dollars or in both".into(),
            ));
        }
        Ok(floors)
    }
}

/// The treaty of an author who shares by her own word: she alone signs, offers and revokes, at any price. It depends on
/// nothing but the work and its shares, so that a minting that was stopped comes to the same vault.
pub(super) fn alone(
    author: Address,
    work: B256,
    shares_root: B256,
    contracts: &Contracts,
) -> Result<Treaty> {
    let tokens = vec![contracts.dollar, contracts.wrapped];
    let any = |token| TreatyFloor { token, price: Units::from(1) };
    let floors = std::iter::once(None).chain(tokens.iter().copied().map(Some)).map(any).collect();
    let draft = TreatyDraft {
        author,
        work,
        shares_root,
        signers: vec![author],
        offerers: vec![author],
        revokers: vec![author],
        chains: vec![TreatyChain {
            chain: App::chain_id(),
            factory: contracts.factory,
            tokens,
            floors,
        }],
        deadline: FAR,
    };
    Ok(Treaty::new(draft.in_order())?)
}

fn addresses(typed: &[String]) -> Result<Vec<Address>> {
    typed.iter().map(|text| Ok(read_address(text)?)).collect()
}

fn or_author(typed: &[String], author: Address) -> Result<Vec<Address>> {
    if typed.is_empty() { Ok(vec![author]) } else { addresses(typed) }
}

fn days(typed: u32) -> Result<u32> {
    if (1..=MOST_DAYS).contains(&typed) {
        return Ok(typed);
    }
    Err(Error::Precondition(format!(
        "{typed} days are no time in which all can sign; give 1 to {MOST_DAYS}"
    )))
}
