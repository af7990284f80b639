//! Answers that nobody reads: their places, their bytes, their connections.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

use super::loopback::Listening;
use super::*;

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
const WINDOW_UPDATE: u8 = 8;
const END_STREAM: u8 = 1;
const ACK: u8 = 1;
/// Longer than anything takes here: who waits for longer has failed.
const LONG: Duration = Duration::from_secs(30);

/// HTTP/2 of one who allows not one byte of a body (RFC 9113).
struct Stubborn {
    read: OwnedReadHalf,
    write: OwnedWriteHalf,
    next: u32,
}

impl Stubborn {
    async fn new(listening: &Listening) -> Self {
        let (read, mut write) = listening.connect().await.into_split();
        write.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await.unwrap();
        let mut stubborn = Self { read, write, next: 1 };
        // SETTINGS_INITIAL_WINDOW_SIZE 0.
        stubborn.frame(SETTINGS, 0, 0, &[0, 4, 0, 0, 0, 0]).await;
        stubborn
    }

    async fn frame(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) {
        let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
        let mut bytes = length[1..].to_vec();
        bytes.extend_from_slice(&[kind, flags]);
        bytes.extend_from_slice(&stream.to_be_bytes());
        bytes.extend_from_slice(payload);
        // The server may have ended the connection.
        let _ = self.write.write_all(&bytes).await;
    }

    /// Asks on the next stream, whose number it tells.
    async fn get(&mut self, path: &str, token: Option<&str>) -> u32 {
        let mut block = Vec::new();
        let bearer = token.map(|token| format!("Bearer {token}"));
        let fields = [(":method", "GET"), (":scheme", "http"), (":authority", "x"), (":path", path)];
        for (name, value) in fields.into_iter().chain(bearer.as_deref().map(|bearer| ("authorization", bearer))) {
            // A literal that isn't indexed (RFC 7541 §6.2.2).
            block.push(0);
            for text in [name, value] {
                let length = text.len();
                if length < 127 {
                    block.push(u8::try_from(length).unwrap());
                } else {
                    let rest = length - 127;
                    block.extend_from_slice(&[
                        127,
                        u8::try_from(rest % 128).unwrap() | 128,
                        u8::try_from(rest / 128).unwrap(),
                    ]);
                }
                block.extend_from_slice(text.as_bytes());
            }
        }
        let stream = self.next;
        self.next += 2;
        self.frame(HEADERS, 4 | END_STREAM, stream, &block).await;
        stream
    }

    async fn allow(&mut self, stream: u32, bytes: u32) {
        self.frame(WINDOW_UPDATE, 0, stream, &bytes.to_be_bytes()).await;
    }

    /// The next frame of a kind on a stream, and its flags; `None` where the connection ends before.
    async fn until(&mut self, kind: u8, stream: u32) -> Option<u8> {
        loop {
            let (got, of, flags) = self.next_frame().await?;
            if (got, of) == (kind, stream) {
                return Some(flags);
            }
        }
    }

    /// Asks so many times, and tells how many answers begin and how many are over with their headers.
    async fn ask(&mut self, path: &str, token: Option<&str>, times: usize) -> (usize, usize) {
        for _ in 0..times {
            self.get(path, token).await;
        }
        let mut over = 0;
        for _ in 0..times {
            while let Some((kind, _, flags)) = self.next_frame().await {
                if kind == HEADERS {
                    over += usize::from(flags & END_STREAM != 0);
                    break;
                }
            }
        }
        (times - over, over)
    }

    /// The kind, stream and flags of the next frame.
    async fn next_frame(&mut self) -> Option<(u8, u32, u8)> {
        let mut head = [0; 9];
        self.read.read_exact(&mut head).await.ok()?;
        let [a, b, c, kind, flags, s0, s1, s2, s3] = head;
        let mut payload = vec![0; usize::try_from(u32::from_be_bytes([0, a, b, c])).unwrap()];
        self.read.read_exact(&mut payload).await.ok()?;
        match kind {
            SETTINGS if flags & ACK == 0 => self.frame(SETTINGS, ACK, 0, &[]).await,
            // It says that it lives.
            PING if flags & ACK == 0 => self.frame(PING, ACK, 0, &payload).await,
            GOAWAY => return None,
            _ => {}
        }
        Some((kind, u32::from_be_bytes([s0, s1, s2, s3]), flags))
    }
}

