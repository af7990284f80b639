//! Clients.

#[cfg(test)]
use sigill_domain::caller::ClientRoom;
use sigill_domain::client::{Client, ClientRef, Clients, HeldClient};
#[cfg(test)]
use sigill_domain::ext_id::ExtId;
use sigill_domain::list::{Listed, Page, Token};
use sigill_domain::right::{ClientCreate, ClientDelete, ClientModify, ClientView, SelfAdmin, System};
use sigill_domain::rooms::Place;
use uuid::Uuid;

use crate::engine::Store;
use crate::error::StoreError;
use crate::list::{begin, reach};
use crate::permit::{Everywhere, Permit, Rooms, Sought};
use crate::row::Row;
use crate::sought::{wanted, wanted_optional};
use crate::sql::{Composed, Roomed, Sql, sql};

const CLIENT: Sql = sql! { "
    SELECT {c}
    FROM client c WHERE c.ext_id = $1 AND c.state = 'active'", c: Client };

/// What a list of clients begins with.
const CLIENTS: Sql = sql! { "SELECT {c} FROM client c WHERE c.state = 'active'", c: Client };

/// Another client with the wanted name: `$1` may be `NULL`, which is nobody's.
const HELD: Sql = sql! { "
    SELECT EXISTS (SELECT 1 FROM client x WHERE x.name = $1 AND x.id <> c.id), c.rev,
           {c}
    FROM client c WHERE c.ext_id = $2 AND c.state = 'active'", c: Client };

/// Clients that are marked as dead, to be purged.
const DEAD: Sql = Sql("SELECT id FROM client WHERE state = 'dead' ORDER BY id LIMIT 100");

/// A dead client keeps its id and name until it is purged.
const TAKEN: Sql = Sql("
    SELECT EXISTS (SELECT 1 FROM client WHERE ext_id = $1), EXISTS (SELECT 1 FROM client WHERE name = $2)");

/// What belongs to a client, each before what it refers to. Events stay.
pub(crate) const PURGE: &[Sql] = &[
    Sql("DELETE FROM kept_answer WHERE id IN (SELECT id FROM kept_answer WHERE client_id = $1 LIMIT $2)"),
    Sql("DELETE FROM signature WHERE id IN (SELECT id FROM signature WHERE client_id = $1 LIMIT $2)"),
    Sql("DELETE FROM message WHERE id IN (SELECT id FROM message WHERE client_id = $1 LIMIT $2)"),
    Sql("DELETE FROM credential WHERE id IN (SELECT id FROM credential WHERE client_id = $1 LIMIT $2)"),
    Sql("DELETE FROM dispatch_target WHERE id IN (SELECT id FROM dispatch_target WHERE client_id = $1 LIMIT $2)"),
    Sql("DELETE FROM authz WHERE id IN (SELECT id FROM authz WHERE client_id = $1 LIMIT $2)"),
    Sql("DELETE FROM eauthz WHERE id IN (SELECT id FROM eauthz WHERE client_id = $1 LIMIT $2)"),
    Sql("DELETE FROM consent WHERE id IN (SELECT id FROM consent WHERE client_id = $1 LIMIT $2)"),
    Sql("DELETE FROM profile WHERE id IN (SELECT id FROM profile WHERE client_id = $1 LIMIT $2)"),
    Sql("DELETE FROM owner WHERE id IN (SELECT id FROM owner WHERE client_id = $1 LIMIT $2)"),
    Sql("DELETE FROM users WHERE id IN (SELECT id FROM users WHERE client_id = $1 LIMIT $2)"),
    Sql("DELETE FROM question WHERE id IN (SELECT id FROM question WHERE client_id = $1 LIMIT $2)"),
    Sql("DELETE FROM erole_member WHERE id IN (SELECT id FROM erole_member WHERE client_id = $1 LIMIT $2)"),
    Sql("DELETE FROM erole WHERE id IN (SELECT id FROM erole WHERE client_id = $1 LIMIT $2)"),
    // What is below a unit comes behind it, and so goes first.
    Sql("DELETE FROM unit WHERE id IN (SELECT id FROM unit WHERE client_id = $1 ORDER BY path DESC LIMIT $2)"),
    Sql("DELETE FROM policy WHERE id IN (SELECT id FROM policy WHERE client_id = $1 LIMIT $2)"),
    Sql("DELETE FROM property WHERE id IN (SELECT id FROM property WHERE client_id = $1 LIMIT $2)"),
];

const PURGE_CLIENT: Sql = Sql("DELETE FROM client WHERE id = $1 AND state = 'dead'");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[CLIENT, CLIENTS, HELD, DEAD, TAKEN, PURGE_CLIENT];

#[cfg(test)]
pub(crate) fn samples() -> Vec<Roomed> {
    let page = Page { after: None, limit: 100, with_total: false };
    let rooms =
        [ClientRoom::Global, ClientRoom::Only(vec![]), ClientRoom::Only(vec![ExtId::from_stored("c1".to_owned())])];
    let rooms = rooms.map(Rooms::of_clients);
    rooms.iter().flat_map(|rooms| [list(rooms, &page), count(rooms)]).collect()
}

/// The page of the clients in the rooms.
fn list(rooms: &Rooms, page: &Page) -> Roomed {
    let mut sql = Composed::new(CLIENTS.0).of_clients_in(rooms);
    let (created_ms, ext_id) = begin(page);
    // By the first key alone, too, for SQLite: see `Select::compare`.
    sql.push(" AND c.created / 1000 >= ").bind(created_ms);
    sql.push(" AND (c.created / 1000, c.ext_id) > (").bind(created_ms).push(", ").bind(ext_id);
    sql.push(") ORDER BY c.created / 1000, c.ext_id LIMIT ").bind(reach(page));
    sql
}

pub(crate) fn count(rooms: &Rooms) -> Roomed {
    Composed::new("SELECT count(*) FROM client c WHERE c.state = 'active'").of_clients_in(rooms)
}

impl Permit<ClientView, Rooms> {
    /// A page of the clients that the caller may see.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn clients(&self, page: &Page) -> Result<Listed<Client>, StoreError> {
        let clients = self.rows(list(&self.scope, page), Client::take).await?;
        let mut listed = Listed::cut(clients, page.limit, |last| Token::of(last.created, &last.ext_id).to_string());
        if page.with_total {
            listed.total = self.row(count(&self.scope), |cells| cells.take()).await?;
        }
        Ok(listed)
    }
}

async fn taken(store: &Store, ext_id: Option<&str>, name: Option<&str>) -> Result<Clients, StoreError> {
    let name = name.filter(|name| !name.contains('\0')).map(str::to_owned);
    let taken = store
        .row(TAKEN, vec![wanted_optional(ext_id).into(), name.into()], |cells| Ok((cells.take()?, cells.take()?)))
        .await?;
    let (ext_id_taken, name_taken) = taken.unwrap_or_default();
    Ok(Clients { ext_id_taken, name_taken })
}

impl Permit<ClientCreate, Everywhere> {
    /// What a decision on a new client needs.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn clients(&self, ext_id: Option<&str>, name: Option<&str>) -> Result<Clients, StoreError> {
        taken(self.store(), ext_id, name).await
    }
}

async fn held<R>(permit: &Permit<R>, name: Option<&str>) -> Result<Sought<R, HeldClient>, StoreError> {
    let name = name.filter(|name| !name.contains('\0')).map(str::to_owned);
    let values = vec![name.into(), permit.client().as_str().into()];
    permit
        .seek_client((HELD, values), |cells| {
            let (name_taken, rev) = (cells.take()?, cells.take()?);
            let client = Client::take(cells)?;
            Ok((Place::of_client(&client.reference()), HeldClient { client, rev, name_taken }))
        })
        .await
}

impl Permit<ClientModify> {
    /// What a decision on a patch of the client needs.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn held_client(&self, name: Option<&str>) -> Result<Sought<ClientModify, HeldClient>, StoreError> {
        held(self, name).await
    }
}

