//! The signature object that a phone would make, in the shape of the 2024 captures, and every
//! good and bad variant of section 6.

use aws_lc_rs::digest::{SHA256 as DIGEST, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use der::asn1::ObjectIdentifier;

use crate::authority::{Authority, AuthorityError, Person, expired};
use crate::certificate::{Name, key_id};
use crate::der::{indefinite, int, null, octets, oid, seq, set, tlv};
use crate::key::{Algorithm, ECDSA_SHA256, Key, KeyKind, RSA, RSA_SHA256, SHA256, weak_public};

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const RANDOM_NONCE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.25.3");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");

/// Which signature a number's script gives. The first group is right and must be accepted, the second must not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignatureVariant {
    /// BER with indefinite lengths, three certificates, randomNonce, no signingTime.
    #[default]
    Current,
    /// Definite lengths throughout.
    Der,
    /// The signature algorithm of an RSA key named `rsaEncryption` only.
    RsaEncryption,
    /// Only the person's certificate inside.
    WithoutAuthorities,
    /// Person and issuing authority, without the root.
    WithoutRoot,
    /// The signer named by key identifier.
    KeyId,
    /// With the signed attribute signing-certificate-v2 (RFC 5035).
    SigningCertificate,
    /// The attributes in an order that is not that of DER.
    UnsortedAttributes,

    /// The text inside changed after signing.
    AlteredContent,
    /// The digest attribute changed after signing.
    AlteredDigest,
    /// From an authority that is not the configured one.
    OtherRoot,
    /// The person's certificate expired yesterday.
    ExpiredPerson,
    /// The issuing authority's certificate expired yesterday.
    ExpiredAuthority,
    TwoSigners,
    NoCertificate,
    DuplicateCertificate,
    Detached,
    /// Ends before the indefinite lengths do.
    BrokenBer,
    /// More nested indefinite lengths than anybody reads.
    DeepBer,
    OtherText,
    /// Another person's serial number in a certificate that is right otherwise.
    OtherSerial,
    NoSerial,
    /// A certificate for an RSA key of 1024 bit.
    WeakKey,
    /// Base64 that ends in the middle.
    TruncatedBase64,
}

/// Those inside an object, and by which issuer and serial number it names its signer.
type Certificates = (Vec<Vec<u8>>, Name, [u8; 16]);

/// Whose signature over what.
#[derive(Debug)]
pub(crate) struct Signing<'a> {
    pub(crate) authority: &'a Authority,
    pub(crate) person: &'a Person,
    pub(crate) content: &'a [u8],
    /// A reading of the clock: the captured nonces differ by the time between them.
    pub(crate) nonce: [u8; 8],
    pub(crate) variant: SignatureVariant,
}

fn attribute(id: ObjectIdentifier, value: Vec<u8>) -> Vec<u8> {
    seq(&[oid(id), set(&[value])])
}

fn algorithm(key: &Key, variant: SignatureVariant) -> Vec<u8> {
    let id = match (key.is_rsa(), variant) {
        (true, SignatureVariant::RsaEncryption) => RSA,
        (true, _) => RSA_SHA256,
        (false, _) => ECDSA_SHA256,
    };
    // NULL with ECDSA is not what the standard says, but what the phones say.
    seq(&[oid(id), null()])
}

