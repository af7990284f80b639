//! Statements and steps, on both engines.

use sigill_domain::policy::Facts;
use sigill_domain::time::Timestamp;
use sigill_testing::{Database, Kind, on_both};
use uuid::Uuid;

use super::*;
use crate::migrate;
use crate::statements::{PURGES, constants, samples};

async fn open(database: &Database) -> Store {
    Store::open(&Options::new(database.url())).await.unwrap()
}

/// The texts of all statements: the constants, and those that are made for a request.
fn texts() -> impl Iterator<Item = String> {
    constants().map(|sql| sql.0.to_owned()).chain(samples().into_iter().map(|(text, _)| text.0.into_owned()))
}

on_both! {
    async fn every_statement_prepares(database: Database) {
        let store = open(&database).await;
        for sql in texts() {
            store.prepare(&sql).await.unwrap_or_else(|error| panic!("{error}: {sql}"));
        }
    }

    async fn opening_twice_leaves_the_schema_as_it_is(database: Database) {
        drop(open(&database).await);
        open(&database).await.ping().await.unwrap();
        let versions = database.query("SELECT count(*) FROM schema_version").await.unwrap();
        assert_eq!(versions, migrate::SQLITE.len().to_string());
    }

    async fn a_schema_of_a_later_version_is_refused(database: Database) {
        let store = open(&database).await;
        let step = Step::Insert { table: "schema_version", columns: vec![("version", 9_999.into()), ("name", "x".into())] };
        store.apply(vec![step]).await.unwrap();
        let error = Store::open(&Options::new(database.url())).await.unwrap_err();
        assert!(matches!(error, StoreError::Schema(_)) && error.to_string().contains("9999"), "{error}");
    }

    async fn a_write_that_misses_its_row_undoes_the_whole_change(database: Database) {
        let store = open(&database).await;
        let client = Uuid::from_u128(1);
        store.apply(vec![insert_client(client, "a")]).await.unwrap();
        let steps = vec![
            Step::Bump { table: "client", id: client, rev: 0 },
            insert_client(Uuid::from_u128(2), "b"),
            Step::Delete { table: "unit", id: Uuid::from_u128(9) },
        ];
        let error = store.apply(steps).await.unwrap_err();
        assert!(matches!(error, CommitError::Store(StoreError::Failed(_))), "{error:?}");
        assert_eq!(database.query("SELECT count(*) FROM client").await.as_deref(), Some("1"));
        assert_eq!(database.query("SELECT rev FROM client").await.as_deref(), Some("0"));
    }

    async fn a_change_is_not_applied_where_a_unit_is_not_where_it_was(database: Database) {
        let store = open(&database).await;
        let (client, unit) = (Uuid::from_u128(1), Uuid::from_u128(2));
        store.apply(vec![insert_client(client, "a"), insert_unit(unit, client)]).await.unwrap();
        let path = |n: u128| sigill_domain::rooms::UnitPath::root(Uuid::from_u128(n)).as_str().to_owned();
        let mut id = client;
        for (paths, is_applied) in [(vec![path(2)], true), (vec![path(3)], false), (vec![path(2), path(3)], false)] {
            for guard in [Step::ClientAlive { id: client }, Step::Bump { table: "owner", id: Uuid::from_u128(5), rev: 0 }] {
                let is_owner = matches!(guard, Step::Bump { .. });
                id = Uuid::from_u128(id.as_u128() + 1);
                let steps = vec![guard, Step::UnitsStand { paths: paths.clone() }, insert_client(id, &id.to_string())];
                let done = store.apply(steps).await;
                assert_eq!(done.is_ok(), is_applied && !is_owner, "{paths:?}: {done:?}");
                assert!(done.is_ok() || matches!(done, Err(CommitError::Moved)), "{done:?}");
            }
        }
        assert_eq!(database.query("SELECT count(*) FROM client").await.as_deref(), Some("2"));
    }

    async fn a_guard_that_finds_nothing_writes_nothing(database: Database) {
        let store = open(&database).await;
        let client = Uuid::from_u128(1);
        store.apply(vec![insert_client(client, "a")]).await.unwrap();
        for guard in [
            Step::Bump { table: "client", id: client, rev: 7 },
            Step::Bump { table: "client", id: Uuid::from_u128(3), rev: 0 },
            Step::ClientAlive { id: Uuid::from_u128(3) },
        ] {
            let error = store.apply(vec![guard, insert_client(Uuid::from_u128(2), "b")]).await.unwrap_err();
            assert!(matches!(error, CommitError::Moved), "{error:?}");
        }
        assert_eq!(database.query("SELECT count(*) FROM client").await.as_deref(), Some("1"));
    }

    async fn the_latest_events_are_counted_by_client(database: Database) {
        let store = open(&database).await;
        assert_eq!(store.latest_events(10).await.unwrap(), None);
        for (n, client) in (1..).zip(["b", "b", "a", "b", "a"]) {
            let columns = vec![
                ("id", Uuid::from_u128(n).into()),
                ("at", (i64::try_from(n).unwrap() * 1_000_000).into()),
                ("client_id", Uuid::from_u128(9).into()),
                ("client_ext_id", client.into()),
                ("caller", "x".into()),
                ("request_id", "x".into()),
                ("kind", "x".into()),
                ("subject", "x".into()),
            ];
            store.apply(vec![Step::Insert { table: "event", columns }]).await.unwrap();
        }
        let latest = store.latest_events(3).await.unwrap().unwrap();
        assert_eq!((latest.count, latest.span.as_secs(), latest.most), (3, 2, ("a".to_owned(), 2)));
        assert_eq!(store.measures().events.load(std::sync::atomic::Ordering::Relaxed), 5);
    }

    async fn a_key_that_is_taken_and_a_reference_to_nothing_mean_moved(database: Database) {
        let store = open(&database).await;
        let client = Uuid::from_u128(1);
        store.apply(vec![insert_client(client, "a")]).await.unwrap();
        let guard = Step::Bump { table: "client", id: client, rev: 0 };
        let taken = store.apply(vec![guard.clone(), insert_client(Uuid::from_u128(2), "a")]).await.unwrap_err();
        assert!(matches!(taken, CommitError::Moved), "{taken:?}");
        let orphan = store.apply(vec![guard, insert_unit(Uuid::from_u128(5), Uuid::from_u128(77))]).await.unwrap_err();
        assert!(matches!(orphan, CommitError::Moved), "{orphan:?}");
        assert_eq!(database.query("SELECT rev FROM client").await.as_deref(), Some("0"));
    }

    async fn of_many_changes_at_once_only_the_impossible_ones_fail(database: Database) {
        let store = open(&database).await;
        let (rounds, mut tasks) = (100_u128, Vec::new());
        for n in 0..rounds {
            let store = store.clone();
            // Every fourth asks for a name that another one has.
            let name = if n % 4 == 3 { format!("c{}", n - 1) } else { format!("c{n}") };
            tasks.push(tokio::spawn(async move { store.apply(vec![insert_client(Uuid::from_u128(n + 1), &name)]).await }));
        }
        let mut applied = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(()) => applied += 1,
                Err(error) => assert!(matches!(error, CommitError::Moved), "{error:?}"),
            }
        }
        assert_eq!(applied, 75);
        assert_eq!(database.query("SELECT count(*) FROM client").await.as_deref(), Some("75"));
    }
}

