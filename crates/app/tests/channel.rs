//! Payments per use between two homes that share a chain and send each other files: a thousand vouchers of which the last
//! travels, one claim, what the payer takes back, what is refused, and a deposit that is interrupted.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test fails by panicking"
)]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use colophon_app::ipc::{
    AcceptChannel, ApiError, Call, ChannelAct, ChannelPayee, ChannelPhase, ChannelStep,
    ChannelView, CheckWords, Code, CreateAccount, FileToRegister, GetIncome, HolderRow,
    KeepPrivate, ListChannels, Money, Origin, PayIn, PrepareChannel, PrepareChannelClaim,
    PrepareChannelStep, PrepareClaim, PrepareMint, PrepareVoucher, Receipt, ReceiveVoucher,
    RegisterWorks, Sheet, SheetKind, SyncIncome, Unlock, VoucherTaken, WriteChannelFile,
};
use colophon_app::{App, Boundary, Cost, Handle, Options};
use colophon_model::{Address, B256, Clock, Moment, PolicyPreset, WorkId};

const HOUR: u64 = 3600;
const PASSPHRASE: &str = "a lighthouse in fog";

/// A clock that a test sets.
struct Watch(AtomicU64);

impl Clock for Watch {
    fn now(&self) -> Moment {
        Moment::from_unix_seconds(self.0.load(Ordering::SeqCst))
    }
}

/// Homes that share one practice chain, one open at a time: whoever comes in has what the one before wrote to it.
struct Street {
    folder: tempfile::TempDir,
    watch: Arc<Watch>,
    newest: Option<PathBuf>,
}

/// A home that is open.
struct Room {
    app: App,
    me: Address,
}

impl Street {
    fn new() -> Self {
        let watch = Arc::new(Watch(AtomicU64::new(1_793_491_200)));
        Self { folder: tempfile::tempdir().unwrap(), watch, newest: None }
    }

    fn file(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    async fn enter(&mut self, name: &str) -> Room {
        self.enter_with(name, Boundary::default()).await
    }

    async fn enter_with(&mut self, name: &str, boundary: Boundary) -> Room {
        let home = self.folder.path().join(name);
        std::fs::create_dir_all(&home).unwrap();
        let chain = |home: &Path| home.join("practice.chain");
        if let Some(from) = self.newest.replace(home.clone()).filter(|from| *from != home) {
            std::fs::copy(chain(&from), chain(&home)).unwrap();
        }
        let options = Options {
            cost: Cost::for_tests(),
            clock: Arc::clone(&self.watch) as Arc<dyn Clock>,
            boundary,
            ..Options::system(home)
        };
        let app = App::open(options).await.unwrap();
        let passphrase = PASSPHRASE.to_owned();
        if app.status().await.unwrap().account.is_some() {
            app.unlock(Unlock { passphrase }).await.unwrap();
        } else {
            let call = CreateAccount { creator: name.to_owned(), passphrase };
            let words = app.create_account(call).await.unwrap();
            let word = |n: &u8| words.words[usize::from(*n) - 1].clone();
            let answers = words.ask.iter().map(word).collect();
            app.check_words(&CheckWords { answers }).unwrap();
        }
        let me = app.status().await.unwrap().account.unwrap().address;
        Room { app, me }
    }

    /// Registers and mints a work, three quarters of which are the artist's. Returns its vault.
    async fn minted(&self, room: &Room) -> (WorkId, Address) {
        let picture = self.file("picture.png");
        let pixel = |x: u32, y: u32| image::Rgb([(x * 3) as u8, (y * 5) as u8, (x ^ y) as u8]);
        image::RgbImage::from_fn(320, 240, pixel).save(&picture).unwrap();
        let call = RegisterWorks {
            files: vec![FileToRegister { path: picture, title: "Tide".to_owned() }],
            creator: None,
            policy: PolicyPreset::NoAi,
            origin: Origin::HumanMade,
            watermark: false,
            keep: KeepPrivate::default(),
        };
        let job = room.app.register_now(&call).await.unwrap();
        let work = job.files[0].work.as_ref().unwrap().id;
        let row = |address: Address, percent: &str| HolderRow {
            name: String::new(),
            address: address.to_string(),
            percent: percent.to_owned(),
        };
        let rows = vec![row(room.me, "75"), row(Address::repeat_byte(0x22), "25")];
        room.done(PrepareMint { works: vec![work], rows, treaty: None, royalty_bps: 500 }).await;
        // A channel to one's own work tells where its vault is; the sheet is not confirmed.
        let sheet = room.ask(open(ChannelPayee::Work(work), "1", None)).await.unwrap();
        (work, sheet.to.parse().unwrap())
    }
}

impl Room {
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

