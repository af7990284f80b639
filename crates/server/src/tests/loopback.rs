//! What only a real connection shows.

use std::net::SocketAddr;

use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::*;

/// A server that listens.
pub(super) struct Listening {
    pub(super) address: SocketAddr,
    pub(super) stop: CancellationToken,
    pub(super) served: JoinHandle<std::io::Result<()>>,
    pub(super) fixture: Fixture,
}

impl Listening {
    pub(super) async fn new(limits: Limits) -> Self {
        Self::on(Database::new(Kind::Sqlite).await, limits).await
    }

    /// Where it matters what the engine does.
    pub(super) async fn on(database: Database, limits: Limits) -> Self {
        Self::behind(database, limits, crate::Proxies::default()).await
    }

    /// Behind proxies.
    pub(super) async fn behind(database: Database, limits: Limits, proxies: crate::Proxies) -> Self {
        log::collect();
        let fixture = Fixture::new(database).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let asked = stop.clone().cancelled_owned();
        let faces = crate::Faces { proxies, ..listener.into() };
        let served = tokio::spawn(crate::serve(faces, fixture.app.clone(), limits, asked));
        Self { address, stop, served, fixture }
    }

    pub(super) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Sends bytes and reads until the server closes the connection.
    pub(super) async fn exchange(&self, bytes: impl AsRef<[u8]>) -> String {
        let mut stream = self.connect().await;
        // The server may close before all is written.
        let _ = stream.write_all(bytes.as_ref()).await;
        read_all(&mut stream).await
    }
}

