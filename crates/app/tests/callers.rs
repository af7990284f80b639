//! All three kinds of bearer tokens, and that what is taken away is gone at the next call, on every node.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use common::create_user;
use jsonwebtoken::{EncodingKey, Header, encode};
use serde_json::{Value, json};
use sigill_app::setup::{self, TechnicalUser};
use sigill_app::token::{Algorithm, ClientOf, IssuerOptions, TokenTypes};
use sigill_app::{App, Refusal};
use sigill_domain::caller::ClientRoom;
use sigill_domain::right::Elementary;
use sigill_domain::role::Role;
use sigill_testing::{Database, Fixture, Published, Signer, call, called, on_both};

const ISSUER: &str = "https://login.example.com";

fn options(keys: &Arc<Published>, client: ClientOf) -> IssuerOptions {
    IssuerOptions {
        issuer: ISSUER.to_owned(),
        audience: "sigill".to_owned(),
        algorithms: vec![Algorithm::EdDSA, Algorithm::ES256, Algorithm::ES384, Algorithm::RS256],
        types: TokenTypes::Strict,
        client,
        user_claim: "sub".to_owned(),
        skew_s: 30,
        keys: Arc::clone(keys) as _,
    }
}

/// A site that trusts an issuer whose users are those of client `api`, and the issuer.
async fn trusting(database: Database) -> (Fixture, Signer, Arc<Published>) {
    let (signer, keys) = (Signer::ed25519("k1"), Arc::new(Published::default()));
    keys.set(Some(&[&signer]));
    let fixture = Fixture::with_issuers(database, vec![options(&keys, ClientOf::Fixed("api".to_owned()))]).await;
    (fixture, signer, keys)
}

fn claims(app: &App, sub: &str) -> Value {
    let now = app.world.clock.now().seconds();
    json!({ "iss": ISSUER, "aud": "sigill", "sub": sub, "iat": now, "exp": now + 300 })
}

