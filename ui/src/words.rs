//! The domain's states and failures as sentences.

use colophon_ipc::{
    ApiError, ChannelPhase, FinalPoint, IncomeKind, ManifestState, ManifestView, Missing,
    OfferingPhase, Origin, SheetKind, Step, WorkState,
};
use colophon_model::{Finality, LicenceKind, MediaKind};

use crate::i18n::{Text, fill, find, k, t};

/// The sentence for a failure. A code may have a second sentence, `code@fact`, for when the shell names that fact.
pub(crate) fn error(error: &ApiError) -> String {
    let code = code_name(error);
    let richer = error.args.keys().find_map(|fact| find(&format!("error.{code}@{fact}")));
    let text = richer.or_else(|| find(&format!("error.{code}"))).unwrap_or(k::COMMON_UNKNOWN_ERROR);
    let facts: Vec<(&str, &str)> =
        error.args.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fill(text, &facts)
}

/// The code's name on the wire.
fn code_name(error: &ApiError) -> String {
    serde_json::to_value(error.code)
        .ok()
        .and_then(|name| name.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// What kind of licence.
pub(crate) fn licence(kind: LicenceKind) -> &'static str {
    match kind {
        LicenceKind::Personal => t(k::LICENCE_PERSONAL),
        LicenceKind::Commercial => t(k::LICENCE_COMMERCIAL),
        LicenceKind::AiTraining => t(k::LICENCE_AI_TRAINING),
        LicenceKind::Remix => t(k::LICENCE_REMIX),
        LicenceKind::Exclusive => t(k::LICENCE_EXCLUSIVE),
        // A public licence has one name in every language.
        public => public.public_licence().map_or("", |(name, _)| name),
    }
}

/// What that licence allows.
pub(crate) const fn licence_allows(kind: LicenceKind) -> Text {
    match kind {
        LicenceKind::Personal => k::LICENCE_PERSONAL_ALLOWS,
        LicenceKind::Commercial => k::LICENCE_COMMERCIAL_ALLOWS,
        LicenceKind::AiTraining => k::LICENCE_AI_TRAINING_ALLOWS,
        LicenceKind::Remix => k::LICENCE_REMIX_ALLOWS,
        LicenceKind::Exclusive => k::LICENCE_EXCLUSIVE_ALLOWS,
        _ => k::LICENCE_PUBLIC_ALLOWS,
    }
}

/// What a payment was for.
pub(crate) fn payment(kind: IncomeKind, kind_of_licence: Option<LicenceKind>) -> &'static str {
    match (kind, kind_of_licence) {
        (IncomeKind::Licence, Some(kind)) => licence(kind),
        (IncomeKind::Licence, None) => t(k::INCOME_LICENCE),
        (IncomeKind::Resale, _) => t(k::INCOME_RESALE),
        (IncomeKind::Transfer, _) => t(k::INCOME_TRANSFER),
    }
}

/// How settled a payment is, and the tone of its pill.
pub(crate) const fn finality(state: Finality) -> (Text, &'static str) {
    match state {
        Finality::Seen => (k::FINALITY_SEEN, "wait"),
        Finality::Confirmed => (k::FINALITY_CONFIRMED, "wait"),
        Finality::Final => (k::FINALITY_FINAL, "good"),
    }
}

/// Where an offering of shares stands, and the tone of its pill.
pub(crate) const fn offering_phase(phase: OfferingPhase) -> (Text, &'static str) {
    match phase {
        OfferingPhase::Selling => (k::OFFERING_PHASE_SELLING, "good"),
        OfferingPhase::Enough => (k::OFFERING_PHASE_ENOUGH, "wait"),
        OfferingPhase::Failed => (k::OFFERING_PHASE_FAILED, "bad"),
        OfferingPhase::PaidBack => (k::OFFERING_PHASE_PAID_BACK, "plain"),
        OfferingPhase::Earning => (k::OFFERING_PHASE_EARNING, "good"),
        OfferingPhase::Over => (k::OFFERING_PHASE_OVER, "wait"),
        OfferingPhase::Ended => (k::OFFERING_PHASE_ENDED, "plain"),
    }
}

/// Where a channel of payments per use stands, and the tone of its pill.
pub(crate) const fn channel_phase(phase: ChannelPhase) -> (Text, &'static str) {
    match phase {
        ChannelPhase::Empty => (k::CHANNEL_PHASE_EMPTY, "plain"),
        ChannelPhase::Open => (k::CHANNEL_PHASE_OPEN, "good"),
        ChannelPhase::Leaving => (k::CHANNEL_PHASE_LEAVING, "wait"),
        ChannelPhase::Ready => (k::CHANNEL_PHASE_READY, "bad"),
    }
}