/// What arrives until the connection ends, however it does.
pub(super) async fn read_all(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = stream.read(&mut buffer).await {
        bytes.extend_from_slice(&buffer[..read]);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What arrives until it ends with `end`.
pub(super) async fn read_until(stream: &mut TcpStream, end: &str) -> String {
    let mut bytes = Vec::new();
    while !bytes.ends_with(end.as_bytes()) {
        bytes.push(stream.read_u8().await.unwrap());
    }
    String::from_utf8(bytes).unwrap()
}

const POST: &str = "POST /nevisidm/api/core/v1/clients HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

const TOKEN: &str = "POST /oauth2/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n";

#[tokio::test]
async fn a_connection_is_kept_for_further_requests() {
    let listening = Listening::new(Limits::default()).await;
    let mut stream = listening.connect().await;
    for _ in 0..3 {
        stream.write_all(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
        let answer = read_until(&mut stream, "{\"status\":\"up\"}").await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    }
}

#[tokio::test]
async fn http_2_works_with_prior_knowledge() {
    let listening = Listening::new(Limits::default()).await;
    let io = TokioIo::new(listening.connect().await);
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake::<_, _, Body>(TokioExecutor::new(), io).await.unwrap();
    tokio::spawn(connection);
    let path = format!("http://{}{API}/clients/api/", listening.address);
    let answer = sender.send_request(request(Method::GET, &path, &[], Body::empty())).await.unwrap();
    assert_eq!((answer.version(), answer.status()), (http::Version::HTTP_2, StatusCode::UNAUTHORIZED));
    let large = request(
        Method::POST,
        path.trim_end_matches("/api/"),
        &[("content-type", "application/json")],
        "x".repeat(70_000).into(),
    );
    let answer = sender.send_request(large).await.unwrap();
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn too_many_or_too_large_headers_are_431() {
    let listening = Listening::new(Limits::default()).await;
    let with = |headers: String| format!("GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n");
    let many = |n: usize| with((0..n).map(|n| format!("X-{n}: y\r\n")).collect());
    let large = |n: usize| with(format!("X-Large: {}\r\n", "y".repeat(n)));
    for (request, expected) in [(many(98), "200"), (many(99), "431"), (large(30_000), "200"), (large(33_000), "431")] {
        let answer = listening.exchange(request).await;
        assert_eq!(answer.split(' ').nth(1), Some(expected), "{answer}");
    }
}

#[tokio::test]
async fn a_large_body_is_refused_by_its_length_before_it_is_sent_and_in_chunks_once_it_is_too_long() {
    let listening = Listening::new(Limits::default()).await;
    let announced = listening.exchange(format!("{POST}Content-Length: 65537\r\n\r\n")).await;
    assert!(announced.starts_with("HTTP/1.1 413 "), "{announced}");
    assert!(announced.contains("errors.bodyTooLarge") && announced.contains("connection: close"), "{announced}");
    let waiting = listening.exchange(format!("{POST}Content-Length: 65537\r\nExpect: 100-continue\r\n\r\n")).await;
    assert!(waiting.starts_with("HTTP/1.1 413 "), "{waiting}");
    let chunk = format!("8000\r\n{}\r\n", "x".repeat(0x8000));
    let root = listening.fixture.root().await;
    let by = format!("{POST}Authorization: Bearer {root}\r\n");
    let chunked = listening.exchange(format!("{by}Transfer-Encoding: chunked\r\n\r\n{chunk}{chunk}1\r\nx\r\n")).await;
    assert!(chunked.starts_with("HTTP/1.1 413 "), "{chunked}");
}

#[tokio::test]
async fn a_chunk_that_is_none_is_400_and_the_connection_ends() {
    let listening = Listening::new(Limits::default()).await;
    let by = format!("Authorization: Bearer {}\r\n", listening.fixture.root().await);
    for chunk in ["zz\r\n{}\r\n0\r\n\r\n", "2\r\n{}zz0\r\n\r\n"] {
        let answer = listening.exchange(format!("{POST}{by}Transfer-Encoding: chunked\r\n\r\n{chunk}")).await;
        assert!(answer.starts_with("HTTP/1.1 400 ") && answer.contains("errors.unreadableBody"), "{answer}");
        assert!(answer.contains("connection: close"), "{answer}");
    }
}

#[tokio::test]
async fn a_no_content_answer_has_no_length() {
    let listening = Listening::new(Limits::default()).await;
    let root = listening.fixture.root().await;
    let by = format!("Host: x\r\nAuthorization: Bearer {root}\r\nConnection: close\r\n");
    let path = format!("{API}/api/users/robot/archive");
    listening.fixture.token("robot", Role::TechUser, ClientRoom::Global).await;
    let answer = listening.exchange(format!("POST {path} HTTP/1.1\r\n{by}\r\n")).await;
    assert!(answer.starts_with("HTTP/1.1 204 ") && !answer.contains("content-length"), "{answer}");
}

#[tokio::test]
async fn odd_ways_to_name_a_resource_are_answered_like_any_other() {
    let listening = Listening::new(Limits::default()).await;
    for (line, expected) in [
        ("GET /livez HTTP/1.0", "200"),
        ("GET http://elsewhere/livez/ HTTP/1.1", "200"),
        ("GET /livez?a=b#c HTTP/1.1", "200"),
        ("OPTIONS * HTTP/1.1", "404"),
        ("OPTIONS /livez HTTP/1.1", "405"),
        ("CONNECT elsewhere:80 HTTP/1.1", "404"),
        ("GET //livez HTTP/1.1", "404"),
        ("GET /../livez HTTP/1.1", "404"),
        ("GET nowhere HTTP/1.1", "404"),
    ] {
        let answer = listening.exchange(format!("{line}\r\nHost: x\r\nConnection: close\r\n\r\n")).await;
        assert_eq!(answer.split(' ').nth(1), Some(expected), "{line}: {answer}");
    }
}

#[tokio::test]
async fn whoever_is_slow_with_headers_is_cut_off() {
    let listening = Listening::new(Limits { headers_ms_max: 50, idle_ms_max: 60_000, ..Limits::default() }).await;
    // Nothing; what could become either protocol; a part of a header; HTTP/2 without a request.
    let http_2 = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
    for begun in [&b""[..], b"P", b"PRI * HT", b"GET /livez HTTP/1.1\r\nHost: x\r\n", http_2] {
        let answer = listening.exchange(begun).await;
        assert!(!answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
}

#[tokio::test]
async fn an_idle_http_2_connection_is_ended() {
    let listening = Listening::new(Limits { idle_ms_max: 50, ..Limits::default() }).await;
    let io = TokioIo::new(listening.connect().await);
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake::<_, _, Body>(TokioExecutor::new(), io).await.unwrap();
    let ended = tokio::spawn(connection);
    let path = format!("http://{}/livez", listening.address);
    let answer = sender.send_request(request(Method::GET, &path, &[], Body::empty())).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    // Ends, with or without an error: that is the test.
    let _ = ended.await.unwrap();
}

#[tokio::test]
async fn for_one_connection_more_than_the_limit_the_one_that_is_idle_gives_way() {
    let listening = Listening::new(Limits { connections_max: 2, ..Limits::default() }).await;
    let get = b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n";
    let mut idle = listening.connect().await;
    idle.write_all(get).await.unwrap();
    read_until(&mut idle, "up\"}").await;
    let mut busy = listening.connect().await;
    busy.write_all(format!("{TOKEN}Expect: 100-continue\r\nContent-Length: 2\r\n\r\n").as_bytes()).await.unwrap();
    read_until(&mut busy, "100 Continue\r\n\r\n").await;
    let mut third = listening.connect().await;
    third.write_all(get).await.unwrap();
    read_until(&mut third, "up\"}").await;
    assert_eq!(read_all(&mut idle).await, "", "it has gone");
    busy.write_all(b"a=").await.unwrap();
    read_until(&mut busy, "\"}").await;
}

#[tokio::test]
async fn one_connection_more_than_the_limit_waits_while_all_others_are_busy() {
    let listening = Listening::new(Limits { connections_max: 1, ..Limits::default() }).await;
    let mut busy = listening.connect().await;
    busy.write_all(format!("{TOKEN}Expect: 100-continue\r\nContent-Length: 2\r\n\r\n").as_bytes()).await.unwrap();
    read_until(&mut busy, "100 Continue\r\n\r\n").await;
    let mut second = listening.connect().await;
    second.write_all(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    busy.write_all(b"a").await.unwrap();
    assert_eq!(second.try_read(&mut [0; 1]).map_err(|error| error.kind()), Err(std::io::ErrorKind::WouldBlock));
    drop(busy);
    read_until(&mut second, "up\"}").await;
}

#[tokio::test]
async fn an_answer_that_leaves_a_body_unread_ends_the_connection_and_is_seen_nevertheless() {
    let listening = Listening::new(Limits::default()).await;
    // Half of a body: it is refused before, since nobody is named.
    let half = listening.exchange(format!("{POST}Content-Length: 60000\r\n\r\n{}", "x".repeat(30_000))).await;
    assert!(half.starts_with("HTTP/1.1 401 ") && half.contains("connection: close"), "{half}");
    // Far more than it may be, all of which is sent before the answer is read.
    let much = listening.exchange(format!("{POST}Content-Length: 900000\r\n\r\n{}", "x".repeat(900_000))).await;
    assert!(much.starts_with("HTTP/1.1 413 ") && much.contains("connection: close"), "{much}");
    // One that is there is read, and the connection goes on.
    let mut stream = listening.connect().await;
    for _ in 0..3 {
        stream.write_all(format!("{POST}Content-Length: 2\r\n\r\n{{}}").as_bytes()).await.unwrap();
        let answer = read_until(&mut stream, "]}").await;
        assert!(answer.starts_with("HTTP/1.1 401 ") && !answer.contains("connection"), "{answer}");
    }
}

#[tokio::test]
async fn one_address_that_asks_too_often_is_told_so_before_its_token_is_looked_at() {
    let listening = Listening::new(Limits { peer_requests_per_s_max: Some(1), ..Limits::default() }).await;
    let mut told = Vec::new();
    for _ in 0..3 {
        let answer =
            listening.exchange(format!("GET {API}/clients HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).await;
        told.push(answer.split(' ').nth(1).unwrap().to_owned());
    }
    assert_eq!(told, ["401", "401", "429"]);
}

#[tokio::test]
async fn behind_a_proxy_that_is_trusted_each_address_is_counted_by_itself() {
    let limits = Limits { peer_requests_per_s_max: Some(1), ..Limits::default() };
    for (trusted, of_the_fourth) in [("127.0.0.1", "401"), ("192.0.2.1", "429")] {
        let proxies = crate::Proxies::new(trusted, crate::ForwardedHeader::default()).unwrap();
        let listening = Listening::behind(Database::new(Kind::Sqlite).await, limits, proxies).await;
        let mut told = Vec::new();
        for from in ["203.0.113.1", "203.0.113.1", "203.0.113.1", "203.0.113.2"] {
            let headers = format!("Host: x\r\nX-Forwarded-For: 203.0.113.2, {from}\r\nConnection: close");
            let answer = listening.exchange(format!("GET {API}/clients HTTP/1.1\r\n{headers}\r\n\r\n")).await;
            told.push(answer.split(' ').nth(1).unwrap().to_owned());
        }
        assert_eq!(told, ["401", "401", "429", of_the_fourth], "{trusted}");
    }
}
