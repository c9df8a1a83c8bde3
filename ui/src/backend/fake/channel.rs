//! Channels of payments per use: one that pays the song and whose payer takes money back, one that this home pays.

use colophon_ipc::{ChannelAct, ChannelPhase, ChannelView, Leaving, SheetKind, VoucherTaken};
use colophon_model::B256;
use serde_json::Value;

use super::{
    money::dollars,
    works::{id, somebody},
    world::at,
};

/// Two channels.
pub(super) fn channels() -> Vec<ChannelView> {
    let paying = ChannelView {
        channel: B256::repeat_byte(0x5e),
        payer: somebody(1),
        signer: somebody(1),
        payee: somebody(9),
        work: None,
        title: None,
        paying: true,
        earning: false,
        withdraw_delay: 86_400,
        phase: ChannelPhase::Open,
        can: vec![ChannelAct::Deposit, ChannelAct::Voucher, ChannelAct::Withdraw],
        funded: dollars(20_000_000),
        claimed: dollars(3_500_000),
        secured: dollars(20_000_000),
        signed: Some(dollars(4_120_000)),
        best: None,
        claimable: dollars(0),
        uncovered: dollars(0),
        unsettled: dollars(0),
        leaving: None,
        interrupted: None,
        practice: true,
    };
    vec![accepted(), paying]
}

/// One from which the song is paid.
pub(super) fn accepted() -> ChannelView {
    ChannelView {
        channel: B256::repeat_byte(0xc4),
        payer: somebody(4),
        signer: somebody(4),
        payee: somebody(8),
        work: Some(id(2)),
        title: Some("Low tide (master)".into()),
        paying: false,
        earning: true,
        withdraw_delay: 3_600,
        phase: ChannelPhase::Leaving,
        can: vec![ChannelAct::Claim],
        funded: dollars(5_000_000),
        claimed: dollars(1_000_000),
        secured: dollars(1_000_000),
        signed: None,
        best: Some(dollars(3_250_000)),
        claimable: dollars(2_250_000),
        uncovered: dollars(0),
        unsettled: dollars(0),
        leaving: Some(Leaving {
            amount: dollars(4_000_000),
            ready_at: at(30),
            at_risk: dollars(2_250_000),
        }),
        interrupted: None,
        practice: true,
    }
}

/// A voucher that is good.
pub(super) fn taken() -> VoucherTaken {
    VoucherTaken { added: dollars(250_000), channel: accepted() }
}

/// The sheet that a call lays.
pub(super) fn kind(name: &str, step: Option<&Value>) -> SheetKind {
    let step = step.map(Value::to_string).unwrap_or_default();
    match name {
        "prepare_channel" => SheetKind::ChannelOpen,
        "prepare_voucher" => SheetKind::ChannelVoucher,
        "prepare_channel_claim" => SheetKind::ChannelClaim,
        _ if step.contains("deposit") => SheetKind::ChannelDeposit,
        _ if step.contains("withdraw") => SheetKind::ChannelWithdraw,
        _ if step.contains("cancel") => SheetKind::ChannelCancel,
        _ => SheetKind::ChannelFinish,
    }
}

/// What its sheet says.
pub(super) fn told(kind: SheetKind) -> Vec<(&'static str, String)> {
    match kind {
        SheetKind::ChannelClaim => {
            vec![("channels", "1".to_owned()), ("paid-payees", "2.25 USD PRACTICE".to_owned())]
        }
        SheetKind::ChannelVoucher => vec![
            ("adds", "0.05 USD PRACTICE".to_owned()),
            ("owed", "4.17 USD PRACTICE".to_owned()),
            ("secured", "20.00 USD PRACTICE".to_owned()),
        ],
        _ => vec![("holds", "16.50 USD PRACTICE".to_owned()), ("delay", "1 d".to_owned())],
    }
}
