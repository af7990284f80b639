//! Changes and reads of many at once, which may share a statement.

use sigill_testing::{Database, on_both};
use uuid::Uuid;

use super::*;

shared! {
    struct RevisionQuery { user: String }
    "SELECT u.ext_id, o.rev FROM users u JOIN owner o ON o.id = u.id WHERE u.ext_id = {user}"
}

const OWNERS: u128 = 80;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x1_0000 + n)
}

/// A store with a client and owners, whose revisions are 0.
async fn filled(database: &Database) -> Store {
    let store = Store::open(&Options::new(database.url())).await.unwrap();
    let uuid = |n: u128| match database.kind() {
        sigill_testing::Kind::Postgres => format!("'{}'", Uuid::from_u128(n)),
        sigill_testing::Kind::Sqlite => format!("x'{}'", Uuid::from_u128(n).simple()),
    };
    let no = if database.kind() == sigill_testing::Kind::Postgres { "FALSE" } else { "0" };
    let mut script = vec![format!(
        "INSERT INTO client (id, ext_id, name, display_name, state, rev, version, created, modified) \
             VALUES ({}, 'c', 'c', '{{}}', 'active', 0, 1, 0, 0)",
        uuid(1)
    )];
    for n in 0..OWNERS {
        let (user, client) = (uuid(0x1_0000 + n), uuid(1));
        script.push(format!(
            "INSERT INTO users (id, client_id, ext_id, login_id, state, is_technical, person, name_key, given_key, \
             email_key, version, created, modified) VALUES ({user}, {client}, 'u{n}', 'u{n}', 'active', {no}, '{{}}', \
             '', '', '', 1, 0, 0)"
        ));
        script.push(format!("INSERT INTO owner VALUES ({user}, {client}, 0, 0, NULL, 0, NULL)"));
    }
    database.execute(&script.join("; ")).await;
    store
}

/// A credential for an owner whose revision is said to be `rev`.
fn issue(n: u128, rev: i64, ext_id: &str) -> Vec<Step> {
    let credential = Step::Insert {
        table: "credential",
        columns: vec![
            ("id", Uuid::from_u128(0x2_0000 + n).into()),
            ("client_id", Uuid::from_u128(1).into()),
            ("owner_id", id(n).into()),
            ("kind", 16.into()),
            ("is_single", true.into()),
            ("ext_id", ext_id.into()),
            ("state", "active".into()),
            ("reason", None::<String>.into()),
            ("valid_from", 0.into()),
            ("success_count", 0.into()),
            ("failure_count", 0.into()),
            ("version", 1.into()),
            ("created", 0.into()),
            ("modified", 0.into()),
            ("detail", format!("{{\"n\":{n}}}").into()),
        ],
    };
    vec![Step::Bump { table: "owner", id: id(n), rev }, credential]
}

async fn all_at_once(store: &Store, changes: Vec<Vec<Step>>) -> Vec<Result<(), CommitError>> {
    let apply = |steps| {
        let store = store.clone();
        tokio::spawn(async move { store.apply(steps).await })
    };
    let tasks: Vec<_> = changes.into_iter().map(apply).collect();
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(task.await.unwrap());
    }
    outcomes
}

