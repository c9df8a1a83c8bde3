//! Random histories of one vault, readable when one has to be shown.

use std::fmt;

use alloy_primitives::U256;
use colophon_model::Shares;
use proptest::{collection::vec, prelude::*, sample::subsequence};

/// A vault and what happens to it.
#[derive(Clone, Debug)]
pub(crate) struct History {
    pub(crate) weights: Vec<u32>,
    pub(crate) split: Split,
    pub(crate) tokens: Vec<Token>,
    pub(crate) steps: Vec<Step>,
}

/// How the leaves come from the weights of the holders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Split {
    /// They make 1,000,000.
    Whole,
    /// The last one has half of what was left for her.
    Short,
    /// Everybody has one and a half times her part.
    Over,
    /// The first has a second leaf, a tenth of her first.
    Twice,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    Usd,
    /// One of two whose balances can be set.
    Elastic(u8),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Person {
    Holder(u8),
    Buyer,
    /// A contract that takes no coin.
    Refuser,
    Vault,
    Nobody,
}

/// The coin, one of the pinned tokens, or (the last number) a token that is not pinned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Coin(pub(crate) u8);

pub(crate) const UNLISTED: u8 = 15;

/// A leaf by its number, perhaps with a share that it does not have, or for someone without one.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Leaf {
    Of(u8),
    Wrong(u8),
    Stranger(Person),
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Rebase {
    Percent(u8),
    To(U256),
}

#[derive(Clone, Debug)]
pub(crate) enum Step {
    Pay {
        coin: Coin,
        amount: U256,
    },
    Force {
        amount: U256,
    },
    /// Of one of the elastic tokens, if the vault divides any.
    Rebase {
        token: u8,
        to: Rebase,
    },
    Activate {
        leaf: Leaf,
    },
    Claim {
        who: Person,
        coin: Coin,
        by: Person,
    },
    ClaimMany {
        who: Person,
        coins: Vec<Coin>,
        by: Person,
    },
    ActivateAndClaim {
        leaf: Leaf,
        coins: Vec<Coin>,
        by: Person,
    },
    /// `part` 255 is all; `extra` comes on top.
    Move {
        from: Person,
        to: Person,
        part: u8,
        extra: u8,
        allowed: bool,
    },
    Redirect {
        who: Person,
        to: Person,
    },
    SelfOnly {
        who: Person,
        on: bool,
    },
}

impl History {
    /// Holders by number and their leaves.
    pub(crate) fn leaves(&self) -> Vec<(usize, Shares)> {
        let all: u64 = self.weights.iter().map(|w| u64::from(*w)).sum();
        let whole = u64::from(Shares::WHOLE.0);
        let mut parts: Vec<u64> =
            self.weights.iter().map(|w| u64::from(*w) * whole / all).collect();
        let rest = whole - parts.iter().sum::<u64>();
        let last = parts.len() - 1;
        parts[last] += rest;
        let mut twice = None;
        match self.split {
            Split::Whole => {}
            Split::Short => parts[last] /= 2,
            Split::Over => parts.iter_mut().for_each(|part| *part += *part / 2),
            Split::Twice => {
                let second = parts[0] / 10;
                parts[0] -= second;
                twice = Some((0, second));
            }
        }
        let leaves = parts.into_iter().enumerate().chain(twice);
        leaves.map(|(who, part)| (who, Shares(part as u32))).collect()
    }
}

pub(crate) fn histories() -> impl Strategy<Value = History> {
    let tokens = vec![Token::Usd, Token::Elastic(0), Token::Elastic(1)];
    let split = prop_oneof![
        17 => Just(Split::Whole),
        1 => Just(Split::Short),
        1 => Just(Split::Over),
        1 => Just(Split::Twice),
    ];
    // So many leaves are activated first: who sleeps neither draws nor passes on anything.
    let awake = 0..7u8;
    (
        vec(weight(), 2..=6),
        split,
        subsequence(tokens, 0..=3).prop_shuffle(),
        awake,
        vec(step(), 10..=40),
    )
        .prop_map(|(weights, split, tokens, awake, more)| {
            let mut steps: Vec<_> =
                (0..awake).map(|n| Step::Activate { leaf: Leaf::Of(n) }).collect();
            steps.extend(more);
            steps.truncate(40);
            History { weights, split, tokens, steps }
        })
}