    #[track_caller]
    fn refused(&self, error: &ApiError, want: &str) {
        assert!(error.detail.contains(want), "`{want}`: {error:?}");
    }

    async fn check_refused<C: Call<Reply: std::fmt::Debug>>(&self, call: C, want: &str)
    where
        App: Handle<C>,
    {
        let said = serde_json::to_string(&call).unwrap();
        let error = self.ask(call).await.expect_err(&said);
        self.refused(&error, want);
    }

    async fn only(&self) -> ChannelView {
        let mut all = self.ask(ListChannels {}).await.unwrap();
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0)
    }

    async fn sign(&self, channel: B256, add: &str, path: Option<String>) {
        let call = PrepareVoucher { channel, add: add.to_owned(), unsecured: false, path };
        self.done(call).await;
    }

    async fn receive(&self, path: String) -> Result<VoucherTaken, ApiError> {
        self.ask(ReceiveVoucher { path: Some(path), price: None }).await
    }

    async fn step(&self, channel: B256, step: ChannelStep) -> Sheet {
        self.done(PrepareChannelStep { channel, step }).await.0
    }
}

fn open(payee: ChannelPayee, deposit: &str, path: Option<String>) -> PrepareChannel {
    PrepareChannel {
        payee,
        pay_in: PayIn::Dollar,
        deposit: deposit.to_owned(),
        withdraw_delay: HOUR as u32,
        signer: None,
        path,
    }
}

fn to(vault: Address) -> ChannelPayee {
    ChannelPayee::Address(vault.to_string())
}

fn fact<'a>(sheet: &'a Sheet, name: &str) -> &'a str {
    sheet.facts.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
}

