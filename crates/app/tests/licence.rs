//! Licences of every template on the practice chain: offered, bought, valid, closed, taken back; and what is refused.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use colophon_app::ipc::{
    CheckLicence, CheckWords, CloseOffer, CreateAccount, DraftTreaty, FileToRegister, HolderRow,
    KeepPrivate, LicenceView, ListLicences, ListOffers, OfferView, Origin, PayIn, PracticeBuy,
    PrepareMint, PrepareOffer, RegisterWorks, RevokeLicence, Sheet, SignTreaty, SignedTreaty,
};
use colophon_app::{App, Cost, Options};
use colophon_model::{Address, FixedClock, LicenceKind, Moment, PolicyPreset, TermsAsked, WorkId};

/// A home with an account and registered pictures.
struct Shop {
    folder: tempfile::TempDir,
    app: App,
    me: Address,
    works: Vec<WorkId>,
}

impl Shop {
    async fn new(count: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = Options {
            cost: Cost::for_tests(),
            clock: Arc::new(FixedClock(Moment::from_unix_seconds(1_793_491_200))),
            ..Options::system(folder.path().join("home"))
        };
        let app = App::open(options).await.unwrap();
        let passphrase = "a lighthouse in fog".to_owned();
        let call = CreateAccount { creator: "Ada".to_owned(), passphrase };
        let words = app.create_account(call).await.unwrap();
        let word = |n: &u8| words.words[usize::from(*n) - 1].clone();
        app.check_words(&CheckWords { answers: words.ask.iter().map(word).collect() }).unwrap();
        let me = app.status().await.unwrap().account.unwrap().address;
        let mut files = Vec::new();
        for number in 0..count {
            let picture = folder.path().join(format!("{number}.png"));
            let pixel = |x: u32, y: u32| {
                image::Rgb([(x * 3 + number * 7) as u8, (y * 5) as u8, (x ^ y) as u8])
            };
            image::RgbImage::from_fn(320, 240, pixel).save(&picture).unwrap();
            let (path, title) = (picture.display().to_string(), format!("Tide {number}"));
            files.push(FileToRegister { path, title });
        }
        let call = RegisterWorks {
            files,
            creator: None,
            policy: PolicyPreset::NoAi,
            origin: Origin::HumanMade,
            watermark: false,
            keep: KeepPrivate::default(),
        };
        let job = app.register_now(&call).await.unwrap();
        let works = job.files.iter().map(|file| file.work.as_ref().unwrap().id).collect();
        Self { folder, app, me, works }
    }

    async fn minted(count: u32) -> Self {
        let shop = Self::new(count).await;
        shop.mint(None).await;
        shop
    }

    async fn mint(&self, treaty: Option<SignedTreaty>) {
        let works = self.works.clone();
        let call = PrepareMint { works, rows: self.rows(), treaty, royalty_bps: 500 };
        let sheet = self.app.prepare_mint(&call).await.unwrap();
        self.app.confirm_sheet(&sheet.id).await.unwrap();
    }

    fn rows(&self) -> Vec<HolderRow> {
        let address = self.me.to_string();
        vec![HolderRow { name: String::new(), address, percent: "100".to_owned() }]
    }

    async fn prepare(
        &self,
        work: usize,
        kind: LicenceKind,
        asked: &TermsAsked,
        price: &str,
        pay_in: PayIn,
    ) -> colophon_app::Result<Sheet> {
        let (work, price, asked) = (self.works[work], price.to_owned(), asked.clone());
        self.app.prepare_offer(&PrepareOffer { work, kind, price, pay_in, asked }).await
    }

    /// Puts up an offer and gives its number.
    async fn offer(&self, work: usize, kind: LicenceKind, asked: &TermsAsked) -> i64 {
        let sheet = self.prepare(work, kind, asked, "12.50", PayIn::Dollar).await.unwrap();
        self.app.confirm_sheet(&sheet.id).await.unwrap();
        let newest = self.offers(work).into_iter().next().unwrap();
        assert_eq!(sheet.exact, newest.exact, "what was confirmed is what was put up");
        assert_eq!(sheet.clauses, newest.clauses, "in the same words");
        newest.id
    }

    fn offers(&self, work: usize) -> Vec<OfferView> {
        self.app.offers(&ListOffers { work: Some(self.works[work]) }).unwrap()
    }

    fn open(&self, work: usize) -> Vec<LicenceKind> {
        self.offers(work).into_iter().filter(|o| o.open).map(|o| o.kind).collect()
    }

