//! Credentials of whatever type: what is shown of them, and what a decision about one needs.

use sigill_domain::client::ClientRef;
use sigill_domain::credential::stored::KeptSecret;
use sigill_domain::credential::{Credential, CredentialType, Held, Holds, Own};
use sigill_domain::ext_id::ExtId;
use sigill_domain::list::{Listed, Page, Token};
use sigill_domain::policy::Policy;
use sigill_domain::right::{CredentialDelete, CredentialModify, CredentialView, DispatchTargetDelete, Right};
use sigill_domain::rooms::Place;
use sigill_domain::user::{self, UserRef};
use uuid::Uuid;

use super::owner::policy_of;
use super::row::CredentialRow;
use crate::ahead::ahead;
use crate::client;
use crate::credential;
use crate::engine::shared;
use crate::error::StoreError;
use crate::list::{begin, reach};
use crate::permit::{FoundRow, Noun, Permit, Sought, Within};
use crate::row::Row;
use crate::sought::{wanted, wanted_optional};
use crate::sql::{Sql, sql};
use crate::value::Cells;

shared! {
    /// A credential of a type that a user has, to be shown: the only one, or the one with this external id.
    pub(crate) struct ShownQuery { user: String, kind: i64, is_named: bool, ext_id: String, client: String }
    "
        SELECT {c}, u.id, u.ext_id,
               {k}, kp.ext_id
        FROM client c
        LEFT JOIN users u ON u.client_id = c.id AND u.ext_id = {user}
        LEFT JOIN credential k ON k.owner_id = u.id AND k.kind = {kind} AND (NOT {is_named} OR k.ext_id = {ext_id})
        LEFT JOIN policy kp ON kp.id = k.policy_id
        WHERE c.ext_id = {client} AND c.state = 'active'
        LIMIT 1", c: ClientRef, k: CredentialRow
}

shared! {
    /// The same with the policies that a change of it may need.
    pub(crate) struct HeldQuery {
        user: String,
        kind: i64,
        is_named: bool,
        ext_id: String,
        policy: Option<String>,
        policy_kind: String,
        client: String,
    }
    "
        SELECT {c}, c.rules_rev, cp.parameters,
               {u}, o.rev,
               EXISTS (SELECT 1 FROM profile hp JOIN authz ha ON ha.profile_id = hp.id WHERE hp.user_id = u.id), u.login_id,
               u.valid_from, u.valid_to,
               {k}, kp.ext_id, k.secret,
               {kp},
               {n},
               {d}
        FROM client c
        LEFT JOIN policy cp ON cp.client_id = c.id AND cp.kind = 'ClientPolicy' AND cp.is_default
        LEFT JOIN users u ON u.client_id = c.id AND u.ext_id = {user}
        LEFT JOIN owner o ON o.id = u.id
        LEFT JOIN credential k ON k.owner_id = u.id AND k.kind = {kind} AND (NOT {is_named} OR k.ext_id = {ext_id})
        LEFT JOIN policy kp ON kp.id = k.policy_id
        LEFT JOIN policy n ON n.client_id = c.id AND n.ext_id = {policy}
        LEFT JOIN policy d ON d.client_id = c.id AND d.kind = {policy_kind} AND d.is_default
        WHERE c.ext_id = {client} AND c.state = 'active'
        LIMIT 1", c: ClientRef, u: UserRef, k: CredentialRow, kp: Policy, n: Policy, d: Policy
}

shared! {
    /// The same of a type that is the client's: whose it is, it says itself.
    pub(crate) struct OfClientQuery {
        ext_id: String,
        kind: i64,
        policy: Option<String>,
        policy_kind: String,
        client: String,
    }
    "
        SELECT {c}, c.rules_rev, cp.parameters,
               {u}, coalesce(o.rev, c.rev),
               EXISTS (SELECT 1 FROM profile hp JOIN authz ha ON ha.profile_id = hp.id WHERE hp.user_id = u.id), u.login_id,
               u.valid_from, u.valid_to,
               {k}, kp.ext_id, k.secret,
               {kp},
               {n},
               {d}
        FROM client c
        LEFT JOIN policy cp ON cp.client_id = c.id AND cp.kind = 'ClientPolicy' AND cp.is_default
        LEFT JOIN credential k ON k.client_id = c.id AND k.ext_id = {ext_id} AND k.kind = {kind}
        LEFT JOIN users u ON u.id = k.owner_id
        LEFT JOIN owner o ON o.id = u.id
        LEFT JOIN policy kp ON kp.id = k.policy_id
        LEFT JOIN policy n ON n.client_id = c.id AND n.ext_id = {policy}
        LEFT JOIN policy d ON d.client_id = c.id AND d.kind = {policy_kind} AND d.is_default
        WHERE c.ext_id = {client} AND c.state = 'active'
        LIMIT 1", c: ClientRef, u: UserRef, k: CredentialRow, kp: Policy, n: Policy, d: Policy
}

