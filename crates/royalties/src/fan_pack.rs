//! What a holder needs to take her place in a vault: a file for her wallet and the same as a QR code, for people who have
//! an e-mail address and no wallet yet.

use std::fmt::Write as _;

use colophon_model::{Address, Allocation, B256, MerkleTree, Shares};
use qrcode::{Color, EcLevel, QrCode};
use serde::{Deserialize, Serialize};

const FORMAT: &str = "colophon-fan-pack";
const VERSION: u64 = 1;
/// A million holders make a proof of 20 hashes; nothing else in a pack is long.
const MOST_BYTES: usize = 64 << 10;
/// White modules around a code, as ISO/IEC 18004 asks.
const QUIET: usize = 4;

/// A holder's place in the split of one work. What is in one was verified against the split's root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FanPack {
    /// [`FORMAT`].
    format: String,
    version: u64,
    /// Whether the chain is the practice chain, where amounts are worth nothing.
    pub practice: bool,
    /// The chain's number.
    pub chain: u64,
    /// The work's title.
    pub title: String,
    /// Who made the work.
    pub creator: String,
    /// The contract that divides its income.
    pub vault: Address,
    /// The root that the vault was made with.
    pub shares_root: B256,
    /// Who is paid. The address counts: whoever has its key has the share.
    pub holder: Address,
    /// Of [`Shares::WHOLE`].
    pub shares: Shares,
    /// Leads from the holder's leaf to the root.
    pub proof: Vec<B256>,
    /// What the holder's wallet sends to the vault to take her place and what is owed to her; anybody may send it for her.
    pub call: alloy_primitives::Bytes,
}

/// Why a pack is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FanPackError {
    /// Not JSON of this shape.
    #[error("this is not a fan pack ({0}); ask whoever sent it for the file again")]
    Unreadable(String),
    /// A later version.
    #[error("the fan pack has version {0} and this Colophon reads version 1; update Colophon")]
    Version(u64),
    /// Holder, shares or proof were changed.
    #[error(
        "the place in this pack does not hold: {holder} with {shares} is not in the split whose root it names; \
         ask whoever sent it"
    )]
    BadPlace {
        /// The holder said.
        holder: Address,
        /// The shares said.
        shares: Shares,
    },
    /// Larger than a QR code.
    #[error("the proof is too long for a QR code; the file alone has to do")]
    TooLong,
}

/// What all packs of a vault share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackFacts {
    /// Whether the chain is the practice chain.
    pub practice: bool,
    /// The chain's number.
    pub chain: u64,
    /// The work's title.
    pub title: String,
    /// Who made the work.
    pub creator: String,
    /// The vault.
    pub vault: Address,
}

impl FanPack {
    /// The pack of a holder; `None` where `tree` is not the split's that she is in. `call` is made from her place.
    pub fn new(
        facts: &PackFacts,
        tree: &MerkleTree,
        (holder, shares): (Address, Shares),
        call: impl FnOnce(&[B256]) -> alloy_primitives::Bytes,
    ) -> Option<Self> {
        let proof = tree.proof(Allocation::leaf(holder, shares))?;
        Some(Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            practice: facts.practice,
            chain: facts.chain,
            title: facts.title.clone(),
            creator: facts.creator.clone(),
            vault: facts.vault,
            shares_root: tree.root(),
            holder,
            shares,
            call: call(&proof),
            proof,
        })
    }

    /// Reads a pack and verifies the place in it. Whether the vault has this root only its chain can tell.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn parse(text: &str) -> Result<Self, FanPackError> {
        let unreadable = |why: String| FanPackError::Unreadable(why);
        if text.len() > MOST_BYTES {
            return Err(unreadable(format!("it has {} bytes", text.len())));
        }
        let value: serde_json::Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|error| unreadable(error.to_string()))?;
        match (value["format"].as_str(), value["version"].as_u64()) {
            (Some(FORMAT), Some(VERSION)) => {}
            (Some(FORMAT), Some(other)) => return Err(FanPackError::Version(other)),
            _ => return Err(unreadable("its format is not named".to_owned())),
        }
        let pack: Self =
            serde_json::from_value(value).map_err(|error| unreadable(error.to_string()))?;
        let leaf = Allocation::leaf(pack.holder, pack.shares);
        if MerkleTree::verify(pack.shares_root, leaf, &pack.proof) {
            Ok(pack)
        } else {
            Err(FanPackError::BadPlace { holder: pack.holder, shares: pack.shares })
        }
    }

    /// The file's text.
    ///
    /// # Errors
    /// None that a pack can cause.
    pub fn to_json(&self) -> Result<String, FanPackError> {
        serde_json::to_string_pretty(self)
            .map(|text| text + "\n")
            .map_err(|error| FanPackError::Unreadable(error.to_string()))
    }

    /// What the QR code says: `COLOPHON:1:` chain, vault, holder, shares and proof, with colons between. Capital letters,
    /// digits and colons alone take five and a half bits each there ([ISO/IEC 18004](https://www.iso.org/standard/83389.html),
    /// alphanumeric mode).
    pub fn code_text(&self) -> String {
        let proof: String = self.proof.iter().map(|hash| format!("{hash:x}")).collect();
        format!(
            "COLOPHON:{VERSION}:{}:{:x}:{:x}:{}:{proof}",
            self.chain, self.vault, self.holder, self.shares.0
        )
        .to_uppercase()
        .replace("0X", "")
    }

    /// The QR code as an SVG picture, dark on white with its quiet zone, for print and for mail.
    ///
    /// # Errors
    /// [`FanPackError::TooLong`].
    pub fn code_svg(&self) -> Result<String, FanPackError> {
        let code = QrCode::with_error_correction_level(self.code_text(), EcLevel::L)
            .map_err(|_| FanPackError::TooLong)?;
        let side = code.width() + 2 * QUIET;
        let mut path = String::new();
        for y in 0..code.width() {
            // Neighbours in a row are one bar: a tenth of the length of squares.
            let mut x = 0;
            while x < code.width() {
                let bar = (x..code.width()).take_while(|&x| code[(x, y)] == Color::Dark).count();
                if bar > 0 {
                    let _ = write!(path, "M{} {}h{bar}v1h-{bar}z", x + QUIET, y + QUIET);
                }
                x += bar.max(1);
            }
        }
        Ok(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" width=\"480\" height=\"480\" \
             shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
             <path d=\"{path}\"/></svg>\n"
        ))
    }
}

