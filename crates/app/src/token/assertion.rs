//! Client assertions: a technical user authenticates by a key instead of a secret (RFC 7523, `private_key_jwt`).

use aws_lc_rs::digest;
use serde_json::Value;
use sigill_domain::time::Timestamp;
use sigill_store::TechnicalUser;
use uuid::Uuid;

use super::json;
use super::jwk::Jwk;
use super::jws::{Claims, Jws};
use super::times::SKEW_S;

/// How long before its end an assertion may be used. It bounds what has to be remembered of those that were.
const LIFETIME_MAX_S: f64 = 300.0;
/// Longest `jti` in bytes.
const JTI_LEN_MAX: usize = 200;

/// A key of a technical user.
pub(super) struct HeldKey {
    pub(super) user: TechnicalUser,
    jwk: Jwk,
}

impl HeldKey {
    /// Those of the credentials that are keys: other generic credentials aren't.
    pub(super) fn all(users: Vec<TechnicalUser>) -> Vec<Self> {
        let read = |user: TechnicalUser| {
            let detail = json::object(user.proof.as_bytes())?;
            let jwk = Jwk::of(detail.get("jwk")?.as_object()?).ok()?;
            Some(Self { user, jwk })
        };
        users.into_iter().filter_map(read).collect()
    }
}

/// An assertion that is right, but may have been used before.
pub(super) struct Assertion {
    pub(super) user: TechnicalUser,
    /// What it is remembered by.
    pub(super) id: Uuid,
    pub(super) until: Timestamp,
}

/// Whose assertion it says it is: only good for finding the keys to verify it by.
pub(super) fn client_id<'a>(jws: &'a Jws<'_>) -> Option<&'a str> {
    jws.issuer()
}

/// What an assertion has to look like.
///
/// One of several audiences would do for each of them: whoever gets it first could use it at the others. And a token that
/// was signed for something else must not pass for one. So it is for the issuer alone, and says by its type what it is
/// (draft-ietf-oauth-rfc7523bis §4). Many libraries still make the form of RFC 7523.
pub(super) struct Form {
    pub(super) issuer: String,
    /// Where the old form is accepted, too, the URL of the token endpoint: it may be the audience; the type may be `JWT`
    /// or missing.
    pub(super) old: Option<String>,
}

impl Form {
    fn check_type(&self, typ: Option<&str>) -> Result<(), &'static str> {
        // A media type, in which case doesn't count; `application/` may be left out.
        let typ = typ.map(str::to_ascii_lowercase);
        match typ.as_deref().map(|typ| typ.strip_prefix("application/").unwrap_or(typ)) {
            Some("client-authentication+jwt") => Ok(()),
            None | Some("jwt") if self.old.is_some() => Ok(()),
            _ => Err("the type isn't that of an assertion: expected client-authentication+jwt"),
        }
    }

    /// One text, in both forms: of a list, the other ones could be used elsewhere.
    fn check_audience(&self, audience: Option<&str>) -> Result<(), &'static str> {
        match audience {
            Some(audience) if audience == self.issuer || self.old.as_deref() == Some(audience) => Ok(()),
            _ => Err("it is for somebody else: expected the issuer as the only audience"),
        }
    }
}

/// Checks an assertion of the client `client_id` (RFC 7523 §3, draft-ietf-oauth-rfc7523bis).
pub(super) fn check(
    jws: Jws<'_>,
    client_id: &str,
    keys: Vec<HeldKey>,
    form: &Form,
    at: Timestamp,
) -> Result<Assertion, &'static str> {
    form.check_type(jws.typ.as_deref())?;
    let kid = jws.kid.clone();
    let named = |key: &HeldKey| kid.is_none() || key.jwk.kid.is_none() || key.jwk.kid == kid;
    let keys: Vec<HeldKey> = keys.into_iter().filter(named).collect();
    let (claims, key) = jws.verified_by(&keys, |key| &key.jwk)?;
    if claims.text("iss") != Some(client_id) || claims.text("sub") != Some(client_id) {
        return Err("iss and sub aren't both the client");
    }
    form.check_audience(claims.text("aud"))?;
    claims.check_time(at.seconds(), SKEW_S)?;
    let until = end(&claims, at)?;
    let jti = claims.text("jti").filter(|jti| jti.len() <= JTI_LEN_MAX).ok_or("jti is missing or too long")?;
    Ok(Assertion { user: key.user.clone(), id: remembered_by(client_id, jti), until })
}

/// When it needs no remembering any more.
fn end(claims: &Claims, at: Timestamp) -> Result<Timestamp, &'static str> {
    let exp = claims.time("exp")?.ok_or("exp is missing")?;
    if exp - at.seconds() as f64 > LIFETIME_MAX_S + SKEW_S as f64 {
        return Err("it is good for longer than five minutes");
    }
    let until_s = exp.ceil() as i64 + 2 * SKEW_S;
    Ok(Timestamp::from_micros(until_s.saturating_mul(1_000_000)))
}

/// The half of a hash: nobody can make two assertions of the same id but who makes them.
fn remembered_by(client_id: &str, jti: &str) -> Uuid {
    let text = Value::from(vec![client_id, jti]).to_string();
    let hash = digest::digest(&digest::SHA256, text.as_bytes());
    Uuid::from_bytes(hash.as_ref()[..16].try_into().unwrap_or_default())
}

/// Reads a public key that a technical user is to have: a JWK.
///
/// # Errors
/// Why it can't be one.
pub fn read_public_key(text: &str) -> Result<Value, &'static str> {
    let jwk = json::object(text.as_bytes()).ok_or("expected a JWK: one JSON object")?;
    Jwk::of(&jwk)?;
    Ok(Value::Object(jwk))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_assertion_is_good_for_five_minutes_at_most_and_remembered_until_nobody_takes_it() {
        let end = |exp: Value| {
            let at = Timestamp::from_micros(1_000_000_000);
            let claims = Claims::of(json!({ "exp": exp }).as_object().unwrap().clone());
            super::end(&claims, at).map(|until| until.seconds())
        };
        let long = Err("it is good for longer than five minutes");
        let most = 1_000 + 300 + SKEW_S;
        assert_eq!((end(most.into()), end((most + 1).into())), (Ok(most + 2 * SKEW_S), long));
        assert_eq!(end(json!(1_000.5)), Ok(1_001 + 2 * SKEW_S));
        assert_eq!(end(json!(900)), Ok(900 + 2 * SKEW_S), "whether it is over is looked at elsewhere");
    }
}
