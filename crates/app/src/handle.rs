use std::future::Future;

use colophon_ipc::{self as ipc, ApiError, Call, Nothing};

use crate::{App, Error, check_split, import_holders};

/// Answers one of the window's calls. Shell and tests reach every use case through this, so that a call without an
/// answer does not compile.
pub trait Handle<C: Call> {
    /// Does what `call` asks.
    fn handle(&self, call: C) -> impl Future<Output = Result<C::Reply, ApiError>> + Send;
}

macro_rules! handles {
    ($($call:ident($app:ident, $said:pat) $body:expr;)*) => { $(
        impl Handle<ipc::$call> for App {
            async fn handle(&self, call: ipc::$call) -> Result<<ipc::$call as Call>::Reply, ApiError> {
                let ($app, $said) = (self, call);
                let done: crate::Result<<ipc::$call as Call>::Reply> = async { $body }.await;
                Ok(done?)
            }
        }
    )* };
}

handles! {
    GetStatus(app, _) app.status().await;
    CreateAccount(app, call) app.create_account(call).await;
    CheckWords(app, call) { app.check_words(&call)?; app.status().await };
    Unlock(app, call) { app.unlock(call).await?; app.resume_beside(); app.status().await };
    Lock(app, _) { app.lock_keys()?; app.status().await };
    SetPreferences(app, call) { app.set_preferences(&call.preferences)?; app.status().await };
    ProbeFiles(app, call) app.probe_files(call).await;
    RegisterWorks(app, call) app.register(call).await;
    RegisterSamples(app, _) app.register_samples().await;
    JobStatus(app, call) app.job_view(call.job);
    CancelJob(app, call) { app.cancel_job(call.job)?; Ok(Nothing {}) };
    ListWorks(app, _) app.works().await;
    GetWork(app, call) app.work_page(call.id).await;
    GetThumbnail(app, call) app.thumbnail(call.id);
    GetSplit(app, call) app.split(call.work).await;
    CheckSplit(_app, call) Ok(check_split(&call));
    DraftTreaty(app, call) app.draft_treaty(&call).await;
    OpenTreaty(app, call) app.open_treaty(&call).await;
    GetTreaty(app, call) app.treaty_view(call).await;
    SignTreaty(app, call) app.sign_treaty(&call).await;
    MergeTreaties(app, call) app.merge_treaties(&call).await;
    CheckTreaty(app, call) app.check_treaty(&call).await;
    PrepareMint(app, call) app.prepare_mint(&call).await;
    ListOffers(app, call) app.offers(&call);
    PrepareOffer(app, call) app.prepare_offer(&call).await;
    PracticeBuy(app, call) app.prepare_practice_buy(call).await;
    CloseOffer(app, call) app.prepare_close_offer(call).await;
    ListLicences(app, call) app.licences(call).await;
    RevokeLicence(app, call) app.prepare_revoke(&call).await;
    DraftDataset(app, call) app.draft_dataset(&call).await;
    ReadDataset(app, call) app.read_dataset(&call).await;
    ListDatasets(app, _) app.datasets().await;
    CheckDataset(app, call) app.check_dataset(&call).await;
    SignConsent(app, call) app.sign_consent(&call).await;
    PrepareDataset(app, call) app.prepare_dataset(&call).await;
    SimulateOffering(app, call) app.simulate_offering(&call).await;
    ListOfferings(app, call) app.offerings(&call).await;
    PrepareOffering(app, call) app.prepare_offering(&call).await;
    PrepareOfferingStep(app, call) app.prepare_offering_step(call).await;
    PracticeFans(app, call) app.prepare_practice_fans(call).await;
    ListChannels(app, _) app.channels().await;
    PrepareChannel(app, call) app.prepare_channel(&call).await;
    PrepareChannelStep(app, call) app.prepare_channel_step(&call).await;
    PrepareVoucher(app, call) app.prepare_voucher(&call).await;
    WriteChannelFile(app, call) app.write_channel_file(&call);
    AcceptChannel(app, call) app.accept_channel(&call).await;
    ReceiveVoucher(app, call) app.receive_voucher(&call).await;
    PrepareChannelClaim(app, call) app.prepare_channel_claim(&call).await;
    GetIncome(app, call) app.income(call.work).await;
    SyncIncome(app, _) { app.sync().await?; app.income(None).await };
    PrepareClaim(app, call) app.prepare_claim(&call).await;
    PreparePayout(app, call) app.prepare_payout(&call).await;
    ConfirmSheet(app, call) app.confirm_sheet(&call.id).await;
    CancelSheet(app, call) { app.cancel_sheet(&call.id)?; Ok(Nothing {}) };
    InspectFile(app, call) app.inspect(std::path::Path::new(&call.path)).await;
    ImportHolders(_app, call) match call.path {
        Some(path) => import_holders(std::path::Path::new(&path)),
        None => Err(Error::Precondition("choose a file".into())),
    };
    WriteFanPacks(app, call) match call.folder {
        Some(folder) => app.write_fan_packs(call.work, std::path::Path::new(&folder)).await,
        None => Err(Error::Precondition("choose where the fan packs are to be written".into())),
    };
    ExportStatement(app, call) match call.path {
        Some(path) => { app.sync().await?; app.export_statement(std::path::Path::new(&path)).await }
        None => Err(Error::Precondition("choose where the statement is to be written".into())),
    };
}