fn weight() -> impl Strategy<Value = u32> {
    prop_oneof![Just(1u32), 1..100u32, 1..1_000_000u32]
}

fn amount() -> impl Strategy<Value = U256> {
    let bound = U256::from(u128::MAX);
    prop_oneof![
        6 => (0..20u64).prop_map(U256::from),
        6 => any::<u32>().prop_map(U256::from),
        6 => any::<u64>().prop_map(U256::from),
        4 => (any::<u128>()).prop_map(|n| U256::from(n >> 32)),
        1 => (0..9u64).prop_map(move |n| bound - U256::from(n)),
        1 => any::<u8>().prop_map(move |n| bound + U256::from(n)),
    ]
}

fn holder() -> impl Strategy<Value = Person> {
    prop_oneof![
        12 => (0..6u8).prop_map(Person::Holder),
        2 => Just(Person::Buyer),
        2 => Just(Person::Refuser),
    ]
}

fn person() -> impl Strategy<Value = Person> {
    prop_oneof![14 => holder(), 1 => Just(Person::Vault), 1 => Just(Person::Nobody)]
}

fn coin() -> impl Strategy<Value = Coin> {
    prop_oneof![30 => (0..12u8).prop_map(Coin), 1 => Just(Coin(UNLISTED))]
}

fn coins() -> impl Strategy<Value = Vec<Coin>> {
    vec(coin(), 0..5)
}

fn leaf() -> impl Strategy<Value = Leaf> {
    prop_oneof![
        20 => (0..7u8).prop_map(Leaf::Of),
        1 => (0..7u8).prop_map(Leaf::Wrong),
        1 => person().prop_map(Leaf::Stranger),
    ]
}

