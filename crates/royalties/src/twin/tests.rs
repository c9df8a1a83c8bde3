//! Properties of the twin alone. That it is the contract's twin is shown in `tests/twin/`.

use colophon_model::U256;
use proptest::{collection::vec, prelude::*, sample::Index};

use super::*;

const PARTS: [u32; 5] = [400_000, 300_000, 150_000, 100_001, 49_999];
const VAULT: Address = Address::repeat_byte(0xaa);
const TOKEN: Option<Address> = Some(Address::repeat_byte(0xee));
const COINS: [Option<Address>; 2] = [None, TOKEN];
const PEOPLE: std::ops::Range<usize> = 0..5;

#[derive(Debug, Clone)]
enum Act {
    Pay(usize, u64),
    Activate(usize),
    Claim(usize, usize),
    Move(usize, usize, u8),
    /// To so many percent of the balance.
    Rebase(usize, u8),
}

fn who(n: usize) -> Address {
    Address::with_last_byte(n as u8 + 1)
}

fn new() -> VaultTwin {
    VaultTwin::new(VAULT, TOKEN, PEOPLE.map(|n| (who(n), Shares(PARTS[n]))))
}

fn amount() -> impl Strategy<Value = u64> {
    prop_oneof![0..20u64, any::<u32>().prop_map(u64::from), any::<u64>()]
}

/// Acts of a vault whose balances change by payments and claims alone.
fn honest() -> impl Strategy<Value = Act> {
    prop_oneof![
        (0..2usize, amount()).prop_map(|(coin, amount)| Act::Pay(coin, amount)),
        PEOPLE.prop_map(Act::Activate),
        (PEOPLE, 0..2usize).prop_map(|(a, coin)| Act::Claim(a, coin)),
        (PEOPLE, PEOPLE, any::<u8>()).prop_map(|(a, b, part)| Act::Move(a, b, part)),
    ]
}

fn any_act() -> impl Strategy<Value = Act> {
    prop_oneof![4 => honest(), 1 => (0..2usize, 0..150u8).prop_map(|(c, p)| Act::Rebase(c, p))]
}

fn part_of(shares: Shares, part: u8) -> Shares {
    Shares(shares.0 / 255 * u32::from(part))
}

/// Does what can be done; what is refused is left.
fn act(twin: &mut VaultTwin, act: &Act) {
    let refused = match *act {
        Act::Pay(coin, amount) => twin.receive(COINS[coin], amount.into()),
        Act::Activate(a) => twin.activate(who(a), Shares(PARTS[a])),
        Act::Claim(a, coin) => twin.claim(who(a), who(a), COINS[coin]).map(|_| ()),
        Act::Move(a, b, part) => twin.transfer(who(a), who(b), part_of(twin.shares(who(a)), part)),
        Act::Rebase(coin, percent) => {
            let balance = twin.balance(COINS[coin]).unwrap().0;
            let now = balance.saturating_mul(U256::from(percent)) / U256::from(100);
            twin.set_balance(COINS[coin], Units(now))
        }
    };
    if let Err(refusal) = refused {
        assert!(
            matches!(refusal, Refusal::AlreadyActivated(_) | Refusal::NothingToClaim { .. }),
            "{act:?} was refused: {refusal}"
        );
    }
}

fn due(twin: &VaultTwin, a: usize, coin: usize) -> Units {
    let (who, token) = (who(a), COINS[coin]);
    twin.drawn(who, token).checked_add(twin.claimable(who, token).unwrap()).unwrap()
}

fn sum(of: impl Fn(usize) -> Units) -> Units {
    PEOPLE.map(of).sum()
}

