//! The calls that ask with one of the system's dialogs or programs. The page never sees the disk.

use std::path::PathBuf;

use colophon_app::Handle;
use colophon_ipc::{
    AcceptChannel, ApiError, ChannelFileWritten, ChannelView, Code, DatasetView, DraftDataset,
    DraftTreaty, ExportStatement, Exported, FanPacks, GetWork, HoldersImported, ImportHolders,
    Nothing, OpenTreaty, PickFiles, ReadDataset, ReceiveVoucher, ShowCopy, TreatyView,
    VoucherTaken, WriteChannelFile, WriteFanPacks,
};
use tauri::WebviewWindow;
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder, FilePath};
use tauri_plugin_opener::reveal_item_in_dir;
use tokio::sync::oneshot;

use crate::shell::Shell;

type Builder = FileDialogBuilder<tauri::Wry>;

/// Files to register or to inspect; none where the dialog was closed.
pub(crate) async fn pick_files(
    window: &WebviewWindow,
    _: &Shell,
    call: PickFiles,
) -> Result<Vec<String>, ApiError> {
    let picked = if call.many {
        ask(window, |dialog, answer| dialog.pick_files(answer)).await.unwrap_or_default()
    } else {
        ask(window, |dialog, answer| dialog.pick_file(answer)).await.into_iter().collect()
    };
    picked.into_iter().map(written).collect()
}

/// Asks which list to read, where the call does not say.
pub(crate) async fn import_holders(
    window: &WebviewWindow,
    shell: &Shell,
    mut call: ImportHolders,
) -> Result<HoldersImported, ApiError> {
    if call.path.is_none() {
        let lists = |dialog: Builder| dialog.add_filter("CSV", &["csv"]);
        let picked = ask(window, |dialog, answer| lists(dialog).pick_file(answer)).await;
        call.path = Some(written(picked.ok_or_else(closed)?)?);
    }
    shell.app().await?.handle(call).await
}

/// Asks where to write, where the call does not say.
pub(crate) async fn export_statement(
    window: &WebviewWindow,
    shell: &Shell,
    mut call: ExportStatement,
) -> Result<Exported, ApiError> {
    if call.path.is_none() {
        let named = |dialog: Builder| {
            dialog.add_filter("CSV", &["csv"]).set_file_name("colophon-statement.csv")
        };
        let picked = ask(window, |dialog, answer| named(dialog).save_file(answer)).await;
        call.path = Some(written(picked.ok_or_else(closed)?)?);
    }
    shell.app().await?.handle(call).await
}

/// Asks for a folder, where the call does not say.
pub(crate) async fn write_fan_packs(
    window: &WebviewWindow,
    shell: &Shell,
    mut call: WriteFanPacks,
) -> Result<FanPacks, ApiError> {
    if call.folder.is_none() {
        let picked = ask(window, |dialog, answer| dialog.pick_folder(answer)).await;
        call.folder = Some(written(picked.ok_or_else(closed)?)?);
    }
    shell.app().await?.handle(call).await
}

/// Asks where to write a treaty, where the call does not say.
pub(crate) async fn draft_treaty(
    window: &WebviewWindow,
    shell: &Shell,
    mut call: DraftTreaty,
) -> Result<TreatyView, ApiError> {
    if call.path.is_none() {
        let named = |dialog: Builder| json(dialog).set_file_name("treaty.json");
        let picked = ask(window, |dialog, answer| named(dialog).save_file(answer)).await;
        call.path = Some(written(picked.ok_or_else(closed)?)?);
    }
    shell.app().await?.handle(call).await
}

/// Asks which treaty to read, where the call does not say.
pub(crate) async fn open_treaty(
    window: &WebviewWindow,
    shell: &Shell,
    mut call: OpenTreaty,
) -> Result<TreatyView, ApiError> {
    if call.path.is_none() {
        let picked = ask(window, |dialog, answer| json(dialog).pick_file(answer)).await;
        call.path = Some(written(picked.ok_or_else(closed)?)?);
    }
    shell.app().await?.handle(call).await
}