#[tokio::test]
async fn a_connection_that_takes_no_changes_any_more_is_given_up_and_nobody_notices() {
    let database = Database::new(Kind::Postgres).await;
    let store = Store::open(&Options { connections_max: 1, ..Options::new(database.url()) }).await.unwrap();
    let Either::Postgres(postgres) = &store.engine else { panic!("it is PostgreSQL") };
    // As one is left that goes to a server which has become a standby.
    let switch = async || {
        let client = postgres.client().await.unwrap();
        client.batch_execute("SET default_transaction_read_only = on").await.unwrap();
    };
    let id = Uuid::from_u128(1);
    switch().await;
    store.apply(vec![insert_client(id, "a")]).await.unwrap();
    switch().await;
    assert_eq!(store.execute(Sql("UPDATE client SET version = 2"), vec![]).await.unwrap(), 1);
    switch().await;
    store.try_change(Timestamp::from_micros(1)).await.unwrap();
    switch().await;
    let facts = Facts { msisdns_differ: true, country: None, mobiles_differ: true };
    let behind_a_lock = vec![Step::BumpRules { id, rev: 7, facts }, insert_unit(Uuid::from_u128(5), id)];
    let moved = store.apply(behind_a_lock).await.unwrap_err();
    assert!(matches!(moved, CommitError::Moved), "{moved:?}");
    let others = (0..20_u128).map(|n| {
        let store = store.clone();
        tokio::spawn(async move { store.apply(vec![insert_client(Uuid::from_u128(n + 9), &format!("c{n}"))]).await })
    });
    let others: Vec<_> = others.collect();
    switch().await;
    for other in others {
        other.await.unwrap().unwrap();
    }
    assert_eq!(database.query("SELECT count(*) FROM client").await.as_deref(), Some("21"));
}

