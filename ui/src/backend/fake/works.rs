//! Three works in three states.

use colophon_ipc::{
    Anchored, ChainRecord, FingerprintLeg, InspectReport, Legs, ManifestState, ManifestView,
    Missing, Origin, WatermarkLeg, WorkCard, WorkPage, WorkState,
};
use colophon_model::{Address, MediaKind, Moment, Payload, WorkId};

use super::{money, world::at};

/// What the mark of every picture carries.
const MARK: Payload = Payload(0x9ac4_11f0_72bd_0e35);

/// The id of the work with that number.
pub(super) fn id(number: u8) -> WorkId {
    WorkId::new(Moment::from_unix_millis(1_795_000_000_000), &[number; 10])
}

/// An address for that number.
pub(super) fn somebody(number: u8) -> Address {
    Address::repeat_byte(number.wrapping_mul(37).wrapping_add(0x1a))
}

fn card(number: u8, minted: bool) -> WorkCard {
    let (title, creator, kind, size, aspect_milli, state) = match number {
        0 => {
            let state = WorkState::AnchoredFinal;
            ("Harbour at six", "Ada Marchetti", MediaKind::Picture, "4961 × 6284", 789, state)
        }
        1 => {
            let state = if minted { WorkState::AnchoredSeen } else { WorkState::Signed };
            ("Fern study IV", "Ada Marchetti", MediaKind::Picture, "3000 × 2200", 1_364, state)
        }
        _ => {
            let state = WorkState::AnchoredSeen;
            ("Low tide (master)", "The Salt Choir", MediaKind::Music, "3:42", 1_000, state)
        }
    };
    let holders = match (number, state) {
        (_, WorkState::Signed) => 0,
        (2, _) => 1_003,
        _ => 3,
    };
    WorkCard {
        id: id(number),
        title: title.into(),
        creator: creator.into(),
        kind,
        size: size.into(),
        aspect_milli,
        created: at(20 - u64::from(number)),
        state,
        holders,
    }
}

/// All of them, newest first.
pub(super) fn cards(minted: bool) -> Vec<WorkCard> {
    (0..3).map(|number| card(number, minted)).collect()
}

fn manifest(title: &str) -> ManifestView {
    let labels = ["c2pa.actions.v2", "c2pa.soft-binding", "cawg.training-mining", "c2pa.hash.data"];
    ManifestView {
        state: ManifestState::Valid,
        own: true,
        signer: Some("Ada Marchetti".into()),
        title: Some(title.into()),
        creator: Some("Ada Marchetti".into()),
        signed: Some(at(20)),
        policy: vec![
            ("cawg.data_mining".into(), "allowed".into()),
            ("cawg.ai_training".into(), "constrained".into()),
        ],
        assertions: labels.map(Into::into).into(),
        failures: Vec::new(),
    }
}

/// The page of one.
pub(super) fn page(number: u8, minted: bool) -> WorkPage {
    let card = card(number, minted);
    let chain = (card.state != WorkState::Signed).then(|| ChainRecord {
        caip2: "eip155:1337001".into(),
        practice: true,
        block: 1_204,
        at: at(20),
        tx: format!("0x{}", "4be7".repeat(16)),
        batch: 3,
        token_id: Some((u32::from(number) + 1).to_string()),
        vault: Some(somebody(9)),
        is_final: card.state == WorkState::AnchoredFinal,
    });
    let income: Vec<_> = money::rows().into_iter().filter(|row| row.work == card.id).collect();
    let totals = if income.is_empty() { Vec::new() } else { vec![money::dollars(2_010_000_000)] };
    let music = card.kind == MediaKind::Music;
    WorkPage {
        source: format!("/home/ada/Pictures/{}.png", card.title.to_lowercase().replace(' ', "-")),
        copy: format!("/home/ada/.local/share/colophon/works/01/9a/{}.png", card.id),
        source_blake3: "9f2c".repeat(16),
        blake3: "41d8".repeat(16),
        sha256: "c07e".repeat(16),
        iscc: "ISCC:KEC43HJLPUSHVAZT66YLPUWNVACWYPIV533TRQMWF2IUQYSP5LA4CTY".into(),
        payload: (!music).then_some(MARK),
        policy: "train-by-licence".into(),
        origin: Origin::HumanMade,
        kept: vec!["colour profile".into(), "copyright".into()],
        dropped: vec!["GPS position".into(), "camera serial number".into()],
        warnings: if music { vec![super::jobs::NO_MARK.into()] } else { Vec::new() },
        manifest: manifest(&card.title),
        chain,
        offers: money::offers().into_iter().filter(|offer| offer.work == card.id).collect(),
        income,
        totals,
        card,
    }
}

/// A copy that came back changed.
pub(super) fn inspected(path: String, locked: bool) -> InspectReport {
    let watermark = WatermarkLeg {
        found: !locked,
        payload: (!locked).then_some(MARK),
        log10_p: (!locked).then_some(-31.4),
        tried: !locked,
    };
    let manifest = ManifestView {
        state: ManifestState::None,
        own: false,
        signer: None,
        title: None,
        creator: None,
        signed: None,
        policy: Vec::new(),
        assertions: Vec::new(),
        failures: Vec::new(),
    };
    let mut missing = vec![Missing::Changed, Missing::Manifest];
    if locked {
        missing.push(Missing::KeysLocked);
    }
    let fingerprint =
        FingerprintLeg { distance: Some(11), kind: Some("picture".into()), matched: true };
    InspectReport {
        path,
        work: Some(id(0)),
        title: Some("Harbour at six".into()),
        kind: Some(MediaKind::Picture),
        legs: Legs { identical: false, watermark, fingerprint, manifest },
        anchored: Some(Anchored {
            caip2: "eip155:1337001".into(),
            practice: true,
            at: at(20),
            is_final: true,
        }),
        missing,
    }
}
