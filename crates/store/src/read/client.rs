//! Clients.

use std::marker::PhantomData;

use sigill_domain::client::{Client, ClientRef, Clients};
use sigill_domain::right::{ClientCreate, ClientView, System};

use super::{columns, wanted, wanted_optional};
use crate::engine::Store;
use crate::error::StoreError;
use crate::permit::{Everywhere, Permit};
use crate::sql::Sql;

const CLIENT: Sql = Sql("
    SELECT c.id, c.ext_id, c.name, c.display_name, c.remarks, c.version, c.created, c.modified
    FROM client c WHERE c.ext_id = $1 AND c.state = 'active'");

/// A dead client keeps its id and name until it is purged.
const TAKEN: Sql = Sql("
    SELECT EXISTS (SELECT 1 FROM client WHERE ext_id = $1), EXISTS (SELECT 1 FROM client WHERE name = $2)");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[CLIENT, TAKEN];

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
