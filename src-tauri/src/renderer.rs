//! Keeps the window from staying blank on Linux machines whose graphics driver cannot share buffers with WebKitGTK.

/// Makes sure that `WEBKIT_DISABLE_DMABUF_RENDERER` is set before GTK starts; a value that the user chose stays.
///
/// The program replaces itself with a second copy that has the variable from its first instruction on: setting it in
/// a running process is unsound as soon as another thread reads the environment. The process keeps its number, so
/// nobody who waits for it notices.
#[cfg(target_os = "linux")]
pub(crate) fn prepare() {
    use std::{env, os::unix::process::CommandExt, process::Command};

    const VARIABLE: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if env::var_os(VARIABLE).is_some() {
        return;
    }
    if let Ok(program) = env::current_exe() {
        // Returns only where the program cannot be started again; the window then opens with the system's default.
        let _ = Command::new(program).args(env::args_os().skip(1)).env(VARIABLE, "1").exec();
    }
}

/// Other systems bring their own web view.
#[cfg(not(target_os = "linux"))]
pub(crate) fn prepare() {}
