//! A creator's own authority, and the certificate that signs her copies.
//!
//! The profile is the one that C2PA 2.x, section 14.5, asks of a signer: X.509 v3, P-256 with SHA-256, not a CA,
//! digitalSignature alone, an authority key identifier, and an extended key usage from the allowed list.

use std::time::Duration;

use colophon_model::{Moment, Sha256};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyIdMethod, KeyUsagePurpose, SerialNumber,
};
use serde::Serialize;
use sha2::Digest;
use x509_parser::{
    certificate::X509Certificate,
    extensions::ParsedExtension,
    prelude::{FromDer, X509Name},
};

use crate::{
    Error, P256Signer, Result, der,
    plain::plain,
    signer::{PublicPoint, RemoteKey},
};

/// Sixteen random bytes from the caller; they become a certificate's serial number.
pub type Serial = [u8; 16];

/// `id-kp-c2pa-claimSigning` (C2PA 2.x, section 14.5.1).
const CLAIM_SIGNING: [u64; 9] = [1, 3, 6, 1, 4, 1, 62558, 2, 1];
const DAY: u64 = 24 * 3600;
const AUTHORITY_DAYS: u64 = 20 * 365;
const SIGNING_DAYS: u64 = 365;
/// Certificates begin a little in the past, since other people's clocks are slow.
const SLACK: u64 = 3600;
/// 9999-12-31T23:59:59Z, the last second that a certificate can name.
const LAST_SECOND: u64 = 253_402_300_799;
/// X.520 gives a name 64 characters.
const NAME_LIMIT: usize = 64;

/// A certificate in DER. It parsed when it was made.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct CertificateDer(Vec<u8>);

/// Whose certificate it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Subject {
    /// Organisation: the creator's name in Colophon's certificates.
    pub organisation: String,
    /// Common name: what the certificate is for.
    pub common_name: String,
}

impl CertificateDer {
    /// From stored bytes.
    ///
    /// # Errors
    /// [`Error::Certificate`] if they are no certificate, or more than one.
    pub fn from_der(bytes: impl Into<Vec<u8>>) -> Result<Self> {
        let bytes = bytes.into();
        match X509Certificate::from_der(&bytes) {
            Ok(([], _)) => Ok(Self(bytes)),
            _ => Err(Error::Certificate("these bytes are not one certificate in DER".into())),
        }
    }

    /// The bytes.
    pub fn as_der(&self) -> &[u8] {
        &self.0
    }

    /// The certificate in PEM armour.
    pub fn to_pem(&self) -> String {
        der::pem(&self.0)
    }

    /// SHA-256 over the DER: the certificate's identity.
    pub fn fingerprint(&self) -> Sha256 {
        Sha256(sha2::Sha256::digest(&self.0).into())
    }

    /// Whose it is.
    ///
    /// # Errors
    /// [`Error::Certificate`] if it cannot be parsed.
    pub fn subject(&self) -> Result<Subject> {
        Ok(subject_of(self.parse()?.subject()))
    }

    /// When it ends; a copy must be signed before.
    ///
    /// # Errors
    /// [`Error::Certificate`] if it cannot be parsed.
    pub fn expires(&self) -> Result<Moment> {
        let seconds = self.parse()?.validity().not_after.timestamp();
        Ok(Moment::from_unix_seconds(u64::try_from(seconds).unwrap_or(0)))
    }

    /// The public key as an uncompressed point, if it is a P-256 key.
    pub(crate) fn public_key(&self) -> Result<[u8; 65]> {
        let parsed = self.parse()?;
        <[u8; 65]>::try_from(parsed.public_key().subject_public_key.data.as_ref())
            .map_err(|_| Error::Certificate("its key is not an uncompressed P-256 point".into()))
    }

    fn parse(&self) -> Result<X509Certificate<'_>> {
        X509Certificate::from_der(&self.0)
            .map(|(_, certificate)| certificate)
            .map_err(|error| Error::Certificate(error.to_string()))
    }

    fn key_identifier(&self) -> Result<Vec<u8>> {
        self.parse()?
            .iter_extensions()
            .find_map(|extension| match extension.parsed_extension() {
                ParsedExtension::SubjectKeyIdentifier(id) => Some(id.0.to_vec()),
                _ => None,
            })
            .ok_or_else(|| Error::Certificate("it has no subject key identifier".into()))
    }
}

impl std::fmt::Debug for CertificateDer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CertificateDer({})", self.fingerprint())
    }
}

/// A signing certificate and the authority that issued it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateChain {
    signing: CertificateDer,
    authority: CertificateDer,
}

impl CertificateChain {
    /// Pairs the two.
    ///
    /// # Errors
    /// [`Error::Certificate`] if the authority's name is not the issuer's.
    pub fn new(signing: CertificateDer, authority: CertificateDer) -> Result<Self> {
        if signing.parse()?.issuer().as_raw() != authority.parse()?.subject().as_raw() {
            return Err(Error::Certificate(
                "another authority issued it; issue a new signing certificate".into(),
            ));
        }
        Ok(Self { signing, authority })
    }

    /// The certificate that signs copies.
    pub fn signing(&self) -> &CertificateDer {
        &self.signing
    }

