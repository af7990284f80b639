//! The signing keys: made, rotated and retired, on every node.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use sigill_app::setup::{self, TechnicalUser};
use sigill_app::token::{self, MasterKey, Tokens};
use sigill_app::{App, Refusal};
use sigill_domain::caller::ClientRoom;
use sigill_domain::role::Role;
use sigill_testing::{Fixture, call, called, on_both};

/// That of the nodes of a fixture.
fn master() -> MasterKey {
    MasterKey::read("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap()
}

on_both! {
    async fn signing_keys_are_rotated_with_overlap_and_every_node_follows(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, other) = (&fixture.app, fixture.other_node().await);
        let master = master();
        let old = fixture.root().await;
        let next = token::rotate(&app.store, &app.world, &master, 60).await.unwrap();
        let shown = async |node: &App| node.tokens.jwks().await.unwrap()["keys"].as_array().unwrap().len();
        let count = async |master: &MasterKey| Tokens::check_master(&app.store, &app.world, master).await.ok();
        let other_master = MasterKey::read(&MasterKey::generate(&app.world)).unwrap();
        assert_eq!((count(&master).await, count(&other_master).await), (Some(2), None));
        assert!(Tokens::has_keys(&app.store, &app.world).await.unwrap());
        assert_eq!((shown(app).await, shown(&other).await), (1, 1), "the database isn't asked at each call");
        fixture.clock.advance_ms(1_000);
        assert_eq!((shown(app).await, shown(&other).await), (2, 2), "before it signs");

        let wanted = TechnicalUser { client: "api", user: "root", role: Role::Root, clients: ClientRoom::Global };
        let known = setup::technical_user(&app.store, &app.world, app.tokens.secrets(), &wanted).await.unwrap();
        let issue = async |node: &App| {
            let issued = node.tokens.issue(&known.client_id, &known.client_secret, None).await.unwrap().access_token;
            let header = jsonwebtoken::decode_header(&issued).unwrap();
            (header.kid.unwrap() == next.id.to_string(), issued)
        };
        assert!(!issue(&other).await.0);
        fixture.clock.advance_ms(60_000);
        let (by_next, fresh) = issue(&other).await;
        assert!(by_next, "a node that never heard of it otherwise signs with it");
        for token in [&old, &fresh] {
            assert_eq!((called(app, token).await, called(&other, token).await), ("api/root".to_owned(), "api/root".to_owned()));
        }

        let keys = token::keys(&app.store, &app.world).await.unwrap();
        assert_eq!((keys.len(), keys[0].id, keys[0].signs_to), (2, next.id, None));
        let retire = async |key, now| token::retire(&app.store, &app.world, key, 3_600, now).await;
        assert!(matches!(retire(next.id, true).await, Err(Refusal::Broken(_))), "it signs");
        assert!(matches!(retire(keys[1].id, false).await, Err(Refusal::Broken(_))), "its tokens are valid");
        retire(keys[1].id, true).await.unwrap();
        assert!(matches!(retire(keys[1].id, true).await, Err(Refusal::NoRecord(_))));
        fixture.clock.advance_ms(1_000);
        assert_eq!(shown(&other).await, 1);
        fixture.clock.advance_ms(10_000);
        for node in [app, &other] {
            assert!(matches!(call(node, &old).await, Err(Refusal::Unauthenticated(_))));
            assert_eq!(called(node, &fresh).await, "api/root");
        }
        // What was accepted before isn't any more, either.
        fixture.clock.advance_ms(app.tokens.options().lifetime_s * 1_000 + 30_000);
        for node in [app, &other] {
            assert!(matches!(call(node, &fresh).await, Err(Refusal::Unauthenticated("the token has expired"))));
        }
        fixture.database.execute("DELETE FROM signing_key").await;
        assert_eq!(count(&master).await, Some(0));
        assert!(!Tokens::has_keys(&app.store, &app.world).await.unwrap());
    }

    async fn the_key_set_has_the_key_of_a_node_that_has_just_started(database: Database) {
        let fixture = Fixture::new(database).await;
        let other = fixture.other_node().await;
        let master = master();
        assert_eq!(other.tokens.jwks().await.unwrap()["keys"].as_array().unwrap().len(), 1);
        token::rotate(&other.store, &other.world, &master, 0).await.unwrap();
        fixture.clock.advance_ms(1_000);
        assert_eq!(fixture.app.tokens.jwks().await.unwrap()["keys"].as_array().unwrap().len(), 2);
    }

    async fn a_node_that_has_not_heard_of_a_key_looks_once_it_sees_its_first_token(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, other) = (&fixture.app, fixture.other_node().await);
        let root = fixture.root().await;
        fixture.clock.advance_ms(1);
        let next = token::rotate(&other.store, &other.world, &master(), 0).await.unwrap();
        fixture.clock.advance_ms(1_000);
        let shown = other.tokens.jwks().await.unwrap();
        assert_eq!(shown["keys"][0]["kid"], next.id.to_string());
        assert_eq!(shown["keys"][0]["alg"], "EdDSA");
        let wanted = TechnicalUser { client: "api", user: "root", role: Role::Root, clients: ClientRoom::Global };
        let known = setup::technical_user(&app.store, &app.world, app.tokens.secrets(), &wanted).await.unwrap();
        let fresh = other.tokens.issue(&known.client_id, &known.client_secret, None).await.unwrap().access_token;
        assert_eq!(jsonwebtoken::decode_header(&fresh).unwrap().kid, Some(next.id.to_string()));
        // This one first: the other could be why it looks.
        for token in [&fresh, &root] {
            assert_eq!(called(app, token).await, "api/root");
        }
    }

    async fn a_key_is_retired_once_the_last_of_its_tokens_is_over(database: Database) {
        let fixture = Fixture::new(database).await;
        let app = &fixture.app;
        let old = token::keys(&app.store, &app.world).await.unwrap()[0].id;
        token::rotate(&app.store, &app.world, &master(), 60).await.unwrap();
        let retire = async || token::retire(&app.store, &app.world, old, 3_600, false).await;
        // It signs for a minute; what it signed then is valid for an hour, by a clock that is half a minute late.
        fixture.clock.advance_ms((60 + 3_600 + 30) * 1_000 - 1);
        assert!(matches!(retire().await, Err(Refusal::Broken(_))));
        fixture.clock.advance_ms(1);
        retire().await.unwrap();
        assert_eq!(token::keys(&app.store, &app.world).await.unwrap().len(), 1);
    }
}
