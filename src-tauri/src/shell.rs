use std::path::PathBuf;

use colophon_app::{App, Options};
use colophon_ipc::ApiError;
use tokio::sync::OnceCell;

/// What every command stands on.
pub(crate) struct Shell {
    home: PathBuf,
    app: OnceCell<App>,
}

impl Shell {
    pub(crate) fn new(home: PathBuf) -> Self {
        Self { home, app: OnceCell::new() }
    }

    /// The app, opened by the first call that needs it while the window is already there.
    ///
    /// # Errors
    /// Why the home cannot be opened. Nothing of a failure is kept: the next call tries again, so that a home that
    /// another Colophon held is there as soon as that one has closed.
    pub(crate) async fn app(&self) -> Result<&App, ApiError> {
        self.app
            .get_or_try_init(|| async { Ok(App::open(Options::system(self.home.clone())).await?) })
            .await
    }
}