    async fn buy(&self, offer: i64) {
        let sheet = self.app.prepare_practice_buy(PracticeBuy { offer }).await.unwrap();
        self.app.confirm_sheet(&sheet.id).await.unwrap();
    }

    async fn sold(&self, work: usize) -> Vec<LicenceView> {
        self.app.licences(ListLicences { work: Some(self.works[work]) }).await.unwrap()
    }

    async fn revoke(&self, licence: &LicenceView, reason: &str) -> colophon_app::Result<Sheet> {
        let (licence, holder) = (licence.licence.clone(), licence.buyer.to_string());
        let call = RevokeLicence { licence, holder, reason: reason.to_owned() };
        self.app.prepare_revoke(&call).await
    }

    /// An offer that is refused before there is anything to sign.
    async fn check_refused(&self, work: usize, kind: LicenceKind, asked: &TermsAsked, want: &str) {
        let refusal = self.prepare(work, kind, asked, "12.50", PayIn::Dollar).await.unwrap_err();
        assert!(refusal.to_string().contains(want), "{kind:?} {asked:?}: {refusal}");
    }
}

fn as_usual() -> TermsAsked {
    TermsAsked::default()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_template_is_offered_bought_and_valid() {
    let count = u32::try_from(LicenceKind::ALL.len()).unwrap();
    let shop = Shop::minted(count).await;
    for (work, kind) in LicenceKind::ALL.into_iter().enumerate() {
        let offer = shop.offer(work, kind, &as_usual()).await;
        shop.buy(offer).await;
        let sold = shop.sold(work).await;
        assert_eq!(sold.len(), 1, "{kind:?}");
        assert!(sold[0].valid && sold[0].kind == kind, "{sold:?}");
        let ask = |holder: Address| CheckLicence {
            licence: sold[0].licence.clone(),
            holder: holder.to_string(),
        };
        assert!(shop.app.check_licence(&ask(sold[0].buyer)).await.unwrap().valid, "{kind:?}");
        assert!(!shop.app.check_licence(&ask(shop.me)).await.unwrap().valid, "hers, not mine");
        let left = kind != LicenceKind::Exclusive && kind.public_licence().is_none();
        assert_eq!(shop.open(work).len(), usize::from(left), "{kind:?}: one of a kind is gone");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exclusive_sale_closes_what_conflicts_with_it() {
    use LicenceKind::{AiTraining, Commercial, Exclusive, Personal};
    let shop = Shop::minted(2).await;
    for kind in [Personal, Commercial, AiTraining, Exclusive] {
        shop.offer(0, kind, &as_usual()).await;
    }
    assert_eq!(shop.open(0), [Exclusive, AiTraining, Commercial, Personal]);
    let exclusive = shop.offers(0)[0].id;
    shop.buy(exclusive).await;
    assert_eq!(shop.open(0), [AiTraining, Personal], "the list says what the chain says");
    shop.check_refused(0, Commercial, &as_usual(), "licensed to somebody alone until 2027-").await;
    let again = shop.app.prepare_practice_buy(PracticeBuy { offer: exclusive }).await.unwrap_err();
    assert!(again.to_string().contains("cannot be bought now"), "{again}");
    shop.offer(0, Personal, &as_usual()).await;

    let forever = shop.offer(1, Commercial, &as_usual()).await;
    shop.buy(forever).await;
    shop.check_refused(1, Exclusive, &as_usual(), "and one is for ever; choose uses").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_freed_for_everybody_is_not_sold_again() {
    let shop = Shop::minted(1).await;
    let free = shop.offer(0, LicenceKind::CcBySa, &as_usual()).await;
    shop.offer(0, LicenceKind::Remix, &as_usual()).await;
    shop.buy(free).await;
    let said = "somebody has paid for CC BY-SA 4.0";
    let same = TermsAsked { reciprocal: Some(true), ..as_usual() };
    shop.check_refused(0, LicenceKind::Remix, &same, said).await;
    shop.check_refused(0, LicenceKind::Commercial, &same, "concern remixes").await;
    shop.offer(0, LicenceKind::AiTraining, &as_usual()).await;
    shop.offer(0, LicenceKind::Remix, &as_usual()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_is_closed_and_a_licence_taken_back() {
    let shop = Shop::minted(1).await;
    let revocable = TermsAsked { revocable: Some(true), days: Some(30), ..as_usual() };
    let offer = shop.offer(0, LicenceKind::Personal, &revocable).await;
    shop.buy(offer).await;
    let sheet = shop.app.prepare_close_offer(CloseOffer { offer }).await.unwrap();
    shop.app.confirm_sheet(&sheet.id).await.unwrap();
    assert!(shop.open(0).is_empty(), "closed");
    let again = shop.app.prepare_close_offer(CloseOffer { offer }).await.unwrap_err();
    assert!(again.to_string().contains("nothing to close"), "{again}");

    let sold = shop.sold(0).await;
    assert!(sold[0].valid && sold[0].revocable, "what was sold stays: {sold:?}");
    let silent = shop.revoke(&sold[0], "  ").await.unwrap_err();
    assert!(silent.to_string().contains("say why"), "{silent}");
    let sheet = shop.revoke(&sold[0], "used against the terms").await.unwrap();
    shop.app.confirm_sheet(&sheet.id).await.unwrap();
    assert!(!shop.sold(0).await[0].valid, "taken back");
    let twice = shop.revoke(&sold[0], "again").await.unwrap_err();
    assert!(twice.to_string().contains("does not have this licence now"), "{twice}");

    let firm = shop.offer(0, LicenceKind::Commercial, &as_usual()).await;
    shop.buy(firm).await;
    let sold = shop.sold(0).await;
    let firm = sold.iter().find(|l| l.kind == LicenceKind::Commercial).unwrap();
    let never = shop.revoke(firm, "regret").await.unwrap_err();
    assert!(never.to_string().contains("never taken back"), "{never}");
    let unknown = LicenceView { licence: "77".to_owned(), ..firm.clone() };
    let unknown = shop.revoke(&unknown, "regret").await.unwrap_err();
    assert!(unknown.to_string().contains("licence 77 among those"), "{unknown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_treaty_does_not_allow_is_refused_in_words() {
    let shop = Shop::new(1).await;
    let judge = Address::repeat_byte(0x77);
    let path = shop.folder.path().join("treaty.json").display().to_string();
    let draft = DraftTreaty {
        work: shop.works[0],
        rows: shop.rows(),
        fans: None,
        signers: Vec::new(),
        offerers: Vec::new(),
        revokers: vec![judge.to_string()],
        floor_coin: String::new(),
        floor_dollar: "12.50".to_owned(),
        days: 1,
        path: Some(path.clone()),
    };
    let drafted = shop.app.draft_treaty(&draft).await.unwrap();
    let sign = SignTreaty { path, hash: drafted.hash, out: None };
    let signed = shop.app.sign_treaty(&sign).await.unwrap().path.unwrap();
    shop.mint(Some(SignedTreaty::File(signed))).await;

    let check = async |price: &str, pay_in: PayIn, want: &str| {
        let kind = LicenceKind::Remix;
        let refusal = shop.prepare(0, kind, &as_usual(), price, pay_in).await.unwrap_err();
        assert!(refusal.to_string().contains(want), "{price}: {refusal}");
    };
    check("12.49", PayIn::Dollar, "sells no licence below 12.50").await;
    check("100", PayIn::Coin, "sells no licences in").await;
    check("0", PayIn::Dollar, "set a price above zero").await;

    let revocable = TermsAsked { revocable: Some(true), ..as_usual() };
    let offer = shop.offer(0, LicenceKind::Remix, &revocable).await;
    shop.buy(offer).await;
    let back = shop.revoke(&shop.sold(0).await[0], "regret").await.unwrap_err();
    assert!(back.to_string().contains("take licences back; ask those whom it names"), "{back}");
}

#[tokio::test(flavor = "multi_thread")]
async fn senseless_terms_are_refused_before_anything_is_signed() {
    let shop = Shop::minted(1).await;
    let text = |text: &str| Some(text.to_owned());
    for (kind, asked, want) in [
        (
            LicenceKind::Personal,
            TermsAsked { owed_percent: text("5"), ..as_usual() },
            "needs a licence for commercial use",
        ),
        (
            LicenceKind::Commercial,
            TermsAsked { revenue_ceiling: text("0.0000001"), ..as_usual() },
            "more decimal places",
        ),
        (
            LicenceKind::Exclusive,
            TermsAsked { days: Some(30), ..as_usual() },
            "exclusive for 90 days",
        ),
        (
            LicenceKind::Commercial,
            TermsAsked { revenue_ceiling: text("100000000000000000000000000000000"), ..as_usual() },
            "too large for the contract",
        ),
        (
            LicenceKind::Remix,
            TermsAsked { territory: text("FR, XX"), ..as_usual() },
            "`XX` is not a country's code",
        ),
    ] {
        shop.check_refused(0, kind, &asked, want).await;
    }
    assert!(shop.offers(0).is_empty(), "nothing was put up");
}
