use std::path::{Path, absolute};

use colophon_app::moment_text;
use colophon_ipc::{InspectReport, ManifestState, ManifestView, Missing};

use crate::args::Global;
use crate::confirm::practice;
use crate::console::Console;
use crate::failure::{Answer, Failure, Result};
use crate::home;

pub(super) async fn run(file: &Path, global: &Global, console: &Console) -> Result<Answer> {
    let path = absolute(file).map_err(|e| Failure::io(file, &e))?;
    let app = home::open_to_read(global, console).await?;
    home::unlock_if_named(&app, global, console).await?;
    let report = app.inspect(&path).await?;
    console.answer(&report, || {
        let lines = lines(console, &report);
        format!("{}\n  {}", report.path, lines.join("\n  "))
    })?;
    Ok(Answer::Yes)
}

/// What a look at a file found, a sentence each.
pub(super) fn lines(console: &Console, report: &InspectReport) -> Vec<String> {
    let legs = &report.legs;
    let mut lines = Vec::new();
    match (&report.work, &report.title) {
        (Some(id), title) => {
            let title = title.clone().unwrap_or_default();
            lines.push(console.say("inspect.work", &[("title", &title), ("id", id)]));
        }
        (None, _) => lines.push(console.word("inspect.unknown")),
    }
    if legs.identical {
        lines.push(console.word("inspect.identical"));
    }
    if let Some(payload) = legs.watermark.payload {
        let power = legs.watermark.log10_p.map_or_else(String::new, |p| format!("{p:.0}"));
        lines.push(console.say("inspect.mark", &[("payload", &payload), ("power", &power)]));
    } else if legs.watermark.found {
        lines.push(console.word("inspect.mark_unread"));
    }
    if legs.fingerprint.matched {
        let distance = legs.fingerprint.distance.unwrap_or_default();
        let key = if legs.fingerprint.kind.as_deref() == Some("music") {
            "inspect.near_music"
        } else {
            "inspect.near_picture"
        };
        lines.push(console.say(key, &[("distance", &distance)]));
    }
    lines.push(manifest(console, &legs.manifest));
    if let Some(anchored) = &report.anchored {
        let key = if anchored.is_final { "inspect.anchored" } else { "inspect.anchored_seen" };
        let chain = format!("{}{}", anchored.caip2, practice(anchored.practice));
        let at = moment_text(anchored.at);
        lines.push(console.say(key, &[("at", &at), ("chain", &chain)]));
    }
    lines.extend(report.missing.iter().map(|missing| {
        console.word(match missing {
            Missing::Manifest => "inspect.no_manifest",
            Missing::ManifestBroken => "inspect.broken",
            Missing::Changed => "inspect.changed",
            Missing::Anchor => "inspect.no_anchor",
            Missing::Watermark => "inspect.no_mark",
            Missing::KeysLocked => "inspect.locked",
        })
    }));
    lines
}

/// Who vouches for a file, in a sentence.
pub(super) fn manifest(console: &Console, manifest: &ManifestView) -> String {
    let signer = manifest.signer.clone().unwrap_or_default();
    match (manifest.state, manifest.own) {
        (ManifestState::Trusted, _) => console.say("manifest.trusted", &[("signer", &signer)]),
        (ManifestState::Valid, true) => console.say("manifest.own", &[("signer", &signer)]),
        (ManifestState::Valid, false) => console.say("manifest.valid", &[("signer", &signer)]),
        (ManifestState::Ended, _) => console.say("manifest.ended", &[("signer", &signer)]),
        (ManifestState::Invalid, _) => {
            console.say("manifest.invalid", &[("failures", &manifest.failures.join(", "))])
        }
        (ManifestState::None, _) => console.word("manifest.none"),
    }
}
