//! Search: each thing that a question may mean is looked for by an index, within the clients that the
//! caller may see.

mod in_units;
mod probe;

use std::sync::Arc;

use sigill_domain::client::ClientRef;
#[cfg(test)]
use sigill_domain::ext_id::ExtId;
use sigill_domain::msisdn::CallingCode;
use sigill_domain::policy::{ClientRules, Parameters};
use sigill_domain::right::UserView;
#[cfg(test)]
use sigill_domain::rooms::{ClientRoom, DataRoom, Room, UnitPath};
use sigill_domain::search::{HITS_MAX, Probe, SearchQuestion, Why};
use uuid::Uuid;

use self::in_units::{FAMILY_NAMES_IN_UNITS, FIRST_NAMES_IN_UNITS, NAMES_TRIED, told};
pub use self::probe::Hit;
pub(crate) use self::probe::is_everywhere;
use self::probe::{Units, hit, selects};
use crate::column;
use crate::error::StoreError;
use crate::permit::{Permit, Rooms};
use crate::sql::{Composed, Roomed, Sql, sql};
use crate::user::row::UserRow;
use crate::value::Cells;

/// What a search finds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Searched {
    /// In the order of the kinds.
    pub hits: Vec<Hit>,
    /// Whether a national number was asked for, and no client says of which country its national numbers are: it finds
    /// only those that are stored without a country.
    pub lacks_country: bool,
}

