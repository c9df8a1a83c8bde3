//! The state behind the answers.

use colophon_ipc::{
    AccountView, ApiError, ChainView, ChannelFileWritten, CloseOffer, Code, Exported, FanPacks,
    HolderRow, HoldersImported, InspectFile, JobStarted, Nothing, PickFiles, PracticeBuy,
    Preferences, PrepareDataset, PrepareMint, PrepareOffer, ProbeFiles, Receipt, RecoveryWords,
    RegisterWorks, RevokeLicence, SetPreferences, Sheet, SheetKind, SplitChecked, Status, Unlock,
};
use colophon_model::{Moment, WorkId};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{art, channel, dataset, jobs, money, offering, reply, treaty, works};

type Answer = Result<String, ApiError>;

const WORDS: [&str; 12] = [
    "harbour", "ink", "paper", "rubric", "tide", "fern", "margin", "serif", "copper", "quiet",
    "lamp", "orchard",
];

/// Noon of a day of November 2026.
pub(super) fn at(day: u64) -> Moment {
    Moment::from_unix_seconds(1_793_491_200 + (day - 1) * 86_400 + 43_200 + day * 437)
}

/// Everything that can change.
pub(super) struct World {
    status: Status,
    empty: bool,
    minted: bool,
    files: Vec<String>,
    turn: usize,
    cancelled: bool,
    pending: Option<SheetKind>,
}

fn read<T: DeserializeOwned>(call: Value) -> Result<T, ApiError> {
    serde_json::from_value(call).map_err(|error| ApiError::new(Code::Internal, error))
}

impl World {
    pub(super) fn new(wish: impl Fn(&str) -> Option<String>) -> Self {
        let state = wish("state").unwrap_or_default();
        let empty = state == "empty" || state == "welcome";
        let account = AccountView {
            address: works::somebody(1),
            creator: "Ada Marchetti".into(),
            words_checked: true,
            unlocked: wish("locked").is_none(),
        };
        let chain = ChainView {
            caip2: "eip155:1337001".into(),
            name: "Practice".into(),
            practice: true,
            head: 1_331,
            finalized: 1_300,
        };
        let status = Status {
            version: "0.1.0".into(),
            home: "/home/ada/.local/share/colophon".into(),
            account: (state != "welcome").then_some(account),
            chain,
            works: if empty { 0 } else { 3 },
            offers: if empty { 0 } else { 3 },
            notices: Vec::new(),
            preferences: Preferences { language: wish("lang"), theme: wish("theme") },
        };
        Self {
            status,
            empty,
            minted: false,
            files: Vec::new(),
            turn: 0,
            cancelled: false,
            pending: None,
        }
    }

    /// Answers a call.
    pub(super) fn answer(&mut self, name: &str, call: Value) -> Answer {
        match name {
            "get_status" => reply(&self.status),
            "create_account" => self.create(&call),
            "check_words" => self.check(&call),
            "unlock" => self.unlock(&read(call)?),
            "lock" => self.turn_key(false),
            "set_preferences" => {
                self.status.preferences = read::<SetPreferences>(call)?.preferences;
                reply(&self.status)
            }
            "pick_files" => {
                let wanted = if read::<PickFiles>(call)?.many { 3 } else { 1 };
                reply(&jobs::PICKED.iter().take(wanted).collect::<Vec<_>>())
            }
            "probe_files" => {
                let paths = read::<ProbeFiles>(call)?.paths;
                reply(&paths.iter().map(|path| jobs::probed(path)).collect::<Vec<_>>())
            }
            "register_works" => {
                let files = read::<RegisterWorks>(call)?.files;
                self.register(files.into_iter().map(|file| file.path).collect())
            }
            "register_samples" => {
                let names = ["harbour-at-six.png", "seeding.jpg", "low-tide.flac"];
                self.register(names.map(str::to_owned).into())
            }
            "job_status" => {
                self.turn += 1;
                reply(&jobs::view(&self.files, self.turn, self.cancelled))
            }
            "cancel_job" => {
                self.cancelled = true;
                reply(&Nothing {})
            }
            "show_copy" | "cancel_sheet" => reply(&Nothing {}),
            "inspect_file" => {
                let locked = !self.unlocked();
                reply(&works::inspected(read::<InspectFile>(call)?.path, locked))
            }
            _ => self.books(name, call),
        }
    }