on_both! {
    async fn of_many_changes_at_once_each_that_may_be_is_applied_and_each_other_has_moved(database: Database) {
        let store = filled(&database).await;
        // Every third believes in a revision that isn't there.
        let changes = (0..OWNERS).map(|n| issue(n, i64::from(n % 3 == 0), &format!("k{n}"))).collect();
        for (n, outcome) in (0..).zip(all_at_once(&store, changes).await) {
            assert_eq!(outcome.is_ok(), n % 3 != 0, "{n}: {outcome:?}");
            assert!(n % 3 != 0 || matches!(outcome, Err(CommitError::Moved)), "{n}: {outcome:?}");
        }
        let wrong = "SELECT count(*) FROM owner o LEFT JOIN credential k ON k.owner_id = o.id \
            WHERE o.rev <> CASE WHEN k.id IS NULL THEN 0 ELSE 1 END";
        assert_eq!(database.query(wrong).await.as_deref(), Some("0"));
        let count = OWNERS - OWNERS.div_ceil(3);
        assert_eq!(database.query("SELECT count(*) FROM credential").await, Some(count.to_string()));
    }

    async fn who_decided_by_rules_that_have_changed_has_moved_and_no_other(database: Database) {
        let store = filled(&database).await;
        let changes = (0..OWNERS).map(|n| {
            let mut steps = issue(n, 0, &format!("k{n}"));
            steps.insert(1, Step::Rules { client_id: Uuid::from_u128(1), rev: i64::from(n % 4 == 0) });
            steps
        });
        for (n, outcome) in (0..).zip(all_at_once(&store, changes.collect()).await) {
            assert_eq!(outcome.is_ok(), n % 4 != 0, "{n}: {outcome:?}");
            assert!(n % 4 != 0 || matches!(outcome, Err(CommitError::Moved)), "{n}: {outcome:?}");
        }
        assert_eq!(database.query("SELECT sum(rev) FROM owner").await, Some((OWNERS - OWNERS.div_ceil(4)).to_string()));
    }

    async fn one_that_is_impossible_takes_no_other_with_it(database: Database) {
        let store = filled(&database).await;
        // Two want one external id, and one refers to nothing: a shared statement with them fails.
        let mut changes: Vec<_> = (0..OWNERS).map(|n| issue(n, 0, &format!("k{}", if n == 41 { 40 } else { n }))).collect();
        if let Step::Insert { columns, .. } = &mut changes[60][1] {
            columns[2].1 = Uuid::from_u128(7).into();
        }
        let failed: Vec<usize> = all_at_once(&store, changes)
            .await
            .iter()
            .enumerate()
            .filter(|(_, outcome)| outcome.is_err())
            .map(|(n, _)| n)
            .collect();
        assert!(failed == [40, 60] || failed == [41, 60], "{failed:?}");
        assert_eq!(database.query("SELECT count(*) FROM credential").await, Some((OWNERS - 2).to_string()));
        assert_eq!(database.query("SELECT sum(rev) FROM owner").await, Some((OWNERS - 2).to_string()));
    }

    async fn of_many_changes_of_one_owner_at_once_one_is_applied(database: Database) {
        let store = filled(&database).await;
        let changes = (0..40).map(|n| {
            let mut steps = issue(0, 0, &format!("k{n}"));
            if let Step::Insert { columns, .. } = &mut steps[1] {
                columns[0].1 = Uuid::from_u128(0x3_0000 + n).into();
                // Of these, one may have many: the revision alone is in the way.
                columns[3].1 = 15.into();
                columns[4].1 = false.into();
            }
            steps
        });
        let outcomes = all_at_once(&store, changes.collect()).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        assert_eq!(database.query("SELECT count(*) FROM credential").await.as_deref(), Some("1"));
    }

    async fn of_many_reads_at_once_each_finds_its_own(database: Database) {
        let store = filled(&database).await;
        let asked: Vec<String> = (0..OWNERS + 20).flat_map(|n| [format!("u{n}"), format!("u{}", n / 2)]).collect();
        let mut tasks = Vec::new();
        for ext_id in asked.clone() {
            let store = store.clone();
            tasks.push(tokio::spawn(async move {
                store.rows_shared(RevisionQuery { user: ext_id }, |cells| Ok((cells.take::<String>()?, cells.take::<i64>()?))).await
            }));
        }
        for (task, ext_id) in tasks.into_iter().zip(asked) {
            let expected: Vec<_> = (ext_id[1..].parse::<u128>().unwrap() < OWNERS).then_some((ext_id, 0)).into_iter().collect();
            assert_eq!(task.await.unwrap().unwrap(), expected);
        }
    }
}
