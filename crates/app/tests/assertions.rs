//! Technical users that sign in by a key: what an assertion has to be, and that it serves once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use serde_json::{Value, json};
use sigill_app::token::{self, TokenRefusal};
use sigill_app::{Refusal, setup};
use sigill_domain::caller::ClientRoom;
use sigill_domain::role::Role;
use sigill_testing::{Fixture, Signer, call, on_both};

/// The type of client assertions.
const ASSERTION: &str = "client-authentication+jwt";

/// A technical user `robot` of client `api` who signs in by a key, and who signs.
async fn robot_with_a_key(fixture: &Fixture) -> Signer {
    let app = &fixture.app;
    fixture.token("robot", Role::Root, ClientRoom::Global).await;
    let signer = Signer::p256("mine");
    let jwk = token::read_public_key(&signer.jwk().to_string()).unwrap();
    setup::public_key(&app.store, &app.world, "api", "robot", &jwk).await.unwrap();
    signer
}

on_both! {
    async fn an_assertion_serves_once_on_whichever_node(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, other) = (&fixture.app, fixture.other_node().await);
        let signer = robot_with_a_key(&fixture).await;
        let secrets = "SELECT count(*) FROM credential WHERE kind = 9 AND secret IS NOT NULL";
        assert_eq!(fixture.database.query(secrets).await.unwrap(), "0", "it is known to everybody");
        let now = app.world.clock.now().seconds();
        let good = json!({
            "iss": "api/robot", "sub": "api/robot", "aud": "http://sigill.test", "exp": now + 60, "jti": "1",
        });
        let assertion = signer.token(ASSERTION, &good);
        let issued = app.tokens.issue_for_assertion(&assertion, Some("api/robot")).await.unwrap();
        assert_eq!(call(&other, &issued.access_token).await.unwrap().name(), "api/robot");
        for node in [app, &other] {
            let again = node.tokens.issue_for_assertion(&assertion, None).await;
            assert!(matches!(again, Err(TokenRefusal::InvalidClient { .. })), "{again:?}");
        }
        // Used at once on both, one gets a token.
        let mut next = good.clone();
        next["jti"] = "2".into();
        let assertion = signer.token(ASSERTION, &next);
        let both = tokio::join!(
            app.tokens.issue_for_assertion(&assertion, None),
            other.tokens.issue_for_assertion(&assertion, None),
        );
        assert_eq!([both.0.is_ok(), both.1.is_ok()].iter().filter(|ok| **ok).count(), 1);

        let with = |name: &str, value: Value| {
            let mut claims = good.clone();
            claims["jti"] = "3".into();
            claims[name] = value;
            signer.token(ASSERTION, &claims)
        };
        let without = |name: &str| {
            let mut claims = good.clone();
            claims.as_object_mut().unwrap().remove(name);
            signer.token(ASSERTION, &claims)
        };
        let wrong = [
            with("iss", "api/root".into()), with("sub", "api/root".into()), with("aud", "http://other".into()),
            with("aud", json!([])), with("exp", (now - 31).into()), with("exp", (now + 331).into()),
            with("exp", 9_999_999_999_i64.into()), with("nbf", (now + 60).into()), with("iat", (now + 60).into()),
            with("jti", "".into()), with("jti", 1.into()), with("jti", "x".repeat(201).into()),
            without("iss"), without("sub"), without("aud"), without("exp"), without("jti"),
            signer.token("at+jwt", &good), Signer::p256("mine").token(ASSERTION, &good),
            Signer::ed25519("mine").token(ASSERTION, &good), issued.access_token.clone(), String::new(), "a.b.c".to_owned(),
        ];
        for assertion in &wrong {
            let refused = app.tokens.issue_for_assertion(assertion, None).await;
            assert!(matches!(refused, Err(TokenRefusal::InvalidClient { .. })), "{assertion}: {refused:?}");
        }
        let fine = with("nbf", now.into());
        assert!(app.tokens.issue_for_assertion(&fine, Some("api/root")).await.is_err(), "somebody else's");
        assert!(app.tokens.issue_for_assertion(&fine, None).await.is_ok());
        // What needs no remembering any more is forgotten.
        fixture.clock.advance_ms(3_600_000);
        let late = json!({
            "iss": "api/robot", "sub": "api/robot", "aud": "http://sigill.test", "exp": now + 3_660, "jti": "4",
        });
        app.tokens.issue_for_assertion(&signer.token("application/client-authentication+JWT", &late), None).await.unwrap();
        assert_eq!(fixture.database.query("SELECT count(*) FROM used_assertion").await.unwrap(), "1");

        fixture.database.execute("UPDATE credential SET state = 'disabled' WHERE kind = 9").await;
        assert!(matches!(call(app, &issued.access_token).await, Err(Refusal::Unauthenticated(_))), "its key is gone");
    }

    async fn an_assertion_is_for_the_issuer_alone_and_says_what_it_is(database: Database) {
        let fixture = Fixture::new(database).await;
        let app = &fixture.app;
        let old = Fixture::open_as(fixture.database.url(), &app.world, |options| options.old_assertions = true).await;
        let signer = robot_with_a_key(&fixture).await;
        let now = app.world.clock.now().seconds();
        let (issuer, endpoint) = ("http://sigill.test", "http://sigill.test/oauth2/token");
        // Audience, type, and whether it is good: as it is now, and where the old form is accepted, too.
        let forms = [
            (json!(issuer), Some(ASSERTION), true, true),
            (json!(endpoint), Some(ASSERTION), false, true),
            (json!(issuer), Some("JWT"), false, true),
            (json!(endpoint), Some("JWT"), false, true),
            (json!(endpoint), None, false, true),
            (json!([issuer]), Some(ASSERTION), false, false),
            (json!([issuer, "https://elsewhere.example"]), Some(ASSERTION), false, false),
            (json!([endpoint]), Some("JWT"), false, false),
            (json!("http://sigill.test/"), Some(ASSERTION), false, false),
            (json!("sigill"), Some(ASSERTION), false, false),
            (json!(issuer), Some("at+jwt"), false, false),
            (json!(issuer), Some(""), false, false),
        ];
        for (n, (audience, typ, is_good, is_good_as_old)) in forms.into_iter().enumerate() {
            for (node, good) in [(app, is_good), (&old, is_good_as_old)] {
                let jti = format!("{n}-{good}-{}", node.tokens.options().old_assertions);
                let claims = json!({ "iss": "api/robot", "sub": "api/robot", "aud": audience, "exp": now + 60, "jti": jti });
                let assertion = match typ {
                    Some(typ) => signer.token(typ, &claims),
                    None => signer.token_of(r#"{"alg":"ES256","kid":"mine"}"#, &claims.to_string()),
                };
                assert_eq!(node.tokens.issue_for_assertion(&assertion, None).await.is_ok(), good, "{audience} {typ:?}");
            }
        }
    }

    async fn a_key_is_found_by_its_name_where_it_and_the_assertion_have_one(database: Database) {
        let fixture = Fixture::new(database).await;
        let app = &fixture.app;
        let (named, unnamed) = (robot_with_a_key(&fixture).await, Signer::p256("mine"));
        let mut jwk = token::read_public_key(&unnamed.jwk().to_string()).unwrap();
        jwk.as_object_mut().unwrap().remove("kid");
        setup::public_key(&app.store, &app.world, "api", "robot", &jwk).await.unwrap();
        let exp = app.world.clock.now().seconds() + 60;
        for (n, (signer, kid, is_found)) in [
            (&named, Some("mine"), true), (&named, None, true), (&named, Some("other"), false),
            (&unnamed, Some("other"), true), (&unnamed, None, true),
        ].into_iter().enumerate() {
            let mut header = json!({ "typ": ASSERTION, "alg": "ES256" });
            header.as_object_mut().unwrap().extend(kid.map(|kid| ("kid".to_owned(), kid.into())));
            let claims = json!({
                "iss": "api/robot", "sub": "api/robot", "aud": "http://sigill.test", "exp": exp, "jti": n.to_string(),
            });
            let assertion = signer.token_of(&header.to_string(), &claims.to_string());
            assert_eq!(app.tokens.issue_for_assertion(&assertion, None).await.is_ok(), is_found, "{n}");
        }
    }

    async fn only_the_newest_five_keys_of_a_user_work(database: Database) {
        let fixture = Fixture::new(database).await;
        let app = &fixture.app;
        let mut signers = vec![robot_with_a_key(&fixture).await];
        let now = app.world.clock.now().seconds();
        let show = async |signer: &Signer, jti: &str| {
            let claims = json!({
                "iss": "api/robot", "sub": "api/robot", "aud": "http://sigill.test", "exp": now + 90, "jti": jti,
            });
            app.tokens.issue_for_assertion(&signer.token(ASSERTION, &claims), None).await
        };
        let by_the_first = show(&signers[0], "first").await.unwrap().access_token;
        for n in 1..=5 {
            assert!(call(app, &by_the_first).await.is_ok(), "{n}");
            fixture.clock.advance_ms(1_000);
            let signer = Signer::p256(&format!("k{n}"));
            let jwk = token::read_public_key(&signer.jwk().to_string()).unwrap();
            setup::public_key(&app.store, &app.world, "api", "robot", &jwk).await.unwrap();
            signers.push(signer);
        }
        for (n, signer) in signers.iter().enumerate() {
            assert_eq!(show(signer, &format!("again {n}")).await.is_ok(), n > 0, "{n}");
        }
        assert!(matches!(call(app, &by_the_first).await, Err(Refusal::Unauthenticated(_))), "its key is disabled");
        let told = "SELECT count(*) FROM event WHERE kind = 'CREDENTIAL_MODIFY' AND comment LIKE 'superseded by %'";
        assert_eq!(fixture.database.query(told).await.as_deref(), Some("1"));
        // The five, and the secret.
        let left = "SELECT count(*) FROM credential WHERE state = 'active'";
        assert_eq!(fixture.database.query(left).await.as_deref(), Some("6"));
    }
}