on_both! {
    async fn a_token_of_an_outside_issuer_speaks_for_its_user_with_the_rights_of_the_database(database: Database) {
        let (fixture, signer, _) = trusting(database).await;
        let app = &fixture.app;
        let root = fixture.root().await;
        create_user(app, &root, "anna").await;
        let token = signer.token("at+jwt", &claims(app, "anna"));
        let anna = call(app, &token).await.unwrap();
        assert_eq!(anna.name(), "api/anna");
        assert!(!anna.holds(Elementary::ClientView), "nothing that a token says gives a right");

        let by_name = signer.token("at+jwt", &claims(app, "root"));
        assert!(call(app, &by_name).await.unwrap().holds(Elementary::ClientDelete));
        fixture.database.execute("DELETE FROM authz_client; DELETE FROM authz").await;
        assert!(!call(app, &by_name).await.unwrap().holds(Elementary::ClientDelete), "at the next call");

        for nobody in ["nobody", "", "a b"] {
            let token = signer.token("at+jwt", &claims(app, nobody));
            assert!(matches!(call(app, &token).await, Err(Refusal::Unauthenticated(_))), "{nobody:?}");
        }
        fixture.database.execute("UPDATE users SET state = 'disabled' WHERE ext_id = 'anna'").await;
        assert!(matches!(call(app, &token).await, Err(Refusal::Unauthenticated(_))));
    }

    async fn a_token_that_was_issued_for_another_audience_or_by_another_issuer_is_refused(database: Database) {
        let fixture = Fixture::new(database).await;
        let (url, world, root) = (fixture.database.url(), &fixture.app.world, fixture.root().await);
        let same = Fixture::open_as(url, world, |_| {}).await;
        let audience = Fixture::open_as(url, world, |options| options.audience = "elsewhere".to_owned()).await;
        let issuer = Fixture::open_as(url, world, |options| options.issuer = "http://elsewhere.test".to_owned()).await;
        assert_eq!(called(&same, &root).await, "api/root");
        for node in [&audience, &issuer] {
            assert!(matches!(call(node, &root).await, Err(Refusal::Unauthenticated(_))));
        }
    }

    async fn what_was_verified_is_recognised_until_it_is_over(database: Database) {
        let fixture = Fixture::new(database).await;
        let app = &fixture.app;
        let wanted = TechnicalUser { client: "api", user: "robot", role: Role::Root, clients: ClientRoom::Global };
        let made = setup::technical_user(&app.store, &app.world, app.tokens.secrets(), &wanted).await.unwrap();
        let id = fixture.database.query("SELECT ext_id FROM credential").await.unwrap();
        let opaque = BASE64_STANDARD_NO_PAD.encode(format!("robot:{id}:{}", made.client_secret));
        let short = Fixture::open_as(fixture.database.url(), &app.world, |options| options.lifetime_s = 60).await;
        let own = short.tokens.issue(&made.client_id, &made.client_secret, None).await.unwrap().access_token;
        for token in [&own, &opaque] {
            let is_recognised = async || app.tokens.recognise(token, app.world.clock.now()).await.unwrap().is_some();
            assert!(!is_recognised().await, "nobody has shown it");
            app.tokens.verify(token, app.world.clock.now(), None).await.unwrap();
            assert!(is_recognised().await);
        }
        fixture.clock.advance_ms(600_000);
        for token in [&own, &opaque] {
            assert!(app.tokens.recognise(token, app.world.clock.now()).await.unwrap().is_none());
        }
    }

    async fn the_slow_hash_is_for_opaque_tokens_with_a_secret_that_somebody_chose(database: Database) {
        let fixture = Fixture::new(database).await;
        let app = &fixture.app;
        let without = Fixture::open_as(fixture.database.url(), &app.world, |options| options.opaque_client = None).await;
        let made = app.tokens.secrets().generate(&app.world);
        let opaque = |secret: &str| BASE64_STANDARD_NO_PAD.encode(format!("robot:1:{secret}"));
        for (token, is_slow) in [
            (opaque("chosen"), true), (opaque(&made), false), (opaque(""), false), (opaque(&"x".repeat(2_000)), false),
            ("chosen".to_owned(), false), ("a.b.c".to_owned(), false), (String::new(), false),
        ] {
            assert_eq!(app.tokens.is_slow(&token), is_slow, "{token}");
            assert!(!without.tokens.is_slow(&token), "none is accepted here: {token}");
        }
    }

    async fn an_opaque_token_is_a_device_password_of_the_one_client(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, other) = (&fixture.app, fixture.other_node().await);
        setup::client(&app.store, &app.world, "elsewhere", "Elsewhere").await.unwrap();
        let mut opaque = Vec::new();
        for client in ["api", "elsewhere"] {
            let wanted = TechnicalUser { client, user: "robot", role: Role::Root, clients: ClientRoom::Global };
            let made = setup::technical_user(&app.store, &app.world, app.tokens.secrets(), &wanted).await.unwrap();
            let id = format!("SELECT k.ext_id FROM credential k JOIN client c ON c.id = k.client_id WHERE c.ext_id = '{client}'");
            let id = fixture.database.query(&id).await.unwrap();
            opaque.push((id.clone(), BASE64_STANDARD_NO_PAD.encode(format!("robot:{id}:{}", made.client_secret))));
        }
        let (id, token) = opaque.remove(0);
        assert_eq!(called(app, &token).await, "api/robot");
        assert_eq!(called(&other, &token).await, "api/robot");
        assert_eq!(called(app, &token).await, "api/robot", "remembered");
        assert!(matches!(call(app, &opaque[0].1).await, Err(Refusal::Unauthenticated(_))), "another client's");
        let wrong = BASE64_STANDARD_NO_PAD.encode(format!("robot:{id}:guessed"));
        assert!(matches!(call(app, &wrong).await, Err(Refusal::Unauthenticated(_))));

        fixture.database.execute(&format!("UPDATE credential SET version = version + 1 WHERE ext_id = '{id}'")).await;
        assert_eq!(called(app, &token).await, "api/robot", "the same secret of another version");
        // What is remembered is no longer worth anything once the credential is another one, on either node.
        let secret = app.tokens.secrets().generate(&app.world);
        let hash = app.tokens.secrets().hash(&app.world, &secret).await.unwrap();
        let change = format!("UPDATE credential SET secret = '{hash}', version = version + 1 WHERE ext_id = '{id}'");
        fixture.database.execute(&change).await;
        for node in [app, &other] {
            assert!(matches!(call(node, &token).await, Err(Refusal::Unauthenticated(_))));
            assert!(matches!(call(node, &token).await, Err(Refusal::Unauthenticated(_))));
        }
        let token = BASE64_STANDARD_NO_PAD.encode(format!("robot:{id}:{secret}"));
        assert_eq!(called(app, &token).await, "api/robot");
        fixture.database.execute(&format!("UPDATE credential SET state = 'disabled' WHERE ext_id = '{id}'")).await;
        assert!(matches!(call(app, &token).await, Err(Refusal::Unauthenticated(_))));
    }

    async fn what_checking_a_secret_costs_says_nothing_about_who_exists(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, tokens) = (&fixture.app, &fixture.app.tokens);
        let robot = |user| TechnicalUser { client: "api", user, role: Role::Root, clients: ClientRoom::Global };
        let secrets = tokens.secrets();
        let made = setup::technical_user(&app.store, &app.world, secrets, &robot("made")).await.unwrap();
        setup::technical_user(&app.store, &app.world, secrets, &robot("chosen")).await.unwrap();
        // As one is stored that somebody chose, and as all were before Sigill's own had a form of theirs.
        let old = "k3Jv0hZbq8Y1oXn5mT7cW2sLr9uDfGaE4iPtKxQwNyM";
        let hash = secrets.hash(&app.world, old).await.unwrap();
        assert!(hash.starts_with("$argon2id$"), "{hash}");
        let of_chosen = "(SELECT id FROM users WHERE ext_id = 'chosen')";
        let change = format!("UPDATE credential SET secret = '{hash}' WHERE owner_id = {of_chosen}");
        fixture.database.execute(&change).await;
        let stored = "SELECT secret FROM credential WHERE owner_id IN (SELECT id FROM users WHERE ext_id = 'made')";
        assert!(fixture.database.query(stored).await.unwrap().starts_with("$hmac-sha256$k="));

        let unlike = format!("{}x", &made.client_secret[..made.client_secret.len() - 1]);
        let unlike = if unlike == made.client_secret { format!("{}y", &unlike[..unlike.len() - 1]) } else { unlike };
        for (id, right) in [("api/made", made.client_secret.as_str()), ("api/chosen", old), ("api/nobody", ""), ("no/one", "")] {
            for (secret, cost) in [(made.client_secret.as_str(), 0), (&unlike, 0), (old, 2), ("guessed", 2)] {
                let before = secrets.computed();
                let issued = tokens.issue(id, secret, None).await;
                assert_eq!(issued.is_ok(), secret == right, "{id} {secret}");
                assert_eq!(secrets.computed() - before, cost, "{id} {secret}");
            }
        }
        let ext_id = "SELECT ext_id FROM credential WHERE owner_id IN (SELECT id FROM users WHERE ext_id = 'chosen')";
        let credential = fixture.database.query(ext_id).await.unwrap();
        for (user, credential) in [("chosen", credential.as_str()), ("chosen", "none"), ("nobody", "none")] {
            for (secret, cost) in [("guessed", 1), (unlike.as_str(), 0)] {
                let token = BASE64_STANDARD_NO_PAD.encode(format!("{user}:{credential}:{secret}"));
                let before = secrets.computed();
                assert!(matches!(call(app, &token).await, Err(Refusal::Unauthenticated(_))));
                assert_eq!(secrets.computed() - before, cost, "{user} {credential} {secret}");
            }
        }
    }
}

