//! Units that a query may find.

use std::collections::BTreeMap;
use std::sync::Arc;

use sigill_domain::client::Client;
use sigill_domain::query::{Candidate, Condition};
use sigill_domain::right::UnitSearch;
use sigill_domain::rooms::{Room, UnitPath};
use sigill_domain::unit::Unit;
use uuid::Uuid;

use super::bounds::{CLIENTS_MAX, UNITS_MAX, asked, clients, reach, too_many};
use super::others::{Range, ranges};
use crate::list::ListError;
use crate::permit::{Permit, Rooms};
use crate::row::Row;
use crate::sql::{Composed, Roomed, Sql, sql};
use crate::unit::row::UnitRow;

const UNIT: Sql = sql! { "SELECT {n} FROM unit n WHERE ", n: UnitRow };

/// The units of a client, of those that the caller sees, with external ids in the range.
fn within(client: Uuid, units: &Room<UnitPath>, (from, to): &Range, most: i64) -> Roomed {
    let mut sql = Composed::new(UNIT.0).of("n.client_id", client);
    sql.in_units("n.path", units);
    sql.push(" AND n.ext_id >= ").bind(from.as_str()).push(" AND n.ext_id <= ").bind(to.as_str());
    sql.push(" ORDER BY n.ext_id LIMIT ").bind(most);
    sql
}

/// The clients in the rooms with a unit in the range.
fn clients_with(rooms: &Rooms, (from, to): &Range) -> Roomed {
    clients(rooms, |sql| {
        sql.push(" AND (SELECT min(n.ext_id) FROM unit n WHERE n.client_id = c.id AND n.ext_id >= ")
            .bind(from.as_str());
        sql.push(" AND n.ext_id <= ").bind(to.as_str()).push(") IS NOT NULL");
    })
}

impl Permit<UnitSearch, Rooms> {
    /// Every unit of which the condition may be true.
    ///
    /// # Errors
    /// [`ListError::Refused`]: there are too many. Else, the database can't be asked.
    pub async fn units_for(&self, condition: &Condition) -> Result<Vec<Candidate>, ListError> {
        let rooms = asked(&self.scope, condition);
        let (mut found, mut looked_at) = (BTreeMap::new(), 0);
        for range in ranges(condition) {
            let clients = self.rows(clients_with(&rooms, &range), Client::take).await?;
            if clients.len() > CLIENTS_MAX {
                return Err(too_many("clients", CLIENTS_MAX, HOW));
            }
            for client in clients.into_iter().map(Arc::new) {
                let units = rooms.units_of(client.ext_id.as_str());
                let sql = within(client.id, &units, &range, reach(UNITS_MAX - looked_at));
                let units: Vec<Unit> = self.rows(sql, |cells| UnitRow::take(cells).map(Unit::from)).await?;
                looked_at += units.len();
                if looked_at > UNITS_MAX {
                    return Err(too_many("units", UNITS_MAX, HOW));
                }
                found.extend(units.into_iter().map(|unit| (unit.id, Candidate::Unit(Box::new(unit), client.clone()))));
            }
        }
        Ok(found.into_values().collect())
    }
}

const HOW: &str = "ask for an extid:, or hold it to one client by AND client.extid:";

#[cfg(test)]
pub(super) fn samples() -> Vec<Roomed> {
    use sigill_domain::caller::ClientRoom;

    let client = crate::user::list::samples::SAMPLE_CLIENT;
    let range = ("u".to_owned(), "v".to_owned());
    let paths = (1..=50).map(|n| UnitPath::root(Uuid::from_u128(n))).collect();
    let mut samples = vec![clients_with(&Rooms::of_clients(ClientRoom::Global), &range)];
    samples.extend([Room::Global, Room::Only(paths)].map(|units| within(client, &units, &range, 10_001)));
    samples
}
