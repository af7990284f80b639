//! The test vectors of *Web Authentication Level 3*, section 16; and what becomes of them where something is changed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::collections::BTreeMap;

use der::Decode;
use serde_json::{Value, json};
use sigill_webauthn::response::{Assertion, Registration, base64url};
use sigill_webauthn::{
    Algorithm, Asserted, Attested, Blame, Conveyance, Expected, Problem, PublicKey, Registered, Trust, Wanted,
    authenticate, register,
};
use x509_cert::Certificate;

const TEXT: &str = include_str!("vectors.txt");

fn octets(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

/// The members of a vector by name; those of the authentication behind those of the registration.
fn vector(name: &str) -> BTreeMap<&'static str, Vec<Vec<u8>>> {
    let lines = TEXT.lines().skip_while(|line| *line != format!("# {name}")).skip(1);
    let mut all: BTreeMap<&str, Vec<Vec<u8>>> = BTreeMap::new();
    for line in lines.take_while(|line| !line.is_empty()) {
        let (name, hex) = line.split_once(" = ").unwrap();
        all.entry(name).or_default().push(octets(hex));
    }
    all
}

fn root() -> Vec<u8> {
    octets(TEXT.lines().find_map(|line| line.strip_prefix("root = ")).unwrap())
}

fn created(name: &str) -> Value {
    let vector = vector(name);
    json!({
        "id": base64url(&vector["id"][0]), "rawId": base64url(&vector["id"][0]), "type": "public-key",
        "response": {
            "clientDataJSON": base64url(&vector["clientDataJSON"][0]),
            "attestationObject": base64url(&vector["attestationObject"][0]),
        },
    })
}

fn got(name: &str) -> Value {
    let vector = vector(name);
    json!({
        "id": base64url(&vector["id"][0]), "rawId": base64url(&vector["id"][0]), "type": "public-key",
        "response": {
            "clientDataJSON": base64url(&vector["clientDataJSON"][1]),
            "authenticatorData": base64url(&vector["authenticatorData"][0]),
            "signature": base64url(&vector["signature"][0]),
        },
    })
}

/// What is expected, and may be changed.
struct Party {
    rp_id: &'static str,
    origins: Vec<String>,
    verified: bool,
    conveyance: Conveyance,
    takes_self: bool,
    algorithms: Vec<Algorithm>,
}

impl Party {
    fn new() -> Self {
        Self {
            rp_id: "example.org",
            origins: vec!["https://example.org".to_owned()],
            verified: false,
            conveyance: Conveyance::None,
            takes_self: false,
            algorithms: Algorithm::ALL.to_vec(),
        }
    }

    fn asking(conveyance: Conveyance) -> Self {
        Self { conveyance, ..Self::new() }
    }

    fn register(&self, name: &str, credential: &Value) -> Result<Registered, Problem> {
        // Every chain of the vectors is of one root, which isn't among it. Paths are for who knows roots.
        let vouches = |first: &[u8], others: &[&[u8]]| {
            let (root, first) = (Certificate::from_der(&root()).unwrap(), Certificate::from_der(first).unwrap());
            let is_of_root = first.tbs_certificate().issuer() == root.tbs_certificate().subject();
            if is_of_root && others.is_empty() { Ok(()) } else { Err("nobody knows it".to_owned()) }
        };
        let trust = Trust { vouches: &vouches, takes_self: self.takes_self };
        let wanted = Wanted { algorithms: &self.algorithms, conveyance: self.conveyance, trust: &trust };
        let challenge = &vector(name)["challenge"][0];
        register(&Registration::read(credential)?, &self.expected(challenge), &wanted)
    }

    fn authenticate(&self, name: &str, key: &PublicKey, credential: &Value) -> Result<Asserted, Problem> {
        let challenge = &vector(name)["challenge"][1];
        authenticate(&Assertion::read(credential)?, key, &self.expected(challenge))
    }

    fn expected<'a>(&'a self, challenge: &'a [u8]) -> Expected<'a> {
        Expected { challenge, rp_id: self.rp_id, origins: &self.origins, verified: self.verified }
    }
}

fn told(outcome: Result<Registered, Problem>) -> (Blame, String) {
    let problem = outcome.unwrap_err();
    (problem.blame, problem.to_string())
}

