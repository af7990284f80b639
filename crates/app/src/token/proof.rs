//! The second token by which a caller proves, for what is protected, that it knows its password: the documented
//! `X-Token`. It is signed like an access token and has a type of its own, so that neither can be taken for the other.

use sigill_domain::time::Timestamp;

use super::jws::Jws;
use super::secret::{Network, Shown};
use super::{IssuedToken, TechnicalUserId, TokenRefusal, Tokens, Unaccepted, VerifiedToken};
use crate::refusal::Refusal;

const TYPE: &str = "x-token+jwt";
/// Long enough for one change.
const LIFETIME_S: i64 = 300;

impl Tokens {
    /// A second token for a user who knows one of its passwords. Only technical users have any.
    ///
    /// # Errors
    /// The password is wrong, or the server can't tell now.
    pub async fn prove(
        &self,
        id: &TechnicalUserId,
        password: &str,
        from: Option<Network>,
    ) -> Result<IssuedToken, TokenRefusal> {
        let at = self.world.clock.now();
        let known = self.store.technical_user(&id.client, &id.user, at).await;
        let known = known.map_err(|error| TokenRefusal::Failed(error.into()))?;
        let id = id.to_string();
        let user = self.known_by(password, Shown { user: &id, from }, &known).await?;
        let user = user.ok_or_else(|| TokenRefusal::client(Unaccepted::WrongSecret, Some(&id)))?;
        self.sign(TYPE, &id, user, LIFETIME_S, at).await.map_err(TokenRefusal::Failed)
    }

    /// For whom a second token speaks.
    ///
    /// # Errors
    /// [`Refusal::Unauthenticated`] where it isn't accepted; [`Refusal::Store`] where that can't be told now.
    pub(crate) async fn proven(&self, token: &str, at: Timestamp) -> Result<VerifiedToken, Refusal> {
        let jws = Jws::read(token).map_err(Refusal::Unauthenticated)?;
        Ok(self.own(TYPE, jws, at).await?.into())
    }
}
