//! One history on the contract and on its twin, every figure and every refusal compared.

use std::collections::BTreeMap;

use alloy_primitives::{Address, Bytes, Log, U256};
use alloy_sol_types::{SolCall, SolError, SolEvent, SolEventInterface, SolInterface};
use colophon_model::{Allocation, MerkleTree, Shares, Units};
use colophon_royalties::{ChainFigures, Payout, Refusal, VaultBooks, VaultEvent, VaultTwin, audit};

use crate::{
    bindings::{
        ElasticToken::setBalanceCall, PracticeUSD, RoyaltyVault as v,
        RoyaltyVaultFactory::createCall, VaultLens,
    },
    chain::{AUTHOR, Chain, Outcome, PAYER, REFUSER},
    history::{Coin, History, Leaf, Person, Rebase, Split, Step, Token},
};

/// Has no code and is pinned nowhere.
const UNLISTED: Address = Address::repeat_byte(0x99);
const BUYER: Address = Address::repeat_byte(0xbe);
const BOUND: U256 = U256::from_limbs([u64::MAX, u64::MAX, 0, 0]);

/// How often what was met, so that one can see that nothing was left out.
pub(crate) type Tally = BTreeMap<&'static str, u64>;

/// What differed, in words.
pub(crate) type Verdict<T = ()> = Result<T, String>;

struct Duel<'a> {
    chain: &'a mut Chain,
    history: &'a History,
    tally: &'a mut Tally,
    vault: Address,
    twin: VaultTwin,
    leaves: Vec<(Address, Shares)>,
    tree: MerkleTree,
    people: Vec<Address>,
    /// The coin first, then the pinned tokens.
    coins: Vec<Option<Address>>,
    paid: BTreeMap<(Address, Option<Address>), U256>,
    totals: Vec<U256>,
    events: Vec<VaultEvent>,
    /// Whether a token took or gave by itself.
    silent: bool,
}

/// Plays `history` on both.
pub(crate) fn fight(chain: &mut Chain, history: &History, tally: &mut Tally) -> Verdict {
    chain.reset();
    let mut duel = Duel::new(chain, history, tally)?;
    duel.figures().map_err(|what| format!("at the start: {what}"))?;
    for (at, step) in history.steps.iter().enumerate() {
        duel.play(step)
            .and_then(|()| duel.figures())
            .map_err(|what| format!("step {}, {}: {what}", at + 1, history.tell(step)))?;
        *duel.tally.entry("steps").or_default() += 1;
    }
    duel.people().and_then(|()| duel.books()).map_err(|what| format!("at the end: {what}"))
}

impl<'a> Duel<'a> {
    fn new(chain: &'a mut Chain, history: &'a History, tally: &'a mut Tally) -> Verdict<Self> {
        let deployed = chain.deployed;
        let tokens: Vec<_> = (history.tokens.iter())
            .map(|token| match token {
                Token::Usd => deployed.usd,
                Token::Elastic(n) => deployed.elastic[usize::from(*n)],
            })
            .collect();
        let leaves: Vec<_> =
            history.leaves().into_iter().map(|(who, part)| (holder(who), part)).collect();
        let nodes = leaves.iter().map(|(who, part)| Allocation::leaf(*who, *part)).collect();
        let tree = MerkleTree::new(nodes).ok_or("no leaves")?;

        let create = createCall {
            sharesRoot: tree.root(),
            treaty: Default::default(),
            tokens: tokens.clone(),
        };
        let (answer, _) = chain
            .call(AUTHOR, deployed.factory, &create)
            .map_err(|revert| format!("no vault was made: {revert}"))?;
        let vault = createCall::abi_decode_returns(&answer).map_err(|e| e.to_string())?;

        let mut twin = VaultTwin::new(vault, tokens.iter().copied(), leaves.iter().copied());
        twin.refuse_coin(REFUSER);
        let mut people: Vec<_> = (0..history.weights.len()).map(holder).collect();
        people.extend([BUYER, REFUSER, vault]);
        let coins: Vec<_> = [None].into_iter().chain(tokens.into_iter().map(Some)).collect();
        let totals = vec![U256::ZERO; coins.len()];
        Ok(Self {
            chain,
            history,
            tally,
            vault,
            twin,
            leaves,
            tree,
            people,
            coins,
            paid: BTreeMap::new(),
            totals,
            events: Vec::new(),
            silent: false,
        })
    }