fn texts(amounts: &[Money]) -> Vec<&str> {
    amounts.iter().map(|money| money.text.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_vouchers_settle_in_one_claim() {
    let mut street = Street::new();
    let ada = street.enter("ada").await;
    let (work, vault) = street.minted(&ada).await;
    drop(ada);

    let machine = street.enter("machine").await;
    let (terms, newest) = (street.file("channel.json"), street.file("voucher.json"));
    let (sheet, _) = machine.done(open(to(vault), "0.15", Some(terms.clone()))).await;
    assert_eq!((sheet.kind, sheet.transactions), (SheetKind::ChannelOpen, 2));
    assert_eq!((texts(&sheet.leaves), fact(&sheet, "delay")), (vec!["0.15"], "1 h"));
    let view = machine.only().await;
    assert_eq!((view.phase, view.paying, view.earning), (ChannelPhase::Open, true, false));
    let channel = view.channel;
    for _ in 0..1_000 {
        machine.sign(channel, "0.0001", None).await;
    }
    let written = WriteChannelFile { channel, voucher: true, path: Some(newest.clone()) };
    machine.ask(written.clone()).await.unwrap();
    machine.check_refused(written, "already").await;
    let view = machine.only().await;
    assert_eq!(view.signed.map(|m| m.text).as_deref(), Some("0.10"), "a thousand ten-thousandths");
    drop(machine);

    let ada = street.enter("ada").await;
    ada.check_refused(
        ReceiveVoucher { path: Some(newest.clone()), price: None },
        "accept its file",
    )
    .await;
    let view = ada.ask(AcceptChannel { path: Some(terms) }).await.unwrap();
    assert_eq!((view.title.as_deref(), view.work), (Some("Tide"), Some(work)));
    assert_eq!((view.paying, view.earning, view.can), (false, true, vec![]), "nothing came yet");
    let dear = ReceiveVoucher { path: Some(newest.clone()), price: Some("0.2".to_owned()) };
    ada.check_refused(dear, "adds 0.10 pUSD PRACTICE and the use costs 0.20").await;
    let taken = ada.receive(newest.clone()).await.unwrap();
    assert_eq!((taken.added.text.as_str(), taken.channel.can), ("0.10", vec![ChannelAct::Claim]));
    let again = ada.receive(newest).await.unwrap_err();
    ada.refused(&again, "each must be higher than the one before");
    assert_eq!(again.code, Code::Invalid);

    let (sheet, receipt) = ada.done(PrepareChannelClaim::default()).await;
    assert_eq!((sheet.kind, receipt.transactions.len()), (SheetKind::ChannelClaim, 2));
    assert_eq!(fact(&sheet, "paid-payees"), "0.10 pUSD PRACTICE");
    assert_eq!(texts(&sheet.arrives), Vec::<&str>::new(), "it goes to the vault, not to her");
    let view = ada.only().await;
    assert_eq!((view.claimed.text.as_str(), view.unsettled.text.as_str()), ("0.10", "0.00"));
    assert_eq!((view.funded.text.as_str(), view.can), ("0.15", vec![]), "once is enough");
    let nothing = ada.ask(PrepareChannelClaim::default()).await.unwrap_err();
    assert_eq!(nothing.code, Code::NothingOwed, "{nothing:?}");

    let income = ada.ask(GetIncome { work: Some(work) }).await.unwrap();
    assert_eq!(income.rows.len(), 1, "one payment for a thousand uses");
    assert_eq!(income.rows[0].amount.text, "0.10");
    assert!(income.books_agree, "the books equal the contracts' own figures");
    let (sheet, _) = ada.done(PrepareClaim { works: Vec::new() }).await;
    assert_eq!(texts(&sheet.arrives), ["0.075"], "the vault divides it to the unit");
    assert!(ada.ask(SyncIncome {}).await.unwrap().books_agree);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unclaimed_goes_back_after_the_delay() {
    let mut street = Street::new();
    let ada = street.enter("ada").await;
    let (_, vault) = street.minted(&ada).await;
    drop(ada);
    let machine = street.enter("machine").await;
    let terms = street.file("channel.json");
    let call = PrepareChannel { pay_in: PayIn::Coin, ..open(to(vault), "2", Some(terms.clone())) };
    assert_eq!(machine.done(call).await.0.transactions, 1, "coin needs no allowance");
    let channel = machine.only().await.channel;
    machine.sign(channel, "0.5", Some(street.file("half.json"))).await;
    machine.sign(channel, "0.25", Some(street.file("more.json"))).await;
    let early = PrepareChannelStep { channel, step: ChannelStep::Finish };
    machine.check_refused(early.clone(), "nothing is on its way back").await;
    let much = ChannelStep::Withdraw(Some("3".to_owned()));
    machine.check_refused(PrepareChannelStep { channel, step: much }, "take back less").await;
    let sheet = machine.step(channel, ChannelStep::Withdraw(None)).await;
    assert_eq!(fact(&sheet, "takes-back"), "2.00 ETH PRACTICE");
    machine.check_refused(early, "the payee has until").await;
    let view = machine.only().await;
    assert_eq!((view.phase, view.secured.text.as_str()), (ChannelPhase::Leaving, "0.00"));
    assert_eq!(view.can, [ChannelAct::Deposit, ChannelAct::Voucher, ChannelAct::Cancel]);
    let twice = PrepareChannelStep { channel, step: ChannelStep::Withdraw(None) };
    machine.check_refused(twice, "already, ready at").await;
    let bare = PrepareVoucher { channel, add: "1".into(), unsecured: false, path: None };
    machine.check_refused(bare, "the channel is good for 0.00").await;
    machine.step(channel, ChannelStep::Cancel).await;
    drop(machine);

    let ada = street.enter("ada").await;
    ada.ask(AcceptChannel { path: Some(terms) }).await.unwrap();
    ada.receive(street.file("more.json")).await.unwrap();
    let low = ada.receive(street.file("half.json")).await.unwrap_err();
    ada.refused(&low, "over 0.50 ETH PRACTICE in all and the last one was over 0.75");
    assert_eq!(ada.only().await.leaving, None, "it was called off");
    drop(ada);

    let machine = street.enter("machine").await;
    machine.step(channel, ChannelStep::Withdraw(Some("1.5".to_owned()))).await;
    drop(machine);
    let ada = street.enter("ada").await;
    let view = ada.only().await;
    let leaving = view.leaving.unwrap();
    assert_eq!((leaving.amount.text.as_str(), leaving.at_risk.text.as_str()), ("1.50", "0.25"));
    street.watch.0.fetch_add(2 * HOUR, Ordering::SeqCst);
    let view = ada.only().await;
    assert_eq!(view.phase, ChannelPhase::Ready, "and it can still be claimed");
    ada.done(PrepareChannelClaim { channels: vec![channel] }).await;
    assert_eq!(ada.only().await.leaving.unwrap().at_risk.text, "0.00", "nothing is left to lose");
    drop(ada);

    let machine = street.enter("machine").await;
    let sheet = machine.step(channel, ChannelStep::Finish).await;
    assert_eq!(texts(&sheet.arrives), ["1.25"], "what is unclaimed, less than what was asked for");
    let view = machine.only().await;
    assert_eq!((view.phase, view.leaving), (ChannelPhase::Empty, None));
    assert_eq!((view.funded.text.as_str(), view.claimed.text.as_str()), ("0.75", "0.75"));
    let none = PrepareChannelStep { channel, step: ChannelStep::Withdraw(None) };
    machine.check_refused(none, "nothing to take back").await;
    // The channel lives on, and a voucher of it goes on where the last one stopped.
    let sheet = machine.step(channel, ChannelStep::Deposit("1".to_owned())).await;
    assert_eq!(fact(&sheet, "signed-open"), "", "all that was signed is claimed");
    machine.sign(channel, "1", None).await;
    let more = ChannelStep::Deposit("1".to_owned());
    let sheet = machine.ask(PrepareChannelStep { channel, step: more }).await.unwrap();
    assert_eq!(fact(&sheet, "signed-open"), "1.00 ETH PRACTICE", "a deposit is good for it");
    assert_eq!(machine.only().await.signed.unwrap().text, "1.75");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_paid_is_refused_before_anything_is_signed() {
    let mut street = Street::new();
    let ada = street.enter("ada").await;
    let (work, vault) = street.minted(&ada).await;
    let head = ada.app.status().await.unwrap().chain.head;
    let is = |change: fn(&mut PrepareChannel)| {
        let mut call = open(ChannelPayee::Work(work), "1", None);
        change(&mut call);
        call
    };
    for (call, want) in [
        (is(|c| c.deposit = "0".into()), "more than zero"),
        (is(|c| c.deposit = "-1".into()), "-1"),
        (is(|c| c.deposit = "0.0000001".into()), "0.0000001"),
        (is(|c| c.deposit = "1e30".into()), "1e30"),
        (is(|c| c.deposit = "9".repeat(40)), ""),
        (is(|c| c.withdraw_delay = 899), "between 15 minutes and 30 days"),
        (is(|c| c.withdraw_delay = 30 * 86_400 + 1), "between 15 minutes and 30 days"),
        (
            is(|c| c.payee = ChannelPayee::Address(Address::ZERO.to_string())),
            "neither pay nor be paid",
        ),
        (is(|c| c.payee = ChannelPayee::Address("0x12".into())), "0x12"),
        (is(|c| c.signer = Some("me".into())), "me"),
    ] {
        ada.check_refused(call, want).await;
    }
    let rich = PrepareChannel { pay_in: PayIn::Coin, ..open(to(vault), "101", None) };
    ada.check_refused(rich, "less coin than the deposit").await;
    assert_eq!(ada.app.status().await.unwrap().chain.head, head, "nothing was sent");
    assert_eq!(ada.ask(ListChannels {}).await.unwrap(), [], "and nothing written down");
    drop(ada);

    let machine = street.enter("machine").await;
    let (one, two) = (street.file("one.json"), street.file("two.json"));
    machine.done(open(to(vault), "1", Some(one.clone()))).await;
    let first = machine.only().await.channel;
    machine.done(open(to(vault), "1", Some(two.clone()))).await;
    let both = machine.ask(ListChannels {}).await.unwrap();
    assert_eq!(both.len(), 2, "an order that was done is a new channel when it comes again");
    let second = both.iter().find(|view| view.channel != first).unwrap().channel;
    let voucher = |add: &str, unsecured, path: Option<String>| PrepareVoucher {
        channel: first,
        add: add.to_owned(),
        unsecured,
        path,
    };
    machine.check_refused(voucher("0", false, None), "adds nothing").await;
    machine.check_refused(voucher("-1", false, None), "-1").await;
    machine.check_refused(voucher("1.5", false, None), "deposit 0.50 pUSD PRACTICE first").await;
    machine.check_refused(voucher("1", false, Some(one.clone())), "already").await;
    let empty = WriteChannelFile { channel: second, voucher: true, path: Some(street.file("x")) };
    machine.check_refused(empty, "no voucher of this channel").await;
    let dear = street.file("dear.json");
    machine.done(voucher("1.5", true, Some(dear.clone()))).await;
    // A sum that was signed is not signed again, whatever sheet lay open meanwhile.
    let stale = machine.ask(voucher("0.1", true, None)).await.unwrap();
    machine.done(voucher("0.1", true, None)).await;
    let late = machine.app.confirm_sheet(&stale.id).await.unwrap_err().to_string();
    assert!(late.contains("is not above it"), "{late}");
    let own = open(to(machine.me), "1", Some(street.file("own.json")));
    machine.done(own).await;
    drop(machine);

    let ada = street.enter("ada").await;
    ada.check_refused(AcceptChannel { path: Some(dear.clone()) }, "a channel file is needed").await;
    ada.check_refused(AcceptChannel { path: Some(street.file("own.json")) }, "somebody else").await;
    ada.check_refused(AcceptChannel { path: Some(street.file("none")) }, "none").await;
    let text = std::fs::read_to_string(&one).unwrap();
    for (change, want) in [
        (text.replace("3600", "7200"), "was changed after it was written"),
        (text.replace("1337001", "1"), "on chain 1"),
        (text.replace("\"version\": 1", "\"version\": 9"), "version 9"),
        (String::new(), "not a channel file"),
    ] {
        std::fs::write(street.file("bad.json"), change).unwrap();
        ada.check_refused(AcceptChannel { path: Some(street.file("bad.json")) }, want).await;
    }
    ada.ask(AcceptChannel { path: Some(one) }).await.unwrap();
    ada.check_refused(ReceiveVoucher { path: Some(two), price: None }, "a voucher file is needed")
        .await;
    let unsecured = ada.receive(dear.clone()).await.unwrap_err();
    ada.refused(&unsecured, "good for 1.00 pUSD PRACTICE; 0.50 pUSD PRACTICE are missing");
    let text = std::fs::read_to_string(&dear).unwrap();
    for (change, want) in [
        (text.replace("\"1500000\"", "\"900000\""), "is not signed by"),
        (text.replace(&first.to_string(), &second.to_string()), "accept its file first"),
        (text.replace("colophon-voucher", "colophon-treaty"), "not a voucher file"),
    ] {
        std::fs::write(street.file("bad.json"), change).unwrap();
        ada.refused(&ada.receive(street.file("bad.json")).await.unwrap_err(), want);
    }
    let foreign = PrepareVoucher { channel: first, add: "1".into(), unsecured: false, path: None };
    ada.check_refused(foreign, "carry the signature of").await;
    let step = ChannelStep::Withdraw(None);
    ada.check_refused(PrepareChannelStep { channel: first, step }, "only the payer").await;
    assert_eq!(ada.only().await.best, None, "what was refused changes nothing");
}

/// The payer may leave the signing to another account; hers counts no more then.
#[tokio::test(flavor = "multi_thread")]
async fn somebody_else_signs_for_the_payer() {
    let mut street = Street::new();
    let ada = street.enter("ada").await;
    let (_, vault) = street.minted(&ada).await;
    let signer = Some(ada.me.to_string());
    drop(ada);
    let machine = street.enter("machine").await;
    let terms = street.file("channel.json");
    machine.done(PrepareChannel { signer, ..open(to(vault), "1", Some(terms.clone())) }).await;
    let channel = machine.only().await.channel;
    let own = PrepareVoucher { channel, add: "1".into(), unsecured: false, path: None };
    machine.check_refused(own, "carry the signature of").await;
    drop(machine);
    let ada = street.enter("ada").await;
    let view = ada.ask(AcceptChannel { path: Some(terms) }).await.unwrap();
    assert_eq!((view.signer, view.can), (ada.me, vec![ChannelAct::Voucher]));
    ada.sign(channel, "0.3", Some(street.file("voucher.json"))).await;
    ada.receive(street.file("voucher.json")).await.unwrap();
    ada.done(PrepareChannelClaim::default()).await;
    assert_eq!(ada.only().await.claimed.text, "0.30");
}

/// A payer whose home is older than what she signed learns of it from the voucher, and a claim tells it too.
#[tokio::test(flavor = "multi_thread")]
async fn a_restored_home_goes_on_above_what_was_signed() {
    let mut street = Street::new();
    let ada = street.enter("ada").await;
    let (_, vault) = street.minted(&ada).await;
    drop(ada);
    let machine = street.enter("machine").await;
    machine.done(open(to(vault), "1", Some(street.file("channel.json")))).await;
    let channel = machine.only().await.channel;
    drop(machine);
    let register = street.folder.path().join("machine/colophon.db");
    let old = street.folder.path().join("old.db");
    std::fs::copy(&register, &old).unwrap();
    let machine = street.enter("machine").await;
    machine.sign(channel, "0.4", Some(street.file("voucher.json"))).await;
    drop(machine);
    for beside in ["machine/colophon.db-wal", "machine/colophon.db-shm"] {
        let _ = std::fs::remove_file(street.folder.path().join(beside));
    }
    std::fs::copy(&old, &register).unwrap();
    let machine = street.enter("machine").await;
    assert_eq!(machine.only().await.signed, None, "the older home knows nothing of it");
    let told = machine.receive(street.file("voucher.json")).await.unwrap();
    assert_eq!(told.channel.signed.unwrap().text, "0.40");
    machine.sign(channel, "0.1", None).await;
    assert_eq!(machine.only().await.signed.unwrap().text, "0.50", "above, and not the same again");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_deposit_is_not_paid_twice() {
    for (opening, at) in [
        (true, "channel written"),
        (true, "planned deposit"),
        (true, "signed deposit"),
        (true, "sent deposit"),
        (true, "noted deposit"),
        (true, "channel deposited"),
        (false, "planned deposit"),
        (false, "sent deposit"),
        (false, "channel deposited"),
    ] {
        let mut street = Street::new();
        let terms = street.file("channel.json");
        let payee = Address::repeat_byte(0x33);
        if !opening {
            let machine = street.enter("machine").await;
            machine.done(open(to(payee), "1", None)).await;
        }
        let stop = Boundary::new(move |step| assert_ne!(step, at, "the program stops here"));
        let machine = street.enter_with("machine", stop).await;
        let order = |channel: Option<B256>| (channel, terms.clone());
        let channel = if opening { None } else { Some(machine.only().await.channel) };
        let run = |room: App, (channel, terms): (Option<B256>, String)| async move {
            let sheet = match channel {
                None => room.handle(open(to(payee), "1", Some(terms))).await?,
                Some(channel) => {
                    let step = ChannelStep::Deposit("1".to_owned());
                    room.handle(PrepareChannelStep { channel, step }).await?
                }
            };
            room.confirm_sheet(&sheet.id).await.map_err(ApiError::from)?;
            Ok::<_, ApiError>(sheet)
        };
        let killed = tokio::spawn(run(machine.app.clone(), order(channel))).await;
        assert!(killed.unwrap_err().is_panic(), "{at}");
        drop(machine);

        let machine = street.enter("machine").await;
        let view = machine.only().await;
        assert_eq!(view.interrupted.as_ref().map(|m| m.text.as_str()), Some("1.00"), "{at}");
        let sheet = run(machine.app.clone(), order(channel)).await.unwrap();
        assert_eq!(fact(&sheet, "goes-on"), "1.00 pUSD PRACTICE", "{at}");
        let view = machine.only().await;
        let want = if opening { "1.00" } else { "2.00" };
        assert_eq!((view.funded.text.as_str(), view.interrupted), (want, None), "{at}");
        assert_eq!(opening, Path::new(&terms).exists(), "its file is there, {at}");
        let again = run(machine.app.clone(), (channel, street.file("other.json"))).await.unwrap();
        assert_eq!(fact(&again, "goes-on"), "", "what is asked for anew is done anew, {at}");
    }
}

/// A voucher is kept before its file is written: a stop in between loses neither it nor its sum.
#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_voucher_is_signed_and_written_once() {
    let mut street = Street::new();
    let machine = street.enter("machine").await;
    machine.done(open(to(Address::repeat_byte(0x33)), "1", None)).await;
    let channel = machine.only().await.channel;
    drop(machine);
    let stop = Boundary::new(|step| assert_ne!(step, "voucher kept", "the program stops here"));
    let machine = street.enter_with("machine", stop).await;
    let path = Some(street.file("voucher.json"));
    let call = PrepareVoucher { channel, add: "0.1".into(), unsecured: false, path: path.clone() };
    let sheet = machine.ask(call).await.unwrap();
    let app = machine.app.clone();
    let killed = tokio::spawn(async move { app.confirm_sheet(&sheet.id).await }).await;
    assert!(killed.unwrap_err().is_panic(), "it stops once the voucher is kept");
    drop(machine);
    let machine = street.enter("machine").await;
    assert!(!Path::new(&street.file("voucher.json")).exists(), "its file was not written");
    assert_eq!(machine.only().await.signed.unwrap().text, "0.10");
    machine.ask(WriteChannelFile { channel, voucher: true, path }).await.unwrap();
    machine.sign(channel, "0.1", None).await;
    assert_eq!(machine.only().await.signed.unwrap().text, "0.20", "the next one goes on above");
}

/// An interrupted deposit of another sum is told before more is deposited.
#[tokio::test(flavor = "multi_thread")]
async fn another_sum_after_an_interrupted_one_is_asked_twice() {
    let mut street = Street::new();
    let machine = street.enter("machine").await;
    machine.done(open(to(Address::repeat_byte(0x33)), "1", None)).await;
    let channel = machine.only().await.channel;
    drop(machine);
    let deposit =
        |sum: &str| PrepareChannelStep { channel, step: ChannelStep::Deposit(sum.into()) };
    let stop = Boundary::new(|step| assert_ne!(step, "sent deposit", "the program stops here"));
    let machine = street.enter_with("machine", stop).await;
    let sheet = machine.ask(deposit("1")).await.unwrap();
    let app = machine.app.clone();
    let killed = tokio::spawn(async move { app.confirm_sheet(&sheet.id).await }).await;
    assert!(killed.unwrap_err().is_panic(), "it stops when it was sent");
    drop(machine);
    let machine = street.enter("machine").await;
    machine.check_refused(deposit("2"), "so the channel holds 2.00").await;
    machine.done(deposit("2")).await;
    assert_eq!(machine.only().await.funded.text, "4.00");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_channels_are_claimed_in_one_call() {
    let mut street = Street::new();
    let ada = street.enter("ada").await;
    let (work, _) = street.minted(&ada).await;
    for n in 0..3 {
        let terms = street.file(&format!("channel-{n}.json"));
        ada.done(open(ChannelPayee::Work(work), "1", Some(terms))).await;
    }
    let channels = ada.ask(ListChannels {}).await.unwrap();
    for (n, view) in channels.iter().enumerate() {
        assert!(view.paying && view.earning, "a home may pay its own work");
        let path = street.file(&format!("voucher-{n}.json"));
        ada.sign(view.channel, &format!("0.{}", n + 1), Some(path.clone())).await;
        ada.receive(path).await.unwrap();
    }
    let (sheet, _) = ada.done(PrepareChannelClaim::default()).await;
    assert_eq!((sheet.transactions, fact(&sheet, "channels")), (2, "3"), "one claim, one payment");
    assert_eq!(fact(&sheet, "paid-payees"), "0.60 pUSD PRACTICE");
    let income = ada.ask(SyncIncome {}).await.unwrap();
    assert_eq!((income.rows.len(), income.books_agree), (1, true));
}
