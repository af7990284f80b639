//! Whether an answer counts, and what it says.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use der::Encode;
use der::asn1::ObjectIdentifier as Oid;
use jiff::{SignedDuration, Timestamp};

use super::read::{Answer, Responder, Single, Status};
use crate::verify::parts::{Cert, Digest, Suite, to_root};
use crate::verify::{Doubt, Report, Standing, Trust, Usage};

const OCSP_SIGNING: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.3.9");

/// How old an answer without an end may be when the signature is received.
pub const AGE_MAX: SignedDuration = SignedDuration::from_mins(15);
/// How far the clocks of an authority's machines may be apart.
pub const SKEW: SignedDuration = SignedDuration::from_mins(2);

/// What an answer is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'a> {
    /// The signer's certificate, in DER.
    pub certificate: &'a [u8],
    /// The next one of its path, in DER: whose answers count.
    pub issuer: &'a [u8],
    /// When the signature was received.
    pub at: Timestamp,
    pub trust: &'a Trust,
}

/// Judges an answer about the signer of a valid signature, at the time for which that was judged; the report is valid no
/// more where the certificate was revoked, or the answer doesn't say. Of another report nothing is asked.
pub fn judge_into(report: &mut Report, octets: &[u8], trust: &Trust) {
    let Some(signer) = report.facts.signer.as_ref().filter(|_| report.is_valid()) else { return };
    let judged =
        Judged { certificate: &signer.certificate_der, issuer: &report.facts.issuer_der, at: report.at(), trust };
    let found = judge(octets, &judged);
    report.set_revocation(found);
}

/// Judges an answer. Of the responder's own certificate it isn't asked whether that was revoked.
///
/// # Errors
/// The answer says nothing: why.
pub fn judge(octets: &[u8], judged: &Judged<'_>) -> Result<Standing, Doubt> {
    let answer = Answer::read(octets)?;
    let certificate = |reason| Doubt::Certificate { reason };
    let cert = Cert::read(judged.certificate).map_err(certificate)?;
    let issuer = Cert::read(judged.issuer).map_err(certificate)?;
    let responder = responder(&answer, &issuer, judged.trust)?;
    let suite = Suite::of_signature(&answer.algorithm, responder.key());
    let signed = suite.and_then(|suite| suite.verify(answer.octets, answer.signature));
    signed.map_err(|reason| Doubt::Signature { reason })?;
    let single = about(&answer, &cert, &issuer)?;
    times(single, answer.produced, judged.at, &cert)?;
    let (known, responder) = (single.this.to_string(), responder.subject());
    match single.status {
        Status::Good => Ok(Standing::Good { known, responder }),
        Status::Unknown => Err(Doubt::Unknown),
        Status::Revoked { at, .. } if at > judged.at => {
            Ok(Standing::RevokedLater { revoked: at.to_string(), responder })
        }
        Status::Revoked { at, reason } => Ok(Standing::Revoked { revoked: at.to_string(), reason, responder }),
    }
}

/// Who may answer for an authority: itself, or whom it has given a certificate for it (RFC 6960 §4.2.2.2). The path holds
/// when the answer was made.
fn responder(answer: &Answer<'_>, issuer: &Cert, trust: &Trust) -> Result<Cert, Doubt> {
    if is_named(issuer, &answer.responder) {
        return Ok(issuer.clone());
    }
    let mut named = answer.certificates.iter().filter_map(|octets| Cert::read(octets).ok());
    let found = named.find(|cert| is_named(cert, &answer.responder)).ok_or(Doubt::ResponderAbsent)?;
    let refused = |reason| Doubt::ResponderRefused { reason };
    let way = to_root(&found, std::slice::from_ref(issuer), trust, answer.produced).map_err(refused)?;
    let above = way.issuer;
    if above.key() != issuer.key()
        || above.inner.tbs_certificate().subject() != issuer.inner.tbs_certificate().subject()
    {
        return Err(Doubt::ResponderOfOthers);
    }
    // Without a word on purposes it may be anybody's certificate.
    let purposes = found.purposes().map_err(refused)?.unwrap_or_default();
    if !purposes.contains(&OCSP_SIGNING) || !found.may_sign_text(Usage::Signature).map_err(refused)? {
        return Err(Doubt::ResponderPurpose);
    }
    Ok(found)
}

fn is_named(cert: &Cert, responder: &Responder<'_>) -> bool {
    match responder {
        Responder::Name(name) => cert.inner.tbs_certificate().subject().to_der().is_ok_and(|own| own == *name),
        Responder::Key(hash) => {
            key_octets(cert).is_some_and(|key| digest(&SHA1_FOR_LEGACY_USE_ONLY, key).as_ref() == *hash)
        }
    }
}

fn key_octets(cert: &Cert) -> Option<&[u8]> {
    cert.key().subject_public_key.as_bytes()
}

/// What is said of this certificate. SHA-1 only names the authority here: the serial number is told as it is, and the
/// authority has signed it.
fn about<'b, 'a>(answer: &'b Answer<'a>, cert: &Cert, issuer: &Cert) -> Result<&'b Single<'a>, Doubt> {
    let name = cert.inner.tbs_certificate().issuer().to_der().unwrap_or_default();
    let key = key_octets(issuer).unwrap_or_default();
    let serial = cert.inner.tbs_certificate().serial_number().as_bytes();
    let mut fitting = answer.singles.iter().filter(|single| {
        Digest::from_oid(single.hash.oid).is_some_and(|hash| {
            hash.of(&name) == single.issuer_name && hash.of(key) == single.issuer_key && same(serial, single.serial)
        })
    });
    let first = fitting.next().ok_or(Doubt::OtherCertificate)?;
    if fitting.next().is_some() { Err(Doubt::Twice) } else { Ok(first) }
}

/// Two positive INTEGERs, with the zero of their sign or without.
fn same(one: &[u8], other: &[u8]) -> bool {
    let bare = |number: &[u8]| number.iter().skip_while(|octet| **octet == 0).copied().collect::<Vec<_>>();
    bare(one) == bare(other)
}

fn times(single: &Single<'_>, produced: Timestamp, at: Timestamp, cert: &Cert) -> Result<(), Doubt> {
    let plus = |time: Timestamp, by| time.checked_add(by).unwrap_or(Timestamp::MAX);
    let revoked_ahead = matches!(single.status, Status::Revoked { at, .. } if at > plus(produced, SKEW));
    if single.this > plus(produced, SKEW) || single.next.is_some_and(|next| next < single.this) || revoked_ahead {
        return Err(Doubt::Times);
    }
    // Once revoked is revoked for ever, however old the news.
    if matches!(single.status, Status::Revoked { at: revoked, .. } if revoked <= at) {
        return Ok(());
    }
    if single.next.unwrap_or_else(|| plus(single.this, AGE_MAX)) < at {
        return Err(Doubt::Stale { known: single.this.to_string(), at: at.to_string() });
    }
    let (_, not_after_s) = cert.validity_s();
    if i64::try_from(not_after_s).is_ok_and(|end| single.this.as_second() > end) {
        return Err(Doubt::AfterTheEnd { not_after: cert.inner.tbs_certificate().validity().not_after.to_string() });
    }
    Ok(())
}
