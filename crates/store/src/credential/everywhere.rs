//! All credentials of a type that a client has.
//!
//! As of users ([ADR 0009](../../../../docs/adr/0009-lists-and-search.md)): one filter with an index leads, or an order
//! with an index is walked; what other filters have to be tried on is bounded, and then the page ends early with a token
//! that goes on.

use sigill_domain::breach::Breach;
use sigill_domain::client::ClientRef;
use sigill_domain::credential::{Credential, CredentialType, Own};
use sigill_domain::ext_id::ExtId;
use sigill_domain::list::{Compare, CredentialQuery, Filter, Listed, Token};
use sigill_domain::right::CredentialView;
use sigill_domain::rooms::{Room, UnitPath};
use sigill_domain::time::Timestamp;
use uuid::Uuid;

use super::row::{self, CredentialRow};
use crate::client::read::client_ref;
use crate::list::ListError;
use crate::permit::{Permit, Sought, Within};
use crate::sql::{Composed, Roomed, Sql, sql};
use crate::user::list::EXAMINED_MAX;
use crate::value::Cells;

/// Credentials that are looked at one by one where they are only counted.
const COUNTED_MAX: i64 = 200_000;

const CREDENTIAL: Sql = sql! { "SELECT {k}, kp.ext_id, ku.ext_id
    FROM credential k
    LEFT JOIN users ku ON ku.id = k.owner_id
    LEFT JOIN policy kp ON kp.id = k.policy_id", k: CredentialRow };
const PLACE: &str = "SELECT k.created / 1000, k.ext_id FROM credential k";
const COUNT: &str = "SELECT count(*) FROM credential k";
const COUNT_UP_TO: &str = "SELECT count(*) FROM (SELECT 1 FROM credential k";

/// The types that have indexes of their own for this, which are partial: so the type stands in the text.
fn of_type(kind: CredentialType) -> &'static str {
    match kind.number() {
        12 => " AND k.kind = 12",
        21 => " AND k.kind = 21",
        23 => " AND k.kind = 23",
        _ => " AND FALSE",
    }
}

/// Which credentials of which client.
struct Everywhere<'a> {
    client: Uuid,
    kind: CredentialType,
    query: &'a CredentialQuery,
    /// Where the caller may see credentials.
    units: Room<UnitPath>,
    now_micros: i64,
}

/// A place in the order: creation in milliseconds and external id.
type Place = (i64, String);

impl Permit<CredentialView> {
    /// A page of all credentials of a type that the client has and the caller may see, as they are kept.
    ///
    /// # Errors
    /// [`ListError::Refused`]: too many would have to be looked at. Else, the database can't be asked.
    pub async fn credentials_of_client(
        &self,
        kind: CredentialType,
        query: &CredentialQuery,
    ) -> Result<Sought<CredentialView, Listed<Credential<Own>>>, ListError> {
        let client = match client_ref(self).await?.or_gone() {
            Ok(client) => client,
            Err(gone) => return Ok(gone.into()),
        };
        let page = client.page(kind, query, self.units(), self.now()).await?;
        Ok(Sought::There(client.map(|_| page)))
    }
}

impl Within<CredentialView, ClientRef> {
    async fn page(
        &self,
        kind: CredentialType,
        query: &CredentialQuery,
        units: Room<UnitPath>,
        now: Timestamp,
    ) -> Result<Listed<Credential<Own>>, ListError> {
        let is_held = units != Room::Global;
        let list = Everywhere { client: self.client_id(), kind, query, units, now_micros: now.micros() };
        let (leading, tried) = list.split();
        let mut leads = leading.is_some_and(is_of_few);
        if let Some(filter) = leading.filter(|_| !leads) {
            leads = serves(filter, query) || !self.are_more_than(&list, Some(filter), EXAMINED_MAX).await?;
        }
        let (leading, tried) = match leading {
            Some(filter) if !leads => (None, tried.into_iter().chain([filter]).collect()),
            leading => (leading, tried),
        };
        let begin = query.page.after.as_ref().map(|token| (token.created_ms, token.ext_id.to_string()));
        let boundary = match (tried.is_empty() && !is_held) || leading.is_some_and(|filter| !serves(filter, query)) {
            true => None,
            false => {
                let (sql, values) = list.places(leading, begin.as_ref()).finish();
                let place = |cells: &mut Cells<'_>| Ok((cells.take::<i64>()?, cells.take::<String>()?));
                self.store().row(sql, values, place).await.map_err(ListError::from)?
            }
        };
        let (limit, offset) = (query.page.limit, query.offset.unwrap_or(0));
        let all = leading.into_iter().chain(tried).collect::<Vec<_>>();
        let (sql, values) = list.page(&all, begin.as_ref(), boundary.as_ref()).finish();
        let read = |cells: &mut Cells<'_>| row::take_with_user(cells);
        let found: Vec<Credential<Own>> = self.store().rows(sql, values, read).await?.into_iter().flatten().collect();
        if found.is_empty() && offset > 0 && boundary.is_some() {
            return Err(refused(format!(
                "offset: with this filter it lies beyond the {EXAMINED_MAX} credentials that are looked at: use the \
                 continuationToken"
            )));
        }
        let mut listed = Listed::cut(found, limit, |last| Token::of(last.created, &last.ext_id).to_string());
        if listed.next.is_none() {
            listed.next = boundary
                .map(|(created_ms, ext_id)| Token { created_ms, ext_id: ExtId::from_stored(ext_id) }.to_string());
        }
        if query.page.with_total {
            if (is_held || !all.is_empty()) && self.are_more_than(&list, leading, COUNTED_MAX).await? {
                return Err(refused(format!(
                    "returnTotalResultCount: more than {COUNTED_MAX} credentials would have to be looked at"
                )));
            }
            let (sql, values) = list.count(&all).finish();
            listed.total = self.store().row(sql, values, |cells| cells.take()).await?;
        }
        Ok(listed)
    }

