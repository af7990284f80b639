//! Critical certificate policies, which webpki doesn't know.
//!
//! RFC 5280 §4.2.1.4 lets an authority mark them critical: who reads the certificate must then understand policies and
//! their qualifiers. Every policy is accepted here, as by its §6.1 with any-policy and nothing demanded, so there is
//! nothing more to decide. What else constrains policies stays refused where it is critical.
//!
//! webpki judges a copy in which the mark is missing. The signature above it is verified over the certificate as it is.

use std::fmt;

use rustls_pki_types::{
    AlgorithmIdentifier, CertificateDer, InvalidSignature, SignatureVerificationAlgorithm, TrustAnchor,
};

use crate::ber::{BerError, Reader, SEQUENCE, Tlv};

/// The object identifier 2.5.29.32 with its header.
const POLICIES: &[u8] = &[0x06, 0x03, 0x55, 0x1D, 0x20];
/// The BOOLEAN TRUE with its header.
const CRITICAL: &[u8] = &[0x01, 0x01, 0xFF];
const EXTENSIONS: u8 = 0xA3;

/// What was signed in a copy, and in the certificate that it is of.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Changed {
    copy: Vec<u8>,
    original: Vec<u8>,
}

impl fmt::Debug for Changed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Changed").finish_non_exhaustive()
    }
}

/// A certificate as webpki can judge it: itself, or a copy without the mark, which is then remembered.
pub(super) fn readable<'a>(der: &'a [u8], changed: &mut Vec<Changed>) -> CertificateDer<'a> {
    match without_mark(der) {
        Ok(Some((copy, what))) => {
            changed.push(what);
            CertificateDer::from(copy)
        }
        // What can't be read here can't be read there, either.
        Ok(None) | Err(_) => CertificateDer::from(der),
    }
}

/// The same for a root, of which nothing but name, key and constraints is looked at.
pub(super) fn anchor(der: &CertificateDer<'_>) -> Result<TrustAnchor<'static>, webpki::Error> {
    let readable = readable(der, &mut Vec::new());
    webpki::anchor_from_trusted_cert(&readable).map(|anchor| anchor.to_owned())
}

/// `None` where there is no such mark.
fn without_mark(der: &[u8]) -> Result<Option<(Vec<u8>, Changed)>, BerError> {
    let certificate = Reader::whole(der)?.tagged(SEQUENCE)?;
    let mut parts = certificate.reader();
    let signed = parts.tagged(SEQUENCE)?;
    let (algorithm, signature) = (parts.next()?, parts.next()?);
    let (mut fields, mut found) = (Vec::new(), false);
    let mut each = signed.reader();
    while !each.is_empty() {
        let field = each.next()?;
        if field.tag == EXTENSIONS {
            let (extensions, is_changed) = relaxed(field)?;
            found |= is_changed;
            fields.extend(extensions);
        } else {
            fields.extend(field.whole);
        }
    }
    if !found {
        return Ok(None);
    }
    let copy = tlv(SEQUENCE, &fields);
    let whole = tlv(SEQUENCE, &[copy.as_slice(), algorithm.whole, signature.whole].concat());
    Ok(Some((whole, Changed { copy, original: signed.whole.to_vec() })))
}

/// The extensions, with policies that are not critical; and whether they were.
fn relaxed(field: Tlv<'_>) -> Result<(Vec<u8>, bool), BerError> {
    let (mut all, mut found) = (Vec::new(), false);
    let mut each = field.reader().tagged(SEQUENCE)?.reader();
    while !each.is_empty() {
        let extension = each.next()?;
        match extension.content.strip_prefix(POLICIES).and_then(|rest| rest.strip_prefix(CRITICAL)) {
            Some(value) => {
                found = true;
                all.extend(tlv(SEQUENCE, &[POLICIES, value].concat()));
            }
            None => all.extend(extension.whole),
        }
    }
    Ok((tlv(EXTENSIONS, &tlv(SEQUENCE, &all)), found))
}

/// DER with a definite length.
fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let octets = content.len().to_be_bytes();
    let significant = octets.iter().position(|octet| *octet != 0).and_then(|start| octets.get(start..)).unwrap_or(&[0]);
    let mut out = vec![tag];
    match (significant, u8::try_from(significant.len())) {
        ([one], _) if *one < 0x80 => out.push(*one),
        (several, Ok(count)) => {
            out.push(0x80 | count);
            out.extend(several);
        }
        // Nobody has so many octets.
        (_, Err(_)) => {}
    }
    out.extend(content);
    out
}

/// An algorithm that verifies what was signed, where it is asked about a copy of it.
#[derive(Debug)]
pub(super) struct Through<'a> {
    pub(super) real: &'static dyn SignatureVerificationAlgorithm,
    pub(super) changed: &'a [Changed],
}

impl SignatureVerificationAlgorithm for Through<'_> {
    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.real.public_key_alg_id()
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.real.signature_alg_id()
    }

    fn verify_signature(&self, key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        let original = self.changed.iter().find(|changed| changed.copy == message);
        self.real.verify_signature(key, original.map_or(message, |changed| &changed.original), signature)
    }
}