impl Permit<ClientDelete> {
    /// What a decision on deleting the client needs.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn held_client(&self) -> Result<Sought<ClientDelete, HeldClient>, StoreError> {
        held(self, None).await
    }
}

impl Permit<ClientView> {
    /// The client of this permit.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn client_itself(&self) -> Result<Sought<ClientView, Client>, StoreError> {
        let values = vec![self.client().as_str().into()];
        self.seek_client((CLIENT, values), |cells| {
            let client = Client::take(cells)?;
            Ok((Place::of_client(&client.reference()), client))
        })
        .await
    }
}

/// The client of a permit, for what is listed below it and belongs to no user.
pub(crate) async fn client_ref<R>(permit: &Permit<R>) -> Result<Sought<R, ClientRef>, StoreError> {
    of_client(permit, Place::of_client).await
}

/// The client of a permit, for what is listed of all its users.
pub(crate) async fn all_users<R>(permit: &Permit<R>) -> Result<Sought<R, ClientRef>, StoreError> {
    of_client(permit, Place::of_all_users).await
}

async fn of_client<R>(permit: &Permit<R>, place: fn(&ClientRef) -> Place) -> Result<Sought<R, ClientRef>, StoreError> {
    let values = vec![permit.client().as_str().into()];
    permit
        .seek_client((CLIENT, values), move |cells| {
            let client = Client::take(cells)?.reference();
            Ok((place(&client), client))
        })
        .await
}

impl<R> Permit<R> {
    /// Whether the client of this permit is there.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn is_client_there(&self) -> Result<bool, StoreError> {
        Ok(matches!(client_ref(self).await?, Sought::There(_)))
    }
}

impl Permit<SelfAdmin> {
    /// The name of the caller's own client.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn own_client_name(&self) -> Result<Sought<SelfAdmin, String>, StoreError> {
        Ok(client_ref(self).await?.map(|client| client.name))
    }
}

impl Permit<System, Everywhere> {
    /// Some of the clients that are marked as dead.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn dead_clients(&self) -> Result<Vec<Uuid>, StoreError> {
        self.store().rows(DEAD, vec![], |cells| cells.take()).await
    }

    /// Purges up to `rows_max` rows of a dead client; `false` where nothing of it is left. Each batch is
    /// a step of its own, so that a purge that is cut off goes on where it was.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn purge(&self, client: Uuid, rows_max: i64) -> Result<bool, StoreError> {
        for batch in PURGE {
            if self.store().execute(*batch, vec![client.into(), rows_max.into()]).await? > 0 {
                return Ok(true);
            }
        }
        Ok(self.store().execute(PURGE_CLIENT, vec![client.into()]).await? > 0)
    }

    /// As for a caller with the right to create clients.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn clients(&self, ext_id: Option<&str>, name: Option<&str>) -> Result<Clients, StoreError> {
        taken(self.store(), ext_id, name).await
    }

    /// A client, by its external id.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn client_ref(&self, ext_id: &str) -> Result<Option<ClientRef>, StoreError> {
        let client = self.store().row(CLIENT, vec![wanted(ext_id).into()], Client::take).await?;
        Ok(client.map(|client| client.reference()))
    }
}
