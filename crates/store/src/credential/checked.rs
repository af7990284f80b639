//! What a check of a credential needs, which is less than what a change does.

use sigill_domain::client::ClientRef;
use sigill_domain::credential::{Counting, CredentialType, Held};
use sigill_domain::policy::Policy;
use sigill_domain::user::UserRef;

use super::any::{named, take_held};
use super::row::CredentialRow;
use crate::ahead::ahead;
use crate::engine::shared;
use crate::error::StoreError;
use crate::permit::{Noun, Permit, Sought};
use crate::sought::wanted;

shared! {
    /// As [`HeldQuery`](super::any::HeldQuery), without the policies that a change of it may need.
    pub(crate) struct CheckedQuery { user: String, kind: i64, is_named: bool, ext_id: String, client: String }
    "
        SELECT {c}, c.rules_rev, cp.parameters,
               {u}, o.rev,
               EXISTS (SELECT 1 FROM profile hp JOIN authz ha ON ha.profile_id = hp.id WHERE hp.user_id = u.id), u.login_id,
               u.valid_from, u.valid_to,
               {k}, kp.ext_id, k.secret,
               {kp}
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
}
