//! Plans of every statement there is, whatever its values: none has to read all of a table that grows.
//!
//! The database is filled. PostgreSQL is asked for the plan that it keeps for a prepared statement, and told to read whole tables only where there
//! is no other way; so the answer doesn't depend on how much is in them.

use sigill_domain::caller::Identity;
use sigill_domain::client::ClientRef;
use sigill_domain::event::{Event, EventKind, Happening};
use sigill_domain::ext_id::ExtId;
use sigill_domain::policy::Locking;
use sigill_domain::rooms::UnitPath;
use sigill_domain::time::Timestamp;
use sigill_domain::unit::Rewrite;
use sigill_testing::{Database, Kind, on_both};
use uuid::Uuid;

use super::postgres::render::{owner, render, render_shared};
use super::postgres::render_login;
use super::*;
use crate::ahead::BESIDE;
use crate::counting::Login;
use crate::engine::plans::filled;
use crate::statements;
use crate::value::Cells;

/// Tables that grow with users, requests or time.
const GROWING: &[&str] = &[
    "users",
    "owner",
    "profile",
    "authz",
    "authz_client",
    "authz_unit",
    "credential",
    "dispatch_target",
    "event",
    "kept_answer",
    "unit",
    "policy",
    "question",
    "answered_question",
    "unique_value",
    "app_role",
    "erole",
    "erole_member",
    "eauthz",
    "consent",
    "application_client",
    "signature",
    "message",
    "session",
];

/// Statements that read a whole table, and why that is right.
const WHOLE: &[(&str, &str)] = &[
    ("FROM property p", "definitions are the same for every client, and there can't be many of a scope"),
    ("count(*) FROM terms", "they are the same for every client, and a thousand at most"),
    (
        "FROM terms_application ta JOIN application a ON a.id = ta.application_id AND a.state = 'active'\n    ORDER",
        "terms are few, and each is for a few",
    ),
    ("count(*) FROM application)", "they are the same for every client, and a thousand at most"),
    ("count(*) FROM application a", "they are the same for every client, and a thousand at most"),
    ("WHERE state = 'dead' ORDER BY id", "what is dead has an index of its own"),
    ("a.role = 'nevisIdm.Root'", "the Roots of all clients are few, and have an index of their own"),
];

on_both! {
    async fn no_statement_has_to_read_all_of_a_table_that_grows(database: Database) {
        let store = filled(&database).await;
        let mut wrong = Vec::new();
        let explain = Explain::of(&database, &store).await;
        for sql in texts(database.kind()) {
            let plan = explain.plan(&sql).await;
            let is_excused = WHOLE.iter().any(|(part, _)| sql.contains(part));
            if reads_all(&plan, database.kind()) && !is_excused {
                wrong.push(format!("{sql}\n{plan}"));
            }
        }
        assert!(wrong.is_empty(), "{} of them:\n{}", wrong.len(), wrong.join("\n\n"));
    }
}

#[tokio::test]
async fn what_refers_to_a_row_is_found_by_an_index_when_that_goes() {
    let database = Database::new(Kind::Postgres).await;
    drop(Store::open(&Options::new(database.url())).await.unwrap());
    let sql = "SELECT string_agg(conrelid::regclass || '.' || conname, ', ') FROM pg_constraint c \
        WHERE contype = 'f' AND NOT EXISTS (\
            SELECT 1 FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indkey[0] = c.conkey[1])";
    assert_eq!(database.postgres().await.query_one(sql, &[]).await.unwrap().get::<_, Option<String>>(0), None);
}

/// Every statement: reads, jobs, and examples of every kind of write.
fn texts(kind: Kind) -> Vec<String> {
    let constants = statements::constants().map(|sql| sql.0.to_owned());
    let made = statements::samples().into_iter().map(|(text, _)| text.0.into_owned());
    let mut all: Vec<String> = constants.chain(made).collect();
    if kind == Kind::Postgres {
        all.extend(changes().iter().map(|steps| render(steps).0));
        all.extend(changes().iter().filter(|steps| owner(steps).is_some()).map(|steps| render_shared(steps)));
        all.extend(logins().iter().map(|login| render_login(login).0));
    }
    all
}

/// A change of each kind: what it writes matters less than where.
fn changes() -> Vec<Vec<Step>> {
    let id = Uuid::from_u128(1);
    let mut changes = vec![vec![
        Step::Goes { table: "owner", id, rev: 1 },
        Step::GuardedGoes { table: "owner", id },
        Step::Delete { table: "users", id },
    ]];
    for table in ["users", "profile", "authz", "credential", "kept_answer", "policy"] {
        let column = if table == "authz" { ("role", "x".into()) } else { ("id", id.into()) };
        changes.push(vec![
            Step::Bump { table: "owner", id, rev: 1 },
            Step::AlsoSet { table: "owner", id, columns: vec![("success_count", 1.into())] },
            Step::Update { table, id, columns: vec![column] },
        ]);
        changes.push(vec![Step::Bump { table: "owner", id, rev: 1 }, Step::Delete { table, id }]);
        changes.push(vec![
            Step::Bump { table: "owner", id, rev: 1 },
            Step::Rules { client_id: id, rev: 1 },
            Step::Delete { table, id },
        ]);
        changes.push(vec![
            Step::Bump { table: "owner", id, rev: 1 },
            Step::Stays { user_id: id, client_id: id, rev: 1 },
            Step::Delete { table, id },
        ]);
        changes.push(vec![Step::ClientAlive { id }, Step::Delete { table, id }]);
    }
    let (from, to) = (UnitPath::root(id), UnitPath::root(Uuid::from_u128(2)));
    let (from_name, to_name) = ("/a".to_owned(), "/b".to_owned());
    let paths = vec![from.as_str().to_owned(), to.as_str().to_owned()];
    changes.push(vec![
        Step::Bump { table: "owner", id, rev: 1 },
        Step::UnitsStand { paths },
        Step::Delete { table: "profile", id },
    ]);
    let rewrite = Rewrite { from, to, from_name, to_name, count: 1 };
    changes.push(vec![Step::Bump { table: "client", id, rev: 1 }, Step::RewriteUnits(rewrite)]);
    changes
}

