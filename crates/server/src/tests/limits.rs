//! Limits that need no connection to be seen.

use std::cell::Cell;
use std::convert::Infallible;
use std::pin::Pin;

use bytes::Bytes;
use hyper::body::Frame;
use tokio::sync::mpsc::{self, UnboundedSender};

use super::*;

thread_local! {
    /// Whether somebody waits for a piece of a body. Each test has a thread of its own.
    static IS_READ: Cell<bool> = const { Cell::new(false) };
}

/// A body that is written piece by piece, and the end to write to.
fn slow() -> (mpsc::UnboundedSender<&'static str>, Body) {
    struct Pieces(mpsc::UnboundedReceiver<&'static str>);
    impl axum::body::HttpBody for Pieces {
        type Data = Bytes;
        type Error = Infallible;
        fn poll_frame(
            mut self: Pin<&mut Self>,
            context: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            let piece = self.0.poll_recv(context);
            if piece.is_pending() {
                IS_READ.set(true);
            }
            piece.map(|piece| piece.map(|piece| Ok(Frame::data(Bytes::from(piece)))))
        }
    }
    let (sender, receiver) = mpsc::unbounded_channel();
    (sender, Body::new(Pieces(receiver)))
}

#[tokio::test]
async fn one_request_more_than_the_limit_is_told_to_come_back_while_probes_go_on() {
    let site = Site::with(Limits { requests_max: 1, ..Limits::default() }).await;
    let (pieces, body) = slow();
    let root = site.root().await;
    let first = request(Method::POST, &format!("{API}/clients"), &json_by(&root), body);
    let mut first = std::pin::pin!(site.send(first));
    wait_for_its_body(&mut first, &pieces).await;
    let second = site.get(&format!("{API}/clients/x"), &[("authorization", &root)]).await;
    assert_eq!((second.told().as_str(), second.header("retry-after")), ("503 errors.unavailable", "1"));
    for public in ["/livez", "/readyz", "/startupz", "/openapi.json", "/.well-known/jwks.json"] {
        assert_eq!(site.get(public, &[]).await.status, StatusCode::OK, "{public}");
    }
    assert_eq!(site.get(&format!("{API}/clients/x"), &[]).await.told(), "401 errors.unauthenticated");
    drop(pieces);
    assert_eq!(first.await.told(), "400 errors.unreadableBody");
    assert_eq!(site.get(&format!("{API}/clients/api"), &[("authorization", &root)]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn one_caller_who_holds_all_it_can_get_leaves_places_for_the_others() {
    let site = Site::with(Limits { requests_max: 8, ..Limits::default() }).await;
    let (root, other) = (site.root().await, site.bearer("other", Role::Root, ClientRoom::Global).await);
    let path = format!("{API}/clients");
    let mut held = hold(&site, &path, &json_by(&root), 4).await;
    let others = hold(&site, "/oauth2/token", &[("content-type", "application/x-www-form-urlencoded")], 8).await;
    let get = async |by: &str| site.get(&format!("{API}/clients/api"), &[("authorization", by)]).await.status;
    assert_eq!((get(&root).await, get(&other).await), (StatusCode::OK, StatusCode::OK));
    let places = [(); 2].map(|()| site.server.places.enter("somebody").unwrap());
    assert_eq!((get(&root).await, get(&other).await), (StatusCode::SERVICE_UNAVAILABLE, StatusCode::OK));
    drop((places, others));
    assert_eq!(get(&root).await, StatusCode::OK);
    held.clear();
}

#[tokio::test]
async fn a_body_of_exactly_the_limit_is_read_and_one_byte_more_is_not() {
    let site = Site::new().await;
    let root = site.root().await;
    for (path, read) in [
        (format!("{API}/clients"), "400 errors.unreadableBody"),
        (format!("{API}/api/users/x/archive"), "404 errors.noRecord"),
    ] {
        let (anonymous, json) = ([("content-type", "application/json")], json_by(&root));
        assert_eq!(site.post(&path, &anonymous, "x".repeat(65_536)).await.told(), "401 errors.unauthenticated");
        assert_eq!(site.post(&path, &anonymous, "x".repeat(65_537)).await.told(), "413 errors.bodyTooLarge");
        assert_eq!(site.post(&path, &json, "x".repeat(65_536)).await.told(), read);
        assert_eq!(site.post(&path, &json, "x".repeat(65_537)).await.told(), "413 errors.bodyTooLarge");
        let pieces = |n: usize| {
            let (sender, body) = slow();
            (0..n).for_each(|_| sender.send(include_str!("mod.rs")).unwrap());
            body
        };
        let many = 65_537_usize.div_ceil(include_str!("mod.rs").len());
        assert_eq!(site.post(&path, &json, pieces(1)).await.told(), read);
        assert_eq!(site.post(&path, &json, pieces(many)).await.told(), "413 errors.bodyTooLarge");
        // Its length shows only while it is read, and nobody reads it who isn't known.
        assert_eq!(site.post(&path, &anonymous, pieces(many)).await.told(), "401 errors.unauthenticated");
    }
}

#[tokio::test]
async fn a_body_that_does_not_arrive_in_time_is_408() {
    let mut site = Site::new().await;
    let root = site.root().await;
    site.router = router(site.fixture.app.clone(), Limits { request_ms_max: 500, ..Limits::default() });
    let (pieces, body) = slow();
    pieces.send("{").unwrap();
    let answer = site.post(&format!("{API}/clients"), &json_by(&root), body).await;
    assert_eq!((answer.told().as_str(), answer.header("connection")), ("408 errors.bodyIncomplete", "close"));
}

/// Polls the request until it has taken a piece of its body and waits for more.
async fn wait_for_its_body(
    request: &mut (impl Future<Output = Answer> + Unpin),
    pieces: &UnboundedSender<&'static str>,
) {
    let taken = async {
        pieces.send("{").unwrap();
        while !IS_READ.replace(false) {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        _ = request => panic!("it was answered without its body"),
        () = taken => {}
    }
}

/// Requests whose bodies never come, all waiting.
async fn hold<'a>(
    site: &'a Site,
    path: &str,
    headers: &[(&str, &str)],
    n: usize,
) -> Vec<(Pin<Box<dyn Future<Output = Answer> + 'a>>, UnboundedSender<&'static str>)> {
    let mut held = Vec::new();
    for _ in 0..n {
        let (pieces, body) = slow();
        let mut sent: Pin<Box<dyn Future<Output = Answer> + 'a>> =
            Box::pin(site.send(request(Method::POST, path, headers, body)));
        wait_for_its_body(&mut sent, &pieces).await;
        held.push((sent, pieces));
    }
    held
}

#[tokio::test]
async fn a_caller_without_a_good_token_is_refused_before_its_body_comes() {
    let site = Site::with(Limits { requests_max: 1, ..Limits::default() }).await;
    let (_pieces, body) = slow();
    let answer = site.post(&format!("{API}/clients"), &[("content-type", "application/json")], body).await;
    assert_eq!((answer.told().as_str(), answer.header("connection")), ("401 errors.unauthenticated", "close"));
    let (_pieces, body) = slow();
    let bad = format!("{}x", site.root().await);
    let answer = site.post(&format!("{API}/clients"), &json_by(&bad), body).await;
    assert_eq!((answer.told().as_str(), answer.header("connection")), ("401 errors.unauthenticated", "close"));
}

#[tokio::test]
async fn what_is_wrong_with_a_body_is_told_to_nobody_without_the_right() {
    let mut site = Site::new().await;
    let nobody = site.bearer("nobody", Role::TechUser, ClientRoom::Global).await;
    site.router = router(site.fixture.app.clone(), Limits { request_ms_max: 500, ..Limits::default() });
    let path = format!("{API}/clients");
    let (pieces, body) = slow();
    pieces.send("{").unwrap();
    let late = site.post(&path, &json_by(&nobody), body).await;
    assert_eq!((late.told().as_str(), late.header("connection")), ("403 errors.permissionDenied", "close"));
    let (pieces, body) = slow();
    (0..20).for_each(|_| pieces.send(include_str!("mod.rs")).unwrap());
    assert_eq!(site.post(&path, &json_by(&nobody), body).await.told(), "403 errors.permissionDenied");
}

#[tokio::test]
async fn bodies_that_do_not_come_hold_half_of_the_places_and_the_oldest_gives_way() {
    let site = Site::with(Limits { requests_max: 4, ..Limits::default() }).await;
    let root = site.root().await;
    let path = format!("{API}/clients");
    let mut held = hold(&site, &path, &json_by(&root), 2).await;
    let third = hold(&site, &path, &json_by(&root), 1).await;
    let (first, _pieces) = held.remove(0);
    let gone = first.await;
    assert_eq!((gone.told().as_str(), gone.header("connection")), ("503 errors.unavailable", "close"));
    assert_eq!(site.post(&path, &json_by(&root), "{}").await.told(), "422 errors.invalidData");
    drop((held, third));
}

#[tokio::test]
async fn token_requests_have_places_of_their_own() {
    let limits = Limits { requests_max: 1, token_requests_max: 2, ..Limits::default() };
    let site = Site::with(limits).await;
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let root = site.root().await;
    let mut held = hold(&site, "/oauth2/token", &form, 2).await;
    assert_eq!(site.get(&format!("{API}/clients/api"), &[("authorization", &root)]).await.status, StatusCode::OK);
    // Whose body is there isn't kept waiting by those whose isn't.
    let answer = site.post("/oauth2/token", &form, "grant_type=client_credentials").await;
    assert_eq!(answer.json()["error"], "invalid_client");
    let third = hold(&site, "/oauth2/token", &form, 1).await;
    let (first, _pieces) = held.remove(0);
    assert_eq!(first.await.told(), "503 errors.unavailable");
    drop((held, third));
}

#[tokio::test]
async fn who_calls_too_often_is_told_when_to_go_on() {
    let limits = Limits { caller_requests_per_s_max: Some(1), ..Limits::default() };
    let site = Site::with(limits).await;
    let (root, other) = (site.root().await, site.bearer("other", Role::Root, ClientRoom::Global).await);
    let path = format!("{API}/clients/api");
    for _ in 0..2 {
        assert_eq!(site.get(&path, &[("authorization", &root)]).await.status, StatusCode::OK);
    }
    let answer = site.get(&path, &[("authorization", &root)]).await;
    assert_eq!((answer.told().as_str(), answer.header("retry-after")), ("429 errors.tooManyRequests", "1"));
    assert_eq!(site.get(&path, &[("authorization", &other)]).await.status, StatusCode::OK);
    assert_eq!(site.get("/livez", &[]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_caller_has_so_many_answers_kept_in_a_day_and_is_told_how_many() {
    let site = Site::with(Limits { kept_answers_per_day_max: 2, ..Limits::default() }).await;
    let (root, other) = (site.root().await, site.bearer("other", Role::Root, ClientRoom::Global).await);
    let create = async |(who, by): (&str, &str), key: Option<&str>| {
        let mut headers = json_by(by).to_vec();
        headers.extend(key.map(|key| ("idempotency-key", key)));
        // Each another one: only names that differ are taken.
        let body = format!(r#"{{"name":"{who} {}"}}"#, key.unwrap_or("none"));
        site.post(&format!("{API}/clients"), &headers, body).await
    };
    for key in ["a", "b"] {
        assert_eq!(create(("root", &root), Some(key)).await.status, StatusCode::CREATED);
    }
    let refused = create(("root", &root), Some("c")).await;
    assert_eq!(refused.told(), "429 errors.tooManyRequests");
    assert!(refused.body.contains("Idempotency-Key: 2 answers a day"), "{}", refused.body);
    // One more may come after half a day, of which some moments have passed.
    let retry_s: u32 = refused.header("retry-after").parse().unwrap();
    assert!((43_100..=43_200).contains(&retry_s), "{retry_s}");
    assert_eq!(create(("root", &root), None).await.status, StatusCode::CREATED, "without the header, nothing is kept");
    assert_eq!(create(("other", &other), Some("c")).await.status, StatusCode::CREATED);
}
