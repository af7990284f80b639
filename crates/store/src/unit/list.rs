//! Lists of units. A client has ten thousand at most, so that filters may be tried on all of them.

use sigill_domain::list::{Compare, Filter, Listed, Page, Token, UnitQuery};
use sigill_domain::right::UnitView;
use sigill_domain::rooms::{Room, UnitPath};
use sigill_domain::unit::{HeldUnit, Unit};
use uuid::Uuid;

use super::row::UnitRow;
use crate::client::read::client_ref;
use crate::error::StoreError;
use crate::list::{begin, reach};
use crate::permit::{Permit, Sought, Within};
use crate::row::Row;
use crate::sql::{Composed, Roomed, Sql, sql};

const UNIT: Sql = sql! { "SELECT {n} FROM unit n WHERE ", n: UnitRow };
const COUNT: &str = "SELECT count(*) FROM unit n WHERE ";

/// The units in the rooms, of a client or right below one.
fn of(what: &'static str, (column, key): (&'static str, Uuid), rooms: &Room<UnitPath>, filters: &[Filter]) -> Roomed {
    let mut sql = Composed::new(what).of(column, key);
    sql.in_units("n.path", rooms);
    for filter in filters {
        condition(&mut sql, filter);
    }
    sql
}

fn condition(sql: &mut Composed, filter: &Filter) {
    let column = match filter.field {
        "extId" => "n.ext_id",
        "name" => "n.name",
        "state" => "n.state",
        "parentUnitExtId" => "n.parent_ext_id",
        _ => {
            let is_it = filter.value == "true";
            sql.push(if is_it { " AND n.is_profileless" } else { " AND NOT n.is_profileless" });
            return;
        }
    };
    match filter.compare {
        Compare::Is => sql.push(" AND ").push(column).push(" = ").bind(filter.value.as_str()),
        Compare::Begins => {
            let length = i64::try_from(filter.value.chars().count()).unwrap_or_default();
            sql.push(" AND substr(").push(column).push(", 1, CAST(CAST(").bind(length);
            sql.push(" AS BIGINT) AS INTEGER)) = ").bind(filter.value.as_str())
        }
        Compare::IsIgnoringCase => {
            sql.push(" AND lower(").push(column).push(") = ").bind(filter.value.to_ascii_lowercase())
        }
    };
}

fn page(mut sql: Roomed, page: &Page) -> Roomed {
    let (created_ms, ext_id) = begin(page);
    // Once more by the first key alone, for SQLite: see `user::list::select`.
    sql.push(" AND n.created / 1000 >= ").bind(created_ms);
    sql.push(" AND (n.created / 1000, n.ext_id) > (").bind(created_ms).push(", ").bind(ext_id);
    sql.push(") ORDER BY n.created / 1000, n.ext_id LIMIT ").bind(reach(page));
    sql
}

impl Permit<UnitView> {
    /// A page of the client's units that the caller may see.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn units_listed(&self, query: &UnitQuery) -> Result<Sought<UnitView, Listed<Unit>>, StoreError> {
        let client = match client_ref(self).await?.or_gone() {
            Ok(client) => client,
            Err(gone) => return Ok(gone.into()),
        };
        let of = |what| of(what, ("n.client_id", client.client_id()), &self.units(), &query.filters);
        let listed = listed(&client, of, &query.page).await?;
        Ok(Sought::There(client.map(|_| listed)))
    }
}

impl Within<UnitView, HeldUnit> {
    /// A page of the units right below the unit: whoever may see it may see them.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn children(&self, page: &Page) -> Result<Listed<Unit>, StoreError> {
        listed(self, |what| of(what, ("n.parent_id", self.unit.id), &Room::Global, &[]), page).await
    }
}

async fn listed<T>(
    of: &Within<UnitView, T>,
    sql: impl Fn(&'static str) -> Roomed,
    asked: &Page,
) -> Result<Listed<Unit>, StoreError> {
    let (text, values) = page(sql(UNIT.0), asked).finish();
    let units: Vec<Unit> = of.store().rows(text, values, |cells| UnitRow::take(cells).map(Unit::from)).await?;
    let mut listed = Listed::cut(units, asked.limit, |last| Token::of(last.created, &last.ext_id).to_string());
    if asked.with_total {
        let (text, values) = sql(COUNT).finish();
        listed.total = of.store().row(text, values, |cells| cells.take()).await?;
    }
    Ok(listed)
}

/// Examples of the statements, for tests of all of them.
#[cfg(test)]
pub(crate) fn samples() -> Vec<Roomed> {
    use sigill_domain::list::{Parameters, UNIT_FILTERS};
    let client = crate::user::list::samples::SAMPLE_CLIENT;
    let paths = (1..=50).map(|n| UnitPath::root(Uuid::from_u128(n))).collect();
    let first = Page { after: None, limit: 100, with_total: true };
    let mut samples = Vec::new();
    for rooms in [Room::Global, Room::Only(Vec::new()), Room::Only(paths)] {
        for filter in UNIT_FILTERS.iter().copied().map(Some).chain([None]) {
            let value = match filter {
                Some("state") => "active",
                Some("profileless") => "true",
                _ => "x",
            };
            let given = filter.map(|name| (name, value));
            let query = UnitQuery::read(Parameters::new(given)).unwrap();
            let of = |what| of(what, ("n.client_id", client), &rooms, &query.filters);
            samples.extend([page(of(UNIT.0), &first), of(COUNT)]);
        }
    }
    let below = |what| of(what, ("n.parent_id", client), &Room::Global, &[]);
    samples.extend([page(below(UNIT.0), &first), below(COUNT)]);
    samples
}
