//! A dataset of three works: one of this home has not joined yet. Another is sold.

use colophon_ipc::{
    ApiError, Code, ConsentView, DatasetChecked, DatasetPhase, DatasetSaleView, DatasetStep,
    DatasetView, DatasetWorkView, SheetKind, SignConsent,
};
use colophon_model::{B256, Clause};

use super::{
    money::dollars,
    works::{id, somebody},
    world::at,
};

const PRICE: u64 = 2_000_000_000;

/// Waiting for one work of this home.
pub(super) fn gathering(path: Option<&str>) -> DatasetView {
    let missing = "1 of 3 works have not joined (Harbour at six); licences are sold once all have";
    DatasetView {
        path: path.map(str::to_owned),
        refusal: Some(ApiError::new(Code::Precondition, missing)),
        ..view("Tides and harbours", 0xd1, DatasetPhase::Gathering)
    }
}

/// All that this home knows.
pub(super) fn all() -> Vec<DatasetView> {
    let mut sold = view("Northern light", 0xd2, DatasetPhase::Selling);
    for work in &mut sold.works {
        work.joined = true;
        work.lowest_price = Some(dollars(1_500_000_000));
        work.waiting = vec![dollars(PRICE / 1_000_000 * u64::from(work.weight))];
    }
    sold.joined = 1_000_000;
    sold.floor = dollars(1_500_000_000);
    sold.received = vec![dollars(PRICE)];
    sold.waiting = vec![dollars(PRICE)];
    sold.sales = vec![DatasetSaleView {
        licence: "4".repeat(40),
        buyer: somebody(41),
        own: false,
        quantity: "1".into(),
        paid: dollars(PRICE),
        ends: Some(at(30)),
        valid: true,
    }];
    vec![sold, gathering(None)]
}

fn view(title: &str, number: u8, phase: DatasetPhase) -> DatasetView {
    let work = |number: u8, weight, own: Option<&str>| DatasetWorkView {
        token: format!("0x{}", format!("{number:02x}").repeat(32)),
        vault: somebody(50 + number),
        weight,
        work: own.map(|_| id(number)),
        title: own.map(str::to_owned),
        joined: own.is_none(),
        lowest_price: own.is_none().then(|| dollars(1_500_000_000)),
        drawn: Vec::new(),
        waiting: Vec::new(),
    };
    DatasetView {
        path: None,
        id: B256::repeat_byte(number),
        title: title.into(),
        notes: "Paintings and field recordings of the same coast.".into(),
        curator: somebody(1),
        own: true,
        vault: somebody(60),
        shares_root: B256::repeat_byte(0x5a),
        clauses: vec![
            Clause::AiTrain,
            Clause::AiTrainGenerative,
            Clause::Lasts { days: 365 },
            Clause::NotTransferable,
            Clause::Irrevocable,
            Clause::NothingElse,
        ],
        exact: vec![
            ("uses".into(), "48".into()),
            ("duration".into(), "31536000".into()),
            ("transferable".into(), "false".into()),
            ("text".into(), B256::ZERO.to_string()),
        ],
        licence: String::new(),
        phase,
        price: dollars(PRICE),
        floor: dollars(1_500_000_000),
        joined: 600_000,
        works: vec![
            work(0, 400_000, Some("Harbour at six")),
            work(7, 350_000, None),
            work(8, 250_000, None),
        ],
        refusal: None,
        received: Vec::new(),
        waiting: Vec::new(),
        books_agree: Some(true),
        sales: Vec::new(),
        practice: true,
    }
}

/// A sound file with consents that can join.
pub(super) fn checked() -> DatasetChecked {
    DatasetChecked {
        ok: true,
        differences: Vec::new(),
        dataset: Some(gathering(None)),
        can_join: vec!["0x00".into()],
    }
}

/// What was signed.
pub(super) fn signed(asked: &SignConsent) -> ConsentView {
    ConsentView {
        path: "tides.consent-00000000.json".into(),
        id: asked.id,
        token: "0".into(),
        title: "Harbour at six".into(),
        percent: "40.0000".into(),
        lowest_price: dollars(1_500_000_000),
        deadline: at(30),
        signer: somebody(1),
    }
}

pub(super) const fn kind(step: &DatasetStep) -> SheetKind {
    match step {
        DatasetStep::Open => SheetKind::DatasetOpen,
        DatasetStep::Join(_) => SheetKind::DatasetJoin,
        DatasetStep::Buy(_) => SheetKind::DatasetBuy,
        DatasetStep::Draw => SheetKind::DatasetDraw,
        DatasetStep::SetPrice(_) => SheetKind::DatasetPrice,
        DatasetStep::TakeOut(_) => SheetKind::DatasetTakeOut,
    }
}