    /// The authority.
    pub fn authority(&self) -> &CertificateDer {
        &self.authority
    }

    /// The x5chain: end entity first. The authority goes along, so that a file shows whose it is without our help.
    pub(crate) fn ders(&self) -> Vec<Vec<u8>> {
        vec![self.signing.0.clone(), self.authority.0.clone()]
    }
}

/// Issues a creator's own authority: a self-signed CA for signing certificates only, for 20 years.
///
/// # Errors
/// [`Error::Text`] for an empty name, [`Error::CertificateTime`] for a clock beyond year 9979, [`Error::Key`] if the key does not sign.
pub fn issue_authority(
    signer: &dyn P256Signer,
    creator: &str,
    now: Moment,
    serial: Serial,
) -> Result<CertificateDer> {
    let key = RemoteKey::new(signer);
    let name = distinguished(&creator_name(creator)?, "Colophon own authority");
    let mut params = params(name, now, AUTHORITY_DAYS, serial, &signer.public_key())?;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![
        KeyUsagePurpose::KeyCertSign,
        KeyUsagePurpose::CrlSign,
        KeyUsagePurpose::DigitalSignature,
    ];
    CertificateDer::from_der(params.self_signed(&key).map_err(refused)?.der().to_vec())
}

/// Issues a signing certificate for `public_key` (uncompressed SEC 1), for one year at most.
///
/// # Errors
/// [`Error::Certificate`] if `authority` is not the certificate of `signer`'s key; else as [`issue_authority`].
pub fn issue_signing_certificate(
    signer: &dyn P256Signer,
    authority: &CertificateDer,
    public_key: [u8; 65],
    creator: &str,
    now: Moment,
    serial: Serial,
) -> Result<CertificateChain> {
    if authority.public_key()? != signer.public_key() {
        return Err(Error::Certificate("the authority belongs to another key".into()));
    }
    if public_key == signer.public_key() {
        return Err(Error::Certificate("an authority cannot sign copies with its own key".into()));
    }
    let owner = authority.subject()?;
    let mut issuing = CertificateParams::default();
    issuing.distinguished_name = distinguished(&owner.organisation, &owner.common_name);
    issuing.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    issuing.key_identifier_method = KeyIdMethod::PreSpecified(authority.key_identifier()?);
    let issuer = Issuer::new(issuing, RemoteKey::new(signer));

    let name = distinguished(&creator_name(creator)?, "Colophon signing, self-issued");
    let mut params = params(name, now, SIGNING_DAYS, serial, &public_key)?;
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![
        ExtendedKeyUsagePurpose::EmailProtection,
        ExtendedKeyUsagePurpose::Other(CLAIM_SIGNING.to_vec()),
    ];
    params.use_authority_key_identifier_extension = true;
    let signing = params.signed_by(&PublicPoint(public_key), &issuer).map_err(refused)?;
    CertificateChain::new(CertificateDer::from_der(signing.der().to_vec())?, authority.clone())
}

fn params(
    name: DistinguishedName,
    now: Moment,
    days: u64,
    mut serial: Serial,
    public_key: &[u8; 65],
) -> Result<CertificateParams> {
    let from = now.unix_seconds().saturating_sub(SLACK);
    let until = from.saturating_add(days * DAY);
    if until > LAST_SECOND {
        return Err(Error::CertificateTime);
    }
    let epoch = rcgen::date_time_ymd(1970, 1, 1);
    // A serial number is positive and has no leading zeros (RFC 5280, 4.1.2.2).
    serial[0] = serial[0] & 0x7f | 0x40;
    let mut params = CertificateParams::default();
    params.distinguished_name = name;
    params.not_before = epoch + Duration::from_secs(from);
    params.not_after = epoch + Duration::from_secs(until);
    params.serial_number = Some(SerialNumber::from_slice(&serial));
    // RFC 7093, method 1: the first 160 bits of the SHA-256 of the public key.
    let id = sha2::Sha256::digest(public_key).iter().take(20).copied().collect();
    params.key_identifier_method = KeyIdMethod::PreSpecified(id);
    Ok(params)
}

fn distinguished(organisation: &str, common_name: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::OrganizationName, organisation);
    name.push(DnType::CommonName, common_name);
    name
}

fn creator_name(creator: &str) -> Result<String> {
    let name: String = plain(creator, NAME_LIMIT - 1);
    if name.is_empty() {
        return Err(Error::Text { field: "creator's name", problem: "empty; enter a name" });
    }
    Ok(name)
}

fn refused(error: rcgen::Error) -> Error {
    match error {
        rcgen::Error::RemoteKeyError => Error::Key("it is locked or gone".into()),
        other => Error::Certificate(other.to_string()),
    }
}

/// Organisation and common name as they stand in the certificate, unchanged: they must re-encode to the same bytes.
pub(crate) fn subject_of(name: &X509Name<'_>) -> Subject {
    Subject {
        organisation: name
            .iter_organization()
            .find_map(|attribute| attribute.as_str().ok())
            .unwrap_or_default()
            .to_owned(),
        common_name: name
            .iter_common_name()
            .find_map(|attribute| attribute.as_str().ok())
            .unwrap_or_default()
            .to_owned(),
    }
}
