//! Answers from memory, so that every page can be looked at and tested in a plain browser.
//!
//! The address chooses the mood: `?state=welcome` (no account yet), `empty`, `loading` (nothing is ever answered) or
//! `error`; `?error=disk-full` fails with that code; `?locked` locks the keys; `?lang=fr` and `?theme=dark` set
//! preferences.

mod art;
mod channel;
mod dataset;
mod jobs;
mod money;
mod offering;
mod treaty;
mod works;
mod world;

use std::{cell::RefCell, time::Duration};

use colophon_ipc::{ApiError, Code};
use leptos::prelude::{window, window_event_listener_untyped};
use serde::Serialize;
use serde_json::Value;

use self::world::World;
use super::Drag;
use crate::fetch::sleep;

thread_local! {
    static WORLD: RefCell<Option<World>> = const { RefCell::new(None) };
}

/// What the address asks for.
fn wish(name: &str) -> Option<String> {
    let search = window().location().search().unwrap_or_default();
    search.trim_start_matches('?').split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (key == name).then(|| value.to_owned())
    })
}

pub(super) async fn send(name: &'static str, call: &str) -> Result<String, ApiError> {
    sleep(Duration::from_millis(30)).await;
    if name != "get_status" && name != "set_preferences" {
        if wish("state").as_deref() == Some("loading") {
            std::future::pending::<()>().await;
        }
        if let Some(error) = wished_error() {
            return Err(error);
        }
    }
    let call: Value =
        serde_json::from_str(call).map_err(|error| ApiError::new(Code::Internal, error))?;
    WORLD.with_borrow_mut(|world| {
        let world = world.get_or_insert_with(|| World::new(wish));
        world.answer(name, call)
    })
}

/// A browser tells names, not paths: whatever is dropped stands for the files that the dialog picks.
pub(super) fn on_drag(each: impl Fn(Drag) + 'static) {
    let each = std::rc::Rc::new(each);
    for (event, drag) in [
        ("dragover", Drag::Over),
        ("dragleave", Drag::Gone),
        ("drop", Drag::Dropped(jobs::PICKED.map(str::to_owned).into())),
    ] {
        let each = std::rc::Rc::clone(&each);
        std::mem::forget(window_event_listener_untyped(event, move |event| {
            event.prevent_default();
            each(drag.clone());
        }));
    }
}

fn wished_error() -> Option<ApiError> {
    let code = match wish("state").as_deref() {
        Some("error") => "chain-unreachable".to_owned(),
        _ => wish("error")?,
    };
    let code = serde_json::from_value(code.into()).unwrap_or(Code::Internal);
    Some(ApiError::new(code, "eth_blockNumber: connection refused (os error 111)"))
}

/// A reply as it travels.
fn reply<R: Serialize>(reply: &R) -> Result<String, ApiError> {
    serde_json::to_string(reply).map_err(|error| ApiError::new(Code::Internal, error))
}
