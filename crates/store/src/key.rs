//! Signing keys of the token endpoint, and what was used there that serves once: assertions and links.

use sigill_domain::right::System;
use sigill_domain::time::Timestamp;
use uuid::Uuid;

use crate::engine::Store;
use crate::error::{CommitError, StoreError};
use crate::permit::{Everywhere, Permit};
use crate::row::{Row, row};
use crate::sql::{Sql, sql};
use crate::step::Step;

row! {
    impl StoredKey in signing_key { id, sealed as private, public, created, signs_from; }
}

/// That something has served which serves once. The table was named for the first of its kind.
pub(crate) fn used(id: Uuid, until: Timestamp) -> Step {
    Step::Insert { table: "used_assertion", columns: vec![("id", id.into()), ("until", until.micros().into())] }
}

const KEYS: Sql = sql! { "
SELECT {signing_key} FROM signing_key ORDER BY signs_from DESC, created DESC, id DESC", signing_key: StoredKey };

const FORGET_USED: Sql = Sql("
    DELETE FROM used_assertion WHERE id IN (SELECT id FROM used_assertion WHERE until < $1 ORDER BY until LIMIT $2)");

/// A few at a time: there is one more only for each that comes.
const FORGOTTEN_AT_ONCE: i64 = 10;

const USED: Sql = Sql("SELECT 1 FROM used_assertion WHERE id = $1");

/// Whether something that serves once has served.
pub(crate) async fn is_used(store: &Store, id: Uuid) -> Result<bool, StoreError> {
    Ok(store.row(USED, vec![id.into()], |_| Ok(())).await?.is_some())
}

/// A change that counts for nobody: something that is no assertion has been used, and may be forgotten at once.
const TRY: Sql = Sql("
    INSERT INTO used_assertion (id, until) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET until = excluded.until");

/// What somebody else has written meanwhile stays.
const RESEAL_KEY: Sql = Sql("UPDATE signing_key SET private = $1 WHERE id = $2 AND private = $3");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[KEYS, FORGET_USED, USED, TRY, RESEAL_KEY];

/// A key pair as it is stored; the private part is sealed.
#[derive(Clone, Debug)]
pub struct StoredKey {
    /// Its `kid`.
    pub id: Uuid,
    /// The private part, which only the master key opens.
    pub sealed: String,
    /// The public part of it: the bytes of an Ed25519 key in base64url.
    pub public: String,
    /// When it was made.
    pub created: Timestamp,
    /// From when on it signs; before, it is only shown.
    pub signs_from: Timestamp,
}

impl Store {
    /// Whether changes can be made at `at`: makes one, with all that belongs to it, which counts for nobody. There is one
    /// row of it at most.
    ///
    /// # Errors
    /// [`StoreError::Unwritable`] where the database answers and takes none.
    pub async fn try_change(&self, at: Timestamp) -> Result<(), StoreError> {
        self.execute(TRY, vec![Uuid::nil().into(), at.micros().into()]).await.map(|_| ())
    }
}

impl Permit<System, Everywhere> {
    /// All keys, the one that signs last first.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn signing_keys(&self) -> Result<Vec<StoredKey>, StoreError> {
        self.store().rows(KEYS, vec![], StoredKey::take).await
    }

    /// Stores a new key. No event: keys belong to no client.
    ///
    /// # Errors
    /// As for any change.
    pub async fn add_signing_key(&self, key: &StoredKey) -> Result<(), CommitError> {
        self.store().apply(vec![Step::insert(key, vec![])]).await
    }

    /// Puts another sealed form of the same key in the place of this one; `false` where that isn't there any more. No
    /// event: nothing has changed for anybody.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn reseal_signing_key(&self, key: &StoredKey, sealed: String) -> Result<bool, StoreError> {
        let values = vec![sealed.into(), key.id.into(), key.sealed.clone().into()];
        Ok(self.store().execute(RESEAL_KEY, values).await? > 0)
    }

    /// Deletes a key: nothing that it signed is accepted any more.
    ///
    /// # Errors
    /// [`CommitError::Store`] where it isn't there.
    pub async fn delete_signing_key(&self, id: Uuid) -> Result<(), CommitError> {
        self.store().apply(vec![Step::Delete { table: StoredKey::TABLE, id }]).await
    }

    /// Notes that an assertion was used; `false` where it was used before, on whichever node.
    ///
    /// # Errors
    /// The database can't be asked. Whether it is noted then isn't known: the assertion must not count.
    pub async fn use_assertion(&self, id: Uuid, until: Timestamp) -> Result<bool, CommitError> {
        self.forget_used().await?;
        match self.store().apply(vec![used(id, until)]).await {
            Ok(()) => Ok(true),
            // The one thing that can stand in the way of it is itself.
            Err(CommitError::Moved) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Whether something that serves once has served; `Write::UseOnce` notes it.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn is_used(&self, id: Uuid) -> Result<bool, StoreError> {
        is_used(self.store(), id).await
    }

    /// Forgets some of what has expired since it served.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn forget_used(&self) -> Result<(), StoreError> {
        self.purge_used(FORGOTTEN_AT_ONCE).await.map(|_| ())
    }

    /// Forgets up to `rows_max` of what has expired since it served; whether there may be more.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn purge_used(&self, rows_max: i64) -> Result<bool, StoreError> {
        let gone = self.store().execute(FORGET_USED, vec![self.now().micros().into(), rows_max.into()]).await?;
        Ok(i64::try_from(gone).is_ok_and(|gone| gone >= rows_max))
    }
}
