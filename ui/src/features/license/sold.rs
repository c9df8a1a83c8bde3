//! Licences that were sold, and taking one back.

use colophon_ipc::{ApiError, LicenceView, RevokeLicence};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    components::small::{address, pill, when},
    format::Detail,
    i18n::{k, t},
    route::Route,
    session::use_session,
    words,
};

/// What was sold. Runs `changed` after one was taken back.
pub(crate) fn sold(
    licences: &[LicenceView],
    failed: RwSignal<Option<ApiError>>,
    changed: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    let practice = use_session().practice();
    let rows: Vec<_> = licences
        .iter()
        .map(|one| {
            let (state, tone) =
                if one.valid { (k::LICENSE_VALID, "good") } else { (k::LICENSE_NOT_VALID, "plain") };
            let back = (one.valid && one.revocable).then(|| revoke(one, failed, changed));
            view! {
                <tr>
                    <th scope="row"><a href=Route::Work(one.work).to_string()>{one.title.clone()}</a></th>
                    <td>{words::licence(one.kind)}</td>
                    <td>{address(&one.buyer.to_string(), practice)}</td>
                    <td>{when(one.sold, Detail::Day)}</td>
                    <td>{pill(t(state), tone)}</td>
                    <td>{back}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <h2>{t(k::LICENSE_SOLD_LIST)}</h2>
        <div class="scroll" tabindex="0" role="region" aria-label=t(k::LICENSE_SOLD_LIST)>
            <table>
                <thead><tr><th scope="col">{t(k::TABLE_WORK)}</th><th scope="col">{t(k::LICENSE_LICENCE)}</th><th scope="col">{t(k::LICENSE_BUYER)}</th><th scope="col">{t(k::LICENSE_SOLD)}</th><th scope="col">{t(k::TABLE_STATE)}</th><td></td></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn revoke(
    licence: &LicenceView,
    failed: RwSignal<Option<ApiError>>,
    changed: impl Fn() + Copy + Send + 'static,
) -> AnyView {
    let session = use_session();
    let busy = RwSignal::new(false);
    let reason = RwSignal::new(String::new());
    let (number, holder) = (licence.licence.clone(), licence.buyer.to_string());
    let go = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(None);
        let call = RevokeLicence {
            licence: number.clone(),
            holder: holder.clone(),
            reason: reason.get_untracked(),
        };
        spawn_local(async move {
            match session.call(call).await {
                Ok(sheet) => {
                    if session.confirm(sheet).await.is_some() {
                        changed();
                    }
                }
                Err(error) => {
                    failed.try_set(Some(error));
                }
            }
            busy.try_set(false);
        });
    };
    view! {
        <div class="with-button">
            <input aria-label=t(k::LICENSE_REASON) placeholder=t(k::LICENSE_REASON) autocomplete="off" bind:value=reason/>
            <button type="button" class="quiet" on:click=go aria-disabled=move || busy.get().to_string()>{t(k::LICENSE_REVOKE)}</button>
        </div>
    }
    .into_any()
}