shared! {
    /// Whether another credential of the type has this value, or this other one; whose, and which one, it may be.
    pub(crate) struct TakenQuery { client: Uuid, kind: i64, lookup: String, other: String, not_of: Uuid, but: Uuid }
    "
        SELECT 1 FROM credential
        WHERE client_id = {client} AND kind = {kind} AND lookup IN ({lookup}, {other}) AND owner_id <> {not_of}
            AND id <> {but} LIMIT 1"
}

shared! {
    /// Whether another credential of the type than this one has this for its own.
    pub(crate) struct SingularQuery { client: Uuid, kind: i64, key: String, but: Uuid }
    "
        SELECT 1 FROM credential k
        WHERE k.client_id = {client} AND k.kind = {kind} AND k.unique_key = {key} AND k.id <> {but} LIMIT 1"
}

ahead!(ShownQuery);
ahead!(HeldQuery);

/// How many of a type a user has: no more than the type lets it have.
const COUNT: Sql = Sql("SELECT count(*) FROM credential k WHERE k.owner_id = $1 AND k.kind = $2");

const OF_TYPE: Sql = sql! { "
    SELECT {k}, kp.ext_id
    FROM credential k LEFT JOIN policy kp ON kp.id = k.policy_id
    WHERE k.owner_id = $1 AND k.kind = $2 AND k.client_id = $3 AND (k.created / 1000, k.ext_id) > ($4, $5)
    ORDER BY k.created / 1000, k.ext_id LIMIT $6", k: CredentialRow };

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[COUNT, OF_TYPE];

/// The external id of a credential where a path names one.
pub(super) fn named(ext_id: Option<&str>) -> (bool, String) {
    (ext_id.is_some(), wanted_optional(ext_id).unwrap_or_default())
}

/// The rights by which the credentials of a user are gone through.
pub trait OnCredentials: Right {}
impl OnCredentials for CredentialView {}
impl OnCredentials for CredentialModify {}
impl OnCredentials for CredentialDelete {}
/// What goes is taken out of the authenticators that name it.
impl OnCredentials for DispatchTargetDelete {}

/// A credential of a type, to be shown: the only one, or the one with this external id.
pub(crate) fn shown_query(client: &str, kind: CredentialType, (user, ext_id): (&str, Option<&str>)) -> ShownQuery {
    let (is_named, ext_id) = named(ext_id);
    ShownQuery { user: wanted(user), kind: kind.number(), is_named, ext_id, client: client.to_owned() }
}

/// What a decision on a change of a credential needs.
pub(crate) fn held_query(
    client: &str,
    kind: CredentialType,
    (user, ext_id): (&str, Option<&str>),
    policy: Option<&str>,
) -> HeldQuery {
    let (is_named, ext_id) = named(ext_id);
    HeldQuery {
        user: wanted(user),
        kind: kind.number(),
        is_named,
        ext_id,
        policy: wanted_optional(policy),
        policy_kind: policy_of(kind),
        client: client.to_owned(),
    }
}

async fn held<R>(
    permit: &Permit<R>,
    kind: CredentialType,
    of: (&str, Option<&str>),
    policy: Option<&str>,
) -> Result<Sought<R, Option<Held>>, StoreError> {
    let client = permit.client().as_str();
    if !kind.form().is_of_client {
        return permit.seek_first(held_query(client, kind, of, policy), Noun::User, take_held::<false, false>).await;
    }
    let query = OfClientQuery {
        ext_id: named(of.1).1,
        kind: kind.number(),
        policy: wanted_optional(policy),
        policy_kind: policy_of(kind),
        client: client.to_owned(),
    };
    permit.seek_shared(query, Noun::Credential, take_held::<true, false>).await
}

/// A credential, or the user who has none such; of a type that is the client's, the credential or nothing. What no user
/// has is in no unit: only a room with all units has it.
pub(super) fn take_held<const IS_OF_CLIENT: bool, const IS_CHECKED: bool>(
    cells: &mut Cells<'_>,
) -> Result<FoundRow<Option<Held>>, StoreError> {
    let client: ClientRef = ClientRef::take(cells)?;
    let client_rules = client::row::rules(cells)?;
    let user = UserRef::take_joined(cells)?;
    let place = match &user {
        Some(user) => Place::of_user(&client, user.id),
        None if IS_OF_CLIENT => Place::of_all_users(&client),
        None => return Ok((client, None)),
    };
    let (rev, has_roles, login_id) = (cells.take()?, cells.take()?, cells.take()?);
    let user_validity = user::Validity::take(cells)?;
    let credential = credential::row::take_own(cells, user.as_ref().map(|user| &user.ext_id))?;
    let Some(credential) = credential else {
        let found = (!IS_OF_CLIENT).then_some((place, None));
        return Ok((client, found));
    };
    let held = Held {
        client: client.clone(),
        client_rules,
        user,
        login_id,
        user_validity,
        rev,
        has_roles,
        credential,
        stored: KeptSecret(cells.take()?),
        governing: Policy::take_joined(cells)?,
        named: if IS_CHECKED { None } else { Policy::take_joined(cells)? },
        default: if IS_CHECKED { None } else { Policy::take_joined(cells)? },
        lookup_taken: false,
        machine: None,
    };
    Ok((client, Some((place, Some(held)))))
}

impl<R, T> Within<R, T> {
    /// Whether another credential of the type, or another one than `but`, is found by one of these keys; see
    /// [`rivals`](sigill_domain::credential::Kind::rivals).
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn is_taken(&self, kind: CredentialType, but: Uuid, rivals: &[String]) -> Result<bool, StoreError> {
        let (Some(lookup), Some(other)) = (rivals.first(), rivals.last()) else { return Ok(false) };
        if lookup.contains('\0') || other.contains('\0') {
            return Ok(false);
        }
        // Of those of which a user has one, an own one is in the way for another reason.
        let not_of = if matches!(kind.form().holds, Holds::One(_)) { self.owner_id() } else { Uuid::nil() };
        let (client, lookup, other) = (self.client_id(), lookup.clone(), other.clone());
        let query = TakenQuery { client, kind: kind.number(), lookup, other, not_of, but };
        Ok(self.store().row_shared(query, |_| Ok(())).await?.is_some())
    }
}

impl<R, T> Within<R, T> {
    /// Whether another credential of the type than `but` has this for its own; see
    /// [`singular`](sigill_domain::credential::Kind::singular).
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn is_singular_taken(&self, kind: CredentialType, key: &str, but: Uuid) -> Result<bool, StoreError> {
        let query = SingularQuery { client: self.client_id(), kind: kind.number(), key: key.to_owned(), but };
        Ok(self.store().row_shared(query, |_| Ok(())).await?.is_some())
    }
}

impl Permit<CredentialModify> {
    /// What a decision on changing a credential needs; `None` where the user has none such.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn held(
        &self,
        kind: CredentialType,
        of: (&str, Option<&str>),
        policy: Option<&str>,
    ) -> Result<Sought<CredentialModify, Option<Held>>, StoreError> {
        held(self, kind, of, policy).await
    }
}

