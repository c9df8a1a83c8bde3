//! Nothing is cut off, in any language, in the smallest window.

use serde_json::Value;

use crate::{
    axe::{dress, pages},
    homes,
    window::Window,
};
use colophon_tests::places::places;

/// What does not fit: text beyond the edge of the window or of a box that hides it, and lists too narrow for what they
/// show. A region that scrolls by design is reached with the keyboard, so it is left out.
const CUT: &str = r"
    const cut = [];
    if (document.scrollingElement.scrollWidth > innerWidth + 1) cut.push(`the page is ${document.scrollingElement.scrollWidth} wide`);
    const skipped = '.scroll, .hidden, svg, select, textarea, script';
    for (const e of document.querySelectorAll('main *, nav *')) {
        if (!e.textContent.trim() || e.closest(skipped) || !e.getClientRects().length) continue;
        const hides = getComputedStyle(e).overflowX !== 'visible' && e.scrollWidth > e.clientWidth + 1;
        if (hides) cut.push(`${e.tagName.toLowerCase()}.${e.className} hides a part of ${e.textContent.trim().slice(0, 40)}`);
    }
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange();
    for (let text = words.nextNode(); text; text = words.nextNode()) {
        const e = text.parentElement;
        if (!text.data.trim() || e.closest(skipped) || !e.getClientRects().length) continue;
        let edge = innerWidth;
        for (let box = e; box; box = box.parentElement) {
            if (getComputedStyle(box).overflowX !== 'visible') edge = Math.min(edge, box.getBoundingClientRect().right);
        }
        range.selectNodeContents(text);
        if (range.getBoundingClientRect().right > edge + 1) cut.push(`${text.data.trim().slice(0, 40)} leaves its box`);
    }
    const pen = document.createElement('canvas').getContext('2d');
    for (const list of document.querySelectorAll('select')) {
        const style = getComputedStyle(list);
        pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
        const room = list.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
        const text = list.selectedOptions[0]?.textContent || '';
        if (pen.measureText(text).width > room + 1) cut.push(`select: ${text} has ${Math.round(room)} of ${Math.round(pen.measureText(text).width)}`);
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
    // Nothing found is good news only where something would have been.
    window.run(
        "const line = document.createElement('p');
         line.textContent = 'far too long '.repeat(40);
         line.style.whiteSpace = 'nowrap';
         document.querySelector('main').append(line);",
        &[],
    );
    let cut = window.run(CUT, &[]);
    assert!(
        cut.as_array().is_some_and(|cut| !cut.is_empty()),
        "a title that is far too long is overlooked"
    );
    window.close();
    assert!(faults.is_empty(), "{} places:\n{}", faults.len(), faults.join("\n"));
}
