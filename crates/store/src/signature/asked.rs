//! What numbers were asked about, over all clients and users.

use std::time::Instant;

use sigill_domain::signing::{Asking, Lately, Noted};
use sigill_domain::time::Timestamp;

use crate::engine::Store;
use crate::error::{CommitError, StoreError};
use crate::permit::{Permit, Placeless};
use crate::sql::Sql;

/// The latest of a number.
pub(crate) const LATEST: Sql = Sql("
    SELECT a.place, a.at FROM number_asked a WHERE a.number = $1 AND a.kind = $2 ORDER BY a.place DESC LIMIT $3");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[LATEST];

/// What a number was asked about last.
pub(super) async fn lately(store: &Store, number: &str, asking: Asking) -> Result<Lately, StoreError> {
    latest(store, number, asking, asking.max()).await
}

/// The same, so many of it.
pub(crate) async fn latest(store: &Store, number: &str, asking: Asking, most: usize) -> Result<Lately, StoreError> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let values = vec![number.into(), asking.as_str().into(), most.into()];
    let read = |cells: &mut crate::value::Cells<'_>| Ok((cells.take()?, Timestamp::from_micros(cells.take()?)));
    Ok(Lately(store.rows(LATEST, values, read).await?))
}

impl<R> Permit<R> {
    /// Notes that a number is asked about now, where it may be.
    ///
    /// # Errors
    /// The database can't be asked; or others were faster until the deadline. Inside: in how many seconds it may be
    /// asked about again.
    pub async fn note_asked(&self, number: &str, asking: Asking) -> Result<Result<(), i64>, CommitError> {
        let store = self.beyond_rooms(Placeless::Numbers);
        loop {
            let lately = lately(store, number, asking).await?;
            let place = match lately.next(asking, self.now()) {
                Ok(place) => place,
                Err(retry_s) => return Ok(Err(retry_s)),
            };
            let noted = Noted { id: self.happening().id, number: number.to_owned(), asking, place, at: self.now() };
            match store.apply(vec![super::write::asked(&noted)]).await {
                // Somebody has taken the place.
                Err(CommitError::Moved) if Instant::now() < self.deadline() => {}
                applied => return applied.map(Ok),
            }
        }
    }
}
