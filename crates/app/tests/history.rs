//! Reading history, on both engines.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use common::{archive, caller, codes, create_user, created, permit, wish};
use sigill_app::{App, Asked, Refusal, history};
use sigill_domain::caller::ClientRoom;
use sigill_domain::event::Event;
use sigill_domain::ext_id::ExtId;
use sigill_domain::list::{Listed, Parameters};
use sigill_domain::right::{ClientView, UserView};
use sigill_domain::role::Role;
use sigill_domain::version::Expected;
use sigill_testing::{Fixture, on_both};

fn given<'a>(pairs: &[(&'a str, &'a str)]) -> Parameters<'a> {
    Parameters::new(pairs.iter().copied())
}

async fn of_user(app: &App, token: &str, user: &str, pairs: &[(&str, &str)]) -> Result<Listed<Event>, Refusal> {
    history::of_user(&permit(&caller(app, token).await), user, given(pairs)).await
}

async fn of_client(app: &App, token: &str, client: &str, pairs: &[(&str, &str)]) -> Result<Listed<Event>, Refusal> {
    let permit = caller(app, token).await.granted::<ClientView>().unwrap().in_client(client).unwrap();
    history::of_client(&permit, given(pairs)).await
}

fn kinds(listed: &Listed<Event>) -> Vec<&'static str> {
    listed.items.iter().map(|event| event.kind.as_str()).collect()
}

on_both! {
    async fn a_history_is_the_newest_first_with_before_and_after(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        create_user(app, &token, "u").await;
        fixture.clock.advance_ms(1);
        created(app, &token, "u", &wish()).await;
        fixture.clock.advance_ms(1);
        archive(app, &token, "u").await.unwrap();
        let listed = of_user(app, &token, "u", &[]).await.unwrap();
        let kinds = kinds(&listed);
        assert_eq!((kinds.first(), kinds.last()), (Some(&"CREDENTIAL_DELETE"), Some(&"USER_CREATE")));
        assert!(kinds.contains(&"CREDENTIAL_CREATE"));
        // What went with the user comes after the user's own event, and so is newer.
        let newest = &listed.items[1];
        assert_eq!(newest.before.as_ref().unwrap()["userState"], "active");
        assert_eq!(newest.after.as_ref().unwrap()["userState"], "archived");
        assert_eq!((newest.by.name.as_str(), newest.subject.as_str()), ("api/root", "u"));
        assert_eq!(of_client(app, &token, "api", &[]).await.unwrap().items[1], *newest);
    }

    async fn pages_have_every_event_once_also_while_more_happens(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        for n in 0..9 {
            create_user(app, &token, &format!("u{n}")).await;
        }
        let all = of_client(app, &token, "api", &[]).await.unwrap();
        let (mut seen, mut next) = (Vec::new(), String::new());
        loop {
            let page = of_client(app, &token, "api", &[("limit", "2"), ("continuationToken", &next)]).await.unwrap();
            seen.extend(page.items);
            fixture.clock.advance_ms(1);
            create_user(app, &token, &format!("late{}", seen.len())).await;
            match page.next {
                Some(token) => next = token,
                None => break,
            }
        }
        assert_eq!(seen, all.items);
    }

    async fn the_history_of_a_user_and_of_a_client_that_are_gone_stays(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        create_user(app, &token, "u").await;
        fixture.database.execute(
            "DELETE FROM profile WHERE user_id IN (SELECT id FROM users WHERE ext_id = 'u');
             DELETE FROM owner WHERE id IN (SELECT id FROM users WHERE ext_id = 'u');
             DELETE FROM users WHERE ext_id = 'u'",
        )
        .await;
        assert_eq!(kinds(&of_user(app, &token, "u", &[]).await.unwrap()), ["USER_CREATE"]);
        assert!(matches!(of_user(app, &token, "v", &[]).await.unwrap_err(), Refusal::NoRecord(_)));

        let other = sigill_app::setup::client(&app.store, &app.world, "gone", "Gone").await.unwrap();
        fixture.clock.advance_ms(1);
        let permit = caller(app, &token).await.granted().unwrap().in_client("gone").unwrap();
        sigill_app::client::delete(&permit, &Expected::default(), &Asked::default()).await.unwrap();
        let listed = of_client(app, &token, "gone", &[]).await.unwrap();
        assert_eq!((kinds(&listed).as_slice(), listed.items[0].client_id), (&["CLIENT_DELETE", "CLIENT_CREATE"][..], other.id));
        assert!(matches!(of_client(app, &token, "never", &[]).await.unwrap_err(), Refusal::NoRecord(_)));
    }

    async fn every_right_to_what_a_history_tells_is_needed(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, root) = (&fixture.app, fixture.root().await);
        create_user(app, &root, "u").await;
        let reader = fixture.token("reader", Role::SoapTechAccessReadOnly, ClientRoom::Global).await;
        assert!(of_user(app, &reader, "u", &[]).await.is_ok());
        assert!(of_client(app, &reader, "api", &[]).await.is_ok());
        let users_only = fixture.token("users-only", Role::AppOwner, ClientRoom::Global).await;
        for refusal in
            [of_user(app, &users_only, "u", &[]).await.unwrap_err(), of_client(app, &users_only, "api", &[]).await.unwrap_err()]
        {
            assert!(matches!(refusal, Refusal::PermissionDenied(_)), "{refusal:?}");
        }
        let room = ClientRoom::Only(vec![ExtId::parse("extId", "api").unwrap()]);
        let limited = fixture.token("limited", Role::Helpdesk, room).await;
        assert!(of_user(app, &limited, "u", &[]).await.is_ok());
        assert!(caller(app, &limited).await.granted::<UserView>().unwrap().in_client("other").is_err());
    }

    async fn what_no_page_gave_is_refused(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        for pairs in [[("continuationToken", "1_root")], [("frob", "1")], [("limit", "1001")]] {
            assert_eq!(codes(&of_user(app, &token, "root", &pairs).await.unwrap_err()), ["errors.invalidData"]);
            assert_eq!(codes(&of_client(app, &token, "api", &pairs).await.unwrap_err()), ["errors.invalidData"]);
            assert!(matches!(of_user(app, &token, "v", &pairs).await.unwrap_err(), Refusal::NoRecord(_)));
        }
    }
}
