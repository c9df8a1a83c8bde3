//! A new treaty over the work that is chosen and the lines that stand above.

use colophon_ipc::{ApiError, Code, DraftTreaty, PickFiles};
use colophon_model::WorkId;
use leptos::prelude::*;

use super::Desk;
use crate::{
    features::share::{check, rows::Editor},
    i18n::{fill, k, t},
};

/// Days in which all have to sign, unless something else is typed.
const DAYS: u32 = 30;

pub(super) fn form(desk: Desk, editor: Editor, work: WorkId) -> AnyView {
    let coin = RwSignal::new(String::new());
    let dollar = RwSignal::new(String::new());
    let days = RwSignal::new(DAYS.to_string());
    let fans = RwSignal::new(None::<String>);
    let choose = move |_| {
        let task = async move {
            let picked = desk.session.call(PickFiles { many: false }).await?;
            picked
                .into_iter()
                .next()
                .ok_or_else(|| ApiError::new(Code::Cancelled, "no file was chosen"))
        };
        desk.act(task, move |path| fans.set(Some(path)));
    };
    let write = move |_| {
        let mut rows = untrack(|| editor.rows());
        rows.retain(|row| !check::blank(row));
        let call = DraftTreaty {
            work,
            rows,
            fans: fans.get_untracked(),
            signers: Vec::new(),
            offerers: Vec::new(),
            revokers: Vec::new(),
            floor_coin: check::plain_percent(&coin.get_untracked()),
            floor_dollar: check::plain_percent(&dollar.get_untracked()),
            days: days.get_untracked().trim().parse().unwrap_or(0),
            path: None,
        };
        desk.act(async move { desk.session.call(call).await }, move |view| {
            desk.written.set(view.path.clone());
            desk.kept.set(Some(view));
        });
    };
    let chosen = move || {
        let path = fans.get()?;
        Some(view! { <p class="wrap">{fill(k::TREATY_FANS_CHOSEN, &[("path", &path)])}</p> })
    };
    view! {
        <details>
            <summary>{t(k::TREATY_NEW)}</summary>
            <p class="faint">{t(k::TREATY_NEW_HINT)}</p>
            {field("treaty-coin", t(k::TREATY_FLOOR_COIN), coin)}
            {field("treaty-dollar", t(k::TREATY_FLOOR_DOLLAR), dollar)}
            <p class="faint">{t(k::TREATY_FLOOR_HINT)}</p>
            {field("treaty-days", t(k::TREATY_DAYS), days)}
            {chosen}
            <div class="acts">
                <button type="button" on:click=choose>{t(k::TREATY_FANS)}</button>
                <button type="button" class="go" on:click=write aria-disabled=move || desk.busy.get().to_string()>{t(k::TREATY_WRITE)}</button>
            </div>
        </details>
    }
    .into_any()
}

fn field(id: &'static str, label: &'static str, value: RwSignal<String>) -> AnyView {
    view! {
        <div class="field"><label for=id>{label}</label>
            <input id=id class="digits" inputmode="decimal" autocomplete="off" bind:value=value/></div>
    }
    .into_any()
}
