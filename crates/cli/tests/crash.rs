//! The built binary, killed under load again and again: what it acknowledged is there with its event, and nothing
//! is there by halves.
//!
//! `SIGILL_KILLS` says how often it is killed on each database, by default 50.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sigill_testing::{Database, Kind};
use support::{Running, command};
use tempfile::tempdir;
use tokio::sync::{Notify, watch};

const BASE: &str = "/nevisidm/api/core/v1/api/users";
const WRITERS: u64 = 8;
/// What a start is allowed on the busiest machine. How long it really takes is printed.
const START_MAX: Duration = Duration::from_secs(30);

/// What the server has acknowledged: the kind of the event by the id of the request.
#[derive(Default)]
struct Journal {
    acknowledged: Mutex<BTreeMap<String, &'static str>>,
    count: AtomicU64,
    moved: Notify,
}

impl Journal {
    fn note(&self, request_id: String, kind: &'static str) {
        self.acknowledged.lock().unwrap().insert(request_id, kind);
        self.count.fetch_add(1, Ordering::SeqCst);
        self.moved.notify_one();
    }

    /// Waits until `n` more have been acknowledged.
    async fn grown_by(&self, n: u64) {
        let until = self.count.load(Ordering::SeqCst) + n;
        while self.count.load(Ordering::SeqCst) < until {
            self.moved.notified().await;
        }
    }
}

/// Goes on with one user after the other, against whichever server is up, until `url` is closed.
async fn write(n: u64, mut url: watch::Receiver<Option<String>>, token: Arc<String>, journal: Arc<Journal>) {
    for user in 0_u64.. {
        let Ok(Some(base)) = url.wait_for(Option::is_some).await.map(|url| url.clone()) else { return };
        // Fails where the server is killed meanwhile: what happened to that call, nobody knows.
        let _ = one_user(&format!("{base}{BASE}"), &format!("w{n}-{user}"), &token, &journal).await;
    }
}

/// Everything that can be done with a user and a mobile signature.
async fn one_user(users: &str, user: &str, token: &str, journal: &Journal) -> reqwest::Result<()> {
    use reqwest::Method;
    let http = reqwest::Client::new();
    let new = json!({ "extId": user, "isTechnicalUser": true });
    let signature = json!({
        "extId": format!("s-{user}"), "identificator": "i", "msspIdentifier": "http://mssp.example", "msisdn": "+41791234567",
    });
    let (at, login) = (format!("{users}/{user}/mobile-signature"), format!("{users}/{user}/login-info"));
    let success = json!({ "success": true, "credentialExtId": format!("s-{user}") });
    let calls = [
        (Method::POST, users, Some(&new), "USER_CREATE"),
        (Method::POST, &at, Some(&signature), "CREDENTIAL_CREATE"),
        (Method::PATCH, &at, Some(&json!({ "identificator": "j" })), "CREDENTIAL_MODIFY"),
        (Method::POST, &login, Some(&success), "LOGIN_SUCCESS"),
        (Method::DELETE, &at, None, "CREDENTIAL_DELETE"),
    ];
    let last = if user.ends_with(['0', '5']) { 5 } else { 4 };
    for (method, url, body, kind) in calls.into_iter().take(last) {
        let request_id = format!("{user}-{kind}");
        let mut request = http.request(method, url).bearer_auth(token).header("X-Request-Id", &request_id);
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await?;
        let status = answer.status().as_u16();
        let body = answer.text().await?;
        // A server that has just started on a busy machine may not get to it: what became of the call, nobody knows.
        if status == 503 {
            return Ok(());
        }
        assert!([200, 201, 204].contains(&status), "{request_id}: {status} {body}");
        journal.note(request_id, kind);
    }
    Ok(())
}

