//! The browser's own modal dialog: it keeps the focus inside, makes the page behind inert and gives the focus back.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast as _;

/// A dialog that is open as long as it is in the page. `dismiss` runs on Esc; what it does decides whether the dialog goes.
pub(crate) fn dialog(
    class: &'static str,
    label: &'static str,
    dismiss: impl Fn() + 'static,
    content: AnyView,
) -> AnyView {
    let node = NodeRef::<html::Dialog>::new();
    give_focus_back();
    Effect::new(move || {
        let Some(dialog) = node.get() else { return };
        // The element is in the page only after this turn.
        request_animation_frame(move || {
            if dialog.is_connected() && !dialog.open() {
                let _ = dialog.show_modal();
            }
        });
    });
    let cancel = move |event: ev::Event| {
        event.prevent_default();
        dismiss();
    };
    view! {
        <dialog node_ref=node class=class aria-labelledby=label aria-modal="true" on:cancel=cancel>{content}</dialog>
    }
    .into_any()
}

/// A dialog that is taken out of the page gives no focus back by itself.
fn give_focus_back() {
    let before =
        document().active_element().and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok());
    let before = StoredValue::new_local(before);
    on_cleanup(move || {
        let Some(Some(before)) = before.try_get_value() else { return };
        // Its button may be busy until what was asked for has ended.
        set_timeout(
            move || {
                // What was there may be gone with its page.
                let _ = before.focus();
            },
            std::time::Duration::from_millis(50),
        );
    });
}