/// Tokens that another implementation made.
#[tokio::test]
async fn tokens_of_another_implementation_are_accepted() {
    let keys = Arc::new(Published::default());
    let mut options = options(&keys, ClientOf::Claim("tenant".to_owned()));
    options.user_claim = "employee".to_owned();
    let fixture = Fixture::with_issuers(Database::new(sigill_testing::Kind::Sqlite).await, vec![options]).await;
    fixture.root().await;
    let pair = aws_lc_rs::signature::Ed25519KeyPair::generate().unwrap();
    let key = EncodingKey::from_ed_der(pair.to_pkcs8v1().unwrap().as_ref());
    let jwk = jsonwebtoken::jwk::Jwk::from_encoding_key(&key, jsonwebtoken::Algorithm::EdDSA).unwrap();
    let mut header = Header::new(jsonwebtoken::Algorithm::EdDSA);
    header.typ = Some("application/at+jwt".to_owned());
    header.kid = Some("theirs".to_owned());
    let mut jwk = serde_json::to_value(jwk).unwrap();
    jwk["kid"] = "theirs".into();
    keys.set_text(&json!({ "keys": [jwk] }).to_string());
    let mut claims = claims(&fixture.app, "somebody");
    claims["tenant"] = "api".into();
    claims["employee"] = "root".into();
    assert_eq!(called(&fixture.app, &encode(&header, &claims, &key).unwrap()).await, "api/root");
}

