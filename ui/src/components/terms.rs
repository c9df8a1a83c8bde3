//! Licence terms: one sentence for each term, beside what the contract stores.

use colophon_model::Clause;
use leptos::prelude::*;

use crate::i18n::{Text, count, fill, k, t};

/// Plain words on the left, the exact struct on the right.
pub(crate) fn beside(clauses: &[Clause], exact: &[(String, String)]) -> AnyView {
    let words: Vec<_> =
        clauses.iter().map(|clause| view! { <li>{sentence(clause)}</li> }).collect();
    let fields: Vec<_> = exact
        .iter()
        .map(|(field, value)| view! { <div><dt>{field.clone()}</dt><dd>{value.clone()}</dd></div> })
        .collect();
    view! {
        <div class="terms">
            <div><p class="faint">{t(k::LICENSE_WORDS)}</p><ul>{words}</ul></div>
            <div class="exact"><p class="faint">{t(k::LICENSE_EXACT)}</p><dl>{fields}</dl></div>
        </div>
    }
    .into_any()
}

/// The sentence of a clause.
fn sentence(clause: &Clause) -> String {
    let with = |text: Text, name: &str, value: &str| fill(text, &[(name, value)]);
    let text = match clause {
        Clause::Release { name, address } => {
            return fill(k::CLAUSE_RELEASE, &[("name", name), ("address", address)]);
        }
        Clause::RemixShares { percent } => return with(k::CLAUSE_REMIX_SHARES, "percent", percent),
        Clause::RemixCeiling { amount } => return with(k::CLAUSE_REMIX_CEILING, "amount", amount),
        Clause::Owed { percent } => return with(k::CLAUSE_OWED, "percent", percent),
        Clause::RevenueCeiling { amount } => {
            return with(k::CLAUSE_REVENUE_CEILING, "amount", amount);
        }
        Clause::Places { places } => return with(k::CLAUSE_PLACES, "places", places),
        Clause::Seats { count: n } => {
            return count(k::CLAUSE_SEATS_ONE, k::CLAUSE_SEATS_OTHER, u64::from(*n));
        }
        Clause::Exclusive { days } => {
            return count(k::CLAUSE_EXCLUSIVE_ONE, k::CLAUSE_EXCLUSIVE_OTHER, *days);
        }
        Clause::Lasts { days } => return count(k::CLAUSE_LASTS_ONE, k::CLAUSE_LASTS_OTHER, *days),
        Clause::Copies { count: n } => {
            return count(k::CLAUSE_COPIES_ONE, k::CLAUSE_COPIES_OTHER, u64::from(*n));
        }
        Clause::Personal => k::CLAUSE_PERSONAL,
        Clause::Commercial => k::CLAUSE_COMMERCIAL,
        Clause::Remix => k::CLAUSE_REMIX,
        Clause::AiMine => k::CLAUSE_AI_MINE,
        Clause::AiInfer => k::CLAUSE_AI_INFER,
        Clause::AiTrain => k::CLAUSE_AI_TRAIN,
        Clause::AiTrainGenerative => k::CLAUSE_AI_TRAIN_GENERATIVE,
        Clause::NotForGain => k::CLAUSE_NOT_FOR_GAIN,
        Clause::NoRemix => k::CLAUSE_NO_REMIX,
        Clause::AiUnnamed => k::CLAUSE_AI_UNNAMED,
        Clause::Attribution => k::CLAUSE_ATTRIBUTION,
        Clause::NoAttribution => k::CLAUSE_NO_ATTRIBUTION,
        Clause::Approval => k::CLAUSE_APPROVAL,
        Clause::Reciprocal => k::CLAUSE_RECIPROCAL,
        Clause::ForEver => k::CLAUSE_FOR_EVER,
        Clause::Everywhere => k::CLAUSE_EVERYWHERE,
        Clause::Transferable => k::CLAUSE_TRANSFERABLE,
        Clause::NotTransferable => k::CLAUSE_NOT_TRANSFERABLE,
        Clause::Revocable => k::CLAUSE_REVOCABLE,
        Clause::Irrevocable => k::CLAUSE_IRREVOCABLE,
        Clause::NothingElse => k::CLAUSE_NOTHING_ELSE,
    };
    t(text).to_owned()
}
