//! What a treaty says, for people to read before they sign.

use std::collections::HashMap;

use colophon_chain::{SignatureKind, TreatyChain, TreatyFile};
use colophon_ipc::{ApiError, Money, TreatyOnChain, TreatyParty, TreatyView};
use colophon_model::{Address, Moment, Shares, Token, Units};

use crate::{App, Error, Result, money};

impl App {
    /// Says what is in a file, and whether this home's account may sign it.
    pub(super) async fn view_treaty(
        &self,
        file: &TreatyFile,
        path: Option<&str>,
    ) -> Result<TreatyView> {
        let text = file.treaty().text();
        let me = self.account()?.map(|account| account.address);
        let work = self.work_under(file.treaty())?;
        let stored = self.read(|view| Ok(view.treaties().by_hash(file.hash())?))?;
        let mut names = HashMap::new();
        if let Some(work) = work
            && let Some(allocation) = self.read(|view| Ok(view.holders().of(work)?))?
        {
            let named = |h: &colophon_model::Holder| Some((h.address, h.name.clone()?));
            names.extend(allocation.holders().iter().filter_map(named));
        }
        let shares: HashMap<Address, Shares> =
            file.allocation().holders().iter().map(|h| (h.address, h.shares)).collect();
        let missing = file.missing();
        let party = |address: &Address| TreatyParty {
            address: *address,
            name: names.get(address).cloned().unwrap_or_default(),
            percent: percent(shares.get(address).copied().unwrap_or_default()),
            signed: !missing.contains(address),
            contract: file
                .signatures()
                .iter()
                .any(|s| s.signer == *address && s.kind == SignatureKind::Contract),
            you: me == Some(*address),
        };
        let (others, others_shares) = file.not_asked();
        let mut chains = Vec::with_capacity(text.chains.len());
        for part in &text.chains {
            chains.push(self.view_chain(file, part).await?);
        }
        Ok(TreatyView {
            path: path.map(str::to_owned),
            hash: file.hash(),
            author: text.author,
            leaf: text.work,
            work,
            title: work.map(|id| self.work_row(id)).transpose()?.map(|work| work.title),
            signers: text.signers.iter().map(party).collect(),
            holders: shares.len() as u64,
            others: others as u64,
            others_percent: percent(others_shares),
            own_percent: me.and_then(|me| shares.get(&me)).copied().map(percent),
            offerers: text.offerers.clone(),
            revokers: text.revokers.clone(),
            chains,
            deadline: Moment::from_unix_seconds(text.deadline),
            open: file.treaty().check_open(self.now()).is_ok(),
            complete: missing.is_empty(),
            used: stored.is_some_and(|stored| stored.used),
            refusal: match me {
                Some(me) => self.willing(file, me).err().map(ApiError::from),
                None => Some(Error::NoAccount.into()),
            },
        })
    }

    async fn view_chain(&self, file: &TreatyFile, part: &TreatyChain) -> Result<TreatyOnChain> {
        let mut known: Vec<Token> = Vec::new();
        let mut vault = None;
        if part.chain == Self::chain_id()
            && let Ok(contracts) = self.contracts()
        {
            known.push(self.inner.chain.profile().coin.clone());
            for token in [contracts.dollar, contracts.wrapped] {
                known.push(self.inner.chain.token(token).await?);
            }
            let text = file.treaty().text();
            // A foreign factory's vault is nothing to show.
            if part.factory == contracts.factory {
                let (author, root) = (text.author, text.shares_root);
                let at = self.inner.chain.predict_vault(&contracts, author, root, file.hash());
                vault = Some(at.await?);
            }
        }
        let find = |address: Option<Address>| known.iter().find(|token| token.address == address);
        let symbol = |address: &Address| {
            find(Some(*address)).map_or_else(|| address.to_string(), |token| token.symbol.clone())
        };
        Ok(TreatyOnChain {
            caip2: part.chain.caip2().to_string(),
            practice: part.chain.is_practice(),
            vault,
            tokens: part.tokens.iter().map(symbol).collect(),
            floors: part
                .floors
                .iter()
                .map(|floor| match find(floor.token) {
                    Some(token) => money::view(token, floor.price),
                    None => smallest_units(floor.token, floor.price, part),
                })
                .collect(),
        })
    }
}

/// A price in a token whose decimals nobody here knows.
fn smallest_units(token: Option<Address>, price: Units, part: &TreatyChain) -> Money {
    Money {
        text: price.to_string(),
        symbol: token.map_or_else(|| "smallest units of coin".to_owned(), |t| t.to_string()),
        units: price.to_string(),
        decimals: 0,
        practice: part.chain.is_practice(),
    }
}

/// As in the split editor: `33.3334`.
pub(super) fn percent(shares: Shares) -> String {
    shares.to_string().trim_end_matches(" %").to_owned()
}