/// The status of an answer to who reads it.
async fn status(listening: &Listening, path: &str, token: &str) -> String {
    let headers = format!("Host: x\r\nAuthorization: Bearer {token}\r\nConnection: close");
    let answer = listening.exchange(format!("GET {path} HTTP/1.1\r\n{headers}\r\n\r\n")).await;
    answer.split(' ').nth(1).unwrap().to_owned()
}

#[tokio::test]
async fn a_place_is_held_until_the_answer_is_sent() {
    let listening = Listening::new(Limits { requests_max: 1, ..Limits::default() }).await;
    let token = listening.fixture.root().await;
    let path = format!("{API}/clients/api");
    let mut stubborn = Stubborn::new(&listening).await;
    let stream = stubborn.get(&path, Some(&token)).await;
    assert!(stubborn.until(HEADERS, stream).await.is_some(), "it is answered");
    assert_eq!(status(&listening, &path, &token).await, "503", "and not sent");
    stubborn.allow(stream, 1).await;
    assert!(stubborn.until(DATA, stream).await.is_some());
    assert_eq!(status(&listening, &path, &token).await, "503", "but for its first byte");
    stubborn.allow(stream, 60_000).await;
    while stubborn.until(DATA, stream).await.unwrap() & END_STREAM == 0 {}
    let free = async {
        // It is written before it is let go of.
        while status(&listening, &path, &token).await != "200" {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(LONG, free).await.unwrap();
}

#[tokio::test]
async fn a_connection_ends_on_which_nothing_of_an_answer_is_taken() {
    let limits = Limits { unread_ms_max: 100, stranger_requests_per_s_max: 10_000, ..Limits::default() };
    let listening = Listening::new(limits).await;
    let mut stubborn = Stubborn::new(&listening).await;
    let stream = stubborn.get("/openapi.json", None).await;
    let ended = tokio::time::timeout(LONG, stubborn.until(DATA, stream)).await.unwrap();
    assert!(ended.is_none(), "no byte of it could be sent");

    // HTTP/1, of one who asks on and on, and reads nothing.
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let mut stream = socket.connect(listening.address).await.unwrap();
    let asks = async { while stream.write_all(b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n").await.is_ok() {} };
    tokio::time::timeout(LONG, asks).await.unwrap();
}

#[tokio::test]
async fn requests_beside_others_of_their_connection_are_so_many_and_strangers_leave_those_of_callers() {
    let (limits, path) = (
        Limits { requests_max: 8, waiting_max: 24, streams_max: 100, ..Limits::default() },
        format!("{API}/clients/api"),
    );
    let listening = Listening::new(limits).await;
    let root = listening.fixture.root().await;
    let other = listening.fixture.token("other", Role::Root, ClientRoom::Global).await;
    for known in [&root, &other] {
        assert_eq!(status(&listening, &path, known).await, "200");
    }
    // One that is alone, and three quarters of 8: nobody gets all of them.
    let mut strangers = Stubborn::new(&listening).await;
    assert_eq!(strangers.ask("/livez", None, 60).await, (7, 53));
    let mut further = Stubborn::new(&listening).await;
    assert_eq!(further.ask("/livez", None, 3).await, (1, 2), "of the same address");
    // Those of callers are others, 32; what of them has no place among requests is told so.
    let mut caller = Stubborn::new(&listening).await;
    assert_eq!(caller.ask(&path, Some(&root), 60).await, (25, 35));
    let mut caller = Stubborn::new(&listening).await;
    assert_eq!(caller.ask(&path, Some(&other), 6).await, (6, 0), "one is alone, and five are its share");
    drop(strangers);
    let free = async {
        loop {
            let mut again = Stubborn::new(&listening).await;
            if again.ask("/livez", None, 3).await == (3, 0) {
                return;
            }
        }
    };
    tokio::time::timeout(LONG, free).await.unwrap();
}

#[tokio::test]
async fn a_caller_who_leaves_too_much_unread_is_told_to_come_back_unless_something_was_done() {
    let site = Site::with(Limits { unread_bytes_max: 4_096, ..Limits::default() }).await;
    let root = site.root().await;
    let get = async || site.get(&format!("{API}/clients/api"), &[("authorization", &root)]).await;
    assert_eq!(get().await.status, StatusCode::OK);
    // Of eight others, all that there may be.
    let unread: Vec<_> = (0..8).map(|n| site.server.unread.take(n, 512).unwrap()).collect();
    assert_eq!(get().await.told(), "503 errors.unavailable");
    let made = site.post(&format!("{API}/clients"), &json_by(&root), r#"{"extId":"new","name":"New"}"#).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    drop(unread);
    assert_eq!(get().await.status, StatusCode::OK);
}
