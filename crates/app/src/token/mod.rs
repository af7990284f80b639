//! Access tokens: the built-in endpoint of OAuth 2 client credentials, and the verification of all three kinds: its
//! own, those of outside issuers, and the documented opaque ones.

mod algorithm;
mod argon;
mod assertion;
mod brought;
mod fit;
mod issue;
mod issued;
mod issuer;
mod json;
mod jwk;
mod jws;
mod kept;
mod key;
mod keyed;
mod once;
mod opaque;
mod proof;
mod rewrap;
mod ring;
mod seal;
mod secret;
mod seen;
mod technical;
mod times;
mod unaccepted;
mod values;
mod verified;

use std::hash::Hash;
use std::sync::Arc;

use serde_json::json;
use sigill_domain::role::RoleTable;
use sigill_domain::time::Timestamp;
use sigill_store::{Caller, Foreseen, Occasion, Source, Store, Subject};
use uuid::Uuid;

pub use self::algorithm::Algorithm;
pub use self::assertion::read_public_key;
pub use self::fit::Fit;
pub use self::issued::{IssuedToken, TokenRefusal};
use self::issuer::Issuer;
pub use self::issuer::{ClientOf, Fetching, IssuerOptions, KeySource, TokenTypes};
pub use self::jwk::check_key_set;
use self::jws::{Claims, Jws};
pub use self::key::KeysError;
use self::opaque::{Opaque, Remembered};
pub use self::rewrap::{Rewrapped, rewrap};
use self::ring::Ring;
pub use self::ring::{KeyInfo, keys, retire, rotate};
pub use self::seal::{MasterKey, SealError};
use self::secret::Shown;
pub use self::secret::{Network, Secrets};
use self::seen::{Seen, TokenHash, Verified};
pub use self::technical::TechnicalUserId;
use self::times::SKEW_S;
pub use self::unaccepted::Unaccepted;
use self::values::Values;
pub use self::verified::VerifiedToken;
use crate::refusal::Refusal;
use crate::world::World;

/// RFC 9068 §2.1.
const TYPE: &str = "at+jwt";

/// How tokens are made and checked.
#[derive(Clone, Debug)]
pub struct TokenOptions {
    /// `iss`, and the base of the metadata: the URL under which callers know this server.
    pub issuer: String,
    /// `aud`.
    pub audience: String,
    /// How long a token is good, in seconds.
    pub lifetime_s: i64,
    /// Slow hashes that are computed at once; each takes 19 MiB.
    pub hashing_max: usize,
    /// Secrets in a second of one address that may be wrong; more are looked at later, or not at all.
    pub wrong_secrets_per_s_max: u32,
    /// Passwords that many people choose; `None`: the list that ships.
    pub dictionary: Option<sigill_domain::credential::Dictionary>,
    /// The external id of the client whose technical users may send opaque tokens.
    pub opaque_client: Option<String>,
    /// Whether client assertions of the old form are accepted, too.
    pub old_assertions: bool,
    /// Outside issuers whose tokens are accepted, too.
    pub issuers: Vec<IssuerOptions>,
}

/// The token endpoint and its keys, and what else vouches for callers.
pub struct Tokens {
    store: Store,
    world: World,
    options: TokenOptions,
    secrets: Secrets,
    ring: Ring,
    seen: Seen,
    issuers: Vec<Issuer>,
    remembered: Remembered,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").field("options", &self.options).finish_non_exhaustive()
    }
}

impl Tokens {
    /// Loads the signing keys, and makes the first one where there is none.
    ///
    /// # Errors
    /// The database can't be asked, or the keys were sealed with another master key.
    pub async fn open(
        store: &Store,
        world: &World,
        master: MasterKey,
        options: TokenOptions,
    ) -> Result<Self, KeysError> {
        store.sealed_by(Arc::new(Values { vault: master.vault(), world: world.clone() }));
        Ok(Self {
            store: store.clone(),
            world: world.clone(),
            secrets: Secrets::of(&master, &options),
            ring: Ring::open(store, world, master).await?,
            seen: Seen::default(),
            issuers: options.issuers.iter().cloned().map(Issuer::new).collect(),
            remembered: Remembered::new(world),
            options,
        })
    }

