//! Colophon's window: pages compiled to wasm that ask the shell for everything.

mod app;
mod backend;
mod components;
mod errand;
mod features;
mod fetch;
mod format;
mod geometry;
mod i18n;
mod pages;
mod route;
mod session;
mod words;

fn main() {
    leptos::mount::mount_to_body(app::app);
}
