//! Rights are given and taken, units moved and rooms changed, by several callers at once through two nodes on one
//! database; what others are let do meanwhile must be explained by one order of all these calls. So what was taken away
//! never works after the answer, and what was given always does.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use std::sync::{Arc, Mutex};

use common::{caller, create_user, permit};
use sigill_app::{App, Asked, Refusal, profile, room, unit, user};
use sigill_domain::application;
use sigill_domain::caller::ClientRoom;
use sigill_domain::profile::NewAuthorization;
use sigill_domain::right::{ApplicationView, UserView};
use sigill_domain::role::Role;
use sigill_domain::version::Expected;
use sigill_testing::{Fixture, on_both};
use stateright::semantics::{ConsistencyTester, LinearizabilityTester, SequentialSpec};

const CALLERS: u64 = 4;
const CALLS: u64 = 3;
const ROUNDS: u64 = 20;

/// What stands between the helper and what it asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Door {
    /// The role itself: given and taken.
    Role,
    /// The unit of the user, which is moved into the room and out of it.
    Unit,
    /// The unit in the room.
    UnitRoom,
    /// The application in the room.
    ApplicationRoom,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Call {
    Open,
    Shut,
    Enter,
}

#[derive(Clone, Debug, PartialEq)]
enum Heard {
    Done,
    /// It is so already, where the call says so.
    Already,
    LetIn,
    Refused,
}

/// The reference model.
#[derive(Clone, Debug)]
struct Model {
    is_open: bool,
    tells: bool,
}

impl SequentialSpec for Model {
    type Op = Call;
    type Ret = Heard;

    fn invoke(&mut self, call: &Call) -> Heard {
        let wanted = match call {
            Call::Enter if self.is_open => return Heard::LetIn,
            Call::Enter => return Heard::Refused,
            Call::Open => true,
            Call::Shut => false,
        };
        let is_already = self.is_open == wanted;
        self.is_open = wanted;
        if is_already && self.tells { Heard::Already } else { Heard::Done }
    }
}

/// The tokens and ids of a database.
struct Cast {
    root: String,
    helper: String,
    profile: String,
}

impl Door {
    /// The role of the helper, as it is before the first call; the door is open.
    fn role(self) -> NewAuthorization {
        let new = NewAuthorization {
            ext_id: Some(format!("{self:?}")),
            role: Some("nevisIdm.SoapTechAccessReadOnly".to_owned()),
            clients: vec!["api".to_owned()],
            ..NewAuthorization::default()
        };
        match self {
            Self::Role => new,
            Self::Unit | Self::UnitRoom => NewAuthorization { units: vec!["room".to_owned()], ..new },
            Self::ApplicationRoom => NewAuthorization { applications: vec!["app".to_owned()], ..new },
        }
    }

    async fn make(self, app: &App, cast: &Cast, call: Call) -> Heard {
        if call == Call::Enter {
            return self.enter(app, cast).await;
        }
        let root = caller(app, &cast.root).await;
        let (asked, any) = (Asked::default(), Expected::default());
        let (of, opens, name) = (&*cast.profile, call == Call::Open, format!("{self:?}"));
        let done = match (self, opens) {
            (Self::Role, true) => {
                let given = profile::assign(&permit(&root), of, &self.role(), &Asked::default()).await;
                given.map(|_| ())
            }
            (Self::Role, false) => profile::withdraw(&permit(&root), of, &name, &any, &asked).await.map(|_| ()),
            (Self::Unit, opens) => {
                let to = if opens { "room" } else { "beside" };
                unit::put_below(&permit(&root), (to, "moving"), &any, &asked).await.map(|_| ())
            }
            (Self::UnitRoom, true) => {
                room::add_unit(&permit(&root), (of, &name, "room"), &any, &asked).await.map(|_| ())
            }
            (Self::UnitRoom, false) => {
                room::remove_unit(&permit(&root), (of, &name, "room"), &any, &asked).await.map(|_| ())
            }
            (Self::ApplicationRoom, true) => {
                room::add_application(&permit(&root), (of, &name, "app"), &any, &asked).await.map(|_| ())
            }
            (Self::ApplicationRoom, false) => {
                room::remove_application(&permit(&root), (of, &name, "app"), &any, &asked).await.map(|_| ())
            }
        };
        match done {
            Ok(()) => Heard::Done,
            Err(Refusal::Broken(_) | Refusal::NoRecord(_)) if self == Self::Role => Heard::Already,
            Err(other) => panic!("{self:?} {call:?}: {other:?}"),
        }
    }

