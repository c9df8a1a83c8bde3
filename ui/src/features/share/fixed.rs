//! A split that is written into a vault: who holds what, and what each earned, took out and is owed.

use colophon_ipc::SplitView;
use leptos::prelude::*;

use super::{check, ring::ring};
use crate::{
    components::small::{address, pill, sums},
    format,
    i18n::{count, current, k, t},
    session::use_session,
};

/// The holders.
pub(crate) fn fixed(split: &SplitView) -> AnyView {
    let practice = use_session().practice();
    let listed: Vec<_> = split.holders.iter().map(|holder| holder.row.clone()).collect();
    let mut checked = check::check(&listed);
    // Holders beyond those listed have the rest between them; the ring shows it as one part.
    if split.count > split.holders.len() as u64 {
        let rest = crate::geometry::WHOLE.saturating_sub(checked.sum);
        checked.shares.push(rest);
        checked.sum += rest;
    }
    let checked = Memo::new(move |_| checked.clone());
    let vault = split.vault.map(
        |vault| view! { <p>{t(k::CHAIN_VAULT)}" "{address(&vault.to_string(), practice)}</p> },
    );
    let rows: Vec<_> = split
        .holders
        .iter()
        .enumerate()
        .map(|(place, holder)| {
            let percent = colophon_model::Shares::parse_percent(&holder.row.percent)
                .map_or_else(|_| holder.row.percent.clone(), |shares| format::percent(shares.0.into(), current()));
            view! {
                <tr>
                    <th scope="row"><i class=format!("swatch tone-{}", place.min(8)) aria-hidden="true"></i><span class="who">{holder.row.name.clone()}</span>{address(&holder.row.address, practice)}</th>
                    <td class="n">{percent}</td><td class="n">{sums(&holder.earned)}</td><td class="n">{sums(&holder.claimed)}</td><td class="n">{sums(&holder.owed)}</td>
                </tr>
            }
        })
        .collect();
    let unlisted = split.count.saturating_sub(split.holders.len() as u64);
    let more = (unlisted > 0).then(|| view! { <p class="faint">{count(k::SHARE_MORE_HOLDERS_ONE, k::SHARE_MORE_HOLDERS_OTHER, unlisted)}</p> });
    view! {
        <div class="split">
            <div class="scroll" tabindex="0" role="region" aria-label=t(k::SHARE_HOLDERS)>
                <table>
                    <thead><tr><th scope="col">{t(k::SHARE_HOLDER)}</th><th scope="col" class="n">{t(k::SHARE_SHARE)}</th><th scope="col" class="n">{t(k::SHARE_EARNED)}</th><th scope="col" class="n">{t(k::SHARE_CLAIMED)}</th><th scope="col" class="n">{t(k::SHARE_OWED)}</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
                {more}
            </div>
            <aside>{ring(checked)}<p>{pill(t(k::SHARE_IS_FIXED), "good")}</p><p class="faint">{t(k::SHARE_IS_FIXED_HINT)}</p>{vault}</aside>
        </div>
    }
    .into_any()
}
