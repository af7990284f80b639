//! Reading ahead: what the database looks at, and who gets what was found.

use std::time::{Duration, Instant};

use sigill_domain::credential::CredentialType;
use sigill_domain::right::Elementary;
use sigill_domain::role::RoleTable;
use sigill_testing::{Database, Kind};
use uuid::Uuid;

use super::*;
use crate::ahead::{Ahead, First, Foreseen};
use crate::caller::HolderQuery;
use crate::credential::any::{HeldQuery, ShownQuery};
use crate::engine::plans::filled;
use crate::permit::Subject;
use crate::value::Cells;

/// Of the client `c3`, and root of the client `c5` only.
const CALLING: Uuid = Uuid::from_u128(30_017);

async fn with_a_caller(database: &Database) -> Store {
    let store = filled(database).await;
    let id = |n: u32| format!("CAST(lpad(to_hex({n}), 32, '0') AS UUID)");
    let (client, user, room) = (id(3), id(30_017), id(5));
    let unit = "INSERT INTO unit (id, client_id, ext_id, path, hierarchical_name, name, state, display_name, abbreviation, \
        is_profileless, is_default, version, created, modified)";
    let profile = "INSERT INTO profile (id, client_id, user_id, unit_id, ext_id, name, state, is_default, version, created, modified)";
    let authz =
        "INSERT INTO authz (id, client_id, profile_id, ext_id, role, is_client_global, version, created, modified)";
    database
        .execute(&format!(
            "{unit} VALUES ({client}, {client}, 'd', '/d/', '/d', 'd', 'active', '{{}}', '{{}}', FALSE, TRUE, 1, 1, 1); \
             {profile} VALUES ({user}, {client}, {user}, {client}, 'p', 'p', 'active', TRUE, 1, 1, 1); \
             {authz} VALUES ({user}, {client}, {user}, 'a', 'nevisIdm.Root', FALSE, 1, 1, 1); \
             INSERT INTO authz_client (id, authz_id, client_id) VALUES ({user}, {user}, {room})"
        ))
        .await;
    store
}

fn foreseen(client: &'static str, right: Elementary) -> (SharedRead, SharedRead) {
    let caller = HolderQuery { credential: CALLING, user: CALLING };
    let subject = Subject::Holder { user_id: CALLING, credential_id: CALLING, version: None };
    let foreseen = Foreseen {
        what: First::Credential,
        right,
        of: Some(CredentialType::MOBILE_SIGNATURE),
        client,
        user: "u5-17",
        credential: None,
    };
    foreseen.beside(caller.into(), &subject, &RoleTable::standard())
}

/// Whether the database looks at the user that the caller asks for, and at its units.
async fn is_looked_at(store: &Store, text: &str, values: &[Value]) -> (bool, bool) {
    let explain = Text(format!("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) {text}").into());
    let plan = store.rows(explain, values.to_vec(), |cells| cells.take::<String>()).await.unwrap();
    let users: Vec<&String> = plan.iter().filter(|line| line.contains(" on users ")).collect();
    // The caller, whom they ask for, and the same for its units.
    let is_executed: Vec<bool> = users.iter().map(|line| !line.contains("never executed")).collect();
    match is_executed.as_slice() {
        [true, asked, units] => (*asked, *units),
        _ => panic!("{plan:#?}"),
    }
}

#[tokio::test]
async fn nothing_is_looked_at_that_the_caller_has_no_right_to() {
    let database = Database::new(Kind::Postgres).await;
    let store = with_a_caller(&database).await;
    for (client, right, expected) in [
        ("c5", Elementary::CredentialView, true),
        ("c4", Elementary::CredentialView, false),
        // No role but Root has the one, and nobody's role the other.
        ("c5", Elementary::ClientCreate, true),
        ("c5", Elementary::SelfAdmin, false),
    ] {
        let (SharedRead { texts, values }, _) = foreseen(client, right);
        let expected = (expected, false);
        assert_eq!(is_looked_at(&store, texts.one.0, &values).await, expected, "{client}: {right:?}");
        // The same in the query of several, of which this is one.
        let mut text = texts.several.0.to_owned();
        let (of_caller, of_own) = values.split_at(texts.of_caller.unwrap());
        let number = [Value::from(0)];
        let values = [&number, of_caller, &number, &number, of_own].concat();
        for (place, value) in (1..).zip(&values) {
            let kind = value.postgres_type();
            text = text.replace(&format!("${place}::{kind}[]"), &format!("ARRAY[${place}::{kind}]"));
        }
        assert_eq!(is_looked_at(&store, &text, &values).await, expected, "shared, {client}: {right:?}");
    }
    // Units are looked at for who is held to some, and there only.
    database.execute("UPDATE authz SET held_to = 'u'").await;
    for (client, expected) in [("c5", true), ("c4", false)] {
        let (SharedRead { texts, values }, _) = foreseen(client, Elementary::CredentialView);
        assert_eq!(is_looked_at(&store, texts.one.0, &values).await, (expected, expected), "{client}");
    }
    database.execute("UPDATE users SET state = 'disabled' WHERE ext_id = 'u3-17'").await;
    let (SharedRead { texts, values }, _) = foreseen("c5", Elementary::CredentialView);
    assert_eq!(is_looked_at(&store, texts.one.0, &values).await, (false, false));
}

#[tokio::test]
async fn only_who_asks_for_just_this_and_soon_gets_what_was_read() {
    let database = Database::new(Kind::Postgres).await;
    let store = with_a_caller(&database).await;
    let name = |cells: &mut Cells<'_>| {
        cells.skip(4);
        cells.take::<String>()
    };
    let own = || foreseen("c5", Elementary::CredentialView).1;
    let of = |user: &str| ShownQuery {
        user: user.to_owned(),
        kind: 16,
        is_named: false,
        ext_id: String::new(),
        client: "c5".to_owned(),
    };
    let of_another_kind = HeldQuery {
        user: "u5-17".to_owned(),
        kind: 16,
        is_named: false,
        ext_id: String::new(),
        policy: None,
        policy_kind: "c5".to_owned(),
        client: "c5".to_owned(),
    };
    for (asked, age, expected) in [
        (own(), Duration::ZERO, Some("u5-17")),
        (of("u5-17").into(), Duration::ZERO, Some("u5-17")),
        (of("u5-18").into(), Duration::ZERO, None),
        (SharedRead { values: own().values, ..of_another_kind.into() }, Duration::ZERO, None),
        (own(), Duration::from_secs(1), None),
    ] {
        let (beside, own) = foreseen("c5", Elementary::CredentialView);
        let rows = store.unread(beside).await.unwrap().unwrap();
        let at = Instant::now().checked_sub(age).unwrap();
        let answer = Ahead::new(own, (rows, 0), None, at).answer(&asked, name);
        assert_eq!(answer.map(|answer| answer.unwrap().0).as_deref(), expected);
    }
}
