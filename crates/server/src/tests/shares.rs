//! Who waits for a turn of strangers, and whose places strangers don't take.

use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use sigill_app::setup::{self, TechnicalUser};

use super::*;
use crate::http::rate::Peer;
use crate::http::strangers::Errand;

/// Where requests come from.
fn peer() -> Peer {
    Peer("192.0.2.1".parse().unwrap())
}

async fn get(site: &Site, path: &str, bearer: &str) -> String {
    let mut request = request(Method::GET, path, &[("authorization", bearer)], Body::empty());
    request.extensions_mut().insert(peer());
    let answer = site.send(request).await;
    if answer.status.is_success() { answer.status.as_u16().to_string() } else { answer.told() }
}

/// How long a stranger would have to wait there now.
fn wait(site: &Site) -> Duration {
    site.server.strangers.wait(&peer(), Errand::Other)
}

#[tokio::test]
async fn a_caller_who_is_refused_for_want_of_a_place_does_not_wait_as_a_stranger_does() {
    let limits = Limits { requests_max: 1, stranger_requests_per_s_max: 1, ..Limits::default() };
    let site = Site::with(limits).await;
    let root = site.root().await;
    let path = format!("{API}/clients/api");
    let place = site.server.places.enter("somebody").unwrap();
    for _ in 0..4 {
        assert_eq!(get(&site, &path, &root).await, "503 errors.unavailable");
    }
    assert_eq!(wait(&site), Duration::ZERO);
    drop(place);
    assert_eq!(get(&site, &path, &root).await, "200");
}

#[tokio::test]
async fn who_needs_no_slow_hash_finds_a_place_while_strangers_wait_for_one_and_the_other_way_round() {
    let limits = Limits { token_requests_max: 1, ..Limits::default() };
    let site = Site::with(limits).await;
    let Fixture { app, .. } = &site.fixture;
    let wanted = TechnicalUser { client: "api", user: "robot", role: Role::Root, clients: ClientRoom::Global };
    let made = setup::technical_user(&app.store, &app.world, app.tokens.secrets(), &wanted).await.unwrap();
    let path = format!("{API}/clients/api");
    let by_secret = async |secret: &str| {
        let body = format!("grant_type=client_credentials&client_id=api/robot&client_secret={secret}");
        site.post("/oauth2/token", &[("content-type", "application/x-www-form-urlencoded")], body).await
    };
    let opaque = |secret: &str| format!("Bearer {}", BASE64_STANDARD_NO_PAD.encode(format!("robot:none:{secret}")));
    let made_up = format!("sigill_{}", "x".repeat(43));

    let hashing = site.server.strangers.enter("somebody", true).unwrap();
    let answer = by_secret(&made.client_secret).await;
    assert_eq!(answer.status, StatusCode::OK);
    let token = format!("Bearer {}", answer.json()["access_token"].as_str().unwrap());
    assert_eq!(by_secret("chosen").await.told(), "503 errors.unavailable");
    assert_eq!(get(&site, &path, &token).await, "200", "it was never seen before");
    assert_eq!(get(&site, &path, &opaque(&made_up)).await, "401 errors.unauthenticated");
    assert_eq!(get(&site, &path, &opaque("chosen")).await, "503 errors.unavailable");
    drop(hashing);

    let fresh = by_secret(&made.client_secret).await.json()["access_token"].as_str().unwrap().to_owned();
    let unknown = site.server.strangers.enter("somebody", false).unwrap();
    assert_eq!(by_secret("chosen").await.json()["error"], "invalid_client");
    assert_eq!(by_secret(&made.client_secret).await.told(), "503 errors.unavailable");
    assert_eq!(get(&site, &path, &format!("Bearer {fresh}")).await, "503 errors.unavailable");
    assert_eq!(get(&site, &path, &token).await, "200", "it was seen before");
    assert_eq!(get(&site, &path, &opaque("chosen")).await, "401 errors.unauthenticated");
    drop(unknown);
}
