//! Plans: no list and no search goes through a table.

use sigill_testing::{Database, Kind, on_both};

use super::*;
use crate::statements;
use crate::user::list::samples as users_samples;

/// Clients, and users of each.
const CLIENTS: i64 = 8;
const USERS: i64 = 2_500;

on_both! {
    async fn no_statement_goes_through_a_large_table(database: Database) {
        let store = filled(&database).await;
        let mut wrong = Vec::new();
        for (is_served, sql) in users_samples::samples() {
            let (text, values) = sql.finish();
            let plan = explain(&store, database.kind(), &text, values).await;
            let goes_through = if is_served { scans_or_sorts(&plan) } else { scans(&plan) };
            // A page in the middle begins in the middle.
            let walks = is_served && text.0.contains(") > (") && plan.contains("(client_id=?)");
            if goes_through || walks {
                wrong.push(format!("{}\n{plan}", text.0));
            }
        }
        for (text, values) in statements::samples() {
            let plan = explain(&store, database.kind(), &text, values).await;
            // Names of all clients come in the order of their index.
            let is_ordered = text.0.contains("ORDER BY (u.");
            // Who is held to some clients doesn't look at those of others.
            let strays = text.0.contains("c.ext_id IN") && ["users_any", "credential_number"].iter().any(|index| plan.contains(index));
            if strays || if is_ordered { scans_or_sorts(&plan) } else { scans(&plan) } {
                wrong.push(format!("{}\n{plan}", text.0));
            }
        }
        for (sql, values, may_sort) in constants() {
            let plan = explain(&store, database.kind(), &sql.into(), values).await;
            if if may_sort { scans(&plan) } else { scans_or_sorts(&plan) } {
                wrong.push(format!("{}\n{plan}", sql.0));
            }
        }
        // What the foreign keys look for when a user or a credential goes.
        for holder in ["user_id", "credential_id", "unit_id", "profile_id"] {
            let text = Text(format!("DELETE FROM unique_value WHERE {holder} = $1").into());
            let plan = explain(&store, database.kind(), &text, vec![uuid::Uuid::from_u128(30_017).into()]).await;
            if scans(&plan) {
                wrong.push(format!("{}\n{plan}", text.0));
            }
        }
        for (sql, values, may_sort) in of_signatures() {
            let plan = explain(&store, database.kind(), &sql.into(), values).await;
            if if may_sort { scans(&plan) } else { scans_or_sorts(&plan) } {
                wrong.push(format!("{}\n{plan}", sql.0));
            }
        }
        assert!(wrong.is_empty(), "{} of them:\n{}", wrong.len(), wrong.join("\n\n"));
    }
}

/// The constants of lists, history and search with values, and whether each may sort, since what it sorts
/// is little: the credentials of a user, the policies of a client.
fn constants() -> Vec<(Sql, Vec<Value>, bool)> {
    let (client, user): (Value, Value) = (users_samples::SAMPLE_CLIENT.into(), uuid::Uuid::from_u128(30_017).into());
    let mut all = Vec::new();
    for sql in statements::LISTS {
        let values: Vec<Value> = match sql.0.matches('$').count() {
            _ if sql.0.contains("e.kind = 'CLIENT_DELETE'") => vec!["c3".into()],
            _ if sql.0.contains("FROM event") => history(&client, sql.0),
            5 if sql.0.contains("FROM users") => vec![7.into(), client.clone(), "m".into(), "n".into(), 20.into()],
            _ => vec![user.clone(), client.clone(), (-1).into(), "".into(), 101.into()],
        };
        all.push((*sql, values, sql.0.contains("FROM credential")));
    }
    all
}

/// Values of a statement about a history, of a user where it asks for one.
fn history(client: &Value, sql: &str) -> Vec<Value> {
    let (sql, mut values) = (sql.replace(' ', ""), vec![client.clone()]);
    values.extend(sql.contains("e.user_ext_id=$2").then(|| "u3-17".into()));
    values.extend([1_700_000_009_000_000_i64.into(), uuid::Uuid::max().into(), 0.into(), uuid::Uuid::nil().into()]);
    if sql.contains("e.caller=") {
        values.extend(["USER_MODIFY".into(), "x".into(), None::<String>.into()]);
    }
    values.push(101.into());
    values
}

