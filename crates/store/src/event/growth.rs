//! How fast the history grows, and by whom.

use std::time::Duration;

use uuid::Uuid;

use crate::engine::Store;
use crate::error::StoreError;
use crate::sql::Sql;
use crate::value::Cells;

/// The latest ones, by the time in their ids, counted by client.
const LATEST: Sql = Sql("
    SELECT found.client_ext_id, count(*), min(found.at), max(found.at)
    FROM (SELECT e.client_ext_id, e.at FROM event e WHERE e.id < $1 ORDER BY e.id DESC LIMIT $2) AS found
    GROUP BY found.client_ext_id");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[LATEST];

/// The latest events, without what is in them: how fast history grows, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LatestEvents {
    /// How many were looked at.
    pub count: u64,
    /// From the first to the last of them.
    pub span: Duration,
    /// The client that most of them are of, and how many.
    pub most: (String, u64),
}

impl Store {
    /// The latest `count_max` events; `None` where there are none.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn latest_events(&self, count_max: i64) -> Result<Option<LatestEvents>, StoreError> {
        let row = |cells: &mut Cells<'_>| {
            Ok((cells.take::<String>()?, cells.take::<i64>()?, cells.take::<i64>()?, cells.take::<i64>()?))
        };
        let clients = self.rows(LATEST, vec![Uuid::max().into(), count_max.into()], row).await?;
        let number = |count: i64| u64::try_from(count).unwrap_or_default();
        let first = clients.iter().map(|(.., first, _)| *first).min();
        let last = clients.iter().map(|(.., last)| *last).max();
        let most = clients.iter().max_by_key(|(_, count, ..)| *count);
        Ok(first.zip(last).zip(most).map(|((first, last), (client, count, ..))| LatestEvents {
            count: clients.iter().map(|(_, count, ..)| number(*count)).sum(),
            span: Duration::from_micros(last.abs_diff(first)),
            most: (client.clone(), number(*count)),
        }))
    }
}
