//! Definitions of properties, and which unique values are taken.

use sigill_domain::application::ApplicationRef;
use sigill_domain::client::ClientRef;
use sigill_domain::ext_id::ExtId;
#[cfg(test)]
use sigill_domain::list::Parameters;
use sigill_domain::list::{Listed, PropertyQuery, Token};
use sigill_domain::profile::HeldProfile;
use sigill_domain::property::{Defined, Definition, Definitions, New, Scope, Taken};
use sigill_domain::right::{ProfileModify, PropertyCreate, PropertyView, SetsProperties};
use uuid::Uuid;

use crate::engine::Store;
use crate::error::StoreError;
use crate::list::{begin, reach};
use crate::permit::{Everywhere, OfApplications, Permit, Placeless, Rooms, Within};
use crate::row::Row;
use crate::sought::wanted;
use crate::sql::{Composed, Roomed, Sql, sql};
use crate::value::{Cells, Value};

/// What is read of a definition.
const DEFINITION: Sql = sql! { "{p}", p: Definition };

/// What a decision on a new property needs: the client and the application that it is to be for, where one is named; how
/// many are for that client, or for all; where the next one's place is; and whether it would meet one of its name.
const SCOPE: Sql = sql! { "
    SELECT {c}, {a},
           (SELECT count(*) FROM property WHERE scope = $1 AND client_id = w.client_id),
           (SELECT coalesce(max(position) + 1, 0) FROM property WHERE scope = $2 AND client_id = w.client_id),
           EXISTS (
               SELECT 1 FROM property p WHERE p.scope = $3 AND p.name = $4
                   AND (w.client_id = $5 OR p.client_id = w.client_id OR p.client_id = $6))
    FROM (SELECT coalesce((SELECT id FROM client WHERE ext_id = $7 AND state = 'active'), $8) AS client_id) w
    LEFT JOIN client c ON c.id = w.client_id
    LEFT JOIN application a ON a.ext_id = $9 AND a.state = 'active'", c: ClientRef, a: ApplicationRef };

/// Those for all clients, then those for one: a scope has a hundred of each at most, which whoever defines one sees to.
const OF_SCOPE: Sql = sql! { "
    SELECT {p}
    FROM property p WHERE p.scope = $1 AND p.client_id IN ($2, $3) ORDER BY p.client_id, p.position", p: Definition };

const ONE: Sql = sql! { "
    SELECT {p}
    FROM property p WHERE p.ext_id = $1", p: Definition };

/// The unique values that a profile has in its unit, and whether another profile in another unit has the same.
const IN_UNIT: Sql = Sql("
    SELECT v.id, EXISTS (
        SELECT 1 FROM unique_value o
        WHERE o.client_id = v.client_id AND o.unique_key = v.unique_key AND o.within_unit = $1 AND o.id <> v.id)
    FROM unique_value v
    WHERE v.profile_id = $2 AND v.within_unit = $3
    UNION ALL
    SELECT v.id, EXISTS (
        SELECT 1 FROM unique_value o
        WHERE o.client_id = v.client_id AND o.unique_key = v.unique_key AND o.within_unit = $4 AND o.id <> v.id)
    FROM profile_application a JOIN unique_value v ON v.profile_application_id = a.id
    WHERE a.profile_id = $5 AND v.within_unit = $6
    LIMIT 1001");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[SCOPE, OF_SCOPE, ONE, IN_UNIT];

#[cfg(test)]
pub(crate) fn samples() -> Vec<Roomed> {
    let client = crate::user::list::samples::SAMPLE_CLIENT;
    let keys = ["a", "b", "c"].map(str::to_owned);
    let given = [("scope", "USER_GLOBAL"), ("type", "STRING"), ("name", "x"), ("applicationExtId", "a")];
    let queries = [Vec::new(), given.to_vec()].map(|given| PropertyQuery::read(Parameters::new(given)).unwrap());
    let listed = queries.iter().flat_map(|query| [page(client, query), count(client, query)]);
    [taken(client, (&keys[..1], client)), taken(client, (&keys, Uuid::nil()))].into_iter().chain(listed).collect()
}

/// Which of the keys are taken in a client, or in a unit of it.
fn taken(client: Uuid, (keys, unit): (&[String], Uuid)) -> Roomed {
    let sql = "SELECT v.unique_key, v.id, v.within_unit, v.shared_by, v.place FROM unique_value v WHERE ";
    let mut sql = Composed::new(sql).of("v.client_id", client);
    sql.push(" AND v.unique_key IN (");
    sql.list(keys, |sql, key| {
        sql.bind(key.as_str());
    });
    sql.push(") AND v.within_unit IN (").bind(Uuid::nil()).push(", ").bind(unit).push(")");
    sql
}

/// The definitions for all clients and for this one that a list asks for.
fn listed(mut sql: Composed, client: Uuid, query: &PropertyQuery) -> Roomed {
    sql.push(" FROM property p WHERE ");
    let mut sql = sql.of_found("p.client_id", [Uuid::nil(), client]);
    if let Some(scope) = query.scope {
        sql.push(" AND p.scope = ").bind(scope.as_str());
    }
    if let Some(kind) = query.kind {
        sql.push(" AND p.kind = ").bind(kind.as_str());
    }
    if let Some(application) = &query.application {
        sql.push(" AND p.application_ext_id = ").bind(application.as_str());
    }
    if let Some(name) = &query.name {
        // A part, where `%` and `_` stand for themselves.
        sql.push(" AND lower(p.name) LIKE ").bind(format!("%{}%", like(&name.to_lowercase()))).push(" ESCAPE '!'");
    }
    sql
}

/// With `!` before what means something else to LIKE.
fn like(text: &str) -> String {
    text.chars().flat_map(|c| ['!', '%', '_'].contains(&c).then_some('!').into_iter().chain([c])).collect()
}

fn page(client: Uuid, query: &PropertyQuery) -> Roomed {
    let mut sql = Composed::new("SELECT ");
    sql.push(DEFINITION.0);
    let mut sql = listed(sql, client, query);
    let (created_ms, ext_id) = begin(&query.page);
    sql.push(" AND (p.created / 1000, p.ext_id) > (").bind(created_ms).push(", ").bind(ext_id).push(")");
    sql.push(" ORDER BY p.created / 1000, p.ext_id LIMIT ").bind(reach(&query.page));
    sql
}

fn count(client: Uuid, query: &PropertyQuery) -> Roomed {
    listed(Composed::new("SELECT count(*)"), client, query)
}

impl Permit<PropertyCreate, Everywhere> {
    /// What a decision on a new property needs.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn definitions(&self, scope: Option<Scope>, new: &New) -> Result<Definitions, StoreError> {
        let scope = || Value::from(scope.map(|scope| scope.as_str().to_owned()));
        let name = new.name.clone().filter(|name| !name.contains('\0'));
        let named = |id: &Option<String>| Value::from(id.as_deref().map(wanted));
        let nil = || Value::from(Uuid::nil());
        let values = vec![
            scope(),
            scope(),
            scope(),
            name.into(),
            nil(),
            nil(),
            named(&new.client),
            nil(),
            named(&new.application),
        ];
        let read = |cells: &mut Cells<'_>| {
            Ok(Definitions {
                client: ClientRef::take_joined(cells)?,
                application: ApplicationRef::take_joined(cells)?,
                count: cells.take()?,
                position: cells.take()?,
                name_taken: cells.take()?,
            })
        };
        let found = self.store().row(SCOPE, values, read).await?;
        found.ok_or_else(|| StoreError::Failed("the definitions of a scope weren't counted".to_owned()))
    }
}

impl<R: SetsProperties, T> Within<R, T> {
    /// What is defined for a scope in the client; which unique values are taken isn't asked yet.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn defined(&self, scope: Scope) -> Result<Defined, StoreError> {
        defined(self.store(), scope, self.client_id()).await
    }

    /// Which of the keys of unique values are taken in the client, or in a unit of it, and by which rows.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn taken_values(&self, keys: &[String], unit: Uuid) -> Result<Vec<Taken>, StoreError> {
        taken_values(self.store(), self.client_id(), (keys, unit)).await
    }
}

