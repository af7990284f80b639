//! The checks one after the other. The first that fails ends the run.

use aws_lc_rs::{constant_time, digest};
use jiff::Timestamp;

use super::algorithm::Suite;
use super::attributes::Signed;
use super::certificate::{Cert, Usage, hex};
use super::{Check, ExpectedText, Outcome, Reason, Report, SerialRule, Trust, path};
use crate::ber::Reader;
use crate::cms::{CmsError, ID_DATA, SignedData, SignerInfo};

/// Everything that a verification depends on, apart from the signature itself.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    pub text: &'a ExpectedText,
    /// The caller's clock, or the stored time of reception for an archive; never a time out of the object (§4.1).
    pub at: Timestamp,
    pub trust: &'a Trust,
    pub serial: SerialRule<'a>,
    /// Accepts RSA signatures with SHA-1, as providers made them until about 2015. Off unless said.
    pub legacy_sha1: bool,
    /// What the signer's key must be for.
    pub usage: Usage,
}

impl<'a> Terms<'a> {
    /// No serial number expected, no SHA-1, a key for authentication.
    pub fn new(text: &'a ExpectedText, at: Timestamp, trust: &'a Trust) -> Self {
        Self { text, at, trust, serial: SerialRule::NotAsked, legacy_sha1: false, usage: Usage::default() }
    }
}

pub(crate) type Failure = (Check, Reason);

/// Runs the checks from `Encoding` to `Text` over the object's octets.
pub(crate) fn object(report: &mut Report, octets: &[u8], terms: &Terms<'_>) -> Result<Cert, Failure> {
    report.facts.object_sha256 = Some(hex(digest::digest(&digest::SHA256, octets).as_ref()));
    let tlv = Reader::whole(octets).map_err(|error| (Check::Encoding, Reason::NotBer { detail: error.to_string() }))?;
    report.pass(Check::Encoding);
    let data = SignedData::read(tlv).map_err(|error| (Check::SignedData, structure(error)))?;
    report.pass(Check::SignedData);
    let signer = one_signer(&data).map_err(|reason| (Check::OneSigner, reason))?;
    report.pass(Check::OneSigner);
    let content = data.content.as_deref().ok_or((Check::Content, Reason::Detached))?;
    // What was signed as something else, for another protocol, is no text, even if its octets are the same.
    if data.content_type != ID_DATA {
        return Err((Check::Content, Reason::ContentType { oid: data.content_type.to_string() }));
    }
    report.facts.text = std::str::from_utf8(content).ok().map(str::to_owned);
    report.pass(Check::Content);
    let (cert, others) = certificate(&data, signer).map_err(|reason| (Check::SignerCertificate, reason))?;
    report.facts.signer = Some(cert.describe());
    report.pass(Check::SignerCertificate);
    signature(report, &data, signer, &cert, content, terms)?;
    trusted(report, &cert, &others, terms)?;
    terms.text.compare(content).map_err(|reason| (Check::Text, reason))?;
    report.pass(Check::Text);
    Ok(cert)
}

fn structure(error: CmsError) -> Reason {
    match error {
        CmsError::NotSignedData(found) => Reason::NotSignedData { found },
        other => Reason::Structure { detail: other.to_string() },
    }
}

fn one_signer<'b, 'a>(data: &'b SignedData<'a>) -> Result<&'b SignerInfo<'a>, Reason> {
    match data.signers.as_slice() {
        [] => Err(Reason::NoSigner),
        [signer] => Ok(signer),
        several => Err(Reason::SeveralSigners { count: several.len() }),
    }
}

/// The signer's certificate, and all others that can be read. One that can't leads nowhere, and no more than that.
fn certificate(data: &SignedData<'_>, signer: &SignerInfo<'_>) -> Result<(Cert, Vec<Cert>), Reason> {
    let (mut own, mut others, mut unreadable) = (Vec::new(), Vec::new(), None);
    for octets in &data.certificates {
        match Cert::read(octets) {
            Ok(cert) if cert.is_named_by(&signer.id) => own.push(cert),
            Ok(cert) => others.push(cert),
            Err(reason) => unreadable = unreadable.or(Some(reason)),
        }
    }
    match (own.pop(), own.len()) {
        // The one that can't be read may have been hers.
        (None, _) => Err(unreadable.unwrap_or(Reason::SignerUnknown { count: others.len() })),
        (Some(cert), 0) => Ok((cert, others)),
        (Some(_), more) => Err(Reason::SignerAmbiguous { count: more + 1 }),
    }
}