    fn books(&mut self, name: &str, call: Value) -> Answer {
        match name {
            "list_works" if self.empty => reply::<[(); 0]>(&[]),
            "list_works" => reply(&works::cards(self.minted)),
            "get_work" => reply(&works::page(number(&call, "id")?, self.minted)),
            "get_thumbnail" => reply(&art::thumbnail(number(&call, "id")?)),
            "get_split" => {
                let number = number(&call, "work")?;
                reply(&money::split(works::id(number), number != 1 || self.minted))
            }
            "import_holders" => reply(&fans()),
            "get_treaty" => {
                reply(&(number(&call, "work")? == 1).then(|| treaty::view(None, false)))
            }
            "draft_treaty" | "open_treaty" => reply(&treaty::view(Some("low-tide.json"), false)),
            "sign_treaty" | "merge_treaties" => {
                reply(&treaty::view(Some("low-tide.signed-12345678.json"), true))
            }
            "check_treaty" => reply(&treaty::checked()),
            "check_split" => {
                reply(&SplitChecked { sum: 1_000_000, wrong: Vec::new(), error: None })
            }
            "list_offers" if self.empty => reply::<[(); 0]>(&[]),
            "list_offers" => reply(&money::offers()),
            "list_licences" if self.empty => reply::<[(); 0]>(&[]),
            "list_licences" => reply(&money::licences()),
            "list_datasets" if self.empty => reply::<[(); 0]>(&[]),
            "list_datasets" => reply(&dataset::all()),
            "draft_dataset" | "read_dataset" => reply(&dataset::gathering(Some("tides.json"))),
            "check_dataset" => reply(&dataset::checked()),
            "simulate_offering" => reply(&offering::outlook(&read(call)?)?),
            "list_offerings" => {
                let work = number(&call, "work")?;
                reply(&if work == 2 { offering::offerings() } else { Vec::new() })
            }
            "list_channels" if self.empty => reply::<[(); 0]>(&[]),
            "list_channels" => reply(&channel::channels()),
            "accept_channel" => reply(&channel::accepted()),
            "receive_voucher" => reply(&channel::taken()),
            "write_channel_file" => {
                let path = "/home/ada/Documents/channel.json".into();
                reply(&ChannelFileWritten { path })
            }
            "get_income" | "sync_income" => reply(&money::income(self.empty)),
            "export_statement" => {
                let path = "/home/ada/Documents/colophon-statement-2026.csv".into();
                reply(&Exported { path, rows: 5 })
            }
            "write_fan_packs" => {
                reply(&FanPacks { folder: "/home/ada/Documents/fan packs".into(), holders: 1_003 })
            }
            _ => self.sheets(name, call),
        }
    }

    fn sheets(&mut self, name: &str, call: Value) -> Answer {
        if !self.unlocked() {
            return Err(ApiError::new(Code::Locked, "the keys are locked"));
        }
        let harbour = ["Harbour at six"];
        let (kind, sheet) = match name {
            "prepare_mint" => {
                let mint: PrepareMint = read(call)?;
                let royalty = format!("{}.{:02} %", mint.royalty_bps / 100, mint.royalty_bps % 100);
                let facts = [("holders", mint.rows.len().to_string()), ("royalty", royalty)];
                (SheetKind::Mint, money::sheet(SheetKind::Mint, &["Fern study IV"], &facts))
            }
            "prepare_offer" => {
                let offer: PrepareOffer = read(call)?;
                let facts = [("price", format!("{} USD", offer.price))];
                let invalid = |error| ApiError::new(Code::Invalid, error);
                let terms = offer.asked.terms(offer.kind, 6).map_err(invalid)?;
                let (clauses, exact) = money::said(&terms);
                let sheet = money::sheet(SheetKind::Offer, &harbour, &facts);
                (SheetKind::Offer, Sheet { clauses, exact, ..sheet })
            }
            "practice_buy" => {
                let buy: PracticeBuy = read(call)?;
                let facts = [("offer", buy.offer.to_string())];
                (SheetKind::PracticeBuy, money::sheet(SheetKind::PracticeBuy, &harbour, &facts))
            }
            "close_offer" => {
                let close: CloseOffer = read(call)?;
                let facts = [("offer", close.offer.to_string())];
                (SheetKind::CloseOffer, money::sheet(SheetKind::CloseOffer, &harbour, &facts))
            }
            "revoke_licence" => {
                let revoke: RevokeLicence = read(call)?;
                let facts = [("holder", revoke.holder)];
                (SheetKind::RevokeLicence, money::sheet(SheetKind::RevokeLicence, &harbour, &facts))
            }
            "prepare_claim" => {
                let facts = [("vaults", "2".to_owned())];
                let works = ["Harbour at six", "Low tide (master)"];
                (SheetKind::Claim, money::sheet(SheetKind::Claim, &works, &facts))
            }
            "prepare_payout" => {
                let facts = [
                    ("paid-holders", "1003".to_owned()),
                    ("paid", "241.5 USD".to_owned()),
                    ("gas-each", "80000".to_owned()),
                ];
                (SheetKind::Payout, money::sheet(SheetKind::Payout, &harbour, &facts))
            }
            "prepare_offering" => {
                let facts = offering::told(&read(call)?);
                let facts = facts.each_ref().map(|(name, value)| (*name, value.clone()));
                let tide = ["Low tide (master)"];
                (SheetKind::Offering, money::sheet(SheetKind::Offering, &tide, &facts))
            }
            "prepare_offering_step" | "practice_fans" => {
                let kind = match call.get("step") {
                    Some(step) => offering::kind(read(step.clone())?),
                    None => SheetKind::PracticeFans,
                };
                let facts = [("fans", "3".to_owned()), ("back", "10.0000 %".to_owned())];
                (kind, money::sheet(kind, &["Low tide (master)"], &facts))
            }
            "sign_consent" => return reply(&dataset::signed(&read(call)?)),
            "prepare_dataset" => {
                let kind = dataset::kind(&read::<PrepareDataset>(call)?.step);
                let facts = [("dataset", "Tides and harbours".to_owned())];
                (kind, money::sheet(kind, &harbour, &facts))
            }
            "prepare_channel"
            | "prepare_channel_step"
            | "prepare_voucher"
            | "prepare_channel_claim" => {
                let kind = channel::kind(name, call.get("step"));
                let facts = channel::told(kind);
                (kind, money::sheet(kind, &["Low tide (master)"], &facts))
            }
            "confirm_sheet" => return self.confirm(),
            _ => return Err(ApiError::new(Code::Internal, format!("there is no call {name}"))),
        };
        self.pending = Some(kind);
        reply(&sheet)
    }

