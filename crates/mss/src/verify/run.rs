//! The checks one after the other. The first that fails ends the run.

use aws_lc_rs::{constant_time, digest};
use jiff::Timestamp;

use super::algorithm::Suite;
use super::attributes::Signed;
use super::certificate::{Cert, hex};
use super::{Check, ExpectedText, Outcome, Reason, Report, SerialRule, Trust, path};
use crate::ber::Reader;
use crate::cms::{CmsError, SignedData, SignerInfo};

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
}

impl<'a> Terms<'a> {
    /// No serial number expected, no SHA-1.
    pub fn new(text: &'a ExpectedText, at: Timestamp, trust: &'a Trust) -> Self {
        Self { text, at, trust, serial: SerialRule::NotAsked, legacy_sha1: false }
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

/// The signer's certificate, and all the others.
fn certificate(data: &SignedData<'_>, signer: &SignerInfo<'_>) -> Result<(Cert, Vec<Cert>), Reason> {
    let all = data.certificates.iter().map(|octets| Cert::read(octets)).collect::<Result<Vec<_>, _>>()?;
    let (mut own, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|cert| cert.is_named_by(&signer.id));
    match (own.pop(), own.len()) {
        (None, _) => Err(Reason::SignerUnknown { count: others.len() }),
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
    let key = cert.inner.tbs_certificate().subject_public_key_info();
    let suite = Suite::choose(&signer.digest, &signer.signature_algorithm, key, terms.legacy_sha1)
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
    let certs = || std::iter::once(cert).chain(&path.issuers);
    report.facts.path = certs().chain([&path.root.cert]).map(Cert::subject).collect();
    report.pass(Check::Path);
    let failed = |reason| (Check::KeyUsage, reason);
    if !cert.may_sign_text().map_err(failed)? {
        return Err(failed(Reason::KeyUsage));
    }
    // An authority with extended key usages restricts what is below it; Rubin CA 4 names clientAuth (§2.8).
    for each in certs() {
        if !each.may_authenticate().map_err(failed)? {
            return Err(failed(Reason::ExtendedKeyUsage { subject: each.subject() }));
        }
    }
    report.pass(Check::KeyUsage);
    Ok(())
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
