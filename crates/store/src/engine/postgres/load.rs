//! Filling PostgreSQL by `COPY`.

use std::pin::pin;

use deadpool_postgres::ClientWrapper;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::Type;

use super::failure::describe;
use super::pool::{Pool, params};
use crate::engine::load::{LARGE, Loading, NEARLY_EMPTY, Table};
use crate::error::StoreError;
use crate::sql::Sql;
use crate::value::Value;

pub(super) const SIZES: Sql =
    Sql("SELECT CASE WHEN c.relispartition THEN pg_partition_root(c.oid)::text ELSE c.relname::text END, \
     sum(pg_total_relation_size(c.oid))::int8 FROM pg_class c \
     WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace GROUP BY 1 ORDER BY 2 DESC, 1");

/// References, and how to make them again.
const REFERENCES: &str = "
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
           format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE contype = 'f' AND conrelid = to_regclass($1)";

/// Indexes but those of primary keys, and how to make them again; of a table in parts, for all of them.
const INDEXES: &str = "
    SELECT format('DROP INDEX %s', indexrelid::regclass), replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ')
    FROM pg_index WHERE NOT indisprimary AND indrelid = to_regclass($1)";

pub(crate) struct PostgresLoading {
    client: ClientWrapper,
    /// Statements that make what was left out.
    left_out: Vec<String>,
}

impl std::fmt::Debug for PostgresLoading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostgresLoading").field("left_out", &self.left_out.len()).finish_non_exhaustive()
    }
}

impl PostgresLoading {
    pub(super) async fn begin(pool: &Pool) -> Result<Self, StoreError> {
        // Out of the pool: it ends with this, and with it the transaction if that isn't over.
        let client = pool.client().await?.take();
        client
            .batch_execute("BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL maintenance_work_mem = '256MB'")
            .await
            .map_err(failed)?;
        let users: i64 = client
            .query_one("SELECT count(*) FROM (SELECT 1 FROM users LIMIT $1) AS few", &[&NEARLY_EMPTY])
            .await
            .map_err(failed)?
            .get(0);
        let mut loading = Self { client, left_out: Vec::new() };
        if users < NEARLY_EMPTY {
            for query in [REFERENCES, INDEXES] {
                loading.leave_out(query).await?;
            }
            // An index comes before the reference that may need it.
            loading.left_out.reverse();
        }
        Ok(loading)
    }

    async fn leave_out(&mut self, query: &str) -> Result<(), StoreError> {
        for table in LARGE {
            for row in self.client.query(query, &[table]).await.map_err(failed)? {
                self.client.batch_execute(row.get(0)).await.map_err(failed)?;
                self.left_out.push(row.get(1));
            }
        }
        Ok(())
    }
}

impl Loading for PostgresLoading {
    async fn load(&mut self, tables: Vec<Table>) -> Result<(), StoreError> {
        for table in tables {
            let Some(first) = table.rows.first() else { continue };
            let types: Vec<Type> = first.iter().map(column).collect();
            let sql = format!("COPY {} ({}) FROM STDIN BINARY", table.name, table.columns.join(", "));
            let sink = self.client.copy_in(&sql).await.map_err(failed)?;
            let mut writer = pin!(BinaryCopyInWriter::new(sink, &types));
            for row in &table.rows {
                writer.as_mut().write(&params(row)).await.map_err(failed)?;
            }
            writer.finish().await.map_err(failed)?;
        }
        Ok(())
    }

    async fn finish(self) -> Result<(), StoreError> {
        for statement in &self.left_out {
            self.client.batch_execute(statement).await.map_err(failed)?;
        }
        self.client.batch_execute("COMMIT").await.map_err(failed)?;
        // What autovacuum would do by and by.
        self.client.batch_execute("SET statement_timeout = 0").await.map_err(failed)?;
        self.client.batch_execute("VACUUM (ANALYZE)").await.map_err(failed)
    }
}

fn column(value: &Value) -> Type {
    match value {
        Value::Int(_) | Value::OptInt(_) => Type::INT8,
        Value::Text(_) | Value::OptText(_) => Type::TEXT,
        Value::Uuid(_) | Value::OptUuid(_) => Type::UUID,
        Value::Bool(_) => Type::BOOL,
    }
}

#[allow(clippy::needless_pass_by_value, reason = "it maps errors")]
fn failed(error: tokio_postgres::Error) -> StoreError {
    StoreError::Failed(describe(&error))
}
