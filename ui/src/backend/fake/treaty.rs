//! A treaty of two authors and fans.

use colophon_ipc::{ApiError, Code, TreatyChecked, TreatyOnChain, TreatyParty, TreatyView};
use colophon_model::B256;

use super::{
    money::dollars,
    works::{id, somebody},
    world::at,
};

/// Signed by the other author, and by this home's where `signed`.
pub(super) fn view(path: Option<&str>, signed: bool) -> TreatyView {
    let party = |number: u8, name: &str, percent: &str, signed| TreatyParty {
        address: somebody(number),
        name: name.into(),
        percent: percent.into(),
        signed,
        contract: false,
        you: number == 1,
    };
    TreatyView {
        path: path.map(str::to_owned),
        hash: B256::repeat_byte(0x5e),
        author: somebody(1),
        leaf: B256::repeat_byte(0x1e),
        work: Some(id(1)),
        title: Some("Fern study IV".into()),
        signers: vec![
            party(1, "Ada Marchetti", "50.0000", signed),
            party(2, "Ben Okafor", "30.0000", true),
        ],
        holders: 52,
        others: 50,
        others_percent: "20.0000".into(),
        own_percent: Some("50.0000".into()),
        offerers: vec![somebody(1)],
        revokers: vec![somebody(2)],
        chains: vec![TreatyOnChain {
            caip2: "eip155:1337001".into(),
            practice: true,
            vault: Some(somebody(9)),
            tokens: vec!["USD".into(), "WETH".into()],
            floors: vec![dollars(5_000_000)],
        }],
        deadline: at(30),
        open: true,
        complete: signed,
        used: false,
        refusal: signed.then(|| {
            ApiError::new(Code::Precondition, "this account has signed already; send the file on")
        }),
    }
}

/// A sound file.
pub(super) fn checked() -> TreatyChecked {
    TreatyChecked {
        ok: true,
        treaty: Some(view(Some("low-tide.json"), true)),
        vault: None,
        made: false,
        agreed: None,
        differences: Vec::new(),
    }
}
