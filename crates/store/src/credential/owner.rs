//! The owner of credentials.

use std::marker::PhantomData;

use sigill_domain::client::ClientRef;
use sigill_domain::credential::mobile_signature::{Held, Lookup};
use sigill_domain::credential::{Credential, CredentialType, DevicePassword, MobileSignature, Own, PublicKey, Typed};
use sigill_domain::ext_id::ExtId;
use sigill_domain::owner::Owner;
use sigill_domain::policy::Policy;
use sigill_domain::property::Defined;
use sigill_domain::right::{CredentialCreate, CredentialDelete, CredentialModify, System};
use sigill_domain::user::UserRef;
use uuid::Uuid;

use super::row::CredentialRow;
use crate::ahead::ahead;
use crate::engine::{Store, shared};
use crate::error::StoreError;
use crate::permit::{Everywhere, Permit};
use crate::row::Row;
use crate::sought::{Sought, wanted, wanted_optional};
use crate::value::Cells;
use crate::{client, credential};

shared! {
    /// A policy that is named is looked for by its id, else the default of the type is taken.
    pub(crate) struct OwnerQuery {
        ext_id: Option<String>,
        user: String,
        policy_kind: String,
        policy: Option<String>,
        is_named: bool,
        kind: i64,
        client: String,
    }
    "
        SELECT {c}, c.rules_rev, cp.parameters,
               EXISTS (SELECT 1 FROM credential x WHERE x.client_id = c.id AND x.ext_id = {ext_id}),
               {u}, o.rev,
               EXISTS (SELECT 1 FROM profile hp JOIN authz ha ON ha.profile_id = hp.id WHERE hp.user_id = u.id), u.login_id, u.email_key,
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

shared! {
    /// A credential of a type with the policies that a change of it may need.
    pub(crate) struct HeldQuery { user: String, kind: i64, policy: Option<String>, policy_kind: String, client: String }
    "
        SELECT {c}, c.rules_rev, cp.parameters,
               {u}, o.rev,
               EXISTS (SELECT 1 FROM profile hp JOIN authz ha ON ha.profile_id = hp.id WHERE hp.user_id = u.id),
               {k}, kp.ext_id,
               {kp},
               {n},
               {d}
        FROM client c
        LEFT JOIN policy cp ON cp.client_id = c.id AND cp.kind = 'ClientPolicy' AND cp.is_default
        LEFT JOIN users u ON u.client_id = c.id AND u.ext_id = {user}
        LEFT JOIN owner o ON o.id = u.id
        LEFT JOIN credential k ON k.owner_id = u.id AND k.kind = {kind}
        LEFT JOIN policy kp ON kp.id = k.policy_id
        LEFT JOIN policy n ON n.client_id = c.id AND n.ext_id = {policy}
        LEFT JOIN policy d ON d.client_id = c.id AND d.kind = {policy_kind} AND d.is_default
        WHERE c.ext_id = {client} AND c.state = 'active'
        LIMIT 1", c: ClientRef, u: UserRef, k: CredentialRow, kp: Policy, n: Policy, d: Policy
}

shared! {
    /// Whether another user has a credential that is found so.
    pub(crate) struct LookupTakenQuery { client: Uuid, kind: i64, lookup: String, other: String, user: Uuid }
    "
        SELECT 1 FROM credential
        WHERE client_id = {client} AND kind = {kind} AND lookup IN ({lookup}, {other}) AND owner_id <> {user} LIMIT 1"
}

ahead!(OwnerQuery);
ahead!(HeldQuery);

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

/// What a decision on a mobile signature needs that names neither an external id nor a policy.
pub(crate) fn new_mobile_signature(client: &str, user: &str) -> OwnerQuery {
    Wish { client, user, ext_id: None, policy: None }.query(MobileSignature::TYPE)
}

/// How a credential is read.
type Take<K> = fn(&mut Cells<'_>, &ExtId) -> Result<Option<Credential<K>>, StoreError>;

async fn owner<R: 'static, S, K: Typed>(
    permit: &Permit<R, S>,
    wish: Wish<'_>,
) -> Result<Sought<Owner<R, K>>, StoreError> {
    owner_with(permit, wish, K::TYPE, credential::row::take).await
}

async fn owner_with<R: 'static, S, K: Send + 'static>(
    permit: &Permit<R, S>,
    wish: Wish<'_>,
    kind: CredentialType,
    take: Take<K>,
) -> Result<Sought<Owner<R, K>>, StoreError> {
    let row = permit
        .row_first(wish.query(kind), move |cells: &mut Cells<'_>| {
            let client: ClientRef = ClientRef::take(cells)?;
            let client_rules = client::row::rules(cells)?;
            let ext_id_taken = cells.take()?;
            let Some(user) = UserRef::take_joined(cells)? else { return Ok((client, None)) };
            let owner = Owner {
                client: client.clone(),
                client_rules,
                rev: cells.take()?,
                has_roles: cells.take()?,
                login_id: cells.take()?,
                email: cells.take()?,
                policy: Policy::take_joined(cells)?,
                existing: take(cells, &user.ext_id)?,
                user,
                count: 0,
                ext_id_taken,
                lookup_taken: false,
                right: PhantomData,
            };
            Ok((client, Some(owner)))
        })
        .await?;
    Ok(Sought::of(row))
}

