//! The split editor: who gets how much.

use colophon_ipc::HolderRow;
use leptos::{ev, prelude::*};

use super::{
    check::{self, Checked},
    ring::ring,
    rows::{Editor, Line, royalty_bps, use_editor},
};
use crate::{
    components::{
        icon::{Icon, icon},
        notice::maybe_notice,
    },
    format,
    i18n::{Text, count, current, fill, k, t},
    route::{self, Route},
    session::use_session,
    words,
};

/// Lines shown before the rest is asked for: a thousand fans need no three thousand fields.
const SHOWN: usize = 40;

/// The editor.
pub(crate) fn editor() -> AnyView {
    let (session, editor) = (use_session(), use_editor());
    let checked = Memo::new(move |_| check::check(&editor.rows()));
    let shown = RwSignal::new(SHOWN);
    let lines =
        move || editor.lines.get().into_iter().take(shown.get()).enumerate().collect::<Vec<_>>();
    let hidden = move || editor.lines.with(Vec::len).saturating_sub(shown.get());
    let more = move || {
        let n = hidden();
        (n > 0).then(|| {
            view! {
                <button type="button" on:click=move |_| shown.update(|n| *n += 200)>
                    {count(k::SHARE_MORE_ONE, k::SHARE_MORE_OTHER, n as u64)}
                </button>
            }
        })
    };
    view! {
        <div class="split">
            <div class="split-lines">
                <h2>{t(k::SHARE_WHO)}</h2>
                <ol class="holders">
                    <For each=lines key=|(place, line)| (*place, line.id) let:entry>
                        {row(editor, checked, entry.0, &entry.1)}
                    </For>
                </ol>
                {more}
                <div class="acts">
                    <button type="button" on:click=move |_| editor.add(HolderRow::default())>{icon(Icon::Plus)}{t(k::SHARE_ADD)}</button>
                    <button type="button" on:click=move |_| editor.import(session, None)>{t(k::SHARE_IMPORT)}</button>
                </div>
                <p class="faint">{t(k::SHARE_IMPORT_HINT)}</p>
                {unread(editor)}
            </div>
            <aside>{ring(checked)}{royalty(editor)}{fix(editor, checked)}{maybe_notice(editor.failed)}</aside>
        </div>
    }
    .into_any()
}

fn row(editor: Editor, checked: Memo<Checked>, place: usize, line: &Line) -> AnyView {
    let id = line.id;
    let fault = move || {
        checked
            .with(|checked| checked.faults.get(&place).map(|fault| t(fault.text()).to_owned()))
            .or_else(|| editor.refused.with(|wrong| wrong.get(&place).map(words::error)))
    };
    let tone = format!("swatch tone-{}", place.min(8));
    let number = (place + 1).to_string();
    let label = |text: Text| fill(text, &[("n", &number)]);
    let rest = move |_: ev::MouseEvent| editor.give_rest(id, &checked.get_untracked());
    let whole = move || checked.with(|checked| checked.sum == crate::geometry::WHOLE);
    let fault_id = format!("fault-{id}");
    view! {
        <li>
            <i class=tone aria-hidden="true"></i>
            {field(&line.name, label(k::SHARE_NAME), t(k::SHARE_NAME_HINT), "name", None)}
            {field(&line.address, label(k::SHARE_ADDRESS), "0x…", "mono", Some(fault_id.clone()))}
            {field(&line.percent, label(k::SHARE_PERCENT), "0", "digits", Some(fault_id.clone()))}
            <span class="unit" aria-hidden="true">"%"</span>
            <button type="button" class="plain" on:click=rest prop:disabled=whole aria-label=label(k::SHARE_REST_LABEL)>{t(k::SHARE_REST)}</button>
            <button type="button" class="tiny" on:click=move |_| editor.remove(id) aria-label=label(k::SHARE_REMOVE) title=label(k::SHARE_REMOVE)>
                {icon(Icon::Cross)}
            </button>
            <p class="fault" id=fault_id role="status">{fault}</p>
        </li>
    }
    .into_any()
}

fn field(
    value: &ArcRwSignal<String>,
    label: String,
    hint: &'static str,
    class: &'static str,
    described: Option<String>,
) -> AnyView {
    let (shown, typed) = (value.clone(), value.clone());
    view! {
        <input class=class aria-label=label placeholder=hint aria-describedby=described spellcheck="false" autocomplete="off"
            prop:value=move || shown.get() on:input=move |event| typed.set(event_target_value(&event))/>
    }
    .into_any()
}

fn unread(editor: Editor) -> AnyView {
    (move || {
        let wrong = editor.unread.get();
        (!wrong.is_empty()).then(|| {
            let lines: Vec<_> = wrong
                .iter()
                .map(|(line, error)| {
                    let number = format::number(&line.to_string(), current());
                    view! { <li>{fill(k::SHARE_LINE, &[("n", &number)])}" "{words::error(error)}" "<small lang="en">{error.detail.clone()}</small></li> }
                })
                .collect();
            view! { <div class="notice" role="alert"><p>{count(k::SHARE_UNREAD_ONE, k::SHARE_UNREAD_OTHER, wrong.len() as u64)}</p><ul>{lines}</ul></div> }
        })
    })
    .into_any()
}

fn royalty(editor: Editor) -> AnyView {
    let wrong =
        move || royalty_bps(&editor.royalty.get()).is_none().then(|| t(k::SHARE_ROYALTY_WRONG));
    view! {
        <div class="field">
            <label for="royalty">{t(k::SHARE_ROYALTY)}</label>
            <div class="with-unit"><input id="royalty" class="digits" inputmode="decimal" aria-describedby="royalty-hint" bind:value=editor.royalty/><span class="unit">"%"</span></div>
            <p id="royalty-hint" class="faint">{t(k::SHARE_ROYALTY_HINT)}</p>
            <p class="fault" role="status">{wrong}</p>
        </div>
    }
    .into_any()
}

fn fix(editor: Editor, checked: Memo<Checked>) -> AnyView {
    let session = use_session();
    let reason = move || {
        if editor.works.with(Vec::is_empty) {
            Some(t(k::SHARE_NO_WORK))
        } else if checked.with(|checked| !checked.faults.is_empty()) {
            Some(t(k::SHARE_FAULTS))
        } else if !checked.with(Checked::whole) {
            Some(t(k::SHARE_NOT_WHOLE))
        } else if royalty_bps(&editor.royalty.get()).is_none() {
            Some(t(k::SHARE_ROYALTY_WRONG))
        } else {
            None
        }
    };
    let go = move |_| {
        editor.fix(session, |works| {
            if let Some(work) = works.first() {
                route::go(Route::Work(*work));
            }
        });
    };
    view! {
        <div class="acts">
            <button type="button" class="go" on:click=go prop:disabled=move || reason().is_some() aria-disabled=move || editor.busy.get().to_string() aria-describedby="why-not">{t(k::SHARE_GO)}</button>
        </div>
        <p id="why-not" class="faint" role="status">{reason}</p>
    }
    .into_any()
}
