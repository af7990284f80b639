//! Access tokens: the built-in endpoint of OAuth 2 client credentials, and the verification of its
//! tokens.

mod id;
mod key;
mod seal;
mod secret;

use std::sync::{Arc, PoisonError, RwLock};

use jsonwebtoken::{Algorithm, Header, Validation};
use serde::{Deserialize, Serialize};
use sigill_domain::time::Timestamp;
use sigill_store::{Store, Subject};
use tokio::sync::Mutex;
use uuid::Uuid;

pub use self::id::TechnicalUserId;
use self::key::SigningKey;
pub use self::seal::{MasterKey, SealError};
pub use self::secret::Secrets;
use crate::refusal::Refusal;
use crate::world::World;

/// Clocks of two nodes may differ by this much.
const SKEW_S: i64 = 30;
/// Keys are read again for an unknown `kid` at most this often.
const RELOAD_EVERY_MS: i64 = 1_000;
/// RFC 9068 §2.1.
const TYPE: &str = "at+jwt";

/// How tokens are made and checked.
#[derive(Clone, Debug)]
pub struct TokenOptions {
    /// `iss`, and the base of the metadata: the URL under which callers know this server.
    pub issuer: String,
    /// `aud`.
    pub audience: String,
    pub lifetime_s: i64,
    /// argon2 computations at once; each takes 19 MiB.
    pub hashing_max: usize,
}

/// The token endpoint and its keys.
pub struct Tokens {
    store: Store,
    world: World,
    master: MasterKey,
    options: TokenOptions,
    secrets: Secrets,
    /// The newest first: it signs, all verify.
    keys: RwLock<Arc<Vec<SigningKey>>>,
    /// When keys were last read.
    loaded: Mutex<Timestamp>,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").field("options", &self.options).finish_non_exhaustive()
    }
}

/// A token that was issued.
#[derive(Clone)]
pub struct Issued {
    pub access_token: String,
    pub expires_in_s: i64,
}

impl std::fmt::Debug for Issued {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Issued").field("expires_in_s", &self.expires_in_s).finish_non_exhaustive()
    }
}

/// Why no token was issued (RFC 6749 §5.2).
#[derive(Debug)]
pub enum TokenRefusal {
    /// `invalid_client`: unknown, or a wrong secret; nobody learns which.
    InvalidClient,
    /// Too many are being checked.
    Busy,
    Failed(Refusal),
}

/// The claims of our tokens (RFC 9068 §2.2). Rights are not among them: they are looked up for
/// every request, so that taking one away works at once.
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: Uuid,
    client_id: String,
    iat: i64,
    exp: i64,
    jti: Uuid,
    /// The device password by which the token was got: without it, the token is worth nothing.
    cred: Uuid,
}

impl Tokens {
    /// Loads the signing keys, and makes the first one where there is none.
    ///
    /// # Errors
    /// The database can't be asked, or the keys were sealed with another master key.
    pub async fn open(store: &Store, world: &World, master: MasterKey, options: TokenOptions) -> Result<Self, Refusal> {
        let permit = store.system(world.occasion("start".to_owned(), std::time::Duration::from_secs(30)));
        if permit.signing_keys().await?.is_empty() {
            // Two nodes that start at once make one each; both serve.
            permit.add_signing_key(&SigningKey::generate(&master, world)?).await?;
        }
        let secrets = Secrets::new(options.hashing_max);
        let tokens = Self {
            store: store.clone(),
            world: world.clone(),
            master,
            options,
            secrets,
            keys: RwLock::default(),
            loaded: Mutex::new(Timestamp::default()),
        };
        tokens.load().await?;
        Ok(tokens)
    }

    /// Issues a token to a technical user, whose `client_id` is a [`TechnicalUserId`].
    ///
    /// # Errors
    /// The client isn't known by this secret, or the server can't tell now.
    pub async fn issue(&self, client_id: &str, client_secret: &str) -> Result<Issued, TokenRefusal> {
        let at = self.world.clock.now();
        let known = match TechnicalUserId::parse(client_id) {
            Some(id) => self.store.technical_user(&id.client, &id.user, at).await,
            None => Ok(Vec::new()),
        };
        let known = known.map_err(|error| TokenRefusal::Failed(error.into()))?;
        let hashes = known.iter().map(|user| user.hash.clone()).collect();
        let found = self.secrets.find(client_secret, hashes).await.map_err(|_| TokenRefusal::Busy)?;
        let subject = found.and_then(|at| known.get(at)).map(|user| user.subject).ok_or(TokenRefusal::InvalidClient)?;
        self.sign(client_id, subject, at).map_err(TokenRefusal::Failed)
    }

