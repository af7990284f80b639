//! Smart-ID, version 3: the octets that an authentication signs, and the verification. Nothing is asked here.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use der::asn1::ObjectIdentifier;
use jiff::Timestamp;

use super::verify::{Hash, Verified, identity};
use crate::verify::parts::{CLIENT_AUTH, Cert, Scheme, Suite, to_root};
use crate::verify::{Reason, Trust, Usage};

/// Of certificates for authentication since April 2025.
const SMART_ID_AUTHENTICATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.62306.5.7.0");

/// What is signed in an authentication (ACSP_V2). Each member as it was sent or came: the same JSON written otherwise is
/// another text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authentication<'a> {
    /// `smart-id`, or `smart-id-demo` at the demonstration service.
    pub scheme_name: &'a str,
    pub server_random: &'a str,
    /// Base64 of our challenge.
    pub rp_challenge: &'a str,
    pub user_challenge: &'a str,
    pub relying_party_name: &'a str,
    /// Empty for none.
    pub brokered_rp_name: &'a str,
    /// Base64 of the interactions that were offered, with the text that was shown.
    pub interactions: &'a str,
    pub interaction_type_used: &'a str,
    /// Empty for none.
    pub initial_callback_url: &'a str,
    pub flow_type: &'a str,
}

impl Authentication<'_> {
    /// The text whose hash is signed.
    #[must_use]
    pub fn payload(&self) -> String {
        let name = STANDARD.encode(self.relying_party_name);
        let broker = STANDARD.encode(self.brokered_rp_name);
        // Over the base64 text, not over what it says.
        let interactions = STANDARD.encode(digest(&SHA256, self.interactions.as_bytes()));
        [
            self.scheme_name,
            "ACSP_V2",
            self.server_random,
            self.rp_challenge,
            self.user_challenge,
            &name,
            &broker,
            &interactions,
            self.interaction_type_used,
            self.initial_callback_url,
            self.flow_type,
        ]
        .join("|")
    }
}

/// The four digits of an authentication by notification: the last two octets of the SHA-256 of our challenge.
#[must_use]
pub fn verification_code(rp_challenge: &[u8]) -> String {
    let hash = digest(&SHA256, rp_challenge);
    let number = hash.as_ref().last_chunk::<2>().map_or(0, |last| u16::from_be_bytes(*last));
    format!("{:04}", number % 10_000)
}

/// How it was asked to be signed. Another algorithm than the one that was asked for is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// RSASSA-PSS with MGF1 and a salt, both of the hash.
    Pss,
    /// PKCS#1 v1.5: deprecated.
    Pkcs1,
}

/// What a signature is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Of the payload of an authentication, or of what was to be signed.
    pub hash: &'a Hash,
    pub algorithm: Algorithm,
    /// The number of who was asked, without its scheme and country.
    pub identity: &'a str,
    pub at: Timestamp,
    pub trust: &'a Trust,
    /// [`Usage::Authentication`], or [`Usage::Signature`] for what is to be signed.
    pub usage: Usage,
}

/// Checks the signature over our hash, the path to a root at that time, what the key is for, and whose it is.
///
/// # Errors
/// The first check that fails. SHA-3 is not supported, so it must not be asked for.
pub fn verify(value: &[u8], certificate: &[u8], asked: &Asked<'_>) -> Result<Verified, Reason> {
    let cert = Cert::read(certificate)?;
    let scheme = match asked.algorithm {
        Algorithm::Pss => Scheme::RsaPss,
        Algorithm::Pkcs1 => Scheme::RsaPkcs1,
    };
    let suite = Suite::with_key(scheme, asked.hash.kind().digest(), cert.key())?;
    suite.verify_hash(asked.hash.octets(), value)?;
    let path = to_root(&cert, &[], asked.trust, asked.at)?.subjects;
    meant(&cert, asked.usage)?;
    identity(&cert, asked.identity)?;
    Ok(Verified { signer: cert.describe(), algorithm: suite.name, path })
}

/// Keys for authentication have an extended key usage of Smart-ID's own, or clientAuth as before; those for signatures
/// have none.
fn meant(cert: &Cert, usage: Usage) -> Result<(), Reason> {
    if !cert.may_sign_text(usage)? {
        return Err(Reason::KeyUsage { wanted: usage.bits() });
    }
    let fits = cert.purposes()?.is_none_or(|purposes| {
        usage == Usage::Authentication
            && purposes.iter().any(|purpose| matches!(*purpose, CLIENT_AUTH | SMART_ID_AUTHENTICATION))
    });
    let wanted = usage.purposes();
    if fits { Ok(()) } else { Err(Reason::ExtendedKeyUsage { subject: cert.subject(), wanted }) }
}
