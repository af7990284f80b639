//! The databases that benchmarks run on.

use std::path::Path;

use tokio_postgres::NoTls;

use crate::Result;

/// The URL of an empty database of our own: a file in the folder, or the one of this name on the server.
pub(crate) async fn empty_database(kind: &str, folder: &Path, server: Option<&str>, name: &str) -> Result<String> {
    match kind {
        "sqlite" => Ok(format!("sqlite:{}", folder.join("sigill.db").display())),
        "postgres" => {
            let server = server.ok_or("--postgres names no server")?;
            let (base, _) = server.rsplit_once('/').ok_or("--postgres names no database")?;
            let client = connect(server).await?;
            client.batch_execute(&format!("DROP DATABASE IF EXISTS {name}")).await?;
            client.batch_execute(&format!("CREATE DATABASE {name}")).await?;
            Ok(format!("{base}/{name}"))
        }
        other => Err(format!("there is no database {other}").into()),
    }
}

/// A connection to PostgreSQL, without TLS.
pub(crate) async fn connect(url: &str) -> Result<tokio_postgres::Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    // Ends with the client.
    tokio::spawn(connection);
    Ok(client)
}
