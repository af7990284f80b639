//! Clients.

use std::marker::PhantomData;

use sigill_domain::caller::ClientRoom;
use sigill_domain::client::{Client, ClientRef, Clients};
#[cfg(test)]
use sigill_domain::ext_id::ExtId;
use sigill_domain::list::{Listed, Page, Token};
use sigill_domain::right::{ClientCreate, ClientView, System};

use super::list::{begin, in_rooms, reach};
use super::{columns, wanted, wanted_optional};
use crate::engine::Store;
use crate::error::StoreError;
use crate::permit::{Everywhere, Permit, Rooms};
use crate::sql::{Composed, Sql};

const CLIENT: Sql = Sql("
    SELECT c.id, c.ext_id, c.name, c.display_name, c.remarks, c.version, c.created, c.modified
    FROM client c WHERE c.ext_id = $1 AND c.state = 'active'");

/// A dead client keeps its id and name until it is purged.
const TAKEN: Sql = Sql("
    SELECT EXISTS (SELECT 1 FROM client WHERE ext_id = $1), EXISTS (SELECT 1 FROM client WHERE name = $2)");

#[cfg(test)]
pub(crate) fn samples() -> Vec<Composed> {
    let page = Page { after: None, limit: 100, with_total: false };
    let rooms =
        [ClientRoom::Global, ClientRoom::Only(vec![]), ClientRoom::Only(vec![ExtId::from_stored("c1".to_owned())])];
    rooms.iter().flat_map(|rooms| [list(rooms, &page), count(rooms)]).collect()
}

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[CLIENT, TAKEN];

/// The page of the clients in the rooms.
pub(super) fn list(rooms: &ClientRoom, page: &Page) -> Composed {
    let mut sql = Composed::new(
        "SELECT c.id, c.ext_id, c.name, c.display_name, c.remarks, c.version, c.created, c.modified \
         FROM client c WHERE c.state = 'active'",
    );
    in_rooms(&mut sql, rooms);
    let (created_ms, ext_id) = begin(page);
    sql.push(" AND (c.created / 1000, c.ext_id) > (").bind(created_ms).push(", ").bind(ext_id);
    sql.push(") ORDER BY c.created / 1000, c.ext_id LIMIT ").bind(reach(page));
    sql
}

pub(super) fn count(rooms: &ClientRoom) -> Composed {
    let mut sql = Composed::new("SELECT count(*) FROM client c WHERE c.state = 'active'");
    in_rooms(&mut sql, rooms);
    sql
}

impl Permit<ClientView, Rooms> {
    /// A page of the clients that the caller may see.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn clients(&self, page: &Page) -> Result<Listed<Client>, StoreError> {
        let (sql, values) = list(&self.scope.clients, page).finish();
        let clients = self.store().rows(sql, values, columns::client).await?;
        let mut listed = Listed::cut(clients, page.limit, |last| Token::of(last.created, &last.ext_id).to_string());
        if page.with_total {
            let (sql, values) = count(&self.scope.clients).finish();
            listed.total = self.store().row(sql, values, |cells| cells.take()).await?;
        }
        Ok(listed)
    }
}

async fn taken<R: 'static>(store: &Store, ext_id: Option<&str>, name: Option<&str>) -> Result<Clients<R>, StoreError> {
    let name = name.filter(|name| !name.contains('\0')).map(str::to_owned);
    let taken = store
        .row(TAKEN, vec![wanted_optional(ext_id).into(), name.into()], |cells| Ok((cells.take()?, cells.take()?)))
        .await?;
    let (ext_id_taken, name_taken) = taken.unwrap_or_default();
    Ok(Clients { ext_id_taken, name_taken, right: PhantomData })
}

impl Permit<ClientCreate, Everywhere> {
    /// What a decision on a new client needs.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn clients(&self, ext_id: Option<&str>, name: Option<&str>) -> Result<Clients<ClientCreate>, StoreError> {
        taken(self.store(), ext_id, name).await
    }
}

impl Permit<ClientView> {
    /// The client of this permit.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn client_itself(&self) -> Result<Option<Client>, StoreError> {
        self.store().row(CLIENT, vec![self.client().as_str().into()], columns::client).await
    }
}

/// The client of a permit, for what is listed below it.
pub(super) async fn client_ref<R>(permit: &Permit<R>) -> Result<Option<ClientRef>, StoreError> {
    let client = permit.store().row(CLIENT, vec![permit.client().as_str().into()], columns::client).await?;
    Ok(client.map(|client| client.reference()))
}

impl<R> Permit<R> {
    /// Whether the client of this permit is there.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn is_client_there(&self) -> Result<bool, StoreError> {
        Ok(client_ref(self).await?.is_some())
    }
}

impl Permit<System, Everywhere> {
    /// As for a caller with the right to create clients.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn clients(&self, ext_id: Option<&str>, name: Option<&str>) -> Result<Clients<System>, StoreError> {
        taken(self.store(), ext_id, name).await
    }

    /// A client, by its external id.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn client_ref(&self, ext_id: &str) -> Result<Option<ClientRef>, StoreError> {
        let client = self.store().row(CLIENT, vec![wanted(ext_id).into()], columns::client).await?;
        Ok(client.map(|client| client.reference()))
    }
}