    fn address(&self, person: Person) -> Address {
        match person {
            Person::Holder(n) => holder(usize::from(n) % self.history.weights.len()),
            Person::Buyer => BUYER,
            Person::Refuser => REFUSER,
            Person::Vault => self.vault,
            Person::Nobody => Address::ZERO,
        }
    }

    fn name(&self, who: Address) -> String {
        let holders = (0..self.history.weights.len() as u8).map(Person::Holder);
        let known = [Person::Buyer, Person::Refuser, Person::Vault].into_iter().chain(holders);
        let found = known.into_iter().find(|person| self.address(*person) == who);
        found.map_or_else(|| who.to_string(), |person| self.history.name(person))
    }

    fn token(&self, coin: Coin) -> Option<Address> {
        match self.history.token(coin) {
            Some(None) => None,
            Some(Some(Token::Usd)) => Some(self.chain.deployed.usd),
            Some(Some(Token::Elastic(n))) => Some(self.chain.deployed.elastic[usize::from(n)]),
            None => Some(UNLISTED),
        }
    }

    fn tokens(&self, coins: &[Coin]) -> Vec<Option<Address>> {
        coins.iter().map(|coin| self.token(*coin)).collect()
    }

    /// Whose leaf, with how many shares, and the proof that is shown for it.
    fn leaf(&self, leaf: Leaf) -> (Address, Shares, Vec<alloy_primitives::B256>) {
        let at = |n: u8| self.leaves[usize::from(n) % self.leaves.len()];
        let (who, shares, real) = match leaf {
            Leaf::Of(n) => (at(n).0, at(n).1, at(n).1),
            Leaf::Wrong(n) => (at(n).0, Shares(at(n).1.0 + 1), at(n).1),
            Leaf::Stranger(who) => (self.address(who), Shares(1), Shares(1)),
        };
        let proof = |shares| self.tree.proof(Allocation::leaf(who, shares));
        (who, shares, proof(shares).or_else(|| proof(real)).unwrap_or_default())
    }

    // ------------------------------------------------------------ what happens

    fn play(&mut self, step: &Step) -> Verdict {
        match step {
            Step::Pay { coin, amount } => self.pay(*coin, *amount),
            Step::Force { amount } => {
                self.chain.force_coin(self.vault, *amount);
                self.arrive(None, *amount)
            }
            Step::Rebase { token, to } => self.rebase(*token, *to),
            Step::Activate { leaf } => {
                let (who, shares, proof) = self.leaf(*leaf);
                let call = v::activateCall { who, shares: shares.0, proof };
                let want = self.twin.activate(who, shares);
                self.same(PAYER, &call, want).map(|_| ())
            }
            Step::Claim { who, coin, by } => {
                let (who, token, by) = (self.address(*who), self.token(*coin), self.address(*by));
                let call = v::claimCall { who, token: token.unwrap_or_default() };
                let want = self.twin.claim(by, who, token);
                let Some((answer, paid)) = self.same(by, &call, want)? else { return Ok(()) };
                self.note([paid]);
                let amount =
                    v::claimCall::abi_decode_returns(&answer).map_err(|e| e.to_string())?;
                equal("the amount that the claim answers", amount, paid.amount.0)
            }
            Step::ClaimMany { who, coins, by } => {
                let (who, tokens, by) = (self.address(*who), self.tokens(coins), self.address(*by));
                let call = v::claimManyCall { who, tokens_: addresses(&tokens) };
                let want = self.twin.claim_many(by, who, &tokens);
                let paid = self.same(by, &call, want)?;
                self.note(paid.into_iter().flat_map(|(_, paid)| paid));
                Ok(())
            }
            Step::ActivateAndClaim { leaf, coins, by } => {
                let by = self.address(*by);
                let ((who, shares, proof), tokens) = (self.leaf(*leaf), self.tokens(coins));
                let tokens_ = addresses(&tokens);
                let call = v::activateAndClaimCall { who, shares: shares.0, proof, tokens_ };
                let want = self.twin.activate_and_claim(by, who, shares, &tokens);
                let paid = self.same(by, &call, want)?;
                self.note(paid.into_iter().flat_map(|(_, paid)| paid));
                Ok(())
            }
            Step::Move { from, to, part, extra, allowed } => {
                let (from, to) = (self.address(*from), self.address(*to));
                let held = u64::from(self.twin.shares(from).0);
                let shares = (held * u64::from(*part) / 255 + u64::from(*extra)) as u32;
                let value = U256::from(shares);
                let want = self.twin.transfer(from, to, Shares(shares));
                if *allowed {
                    let approve = v::approveCall { spender: PAYER, value };
                    self.chain.call(from, self.vault, &approve).map_err(|e| e.to_string())?;
                    self.same(PAYER, &v::transferFromCall { from, to, value }, want)?;
                } else {
                    self.same(from, &v::transferCall { to, value }, want)?;
                }
                Ok(())
            }
            Step::SelfOnly { who, on } => {
                let (who, on) = (self.address(*who), *on);
                self.twin.set_self_only(who, on);
                self.same(who, &v::setSelfOnlyCall { on }, Ok(())).map(|_| ())
            }
            Step::Redirect { who, to } => {
                let (who, to) = (self.address(*who), self.address(*to));
                let want = self.twin.set_payout(who, to);
                self.same(who, &v::setPayoutCall { to }, want).map(|_| ())
            }
        }
    }

