//! The window asks in four words; the standard has more.

use colophon_ipc::Origin;

/// The word for the manifest.
pub(crate) const fn for_manifest(origin: Origin) -> colophon_provenance::Origin {
    match origin {
        Origin::HumanMade => colophon_provenance::Origin::Created,
        Origin::Captured => colophon_provenance::Origin::Captured,
        Origin::PartlyAi => colophon_provenance::Origin::AiAssisted,
        Origin::Ai => colophon_provenance::Origin::AiGenerated,
    }
}

/// The word that was stored.
pub(crate) fn from_name(name: &str) -> Origin {
    Origin::ALL.into_iter().find(|o| o.name() == name).unwrap_or(Origin::HumanMade)
}
