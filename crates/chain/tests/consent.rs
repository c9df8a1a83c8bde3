//! Consents to remixes and datasets: what is signed here is what the contracts ask for, and nothing else is.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "treaty/evm.rs"]
mod evm;

use alloy_primitives::{Address, B256, U256, keccak256};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use colophon_chain::dataset::{
    self, DatasetConsent, DatasetPurchase, DatasetTerms, Joining, NewDataset,
};
use colophon_chain::remix::{self, Parent, ParentLink, RemixConsent, SignedConsent};
use colophon_chain::{Action, Contracts, Deployable, Eip712Domain, NewWork, VaultKey, calls};
use colophon_model::{Allocation, Bps, ChainId, Holder, Moment, Shares, Units};
use evm::Evm;

const START: u64 = 1_767_225_600;
const DAY: u64 = 24 * 3600;

/// What somebody else's consent says differently.
type Change = fn(&mut DatasetConsent);

struct World {
    evm: Evm,
    at: Contracts,
}

/// A minted work.
#[derive(Clone, Copy)]
struct Minted {
    token: U256,
    vault: Address,
    key: VaultKey,
}

impl World {
    fn new() -> Self {
        let evm = Evm::new(ChainId::PRACTICE, START);
        let mut at = Contracts::default();
        for what in [
            Deployable::Registry,
            Deployable::Factory,
            Deployable::Works,
            Deployable::Datasets,
            Deployable::Dollar,
            Deployable::Wrapped,
        ] {
            let made = evm.deploy(what.creation_code(&at));
            what.place(&mut at, made);
        }
        Self { evm, at }
    }

    fn send(&self, from: Address, action: &Action) {
        self.evm.send(from, action).unwrap_or_else(|data| panic!("refused: {data}"));
    }

    async fn new_vault(
        &self,
        author: Address,
        split: &Allocation,
        treaty: B256,
    ) -> (Address, VaultKey) {
        let shares_root = split.tree().root();
        self.send(author, &calls::create_vault(&self.at, shares_root, treaty));
        let chain = self.evm.chain();
        let vault = chain.predict_vault(&self.at, author, shares_root, treaty).await;
        (vault.expect("an address"), VaultKey { author, shares_root, treaty })
    }

    /// Anchors one leaf and makes its vault; returns what mints it.
    async fn prepare(&self, author: Address, name: &str, split: &Allocation) -> (NewWork, Minted) {
        let leaf = keccak256(name);
        self.send(author, &calls::anchor(&self.at, leaf, B256::ZERO));
        let (vault, key) = self.new_vault(author, split, leaf).await;
        let new = NewWork {
            root: leaf,
            leaf,
            proof: Vec::new(),
            manifest: B256::ZERO,
            shares_root: key.shares_root,
            treaty: leaf,
            royalty: Bps::ZERO,
        };
        (new, Minted { token: calls::work_id(author, leaf), vault, key })
    }

    async fn work(&self, author: Address, name: &str) -> Minted {
        let (new, minted) = self.prepare(author, name, &split(&[(author, 1_000_000)])).await;
        self.send(author, &calls::mint(&self.at, author, &new));
        minted
    }
}

fn key(n: u8) -> PrivateKeySigner {
    PrivateKeySigner::from_bytes(&B256::repeat_byte(n)).expect("a key")
}

fn split(shares: &[(Address, u32)]) -> Allocation {
    let holder = |(address, shares): &(Address, u32)| Holder {
        address: *address,
        shares: Shares(*shares),
        name: None,
    };
    Allocation::new(shares.iter().map(holder).collect()).expect("a whole")
}

fn sign(key: &PrivateKeySigner, domain: &Eip712Domain, hash: B256) -> Vec<u8> {
    let message = [&[0x19, 0x01][..], domain.separator().as_slice(), hash.as_slice()].concat();
    key.sign_hash_sync(&keccak256(message)).expect("a signature").as_bytes().to_vec()
}

