//! Payments for many small uses: a deposit, a signed voucher for each use, one claim. `UsageChannel` in `contracts/` has the
//! rules.

pub mod file;

use alloy_primitives::aliases::U40;
use alloy_primitives::{Address, B256, Bytes, Signature, U256};
use alloy_sol_types::{Eip712Domain, SolStruct, sol};
use colophon_model::{ChainId, Moment, Units};
use serde::{Deserialize, Serialize};

use crate::bindings::UsageChannel as abi;
use crate::{Action, Chain, Contracts, Error, Result, typed};

/// The shortest and the longest wait of a payer for what she takes back, in seconds.
pub const WITHDRAW_DELAY: std::ops::RangeInclusive<u32> = 15 * 60..=30 * 24 * 3600;

/// From whom to whom a channel pays, in what. It never changes: another value anywhere is another channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// Whose money it is until it is claimed.
    pub payer: Address,
    /// Who signs vouchers for the payer; `None` for the payer herself.
    pub signer: Option<Address>,
    /// Who is paid; usually a royalty vault.
    pub payee: Address,
    /// In what; `None` is the coin. A vault must divide it.
    pub token: Option<Address>,
    /// Seconds that the payer waits for what she takes back, within [`WITHDRAW_DELAY`].
    pub withdraw_delay: u32,
    /// Tells channels apart that are otherwise equal.
    pub salt: B256,
}

/// "I owe so much in all." Each replaces the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voucher {
    /// The channel's number.
    pub channel: B256,
    /// All that is owed so far, below 2^128.
    pub cumulative: Units,
}

/// A voucher with its signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedVoucher {
    /// What was signed.
    pub voucher: Voucher,
    /// `r || s || v`.
    pub signature: Bytes,
}

/// What a channel holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChannelBook {
    /// Deposited, less what went back.
    pub funded: Units,
    /// What of it belongs to the payee.
    pub claimed: Units,
    /// How far above `claimed` a voucher is good for at least the channel's delay from now.
    pub secured: Units,
}

/// What the payer is about to take back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChannelExit {
    /// At most so much of what is unclaimed then.
    pub amount: Units,
    /// Not before.
    pub ready_at: Moment,
}

/// Why a payee does not take a voucher.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VoucherError {
    /// Of another channel.
    #[error(
        "the voucher is for channel {0}, not for this one; ask for one that names this channel"
    )]
    OtherChannel(B256),
    /// Not above the last one.
    #[error(
        "the voucher is over {asked} units and the last one was over {last}; each must be higher than the one before"
    )]
    NotHigher {
        /// Of this voucher.
        asked: Units,
        /// Of the newest that was taken.
        last: Units,
    },
    /// Pays less than the use costs.
    #[error(
        "the voucher adds {added} units and the use costs {price}; ask for one over the whole price"
    )]
    TooLittle {
        /// What it adds to the last one.
        added: Units,
        /// What the use costs.
        price: Units,
    },
    /// Above what lies in the channel.
    #[error(
        "the voucher is over {asked} units and the channel is good for {secured}; the payer must deposit more first"
    )]
    Unsecured {
        /// Of this voucher.
        asked: Units,
        /// What can be claimed in all.
        secured: Units,
    },
    /// Not signed by whom the channel names.
    #[error("the voucher is not signed by {0}, whose signature the channel asks for")]
    BadSignature(Address),
}

mod signed {
    use super::sol;
    sol! {
        struct Voucher {
            bytes32 channelId;
            uint128 cumulative;
        }
    }
}

/// The domain of channels and vouchers.
pub fn domain(chain: ChainId, at: &Contracts) -> Eip712Domain {
    typed::domain("Colophon UsageChannel", chain, at.channel)
}

impl Channel {
    /// Its number: the EIP-712 hash of its terms, so the same terms elsewhere are another channel.
    pub fn id(&self, domain: &Eip712Domain) -> B256 {
        self.to_sol().eip712_signing_hash(domain)
    }

    /// Whose signature its vouchers carry.
    pub fn signed_by(&self) -> Address {
        self.signer.unwrap_or(self.payer)
    }

    fn to_sol(self) -> abi::Channel {
        abi::Channel {
            payer: self.payer,
            signer: self.signer.unwrap_or_default(),
            payee: self.payee,
            token: self.token.unwrap_or_default(),
            withdrawDelay: U40::from(self.withdraw_delay),
            salt: self.salt,
        }
    }
}

impl Voucher {
    /// Its EIP-712 struct hash.
    ///
    /// # Errors
    /// [`Error::Range`] for a sum beyond 128 bits.
    pub fn hash(&self) -> Result<B256> {
        let cumulative = u128_of(self.cumulative)?;
        Ok(signed::Voucher { channelId: self.channel, cumulative }.eip712_hash_struct())
    }
}

