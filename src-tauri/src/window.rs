use std::error::Error;

use colophon_app::Handle;
use colophon_ipc::GetStatus;
use tauri::{
    AppHandle, Manager, Url, WebviewWindow, WebviewWindowBuilder, webview::NewWindowResponse,
};

use crate::shell::Shell;

/// Its label here, in the configuration and in the capability file.
pub(crate) const LABEL: &str = "main";

/// Opens the window as `tauri.conf.json` describes it. It shows Colophon's page and never anything else.
pub(crate) fn open(app: &AppHandle) -> Result<(), Box<dyn Error>> {
    let config = app.config().app.windows.first().ok_or("tauri.conf.json describes no window")?;
    let window = WebviewWindowBuilder::from_config(app, config)?
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    tauri::async_runtime::spawn(entitle(window));
    Ok(())
}

/// Brings the window to the front.
pub(crate) fn focus(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        // Some desktops refuse to raise a window; it is open all the same.
        let _ = window.unminimize().and_then(|()| window.set_focus());
    }
}

/// Says PRACTICE where the system lists its windows, as everywhere else.
async fn entitle(window: WebviewWindow) {
    let shell = window.state::<Shell>();
    // The page says what hinders the home from being opened.
    let Ok(app) = shell.app().await else { return };
    let Ok(status) = app.handle(GetStatus {}).await else { return };
    if status.chain.practice {
        let _ = window.set_title("Colophon — PRACTICE");
    }
}

fn is_own_page(url: &Url) -> bool {
    // WebView2 has no schemes of its own, so Tauri uses a host name there.
    url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_embedded_page_is_shown() {
        for (url, own) in [
            ("tauri://localhost/#/works", true),
            ("http://tauri.localhost/index.html", true),
            ("https://example.org/", false),
            ("http://tauri.localhost.example.org/", false),
            ("file:///etc/passwd", false),
            ("data:text/html,hello", false),
        ] {
            let url = Url::parse(url).expect("an address");
            assert_eq!(is_own_page(&url), own, "{url}");
        }
    }
}