    fn confirm(&mut self) -> Answer {
        let gone = || ApiError::new(Code::SheetGone, "the sheet was used");
        let kind = self.pending.take().ok_or_else(gone)?;
        self.minted |= kind == SheetKind::Mint;
        reply(&Receipt {
            transactions: if kind == SheetKind::ChannelVoucher {
                Vec::new()
            } else {
                vec![format!("0x{}", "ab".repeat(32))]
            },
            block: 1_332,
            fee: money::coins(388_000_000_000_000),
            payout: (kind == SheetKind::Payout).then(money::paid_out),
        })
    }

    fn create(&mut self, call: &Value) -> Answer {
        let text =
            |name: &str| call.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        if text("passphrase").chars().count() < 8 {
            let error =
                ApiError::new(Code::WeakPassphrase, "a passphrase has at least 8 characters");
            return Err(error.with("least", 8));
        }
        self.status.account = Some(AccountView {
            address: works::somebody(1),
            creator: text("creator"),
            words_checked: false,
            unlocked: true,
        });
        reply(&RecoveryWords { words: WORDS.map(str::to_owned).into(), ask: vec![2, 7, 11] })
    }

    fn check(&mut self, call: &Value) -> Answer {
        if call.get("answers") != Some(&serde_json::json!(["ink", "margin", "lamp"])) {
            return Err(ApiError::new(Code::WrongWords, "word 2 is another"));
        }
        if let Some(account) = &mut self.status.account {
            account.words_checked = true;
        }
        reply(&self.status)
    }

    fn unlock(&mut self, call: &Unlock) -> Answer {
        if call.passphrase.len() < 4 {
            return Err(ApiError::new(Code::WrongPassphrase, "the keystore does not open"));
        }
        self.turn_key(true)
    }

    fn turn_key(&mut self, open: bool) -> Answer {
        if let Some(account) = &mut self.status.account {
            account.unlocked = open;
        }
        reply(&self.status)
    }

    fn unlocked(&self) -> bool {
        self.status.account.as_ref().is_some_and(|account| account.unlocked)
    }

    fn register(&mut self, files: Vec<String>) -> Answer {
        self.files = files;
        self.turn = 0;
        self.cancelled = false;
        self.empty = false;
        self.status.works = 3;
        reply(&JobStarted { job: jobs::job_id() })
    }
}

fn number(call: &Value, field: &str) -> Result<u8, ApiError> {
    let wanted: WorkId = read(call.get(field).cloned().unwrap_or_default())?;
    let missing = || ApiError::new(Code::NotFound, format!("there is no work {wanted}"));
    (0..3).find(|number| works::id(*number) == wanted).ok_or_else(missing)
}

/// Holders out of a file, and one line with a slip.
fn fans() -> HoldersImported {
    let fan = |number: u8| HolderRow {
        name: format!("Fan {number}"),
        address: works::somebody(number).to_string(),
        percent: "0.4".into(),
    };
    let slip =
        ApiError::new(Code::Invalid, "0x12 is not an address: it has 2 digits instead of 40");
    HoldersImported { rows: (10..60).map(fan).collect(), wrong: vec![(52, slip)] }
}