impl Permit<CredentialDelete> {
    /// What a decision on deleting a credential needs; `None` where the user has none such.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn held(
        &self,
        kind: CredentialType,
        of: (&str, Option<&str>),
    ) -> Result<Sought<CredentialDelete, Option<Held>>, StoreError> {
        held(self, kind, of, None).await
    }
}

impl Permit<CredentialView> {
    /// What it takes to show what is sealed of a credential, or to ask it for a challenge; `None` where the user has none
    /// such.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn held(
        &self,
        kind: CredentialType,
        of: (&str, Option<&str>),
    ) -> Result<Sought<CredentialView, Option<Held>>, StoreError> {
        held(self, kind, of, None).await
    }

    /// A credential of a type, if the user has it: the only one, or the one with this external id.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn credential(
        &self,
        kind: CredentialType,
        of: (&str, Option<&str>),
    ) -> Result<Sought<CredentialView, Option<Credential<Own>>>, StoreError> {
        if kind.form().is_of_client {
            let held = held(self, kind, of, None).await?;
            return Ok(held.map(|held| held.map(|held| held.credential)));
        }
        let query = shown_query(self.client().as_str(), kind, of);
        self.seek_first(query, Noun::User, |cells: &mut Cells<'_>| {
            let client = ClientRef::take(cells)?;
            let Some(user) = cells.take::<Option<Uuid>>()? else { return Ok((client, None)) };
            let place = Place::of_user(&client, user);
            let user_ext_id = ExtId::from_stored(cells.take()?);
            Ok((client, Some((place, credential::row::take_any(cells, &user_ext_id)?))))
        })
        .await
    }
}

impl<R: OnCredentials> Permit<R> {
    /// A page of the credentials of one type that a user has.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn credentials_of(
        &self,
        kind: CredentialType,
        user: &str,
        page: &Page,
    ) -> Result<Sought<R, Listed<Credential<Own>>>, StoreError> {
        let user = match self.listed_user(user).await?.or_gone() {
            Ok(user) => user,
            Err(gone) => return Ok(gone.into()),
        };
        let user_ext_id = ExtId::clone(&user);
        let (created_ms, ext_id) = begin(page);
        let of = vec![user.owner_id().into(), kind.number().into(), user.client_id().into()];
        let values = of.into_iter().chain([created_ms.into(), ext_id.into(), reach(page).into()]).collect();
        let read = move |cells: &mut Cells<'_>| credential::row::take_any(cells, &user_ext_id);
        let credentials = user.store().rows(OF_TYPE, values, read).await?.into_iter().flatten().collect();
        let mut listed = Listed::cut(credentials, page.limit, |last: &Credential<Own>| {
            Token::of(last.created, &last.ext_id).to_string()
        });
        if page.with_total {
            let values = vec![user.owner_id().into(), kind.number().into()];
            listed.total = user.store().row(COUNT, values, |cells| cells.take()).await?;
        }
        Ok(Sought::There(user.map(|_| listed)))
    }
}
