//! Rows to put in: all fields set, all different.

use colophon_model::{
    Address, B256, Blake3, ChainId, MediaKind, Moment, Payload, PaymentId, PolicyPreset, Sha256,
    Shares, Token, U256, Units, WorkId,
};
use colophon_store::{
    Block, Claim, NewIntent, Payment, PaymentKind, ShareTransfer, SignedBytes, Store, Work,
    WorkState,
};
use tempfile::TempDir;

pub(crate) const CHAIN: ChainId = ChainId::PRACTICE;

pub(crate) fn open() -> (TempDir, Store) {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(home.path()).unwrap();
    (home, store)
}

pub(crate) fn at(seconds: u64) -> Moment {
    Moment::from_unix_seconds(1_700_000_000 + seconds)
}

pub(crate) fn address(n: u8) -> Address {
    Address::repeat_byte(0xa0 ^ n)
}

pub(crate) fn hash(n: u64) -> B256 {
    B256::from(U256::from(n) + U256::from(1) + (U256::from(0xab) << 248))
}

pub(crate) fn usd() -> Token {
    Token { chain: CHAIN, address: Some(address(0x55)), symbol: "PUSD".to_owned(), decimals: 6 }
}

pub(crate) fn coin() -> Token {
    Token { chain: CHAIN, address: None, symbol: "PETH".to_owned(), decimals: 18 }
}

pub(crate) fn work(n: u8) -> Work {
    Work {
        id: WorkId::new(at(n.into()), &[n; 10]),
        title: format!("Évening nº {n}"),
        creator: "Ana \"O'Neil\" 王".to_owned(),
        author: Some(address(n)),
        kind: if n.is_multiple_of(2) { MediaKind::Picture } else { MediaKind::Music },
        state: WorkState::Registered,
        created_at: at(n.into()),
        source_name: format!("{n}.png"),
        source_path: format!("/pictures/{n}.png"),
        source_blake3: Blake3([n; 32]),
        source_sha256: Sha256([n ^ 0xff; 32]),
        source_len: 12_345_678_901,
        width: Some(4_000),
        height: Some(3_000),
        duration_ms: Some(185_000),
        policy: PolicyPreset::TrainByLicence.policy("https://example.org/licence"),
        digital_source_type: "http://cv.iptc.org/newscodes/digitalsourcetype/digitalArt".to_owned(),
        payload: Some(Payload(u64::MAX - u64::from(n))),
        copy_path: format!("works/00/{n}.png"),
        copy_blake3: Blake3([n ^ 0x0f; 32]),
        copy_sha256: Sha256([n ^ 0xf0; 32]),
        iscc: Some("ISCC:KACT4EBWK27737D2AYCJRAL5Z36G76RFRMO4554RU26HZ4ORJGIVHDI".to_owned()),
        phash: Some([n; 32]),
        phash_quality: Some(100),
        chromaprint: Some(vec![0, 1, u32::MAX, 0x0102_0304]),
        manifest_label: Some(format!("urn:c2pa:{n}")),
        warnings: vec!["the profile is unusual".to_owned()],
        kept: vec!["Exif.Copyright".to_owned(), "ICC".to_owned()],
        dropped: vec!["Exif.GPS".to_owned()],
        thumb_path: Some(format!("thumbs/{n}.webp")),
    }
}

/// The same with everything left out that may be.
pub(crate) fn bare(n: u8) -> Work {
    Work {
        author: None,
        width: None,
        height: None,
        duration_ms: None,
        payload: None,
        iscc: None,
        phash: None,
        phash_quality: None,
        chromaprint: None,
        manifest_label: None,
        warnings: vec![],
        kept: vec![],
        dropped: vec![],
        thumb_path: None,
        ..work(n)
    }
}

pub(crate) fn block(number: u64, fork: u64) -> Block {
    Block { number, hash: hash(number * 1_000 + fork), time: at(number) }
}

pub(crate) fn payment(n: u64, block: Block) -> Payment {
    Payment {
        id: PaymentId { chain: CHAIN, tx: hash(n), log: n },
        work: None,
        vault: address(7),
        kind: PaymentKind::LicenceSale,
        token: if n.is_multiple_of(2) { usd() } else { coin() },
        amount: Units(U256::MAX - U256::from(n)),
        sender: address(8),
        block,
        offer: None,
        licence: Some(U256::from(n)),
        expected: Some(Units::from(5)),
    }
}

pub(crate) fn claim(n: u64, block: Block) -> Claim {
    Claim {
        id: PaymentId { chain: CHAIN, tx: hash(n), log: 0 },
        vault: address(7),
        holder: address(9),
        token: coin(),
        amount: Units::from(n),
        block,
    }
}

pub(crate) fn transfer(n: u64, block: Block) -> ShareTransfer {
    ShareTransfer {
        id: PaymentId { chain: CHAIN, tx: hash(n), log: 0 },
        vault: address(7),
        sender: address(1),
        recipient: address(2),
        shares: Shares(10_000),
        block,
    }
}

pub(crate) fn intent(key: &str) -> NewIntent {
    NewIntent {
        chain: CHAIN,
        sender: address(1),
        recipient: Some(address(2)),
        data: vec![1, 2, 3].into(),
        value: Units::from(17),
        kind: "mint".to_owned(),
        key: key.to_owned(),
    }
}

/// Signed bytes whose fees grow with `fee`.
pub(crate) fn signed(n: u64, fee: u64) -> SignedBytes {
    SignedBytes {
        raw: vec![2, n as u8].into(),
        hash: hash(n),
        gas_limit: 21_000,
        max_fee: Units::from(fee),
        max_priority_fee: Units::from(fee),
    }
}
