use std::fmt::Write as _;
use std::path::Path;

use colophon_app::{App, delay_text, moment_text};
use colophon_ipc::{
    AcceptChannel, ChannelAct, ChannelPayee, ChannelPhase, ChannelStep, ChannelView,
    PrepareChannel, PrepareChannelClaim, PrepareChannelStep, PrepareVoucher, ReceiveVoucher, Sheet,
    WriteChannelFile,
};
use colophon_model::{B256, read_address};
use serde::Serialize;
use serde_json::json;

use crate::args::{Channel, Global, OpenChannel, SignVoucher};
use crate::confirm::{self, Confirmed, confirm, money, practice};
use crate::console::{Console, one_line};
use crate::failure::{Answer, Failure, Result};
use crate::{home, work_id};

/// A channel as it stands after what was done.
#[derive(Debug, Serialize)]
struct Stands {
    channel: ChannelView,
    #[serde(flatten)]
    confirmed: Confirmed,
}

pub(super) async fn run(what: &Channel, global: &Global, console: &Console) -> Result<Answer> {
    use ChannelStep as S;
    match what {
        Channel::Open(order) => open(order, global, console).await,
        Channel::Deposit { channel, amount } => {
            step(channel, S::Deposit(amount.clone()), global, console).await
        }
        Channel::Voucher(order) if order.again => {
            let app = home::open_to_read(global, console).await?;
            write(&app, (&order.channel, true), &order.out, console)
        }
        Channel::Voucher(order) => voucher(order, global, console).await,
        Channel::Withdraw { channel, amount } => {
            step(channel, S::Withdraw(amount.clone()), global, console).await
        }
        Channel::Cancel { channel } => step(channel, S::Cancel, global, console).await,
        Channel::Finish { channel } => step(channel, S::Finish, global, console).await,
        Channel::Accept { file } => accept(file, global, console).await,
        Channel::Receive { file, price } => receive(file, price.clone(), global, console).await,
        Channel::Claim { channels } => claim(channels, global, console).await,
        Channel::List => list(global, console).await,
        Channel::Show { channel } => show(channel, global, console).await,
        Channel::File { channel, out } => {
            let app = home::open_to_read(global, console).await?;
            write(&app, (channel, false), out, console)
        }
    }
}

async fn open(order: &OpenChannel, global: &Global, console: &Console) -> Result<Answer> {
    let app = home::open_unlocked(global, console).await?;
    let payee = if read_address(&order.to).is_ok() || order.to.starts_with("0x") {
        ChannelPayee::Address(order.to.clone())
    } else {
        ChannelPayee::Work(work_id::find(&app, &order.to).await?)
    };
    let path = text(&order.out);
    let call = PrepareChannel {
        payee,
        pay_in: order.pay_in.into(),
        deposit: order.deposit.clone(),
        withdraw_delay: order.delay,
        signer: order.signer.clone(),
        path: Some(path.clone()),
    };
    let sheet = app.prepare_channel(&call).await?;
    let number = sheet.facts.iter().find(|(name, _)| name == "channel").map(|(_, id)| id.clone());
    let confirmed = confirm(&app, global, console, sheet).await?;
    let id = app.find_channel(&number.unwrap_or_default()).map_err(Failure::from)?;
    let stands = Stands { channel: app.channel_view(id).await?, confirmed };
    console.answer(&stands, || {
        let number = format!("{id}{}", practice(stands.channel.practice));
        let opened =
            console.say("channel.opened", &[("channel", &number), ("path", &one_line(&path))]);
        format!("{opened}\n{}", confirm::receipt(console, &stands.confirmed.receipt))
    })?;
    Ok(Answer::Yes)
}

async fn step(
    channel: &str,
    step: ChannelStep,
    global: &Global,
    console: &Console,
) -> Result<Answer> {
    let app = home::open_unlocked(global, console).await?;
    let channel = app.find_channel(channel)?;
    let sheet = app.prepare_channel_step(&PrepareChannelStep { channel, step }).await?;
    done(&app, channel, sheet, global, console).await
}

