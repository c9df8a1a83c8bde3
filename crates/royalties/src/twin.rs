//! The vault contract's arithmetic, exactly, without a chain.

mod account;
mod refusal;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use colophon_model::{Address, Shares, U256, Units};

use account::Account;
pub use refusal::Refusal;

/// What a claim moves out of the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payout {
    /// In what; `None` for the chain's coin.
    pub token: Option<Address>,
    /// To whom: the holder, or where she lets her payouts go.
    pub to: Address,
    /// How much; never zero.
    pub amount: Units,
}

/// A royalty vault without its chain: whatever the contract `RoyaltyVault` answers or refuses, this answers and refuses,
/// to the last unit.
///
/// It rests on the definition of entitlement and not on the contract's way to compute it:
///
/// ```text
/// earned(who)  = sum over every change of the total received:  change * shares of `who` at that time
/// pending(who) = floor(earned(who) / 1,000,000) - drawn(who),  at least 0, at most the balance
/// total        = min(balance, 2^128 - 1) + all that was ever paid out
/// ```
///
/// `earned` is kept in millionths of a unit, so nothing is rounded before the one division. A leaf of the allocation counts as
/// held by the one it names from the beginning, so activation changes nobody's entitlement. A change is negative where a
/// token takes balance away; what was drawn before is not asked back.
///
/// The contract never adds up `earned`: it corrects `total * shares` by a debt that each transfer and claim changes. That
/// both ways agree is the invariant `total * shares - debt = earned - drawn * 1,000,000`, and a test compares them over
/// random histories on the contract's bytecode.
///
/// Whatever is refused changes nothing. `None` stands for the chain's coin wherever a token is asked for, and so does the zero
/// address, as in the contract. Amounts cannot overflow: balances count up to 2^128 and shares to 2^20, which leaves room for
/// more than 2^100 claims.
#[derive(Debug, Clone)]
pub struct VaultTwin {
    address: Address,
    leaves: BTreeSet<(Address, Shares)>,
    people: BTreeMap<Address, Person>,
    activated: u64,
    accounts: BTreeMap<Option<Address>, Account>,
    refusing: BTreeSet<Address>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Person {
    shares: Shares,
    activated: bool,
    self_only: bool,
    payout: Option<Address>,
}

impl VaultTwin {
    /// A new vault at `address` that divides the coin and `tokens` among the holders that `leaves` name.
    ///
    /// An allocation of anything but exactly 1,000,000 shares, or one that names a holder twice, is taken as the contract
    /// takes it: it cannot see that.
    pub fn new(
        address: Address,
        tokens: impl IntoIterator<Item = Address>,
        leaves: impl IntoIterator<Item = (Address, Shares)>,
    ) -> Self {
        let mut twin = Self {
            address,
            leaves: leaves.into_iter().collect(),
            people: BTreeMap::new(),
            activated: 0,
            accounts: BTreeMap::from([(None, Account::default())]),
            refusing: BTreeSet::new(),
        };
        for token in tokens {
            twin.divide(Some(token));
        }
        twin
    }

    /// Divides `token` too. Nothing of it has arrived yet, so it is as if it had been pinned from the beginning.
    pub(crate) fn divide(&mut self, token: Option<Address>) {
        self.accounts.entry(coin_or(token)).or_default();
    }

    // What happens.

    /// `amount` of `token` arrives, by whichever way.
    ///
    /// # Errors
    /// [`Refusal::UnlistedToken`]: the vault does not divide it, so nobody earns by it. [`Refusal::Range`] past 256 bits.
    pub fn receive(&mut self, token: Option<Address>, amount: Units) -> Result<(), Refusal> {
        let account = self.account_mut(token)?;
        account.balance = account.balance.checked_add(amount.0).ok_or(Refusal::Range)?;
        Ok(())
    }

    /// The vault is found to hold `balance` of `token`, whatever it held before: coin that was forced in without an event, or
    /// a token that gives or takes by itself.
    ///
    /// # Errors
    /// [`Refusal::UnlistedToken`].
    pub fn set_balance(&mut self, token: Option<Address>, balance: Units) -> Result<(), Refusal> {
        self.account_mut(token)?.balance = balance.0;
        Ok(())
    }