    async fn enter(self, app: &App, cast: &Cast) -> Heard {
        let helper = caller(app, &cast.helper).await;
        let entered = match self {
            Self::ApplicationRoom => match helper.granted::<ApplicationView>() {
                Ok(granted) => sigill_app::applications::get(&granted.in_rooms(), "app").await.map(|_| ()),
                Err(denied) => Err(denied.into()),
            },
            _ => match helper.granted::<UserView>().and_then(|granted| granted.in_client("api")) {
                Ok(permit) => user::get(&permit, "anna").await.map(|_| ()),
                Err(denied) => Err(denied.into()),
            },
        };
        match entered {
            Ok(()) => Heard::LetIn,
            Err(Refusal::NoRecord(_) | Refusal::PermissionDenied(_)) => Heard::Refused,
            Err(other) => panic!("{self:?}: {other:?}"),
        }
    }
}

/// SplitMix64: the same calls in each run of the test.
fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

async fn profile_of(fixture: &Fixture, user: &str) -> String {
    let of = format!("SELECT ext_id FROM profile WHERE user_id = (SELECT id FROM users WHERE ext_id = '{user}')");
    fixture.database.query(&of).await.unwrap()
}

/// Units `room` and `beside` with `moving` below the first, in which anna is; an application; and a helper.
async fn cast(fixture: &Fixture) -> Cast {
    let app = &fixture.app;
    let (root, helper) =
        (fixture.root().await, fixture.token("helper", Role::TechUser, ClientRoom::Only(vec![])).await);
    create_user(app, &root, "anna").await;
    for (name, parent) in [("room", None), ("beside", None), ("moving", Some("room"))] {
        let new = sigill_domain::unit::New {
            ext_id: Some(name.to_owned()),
            name: Some(name.to_owned()),
            parent_ext_id: parent.map(str::to_owned),
            profileless: Some(false),
            ..sigill_domain::unit::New::default()
        };
        // Ids come of the request: each step is one of its own.
        let by = caller(app, &root).await;
        unit::create(&permit(&by), &new, &Asked::default()).await.unwrap();
    }
    let (anna, any) = (profile_of(fixture, "anna").await, Expected::default());
    let by = caller(app, &root).await;
    profile::put_into(&permit(&by), (&anna, "moving"), &any, &Asked::default()).await.unwrap();
    let new = application::New {
        ext_id: Some("app".to_owned()),
        name: Some("app".to_owned()),
        is_displayed: Some(true),
        ..application::New::default()
    };
    let everywhere = caller(app, &root).await.granted().unwrap().everywhere().unwrap();
    sigill_app::applications::create(&everywhere, &new, &Asked::default()).await.unwrap();
    Cast { root, helper, profile: profile_of(fixture, "helper").await }
}

type History = Arc<Mutex<LinearizabilityTester<u64, Model>>>;

async fn work(door: Door, app: App, cast: Arc<Cast>, history: History, me: u64, seed: u64) {
    let mut state = seed;
    for _ in 0..CALLS {
        let call = match random(&mut state) % 6 {
            0 => Call::Open,
            1 | 2 => Call::Shut,
            _ => Call::Enter,
        };
        history.lock().unwrap().on_invoke(me, call).unwrap();
        let heard = door.make(&app, &cast, call).await;
        history.lock().unwrap().on_return(me, heard).unwrap();
    }
}

on_both! {
    async fn what_is_taken_away_never_works_after_the_answer_and_what_is_given_does(database: Database) {
        let fixture = Fixture::new(database).await;
        let cast = Arc::new(cast(&fixture).await);
        let nodes = [fixture.app.clone(), fixture.other_node().await];
        let mut heard = Vec::new();
        for door in [Door::Role, Door::Unit, Door::UnitRoom, Door::ApplicationRoom] {
            let by = caller(&fixture.app, &cast.root).await;
            profile::assign(&permit(&by), &cast.profile, &door.role(), &Asked::default()).await.unwrap();
            for round in 0..ROUNDS {
                door.make(&fixture.app, &cast, Call::Open).await;
                let model = Model { is_open: true, tells: door == Door::Role };
                let history: History = Arc::new(Mutex::new(LinearizabilityTester::new(model)));
                let callers: Vec<_> = (0..CALLERS)
                    .map(|me| {
                        let node = nodes[usize::try_from(me).unwrap() % nodes.len()].clone();
                        let seed = round * CALLERS + me;
                        tokio::spawn(work(door, node, Arc::clone(&cast), Arc::clone(&history), me, seed))
                    })
                    .collect();
                for caller in callers {
                    caller.await.unwrap();
                }
                let now = door.make(&nodes[1], &cast, Call::Enter).await;
                heard.push(now.clone());
                let mut history = history.lock().unwrap();
                history.on_invret(CALLERS, Call::Enter, now).unwrap();
                assert!(history.is_consistent(), "{door:?}: no order explains {history:?}");
            }
            // The next door is the only one that may be shut.
            door.make(&fixture.app, &cast, Call::Open).await;
            let by = caller(&fixture.app, &cast.root).await;
            let any = Expected::default();
            let _ = profile::withdraw(&permit(&by), &cast.profile, &format!("{door:?}"), &any, &Asked::default()).await;
        }
        assert!(heard.contains(&Heard::LetIn) && heard.contains(&Heard::Refused), "{heard:?}");
    }
}