#[tokio::test]
async fn a_server_that_takes_no_changes_is_left_again_with_a_sentence() {
    let database = Database::new(Kind::Postgres).await;
    let name = database.url().rsplit('/').next().unwrap();
    database.execute(&format!("ALTER DATABASE {name} SET default_transaction_read_only = on")).await;
    let error = Store::connect(&Options::new(database.url())).await.unwrap_err();
    assert!(matches!(error, StoreError::Unwritable(_)), "{error:?}");
    assert_eq!(
        error.to_string(),
        "the database takes no changes: it is read-only: a standby, or default_transaction_read_only is on"
    );
}

#[tokio::test]
async fn a_database_in_another_encoding_is_refused_with_what_mends_it() {
    let database = Database::new(Kind::Postgres).await;
    let (server, own) = database.url().rsplit_once('/').unwrap();
    let name = format!("{own}_latin");
    let make = format!("CREATE DATABASE {name} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
    database.postgres().await.batch_execute(&make).await.unwrap();
    let error = Store::connect(&Options::new(format!("{server}/{name}"))).await.unwrap_err();
    assert!(
        matches!(&error, StoreError::Schema(why) if why.contains("LATIN1") && why.contains("ENCODING 'UTF8'")),
        "{error}"
    );
}

fn insert_client(id: Uuid, name: &str) -> Step {
    Step::Insert {
        table: "client",
        columns: vec![
            ("id", id.into()),
            ("ext_id", name.into()),
            ("name", name.into()),
            ("display_name", "{}".into()),
            ("state", "active".into()),
            ("rev", 0.into()),
            ("version", 1.into()),
            ("created", 0.into()),
            ("modified", 0.into()),
        ],
    }
}

fn insert_unit(id: Uuid, client: Uuid) -> Step {
    Step::Insert {
        table: "unit",
        columns: vec![
            ("id", id.into()),
            ("client_id", client.into()),
            ("ext_id", "u".into()),
            ("path", sigill_domain::rooms::UnitPath::root(id).as_str().into()),
            ("hierarchical_name", "/u".into()),
            ("name", "u".into()),
            ("state", "active".into()),
            ("display_name", "{}".into()),
            ("abbreviation", "{}".into()),
            ("is_profileless", false.into()),
            ("is_default", true.into()),
            ("version", 1.into()),
            ("created", 0.into()),
            ("modified", 0.into()),
        ],
    }
}

#[test]
fn every_statement_of_the_source_is_in_the_list() {
    fn in_folder(folder: &std::path::Path) -> usize {
        let mut count = 0;
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                // What an engine asks about itself has a text of its own.
                count += if entry.ends_with("engine") || entry.ends_with("bulk") { 0 } else { in_folder(&entry) };
                continue;
            }
            let source = std::fs::read_to_string(entry).unwrap();
            let source = source.split_whitespace().collect::<Vec<_>>().join(" ");
            count += [": Sql = Sql(", ": Sql = sql! {", "shared! { "]
                .iter()
                .map(|text| source.matches(text).count())
                .sum::<usize>();
            // What is read and written of a place.
            count += 2 * source.matches(": Place = place!(").count();
        }
        count
    }
    let in_source = in_folder(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    // Parts of statements that are put together, which have no text of their own.
    let parts = 24;
    let purges: usize = PURGES.iter().map(|purge| purge.len()).sum();
    assert_eq!(constants().count() - purges, in_source - parts);
}