proptest! {
    /// Against books of the dullest kind: each payment is credited to those who hold shares when it comes.
    #[test]
    fn every_payment_belongs_to_those_who_hold_shares_then(acts in vec(honest(), 0..60)) {
        let mut twin = new();
        let mut earned = [[U256::ZERO; 5]; 2];
        let mut received = [Units::ZERO; 2];
        for one in &acts {
            if let Act::Pay(coin, amount) = *one {
                received[coin] = received[coin].checked_add(amount.into()).unwrap();
                for a in PEOPLE {
                    let shares = twin.shares(who(a)).0 + twin.waiting(who(a)).0;
                    earned[coin][a] += U256::from(amount) * U256::from(shares);
                }
            }
            act(&mut twin, one);
            for (coin, token) in COINS.into_iter().enumerate() {
                for a in PEOPLE {
                    prop_assert_eq!(due(&twin, a, coin).0, earned[coin][a] / WHOLE, "what {} earned", a);
                }
                let balance = twin.balance(token).unwrap();
                let held = balance.checked_add(twin.paid_out(token)).unwrap();
                prop_assert_eq!(held, received[coin], "money in is money out and money held");
                prop_assert_eq!(twin.cumulative(token).unwrap(), received[coin]);
                prop_assert_eq!(sum(|a| twin.drawn(who(a), token)), twin.paid_out(token));
                let owed = sum(|a| twin.claimable(who(a), token).unwrap());
                let rest = balance.checked_sub(owed).expect("what is owed is there");
                prop_assert!(rest < 5u64.into(), "rounding keeps less than one unit a holder: {rest}");
            }
        }
    }

    /// Claims and activations can be left out, doubled or put anywhere: nobody's total changes, by not even a unit.
    #[test]
    fn when_people_claim_changes_nobodys_total(
        acts in vec(honest(), 1..40),
        more in vec((any::<Index>(), PEOPLE, 0..2usize), 0..20),
    ) {
        // All are active from the start, so that the same shares can move in both histories.
        let start = || {
            let mut twin = new();
            PEOPLE.for_each(|a| act(&mut twin, &Act::Activate(a)));
            twin
        };
        let (mut never, mut often) = (start(), start());
        let claim = |twin: &mut VaultTwin, at: usize| {
            for (_, a, coin) in more.iter().filter(|(place, ..)| place.index(acts.len()) == at) {
                act(twin, &Act::Claim(*a, *coin));
            }
        };
        for (at, one) in acts.iter().enumerate() {
            claim(&mut often, at);
            act(&mut often, one);
            if !matches!(one, Act::Claim(..)) {
                act(&mut never, one);
            }
        }
        for (coin, token) in COINS.into_iter().enumerate() {
            prop_assert_eq!(never.cumulative(token), often.cumulative(token));
            for a in PEOPLE {
                prop_assert_eq!(due(&never, a, coin), due(&often, a, coin), "{} in {}", a, coin);
            }
        }
    }

    /// Whoever held at most so many shares can have drawn at most that part of all that arrived.
    #[test]
    fn nobody_gets_more_than_her_largest_share(acts in vec(honest(), 0..60)) {
        let mut twin = new();
        let mut most = PARTS;
        for one in &acts {
            act(&mut twin, one);
            for a in PEOPLE {
                most[a] = most[a].max(twin.shares(who(a)).0 + twin.waiting(who(a)).0);
                for (coin, token) in COINS.into_iter().enumerate() {
                    let all = twin.cumulative(token).unwrap().0;
                    let part = all * U256::from(most[a]) / WHOLE;
                    prop_assert!(due(&twin, a, coin).0 <= part, "{a} got more than {part} of {all}");
                }
            }
        }
    }

    /// Whatever happened before, tokens that take back what they gave included: passing shares on or activating them moves
    /// nobody's money.
    #[test]
    fn a_change_of_shares_changes_nobodys_past(acts in vec(any_act(), 0..60)) {
        let mut twin = new();
        for one in &acts {
            let before = twin.clone();
            act(&mut twin, one);
            if matches!(one, Act::Move(..) | Act::Activate(_)) {
                for (a, coin) in PEOPLE.flat_map(|a| [(a, 0), (a, 1)]) {
                    prop_assert_eq!(due(&twin, a, coin), due(&before, a, coin), "{} in {}", a, coin);
                }
            }
            let shares: u32 = PEOPLE.map(|a| twin.shares(who(a)).0).sum();
            prop_assert_eq!(Shares(shares), twin.activated(), "shares neither appear nor vanish");
        }
    }

    /// A balance that shrinks blocks nobody and pays nobody what is not there.
    #[test]
    fn a_shrinking_token_blocks_nobody(acts in vec(any_act(), 0..30)) {
        let mut twin = new();
        for one in &acts {
            act(&mut twin, one);
            for (a, token) in PEOPLE.flat_map(|a| COINS.map(|token| (a, token))) {
                let (pending, balance) = (twin.pending(who(a), token).unwrap(), twin.balance(token).unwrap());
                prop_assert!(pending <= balance, "{} is owed {} of {}", a, pending, balance);
                let (mut after, others) = (twin.clone(), twin.balance(TOKEN).unwrap());
                match after.claim(who(a), who(a), token) {
                    Ok(paid) => prop_assert_eq!(paid.amount, pending),
                    Err(refusal) => prop_assert!(pending.is_zero(), "{} was refused: {}", a, refusal),
                }
                if token.is_none() {
                    prop_assert_eq!(after.balance(TOKEN).unwrap(), others, "coin and token do not mix");
                }
            }
        }
    }
}

