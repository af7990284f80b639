//! Both ceremonies (*Web Authentication Level 3*, 7.1 and 7.2), as far as they are about what came from outside. What
//! depends on what is kept, such as the counter, is decided where it is kept.

use aws_lc_rs::digest::{SHA256, digest};

use crate::attestation::{AttestationObject, Attested, Conveyance, Trust, no_credential};
use crate::authenticator_data::{AuthenticatorData, Flags};
use crate::client_data::ClientData;
use crate::cose::{Algorithm, PublicKey};
use crate::problem::{Problem, echo};
use crate::response::{
    ATTESTATION, AUTHENTICATOR_DATA, Assertion, CLIENT_DATA, ID, Registration, SIGNATURE, base64url,
};

/// What both ceremonies expect.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The challenge, as it was handed out.
    pub challenge: &'a [u8],
    /// The relying party, by its domain.
    pub rp_id: &'a str,
    /// The pages on which it may be asked, by their origins.
    pub origins: &'a [String],
    /// Whether the authenticator must know who uses it.
    pub verified: bool,
}

/// What a registration expects beside that.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// With what the new credential may sign.
    pub algorithms: &'a [Algorithm],
    /// What the authenticator is to tell of its make.
    pub conveyance: Conveyance,
    /// Who vouches for it.
    pub trust: &'a Trust<'a>,
}

/// A new credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// As the authenticator calls it.
    pub id: Vec<u8>,
    /// Its public key, as the authenticator wrote it; [`PublicKey::read`] reads it again.
    pub public_key: Vec<u8>,
    /// What it signs with.
    pub algorithm: Algorithm,
    /// The model of the authenticator; zeros where it doesn't tell.
    pub aaguid: [u8; 16],
    /// What it says of itself.
    pub flags: Flags,
    /// How often it has signed.
    pub count: u32,
    /// How its make is known.
    pub attested: Attested,
}

/// A signature that is right, of the one who was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asserted {
    /// What the authenticator says of itself and of who uses it.
    pub flags: Flags,
    /// How often it has signed; 0 where it doesn't count.
    pub count: u32,
}

/// Verifies a new credential.
///
/// # Errors
/// What is wrong with it, and whose fault that is.
pub fn register(given: &Registration, expected: &Expected<'_>, wanted: &Wanted<'_>) -> Result<Registered, Problem> {
    let client = ClientData::read(&given.client_data).map_err(|why| Problem::form(CLIENT_DATA, why))?;
    let object = AttestationObject::read(&given.attestation)?;
    let data =
        AuthenticatorData::read(object.data).map_err(|why| Problem::form(ATTESTATION, format!("authData: {why}")))?;
    let Some(credential) = &data.credential else { return Err(no_credential()) };
    check_client(&client, "webauthn.create", expected)?;
    check_data(&data, ATTESTATION, expected)?;
    if credential.id != given.id {
        return Err(Problem::form(ID, "expected the id of the credential in attestationObject"));
    }
    let algorithm = credential.key.algorithm();
    if !wanted.algorithms.contains(&algorithm) {
        let names: Vec<_> = wanted.algorithms.iter().map(|algorithm| algorithm.name()).collect();
        let why = format!("authData: expected a key of one of {}, got {}", names.join(", "), algorithm.name());
        return Err(Problem::person(ATTESTATION, why));
    }
    let signed = [object.data, digest(&SHA256, &given.client_data).as_ref()].concat();
    let attested = object.verify(&data, &signed, wanted.conveyance, wanted.trust)?;
    Ok(Registered {
        id: credential.id.to_vec(),
        public_key: credential.cose.to_vec(),
        algorithm,
        aaguid: credential.aaguid,
        flags: data.flags,
        count: data.count,
        attested,
    })
}

/// Verifies a signature with a credential that is known by its public key. The signature is looked at before all that is
/// signed by it: whoever can't make one is told nothing else.
///
/// # Errors
/// What is wrong with it, and whose fault that is.
pub fn authenticate(given: &Assertion, key: &PublicKey, expected: &Expected<'_>) -> Result<Asserted, Problem> {
    let client = ClientData::read(&given.client_data).map_err(|why| Problem::form(CLIENT_DATA, why))?;
    let data =
        AuthenticatorData::read(&given.authenticator_data).map_err(|why| Problem::form(AUTHENTICATOR_DATA, why))?;
    let signed = [&given.authenticator_data[..], digest(&SHA256, &given.client_data).as_ref()].concat();
    if !key.verifies(&signed, &given.signature) {
        return Err(Problem::person(SIGNATURE, "the key of the credential has not signed this"));
    }
    check_client(&client, "webauthn.get", expected)?;
    check_data(&data, AUTHENTICATOR_DATA, expected)?;
    Ok(Asserted { flags: data.flags, count: data.count })
}

fn check_client(client: &ClientData, kind: &str, expected: &Expected<'_>) -> Result<(), Problem> {
    if client.r#type != kind {
        let why = format!("type: expected {kind}, got {}", echo(&client.r#type));
        return Err(Problem::person(CLIENT_DATA, why));
    }
    if client.challenge.trim_end_matches('=') != base64url(expected.challenge) {
        return Err(Problem::person(CLIENT_DATA, "challenge: expected the one of this ceremony"));
    }
    if client.cross_origin {
        return Err(Problem::setup(CLIENT_DATA, "crossOrigin: expected a page that is in no frame of another origin"));
    }
    if !expected.origins.contains(&client.origin) {
        let origins = expected.origins.join(", ");
        let why = format!("origin: expected one of {origins}, as the policy says, got {}", echo(&client.origin));
        return Err(Problem::setup(CLIENT_DATA, why));
    }
    Ok(())
}

fn check_data(data: &AuthenticatorData<'_>, field: &'static str, expected: &Expected<'_>) -> Result<(), Problem> {
    if data.rp_id_hash != digest(&SHA256, expected.rp_id.as_bytes()).as_ref() {
        let why = format!("it is for another relying party than {}", echo(expected.rp_id));
        return Err(Problem::setup(field, why));
    }
    if !data.flags.user_present() {
        return Err(Problem::person(field, "nobody was there: expected user presence"));
    }
    if expected.verified && !data.flags.user_verified() {
        return Err(Problem::person(field, "it doesn't know who used it: expected user verification"));
    }
    if data.flags.backed_up() && !data.flags.backup_eligible() {
        return Err(Problem::person(field, "it is backed up, and says that it can't be"));
    }
    Ok(())
}
