//! A dataset as its file says and as the chain has it.

use std::collections::BTreeMap;

use colophon_chain::dataset::{DatasetFigures, DatasetFile, DatasetMember, licence_ends};
use colophon_ipc::{ApiError, DatasetPhase, DatasetSaleView, DatasetView, DatasetWorkView, Money};
use colophon_model::{Address, Amount, Moment, Shares, Token, Units};
use colophon_royalties::VaultBooks;

use crate::{App, Error, Result, money};

/// So many blocks are asked for at once.
const SPAN: u64 = 2_000;
/// So many works are named before the rest is counted.
const NAMED: usize = 5;

type Tokens = BTreeMap<Option<Address>, Token>;

/// How a dataset stands on the chain.
pub(super) struct Look {
    /// What it is paid in.
    pub(super) token: Token,
    /// `None` before it is opened.
    pub(super) figures: Option<DatasetFigures>,
    /// In the order of its works.
    pub(super) members: Vec<DatasetMember>,
}

impl Look {
    pub(super) fn phase(&self) -> DatasetPhase {
        match &self.figures {
            None => DatasetPhase::Draft,
            Some(figures) if figures.weight != Shares::WHOLE => DatasetPhase::Gathering,
            Some(figures) if figures.price.is_zero() => DatasetPhase::Resting,
            Some(_) => DatasetPhase::Selling,
        }
    }

    /// Why no licence would be sold now.
    pub(super) fn refusal(&self, file: &DatasetFile, titles: &[Option<String>]) -> Option<Error> {
        let amount = |units| Amount { units, token: self.token.clone() };
        let why = match (self.phase(), &self.figures) {
            (DatasetPhase::Draft, _) | (_, None) => {
                "the dataset is not open yet; its curator opens it first".to_owned()
            }
            (DatasetPhase::Gathering, _) => {
                let works = file.text().works.iter().zip(&self.members).zip(titles);
                let missing = works.filter(|((_, member), _)| member.weight.0 == 0);
                let names: Vec<String> = missing
                    .map(|((work, _), title)| {
                        title.clone().unwrap_or_else(|| work.work.to_string())
                    })
                    .collect();
                not_joined(&names, file.text().works.len())
            }
            (DatasetPhase::Resting, _) => {
                "the curator sells no licence for now; ask for a price".to_owned()
            }
            (DatasetPhase::Selling, Some(figures)) if figures.price < figures.floor => format!(
                "a licence costs {}, and rights holders agreed to no less than {}",
                amount(figures.price),
                amount(figures.floor)
            ),
            (DatasetPhase::Selling, _) => return None,
        };
        Some(Error::Precondition(why))
    }
}

fn not_joined(names: &[String], of: usize) -> String {
    let more = names.len().saturating_sub(NAMED);
    let named: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!(
        "{} of {of} works have not joined ({}{more}); licences are sold once all have",
        names.len(),
        named.join(", ")
    )
}

impl App {
    /// Datasets that this home wrote, consented to, opened or bought, by title.
    ///
    /// # Errors
    /// A damaged home; a chain that does not answer.
    pub async fn datasets(&self) -> Result<Vec<DatasetView>> {
        let mut views = Vec::new();
        for file in self.kept_datasets()? {
            views.push(self.view_dataset(&file, None).await?);
        }
        Ok(views)
    }

    pub(super) async fn look_at_dataset(&self, file: &DatasetFile) -> Result<Look> {
        let (chain, contracts) = (&self.inner.chain, self.contracts()?);
        let token = self.placed(file).await?;
        let figures = chain.dataset_if_open(&contracts, file.id()).await?;
        let mut members = Vec::with_capacity(file.text().works.len());
        for work in &file.text().works {
            members.push(chain.dataset_member(&contracts, file.id(), work.vault).await?);
        }
        Ok(Look { token, figures, members })
    }

    /// The titles of a dataset's works, where they are of this home.
    pub(super) fn titles_in(&self, file: &DatasetFile) -> Result<Vec<Option<String>>> {
        let titles = file.text().works.iter().map(|work| match self.work_at(work.vault)? {
            Some(id) => Ok(Some(self.work_row(id)?.title)),
            None => Ok(None),
        });
        titles.collect()
    }

    fn work_at(&self, vault: Address) -> Result<Option<colophon_model::WorkId>> {
        let known = self.read(|view| Ok(view.vaults().by_address(Self::chain_id(), vault)?))?;
        Ok(known.map(|vault| vault.work))
    }

