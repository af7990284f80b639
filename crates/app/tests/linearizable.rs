//! Sixteen callers do everything to a few credentials at once, through two nodes on one database.
//! What each of them saw must be explained by one order of their calls that a small model agrees to
//! (linearizability), per credential; the history must have one event for each change; and nobody
//! may hear that the server failed.
//!
//! `SIGILL_OPERATIONS` says how many calls there are, 20,000 unless set, which takes CI seconds and not minutes:
//! `SIGILL_OPERATIONS=1000000 cargo xtask test -- -p sigill-app --test linearizable`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use common::mobile_signature::{self, New, PatchMobileSignature, done};
use common::{caller, create_user, permit, wish};
use sigill_app::{App, Asked, Refusal, login};
use sigill_domain::credential::{Credential, MobileSignature, State};
use sigill_domain::patch::Patch;
use sigill_domain::version::Expected;
use sigill_testing::{Fixture, on_both};
use stateright::semantics::{ConsistencyTester, LinearizabilityTester, SequentialSpec};

const CALLERS: u64 = 16;
/// Few, so that callers meet; each round has fresh ones, so that histories stay short.
const CREDENTIALS: u64 = 8;
const CALLS_PER_ROUND: u64 = 4;

/// A call about one credential. The numbers make each call's value its own.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Call {
    Create(u64),
    Get,
    /// With the version that the caller names, or none.
    Patch(u64, Option<i64>),
    Delete,
    Succeed,
    Fail,
}

/// What the caller heard.
#[derive(Clone, Debug, PartialEq)]
enum Heard {
    Is(Seen),
    Counted(i64),
    Done,
    Exists,
    Stale,
    Locked,
    Nothing,
}

/// What a credential shows.
#[derive(Clone, Debug, PartialEq)]
struct Seen {
    version: i64,
    value: String,
    successes: i64,
    failures: i64,
    locked: bool,
}

/// With the defaults of the policy, the second failure in a row locks, here for as long as the clock stands still.
const FAILURES_MAX: i64 = 2;

/// The reference model: what a credential is, in thirty lines.
#[derive(Clone, Debug, Default, PartialEq)]
struct Model(Option<Seen>);

impl SequentialSpec for Model {
    type Op = Call;
    type Ret = Heard;

    fn invoke(&mut self, call: &Call) -> Heard {
        match (call, &mut self.0) {
            (Call::Create(_), Some(_)) => Heard::Exists,
            (Call::Create(n), empty) => {
                let new = Seen { version: 1, value: value(*n), successes: 0, failures: 0, locked: false };
                Heard::Is(empty.insert(new).clone())
            }
            (_, None) => Heard::Nothing,
            (Call::Get, Some(there)) => Heard::Is(there.clone()),
            (Call::Patch(_, Some(named)), Some(there)) if *named != there.version => Heard::Stale,
            (Call::Patch(n, _), Some(there)) => {
                there.version += 1;
                there.value = value(*n);
                Heard::Is(there.clone())
            }
            (Call::Delete, gone) => {
                *gone = None;
                Heard::Done
            }
            (Call::Succeed | Call::Fail, Some(Seen { locked: true, .. })) => Heard::Locked,
            (Call::Succeed, Some(there)) => {
                there.successes += 1;
                there.failures = 0;
                Heard::Counted(there.successes)
            }
            (Call::Fail, Some(there)) => {
                there.failures += 1;
                if there.failures >= FAILURES_MAX {
                    there.locked = true;
                    // A lock is a change of the credential, and a counted login is none.
                    there.version += 1;
                }
                Heard::Counted(there.failures)
            }
        }
    }
}

fn value(n: u64) -> String {
    format!("id-{n}")
}

fn seen(credential: &Credential<MobileSignature>) -> Heard {
    Heard::Is(Seen {
        version: credential.version,
        value: credential.detail.identificator.clone(),
        successes: credential.logins.success_count,
        failures: credential.logins.failure_count,
        locked: credential.state == State::TmpLocked,
    })
}

/// Makes the call. What isn't among the things that may be heard fails the test.
async fn make(app: &App, token: &str, user: &str, call: Call) -> Heard {
    let caller = caller(app, token).await;
    let outcome = match call {
        Call::Create(n) => {
            let ext_id = Some(format!("credential-of-{user}"));
            let new = New { identificator: Some(value(n)), ext_id, ..wish() };
            mobile_signature::create(app, &permit(&caller), user, &new, &Asked::default()).await.map(done)
        }
        Call::Get => mobile_signature::get(&permit(&caller), user).await,
        Call::Patch(n, version) => {
            let patch = PatchMobileSignature {
                identificator: Patch::Set(value(n)),
                expected: Expected { version, if_match: None },
                ..PatchMobileSignature::default()
            };
            mobile_signature::modify(app, &permit(&caller), user, &patch, &Asked::default()).await.map(done)
        }
        Call::Delete => {
            let deleted = mobile_signature::delete(&permit(&caller), user).await;
            return deleted.map_or_else(|refusal| refused(&refusal), |_| Heard::Done);
        }
        Call::Succeed | Call::Fail => {
            let ext_id = format!("credential-of-{user}");
            let report = login::Report { user, success: call == Call::Succeed, credential: Some(&ext_id), extra: &[] };
            let counted = login::report(&permit(&caller), &report).await;
            return counted.map_or_else(|refusal| refused(&refusal), |counted| Heard::Counted(counted.count));
        }
    };
    match outcome {
        Ok(credential) => seen(&credential),
        Err(refusal) => refused(&refusal),
    }
}

