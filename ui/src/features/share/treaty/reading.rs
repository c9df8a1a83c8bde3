//! Everything that a signature would bind to, to be read before it is given.

use colophon_ipc::{TreatyOnChain, TreatyParty, TreatyView};
use colophon_model::{Address, Shares};
use leptos::prelude::*;

use crate::{
    components::small::{address, long_value, pill, sums, when},
    format::{self, Detail},
    i18n::{Text, count, current, fill, k, t},
};

/// The treaty in words.
pub(super) fn reading(view: &TreatyView) -> AnyView {
    let practice = view.chains.iter().any(|chain| chain.practice);
    let over = match &view.title {
        Some(title) => fill(k::TREATY_OVER, &[("title", title)]),
        None => t(k::TREATY_OVER_OTHER).to_owned(),
    };
    let (state, tone) = state(view);
    let own = match &view.own_percent {
        Some(own) => fill(k::TREATY_OWN, &[("percent", &percent(own))]),
        None => t(k::TREATY_OWN_NOTHING).to_owned(),
    };
    let others = (view.others > 0).then(|| {
        let said = count(k::TREATY_OTHERS_ONE, k::TREATY_OTHERS_OTHER, view.others);
        view! { <p>{said.replace("{percent}", &percent(&view.others_percent))}</p> }
    });
    let people = |who: &[Address]| {
        who.iter().map(|who| address(&who.to_string(), practice)).collect::<Vec<_>>()
    };
    let mut lines = vec![
        line(k::TREATY_AUTHOR, address(&view.author.to_string(), practice)),
        line(k::TREATY_OFFERERS, people(&view.offerers).into_any()),
        line(k::TREATY_REVOKERS, people(&view.revokers).into_any()),
    ];
    lines.extend(view.chains.iter().flat_map(on_chain));
    lines.push(line(k::TREATY_DEADLINE, when(view.deadline, Detail::Minute)));
    lines.push(line(k::TREATY_HASH, long_value(&view.hash.to_string())));
    view! {
        <h3>{over}" "{pill(t(state), tone)}</h3>
        <div class="scroll" tabindex="0" role="region" aria-label=t(k::TREATY_SIGNERS)>
            <table>
                <thead><tr><th scope="col">{t(k::TREATY_SIGNERS)}</th><th scope="col" class="n">{t(k::SHARE_SHARE)}</th><th scope="col">{t(k::TREATY_STATE)}</th></tr></thead>
                <tbody>{view.signers.iter().map(|party| row(party, practice)).collect::<Vec<_>>()}</tbody>
            </table>
        </div>
        {others}
        <p>{own}</p>
        <dl class="lines">{lines}</dl>
    }
    .into_any()
}

const fn state(view: &TreatyView) -> (Text, &'static str) {
    match (view.used, view.complete, view.open) {
        (true, ..) => (k::TREATY_USED, "good"),
        (_, true, _) => (k::TREATY_COMPLETE, "good"),
        (_, _, true) => (k::TREATY_WAITING, "wait"),
        (_, _, false) => (k::TREATY_EXPIRED, "bad"),
    }
}

fn row(party: &TreatyParty, practice: bool) -> AnyView {
    let (said, tone) = match (party.signed, party.contract) {
        (false, _) => (k::TREATY_UNSIGNED, "wait"),
        (true, false) => (k::TREATY_SIGNED, "good"),
        (true, true) => (k::TREATY_SIGNED_CONTRACT, "wait"),
    };
    let you = party.you.then(|| view! { " "<span class="faint">{t(k::TREATY_YOU)}</span>" " });
    view! {
        <tr>
            <th scope="row"><span class="who">{party.name.clone()}</span>{you}{address(&party.address.to_string(), practice)}</th>
            <td class="n">{percent(&party.percent)}</td><td>{pill(t(said), tone)}</td>
        </tr>
    }
    .into_any()
}

fn on_chain(chain: &TreatyOnChain) -> Vec<AnyView> {
    let mut lines = vec![
        line(k::TREATY_FLOORS, sums(&chain.floors)),
        line(k::TREATY_TOKENS, chain.tokens.join(t(k::COMMON_COMMA)).into_any()),
    ];
    lines.extend(
        chain.vault.map(|vault| line(k::CHAIN_VAULT, address(&vault.to_string(), chain.practice))),
    );
    lines
}

fn percent(text: &str) -> String {
    Shares::parse_percent(text)
        .map_or_else(|_| text.to_owned(), |shares| format::percent(shares.0.into(), current()))
}

fn line(label: Text, value: AnyView) -> AnyView {
    view! { <div><dt>{t(label)}</dt><dd>{value}</dd></div> }.into_any()
}