#[test]
fn each_vector_is_registered_and_signs() {
    for (name, algorithm, attested) in [
        ("none.ES256", Algorithm::Es256, Attested::Not),
        ("packed-self.ES256", Algorithm::Es256, Attested::ByItself),
        ("packed.ES256", Algorithm::Es256, Attested::ByCertificate),
        ("packed.RS256", Algorithm::Rs256, Attested::ByCertificate),
        ("packed.EdDSA", Algorithm::EdDsa, Attested::ByCertificate),
        ("tpm.ES256", Algorithm::Es256, Attested::Not),
        ("fido-u2f.ES256", Algorithm::Es256, Attested::Not),
        ("apple.ES256", Algorithm::Es256, Attested::Not),
    ] {
        let party = Party::new();
        let registered = party.register(name, &created(name)).unwrap_or_else(|problem| panic!("{name}: {problem}"));
        assert_eq!((registered.algorithm, registered.attested), (algorithm, attested), "{name}");
        assert_eq!(registered.id, vector(name)["id"][0], "{name}");
        let key = PublicKey::read(&registered.public_key).unwrap();
        let asserted = party.authenticate(name, &key, &got(name)).unwrap_or_else(|p| panic!("{name}: {p}"));
        assert!(asserted.flags.user_present() && asserted.count == 0, "{name}");
        assert_eq!(asserted.flags.backup_eligible(), registered.flags.backup_eligible(), "{name}");
    }
}

#[test]
fn a_frame_of_another_origin_is_held_against_nobody() {
    let name = "none.ES256.crossOrigin";
    let (blame, why) = told(Party::new().register(name, &created(name)));
    assert_eq!(blame, Blame::Setup);
    assert!(why.contains("crossOrigin"), "{why}");
}

#[test]
fn what_the_relying_party_expects_decides() {
    let name = "none.ES256";
    let asks = |change: fn(&mut Party)| {
        let mut party = Party::new();
        change(&mut party);
        told(party.register(name, &created(name)))
    };
    for (change, blame, why) in [
        (
            (|party| party.rp_id = "example.com") as fn(&mut Party),
            Blame::Setup,
            "for another relying party than 'example.com'",
        ),
        (|party| party.origins = vec!["https://a".to_owned()], Blame::Setup, "origin: expected one of https://a"),
        (|party| party.verified = true, Blame::Person, "expected user verification"),
        (|party| party.algorithms = vec![Algorithm::EdDsa], Blame::Person, "expected a key of one of EdDSA, got ES256"),
        (|party| party.conveyance = Conveyance::Direct, Blame::Person, "fmt none: the policy asks for a statement"),
    ] {
        let told = asks(change);
        assert!(told.0 == blame && told.1.contains(why), "{told:?}: {why}");
    }
}

#[test]
fn a_statement_that_is_asked_for_needs_somebody_who_vouches_for_it() {
    let direct = |name: &str| Party::asking(Conveyance::Direct).register(name, &created(name));
    assert_eq!(direct("packed.ES256").unwrap().attested, Attested::ByCertificate);
    let (_, why) = told(direct("packed-self.ES256"));
    assert!(why.contains("vouches for itself"), "{why}");
    let lenient = Party { takes_self: true, ..Party::asking(Conveyance::Enterprise) };
    let name = "packed-self.ES256";
    assert_eq!(lenient.register(name, &created(name)).unwrap().attested, Attested::ByItself);
    let (_, why) = told(direct("tpm.ES256"));
    assert!(why.contains("fmt 'tpm'") && why.contains("expected packed, fido-u2f or apple"), "{why}");
    for name in ["fido-u2f.ES256", "apple.ES256"] {
        assert_eq!(direct(name).unwrap().attested, Attested::ByCertificate, "{name}");
    }
    let indirect = Party::asking(Conveyance::Indirect);
    assert_eq!(indirect.register("tpm.ES256", &created("tpm.ES256")).unwrap().attested, Attested::Not);
}