    async fn are_more_than(
        &self,
        list: &Everywhere<'_>,
        leading: Option<&Filter>,
        max: i64,
    ) -> Result<bool, ListError> {
        let (sql, values) = list.count_up_to(leading, max + 1).finish();
        let count: Option<i64> = self.store().row(sql, values, |cells| cells.take()).await?;
        Ok(count.unwrap_or_default() > max)
    }
}

fn refused(why: String) -> ListError {
    ListError::Refused(Breach::invalid(why))
}

/// Whether it leaves one, or very few.
fn is_of_few(filter: &Filter) -> bool {
    matches!((filter.field, filter.compare), ("extId" | "hashedCredentialId", Compare::Is))
}

/// Whether an index has what it leaves in this order.
fn serves(filter: &Filter, query: &CredentialQuery) -> bool {
    is_of_few(filter) || ((filter.field, filter.compare) == ("extId", Compare::Begins) && query.order.by_ext_id)
}

/// The better an index narrows by it, the lower; `None`: none does.
fn rank(filter: &Filter) -> Option<u8> {
    match (filter.field, filter.compare) {
        _ if is_of_few(filter) => Some(0),
        ("extId", Compare::Begins) => Some(1),
        ("stateName" | "extId", _) | (_, Compare::IsIgnoringCase) => None,
        _ => Some(2),
    }
}

/// Beyond every text that begins with this one.
fn beyond(text: &str) -> String {
    format!("{text}{}", char::MAX)
}