    fn pay(&mut self, coin: Coin, amount: U256) -> Verdict {
        let token = self.token(coin).filter(|token| *token != UNLISTED);
        let (vault, usd) = (self.vault, self.chain.deployed.usd);
        let done = match token {
            None => self.chain.send(PAYER, vault, amount, Bytes::new()),
            Some(token) if token == usd => {
                self.chain.call(PAYER, usd, &PracticeUSD::mintCall { to: vault, amount })
            }
            Some(token) => {
                let held = self.twin.balance(Some(token)).map_err(|e| e.to_string())?;
                let Some(balance) = held.0.checked_add(amount) else { return Ok(()) };
                let call = setBalanceCall { who: vault, balance };
                let done = self.chain.call(PAYER, token, &call);
                // It has no events.
                let amount = Units(amount);
                self.events.push(VaultEvent::Received { token: Some(token), amount });
                done
            }
        };
        let (_, logs) = done.map_err(|revert| format!("a payment was refused: {revert}"))?;
        self.hear(&logs);
        self.meet("paid in");
        self.twin.receive(token, Units(amount)).map_err(|e| e.to_string())
    }

    /// Money that leaves no event.
    fn arrive(&mut self, token: Option<Address>, amount: U256) -> Verdict {
        self.meet("forced in");
        self.events.push(VaultEvent::Received { token, amount: Units(amount) });
        self.twin.receive(token, Units(amount)).map_err(|e| e.to_string())
    }

    fn rebase(&mut self, token: u8, to: Rebase) -> Verdict {
        let Some(n) = self.history.elastic(token) else { return Ok(()) };
        let token = self.chain.deployed.elastic[usize::from(n)];
        self.silent = true;
        let held = self.twin.balance(Some(token)).map_err(|e| e.to_string())?.0;
        let balance = match to {
            Rebase::Percent(n) => held / U256::from(100) * U256::from(n),
            Rebase::To(n) => n,
        };
        let call = setBalanceCall { who: self.vault, balance };
        self.chain.call(PAYER, token, &call).map_err(|e| e.to_string())?;
        self.meet(if balance < held { "shrunk" } else { "grown" });
        self.twin.set_balance(Some(token), Units(balance)).map_err(|e| e.to_string())
    }

    /// Sends `call` to the vault and compares how it ends. `None` where both refuse alike.
    fn same<C: SolCall, T>(
        &mut self,
        from: Address,
        call: &C,
        want: Result<T, Refusal>,
    ) -> Verdict<Option<(Bytes, T)>> {
        let got: Outcome = self.chain.call(from, self.vault, call);
        match (got, want) {
            (Ok((answer, logs)), Ok(value)) => {
                self.hear(&logs);
                self.meet(C::SIGNATURE);
                Ok(Some((answer, value)))
            }
            (Err(revert), Err(refusal)) => {
                let (name, error) = encoded(refusal);
                if revert != error {
                    return Err(format!(
                        "the contract refuses with {}, the twin with {refusal:?}",
                        named(&revert)
                    ));
                }
                self.meet(name);
                Ok(None)
            }
            (Ok(_), Err(refusal)) => Err(format!("the twin alone refuses: {refusal:?}")),
            (Err(revert), Ok(_)) => Err(format!("the contract alone refuses: {}", named(&revert))),
        }
    }

