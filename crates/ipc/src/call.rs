use colophon_model::JobId;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// A request of the window: its name on the wire, what it carries (the type itself) and what comes back.
pub trait Call: Serialize + DeserializeOwned {
    /// The command's name in the shell and in the capability file.
    const NAME: &'static str;
    /// What comes back.
    type Reply: Serialize + DeserializeOwned;
}

/// A reply without content.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nothing {}

/// Work that goes on; ask for it with [`JobStatus`](crate::JobStatus).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobStarted {
    /// The job.
    pub job: JobId,
}

/// Implements [`Call`] for each type and writes the one list of names that the shell, its capability file and the
/// window are tested against.
macro_rules! calls {
    ($($call:ident $name:literal -> $reply:ty;)*) => {
        $(impl Call for crate::$call { const NAME: &'static str = $name; type Reply = $reply; })*
        /// Every command of the shell, in the order of the pages.
        pub const NAMES: &[&str] = &[$($name),*];
    };
}

calls! {
    GetStatus "get_status" -> crate::Status;
    CreateAccount "create_account" -> crate::RecoveryWords;
    CheckWords "check_words" -> crate::Status;
    Unlock "unlock" -> crate::Status;
    Lock "lock" -> crate::Status;
    SetPreferences "set_preferences" -> crate::Status;
    PickFiles "pick_files" -> Vec<String>;
    ProbeFiles "probe_files" -> Vec<crate::ProbedFile>;
    RegisterWorks "register_works" -> JobStarted;
    RegisterSamples "register_samples" -> JobStarted;
    JobStatus "job_status" -> crate::JobView;
    CancelJob "cancel_job" -> Nothing;
    ListWorks "list_works" -> Vec<crate::WorkCard>;
    GetWork "get_work" -> crate::WorkPage;
    GetThumbnail "get_thumbnail" -> crate::Thumbnail;
    ShowCopy "show_copy" -> Nothing;
    GetSplit "get_split" -> crate::SplitView;
    CheckSplit "check_split" -> crate::SplitChecked;
    ImportHolders "import_holders" -> crate::HoldersImported;
    DraftTreaty "draft_treaty" -> crate::TreatyView;
    OpenTreaty "open_treaty" -> crate::TreatyView;
    GetTreaty "get_treaty" -> Option<crate::TreatyView>;
    SignTreaty "sign_treaty" -> crate::TreatyView;
    MergeTreaties "merge_treaties" -> crate::TreatyView;
    CheckTreaty "check_treaty" -> crate::TreatyChecked;
    PrepareMint "prepare_mint" -> crate::Sheet;
    ListOffers "list_offers" -> Vec<crate::OfferView>;
    PrepareOffer "prepare_offer" -> crate::Sheet;
    PracticeBuy "practice_buy" -> crate::Sheet;
    CloseOffer "close_offer" -> crate::Sheet;
    ListLicences "list_licences" -> Vec<crate::LicenceView>;
    RevokeLicence "revoke_licence" -> crate::Sheet;
    DraftDataset "draft_dataset" -> crate::DatasetView;
    ReadDataset "read_dataset" -> crate::DatasetView;
    ListDatasets "list_datasets" -> Vec<crate::DatasetView>;
    CheckDataset "check_dataset" -> crate::DatasetChecked;
    SignConsent "sign_consent" -> crate::ConsentView;
    PrepareDataset "prepare_dataset" -> crate::Sheet;
    SimulateOffering "simulate_offering" -> crate::OfferingOutlook;
    ListOfferings "list_offerings" -> Vec<crate::OfferingView>;
    PrepareOffering "prepare_offering" -> crate::Sheet;
    PrepareOfferingStep "prepare_offering_step" -> crate::Sheet;
    PracticeFans "practice_fans" -> crate::Sheet;
    ListChannels "list_channels" -> Vec<crate::ChannelView>;
    PrepareChannel "prepare_channel" -> crate::Sheet;
    PrepareChannelStep "prepare_channel_step" -> crate::Sheet;
    PrepareVoucher "prepare_voucher" -> crate::Sheet;
    WriteChannelFile "write_channel_file" -> crate::ChannelFileWritten;
    AcceptChannel "accept_channel" -> crate::ChannelView;
    ReceiveVoucher "receive_voucher" -> crate::VoucherTaken;
    PrepareChannelClaim "prepare_channel_claim" -> crate::Sheet;
    GetIncome "get_income" -> crate::IncomePage;
    SyncIncome "sync_income" -> crate::IncomePage;
    PrepareClaim "prepare_claim" -> crate::Sheet;
    PreparePayout "prepare_payout" -> crate::Sheet;
    WriteFanPacks "write_fan_packs" -> crate::FanPacks;
    ExportStatement "export_statement" -> crate::Exported;
    ConfirmSheet "confirm_sheet" -> crate::Receipt;
    CancelSheet "cancel_sheet" -> Nothing;
    InspectFile "inspect_file" -> crate::InspectReport;
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    #[test]
    fn every_name_is_said_once() {
        let unique: HashSet<_> = super::NAMES.iter().collect();
        assert_eq!(unique.len(), super::NAMES.len(), "two calls share a name");
    }
}
