//! Which node drives which open signature, and what else is written about signatures that decides nothing.
//!
//! A node renews the leases of all that it drives with one statement. What nobody has renewed is taken by whoever sees
//! it first. Two nodes that drive the same one for a while do no harm: settling is guarded, and done once.

use sigill_domain::right::System;
use sigill_domain::signing::{ASKED_MS, LEASE_MS};
use uuid::Uuid;

use crate::error::StoreError;
use crate::permit::{Everywhere, Permit};
use crate::sql::Sql;

/// Signatures that a node drives at most; more stay with the others.
const DRIVEN_MAX: i64 = 20_000;

const RENEW: Sql = Sql("UPDATE signature SET lease_until = $1 WHERE lease_by = $2 AND pending_key IS NOT NULL");

const RELEASE: Sql = Sql("UPDATE signature SET lease_until = 0 WHERE lease_by = $1 AND pending_key IS NOT NULL");

/// Asked again under the lock of the row: of two nodes at once, one gets it.
pub(crate) const CLAIM: Sql = Sql("
    UPDATE signature SET lease_by = $1, lease_until = $2
    WHERE lease_until < $3 AND pending_key IS NOT NULL AND id IN (
        SELECT s.id FROM signature s WHERE s.lease_until < $3 AND s.pending_key IS NOT NULL
        ORDER BY s.lease_until LIMIT $4)");

pub(crate) const DRIVEN: Sql = Sql("
    SELECT s.id FROM signature s WHERE s.lease_by = $1 AND s.pending_key IS NOT NULL AND s.created < $2 LIMIT $3");

/// Settled ones whose time is over.
pub(crate) const RETIRE: Sql = Sql("
    DELETE FROM signature WHERE id IN (
        SELECT s.id FROM signature s WHERE s.settled IS NOT NULL AND s.settled < $1 ORDER BY s.settled LIMIT $2)");

/// Numbers that were asked about so long ago that it doesn't count any more.
pub(crate) const FORGET: Sql = Sql("
    DELETE FROM number_asked WHERE id IN (SELECT a.id FROM number_asked a WHERE a.at < $1 ORDER BY a.at LIMIT $2)");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[RENEW, RELEASE, CLAIM, DRIVEN, RETIRE, FORGET];

impl Permit<System, Everywhere> {
    /// Renews the leases of all that `driver` drives.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn renew_leases(&self, driver: Uuid) -> Result<u64, StoreError> {
        let until = self.now().plus_millis(LEASE_MS).micros();
        self.store().execute(RENEW, vec![until.into(), driver.into()]).await
    }

    /// Gives up all that `driver` drives, so that others can go on at once.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn release_leases(&self, driver: Uuid) -> Result<u64, StoreError> {
        self.store().execute(RELEASE, vec![driver.into()]).await
    }

    /// Takes up to `rows_max` signatures whose driver has fallen silent; all that `driver` has to drive then. Among them is
    /// what was written down for a caller that went away in the same moment: nobody else would ever look after it.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn claim_leases(&self, driver: Uuid, rows_max: i64) -> Result<Vec<Uuid>, StoreError> {
        let until = self.now().plus_millis(LEASE_MS).micros();
        let values = vec![driver.into(), until.into(), self.now().micros().into(), rows_max.into()];
        let taken = self.store().execute(CLAIM, values).await?;
        // What is younger is about to be driven by whoever wrote it down.
        let before = if taken > 0 { i64::MAX } else { self.now().plus_millis(-LEASE_MS).micros() };
        self.store().rows(DRIVEN, vec![driver.into(), before.into(), DRIVEN_MAX.into()], |cells| cells.take()).await
    }

    /// Deletes up to `rows_max` signatures that were settled before so many days; how many there were.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn retire_signatures(&self, days: u32, rows_max: i64) -> Result<u64, StoreError> {
        let before = self.now().plus_millis(-i64::from(days) * 86_400_000).micros();
        self.store().execute(RETIRE, vec![before.into(), rows_max.into()]).await
    }

    /// Deletes up to `rows_max` numbers that were asked about so long ago that it doesn't count any more; how many there
    /// were.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn forget_asked(&self, rows_max: i64) -> Result<u64, StoreError> {
        let before = self.now().plus_millis(-ASKED_MS).micros();
        self.store().execute(FORGET, vec![before.into(), rows_max.into()]).await
    }
}