#[tokio::test]
async fn a_parent_is_agreed_by_its_owners_signature_alone() {
    let world = World::new();
    let (ada, bea, stranger) = (key(1), key(2), key(3));
    let song = world.work(ada.address(), "song").await;
    let shares = Shares(300_000);
    let allocation = split(&[(bea.address(), 700_000), (song.vault, shares.0)]);
    let (new, remix) = world.prepare(bea.address(), "remix", &allocation).await;
    let good = RemixConsent {
        parent: song.token,
        leaf: new.leaf,
        author: bea.address(),
        shares,
        shares_root: new.shares_root,
        deadline: Moment::from_unix_seconds(START + DAY),
    };
    let proof = allocation.tree().proof(Allocation::leaf(song.vault, shares)).expect("a proof");
    let parent = |consent| Parent { work: song.token, shares, proof: proof.clone(), consent };
    let domain = RemixConsent::domain(ChainId::PRACTICE, &world.at);
    let mint = |signed: Option<(&PrivateKeySigner, RemixConsent, &Eip712Domain)>| {
        let consent = signed.map(|(key, what, domain)| SignedConsent {
            deadline: good.deadline,
            signature: sign(key, domain, what.hash()).into(),
        });
        remix::mint(&world.at, bea.address(), &new, &[parent(consent)])
    };
    let elsewhere = RemixConsent::domain(ChainId(1), &world.at);
    let other = Contracts { works: world.at.factory, ..world.at };
    let other = RemixConsent::domain(ChainId::PRACTICE, &other);
    for (what, signed) in [
        ("a stranger's", (&stranger, good, &domain)),
        ("another chain's", (&ada, good, &elsewhere)),
        ("another contract's", (&ada, good, &other)),
        ("other shares'", (&ada, RemixConsent { shares: Shares(299_999), ..good }, &domain)),
        ("another leaf's", (&ada, RemixConsent { leaf: B256::ZERO, ..good }, &domain)),
        ("another author's", (&ada, RemixConsent { author: ada.address(), ..good }, &domain)),
        ("another parent's", (&ada, RemixConsent { parent: U256::ZERO, ..good }, &domain)),
        ("another root's", (&ada, RemixConsent { shares_root: B256::ZERO, ..good }, &domain)),
    ] {
        let refused = world.evm.send(bea.address(), &mint(Some(signed)));
        assert!(refused.is_err(), "{what} signature is no consent");
    }
    // Without any it is the child's claim, until the owner's own signature is brought.
    world.send(bea.address(), &mint(None));
    let chain = world.evm.chain();
    let links = chain.parents_of(&world.at, remix.token).await.expect("an answer");
    assert_eq!(links, [ParentLink { work: song.token, shares, agreed: None }]);
    let signature = sign(&ada, &domain, good.hash());
    world.send(stranger.address(), &remix::agree_for(&world.at, &good, signature.into()));
    let links = chain.parents_of(&world.at, remix.token).await.expect("an answer");
    let agreed = Some(Moment::from_unix_seconds(START));
    assert_eq!(links, [ParentLink { work: song.token, shares, agreed }]);
    let none = chain.parents_of(&world.at, song.token).await.expect("an answer");
    assert!(none.is_empty(), "the song is made from nothing");
    assert!(
        world.evm.send(ada.address(), &remix::agree(&world.at, remix.token, song.token)).is_err(),
        "agreement is final"
    );

    // What the remix earns goes up by anybody's hand.
    let dollar = Some(world.at.dollar);
    world.send(stranger.address(), &calls::mint_dollars(&world.at, remix.vault, 1_001u64.into()));
    world.send(stranger.address(), &remix::pay_parent(remix.vault, song.vault, &[dollar]));
    let figures = chain.vault_figures(song.vault, dollar, &[], None).await.expect("an answer");
    assert_eq!(figures.cumulative, 300u64.into(), "30 % of 1,001, rounded down");
}