/// A voucher whose channel and signature a till has found good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedVoucher(SignedVoucher);

/// The payee's side: takes vouchers and keeps the newest, which is all that a claim needs.
#[derive(Debug, Clone)]
pub struct Till {
    domain: Eip712Domain,
    channel: B256,
    signer: Address,
    secured: Units,
    taken: Units,
    newest: Option<SignedVoucher>,
    count: u64,
}

impl Till {
    /// For a channel that stands as `book` says.
    pub fn new(domain: Eip712Domain, channel: &Channel, book: ChannelBook) -> Self {
        let secured = Units(book.claimed.0.saturating_add(book.secured.0));
        Self {
            channel: channel.id(&domain),
            signer: channel.signed_by(),
            secured,
            taken: book.claimed,
            newest: None,
            count: 0,
            domain,
        }
    }

    /// Goes on behind a voucher that was taken before: the next one must be above it.
    #[must_use]
    pub fn after(mut self, newest: SignedVoucher) -> Self {
        self.taken = self.taken.max(newest.voucher.cumulative);
        self.newest = Some(newest);
        self
    }

    /// Takes a voucher for a use that costs `price`. What is refused changes nothing.
    ///
    /// # Errors
    /// Why the use is not paid by it.
    pub fn take(&mut self, offered: SignedVoucher, price: Units) -> Result<(), VoucherError> {
        // Sums first: they cost nothing to compare, and a signature does.
        self.check_sum(&offered.voucher, price)?;
        let checked = self.check(offered)?;
        self.book(checked, price)
    }

    /// Whether a voucher is for this channel and signed by whom the channel names; says nothing of its sum.
    ///
    /// # Errors
    /// [`VoucherError::OtherChannel`] and [`VoucherError::BadSignature`].
    pub fn check(&self, offered: SignedVoucher) -> Result<CheckedVoucher, VoucherError> {
        if offered.voucher.channel != self.channel {
            return Err(VoucherError::OtherChannel(offered.voucher.channel));
        }
        let signer = offered.voucher.hash().ok().and_then(|hash| {
            typed::signer_of(typed::digest(&self.domain, hash), &offered.signature)
        });
        if signer == Some(self.signer) {
            Ok(CheckedVoucher(offered))
        } else {
            Err(VoucherError::BadSignature(self.signer))
        }
    }

    /// Takes a voucher that was checked before.
    ///
    /// # Errors
    /// Why the use is not paid by it.
    pub fn book(&mut self, checked: CheckedVoucher, price: Units) -> Result<(), VoucherError> {
        let CheckedVoucher(offered) = checked;
        self.check_sum(&offered.voucher, price)?;
        self.taken = offered.voucher.cumulative;
        self.newest = Some(offered);
        self.count = self.count.saturating_add(1);
        Ok(())
    }

    fn check_sum(&self, voucher: &Voucher, price: Units) -> Result<(), VoucherError> {
        let Voucher { channel, cumulative: asked } = *voucher;
        if channel != self.channel {
            return Err(VoucherError::OtherChannel(channel));
        }
        let last = self.taken;
        let Some(added) = asked.checked_sub(last).filter(|added| !added.is_zero()) else {
            return Err(VoucherError::NotHigher { asked, last });
        };
        if added < price {
            return Err(VoucherError::TooLittle { added, price });
        }
        if asked > self.secured {
            return Err(VoucherError::Unsecured { asked, secured: self.secured });
        }
        Ok(())
    }

    /// The newest voucher; claiming it claims all before it.
    pub const fn newest(&self) -> Option<&SignedVoucher> {
        self.newest.as_ref()
    }

    /// Uses that were paid for.
    pub const fn count(&self) -> u64 {
        self.count
    }
}

/// Adds `amount` to a channel; coin is sent along, a token must be allowed to the channel contract first.
///
/// # Errors
/// [`Error::Range`] for an amount beyond 128 bits.
pub fn deposit(at: &Contracts, channel: &Channel, amount: Units) -> Result<Action> {
    let call = abi::depositCall { channel: channel.to_sol(), amount: u128_of(amount)? };
    let value = if channel.token.is_none() { amount } else { Units::ZERO };
    Ok(Action { value, ..Action::call(at.channel, &call) })
}

/// Books all that a voucher adds to what was claimed before.
///
/// # Errors
/// [`Error::Range`] for a sum beyond 128 bits.
pub fn claim(at: &Contracts, channel: &Channel, voucher: &SignedVoucher) -> Result<Action> {
    let call = abi::claimCall {
        channel: channel.to_sol(),
        cumulative: u128_of(voucher.voucher.cumulative)?,
        signature: voucher.signature.clone(),
    };
    Ok(Action::call(at.channel, &call))
}

