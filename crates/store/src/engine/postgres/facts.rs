//! What a PostgreSQL database is, and whether it is one that Sigill works with.

use sigill_domain::time::Timestamp;

use super::failure::unavailable;
use super::pool::Pool;
use crate::error::StoreError;
use crate::facts::{Facts, Setting};

impl Pool {
    /// Whether it is a database that this program works with.
    pub(super) async fn check(&self) -> Result<(), StoreError> {
        const WHAT: &str = "SELECT current_setting('server_version_num'), current_setting('server_encoding')";
        let client = self.client().await?;
        let row = client.query_one(WHAT, &[]).await.map_err(|error| unavailable(&error))?;
        let (version, encoding): (String, String) = (row.get(0), row.get(1));
        if version.parse::<u32>().is_ok_and(|number| number < 150_000) {
            return Err(StoreError::Unavailable(format!("PostgreSQL 15 or later is needed, this is {version}")));
        }
        // Any other one has no place for most names; what is sought in it fails by what somebody typed.
        if encoding != "UTF8" {
            return Err(StoreError::Schema(format!(
                "the encoding of the database is {encoding}, and only UTF8 has every name: make another one by CREATE \
                 DATABASE … ENCODING 'UTF8' TEMPLATE template0"
            )));
        }
        Ok(())
    }

    pub(super) async fn facts(&self) -> Result<Facts, StoreError> {
        // Of `synchronous_commit`, what a session begins with: what this one has, we have set.
        const FACTS: &str = "SELECT current_setting('server_version'), \
             (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, \
             coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false), \
             current_setting('fsync'), current_setting('full_page_writes'), \
             (SELECT CASE reset_val WHEN 'remote_apply' THEN 'on' ELSE reset_val END FROM pg_settings \
              WHERE name = 'synchronous_commit'), \
             current_setting('default_transaction_read_only'), \
             (SELECT least(current_setting('max_connections')::bigint \
                     - current_setting('superuser_reserved_connections')::bigint \
                     - coalesce(current_setting('reserved_connections', true)::bigint, 0), \
                     nullif(rolconnlimit, -1), nullif(datconnlimit, -1)) \
              FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database())";
        let client = self.client().await?;
        let row = client.query_one(FACTS, &[]).await.map_err(|error| unavailable(&error))?;
        let setting = |name, at: usize, expected| Setting { name, value: row.get(at), expected };
        Ok(Facts {
            engine: format!("PostgreSQL {}", row.get::<_, String>(0)),
            settings: vec![
                setting("fsync", 3, "on"),
                setting("full_page_writes", 4, "on"),
                setting("synchronous_commit", 5, "on"),
                setting("default_transaction_read_only", 6, "off"),
            ],
            at: Some(Timestamp::from_micros(row.get(1))),
            is_encrypted: Some(row.get(2)),
            connections_allowed: row.get::<_, Option<i64>>(7).and_then(|count| usize::try_from(count).ok()),
        })
    }
}
