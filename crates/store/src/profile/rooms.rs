//! Which of the clients and units that a room names are there.

use std::collections::BTreeMap;

use sigill_domain::caller::ClientRoom;
use sigill_domain::ext_id::ExtId;
use sigill_domain::profile::HeldProfile;
use sigill_domain::right::{AuthorizationCreate, AuthorizationModify, Right, System};
use sigill_domain::rooms::{Place, Rooms, UnitPath};
use uuid::Uuid;

use crate::column;
use crate::engine::Store;
use crate::error::StoreError;
use crate::permit::{Everywhere, Permit, Placeless, Within};
use crate::sought::wanted;
use crate::sql::{Composed, Roomed};

/// Those of the clients that are there, of at most as many as a room names.
fn clients_there(clients: &[ExtId]) -> Roomed {
    let sql = Composed::new("SELECT c.ext_id, c.id FROM client c WHERE c.state = 'active'");
    sql.of_clients_in(&Rooms::of_clients(ClientRoom::Only(clients.to_vec())))
}

/// Those of the units of a client that are there.
fn units_there(client: Uuid, units: &[String]) -> Roomed {
    let mut sql = Composed::new("SELECT n.ext_id, n.path FROM unit n WHERE ").of("n.client_id", client);
    sql.push(" AND n.ext_id IN (");
    sql.list(units, |sql, unit| {
        sql.bind(unit.as_str());
    });
    sql.push(")");
    sql
}

#[cfg(test)]
pub(crate) fn samples() -> Vec<Roomed> {
    let clients: Vec<ExtId> = ["a", "b", "c"].map(|id| ExtId::from_stored(id.to_owned())).into();
    let client = crate::user::list::samples::SAMPLE_CLIENT;
    let units = ["a", "b", "c"].map(str::to_owned);
    vec![
        clients_there(&clients[..1]),
        clients_there(&clients),
        units_there(client, &units[..1]),
        units_there(client, &units),
    ]
}

async fn unit_rooms<R: Right>(
    of: &Within<R, HeldProfile>,
    units: &[String],
) -> Result<Vec<(ExtId, Option<UnitPath>)>, StoreError> {
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let mut wanted: Vec<String> = units.iter().map(|unit| wanted(unit)).collect();
    wanted.sort();
    wanted.dedup();
    let (sql, values) = units_there(of.client_id(), &wanted).finish();
    let found = of.store().rows(sql, values, |cells| Ok((cells.take::<String>()?, column::take(cells)?))).await?;
    let is_reached = |path: &UnitPath| of.reaches(&Place::of_unit(&of.client, path.clone()));
    let found: BTreeMap<String, UnitPath> = found.into_iter().filter(|(_, path)| is_reached(path)).collect();
    let room = |unit: String| (ExtId::from_stored(unit.clone()), found.get(&unit).cloned());
    Ok(wanted.into_iter().map(room).collect())
}

macro_rules! draws_rooms {
    ($($right:ident)*) => {$(
        impl Within<$right, HeldProfile> {
            /// The units of a room with their paths, where they are there and the caller may give roles.
            ///
            /// # Errors
            /// The database can't be asked.
            pub async fn unit_rooms(&self, units: &[String]) -> Result<Vec<(ExtId, Option<UnitPath>)>, StoreError> {
                unit_rooms(self, units).await
            }
        }

        impl Permit<$right> {
            /// The clients of a room with their ids, where they are there. That the caller may know of them was checked
            /// before.
            ///
            /// # Errors
            /// The database can't be asked.
            pub async fn rooms(&self, clients: &ClientRoom) -> Result<Vec<(ExtId, Option<Uuid>)>, StoreError> {
                ids(self.beyond_rooms(Placeless::RoomsToGive), clients).await
            }
        }
    )*};
}

draws_rooms! { AuthorizationCreate AuthorizationModify }

impl Permit<System, Everywhere> {
    /// The clients of a room with their ids, where they are there.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn rooms(&self, clients: &ClientRoom) -> Result<Vec<(ExtId, Option<Uuid>)>, StoreError> {
        ids(self.beyond_rooms(Placeless::RoomsToGive), clients).await
    }
}

/// The clients of a room with their ids: one query, however many there are.
pub(super) async fn ids(store: &Store, room: &ClientRoom) -> Result<Vec<(ExtId, Option<Uuid>)>, StoreError> {
    let clients = match room {
        ClientRoom::Only(clients) if !clients.is_empty() => clients,
        _ => return Ok(Vec::new()),
    };
    let (sql, values) = clients_there(clients).finish();
    let found = store.rows(sql, values, |cells| Ok((cells.take::<String>()?, cells.take::<Uuid>()?))).await?;
    let found: BTreeMap<String, Uuid> = found.into_iter().collect();
    Ok(clients.iter().map(|client| (client.clone(), found.get(client.as_str()).copied())).collect())
}
