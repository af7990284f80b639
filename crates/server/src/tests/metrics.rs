//! What is measured.

use sigill_app::setup::{self, TechnicalUser};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use super::loopback::read_all;
use super::*;
use crate::Faces;

/// What is answered there.
pub(super) async fn get(address: std::net::SocketAddr, path: &str, headers: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    read_all(&mut stream).await
}

async fn post(address: std::net::SocketAddr, path: &str, headers: &str, kind: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let length = body.len();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\
         {headers}\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    read_all(&mut stream).await
}

#[tokio::test]
async fn what_happens_is_counted_by_what_it_is_and_never_by_whom() {
    log::collect();
    let fixture = Fixture::new(Database::new(Kind::Sqlite).await).await;
    let root = fixture.root().await;
    let (api, metrics) =
        (TcpListener::bind("127.0.0.1:0").await.unwrap(), TcpListener::bind("127.0.0.1:0").await.unwrap());
    let (address, watched) = (api.local_addr().unwrap(), metrics.local_addr().unwrap());
    let stop = CancellationToken::new();
    let faces = Faces { metrics: Some(metrics), ..api.into() };
    let served =
        tokio::spawn(crate::serve(faces, fixture.app.clone(), Limits::default(), stop.clone().cancelled_owned()));

    let by = format!("Authorization: Bearer {root}\r\n");
    for user in ["HIDDEN-1", "HIDDEN-2", "HIDDEN-3"] {
        get(address, &format!("{API}/api/users/{user}/mobile-signature?HIDDEN=1"), &by).await;
    }
    get(address, "/HIDDEN", "").await;
    get(address, &format!("{API}/clients/api"), &by).await;
    let viewer = fixture.token("HIDDEN-viewer", Role::Helpdesk, ClientRoom::Global).await;
    let by = format!("Authorization: Bearer {viewer}\r\n");
    for _ in 0..2 {
        let told = post(address, &format!("{API}/clients"), &by, "application/json", r#"{"extId":"HIDDEN"}"#).await;
        assert!(told.starts_with("HTTP/1.1 403 "), "{told}");
    }
    let wanted = TechnicalUser { client: "api", user: "robot", role: Role::Root, clients: ClientRoom::Global };
    let app = &fixture.app;
    let known = setup::technical_user(&app.store, &app.world, app.tokens.secrets(), &wanted).await.unwrap();
    let form = "grant_type=client_credentials&client_id=";
    for (body, expected) in [
        (format!("{form}api/robot&client_secret={}", known.client_secret), "200"),
        (format!("{form}api/robot&client_secret=HIDDEN"), "401"),
        (format!("{form}api/HIDDEN&client_secret=HIDDEN"), "401"),
        (format!("{form}HIDDEN&client_secret=HIDDEN"), "401"),
        (format!("{form}HIDDEN"), "401"),
        (format!("{form}HIDDEN&scope=HIDDEN&client_secret=HIDDEN"), "400"),
        ("grant_type=HIDDEN".to_owned(), "400"),
    ] {
        let told = post(address, "/oauth2/token", "", "application/x-www-form-urlencoded", &body).await;
        assert_eq!(told.split(' ').nth(1), Some(expected), "{body}: {told}");
    }
    let answer = get(watched, "/metrics", "").await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK\r\ncontent-type: text/plain; version=0.0.4"), "{head}");
    assert!(!body.contains("HIDDEN") && !body.contains("root"), "{body}");
    // How long things take is another time's matter, and a connection ends when it does.
    let steady = |line: &&str| {
        !["_bucket", "_sum", "database_duration", "sigill_connections "].iter().any(|word| line.contains(word))
            && !["process_resident", "process_open", "process_max"].iter().any(|name| line.contains(name))
    };
    #[cfg(target_os = "linux")]
    for name in ["process_resident_memory_bytes", "process_open_fds", "process_max_fds"] {
        let value = body.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<u64>().ok());
        assert!(value.is_some_and(|value| value > 0), "{name}: {body}");
    }
    let steady: Vec<_> = body.lines().filter(steady).collect();
    insta::assert_snapshot!(steady.join("\n").replace(env!("CARGO_PKG_VERSION"), "[version]"));
    let buckets = body.lines().filter(|line| line.contains("_bucket{route=\"/nevisidm/api/core/v1/clients/{extId}\""));
    assert_eq!(buckets.count(), 14);
    assert!(get(watched, "/livez", "").await.starts_with("HTTP/1.1 404 "));
    assert!(get(address, "/metrics", "").await.starts_with("HTTP/1.1 404 "));
    stop.cancel();
    served.await.unwrap().unwrap();
}
