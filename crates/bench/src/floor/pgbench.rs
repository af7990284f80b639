//! PostgreSQL alone: pgbench with one prepared statement, in a copy of the filled database.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

use crate::Result;

/// The least for a new credential: its owner looked up by external ids, the credential and its event inserted. Its
/// kind is one of which a user may have many, so that users can be drawn at random.
pub(crate) const CREATE: &str = "\
\\set n random(0, :users - 1)
WITH o AS (SELECT u.id, u.client_id, u.ext_id AS user_ext_id, c.ext_id FROM client c \
JOIN users u ON u.client_id = c.id AND u.ext_id = 'u' || :n::bigint WHERE c.ext_id = 'bench-' || :n::bigint % :clients::bigint + 1), \
k AS (INSERT INTO credential (id, client_id, owner_id, kind, is_single, ext_id, state, valid_from, success_count, \
failure_count, version, created, modified, lookup, identificator, detail) SELECT gen_random_uuid(), o.client_id, o.id, 99, FALSE, \
gen_random_uuid()::text, 'active', 0, 0, 0, 1, 1764000000000000, 1764000000000000, '41790000000', 'MIDCHE0000000000', \
'{\"identificator\":\"MIDCHE0000000000\",\"msspIdentifier\":\"https://mssp.example.com/\",\"msisdn\":\"+41790000000\"}' \
FROM o RETURNING ext_id) \
INSERT INTO event (id, at, client_id, client_ext_id, user_id, user_ext_id, caller, request_id, kind, subject, after) \
SELECT gen_random_uuid(), 1764000000000000, o.client_id, o.ext_id, o.id, o.user_ext_id, 'api/root', 'floor', \
'CREDENTIAL_CREATE', k.ext_id, '{\"type\":\"MobileSignature\",\"stateName\":\"active\",\"msisdn\":\"+41*******00\"}' \
FROM o, k;
";

/// The same for 64 owners in one statement.
pub(crate) const CREATE_64: &str = "\
\\set n random(0, :users - 1)
WITH o AS (SELECT u.id, u.client_id, u.ext_id AS user_ext_id, c.ext_id FROM \
(SELECT (:n::bigint + i * 7919) % :users::bigint AS n FROM generate_series(0, 63) i) AS i \
JOIN client c ON c.ext_id = 'bench-' || i.n % :clients::bigint + 1 \
JOIN users u ON u.client_id = c.id AND u.ext_id = 'u' || i.n), \
k AS (INSERT INTO credential (id, client_id, owner_id, kind, is_single, ext_id, state, valid_from, success_count, \
failure_count, version, created, modified, lookup, identificator, detail) SELECT gen_random_uuid(), o.client_id, o.id, 99, FALSE, \
gen_random_uuid()::text, 'active', 0, 0, 0, 1, 1764000000000000, 1764000000000000, '41790000000', 'MIDCHE0000000000', \
'{\"identificator\":\"MIDCHE0000000000\",\"msspIdentifier\":\"https://mssp.example.com/\",\"msisdn\":\"+41790000000\"}' \
FROM o RETURNING ext_id, owner_id) \
INSERT INTO event (id, at, client_id, client_ext_id, user_id, user_ext_id, caller, request_id, kind, subject, after) \
SELECT gen_random_uuid(), 1764000000000000, o.client_id, o.ext_id, o.id, o.user_ext_id, 'api/root', 'floor', \
'CREDENTIAL_CREATE', k.ext_id, '{\"type\":\"MobileSignature\",\"stateName\":\"active\",\"msisdn\":\"+41*******00\"}' \
FROM o JOIN k ON k.owner_id = o.id;
";

/// The least for reading one.
pub(crate) const READ: &str = "\
\\set n random(0, :users - 1)
SELECT k.*, u.ext_id FROM client c JOIN users u ON u.client_id = c.id AND u.ext_id = 'u' || :n::bigint \
JOIN credential k ON k.owner_id = u.id AND k.kind = 16 WHERE c.ext_id = 'bench-' || :n::bigint % :clients::bigint + 1;
";

/// What is run, and where.
pub(crate) struct Pgbench<'a> {
    pub(crate) program: &'a Path,
    pub(crate) url: &'a str,
    pub(crate) folder: &'a Path,
    pub(crate) users: u64,
    pub(crate) clients: u64,
}

impl Pgbench<'_> {
    /// Transactions a second.
    pub(crate) async fn run(&self, script: &str, connections: u64, time: Duration) -> Result<f64> {
        let file = self.folder.join("floor.sql");
        std::fs::write(&file, script)?;
        // Connecting counts as time: where there are many, two seconds have gone before the first transaction.
        let seconds = time.as_secs().max(1 + connections / 32);
        let output = Command::new(self.program)
            .args(["-n", "-M", "prepared", "-j", "1"])
            .args(["-c", &connections.to_string(), "-T", &seconds.to_string()])
            .args(["-D", &format!("users={}", self.users), "-D", &format!("clients={}", self.clients)])
            .arg("-f")
            .arg(&file)
            .arg(self.url)
            .stdin(Stdio::null())
            .output()
            .await?;
        let said = String::from_utf8_lossy(&output.stdout);
        let tps = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
        tps.ok_or_else(|| format!("pgbench: {said}{}", String::from_utf8_lossy(&output.stderr)).into())
    }
}
