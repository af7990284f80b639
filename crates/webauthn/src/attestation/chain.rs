//! Certificates in statements, and the two formats that say nothing but by them: `fido-u2f` (8.6) and `apple` (8.8).

use aws_lc_rs::digest::{SHA256, digest};
use der::Decode;
use der::asn1::ObjectIdentifier;
use x509_cert::certificate::Certificate;

use crate::authenticator_data::{AuthenticatorData, NewCredential};
use crate::cbor::Item;
use crate::cose::Algorithm;

/// Certificates that a statement may bring.
const CERTIFICATES_MAX: usize = 6;
/// In a certificate of Apple: what it was made for.
const NONCE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113635.100.8.2");
/// What is before the hash in that: a sequence with an octet string in it, which is tagged.
const NONCE_BEGIN: [u8; 6] = [0x30, 36, 0xa1, 34, 0x04, 32];

/// A chain: the first one, and those behind it.
type Chain<'a> = (&'a [u8], Vec<&'a [u8]>);

pub(super) fn of<'a>(chain: &Item<'a>) -> Result<Chain<'a>, String> {
    let expected = || format!("x5c: expected 1 to {CERTIFICATES_MAX} certificates");
    let chain = chain.array().filter(|chain| chain.len() <= CERTIFICATES_MAX).ok_or_else(expected)?;
    let chain: Option<Vec<&[u8]>> = chain.iter().map(Item::bytes).collect();
    let chain = chain.ok_or_else(expected)?;
    let (first, others) = chain.split_first().ok_or_else(expected)?;
    Ok((first, others.to_vec()))
}

pub(super) fn read<'a>(statement: &Item<'a>) -> Result<Chain<'a>, String> {
    of(statement.get("x5c").ok_or("expected x5c")?)
}

pub(super) fn certificate(der: &[u8]) -> Result<Certificate, String> {
    Certificate::from_der(der).map_err(|_| "x5c: the first one isn't an X.509 certificate".to_owned())
}

fn key_of(certificate: &Certificate) -> &[u8] {
    certificate.tbs_certificate().subject_public_key_info().subject_public_key.raw_bytes()
}

/// The hash of client data, behind the authenticator data.
fn client_hash(signed: &[u8]) -> &[u8] {
    signed.last_chunk::<32>().map_or(&[], |hash| hash)
}

/// The key of the only certificate has signed what authenticators of before FIDO2 sign.
pub(super) fn is_of_u2f(
    (first, others): (&[u8], &[&[u8]]),
    (of, credential): (&AuthenticatorData<'_>, &NewCredential<'_>),
    signed: &[u8],
    signature: Option<&Item<'_>>,
) -> Result<(), String> {
    if !others.is_empty() {
        return Err("x5c: expected one certificate".to_owned());
    }
    let point = credential.key.point().ok_or("authData: expected a key of ES256")?;
    let message = [&[0], of.rp_id_hash, client_hash(signed), credential.id, point].concat();
    let signature = signature.and_then(Item::bytes).ok_or("expected sig")?;
    if !Algorithm::Es256.verifies(key_of(&certificate(first)?), &message, signature) {
        return Err("sig: the key of the certificate has not signed this".to_owned());
    }
    Ok(())
}

/// The first certificate is of the credential's key, and was made for this registration.
pub(super) fn is_of_apple(first: &[u8], credential: &NewCredential<'_>, signed: &[u8]) -> Result<(), String> {
    let certificate = certificate(first)?;
    let extensions = certificate.tbs_certificate().extensions().map(Vec::as_slice).unwrap_or_default();
    let nonce = extensions.iter().find(|extension| extension.extn_id == NONCE);
    let expected = [&NONCE_BEGIN[..], digest(&SHA256, signed).as_ref()].concat();
    if nonce.is_none_or(|nonce| nonce.extn_value.as_bytes() != expected) {
        return Err("x5c: the first one was made for another registration".to_owned());
    }
    match credential.key.point() {
        Some(point) if point == key_of(&certificate) => Ok(()),
        _ => Err("x5c: the first one is of another key than the credential".to_owned()),
    }
}
