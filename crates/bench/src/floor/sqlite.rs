//! SQLite alone: one connection, durable, in a copy of the filled file.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, params};

use crate::Result;
use crate::numbers::Dice;

const OWNER: &str = "SELECT u.id, u.client_id FROM client c JOIN users u ON u.client_id = c.id AND u.ext_id = ?1 \
     WHERE c.ext_id = ?2";
const CREDENTIAL: &str = "INSERT INTO credential (id, client_id, owner_id, kind, is_single, ext_id, state, valid_from, \
     success_count, failure_count, version, created, modified, lookup, identificator, detail) VALUES (randomblob(16), \
     ?1, ?2, 99, 0, hex(randomblob(16)), 'active', 0, 0, 0, 1, 1764000000000000, 1764000000000000, '41790000000', \
     'MIDCHE0000000000', '{\"identificator\":\"MIDCHE0000000000\",\"msspIdentifier\":\"https://mssp.example.com/\",\
     \"msisdn\":\"+41790000000\"}')";
const EVENT: &str = "INSERT INTO event (id, at, client_id, client_ext_id, user_id, user_ext_id, caller, request_id, \
     kind, subject, after) VALUES (randomblob(16), 1764000000000000, ?1, ?2, ?3, ?4, 'api/root', 'floor', \
     'CREDENTIAL_CREATE', hex(randomblob(16)), '{\"type\":\"MobileSignature\",\"stateName\":\"active\"}')";

/// New credentials a second, so many in one transaction.
pub(crate) fn create(file: &Path, users: u64, clients: u64, batch: u64, time: Duration) -> Result<f64> {
    let connection = Connection::open(file)?;
    connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")?;
    let mut owner = connection.prepare(OWNER)?;
    let mut credential = connection.prepare(CREDENTIAL)?;
    let mut event = connection.prepare(EVENT)?;
    let mut dice = Dice(1);
    let (start, mut done) = (Instant::now(), 0_u64);
    while start.elapsed() < time {
        connection.execute_batch("BEGIN IMMEDIATE")?;
        for _ in 0..batch {
            let n = dice.below(users);
            let (user, client) = (format!("u{n}"), format!("bench-{}", n % clients + 1));
            let (id, client_id): (Vec<u8>, Vec<u8>) =
                owner.query_row(params![user, client], |row| Ok((row.get(0)?, row.get(1)?)))?;
            credential.execute(params![client_id, id])?;
            event.execute(params![client_id, client, id, user])?;
        }
        connection.execute_batch("COMMIT")?;
        done += batch;
    }
    Ok(done as f64 / start.elapsed().as_secs_f64())
}
