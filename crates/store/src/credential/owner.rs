//! The owner of credentials.

use sigill_domain::client::ClientRef;
use sigill_domain::credential::{Credential, CredentialType, DevicePassword, Own, PublicKey, Typed};
use sigill_domain::ext_id::ExtId;
use sigill_domain::owner::Owner;
use sigill_domain::policy::{AllowedTypes, Parameters, Policy};
use sigill_domain::right::{CredentialCreate, CredentialModify, System};
use sigill_domain::rooms::Place;
use sigill_domain::user::UserRef;

use super::row::CredentialRow;
use crate::ahead::ahead;
use crate::engine::shared;
use crate::error::StoreError;
use crate::permit::{Everywhere, Noun, Permit, Scope, Sought};
use crate::row::Row;
use crate::sought::{wanted, wanted_optional};
use crate::value::Cells;
use crate::{client, column, credential};

shared! {
    /// A policy that is named is looked for by its id, else the default of the type is taken. That of the unit is looked for
    /// where the client has any of units: most have none.
    pub(crate) struct OwnerQuery {
        ext_id: Option<String>,
        kind: i64,
        user: String,
        policy_kind: String,
        policy: Option<String>,
        is_named: bool,
        client: String,
    }
    "
        SELECT {c}, c.rules_rev, cp.parameters,
               CASE WHEN EXISTS (SELECT 1 FROM policy w WHERE w.client_id = c.id AND w.kind = 'UnitPolicy') THEN
                   (SELECT w.parameters FROM policy w WHERE w.id = coalesce(
                       (SELECT n.policy_id FROM profile f JOIN unit n ON n.id = f.unit_id WHERE f.user_id = u.id AND f.is_default),
                       (SELECT w.id FROM policy w WHERE w.client_id = c.id AND w.kind = 'UnitPolicy' AND w.is_default))) END,
               EXISTS (SELECT 1 FROM credential x WHERE x.client_id = c.id AND x.ext_id = {ext_id}),
               {u}, o.rev,
               EXISTS (SELECT 1 FROM profile hp JOIN authz ha ON ha.profile_id = hp.id WHERE hp.user_id = u.id), u.login_id, u.email_key,
               (SELECT count(*) FROM credential x WHERE x.owner_id = u.id AND x.kind = {kind}),
               {p},
               {k}, kp.ext_id
        FROM client c
        LEFT JOIN policy cp ON cp.client_id = c.id AND cp.kind = 'ClientPolicy' AND cp.is_default
        LEFT JOIN users u ON u.client_id = c.id AND u.ext_id = {user}
        LEFT JOIN owner o ON o.id = u.id
        LEFT JOIN policy d ON d.client_id = c.id AND d.kind = {policy_kind} AND d.is_default
        LEFT JOIN policy n ON n.client_id = c.id AND n.ext_id = {policy}
        LEFT JOIN policy p ON p.id = CASE WHEN {is_named} THEN n.id ELSE d.id END
        LEFT JOIN credential k ON k.owner_id = u.id AND k.kind = {kind}
        LEFT JOIN policy kp ON kp.id = k.policy_id
        WHERE c.ext_id = {client} AND c.state = 'active'
        LIMIT 1", c: ClientRef, u: UserRef, p: Policy, k: CredentialRow
}

ahead!(OwnerQuery);

/// The type of the policies that govern credentials of this type; empty: none does.
pub(super) fn policy_of(kind: CredentialType) -> String {
    kind.form().policy.map(|policy| policy.as_str().to_owned()).unwrap_or_default()
}

/// What a new credential wants to have.
struct Wish<'a> {
    client: &'a str,
    user: &'a str,
    ext_id: Option<&'a str>,
    policy: Option<&'a str>,
}

impl Wish<'_> {
    fn query(&self, kind: CredentialType) -> OwnerQuery {
        OwnerQuery {
            ext_id: wanted_optional(self.ext_id),
            user: wanted(self.user),
            policy_kind: policy_of(kind),
            policy: wanted_optional(self.policy),
            is_named: self.policy.is_some(),
            kind: kind.number(),
            client: self.client.to_owned(),
        }
    }
}

