//! One way to set c2pa up: no network, no certificates by default, small limits.

use c2pa::Context;
use serde_json::json;

use crate::{Error, Result, bindings, statement, training};

/// A manifest store that unpacks to more than this is hostile.
const MANIFEST_LIMIT_MB: usize = 16;
/// What c2pa may hold of an asset in memory before it turns to a temporary file.
const MEMORY_LIMIT_MB: usize = 128;

/// A context that cannot reach the network (no HTTP client is compiled in; the settings say so again) and trusts `anchors` only.
pub(crate) fn offline(anchors: Option<&str>) -> Result<Context> {
    let mut settings = json!({
        "version": 1,
        "core": {
            "allowed_network_hosts": [],
            // CAWG identities are resolved over the network.
            "decode_identity_assertions": false,
            "max_decompressed_manifest_size_in_mb": MANIFEST_LIMIT_MB,
            "backing_store_memory_threshold_in_mb": MEMORY_LIMIT_MB,
        },
        "verify": {
            "verify_after_reading": true,
            "verify_trust": true,
            "verify_timestamp_trust": true,
            "ocsp_fetch": false,
            "remote_manifest_fetch": false,
        },
        "builder": {
            // A thumbnail made here would be one of the unmarked picture.
            "thumbnail": { "enabled": false },
            // What is not in this list is only "gathered": passed on, but not claimed by the signer.
            "created_assertion_labels": [
                "c2pa.actions",
                "c2pa.actions.v2",
                bindings::LABEL,
                training::LABEL,
                statement::LABEL,
            ],
        },
    });
    if let (Some(anchors), Some(map)) = (anchors, settings.as_object_mut()) {
        map.insert("trust".into(), json!({ "trust_anchors": anchors }));
    }
    Context::new().with_settings(settings).map_err(|error| Error::Settings(Box::new(error)))
}