fn signature(
    report: &mut Report,
    data: &SignedData<'_>,
    signer: &SignerInfo<'_>,
    cert: &Cert,
    content: &[u8],
    terms: &Terms<'_>,
) -> Result<(), Failure> {
    let signed = Signed::read(data, signer).map_err(|reason| (Check::SignedAttributes, reason))?;
    report.facts.claimed_signing_time = signed.claimed_time();
    report.pass(Check::SignedAttributes);
    let suite = Suite::choose(&signer.digest, &signer.signature_algorithm, cert.key(), terms.legacy_sha1)
        .map_err(|reason| (Check::Algorithm, reason))?;
    report.facts.digest_algorithm = Some(suite.digest.name());
    report.facts.signature_algorithm = Some(suite.name);
    report.pass(Check::Algorithm);
    let digest = suite.digest.of(content);
    constant_time::verify_slices_are_equal(&digest, signed.digest)
        .map_err(|_| (Check::MessageDigest, Reason::DigestDiffers))?;
    report.pass(Check::MessageDigest);
    suite.verify(&signed.octets, &signer.signature).map_err(|reason| (Check::Signature, reason))?;
    report.pass(Check::Signature);
    signed.check_signing_certificate(cert).map_err(|reason| (Check::SigningCertificate, reason))?;
    report.pass(Check::SigningCertificate);
    Ok(())
}

fn trusted(report: &mut Report, cert: &Cert, others: &[Cert], terms: &Terms<'_>) -> Result<(), Failure> {
    let path = path::build(cert, others, terms.trust, terms.at).map_err(|reason| (Check::Path, reason))?;
    report.facts.path = subjects(cert, &path);
    report.facts.issuer_der.clone_from(&above(&path).octets);
    report.pass(Check::Path);
    meant(cert, &path, terms.usage).map_err(|reason| (Check::KeyUsage, reason))?;
    report.pass(Check::KeyUsage);
    Ok(())
}

fn subjects(cert: &Cert, path: &path::Path<'_>) -> Vec<String> {
    std::iter::once(cert).chain(&path.issuers).chain([&path.root.cert]).map(Cert::subject).collect()
}

/// Whether the key, and each authority above it, is meant for this use.
fn meant(cert: &Cert, path: &path::Path<'_>, usage: Usage) -> Result<(), Reason> {
    if !cert.may_sign_text(usage)? {
        return Err(Reason::KeyUsage { wanted: usage.bits() });
    }
    // An authority with extended key usages restricts what is below it; Rubin CA 4 names clientAuth (§2.8).
    for each in std::iter::once(cert).chain(&path.issuers) {
        if !each.is_meant_for(usage)? {
            return Err(Reason::ExtendedKeyUsage { subject: each.subject(), wanted: usage.purposes() });
        }
    }
    Ok(())
}

/// The authority that has issued the first certificate of the path.
fn above<'a>(path: &'a path::Path<'_>) -> &'a Cert {
    path.issuers.first().unwrap_or(&path.root.cert)
}

/// A way from a certificate to a root.
pub(crate) struct Way {
    pub(crate) subjects: Vec<String>,
    /// The next one after the certificate.
    pub(crate) issuer: Cert,
}

/// The way from a certificate to a root, whatever its key is for; it may lead through those of `inside`.
pub(crate) fn to_root(cert: &Cert, inside: &[Cert], trust: &Trust, at: Timestamp) -> Result<Way, Reason> {
    let path = path::build(cert, inside, trust, at)?;
    Ok(Way { subjects: subjects(cert, &path), issuer: above(&path).clone() })
}

/// The way from a certificate to a root, by its subjects, where every key on it is meant for this use.
pub(crate) fn way(cert: &Cert, trust: &Trust, at: Timestamp, usage: Usage) -> Result<Vec<String>, Reason> {
    let path = path::build(cert, &[], trust, at)?;
    meant(cert, &path, usage)?;
    Ok(subjects(cert, &path))
}

/// The last check.
pub(crate) fn serial(report: &mut Report, cert: &Cert, rule: SerialRule<'_>) -> Result<(), Failure> {
    let outcome = rule.check(&cert.serial_numbers()).map_err(|reason| (Check::SerialNumber, reason))?;
    report.set(Check::SerialNumber, outcome);
    Ok(())
}

/// Turns the first failure into its place in the report.
pub(crate) fn settle(report: &mut Report, result: Result<(), Failure>) {
    if let Err((check, reason)) = result {
        report.set(check, Outcome::Failed(reason));
    }
}
