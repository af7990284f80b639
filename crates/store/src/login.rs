//! Logins: what is read to count one, and the counting.

use sigill_domain::client::ClientRef;
use sigill_domain::credential::{Counting, CredentialType, State, Validity};
use sigill_domain::event::Happening;
use sigill_domain::login::{Counted, Counts, Lock, LoginCredential, LoginTarget};
use sigill_domain::policy::{Locking, Parameters};
use sigill_domain::right::CredentialModify;
use sigill_domain::rooms::Place;
use sigill_domain::standing::Ruled;
use sigill_domain::time::Timestamp;
use sigill_domain::user::{UserRef, Validity as UserValidity};
use uuid::Uuid;

use crate::column;
use crate::counting::Login;
use crate::credential;
use crate::engine::shared;
use crate::error::{CommitError, StoreError};
use crate::permit::{Noun, Permit, Sought, Within};
use crate::row::Row;
use crate::sought::{wanted, wanted_optional};
use crate::value::Cells;

shared! {
    /// A user whose login is to be counted, with a credential.
    pub(crate) struct TargetQuery { user: String, credential: Option<String>, client: String }
    "
        SELECT {c}, {u}, u.valid_from, u.valid_to,
               EXISTS (SELECT 1 FROM profile hp JOIN authz ha ON ha.profile_id = hp.id WHERE hp.user_id = u.id),
               o.success_count, o.failure_count,
               k.id, k.ext_id, k.kind, k.state, k.lock_until, k.valid_from, k.valid_to, k.success_count, k.failure_count,
               p.parameters
        FROM client c
        LEFT JOIN users u ON u.client_id = c.id AND u.ext_id = {user}
        LEFT JOIN owner o ON o.id = u.id
        LEFT JOIN credential k ON k.client_id = c.id AND k.ext_id = {credential} AND k.owner_id = u.id
        LEFT JOIN policy p ON p.id = k.policy_id
        WHERE c.ext_id = {client} AND c.state = 'active'", c: ClientRef, u: UserRef
}

impl<R: Counting> Permit<R> {
    /// A user, and the credential of it that is named.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn login_target(
        &self,
        user: &str,
        credential: Option<&str>,
    ) -> Result<Sought<R, LoginTarget>, StoreError> {
        let now = self.now();
        let query = TargetQuery {
            user: wanted(user),
            credential: wanted_optional(credential),
            client: self.client().to_string(),
        };
        self.seek_shared(query, Noun::User, move |cells: &mut Cells<'_>| {
            let client: ClientRef = ClientRef::take(cells)?;
            let Some(user) = UserRef::take_joined(cells)? else { return Ok((client, None)) };
            let place = Place::of_user(&client, user.id);
            let user_validity = UserValidity::take(cells)?;
            let has_roles = cells.take()?;
            let counts = counts(cells)?;
            let credential = credential_columns(cells, now)?;
            let target = LoginTarget { client: client.clone(), user, user_validity, has_roles, counts, credential };
            Ok((client, Some((place, target))))
        })
        .await
    }
}

impl Within<CredentialModify, LoginTarget> {
    /// Counts a login that [`LoginTarget::check`] lets be counted, and that was `_ruled` on; as it is `happening`.
    ///
    /// # Errors
    /// [`CommitError::Moved`] where it may not be counted any more: read and decide again.
    pub async fn count_login(
        &self,
        success: bool,
        happening: &Happening,
        _ruled: Ruled,
    ) -> Result<Counted, CommitError> {
        let target: &LoginTarget = self;
        let locking = target.credential.as_ref().map(|credential| credential.locking.clone());
        let login = Login {
            user_id: self.owner_id(),
            credential: target.credential.as_ref().map(|credential| credential.id).zip(locking.clone()),
            success,
            at: happening.at,
            event: target.event(success, happening),
        };
        let row = self.store().count_login(login).await?;
        let lock = match row.state.as_deref().and_then(State::from_wire) {
            Some(State::TmpLocked) => Lock::Temporary,
            Some(State::FailLocked) => Lock::Permanent,
            _ => Lock::None,
        };
        let next_locks = !success && locking.is_some_and(|locking| locking.after_failure(row.count + 1) != Lock::None);
        Ok(Counted { success, at: happening.at, count: row.count, lock, next_locks })
    }
}

fn counts(cells: &mut Cells<'_>) -> Result<Counts, StoreError> {
    Ok(Counts { success: cells.take()?, failure: cells.take()? })
}

fn credential_columns(cells: &mut Cells<'_>, now: Timestamp) -> Result<Option<LoginCredential>, StoreError> {
    let Some(id) = cells.take::<Option<Uuid>>()? else { return Ok(None) };
    let ext_id = column::take(cells)?;
    let kind: CredentialType = column::take(cells)?;
    let state = credential::row::take_state(cells, now)?;
    let validity = Validity::take(cells)?;
    let counts = counts(cells)?;
    let parameters: Option<Parameters> = column::take(cells)?;
    // Whoever could report made-up failures would lock out a machine that shows its secret here.
    let locking = if kind.is_checked_here() { Locking::none() } else { Locking::read(&parameters.unwrap_or_default()) };
    Ok(Some(LoginCredential { id, ext_id, kind, state, validity, counts, locking }))
}