/// Those of one client whose name begins so, in the order of an index, so that however many there are
/// no more is read than is shown.
pub(crate) const FAMILY_NAMES: Sql = sql! { "
    SELECT CAST($1 AS BIGINT), {c}, {u}, CAST(NULL AS BIGINT),
           CAST(NULL AS TEXT)
    FROM users u JOIN client c ON c.id = u.client_id
    WHERE u.client_id = $2 AND u.name_key >= $3 AND u.name_key < $4
    ORDER BY u.name_key, u.created / 1000, u.ext_id LIMIT $5", c: ClientRef, u: UserRow };

pub(crate) const FIRST_NAMES: Sql = sql! { "
    SELECT CAST($1 AS BIGINT), {c}, {u}, CAST(NULL AS BIGINT),
           CAST(NULL AS TEXT)
    FROM users u JOIN client c ON c.id = u.client_id
    WHERE u.client_id = $2 AND u.given_key >= $3 AND u.given_key < $4
    ORDER BY u.given_key, u.created / 1000, u.ext_id LIMIT $5", c: ClientRef, u: UserRow };

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[FAMILY_NAMES, FIRST_NAMES, FAMILY_NAMES_IN_UNITS, FIRST_NAMES_IN_UNITS];

/// Of the rooms of a caller that are few among many clients, those that have anybody whose name begins so. The
/// subquery is one look into an index per client, and neither engine can make anything else of it.
fn clients_with(rooms: &Rooms, least: &'static str, from: &str, below: &str) -> Roomed {
    let mut sql = Composed::new("SELECT c.id FROM client c WHERE c.state = 'active'").of_clients_in(rooms);
    sql.push(" AND (SELECT min(").push(least).push(") FROM users u WHERE u.client_id = c.id AND ");
    sql.push(least).push(" >= ").bind(from).push(" AND ").push(least).push(" < ").bind(below);
    sql.push(") IS NOT NULL ORDER BY c.ext_id LIMIT ").bind(i64::from(HITS_MAX));
    sql
}

/// The parameters of the clients' policies.
fn policies(rooms: &Rooms) -> Roomed {
    let sql = Composed::new(
        "SELECT DISTINCT p.parameters FROM client c \
         JOIN policy p ON p.client_id = c.id AND p.kind = 'ClientPolicy' AND p.is_default WHERE c.state = 'active'",
    );
    sql.of_clients_in(rooms)
}

/// The parameters of the policies of clients in which something was found.
fn homes(clients: &[Uuid]) -> Roomed {
    let sql = "SELECT p.client_id, p.parameters FROM policy p WHERE p.kind = 'ClientPolicy' AND p.is_default AND ";
    Composed::new(sql).of_found("p.client_id", clients.iter().copied())
}

impl Permit<UserView, Rooms> {
    /// Whether any of these clients is there.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn has_clients(&self) -> Result<bool, StoreError> {
        Ok(self.row(crate::client::read::count(&self.scope), |cells| cells.take::<i64>()).await? > Some(0))
    }

    /// Everything that the question finds: [`HITS_MAX`] of each kind at most, in the order of the kinds.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn search(&self, question: &SearchQuestion) -> Result<Searched, StoreError> {
        let countries = if question.is_national_number() { self.countries().await? } else { Vec::new() };
        let lacks_country = question.is_national_number() && countries.is_empty();
        let probes = question.probes(&countries);
        let (names, together): (Vec<_>, Vec<_>) = (0..).zip(&probes).partition(|(_, probe)| self.is_by_client(probe));
        let whys: Arc<[Why]> = probes.iter().map(Probe::why).collect();
        let mut found = Vec::new();
        found.extend(self.together(&together, &whys).await?);
        for (number, probe) in names {
            found.extend(self.names(number, probe, &whys).await?);
        }
        self.keep_of_country(&probes, &mut found).await?;
        // By kind, and of a kind what is meant first.
        found.sort_by_key(|(number, hit)| (hit.why, *number));
        let mut hits: Vec<Hit> = Vec::new();
        for (_, hit) in found {
            let of_kind = hits.iter().filter(|other| other.why == hit.why).count();
            if of_kind < HITS_MAX as usize && !hits.contains(&hit) {
                hits.push(hit);
            }
        }
        Ok(Searched { hits, lacks_country })
    }

    /// Whether one has to look in each client by itself: a beginning of a name is common, so that those of a few clients
    /// are far between in an index of all.
    fn is_by_client(&self, probe: &Probe) -> bool {
        !is_everywhere(&self.scope) && matches!(probe, Probe::FamilyName(..) | Probe::FirstName(..))
    }

    /// What the database finds within the rooms.
    async fn asked(&self, probes: &[(i64, &Probe)], whys: &Arc<[Why]>) -> Result<Vec<(i64, Hit)>, StoreError> {
        let mut all = Vec::new();
        for sql in selects(&self.scope, Units::Asked, probes) {
            let whys = Arc::clone(whys);
            let found = self.rows(sql, move |cells| hit(&whys, cells)).await?;
            all.extend(found.into_iter().filter_map(|(number, hit)| Some((number, hit?))));
        }
        Ok(all)
    }

    /// Those of a name, client by client.
    async fn names(&self, number: i64, probe: &Probe, whys: &Arc<[Why]>) -> Result<Vec<(i64, Hit)>, StoreError> {
        let (least, [select, with_units], from, below) = match probe {
            Probe::FamilyName(from, below) => ("u.name_key", [FAMILY_NAMES, FAMILY_NAMES_IN_UNITS], from, below),
            Probe::FirstName(from, below) => ("u.given_key", [FIRST_NAMES, FIRST_NAMES_IN_UNITS], from, below),
            _ => return Ok(Vec::new()),
        };
        let is_held = self.is_held_to_units();
        let clients = self.reached(clients_with(&self.scope, least, from, below)).await?;
        let mut hits = Vec::new();
        for client in clients {
            let missing = i64::from(HITS_MAX) - i64::try_from(hits.len()).unwrap_or(i64::MAX);
            if missing <= 0 {
                break;
            }
            let looked_at = if is_held { NAMES_TRIED as i64 } else { missing };
            let values = |client: Uuid| {
                vec![number.into(), client.into(), from.as_str().into(), below.as_str().into(), looked_at.into()]
            };
            let whys_of = Arc::clone(whys);
            let found = if is_held {
                let rooms = self.scope.clone();
                self.rows_of(&client, (with_units, values), move |cells| told(&whys_of, &rooms, cells)).await?
            } else {
                self.rows_of(&client, (select, values), move |cells| hit(&whys_of, cells)).await?
            };
            let is_all = found.len() < NAMES_TRIED;
            let inside = found.into_iter().filter_map(|(number, hit)| Some((number, hit?)));
            let inside: Vec<_> = inside.take(usize::try_from(missing).unwrap_or_default()).collect();
            if is_held && !is_all && inside.len() < usize::try_from(missing).unwrap_or_default() {
                // Too many of that name are elsewhere: in all clients, those who are in the units.
                return self.asked(&[(number, probe)], whys).await;
            }
            hits.extend(inside);
        }
        Ok(hits)
    }

    /// Drops what was found by a national number in a client where such numbers aren't of the country that was asked
    /// for.
    async fn keep_of_country(&self, probes: &[Probe], found: &mut Vec<(i64, Hit)>) -> Result<(), StoreError> {
        let wanted = |number: i64| match usize::try_from(number).ok().and_then(|number| probes.get(number)) {
            Some(Probe::NationalMsisdn { country, .. }) => Some(*country),
            _ => None,
        };
        let mut clients: Vec<Uuid> =
            found.iter().filter(|(number, _)| wanted(*number).is_some()).map(|(_, hit)| hit.client.id).collect();
        clients.sort_unstable();
        clients.dedup();
        if clients.is_empty() {
            return Ok(());
        }
        let read = |cells: &mut Cells<'_>| {
            let client: Uuid = cells.take()?;
            let parameters: Parameters = column::json("a client policy's parameters", &cells.take::<String>()?)?;
            Ok((client, ClientRules::country(&parameters)))
        };
        let homes = self.rows(homes(&clients), read).await?;
        found.retain(|(number, hit)| match wanted(*number) {
            Some(country) => homes.contains(&(hit.client.id, Some(country))),
            None => true,
        });
        Ok(())
    }

    /// Where the clients' national numbers are at home.
    async fn countries(&self) -> Result<Vec<CallingCode>, StoreError> {
        let read = |cells: &mut Cells<'_>| {
            let parameters: Parameters = column::json("a client policy's parameters", &cells.take::<String>()?)?;
            Ok(ClientRules::country(&parameters))
        };
        let mut countries = Vec::new();
        for country in self.rows(policies(&self.scope), read).await?.into_iter().flatten() {
            if !countries.contains(&country) {
                countries.push(country);
            }
        }
        Ok(countries)
    }
}