impl<R: SetsProperties> Permit<R, OfApplications> {
    /// What is defined for a scope of what is the same for every client.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn defined(&self, scope: Scope) -> Result<Defined, StoreError> {
        defined(self.store(), scope, Uuid::nil()).await
    }

    /// Which of the keys of unique values of what is the same for every client are taken, and by which rows.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn taken_values(&self, keys: &[String]) -> Result<Vec<Taken>, StoreError> {
        taken_values(self.store(), Uuid::nil(), (keys, Uuid::nil())).await
    }
}

impl Within<ProfileModify, HeldProfile> {
    /// The unique values that the profile has in its unit, each with whether a profile in `unit` has the same.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn unique_in(&self, unit: Uuid) -> Result<Vec<(Uuid, bool)>, StoreError> {
        let (profile, before) = (self.profile.id, self.profile.unit_id);
        let ids = [unit, profile, before, unit, profile, before].map(Value::from);
        self.store().rows(IN_UNIT, ids.to_vec(), |cells| Ok((cells.take()?, cells.take()?))).await
    }
}

async fn defined(store: &Store, scope: Scope, client: Uuid) -> Result<Defined, StoreError> {
    let values = vec![scope.as_str().into(), Uuid::nil().into(), client.into()];
    let definitions = store.rows(OF_SCOPE, values, Definition::take).await?;
    Ok(Defined { definitions, ..Defined::default() })
}

