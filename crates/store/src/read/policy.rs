//! Policies.

use std::marker::PhantomData;

use sigill_domain::client::ClientRef;
use sigill_domain::list::{Listed, PolicyQuery, Token};
use sigill_domain::policy::{HeldPolicy, Policies, Policy, PolicyType};
use sigill_domain::right::{PolicyConfigurationView, PolicyCreate, PolicyDelete, PolicyModify, PolicyView};

use super::client::client_ref;
use super::list::{begin, reach};
use super::{Sought, columns, wanted, wanted_optional};
use crate::engine::Store;
use crate::error::StoreError;
use crate::permit::Permit;
use crate::sql::Sql;

const POLICIES: Sql = Sql("
    SELECT c.id, c.ext_id, c.name, c.rev,
           EXISTS (SELECT 1 FROM policy x WHERE x.client_id = c.id AND x.ext_id = $1),
           EXISTS (SELECT 1 FROM policy x WHERE x.client_id = c.id AND x.name = $2),
           p.id, p.client_id, p.ext_id, p.kind, p.name, p.description, p.is_default, p.parameters, p.version,
           p.created, p.modified
    FROM client c
    LEFT JOIN policy p ON p.client_id = c.id AND p.kind = $3 AND p.is_default
    WHERE c.ext_id = $4 AND c.state = 'active'");

const POLICY: Sql = Sql("
    SELECT c.id, c.ext_id, c.name,
           p.id, p.client_id, p.ext_id, p.kind, p.name, p.description, p.is_default, p.parameters, p.version,
           p.created, p.modified
    FROM client c
    LEFT JOIN policy p ON p.client_id = c.id AND p.ext_id = $1
    WHERE c.ext_id = $2 AND c.state = 'active'");

/// A policy to be changed, with the default of its type where that is another one.
const HELD: Sql = Sql("
    SELECT c.id, c.ext_id, c.name, c.rev,
           EXISTS (SELECT 1 FROM policy x WHERE x.client_id = c.id AND x.name = $1 AND x.id <> p.id),
           EXISTS (SELECT 1 FROM credential k WHERE k.policy_id = p.id),
           p.id, p.client_id, p.ext_id, p.kind, p.name, p.description, p.is_default, p.parameters, p.version,
           p.created, p.modified,
           d.id, d.client_id, d.ext_id, d.kind, d.name, d.description, d.is_default, d.parameters, d.version,
           d.created, d.modified
    FROM client c
    LEFT JOIN policy p ON p.client_id = c.id AND p.ext_id = $2
    LEFT JOIN policy d ON d.client_id = c.id AND d.kind = p.kind AND d.is_default AND d.id <> p.id
    WHERE c.ext_id = $3 AND c.state = 'active'");

const HAS_NUMBERS: Sql = Sql(
    "
    SELECT EXISTS (SELECT 1 FROM client c JOIN credential k ON k.client_id = c.id AND k.kind = 16 WHERE c.ext_id = $1)",
);

/// Numbers that more than one mobile signature of a client has.
const SHARED_LOOKUPS: Sql = Sql("
    SELECT k.lookup FROM client c JOIN credential k ON k.client_id = c.id AND k.kind = 16
    WHERE c.ext_id = $1 AND k.lookup IS NOT NULL
    GROUP BY k.lookup HAVING count(*) > 1 ORDER BY k.lookup LIMIT 10");

/// A client has few policies; those of all clients together are never gone through.
const LIST: Sql = Sql("
    SELECT p.id, p.client_id, p.ext_id, p.kind, p.name, p.description, p.is_default, p.parameters, p.version,
           p.created, p.modified
    FROM policy p
    WHERE p.client_id = $1 AND p.kind = coalesce($2, p.kind) AND (p.created / 1000, p.ext_id) > ($3, $4)
    ORDER BY p.created / 1000, p.ext_id LIMIT $5");

const COUNT: Sql = Sql("
    SELECT count(*) FROM policy p WHERE p.client_id = $1 AND p.kind = coalesce($2, p.kind)");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[POLICIES, POLICY, HELD, SHARED_LOOKUPS, HAS_NUMBERS, LIST, COUNT];

impl Permit<PolicyCreate> {
    /// What a decision on a new policy needs; `None` where the client isn't there.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn policies(
        &self,
        ext_id: Option<&str>,
        name: Option<&str>,
        kind: Option<PolicyType>,
    ) -> Result<Option<Policies<PolicyCreate>>, StoreError> {
        let values = vec![
            wanted_optional(ext_id).into(),
            name.filter(|name| !name.contains('\0')).map(str::to_owned).into(),
            kind.map(|kind| kind.as_str().to_owned()).into(),
            self.client().as_str().into(),
        ];
        self.store()
            .row(POLICIES, values, |cells| {
                let client = columns::client_ref(cells)?;
                let (rev, ext_id_taken, name_taken) = (cells.take()?, cells.take()?, cells.take()?);
                let default_of_type = columns::policy(cells)?;
                Ok(Policies {
                    client,
                    rev,
                    has_type: default_of_type.is_some(),
                    default_of_type,
                    name_taken,
                    ext_id_taken,
                    shared_lookups: Vec::new(),
                    has_numbers: false,
                    right: PhantomData,
                })
            })
            .await
    }

    /// Whether the client has a mobile signature.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn has_numbers(&self) -> Result<bool, StoreError> {
        has_numbers(self.store(), self.client().as_str()).await
    }

    /// Some of the numbers that more than one mobile signature of the client has.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn shared_lookups(&self) -> Result<Vec<String>, StoreError> {
        self.store().rows(SHARED_LOOKUPS, vec![self.client().as_str().into()], |cells| cells.take()).await
    }
}

async fn has_numbers(store: &Store, client: &str) -> Result<bool, StoreError> {
    Ok(store.row(HAS_NUMBERS, vec![client.into()], |cells| cells.take()).await?.unwrap_or(false))
}

async fn held<R: 'static>(
    store: &Store,
    client: &str,
    ext_id: &str,
    name: Option<&str>,
) -> Result<Sought<HeldPolicy<R>>, StoreError> {
    let name = name.filter(|name| !name.contains('\0')).map(str::to_owned);
    let values = vec![name.into(), wanted(ext_id).into(), client.into()];
    let row = store
        .row(HELD, values, |cells| {
            let client = columns::client_ref(cells)?;
            let (rev, name_taken, in_use) = (cells.take()?, cells.take()?, cells.take()?);
            let Some(policy) = columns::policy(cells)? else { return Ok((client, None)) };
            let held = HeldPolicy {
                client: client.clone(),
                rev,
                policy,
                other_default: columns::policy(cells)?,
                name_taken,
                in_use,
                shared_lookups: Vec::new(),
                has_numbers: false,
                right: PhantomData,
            };
            Ok((client, Some(held)))
        })
        .await?;
    Ok(row.map_or(Sought::NoClient, |(client, found)| sought(client, found)))
}

impl Permit<PolicyModify> {
    /// What a decision on a patch of a policy needs. `NoUser` stands for no such policy.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn held_policy(
        &self,
        ext_id: &str,
        name: Option<&str>,
    ) -> Result<Sought<HeldPolicy<PolicyModify>>, StoreError> {
        held(self.store(), self.client().as_str(), ext_id, name).await
    }

    /// Whether the client has a mobile signature.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn has_numbers(&self) -> Result<bool, StoreError> {
        has_numbers(self.store(), self.client().as_str()).await
    }

    /// Some of the numbers that more than one mobile signature of the client has.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn shared_lookups(&self) -> Result<Vec<String>, StoreError> {
        self.store().rows(SHARED_LOOKUPS, vec![self.client().as_str().into()], |cells| cells.take()).await
    }
}