fn rebase() -> impl Strategy<Value = Rebase> {
    prop_oneof![
        6 => (0..120u8).prop_map(Rebase::Percent),
        2 => amount().prop_map(Rebase::To),
        1 => Just(Rebase::To(U256::MAX)),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let part = prop_oneof![2 => any::<u8>(), 1 => Just(255), 1 => Just(0)];
    let extra = prop_oneof![6 => Just(0u8), 1 => any::<u8>()];
    prop_oneof![
        8 => (coin(), amount()).prop_map(|(coin, amount)| Step::Pay { coin, amount }),
        1 => amount().prop_map(|amount| Step::Force { amount }),
        1 => (any::<u8>(), rebase()).prop_map(|(token, to)| Step::Rebase { token, to }),
        2 => leaf().prop_map(|leaf| Step::Activate { leaf }),
        5 => (person(), coin(), holder()).prop_map(|(who, coin, by)| Step::Claim { who, coin, by }),
        2 => (person(), coins(), holder()).prop_map(|(who, coins, by)| Step::ClaimMany { who, coins, by }),
        1 => (leaf(), coins(), holder()).prop_map(|(leaf, coins, by)| Step::ActivateAndClaim { leaf, coins, by }),
        5 => (holder(), person(), part, extra, any::<bool>())
            .prop_map(|(from, to, part, extra, allowed)| Step::Move { from, to, part, extra, allowed }),
        1 => (holder(), person()).prop_map(|(who, to)| Step::Redirect { who, to }),
        1 => (holder(), any::<bool>()).prop_map(|(who, on)| Step::SelfOnly { who, on }),
    ]
}

impl History {
    pub(crate) fn name(&self, person: Person) -> String {
        match person {
            Person::Holder(n) => {
                char::from(b'A' + (usize::from(n) % self.weights.len()) as u8).to_string()
            }
            Person::Buyer => "the buyer".to_owned(),
            Person::Refuser => "the refuser".to_owned(),
            Person::Vault => "the vault".to_owned(),
            Person::Nobody => "nobody".to_owned(),
        }
    }

    pub(crate) fn coin_name(&self, coin: Coin) -> String {
        match self.token(coin) {
            Some(None) => "coin".to_owned(),
            Some(Some(Token::Usd)) => "usd".to_owned(),
            Some(Some(Token::Elastic(n))) => format!("elastic{n}"),
            None => "unlisted".to_owned(),
        }
    }

    /// `None` for a token that is not pinned, `Some(None)` for the coin.
    pub(crate) fn token(&self, coin: Coin) -> Option<Option<Token>> {
        if coin.0 == UNLISTED {
            return None;
        }
        let at = usize::from(coin.0) % (self.tokens.len() + 1);
        Some(at.checked_sub(1).map(|at| self.tokens[at]))
    }

    /// The `n`th of the elastic tokens, counted round.
    pub(crate) fn elastic(&self, n: u8) -> Option<u8> {
        let elastic: Vec<_> = (self.tokens.iter())
            .filter_map(|token| if let Token::Elastic(n) = token { Some(*n) } else { None })
            .collect();
        elastic.get(usize::from(n).checked_rem(elastic.len())?).copied()
    }

    fn leaf_name(&self, leaf: Leaf) -> String {
        let leaves = self.leaves();
        let at = |n: u8| leaves[usize::from(n) % leaves.len()];
        let name = |who: usize| self.name(Person::Holder(who as u8));
        match leaf {
            Leaf::Of(n) => format!("{} with {}", name(at(n).0), at(n).1),
            Leaf::Wrong(n) => {
                format!("{} with {}, which is too much", name(at(n).0), Shares(at(n).1.0 + 1))
            }
            Leaf::Stranger(who) => format!("{} with one share and no leaf", self.name(who)),
        }
    }

    pub(crate) fn tell(&self, step: &Step) -> String {
        let list = |coins: &[Coin]| -> String {
            coins.iter().map(|coin| self.coin_name(*coin)).collect::<Vec<_>>().join(", ")
        };
        match step {
            Step::Pay { coin, amount } => format!("{amount} of {} arrive", self.coin_name(*coin)),
            Step::Force { amount } => format!("{amount} of coin are forced in"),
            Step::Rebase { token, to } => {
                let Some(token) = self.elastic(*token) else { return "nothing".to_owned() };
                match to {
                    Rebase::Percent(n) => {
                        format!("the vault's elastic{token} becomes {n} percent of it")
                    }
                    Rebase::To(n) => format!("the vault's elastic{token} becomes {n}"),
                }
            }
            Step::Activate { leaf } => format!("activate {}", self.leaf_name(*leaf)),
            Step::Claim { who, coin, by } => {
                format!(
                    "{} claims {} for {}",
                    self.name(*by),
                    self.coin_name(*coin),
                    self.name(*who)
                )
            }
            Step::ClaimMany { who, coins, by } => {
                format!("{} claims [{}] for {}", self.name(*by), list(coins), self.name(*who))
            }
            Step::ActivateAndClaim { leaf, coins, by } => {
                let (by, leaf) = (self.name(*by), self.leaf_name(*leaf));
                format!("{by} activates {leaf} and claims [{}]", list(coins))
            }
            Step::Move { from, to, part, extra, allowed } => format!(
                "{} passes {part}/255 of her shares and {extra} more on to {}{}",
                self.name(*from),
                self.name(*to),
                if *allowed { " by an allowance" } else { "" }
            ),
            Step::SelfOnly { who, on } => {
                format!(
                    "{} lets {} claim for her",
                    self.name(*who),
                    if *on { "nobody" } else { "anybody" }
                )
            }
            Step::Redirect { who, to } => {
                format!("{} has her payouts sent to {}", self.name(*who), self.name(*to))
            }
        }
    }
}

impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let coins: Vec<_> =
            (0..=self.tokens.len()).map(|n| self.coin_name(Coin(n as u8))).collect();
        writeln!(f, "a vault that divides {} among", coins.join(", "))?;
        for (who, shares) in self.leaves() {
            writeln!(f, "  {} {shares}", self.name(Person::Holder(who as u8)))?;
        }
        for (at, step) in self.steps.iter().enumerate() {
            writeln!(f, "{:>3}. {}", at + 1, self.tell(step))?;
        }
        Ok(())
    }
}