/// How far a work has come, and the tone of its pill.
pub(crate) const fn work_state(state: WorkState) -> (Text, &'static str) {
    match state {
        WorkState::Signed => (k::STATE_SIGNED, "plain"),
        WorkState::AnchoredSeen => (k::STATE_SEEN, "wait"),
        WorkState::AnchoredFinal => (k::STATE_FINAL, "good"),
    }
}

/// Picture or music.
pub(crate) const fn media(kind: MediaKind) -> Text {
    match kind {
        MediaKind::Picture => k::MEDIA_PICTURE,
        MediaKind::Music => k::MEDIA_MUSIC,
    }
}

/// How a work came about.
pub(crate) const fn origin(origin: Origin) -> (Text, Text) {
    match origin {
        Origin::HumanMade => (k::ORIGIN_HUMAN_MADE, k::ORIGIN_HUMAN_MADE_HINT),
        Origin::Captured => (k::ORIGIN_CAPTURED, k::ORIGIN_CAPTURED_HINT),
        Origin::PartlyAi => (k::ORIGIN_PARTLY_AI, k::ORIGIN_PARTLY_AI_HINT),
        Origin::Ai => (k::ORIGIN_AI, k::ORIGIN_AI_HINT),
    }
}

/// What machines may do, by the policy's name.
pub(crate) fn policy(name: &str) -> &'static str {
    find(&format!("policy.{name}")).or_else(|| find("policy.custom")).map_or("", t)
}

/// A step of registering.
pub(crate) const fn step(step: Step) -> Text {
    match step {
        Step::Queued => k::STEP_QUEUED,
        Step::Read => k::STEP_READ,
        Step::Mark => k::STEP_MARK,
        Step::Write => k::STEP_WRITE,
        Step::Fingerprint => k::STEP_FINGERPRINT,
        Step::Sign => k::STEP_SIGN,
        Step::Check => k::STEP_CHECK,
        Step::Record => k::STEP_RECORD,
    }
}

/// What is missing or disagrees in a file.
pub(crate) const fn missing(what: Missing) -> Text {
    match what {
        Missing::Manifest => k::MISSING_MANIFEST,
        Missing::ManifestBroken => k::MISSING_MANIFEST_BROKEN,
        Missing::Changed => k::MISSING_CHANGED,
        Missing::Anchor => k::MISSING_ANCHOR,
        Missing::Watermark => k::MISSING_WATERMARK,
        Missing::KeysLocked => k::MISSING_KEYS_LOCKED,
    }
}

/// Who vouches for a file, and the tone of the sentence. A valid signature is never called more than it is.
pub(crate) const fn manifest(view: &ManifestView) -> (Text, &'static str) {
    match (view.state, view.own) {
        (ManifestState::Trusted, _) => (k::MANIFEST_TRUSTED, "good"),
        (ManifestState::Valid, true) => (k::MANIFEST_VALID_OWN, "plain"),
        (ManifestState::Valid, false) => (k::MANIFEST_VALID_OTHER, "wait"),
        (ManifestState::Ended, _) => (k::MANIFEST_ENDED, "wait"),
        (ManifestState::Invalid, _) => (k::MANIFEST_INVALID, "bad"),
        (ManifestState::None, _) => (k::MANIFEST_NONE, "plain"),
    }
}

