//! All that a face of Sigill needs, in one handle.

use std::sync::Arc;

use sigill_domain::role::RoleTable;
use sigill_store::{Caller, Foreseen, Occasion, Source, Store};

use crate::refusal::Refusal;
use crate::signing::Desk;
use crate::token::{Network, Tokens, VerifiedToken};
use crate::world::World;

/// Sigill without a face. Cloning shares it.
#[derive(Clone, Debug)]
pub struct App {
    /// All that is kept.
    pub store: Store,
    /// The clock and the randomness of all that is decided here.
    pub world: World,
    /// What vouches for callers, and issues tokens.
    pub tokens: Arc<Tokens>,
    /// Which rights the roles have here.
    pub roles: Arc<RoleTable>,
    /// What drives signatures on this node.
    pub desk: Desk,
}

impl App {
    /// A bearer token that was verified a short while ago and is still good: that costs next to nothing, and waits for
    /// nobody.
    ///
    /// # Errors
    /// It can't be told now.
    pub async fn recognise(&self, token: &str) -> Result<Option<VerifiedToken>, Refusal> {
        self.tokens.recognise(token, self.world.clock.now()).await
    }

    /// Verifies a bearer token, which says nothing yet of what its caller may. Until that is done, a stranger asks; `from`
    /// is where.
    ///
    /// # Errors
    /// As [`Tokens::verify`].
    pub async fn verify(&self, token: &str, from: Option<Network>) -> Result<VerifiedToken, Refusal> {
        self.tokens.verify(token, self.world.clock.now(), from).await
    }

    /// The caller that a verified token speaks for, with its roles as they are now. What the request will ask first is
    /// asked for in the same round trip.
    ///
    /// # Errors
    /// [`Refusal::Unauthenticated`] where the token has expired meanwhile, or its user or credential may not be used
    /// any more.
    pub async fn caller_by(
        &self,
        token: &VerifiedToken,
        occasion: Occasion,
        foreseen: Option<Foreseen<'_>>,
    ) -> Result<Caller, Refusal> {
        token.check(occasion.at)?;
        let Some(secret) = token.remembered() else {
            let caller = self.store.caller(self.source(token), occasion, foreseen).await?;
            return caller.ok_or(Refusal::Unauthenticated("the token's user or credential can't be used"));
        };
        if let Some(caller) = self.store.caller(self.source(token), occasion.clone(), foreseen).await? {
            return Ok(caller);
        }
        // Its credential has changed meanwhile.
        self.tokens.forget(secret);
        let token = self.tokens.verify(secret, occasion.at, None).await?;
        let caller = self.store.caller(self.source(&token), occasion, foreseen).await?;
        caller.ok_or(Refusal::Unauthenticated("the token's user or credential can't be used"))
    }

    /// The caller that a bearer token speaks for.
    ///
    /// # Errors
    /// As [`App::verify`] and [`App::caller_by`].
    pub async fn caller(&self, token: &str, occasion: Occasion) -> Result<Caller, Refusal> {
        let verified = match self.recognise(token).await? {
            Some(verified) => verified,
            None => self.verify(token, None).await?,
        };
        self.caller_by(&verified, occasion, None).await
    }

    fn source(&self, token: &VerifiedToken) -> Source {
        Source { subject: token.subject().clone(), roles: Arc::clone(&self.roles) }
    }

    /// Whether the second token is one of this caller, whose password it was got by and still is.
    ///
    /// # Errors
    /// [`Refusal::Unauthenticated`] where it isn't.
    pub async fn proven(&self, caller: &Caller, token: &str, occasion: Occasion) -> Result<(), Refusal> {
        let token = self.tokens.proven(token, occasion.at).await?;
        match self.store.caller(self.source(&token), occasion, None).await? {
            Some(other) if other.is_user_of(caller) => Ok(()),
            Some(_) => Err(Refusal::Unauthenticated("the second token is somebody else's")),
            None => Err(Refusal::Unauthenticated("the second token's user or credential can't be used")),
        }
    }
}
