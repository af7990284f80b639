//! Limits that need no connection to be seen.

use std::convert::Infallible;
use std::time::Duration;

use bytes::Bytes;
use hyper::body::Frame;
use tokio::sync::mpsc;

use super::*;

/// A body that is written piece by piece, and the end to write to.
fn slow() -> (mpsc::UnboundedSender<&'static str>, Body) {
    struct Pieces(mpsc::UnboundedReceiver<&'static str>);
    impl axum::body::HttpBody for Pieces {
        type Data = Bytes;
        type Error = Infallible;
        fn poll_frame(
            mut self: std::pin::Pin<&mut Self>,
            context: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            self.0.poll_recv(context).map(|piece| piece.map(|piece| Ok(Frame::data(Bytes::from(piece)))))
        }
    }
    let (sender, receiver) = mpsc::unbounded_channel();
    (sender, Body::new(Pieces(receiver)))
}

#[tokio::test]
async fn one_request_more_than_the_limit_is_told_to_come_back_while_probes_go_on() {
    let site = Site::with(Limits { requests_max: 1, ..Limits::default() }).await;
    let (pieces, body) = slow();
    let first = request(Method::POST, &format!("{API}/clients"), &[("content-type", "application/json")], body);
    let mut first = std::pin::pin!(site.send(first));
    // Polled once, it waits for its body and holds the only place.
    assert!(tokio::time::timeout(Duration::ZERO, &mut first).await.is_err());
    let second = site.get(&format!("{API}/clients/x"), &[]).await;
    assert_eq!((second.told().as_str(), second.header("retry-after")), ("503 errors.unavailable", "1"));
    for probe in ["/livez", "/readyz", "/startupz"] {
        assert_eq!(site.get(probe, &[]).await.status, StatusCode::OK);
    }
    drop(pieces);
    assert_eq!(first.await.told(), "401 errors.unauthenticated");
    assert_eq!(site.get(&format!("{API}/clients/x"), &[]).await.told(), "401 errors.unauthenticated");
}

#[tokio::test]
async fn a_body_of_exactly_the_limit_is_read_and_one_byte_more_is_not() {
    let site = Site::new().await;
    for path in [format!("{API}/clients"), format!("{API}/api/users/x/archive")] {
        let json = [("content-type", "application/json")];
        assert_eq!(site.post(&path, &json, "x".repeat(65_536)).await.told(), "401 errors.unauthenticated");
        assert_eq!(site.post(&path, &json, "x".repeat(65_537)).await.told(), "413 errors.bodyTooLarge");
        let pieces = |n: usize| {
            let (sender, body) = slow();
            (0..n).for_each(|_| sender.send(include_str!("mod.rs")).unwrap());
            body
        };
        let many = 65_537_usize.div_ceil(include_str!("mod.rs").len());
        assert_eq!(site.post(&path, &json, pieces(1)).await.told(), "401 errors.unauthenticated");
        assert_eq!(site.post(&path, &json, pieces(many)).await.told(), "413 errors.bodyTooLarge");
    }
}

#[tokio::test]
async fn a_body_that_does_not_arrive_in_time_is_408() {
    let site = Site::with(Limits { request_ms_max: 20, ..Limits::default() }).await;
    let (pieces, body) = slow();
    pieces.send("{").unwrap();
    let answer = site.post(&format!("{API}/clients"), &[("content-type", "application/json")], body).await;
    assert_eq!((answer.told().as_str(), answer.header("connection")), ("408 errors.bodyIncomplete", "close"));
}