/// What a decision on a new credential of a type needs that names neither an external id nor a policy.
pub(crate) fn new_credential(client: &str, kind: CredentialType, user: &str) -> OwnerQuery {
    Wish { client, user, ext_id: None, policy: None }.query(kind)
}

/// How a credential is read.
type Take<K> = fn(&mut Cells<'_>, &ExtId) -> Result<Option<Credential<K>>, StoreError>;

/// Who gets it; `None`: there is nobody.
type Whom<U> = fn(Option<UserRef>) -> Option<U>;

async fn owner<R, S: Scope, K: Typed>(
    permit: &Permit<R, S>,
    wish: Wish<'_>,
) -> Result<Sought<R, Owner<K>>, StoreError> {
    owner_with(permit, wish, K::TYPE, credential::row::take, |user| user).await
}

async fn owner_with<R, S: Scope, K: Send + 'static, U: Send + 'static>(
    permit: &Permit<R, S>,
    wish: Wish<'_>,
    kind: CredentialType,
    take: Take<K>,
    whom: Whom<U>,
) -> Result<Sought<R, Owner<K, U>>, StoreError> {
    permit
        .seek_first(wish.query(kind), Noun::User, move |cells: &mut Cells<'_>| {
            let client: ClientRef = ClientRef::take(cells)?;
            let client_rules = client::row::rules(cells)?;
            let unit: Option<Parameters> = column::take(cells)?;
            let ext_id_taken = cells.take()?;
            let user = UserRef::take_joined(cells)?;
            // What no user has is in no unit: only a room with all units has it.
            let place =
                user.as_ref().map_or_else(|| Place::of_all_users(&client), |user| Place::of_user(&client, user.id));
            let nobody = ExtId::from_stored(String::new());
            let user_ext_id = user.as_ref().map_or(nobody, |user| user.ext_id.clone());
            let Some(user) = whom(user) else { return Ok((client, None)) };
            let owner = Owner {
                client: client.clone(),
                client_rules,
                unit_types: unit.as_ref().map(AllowedTypes::read).unwrap_or_default(),
                rev: cells.take::<Option<i64>>()?.unwrap_or_default(),
                has_roles: cells.take()?,
                login_id: cells.take()?,
                email: cells.take()?,
                count: u32::try_from(cells.take::<i64>()?).unwrap_or(u32::MAX),
                policy: Policy::take_joined(cells)?,
                existing: take(cells, &user_ext_id)?,
                user,
                ext_id_taken,
                lookup_taken: false,
                machine: None,
            };
            Ok((client, Some((place, owner))))
        })
        .await
}

impl Permit<CredentialCreate> {
    /// What a decision on a new credential of this type needs. Of a type that is the client's, `user` is nobody.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn owner_of(
        &self,
        kind: CredentialType,
        user: &str,
        ext_id: Option<&str>,
        policy: Option<&str>,
    ) -> Result<Sought<CredentialCreate, Owner<Own, Option<UserRef>>>, StoreError> {
        let wish = Wish { client: self.client().as_str(), user, ext_id, policy };
        let whom: Whom<Option<UserRef>> = if kind.form().is_of_client { Some } else { |user| user.map(Some) };
        owner_with(self, wish, kind, credential::row::take_any, whom).await
    }
}

impl Permit<CredentialModify> {
    /// Who is to get a credential of this type that is there already.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn getter_of(
        &self,
        kind: CredentialType,
        user: &str,
    ) -> Result<Sought<CredentialModify, Owner<Own>>, StoreError> {
        let wish = Wish { client: self.client().as_str(), user, ext_id: None, policy: None };
        owner_with(self, wish, kind, credential::row::take_any, |user| user).await
    }
}

impl Permit<System, Everywhere> {
    /// What a decision on a new device password needs.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn owner_of_device_password(
        &self,
        client: &str,
        user: &str,
    ) -> Result<Sought<System, Owner<DevicePassword>>, StoreError> {
        owner(self, Wish { client: &wanted(client), user, ext_id: None, policy: None }).await
    }

    /// What a decision on a new public key needs.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn owner_of_public_key(
        &self,
        client: &str,
        user: &str,
    ) -> Result<Sought<System, Owner<PublicKey>>, StoreError> {
        owner(self, Wish { client: &wanted(client), user, ext_id: None, policy: None }).await
    }
}