impl Everywhere<'_> {
    /// The filter that may lead, and the others.
    fn split(&self) -> (Option<&Filter>, Vec<&Filter>) {
        let mut filters: Vec<&Filter> = self.query.filters.iter().collect();
        filters.sort_by_key(|filter| rank(filter).unwrap_or(u8::MAX));
        match filters.first().copied() {
            Some(first) if rank(first).is_some() => (Some(first), filters.into_iter().skip(1).collect()),
            _ => (None, filters),
        }
    }

    /// A statement about those for whom all filters hold.
    fn of(&self, what: &'static str, filters: &[&Filter]) -> Roomed {
        let mut sql = Composed::new(what);
        sql.push(" WHERE ");
        let mut sql = sql.of("k.client_id", self.client);
        sql.push(of_type(self.kind));
        for filter in filters {
            self.condition(&mut sql, filter);
        }
        sql
    }

    fn condition(&self, sql: &mut Composed, filter: &Filter) {
        if filter.field == "stateName" {
            sql.push(" AND CASE WHEN k.state = 'tmp-locked' AND k.lock_until <= ").bind(self.now_micros);
            sql.push(" THEN 'active' ELSE k.state END = ").bind(filter.value.as_str());
            return;
        }
        let (column, folded) = match filter.field {
            "extId" => (" AND k.ext_id", " AND lower(k.ext_id) = "),
            "hashedCredentialId" => (" AND k.identificator", " AND lower(k.identificator) = "),
            _ => (" AND k.lookup", " AND lower(k.lookup) = "),
        };
        match filter.compare {
            Compare::Is => sql.push(column).push(" = ").bind(filter.value.as_str()),
            Compare::Begins => {
                sql.push(column).push(" >= ").bind(filter.value.as_str());
                sql.push(column).push(" < ").bind(beyond(&filter.value))
            }
            Compare::IsIgnoringCase => sql.push(folded).bind(filter.value.to_ascii_lowercase()),
        };
    }

    /// Only those after or up to a place.
    fn compare(&self, sql: &mut Composed, place: Option<&Place>, is_after: bool) {
        let Some((created_ms, ext_id)) = place else { return };
        let (with, alone) = match (is_after, self.query.order.descends) {
            (true, false) => (" > ", " >= "),
            (true, true) => (" < ", " <= "),
            (false, false) => (" <= ", " <= "),
            (false, true) => (" >= ", " >= "),
        };
        if self.query.order.by_ext_id {
            sql.push(" AND k.ext_id").push(with).bind(ext_id.as_str());
            return;
        }
        // Once more by the first key alone, for SQLite: see `user::list::select`.
        sql.push(" AND k.created / 1000").push(alone).bind(*created_ms);
        sql.push(" AND (k.created / 1000, k.ext_id)").push(with).push("(").bind(*created_ms);
        sql.push(", ").bind(ext_id.as_str()).push(")");
    }

    fn order(&self, sql: &mut Composed, limit: i64, offset: i64) {
        sql.push(match (self.query.order.by_ext_id, self.query.order.descends) {
            (false, false) => " ORDER BY k.created / 1000, k.ext_id",
            (false, true) => " ORDER BY k.created / 1000 DESC, k.ext_id DESC",
            (true, false) => " ORDER BY k.ext_id",
            (true, true) => " ORDER BY k.ext_id DESC",
        });
        sql.push(" LIMIT ").bind(limit);
        if offset > 0 {
            sql.push(" OFFSET ").bind(offset);
        }
    }

    fn page(&self, filters: &[&Filter], begin: Option<&Place>, until: Option<&Place>) -> Roomed {
        let mut sql = self.of(CREDENTIAL.0, filters);
        sql.user_in_units("k.owner_id", &self.units);
        self.compare(&mut sql, begin, true);
        self.compare(&mut sql, until, false);
        self.order(&mut sql, i64::from(self.query.page.limit) + 1, i64::from(self.query.offset.unwrap_or(0)));
        sql
    }

    /// The last one that a page may look at.
    fn places(&self, leading: Option<&Filter>, begin: Option<&Place>) -> Roomed {
        let mut sql = self.of(PLACE, leading.as_slice());
        self.compare(&mut sql, begin, true);
        self.order(&mut sql, 1, EXAMINED_MAX - 1);
        sql
    }

    fn count(&self, filters: &[&Filter]) -> Roomed {
        let mut sql = self.of(COUNT, filters);
        sql.user_in_units("k.owner_id", &self.units);
        sql
    }

    fn count_up_to(&self, leading: Option<&Filter>, max: i64) -> Roomed {
        let mut sql = self.of(COUNT_UP_TO, leading.as_slice());
        if leading.is_none() {
            sql.push(" ORDER BY k.created / 1000, k.ext_id");
        }
        sql.push(" LIMIT ").bind(max).push(") counted");
        sql
    }
}

/// Examples of the statements, for tests of all of them.
#[cfg(test)]
pub(crate) fn samples() -> Vec<Roomed> {
    use sigill_domain::list::Parameters;
    let mut samples = Vec::new();
    for kind in sigill_domain::credential::kinds::ALL.iter().map(|kind| kind.form()) {
        let Some(everywhere) = kind.everywhere else { continue };
        for filter in everywhere.filters.iter().copied().map(Some).chain([None]) {
            for order in sigill_domain::list::CREDENTIAL_ORDERS {
                let value = if filter == Some("stateName") { "active" } else { "x" };
                let given = filter.map(|name| (name, value)).into_iter().chain([("sortBy", order)]);
                let query = CredentialQuery::of_client(Parameters::new(given), &everywhere).unwrap();
                let client = crate::user::list::samples::SAMPLE_CLIENT;
                let kind = CredentialType::of(kind);
                let list = Everywhere { client, kind, query: &query, units: Room::Global, now_micros: 1 };
                let place = (5, "a".to_owned());
                let all: Vec<&Filter> = query.filters.iter().collect();
                let (leading, _) = list.split();
                samples.push(list.page(&all, Some(&place), Some(&place)));
                let units = Room::Only(vec![UnitPath::root(Uuid::from_u128(1))]);
                let held = Everywhere { units, ..list };
                samples.extend([held.page(&all, Some(&place), Some(&place)), held.count(&all)]);
                let list = Everywhere { units: Room::Global, ..held };
                samples.push(list.places(leading.filter(|filter| serves(filter, &query)), Some(&place)));
                samples.push(list.count_up_to(leading, 10));
                samples.push(list.count(&all));
            }
        }
    }
    samples
}