/// Asks where to write a dataset, where the call does not say.
pub(crate) async fn draft_dataset(
    window: &WebviewWindow,
    shell: &Shell,
    mut call: DraftDataset,
) -> Result<DatasetView, ApiError> {
    if call.path.is_none() {
        let named = |dialog: Builder| json(dialog).set_file_name("dataset.json");
        let picked = ask(window, |dialog, answer| named(dialog).save_file(answer)).await;
        call.path = Some(written(picked.ok_or_else(closed)?)?);
    }
    shell.app().await?.handle(call).await
}

/// Asks which dataset to read, where the call does not say.
pub(crate) async fn read_dataset(
    window: &WebviewWindow,
    shell: &Shell,
    mut call: ReadDataset,
) -> Result<DatasetView, ApiError> {
    if call.path.is_none() {
        let picked = ask(window, |dialog, answer| json(dialog).pick_file(answer)).await;
        call.path = Some(written(picked.ok_or_else(closed)?)?);
    }
    shell.app().await?.handle(call).await
}

/// Asks where to write a channel or a voucher, where the call does not say.
pub(crate) async fn write_channel_file(
    window: &WebviewWindow,
    shell: &Shell,
    mut call: WriteChannelFile,
) -> Result<ChannelFileWritten, ApiError> {
    if call.path.is_none() {
        let name = if call.voucher { "voucher.json" } else { "channel.json" };
        let named = |dialog: Builder| json(dialog).set_file_name(name);
        let picked = ask(window, |dialog, answer| named(dialog).save_file(answer)).await;
        call.path = Some(written(picked.ok_or_else(closed)?)?);
    }
    shell.app().await?.handle(call).await
}

/// Asks which channel to read, where the call does not say.
pub(crate) async fn accept_channel(
    window: &WebviewWindow,
    shell: &Shell,
    mut call: AcceptChannel,
) -> Result<ChannelView, ApiError> {
    if call.path.is_none() {
        let picked = ask(window, |dialog, answer| json(dialog).pick_file(answer)).await;
        call.path = Some(written(picked.ok_or_else(closed)?)?);
    }
    shell.app().await?.handle(call).await
}

/// Asks which voucher to read, where the call does not say.
pub(crate) async fn receive_voucher(
    window: &WebviewWindow,
    shell: &Shell,
    mut call: ReceiveVoucher,
) -> Result<VoucherTaken, ApiError> {
    if call.path.is_none() {
        let picked = ask(window, |dialog, answer| json(dialog).pick_file(answer)).await;
        call.path = Some(written(picked.ok_or_else(closed)?)?);
    }
    shell.app().await?.handle(call).await
}

fn json(dialog: Builder) -> Builder {
    dialog.add_filter("JSON", &["json"])
}

/// Shows a work's signed copy in the system's file browser.
pub(crate) async fn show_copy(
    _: &WebviewWindow,
    shell: &Shell,
    call: ShowCopy,
) -> Result<Nothing, ApiError> {
    let copy = PathBuf::from(shell.app().await?.handle(GetWork { id: call.id }).await?.copy);
    let failed =
        |why: String| ApiError::new(Code::FileUnreadable, why).with("path", copy.display());
    // It talks to the file browser over the bus and waits.
    let shown = copy.clone();
    tauri::async_runtime::spawn_blocking(move || reveal_item_in_dir(shown))
        .await
        .map_err(|error| failed(error.to_string()))?
        .map_err(|error| failed(error.to_string()))?;
    Ok(Nothing {})
}

/// Shows a dialog over the window and waits for its answer; `None` where it was closed.
async fn ask<T: Send + 'static>(
    window: &WebviewWindow,
    show: impl FnOnce(Builder, Box<dyn FnOnce(Option<T>) + Send>),
) -> Option<T> {
    let (answer, answered) = oneshot::channel();
    // A page that was left no longer waits.
    let give = Box::new(move |picked| drop(answer.send(picked)));
    show(window.dialog().file().set_parent(window), give);
    answered.await.ok().flatten()
}

fn written(file: FilePath) -> Result<String, ApiError> {
    let unreadable = |why: String| ApiError::new(Code::FileUnreadable, why);
    let path = file.into_path().map_err(|error| unreadable(error.to_string()))?;
    path.into_os_string().into_string().map_err(|name| {
        let name = PathBuf::from(name);
        unreadable("the file's name is no text; rename it first".to_owned())
            .with("path", name.display())
    })
}

fn closed() -> ApiError {
    ApiError::new(Code::Cancelled, "no file was chosen")
}
