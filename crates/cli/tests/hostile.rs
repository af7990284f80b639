//! Callers who want to do harm, all at once, against the built binary: whoever means well is served meanwhile, and
//! memory stays within a bound.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};
use support::{Running, run};
use tempfile::{TempDir, tempdir};

const API: &str = "/nevisidm/api/core/v1";
/// What the server may take in memory at most while it is attacked, in KiB.
const MEMORY_KIB_MAX: u64 = 256 * 1024;
/// Far longer than anything takes: only a mistake waits that long.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server, and a caller who may do everything.
struct Site {
    _folder: TempDir,
    running: Running,
    address: String,
    token: String,
    http: reqwest::blocking::Client,
    served: u32,
}

/// How often somebody who means well tries again.
const TRIES_MAX: u32 = 10;

impl Site {
    fn start() -> Self {
        let folder = tempdir().unwrap();
        let (running, url) = Running::serve(folder.path(), &[]);
        let arguments = "admin technical-user --client api --create-client API --user root --role nevisIdm.Root --global --output json";
        let made = run(folder.path(), &arguments.split(' ').collect::<Vec<_>>());
        let made: Value = serde_json::from_str(&made.stdout).unwrap_or_else(|_| panic!("{made:?}"));
        let token = support::token(&url, "api/root", made["client_secret"].as_str().unwrap()).unwrap();
        let http = reqwest::blocking::Client::builder().timeout(PATIENCE).pool_max_idle_per_host(0).build().unwrap();
        let address = url.trim_start_matches("http://").to_owned();
        Self { _folder: folder, running, address, token, http, served: 0 }
    }

    /// What somebody does who means well, each time on a new connection.
    fn serve_others(&mut self, meanwhile: &str) {
        let users = format!("http://{}{API}/api/users", self.address);
        self.served += 1;
        let user = json!({ "extId": format!("u{}", self.served), "isTechnicalUser": true });
        let make = || {
            let made = self.http.post(&users).bearer_auth(&self.token).json(&user).send();
            made.unwrap_or_else(|error| panic!("{meanwhile}: {error}"))
        };
        let mut made = make();
        // Those who keep places may still be on their way in: hundreds that come after us can push us out before our body
        // is there. We are told to try again, and do.
        for _ in 0..TRIES_MAX {
            if made.status().as_u16() != 503 || !made.headers().contains_key("retry-after") {
                break;
            }
            made = make();
        }
        assert_eq!(made.status().as_u16(), 201, "{meanwhile}");
        let read = self.http.get(format!("{users}/u{}", self.served)).bearer_auth(&self.token).send();
        assert_eq!(read.unwrap_or_else(|error| panic!("{meanwhile}: {error}")).status().as_u16(), 200, "{meanwhile}");
        let form = "grant_type=client_credentials&client_id=nobody&client_secret=nothing";
        let token = self.http.post(format!("http://{}/oauth2/token", self.address));
        let token = token.header("Content-Type", "application/x-www-form-urlencoded").body(form).send();
        assert_eq!(token.unwrap_or_else(|error| panic!("{meanwhile}: {error}")).status().as_u16(), 401, "{meanwhile}");
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Connections on each of which this was sent, and nothing more comes.
    fn hold(&self, n: usize, bytes: &str) -> Vec<TcpStream> {
        let send = |_| {
            let mut stream = self.connect();
            // Refused already, perhaps.
            let _ = stream.write_all(bytes.as_bytes());
            stream
        };
        (0..n).map(send).collect()
    }

    /// The status of the answer to these bytes, or nothing.
    fn status(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        let _ = stream.write_all(bytes);
        let mut answer = Vec::new();
        let mut buffer = [0; 4096];
        while let Ok(read @ 1..) = stream.read(&mut buffer) {
            answer.extend_from_slice(&buffer[..read]);
        }
        String::from_utf8_lossy(&answer).split(' ').nth(1).unwrap_or_default().to_owned()
    }

    /// The most memory that the server has had so far.
    fn memory_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.running.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    fn post(&self, headers: &str) -> String {
        format!(
            "POST {API}/clients HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n{headers}\r\n"
        )
    }

    fn by(&self) -> String {
        format!("Authorization: Bearer {}\r\n", self.token)
    }
}

/// Each connection is a file, and many systems let a process have only 1024 of them at first.
fn allow_many_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum }).unwrap();
}

#[test]
fn whoever_does_nothing_or_is_slow_keeps_nobody_waiting() {
    allow_many_files();
    let mut site = Site::start();
    let idle = site.hold(1_000, "");
    site.serve_others("a thousand connections do nothing");
    let loris = site.hold(300, "GET /livez HTTP/1.1\r\nHost: x\r\nX-Slow: ");
    site.serve_others("headers don't end");
    // More than there are places, of each kind.
    let anonymous = site.hold(600, &format!("{}{{", site.post("Content-Length: 1000\r\n")));
    site.serve_others("bodies of nobody don't come");
    let known = site.hold(600, &format!("{}{{", site.post(&format!("{}Content-Length: 1000\r\n", site.by()))));
    site.serve_others("bodies of a caller don't come");
    let form = "POST /oauth2/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\ng";
    let tokens = site.hold(600, form);
    site.serve_others("token requests don't come");
    let more = site.hold(1_500, "");
    site.serve_others("there are more connections than places");
    println!("{} KiB at most", site.memory_kib());
    assert!(site.memory_kib() < MEMORY_KIB_MAX, "{} KiB", site.memory_kib());
    drop((idle, loris, anonymous, known, tokens, more));
    site.serve_others("they have gone");
}