/// Statements about signatures. The claim may sort what has been silent, and the look at a number what it was asked about
/// in the last minutes: both are little.
fn of_signatures() -> Vec<(Sql, Vec<Value>, bool)> {
    use crate::signature::{asked, lease, read as signature};
    let (client, one): (Value, Value) = (users_samples::SAMPLE_CLIENT.into(), uuid::Uuid::from_u128(30_017).into());
    let (at, most): (Value, Value) = (1_700_000_000_500_000_i64.into(), 100.into());
    vec![
        (signature::SIGNABLE, vec!["u3-17".into(), "c3".into()], false),
        (asked::LATEST, vec!["+41791000017".into(), "signature".into(), 5.into()], true),
        (lease::FORGET, vec![at.clone(), most.clone()], false),
        (signature::ONE, vec!["u3-17".into(), one.clone(), "c3".into()], false),
        (signature::SIGNATURES, vec![one.clone(), client, at.clone(), one.clone(), most.clone()], false),
        (signature::HELD, vec![one.clone()], false),
        (lease::DRIVEN, vec![one.clone(), at.clone(), most.clone()], false),
        (lease::CLAIM, vec![one, at.clone(), 1_000_i64.into(), most.clone()], true),
        (lease::RETIRE, vec![1_000_i64.into(), most], true),
    ]
}

/// How the engine would run a statement with these values.
async fn explain(store: &Store, kind: Kind, text: &Text, values: Vec<Value>) -> String {
    let explain = match kind {
        Kind::Postgres => "EXPLAIN (COSTS OFF)",
        Kind::Sqlite => "EXPLAIN QUERY PLAN",
    };
    let text = Text(format!("{explain} {}", text.0).into());
    let lines: Vec<String> = store
        .rows(text, values, move |cells| {
            if kind == Kind::Sqlite {
                cells.skip(3);
            }
            cells.take()
        })
        .await
        .unwrap();
    lines.join("\n")
}

/// Whether a plan goes through a large table from one end to the other.
fn scans(plan: &str) -> bool {
    ["users", "credential", "event", "unique_value", "signature"].iter().any(|table| {
        plan.contains(&format!("Seq Scan on {table}"))
            || plan.lines().any(|line| {
                let name = match *table {
                    "users" => ["SCAN u", "SCAN users"],
                    "credential" => ["SCAN k", "SCAN credential"],
                    "unique_value" => ["SCAN v", "SCAN unique_value"],
                    "signature" => ["SCAN s", "SCAN signature"],
                    _ => ["SCAN e", "SCAN event"],
                };
                name.iter().any(|name| line == *name || line.starts_with(&format!("{name} ")))
            })
    })
}

/// The same, or sorts what an index should have in its order.
fn scans_or_sorts(plan: &str) -> bool {
    // What merges months that each come in order by an index has a key, too.
    let sorts = plan.lines().any(|line| {
        let node = line.trim_start().trim_start_matches("->").trim_start();
        node == "Sort" || node == "Incremental Sort"
    });
    scans(plan) || sorts || plan.contains("USE TEMP B-TREE")
}

/// A store with some thousand users, each with a mobile signature and two events.
pub(super) async fn filled(database: &Database) -> Store {
    let store = Store::open(&Options::new(database.url())).await.unwrap();
    database.execute(&script(database.kind()).join("; ")).await;
    // Nothing does that for SQLite, whose planner goes by what the schema tells it.
    if database.kind() == Kind::Postgres {
        database.execute("ANALYZE").await;
    }
    store
}

/// An id of an event. In every month that there is, and in the rest: the planner reads what is empty by no index.
fn event_id(kind: Kind) -> &'static str {
    match kind {
        Kind::Postgres => {
            "CASE WHEN n.i % 4 = 0 THEN gen_random_uuid() ELSE CAST(lpad(to_hex(CAST(1000 * extract(epoch FROM \
             date_trunc('month', now() AT TIME ZONE 'UTC') + (n.i % 4 - 1) * INTERVAL '1 month' + INTERVAL '1 day') \
             AS BIGINT)), 12, '0') || '7000' || '8' || substr(md5(random()::text), 1, 15) AS UUID) END"
        }
        Kind::Sqlite => "randomblob(16)",
    }
}