impl Permit<CredentialCreate> {
    /// What a decision on a new mobile signature needs.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn owner_of_mobile_signature(
        &self,
        user: &str,
        ext_id: Option<&str>,
        policy: Option<&str>,
    ) -> Result<Sought<Owner<CredentialCreate, MobileSignature>>, StoreError> {
        let wish = Wish { client: self.client().as_str(), user, ext_id, policy };
        owner(self, wish).await
    }
}

impl Permit<CredentialCreate> {
    /// What a decision on a new credential of this type needs; how many there are isn't asked yet.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn owner_of(
        &self,
        kind: CredentialType,
        user: &str,
        ext_id: Option<&str>,
        policy: Option<&str>,
    ) -> Result<Sought<Owner<CredentialCreate, Own>>, StoreError> {
        let wish = Wish { client: self.client().as_str(), user, ext_id, policy };
        owner_with(self, wish, kind, credential::row::take_any).await
    }

    /// What a decision on a new device password needs.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn owner_of_device_password(
        &self,
        user: &str,
        ext_id: Option<&str>,
        policy: Option<&str>,
    ) -> Result<Sought<Owner<CredentialCreate, DevicePassword>>, StoreError> {
        owner(self, Wish { client: self.client().as_str(), user, ext_id, policy }).await
    }
}

/// What a decision on a change of a mobile signature needs.
pub(crate) fn held_mobile_signature(client: &str, user: &str, policy: Option<&str>) -> HeldQuery {
    HeldQuery {
        user: wanted(user),
        kind: MobileSignature::TYPE.number(),
        policy: wanted_optional(policy),
        policy_kind: policy_of(MobileSignature::TYPE),
        client: client.to_owned(),
    }
}

async fn held<R: 'static>(
    permit: &Permit<R>,
    user: &str,
    policy: Option<&str>,
) -> Result<Sought<Option<Held<R>>>, StoreError> {
    let row = permit
        .row_first(held_mobile_signature(permit.client().as_str(), user, policy), |cells: &mut Cells<'_>| {
            let client: ClientRef = ClientRef::take(cells)?;
            let client_rules = client::row::rules(cells)?;
            let Some(user) = UserRef::take_joined(cells)? else { return Ok((client, None)) };
            let (rev, has_roles) = (cells.take()?, cells.take()?);
            let Some(credential) = credential::row::take(cells, &user.ext_id)? else { return Ok((client, Some(None))) };
            let held = Held {
                client: client.clone(),
                client_rules,
                user,
                rev,
                has_roles,
                credential,
                governing: Policy::take_joined(cells)?,
                named: Policy::take_joined(cells)?,
                default: Policy::take_joined(cells)?,
                lookup_taken: false,
                defined: Defined::default(),
                right: PhantomData,
            };
            Ok((client, Some(Some(held))))
        })
        .await?;
    Ok(Sought::of(row))
}

/// Whether a mobile signature of another user of the client is found by `lookup`.
async fn lookup_taken(store: &Store, client: Uuid, user: Uuid, lookup: &Lookup) -> Result<bool, StoreError> {
    if lookup.as_str().contains('\0') {
        return Ok(false);
    }
    let query = LookupTakenQuery {
        client,
        kind: MobileSignature::TYPE.number(),
        lookup: lookup.as_str().to_owned(),
        other: lookup.other().unwrap_or(lookup.as_str()).to_owned(),
        user,
    };
    Ok(store.row_shared(query, |_| Ok(())).await?.is_some())
}

impl Permit<CredentialCreate> {
    /// Whether a mobile signature of another user of the client is found by `lookup`.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn lookup_taken(&self, client: Uuid, user: Uuid, lookup: &Lookup) -> Result<bool, StoreError> {
        lookup_taken(self.store(), client, user, lookup).await
    }
}

impl Permit<CredentialModify> {
    /// What a decision on a patch of the mobile signature needs; `None` where the user has none.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn held_mobile_signature(
        &self,
        user: &str,
        policy: Option<&str>,
    ) -> Result<Sought<Option<Held<CredentialModify>>>, StoreError> {
        held(self, user, policy).await
    }

    /// Whether a mobile signature of another user of the client is found by `lookup`.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn lookup_taken(&self, client: Uuid, user: Uuid, lookup: &Lookup) -> Result<bool, StoreError> {
        lookup_taken(self.store(), client, user, lookup).await
    }
}

impl Permit<CredentialDelete> {
    /// What a decision on deleting the mobile signature needs; `None` where the user has none.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn held_mobile_signature(
        &self,
        user: &str,
    ) -> Result<Sought<Option<Held<CredentialDelete>>>, StoreError> {
        held(self, user, None).await
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
    ) -> Result<Sought<Owner<System, DevicePassword>>, StoreError> {
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
    ) -> Result<Sought<Owner<System, PublicKey>>, StoreError> {
        owner(self, Wish { client: &wanted(client), user, ext_id: None, policy: None }).await
    }
}
