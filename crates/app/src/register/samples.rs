//! The works that come with Colophon, so that a new artist sees the whole of it before risking one of her own.

use std::path::PathBuf;

use colophon_ipc::{FileToRegister, KeepPrivate, Origin, RegisterWorks};
use colophon_model::PolicyPreset;

use crate::{App, Error, Result};

/// A bundled work. Sources and licences: `assets/works/LICENCES.md`.
pub(crate) struct Sample {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) creator: &'static str,
    pub(crate) origin: Origin,
    bytes: &'static [u8],
}

/// A photograph, an illustration, a song.
pub(crate) const SAMPLES: [Sample; 3] = [
    Sample {
        name: "seeding.jpg",
        title: "Seeding",
        creator: "Clemens Engelhardt",
        origin: Origin::Captured,
        bytes: include_bytes!("../../../../assets/works/seeding.jpg"),
    },
    Sample {
        name: "harbour-at-six.png",
        title: "Harbour at six",
        creator: "Ada Marchetti",
        origin: Origin::HumanMade,
        bytes: include_bytes!("../../../../assets/works/harbour-at-six.png"),
    },
    Sample {
        name: "low-tide.flac",
        title: "Low tide",
        creator: "The Salt Choir",
        origin: Origin::HumanMade,
        bytes: include_bytes!("../../../../assets/works/low-tide.flac"),
    },
];

impl App {
    /// Lays the bundled works beside the home's own, as files that can be registered like any other.
    pub(crate) fn lay_samples(&self) -> Result<Vec<PathBuf>> {
        let folder = self.inner.home.root().join("samples");
        std::fs::create_dir_all(&folder).map_err(|e| Error::io(&folder, e))?;
        let mut paths = Vec::new();
        for sample in &SAMPLES {
            let below = PathBuf::from("samples").join(sample.name);
            let full = self.inner.home.full(&below);
            if std::fs::metadata(&full).map_or(0, |m| m.len()) != sample.bytes.len() as u64 {
                self.replace(&below, sample.bytes)?;
            }
            paths.push(full);
        }
        Ok(paths)
    }

    /// What registering the bundled works asks for: the call, and creator and origin of each.
    pub(crate) fn sample_call(&self) -> Result<(RegisterWorks, Vec<(String, Origin)>)> {
        let paths = self.lay_samples()?;
        let file = |(sample, path): (&Sample, &PathBuf)| FileToRegister {
            path: path.display().to_string(),
            title: sample.title.to_owned(),
        };
        let call = RegisterWorks {
            files: SAMPLES.iter().zip(&paths).map(file).collect(),
            creator: None,
            policy: PolicyPreset::TrainByLicence,
            origin: Origin::HumanMade,
            watermark: true,
            keep: KeepPrivate::default(),
        };
        Ok((call, SAMPLES.iter().map(|s| (s.creator.to_owned(), s.origin)).collect()))
    }
}