async fn done(
    app: &App,
    channel: B256,
    sheet: Sheet,
    global: &Global,
    console: &Console,
) -> Result<Answer> {
    let confirmed = confirm(app, global, console, sheet).await?;
    let stands = Stands { channel: app.channel_view(channel).await?, confirmed };
    console.answer(&stands, || {
        let receipt = confirm::receipt(console, &stands.confirmed.receipt);
        format!("{receipt}\n{}", said(console, &stands.channel))
    })?;
    Ok(Answer::Yes)
}

async fn voucher(order: &SignVoucher, global: &Global, console: &Console) -> Result<Answer> {
    let app = home::open_unlocked(global, console).await?;
    let channel = app.find_channel(&order.channel)?;
    let path = text(&order.out);
    let call = PrepareVoucher {
        channel,
        add: order.add.clone().unwrap_or_default(),
        unsecured: order.unsecured,
        path: Some(path.clone()),
    };
    let sheet = app.prepare_voucher(&call).await?;
    let confirmed = confirm(&app, global, console, sheet).await?;
    let channel = app.channel_view(channel).await?;
    let answer = json!({
        "channel": &channel, "path": &path, "sheet": &confirmed.sheet, "receipt": &confirmed.receipt,
    });
    console.answer(&answer, || {
        let signed = channel.signed.as_ref().map(money).unwrap_or_default();
        let signed = console.say("channel.signed", &[("signed", &signed)]);
        let written = console.say("channel.written", &[("path", &one_line(&path))]);
        format!("{written}\n{signed}")
    })?;
    Ok(Answer::Yes)
}

fn write(
    app: &App,
    (channel, voucher): (&str, bool),
    out: &Path,
    console: &Console,
) -> Result<Answer> {
    let call =
        WriteChannelFile { channel: app.find_channel(channel)?, voucher, path: Some(text(out)) };
    let written = app.write_channel_file(&call)?;
    console.answer(&written, || {
        console.say("channel.written", &[("path", &one_line(&written.path))])
    })?;
    Ok(Answer::Yes)
}

async fn accept(file: &Path, global: &Global, console: &Console) -> Result<Answer> {
    let app = home::open(global).await?;
    let view = app.accept_channel(&AcceptChannel { path: Some(text(file)) }).await?;
    console.answer(&view, || {
        format!("{}\n{}", said(console, &view), console.word("channel.accepted"))
    })?;
    Ok(Answer::Yes)
}

async fn receive(
    file: &Path,
    price: Option<String>,
    global: &Global,
    console: &Console,
) -> Result<Answer> {
    let app = home::open(global).await?;
    let taken = app.receive_voucher(&ReceiveVoucher { path: Some(text(file)), price }).await?;
    console.answer(&taken, || {
        let good = console.say("channel.taken", &[("added", &money(&taken.added))]);
        format!("{good}\n{}", said(console, &taken.channel))
    })?;
    Ok(Answer::Yes)
}

async fn claim(channels: &[String], global: &Global, console: &Console) -> Result<Answer> {
    let app = home::open_unlocked(global, console).await?;
    let ids: Vec<B256> = channels
        .iter()
        .map(|typed| app.find_channel(typed))
        .collect::<Result<_, colophon_app::Error>>()?;
    let sheet = app.prepare_channel_claim(&PrepareChannelClaim { channels: ids.clone() }).await?;
    let Confirmed { sheet, receipt } = confirm(&app, global, console, sheet).await?;
    let mut views = app.channels().await?;
    views.retain(|view| view.earning && (ids.is_empty() || ids.contains(&view.channel)));
    let answer = json!({ "channels": views, "sheet": sheet, "receipt": receipt });
    console.answer(&answer, || confirm::receipt(console, &receipt))?;
    Ok(Answer::Yes)
}

async fn list(global: &Global, console: &Console) -> Result<Answer> {
    let app = home::open_to_read(global, console).await?;
    let channels = app.channels().await?;
    console.answer(&json!({ "channels": channels }), || {
        if channels.is_empty() {
            return console.word("channel.none");
        }
        channels.iter().map(|view| said(console, view)).collect::<Vec<_>>().join("\n\n")
    })?;
    Ok(Answer::Yes)
}