    fn note(&mut self, payouts: impl IntoIterator<Item = Payout>) {
        for Payout { token, to, amount } in payouts {
            *self.paid.entry((to, token)).or_default() += amount.0;
        }
    }

    fn meet(&mut self, what: &'static str) {
        *self.tally.entry(what).or_default() += 1;
    }

    /// Keeps what the books would read from the chain.
    fn hear(&mut self, logs: &[Log]) {
        for log in logs {
            let token = Some(log.address).filter(|address| *address == self.chain.deployed.usd);
            let arrived = (token.is_some())
                .then(|| PracticeUSD::Transfer::decode_log(log).ok())
                .flatten()
                .filter(|transfer| transfer.to == self.vault);
            if let Some(transfer) = arrived {
                self.events.push(VaultEvent::Received { token, amount: Units(transfer.value) });
            }
            if log.address != self.vault {
                continue;
            }
            use v::RoyaltyVaultEvents as E;
            let event = match v::RoyaltyVaultEvents::decode_log(log).map(|log| log.data) {
                Ok(E::Received(e)) => VaultEvent::Received { token: None, amount: Units(e.amount) },
                Ok(E::Claimed(e)) => VaultEvent::Claimed {
                    who: e.who,
                    token: Some(e.token).filter(|token| !token.is_zero()),
                    amount: Units(e.amount),
                },
                Ok(E::Transfer(e)) if e.from == self.vault => {
                    VaultEvent::Activated { who: e.to, shares: Shares(e.value.to()) }
                }
                Ok(E::Transfer(e)) => {
                    VaultEvent::Moved { from: e.from, to: e.to, shares: Shares(e.value.to()) }
                }
                _ => continue,
            };
            self.events.push(event);
        }
    }

    // ------------------------------------------------------------ what is compared

    fn figures(&mut self) -> Verdict {
        let call = VaultLens::readCall {
            vault: self.vault,
            people: self.people.clone(),
            tokens: addresses(&self.coins),
        };
        let got = self.chain.ask(self.chain.deployed.lens, &call);
        let twin = &self.twin;
        // What the lens answers, in its order, with what to call it should it differ.
        let mut want: Vec<(U256, &str, Address, usize)> = Vec::with_capacity(got.len());
        for (at, token) in self.coins.iter().enumerate() {
            let fail = |refusal: Refusal| refusal.to_string();
            let total = twin.cumulative(*token).map_err(fail)?.0;
            let balance = twin.balance(*token).map_err(fail)?.0;
            want.push((total, "all received of", self.vault, at));
            want.push((twin.paid_out(*token).0, "all paid out of", self.vault, at));
            want.push((balance, "the balance of", self.vault, at));
            for who in &self.people {
                let pending = twin.pending(*who, *token).map_err(fail)?.0;
                want.push((pending, "what is pending of", *who, at));
                if !pending.is_zero() && pending == balance.min(BOUND) {
                    *self.tally.entry("owed all that is there").or_default() += 1;
                }
            }
            if balance > BOUND {
                *self.tally.entry("beyond 2^128").or_default() += 1;
            }
            if total < self.totals[at] {
                *self.tally.entry("total shrank").or_default() += 1;
            }
            self.totals[at] = total;
        }
        for who in &self.people {
            let shares = if *who == self.vault {
                Shares(Shares::WHOLE.0 - twin.activated().0)
            } else {
                twin.shares(*who)
            };
            want.push((U256::from(shares.0), "the shares beside", *who, 0));
        }
        if got.len() != want.len() {
            return Err("the lens and the test do not speak of the same figures".to_owned());
        }
        for (got, (want, figure, who, at)) in got.iter().zip(&want) {
            if got != want {
                let coin = self.history.coin_name(Coin(*at as u8));
                return equal(&format!("{figure} {coin}, for {}", self.name(*who)), *got, *want);
            }
        }
        *self.tally.entry("figures").or_default() += want.len() as u64;
        Ok(())
    }

