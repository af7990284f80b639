//! Whoever may not act any more is let in by no proof of who they are, and an assertion serves once.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use serde_json::{Value, json};
use sigill_app::setup::{self, ClientCredentials, TechnicalUser};
use sigill_app::token::{Algorithm, ClientOf, IssuerOptions, TokenRefusal, TokenTypes, read_public_key};
use sigill_app::{App, Refusal};
use sigill_domain::caller::ClientRoom;
use sigill_domain::role::Role;
use sigill_testing::{Database, Fixture, Published, Signer, on_both};

const ISSUER: &str = "https://login.example.com";

/// How somebody is kept from acting, and how it is taken back. `{at}` is now, in microseconds.
const KEPT: [(&str, &str, &str); 8] = [
    ("user disabled", "users SET state = 'disabled'", "users SET state = 'active'"),
    ("user's validity over", "users SET valid_to = {at}", "users SET valid_to = NULL"),
    ("user not yet valid", "users SET valid_from = {at} + 1", "users SET valid_from = NULL"),
    ("credential disabled", "credential SET state = 'disabled'", "credential SET state = 'active'"),
    (
        "credential locked for a while",
        "credential SET state = 'tmp-locked', lock_until = {at} + 1",
        "credential SET lock_until = {at}",
    ),
    ("credential's validity over", "credential SET valid_to = {at}", "credential SET valid_to = NULL"),
    ("credential not yet valid", "credential SET valid_from = {at} + 1", "credential SET valid_from = {at}"),
    ("client deleted", "client SET state = 'dead'", "client SET state = 'active'"),
];

/// A technical user with all that it can prove itself by.
struct Robot {
    fixture: Fixture,
    known: ClientCredentials,
    /// A token of ours.
    own: String,
    outside: String,
    opaque: String,
    signer: Signer,
}

impl Robot {
    async fn new(database: Database) -> Self {
        let (signer, keys) = (Signer::ed25519("k"), Arc::new(Published::default()));
        keys.set(Some(&[&signer]));
        let issuer = IssuerOptions {
            issuer: ISSUER.to_owned(),
            audience: "sigill".to_owned(),
            algorithms: vec![Algorithm::EdDSA],
            types: TokenTypes::Strict,
            client: ClientOf::Fixed("api".to_owned()),
            user_claim: "sub".to_owned(),
            skew_s: 30,
            keys,
        };
        let fixture = Fixture::with_issuers(database, vec![issuer]).await;
        let app = &fixture.app;
        let wanted = TechnicalUser { client: "api", user: "robot", role: Role::Root, clients: ClientRoom::Global };
        let known = setup::technical_user(&app.store, &app.world, app.tokens.secrets(), &wanted).await.unwrap();
        let jwk = read_public_key(&signer.jwk().to_string()).unwrap();
        setup::public_key(&app.store, &app.world, "api", "robot", &jwk).await.unwrap();
        let own = app.tokens.issue(&known.client_id, &known.client_secret, None).await.unwrap().access_token;
        let now = app.world.clock.now().seconds();
        let claims = json!({ "iss": ISSUER, "aud": "sigill", "sub": "robot", "iat": now, "exp": now + 300 });
        let outside = signer.token("at+jwt", &claims);
        let id = fixture.database.query("SELECT ext_id FROM credential WHERE kind = 15").await.unwrap();
        let opaque = BASE64_STANDARD_NO_PAD.encode(format!("robot:{id}:{}", known.client_secret));
        Self { fixture, known, own, outside, opaque, signer }
    }

    fn assertion(&self, jti: &str, exp_in_s: i64) -> String {
        let exp = self.fixture.app.world.clock.now().seconds() + exp_in_s;
        let claims: Value = json!({
            "iss": "api/robot", "sub": "api/robot", "aud": "http://sigill.test", "exp": exp, "jti": jti,
        });
        self.signer.token("client-authentication+jwt", &claims)
    }

    async fn by(&self, app: &App, token: &str) -> bool {
        match app.caller(token, app.world.occasion("test".to_owned(), Duration::from_secs(20))).await {
            Ok(caller) => caller.name() == "api/robot",
            Err(Refusal::Unauthenticated(_)) => false,
            Err(other) => panic!("{other}"),
        }
    }

    /// By which proofs it is let in.
    async fn let_in(&self, jti: &str) -> Vec<&'static str> {
        let app = &self.fixture.app;
        let fresh = Fixture::open(self.fixture.database.url(), &app.world).await;
        let issued = |outcome: Result<_, TokenRefusal>| match outcome {
            Ok(_) => true,
            Err(TokenRefusal::InvalidClient { .. }) => false,
            Err(other) => panic!("{other:?}"),
        };
        let all = [
            ("own", self.by(app, &self.own).await),
            ("own, elsewhere", self.by(&fresh, &self.own).await),
            ("outside", self.by(app, &self.outside).await),
            ("opaque, perhaps remembered", self.by(app, &self.opaque).await),
            ("opaque, elsewhere", self.by(&fresh, &self.opaque).await),
            ("secret", issued(app.tokens.issue(&self.known.client_id, &self.known.client_secret, None).await)),
            ("assertion", issued(app.tokens.issue_for_assertion(&self.assertion(jti, 60), None).await)),
        ];
        all.into_iter().filter(|(_, is_let_in)| *is_let_in).map(|(name, _)| name).collect()
    }
}

on_both! {
    async fn whoever_is_kept_from_acting_is_let_in_by_no_proof(database: Database) {
        let robot = Robot::new(database).await;
        let (database, at) = (&robot.fixture.database, robot.fixture.app.world.clock.now().micros().to_string());
        let all = robot.let_in("first").await;
        assert_eq!(all.len(), 7, "{all:?}");
        let mut wrong = Vec::new();
        for (what, keep, take_back) in KEPT {
            database.execute(&format!("UPDATE {}", keep.replace("{at}", &at))).await;
            let let_in = robot.let_in(what).await;
            // Whom an outside issuer vouches for needs no credential here.
            let expected: &[&str] = if what.starts_with("credential") { &["outside"] } else { &[] };
            if let_in != expected {
                wrong.push(format!("{what}: {let_in:?}"));
            }
            database.execute(&format!("UPDATE {}", take_back.replace("{at}", &at))).await;
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert_eq!(robot.let_in("all taken back").await, all);
    }

    async fn an_assertion_is_remembered_for_as_long_as_a_clock_that_is_late_takes_it(database: Database) {
        let robot = Robot::new(database).await;
        let (tokens, clock) = (&robot.fixture.app.tokens, &robot.fixture.clock);
        let assertion = robot.assertion("1", 60);
        tokens.issue_for_assertion(&assertion, None).await.unwrap();
        // It has ended, but not for a clock that is late: and this one may be one. Others have come meanwhile.
        clock.advance_ms(60_000 + 29_000);
        tokens.issue_for_assertion(&robot.assertion("2", 60), None).await.unwrap();
        let again = tokens.issue_for_assertion(&assertion, None).await;
        assert!(matches!(again, Err(TokenRefusal::InvalidClient { .. })), "{again:?}");
        // Nor for a node that is that much later than the one on which it was used.
        clock.advance_ms(30_000);
        tokens.issue_for_assertion(&robot.assertion("3", 60), None).await.unwrap();
        clock.advance_ms(-30_000);
        let again = tokens.issue_for_assertion(&assertion, None).await;
        assert!(matches!(again, Err(TokenRefusal::InvalidClient { .. })), "{again:?}");
    }
}
