//! A look at files before they are registered.

use std::path::{Path, PathBuf};

use colophon_ipc::{ProbeFiles, ProbedFile};
use colophon_media as media;

use super::job::title_of;
use crate::{App, Error, Result};

/// More files than this are not looked at in one go.
const MOST_FILES: usize = 10_000;
/// Folders within folders are followed so far.
const MOST_DEPTH: usize = 8;

impl App {
    /// Looks at files; a folder stands for the files in it.
    ///
    /// # Errors
    /// Only after a fault: what is wrong with a file stands in its place in the list.
    pub async fn probe_files(&self, call: ProbeFiles) -> Result<Vec<ProbedFile>> {
        let app = self.clone();
        self.heavy(move || {
            let mut files = Vec::new();
            for path in &call.paths {
                gather(Path::new(path), true, 0, &mut files);
            }
            files.truncate(MOST_FILES);
            files.iter().map(|path| app.probe_file(path)).collect()
        })
        .await
    }

    fn probe_file(&self, path: &Path) -> Result<ProbedFile> {
        let mut found = ProbedFile {
            path: path.display().to_string(),
            name: path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
            bytes: std::fs::metadata(path).map_or(0, |m| m.len()),
            title: title_of(path),
            kind: None,
            facts: String::new(),
            warnings: Vec::new(),
            same_as: None,
            error: None,
        };
        match media::probe(path) {
            Ok(probe) => {
                found.kind = Some(probe.kind());
                found.facts = facts(&probe);
                found.warnings = probe.warnings.iter().map(ToString::to_string).collect();
                if probe.picture().is_some_and(|p| p.animated) {
                    let error = media::Error::Animated { path: path.to_owned() };
                    found.error = Some(Error::from(error).into());
                    return Ok(found);
                }
                match media::hash_file(path) {
                    Ok(hash) => {
                        found.same_as = self
                            .read(|view| Ok(view.works().by_content(hash.blake3)?))?
                            .map(|w| w.id);
                    }
                    Err(error) => found.error = Some(Error::from(error).into()),
                }
            }
            Err(error) => found.error = Some(Error::from(error).into()),
        }
        Ok(found)
    }
}

fn gather(path: &Path, named: bool, depth: usize, files: &mut Vec<PathBuf>) {
    if files.len() >= MOST_FILES {
        return;
    }
    if path.is_dir() && depth < MOST_DEPTH {
        let Ok(entries) = std::fs::read_dir(path) else {
            files.push(path.to_owned());
            return;
        };
        let mut entries: Vec<_> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
        entries.sort();
        for entry in entries {
            gather(&entry, false, depth + 1, files);
        }
    } else if named || looks_registrable(path) {
        files.push(path.to_owned());
    }
}

/// In a folder, only files that could be meant; one that was named itself is looked at whatever it is called.
fn looks_registrable(path: &Path) -> bool {
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
    matches!(ending.as_str(), "png" | "jpg" | "jpeg" | "webp" | "wav" | "flac" | "mp3")
}

/// A file in a few words.
pub(crate) fn facts(probe: &media::Probe) -> String {
    let format = probe.format;
    match (probe.picture(), probe.music()) {
        (Some(p), _) => {
            let (w, h) =
                if p.orientation.swaps_sides() { (p.height, p.width) } else { (p.width, p.height) };
            let depth = if p.bit_depth == 16 { ", 16 bit" } else { "" };
            format!("{format}, {w} × {h}{depth}")
        }
        (_, Some(m)) => {
            let time = m.milliseconds().map(|t| format!(", {}", clock_time(t))).unwrap_or_default();
            format!("{format}{time}, {}.{} kHz", m.sample_rate / 1000, m.sample_rate % 1000 / 100)
        }
        _ => format.to_string(),
    }
}

/// `3:42`.
pub(crate) fn clock_time(milliseconds: u64) -> String {
    let seconds = milliseconds.saturating_add(500) / 1000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