/// Books the newest vouchers of many channels to one payee in one token. A voucher that adds nothing is passed over.
///
/// # Errors
/// [`Error::Range`] for a sum beyond 128 bits, or a signature that no key makes.
pub fn claim_batch(
    at: &Contracts,
    payee: Address,
    token: Option<Address>,
    vouchers: &[(Channel, SignedVoucher)],
) -> Result<Action> {
    let row = |(channel, signed): &(Channel, SignedVoucher)| -> Result<abi::Claim> {
        let signature = Signature::from_raw(&signed.signature).map_err(|_| Error::Range)?;
        let mut vs = signature.s();
        vs.set_bit(255, signature.v());
        Ok(abi::Claim {
            payer: channel.payer,
            signer: channel.signer.unwrap_or_default(),
            withdrawDelay: U40::from(channel.withdraw_delay),
            salt: channel.salt,
            cumulative: u128_of(signed.voucher.cumulative)?,
            r: signature.r().into(),
            vs: vs.into(),
        })
    };
    let claims = vouchers.iter().map(row).collect::<Result<_>>()?;
    let token = token.unwrap_or_default();
    Ok(Action::call(at.channel, &abi::claimBatchCall { payee, token, claims }))
}

/// Pays a payee everything that was claimed for it in a token. Anybody may send it.
pub fn settle(at: &Contracts, payee: Address, token: Option<Address>) -> Action {
    Action::call(at.channel, &abi::settleCall { payee, token: token.unwrap_or_default() })
}

/// The payer begins to take back up to `amount` of what will be unclaimed when the channel's delay is over.
///
/// # Errors
/// [`Error::Range`] for an amount beyond 128 bits.
pub fn begin_withdrawal(at: &Contracts, channel: &Channel, amount: Units) -> Result<Action> {
    let call = abi::initiateWithdrawCall { channel: channel.to_sol(), amount: u128_of(amount)? };
    Ok(Action::call(at.channel, &call))
}

/// The payer thinks better of it: what she was about to take back stays in the channel.
pub fn cancel_withdrawal(at: &Contracts, channel: &Channel) -> Action {
    Action::call(at.channel, &abi::cancelWithdrawCall { channel: channel.to_sol() })
}

/// The payer takes back what she asked for, once the delay is over.
pub fn finish_withdrawal(at: &Contracts, channel: &Channel, to: Address) -> Action {
    let call = abi::finalizeWithdrawCall { channel: channel.to_sol(), to };
    Action::call(at.channel, &call)
}

impl Chain {
    /// The number of a channel as the contract computes it.
    ///
    /// # Errors
    /// No answer, or no channel contract there.
    pub async fn channel_id(&self, at: &Contracts, channel: &Channel) -> Result<B256> {
        let call = abi::channelIdCall { channel: channel.to_sol() };
        self.ask("a channel's number", at.channel, &call, None).await
    }

    /// What a channel holds.
    ///
    /// # Errors
    /// No answer, or no channel contract there.
    pub async fn channel_book(&self, at: &Contracts, channel: B256) -> Result<ChannelBook> {
        let book =
            self.ask("a channel", at.channel, &abi::bookOfCall { id: channel }, None).await?;
        let secured = self
            .ask("a channel's security", at.channel, &abi::securedCall { id: channel }, None)
            .await?;
        Ok(ChannelBook {
            funded: Units(U256::from(book.funded)),
            claimed: Units(U256::from(book.claimed)),
            secured: Units(U256::from(secured)),
        })
    }

    /// What the payer of a channel is about to take back.
    ///
    /// # Errors
    /// No answer, or no channel contract there.
    pub async fn channel_exit(&self, at: &Contracts, channel: B256) -> Result<Option<ChannelExit>> {
        let call = abi::exitOfCall { id: channel };
        let exit = self.ask("what leaves a channel", at.channel, &call, None).await?;
        let ready_at = exit.readyAt.to::<u64>();
        Ok((ready_at != 0).then(|| ChannelExit {
            amount: Units(U256::from(exit.amount)),
            ready_at: Moment::from_unix_seconds(ready_at),
        }))
    }

    /// What was claimed for a payee in a token and not paid out yet.
    ///
    /// # Errors
    /// No answer, or no channel contract there.
    pub async fn unsettled(
        &self,
        at: &Contracts,
        payee: Address,
        token: Option<Address>,
    ) -> Result<Units> {
        let call = abi::unsettledCall { payee, token: token.unwrap_or_default() };
        self.ask("what waits for a payee", at.channel, &call, None).await.map(Units)
    }
}

fn u128_of(units: Units) -> Result<u128> {
    u128::try_from(units.0).map_err(|_| Error::Range)
}