#[test]
fn what_is_refused_changes_nothing() {
    let mut twin = new();
    let (ada, bo) = (who(0), who(1));
    let refused = |twin: &VaultTwin, result: Result<(), Refusal>, want: Refusal| {
        assert_eq!(result, Err(want));
        assert_eq!(twin.cumulative(None).unwrap(), twin.balance(None).unwrap(), "nothing was paid");
        assert_eq!(twin.shares(ada), Shares(PARTS[0]), "shares stayed");
    };
    twin.activate(ada, Shares(PARTS[0])).unwrap();
    twin.receive(None, 10u64.into()).unwrap();

    let foreign = Address::repeat_byte(0xdd);
    let many = twin.claim_many(bo, ada, &[None, Some(foreign)]).map(|_| ());
    refused(&twin, many, Refusal::UnlistedToken(foreign));
    let both = twin.activate_and_claim(ada, bo, Shares(PARTS[1]), &[Some(foreign)]).map(|_| ());
    refused(&twin, both, Refusal::UnlistedToken(foreign));
    assert!(!twin.is_activated(bo), "an activation is undone with its claim");
    twin.refuse_coin(ada);
    let paid = twin.claim(bo, ada, None).map(|_| ());
    refused(&twin, paid, Refusal::PayoutRefused(ada));
    let (held, moved) = (Shares(400_000), Shares(400_001));
    let sent = twin.transfer(ada, bo, moved);
    refused(&twin, sent, Refusal::InsufficientShares { who: ada, held, moved });
    for nobody in [VAULT, Address::ZERO] {
        let sent = twin.transfer(ada, nobody, Shares(1));
        refused(&twin, sent, Refusal::BadHolder(nobody));
    }
    twin.set_payout(ada, bo).unwrap();
    twin.set_self_only(ada, true);
    let paid = twin.claim(bo, ada, None).map(|_| ());
    refused(&twin, paid, Refusal::SelfOnly(ada));
    assert_eq!(
        twin.claim(ada, ada, Some(Address::ZERO)),
        Ok(Payout { token: None, to: bo, amount: 4u64.into() }),
        "the zero address stands for the coin, and a redirected payout arrives"
    );
}

/// An amount beyond 2^128 counts up to there, and more of it once some was paid out.
#[test]
fn a_boastful_token_is_bounded() {
    let mut twin = new();
    twin.activate(who(0), Shares(PARTS[0])).unwrap();
    twin.set_balance(TOKEN, Units(U256::MAX)).unwrap();
    let bound = U256::from(u128::MAX);
    assert_eq!(twin.cumulative(TOKEN), Ok(Units(bound)));
    assert_eq!(twin.receive(TOKEN, 1u64.into()), Err(Refusal::Range));
    let first = twin.claim(who(0), who(0), TOKEN).unwrap().amount.0;
    assert_eq!(first, bound * U256::from(4) / U256::from(10));
    assert_eq!(twin.cumulative(TOKEN), Ok(Units(bound + first)));
}
