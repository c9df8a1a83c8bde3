//! axe-core on every page, in both themes and all languages.

use std::fs;

use serde_json::{Value, json};

use crate::{homes, places, window::Window};

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
    let mut pages: Vec<_> = ["works", "register", "license", "share", "collect", "inspect"]
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
    window.until(
        "language and theme have changed",
        crate::window::SOON,
        script,
        &[language.into(), theme.into()],
    );
}

#[test]
fn no_page_is_closed_to_anybody() {
    let (Some(places), Some(axe)) = (places::places(), places::axe()) else { return };
    let axe = fs::read_to_string(&axe).expect("axe-core");
    let check = |window: &Window, place: &str| -> Vec<String> {
        window.settle();
        let found =
            window.wait_for(RUN, &[]).unwrap_or_else(|failure| panic!("{place}: {failure:?}"));
        found
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(|said| format!("{place}: {said}"))
            .collect()
    };
    let mut faults = Vec::new();

    let home = homes::fresh();
    let window = Window::open(&places, home.path());
    window.run(&axe, &[]);
    for (language, theme) in dresses() {
        dress(&window, language, theme);
        faults.extend(check(&window, &format!("welcome {language} {theme}")));
    }
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
        window.go("#/works");
        if theme == "dark" || language != "en" {
            window.picture(&format!("works-{language}-{theme}"));
        } else {
            window.picture("works");
        }
    }
    window.close();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Every theme in every language.
pub(crate) fn dresses() -> impl Iterator<Item = (&'static str, &'static str)> {
    LANGUAGES.into_iter().flat_map(|language| THEMES.map(|theme| (language, theme)))
}