fn logins() -> Vec<Login> {
    let id = Uuid::from_u128(1);
    let at = Timestamp::default();
    let happening = Happening { at, by: Identity::system(), request_id: String::new(), event_id: id, id };
    let ext_id = ExtId::from_stored("x".to_owned());
    let client = ClientRef { id, ext_id: ext_id.clone(), name: String::new() };
    let event = Event::about_client(&happening, &client, EventKind::LoginSuccess, &ext_id);
    let locking = Locking { failures_max: Some(3), tmp_threshold: Some(2), tmp_duration_ms: 1, strict: true };
    let credential = [None, Some((id, locking))];
    let login = |credential: &Option<(Uuid, Locking)>, success| Login {
        user_id: id,
        credential: credential.clone(),
        success,
        at,
        event: event.clone(),
    };
    credential.iter().flat_map(|credential| [login(credential, true), login(credential, false)]).collect()
}

/// Who is asked for plans.
enum Explain<'a> {
    Sqlite(&'a Store),
    Postgres(tokio_postgres::Client),
}

impl<'a> Explain<'a> {
    async fn of(database: &Database, store: &'a Store) -> Self {
        if database.kind() == Kind::Sqlite {
            return Self::Sqlite(store);
        }
        let client = database.postgres().await;
        client.batch_execute("SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan").await.unwrap();
        Self::Postgres(client)
    }

    async fn plan(&self, sql: &str) -> String {
        match self {
            Self::Sqlite(store) => {
                let text = Text(format!("EXPLAIN QUERY PLAN {sql}").into());
                let numbers =
                    sql.split('$').skip(1).map(|rest| rest.chars().take_while(char::is_ascii_digit).collect());
                let count = numbers.filter_map(|number: String| number.parse().ok()).max().unwrap_or(0);
                let line = |cells: &mut Cells<'_>| {
                    cells.skip(3);
                    cells.take::<String>()
                };
                let lines = store.rows(text, vec![None::<String>.into(); count], line).await;
                lines.unwrap_or_else(|error| panic!("{error}: {sql}")).join("\n")
            }
            Self::Postgres(client) => {
                let prepared = client.batch_execute(&format!("DEALLOCATE ALL; PREPARE statement AS {sql}")).await;
                prepared.unwrap_or_else(|error| panic!("{error:?}: {sql}"));
                let count =
                    "SELECT cardinality(parameter_types)::text FROM pg_prepared_statements WHERE name = 'statement'";
                let count = lines(&client.simple_query(count).await.unwrap()).parse().unwrap();
                let nothing = vec!["NULL"; count].join(", ");
                let values = if count == 0 { String::new() } else { format!("({nothing})") };
                let plan = format!("EXPLAIN (COSTS OFF) EXECUTE statement{values}");
                lines(&client.simple_query(&plan).await.unwrap())
            }
        }
    }
}

/// The first column of all rows.
fn lines(messages: &[tokio_postgres::SimpleQueryMessage]) -> String {
    let line = |message: &tokio_postgres::SimpleQueryMessage| match message {
        tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    };
    messages.iter().filter_map(line).collect::<Vec<_>>().join("\n")
}

fn reads_all(plan: &str, kind: Kind) -> bool {
    plan.lines().any(|line| match kind {
        Kind::Postgres => {
            let table = line.split_once("Seq Scan on ").and_then(|(_, rest)| rest.split(' ').next());
            table.is_some_and(|table| GROWING.contains(&table) || table.starts_with("event_"))
        }
        // What such a filter is made of is all of a table.
        Kind::Sqlite if line.contains("BLOOM FILTER") => true,
        // By an alias; those of a client are read whole where all clients are listed.
        Kind::Sqlite => line.trim_start().strip_prefix("SCAN ").is_some_and(|rest| {
            let name = rest.split(' ').next().unwrap_or_default();
            !["c", "client", "signing_key", "register", "CONSTANT", "counted", "found"].contains(&name)
                && !name.starts_with('(')
        }),
    })
}

/// A query for several finds for each what it would have found alone.
#[tokio::test]
async fn every_shared_read_prepares() {
    let database = Database::new(Kind::Postgres).await;
    let store = Store::open(&Options::new(database.url())).await.unwrap();
    let client = database.postgres().await;
    let explain = Explain::of(&database, &store).await;
    for texts in statements::SHARED.iter().chain(BESIDE) {
        client.prepare(texts.one.0).await.unwrap_or_else(|error| panic!("{error}: {}", texts.one.0));
        let text = texts.several.0;
        store.prepare(text).await.unwrap_or_else(|error| panic!("{error}: {text}"));
        let plan = explain.plan(text).await;
        assert!(!reads_all(&plan, Kind::Postgres), "{text}\n{plan}");
    }
}
