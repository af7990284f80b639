//! TLS: to callers, and to PostgreSQL.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, ClientConnection, RootCertStore, ServerConfig, StreamOwned};
use sigill_testing::{Authority, Database, Issued, Kind};
use support::{Ended, Running, command};
use tempfile::tempdir;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};

fn provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::aws_lc_rs::default_provider())
}

/// Asks for `/livez` with this protocol offered: the answer, and the certificate of the server.
fn ask(address: &str, authority: &Authority, alpn: &[u8]) -> Result<(String, Vec<u8>), std::io::Error> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority.pem().as_bytes()).unwrap()).unwrap();
    let builder = ClientConfig::builder_with_provider(provider()).with_safe_default_protocol_versions().unwrap();
    let mut config = builder.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![alpn.to_vec()];
    let connection = ClientConnection::new(Arc::new(config), "localhost".try_into().unwrap()).unwrap();
    let mut stream = StreamOwned::new(connection, TcpStream::connect(address)?);
    stream.write_all(b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    assert_eq!(stream.conn.alpn_protocol(), Some(alpn));
    let certificate = stream.conn.peer_certificates().unwrap()[0].to_vec();
    Ok((answer, certificate))
}

fn der(issued: &Issued) -> Vec<u8> {
    CertificateDer::from_pem_slice(issued.certificate_pem.as_bytes()).unwrap().to_vec()
}

fn put(folder: &Path, issued: &Issued) {
    std::fs::write(folder.join("key.pem"), &issued.key_pem).unwrap();
    std::fs::write(folder.join("cert.pem"), &issued.certificate_pem).unwrap();
}

const FILES: [(&str, &str); 2] = [("SIGILL_TLS_CERTIFICATE_FILE", "cert.pem"), ("SIGILL_TLS_KEY_FILE", "key.pem")];

