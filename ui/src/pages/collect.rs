//! Collect: what arrived, who is owed what, and whether the books agree.

use colophon_ipc::{
    ApiError, ExportStatement, Exported, GetIncome, IncomePage, PrepareClaim, SyncIncome,
};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    components::{
        loaded::{Skeleton, loaded},
        notice::{empty, maybe_notice},
        small::{head, money_text, when},
    },
    features::{
        channel::list::at_risk,
        collect::{chart::chart, figures::figures, table::table},
    },
    fetch::Fetch,
    format::Detail,
    i18n::{count, fill, k, t},
    route::Route,
    session::{Session, use_session},
};

#[derive(Clone, Copy)]
struct Books {
    session: Session,
    page: Fetch<IncomePage>,
    busy: RwSignal<bool>,
    failed: RwSignal<Option<ApiError>>,
    exported: RwSignal<Option<Exported>>,
}

/// The page.
pub(crate) fn collect() -> AnyView {
    let session = use_session();
    let books = Books {
        session,
        page: Fetch::new(move || session.call(GetIncome { work: None })),
        busy: RwSignal::new(false),
        failed: RwSignal::new(None),
        exported: RwSignal::new(None),
    };
    let none = move |page: &IncomePage| {
        (page.rows.is_empty() && page.synced.is_some()).then(|| nothing(books, page))
    };
    let content = move |page: IncomePage| {
        let table = (!page.rows.is_empty()).then(|| view! { <section><h2>{t(k::TABLE_PAYMENTS)}</h2>{table(&page.rows, true)}</section> });
        // Without a first look at the chain, nothing would be a lie.
        let body = if page.synced.is_none() && page.rows.is_empty() {
            view! { <p class="lead">{t(k::COLLECT_NEVER_SYNCED)}</p> }.into_any()
        } else {
            view! { {figures(&page)}{chart(&page.bars)}{table} }.into_any()
        };
        view! { {tools(books, &page)}{body} }.into_any()
    };
    let exported = move || {
        books.exported.get().map(|file| {
        let rows = count(k::COUNT_ROWS_ONE, k::COUNT_ROWS_OTHER, file.rows);
        view! { <p class="notice calm wrap" role="status">{fill(k::COLLECT_EXPORTED, &[("rows", &rows), ("path", &file.path)])}</p> }
    })
    };
    view! {
        {head(t(k::RAIL_COLLECT), to_channels())}{at_risk()}{maybe_notice(books.failed)}{exported}
        {loaded(books.page, Skeleton::Rows, none, content)}
    }
    .into_any()
}

fn to_channels() -> impl IntoView {
    view! { <a class="button" href=Route::Channels.to_string()>{t(k::CHANNEL_TITLE)}</a> }
}

fn nothing(books: Books, page: &IncomePage) -> AnyView {
    let action = view! { <a class="button go" href=Route::License(None).to_string()>{t(k::COLLECT_EMPTY_GO)}</a> };
    view! { {tools(books, page)}{empty(k::COLLECT_EMPTY, k::COLLECT_EMPTY_HINT, action)} }
        .into_any()
}

fn tools(books: Books, page: &IncomePage) -> AnyView {
    let claimable: Vec<_> = page
        .totals
        .iter()
        .map(|totals| totals.claimable.clone())
        .filter(|amount| amount.units.bytes().any(|digit| digit != b'0'))
        .collect();
    let claim = match claimable.as_slice() {
        [] => t(k::COLLECT_NO_CLAIM).to_owned(),
        list => fill(
            k::COLLECT_CLAIM,
            &[("amount", &list.iter().map(money_text).collect::<Vec<_>>().join(" + "))],
        ),
    };
    let can_claim = !claimable.is_empty();
    let synced =
        page.synced.map(|at| view! { {t(k::COLLECT_SYNCED)}" "{when(at, Detail::Minute)} });
    view! {
        <div class="bar">
            <p class="faint">{synced}</p>
            <div class="tools">
                <button type="button" on:click=move |_| sync(books) aria-disabled=move || books.busy.get().to_string()>
                    {move || if books.busy.get() { t(k::COLLECT_SYNCING) } else { t(k::COLLECT_SYNC) }}
                </button>
                <button type="button" on:click=move |_| export(books)>{t(k::COLLECT_EXPORT)}</button>
                <button type="button" class="go" on:click=move |_| claim_all(books) prop:disabled=!can_claim aria-disabled=move || books.busy.get().to_string()>{claim}</button>
            </div>
        </div>
    }
    .into_any()
}

fn sync(books: Books) {
    run(books, async move {
        let page = books.session.call(SyncIncome {}).await?;
        books.page.put(page);
        Ok(())
    });
}

fn export(books: Books) {
    run(books, async move {
        let file = books.session.call(ExportStatement { path: None }).await?;
        books.exported.try_set(Some(file));
        Ok(())
    });
}

fn claim_all(books: Books) {
    run(books, async move {
        let sheet = books.session.call(PrepareClaim { works: Vec::new() }).await?;
        if books.session.confirm(sheet).await.is_some() {
            let page = books.session.call(SyncIncome {}).await?;
            books.page.put(page);
        }
        Ok(())
    });
}

/// One thing at a time; what fails is said above the figures.
fn run(books: Books, work: impl Future<Output = Result<(), ApiError>> + 'static) {
    if books.busy.get_untracked() {
        return;
    }
    books.busy.set(true);
    books.failed.set(None);
    books.exported.set(None);
    spawn_local(async move {
        if let Err(error) = work.await {
            books.failed.try_set(Some(error));
        }
        books.busy.try_set(false);
    });
}
