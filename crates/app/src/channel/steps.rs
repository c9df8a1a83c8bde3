//! What a payer does with a channel that is there: adds, takes back, thinks better of it.

use colophon_chain::channel;
use colophon_ipc::{ChannelStep, FinalPoint, PrepareChannelStep, Sheet, SheetKind};
use colophon_model::{B256, Moment, Units};

use super::files::terms;
use super::look::Look;
use super::open::delay_text;
use crate::sheet::{Done, Facts, Plan};
use crate::{App, Error, Result, money, time};

/// Gas, a little above what the contracts' tests measure.
const BEGIN_GAS: u64 = 90_000;
const CANCEL_GAS: u64 = 60_000;
const FINISH_GAS: u64 = 130_000;

/// A step of the payer that was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Begin to take back so much.
    Begin(Units),
    /// Leave it.
    Cancel,
    /// Take it back.
    Finish,
}

impl App {
    /// Prepares to do something with a channel, as its payer.
    ///
    /// # Errors
    /// A channel that this account does not pay; what cannot be done now, with the reason and the time; locked keys.
    pub async fn prepare_channel_step(&self, call: &PrepareChannelStep) -> Result<Sheet> {
        let me = self.artist()?.address();
        let look = self.look_at_channel(self.channel_row(call.channel)?).await?;
        if !look.paying() {
            return Err(Error::Precondition(format!(
                "only the payer of a channel deposits and takes back; that is {} and not this account",
                look.channel.payer
            )));
        }
        let step = match &call.step {
            ChannelStep::Deposit(amount) => return self.prepare_deposit(look, amount).await,
            ChannelStep::Withdraw(amount) => Exit::Begin(how_much(&look, amount.as_deref())?),
            ChannelStep::Cancel => {
                begun(&look)?;
                Exit::Cancel
            }
            ChannelStep::Finish => {
                let ready_at = begun(&look)?;
                if !look.ready() {
                    return Err(Error::Precondition(format!(
                        "the payee has until {} to claim; take the money back after that",
                        time::minute(ready_at)
                    )));
                }
                if look.unclaimed().is_zero() {
                    return Err(nothing_left());
                }
                Exit::Finish
            }
        };
        let token = &look.row.token;
        let (kind, gas, mut facts) = match step {
            Exit::Begin(amount) => (
                SheetKind::ChannelWithdraw,
                BEGIN_GAS,
                vec![
                    ("takes-back", look.amount(amount)),
                    ("delay", delay_text(look.channel.withdraw_delay)),
                    ("ready", time::minute(ready_after(&look))),
                ],
            ),
            Exit::Cancel => (SheetKind::ChannelCancel, CANCEL_GAS, Vec::new()),
            Exit::Finish => (SheetKind::ChannelFinish, FINISH_GAS, Vec::new()),
        };
        facts.push(("holds", look.amount(look.unclaimed())));
        let mut arrives = Vec::new();
        if step == Exit::Finish {
            let asked = look.exit.map_or(Units::ZERO, |exit| exit.amount);
            arrives.push(money::view(token, asked.min(look.unclaimed())));
        }
        let facts = Facts {
            works: look.work.iter().map(|(_, title)| title.clone()).collect(),
            leaves: Vec::new(),
            arrives,
            to: if step == Exit::Finish { me } else { look.channel.payee }.to_string(),
            fee: self.fee_of(gas).await?,
            transactions: 1,
            finals: if step == Exit::Finish { vec![FinalPoint::Payment] } else { Vec::new() },
            facts: facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        };
        self.lay(kind, Plan::ChannelExit { channel: look.row.id, step }, facts)
    }

    pub(crate) async fn leave_channel(&self, channel: B256, step: Exit, key: &str) -> Result<Done> {
        let payer = self.artist()?;
        let terms = terms(&self.channel_row(channel)?);
        let contracts = self.contracts()?;
        let (kind, action) = match step {
            Exit::Begin(amount) => {
                ("withdrawal", channel::begin_withdrawal(&contracts, &terms, amount)?)
            }
            Exit::Cancel => {
                ("called-off withdrawal", channel::cancel_withdrawal(&contracts, &terms))
            }
            Exit::Finish => {
                ("taking back", channel::finish_withdrawal(&contracts, &terms, payer.address()))
            }
        };
        let mut done = Done::default();
        done.add(&self.act(&payer, &format!("{kind} {channel} {key}"), kind, &action).await?);
        Ok(done)
    }
}

/// What is to be taken back: at most what is unclaimed.
fn how_much(look: &Look, amount: Option<&str>) -> Result<Units> {
    if let Some(exit) = look.exit {
        return Err(Error::Precondition(format!(
            "the payer has begun to take back {} already, ready at {}; finish that, or cancel it first",
            look.amount(exit.amount),
            time::minute(exit.ready_at)
        )));
    }
    let rest = look.unclaimed();
    if rest.is_zero() {
        return Err(nothing_left());
    }
    let Some(text) = amount else { return Ok(rest) };
    let asked = Units::parse_decimal(text.trim(), look.row.token.decimals)?;
    if asked.is_zero() {
        return Err(Error::Precondition("name more than zero to take back".into()));
    }
    if asked > rest {
        return Err(Error::Precondition(format!(
            "{} are unclaimed in the channel, less than {}; take back less",
            look.amount(rest),
            look.amount(asked)
        )));
    }
    Ok(asked)
}

fn begun(look: &Look) -> Result<Moment> {
    look.exit.map(|exit| exit.ready_at).ok_or_else(|| {
        Error::Precondition(
            "nothing is on its way back from this channel; begin with `colophon channel withdraw`"
                .into(),
        )
    })
}

fn nothing_left() -> Error {
    Error::Precondition(
        "nothing in this channel is unclaimed, so there is nothing to take back".into(),
    )
}

fn ready_after(look: &Look) -> Moment {
    let delay = u64::from(look.channel.withdraw_delay);
    Moment::from_unix_seconds(look.now.unix_seconds().saturating_add(delay))
}
