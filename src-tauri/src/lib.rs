//! Colophon's window. It answers the page's calls with the app's use cases, asks with the system's dialogs, and
//! knows nothing of works, keys or chains itself.

mod commands;
mod dialogs;
mod home;
mod renderer;
mod shell;
mod window;

use std::{
    env,
    process::{ExitCode, Termination},
};

use tauri::Context;

use crate::{home::Home, shell::Shell};

/// Opens the window on the home that the command line or the environment names, and answers when it is closed.
/// `context` holds the settings and the page; whoever links the program embeds them.
pub fn start(context: Context) -> ExitCode {
    renderer::prepare();
    match Home::choose(env::args_os().skip(1), env::var_os("COLOPHON_HOME")) {
        Ok(home) => run(home, context),
        Err(sentence) => {
            #[expect(clippy::print_stderr, reason = "there is no window yet to say it in")]
            {
                eprintln!("{sentence}");
            }
            ExitCode::from(2)
        }
    }
}

fn run(home: Home, context: Context) -> ExitCode {
    let mut builder = tauri::Builder::default();
    if home.is_shared() {
        // The first of all plugins, so that a second start ends before it touches anything. A home that was named
        // may have a window of its own; there the lock in the home decides.
        builder =
            builder.plugin(tauri_plugin_single_instance::init(|app, _, _| window::focus(app)));
    }
    builder
        .plugin(tauri_plugin_dialog::init())
        .manage(Shell::new(home.into_path()))
        .invoke_handler(commands::handler())
        .setup(|app| window::open(app.handle()))
        .run(context)
        .report()
}