#[cfg(test)]
mod tests {
    use colophon_model::Holder;

    use super::*;

    fn fan(n: u32) -> Address {
        Address::left_padding_from(&(n + 1).to_be_bytes())
    }

    fn pack(holders: u32) -> FanPack {
        let shares = Shares(Shares::WHOLE.0 / holders);
        let list = (0..holders).map(|n| Holder { address: fan(n), shares, name: None });
        let allocation = Allocation::new(list.collect()).unwrap();
        let facts = PackFacts {
            practice: true,
            chain: 1_337_001,
            title: "Nocturne".to_owned(),
            creator: "Ada Marchetti".to_owned(),
            vault: Address::repeat_byte(7),
        };
        let call = |_: &[B256]| vec![1, 2, 3].into();
        FanPack::new(&facts, &allocation.tree(), (fan(holders - 1), shares), call).unwrap()
    }

    #[test]
    fn a_pack_comes_back_as_it_was() {
        for holders in [1, 2, 1_000] {
            let pack = pack(holders);
            let read = FanPack::parse(&pack.to_json().unwrap());
            assert_eq!(read, Ok(pack), "{holders} holders");
        }
    }

    #[test]
    fn what_was_changed_is_refused() {
        let check = |change: &dyn Fn(&mut FanPack), said: &str| {
            let mut pack = pack(1_000);
            change(&mut pack);
            let error = FanPack::parse(&pack.to_json().unwrap()).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        };
        check(&|pack| pack.shares = Shares(1_001), "with 0.1001 % is not in the split");
        check(&|pack| pack.holder = fan(5), "is not in the split");
        check(&|pack| pack.proof[3] = B256::ZERO, "ask whoever sent it");
        check(&|pack| pack.proof.clear(), "does not hold");
        check(&|pack| pack.version = 2, "has version 2");
        check(&|pack| pack.format = "picture".to_owned(), "its format is not named");
        for text in ["", "{", "[]", "{\"format\":\"colophon-fan-pack\",\"version\":1}"] {
            let error = FanPack::parse(text).unwrap_err();
            assert!(matches!(error, FanPackError::Unreadable(_)), "{text}: {error}");
        }
    }

    /// Another reader than the one that wrote it sees the same text.
    #[test]
    fn the_code_is_read_by_another_program() {
        for holders in [1, 1_000] {
            let pack = pack(holders);
            let (side, dark) = drawn(&pack.code_svg().unwrap());
            let scale = 4;
            let mut read =
                rqrr::PreparedImage::prepare_from_greyscale(side * scale, side * scale, |x, y| {
                    if dark[(y / scale) * side + x / scale] { 0 } else { 255 }
                });
            let found = read.detect_grids();
            assert_eq!(found.len(), 1, "one code");
            assert_eq!(found[0].decode().unwrap().1, pack.code_text(), "{holders} holders");
        }
    }

    /// What a picture of bars shows: its side, and which of its squares are dark.
    fn drawn(svg: &str) -> (usize, Vec<bool>) {
        let side: usize =
            svg.split('"').nth(3).unwrap().split(' ').nth(2).unwrap().parse().unwrap();
        let mut dark = vec![false; side * side];
        let bars = svg.rsplit("d=\"").next().unwrap().split('"').next().unwrap();
        for bar in bars.split('M').skip(1) {
            let numbers: Vec<usize> =
                bar.split(['h', ' ', 'v']).take(3).map(|n| n.parse().unwrap()).collect();
            let at = numbers[1] * side + numbers[0];
            dark[at..at + numbers[2]].fill(true);
        }
        (side, dark)
    }

    #[test]
    fn the_longest_code_fits() {
        let mut pack = pack(1);
        pack.proof = vec![B256::repeat_byte(0xab); 20];
        pack.code_svg().unwrap();
        pack.proof = vec![B256::repeat_byte(0xab); 80];
        assert_eq!(pack.code_svg(), Err(FanPackError::TooLong));
    }
}
