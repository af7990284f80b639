//! The token endpoint as RFC 6749 has it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sigill_app::setup::{self, ClientCredentials, TechnicalUser};
use sigill_app::token::read_public_key;
use sigill_testing::Signer;

use super::*;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

async fn technical_user(site: &Site) -> ClientCredentials {
    let wanted = TechnicalUser { client: "api", user: "robot", role: Role::Root, clients: ClientRoom::Global };
    let app = &site.fixture.app;
    setup::technical_user(&app.store, &app.world, app.tokens.secrets(), &wanted).await.unwrap()
}

fn basic(id: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))
}

fn encoded(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

#[tokio::test]
async fn a_technical_user_gets_a_token_that_works_by_either_way_of_authentication() {
    let site = Site::new().await;
    let ClientCredentials { client_id: id, client_secret: secret, .. } = technical_user(&site).await;
    let urlencoded = |value: &str| form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>();
    let grant = ("grant_type", "client_credentials");
    let ways = [
        (Some(basic(&urlencoded(&id), &urlencoded(&secret))), encoded(&[grant])),
        // Most clients don't encode; an id with a slash is the same both ways.
        (Some(basic(&id, &secret)), encoded(&[grant])),
        (Some(basic(&id, &secret)), encoded(&[grant, ("client_id", &id), ("scope", "")])),
        (None, encoded(&[grant, ("client_id", &id), ("client_secret", &secret)])),
    ];
    for (authorization, body) in ways {
        let mut headers = vec![FORM];
        headers.extend(authorization.as_deref().map(|value| ("authorization", value)));
        let answer = site.post("/oauth2/token", &headers, body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert_eq!((answer.header("cache-control"), answer.header("pragma")), ("no-store", "no-cache"));
        let json = answer.json();
        assert_eq!((&json["token_type"], &json["expires_in"]), (&"Bearer".into(), &1_000_000_000.into()));
        let bearer = format!("Bearer {}", json["access_token"].as_str().unwrap());
        let used = site.get(&format!("{API}/clients/api"), &[("authorization", &bearer)]).await;
        assert_eq!(used.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn what_the_endpoint_refuses_it_refuses_in_the_words_of_the_rfc() {
    let site = Site::new().await;
    let ClientCredentials { client_id: id, client_secret: secret, .. } = technical_user(&site).await;
    let (good, wrong) = (basic(&id, &secret), basic(&id, "wrong"));
    let (json, form) = ("application/json", FORM.1);
    let table: &[(&str, Option<&str>, String, &str)] = &[
        (form, None, "grant_type=client_credentials".into(), "401 invalid_client"),
        (form, Some(&wrong), "grant_type=client_credentials".into(), "401 invalid_client"),
        (form, Some("Basic !"), "grant_type=client_credentials".into(), "401 invalid_client"),
        (form, Some("Bearer x"), "grant_type=client_credentials".into(), "401 invalid_client"),
        (form, None, encoded(&[("grant_type", "client_credentials"), ("client_id", &id)]), "401 invalid_client"),
        (form, Some(&good), String::new(), "400 invalid_request"),
        (form, Some(&good), "grant_type=".into(), "400 invalid_request"),
        (form, Some(&good), "grant_type=password".into(), "400 unsupported_grant_type"),
        (
            form,
            Some(&good),
            "grant_type=client_credentials&grant_type=client_credentials".into(),
            "400 invalid_request",
        ),
        (form, Some(&good), "grant_type=client_credentials&scope=all".into(), "400 invalid_scope"),
        (form, Some(&good), "grant_type=client_credentials&client_id=a/b".into(), "400 invalid_request"),
        (form, Some(&good), "grant_type=client_credentials&client_id=a&client_secret=b".into(), "400 invalid_request"),
        (json, Some(&good), r#"{"grant_type":"client_credentials"}"#.into(), "400 invalid_request"),
    ];
    for (kind, authorization, body, expected) in table {
        let mut headers = vec![("content-type", *kind)];
        headers.extend(authorization.map(|value| ("authorization", value)));
        let answer = site.post("/oauth2/token", &headers, body.clone()).await;
        let told = format!("{} {}", answer.status.as_u16(), answer.json()["error"].as_str().unwrap());
        assert_eq!(told, *expected, "{authorization:?} {body}");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("www-authenticate").starts_with("Basic"), answer.status == StatusCode::UNAUTHORIZED);
    }
    let large = site.post("/oauth2/token", &[FORM], "x".repeat(65_537)).await;
    assert_eq!(large.told(), "413 errors.bodyTooLarge");
}

const ASSERTED: (&str, &str) = ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");

#[tokio::test]
async fn the_log_says_who_asked_in_vain_for_a_token_and_why() {
    let site = Site::new().await;
    let ClientCredentials { client_id: id, client_secret: secret, .. } = technical_user(&site).await;
    let app = &site.fixture.app;
    let signer = Signer::ed25519("k");
    site.fixture.token("keyed", Role::Root, ClientRoom::Global).await;
    let jwk = read_public_key(&signer.jwk().to_string()).unwrap();
    setup::public_key(&app.store, &app.world, "api", "keyed", &jwk).await.unwrap();
    let grant = ("grant_type", "client_credentials");
    let asserted = |user: &str, aud: &str| {
        let claims = serde_json::json!({
            "iss": user, "sub": user, "aud": aud, "exp": app.world.clock.now().seconds() + 60, "jti": "1",
        });
        encoded(&[grant, ASSERTED, ("client_assertion", &signer.token("client-authentication+jwt", &claims))])
    };
    let good = asserted("api/keyed", "http://sigill.test");
    assert_eq!(site.post("/oauth2/token", &[FORM], good.clone()).await.status, StatusCode::OK);
    let begun = format!("{}...", &secret[..8]);
    let table = [
        (None, encoded(&[grant]), None, "doesn't say who"),
        (Some("Basic !".to_owned()), encoded(&[grant]), None, "doesn't say who"),
        (None, encoded(&[grant, ("client_id", &id)]), Some("api/robot"), "doesn't say who"),
        (Some(basic(&id, "wrong")), encoded(&[grant]), Some("api/robot"), "the secret is wrong"),
        (Some(basic("api/nobody", &secret)), encoded(&[grant]), Some("api/nobody"), "no technical user of this name"),
        (
            None,
            encoded(&[grant, ("client_id", "a/b\n\u{1b}[1m"), ("client_secret", "x")]),
            Some("a/b\\n\\u{1b}[1m"),
            "no technical",
        ),
        // Somebody has mixed them up: that must not tell the log a secret.
        (Some(basic(&secret, &id)), encoded(&[grant]), Some(begun.as_str()), "isn't of the form client/user"),
        (None, encoded(&[grant, ASSERTED, ("client_assertion", "x.y.z")]), None, "not a token"),
        (None, asserted("api/robot", "http://sigill.test"), Some("api/robot"), "no technical user of this name"),
        (None, asserted("api/keyed", "http://other"), Some("api/keyed"), "it is for somebody else"),
        (None, good, Some("api/keyed"), "the assertion was used before"),
    ];
    for (n, (authorization, body, client_id, cause)) in table.into_iter().enumerate() {
        let request_id = format!("token-{n}");
        let mut headers = vec![FORM, ("x-request-id", request_id.as_str())];
        headers.extend(authorization.as_deref().map(|value| ("authorization", value)));
        let answer = site.post("/oauth2/token", &headers, body).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{cause}");
        assert!(!answer.body.contains(cause), "nobody learns it");
        let line = log::line(&request_id);
        assert_eq!((&line["refused"], &line["client_id"]), (&"invalid_client".into(), &client_id.into()), "{line}");
        assert!(line["cause"].as_str().unwrap().contains(cause), "{line}");
        assert!(line.get("peer").is_none() && line.get("caller").is_none(), "{line}");
    }
    let headers = [FORM, ("x-request-id", "token-other")];
    site.post("/oauth2/token", &headers, "grant_type=password").await;
    assert_eq!(log::line("token-other")["refused"], "unsupported_grant_type");
    assert!(!log::written().contains(&secret));
}

#[tokio::test]
async fn the_log_names_addresses_only_where_it_is_told_to() {
    let site = Site::new().await;
    let peer = crate::http::rate::Peer("2001:db8::1".parse().unwrap());
    for peers in [false, true] {
        let (router, _) = with_server(site.fixture.app.clone(), Limits::default(), Tells { spans: None, peers });
        let id = format!("peer-{peers}");
        let mut asked = request(Method::POST, "/oauth2/token", &[FORM, ("x-request-id", &id)], "a=b".into());
        asked.extensions_mut().insert(peer);
        assert_eq!(router.oneshot(asked).await.unwrap().status(), StatusCode::BAD_REQUEST);
        let expected = if peers { Value::from("2001:db8::1") } else { Value::Null };
        assert_eq!(log::line(&id)["peer"], expected);
    }
}

#[tokio::test]
async fn the_metadata_leads_to_what_is_served() {
    let site = Site::new().await;
    let metadata = site.get("/.well-known/oauth-authorization-server", &[]).await.json();
    let issuer = metadata["issuer"].as_str().unwrap();
    assert_eq!(issuer, "http://sigill.test");
    for (member, method) in
        [("token_endpoint", Method::POST), ("jwks_uri", Method::GET), ("service_documentation", Method::GET)]
    {
        let path = metadata[member].as_str().unwrap().strip_prefix(issuer).unwrap();
        let answer = site.send(request(method, path, &[], Body::empty())).await;
        assert!(![404, 405].contains(&answer.status.as_u16()), "{member}");
    }
    let keys = site.get("/.well-known/jwks.json", &[]).await.json();
    assert_eq!((&keys["keys"][0]["kty"], &keys["keys"][0]["crv"]), (&"OKP".into(), &"Ed25519".into()));
    assert!(keys["keys"][0].get("d").is_none(), "only the public part");
}