    fn sign(&self, client_id: &str, subject: Subject, at: Timestamp) -> Result<Issued, Refusal> {
        let keys = self.keys();
        let key = keys.first().ok_or_else(|| Refusal::Failed("there is no signing key".to_owned()))?;
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(key.id.clone());
        let claims = Claims {
            iss: self.options.issuer.clone(),
            aud: self.options.audience.clone(),
            sub: subject.user_id,
            client_id: client_id.to_owned(),
            iat: at.seconds(),
            exp: at.seconds() + self.options.lifetime_s,
            jti: self.world.id(),
            cred: subject.credential_id,
        };
        let access_token = jsonwebtoken::encode(&header, &claims, &key.private)
            .map_err(|error| Refusal::Failed(format!("signing a token: {error}")))?;
        Ok(Issued { access_token, expires_in_s: self.options.lifetime_s })
    }

    /// For whom a token speaks: signature, type, issuer, audience and time are checked (RFC 8725,
    /// RFC 9068 §4).
    ///
    /// # Errors
    /// [`Refusal::Unauthenticated`] where it isn't accepted.
    pub async fn verify(&self, token: &str, at: Timestamp) -> Result<Subject, Refusal> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| Refusal::Unauthenticated("not a token"))?;
        if header.alg != Algorithm::EdDSA {
            return Err(Refusal::Unauthenticated("the algorithm isn't accepted"));
        }
        if header.typ.as_deref() != Some(TYPE) {
            return Err(Refusal::Unauthenticated("the type isn't at+jwt"));
        }
        let kid = header.kid.ok_or(Refusal::Unauthenticated("no key is named"))?;
        let mut keys = self.keys();
        if !keys.iter().any(|key| key.id == kid) {
            keys = self.reload(at).await?;
        }
        let key = keys.iter().find(|key| key.id == kid).ok_or(Refusal::Unauthenticated("the key is unknown"))?;

        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[&self.options.issuer]);
        validation.set_audience(&[&self.options.audience]);
        validation.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
        // Time is ours to tell, not the library's.
        validation.validate_exp = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &key.public, &validation)
            .map_err(|_| Refusal::Unauthenticated("the signature or a claim isn't accepted"))?
            .claims;
        if claims.exp.saturating_add(SKEW_S) <= at.seconds() {
            return Err(Refusal::Unauthenticated("the token has expired"));
        }
        if claims.iat.saturating_sub(SKEW_S) > at.seconds() {
            return Err(Refusal::Unauthenticated("the token is from the future"));
        }
        Ok(Subject { user_id: claims.sub, credential_id: claims.cred })
    }

    fn keys(&self) -> Arc<Vec<SigningKey>> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Another node may have made a key meanwhile; not asked for every bad token.
    async fn reload(&self, at: Timestamp) -> Result<Arc<Vec<SigningKey>>, Refusal> {
        let mut loaded = self.loaded.lock().await;
        if at.millis() - loaded.millis() >= RELOAD_EVERY_MS {
            *loaded = at;
            self.load().await?;
        }
        Ok(self.keys())
    }

    async fn load(&self) -> Result<(), Refusal> {
        let permit = self.store.system(self.world.occasion("keys".to_owned(), std::time::Duration::from_secs(5)));
        let stored = permit.signing_keys().await?;
        let keys = stored.iter().map(|key| SigningKey::open(key, &self.master)).collect::<Result<Vec<_>, _>>()?;
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
        Ok(())
    }

    /// The public keys (RFC 7517).
    #[must_use]
    pub fn jwks(&self) -> serde_json::Value {
        let keys: Vec<_> = self.keys().iter().map(SigningKey::jwk).collect();
        serde_json::json!({ "keys": keys })
    }

    #[must_use]
    pub fn options(&self) -> &TokenOptions {
        &self.options
    }

    #[must_use]
    pub fn secrets(&self) -> &Secrets {
        &self.secrets
    }
}
