//! All that a face of Sigill needs, in one handle.

use std::sync::Arc;

use sigill_domain::role::RoleTable;
use sigill_store::{Caller, Foreseen, Occasion, Store};

use crate::refusal::Refusal;
use crate::signing::Desk;
use crate::token::Tokens;
use crate::world::World;

/// Sigill without a face. Cloning shares it.
#[derive(Clone, Debug)]
pub struct App {
    pub store: Store,
    pub world: World,
    pub tokens: Arc<Tokens>,
    /// Which rights the roles have here.
    pub roles: Arc<RoleTable>,
    pub desk: Desk,
}

impl App {
    /// The caller that a bearer token speaks for, with its roles as they are now.
    ///
    /// # Errors
    /// [`Refusal::Unauthenticated`] where the token isn't accepted, or its user or credential may
    /// not be used any more.
    pub async fn caller(&self, token: &str, occasion: Occasion) -> Result<Caller, Refusal> {
        self.caller_foreseeing(token, occasion, None).await
    }

    /// As [`App::caller`]; what the request will ask first is asked for in the same round trip.
    ///
    /// # Errors
    /// As [`App::caller`].
    pub async fn caller_foreseeing(
        &self,
        token: &str,
        occasion: Occasion,
        foreseen: Option<Foreseen<'_>>,
    ) -> Result<Caller, Refusal> {
        if let Some(subject) = self.tokens.remembered(token, occasion.at) {
            if let Some(caller) = self.store.caller(&subject, &self.roles, occasion.clone(), foreseen).await? {
                return Ok(caller);
            }
            // Its credential has changed meanwhile.
            self.tokens.forget(token);
        }
        let subject = self.tokens.verify(token, occasion.at).await?;
        let caller = self.store.caller(&subject, &self.roles, occasion, foreseen).await?;
        caller.ok_or(Refusal::Unauthenticated("the token's user or credential can't be used"))
    }

    /// Whether the second token is one of this caller, whose password it was got by and still is.
    ///
    /// # Errors
    /// [`Refusal::Unauthenticated`] where it isn't.
    pub async fn proven(&self, caller: &Caller, token: &str, occasion: Occasion) -> Result<(), Refusal> {
        let subject = self.tokens.proven(token, occasion.at).await?;
        match self.store.caller(&subject, &self.roles, occasion, None).await? {
            Some(other) if other.is_user_of(caller) => Ok(()),
            Some(_) => Err(Refusal::Unauthenticated("the second token is somebody else's")),
            None => Err(Refusal::Unauthenticated("the second token's user or credential can't be used")),
        }
    }
}
