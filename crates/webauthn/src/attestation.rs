//! What an authenticator says of its own make (*Web Authentication Level 3*, 6.5 and 8): `none`, `packed`, `fido-u2f` and
//! `apple` are verified; every other format is told by its name where it is asked for, and else isn't looked at.

mod chain;

use der::Decode;
use der::asn1::{ObjectIdentifier, OctetStringRef};
use x509_cert::certificate::{Certificate, Version};
use x509_cert::ext::pkix::BasicConstraints;

use crate::authenticator_data::{AuthenticatorData, NewCredential};
use crate::cbor::Item;
use crate::cose::Algorithm;
use crate::problem::{Problem, echo};
use crate::response::ATTESTATION;

/// Longest, in octets: authenticator data, and some certificates.
pub(crate) const LEN_MAX: usize = 32_768;

/// How much of its make an authenticator is to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conveyance {
    /// Nothing: what is told all the same needs nobody who vouches for it.
    None,
    /// What it likes; the same.
    Indirect,
    /// All: a statement that somebody vouches for.
    Direct,
    /// The same, and which one it is.
    Enterprise,
}

/// Whether a certificate, which has signed, leads by others to a root that is trusted; why not, if not.
pub type Vouches<'a> = dyn Fn(&[u8], &[&[u8]]) -> Result<(), String> + Sync + 'a;

/// Who vouches for the makes of authenticators.
pub struct Trust<'a> {
    /// For certificates in DER.
    pub vouches: &'a Vouches<'a>,
    /// Whether an authenticator may vouch for itself where a statement is asked for.
    pub takes_self: bool,
}

impl std::fmt::Debug for Trust<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Trust").field("takes_self", &self.takes_self).finish_non_exhaustive()
    }
}

/// How a credential's make is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attested {
    /// It isn't.
    Not,
    /// The credential's own key says it.
    ByItself,
    /// A certificate says it; whether that leads to a root was asked only where a statement was asked for.
    ByCertificate,
}

/// Borrowed from its octets.
pub(crate) struct AttestationObject<'a> {
    pub(crate) data: &'a [u8],
    format: &'a str,
    statement: Item<'a>,
}

impl<'a> AttestationObject<'a> {
    pub(crate) fn read(octets: &'a [u8]) -> Result<Self, Problem> {
        let wrong = |why: String| Problem::form(ATTESTATION, why);
        if octets.len() > LEN_MAX {
            return Err(wrong(format!("expected at most {LEN_MAX} octets, got {}", octets.len())));
        }
        let item = Item::read(octets).map_err(|why| wrong(format!("expected CBOR: {why}")))?;
        let format = item.get("fmt").and_then(Item::text);
        let data = item.get("authData").and_then(Item::bytes);
        let statement = item.get("attStmt").filter(|statement| matches!(statement, Item::Map(_)));
        let (Some(format), Some(data), Some(statement)) = (format, data, statement) else {
            return Err(wrong("expected the members fmt, attStmt and authData".to_owned()));
        };
        Ok(Self { data, format, statement: statement.clone() })
    }

    /// Verifies the statement, as far as this is asked for. `signed`: authenticator data and the hash of client data.
    pub(crate) fn verify(
        &self,
        of: &AuthenticatorData<'_>,
        signed: &[u8],
        conveyance: Conveyance,
        trust: &Trust<'_>,
    ) -> Result<Attested, Problem> {
        let refused = |why: String| Problem::person(ATTESTATION, why);
        let is_asked = matches!(conveyance, Conveyance::Direct | Conveyance::Enterprise);
        let Some(credential) = &of.credential else { return Err(no_credential()) };
        match self.format {
            "none" if !is_asked => Ok(Attested::Not),
            "none" => Err(refused("fmt none: the policy asks for a statement that somebody vouches for".to_owned())),
            "packed" => match self.statement.get("x5c") {
                None => {
                    self.by_itself(credential, signed).map_err(refused)?;
                    if is_asked && !trust.takes_self {
                        let why = "fmt packed: the authenticator vouches for itself, which the policy doesn't take";
                        return Err(refused(why.to_owned()));
                    }
                    Ok(Attested::ByItself)
                }
                Some(chain) => {
                    let (first, others) = self.by_certificate(chain, credential, signed).map_err(refused)?;
                    if is_asked {
                        (trust.vouches)(first, &others).map_err(|why| refused(format!("fmt packed: {why}")))?;
                    }
                    Ok(Attested::ByCertificate)
                }
            },
            // Those who tell nothing else aren't looked at where nothing is asked.
            format @ ("fido-u2f" | "apple") if is_asked => {
                let outer = |why: String| refused(format!("fmt {format}: {why}"));
                let (first, others) = chain::read(&self.statement).map_err(outer)?;
                match format {
                    "apple" => chain::is_of_apple(first, credential, signed),
                    _ => chain::is_of_u2f((first, &others), (of, credential), signed, self.statement.get("sig")),
                }
                .map_err(outer)?;
                (trust.vouches)(first, &others).map_err(outer)?;
                Ok(Attested::ByCertificate)
            }
            other if is_asked => Err(refused(format!(
                "fmt {}: the policy asks for a statement, and those of this format aren't verified: expected packed, \
                 fido-u2f or apple",
                echo(other)
            ))),
            _ => Ok(Attested::Not),
        }
    }

