//! All that a face of Sigill needs, in one handle.

use std::sync::Arc;

use sigill_domain::role::RoleTable;
use sigill_store::{Caller, Occasion, Store};

use crate::authorities::Authorities;
use crate::refusal::Refusal;
use crate::sending::Outbox;
use crate::session::ConsoleOptions;
use crate::signing::Desk;
use crate::token::Tokens;
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
    /// Who vouches for people's certificates.
    pub authorities: Authorities,
    /// Who vouches for the makes of authenticators of FIDO2.
    pub attesters: Authorities,
    /// What drives signatures on this node.
    pub desk: Desk,
    /// What sends messages to people from this node.
    pub outbox: Outbox,
    /// Whether people sign in at the console, and how; `None`: there is none.
    pub console: Option<Arc<ConsoleOptions>>,
}

impl App {
    /// The caller that a bearer token speaks for.
    ///
    /// # Errors
    /// As [`Tokens::verify`] and [`Tokens::caller`].
    pub async fn caller(&self, token: &str, occasion: Occasion) -> Result<Caller, Refusal> {
        let now = self.world.clock.now();
        let verified = match self.tokens.recognise(token, now).await? {
            Some(verified) => verified,
            None => self.tokens.verify(token, now, None).await?,
        };
        self.tokens.caller(&verified, &self.roles, occasion, None).await
    }

    /// Whether the second token is one of this caller, whose password it was got by and still is.
    ///
    /// # Errors
    /// [`Refusal::Unauthenticated`] where it isn't.
    pub async fn proven(&self, caller: &Caller, token: &str, occasion: Occasion) -> Result<(), Refusal> {
        let token = self.tokens.proven(token, occasion.at).await?;
        match self.tokens.caller(&token, &self.roles, occasion, None).await? {
            other if other.is_user_of(caller) => Ok(()),
            _ => Err(Refusal::Unauthenticated("the second token is somebody else's")),
        }
    }
}
