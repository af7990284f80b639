//! Tokens that must not be accepted, each beside one that is (RFC 8725).

mod claimed;
mod forged;
mod opaque;

use std::sync::Arc;

use aws_lc_rs::hmac;
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD};
use serde_json::json;
use sigill_app::setup::{self, TechnicalUser};
use sigill_app::token::{Algorithm, ClientOf, IssuerOptions, TokenTypes};
use sigill_testing::{Published, Signer, base64url};

use super::*;

const ISSUER: &str = "https://login.example.com";

/// The good tokens, and what else an attacker may know.
struct Good {
    own: String,
    outside: String,
    opaque: String,
    user: String,
    credential: String,
    secret: String,
    /// The outside issuer's real key: what it signs is wrong in its claims only.
    signer: Signer,
    now: i64,
}

async fn site() -> (Site, Good) {
    let (signer, keys) = (Signer::ed25519("k1"), Arc::new(Published::default()));
    let mut for_encryption = Signer::p256("enc").jwk();
    for_encryption["use"] = "enc".into();
    let symmetric = json!({ "kty": "oct", "kid": "oct", "k": base64url("secret"), "alg": "HS256" });
    keys.set_text(&json!({ "keys": [signer.jwk(), for_encryption, symmetric] }).to_string());
    let issuer = IssuerOptions {
        issuer: ISSUER.to_owned(),
        audience: "sigill".to_owned(),
        algorithms: vec![Algorithm::EdDSA, Algorithm::RS256],
        types: TokenTypes::Strict,
        client: ClientOf::Fixed("api".to_owned()),
        user_claim: "sub".to_owned(),
        skew_s: 30,
        keys,
    };
    let fixture = Fixture::with_issuers(Database::new(Kind::Sqlite).await, vec![issuer]).await;
    let site = Site::around(fixture, Limits::default());
    let app = &site.fixture.app;
    let wanted = TechnicalUser { client: "api", user: "root", role: Role::Root, clients: ClientRoom::Global };
    let made = setup::technical_user(&app.store, &app.world, app.tokens.secrets(), &wanted).await.unwrap();
    let own = app.tokens.issue(&made.client_id, &made.client_secret, None).await.unwrap().access_token;
    let credential = site.fixture.database.query("SELECT ext_id FROM credential").await.unwrap();
    let opaque = BASE64_STANDARD_NO_PAD.encode(format!("root:{credential}:{}", made.client_secret));
    let now = app.world.clock.now().seconds();
    let claims = json!({ "iss": ISSUER, "aud": "sigill", "sub": "root", "iat": now, "exp": now + 300 });
    let outside = signer.token("at+jwt", &claims);
    let (user, secret) = ("root".to_owned(), made.client_secret);
    (site, Good { own, outside, opaque, user, credential, secret, signer, now })
}

#[tokio::test]
async fn no_hostile_token_is_accepted() {
    let (site, good) = site().await;
    let path = format!("{API}/clients/api");
    let call = async |token: &str| site.get(&path, &[("authorization", &format!("Bearer {token}"))]).await;
    for token in [&good.own, &good.outside, &good.opaque] {
        assert_eq!(call(token).await.status, StatusCode::OK, "{token}");
    }
    let mut hostile = Vec::new();
    hostile.extend(forged::damaged(&good));
    hostile.extend(forged::forged(&good));
    hostile.extend(claimed::claimed(&good));
    hostile.extend(claimed::worded(&good));
    hostile.extend(opaque::opaque(&good));
    let mut accepted = Vec::new();
    for (what, token) in &hostile {
        assert!(![&good.own, &good.outside, &good.opaque].contains(&token), "{what} is a good one");
        let answer = call(token).await;
        // Bytes that no header may have don't even come so far.
        if answer.told() != "401 errors.unauthenticated"
            || answer.header("www-authenticate") != "Bearer realm=\"sigill\", error=\"invalid_token\""
        {
            accepted.push(format!("{what}: {} {token}", answer.status));
        }
    }
    assert!(accepted.is_empty(), "{accepted:#?}");
    assert!(hostile.len() >= 400, "{}", hostile.len());
    for token in [&good.own, &good.outside, &good.opaque] {
        assert_eq!(call(token).await.status, StatusCode::OK, "still");
    }
}

type Cases = Vec<(String, String)>;
