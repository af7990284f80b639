//! The page and the call of one-time links.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use sigill_app::one_time_link;
use sigill_app::token::TechnicalUserId;

use super::*;

const PATH: &str = "/sigill/v1/once";
const JSON: (&str, &str) = ("content-type", "application/json");

/// A body with the token of a new link for a technical user.
async fn link(site: &Site) -> String {
    site.fixture.token("robot", Role::Root, ClientRoom::Global).await;
    let app = &site.fixture.app;
    let occasion = app.world.occasion("test".to_owned(), std::time::Duration::from_secs(20));
    let issued = one_time_link::issue(app, &TechnicalUserId::new("api", "robot"), 3_600, occasion).await.unwrap();
    serde_json::json!({ "token": issued.url.split_once('#').unwrap().1 }).to_string()
}

#[tokio::test]
async fn the_page_runs_its_own_script_and_loads_nothing() {
    let site = Site::new().await;
    let page = site.get(PATH, &[]).await;
    assert_eq!((page.status, page.header("content-type")), (StatusCode::OK, "text/html; charset=utf-8"));
    assert_eq!((page.header("cache-control"), page.header("referrer-policy")), ("no-store", "no-referrer"));
    let policy = page.header("content-security-policy");
    let between = |from: &str, to: &str| page.body.split_once(from).unwrap().1.split_once(to).unwrap().0;
    for (kind, text) in
        [("style-src", between("<style>", "</style>")), ("script-src", between("<script>", "</script>"))]
    {
        assert!(policy.contains(&format!("{kind} 'sha256-{}'", STANDARD.encode(Sha256::digest(text)))), "{policy}");
    }
    assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe"), "{policy}");
    for forbidden in ["src=", "url(", "@import", " style=", " onclick", "http:", "https:", "innerHTML"] {
        assert!(!page.body.contains(forbidden), "{forbidden}");
    }
}

#[tokio::test]
async fn a_link_is_used_once_and_looking_at_its_page_does_not_use_it() {
    let site = Site::new().await;
    let body = link(&site).await;
    for _ in 0..3 {
        assert_eq!(site.get(PATH, &[]).await.status, StatusCode::OK);
    }
    let first = site.post(PATH, &[JSON], body.clone()).await;
    assert_eq!((first.status, first.header("cache-control")), (StatusCode::OK, "no-store"));
    let told = first.json();
    assert_eq!(told["client_id"], "api/robot");
    assert_eq!(told["token_endpoint"], "http://sigill.test/oauth2/token");
    let secret = told["client_secret"].as_str().unwrap();
    assert!(site.fixture.app.tokens.issue("api/robot", secret, None).await.is_ok());

    let second = site.post(PATH, &[JSON], body).await;
    assert_eq!(second.told(), "410 errors.linkGone");
    assert_eq!(second.messages(), "the link was used before, and serves once: ask for another one");
}

#[tokio::test]
async fn what_is_no_link_is_told_what_was_expected_and_uses_none_up() {
    let site = Site::new().await;
    let body = link(&site).await;
    let bearer = site.root().await.replace("Bearer ", "");
    let access = serde_json::json!({ "token": bearer }).to_string();
    for (sent, told) in [
        ("", "400 errors.unreadableBody"),
        (r#"{"token":1}"#, "400 errors.unreadableBody"),
        ("{}", "422 errors.invalidData"),
        (r#"{"token":" "}"#, "422 errors.invalidData"),
        (r#"{"token":"x"}"#, "422 errors.invalidData"),
        (&format!(r#"{{"token":"{}"}}"#, "x".repeat(2_001)), "422 errors.invalidData"),
        (&access, "422 errors.invalidData"),
        (&body.replace('}', r#","more":1}"#), "422 errors.invalidData"),
    ] {
        assert_eq!(site.post(PATH, &[JSON], sent.to_owned()).await.told(), told, "{sent}");
    }
    // A second answer with the secret can't be had, and a trial would be none.
    for header in [("idempotency-key", "k"), ("prefer", "dry-run")] {
        assert_eq!(site.post(PATH, &[JSON, header], body.clone()).await.told(), "400 errors.unreadableHeader");
    }
    // A page elsewhere can send forms without asking, but no JSON.
    let form = site.post(PATH, &[("content-type", "text/plain")], body.clone()).await;
    assert_eq!(form.told(), "415 errors.unsupportedMediaType");
    // As a bearer token it is none.
    let token = serde_json::from_str::<Value>(&body).unwrap()["token"].as_str().unwrap().to_owned();
    let called = site.get(&format!("{API}/clients/api"), &[("authorization", &format!("Bearer {token}"))]).await;
    assert_eq!(called.told(), "401 errors.unauthenticated");
    assert_eq!(site.post(PATH, &[JSON], body).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_expired_link_is_told_when_it_ended() {
    let site = Site::new().await;
    let body = link(&site).await;
    site.fixture.clock.advance_ms(3_600_000);
    let late = site.post(PATH, &[JSON], body).await;
    assert_eq!(late.told(), "410 errors.linkGone");
    assert!(late.messages().starts_with("the link has expired, at 2"), "{}", late.messages());
}

#[tokio::test]
async fn who_opens_links_too_often_is_told_to_wait() {
    let limits = Limits { peer_requests_per_s_max: Some(1), ..Limits::default() };
    let site = Site::with(limits).await;
    let peer = crate::http::rate::Peer("192.0.2.1".parse().unwrap());
    let mut told = Vec::new();
    for _ in 0..4 {
        let mut sent = request(Method::POST, PATH, &[JSON], Body::from("{}"));
        sent.extensions_mut().insert(peer);
        told.push(site.send(sent).await.status.as_u16());
    }
    assert_eq!(told, [422, 422, 429, 429]);
}
