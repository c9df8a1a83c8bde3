//! Vouchers: the payer signs the next sum, the payee checks it and keeps the newest.

use colophon_chain::channel::{self, SignedVoucher, Till, Voucher, VoucherError};
use colophon_ipc::{FinalPoint, PrepareVoucher, ReceiveVoucher, Sheet, SheetKind, VoucherTaken};
use colophon_model::{B256, Units};

use super::files::{check_free, kept, signed, write_once};
use super::look::{Look, less};
use super::sign_voucher;
use crate::sheet::{Facts, Plan};
use crate::{App, Error, Result, money};

impl App {
    /// Prepares to sign the next voucher of a channel. Nothing is sent; but whoever has it can claim it.
    ///
    /// # Errors
    /// An account that does not sign for this channel; nothing added; a sum above what is secured, where that was not
    /// asked for; a file that is there already; locked keys.
    pub async fn prepare_voucher(&self, call: &PrepareVoucher) -> Result<Sheet> {
        let me = self.artist()?.address();
        let look = self.look_at_channel(self.channel_row(call.channel)?).await?;
        if !look.signing() {
            return Err(Error::Precondition(format!(
                "vouchers of this channel carry the signature of {}, and this account is {me}",
                look.channel.signed_by()
            )));
        }
        let add = Units::parse_decimal(call.add.trim(), look.row.token.decimals)?;
        if add.is_zero() {
            return Err(Error::Precondition(
                "a voucher that adds nothing pays nothing; add more than zero".into(),
            ));
        }
        let sum = last(&look).checked_add(add).ok_or(colophon_chain::Error::Range)?;
        // What the contract cannot count is refused here.
        Voucher { channel: look.row.id, cumulative: sum }.hash()?;
        if sum > look.good_for() && !call.unsecured {
            return Err(Error::Precondition(format!(
                "the voucher would be over {} in all and the channel is good for {}; deposit {} first, or sign above it with --unsecured: the payee will not take it before that",
                look.amount(sum),
                look.amount(look.good_for()),
                look.amount(less(sum, look.good_for())),
            )));
        }
        check_free(call.path.as_deref(), None)?;
        let facts = vec![
            ("adds".to_owned(), look.amount(add)),
            ("owed".to_owned(), look.amount(sum)),
            ("secured".to_owned(), look.amount(look.good_for())),
        ];
        let facts = Facts {
            works: look.work.iter().map(|(_, title)| title.clone()).collect(),
            leaves: Vec::new(),
            arrives: Vec::new(),
            to: look.channel.payee.to_string(),
            fee: Units::ZERO,
            transactions: 0,
            finals: vec![FinalPoint::Voucher],
            facts,
        };
        let plan = Plan::Voucher { channel: look.row.id, sum, path: call.path.clone() };
        self.lay(SheetKind::ChannelVoucher, plan, facts)
    }

    /// Signs a voucher. It is kept here before the file is written, so that no sum is signed twice.
    pub(crate) fn sign_next(&self, channel: B256, sum: Units, path: Option<&str>) -> Result<()> {
        let key = self.artist()?;
        check_free(path, None)?;
        let domain = channel::domain(Self::chain_id(), &self.contracts()?);
        let voucher = sign_voucher(&key, &domain, Voucher { channel, cumulative: sum })?;
        self.write(|change| {
            Ok(change.channels_mut().sign(Self::chain_id(), channel, &kept(&voucher))?)
        })?;
        self.inner.boundary.cross("voucher kept");
        match path {
            Some(path) => write_once(path, &self.voucher_text(&voucher)?),
            None => Ok(()),
        }
    }

    /// Reads a voucher and keeps it if it is good. In the payer's own home, which may come from an older copy, it tells what
    /// was signed already.
    ///
    /// # Errors
    /// A file that is no voucher; a channel that is not known here; every rule of [`VoucherError`], with amounts.
    pub async fn receive_voucher(&self, call: &ReceiveVoucher) -> Result<VoucherTaken> {
        let path =
            call.path.as_deref().ok_or_else(|| Error::Precondition("choose a file".into()))?;
        let voucher = self.read_voucher(path)?;
        let id = voucher.voucher.channel;
        let look = self.look_at_channel(self.channel_row(id)?).await?;
        let price = match call.price.as_deref() {
            Some(price) => Units::parse_decimal(price.trim(), look.row.token.decimals)?,
            None => Units::ZERO,
        };
        let domain = channel::domain(Self::chain_id(), &self.contracts()?);
        let mut till = Till::new(domain, &look.channel, look.book);
        if let Some(best) = &look.row.best {
            till = till.after(signed(id, best));
        }
        let sum = voucher.voucher.cumulative;
        let before = if look.earning() {
            let before = look.row.best.as_ref().map_or(Units::ZERO, |best| best.cumulative);
            till.take(voucher.clone(), price).map_err(|why| refusal(&look, why))?;
            before.max(look.book.claimed)
        } else {
            till.check(voucher.clone()).map_err(|why| refusal(&look, why))?;
            let last = last(&look);
            if sum <= last {
                return Err(refusal(&look, VoucherError::NotHigher { asked: sum, last }));
            }
            last
        };
        self.keep(&look, &voucher)?;
        let added = money::view(&look.row.token, less(sum, before));
        Ok(VoucherTaken { added, channel: self.channel_view(id).await? })
    }

    fn keep(&self, look: &Look, voucher: &SignedVoucher) -> Result<()> {
        let (id, voucher) = (look.row.id, kept(voucher));
        let higher = look.row.signed.as_ref().is_none_or(|own| voucher.cumulative > own.cumulative);
        self.write(|change| {
            if look.earning() {
                change.channels_mut().take(Self::chain_id(), id, &voucher)?;
            }
            if look.signing() && higher {
                change.channels_mut().sign(Self::chain_id(), id, &voucher)?;
            }
            Ok(())
        })
    }
}

/// The highest sum that is known to be signed: by this home, or by what was claimed with it.
fn last(look: &Look) -> Units {
    let own = look.row.signed.as_ref().map_or(Units::ZERO, |own| own.cumulative);
    own.max(look.book.claimed)
}

/// Why a voucher is not taken, with amounts as people write them.
fn refusal(look: &Look, why: VoucherError) -> Error {
    let said = match &why {
        VoucherError::NotHigher { asked, last } => format!(
            "the voucher is over {} in all and the last one was over {}; each must be higher than the one before",
            look.amount(*asked),
            look.amount(*last)
        ),
        VoucherError::TooLittle { added, price } => format!(
            "the voucher adds {} and the use costs {}; ask for one over the whole price",
            look.amount(*added),
            look.amount(*price)
        ),
        VoucherError::Unsecured { asked, secured } => format!(
            "the voucher is over {} in all and the channel is good for {}; {} are missing, which the payer must deposit first",
            look.amount(*asked),
            look.amount(*secured),
            look.amount(less(*asked, *secured))
        ),
        other => other.to_string(),
    };
    Error::Voucher { why, said }
}
