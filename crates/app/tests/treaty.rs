//! Treaties that must not be signed, and what a work's vault is made by.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test fails by panicking")]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use colophon_app::ipc::{
    CheckWords, CreateAccount, DraftTreaty, FileToRegister, GetTreaty, HolderRow, KeepPrivate,
    OpenTreaty, Origin, PrepareMint, RegisterWorks, Sheet, SignTreaty, SignedTreaty, TreatyView,
};
use colophon_app::{App, Cost, Options};
use colophon_chain::{Treaty, TreatyDraft, TreatyFile};
use colophon_model::{Address, Clock, Moment, PolicyPreset, WorkId};

const DAY: u64 = 24 * 3600;

/// A clock that a test sets.
struct Watch(AtomicU64);

impl Clock for Watch {
    fn now(&self) -> Moment {
        Moment::from_unix_seconds(self.0.load(Ordering::SeqCst))
    }
}

/// A home with an account and one registered picture.
struct Desk {
    folder: tempfile::TempDir,
    watch: Arc<Watch>,
    app: App,
    me: Address,
    work: WorkId,
}

impl Desk {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let watch = Arc::new(Watch(AtomicU64::new(1_793_491_200)));
        let home = folder.path().join("home");
        let options = Options {
            cost: Cost::for_tests(),
            clock: Arc::clone(&watch) as Arc<dyn Clock>,
            ..Options::system(home)
        };
        let app = App::open(options).await.unwrap();
        let passphrase = "a lighthouse in fog".to_owned();
        let call = CreateAccount { creator: "Ada".to_owned(), passphrase };
        let words = app.create_account(call).await.unwrap();
        let word = |n: &u8| words.words[usize::from(*n) - 1].clone();
        app.check_words(&CheckWords { answers: words.ask.iter().map(word).collect() }).unwrap();
        let me = app.status().await.unwrap().account.unwrap().address;
        let picture = folder.path().join("picture.png");
        let pixel = |x: u32, y: u32| image::Rgb([(x * 3) as u8, (y * 5) as u8, (x ^ y) as u8]);
        image::RgbImage::from_fn(320, 240, pixel).save(&picture).unwrap();
        let path = picture.display().to_string();
        let call = RegisterWorks {
            files: vec![FileToRegister { path, title: "Tide".to_owned() }],
            creator: None,
            policy: PolicyPreset::NoAi,
            origin: Origin::HumanMade,
            watermark: false,
            keep: KeepPrivate::default(),
        };
        let job = app.register_now(&call).await.unwrap();
        let work = job.files[0].work.as_ref().unwrap().id;
        Self { folder, watch, app, me, work }
    }

    fn at(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn rows(&self) -> Vec<HolderRow> {
        let row = |address: Address, percent: &str| HolderRow {
            name: String::new(),
            address: address.to_string(),
            percent: percent.to_owned(),
        };
        vec![row(self.me, "75"), row(Address::repeat_byte(0x22), "25")]
    }

    /// A treaty that this home alone has to sign.
    async fn draft(&self, name: &str) -> TreatyView {
        let call = DraftTreaty {
            work: self.work,
            rows: self.rows(),
            fans: None,
            signers: vec![self.me.to_string()],
            offerers: Vec::new(),
            revokers: Vec::new(),
            floor_coin: String::new(),
            floor_dollar: "5".to_owned(),
            days: 1,
            path: Some(self.at(name)),
        };
        self.app.draft_treaty(&call).await.unwrap()
    }

    async fn sign(&self, name: &str, view: &TreatyView) -> colophon_app::Result<TreatyView> {
        let call = SignTreaty { path: self.at(name), hash: view.hash, out: None };
        self.app.sign_treaty(&call).await
    }

    async fn read(&self, name: &str) -> TreatyView {
        self.app.open_treaty(&OpenTreaty { path: Some(self.at(name)) }).await.unwrap()
    }

    /// The file with another text, as somebody would write it who wants a signature.
    fn forge(&self, from: &str, to: &str, change: impl FnOnce(&mut TreatyDraft)) {
        let file = TreatyFile::parse(&std::fs::read_to_string(self.at(from)).unwrap()).unwrap();
        let mut text = file.treaty().text().clone();
        change(&mut text);
        let forged =
            TreatyFile::new(Treaty::new(text.in_order()).unwrap(), file.allocation()).unwrap();
        std::fs::write(Path::new(&self.at(to)), forged.to_json().unwrap()).unwrap();
    }

    /// What is read is refused before anything is signed, and signing says the same.
    async fn check_refused(&self, name: &str, want: &str) {
        let view = self.read(name).await;
        let refusal = view.refusal.clone().unwrap().detail;
        assert!(refusal.contains(want), "{name}: {refusal}");
        assert_eq!(self.sign(name, &view).await.unwrap_err().to_string(), refusal, "{name}");
    }

    async fn sheet(&self, treaty: Option<&str>) -> colophon_app::Result<Sheet> {
        let treaty = treaty.map(|name| SignedTreaty::File(self.at(name)));
        let call =
            PrepareMint { works: vec![self.work], rows: self.rows(), treaty, royalty_bps: 500 };
        self.app.prepare_mint(&call).await
    }

    async fn mint(&self, treaty: Option<&str>) -> colophon_app::Result<u64> {
        let sheet = self.sheet(treaty).await?;
        self.app.confirm_sheet(&sheet.id).await?;
        Ok(sheet.transactions)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_should_not_be_signed_is_not() {
    let desk = Desk::new().await;
    let view = desk.draft("treaty.json").await;
    assert_eq!(view.refusal, None, "the artist may sign her own treaty");
    let foreign = Address::repeat_byte(0x66);
    desk.forge("treaty.json", "factory.json", |text| text.chains[0].factory = foreign);
    desk.check_refused("factory.json", "which is not the factory known there").await;
    desk.forge("treaty.json", "token.json", |text| text.chains[0].tokens[0] = foreign);
    desk.check_refused("token.json", "a token that this Colophon does not know").await;
    desk.forge("treaty.json", "chain.json", |text| text.chains[0].chain.0 = 8453);
    desk.check_refused("chain.json", "the treaty does not hold on chain 1337001").await;
    desk.forge("treaty.json", "party.json", |text| {
        text.author = foreign;
        text.signers = vec![foreign];
    });
    desk.check_refused("party.json", "is not among those who sign").await;

    // The file is exchanged between reading and signing.
    desk.forge("treaty.json", "price.json", |text| text.offerers = vec![foreign]);
    let exchanged = desk.sign("price.json", &view).await.unwrap_err().to_string();
    assert!(exchanged.contains("is no longer the treaty that was read"), "{exchanged}");

    desk.watch.0.fetch_add(2 * DAY, Ordering::SeqCst);
    desk.check_refused("treaty.json", "the deadline of the treaty has passed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vault_is_made_by_the_treaty_that_was_signed() {
    let desk = Desk::new().await;
    let drafted = desk.draft("treaty.json").await;
    assert_eq!(desk.app.treaty_of(desk.work).unwrap(), None, "a draft makes no vault");
    let unsigned = desk.mint(Some("treaty.json")).await.unwrap_err().to_string();
    assert!(unsigned.contains("not yet signed by"), "{unsigned}");
    let signed = desk.sign("treaty.json", &drafted).await.unwrap();
    assert!(signed.complete, "nobody else has to sign");
    let out = Path::new(signed.path.as_deref().unwrap()).file_name().unwrap().to_str().unwrap();
    assert_eq!(desk.mint(Some(out)).await.unwrap(), 4, "anchor, agree, vault, token");
    let treaty = desk.app.treaty_of(desk.work).unwrap().unwrap();
    assert_eq!(treaty.hash(), drafted.hash, "the one that was signed");
    let kept = desk.app.treaty_view(GetTreaty { work: desk.work }).await.unwrap().unwrap();
    assert!(kept.used && kept.complete, "{kept:?}");
    let call = OpenTreaty { path: Some(desk.at("treaty.json")) };
    assert!(desk.app.open_treaty(&call).await.unwrap().used, "the draft is known as well");
}

/// Who forgets the treaty is told so on the sheet, before its work gets a vault that it does not bind.
#[tokio::test(flavor = "multi_thread")]
async fn a_treaty_is_not_left_aside_in_silence() {
    let desk = Desk::new().await;
    let told = |sheet: &Sheet| sheet.facts.iter().any(|(name, _)| name == "unused-treaty");
    assert!(!told(&desk.sheet(None).await.unwrap()), "there is none");
    let drafted = desk.draft("treaty.json").await;
    assert!(told(&desk.sheet(None).await.unwrap()), "it waits for signatures");
    let signed = desk.sign("treaty.json", &drafted).await.unwrap();
    let out = Path::new(signed.path.as_deref().unwrap()).file_name().unwrap().to_str().unwrap();
    assert!(!told(&desk.sheet(Some(out)).await.unwrap()), "it is used");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_others_the_artist_agrees_with_herself() {
    let desk = Desk::new().await;
    assert_eq!(desk.mint(None).await.unwrap(), 3, "anchor, vault, token");
    let treaty = desk.app.treaty_of(desk.work).unwrap().unwrap();
    let me = vec![desk.me];
    let text = treaty.text();
    assert_eq!((&text.signers, &text.offerers, &text.revokers), (&me, &me, &me));
    let part = &text.chains[0];
    assert_eq!(part.floors.len(), 1 + part.tokens.len(), "licences may be sold in everything");
    assert!(part.floors.iter().all(|floor| floor.price == 1.into()), "at any price: {part:?}");
    let kept = desk.app.treaty_view(GetTreaty { work: desk.work }).await.unwrap().unwrap();
    let vault = desk.app.split(desk.work).await.unwrap().vault;
    assert_eq!(kept.chains[0].vault, vault, "the vault commits to it");
    let late = DraftTreaty {
        work: desk.work,
        rows: desk.rows(),
        fans: None,
        signers: Vec::new(),
        offerers: Vec::new(),
        revokers: Vec::new(),
        floor_coin: "1".to_owned(),
        floor_dollar: String::new(),
        days: 1,
        path: Some(desk.at("late.json")),
    };
    let late = desk.app.draft_treaty(&late).await.unwrap_err().to_string();
    assert!(late.contains("has its vault already"), "{late}");
}
