//! Keys as they are published (RFC 7517).

use serde_json::{Map, Value};

use super::algorithm::{Algorithm, PublicKey};
use super::json;

/// Keys of a set that are looked at.
const KEYS_MAX: usize = 100;
/// Longest `kid` in bytes.
pub(super) const KID_LEN_MAX: usize = 200;

/// A public key with what it may be used for.
#[derive(Clone)]
pub(super) struct Jwk {
    pub(super) kid: Option<String>,
    /// The only algorithm that it is for, where it names one.
    algorithm: Option<Algorithm>,
    key: PublicKey,
}

impl Jwk {
    /// Reads a key that verifies signatures.
    ///
    /// # Errors
    /// It is none, or one that also holds what is secret.
    pub(super) fn of(jwk: &Map<String, Value>) -> Result<Self, &'static str> {
        if ["d", "p", "q", "dp", "dq", "qi", "oth", "k"].iter().any(|secret| jwk.contains_key(*secret)) {
            return Err("the key holds its private part, which belongs nowhere but to its owner");
        }
        let kid = match jwk.get("kid") {
            None => None,
            Some(Value::String(kid)) if (1..=KID_LEN_MAX).contains(&kid.len()) => Some(kid.clone()),
            Some(_) => return Err("kid: expected a text of 1 to 200 bytes"),
        };
        if jwk.get("use").is_some_and(|usage| usage != "sig") {
            return Err("use: expected sig");
        }
        let operations = jwk.get("key_ops").map(|all| all.as_array().cloned().unwrap_or_default());
        if operations.is_some_and(|all| !all.iter().any(|operation| operation == "verify")) {
            return Err("key_ops: expected verify among them");
        }
        let algorithm = match jwk.get("alg") {
            None => None,
            Some(name) => Some(
                name.as_str().and_then(Algorithm::parse).ok_or("alg: expected an asymmetric signature algorithm")?,
            ),
        };
        let key = PublicKey::of_jwk(jwk)?;
        if algorithm.is_some_and(|algorithm| !key.is_for(algorithm)) {
            return Err("alg: the key isn't of this algorithm's kind");
        }
        Ok(Self { kid, algorithm, key })
    }

    pub(super) fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        self.algorithm.is_none_or(|only| only == algorithm) && self.key.verifies(algorithm, message, signature)
    }
}

/// The keys of an issuer by which it signs.
#[derive(Clone, Default)]
pub(super) struct KeySet(Vec<Jwk>);

impl KeySet {
    /// Reads a key set. What can't verify signatures, or has no `kid`, or shares it with another, isn't in it.
    ///
    /// # Errors
    /// It isn't one.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, &'static str> {
        let set = json::object(bytes).ok_or("it is no JSON object")?;
        let keys = set.get("keys").and_then(Value::as_array).ok_or("it has no array keys")?;
        if keys.len() > KEYS_MAX {
            return Err("it has too many keys");
        }
        let usable: Vec<Jwk> = keys.iter().filter_map(|key| Jwk::of(key.as_object()?).ok()).collect();
        let alone = |key: &&Jwk| key.kid.is_some() && usable.iter().filter(|other| other.kid == key.kid).count() == 1;
        Ok(Self(usable.iter().filter(alone).cloned().collect()))
    }

    pub(super) fn find(&self, kid: &str) -> Option<&Jwk> {
        self.0.iter().find(|key| key.kid.as_deref() == Some(kid))
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// Whether these are the keys of an issuer.
///
/// # Errors
/// They are no key set, or none of the keys can verify tokens.
pub fn check_key_set(bytes: &[u8]) -> Result<(), &'static str> {
    match KeySet::read(bytes)?.len() {
        0 => Err("it has no key that verifies tokens: such a one is public, and has a kid of its own"),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_keys_for_signatures_with_an_id_of_their_own_are_in_a_set() {
        let ed = r#""kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#;
        let sets = [
            (format!(r#"{{"kid":"a",{ed}}}"#), 1),
            (format!(r#"{{"kid":"a",{ed},"use":"sig","alg":"EdDSA","key_ops":["verify"]}}"#), 1),
            (format!(r#"{{"kid":"a",{ed}}},{{"kid":"a",{ed}}}"#), 0),
            (format!(r#"{{"kid":"a",{ed}}},{{"kid":"a",{ed},"use":"enc"}}"#), 1),
            (format!(r#"{{"kid":"a",{ed},"alg":"Ed25519"}}"#), 1),
            (format!(r#"{{"kid":"a",{ed},"alg":"Ed448"}}"#), 0),
            (format!(r#"{{"kid":"a",{ed},"alg":"ES256"}}"#), 0),
            (format!("{{{ed}}}"), 0),
            (format!(r#"{{"kid":"",{ed}}}"#), 0),
            (format!(r#"{{"kid":1,{ed}}}"#), 0),
            (format!(r#"{{"kid":"a",{ed},"d":"AA"}}"#), 0),
            (format!(r#"{{"kid":"a",{ed},"alg":"HS256"}}"#), 0),
            (format!(r#"{{"kid":"a",{ed},"key_ops":["sign"]}}"#), 0),
            (r#"{"kid":"a","kty":"oct","k":"AAAA"}"#.to_owned(), 0),
            (r#"{"kid":"a","kty":"OKP","crv":"Ed25519","x":"AAAA"}"#.to_owned(), 0),
            (r#"{"kid":"a","kty":"RSA","n":"AAAA","e":"AQAB"}"#.to_owned(), 0),
            (r#"{"kid":"a","kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA"}"#.to_owned(), 0),
            ("1".to_owned(), 0),
        ];
        for (keys, usable) in sets {
            let set = format!("{{\"keys\":[{keys}]}}");
            assert_eq!(KeySet::read(set.as_bytes()).unwrap().len(), usable, "{keys}");
            assert_eq!(check_key_set(set.as_bytes()).is_ok(), usable > 0, "{keys}");
        }
        let many = |count: usize| {
            let keys: Vec<String> = (0..count).map(|n| format!(r#"{{"kid":"{n}",{ed}}}"#)).collect();
            KeySet::read(format!("{{\"keys\":[{}]}}", keys.join(",")).as_bytes()).map(|set| set.len())
        };
        assert_eq!((many(100), many(101)), (Ok(100), Err("it has too many keys")));
        for wrong in ["", "[]", "{}", r#"{"keys":{}}"#, r#"{"keys":[],"keys":[]}"#] {
            assert!(KeySet::read(wrong.as_bytes()).is_err() && check_key_set(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }
}
