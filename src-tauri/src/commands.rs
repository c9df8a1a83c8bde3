//! One command for each of the page's calls. Most go straight to the app; those that need a dialog take a way of
//! their own.

use colophon_app::Handle;
use colophon_ipc::{self as ipc, ApiError, Call};
use tauri::{State, WebviewWindow, Wry, ipc::Invoke};

use crate::{dialogs, shell::Shell};

/// Makes the commands, the handler that finds them by name and, for the tests, the list of them.
macro_rules! commands {
    ($($name:ident: $call:ident $(=> $own:path)?;)*) => {
        $(
            #[tauri::command]
            async fn $name(
                window: WebviewWindow,
                shell: State<'_, Shell>,
                call: ipc::$call,
            ) -> Result<<ipc::$call as Call>::Reply, ApiError> {
                commands!(@answer window, shell, call $(, $own)?)
            }
        )*

        /// Finds the command that a call names.
        pub(crate) fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name),*]
        }

        /// Each command with the name that its call has on the wire.
        #[cfg(test)]
        const COMMANDS: &[(&str, &str)] = &[$((stringify!($name), <ipc::$call as Call>::NAME)),*];
    };
    (@answer $window:ident, $shell:ident, $call:ident) => {{
        let _ = $window;
        $shell.app().await?.handle($call).await
    }};
    (@answer $window:ident, $shell:ident, $call:ident, $own:path) => {
        $own(&$window, &$shell, $call).await
    };
}

commands! {
    get_status: GetStatus;
    create_account: CreateAccount;
    check_words: CheckWords;
    unlock: Unlock;
    lock: Lock;
    set_preferences: SetPreferences;
    pick_files: PickFiles => dialogs::pick_files;
    probe_files: ProbeFiles;
    register_works: RegisterWorks;
    register_samples: RegisterSamples;
    job_status: JobStatus;
    cancel_job: CancelJob;
    list_works: ListWorks;
    get_work: GetWork;
    get_thumbnail: GetThumbnail;
    show_copy: ShowCopy => dialogs::show_copy;
    get_split: GetSplit;
    check_split: CheckSplit;
    import_holders: ImportHolders => dialogs::import_holders;
    draft_treaty: DraftTreaty => dialogs::draft_treaty;
    open_treaty: OpenTreaty => dialogs::open_treaty;
    get_treaty: GetTreaty;
    sign_treaty: SignTreaty;
    merge_treaties: MergeTreaties;
    check_treaty: CheckTreaty;
    prepare_mint: PrepareMint;
    list_offers: ListOffers;
    prepare_offer: PrepareOffer;
    practice_buy: PracticeBuy;
    close_offer: CloseOffer;
    list_licences: ListLicences;
    revoke_licence: RevokeLicence;
    draft_dataset: DraftDataset => dialogs::draft_dataset;
    read_dataset: ReadDataset => dialogs::read_dataset;
    list_datasets: ListDatasets;
    check_dataset: CheckDataset;
    sign_consent: SignConsent;
    prepare_dataset: PrepareDataset;
    simulate_offering: SimulateOffering;
    list_offerings: ListOfferings;
    prepare_offering: PrepareOffering;
    prepare_offering_step: PrepareOfferingStep;
    practice_fans: PracticeFans;
    list_channels: ListChannels;
    prepare_channel: PrepareChannel;
    prepare_channel_step: PrepareChannelStep;
    prepare_voucher: PrepareVoucher;
    write_channel_file: WriteChannelFile => dialogs::write_channel_file;
    accept_channel: AcceptChannel => dialogs::accept_channel;
    receive_voucher: ReceiveVoucher => dialogs::receive_voucher;
    prepare_channel_claim: PrepareChannelClaim;
    get_income: GetIncome;
    sync_income: SyncIncome;
    prepare_claim: PrepareClaim;
    prepare_payout: PreparePayout;
    write_fan_packs: WriteFanPacks => dialogs::write_fan_packs;
    export_statement: ExportStatement => dialogs::export_statement;
    confirm_sheet: ConfirmSheet;
    cancel_sheet: CancelSheet;
    inspect_file: InspectFile;
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::COMMANDS;
    use crate::window::LABEL;

    #[test]
    fn every_command_answers_the_call_of_its_name() {
        for (command, call) in COMMANDS {
            assert_eq!(command, call, "the command takes another command's call");
        }
    }

    #[test]
    fn shell_capability_and_contract_are_one_list() {
        let names: Vec<&str> = COMMANDS.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, colophon_ipc::NAMES, "the shell answers other calls than the page makes");

        let file: Value =
            serde_json::from_str(include_str!("../capabilities/main.json")).expect("a capability");
        assert_eq!(
            file["windows"],
            serde_json::json!([LABEL]),
            "the capability is for another window"
        );
        let permitted: Vec<&str> = file["permissions"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let mut expected = vec!["core:event:allow-listen".to_owned()];
        expected.extend(names.iter().map(|name| format!("allow-{}", name.replace('_', "-"))));
        assert_eq!(permitted, expected, "the page may do more or less than its calls");
    }
}
