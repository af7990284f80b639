//! Policies.

use std::collections::BTreeSet;

use sigill_domain::client::ClientRef;
use sigill_domain::credential::MobileSignature;
use sigill_domain::list::{Listed, PolicyQuery, Token};
use sigill_domain::policy::{Facts, HeldPolicy, Obstacles, Policies, Policy, PolicyType};
use sigill_domain::right::{PolicyConfigurationView, PolicyCreate, PolicyDelete, PolicyModify, PolicyView, Right};
use sigill_domain::rooms::Place;
use sigill_domain::user::Person;
use uuid::Uuid;

use crate::client::read::{all_users, client_ref};
use crate::column;
use crate::engine::Store;
use crate::error::StoreError;
use crate::list::{begin, reach};
use crate::permit::{Noun, Permit, Sought, Within};
use crate::row::Row;
use crate::sought::{wanted, wanted_optional};
use crate::sql::{Sql, sql};
use crate::value::Value;

const POLICIES: Sql = sql! { "
    SELECT {c}, c.rev,
           EXISTS (SELECT 1 FROM policy x WHERE x.client_id = c.id AND x.ext_id = $1),
           EXISTS (SELECT 1 FROM policy x WHERE x.client_id = c.id AND x.name = $2),
           {p}
    FROM client c
    LEFT JOIN policy p ON p.client_id = c.id AND p.kind = $3 AND p.is_default
    WHERE c.ext_id = $4 AND c.state = 'active'", c: ClientRef, p: Policy };

const POLICY: Sql = sql! { "
    SELECT {c},
           {p}
    FROM client c
    LEFT JOIN policy p ON p.client_id = c.id AND p.ext_id = $1
    WHERE c.ext_id = $2 AND c.state = 'active'", c: ClientRef, p: Policy };

/// A policy to be changed, with the default of its type where that is another one.
const HELD: Sql = sql! { "
    SELECT {c}, c.rev,
           EXISTS (SELECT 1 FROM policy x WHERE x.client_id = c.id AND x.name = $1 AND x.id <> p.id),
           EXISTS (SELECT 1 FROM credential k WHERE k.policy_id = p.id)
           OR EXISTS (SELECT 1 FROM unit w WHERE w.policy_id = p.id),
           {p},
           {d}
    FROM client c
    LEFT JOIN policy p ON p.client_id = c.id AND p.ext_id = $2
    LEFT JOIN policy d ON d.client_id = c.id AND d.kind = p.kind AND d.is_default AND d.id <> p.id
    WHERE c.ext_id = $3 AND c.state = 'active'", c: ClientRef, p: Policy, d: Policy };

/// Numbers that more than one mobile signature of a client has, national ones with `$1` in place of what is before their
/// `$2`-th character.
const SHARED_LOOKUPS: Sql = Sql("
    SELECT CASE WHEN substr(k.lookup, 1, 1) = '0'
                THEN $1 || substr(k.lookup, CAST(CAST($2 AS BIGINT) AS INTEGER)) ELSE k.lookup END AS number
    FROM client c JOIN credential k ON k.client_id = c.id AND k.kind = 16
    WHERE c.ext_id = $3 AND k.lookup IS NOT NULL
    GROUP BY number HAVING count(*) > 1 ORDER BY number LIMIT 10");

/// Mobile numbers that more than one user of a client has.
const SHARED_MOBILES: Sql = Sql("
    SELECT u.mobile FROM client c JOIN users u ON u.client_id = c.id
    WHERE c.ext_id = $1 AND u.mobile IS NOT NULL
    GROUP BY u.mobile HAVING count(*) > 1 ORDER BY u.mobile LIMIT 10");

/// Mobile signatures that a policy governs, page by page.
pub(crate) const GOVERNED: Sql = Sql("
    SELECT k.id, k.detail FROM credential k
    WHERE k.client_id = $1 AND k.policy_id = $2 AND k.kind = 16 AND k.id > $3
    ORDER BY k.id LIMIT $4");

/// Users of a client, page by page.
pub(crate) const PEOPLE: Sql = Sql("
    SELECT u.created / 1000, u.ext_id, u.is_technical, u.person FROM users u
    WHERE u.client_id = $1 AND u.created / 1000 >= $2 AND (u.created / 1000, u.ext_id) > ($2, $3)
    ORDER BY u.created / 1000, u.ext_id LIMIT $4");

/// A client has few policies; those of all clients together are never gone through.
const LIST: Sql = sql! { "
    SELECT {p}
    FROM policy p
    WHERE p.client_id = $1 AND p.kind = coalesce($2, p.kind) AND (p.created / 1000, p.ext_id) > ($3, $4)
    ORDER BY p.created / 1000, p.ext_id LIMIT $5", p: Policy };

const COUNT: Sql = Sql("
    SELECT count(*) FROM policy p WHERE p.client_id = $1 AND p.kind = coalesce($2, p.kind)");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] =
    &[POLICIES, POLICY, HELD, SHARED_LOOKUPS, SHARED_MOBILES, GOVERNED, PEOPLE, LIST, COUNT];

/// The rights by which policies are written, and so tried.
pub trait WritesPolicies: Right {}
impl WritesPolicies for PolicyCreate {}
impl WritesPolicies for PolicyModify {}

impl<R: WritesPolicies> Permit<R> {
    /// All that belongs to the users of the client, for what a policy would do to it.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn governed_users(&self) -> Result<Sought<R, ClientRef>, StoreError> {
        all_users(self).await
    }
}

impl<R: WritesPolicies> Within<R, ClientRef> {
    /// Up to `limit` of the mobile signatures that a policy governs, after the one with the id `after`.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn governed(
        &self,
        policy: &Policy,
        after: Uuid,
        limit: i64,
    ) -> Result<Vec<(Uuid, MobileSignature)>, StoreError> {
        let values = vec![self.client_id().into(), policy.id.into(), after.into(), limit.into()];
        self.store()
            .rows(GOVERNED, values, |cells| {
                Ok((cells.take()?, column::json("a credential's detail", &cells.take::<String>()?)?))
            })
            .await
    }

    /// Up to `limit` users of the client, after the one at `after`: where each is in this order, whether it
    /// is technical, and its person.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn people(
        &self,
        after: &(i64, String),
        limit: i64,
    ) -> Result<Vec<((i64, String), bool, Person)>, StoreError> {
        let values = vec![self.client_id().into(), after.0.into(), after.1.as_str().into(), limit.into()];
        self.store()
            .rows(PEOPLE, values, |cells| {
                let place = (cells.take()?, cells.take()?);
                Ok((place, cells.take()?, column::take(cells)?))
            })
            .await
    }
}

impl Permit<PolicyCreate> {
    /// What a decision on a new policy needs.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn policies(
        &self,
        ext_id: Option<&str>,
        name: Option<&str>,
        kind: Option<PolicyType>,
    ) -> Result<Sought<PolicyCreate, Policies>, StoreError> {
        let values = vec![
            wanted_optional(ext_id).into(),
            name.filter(|name| !name.contains('\0')).map(str::to_owned).into(),
            kind.map(|kind| kind.as_str().to_owned()).into(),
            self.client().as_str().into(),
        ];
        self.seek_client((POLICIES, values), |cells| {
            let client = ClientRef::take(cells)?;
            let (rev, ext_id_taken, name_taken) = (cells.take()?, cells.take()?, cells.take()?);
            let default_of_type = Policy::take_joined(cells)?;
            let place = Place::of_client(&client);
            let policies = Policies {
                client,
                rev,
                has_type: default_of_type.is_some(),
                default_of_type,
                name_taken,
                ext_id_taken,
                obstacles: Obstacles::default(),
            };
            Ok((place, policies))
        })
        .await
    }
}

impl<R> Within<R, Policies> {
    /// What of the facts doesn't hold.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn find_obstacles(&self, facts: Facts) -> Result<Obstacles, StoreError> {
        obstacles(self.store(), self.client.ext_id.as_str(), facts).await
    }
}

impl<R> Within<R, HeldPolicy> {
    /// What of the facts doesn't hold.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn find_obstacles(&self, facts: Facts) -> Result<Obstacles, StoreError> {
        obstacles(self.store(), self.client.ext_id.as_str(), facts).await
    }
}

async fn obstacles(store: &Store, client: &str, facts: Facts) -> Result<Obstacles, StoreError> {
    let numbers = async |is_needed: bool, sql: Sql, more: Vec<Value>| -> Result<BTreeSet<String>, StoreError> {
        if !is_needed {
            return Ok(BTreeSet::new());
        }
        let values = more.into_iter().chain([client.into()]).collect();
        Ok(store.rows(sql, values, |cells| cells.take()).await?.into_iter().collect())
    };
    let (code, from) = super::national(facts.country);
    Ok(Obstacles {
        shared_msisdns: numbers(facts.msisdns_differ, SHARED_LOOKUPS, vec![code.into(), from.into()]).await?,
        shared_mobiles: numbers(facts.mobiles_differ, SHARED_MOBILES, Vec::new()).await?,
    })
}

async fn held<R>(permit: &Permit<R>, ext_id: &str, name: Option<&str>) -> Result<Sought<R, HeldPolicy>, StoreError> {
    let name = name.filter(|name| !name.contains('\0')).map(str::to_owned);
    let values = vec![name.into(), wanted(ext_id).into(), permit.client().as_str().into()];
    permit
        .seek((HELD, values), Noun::Policy, |cells| {
            let client = ClientRef::take(cells)?;
            let (rev, name_taken, in_use) = (cells.take()?, cells.take()?, cells.take()?);
            let Some(policy) = Policy::take_joined(cells)? else { return Ok((client, None)) };
            let place = Place::of_client(&client);
            let held = HeldPolicy {
                client: client.clone(),
                rev,
                policy,
                other_default: Policy::take_joined(cells)?,
                name_taken,
                in_use,
                obstacles: Obstacles::default(),
            };
            Ok((client, Some((place, held))))
        })
        .await
}

impl Permit<PolicyModify> {
    /// What a decision on a patch of a policy needs.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn held_policy(
        &self,
        ext_id: &str,
        name: Option<&str>,
    ) -> Result<Sought<PolicyModify, HeldPolicy>, StoreError> {
        held(self, ext_id, name).await
    }
}

impl Permit<PolicyDelete> {
    /// What a decision on deleting a policy needs.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn held_policy(&self, ext_id: &str) -> Result<Sought<PolicyDelete, HeldPolicy>, StoreError> {
        held(self, ext_id, None).await
    }
}

impl Permit<PolicyView> {
    /// A policy of the client.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn policy(&self, ext_id: &str) -> Result<Sought<PolicyView, Policy>, StoreError> {
        let values = vec![wanted(ext_id).into(), self.client().as_str().into()];
        self.seek((POLICY, values), Noun::Policy, |cells| {
            let client = ClientRef::take(cells)?;
            let policy = Policy::take_joined(cells)?.map(|policy| (Place::of_client(&client), policy));
            Ok((client, policy))
        })
        .await
    }
}

impl Permit<PolicyConfigurationView> {
    /// A page of the client's policies.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn policies(
        &self,
        query: &PolicyQuery,
    ) -> Result<Sought<PolicyConfigurationView, Listed<Policy>>, StoreError> {
        let client = match client_ref(self).await?.or_gone() {
            Ok(client) => client,
            Err(gone) => return Ok(gone.into()),
        };
        let id = client.client_id();
        let kind = query.kind.map(|kind| kind.as_str().to_owned());
        let (created_ms, ext_id) = begin(&query.page);
        let values = vec![id.into(), kind.clone().into(), created_ms.into(), ext_id.into(), reach(&query.page).into()];
        let policies = client.store().rows(LIST, values, Policy::take_joined).await?.into_iter().flatten().collect();
        let mut listed =
            Listed::cut(policies, query.page.limit, |last: &Policy| Token::of(last.created, &last.ext_id).to_string());
        if query.page.with_total {
            listed.total = client.store().row(COUNT, vec![id.into(), kind.into()], |cells| cells.take()).await?;
        }
        Ok(Sought::There(client.map(|_| listed)))
    }
}
