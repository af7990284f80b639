//! Signing keys of the token endpoint.

use sigill_domain::right::System;
use sigill_domain::time::Timestamp;
use uuid::Uuid;

use crate::error::{CommitError, StoreError};
use crate::permit::{Everywhere, Permit};
use crate::sql::Sql;
use crate::write::Step;

const KEYS: Sql = Sql("SELECT id, private, public, created FROM signing_key ORDER BY created DESC, id DESC");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[KEYS];

/// A key pair as it is stored; the private part is sealed.
#[derive(Clone, Debug)]
pub struct StoredKey {
    pub id: Uuid,
    pub sealed: String,
    pub public: String,
    pub created: Timestamp,
}

impl Permit<System, Everywhere> {
    /// All keys, the newest first.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn signing_keys(&self) -> Result<Vec<StoredKey>, StoreError> {
        self.store()
            .rows(KEYS, vec![], |cells| {
                Ok(StoredKey {
                    id: cells.take()?,
                    sealed: cells.take()?,
                    public: cells.take()?,
                    created: Timestamp::from_micros(cells.take()?),
                })
            })
            .await
    }

    /// Stores a new key. No event: keys belong to no client.
    ///
    /// # Errors
    /// As for any change.
    pub async fn add_signing_key(&self, key: &StoredKey) -> Result<(), CommitError> {
        let columns = vec![
            ("id", key.id.into()),
            ("private", key.sealed.as_str().into()),
            ("public", key.public.as_str().into()),
            ("created", key.created.micros().into()),
        ];
        self.store().apply(vec![Step::Insert { table: "signing_key", columns }]).await
    }
}
