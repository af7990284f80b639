//! What is measured.

use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use super::loopback::read_all;
use super::*;
use crate::Faces;

async fn get(address: std::net::SocketAddr, path: &str, headers: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n");
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
    let faces = Faces { api, tls: None, metrics: Some(metrics), spans: None };
    let served =
        tokio::spawn(crate::serve(faces, fixture.app.clone(), Limits::default(), stop.clone().cancelled_owned()));

    let by = format!("Authorization: Bearer {root}\r\n");
    for user in ["HIDDEN-1", "HIDDEN-2", "HIDDEN-3"] {
        get(address, &format!("{API}/api/users/{user}/mobile-signature?HIDDEN=1"), &by).await;
    }
    get(address, "/HIDDEN", "").await;
    get(address, &format!("{API}/clients/api"), &by).await;
    let answer = get(watched, "/metrics", "").await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK\r\ncontent-type: text/plain; version=0.0.4"), "{head}");
    assert!(!body.contains("HIDDEN") && !body.contains("root"), "{body}");
    // How long things take is another time's matter, and a connection ends when it does.
    let steady = |line: &&str| {
        !["_bucket", "_sum", "database_duration", "sigill_connections "].iter().any(|word| line.contains(word))
    };
    let steady: Vec<_> = body.lines().filter(steady).collect();
    insta::assert_snapshot!(steady.join("\n").replace(env!("CARGO_PKG_VERSION"), "[version]"));
    let buckets = body.lines().filter(|line| line.contains("_bucket{route=\"/nevisidm/api/core/v1/clients/{extId}\""));
    assert_eq!(buckets.count(), 14);
    assert!(get(watched, "/livez", "").await.starts_with("HTTP/1.1 404 "));
    assert!(get(address, "/metrics", "").await.starts_with("HTTP/1.1 404 "));
    stop.cancel();
    served.await.unwrap().unwrap();
}
