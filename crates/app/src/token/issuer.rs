//! Outside issuers: whose tokens are accepted, by which keys, and whom they speak for.

use std::fmt::Debug;
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};

use sigill_domain::time::Timestamp;
use sigill_store::Subject;
use tokio::sync::Mutex;
use tracing::{info, warn};

use super::VerifiedToken;
use super::algorithm::Algorithm;
use super::jwk::KeySet;
use super::jws::Jws;
use crate::refusal::Refusal;

/// Keys are fetched at most this often, whatever `kid` tokens name.
const FETCH_EVERY_MS: i64 = 30_000;
/// As often where there are none that could be used.
const FETCH_FIRST_EVERY_MS: i64 = 5_000;
/// Keys older than this are fetched anew; until that succeeds, they serve on.
const REFRESH_AFTER_MS: i64 = 5 * 60_000;
/// Keys older than this are not used any more.
const AGE_MAX_MS: i64 = 60 * 60_000;

/// Where the keys of an issuer are published.
pub trait KeySource: Debug + Send + Sync {
    /// The key set as it is now, bounded in size and time.
    fn fetch(&self) -> Fetching<'_>;
}

/// A key set on its way, or why it can't be had.
pub type Fetching<'a> = Pin<Box<dyn Future<Output = Result<Vec<u8>, String>> + Send + 'a>>;

/// Whose tokens are accepted.
#[derive(Clone, Debug)]
pub struct IssuerOptions {
    /// `iss`, exactly.
    pub issuer: String,
    /// What `aud` has to be or to hold.
    pub audience: String,
    /// What its tokens may be signed by: the `alg` of a token must be one of these.
    pub algorithms: Vec<Algorithm>,
    /// Which `typ` its tokens may have.
    pub types: TokenTypes,
    /// How the client of a user is known.
    pub client: ClientOf,
    /// The claim with the external id of the user.
    pub user_claim: String,
    /// How far its clock and ours may differ.
    pub skew_s: i64,
    /// Where its public keys come from; they are kept for a while.
    pub keys: Arc<dyn KeySource>,
}

/// Which `typ` a token may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenTypes {
    /// That of access tokens only (RFC 9068 §2.1), so that no other token of the issuer passes for one.
    Strict,
    /// `JWT` and none as well, for issuers that don't tell their tokens apart.
    Lenient,
}

impl TokenTypes {
    fn allow(self, typ: Option<&str>) -> bool {
        let Some(typ) = typ else { return self == Self::Lenient };
        // A media type, in which case doesn't count; `application/` may be left out.
        let typ = typ.to_ascii_lowercase();
        match typ.strip_prefix("application/").unwrap_or(&typ) {
            "at+jwt" => true,
            "jwt" => self == Self::Lenient,
            _ => false,
        }
    }
}

/// Where the external id of the client comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientOf {
    /// All users of the issuer are of this client.
    Fixed(String),
    /// A claim names it.
    Claim(String),
}

/// An issuer with the keys that are known of it.
pub(super) struct Issuer {
    pub(super) options: IssuerOptions,
    keys: RwLock<Option<Arc<Known>>>,
    /// When fetching was tried last. Who holds it fetches; the others wait for what comes of it, or do without.
    tried: Mutex<Option<Timestamp>>,
}

struct Known {
    keys: KeySet,
    at: Timestamp,
}

impl Issuer {
    pub(super) fn new(options: IssuerOptions) -> Self {
        Self { options, keys: RwLock::default(), tried: Mutex::default() }
    }

    /// Verifies a token of this issuer (RFC 8725, RFC 9068 §4).
    pub(super) async fn verify(&self, jws: Jws<'_>, at: Timestamp) -> Result<VerifiedToken, Refusal> {
        let options = &self.options;
        let no = Refusal::Unauthenticated;
        if !options.algorithms.contains(&jws.algorithm) {
            return Err(no("the algorithm isn't accepted of this issuer"));
        }
        if !options.types.allow(jws.typ.as_deref()) {
            return Err(no("the type isn't accepted of this issuer"));
        }
        let kid = jws.kid.clone().ok_or(no("no key is named"))?;
        let known = self.known(&kid, at).await?;
        let key = known.keys.find(&kid).ok_or(no("the key is unknown"))?;
        let claims = jws.verified(key).map_err(no)?;
        if claims.text("iss") != Some(options.issuer.as_str()) {
            return Err(no("the issuer is another one"));
        }
        if !claims.is_for(&options.audience) {
            return Err(no("the token is for somebody else"));
        }
        let times = claims.times().map_err(no)?;
        times.check(at.seconds(), options.skew_s).map_err(no)?;
        let client = match &options.client {
            ClientOf::Fixed(client) => Some(client.as_str()),
            ClientOf::Claim(claim) => claims.text(claim),
        };
        let user = claims.text(&options.user_claim);
        match (client, user) {
            (Some(client), Some(user)) => {
                let subject = Subject::Named { client: client.to_owned(), user: user.to_owned() };
                Ok(VerifiedToken::timed(subject, times, options.skew_s))
            }
            _ => Err(no("the token names no user")),
        }
    }

    /// Keys that aren't too old; fetched where `kid` isn't among those that are known, but not for every bad token.
    async fn known(&self, kid: &str, at: Timestamp) -> Result<Arc<Known>, Refusal> {
        let age_ms = |known: &Known| at.millis() - known.at.millis();
        match self.usable(at) {
            Some(known) if known.keys.find(kid).is_some() => {
                // One call brings them up to date; the others needn't wait for it.
                if age_ms(&known) >= REFRESH_AFTER_MS
                    && let Ok(mut tried) = self.tried.try_lock()
                {
                    self.fetch(&mut tried, at).await;
                }
            }
            _ => {
                let mut tried = self.tried.lock().await;
                // Perhaps the one who was here before has brought it.
                if self.usable(at).is_none_or(|known| known.keys.find(kid).is_none()) {
                    self.fetch(&mut tried, at).await;
                }
            }
        }
        self.usable(at).ok_or_else(|| Refusal::Unavailable(format!("no keys of {}", self.options.issuer)))
    }

    fn usable(&self, at: Timestamp) -> Option<Arc<Known>> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        keys.as_ref().filter(|known| at.millis() - known.at.millis() < AGE_MAX_MS).cloned()
    }

    async fn fetch(&self, tried: &mut Option<Timestamp>, at: Timestamp) {
        let every_ms = if self.usable(at).is_some() { FETCH_EVERY_MS } else { FETCH_FIRST_EVERY_MS };
        if tried.is_some_and(|tried| at.millis() - tried.millis() < every_ms) {
            return;
        }
        *tried = Some(at);
        let issuer = &self.options.issuer;
        let fetched = self.options.keys.fetch().await;
        match fetched.and_then(|bytes| KeySet::read(&bytes).map_err(str::to_owned)) {
            Ok(keys) => {
                info!(issuer, keys = keys.len(), "fetched the keys of an issuer");
                *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(Known { keys, at }));
            }
            Err(why) => warn!(issuer, why, "the keys of an issuer can't be fetched"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_type_of_access_tokens_is_strict() {
        let cases = [
            (Some("at+jwt"), true, true),
            (Some("application/AT+JWT"), true, true),
            (Some("JWT"), false, true),
            (Some("application/jwt"), false, true),
            (None, false, true),
            (Some("id_token+jwt"), false, false),
            (Some(""), false, false),
        ];
        for (typ, strict, lenient) in cases {
            assert_eq!((TokenTypes::Strict.allow(typ), TokenTypes::Lenient.allow(typ)), (strict, lenient), "{typ:?}");
        }
    }
}