impl Permit<PolicyDelete> {
    /// What a decision on deleting a policy needs. `NoUser` stands for no such policy.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn held_policy(&self, ext_id: &str) -> Result<Sought<HeldPolicy<PolicyDelete>>, StoreError> {
        held(self.store(), self.client().as_str(), ext_id, None).await
    }
}

impl Permit<PolicyView> {
    /// A policy of the client.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn policy(&self, ext_id: &str) -> Result<Option<(ClientRef, Option<Policy>)>, StoreError> {
        let values = vec![wanted(ext_id).into(), self.client().as_str().into()];
        self.store().row(POLICY, values, |cells| Ok((columns::client_ref(cells)?, columns::policy(cells)?))).await
    }
}

impl Permit<PolicyConfigurationView> {
    /// A page of the client's policies; `None` where the client isn't there.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn policies(&self, query: &PolicyQuery) -> Result<Option<Listed<Policy>>, StoreError> {
        let Some(client) = client_ref(self).await? else { return Ok(None) };
        let kind = query.kind.map(|kind| kind.as_str().to_owned());
        let (created_ms, ext_id) = begin(&query.page);
        let values =
            vec![client.id.into(), kind.clone().into(), created_ms.into(), ext_id.into(), reach(&query.page).into()];
        let policies = self.store().rows(LIST, values, columns::policy).await?.into_iter().flatten().collect();
        let mut listed =
            Listed::cut(policies, query.page.limit, |last: &Policy| Token::of(last.created, &last.ext_id).to_string());
        if query.page.with_total {
            listed.total = self.store().row(COUNT, vec![client.id.into(), kind.into()], |cells| cells.take()).await?;
        }
        Ok(Some(listed))
    }
}

/// Not found is told apart from here on.
pub(super) fn sought<T>(client: ClientRef, found: Option<T>) -> Sought<T> {
    found.map_or(Sought::NoUser { client_name: client.name }, Sought::Found)
}