    fn algorithm(&self) -> Result<Algorithm, String> {
        let number = self.statement.get("alg").and_then(Item::int).ok_or("fmt packed: expected alg")?;
        Algorithm::numbered(number).ok_or_else(|| format!("fmt packed: alg: {number} isn't known"))
    }

    fn signature(&self) -> Result<&'a [u8], String> {
        self.statement.get("sig").and_then(Item::bytes).ok_or_else(|| "fmt packed: expected sig".to_owned())
    }

    fn by_itself(&self, credential: &NewCredential<'_>, signed: &[u8]) -> Result<(), String> {
        if self.algorithm()? != credential.key.algorithm() {
            return Err("fmt packed: alg: expected the one of the credential's key".to_owned());
        }
        if !credential.key.verifies(signed, self.signature()?) {
            return Err("fmt packed: sig: the credential's key has not signed this".to_owned());
        }
        Ok(())
    }

    /// The chain of certificates whose first one has signed.
    fn by_certificate(
        &self,
        chain: &Item<'a>,
        credential: &NewCredential<'_>,
        signed: &[u8],
    ) -> Result<(&'a [u8], Vec<&'a [u8]>), String> {
        let outer = |why: String| format!("fmt packed: {why}");
        let (first, others) = chain::of(chain).map_err(outer)?;
        let certificate = chain::certificate(first).map_err(outer)?;
        let key = certificate.tbs_certificate().subject_public_key_info().subject_public_key.raw_bytes();
        if !self.algorithm()?.verifies(key, signed, self.signature()?) {
            return Err("fmt packed: sig: the key of the first certificate has not signed this".to_owned());
        }
        is_of_authenticators(&certificate, &credential.aaguid).map_err(|why| format!("fmt packed: x5c: {why}"))?;
        Ok((first, others))
    }
}

pub(crate) fn no_credential() -> Problem {
    Problem::form(ATTESTATION, "authData: expected a new credential")
}

/// In a certificate, for authenticators of which model it vouches.
const AAGUID: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.45724.1.1.4");
const ORGANIZATION_UNIT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.11");

/// What 8.2.1 asks of a certificate that signs statements.
fn is_of_authenticators(certificate: &Certificate, aaguid: &[u8; 16]) -> Result<(), String> {
    let signed = certificate.tbs_certificate();
    if signed.version() != Version::V3 {
        return Err("expected version 3".to_owned());
    }
    let units: Vec<&[u8]> = signed
        .subject()
        .iter()
        .filter(|attribute| attribute.oid == ORGANIZATION_UNIT)
        .map(|attribute| attribute.value.value())
        .collect();
    if units != [b"Authenticator Attestation"] {
        return Err("the unit of its subject: expected Authenticator Attestation".to_owned());
    }
    match signed.get_extension::<BasicConstraints>() {
        Ok(Some((_, constraints))) if !constraints.ca => {}
        _ => return Err("expected one that signs no certificates".to_owned()),
    }
    let extensions = signed.extensions().map(Vec::as_slice).unwrap_or_default();
    let told = extensions.iter().find(|extension| extension.extn_id == AAGUID);
    let is_other = told.is_some_and(|extension| {
        let octets = <&OctetStringRef>::from_der(extension.extn_value.as_bytes()).map(OctetStringRef::as_bytes);
        octets.ok() != Some(&aaguid[..])
    });
    if is_other {
        return Err("it is for authenticators of another model (AAGUID)".to_owned());
    }
    Ok(())
}
