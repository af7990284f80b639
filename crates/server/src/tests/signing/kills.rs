//! Nodes and providers that die at any moment. Nothing hangs, and nothing is counted twice or lost.
//!
//! `SIGILL_KILLS=200 cargo xtask postgres -- cargo nextest run -p sigill-server kills` for more of them.

use sigill_app::Entropy as _;
use sigill_mssp::{Act, Script, SignatureVariant};
use sigill_testing::SeededEntropy;
use tokio::runtime::{Builder, Runtime};

use super::*;

const KILLS: u64 = 20;
/// Each is asked once in so many rounds, so that nobody is asked too often.
const PEOPLE: u64 = 16;
/// Longer than a lease.
const SILENCE_MS: i64 = 16_000;

/// A node with a runtime of its own: when that goes, all that it was doing stops in the middle, connections and all.
struct Node {
    runtime: Option<Runtime>,
    router: Router,
    desk: Desk,
}

impl Node {
    async fn start(here: &Signing) -> Self {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let (url, world) = (here.site.fixture.database.url().to_owned(), here.site.fixture.app.world.clone());
        let provider = provider(&here.simulator, &here.url(), Binding::Rest, POLL_MS);
        let starting = runtime.spawn(async move {
            let mut app = Fixture::open(&url, &world).await;
            app.desk = desk(&app, provider);
            (router(app.clone(), Limits::default()), app.desk)
        });
        let (router, desk) = starting.await.unwrap();
        Self { runtime: Some(runtime), router, desk }
    }

    fn runtime(&self) -> &Runtime {
        self.runtime.as_ref().unwrap()
    }

    /// Where the signature will be seen; `None` where it isn't asked for.
    async fn ask(&self, user: &str, root: &str) -> Option<String> {
        let router = self.router.clone();
        let sent = request(Method::POST, &signatures(user), &json_by(root), Body::from(r#"{"text":"Bank: pay?"}"#));
        let asked = self.runtime().spawn(async move { router.oneshot(sent).await.unwrap() }).await.ok()?;
        asked.headers().get("location").map(|location| location.to_str().unwrap().to_owned())
    }

    /// Goes on with what others have left.
    async fn sweep(&self) -> usize {
        let desk = self.desk.clone();
        self.runtime().spawn(async move { desk.sweep().await.unwrap() }).await.unwrap()
    }

    fn kill(mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// What the n-th person does, and what must come of it.
fn does(person: u64) -> (Script, &'static str) {
    match person % 4 {
        0 => (Script::of(Act::Cancel), "cancelled"),
        1 => (Script { signature: SignatureVariant::AlteredContent, ..Script::of(Act::Approve) }, "invalid-signature"),
        _ => (Script::of(Act::Approve), "approved"),
    }
}

/// People whom no failure locks out.
async fn make_people(here: &Signing, root: &str) {
    let policy = r#"{"name":"never","policyType":"MobileSignaturePolicy","defaultPolicy":true,"parameters":{"maxCredFailureCount":"-1","tmpLockingThreshold":"-1"}}"#;
    let made = here.site.post(&format!("{API}/api/policies"), &json_by(root), policy).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    for n in 0..PEOPLE {
        here.person(&format!("u{n}"), &format!("+417930000{n:02}")).await;
    }
}

/// Everything that was asked for is settled once, and counted as it ended.
async fn assert_each_counts_once(database: &Database) {
    let count = async |sql: &str| database.query(sql).await.unwrap();
    let asked = count("SELECT count(*) FROM signature").await;
    assert_eq!(count("SELECT count(*) FROM event WHERE kind = 'SIGNATURE_REQUEST'").await, asked);
    assert_eq!(count("SELECT count(*) FROM event WHERE kind = 'SIGNATURE_SETTLE'").await, asked, "settled once each");
    let approved = count("SELECT count(*) FROM signature WHERE outcome = 'approved'").await;
    let counted = count("SELECT coalesce(sum(success_count), 0) FROM credential WHERE kind = 16").await;
    assert_eq!(counted, approved, "an approval counts once");
    // Who always forges never succeeds, so that each failure is still there.
    let invalid = count("SELECT count(*) FROM signature WHERE outcome = 'invalid-signature'").await;
    let failures = count("SELECT coalesce(sum(failure_count), 0) FROM credential WHERE kind = 16").await;
    assert_eq!(failures, invalid, "a failure counts once");
    let others =
        count("SELECT count(*) FROM signature WHERE outcome NOT IN ('approved', 'invalid-signature', 'cancelled')")
            .await;
    println!("{asked} asked, {approved} approved, {invalid} invalid, {others} ended by the kills");
}

on_both! {
    async fn random_kills_leave_nothing_open_and_nothing_counted_twice(database: Database) {
        let kills = std::env::var("SIGILL_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
        let seed = std::env::var("SIGILL_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(7);
        let dice = SeededEntropy::new(seed);
        let roll = |below: u64| {
            let mut octets = [0; 8];
            dice.fill(&mut octets);
            u64::from_be_bytes(octets) % below
        };
        let numbers = (0..PEOPLE).map(|n| Number::scripted(&format!("417930000{n:02}"), does(n).0)).collect();
        let mut here = Signing::new(database, Binding::Rest, numbers).await;
        let root = here.site.root().await;
        make_people(&here, &root).await;

        let mut node = Node::start(&here).await;
        let mut killed_nodes = 0;
        for round in 0..kills {
            let (person, clock) = (round % PEOPLE, here.site.fixture.clock.clone());
            let user = format!("u{person}");
            let mut at = None;
            if roll(4) == 0 {
                // Killed while it is being asked: nobody knows how far it came.
                let (router, root) = (node.router.clone(), root.clone());
                let sent = request(Method::POST, &signatures(&user), &json_by(&root), Body::from(r#"{"text":"Bank: pay?"}"#));
                node.runtime().spawn(router.oneshot(sent));
            } else {
                at = node.ask(&user, &root).await;
            }
            // Reads are the clock by which the moment is chosen.
            let mut state = Value::Null;
            for _ in 0..roll(12) {
                let path = at.clone().unwrap_or_else(|| signatures(&user));
                state = here.site.get(&path, &json_by(&root)).await.json()["state"].clone();
            }
            match roll(3) {
                0 => {
                    // The provider forgets what it was doing.
                    here.restart_provider(true).await;
                }
                1 => {
                    // It is only away for a moment.
                    here.restart_provider(false).await;
                }
                _ => {
                    node.kill();
                    killed_nodes += 1;
                    clock.advance_ms(SILENCE_MS);
                    node = Node::start(&here).await;
                    node.sweep().await;
                    // The provider had taken it, and lives: what the person said isn't lost.
                    if let (Some(at), true) = (&at, state == "pending") {
                        assert_eq!(here.settled(at).await["outcome"], does(person).1, "round {round}, seed {seed}");
                    }
                }
            }
            clock.advance_ms(SILENCE_MS);
            node.sweep().await;
        }
        // Past every limit, and past what providers may be late.
        here.site.fixture.clock.advance_ms(100_000);
        let database = &here.site.fixture.database;
        let count = async |sql: &str| database.query(sql).await.unwrap();
        while count("SELECT count(*) FROM signature WHERE state <> 'settled'").await != "0" {
            node.sweep().await;
        }

        println!("{kills} kills, {killed_nodes} of nodes");
        assert_each_counts_once(database).await;
    }
}