/// What fills the tables.
fn script(kind: Kind) -> Vec<String> {
    let (id, uuid, yes, no) = match kind {
        Kind::Postgres => ("CAST(lpad(to_hex({}), 32, '0') AS UUID)", "gen_random_uuid()", "TRUE", "FALSE"),
        Kind::Sqlite => ("unhex(printf('%032x', {}))", "randomblob(16)", "1", "0"),
    };
    let event = event_id(kind);
    let id = |number: &str| id.replace("{}", number);
    let numbers =
        |count: i64| format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) ");
    // Of client n are the users n * 10,000 and on.
    let user = format!("c.i * 10000 + n.i FROM (SELECT i FROM n WHERE i <= {CLIENTS}) c, n");
    let users = numbers(USERS);
    let own = "c.i * 10000 + n.i";
    let from = user.trim_start_matches(own);
    let (client, user) = (id("c.i"), id(own));
    vec![
        format!(
            "{} INSERT INTO client (id, ext_id, name, display_name, remarks, state, rev, version, created, modified) SELECT {}, 'c' || i, 'c' || i, '{{}}', NULL, 'active', 0, 1, i, i FROM n",
            numbers(CLIENTS),
            id("i")
        ),
        format!(
            "{users} INSERT INTO users (id, client_id, ext_id, login_id, state, is_technical, person, name_key, \
             given_key, email_key, version, created, modified) SELECT {user}, {client}, 'u' || c.i || '-' || n.i, \
             'l' || c.i || '-' || n.i, 'active', CASE WHEN n.i % 500 = 0 THEN {yes} ELSE {no} END, '{{}}', \
             'muster' || n.i % 400 || chr(9) || 'anna' || n.i % 300, 'anna' || n.i % 300 || chr(9) || 'muster' || n.i % 400, \
             'a' || n.i || '@example.com', 1, 1700000000000000 + n.i * 5000, 1700000000000000 + n.i * 7000{from}"
        )
        .replace("chr(9)", if kind == Kind::Sqlite { "char(9)" } else { "chr(9)" }),
        format!("{users} INSERT INTO owner SELECT {user}, {client}, 0, 0, NULL, 0, NULL{from}"),
        format!(
            "{users} INSERT INTO credential (id, client_id, owner_id, kind, is_single, ext_id, state, valid_from, success_count, \
             failure_count, version, created, modified, lookup, identificator, cert_serial, cert_sha256, detail) \
             SELECT {user}, {client}, {user}, 16, TRUE, 'k' || c.i || '-' || n.i, 'active', 0, 0, 0, 1, \
             1700000000000000 + n.i * 5000, 0, '4179' || (1000000 + n.i), 'id-' || n.i, 'a' || n.i, 'f' || n.i, '{{}}'{from}"
        ),
        format!(
            "{users} INSERT INTO unique_value (id, client_id, user_id, unique_key, within_unit, shared_by, place) SELECT {uuid}, {client}, {user}, 'u' || n.i, {client}, {client}, 0{from}"
        ),
        format!(
            "{users} INSERT INTO unique_value (id, client_id, credential_id, unique_key, within_unit, shared_by, place) SELECT {uuid}, {client}, {user}, 'k' || n.i, {client}, {client}, 0{from}"
        ),
        format!(
            "{users} INSERT INTO event (id, at, client_id, client_ext_id, user_id, user_ext_id, caller, request_id, kind, \
             subject) SELECT {event}, 1700000000000000 + n.i * 5000 + e.i, {client}, 'c' || c.i, {user}, \
             'u' || c.i || '-' || n.i, 'x', 'x', 'USER_MODIFY', 'x'{from}, (SELECT i FROM n WHERE i <= 2) e"
        ),
        // Each user has two settled ones and every tenth an open one.
        format!(
            "{users} INSERT INTO signature (id, client_id, owner_id, credential_id, credential_ext_id, state, pending_key, \
             mssp, ap_trans_id, attempts, msisdn, number, text, language, code, time_limit_s, limit_at, caller, request_id, created, \
             modified, settled, outcome, lease_by, lease_until) \
             SELECT {uuid}, {client}, {user}, {user}, 'k', CASE WHEN e.i = 1 AND n.i % 10 = 0 THEN 'pending' ELSE 'settled' END, \
             CASE WHEN e.i = 1 AND n.i % 10 = 0 THEN {user} END, 'm', 'S', 1, '+41790000000', '41790000000', 't', 'en', 'ACDE', 80, 0, 'x', 'x', \
             1700000000000000 + n.i * 5000 + e.i, 0, \
             CASE WHEN e.i = 1 AND n.i % 10 = 0 THEN NULL ELSE 1700000000000000 + n.i * 5000 END, \
             CASE WHEN e.i = 1 AND n.i % 10 = 0 THEN NULL ELSE 'approved' END, {uuid}, \
             1700000000000000 + n.i * 5000{from}, (SELECT i FROM n WHERE i <= 2) e"
        ),
        // Each number was asked about twice.
        format!(
            "{users} INSERT INTO number_asked (id, number, kind, place, at) \
             SELECT {uuid}, '+' || (41790000000 + {own}), 'signature', e.i, 1700000000000000 + n.i * 5000 + e.i{from}, \
             (SELECT i FROM n WHERE i <= 2) e"
        ),
    ]
}
