//! The path from the user's certificate to a configured root at a given time.
//!
//! rustls-webpki builds and checks it (RFC 5280 §6: signatures with RSA, RSASSA-PSS and ECDSA, validity, basic
//! constraints, path length, name constraints, unknown critical extensions, of which policies are none: [`super::policies`]). It leaves four things out, which are
//! added here for every path it finds: key usage of the issuers, the root's own validity and path length, and the
//! extended key usage (left to `Check::KeyUsage`, so that it is named as what it is).

use std::cell::RefCell;
use std::time::Duration;

use jiff::Timestamp;
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, UnixTime};
use webpki::{
    EndEntityCert, Error, ExtendedKeyUsageValidator, KeyPurposeIdIter, VerifiedPath, aws_lc_rs as algorithms,
};

use super::Reason;
use super::certificate::Cert;
use super::policies::{Through, readable};
use super::trust::{Root, Trust};

/// RSA from 2048 to 8192 bit and the NIST curves; no SHA-1 in certificates, with or without the legacy switch.
static ALGORITHMS: [&dyn SignatureVerificationAlgorithm; 18] = [
    algorithms::RSA_PSS_2048_8192_SHA256_LEGACY_KEY,
    algorithms::RSA_PSS_2048_8192_SHA384_LEGACY_KEY,
    algorithms::RSA_PSS_2048_8192_SHA512_LEGACY_KEY,
    algorithms::RSA_PKCS1_2048_8192_SHA256,
    algorithms::RSA_PKCS1_2048_8192_SHA384,
    algorithms::RSA_PKCS1_2048_8192_SHA512,
    algorithms::RSA_PKCS1_2048_8192_SHA256_ABSENT_PARAMS,
    algorithms::RSA_PKCS1_2048_8192_SHA384_ABSENT_PARAMS,
    algorithms::RSA_PKCS1_2048_8192_SHA512_ABSENT_PARAMS,
    algorithms::ECDSA_P256_SHA256,
    algorithms::ECDSA_P256_SHA384,
    algorithms::ECDSA_P256_SHA512,
    algorithms::ECDSA_P384_SHA256,
    algorithms::ECDSA_P384_SHA384,
    algorithms::ECDSA_P384_SHA512,
    // The root of SK ID Solutions since 2021.
    algorithms::ECDSA_P521_SHA256,
    algorithms::ECDSA_P521_SHA384,
    algorithms::ECDSA_P521_SHA512,
];

struct AnyUsage;

impl ExtendedKeyUsageValidator for AnyUsage {
    fn validate(&self, usages: KeyPurposeIdIter<'_, '_>) -> Result<(), Error> {
        for usage in usages {
            usage?;
        }
        Ok(())
    }
}

/// The issuers between the user and the root, user's side first, and the root.
pub(crate) struct Path<'a> {
    pub(crate) issuers: Vec<Cert>,
    pub(crate) root: &'a Root,
}

/// Finds a path from `user` over `inside` (the object's own certificates) and the configured intermediates to a root.
pub(crate) fn build<'a>(user: &Cert, inside: &[Cert], trust: &'a Trust, at: Timestamp) -> Result<Path<'a>, Reason> {
    let mut changed = Vec::new();
    let der = readable(&user.octets, &mut changed);
    let end_entity = EndEntityCert::try_from(&der).map_err(|error| refused(&error))?;
    let anchors: Vec<_> = trust.roots.iter().map(|root| root.anchor.clone()).collect();
    let mut between: Vec<CertificateDer<'_>> = Vec::new();
    for octets in inside.iter().map(|cert| cert.octets.as_slice()).chain(trust.intermediates.iter().map(AsRef::as_ref))
    {
        between.push(readable(octets, &mut changed));
    }
    let through = ALGORITHMS.map(|real| Through { real, changed: &changed });
    let algorithms: Vec<&dyn SignatureVerificationAlgorithm> = through.iter().map(|each| each as _).collect();
    // A time before 1970 is before every certificate.
    let at_s = u64::try_from(at.as_second()).unwrap_or(0);
    let time = UnixTime::since_unix_epoch(Duration::from_secs(at_s));
    let found = RefCell::new(Err(None));
    let examine = |path: &VerifiedPath<'_>| match finish(path, trust, at, at_s) {
        Ok(complete) => {
            *found.borrow_mut() = Ok(complete);
            Ok(())
        }
        Err(reason) => {
            *found.borrow_mut() = Err(Some(reason));
            Err(Error::UnknownIssuer)
        }
    };
    let built = end_entity.verify_for_usage(&algorithms, &anchors, &between, time, AnyUsage, None, Some(&examine));
    let result = built.map(|_| ()).map_err(|error| refused(&error));
    match (result, found.into_inner()) {
        (Ok(()), Ok(path)) => Ok(path),
        (_, Err(Some(reason))) | (Err(reason), _) => Err(reason),
        (Ok(()), Err(None)) => Err(Reason::IssuerUnknown),
    }
}

fn finish<'a>(path: &VerifiedPath<'_>, trust: &'a Trust, at: Timestamp, at_s: u64) -> Result<Path<'a>, Reason> {
    let mut issuers = Vec::new();
    for issuer in path.intermediate_certificates() {
        let issuer = Cert::read(&issuer.der())?;
        if !issuer.may_sign_certificates()? {
            return Err(Reason::IssuerMayNotSign { issuer: issuer.subject() });
        }
        issuers.push(issuer);
    }
    // A renewed root has the same name and key: any of them that was valid will do.
    let mut refusal = Reason::IssuerUnknown;
    for root in trust.roots.iter().filter(|root| root.anchor == *path.anchor()) {
        let name = root.cert.subject();
        let (from, to) = root.cert.validity_s();
        if at_s < from || at_s > to {
            refusal = Reason::RootNotValid { root: name, at: at.to_string() };
        } else if root.path_len.is_some_and(|max| counted(&issuers) > usize::from(max)) {
            refusal = Reason::PathTooLong { root: name };
        } else {
            return Ok(Path { issuers, root });
        }
    }
    Err(refusal)
}

/// Self-issued certificates do not count towards a path length (RFC 5280 §4.2.1.9).
fn counted(issuers: &[Cert]) -> usize {
    let own = |cert: &&Cert| cert.inner.tbs_certificate().issuer() != cert.inner.tbs_certificate().subject();
    issuers.iter().filter(own).count()
}

fn refused(error: &Error) -> Reason {
    let text = |time: &UnixTime| {
        let second = i64::try_from(time.as_secs()).ok().and_then(|second| Timestamp::from_second(second).ok());
        second.map_or_else(|| time.as_secs().to_string(), |time| time.to_string())
    };
    match error {
        Error::UnknownIssuer => Reason::IssuerUnknown,
        Error::CertExpired { time, not_after } => Reason::Expired { at: text(time), not_after: text(not_after) },
        Error::CertNotValidYet { time, not_before } => {
            Reason::NotYetValid { at: text(time), not_before: text(not_before) }
        }
        Error::InvalidSignatureForPublicKey => Reason::PathSignatureWrong,
        Error::UnsupportedSignatureAlgorithmContext(_) | Error::UnsupportedSignatureAlgorithmForPublicKeyContext(_) => {
            Reason::PathAlgorithm
        }
        Error::CaUsedAsEndEntity => Reason::SignerIsAuthority,
        other => Reason::PathRefused { detail: other.to_string() },
    }
}
