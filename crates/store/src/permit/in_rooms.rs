//! Permits for wherever a right holds: what lists and search ask.

use sigill_domain::caller::ClientRoom;
use sigill_domain::ext_id::ExtId;
use sigill_domain::right::{Elementary, Right};
use uuid::Uuid;

use super::{Denied, Permit, Rooms};
use crate::error::StoreError;
use crate::sql::{Roomed, Sql};
use crate::value::{Cells, Value};

impl<R: Right> Permit<R, Rooms> {
    /// The same, held to where the caller has a further right, too.
    ///
    /// # Errors
    /// No role of the caller has it.
    pub fn and(&self, right: Elementary) -> Result<Self, Denied> {
        let rooms = self.caller.grants().reach(right, None).ok_or(Denied::Right(right))?;
        Ok(Self::new(self.caller.clone(), self.scope.and(&rooms), self.basis))
    }

    /// The same, held to one client.
    ///
    /// # Errors
    /// It isn't among the caller's; for such a caller, whether it is there or not.
    pub fn only(&self, client: &str) -> Result<Self, Denied> {
        if !self.scope.reach(client) {
            return Err(Denied::Room(R::RIGHT));
        }
        let only = ClientRoom::Only(ExtId::parse("client", client).into_iter().collect());
        Ok(Self::new(self.caller.clone(), self.scope.and(&Rooms::of_clients(only)), self.basis))
    }
}

/// A client, by internal key, that was found within rooms.
pub(crate) struct Reached(Uuid);

impl<R> Permit<R, Rooms> {
    /// Every row of a statement that is held to rooms. There is no other way to read by such a permit.
    pub(crate) async fn rows<T, F>(&self, sql: Roomed, row: F) -> Result<Vec<T>, StoreError>
    where
        T: Send + 'static,
        F: Fn(&mut Cells<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let (sql, values) = sql.finish();
        self.database().rows(sql, values, row).await
    }

    /// The clients that a statement finds by their keys.
    pub(crate) async fn reached(&self, sql: Roomed) -> Result<Vec<Reached>, StoreError> {
        self.rows(sql, |cells| Ok(Reached(cells.take()?))).await
    }

    /// Every row of a constant statement about a client that was reached.
    pub(crate) async fn rows_of<T, F>(
        &self,
        client: &Reached,
        (sql, values): (Sql, impl FnOnce(Uuid) -> Vec<Value>),
        row: F,
    ) -> Result<Vec<T>, StoreError>
    where
        T: Send + 'static,
        F: Fn(&mut Cells<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        self.database().rows(sql, values(client.0), row).await
    }

    /// As [`Permit::rows`], of a statement with one row at most.
    pub(crate) async fn row<T, F>(&self, sql: Roomed, row: F) -> Result<Option<T>, StoreError>
    where
        T: Send + 'static,
        F: Fn(&mut Cells<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        Ok(self.rows(sql, row).await?.into_iter().next())
    }
}