    /// The leaf of `who` with `shares` is proved: they are hers from now on.
    ///
    /// # Errors
    /// [`Refusal::BadHolder`], [`Refusal::BadProof`], [`Refusal::AlreadyActivated`], [`Refusal::OverAllocated`].
    pub fn activate(&mut self, who: Address, shares: Shares) -> Result<(), Refusal> {
        self.check_holder(who)?;
        if !self.leaves.contains(&(who, shares)) {
            return Err(Refusal::BadProof { who, shares });
        }
        if self.is_activated(who) {
            return Err(Refusal::AlreadyActivated(who));
        }
        let activated = self.activated.saturating_add(u64::from(shares.0));
        if activated > u64::from(Shares::WHOLE.0) {
            return Err(Refusal::OverAllocated(activated));
        }
        self.activated = activated;
        let held = self.shares(who);
        for account in self.accounts.values_mut() {
            account.settle(who, held);
            account.bring(who, shares);
        }
        let person = self.people.entry(who).or_default();
        person.activated = true;
        // At most all shares, by the check above.
        person.shares.0 = person.shares.0.saturating_add(shares.0);
        Ok(())
    }

    /// `by` has `who` paid what she is owed in `token`.
    ///
    /// # Errors
    /// [`Refusal::UnlistedToken`], [`Refusal::SelfOnly`], [`Refusal::NothingToClaim`], [`Refusal::PayoutRefused`].
    pub fn claim(
        &mut self,
        by: Address,
        who: Address,
        token: Option<Address>,
    ) -> Result<Payout, Refusal> {
        let token = coin_or(token);
        self.pay(by, who, token)?.ok_or(Refusal::NothingToClaim { who, token })
    }

    /// As [`Self::claim`] for several tokens, all or none; where nothing is owed, nothing is paid.
    ///
    /// # Errors
    /// [`Refusal::UnlistedToken`], [`Refusal::SelfOnly`], [`Refusal::PayoutRefused`].
    pub fn claim_many(
        &mut self,
        by: Address,
        who: Address,
        tokens: &[Option<Address>],
    ) -> Result<Vec<Payout>, Refusal> {
        let mut after = self.clone();
        let mut payouts = Vec::new();
        for token in tokens {
            payouts.extend(after.pay(by, who, coin_or(*token))?);
        }
        *self = after;
        Ok(payouts)
    }

    /// [`Self::activate`] and [`Self::claim_many`], both or none.
    ///
    /// # Errors
    /// As both.
    pub fn activate_and_claim(
        &mut self,
        by: Address,
        who: Address,
        shares: Shares,
        tokens: &[Option<Address>],
    ) -> Result<Vec<Payout>, Refusal> {
        let mut after = self.clone();
        after.activate(who, shares)?;
        let payouts = after.claim_many(by, who, tokens)?;
        *self = after;
        Ok(payouts)
    }

    /// Shares change hands. What they earned so far stays with `from`, what they will earn goes to `to`.
    ///
    /// # Errors
    /// [`Refusal::BadHolder`], [`Refusal::InsufficientShares`].
    pub fn transfer(&mut self, from: Address, to: Address, shares: Shares) -> Result<(), Refusal> {
        self.check_holder(to)?;
        let held = self.shares(from);
        let Some(left) = held.0.checked_sub(shares.0) else {
            return Err(Refusal::InsufficientShares { who: from, held, moved: shares });
        };
        let before = self.shares(to);
        for account in self.accounts.values_mut() {
            account.settle(from, held);
            account.settle(to, before);
        }
        self.people.entry(from).or_default().shares = Shares(left);
        // Sender and receiver may be one person.
        let receiver = self.people.entry(to).or_default();
        receiver.shares.0 = receiver.shares.0.saturating_add(shares.0);
        Ok(())
    }

    /// What `who` is owed goes to `to` from now on; her own address ends that.
    ///
    /// # Errors
    /// [`Refusal::BadHolder`].
    pub fn set_payout(&mut self, who: Address, to: Address) -> Result<(), Refusal> {
        self.check_holder(to)?;
        self.people.entry(who).or_default().payout = Some(to).filter(|to| *to != who);
        Ok(())
    }

    /// Whether `who` alone may claim what she is owed.
    pub fn set_self_only(&mut self, who: Address, on: bool) {
        self.people.entry(who).or_default().self_only = on;
    }

    /// `who` is a contract that does not take coin.
    pub fn refuse_coin(&mut self, who: Address) {
        self.refusing.insert(who);
    }

    /// A claim that a chain reports, with the chain's amount, whoever it was paid to.
    pub(crate) fn record_claim(
        &mut self,
        who: Address,
        token: Option<Address>,
        amount: Units,
    ) -> Result<(), Refusal> {
        if amount > self.pending(who, token)? {
            return Err(Refusal::NothingToClaim { who, token });
        }
        self.account_mut(token)?.draw(who, amount.0)
    }

    // What is so.

    /// What a claim would pay `who` now. A leaf that was not activated does not count; see [`Self::claimable`].
    ///
    /// # Errors
    /// [`Refusal::UnlistedToken`].
    pub fn pending(&self, who: Address, token: Option<Address>) -> Result<Units, Refusal> {
        let account = self.account(token)?;
        Ok(Units(account.owed(who, self.shares(who), Shares::default())))
    }