#[tokio::test]
async fn every_kind_of_key_verifies_what_it_signed() {
    let signers = [Signer::ed25519("a"), Signer::p256("b"), Signer::rsa("c"), Signer::p384("d")];
    let keys = Arc::new(Published::default());
    // Keys may say for which algorithm they are.
    let mut jwks = signers.each_ref().map(Signer::jwk);
    jwks.iter_mut().zip(&signers).for_each(|(jwk, signer)| jwk["alg"] = signer.alg().into());
    keys.set_text(&json!({ "keys": jwks }).to_string());
    let options = options(&keys, ClientOf::Fixed("api".to_owned()));
    let fixture = Fixture::with_issuers(Database::new(sigill_testing::Kind::Sqlite).await, vec![options]).await;
    fixture.root().await;
    for signer in &signers {
        let token = signer.token("at+jwt", &claims(&fixture.app, "root"));
        assert_eq!(called(&fixture.app, &token).await, "api/root", "{}", signer.alg());
        for other in signers.iter().filter(|other| other.kid != signer.kid) {
            let header = json!({ "typ": "at+jwt", "alg": signer.alg(), "kid": other.kid }).to_string();
            let token = signer.token_of(&header, &claims(&fixture.app, "root").to_string());
            assert!(call(&fixture.app, &token).await.is_err(), "{} by the key for {}", signer.alg(), other.alg());
        }
    }
    assert_eq!(keys.fetched(), 1);
}

/// RFC 9864 names EdDSA by its curve.
#[tokio::test]
async fn ed25519_is_eddsa_on_that_curve_in_keys_and_in_tokens() {
    let signers = [("a", None), ("b", Some("EdDSA")), ("c", Some("Ed25519"))];
    let signers = signers.map(|(kid, alg)| {
        let signer = Signer::ed25519(kid);
        let mut jwk = signer.jwk();
        jwk.as_object_mut().unwrap().extend(alg.map(|alg| ("alg".to_owned(), alg.into())));
        (signer, jwk)
    });
    let keys = Arc::new(Published::default());
    keys.set_text(&json!({ "keys": signers.each_ref().map(|(_, jwk)| jwk) }).to_string());
    let options = options(&keys, ClientOf::Fixed("api".to_owned()));
    let fixture = Fixture::with_issuers(Database::new(sigill_testing::Kind::Sqlite).await, vec![options]).await;
    fixture.root().await;
    for (signer, jwk) in &signers {
        for alg in ["EdDSA", "Ed25519"] {
            let header = json!({ "typ": "at+jwt", "alg": alg, "kid": signer.kid }).to_string();
            let token = signer.token_of(&header, &claims(&fixture.app, "root").to_string());
            assert_eq!(called(&fixture.app, &token).await, "api/root", "{alg} {jwk}");
        }
    }
    let header = json!({ "typ": "at+jwt", "alg": "Ed448", "kid": "a" }).to_string();
    let token = signers[0].0.token_of(&header, &claims(&fixture.app, "root").to_string());
    assert!(call(&fixture.app, &token).await.is_err());
}