#[test]
fn placeholders_first_occur_in_their_order() {
    let beside = crate::ahead::BESIDE.iter().map(|texts| texts.one.0.to_owned());
    let shared = crate::statements::SHARED.len();
    assert!(shared > 5 && crate::ahead::BESIDE.len() > 5, "what is shared is among them");
    for sql in texts().chain(beside) {
        let mut highest = 0;
        for number in sql.split('$').skip(1) {
            let number: u32 = number.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap();
            assert!(number <= highest + 1, "${number} comes before ${} in {sql}", highest + 1);
            highest = highest.max(number);
        }
    }
}

/// Statements that name no client, and why that is right.
const WITHOUT_CLIENT: &[(&str, &str)] = &[
    (" t WHERE t.id > $1 ORDER BY t.id LIMIT $2", "a master key is left behind for every client"),
    (" = $1 WHERE id = $2 AND ", "by the internal id that the read before it found, as a job does"),
    ("FROM signing_key", "keys belong to the installation"),
    ("FROM used_assertion", "by a hash of who made it; it names nothing"),
    ("INTO used_assertion", "by a hash of who made it; it names nothing"),
    (
        "FROM answered_question a WHERE a.credential_id = $1",
        "by the internal id that the read before it found in the client",
    ),
    ("FROM property", "definitions are for all clients, or for the one whose id is compared"),
    ("FROM application ", "applications are the same for every client"),
    ("FROM app_role", "roles of applications are the same for every client"),
    ("FROM profile_application WHERE application_id = $1", "by the internal id, as a job does"),
    ("FROM register", "what it guards is the same for every client"),
    ("FROM terms", "terms are the same for every client"),
    ("WHERE state = 'dead' ORDER BY id", "what is marked as dead is purged in every client"),
    ("u.login_id FROM eauthz g", "by the internal id that the read before it found in the client"),
    ("FROM authz WHERE ", "by the internal id, as a job does"),
    ("FROM eauthz WHERE erole_id = $1", "by the internal id, as a job does"),
    ("FROM erole_member WHERE ", "by the internal id, as a job does"),
    ("FROM erole WHERE id = $1", "by the internal id, as a job does"),
    ("FROM erole e WHERE e.state = 'active' AND e.id IN", "by the internal ids that roles of the client name"),
    ("FROM erole_member m", "by the internal id that the read before it found in the client"),
    ("JOIN eauthz g ON g.profile_id = p.id", "by the internal id that the read before it found in the client"),
    ("FROM event WHERE id = $1", "asks for the event that this very request made"),
    ("DELETE FROM event WHERE id IN", "how long events are kept is the installation's to say"),
    ("FROM kept_answer", "a caller's own; its internal id is of one client"),
    ("FROM signature s WHERE s.le", "a node drives what is open in every client"),
    ("signature SET ", "by the internal id or the node, as a job does"),
    ("FROM signature s WHERE s.settled IS NOT NULL", "retention is the same for every client"),
    ("message SET ", "by the internal id or the claim, as a job does"),
    ("FROM message m WHERE m.", "messages of every client are sent by whichever node"),
    ("number_asked", "a number is asked about so often, whichever clients ask"),
    (
        "FROM profile p JOIN unit n ON n.id = p.unit_id",
        "by the internal id that the read before it found in the client",
    ),
    ("FROM profile p JOIN unit n ON n.id=p.unit_id", "by the internal id that the read before it found in the client"),
    ("FROM unit n WHERE n.parent_id = $1", "by the internal id that the read before it found in the client"),
    ("FROM session", "by the internal id of the user whose it is, as the session says"),
    ("UPDATE session", "by the internal id that the read before it found"),
    ("FROM profile p WHERE p.user_id = $1", "by the internal id that the read before it found in the client"),
    (
        "count(*) FROM credential k WHERE k.owner_id = $1",
        "by the internal id that the read before it found in the client",
    ),
    ("SELECT k.id, k.secret FROM credential k WHERE k.id > $1", "all that a master key has sealed"),
    ("UPDATE signing_key", "keys belong to the installation"),
    ("UPDATE credential SET secret = $1 WHERE id = $2 AND secret = $3", "by key, and what was read there"),
];

#[test]
fn every_statement_names_the_client() {
    for sql in texts() {
        let excused = WITHOUT_CLIENT.iter().any(|(part, _)| sql.contains(part));
        assert!(sql.contains("client") || excused, "{sql}");
    }
}