impl Signing<'_> {
    /// The object in base64, as it goes on the wire.
    pub(crate) fn base64(&self) -> Result<String, AuthorityError> {
        let mut text = STANDARD.encode(self.object()?);
        if self.variant == SignatureVariant::TruncatedBase64 {
            text.truncate((text.len() / 2) | 1);
        }
        Ok(text)
    }

    fn object(&self) -> Result<Vec<u8>, AuthorityError> {
        use SignatureVariant as V;
        if self.variant == V::DeepBer {
            return Ok((0..200).fold(Vec::new(), |inside, _| indefinite(0x30, &inside)));
        }
        let wrap =
            |tag, content: &[u8]| if self.variant == V::Der { tlv(tag, content) } else { indefinite(tag, content) };
        let (certificates, issuer, serial) = self.certificates()?;
        let signer = self.signer(&certificates, &issuer, serial)?;
        let mut inside = vec![oid(DATA)];
        match self.variant {
            V::Detached => {}
            V::AlteredContent => inside.push(tlv(0xA0, &octets(&[self.content, b" (altered)"].concat()))),
            _ => inside.push(tlv(0xA0, &octets(&self.signed()))),
        }
        let mut parts = vec![int(&[1]), set(&[seq(&[oid(SHA256), null()])]), seq(&inside)];
        if !certificates.is_empty() {
            parts.push(wrap(0xA0, &certificates.concat()));
        }
        let signers = if self.variant == V::TwoSigners { vec![signer.clone(), signer] } else { vec![signer] };
        parts.push(set(&signers));
        let data = wrap(0x30, &parts.concat());
        let mut object = wrap(0x30, &[oid(SIGNED_DATA), wrap(0xA0, &data)].concat());
        if self.variant == V::BrokenBer {
            object.truncate(object.len().saturating_sub(4));
        }
        Ok(object)
    }

    /// What the phone signs.
    fn signed(&self) -> Vec<u8> {
        match self.variant {
            SignatureVariant::OtherText => [self.content, b" (another text)"].concat(),
            _ => self.content.to_vec(),
        }
    }

    fn certificates(&self) -> Result<Certificates, AuthorityError> {
        use SignatureVariant as V;
        let (authority, person) = (self.authority, self.person);
        let (mine, issuing, root) =
            (&person.identity.certificate, &authority.issuing.certificate, &authority.root.certificate);
        let mut spec = authority.person_spec(&person.identity.key.public(), &person.serial);
        let mut all = vec![mine.clone(), issuing.clone(), root.clone()];
        let usual = (Authority::issuing_name(), person.certificate_serial);
        match self.variant {
            V::WithoutAuthorities => all.truncate(1),
            V::WithoutRoot => all.truncate(2),
            V::NoCertificate => all.clear(),
            V::DuplicateCertificate => all.insert(1, mine.clone()),
            V::ExpiredAuthority => all = vec![mine.clone(), authority.expired_issuing()?, root.clone()],
            V::OtherRoot => {
                let stranger = authority.stranger()?;
                spec.issuer = Authority::stranger_name();
                all = vec![spec.sign(&stranger.key)?, stranger.certificate.clone()];
                return Ok((all, spec.issuer, spec.serial));
            }
            V::ExpiredPerson | V::OtherSerial | V::NoSerial | V::WeakKey => {
                match self.variant {
                    V::ExpiredPerson => (spec.from, spec.to) = expired_of(authority),
                    V::OtherSerial => spec.subject = Name::person("MIDCHESOMEBODY00", true),
                    V::NoSerial => spec.subject = Name::person(&person.serial, false),
                    _ => spec.public = weak_public(),
                }
                all = vec![spec.sign(&authority.issuing.key)?, issuing.clone(), root.clone()];
                return Ok((all, spec.issuer, spec.serial));
            }
            _ => {}
        }
        Ok((all, usual.0, usual.1))
    }

    fn signer(&self, certificates: &[Vec<u8>], issuer: &Name, serial: [u8; 16]) -> Result<Vec<u8>, AuthorityError> {
        use SignatureVariant as V;
        let key = &self.person.identity.key;
        let hash = digest(&DIGEST, &self.signed());
        let mut attributes = vec![
            attribute(CONTENT_TYPE, oid(DATA)),
            attribute(RANDOM_NONCE, octets(&self.nonce)),
            attribute(MESSAGE_DIGEST, octets(hash.as_ref())),
        ];
        if self.variant == V::SigningCertificate
            && let Some(certificate) = certificates.first()
        {
            // SHA-256 is the default and so left out (RFC 5035 §4).
            let own = seq(&[octets(digest(&DIGEST, certificate).as_ref())]);
            attributes.push(attribute(SIGNING_CERTIFICATE_V2, seq(&[seq(&[own])])));
        }
        // The order of a DER SET OF is that of the encodings.
        attributes.sort();
        if self.variant == V::UnsortedAttributes {
            attributes.reverse();
        }
        let how = if key.is_rsa() { Algorithm::RsaPkcs1 } else { Algorithm::Ecdsa };
        // A weak certificate's key is nobody's: whatever stands here is never looked at.
        let signature = key.sign(how, &set(&attributes))?;
        if self.variant == V::AlteredDigest {
            let other = digest(&DIGEST, b"something else");
            attributes.retain(|each| !each.windows(32).any(|window| window == hash.as_ref()));
            attributes.push(attribute(MESSAGE_DIGEST, octets(other.as_ref())));
        }
        let name = if self.variant == V::KeyId {
            tlv(0x80, &key_id(&key.public()))
        } else {
            seq(&[issuer.0.clone(), int(&serial)])
        };
        let algorithm =
            if self.variant == V::WeakKey { seq(&[oid(RSA_SHA256), null()]) } else { algorithm(key, self.variant) };
        Ok(seq(&[
            int(&[if self.variant == V::KeyId { 3 } else { 1 }]),
            name,
            seq(&[oid(SHA256), null()]),
            tlv(0xA0, &attributes.concat()),
            algorithm,
            octets(&signature),
        ]))
    }
}

fn expired_of(authority: &Authority) -> (jiff::Timestamp, jiff::Timestamp) {
    expired(authority.world())
}

impl SignatureVariant {
    /// The key that the variant needs, where it needs one.
    pub(crate) fn key(self) -> Option<KeyKind> {
        (self == Self::RsaEncryption).then_some(KeyKind::Rsa)
    }
}
