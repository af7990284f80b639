//! The token endpoint: OAuth 2 client credentials, by a secret or by an assertion.

use serde_json::json;
use sigill_domain::time::Timestamp;
use sigill_store::{Task, TechnicalUser};

use super::assertion::{self, Assertion, HeldKey};
use super::issued::{IssuedToken, TokenRefusal};
use super::jws::Jws;
use super::secret::{Network, Shown};
use super::technical::TechnicalUserId;
use super::unaccepted::Unaccepted;
use super::{TYPE, Tokens, ring};
use crate::refusal::Refusal;

impl Tokens {
    /// Issues a token to a technical user, whose `client_id` is a [`TechnicalUserId`]; `from` is where it asks.
    ///
    /// # Errors
    /// The client isn't known by this secret, or the server can't tell now.
    pub async fn issue(
        &self,
        client_id: &str,
        client_secret: &str,
        from: Option<Network>,
    ) -> Result<IssuedToken, TokenRefusal> {
        let at = self.world.clock.now();
        let id = TechnicalUserId::parse(client_id);
        let known = match &id {
            Some(id) => self.store.technical_user(&id.client, &id.user, at).await,
            None => Ok(Vec::new()),
        };
        let known = known.map_err(|error| TokenRefusal::Failed(error.into()))?;
        let shown = Shown { user: client_id, from };
        let user = self.known_by(client_secret, shown, &known).await?.ok_or_else(|| {
            let why = match (&id, known.is_empty()) {
                (None, _) => Unaccepted::Malformed,
                (Some(_), true) => Unaccepted::Unknown,
                (Some(_), false) => Unaccepted::WrongSecret,
            };
            TokenRefusal::client(why, Some(client_id))
        })?;
        self.sign(TYPE, client_id, user, self.options.lifetime_s, at).await.map_err(TokenRefusal::Failed)
    }

    /// Which of the secrets it is, if any.
    pub(super) async fn known_by<'a>(
        &self,
        secret: &str,
        shown: Shown<'_>,
        known: &'a [TechnicalUser],
    ) -> Result<Option<&'a TechnicalUser>, TokenRefusal> {
        let hashes = known.iter().map(|user| user.hash().to_owned()).collect();
        let found = self.secrets.find(secret, shown, hashes).await.map_err(TokenRefusal::Failed)?;
        Ok(found.and_then(|at| known.get(at)))
    }

    /// Issues a token to a technical user that shows an assertion, signed by a key of it (RFC 7523). `client_id` is
    /// what else the request says about who it is.
    ///
    /// # Errors
    /// The assertion isn't accepted, or was before; or the server can't tell now.
    pub async fn issue_for_assertion(
        &self,
        assertion: &str,
        client_id: Option<&str>,
    ) -> Result<IssuedToken, TokenRefusal> {
        let at = self.world.clock.now();
        let wrong = |why| TokenRefusal::client(Unaccepted::Assertion(why), client_id);
        let jws = Jws::read(assertion).map_err(wrong)?;
        let named = assertion::client_id(&jws).ok_or_else(|| wrong("the assertion names no client"))?.to_owned();
        if client_id.is_some_and(|other| other != named) {
            return Err(wrong("the assertion is of another client than client_id"));
        }
        let invalid = |why| TokenRefusal::client(why, Some(&named));
        let id = TechnicalUserId::parse(&named).ok_or_else(|| invalid(Unaccepted::Malformed))?;
        let keys = self.store.public_keys(&id.client, &id.user, at).await;
        let keys = HeldKey::all(keys.map_err(|error| TokenRefusal::Failed(error.into()))?);
        if keys.is_empty() {
            return Err(invalid(Unaccepted::Unknown));
        }
        let form = assertion::Form {
            issuer: self.options.issuer.clone(),
            old: self.options.old_assertions.then(|| self.token_endpoint()),
        };
        let checked = assertion::check(jws, &named, keys, &form, at);
        let Assertion { user, id, until } = checked.map_err(|why| invalid(Unaccepted::Assertion(why)))?;
        let permit = self
            .store
            .system(Task::Assertions, self.world.occasion("token".to_owned(), std::time::Duration::from_secs(5)));
        match permit.use_assertion(id, until).await {
            Ok(true) => self.sign(TYPE, &named, &user, self.options.lifetime_s, at).await.map_err(TokenRefusal::Failed),
            Ok(false) => Err(invalid(Unaccepted::Used)),
            Err(error) => Err(TokenRefusal::Failed(error.into())),
        }
    }

    /// The URL of the token endpoint.
    #[must_use]
    pub fn token_endpoint(&self) -> String {
        format!("{}/oauth2/token", self.options.issuer.trim_end_matches('/'))
    }

    /// The claims of our tokens (RFC 9068 §2.2). Rights are not among them: they are looked up for every request, so
    /// that taking one away works at once. `cred` is the credential by which the token was got: without it, the token
    /// is worth nothing.
    pub(super) async fn sign(
        &self,
        typ: &str,
        client_id: &str,
        user: &TechnicalUser,
        lifetime_s: i64,
        at: Timestamp,
    ) -> Result<IssuedToken, Refusal> {
        let keys = self.ring.recent(at).await?;
        let key = ring::signing(&keys, at).ok_or_else(|| Refusal::Failed("there is no signing key".to_owned()))?;
        let claims = json!({
            "iss": self.options.issuer,
            "aud": self.options.audience,
            "sub": user.user_id,
            "client_id": client_id,
            "iat": at.seconds(),
            "exp": at.seconds() + lifetime_s,
            "jti": self.world.id(),
            "cred": user.credential_id,
        });
        Ok(IssuedToken {
            access_token: key.sign(typ, &claims),
            expires_in_s: lifetime_s,
            client_id: client_id.to_owned(),
        })
    }
}
