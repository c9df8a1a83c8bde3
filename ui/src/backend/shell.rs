//! The shell's commands, reached through the object that Tauri puts into the window.

use colophon_ipc::{ApiError, Code};
use js_sys::{Function, JSON, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

use super::Drag;

pub(super) async fn send(name: &'static str, call: &str) -> Result<String, ApiError> {
    let answer = invoke(name, call).map_err(|error| said(&error))?;
    let reply = JsFuture::from(answer).await.map_err(|error| said(&error))?;
    written(&reply).ok_or_else(|| ApiError::new(Code::Internal, "the shell answered with nothing"))
}

pub(super) fn on_drag(each: impl Fn(Drag) + 'static) {
    let each = std::rc::Rc::new(each);
    for (event, drag) in [
        ("tauri://drag-enter", Some(Drag::Over)),
        ("tauri://drag-leave", Some(Drag::Gone)),
        ("tauri://drag-drop", None),
    ] {
        let each = std::rc::Rc::clone(&each);
        let heard = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
            each(drag.clone().unwrap_or_else(|| Drag::Dropped(paths(&event))));
        });
        // Without the shell there is nothing to hear, and the button for browsing remains.
        if listen(event, heard.as_ref()).is_ok() {
            heard.forget();
        }
    }
}

fn invoke(name: &str, call: &str) -> Result<Promise, JsValue> {
    let core = tauri("core")?;
    let invoke: Function = Reflect::get(&core, &"invoke".into())?.dyn_into()?;
    let arguments = Object::new();
    Reflect::set(&arguments, &"call".into(), &JSON::parse(call)?)?;
    invoke.call2(&core, &name.into(), &arguments)?.dyn_into()
}

fn listen(event: &str, heard: &JsValue) -> Result<JsValue, JsValue> {
    let events = tauri("event")?;
    let listen: Function = Reflect::get(&events, &"listen".into())?.dyn_into()?;
    listen.call2(&events, &event.into(), heard)
}

fn tauri(part: &str) -> Result<JsValue, JsValue> {
    let window = js_sys::global();
    let tauri = Reflect::get(&window, &"__TAURI__".into())?;
    if tauri.is_undefined() {
        return Err(JsValue::from_str("this page runs outside Colophon's window"));
    }
    Reflect::get(&tauri, &part.into())
}

/// The paths in a drop event's payload.
fn paths(event: &JsValue) -> Vec<String> {
    let list = Reflect::get(event, &"payload".into())
        .and_then(|payload| Reflect::get(&payload, &"paths".into()))
        .unwrap_or(JsValue::UNDEFINED);
    js_sys::Array::from(&list).iter().filter_map(|path| path.as_string()).collect()
}

fn written(value: &JsValue) -> Option<String> {
    JSON::stringify(value).ok().and_then(|text| text.as_string())
}

/// An error as the shell sent it, or a fault of ours in the browser's words.
fn said(error: &JsValue) -> ApiError {
    written(error).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_else(|| {
        ApiError::new(Code::Internal, error.as_string().unwrap_or_else(|| format!("{error:?}")))
    })
}
