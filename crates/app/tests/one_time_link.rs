//! One-time links: one secret for each, on whichever node, and for nobody else.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sigill_app::one_time_link::{self, IssuedLink};
use sigill_app::setup::ClientCredentials;
use sigill_app::token::{TechnicalUserId, TokenRefusal};
use sigill_app::{App, Occasion, Refusal};
use sigill_domain::caller::ClientRoom;
use sigill_domain::credential::device_password::LinkGone;
use sigill_domain::role::Role;
use sigill_testing::{Fixture, on_both};

const HOUR_S: i64 = 3_600;

fn occasion(app: &App) -> Occasion {
    app.world.occasion("test".to_owned(), Duration::from_secs(20))
}

async fn issue(app: &App, user: &str, lifetime_s: i64) -> Result<IssuedLink, Refusal> {
    one_time_link::issue(app, &TechnicalUserId::new("api", user), lifetime_s, occasion(app)).await
}

/// The token of a new link.
async fn link(app: &App, user: &str) -> String {
    token(&issue(app, user, HOUR_S).await.unwrap())
}

fn token(issued: &IssuedLink) -> String {
    issued.url.strip_prefix("http://sigill.test/sigill/v1/once#").unwrap().to_owned()
}

async fn redeem(app: &App, token: &str) -> Result<ClientCredentials, Refusal> {
    one_time_link::redeem(app, token, occasion(app)).await
}

/// Why a link serves no longer.
async fn gone(app: &App, token: &str) -> LinkGone {
    match redeem(app, token).await {
        Err(Refusal::Gone(gone)) => gone,
        Err(refusal) => panic!("{refusal}"),
        Ok(_) => panic!("it served"),
    }
}

