//! What a request asks first comes with its caller, on both engines.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use std::time::Duration;

use common::{caller, create_user, created, mobile_signature, permit, wish};
use sigill_app::{App, Asked, Caller, Denied, First, Foreseen};
use sigill_domain::caller::ClientRoom;
use sigill_domain::credential::CredentialType;
use sigill_domain::right::{CredentialCreate, CredentialView, Elementary};
use sigill_domain::role::Role;
use sigill_testing::{Fixture, Kind, on_both};

async fn foreseeing(app: &App, token: &str, what: First, user: &str) -> Caller {
    let right = match what {
        First::NewCredential => Elementary::CredentialCreate,
        _ => Elementary::CredentialView,
    };
    let foreseen =
        Foreseen { what, right, of: Some(CredentialType::MOBILE_SIGNATURE), client: "api", user, credential: None };
    let occasion = app.world.occasion("test".to_owned(), Duration::from_secs(20));
    let verified = app.tokens.verify(token, occasion.at, None).await.unwrap();
    app.tokens.caller(&verified, &app.roles, occasion, Some(foreseen)).await.unwrap()
}

/// How many reads were made so far.
fn reads(app: &App) -> u64 {
    app.store.measures().read.time.count()
}

on_both! {
    async fn one_round_trip_tells_who_calls_and_what_they_ask_for(database: Database) {
        let saved = u64::from(database.kind() == Kind::Postgres);
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        for user in ["u", "v"] {
            create_user(app, &token, user).await;
            created(app, &token, user, &wish()).await;
        }
        caller(app, &token).await;
        let before = reads(app);
        let calling = foreseeing(app, &token, First::Credential, "u").await;
        let view = permit::<CredentialView>(&calling);
        assert_eq!(mobile_signature::get(&view, "u").await.unwrap().user.unwrap().ext_id.as_str(), "u");
        assert_eq!(reads(app) - before, 2 - saved);
        // Once only: who asks again wants to know what is now.
        assert_eq!(mobile_signature::get(&view, "u").await.unwrap().user.unwrap().ext_id.as_str(), "u");
        assert_eq!(reads(app) - before, 3 - saved);

        let calling = foreseeing(app, &token, First::Credential, "u").await;
        let view = permit::<CredentialView>(&calling);
        assert_eq!(mobile_signature::get(&view, "v").await.unwrap().user.unwrap().ext_id.as_str(), "v");
        let calling = foreseeing(app, &token, First::Credential, "nobody").await;
        assert!(mobile_signature::get(&permit::<CredentialView>(&calling), "nobody").await.is_err());
    }

    async fn what_was_foreseen_for_another_wish_is_not_decided_by(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        create_user(app, &token, "u").await;
        create_user(app, &token, "v").await;
        let mut named = wish();
        named.ext_id = Some("named".to_owned());
        let calling = foreseeing(app, &token, First::NewCredential, "u").await;
        mobile_signature::create(app, &permit::<CredentialCreate>(&calling), "u", &named, &Asked::default()).await.unwrap();
        // The same external id is taken by now, which what was foreseen doesn't tell.
        let calling = foreseeing(app, &token, First::NewCredential, "v").await;
        let again = mobile_signature::create(app, &permit::<CredentialCreate>(&calling), "v", &named, &Asked::default()).await;
        assert!(again.is_err());
        let before = reads(app);
        let calling = foreseeing(app, &token, First::NewCredential, "v").await;
        let made = mobile_signature::create(app, &permit::<CredentialCreate>(&calling), "v", &wish(), &Asked::default()).await;
        made.unwrap();
        assert_eq!(reads(app) - before, if fixture.database.kind() == Kind::Postgres { 1 } else { 2 });
    }

    async fn of_many_at_once_each_gets_its_own_and_only_with_the_right(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, root) = (&fixture.app, fixture.root().await);
        let viewer = fixture.token("viewer", Role::Helpdesk, ClientRoom::Global).await;
        let elsewhere = fixture.token("elsewhere", Role::Root, ClientRoom::Only(vec![])).await;
        for n in 0..30 {
            create_user(app, &root, &format!("u{n}")).await;
            created(app, &root, &format!("u{n}"), &wish()).await;
        }
        let tasks: Vec<_> = (0..90).map(|n| {
            let (app, token) = (app.clone(), [&root, &viewer, &elsewhere][n % 3].clone());
            tokio::spawn(async move {
                let user = format!("u{}", n / 3);
                let calling = foreseeing(&app, &token, First::Credential, &user).await;
                match calling.granted::<CredentialView>().unwrap().in_client("api") {
                    Ok(view) => Some(mobile_signature::get(&view, &user).await.unwrap().user.unwrap().ext_id.as_str() == user),
                    Err(_) => None,
                }
            })
        }).collect();
        for (n, task) in tasks.into_iter().enumerate() {
            assert_eq!(task.await.unwrap(), (n % 3 != 2).then_some(true), "{n}");
        }
    }

    async fn a_caller_without_the_right_gets_nothing(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, root) = (&fixture.app, fixture.root().await);
        create_user(app, &root, "u").await;
        created(app, &root, "u", &wish()).await;
        let token = fixture.token("nobody", Role::SelfAdmin, ClientRoom::Global).await;
        let calling = foreseeing(app, &token, First::Credential, "u").await;
        assert_eq!(calling.granted::<CredentialView>().unwrap_err(), Denied::Right(Elementary::CredentialView));
    }
}
