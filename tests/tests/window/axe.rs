//! axe-core on every page, in both themes and all languages.

use std::fs;

use serde_json::{Value, json};

use crate::{
    homes,
    said::said_in,
    window::{SOON, Window},
};
use colophon_tests::places;

/// What axe calls serious or worse, as `rule: element`.
const RUN: &str = r"
    const found = await window.axe.run(document, { resultTypes: ['violations'] });
    return found.violations
        .filter(rule => rule.impact === 'serious' || rule.impact === 'critical')
        .flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.target.join(' ')} (${(node.any[0] || node.all[0] || node.none[0] || {}).message || rule.help})`));";

const LANGUAGES: [&str; 3] = ["en", "fr", "zh"];
const THEMES: [&str; 2] = ["light", "dark"];

/// Every page with its address; a work's own page comes with an id.
pub(crate) fn pages(window: &Window) -> Vec<(&'static str, String)> {
    let works = window.call("list_works", json!({}));
    let work = works[0]["id"].as_str().expect("a work").to_owned();
    let mut pages: Vec<_> =
        ["works", "register", "license", "datasets", "share", "collect", "channels", "inspect"]
            .map(|page| (page, format!("#/{page}")))
            .into();
    pages.push(("work", format!("#/works/{work}")));
    pages
}

/// Changes language and theme as the lists in the rail do.
pub(crate) fn dress(window: &Window, language: &str, theme: &str) {
    window.pick(language);
    window.pick(theme);
    let script = "return document.documentElement.lang === arguments[0] && document.documentElement.dataset.theme === arguments[1]";
    window.until("language and theme have changed", SOON, script, &[language.into(), theme.into()]);
}

#[test]
fn no_page_is_closed_to_anybody() {
    let (Some(places), Some(axe)) = (places::places(), places::axe()) else { return };
    let axe = fs::read_to_string(&axe).expect("axe-core");
    let check = |window: &Window, place: &str| -> Vec<String> {
        window.settle();
        let found =
            window.wait_for(RUN, &[]).unwrap_or_else(|failure| panic!("{place}: {failure:?}"));
        let found = found.as_array().into_iter().flatten().filter_map(Value::as_str);
        found.map(|said| format!("{place}: {said}")).collect()
    };
    let mut faults = Vec::new();

    let home = homes::fresh();
    let window = Window::open(&places, home.path());
    window.run(&axe, &[]);
    for (language, theme) in dresses() {
        dress(&window, language, theme);
        faults.extend(check(&window, &format!("welcome {language} {theme}")));
    }
    // Nothing found is good news only where something would have been.
    window.run(
        "document.body.append(Object.assign(document.createElement('button'), { id: 'nameless' }))",
        &[],
    );
    let found = check(&window, "a button without a name");
    assert!(
        found.iter().any(|fault| fault.contains("#nameless")),
        "axe overlooks a fault: {found:?}"
    );
    window.close();

    let home = homes::with_samples(&places);
    let window = Window::open(&places, home.path());
    window.run(&axe, &[]);
    for (language, theme) in dresses() {
        dress(&window, language, theme);
        for (page, address) in pages(&window) {
            window.go(&address);
            faults.extend(check(&window, &format!("{page} {language} {theme}")));
        }
        window.run("document.querySelector('.account button').click()", &[]);
        window.until(
            "the question is open",
            SOON,
            "return document.querySelector('dialog[open]') !== null",
            &[],
        );
        faults.extend(check(&window, &format!("unlock {language} {theme}")));
        window.click("button", said_in(language, "COMMON_CANCEL"));
        window.go("#/works");
        match (language, theme) {
            ("en", "light") => window.picture("works"),
            ("en", "dark") => window.picture("works-dark"),
            (language, "light") => window.picture(&format!("works-{language}")),
            _ => {}
        }
    }
    dress(&window, "en", "light");
    window.unlock();
    let (title, work) = window.work("picture", "png");
    window.go("#/share");
    window.choose(&title);
    for theme in THEMES {
        window.pick(theme);
        window.press("SHARE_GO");
        window.sees("SHEET_MINT", SOON);
        faults.extend(check(&window, &format!("sheet {theme}")));
        window.press("COMMON_CANCEL");
    }
    // What is sold to fans, and a step of its wizard, are shown once a split is fixed.
    window.press("SHARE_GO");
    window.confirm("SHEET_MINT_GO");
    for (language, theme) in dresses() {
        dress(&window, language, theme);
        window.go(&format!("#/share/{}", work["card"]["id"].as_str().unwrap_or_default()));
        window.click("button", said_in(language, "OFFERING_BEGIN"));
        faults.extend(check(&window, &format!("wizard {language} {theme}")));
        window.go("#/works");
    }
    window.close();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Every theme in every language.
pub(crate) fn dresses() -> impl Iterator<Item = (&'static str, &'static str)> {
    LANGUAGES.into_iter().flat_map(|language| THEMES.map(|theme| (language, theme)))
}