#[test]
fn an_octet_that_is_changed_is_noticed_wherever_something_is_signed() {
    let party = Party::new();
    for name in ["packed.ES256", "packed.EdDSA"] {
        let key = PublicKey::read(&party.register(name, &created(name)).unwrap().public_key).unwrap();
        for part in ["authenticatorData", "signature", "clientDataJSON"] {
            let n = usize::from(part == "clientDataJSON");
            let original = vector(name)[part][n].clone();
            for at in 0..original.len() {
                let mut spoilt = original.clone();
                spoilt[at] ^= 1;
                let mut credential = got(name);
                credential["response"][part] = base64url(&spoilt).into();
                assert!(party.authenticate(name, &key, &credential).is_err(), "{name} {part} {at}");
            }
        }
    }
    // A statement that is signed covers the authenticator data, where the credential is; that of U2F not all of it.
    for name in ["packed.ES256", "apple.ES256", "fido-u2f.ES256"] {
        let original = vector(name)["attestationObject"][0].clone();
        let place = |of: &[u8]| original.windows(of.len()).position(|part| part == of).unwrap();
        let data = place(b"hauthData") + 11;
        let certificate = place(&[0x30, 0x82])..data - 11;
        let unsigned = if name.starts_with("fido") { data + 32..data + 53 } else { 0..0 };
        for at in 0..original.len() {
            let mut spoilt = original.clone();
            spoilt[at] ^= 1;
            let mut credential = created(name);
            credential["response"]["attestationObject"] = base64url(&spoilt).into();
            let outcome = Party::asking(Conveyance::Direct).register(name, &credential);
            // What a certificate says, its root has signed, which isn't looked at here.
            assert!(outcome.is_err() || certificate.contains(&at) || unsigned.contains(&at), "{name} {at}");
        }
    }
}

#[test]
fn another_challenge_and_another_purpose_are_refused() {
    let party = Party::new();
    let name = "none.ES256";
    let other = party.register("packed.ES256", &created(name));
    assert!(told(other).1.contains("challenge: expected the one of this ceremony"));
    let key = PublicKey::read(&party.register(name, &created(name)).unwrap().public_key).unwrap();
    let problem = party.authenticate("packed.ES256", &key, &got(name)).unwrap_err();
    assert!(problem.blame == Blame::Person && problem.to_string().contains("challenge"), "{problem}");
    let stranger = party.authenticate("packed.ES256", &key, &got("packed.ES256")).unwrap_err();
    assert!(stranger.blame == Blame::Person && stranger.to_string().contains("signature"), "{stranger}");
}

#[test]
fn what_cannot_be_read_is_refused_by_name_before_anything_is_computed() {
    let party = Party::new();
    let long = "A".repeat(100_000);
    for (pointer, value, why) in [
        ("/type", json!("password"), "credential.type: expected public-key, got 'password'"),
        ("/type", json!(null), "credential.type: expected public-key, got none"),
        ("/id", json!(""), "credential.id: expected 1 to 1023 octets, got 0"),
        ("/id", json!("a+b"), "credential.id: expected octets in base64url"),
        ("/id", json!(long), "credential.id: expected at most 1023 octets"),
        ("/rawId", json!("AAAA"), "credential.rawId: expected the same as id"),
        ("/response", json!([]), "credential.response: expected"),
        ("/response/clientDataJSON", json!(7), "clientDataJSON: expected octets"),
        ("/response/clientDataJSON", json!("AAAA"), "clientDataJSON: expected JSON"),
        ("/response/clientDataJSON", json!(long), "clientDataJSON: expected at most 8192 octets"),
        ("/response/attestationObject", json!("AAAA"), "attestationObject: expected CBOR"),
        ("/response/attestationObject", json!("oA"), "attestationObject: expected the members fmt"),
        ("/response/attestationObject", json!(long), "attestationObject: expected at most 32768 octets"),
    ] {
        let mut credential = created("none.ES256");
        *credential.pointer_mut(pointer).unwrap() = value;
        let (blame, told) = told(party.register("none.ES256", &credential));
        assert!(blame == Blame::Form && told.contains(why), "{pointer}: {told}");
    }
    let key = PublicKey::read(&party.register("none.ES256", &created("none.ES256")).unwrap().public_key).unwrap();
    for (pointer, value, why) in [
        ("/response/authenticatorData", json!("AAAA"), "authenticatorData: expected authenticator data, got 3 octets"),
        ("/response/signature", json!(long), "signature: expected at most 1024 octets"),
        ("/response/signature", json!(null), "signature: expected octets"),
    ] {
        let mut credential = got("none.ES256");
        *credential.pointer_mut(pointer).unwrap() = value;
        let problem = party.authenticate("none.ES256", &key, &credential).unwrap_err();
        assert!(problem.blame == Blame::Form && problem.to_string().contains(why), "{pointer}: {problem}");
    }
    let mut handled = got("none.ES256");
    handled["response"]["userHandle"] = base64url(&[1; 65]).into();
    assert!(Assertion::read(&handled).unwrap_err().to_string().contains("userHandle"));
}