fn refused(refusal: &Refusal) -> Heard {
    match refusal {
        Refusal::Attempt(attempt) => refused(&attempt.why),
        Refusal::NoRecord(_) => Heard::Nothing,
        Refusal::Stale(..) => Heard::Stale,
        Refusal::Broken(breaches) => match breaches.iter().map(|breach| breach.code.as_str()).collect::<Vec<_>>()[..] {
            ["errors.mobileSignatureExists"] => Heard::Exists,
            // The external id is that of the very credential that is there already.
            ["errors.duplicateValue"] => Heard::Exists,
            ["errors.missingReferenceData"] => Heard::Nothing,
            // Of all these calls, only that of a login asks for more than there is.
            ["errors.invalidData"] => Heard::Locked,
            _ => panic!("{breaches:?}"),
        },
        other => panic!("{other:?}"),
    }
}

/// SplitMix64: the same calls in each run of the test.
fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The event that a call left, by what was heard.
fn event(call: Call, heard: &Heard) -> Option<&'static str> {
    match (call, heard) {
        (Call::Create(_), Heard::Is(_)) => Some("CREDENTIAL_CREATE"),
        (Call::Patch(..), Heard::Is(_)) => Some("CREDENTIAL_MODIFY"),
        (Call::Delete, Heard::Done) => Some("CREDENTIAL_DELETE"),
        (Call::Succeed, Heard::Counted(_)) => Some("LOGIN_SUCCESS"),
        (Call::Fail, Heard::Counted(_)) => Some("LOGIN_FAILURE"),
        _ => None,
    }
}

type Events = Arc<Mutex<BTreeMap<&'static str, i64>>>;
type History = Arc<Mutex<LinearizabilityTester<u64, Model>>>;

/// One caller's calls of one round.
async fn work(
    app: App,
    token: Arc<String>,
    users: Arc<Vec<String>>,
    histories: Vec<History>,
    events: Events,
    me: u64,
    seed: u64,
) {
    let mut state = seed;
    for n in 0..CALLS_PER_ROUND {
        let which = usize::try_from(random(&mut state) % CREDENTIALS).unwrap();
        let unique = me * CALLS_PER_ROUND + n;
        let call = match random(&mut state) % 12 {
            0..3 => Call::Create(unique),
            3..5 => Call::Get,
            5 => Call::Patch(unique, None),
            6 => Call::Patch(unique, Some(i64::try_from(random(&mut state) % 3).unwrap() + 1)),
            7 => Call::Delete,
            8..10 => Call::Succeed,
            _ => Call::Fail,
        };
        histories[which].lock().unwrap().on_invoke(me, call).unwrap();
        let heard = make(&app, &token, &users[which], call).await;
        if let Some(kind) = event(call, &heard) {
            *events.lock().unwrap().entry(kind).or_default() += 1;
        }
        histories[which].lock().unwrap().on_return(me, heard).unwrap();
    }
}

on_both! {
    async fn whatever_callers_do_at_once_one_order_of_their_calls_explains_it(database: Database) {
        let operations: u64 = std::env::var("SIGILL_OPERATIONS").map_or(20_000, |text| text.parse().unwrap());
        let fixture = Fixture::new(database).await;
        let token = Arc::new(fixture.root().await);
        let nodes = [fixture.app.clone(), Fixture::open(fixture.database.url(), &fixture.app.world).await];
        let events = Events::default();
        for round in 0..operations.div_ceil(CALLERS * CALLS_PER_ROUND) {
            let users: Arc<Vec<String>> = Arc::new((0..CREDENTIALS).map(|n| format!("u{round}-{n}")).collect());
            for user in users.iter() {
                create_user(&fixture.app, &token, user).await;
            }
            let histories: Vec<History> =
                (0..CREDENTIALS).map(|_| Arc::new(Mutex::new(LinearizabilityTester::new(Model::default())))).collect();
            let callers: Vec<_> = (0..CALLERS)
                .map(|me| {
                    let node = nodes[usize::try_from(me).unwrap() % nodes.len()].clone();
                    let (token, users, histories) = (Arc::clone(&token), Arc::clone(&users), histories.clone());
                    tokio::spawn(work(node, token, users, histories, Arc::clone(&events), me, round * CALLERS + me))
                })
                .collect();
            for caller in callers {
                caller.await.unwrap();
            }
            for (user, history) in users.iter().zip(&histories) {
                // What is there in the end is the last thing that was seen.
                let now = make(&fixture.app, &token, user, Call::Get).await;
                let mut history = history.lock().unwrap();
                history.on_invret(CALLERS, Call::Get, now).unwrap();
                assert!(history.is_consistent(), "{user}: no order explains {history:?}");
            }
        }
        // The history has one event for each change, and none for what changed nothing.
        let events = events.lock().unwrap().clone();
        assert_eq!(events.len(), 5, "{events:?}");
        for (kind, count) in events {
            let query = format!("SELECT count(*) FROM event WHERE kind = '{kind}' AND user_ext_id LIKE 'u%'");
            assert_eq!(fixture.database.query(&query).await.unwrap(), count.to_string(), "{kind}");
        }
    }
}