#[tokio::test]
async fn an_issuer_rotates_its_keys_and_is_asked_for_them_once_in_a_while() {
    let (fixture, first, keys) = trusting(Database::new(sigill_testing::Kind::Sqlite).await).await;
    let (app, clock) = (&fixture.app, &fixture.clock);
    fixture.root().await;
    let token = |signer: &Signer| signer.token("at+jwt", &claims(app, "root"));
    assert_eq!((called(app, &token(&first)).await.as_str(), keys.fetched()), ("api/root", 1));

    let second = Signer::ed25519("k2");
    keys.set(Some(&[&first, &second]));
    for _ in 0..50 {
        assert!(call(app, &token(&second)).await.is_err(), "asked a moment ago");
    }
    assert_eq!(keys.fetched(), 1);
    clock.advance_ms(30_000);
    // However many ask at once, one fetches, and all get what comes of it.
    let fresh = token(&second);
    let all = (0..50).map(|_| called(app, &fresh));
    for name in join(all).await {
        assert_eq!(name, "api/root");
    }
    assert_eq!(keys.fetched(), 2);
    for n in 0..50 {
        assert!(call(app, &token(&Signer::ed25519(&format!("made-up-{n}")))).await.is_err());
    }
    clock.advance_ms(4 * 60_000);
    assert_eq!((called(app, &token(&second)).await.as_str(), keys.fetched()), ("api/root", 2), "they are new enough");
    // A key that the issuer withdraws goes within five minutes.
    keys.set(Some(&[&second]));
    clock.advance_ms(5 * 60_000);
    assert_eq!(called(app, &token(&second)).await, "api/root");
    assert!(call(app, &token(&first)).await.is_err());

    // While none can be had, those that are known serve on for an hour, and then nothing is accepted.
    keys.set(None);
    clock.advance_ms(59 * 60_000);
    assert_eq!(called(app, &token(&second)).await, "api/root");
    clock.advance_ms(60_000);
    assert!(matches!(call(app, &token(&second)).await, Err(Refusal::Unavailable(_))));
    let before = keys.fetched();
    for _ in 0..50 {
        assert!(matches!(call(app, &token(&second)).await, Err(Refusal::Unavailable(_))));
    }
    assert_eq!(keys.fetched(), before);
    keys.set(Some(&[&second]));
    clock.advance_ms(5_000);
    assert_eq!(called(app, &token(&second)).await, "api/root");
}

#[tokio::test]
async fn nothing_is_accepted_before_keys_can_be_had() {
    let (fixture, signer, keys) = trusting(Database::new(sigill_testing::Kind::Sqlite).await).await;
    fixture.root().await;
    keys.set(None);
    let token = signer.token("at+jwt", &claims(&fixture.app, "root"));
    assert!(matches!(call(&fixture.app, &token).await, Err(Refusal::Unavailable(_))));
}

#[tokio::test]
async fn too_many_secrets_at_once_are_turned_away_and_what_is_remembered_needs_no_hashing() {
    let fixture = Fixture::new(Database::new(sigill_testing::Kind::Sqlite).await).await;
    let app = &fixture.app;
    let wanted = TechnicalUser { client: "api", user: "robot", role: Role::Root, clients: ClientRoom::Global };
    let made = setup::technical_user(&app.store, &app.world, app.tokens.secrets(), &wanted).await.unwrap();
    let id = fixture.database.query("SELECT ext_id FROM credential").await.unwrap();
    let good = BASE64_STANDARD_NO_PAD.encode(format!("robot:{id}:{}", made.client_secret));
    assert_eq!(called(app, &good).await, "api/robot");
    // Two are hashed at once here, and 64 may wait, three quarters of them for one user.
    let wrong: Vec<_> = (0..200).map(|n| BASE64_STANDARD_NO_PAD.encode(format!("robot:{id}:guess-{n}"))).collect();
    let outcomes = join(wrong.iter().map(|token| call(app, token))).await;
    let busy = outcomes.iter().filter(|outcome| matches!(outcome, Err(Refusal::Unavailable(_)))).count();
    let refused = outcomes.iter().filter(|outcome| matches!(outcome, Err(Refusal::Unauthenticated(_)))).count();
    assert_eq!(busy + refused, 200);
    assert!(busy >= 100 && refused >= 48, "{busy} {refused}");
    let state = "SELECT state || failure_count FROM credential";
    assert_eq!(fixture.database.query(state).await.unwrap(), "active0", "nobody locks another's credential this way");
    assert_eq!(called(app, &good).await, "api/robot");
}

/// Runs calls at once; what comes of them, in their order.
async fn join<F: Future>(calls: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut calls: Vec<_> = calls.map(Box::pin).collect();
    let mut done: Vec<Option<F::Output>> = calls.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (call, done) in calls.iter_mut().zip(&mut done).filter(|(_, done)| done.is_none()) {
            if let std::task::Poll::Ready(output) = call.as_mut().poll(context) {
                *done = Some(output);
            }
        }
        if done.iter().all(Option::is_some) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done.into_iter().flatten().collect()
}