    pub(super) async fn view_dataset(
        &self,
        file: &DatasetFile,
        path: Option<&str>,
    ) -> Result<DatasetView> {
        let look = self.look_at_dataset(file).await?;
        let (text, new) = (file.text(), file.new_dataset());
        let (titles, tokens) = (self.titles_in(file)?, self.tokens().await?);
        let made = self.inner.chain.has_code(file.vault()).await?;
        let books =
            if made { Some(self.books_of(file.vault(), file.allocation()).await?) } else { None };
        let books_agree = match &books {
            Some(books) => {
                let audits = self.audit_books(file.vault(), books).await?;
                Some(audits.iter().all(|audit| audit.differences.is_empty()))
            }
            None => None,
        };
        let of_vault = |sum: &dyn Fn(&VaultBooks, Option<Address>) -> Result<Units>| {
            books.as_ref().map_or_else(|| Ok(Vec::new()), |books| sums(books, &tokens, sum))
        };
        let mut works = Vec::with_capacity(text.works.len());
        for ((work, member), title) in text.works.iter().zip(&look.members).zip(&titles) {
            let joined = member.weight.0 != 0;
            let who = work.vault;
            works.push(DatasetWorkView {
                token: work.work.to_string(),
                vault: work.vault,
                weight: work.weight.0,
                work: self.work_at(work.vault)?,
                title: title.clone(),
                joined,
                lowest_price: joined.then(|| money::view(&look.token, member.lowest_price)),
                drawn: of_vault(&|books, token| Ok(books.claimed_by(who, token)))?,
                waiting: of_vault(&|books, token| Ok(books.owed(who, token)?))?,
            });
        }
        let me = self.account()?.map(|account| account.address);
        let (price, floor, joined) = look
            .figures
            .map_or((text.price, Units::ZERO, Shares(0)), |f| (f.price, f.floor, f.weight));
        Ok(DatasetView {
            path: path.map(str::to_owned),
            id: file.name(),
            title: text.title.clone(),
            notes: text.notes.clone(),
            curator: text.curator,
            own: me == Some(text.curator),
            vault: file.vault(),
            shares_root: new.vault.shares_root,
            clauses: new.terms.clauses(),
            exact: new.terms.exact(),
            licence: text.licence.clone(),
            phase: look.phase(),
            price: money::view(&look.token, price),
            floor: money::view(&look.token, floor),
            joined: joined.0,
            works,
            refusal: look.refusal(file, &titles).map(ApiError::from),
            received: of_vault(&|books, token| Ok(books.received(token)))?,
            waiting: of_vault(&|books, token| {
                Ok(books.received(token).checked_sub(books.paid(token)).unwrap_or_default())
            })?,
            books_agree,
            sales: self.dataset_sales(file, &look.token, me).await?,
            practice: Self::chain_id().is_practice(),
        })
    }

    async fn dataset_sales(
        &self,
        file: &DatasetFile,
        token: &Token,
        me: Option<Address>,
    ) -> Result<Vec<DatasetSaleView>> {
        let (chain, contracts) = (&self.inner.chain, self.contracts()?);
        let (head, now) = (chain.head().await?.number, self.chain_now().await?);
        let (mut views, mut from) = (Vec::new(), 0);
        while from <= head {
            let to = head.min(from.saturating_add(SPAN - 1));
            for sold in chain.dataset_sales(&contracts, file.id(), from, to).await? {
                let ends: Option<Moment> = licence_ends(sold.licence);
                let (licence, buyer) = (sold.licence, sold.buyer);
                let valid = chain.dataset_licence_valid(&contracts, licence, buyer, now).await?;
                views.push(DatasetSaleView {
                    licence: licence.to_string(),
                    buyer,
                    own: me == Some(buyer),
                    quantity: sold.quantity.to_string(),
                    paid: money::view(token, sold.paid),
                    ends,
                    valid,
                });
            }
            from = to + 1;
        }
        Ok(views)
    }
}

/// What `sum` says of a vault in each token, where it is something.
fn sums(
    books: &VaultBooks,
    tokens: &Tokens,
    sum: &dyn Fn(&VaultBooks, Option<Address>) -> Result<Units>,
) -> Result<Vec<Money>> {
    let mut found = Vec::new();
    for (address, token) in tokens {
        let units = sum(books, *address)?;
        if !units.is_zero() {
            found.push(money::view(token, units));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_missing_is_named_up_to_a_number() {
        let names: Vec<String> = (1..=7).map(|n| format!("w{n}")).collect();
        assert_eq!(
            not_joined(&names, 9),
            "7 of 9 works have not joined (w1, w2, w3, w4, w5 and 2 more); licences are sold once all have"
        );
        assert_eq!(
            not_joined(&names[..1], 2),
            "1 of 2 works have not joined (w1); licences are sold once all have"
        );
    }
}