/// Every statement of a search, for all clients and for some.
#[cfg(test)]
pub(crate) fn samples() -> Vec<Roomed> {
    let some = ["c3", "c5"].map(|id| ExtId::from_stored(id.to_owned())).to_vec();
    let mut samples = vec![homes(&[Uuid::from_u128(3), Uuid::from_u128(5)])];
    let units = Room::Only((1..=50).map(|n| UnitPath::root(Uuid::from_u128(n))).collect());
    let in_units = DataRoom { units, ..DataRoom::of_clients(ClientRoom::Only(some[..1].to_vec())) };
    let of_clients = [ClientRoom::Global, ClientRoom::Only(some)].map(Rooms::of_clients);
    for rooms in of_clients.into_iter().chain([Rooms::new([in_units])]) {
        for q in ["41791000017", "u3-17", "a17@example.com", "id-17", "a17", &"f1".repeat(32), "muster"] {
            let probes = SearchQuestion::read(Some(q)).unwrap().probes(&[]);
            let is_global = is_everywhere(&rooms);
            let is_name = |probe: &Probe| matches!(probe, Probe::FamilyName(..) | Probe::FirstName(..));
            let together: Vec<_> = (0..).zip(&probes).filter(|(_, probe)| is_global || !is_name(probe)).collect();
            samples.extend([Units::Asked, Units::Told].iter().flat_map(|units| selects(&rooms, *units, &together)));
        }
        for least in ["u.name_key", "u.given_key"] {
            samples.push(clients_with(&rooms, least, "muster", "mustes"));
        }
        samples.push(policies(&rooms));
    }
    samples
}