    /// How many signing keys there are, all of which this master key opens.
    ///
    /// # Errors
    /// The database can't be asked, or a key can't be opened.
    pub async fn check_master(store: &Store, world: &World, master: &MasterKey) -> Result<usize, KeysError> {
        ring::read(store, world, master).await.map(|keys| keys.len())
    }

    /// Whether there is something that a master key has sealed.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn has_keys(store: &Store, world: &World) -> Result<bool, Refusal> {
        Ok(!ring::keys(store, world).await?.is_empty())
    }

    /// Whose token it was when it was verified last, if that is remembered. Whether it still is good isn't known by it:
    /// it only tells whose share is taken.
    #[must_use]
    pub fn of_whom(&self, token: &str, at: Timestamp) -> Option<impl Hash + use<>> {
        let subject = if token.contains('.') {
            self.seen.find(&TokenHash::of(token)).map(|verified| verified.subject)
        } else {
            self.options.opaque_client.as_ref().and_then(|_| self.remembered.find(token, at))
        };
        subject.map(|subject| match subject {
            Subject::Holder { user_id, .. } => (Some(user_id), None),
            Subject::Named { client, user } => (None, Some((client, user))),
            // A session is no token.
            Subject::Session { secret } => (None, Some((String::new(), secret))),
        })
    }

    /// Whether verifying this token needs the slow hash.
    #[must_use]
    pub fn is_slow(&self, token: &str) -> bool {
        let is_opaque = self.options.opaque_client.is_some() && !token.contains('.');
        is_opaque && Opaque::read(token).is_some_and(|told| Secrets::are_slow(&told.secret))
    }

    /// A token that was verified before and is still good: an opaque one a short while ago, or one of ours whose key is
    /// still ours and whose time is now. Nobody waits for what strangers ask here.
    ///
    /// # Errors
    /// The keys are too old, and can't be read.
    pub async fn recognise(&self, token: &str, at: Timestamp) -> Result<Option<VerifiedToken>, Refusal> {
        if !token.contains('.') {
            let subject = self.options.opaque_client.as_ref().and_then(|_| self.remembered.find(token, at));
            return Ok(subject.map(|subject| VerifiedToken::remembered_as(subject, token)));
        }
        let Some(verified) = self.seen.find(&TokenHash::of(token)) else { return Ok(None) };
        let is_known = self.ring.recent(at).await?.iter().any(|key| key.id == verified.kid);
        Ok((is_known && verified.times.check(at.seconds(), SKEW_S).is_ok()).then(|| verified.into()))
    }

    /// The caller that a verified token speaks for, with its roles as they are now. What the request will ask first is
    /// asked for in the same round trip.
    ///
    /// # Errors
    /// [`Refusal::Unauthenticated`] where the token has expired meanwhile, or its user or credential may not be used
    /// any more.
    pub async fn caller(
        &self,
        token: &VerifiedToken,
        roles: &Arc<RoleTable>,
        occasion: Occasion,
        foreseen: Option<Foreseen<'_>>,
    ) -> Result<Caller, Refusal> {
        token.check(occasion.at)?;
        let source = |token: &VerifiedToken| Source { subject: token.subject().clone(), roles: Arc::clone(roles) };
        let nobody = Refusal::Unauthenticated("the token's user or credential can't be used");
        let caller = self.store.caller(source(token), occasion.clone(), foreseen).await?;
        match (caller, token.remembered()) {
            (Some(caller), _) => Ok(caller),
            (None, None) => Err(nobody),
            (None, Some(secret)) => {
                // Its credential has changed meanwhile.
                self.remembered.forget(secret);
                let token = self.verify(secret, occasion.at, None).await?;
                self.store.caller(source(&token), occasion, foreseen).await?.ok_or(nobody)
            }
        }
    }

    /// For whom a token speaks, whichever of the three kinds it is. The kinds can't be taken for each other: an opaque
    /// one has no `.`, and the others name their issuer, whose keys and rules alone decide. `from` is where it comes from.
    ///
    /// # Errors
    /// [`Refusal::Unauthenticated`] where it isn't accepted; [`Refusal::Unavailable`] where that can't be told now.
    pub async fn verify(&self, token: &str, at: Timestamp, from: Option<Network>) -> Result<VerifiedToken, Refusal> {
        if !token.contains('.') {
            return self.opaque(token, at, from).await;
        }
        let jws = Jws::read(token).map_err(Refusal::Unauthenticated)?;
        let issuer = jws.issuer().ok_or(Refusal::Unauthenticated("the token names no issuer"))?;
        if issuer == self.options.issuer {
            let verified = self.own(TYPE, jws, at).await?;
            self.seen.add(TokenHash::of(token), verified.clone());
            return Ok(verified.into());
        }
        let issuer = self.issuers.iter().find(|known| known.options.issuer == issuer);
        issuer.ok_or(Refusal::Unauthenticated("the issuer is unknown"))?.verify(jws, at).await
    }

    /// A token that we signed (RFC 8725, RFC 9068 §4), of the type `typ` and no other.
    async fn own(&self, typ: &str, jws: Jws<'_>, at: Timestamp) -> Result<Verified, Refusal> {
        let no = Refusal::Unauthenticated;
        let (claims, kid) = self.signed_here(jws, typ, &self.options.audience, at).await?;
        let times = claims.times().map_err(no)?;
        times.check(at.seconds(), SKEW_S).map_err(no)?;
        let id = |name: &str| claims.text(name).and_then(|id| Uuid::parse_str(id).ok());
        match (id("sub"), id("cred")) {
            (Some(user_id), Some(credential_id)) => {
                Ok(Verified { kid, times, subject: Subject::Holder { user_id, credential_id, version: None } })
            }
            _ => Err(no("the token names no user")),
        }
    }

    /// What a token of this type and for this audience says that a key of ours signed, and which; its time is not looked
    /// at.
    async fn signed_here(
        &self,
        jws: Jws<'_>,
        typ: &str,
        audience: &str,
        at: Timestamp,
    ) -> Result<(Claims, String), Refusal> {
        let no = Refusal::Unauthenticated;
        if jws.algorithm != Algorithm::EdDSA {
            return Err(no("the algorithm isn't accepted"));
        }
        if jws.typ.as_deref() != Some(typ) {
            return Err(no("the type isn't the one that is expected here"));
        }
        let kid = jws.kid.clone().ok_or(no("no key is named"))?;
        let keys = self.ring.searched(&kid, at).await?;
        let key = keys.iter().find(|key| key.id == kid).ok_or(no("the key is unknown"))?;
        let claims = jws.verified(&key.public).map_err(no)?;
        if claims.text("iss") != Some(self.options.issuer.as_str()) || !claims.is_for(audience) {
            return Err(no("the token is for somebody else"));
        }
        Ok((claims, kid))
    }

    async fn opaque(&self, token: &str, at: Timestamp, from: Option<Network>) -> Result<VerifiedToken, Refusal> {
        let client = self.options.opaque_client.as_deref().ok_or(Refusal::Unauthenticated("not a token"))?;
        // Nothing has to be hashed; the database says whether it is still so.
        if let Some(subject) = self.remembered.find(token, at) {
            return Ok(VerifiedToken::remembered_as(subject, token));
        }
        let told = Opaque::read(token).ok_or(Refusal::Unauthenticated("not a token"))?;
        let user = self.store.device_password(client, &told.user, &told.credential, at).await?;
        let hash = user.as_ref().map(|user| user.hash().to_owned());
        let fits = self.secrets.check(&told.secret, Shown { user: &told.user, from }, hash).await?;
        let user = user.filter(|_| fits).ok_or(Refusal::Unauthenticated("the user, credential or secret is wrong"))?;
        let subject =
            Subject::Holder { user_id: user.user_id, credential_id: user.credential_id, version: Some(user.version) };
        self.remembered.keep(token, subject.clone(), at);
        Ok(VerifiedToken::secret(subject))
    }

    /// The public keys (RFC 7517), those of all nodes and those that will sign.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn jwks(&self) -> Result<serde_json::Value, Refusal> {
        let keys = self.ring.current(self.world.clock.now()).await?;
        Ok(json!({ "keys": keys.iter().map(key::SigningKey::jwk).collect::<Vec<_>>() }))
    }

    /// How tokens are made and checked here.
    #[must_use]
    pub fn options(&self) -> &TokenOptions {
        &self.options
    }

    /// What hashes and compares secrets, a few at once.
    #[must_use]
    pub fn secrets(&self) -> &Secrets {
        &self.secrets
    }
}
