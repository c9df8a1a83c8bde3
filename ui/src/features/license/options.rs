//! A new offer's terms: a template, what is changed in it, and what that says.

use colophon_ipc::PayIn;
use colophon_model::{ChainId, LicenceKind, Terms, TermsAsked, Token};
use leptos::prelude::*;

use crate::{
    components::terms::beside,
    features::share::check::{plain_percent, typed_percent},
    i18n::{Text, k, t},
    words,
};

const DAY: u64 = 24 * 3600;

/// What is typed and chosen. Fields hold the template's own terms until they are changed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Draft {
    pub(crate) kind: RwSignal<LicenceKind>,
    pub(crate) pay_in: RwSignal<PayIn>,
    days: RwSignal<String>,
    exclusive_days: RwSignal<String>,
    seats: RwSignal<String>,
    remix_percent: RwSignal<String>,
    remix_ceiling: RwSignal<String>,
    owed_percent: RwSignal<String>,
    ceiling: RwSignal<String>,
    copies: RwSignal<String>,
    territory: RwSignal<String>,
    transferable: RwSignal<bool>,
    revocable: RwSignal<bool>,
    attribution: RwSignal<bool>,
    approval: RwSignal<bool>,
    reciprocal: RwSignal<bool>,
}

impl Draft {
    pub(crate) fn new() -> Self {
        let draft = Self {
            kind: RwSignal::new(LicenceKind::Personal),
            pay_in: RwSignal::new(PayIn::Dollar),
            days: RwSignal::default(),
            exclusive_days: RwSignal::default(),
            seats: RwSignal::default(),
            remix_percent: RwSignal::default(),
            remix_ceiling: RwSignal::default(),
            owed_percent: RwSignal::default(),
            ceiling: RwSignal::default(),
            copies: RwSignal::default(),
            territory: RwSignal::default(),
            transferable: RwSignal::default(),
            revocable: RwSignal::default(),
            attribution: RwSignal::default(),
            approval: RwSignal::default(),
            reciprocal: RwSignal::default(),
        };
        draft.begin_with(LicenceKind::Personal);
        draft
    }

    /// Takes a template's terms.
    fn begin_with(self, kind: LicenceKind) {
        let Terms {
            lasts_seconds,
            exclusive_seconds,
            seats,
            copies,
            rules,
            remix_shares,
            owed,
            ..
        } = kind.terms();
        self.kind.set(kind);
        self.days.set((lasts_seconds.unwrap_or(0) / DAY).to_string());
        self.exclusive_days.set((exclusive_seconds / DAY).to_string());
        self.seats.set(seats.to_string());
        self.remix_percent.set(typed_percent(u64::from(remix_shares.0)));
        self.owed_percent.set(typed_percent(u64::from(owed.get()) * 100));
        self.copies.set(copies.to_string());
        for empty in [self.territory, self.ceiling, self.remix_ceiling] {
            empty.set(String::new());
        }
        self.transferable.set(rules.transferable);
        self.revocable.set(rules.revocable);
        self.attribution.set(rules.attribution);
        self.approval.set(rules.approval);
        self.reciprocal.set(rules.reciprocal);
    }

    /// What is asked for; `None` where a number cannot be read. Of a public licence nothing can be changed.
    pub(crate) fn asked(self) -> Option<TermsAsked> {
        let kind = self.kind.get();
        if kind.public_licence().is_some() {
            return Some(TermsAsked::default());
        }
        let may = kind.terms().permissions;
        let percent = |typed: RwSignal<String>| plain_percent(&typed.get());
        let limit = |typed: RwSignal<String>| Some(percent(typed)).filter(|text| !text.is_empty());
        Some(TermsAsked {
            days: Some(self.days.get().trim().parse().ok()?),
            exclusive_days: Some(self.exclusive_days.get().trim().parse().ok()?),
            seats: Some(self.seats.get().trim().parse().ok()?),
            copies: Some(self.copies.get().trim().parse().ok()?),
            territory: Some(self.territory.get()),
            transferable: Some(self.transferable.get()),
            revocable: Some(self.revocable.get()),
            attribution: Some(self.attribution.get()),
            owed_percent: may.commercial.then(|| percent(self.owed_percent)),
            remix_percent: may.remix.then(|| percent(self.remix_percent)),
            revenue_ceiling: may.commercial.then(|| limit(self.ceiling)).flatten(),
            remix_ceiling: may.remix.then(|| limit(self.remix_ceiling)).flatten(),
            approval: may.remix.then(|| self.approval.get()),
            reciprocal: may.remix.then(|| self.reciprocal.get()),
        })
    }