async fn taken_values(store: &Store, client: Uuid, (keys, unit): (&[String], Uuid)) -> Result<Vec<Taken>, StoreError> {
    let (sql, values) = taken(client, (keys, unit)).finish();
    let read = |cells: &mut Cells<'_>| {
        Ok(Taken {
            key: cells.take()?,
            id: cells.take()?,
            unit_id: cells.take()?,
            shared_by: cells.take()?,
            place: cells.take()?,
        })
    };
    store.rows(sql, values, read).await
}

impl Permit<PropertyView, Rooms> {
    /// A property. One for a client that the caller doesn't reach isn't there.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn property(&self, ext_id: &str) -> Result<Option<Definition>, StoreError> {
        let store = self.beyond_rooms(Placeless::Definitions);
        let found = store.row(ONE, vec![wanted(ext_id).into()], Definition::take).await?;
        let is_reached = |client: &ExtId| self.scope.reach(client.as_str());
        Ok(found.filter(|definition| definition.client.as_ref().is_none_or(is_reached)))
    }

    /// A page of the properties for all clients, and, where the query names a client that the caller reaches, for that.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn properties(&self, query: &PropertyQuery) -> Result<Listed<Definition>, StoreError> {
        let client = match query.client.as_deref().filter(|client| self.scope.reach(client)) {
            Some(client) => self.client_key(client).await?.unwrap_or_default(),
            None => Uuid::nil(),
        };
        let properties = self.rows(page(client, query), Definition::take).await?;
        let mut listed = Listed::cut(properties, query.page.limit, |last: &Definition| {
            Token::of(last.created, &last.ext_id).to_string()
        });
        if query.page.with_total {
            listed.total = self.row(count(client, query), |cells| cells.take()).await?;
        }
        Ok(listed)
    }

    /// A client by its key, of those that the caller reaches.
    async fn client_key(&self, client: &str) -> Result<Option<Uuid>, StoreError> {
        let sql = Composed::new("SELECT c.id FROM client c WHERE c.state = 'active'");
        let mut sql = sql.of_clients_in(&self.scope);
        sql.push(" AND c.ext_id = ").bind(wanted(client));
        self.row(sql, |cells| cells.take()).await
    }
}
