//! An empty database of its own for each test.

use std::str::FromStr;

use tempfile::TempDir;
use tokio_postgres::{Client, Config, NoTls};

/// Which engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// An empty database. A SQLite file goes with it; a PostgreSQL one when [`remove`] is called, or with the private
/// cluster.
#[derive(Debug)]
pub struct Database {
    kind: Kind,
    url: String,
    _folder: TempDir,
}

impl Database {
    /// Makes one.
    pub async fn new(kind: Kind) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = match kind {
            Kind::Sqlite => format!("sqlite:{}", folder.path().join("sigill.db").display()),
            Kind::Postgres => new_postgres().await,
        };
        Self { kind, url, _folder: folder }
    }

    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The first column of the first row of a query, as text; for looking behind the store's back.
    pub async fn query(&self, sql: &str) -> Option<String> {
        match self.kind {
            Kind::Sqlite => {
                let connection = rusqlite::Connection::open(self.url.trim_start_matches("sqlite:")).unwrap();
                let sql = format!("SELECT CAST(x AS TEXT) FROM (SELECT ({sql}) AS x)");
                connection.query_row(&sql, [], |row| row.get(0)).unwrap()
            }
            Kind::Postgres => {
                let sql = format!("SELECT x::text FROM (SELECT ({sql}) AS x) AS t");
                self.postgres().await.query_one(&sql, &[]).await.unwrap().get(0)
            }
        }
    }

    /// Runs statements behind the store's back, in one transaction.
    pub async fn execute(&self, sql: &str) {
        match self.kind {
            Kind::Sqlite => {
                let connection = rusqlite::Connection::open(self.url.trim_start_matches("sqlite:")).unwrap();
                connection.execute_batch(&format!("BEGIN; {sql}; COMMIT")).unwrap();
            }
            Kind::Postgres => self.postgres().await.batch_execute(sql).await.unwrap(),
        }
    }

    /// A connection of one's own to the PostgreSQL database.
    pub async fn postgres(&self) -> Client {
        assert_eq!(self.kind, Kind::Postgres);
        connect(&self.url).await
    }
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    // Ends with the client.
    tokio::spawn(connection);
    client
}

/// Removes a PostgreSQL database after a test that has passed; whoever is still connected is cut off. A thousand of
/// them fill a disk.
pub async fn remove(url: &str) {
    let server = server();
    let name = url.rsplit('/').next().unwrap();
    connect(&server).await.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
}

/// The URL of the server on which databases for tests are made.
fn server() -> String {
    std::env::var("SIGILL_TEST_POSTGRES").unwrap_or_else(|_| {
        panic!("this test needs PostgreSQL: type `cargo xtask postgres -- cargo test`, which starts one for it")
    })
}

async fn new_postgres() -> String {
    let server = server();
    let name = format!("test_{}", crate::world::unique());
    connect(&server).await.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE template0")).await.unwrap();
    let config = Config::from_str(&server).unwrap();
    let (user, password) = (config.get_user().unwrap(), String::from_utf8_lossy(config.get_password().unwrap_or(b"")));
    let port = config.get_ports().first().unwrap();
    format!("postgres://{user}:{password}@127.0.0.1:{port}/{name}")
}
