//! Dataset licences through the calls of the window, in one home that is curator, rights holder and buyer at once: every
//! step behind its sheet, for no more than the sheet says, and what is refused before anything is signed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and writes files that travel"
)]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use colophon_app::ipc::{
    ApiError, Call, CheckDataset, CheckWords, Code, CreateAccount, DatasetAt, DatasetPhase,
    DatasetRow, DatasetStep, DatasetView, DraftDataset, FileToRegister, GetIncome, HolderRow,
    KeepPrivate, ListDatasets, Money, Origin, PayIn, PrepareDataset, PrepareMint, ReadDataset,
    RegisterWorks, Sheet, SheetKind, SignConsent, Until,
};
use colophon_app::{App, Cost, Handle, Options};
use colophon_chain::dataset::{DatasetFile, DatasetText};
use colophon_model::{Address, Clock, Moment, Permissions, PolicyPreset, WorkId};

const DAY: u64 = 24 * 3600;

/// A clock that a test sets.
struct Watch(AtomicU64);

impl Clock for Watch {
    fn now(&self) -> Moment {
        Moment::from_unix_seconds(self.0.load(Ordering::SeqCst))
    }
}

/// A home with two minted works.
struct Studio {
    folder: tempfile::TempDir,
    watch: Arc<Watch>,
    app: App,
    works: Vec<WorkId>,
}

impl Studio {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let watch = Arc::new(Watch(AtomicU64::new(1_793_491_200)));
        let options = Options {
            cost: Cost::for_tests(),
            clock: Arc::clone(&watch) as Arc<dyn Clock>,
            ..Options::system(folder.path().join("home"))
        };
        let app = App::open(options).await.unwrap();
        let passphrase = "a lighthouse in fog".to_owned();
        let call = CreateAccount { creator: "Ada".to_owned(), passphrase };
        let words = app.create_account(call).await.unwrap();
        let word = |n: &u8| words.words[usize::from(*n) - 1].clone();
        app.check_words(&CheckWords { answers: words.ask.iter().map(word).collect() }).unwrap();
        let file = |n: u32| {
            let path = folder.path().join(format!("{n}.png"));
            let pixel = |x: u32, y: u32| image::Rgb([(x * n) as u8, (y * 5) as u8, (x ^ y) as u8]);
            image::RgbImage::from_fn(96, 64, pixel).save(&path).unwrap();
            FileToRegister { path: path.display().to_string(), title: format!("Tide {n}") }
        };
        let call = RegisterWorks {
            files: vec![file(3), file(7)],
            creator: None,
            policy: PolicyPreset::TrainByLicence,
            origin: Origin::HumanMade,
            watermark: false,
            keep: KeepPrivate::default(),
        };
        let job = app.register_now(&call).await.unwrap();
        let works = job.files.iter().map(|file| file.work.as_ref().unwrap().id).collect();
        Self { folder, watch, app, works }
    }

    async fn minted() -> Self {
        let studio = Self::new().await;
        let address = studio.app.status().await.unwrap().account.unwrap().address.to_string();
        let row = HolderRow { name: String::new(), address, percent: "100".to_owned() };
        let works = studio.works.clone();
        studio.done(PrepareMint { works, rows: vec![row], treaty: None, royalty_bps: 500 }).await;
        studio
    }

    async fn ask<C: Call>(&self, call: C) -> Result<C::Reply, ApiError>
    where
        App: Handle<C>,
    {
        self.app.handle(call).await
    }

    /// Prepares something and confirms its sheet.
    async fn done<C: Call<Reply = Sheet>>(&self, call: C) -> Sheet
    where
        App: Handle<C>,
    {
        let sheet = self.ask(call).await.unwrap();
        let receipt = self.app.confirm_sheet(&sheet.id).await.unwrap();
        assert_eq!(receipt.transactions.len() as u64, sheet.transactions, "{sheet:?}");
        let units = |money: &Money| money.units.parse::<u128>().unwrap();
        assert!(units(&receipt.fee) <= units(&sheet.fee), "the sheet named the most: {receipt:?}");
        let again = self.app.confirm_sheet(&sheet.id).await.unwrap_err();
        assert_eq!(again.code(), Code::SheetGone, "a second click finds nothing");
        sheet
    }

    fn at(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn draft(&self, name: &str, pay_in: PayIn) -> DraftDataset {
        let row = |work: &WorkId| DatasetRow { work: work.to_string(), percent: String::new() };
        DraftDataset {
            title: "Coasts".to_owned(),
            notes: String::new(),
            works: self.works.iter().map(row).collect(),
            allows: Permissions { ai_train: true, ..Permissions::default() },
            days: 30,
            transferable: true,
            licence: "Name the authors.".to_owned(),
            price: "0.5".to_owned(),
            pay_in,
            path: Some(self.at(name)),
        }
    }

    fn step(&self, name: &str, step: DatasetStep) -> PrepareDataset {
        PrepareDataset { dataset: DatasetAt::File(self.at(name)), step }
    }

    async fn refused(&self, name: &str, step: DatasetStep, why: &str) {
        let refused = self.ask(self.step(name, step)).await.unwrap_err();
        assert!(refused.detail.contains(why), "{why}: {refused:?}");
    }

    async fn consent(&self, name: &str, work: usize, days: u32) -> String {
        let path = Some(self.at(name));
        let read = self.ask(ReadDataset { path }).await.unwrap();
        let out = self.at(&format!("{name}.{work}.{days}"));
        let call = SignConsent {
            path: self.at(name),
            id: read.id,
            work: self.works[work],
            lowest_price: "0.25".to_owned(),
            until: Until::Days(days),
            out: Some(out.clone()),
        };
        self.ask(call).await.unwrap();
        out
    }

    async fn view(&self) -> DatasetView {
        self.ask(ListDatasets {}).await.unwrap().remove(0)
    }
}