    /// The terms; `None` where they cannot be read or contradict each other.
    pub(crate) fn terms(self) -> Option<Terms> {
        self.asked()?.terms(self.kind.get(), self.token().decimals).ok()
    }

    /// What ceilings are said in. The sheet has the token as the chain knows it.
    fn token(self) -> Token {
        let (word, decimals) = match self.pay_in.get() {
            PayIn::Coin => (k::LICENSE_COIN, 18),
            PayIn::Dollar => (k::LICENSE_DOLLAR, 6),
        };
        Token { chain: ChainId::PRACTICE, address: None, symbol: t(word).to_owned(), decimals }
    }
}

/// The templates as cards.
pub(crate) fn templates(draft: Draft) -> AnyView {
    let cards: Vec<_> = LicenceKind::ALL
        .into_iter()
        .map(|one| {
            view! {
                <label class="choice"><input type="radio" name="kind" prop:checked=move || draft.kind.get() == one on:change=move |_| draft.begin_with(one)/>
                    <span>{words::licence(one)}<small>{t(words::licence_allows(one))}</small></span></label>
            }
        })
        .collect();
    view! { <fieldset><legend>{t(k::LICENSE_TEMPLATE)}</legend><div class="cards">{cards}</div></fieldset> }.into_any()
}

/// What can be changed, and below it what the terms say now.
pub(crate) fn options(draft: Draft) -> AnyView {
    // Made anew when another template is chosen, not while somebody types.
    let fields = move || {
        let kind = draft.kind.get();
        kind.public_licence().is_none().then(|| fields(draft, kind))
    };
    let said = move || match draft.terms() {
        None => view! { <p class="fault" role="status">{t(k::LICENSE_NONSENSE)}</p> }.into_any(),
        Some(terms) => told(&terms, &draft.token()),
    };
    view! { {fields}{said} }.into_any()
}

fn told(terms: &Terms, token: &Token) -> AnyView {
    let Ok(conditions) = terms.conditions() else { return ().into_any() };
    let mut exact = conditions.exact();
    exact.push(("maxSupply".to_owned(), terms.copies.to_string()));
    beside(&terms.clauses(token), &exact)
}

fn fields(draft: Draft, kind: LicenceKind) -> AnyView {
    let may = kind.terms().permissions;
    let owed = may.commercial.then(|| {
        view! {
            {field("terms-owed", k::LICENSE_OWED_PERCENT, draft.owed_percent, "decimal")}
            {field("terms-ceiling", k::LICENSE_CEILING, draft.ceiling, "decimal")}
        }
    });
    let remix = may.remix.then(|| {
        view! {
            {field("terms-remix", k::LICENSE_REMIX_PERCENT, draft.remix_percent, "decimal")}
            {field("terms-remix-ceiling", k::LICENSE_REMIX_CEILING, draft.remix_ceiling, "decimal")}
            {check(k::LICENSE_APPROVAL, draft.approval)}
            {check(k::LICENSE_RECIPROCAL, draft.reciprocal)}
        }
    });
    view! {
        <details>
            <summary>{t(k::LICENSE_OPTIONS)}</summary>
            {field("terms-days", k::LICENSE_DAYS, draft.days, "numeric")}
            {field("terms-exclusive", k::LICENSE_EXCLUSIVE_DAYS, draft.exclusive_days, "numeric")}
            {field("terms-seats", k::LICENSE_SEATS, draft.seats, "numeric")}
            {field("terms-copies", k::LICENSE_COPIES, draft.copies, "numeric")}
            {owed}
            {remix}
            {field("terms-territory", k::LICENSE_TERRITORY, draft.territory, "text")}
            {check(k::LICENSE_ATTRIBUTION, draft.attribution)}
            {check(k::LICENSE_TRANSFERABLE, draft.transferable)}
            {check(k::LICENSE_REVOCABLE, draft.revocable)}
        </details>
    }
    .into_any()
}

fn field(id: &'static str, label: Text, value: RwSignal<String>, mode: &'static str) -> AnyView {
    view! {
        <div class="field"><label for=id>{t(label)}</label>
            <input id=id inputmode=mode autocomplete="off" bind:value=value/></div>
    }
    .into_any()
}

fn check(label: Text, value: RwSignal<bool>) -> AnyView {
    view! {
        <label class="choice"><input type="checkbox" prop:checked=move || value.get() on:change=move |event| value.set(event_target_checked(&event))/>
            <span>{t(label)}</span></label>
    }
    .into_any()
}
