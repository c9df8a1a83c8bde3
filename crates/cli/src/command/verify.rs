use std::fmt::Write as _;
use std::path::{Path, absolute};

use colophon_app::{Verified, verify_file};

use crate::console::{Console, one_line};
use crate::failure::{Answer, Failure, Result};

pub(super) async fn run(file: &Path, console: &Console) -> Result<Answer> {
    let path = absolute(file).map_err(|e| Failure::io(file, &e))?;
    let verified = tokio::task::spawn_blocking(move || verify_file(&path))
        .await
        .map_err(Failure::internal)??;
    console.answer(&verified, || text(console, &verified))?;
    Ok(Answer::of(verified.valid))
}

fn text(console: &Console, verified: &Verified) -> String {
    let signer = verified.signer.clone().unwrap_or_default();
    let mut text = if verified.valid {
        console.say("verify.yes", &[("signer", &signer)])
    } else if verified.reasons.is_empty() {
        console.word("verify.none")
    } else {
        console.word("verify.no")
    };
    for reason in &verified.reasons {
        let _ = write!(text, "\n  {} ({})", one_line(&reason.words), reason.code);
    }
    text
}
