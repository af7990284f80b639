//! Stopping without losing what is under way.

use tokio::io::AsyncWriteExt;

use super::loopback::{Listening, read_all, read_until};
use super::*;

/// Begins a request whose body the server waits for. That it does is told by its `100 Continue`.
async fn begin(listening: &Listening) -> tokio::net::TcpStream {
    let mut stream = listening.connect().await;
    let root = listening.fixture.root().await;
    let request = format!(
        "POST {API}/clients HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {root}\r\nContent-Type: application/json\r\n\
         Content-Length: 2\r\nExpect: 100-continue\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let told = read_until(&mut stream, "\r\n\r\n").await;
    assert!(told.starts_with("HTTP/1.1 100 "), "{told}");
    stream
}

#[tokio::test]
async fn what_is_under_way_is_answered_and_nothing_new_is_accepted() {
    let listening = Listening::new(Limits::default()).await;
    let mut stream = begin(&listening).await;
    let mut idle = listening.connect().await;
    idle.write_all(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    read_until(&mut idle, "up\"}").await;

    listening.stop.cancel();
    assert_eq!(read_all(&mut idle).await, "", "an idle connection is closed at once");
    assert!(tokio::net::TcpStream::connect(listening.address).await.is_err());
    stream.write_all(b"{}").await.unwrap();
    let answer = read_all(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 422 ") && answer.contains("connection: close"), "{answer}");
    listening.served.await.unwrap().unwrap();
}

#[tokio::test]
async fn what_takes_too_long_is_cut_off() {
    let listening = Listening::new(Limits { stop_ms_max: 20, ..Limits::default() }).await;
    let mut stream = begin(&listening).await;
    listening.stop.cancel();
    let error = listening.served.await.unwrap().unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::TimedOut);
    assert_eq!(error.to_string(), "1 connections were cut off: their requests took too long");
    assert_eq!(read_all(&mut stream).await, "");
}
