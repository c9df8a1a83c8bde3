//! The standard's failure codes in plain words.

/// Our own code, for a manifest that is there but cannot be parsed.
pub(crate) const UNREADABLE: &str = "manifest.unreadable";

/// Whether a failure is about who signed and when, so that file and manifest may still be as they were.
pub(crate) fn is_about_the_signer(code: &str) -> bool {
    matches!(
        code,
        "signingCredential.untrusted"
            | "signingCredential.expired"
            | "claimSignature.outsideValidity"
    )
}

/// One sentence for a code (C2PA 2.x, section 15.2). Names what happened, not what it might mean.
pub(crate) fn words(code: &str) -> &'static str {
    match code {
        "signingCredential.untrusted" => {
            "Nobody on the trust list vouches for the signer's certificate."
        }
        "signingCredential.expired" | "claimSignature.outsideValidity" => {
            "The signer's certificate has ended, and no time stamp shows that the signature is older."
        }
        "signingCredential.invalid" => {
            "The signer's certificate is not one that may sign manifests."
        }
        "signingCredential.ocsp.revoked" => "The signer's certificate was revoked.",
        "assertion.dataHash.mismatch"
        | "assertion.boxesHash.mismatch"
        | "assertion.bmffHash.mismatch"
        | "assertion.collectionHash.mismatch" => "The file was changed after it was signed.",
        "assertion.hashedURI.mismatch" | "hashedURI.mismatch" => {
            "A part of the manifest was changed after it was signed."
        }
        "claimSignature.mismatch" => {
            "The signature does not fit the claim: the manifest was changed."
        }
        "claimSignature.missing" => "The manifest is not signed.",
        "claim.missing" | "claim.required.missing" => "The manifest has no claim.",
        "claim.multiple" => "The manifest has more than one claim.",
        "claim.malformed" | "claim.cbor.invalid" => "The claim cannot be read.",
        "claim.hardBindings.missing" => "The manifest is not bound to the file by a hash.",
        "assertion.multipleHardBindings" => "The manifest is bound to the file more than once.",
        "assertion.missing" | "assertion.inaccessible" | "hashedURI.missing" => {
            "A part that the claim lists is missing from the manifest."
        }
        "assertion.undeclared" | "assertion.outsideManifest" => {
            "The manifest holds a part that the claim does not list."
        }
        "assertion.action.malformed"
        | "assertion.action.ingredientMismatch"
        | "assertion.action.redacted"
        | "assertion.action.redactionMismatch" => {
            "The list of what was done to the work breaks the rules."
        }
        "assertion.dataHash.malformed"
        | "assertion.boxesHash.malformed"
        | "assertion.boxesHash.unknownBox"
        | "assertion.bmffHash.malformed"
        | "assertion.collectionHash.malformed" => {
            "The hash that binds the manifest to the file breaks the rules."
        }
        "assertion.json.invalid" | "assertion.cbor.invalid" | "assertion.required.missing" => {
            "A part of the manifest cannot be read."
        }
        "assertion.metadata.disallowed" => "The manifest holds metadata that it may not.",
        "assertion.notRedacted" | "assertion.selfRedacted" | "assertion.dataHash.redacted" => {
            "A part was struck out that may not be."
        }
        "ingredient.manifest.missing" | "manifest.inaccessible" => {
            "The manifest of something the work was made from is missing."
        }
        "ingredient.manifest.mismatch"
        | "ingredient.hashedURI.mismatch"
        | "ingredient.claimSignature.missing"
        | "ingredient.claimSignature.mismatch" => {
            "The manifest of something the work was made from was changed."
        }
        "assertion.ingredient.malformed" => {
            "The description of something the work was made from breaks the rules."
        }
        "manifest.multipleParents" => "The work claims more than one parent.",
        "manifest.update.invalid"
        | "manifest.update.wrongParents"
        | "manifest.timestamp.invalid"
        | "manifest.timestamp.wrongParents" => "An addition to the manifest breaks the rules.",
        "manifest.compressed.invalid" => "The manifest cannot be unpacked.",
        "algorithm.unsupported" => "The manifest uses a hash or signature that is not accepted.",
        UNREADABLE => "There is a manifest, but it cannot be read.",
        _ => "The manifest breaks a rule of the standard.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_signer_may_fail_in_an_intact_file() {
        use c2pa::validation_status as s;
        for code in [s::SIGNING_CREDENTIAL_UNTRUSTED, s::SIGNING_CREDENTIAL_EXPIRED] {
            assert!(is_about_the_signer(code), "{code} says nothing about the file");
        }
        for code in [
            s::ASSERTION_DATAHASH_MISMATCH,
            s::CLAIM_SIGNATURE_MISMATCH,
            s::SIGNING_CREDENTIAL_INVALID,
            s::SIGNING_CREDENTIAL_REVOKED,
            UNREADABLE,
        ] {
            assert!(!is_about_the_signer(code), "{code} is more than an unknown signer");
        }
    }

    #[test]
    fn each_failure_code_of_the_library_has_its_own_words() {
        use c2pa::validation_status as s;
        let other = words("no.such.code");
        for code in [
            s::SIGNING_CREDENTIAL_UNTRUSTED,
            s::SIGNING_CREDENTIAL_INVALID,
            s::SIGNING_CREDENTIAL_EXPIRED,
            s::SIGNING_CREDENTIAL_REVOKED,
            s::CLAIM_SIGNATURE_OUTSIDE_VALIDITY,
            s::CLAIM_SIGNATURE_MISMATCH,
            s::CLAIM_SIGNATURE_MISSING,
            s::CLAIM_MISSING,
            s::CLAIM_MULTIPLE,
            s::CLAIM_MALFORMED,
            s::CLAIM_CBOR_INVALID,
            s::CLAIM_REQUIRED_MISSING,
            s::HARD_BINDINGS_MISSING,
            s::HARD_BINDINGS_MULTIPLE,
            s::ASSERTION_DATAHASH_MISMATCH,
            s::ASSERTION_BOXHASH_MISMATCH,
            s::ASSERTION_HASHEDURI_MISMATCH,
            s::ASSERTION_MISSING,
            s::ASSERTION_UNDECLARED,
            s::ASSERTION_ACTION_MALFORMED,
            s::ASSERTION_CBOR_INVALID,
            s::ASSERTION_METADATA_DISALLOWED,
            s::ASSERTION_INGREDIENT_MALFORMED,
            s::INGREDIENT_MANIFEST_MISSING,
            s::INGREDIENT_MANIFEST_MISMATCH,
            s::MANIFEST_MULTIPLE_PARENTS,
            s::MANIFEST_UPDATE_INVALID,
            s::MANIFEST_COMPRESSED_INVALID,
            s::ALGORITHM_UNSUPPORTED,
        ] {
            assert_ne!(words(code), other, "{code} would be shown without an explanation");
        }
    }
}
