//! Definitions of properties, and which unique values are taken.

use sigill_domain::list::{Listed, PropertyQuery, Token};
use sigill_domain::property::{Defined, Definition, Definitions, Scope};
use sigill_domain::right::{PropertyCreate, PropertyView, SetsProperties};
use uuid::Uuid;

use crate::error::StoreError;
use crate::list::{begin, reach};
use crate::permit::{Everywhere, OfApplications, Permit, Placeless, Rooms, Within};
use crate::row::Row;
use crate::sought::wanted;
use crate::sql::{Composed, Roomed, Sql, sql};

/// What a decision on a new property needs.
const SCOPE: Sql = Sql("
    SELECT (SELECT count(*) FROM property WHERE scope = $1),
           EXISTS (SELECT 1 FROM property WHERE scope = $2 AND name = $3)");

/// A scope has a hundred at most, which whoever defines one sees to.
const OF_SCOPE: Sql = sql! { "
    SELECT {p}
    FROM property p WHERE p.scope = $1 ORDER BY p.position", p: Definition };

const ONE: Sql = sql! { "
    SELECT {p}
    FROM property p WHERE p.ext_id = $1", p: Definition };

const LIST: Sql = sql! { "
    SELECT {p}
    FROM property p
    WHERE p.scope = coalesce($1, p.scope) AND (p.created / 1000, p.ext_id) > ($2, $3)
    ORDER BY p.created / 1000, p.ext_id LIMIT $4", p: Definition };

const COUNT: Sql = Sql("SELECT count(*) FROM property p WHERE p.scope = coalesce($1, p.scope)");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[SCOPE, OF_SCOPE, ONE, LIST, COUNT];

#[cfg(test)]
pub(crate) fn samples() -> Vec<Roomed> {
    let client = crate::user::list::samples::SAMPLE_CLIENT;
    vec![taken(client, &["a".to_owned()]), taken(client, &["a".to_owned(), "b".to_owned(), "c".to_owned()])]
}

/// Which of the keys are taken in a client.
fn taken(client: Uuid, keys: &[String]) -> Roomed {
    let mut sql = Composed::new("SELECT v.unique_key, v.id FROM unique_value v WHERE ").of("v.client_id", client);
    sql.push(" AND v.unique_key IN (");
    sql.list(keys, |sql, key| {
        sql.bind(key.as_str());
    });
    sql.push(")");
    sql
}

impl Permit<PropertyCreate, Everywhere> {
    /// What a decision on a new property needs.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn definitions(&self, scope: Option<Scope>, name: Option<&str>) -> Result<Definitions, StoreError> {
        let scope = scope.map(|scope| scope.as_str().to_owned());
        let name = name.filter(|name| !name.contains('\0')).map(str::to_owned);
        let values = vec![scope.clone().into(), scope.into(), name.into()];
        let found = self.store().row(SCOPE, values, |cells| Ok((cells.take()?, cells.take()?))).await?;
        let (count, name_taken) = found.unwrap_or_default();
        Ok(Definitions { count, name_taken })
    }
}

impl<R: SetsProperties, S> Permit<R, S> {
    /// What is defined for a scope; which unique values are taken isn't asked yet.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn defined(&self, scope: Scope) -> Result<Defined, StoreError> {
        let store = self.beyond_rooms(Placeless::Definitions);
        let definitions = store.rows(OF_SCOPE, vec![scope.as_str().into()], Definition::take).await?;
        Ok(Defined { definitions, taken: Vec::new() })
    }
}

impl<R: SetsProperties, T> Within<R, T> {
    /// Which of the keys of unique values are taken in the client, and by which rows.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn taken_values(&self, keys: &[String]) -> Result<Vec<(String, Uuid)>, StoreError> {
        let (sql, values) = taken(self.client_id(), keys).finish();
        self.store().rows(sql, values, |cells| Ok((cells.take()?, cells.take()?))).await
    }
}

impl<R: SetsProperties> Permit<R, OfApplications> {
    /// Which of the keys of unique values of what is the same for every client are taken, and by which rows.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn taken_values(&self, keys: &[String]) -> Result<Vec<(String, Uuid)>, StoreError> {
        let (sql, values) = taken(Uuid::nil(), keys).finish();
        self.store().rows(sql, values, |cells| Ok((cells.take()?, cells.take()?))).await
    }
}

impl Permit<PropertyView, Rooms> {
    /// A property.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn property(&self, ext_id: &str) -> Result<Option<Definition>, StoreError> {
        let store = self.beyond_rooms(Placeless::Definitions);
        store.row(ONE, vec![wanted(ext_id).into()], Definition::take).await
    }

    /// A page of the properties. They are the same for every client.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn properties(&self, query: &PropertyQuery) -> Result<Listed<Definition>, StoreError> {
        let scope = query.scope.map(|scope| scope.as_str().to_owned());
        let (created_ms, ext_id) = begin(&query.page);
        let values = vec![scope.clone().into(), created_ms.into(), ext_id.into(), reach(&query.page).into()];
        let store = self.beyond_rooms(Placeless::Definitions);
        let properties = store.rows(LIST, values, Definition::take).await?;
        let mut listed = Listed::cut(properties, query.page.limit, |last: &Definition| {
            Token::of(last.created, &last.ext_id).to_string()
        });
        if query.page.with_total {
            listed.total = store.row(COUNT, vec![scope.into()], |cells| cells.take()).await?;
        }
        Ok(listed)
    }
}