#[test]
fn what_is_huge_deep_packed_or_malformed_is_refused_within_bounds() {
    let mut site = Site::start();
    let by = site.by();
    let length = |body: &str| format!("{}{body}", site.post(&format!("{by}Content-Length: {}\r\n", body.len())));
    let headers: String = (0..10_000).map(|n| format!("X-{n}: y\r\n")).collect();
    let deep = |n: usize| format!("{{\"name\":{}{}}}", "[".repeat(n), "]".repeat(n));
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    let chunked = |rest: &str| format!("{}{rest}", site.post(&format!("{by}Transfer-Encoding: chunked\r\n")));
    let table = [
        ("10,000 headers", format!("GET /livez HTTP/1.1\r\nHost: x\r\n{headers}\r\n"), "431"),
        ("a huge header", format!("GET /livez HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n", "y".repeat(1 << 20)), "431"),
        ("a huge line", format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "y".repeat(1 << 20)), "431"),
        ("100,000 deep", length(&deep(50_000)), "413"),
        ("30,000 deep", length(&deep(30_000)), "400"),
        ("30,000 members", length(&format!("{{{}}}", vec!["\"a\":1"; 9_000].join(","))), "400"),
        ("a huge number", length(&format!("{{\"name\":{}}}", "9".repeat(60_000))), "400"),
        ("packed", site.post(&format!("{by}Content-Encoding: gzip\r\nContent-Length: 10\r\n")), "415"),
        ("packed in transfer", site.post(&format!("{by}Transfer-Encoding: gzip\r\n")), "400"),
        ("16 MiB in chunks", chunked(&chunk.repeat(256)), "413"),
        ("chunks that are none", chunked("zz\r\nhello\r\n"), "400"),
        ("a chunk without an end", chunked("fffffffffffffffff\r\nx"), "400"),
        ("two lengths", site.post(&format!("{by}Content-Length: 1\r\nContent-Length: 2\r\n")), "400"),
        // Chunks count, as RFC 9112 has it, and none comes.
        ("a length and chunks", site.post(&format!("{by}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n")), "408"),
        ("a length below zero", site.post(&format!("{by}Content-Length: -1\r\n")), "400"),
        ("a huge length", site.post(&format!("{by}Content-Length: 99999999999\r\n")), "413"),
        (
            "a huge token",
            format!(
                "GET {API}/clients HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\r\n",
                "a".repeat(20_000)
            ),
            "401",
        ),
        ("bytes", "\0\x01\x02\x03\r\n\r\n".repeat(1_000), "400"),
        ("another protocol", "\x16\x03\x01\x02\0\x01\0\x01\u{fc}\x03\x03\r\n\r\n".to_owned(), "400"),
    ];
    let told: Vec<_> = table.iter().map(|(name, request, _)| (*name, site.status(request.as_bytes()))).collect();
    let expected: Vec<_> = table.iter().map(|(name, _, status)| (*name, (*status).to_owned())).collect();
    assert_eq!(told, expected);
    site.serve_others("what was malformed was refused");
    println!("{} KiB at most", site.memory_kib());
    assert!(site.memory_kib() < MEMORY_KIB_MAX, "{} KiB", site.memory_kib());
}

/// A frame of HTTP/2.
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let len = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut frame = vec![len[1], len[2], len[3], kind, flags];
    frame.extend(stream.to_be_bytes());
    frame.extend(payload);
    frame
}

#[test]
fn floods_of_http_2_end_with_their_connection() {
    let mut site = Site::start();
    let preface = [b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), frame(4, 0, 0, &[])].concat();
    // GET http://x/, by the static table.
    let request = [0x82, 0x84, 0x86, 0x41, 1, b'x'];
    let streams = || (0..50_000_u32).map(|n| n * 2 + 1);
    let resets = || streams().flat_map(|id| [frame(1, 5, id, &request), frame(3, 0, id, &[0, 0, 0, 8])].concat());
    let headers = || streams().flat_map(|id| frame(1, 5, id, &request));
    let settings = || (0..50_000).flat_map(|_| frame(4, 0, 0, &[0, 3, 0, 0, 0, 1]));
    let pings = || (0..50_000).flat_map(|_| frame(6, 0, 0, &[0; 8]));
    // Headers that never end: one CONTINUATION after the other.
    let endless =
        || frame(1, 0, 1, &request).into_iter().chain((0..20_000).flat_map(|_| frame(9, 0, 1, &[0, 1, b'a', 1, b'b'])));
    let floods: [(&str, Vec<u8>); 5] = [
        ("rapid reset", resets().collect()),
        ("more streams than are allowed", headers().collect()),
        ("settings", settings().collect()),
        ("pings", pings().collect()),
        ("continuations", endless().collect()),
    ];
    let mut held = Vec::new();
    for (name, flood) in &floods {
        for _ in 0..4 {
            let mut stream = site.connect();
            stream.set_write_timeout(Some(Duration::from_secs(2))).unwrap();
            // The server doesn't read all of it: it ends the connection, or lets it wait.
            let _ = stream.write_all(&preface).and_then(|()| stream.write_all(flood));
            held.push(stream);
        }
        site.serve_others(name);
    }
    println!("{} KiB at most", site.memory_kib());
    assert!(site.memory_kib() < MEMORY_KIB_MAX, "{} KiB", site.memory_kib());
}
