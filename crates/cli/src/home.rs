//! Which home, and how it is opened.

use std::path::{Path, PathBuf, absolute};

use colophon_app::{App, Options};
use colophon_ipc::{ApiError, Code, Unlock};

use crate::args::Global;
use crate::console::Console;
use crate::failure::{Failure, Result};
use crate::{halt, passphrase};

/// `--home`, else `COLOPHON_HOME`, else the platform's data folder: the same that the window takes.
pub(crate) fn choose(global: &Global) -> Result<PathBuf> {
    let named = global
        .home
        .clone()
        .or_else(|| std::env::var_os("COLOPHON_HOME").filter(|v| !v.is_empty()).map(Into::into));
    match named {
        Some(path) => absolute(&path).map_err(|e| Failure::io(&path, &e)),
        None => dirs::data_dir().map(|data| data.join("colophon")).ok_or_else(|| {
            Failure::Usage(
                "the system names no folder for data; name one with --home or COLOPHON_HOME".into(),
            )
        }),
    }
}

/// Opens a home to write.
pub(crate) async fn open(global: &Global) -> Result<App> {
    open_at(&choose(global)?).await
}

pub(crate) async fn open_at(home: &Path) -> Result<App> {
    Ok(App::open(halt::for_tests(Options::system(home))).await?)
}

/// Opens a home to read; while another process writes to it, only to read.
pub(crate) async fn open_to_read(global: &Global, console: &Console) -> Result<App> {
    let home = choose(global)?;
    match App::open(halt::for_tests(Options::system(&home))).await {
        Ok(app) => Ok(app),
        Err(error) => {
            let error = ApiError::from(error);
            if error.code != Code::SecondInstance {
                return Err(error.into());
            }
            console.chat(console.word("home.reading"));
            let options = Options { read_only: true, ..Options::system(home) };
            Ok(App::open(halt::for_tests(options)).await?)
        }
    }
}

/// Opens a home to write, with its keys.
pub(crate) async fn open_unlocked(global: &Global, console: &Console) -> Result<App> {
    let app = open(global).await?;
    unlock(&app, global, console).await?;
    Ok(app)
}

/// Opens the keys with the passphrase that was named, else asks for it.
pub(crate) async fn unlock(app: &App, global: &Global, console: &Console) -> Result<()> {
    if app.status().await?.account.is_none() {
        return Err(colophon_app::Error::NoAccount.into());
    }
    let passphrase = passphrase::read(global, console)?;
    app.unlock(Unlock { passphrase }).await?;
    Ok(())
}

/// Opens the keys only where a passphrase is at hand without asking.
pub(crate) async fn unlock_if_named(app: &App, global: &Global, console: &Console) -> Result<()> {
    if passphrase::is_named(global) && app.status().await?.account.is_some() {
        unlock(app, global, console).await?;
    }
    Ok(())
}
