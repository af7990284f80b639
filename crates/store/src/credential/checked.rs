//! What a check of a credential needs, which is less than what a change does.

use sigill_domain::client::ClientRef;
use sigill_domain::credential::{Counting, CredentialType, Held};
use sigill_domain::policy::Policy;
use sigill_domain::right::CredentialView;
use sigill_domain::user::UserRef;

use super::any::{named, take_held};
use super::row::CredentialRow;
use crate::ahead::ahead;
use crate::engine::shared;
use crate::error::StoreError;
use crate::permit::{FoundRow, Noun, Permit, Sought, Within};
use crate::sought::wanted;
use crate::value::Cells;

shared! {
    /// As [`HeldQuery`](super::any::HeldQuery), without what only a change of it may need: its user passes for one with
    /// roles. And whether there are others, where none is named.
    pub(crate) struct CheckedQuery { is_named: bool, user: String, kind: i64, ext_id: String, client: String }
    "
        SELECT {c}, c.rules_rev, cp.parameters,
               {u}, o.rev, TRUE, u.login_id,
               u.valid_from, u.valid_to,
               {k}, kp.ext_id, k.secret,
               {kp},
               CASE WHEN {is_named} THEN FALSE
                   ELSE EXISTS (SELECT 1 FROM credential x WHERE x.owner_id = u.id AND x.kind = k.kind AND x.id <> k.id) END
        FROM client c
        LEFT JOIN policy cp ON cp.client_id = c.id AND cp.kind = 'ClientPolicy' AND cp.is_default
        LEFT JOIN users u ON u.client_id = c.id AND u.ext_id = {user}
        LEFT JOIN owner o ON o.id = u.id
        LEFT JOIN credential k ON k.owner_id = u.id AND k.kind = {kind} AND (NOT {is_named} OR k.ext_id = {ext_id})
        LEFT JOIN policy kp ON kp.id = k.policy_id
        WHERE c.ext_id = {client} AND c.state = 'active'
        LIMIT 1", c: ClientRef, u: UserRef, k: CredentialRow, kp: Policy
}

ahead!(CheckedQuery);

/// What a check of a credential needs.
pub(crate) fn checked_query(client: &str, kind: CredentialType, (user, ext_id): (&str, Option<&str>)) -> CheckedQuery {
    let (is_named, ext_id) = named(ext_id);
    CheckedQuery { user: wanted(user), kind: kind.number(), is_named, ext_id, client: client.to_owned() }
}

/// A credential that may be the one that is checked.
#[derive(Clone, Debug)]
pub struct FirstOfType {
    /// What a check of it needs.
    pub held: Held,
    /// Whether its user has no other one of the type.
    pub is_only: bool,
}

impl<R> Within<R, FirstOfType> {
    /// What a check of it needs.
    #[must_use]
    pub fn held(self) -> Within<R, Held> {
        self.map(|checked| checked.held)
    }
}

fn take(cells: &mut Cells<'_>) -> Result<FoundRow<Option<FirstOfType>>, StoreError> {
    let (client, found) = take_held::<false, true>(cells)?;
    let Some((place, held)) = found else { return Ok((client, None)) };
    let checked = match held {
        Some(held) => Some(FirstOfType { held, is_only: !cells.take::<bool>()? }),
        None => None,
    };
    Ok((client, Some((place, checked))))
}

impl Permit<CredentialView> {
    /// What it takes to ask one of those of the type that the user has for a challenge, and whether there are others.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn asked_first(
        &self,
        kind: CredentialType,
        user: &str,
    ) -> Result<Sought<CredentialView, Option<FirstOfType>>, StoreError> {
        let query = checked_query(self.client().as_str(), kind, (user, None));
        self.seek_first(query, Noun::User, take).await
    }
}

impl<R: Counting> Permit<R> {
    /// What it takes to check a credential and to count that; `None` where the user has none such.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn checked(
        &self,
        kind: CredentialType,
        of: (&str, Option<&str>),
    ) -> Result<Sought<R, Option<Held>>, StoreError> {
        self.seek_first(checked_query(self.client().as_str(), kind, of), Noun::User, take_held::<false, true>).await
    }

    /// The same of one of those of the type that the user has. With `view`, only where that right holds there, too: for
    /// who may see which there are.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn checked_first(
        &self,
        view: Option<&Permit<CredentialView>>,
        kind: CredentialType,
        user: &str,
    ) -> Result<Sought<R, Option<FirstOfType>>, StoreError> {
        let query = checked_query(self.client().as_str(), kind, (user, None));
        match view {
            Some(view) => self.seek_first_by_both(view, query, Noun::User, take).await,
            None => self.seek_first(query, Noun::User, take).await,
        }
    }
}
