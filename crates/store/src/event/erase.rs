//! Erasing what the history tells of a person.

use sigill_domain::erasure::Remembered;
use sigill_domain::event::Event;
use sigill_domain::ext_id::ExtId;
use sigill_domain::right::HistoryErase;
use sigill_domain::time::Timestamp;
use uuid::Uuid;

use super::read::{KNOWN_USER, client};
use crate::column;
use crate::error::StoreError;
use crate::permit::{Noun, Permit, Sought, Within};
use crate::sought::wanted;
use crate::sql::{Composed, Roomed, Sql};

const THERE: Sql = Sql("SELECT u.id FROM users u WHERE u.client_id = $1 AND u.ext_id = $2");

/// What of a user's history tells of a person still, from a place on: a part of the user's own range of the index.
const TELLING: Sql = Sql("
    SELECT e.at, e.id, e.user_id, e.before, e.after FROM event e
    WHERE e.client_id = $1 AND e.user_ext_id = $2 AND (e.at, e.id) > ($3, $4) AND e.erased IS NULL
        AND (e.before IS NOT NULL OR e.after IS NOT NULL OR e.comment IS NOT NULL)
    ORDER BY e.at, e.id LIMIT $5");

/// What is left of events: rows of an id, and what it tells before and after. The values of a row have no types of
/// their own, so each is told of what it stands for.
fn erase(rows: &[(Uuid, Option<String>, Option<String>)], at: Timestamp) -> Roomed {
    let mut sql = Composed::new("UPDATE event SET erased = ");
    sql.bind(at.micros()).push(", comment = NULL");
    for (column, pick) in [(", before = ", 1), (", after = ", 2)] {
        sql.push(column).push("CASE id");
        for (id, before, after) in rows {
            let left = if pick == 1 { before } else { after };
            if left.is_some() {
                sql.push(" WHEN ").bind(*id).push(" THEN ").bind(left.clone());
            }
        }
        // At least one branch, whatever is left.
        sql.push(" WHEN ").bind(Uuid::nil()).push(" THEN '' ELSE NULL END");
    }
    sql.push(" WHERE ");
    sql.of_found("id", rows.iter().map(|(id, ..)| *id))
}

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[THERE, TELLING];

/// How far the history of a user is erased, from the oldest on.
#[derive(Clone, Copy, Debug)]
pub struct ErasedUntil {
    at: i64,
    id: Uuid,
}

impl ErasedUntil {
    /// Before the oldest event.
    pub const START: Self = Self { at: i64::MIN, id: Uuid::nil() };
}

/// One event that tells of a person still.
struct Telling {
    place: ErasedUntil,
    user_id: Option<Uuid>,
    before: Option<String>,
    after: Option<String>,
}

impl Permit<HistoryErase> {
    /// What is remembered of a user.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn remembered(&self, user: &str) -> Result<Sought<HistoryErase, Remembered>, StoreError> {
        let client = match client(self).await?.or_gone() {
            Ok(client) => client,
            Err(gone) => return Ok(gone.into()),
        };
        let values = vec![client.client_id().into(), wanted(user).into()];
        if client.store().row(KNOWN_USER, values.clone(), |_| Ok(())).await?.is_none() {
            return Ok(Sought::Missing(Noun::User(client.into_inner().name)));
        }
        let there = client.store().row(THERE, values, |cells| cells.take()).await?;
        let telling = telling(&client, user, ErasedUntil::START, 1).await?.into_iter().next();
        Ok(Sought::There(client.map(|client| Remembered {
            client,
            user_ext_id: ExtId::from_stored(user.to_owned()),
            there,
            user_id: telling.as_ref().and_then(|telling| telling.user_id),
            tells: telling.is_some(),
        })))
    }
}

async fn telling<T>(
    of: &Within<HistoryErase, T>,
    user: &str,
    after: ErasedUntil,
    limit: i64,
) -> Result<Vec<Telling>, StoreError> {
    let values = vec![of.client_id().into(), wanted(user).into(), after.at.into(), after.id.into(), limit.into()];
    of.store()
        .rows(TELLING, values, |cells| {
            let place = ErasedUntil { at: cells.take()?, id: cells.take()? };
            Ok(Telling { place, user_id: cells.take()?, before: cells.take()?, after: cells.take()? })
        })
        .await
}

impl Within<HistoryErase, Remembered> {
    /// Erases what the next `rows_max` telling events after `after` tell of a person; the place of the last one, or
    /// `None` where nothing is left. Each batch is a step of its own.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn erase_next(
        &self,
        after: ErasedUntil,
        rows_max: i64,
        now: Timestamp,
    ) -> Result<Option<ErasedUntil>, StoreError> {
        let all = telling(self, self.user_ext_id.as_str(), after, rows_max).await?;
        let Some(last) = all.last().map(|telling| telling.place) else { return Ok(None) };
        let left = |text: Option<String>| -> Result<Option<String>, StoreError> {
            let value = text.map(|text| column::json("an event", &text)).transpose()?;
            Ok(value.and_then(Event::without_person).map(|value: serde_json::Value| value.to_string()))
        };
        let rows = all.into_iter().map(|one| Ok((one.place.id, left(one.before)?, left(one.after)?)));
        let (sql, values) = erase(&rows.collect::<Result<Vec<_>, StoreError>>()?, now).finish();
        self.store().execute(sql, values).await?;
        Ok(Some(last))
    }
}
