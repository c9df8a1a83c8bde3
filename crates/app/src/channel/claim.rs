//! Claiming the newest vouchers, many channels in one call, and paying out what was claimed.

use std::collections::BTreeMap;

use colophon_chain::channel;
use colophon_ipc::{FinalPoint, PrepareChannelClaim, Sheet, SheetKind};
use colophon_model::{Address, Amount, B256, Units};

use super::files::signed;
use super::look::{Look, plus};
use crate::sheet::{Done, Facts, Plan};
use crate::{App, Error, Result, money};

/// Gas, a little above what the contracts' tests measure.
const CLAIM_GAS: u64 = 110_000;
const EACH_GAS: u64 = 40_000;
const SETTLE_GAS: u64 = 160_000;
/// So many channels in one call, far below what a block holds.
const MOST: usize = 200;

/// Channels to one payee in one token.
type Group = ((Address, Option<Address>), Vec<Look>);

impl App {
    /// Prepares to claim the newest vouchers and pay out what was claimed. The money goes to the payees.
    ///
    /// # Errors
    /// Channels from which this home is not paid; no voucher that adds anything; locked keys.
    pub async fn prepare_channel_claim(&self, call: &PrepareChannelClaim) -> Result<Sheet> {
        let me = self.artist()?.address();
        let groups = self.claimable_groups(&call.channels).await?;
        if groups.is_empty() {
            return Err(Error::NothingOwed("the payees of these channels".into()));
        }
        let (mut gas, mut transactions) = (0_u64, 0_u64);
        let (mut arrives, mut paid, mut works, mut left) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut channels = Vec::new();
        for ((payee, _), looks) in &groups {
            let Some(first) = looks.first() else { continue };
            let claims: Vec<&Look> =
                looks.iter().filter(|one| !one.claimable().is_zero()).collect();
            let calls = claims.len().div_ceil(MOST) as u64;
            gas = gas
                .saturating_add(CLAIM_GAS.saturating_mul(calls))
                .saturating_add(EACH_GAS.saturating_mul(claims.len() as u64))
                .saturating_add(SETTLE_GAS);
            transactions = transactions.saturating_add(calls).saturating_add(1);
            let sum = claims.iter().fold(first.unsettled, |sum, one| plus(sum, one.claimable()));
            if *payee == me {
                arrives.push(money::view(&first.row.token, sum));
            } else {
                paid.push(Amount { units: sum, token: first.row.token.clone() }.to_string());
            }
            for look in looks {
                works.extend(look.work.as_ref().map(|(_, title)| title.clone()));
                channels.push(look.row.id);
                let best = look.row.best.as_ref().map_or(Units::ZERO, |best| best.cumulative);
                if let Some(short) = best.checked_sub(look.book.funded).filter(|s| !s.is_zero()) {
                    left.push(look.amount(short));
                }
            }
        }
        works.sort_unstable();
        works.dedup();
        let payees: Vec<Address> = groups.iter().map(|((payee, _), _)| *payee).collect();
        let to = match payees.as_slice() {
            [one] => one.to_string(),
            _ => self.contracts()?.channel.to_string(),
        };
        let named = [
            ("channels", channels.len().to_string()),
            ("paid-payees", paid.join(", ")),
            ("uncovered", left.join(", ")),
        ];
        let facts = Facts {
            works,
            leaves: Vec::new(),
            arrives,
            to,
            fee: self.fee_of(gas).await?,
            transactions,
            finals: vec![FinalPoint::Payment],
            facts: named
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        };
        self.lay(SheetKind::ChannelClaim, Plan::ChannelClaim { channels }, facts)
    }

    /// Channels of which something can be claimed or paid out, by payee and token.
    async fn claimable_groups(&self, only: &[B256]) -> Result<Vec<Group>> {
        for id in only {
            self.channel_row(*id)?;
        }
        let rows = self.read(|view| Ok(view.channels().on(Self::chain_id())?))?;
        let mut groups: BTreeMap<(Address, Option<Address>), Vec<Look>> = BTreeMap::new();
        for row in rows.into_iter().filter(|row| only.is_empty() || only.contains(&row.id)) {
            let look = self.look_at_channel(row).await?;
            if !look.earning() {
                if only.is_empty() {
                    continue;
                }
                return Err(Error::Precondition(format!(
                    "channel {} pays {}, which is neither this account nor the vault of a work of this home",
                    look.row.id, look.channel.payee
                )));
            }
            if !look.claimable().is_zero() || !look.unsettled.is_zero() {
                groups.entry((look.channel.payee, look.channel.token)).or_default().push(look);
            }
        }
        Ok(groups.into_iter().collect())
    }

    /// Claims and pays out. What was claimed by somebody else meanwhile is passed over.
    pub(crate) async fn claim_channels(&self, channels: &[B256], key: &str) -> Result<Done> {
        let by = self.artist()?;
        let contracts = self.contracts()?;
        let mut done = Done::default();
        for ((payee, token), looks) in self.claimable_groups(channels).await? {
            let claims: Vec<_> = looks
                .iter()
                .filter(|look| !look.claimable().is_zero())
                .filter_map(|look| {
                    Some((look.channel, signed(look.row.id, look.row.best.as_ref()?)))
                })
                .collect();
            for (turn, part) in claims.chunks(MOST).enumerate() {
                let action = match part {
                    [(one, voucher)] => channel::claim(&contracts, one, voucher)?,
                    many => channel::claim_batch(&contracts, payee, token, many)?,
                };
                let name = token.unwrap_or_default();
                let intent = format!("vouchers {payee} {name} {turn} {key}");
                done.add(&self.act(&by, &intent, "voucher", &action).await?);
            }
            let intent = format!("{payee} {} {key}", token.unwrap_or_default());
            done.add(&self.settle_vouchers(&by, payee, token, &intent).await?);
        }
        Ok(done)
    }
}
