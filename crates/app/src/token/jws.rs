//! A token in its compact form, read strictly: header, claims and signature (RFC 7515, RFC 7519).

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::algorithm::Algorithm;
use super::json;
use super::jwk::{Jwk, KID_LEN_MAX};
use super::times::Times;

/// Members of a header that would make the token bring its own key, or mean something else than it says. Nothing of a
/// token is believed before its signature is verified by a key that was known before (RFC 8725 §3.10).
const REFUSED: &[&str] = &["crit", "b64", "zip", "enc", "jwk", "jku", "x5u"];

/// Latest time that a claim may name, in seconds: the year 9999.
const TIME_MAX: f64 = 253_402_300_799.0;

/// What a token says, unverified.
pub(super) struct Jws<'a> {
    pub(super) algorithm: Algorithm,
    pub(super) typ: Option<String>,
    pub(super) kid: Option<String>,
    claims: Map<String, Value>,
    signed: &'a str,
    signature: Vec<u8>,
}

impl<'a> Jws<'a> {
    /// Takes a token apart.
    ///
    /// # Errors
    /// Why it is none that can be verified.
    pub(super) fn read(token: &'a str) -> Result<Self, &'static str> {
        let (signed, signature) = token.rsplit_once('.').ok_or("not a token")?;
        let (header, claims) = signed.split_once('.').ok_or("not a token")?;
        // Without padding, without anything between, and each value in one spelling only.
        let decode = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part).map_err(|_| "not a token");
        let object = |part| json::object(&decode(part)?).ok_or("a part isn't a JSON object");
        let header = object(header)?;
        if header.keys().any(|name| REFUSED.contains(&name.as_str())) {
            return Err("the header has a member that isn't accepted");
        }
        let algorithm = header.get("alg").and_then(Value::as_str).and_then(Algorithm::parse);
        let text = |name: &str| match header.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if text.len() <= KID_LEN_MAX => Ok(Some(text.clone())),
            Some(_) => Err("a member of the header isn't a text"),
        };
        Ok(Self {
            algorithm: algorithm.ok_or("the algorithm isn't accepted")?,
            typ: text("typ")?,
            kid: text("kid")?,
            claims: object(claims)?,
            signed,
            signature: decode(signature)?,
        })
    }

    /// Whose it says it is: only good for choosing by which keys to verify it.
    pub(super) fn issuer(&self) -> Option<&str> {
        self.claims.get("iss").and_then(Value::as_str)
    }

    /// The claims, once the signature is verified.
    ///
    /// # Errors
    /// It isn't one of `key`.
    pub(super) fn verified(self, key: &Jwk) -> Result<Claims, &'static str> {
        if key.verifies(self.algorithm, self.signed.as_bytes(), &self.signature) {
            Ok(Claims(self.claims))
        } else {
            Err("the signature isn't of this key")
        }
    }

    /// As [`Jws::verified`], by any of several keys: the one that it is of.
    pub(super) fn verified_by<K>(self, keys: &[K], jwk: impl Fn(&K) -> &Jwk) -> Result<(Claims, &K), &'static str> {
        let fits = |key: &&K| jwk(key).verifies(self.algorithm, self.signed.as_bytes(), &self.signature);
        let key = keys.iter().find(fits).ok_or("the signature isn't of any key")?;
        Ok((Claims(self.claims), key))
    }
}

/// The claims of a token whose signature is verified.
pub(super) struct Claims(Map<String, Value>);

impl Claims {
    #[cfg(test)]
    pub(super) fn of(claims: Map<String, Value>) -> Self {
        Self(claims)
    }

    /// A claim that is a text and isn't empty.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    /// Whether the token is for `audience`: its only one, or one of several.
    pub(super) fn is_for(&self, audience: &str) -> bool {
        match self.0.get("aud") {
            Some(Value::String(only)) => only == audience,
            Some(Value::Array(all)) => all.iter().all(Value::is_string) && all.iter().any(|one| one == audience),
            _ => false,
        }
    }

    /// Checks the times that the token names against one, in seconds.
    ///
    /// # Errors
    /// It isn't now.
    pub(super) fn check_time(&self, now_s: i64, skew_s: i64) -> Result<(), &'static str> {
        self.times()?.check(now_s, skew_s)
    }

    /// `exp`, which has to be there, and `nbf` and `iat`.
    ///
    /// # Errors
    /// One of them is missing, or no time.
    pub(super) fn times(&self) -> Result<Times, &'static str> {
        let expires = self.time("exp")?.ok_or("the token doesn't say when it expires")?;
        Ok(Times { expires, not_before: [self.time("nbf")?, self.time("iat")?] })
    }

    /// A time in seconds since 1970; fractions are allowed (RFC 7519 §2).
    pub(super) fn time(&self, name: &str) -> Result<Option<f64>, &'static str> {
        match self.0.get(name) {
            None => Ok(None),
            Some(value) => match value.as_f64() {
                Some(time) if (0.0..=TIME_MAX).contains(&time) => Ok(Some(time)),
                _ => Err("a time isn't one"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_token_is_for_its_only_audience_or_for_each_of_several() {
        let is_for = |audience: Value| Claims::of(Map::from_iter([("aud".to_owned(), audience)])).is_for("sigill");
        for right in [json!("sigill"), json!(["sigill"]), json!(["other", "sigill"])] {
            assert!(is_for(right.clone()), "{right}");
        }
        for wrong in [json!("other"), json!(["other"]), json!([]), json!(["sigill", 1]), json!(1), json!(null)] {
            assert!(!is_for(wrong.clone()), "{wrong}");
        }
        assert!(!Claims::of(Map::new()).is_for("sigill"));
    }

    #[test]
    fn members_of_a_header_are_texts_that_are_not_too_long() {
        let read = |header: Value| {
            let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
            Jws::read(&format!("{}.{}.AA", part(&header), part(&json!({})))).map(|jws| (jws.typ, jws.kid))
        };
        let kid = |len: usize| "k".repeat(len);
        assert_eq!(read(json!({ "alg": "EdDSA" })), Ok((None, None)));
        let both = read(json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": kid(200) }));
        assert_eq!(both, Ok((Some("at+jwt".to_owned()), Some(kid(200)))));
        for wrong in
            [json!({ "kid": kid(201) }), json!({ "kid": 1 }), json!({ "typ": null }), json!({ "typ": kid(201) })]
        {
            let mut header = wrong.clone();
            header["alg"] = "EdDSA".into();
            assert_eq!(read(header), Err("a member of the header isn't a text"), "{wrong}");
        }
        for name in REFUSED {
            let why = Err("the header has a member that isn't accepted");
            assert_eq!(read(json!({ "alg": "EdDSA", *name: false })), why, "{name}");
        }
    }

    #[test]
    fn a_time_is_a_number_between_1970_and_9999() {
        let time = |value: Value| Claims::of(Map::from_iter([("exp".to_owned(), value)])).time("exp");
        assert_eq!((time(json!(0)), time(json!(1.5))), (Ok(Some(0.0)), Ok(Some(1.5))));
        assert_eq!(time(json!(253_402_300_799_i64)), Ok(Some(TIME_MAX)));
        for wrong in [json!(-1), json!(253_402_300_800_i64), json!("1"), json!(null), json!(true)] {
            assert_eq!(time(wrong.clone()), Err("a time isn't one"), "{wrong}");
        }
        assert_eq!(Claims::of(Map::new()).time("exp"), Ok(None));
    }
}