async fn show(channel: &str, global: &Global, console: &Console) -> Result<Answer> {
    let app = home::open_to_read(global, console).await?;
    let view = app.channel_view(app.find_channel(channel)?).await?;
    console.answer(&view, || {
        let signer = console.say("channel.signer", &[("signer", &view.signer)]);
        format!("{}\n  {signer}", said(console, &view))
    })?;
    Ok(Answer::Yes)
}

/// How a channel stands: what would be lost comes first.
fn said(console: &Console, view: &ChannelView) -> String {
    let mut text = format!("{}{}\n", view.channel, practice(view.practice));
    let mut line = |sentence: String| {
        let _ = writeln!(text, "  {sentence}");
    };
    let title = view.title.as_deref().map(one_line);
    let payee = title.unwrap_or_else(|| view.payee.to_string());
    line(console.say("channel.paid_by", &[("payer", &view.payer), ("payee", &payee)]));
    if let Some(leaving) = &view.leaving {
        let (ready, risk) = (moment_text(leaving.ready_at), money(&leaving.at_risk));
        if view.earning && !nothing(&leaving.at_risk) {
            line(if view.phase == ChannelPhase::Ready {
                console.say("channel.risk_now", &[("risk", &risk)])
            } else {
                console.say("channel.risk", &[("ready", &ready), ("risk", &risk)])
            });
        }
        let values: &[(&str, &dyn std::fmt::Display)] =
            &[("amount", &money(&leaving.amount)), ("ready", &ready)];
        line(console.say("channel.leaving", values));
    }
    let phase = console.word(match view.phase {
        ChannelPhase::Empty => "channel.phase_empty",
        ChannelPhase::Open => "channel.phase_open",
        ChannelPhase::Leaving => "channel.phase_leaving",
        ChannelPhase::Ready => "channel.phase_ready",
    });
    line(console.say(
        "channel.holds",
        &[
            ("phase", &phase),
            ("funded", &money(&view.funded)),
            ("claimed", &money(&view.claimed)),
            ("secured", &money(&view.secured)),
        ],
    ));
    if let Some(signed) = &view.signed {
        line(console.say("channel.signed", &[("signed", &money(signed))]));
    }
    if let Some(best) = &view.best {
        let claimable = money(&view.claimable);
        line(console.say("channel.best", &[("best", &money(best)), ("claimable", &claimable)]));
    }
    if !nothing(&view.uncovered) {
        line(console.say("channel.uncovered", &[("uncovered", &money(&view.uncovered))]));
    }
    if view.earning && !nothing(&view.unsettled) {
        line(console.say("channel.unsettled", &[("unsettled", &money(&view.unsettled))]));
    }
    if let Some(amount) = &view.interrupted {
        line(console.say("channel.interrupted", &[("amount", &money(amount))]));
    }
    line(console.say("channel.delay", &[("delay", &delay_text(view.withdraw_delay))]));
    line(next(console, view));
    text.trim_end().to_owned()
}

/// Which of this program's commands can be used now.
fn next(console: &Console, view: &ChannelView) -> String {
    let command = |act: &ChannelAct| match act {
        ChannelAct::Deposit => "deposit",
        ChannelAct::Voucher => "voucher",
        ChannelAct::Claim => "claim",
        ChannelAct::Withdraw => "withdraw",
        ChannelAct::Cancel => "cancel",
        ChannelAct::Finish => "finish",
    };
    let steps: Vec<&str> = view.can.iter().map(command).collect();
    if steps.is_empty() {
        return console.word("channel.can_nothing");
    }
    console.say("channel.can", &[("steps", &steps.join(", "))])
}

fn nothing(money: &colophon_ipc::Money) -> bool {
    money.units.bytes().all(|digit| digit == b'0')
}

fn text(path: &Path) -> String {
    path.display().to_string()
}