fn texts(amounts: &[Money]) -> Vec<String> {
    amounts.iter().map(|money| format!("{} {}", money.text, money.symbol)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_step_is_behind_its_sheet() {
    let studio = Studio::minted().await;
    let name = "coasts.json";
    let view = studio.ask(studio.draft(name, PayIn::Coin)).await.unwrap();
    assert_eq!((view.phase, view.works[0].weight), (DatasetPhase::Draft, 500_000), "equal parts");
    assert_eq!(view.licence, "Name the authors.");
    studio.refused(name, DatasetStep::Draw, "nothing is owed").await;
    studio.refused(name, DatasetStep::SetPrice("1".to_owned()), "not open yet").await;
    studio.refused(name, DatasetStep::TakeOut(studio.works[0]), "is not open").await;
    studio.refused(name, DatasetStep::Join(Vec::new()), "not open yet").await;

    let sheet = studio.done(studio.step(name, DatasetStep::Open)).await;
    assert_eq!((sheet.kind, sheet.transactions), (SheetKind::DatasetOpen, 2), "vault and dataset");
    assert!(!sheet.clauses.is_empty(), "the terms stand beside");
    studio.refused(name, DatasetStep::Open, "open already").await;

    // A consent that has run out, then one in time for each work.
    let early = studio.consent(name, 0, 1).await;
    studio.watch.0.fetch_add(2 * DAY, Ordering::SeqCst);
    let late = DatasetStep::Join(vec![early.clone()]);
    studio.refused(name, late, "a moment that has passed").await;
    let call = CheckDataset { dataset: DatasetAt::Kept(view.id), consents: vec![early] };
    let checked = studio.ask(call).await.unwrap();
    assert!(!checked.ok && checked.can_join.is_empty(), "{checked:?}");
    let consents = vec![studio.consent(name, 0, 30).await, studio.consent(name, 1, 30).await];
    let sheet = studio.done(studio.step(name, DatasetStep::Join(consents.clone()))).await;
    assert_eq!((sheet.works.len(), sheet.transactions), (2, 1), "both in one");
    studio.refused(name, DatasetStep::Join(consents), "nothing to bring").await;

    studio.refused(name, DatasetStep::SetPrice("0.2".to_owned()), "is under 0.25").await;
    studio.done(studio.step(name, DatasetStep::SetPrice("0".to_owned()))).await;
    assert_eq!(studio.view().await.phase, DatasetPhase::Resting);
    studio.refused(name, DatasetStep::Buy(1), "sells no licence for now").await;
    studio.done(studio.step(name, DatasetStep::SetPrice("0.25".to_owned()))).await;
    studio.refused(name, DatasetStep::Buy(0), "at least one").await;
    studio.refused(name, DatasetStep::Buy(1_000_000), "less coin than price and fees").await;
    let sheet = studio.done(studio.step(name, DatasetStep::Buy(2))).await;
    assert_eq!(texts(&sheet.leaves), ["0.50 ETH"], "two of them");
    // By its number, as the page has it.
    let again = PrepareDataset { dataset: DatasetAt::Kept(view.id), step: DatasetStep::Buy(1) };
    let again = studio.ask(again).await.unwrap();
    assert!(again.facts.iter().any(|(name, _)| name == "held"), "one is held already: {again:?}");

    let view = studio.view().await;
    assert_eq!((texts(&view.received), view.sales.len()), (vec!["0.50 ETH".to_owned()], 1));
    assert!(view.sales[0].own && view.sales[0].valid && view.refusal.is_none(), "{view:?}");
    let sheet = studio.done(studio.step(name, DatasetStep::Draw)).await;
    assert_eq!(sheet.transactions, 2, "each work its part");
    let view = studio.view().await;
    assert_eq!(texts(&view.works[1].drawn), ["0.25 ETH"]);
    assert_eq!((texts(&view.waiting), view.books_agree), (vec![], Some(true)));
    let income = studio.ask(GetIncome { work: None }).await.unwrap();
    assert!(income.books_agree, "the works' books agree as well");

    let sheet = studio.done(studio.step(name, DatasetStep::TakeOut(studio.works[0]))).await;
    assert_eq!(sheet.kind, SheetKind::DatasetTakeOut);
    studio.refused(name, DatasetStep::Buy(1), "1 of 2 works have not joined (Tide 3)").await;
    studio.watch.0.fetch_add(40 * DAY, Ordering::SeqCst);
    assert!(!studio.view().await.sales[0].valid, "thirty days are over");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_not_believed() {
    let studio = Studio::minted().await;
    let view = studio.ask(studio.draft("real.json", PayIn::Dollar)).await.unwrap();
    let head = studio.app.status().await.unwrap().chain.head;
    let real = std::fs::read_to_string(studio.at("real.json")).unwrap();
    let real = DatasetFile::parse(&real).unwrap();
    let strange = Address::repeat_byte(0x77);
    // Each with the number that follows from what it says, as an impostor would write it.
    for (change, why) in [
        ((|t, s| t.token = Some(s)) as fn(&mut DatasetText, Address), "a token that this Colophon"),
        (|t, s| t.contract = s, "a contract that this Colophon does not know"),
        (|t, s| t.vault = s, "the file names the vault"),
        (|t, s| t.curator = s, "the file names the vault"),
        (|t, _| t.works[0].weight.0 += 1, "the weights are no whole"),
        (|t, _| t.works.truncate(1), "at least two works"),
    ] {
        let mut text = real.text().clone();
        change(&mut text, strange);
        let path = studio.at("false.json");
        match DatasetFile::new(text) {
            Ok(file) => std::fs::write(&path, file.to_json().unwrap()).unwrap(),
            Err(error) => {
                assert!(error.to_string().contains(why), "{error}");
                continue;
            }
        }
        for step in [DatasetStep::Open, DatasetStep::Buy(1), DatasetStep::Draw] {
            studio.refused("false.json", step, why).await;
        }
        let refused = studio.ask(ReadDataset { path: Some(path) }).await.unwrap_err();
        assert!(refused.detail.contains(why), "{refused:?}");
    }
    // Another file than the one that was read.
    let call = SignConsent {
        path: studio.at("real.json"),
        id: colophon_model::B256::ZERO,
        work: studio.works[0],
        lowest_price: "0.25".to_owned(),
        until: Until::Days(30),
        out: None,
    };
    let refused = studio.ask(call).await.unwrap_err();
    assert!(refused.detail.contains("no longer the dataset that was read"), "{refused:?}");
    assert_eq!(studio.app.status().await.unwrap().chain.head, head, "nothing was sent");
    assert!(!Path::new(&studio.at("real.consent")).exists());
    assert_eq!(view.phase, DatasetPhase::Draft);

    let unminted = Studio::new().await;
    let refused = unminted.ask(unminted.draft("x.json", PayIn::Coin)).await.unwrap_err();
    assert!(refused.detail.contains("mint it first"), "{refused:?}");
}
