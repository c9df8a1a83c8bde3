//! Shares for fans through the calls of the window: a sale that succeeds and ends at its ceiling, one that fails and pays
//! back, and everything that is refused before it is signed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a test fails by panicking"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use colophon_app::ipc::{
    ApiError, Call, CancelSheet, CheckWords, ConfirmSheet, CreateAccount, FileToRegister,
    HolderRow, KeepPrivate, ListOfferings, ListOffers, Money, OfferingPhase, OfferingStep,
    OfferingView, Origin, PayIn, PracticeBuy, PracticeFans, PrepareMint, PrepareOffer,
    PrepareOffering, PrepareOfferingStep, Receipt, RegisterWorks, Sheet, SheetKind,
    SimulateOffering, Until,
};
use colophon_app::{App, Cost, Handle, Options};
use colophon_model::{Address, Clock, LicenceKind, Moment, PolicyPreset, TermsAsked, WorkId};

const DAY: u64 = 24 * 3600;

/// A clock that a test sets.
struct Watch(AtomicU64);

impl Clock for Watch {
    fn now(&self) -> Moment {
        Moment::from_unix_seconds(self.0.load(Ordering::SeqCst))
    }
}

/// A home with a minted work, three quarters of which are the artist's.
struct Studio {
    _folder: tempfile::TempDir,
    watch: Arc<Watch>,
    app: App,
    work: WorkId,
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
        let picture = folder.path().join("picture.png");
        let pixel = |x: u32, y: u32| image::Rgb([(x * 3) as u8, (y * 5) as u8, (x ^ y) as u8]);
        image::RgbImage::from_fn(320, 240, pixel).save(&picture).unwrap();
        let call = RegisterWorks {
            files: vec![FileToRegister {
                path: picture.display().to_string(),
                title: "Tide".to_owned(),
            }],
            creator: None,
            policy: PolicyPreset::NoAi,
            origin: Origin::HumanMade,
            watermark: false,
            keep: KeepPrivate::default(),
        };
        let job = app.register_now(&call).await.unwrap();
        let work = job.files[0].work.as_ref().unwrap().id;
        Self { _folder: folder, watch, app, work }
    }

    async fn minted() -> Self {
        let studio = Self::new().await;
        let me = studio.app.status().await.unwrap().account.unwrap().address;
        let row = |address: Address, percent: &str| HolderRow {
            name: String::new(),
            address: address.to_string(),
            percent: percent.to_owned(),
        };
        let call = PrepareMint {
            works: vec![studio.work],
            rows: vec![row(me, "75"), row(Address::repeat_byte(0x22), "25")],
            treaty: None,
            royalty_bps: 500,
        };
        studio.done(call).await;
        studio
    }

    async fn ask<C: Call>(&self, call: C) -> Result<C::Reply, ApiError>
    where
        App: Handle<C>,
    {
        self.app.handle(call).await
    }

    /// Prepares something and confirms its sheet.
    async fn done<C: Call<Reply = Sheet>>(&self, call: C) -> (Sheet, Receipt)
    where
        App: Handle<C>,
    {
        let sheet = self.ask(call).await.unwrap();
        let receipt = self.app.confirm_sheet(&sheet.id).await.unwrap();
        assert_eq!(receipt.transactions.len() as u64, sheet.transactions, "{sheet:?}");
        let units = |money: &Money| money.units.parse::<u128>().unwrap();
        assert!(units(&receipt.fee) <= units(&sheet.fee), "the sheet named the most: {receipt:?}");
        (sheet, receipt)
    }

    async fn offering(&self) -> OfferingView {
        let list = self.ask(ListOfferings { work: Some(self.work) }).await.unwrap();
        list.into_iter().next().unwrap()
    }

    async fn step(&self, step: OfferingStep) -> Sheet {
        let offering = self.offering().await.offering;
        self.done(PrepareOfferingStep { offering, step }).await.0
    }

    /// A licence for a thousand dollars is sold.
    async fn income(&self) {
        let offers = self.ask(ListOffers { work: Some(self.work) }).await.unwrap();
        let offer = match offers.first() {
            Some(offer) => offer.id,
            None => {
                let call = PrepareOffer {
                    work: self.work,
                    kind: LicenceKind::Commercial,
                    price: "1000".to_owned(),
                    pay_in: PayIn::Dollar,
                    asked: TermsAsked::default(),
                };
                self.done(call).await;
                self.ask(ListOffers { work: None }).await.unwrap()[0].id
            }
        };
        self.done(PracticeBuy { offer }).await;
    }

    /// A tenth of the income for a hundred dollars, until fans have a hundred and fifty.
    fn terms(&self) -> PrepareOffering {
        PrepareOffering {
            work: self.work,
            percent: "10%".to_owned(),
            price: "0.001".to_owned(),
            pay_in: PayIn::Dollar,
            ceiling: "0.0015".to_owned(),
            minimum: "5".to_owned(),
            per_buyer: "2".to_owned(),
            deadline: Until::Days(30),
            term: Until::Years(10),
            jurisdiction: "CH".to_owned(),
            text: "A tenth of what Tide earns. It may earn nothing.".to_owned(),
            warned: true,
        }
    }
}

