//! A database that is filled for measurements.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use sigill_app::seed::{Seed, fill, sizes};
mod common;

use common::mobile_signature;
use sigill_app::{Options, Store, World};
use sigill_domain::caller::ClientRoom;
use sigill_domain::right::CredentialView;
use sigill_domain::role::Role;
use sigill_testing::{Database, Fixture, Kind, on_both};

const WANTED: Seed = Seed { clients: 3, users: 40, free_users: 5, units: 4, logins: 2, seed: 7 };

/// What a schema is made of: everything that is left out while rows are loaded.
fn schema(kind: Kind) -> &'static str {
    match kind {
        // With what it tells the planner.
        Kind::Sqlite => {
            "SELECT group_concat(line, ';') FROM (SELECT sql AS line FROM (SELECT sql FROM sqlite_schema ORDER BY name) \
             UNION ALL SELECT line FROM (SELECT tbl || idx || stat AS line FROM sqlite_stat1 ORDER BY 1))"
        }
        Kind::Postgres => {
            "SELECT string_agg(line, ';' ORDER BY line) FROM (\
             SELECT indexdef AS line FROM pg_indexes WHERE schemaname = current_schema() \
             UNION ALL SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint \
             WHERE connamespace = current_schema()::regnamespace) AS lines"
        }
    }
}

on_both! {
    async fn users_of_a_filled_database_are_as_the_api_makes_them(database: Database) {
        let fixture = Fixture::new(database).await;
        let before = fixture.database.query(schema(fixture.database.kind())).await;
        let filled = fill(&fixture.app.store, &fixture.app.world, &WANTED, |_| {}).await.unwrap();
        assert_eq!((filled.users, filled.credentials, filled.events), (45, 40, 45 + 40 + 80));
        assert_eq!(fixture.database.query(schema(fixture.database.kind())).await, before);

        let token = fixture.token("root", Role::Root, ClientRoom::Global).await;
        let caller = fixture.caller(&token).await;
        let permit = caller.granted::<CredentialView>().unwrap().in_client("bench-1").unwrap();
        let credential = mobile_signature::get(&permit, "u3").await.unwrap();
        assert_eq!(credential.detail.msisdn.as_str(), "+41760000003");
        assert!(mobile_signature::get(&permit, "f2").await.is_err());
        let sizes = sizes(&fixture.app.store, &fixture.app.world).await.unwrap();
        assert!(sizes.iter().any(|size| size.table == "credential" && size.bytes > 0), "{sizes:?}");
    }

    async fn the_same_wish_makes_the_same_rows_whether_there_are_others_or_not(database: Database) {
        let mut seen = Vec::new();
        for seed in [7, 7, 8] {
            let other = Database::new(database.kind()).await;
            let store = Store::open(&Options::new(other.url())).await.unwrap();
            fill(&store, &World::real(), &Seed { seed, ..WANTED }, |_| {}).await.unwrap();
            let sql = "SELECT min(id) || max(id) || min(person) || max(person) FROM users";
            let sql = if other.kind() == Kind::Postgres { sql.replace("(id)", "(id::text)") } else { sql.replace("(id)", "(hex(id))") };
            seen.push(other.query(&sql).await);
        }
        assert_eq!(seen[0], seen[1]);
        assert_ne!(seen[0], seen[2]);
    }

    async fn a_second_load_that_fails_leaves_the_first_as_it_was(database: Database) {
        let store = Store::open(&Options::new(database.url())).await.unwrap();
        let world = World::real();
        fill(&store, &world, &WANTED, |_| {}).await.unwrap();
        // The same clients again.
        assert!(fill(&store, &world, &WANTED, |_| {}).await.is_err());
        assert_eq!(database.query("SELECT count(*) FROM users").await.as_deref(), Some("45"));
        store.ping().await.unwrap();
    }
}