/// What a sheet is about: its title, and the label of its one button.
pub(crate) const fn sheet(kind: SheetKind) -> (Text, Text) {
    match kind {
        SheetKind::Mint => (k::SHEET_MINT, k::SHEET_MINT_GO),
        SheetKind::Offer => (k::SHEET_OFFER, k::SHEET_OFFER_GO),
        SheetKind::PracticeBuy => (k::SHEET_BUY, k::SHEET_BUY_GO),
        SheetKind::Claim => (k::SHEET_CLAIM, k::SHEET_CLAIM_GO),
        SheetKind::Payout => (k::SHEET_PAYOUT, k::SHEET_PAYOUT_GO),
        SheetKind::CloseOffer => (k::SHEET_CLOSE, k::SHEET_CLOSE_GO),
        SheetKind::RevokeLicence => (k::SHEET_REVOKE, k::SHEET_REVOKE_GO),
        SheetKind::DatasetOpen => (k::SHEET_DATASET_OPEN, k::SHEET_DATASET_OPEN_GO),
        SheetKind::DatasetJoin => (k::SHEET_DATASET_JOIN, k::SHEET_DATASET_JOIN_GO),
        SheetKind::DatasetBuy => (k::SHEET_DATASET_BUY, k::SHEET_DATASET_BUY_GO),
        SheetKind::DatasetDraw => (k::SHEET_DATASET_DRAW, k::SHEET_DATASET_DRAW_GO),
        SheetKind::DatasetPrice => (k::SHEET_DATASET_PRICE, k::SHEET_DATASET_PRICE_GO),
        SheetKind::DatasetTakeOut => (k::SHEET_DATASET_TAKE_OUT, k::SHEET_DATASET_TAKE_OUT_GO),
        SheetKind::Offering => (k::SHEET_OFFERING, k::SHEET_OFFERING_GO),
        SheetKind::PracticeFans => (k::SHEET_PRACTICE_FANS, k::SHEET_PRACTICE_FANS_GO),
        SheetKind::OfferingCallOff => (k::SHEET_CALL_OFF, k::SHEET_CALL_OFF_GO),
        SheetKind::OfferingSettle => (k::SHEET_SETTLE, k::SHEET_SETTLE_GO),
        SheetKind::OfferingRefund => (k::SHEET_REFUND, k::SHEET_REFUND_GO),
        SheetKind::OfferingPayFans => (k::SHEET_PAY_FANS, k::SHEET_PAY_FANS_GO),
        SheetKind::OfferingEnd => (k::SHEET_END, k::SHEET_END_GO),
        SheetKind::ChannelOpen => (k::SHEET_CHANNEL_OPEN, k::SHEET_CHANNEL_OPEN_GO),
        SheetKind::ChannelDeposit => (k::SHEET_CHANNEL_DEPOSIT, k::SHEET_CHANNEL_DEPOSIT_GO),
        SheetKind::ChannelVoucher => (k::SHEET_CHANNEL_VOUCHER, k::SHEET_CHANNEL_VOUCHER_GO),
        SheetKind::ChannelClaim => (k::SHEET_CHANNEL_CLAIM, k::SHEET_CHANNEL_CLAIM_GO),
        SheetKind::ChannelWithdraw => (k::SHEET_CHANNEL_WITHDRAW, k::SHEET_CHANNEL_WITHDRAW_GO),
        SheetKind::ChannelCancel => (k::SHEET_CHANNEL_CANCEL, k::SHEET_CHANNEL_CANCEL_GO),
        SheetKind::ChannelFinish => (k::SHEET_CHANNEL_FINISH, k::SHEET_CHANNEL_FINISH_GO),
    }
}

/// What cannot be changed afterwards.
pub(crate) const fn final_point(point: FinalPoint) -> Text {
    match point {
        FinalPoint::Anchor => k::FINAL_ANCHOR,
        FinalPoint::Split => k::FINAL_SPLIT,
        FinalPoint::Licence => k::FINAL_LICENCE,
        FinalPoint::Payment => k::FINAL_PAYMENT,
        FinalPoint::Release => k::FINAL_RELEASE,
        FinalPoint::Revocation => k::FINAL_REVOCATION,
        FinalPoint::Dataset => k::FINAL_DATASET,
        FinalPoint::Sale => k::FINAL_SALE,
        FinalPoint::Deposit => k::FINAL_DEPOSIT,
        FinalPoint::Voucher => k::FINAL_VOUCHER,
        FinalPoint::Securities => k::FINAL_SECURITIES,
    }
}

#[cfg(test)]
mod tests {
    use colophon_ipc::Code;
    use colophon_model::PolicyPreset;

    use super::*;

    /// The names of every code, out of the source of the contract: the type itself cannot be counted.
    fn codes() -> Vec<Code> {
        let source = include_str!("../../crates/ipc/src/error.rs");
        let (_, list) = source.split_once("pub enum Code {").expect("the list of codes");
        let (list, _) = list.split_once('}').expect("its end");
        let names = list.lines().map(str::trim).filter_map(|line| line.strip_suffix(','));
        let kebab = |name: &str| {
            let mut text = String::new();
            for (at, letter) in name.char_indices() {
                if letter.is_uppercase() && at > 0 {
                    text.push('-');
                }
                text.push(letter.to_ascii_lowercase());
            }
            text
        };
        names
            .map(|name| serde_json::from_value(kebab(name).into()).expect("a code's name"))
            .collect()
    }

    #[test]
    fn every_code_has_a_sentence() {
        let codes = codes();
        assert!(codes.len() >= 28, "the list was found: {}", codes.len());
        for code in codes {
            let failure = ApiError::new(code, "");
            let name = code_name(&failure);
            assert!(find(&format!("error.{name}")).is_some(), "there is no sentence error.{name}");
            assert!(!error(&failure).contains('{'), "error.{name} needs a fact that may not come");
        }
    }

    #[test]
    fn a_fact_makes_the_sentence_richer() {
        let plain = ApiError::new(Code::FileUnreadable, "");
        let named = plain.clone().with("path", "/tmp/sketch.png");
        assert_ne!(error(&plain), error(&named));
        assert!(error(&named).contains("/tmp/sketch.png"), "{}", error(&named));
    }

    #[test]
    fn every_policy_has_words() {
        for preset in PolicyPreset::ALL {
            assert_ne!(policy(preset.name()), policy("custom"), "{preset}");
        }
        assert!(!policy("anything else").is_empty());
    }
}