    /// What `who` can take out now, activating her leaf first where that is still to be done.
    ///
    /// # Errors
    /// [`Refusal::UnlistedToken`].
    pub fn claimable(&self, who: Address, token: Option<Address>) -> Result<Units, Refusal> {
        let account = self.account(token)?;
        Ok(Units(account.owed(who, self.shares(who), self.waiting(who))))
    }

    /// What `who` has drawn so far, wherever it was paid to.
    pub fn drawn(&self, who: Address, token: Option<Address>) -> Units {
        self.account(token).map_or(Units::ZERO, |account| Units(account.drawn(who)))
    }

    /// All of `token` that ever arrived, as far as the balance tells.
    ///
    /// # Errors
    /// [`Refusal::UnlistedToken`].
    pub fn cumulative(&self, token: Option<Address>) -> Result<Units, Refusal> {
        self.account(token).map(|account| Units(account.total()))
    }

    /// All of `token` that was ever paid out; nothing of one that is not divided.
    pub fn paid_out(&self, token: Option<Address>) -> Units {
        self.account(token).map_or(Units::ZERO, |account| Units(account.paid()))
    }

    /// What the vault holds of `token`.
    ///
    /// # Errors
    /// [`Refusal::UnlistedToken`].
    pub fn balance(&self, token: Option<Address>) -> Result<Units, Refusal> {
        self.account(token).map(|account| Units(account.balance))
    }

    /// The active shares of `who`.
    pub fn shares(&self, who: Address) -> Shares {
        self.people.get(&who).map(|person| person.shares).unwrap_or_default()
    }

    /// The shares that wait for `who` to activate them. Where the allocation names her twice, only one leaf can ever be
    /// activated; the larger is meant.
    pub fn waiting(&self, who: Address) -> Shares {
        if self.is_activated(who) {
            return Shares::default();
        }
        let leaves = self.leaves.range((who, Shares(0))..=(who, Shares(u32::MAX)));
        leaves.last().map(|(_, shares)| *shares).unwrap_or_default()
    }

    /// Whether the leaf of `who` was activated.
    pub fn is_activated(&self, who: Address) -> bool {
        self.people.get(&who).is_some_and(|person| person.activated)
    }

    /// All shares that were activated, whoever holds them now.
    pub fn activated(&self) -> Shares {
        Shares(u32::try_from(self.activated).unwrap_or(Shares::WHOLE.0))
    }

    /// Where claims of `who` are paid to.
    pub fn payout_of(&self, who: Address) -> Address {
        self.people.get(&who).and_then(|person| person.payout).unwrap_or(who)
    }

    /// Whether nobody else may claim for `who`.
    pub fn is_self_only(&self, who: Address) -> bool {
        self.people.get(&who).is_some_and(|person| person.self_only)
    }

    /// Everybody who has a leaf, or holds or held shares.
    pub fn holders(&self) -> BTreeSet<Address> {
        self.people.keys().chain(self.leaves.iter().map(|(who, _)| who)).copied().collect()
    }

    /// Coin and tokens that the vault divides.
    pub fn tokens(&self) -> impl Iterator<Item = Option<Address>> + '_ {
        self.accounts.keys().copied()
    }

    fn pay(
        &mut self,
        by: Address,
        who: Address,
        token: Option<Address>,
    ) -> Result<Option<Payout>, Refusal> {
        let amount = self.pending(who, token)?;
        if self.is_self_only(who) && by != who {
            return Err(Refusal::SelfOnly(who));
        }
        if amount.is_zero() {
            return Ok(None);
        }
        let to = self.payout_of(who);
        if token.is_none() && self.refusing.contains(&to) {
            return Err(Refusal::PayoutRefused(to));
        }
        self.account_mut(token)?.draw(who, amount.0)?;
        Ok(Some(Payout { token, to, amount }))
    }

    fn check_holder(&self, who: Address) -> Result<(), Refusal> {
        if who.is_zero() || who == self.address { Err(Refusal::BadHolder(who)) } else { Ok(()) }
    }

    fn account(&self, token: Option<Address>) -> Result<&Account, Refusal> {
        self.accounts.get(&coin_or(token)).ok_or_else(|| unlisted(token))
    }

    fn account_mut(&mut self, token: Option<Address>) -> Result<&mut Account, Refusal> {
        self.accounts.get_mut(&coin_or(token)).ok_or_else(|| unlisted(token))
    }
}

fn coin_or(token: Option<Address>) -> Option<Address> {
    token.filter(|token| !token.is_zero())
}

fn unlisted(token: Option<Address>) -> Refusal {
    Refusal::UnlistedToken(token.unwrap_or_default())
}

/// All shares, as a divisor.
const WHOLE: U256 = U256::from_limbs([Shares::WHOLE.0 as u64, 0, 0, 0]);