on_both! {
    async fn a_link_gives_one_secret_that_works_and_no_second_one(database: Database) {
        let fixture = Fixture::new(database).await;
        let app = &fixture.app;
        let other = Fixture::open(fixture.database.url(), &app.world).await;
        fixture.token("robot", Role::Root, ClientRoom::Global).await;
        let issued = issue(app, "robot", HOUR_S).await.unwrap();
        let token = token(&issued);

        let made = redeem(&other, &token).await.unwrap();
        assert_eq!(made.client_id, "api/robot");
        let access = app.tokens.issue(&made.client_id, &made.client_secret, None).await.unwrap().access_token;
        assert_eq!(fixture.caller(&access).await.name(), "api/robot");
        for node in [app, &other] {
            assert_eq!(gone(node, &token).await, LinkGone::Used);
        }

        let told = "SELECT comment FROM event WHERE kind = 'CREDENTIAL_CREATE' AND comment IS NOT NULL";
        let told = fixture.database.query(told).await.unwrap();
        assert_eq!(told, format!("by the one-time link {}, issued at {}", issued.link.id, issued.link.issued));
    }

    async fn a_secret_that_comes_by_a_link_disables_all_but_the_one_before(database: Database) {
        let fixture = Fixture::new(database).await;
        let app = &fixture.app;
        let first = fixture.token("robot", Role::Root, ClientRoom::Global).await;
        let mut secrets = Vec::new();
        for _ in 0..3 {
            fixture.clock.advance_ms(1_000);
            secrets.push(redeem(app, &link(app, "robot").await).await.unwrap().client_secret);
        }
        let works = async |secret: &str| app.tokens.issue("api/robot", secret, None).await.is_ok();
        assert_eq!((works(&secrets[0]).await, works(&secrets[1]).await, works(&secrets[2]).await), (false, true, true));
        assert!(matches!(app.caller(&first, occasion(app)).await, Err(Refusal::Unauthenticated(_))), "got by one before");
        let told = "SELECT count(*) FROM event WHERE kind = 'CREDENTIAL_MODIFY' AND comment LIKE 'superseded by %'";
        assert_eq!(fixture.database.query(told).await.as_deref(), Some("2"));
    }

    async fn of_many_who_open_a_link_at_once_on_two_nodes_one_gets_a_secret(database: Database) {
        let fixture = Fixture::new(database).await;
        let app = &fixture.app;
        let other = Fixture::open(fixture.database.url(), &app.world).await;
        fixture.token("robot", Role::Root, ClientRoom::Global).await;
        let token = link(app, "robot").await;
        let mut openers = tokio::task::JoinSet::new();
        for n in 0..12 {
            let (node, token) = (if n % 2 == 0 { app.clone() } else { other.clone() }, token.clone());
            openers.spawn(async move { redeem(&node, &token).await });
        }
        let answers = openers.join_all().await;
        let (secrets, refusals): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
        assert_eq!((secrets.len(), refusals.len()), (1, 11));
        for refusal in refusals.into_iter().filter_map(Result::err) {
            assert!(matches!(refusal, Refusal::Gone(LinkGone::Used)), "{refusal}");
        }
        let count = "SELECT count(*) FROM credential WHERE kind = 15";
        assert_eq!(fixture.database.query(count).await.as_deref(), Some("2"));
    }

    async fn a_used_link_stays_used_whatever_becomes_of_its_password_and_of_history(database: Database) {
        let fixture = Fixture::new(database).await;
        let app = &fixture.app;
        fixture.token("robot", Role::Root, ClientRoom::Global).await;
        let token = link(app, "robot").await;
        redeem(app, &token).await.unwrap();
        fixture.database.execute("DELETE FROM event; DELETE FROM credential; DELETE FROM kept_answer").await;
        assert_eq!(gone(app, &token).await, LinkGone::Used);
        // It is remembered for ten minutes more than it would have been good for; with each one that is used, those go
        // of which that is over.
        fixture.clock.advance_ms((HOUR_S + 599) * 1_000);
        redeem(app, &link(app, "robot").await).await.unwrap();
        assert_eq!(gone(app, &token).await, LinkGone::Used);
        // Also once that is forgotten, since by then it has expired.
        fixture.clock.advance_ms(2_000);
        redeem(app, &link(app, "robot").await).await.unwrap();
        assert_eq!(fixture.database.query("SELECT count(*) FROM used_assertion").await.as_deref(), Some("2"));
        assert!(matches!(gone(app, &token).await, LinkGone::Expired(_)));
    }

    async fn a_link_ends_with_its_time_and_with_its_user(database: Database) {
        let fixture = Fixture::new(database).await;
        let app = &fixture.app;
        for user in ["robot", "other"] {
            fixture.token(user, Role::Root, ClientRoom::Global).await;
        }
        let (late, timely) = (link(app, "robot").await, token(&issue(app, "robot", 2 * HOUR_S).await.unwrap()));
        fixture.clock.advance_ms(HOUR_S * 1_000);
        assert!(matches!(gone(app, &late).await, LinkGone::Expired(_)));

        fixture.database.execute("UPDATE users SET state = 'disabled' WHERE ext_id = 'robot'").await;
        assert_eq!(gone(app, &timely).await, LinkGone::NoUser);
        assert!(matches!(issue(app, "robot", HOUR_S).await, Err(Refusal::Broken(_))));
        // Nor does it lead to who has the id next.
        let swap = "UPDATE users SET ext_id = 'was' WHERE ext_id = 'robot'; UPDATE users SET ext_id = 'robot' WHERE ext_id = 'other'";
        fixture.database.execute(swap).await;
        assert_eq!(gone(app, &timely).await, LinkGone::NoUser);
        fixture.database.execute("UPDATE users SET ext_id = 'gone' WHERE ext_id = 'robot'").await;
        assert_eq!(gone(app, &timely).await, LinkGone::NoUser);

        common::create_user(app, &fixture.root().await, "anna").await;
        assert!(matches!(issue(app, "anna", HOUR_S).await, Err(Refusal::Broken(_))), "a person has no secret");
        assert!(matches!(issue(app, "nobody", HOUR_S).await, Err(Refusal::NoRecord(_))));
        for lifetime_s in [0, -1, 24 * HOUR_S + 1, i64::MAX] {
            assert!(matches!(issue(app, "root", lifetime_s).await, Err(Refusal::Broken(_))), "{lifetime_s}");
        }
    }

    async fn a_link_is_no_access_token_and_an_access_token_is_no_link(database: Database) {
        let fixture = Fixture::new(database).await;
        let app = &fixture.app;
        let access = fixture.token("robot", Role::Root, ClientRoom::Global).await;
        let token = link(app, "robot").await;
        let call = app.caller(&token, occasion(app)).await;
        assert!(matches!(call, Err(Refusal::Unauthenticated(_))));
        let assertion = app.tokens.issue_for_assertion(&token, None).await;
        assert!(matches!(assertion, Err(TokenRefusal::InvalidClient { .. })));

        let [header, claims, signature] = token.split('.').collect::<Vec<_>>()[..] else { panic!("{token}") };
        let recoded = |part: &str, from: &str, to: &str| {
            let text = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
            assert!(text.contains(from), "{text}");
            BASE64_URL_SAFE_NO_PAD.encode(text.replace(from, to))
        };
        let retyped = recoded(access.split('.').next().unwrap(), "at+jwt", "sigill-once+jwt");
        for wrong in [
            access.clone(),
            format!("{retyped}{}", &access[access.find('.').unwrap()..]),
            format!("{header}.{}.{signature}", recoded(claims, "api/robot", "api/other")),
            format!("{}.{claims}.{signature}", recoded(header, "EdDSA", "none")),
            format!("{header}.{claims}."),
            token[..token.len() - 1].to_owned(),
            String::new(),
            "a.b.c".to_owned(),
        ] {
            assert!(matches!(redeem(app, &wrong).await, Err(Refusal::Broken(_))), "{wrong}");
        }
        assert!(redeem(app, &token).await.is_ok(), "none of this has used it");
    }
}
