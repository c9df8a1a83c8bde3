//! Nothing is cut off, in any language, in the smallest window.

use serde_json::Value;

use crate::{
    axe::{dress, pages},
    homes,
    places::places,
    window::Window,
};

/// Elements whose text does not fit: wider than their box where the rest is hidden, or wider than the window. A region
/// that scrolls by design is reached with the keyboard, so it is left out.
const CUT: &str = r"
    const cut = [];
    if (document.scrollingElement.scrollWidth > innerWidth + 1) cut.push(`the page is ${document.scrollingElement.scrollWidth} wide`);
    for (const e of document.querySelectorAll('main *, nav *')) {
        if (!e.textContent.trim() || e.closest('.scroll, .hidden, svg, select') || !e.getClientRects().length) continue;
        const style = getComputedStyle(e), box = e.getBoundingClientRect();
        const hides = style.overflowX !== 'visible' && e.scrollWidth > e.clientWidth + 1;
        if (hides || box.right > innerWidth + 1) cut.push(`${e.tagName.toLowerCase()}.${e.className}: ${e.textContent.trim().slice(0, 40)}`);
    }
    return cut;";

#[test]
fn nothing_is_cut_off_in_the_smallest_window() {
    let Some(places) = places() else { return };
    let home = homes::with_samples(&places);
    let window = Window::open(&places, home.path());
    let mut faults = Vec::new();
    for (width, height) in [(960, 640), (1280, 800)] {
        window.resize(width, height);
        for language in ["en", "fr", "zh"] {
            dress(&window, language, "light");
            for (page, address) in pages(&window) {
                window.go(&address);
                let cut = window.run(CUT, &[]);
                let cut = cut.as_array().into_iter().flatten().filter_map(Value::as_str);
                faults.extend(cut.map(|what| format!("{page} {language} {width}: {what}")));
            }
        }
    }
    window.close();
    assert!(faults.is_empty(), "{} places:\n{}", faults.len(), faults.join("\n"));
}