    /// Where people are paid, whether they are active, and that what was drawn arrived.
    fn people(&mut self) -> Verdict {
        // All but the vault itself.
        let people = self.people[..self.people.len() - 1].to_vec();
        let tokens = addresses(&self.coins);
        let call = VaultLens::payeesCall { vault: self.vault, people: people.clone(), tokens };
        let mut got = self.chain.ask(self.chain.deployed.lens, &call).into_iter();
        let mut compare = |figure: &dyn Fn() -> String, want: U256| -> Verdict {
            let got = got.next().ok_or("the lens answers too little")?;
            if got == want { Ok(()) } else { equal(&figure(), got, want) }
        };
        for who in people {
            let payout = U256::from_be_slice(self.twin.payout_of(who).as_slice());
            compare(&|| format!("the payout address of {}", self.name(who)), payout)?;
            let active = U256::from(u8::from(self.twin.is_activated(who)));
            compare(&|| format!("whether {} is active", self.name(who)), active)?;
            let alone = U256::from(u8::from(self.twin.is_self_only(who)));
            compare(&|| format!("whether {} alone may claim", self.name(who)), alone)?;
            for (at, token) in self.coins.iter().enumerate() {
                let paid = self.paid.get(&(who, *token)).copied().unwrap_or_default();
                let coin = || self.history.coin_name(Coin(at as u8));
                compare(&|| format!("what {} got of {}", self.name(who), coin()), paid)?;
            }
        }
        Ok(())
    }

    /// The books, made from the events alone, against the contract. Where a token took or gave by itself no event tells, and
    /// the books do not know.
    fn books(&mut self) -> Verdict {
        if self.silent {
            return Ok(());
        }
        let mut books = VaultBooks::new(self.leaves.iter().copied());
        for event in &self.events {
            books.book(event).map_err(|error| format!("the books refuse {event:?}: {error}"))?;
        }
        for token in &self.coins {
            let fail = |error: Refusal| error.to_string();
            let cumulative = self.twin.cumulative(*token).map_err(fail)?;
            let pending = (self.people.iter())
                .map(|who| Ok((*who, self.twin.pending(*who, *token).map_err(fail)?)))
                .collect::<Verdict<_>>()?;
            let held = cumulative.checked_sub(self.twin.paid_out(*token)).unwrap_or_default();
            let figures = ChainFigures { token: *token, cumulative, balance: held, pending };
            let found = audit(&books, &figures).map_err(|error| error.to_string())?;
            if !found.differences.is_empty() {
                return Err(format!("the audit of the books finds {:?}", found.differences));
            }
            *self.tally.entry("audited").or_default() += found.compared as u64;
        }
        if self.history.split == Split::Whole {
            self.meet("whole splits audited");
        }
        Ok(())
    }
}

fn holder(n: usize) -> Address {
    Address::repeat_byte(n as u8 + 1)
}

fn addresses(tokens: &[Option<Address>]) -> Vec<Address> {
    tokens.iter().map(|token| token.unwrap_or_default()).collect()
}

fn equal(what: &str, contract: U256, twin: U256) -> Verdict {
    if contract == twin {
        return Ok(());
    }
    Err(format!("{what}: the contract says {contract}, the twin {twin}"))
}

/// The contract's error for what the twin refuses.
fn encoded(refusal: Refusal) -> (&'static str, Vec<u8>) {
    fn of<E: SolError>(error: &E) -> (&'static str, Vec<u8>) {
        (E::SIGNATURE, error.abi_encode())
    }
    match refusal {
        Refusal::BadHolder(who) => of(&v::BadHolder { who }),
        Refusal::BadProof { who, shares } => of(&v::BadProof { who, shares: shares.0 }),
        Refusal::AlreadyActivated(who) => of(&v::AlreadyActivated { who }),
        Refusal::OverAllocated(n) => of(&v::OverAllocated { activated: U256::from(n) }),
        Refusal::UnlistedToken(token) => of(&v::UnlistedToken { token }),
        Refusal::NothingToClaim { who, token } => {
            of(&v::NothingToClaim { who, token: token.unwrap_or_default() })
        }
        Refusal::SelfOnly(who) => of(&v::SelfOnly { who }),
        Refusal::PayoutRefused(payout) => of(&v::PayoutRefused { payout }),
        Refusal::InsufficientShares { who, held, moved } => of(&v::ERC20InsufficientBalance {
            sender: who,
            balance: U256::from(held.0),
            needed: U256::from(moved.0),
        }),
        _ => ("beyond the contract", Vec::new()),
    }
}

fn named(revert: &[u8]) -> String {
    match v::RoyaltyVaultErrors::abi_decode(revert) {
        Ok(error) => format!("{error:?}"),
        Err(_) => format!("0x{}", alloy_primitives::hex::encode(revert)),
    }
}