#[test]
fn a_renewed_certificate_is_used_without_a_restart_and_a_wrong_one_is_not() {
    let (folder, authority) = (tempdir().unwrap(), Authority::new());
    let first = authority.issue("localhost");
    put(folder.path(), &first);
    let (running, url) = Running::serve(folder.path(), &FILES);
    let address = url.trim_start_matches("http://");
    let (answer, certificate) = ask(address, &authority, b"http/1.1").unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert_eq!(certificate, der(&first));
    // Who speaks plain HTTP gets nothing.
    let mut plain = TcpStream::connect(address).unwrap();
    plain.write_all(b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP/"), "{answer:?}");

    let second = authority.issue("localhost");
    put(folder.path(), &second);
    running.signal("HUP");
    running.log_line("reloaded the certificate");
    assert_eq!(ask(address, &authority, b"http/1.1").unwrap().1, der(&second));

    std::fs::write(folder.path().join("key.pem"), &first.key_pem).unwrap();
    running.signal("HUP");
    let line = running.log_line("can't reload the certificate");
    assert!(line.contains("can't be used") && !line.contains("PRIVATE"), "{line}");
    assert_eq!(ask(address, &authority, b"http/1.1").unwrap().1, der(&second));

    // No signal: the files are looked at.
    put(folder.path(), &first);
    running.log_line("reloaded the certificate");
    assert_eq!(ask(address, &authority, b"http/1.1").unwrap().1, der(&first));
    running.signal("TERM");
    assert_eq!(running.end().0.code(), Some(0));
}

#[test]
fn a_certificate_that_cannot_be_used_is_told_at_the_start() {
    let (folder, authority) = (tempdir().unwrap(), Authority::new());
    let fails = |variables: &[(&str, &str)]| {
        let mut command = command(folder.path(), &["serve"]);
        command.env("SIGILL_LISTEN", "127.0.0.1:0").envs(variables.iter().copied());
        let ended = Ended::from(command.output().unwrap());
        assert_eq!(ended.code, Some(2), "{ended:?}");
        ended.stderr.replace(&folder.path().display().to_string(), "[folder]")
    };
    insta::assert_snapshot!(fails(&FILES[..1]), @"sigill: tls.key_file: expected a file, since the other one of the two is given");
    insta::assert_snapshot!(fails(&FILES), @"sigill: [folder]/cert.pem can't be read: No such file or directory (os error 2)");
    put(folder.path(), &Issued { certificate_pem: "x".to_owned(), key_pem: "SECRET".to_owned() });
    insta::assert_snapshot!(fails(&FILES), @"sigill: cert.pem holds no certificate in PEM");
    put(folder.path(), &Issued { key_pem: "SECRET".to_owned(), ..authority.issue("localhost") });
    insta::assert_snapshot!(fails(&FILES), @"sigill: key.pem holds no private key in PEM");
    put(folder.path(), &Issued { key_pem: authority.issue("x").key_pem, ..authority.issue("localhost") });
    insta::assert_snapshot!(fails(&FILES), @"sigill: the certificate in cert.pem and the key in key.pem can't be used: the key belongs to another certificate");
}

/// What PostgreSQL is with TLS: answers `S` to who asks whether it is there, and passes on what is inside.
async fn tls_before(database: SocketAddr, issued: &Issued) -> SocketAddr {
    let certificate = CertificateDer::from_pem_slice(issued.certificate_pem.as_bytes()).unwrap();
    let key = PrivateKeyDer::from_pem_slice(issued.key_pem.as_bytes()).unwrap();
    let builder = ServerConfig::builder_with_provider(provider()).with_safe_default_protocol_versions().unwrap();
    let config = builder.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let mut request = [0; 8];
                stream.read_exact(&mut request).await.unwrap();
                // SSLRequest, or who wants to speak in clear isn't let in.
                if request != [0, 0, 0, 8, 4, 210, 22, 47] {
                    return;
                }
                stream.write_all(b"S").await.unwrap();
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let mut inside = tokio::net::TcpStream::connect(database).await.unwrap();
                let _ = copy_bidirectional(&mut stream, &mut inside).await;
            });
        }
    });
    address
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_is_spoken_to_by_tls_and_only_where_its_certificate_is_right() {
    let (folder, authority) = (tempdir().unwrap(), Authority::new());
    let database = Database::new(Kind::Postgres).await;
    let (before, name) = database.url().rsplit_once('/').unwrap();
    let (user, inside) = before.rsplit_once('@').unwrap();
    let proxy = tls_before(inside.parse().unwrap(), &authority.issue("localhost")).await;
    let roots = folder.path().join("roots.pem");
    std::fs::write(&roots, authority.pem()).unwrap();
    let url = |host: &str, query: &str| format!("{user}@{host}:{}/{name}?{query}", proxy.port());
    let roots = format!("&sslrootcert={}", roots.display());

    let good = url("localhost", &format!("sslmode=verify-full{roots}"));
    let folder_path = folder.path().to_owned();
    let serve = move || Running::serve(&folder_path, &[("SIGILL_DATABASE_URL", good.as_str())]);
    let (_running, base) = tokio::task::spawn_blocking(serve).await.unwrap();
    assert_eq!(reqwest::get(format!("{base}/readyz")).await.unwrap().status().as_u16(), 200);

    for (bad, why) in [
        (url("127.0.0.1", &format!("sslmode=verify-full{roots}")), "certificate not valid for name"),
        (url("localhost", "sslmode=require"), "no authority that is trusted here has issued"),
        (url("localhost", "sslmode=disable"), "error communicating with the server"),
    ] {
        let mut command = command(folder.path(), &["serve"]);
        command.env("SIGILL_LISTEN", "127.0.0.1:0").env("SIGILL_DATABASE_URL", &bad);
        let ended = Ended::from(tokio::process::Command::from(command).output().await.unwrap());
        assert_eq!(ended.code, Some(4), "{bad}: {ended:?}");
        assert!(ended.stderr.contains(why), "{bad}: {ended:?}");
    }
}

#[test]
fn a_certificate_of_an_authority_is_used_and_check_doctor_and_server_warn_of_it() {
    let (folder, authority) = (tempdir().unwrap(), Authority::new());
    let of = |arguments: &[&str]| {
        let mut command = command(folder.path(), arguments);
        command.env("SIGILL_LISTEN", "127.0.0.1:0").envs(FILES);
        command
    };
    put(folder.path(), &authority.own());
    let words = "the certificate in cert.pem is one of an authority (CA:TRUE)";
    let checked = Ended::from(of(&["config", "check"]).output().unwrap());
    assert!(checked.code == Some(0) && checked.stdout.starts_with(&format!("Warning: {words}")), "{checked:?}");
    let looked = Ended::from(of(&["doctor"]).output().unwrap());
    assert!(looked.stdout.contains(&format!("warning  certificate    {words}")), "{looked:?}");
    let running = Running::start(of(&["serve"]));
    let line = running.log_line("CA:TRUE");
    assert!(line.contains(words) && line.contains("WARN"), "{line}");
    running.log_line("\"listening\"");
    drop(running);
    // One that was issued for a server is nothing to talk about.
    put(folder.path(), &authority.issue("localhost"));
    let checked = Ended::from(of(&["config", "check"]).output().unwrap());
    assert!(checked.code == Some(0) && !checked.stdout.contains("CA:TRUE"), "{checked:?}");
}