async fn crash_on(kind: Kind) {
    let kills: u32 = std::env::var("SIGILL_KILLS").map_or(50, |kills| kills.parse().expect("SIGILL_KILLS: a number"));
    let database = Database::new(kind).await;
    let folder = tempdir().unwrap();
    let variables = [("SIGILL_DATABASE_URL", database.url()), ("SIGILL_PUBLIC_URL", "http://sigill.test")];
    let arguments =
        "admin technical-user --client api --create-client API --user root --role nevisIdm.Root --global --output json";
    let mut admin = command(folder.path(), &arguments.split(' ').collect::<Vec<_>>());
    let made = support::Ended::from(admin.envs(variables).output().unwrap());
    let made: Value = serde_json::from_str(&made.stdout).unwrap_or_else(|_| panic!("{made:?}"));

    let (url, seen) = watch::channel(None);
    let journal = Arc::new(Journal::default());
    let (mut token, mut writers, mut starts) = (None, Vec::new(), Vec::new());
    for round in 0..kills {
        let since = Instant::now();
        let (running, base) = tokio::task::block_in_place(|| Running::serve(folder.path(), &variables));
        assert_eq!(reqwest::get(format!("{base}/readyz")).await.unwrap().status().as_u16(), 200);
        starts.push(since.elapsed());
        if token.is_none() {
            let secret = made["client_secret"].as_str().unwrap();
            let issued = tokio::task::block_in_place(|| support::token(&base, "api/root", secret).unwrap());
            let issued = Arc::new(issued);
            let write = |n| tokio::spawn(write(n, seen.clone(), Arc::clone(&issued), Arc::clone(&journal)));
            writers = (0..WRITERS).map(write).collect();
            token = Some(issued);
        }
        url.send_replace(Some(base));
        // Each time at another moment of the work, in whose midst it is.
        journal.grown_by(u64::from(3 + round * 7 % 40)).await;
        url.send_replace(None);
        drop(running);
    }
    drop(url);
    for writer in writers {
        writer.await.unwrap();
    }
    // Once more, for what a start mends.
    drop(tokio::task::block_in_place(|| Running::serve(folder.path(), &variables)));

    let acknowledged = journal.acknowledged.lock().unwrap().clone();
    let kept = check(&database, &acknowledged).await;
    starts.sort();
    println!(
        "{kind:?}: killed {kills} times; {} writes acknowledged, {kept} kept; ready after {:?} at the median, {:?} at most",
        acknowledged.len(),
        starts[starts.len() / 2],
        starts[starts.len() - 1],
    );
    assert!(acknowledged.len() as u64 >= u64::from(kills) * 3, "there was load");
    assert!(starts.iter().all(|start| *start < START_MAX), "{starts:?}");
}

/// Compares what was acknowledged with what is there, and what is there with itself; how many writes there are.
async fn check(database: &Database, acknowledged: &BTreeMap<String, &'static str>) -> usize {
    let events = list(database, "SELECT request_id || ' ' || kind FROM event WHERE request_id LIKE 'w%'").await;
    let count = events.len();
    let events: BTreeSet<String> = events.into_iter().collect();
    assert_eq!(events.len(), count, "no write has two events");
    for (request_id, kind) in acknowledged {
        assert!(
            events.contains(&format!("{request_id} {kind}")),
            "{request_id} was acknowledged, and its event is lost"
        );
    }
    let of = |kind: &str| -> BTreeSet<String> {
        let end = format!("-{kind} {kind}");
        events.iter().filter_map(|event| event.strip_suffix(&end)).map(str::to_owned).collect()
    };
    // What the events say must be there, and nothing else may.
    let there = |rows: Vec<String>| rows.into_iter().collect::<BTreeSet<_>>();
    let users = there(list(database, "SELECT ext_id FROM users WHERE ext_id LIKE 'w%'").await);
    assert_eq!(users, of("USER_CREATE"));
    let (created, deleted) = (of("CREDENTIAL_CREATE"), of("CREDENTIAL_DELETE"));
    let signatures = there(list(database, "SELECT substr(ext_id, 3) FROM credential WHERE kind = 16").await);
    assert_eq!(signatures, &created - &deleted);
    let changed = "SELECT substr(ext_id, 3) FROM credential WHERE kind = 16 AND version = 2";
    assert_eq!(there(list(database, changed).await), &of("CREDENTIAL_MODIFY") - &deleted);
    let counted = "SELECT substr(ext_id, 3) FROM credential WHERE kind = 16 AND success_count = 1";
    assert_eq!(there(list(database, counted).await), &of("LOGIN_SUCCESS") - &deleted);
    let orphans =
        "SELECT ext_id FROM users WHERE id NOT IN (SELECT id FROM owner) OR id NOT IN (SELECT user_id FROM profile)";
    assert_eq!(list(database, orphans).await, Vec::<String>::new());
    if database.kind() == Kind::Sqlite {
        assert_eq!(list(database, "SELECT integrity_check FROM pragma_integrity_check").await, ["ok"]);
        assert_eq!(list(database, "SELECT \"table\" FROM pragma_foreign_key_check").await, Vec::<String>::new());
    }
    count
}

/// The one column of a query.
async fn list(database: &Database, sql: &str) -> Vec<String> {
    // The name of the column is given by a table of no rows before it, alike on both.
    let sql = format!("SELECT string_agg(x, ',') FROM (SELECT '' AS x WHERE 1 = 0 UNION ALL {sql}) AS found");
    let rows = database.query(&sql).await.unwrap_or_default();
    rows.split(',').filter(|row| !row.is_empty()).map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_before_a_kill_is_there_and_nothing_is_there_by_halves_on_sqlite() {
    crash_on(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_before_a_kill_is_there_and_nothing_is_there_by_halves_on_postgresql() {
    crash_on(Kind::Postgres).await;
}