fn texts(amounts: &[Money]) -> Vec<String> {
    amounts.iter().map(|money| format!("{} {}", money.text, money.symbol)).collect()
}

fn fact<'a>(sheet: &'a Sheet, name: &str) -> &'a str {
    sheet.facts.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
}

#[tokio::test(flavor = "multi_thread")]
async fn fans_buy_earn_their_ceiling_and_return_the_shares() {
    let studio = Studio::minted().await;
    assert!(studio.ask(ListOfferings { work: None }).await.unwrap().is_empty());
    let put_away = studio.ask(studio.terms()).await.unwrap();
    studio.ask(CancelSheet { id: put_away.id.clone() }).await.unwrap();
    assert!(studio.ask(ListOfferings { work: None }).await.unwrap().is_empty(), "nothing was sent");

    let (sheet, _) = studio.done(studio.terms()).await;
    assert_eq!((sheet.kind, sheet.transactions), (SheetKind::Offering, 3), "her place comes first");
    assert_eq!(fact(&sheet, "for-sale"), "10.0000 %");
    assert_eq!(fact(&sheet, "raised"), "100.00 pUSD PRACTICE");
    assert_eq!(fact(&sheet, "fans-most"), "150.00 pUSD PRACTICE");
    assert_eq!(fact(&sheet, "jurisdiction"), "CH");
    let again = studio.ask(ConfirmSheet { id: sheet.id }).await.unwrap_err();
    assert!(again.detail.contains("already used"), "a second click finds nothing: {again:?}");

    let view = studio.offering().await;
    assert_eq!((view.phase, view.sold, view.fans), (OfferingPhase::Selling, 0, 0));
    assert_eq!(view.steps, [OfferingStep::CallOff], "nothing is sold yet");
    assert!(view.warning.contains("may be securities"), "{}", view.warning);
    assert_eq!(view.text.as_deref(), Some("A tenth of what Tide earns. It may earn nothing."));
    assert_eq!(view.title.as_deref(), Some("Tide"));

    let offering = view.offering;
    let (sheet, _) = studio.done(PracticeFans { offering }).await;
    assert_eq!(fact(&sheet, "bought"), "5.0001 %", "three fans at a time");
    let view = studio.offering().await;
    assert_eq!((view.phase, view.sold, view.fans), (OfferingPhase::Selling, 50_001, 3));
    assert_eq!(view.steps, [], "it cannot be called off any more");
    studio.done(PracticeFans { offering }).await;
    let view = studio.offering().await;
    assert_eq!((view.phase, view.sold, view.fans), (OfferingPhase::Enough, 100_000, 6));
    let late = studio.ask(PracticeFans { offering }).await.unwrap_err();
    assert!(late.detail.contains("can be bought"), "{late:?}");

    // What is earned before the sale is settled is the artist's.
    studio.income().await;
    let sheet = studio.step(OfferingStep::Settle).await;
    assert_eq!(texts(&sheet.arrives), ["100.00 pUSD", "100.00 pUSD"], "proceeds, and the escrow's");
    let view = studio.offering().await;
    assert_eq!((view.phase, view.steps), (OfferingPhase::Earning, vec![]));
    assert!(view.pool.is_some());

    studio.income().await;
    let view = studio.offering().await;
    assert_eq!(texts(&view.owed), ["100.00 pUSD"]);
    assert_eq!((view.phase, view.steps), (OfferingPhase::Earning, vec![OfferingStep::PayFans]));
    let early = PrepareOfferingStep { offering, step: OfferingStep::End };
    let early = studio.ask(early).await.unwrap_err();
    assert!(early.detail.contains("neither their ceiling"), "{early:?}");
    let sheet = studio.step(OfferingStep::PayFans).await;
    assert_eq!((fact(&sheet, "fans"), fact(&sheet, "paid-fans")), ("6", "100.00 pUSD PRACTICE"));
    let view = studio.offering().await;
    assert_eq!((texts(&view.owed), view.steps), (vec![], vec![]));

    // The next payment goes over the ceiling.
    studio.income().await;
    let view = studio.offering().await;
    assert_eq!(view.phase, OfferingPhase::Over);
    assert_eq!(view.steps, [OfferingStep::PayFans, OfferingStep::End]);
    assert_eq!(texts(&view.owed), ["50.00 pUSD"], "what is left up to their ceiling");
    let sheet = studio.step(OfferingStep::End).await;
    assert_eq!(texts(&sheet.arrives), ["50.00 pUSD"], "what came in above");
    assert_eq!(fact(&sheet, "back"), "10.0000 %");
    let view = studio.offering().await;
    assert_eq!((view.phase, view.steps), (OfferingPhase::Ended, vec![OfferingStep::PayFans]));
    studio.step(OfferingStep::PayFans).await;
    let view = studio.offering().await;
    assert_eq!((texts(&view.owed), view.steps), (vec![], vec![]), "nothing is left to do");

    // The shares are hers again: all three quarters can be offered, and no more than that.
    let all = PrepareOffering { percent: "75".to_owned(), ..studio.terms() };
    let sheet = studio.ask(all).await.unwrap();
    assert_eq!(sheet.transactions, 2, "her place was taken before");
    let income = studio.ask(colophon_app::ipc::GetIncome { work: None }).await.unwrap();
    assert!(income.books_agree, "the books equal the contracts' own figures");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sale_without_its_minimum_pays_back() {
    let studio = Studio::minted().await;
    let terms = PrepareOffering {
        pay_in: PayIn::Coin,
        price: "0.000001".to_owned(),
        ceiling: "0.000002".to_owned(),
        minimum: "10".to_owned(),
        ..studio.terms()
    };
    studio.done(terms.clone()).await;
    let offering = studio.offering().await.offering;
    studio.done(PracticeFans { offering }).await;
    let early = PrepareOfferingStep { offering, step: OfferingStep::Refund };
    let early = studio.ask(early).await.unwrap_err();
    assert!(early.detail.contains("nothing to pay back"), "{early:?}");

    studio.watch.0.fetch_add(31 * DAY, Ordering::SeqCst);
    let view = studio.offering().await;
    assert_eq!((view.phase, view.steps), (OfferingPhase::Failed, vec![OfferingStep::Refund]));
    let sheet = studio.step(OfferingStep::Refund).await;
    assert_eq!((fact(&sheet, "fans"), fact(&sheet, "back")), ("3", "10.0000 %"));
    let view = studio.offering().await;
    assert_eq!((view.phase, view.refunded), (OfferingPhase::PaidBack, view.sold));
    assert_eq!(view.steps, []);

    // The shares are there for another try, which is called off.
    studio.done(PrepareOffering { percent: "75".to_owned(), ..terms }).await;
    assert_eq!(studio.ask(ListOfferings { work: None }).await.unwrap().len(), 2);
    let sheet = studio.step(OfferingStep::CallOff).await;
    assert_eq!(fact(&sheet, "back"), "75.0000 %");
    assert_eq!(studio.offering().await.phase, OfferingPhase::PaidBack);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_sold_is_refused_before_anything_is_signed() {
    let studio = Studio::minted().await;
    let head = studio.app.status().await.unwrap().chain.head;
    let is = |change: fn(&mut PrepareOffering)| {
        let mut terms = studio.terms();
        change(&mut terms);
        terms
    };
    for (terms, why) in [
        (is(|t| t.price = "0".into()), "not sold for nothing"),
        (is(|t| t.price = "ten".into()), "ten"),
        (is(|t| t.price = "-1".into()), "-1"),
        (is(|t| t.price = "0.0000001".into()), "0.0000001"),
        (is(|t| t.price = "1e9".into()), "1e9"),
        (is(|t| t.ceiling = "0.0009".into()), "below the price"),
        (is(|t| t.percent = "0".into()), "are for sale"),
        (is(|t| t.percent = "101".into()), "101"),
        (is(|t| t.percent = "75.0001".into()), "holds 75.0000 %"),
        (is(|t| t.minimum = "10.0001".into()), "the minimum is 10.0001 %"),
        (is(|t| t.minimum = "0".into()), "the minimum is 0.0000 %"),
        (is(|t| t.per_buyer = "11".into()), "the most for one buyer is 11.0000 %"),
        (is(|t| t.deadline = Until::Days(0)), "end in the future"),
        (is(|t| t.deadline = Until::Date("2026-10-31".into())), "end in the future"),
        (is(|t| t.deadline = Until::Days(367)), "within 366 days"),
        (is(|t| t.deadline = Until::Date("31.12.2026".into())), "31.12.2026 is no day"),
        (is(|t| t.term = Until::Days(59)), "at least 30 days after"),
        (is(|t| t.term = Until::Years(101)), "within 100 years"),
        (is(|t| t.jurisdiction = String::new()), "no jurisdiction"),
        (is(|t| t.jurisdiction = "Schweiz".into()), "Schweiz is no jurisdiction"),
        (is(|t| t.text = " ".into()), "says nothing to the fans"),
        (is(|t| t.warned = false), "may be securities"),
        (
            is(|t| {
                t.price = "100000000000000000000000".into();
                t.ceiling = t.price.clone();
            }),
            "",
        ),
    ] {
        let refused = studio.ask(terms.clone()).await.expect_err(&format!("{terms:?}"));
        assert!(refused.detail.contains(why), "{terms:?}: {refused:?}");
    }
    let unknown =
        PrepareOfferingStep { offering: Address::repeat_byte(0x77), step: OfferingStep::Settle };
    let refused = studio.ask(unknown).await.unwrap_err();
    assert!(refused.detail.contains("there is no offering"), "{refused:?}");
    assert_eq!(studio.app.status().await.unwrap().chain.head, head, "nothing was sent");

    let unminted = Studio::new().await;
    let refused = unminted.ask(unminted.terms()).await.unwrap_err();
    assert!(refused.detail.contains("mint it first"), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outlook_says_what_a_fan_gets() {
    let studio = Studio::minted().await;
    let call = SimulateOffering {
        percent: "10".to_owned(),
        price: "0.001".to_owned(),
        ceiling: "0.0015".to_owned(),
        buys: "1".to_owned(),
        pay_in: PayIn::Dollar,
        incomes: Vec::new(),
    };
    let outlook = studio.ask(call.clone()).await.unwrap();
    let two = [outlook.cost, outlook.most, outlook.break_even, outlook.full_at];
    assert_eq!(texts(&two), ["10.00 pUSD", "15.00 pUSD", "1000.00 pUSD", "1500.00 pUSD"]);
    let fans: Vec<Money> = outlook.levels.into_iter().map(|level| level.fan).collect();
    assert_eq!(texts(&fans), ["5.00 pUSD", "10.00 pUSD", "15.00 pUSD"], "up to the ceiling");
    let refused = studio.ask(SimulateOffering { price: "0".to_owned(), ..call }).await.unwrap_err();
    assert!(refused.detail.contains("not sold for nothing"), "{refused:?}");
}