#[tokio::test]
async fn a_dataset_is_sold_when_all_have_signed_it() {
    let world = World::new();
    let (ada, bea, curator, lab) =
        (key(1), key(2), Address::repeat_byte(7), Address::repeat_byte(8));
    let works = [
        (&ada, world.work(ada.address(), "one").await, 400_000),
        (&bea, world.work(bea.address(), "two").await, 600_000),
    ];
    let allocation = split(&works.map(|(_, work, weight)| (work.vault, weight)));
    let manifest = keccak256("the list");
    let (vault, vault_key) = world.new_vault(curator, &allocation, manifest).await;
    let terms = DatasetTerms { uses: 16, duration: 0, transferable: false, text: B256::ZERO };
    let token = Some(world.at.dollar);
    let new = NewDataset { vault: vault_key, manifest, terms, token, price: 1_000u64.into() };
    world.send(curator, &dataset::open(&world.at, &new).expect("it fits"));
    let (id, chain) = (new.id(vault), world.evm.chain());
    let figures = chain.dataset(&world.at, id).await.expect("the number is the contract's own");
    assert_eq!((figures.vault, figures.curator, figures.weight), (vault, curator, Shares(0)));

    let domain = DatasetConsent::domain(ChainId::PRACTICE, &world.at);
    let join = |(signer, work, weight): (&PrivateKeySigner, Minted, u32), nonce, change: Change| {
        let good = DatasetConsent {
            dataset: id,
            shares_root: vault_key.shares_root,
            terms: terms.hash(),
            token,
            work: work.token,
            work_vault: work.vault,
            weight: Shares(weight),
            lowest_price: 900u64.into(),
            nonce,
            deadline: Moment::from_unix_seconds(START + DAY),
        };
        let mut signed = good;
        change(&mut signed);
        let joining = Joining {
            consent: good,
            signer: signer.address(),
            signature: sign(signer, &domain, signed.hash().expect("it fits")).into(),
            origin: work.key,
            proof: allocation
                .tree()
                .proof(Allocation::leaf(work.vault, Shares(weight)))
                .expect("a proof"),
        };
        dataset::join(&world.at, id, &[joining]).expect("it fits")
    };
    let changes: [(&str, Change); 10] = [
        ("dataset", |c| c.dataset = U256::ZERO),
        ("root", |c| c.shares_root = B256::ZERO),
        ("terms", |c| c.terms = B256::ZERO),
        ("token", |c| c.token = None),
        ("work", |c| c.work = U256::ZERO),
        ("vault", |c| c.work_vault = Address::ZERO),
        ("weight", |c| c.weight = Shares(1)),
        ("price", |c| c.lowest_price = 901u64.into()),
        ("number", |c| c.nonce = 1),
        ("deadline", |c| c.deadline = Moment::from_unix_seconds(START)),
    ];
    for (what, change) in changes {
        let refused = world.evm.send(curator, &join(works[0], 0, change));
        assert!(refused.is_err(), "a consent to another {what} is none to this");
    }
    world.send(curator, &join(works[0], 0, |_| {}));
    let asked = DatasetPurchase {
        dataset: id,
        price: 1_000u64.into(),
        quantity: 2,
        to: lab,
        reference: B256::ZERO,
    };
    world.send(lab, &calls::mint_dollars(&world.at, lab, 2_000u64.into()));
    world.send(lab, &calls::approve(world.at.dollar, world.at.datasets, 2_000u64.into()));
    let buy = dataset::buy(&world.at, asked, token).expect("it fits");
    assert!(world.evm.send(lab, &buy).is_err(), "one of the two has not agreed");
    world.send(curator, &join(works[1], 0, |_| {}));
    let below = dataset::set_price(&world.at, id, 899u64.into()).expect("it fits");
    assert!(world.evm.send(curator, &below).is_err(), "below what they agreed to");
    world.send(lab, &buy);
    assert_eq!(asked.cost(), Some(Units::from(2_000)));
    for (work, want) in [(works[0].1, 800u64), (works[1].1, 1_200)] {
        world.send(lab, &remix::pay_parent(vault, work.vault, &[token]));
        let got = chain.vault_figures(work.vault, token, &[], None).await.expect("an answer");
        assert_eq!(got.cumulative, want.into(), "its weight of what was paid");
    }

    world.send(bea.address(), &dataset::take_out(&world.at, id, works[1].1.key));
    assert!(world.evm.send(lab, &buy).is_err(), "who left is not sold");
    let member = chain.dataset_member(&world.at, id, works[1].1.vault).await.expect("an answer");
    let nonce = member.nonce;
    assert_eq!(nonce, 1, "leaving puts every consent before out of use");
    assert!(world.evm.send(curator, &join(works[1], 0, |_| {})).is_err(), "the old one");
    world.send(curator, &join(works[1], nonce, |_| {}));
    world.send(bea.address(), &dataset::take_out(&world.at, id, works[1].1.key));
    world.evm.set_time(START + DAY + 1);
    assert!(world.evm.send(curator, &join(works[1], 2, |_| {})).is_err(), "it has run out");
}
