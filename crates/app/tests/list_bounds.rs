//! What a list does where it would take in more users than one request may, on both engines.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use common::{caller, codes, permit};
use sigill_app::{App, Refusal, user};
use sigill_domain::list::{Listed, Parameters};
use sigill_domain::user::User;
use sigill_testing::{Database, Fixture, Kind, on_both};

/// More than the 20,000 that one request looks at.
const USERS: i64 = 20_500;

async fn users(app: &App, token: &str, pairs: &[(&str, &str)]) -> Result<Listed<User>, Refusal> {
    user::list(&permit(&caller(app, token).await), Parameters::new(pairs.iter().copied())).await
}

/// People called Anna Muster in `Bern`, of whom the last one lives in `Genf` and is called Beat.
async fn fill(database: &Database) {
    let (id, no, tab) = match database.kind() {
        Kind::Postgres => ("gen_random_uuid()", "FALSE", "chr(9)"),
        Kind::Sqlite => ("randomblob(16)", "0", "char(9)"),
    };
    let insert = |numbers: &str, first: &str, city: &str| {
        format!(
            "WITH RECURSIVE n(i) AS ({numbers}) \
             INSERT INTO users (id, client_id, ext_id, login_id, state, is_technical, person, name_key, given_key, \
             email_key, version, created, modified) \
             SELECT {id}, c.id, 'u' || (100000 + n.i), 'l' || (100000 + n.i), 'active', {no}, \
             '{{\"address\":{{\"city\":\"{city}\"}}}}', 'muster' || {tab} || '{first}', '{first}' || {tab} || 'muster', '', \
             1, 1800000000000000 + n.i * 5000, 1800000000000000 FROM n, client c WHERE c.ext_id = 'api'"
        )
    };
    let numbers = format!("SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {USERS}");
    database.execute(&insert(&numbers, "anna", "Bern")).await;
    database.execute(&insert(&format!("SELECT {}", USERS + 1), "beat", "Genf")).await;
    database.execute("ANALYZE").await;
}

on_both! {
    async fn beyond_the_bound_pages_end_early_or_the_question_is_refused(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        fill(&fixture.database).await;
        let total = |listed: Listed<User>| listed.total;

        // A filter without an index: a page may be empty and still go on, until all has been looked at.
        let first = users(app, &token, &[("address.city", "Genf")]).await.unwrap();
        assert!(first.items.is_empty());
        let next = first.next.unwrap();
        let second = users(app, &token, &[("address.city", "Genf"), ("continuationToken", &next)]).await.unwrap();
        assert_eq!((second.items.len(), &second.next), (1, &None));
        let with_total = [("address.city", "Genf"), ("returnTotalResultCount", "true"), ("limit", "1")];
        assert_eq!(total(users(app, &token, &with_total).await.unwrap()), Some(1));
        // An offset would have to skip what hasn't been looked at.
        let skipping = users(app, &token, &[("address.city", "Genf"), ("offset", "1")]).await.unwrap_err();
        assert_eq!(codes(&skipping), ["errors.invalidData"]);

        // An order without an index: refused, unless a filter with one leaves few.
        let refused = users(app, &token, &[("sortBy", "address.city")]).await.unwrap_err();
        assert_eq!(codes(&refused), ["errors.invalidData"]);
        let few = users(app, &token, &[("sortBy", "address.city"), ("name.firstName", "BEAT")]).await.unwrap();
        assert_eq!(few.items.len(), 1);
        let none = users(app, &token, &[("sortBy", "address.city"), ("name.familyName", "muster")]).await.unwrap_err();
        assert_eq!(codes(&none), ["errors.invalidData"]);

        // A name that too many have: the order is walked, and the name tried.
        let many = [("name.familyName", "muster"), ("limit", "2")];
        let page = users(app, &token, &many).await.unwrap();
        let ids: Vec<_> = page.items.iter().map(|user| user.ext_id.as_str()).collect();
        assert_eq!(ids, ["u100001", "u100002"]);
        let one = users(app, &token, &[("name.familyName", "muster"), ("name.firstName", "beat")]).await.unwrap();
        assert_eq!((one.items.len(), one.next), (1, None));

        // A deep page, by token and by offset.
        let deep = format!("{}_u119999", 1_800_000_000_000_i64 + 19_999 * 5);
        let page = users(app, &token, &[("continuationToken", &deep), ("limit", "1")]).await.unwrap();
        assert_eq!(page.items[0].ext_id.as_str(), "u120000");
        let by_name = [("continuationToken", deep.as_str()), ("limit", "1"), ("sortBy", "name.familyName")];
        assert_eq!(users(app, &token, &by_name).await.unwrap().items[0].ext_id.as_str(), "u120000");
        let skipped = users(app, &token, &[("offset", "10000"), ("limit", "1")]).await.unwrap();
        assert_eq!(skipped.items[0].ext_id.as_str(), "u110000");
        let all = users(app, &token, &[("returnTotalResultCount", "true"), ("limit", "1")]).await.unwrap();
        assert_eq!(all.total, Some(USERS + 2));
    }
}
