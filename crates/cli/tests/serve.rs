//! `sigill serve`, from the outside.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;

use serde_json::Value;
use tempfile::tempdir;

use support::{Ended, Running, command, mode, run, token};

/// Runs `sigill serve` where it can't start.
fn fails(folder: &Path, variables: &[(&str, &str)]) -> Ended {
    let mut command = command(folder, &["serve"]);
    Ended::from(command.envs(variables.iter().copied()).output().unwrap())
}

/// The last line on standard error, which is what went wrong.
fn why(ended: &Ended) -> &str {
    let line = ended.stderr.lines().last().unwrap_or_default();
    assert!(line.starts_with("sigill: "), "{ended:?}");
    line
}

#[test]
fn an_unknown_key_is_named() {
    let folder = tempdir().unwrap();
    std::fs::write(folder.path().join("sigill.toml"), "[database]\nur1 = 'sqlite:x'\n").unwrap();
    let ended = fails(folder.path(), &[]);
    assert_eq!(ended.code, Some(2));
    insta::assert_snapshot!(why(&ended), @"sigill: database.ur1 is no key of the configuration; the nearest one is database.url (in sigill.toml)");
    assert_eq!(ended.stderr.lines().count(), 1);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);

    let folder = tempdir().unwrap();
    let ended = fails(folder.path(), &[("SIGILL_LISTN", "127.0.0.1:0")]);
    assert_eq!(ended.code, Some(2));
    insta::assert_snapshot!(why(&ended), @"sigill: SIGILL_LISTN is no variable of the configuration; the nearest one is SIGILL_LISTEN");
}

#[test]
fn a_configuration_file_that_is_not_there_is_an_error() {
    let folder = tempdir().unwrap();
    let ended = run(folder.path(), &["serve", "--config", "other.toml"]);
    assert_eq!(ended.code, Some(2));
    insta::assert_snapshot!(why(&ended), @"sigill: the configuration file other.toml can't be read: No such file or directory (os error 2)");
}

#[test]
fn a_stop_lets_the_request_that_is_under_way_finish() {
    let folder = tempdir().unwrap();
    let (running, url) = Running::serve(folder.path(), &[]);
    assert_eq!(reqwest::blocking::get(format!("{url}/livez")).unwrap().status().as_u16(), 200);
    let mut stream = TcpStream::connect(url.trim_start_matches("http://")).unwrap();
    let body = "grant_type=client_credentials&client_id=a&client_secret=b";
    write!(
        stream,
        "POST /oauth2/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Expect: 100-continue\r\nContent-Length: {}\r\n\r\n",
        body.len()
    )
    .unwrap();
    // That the server asks for the body proves that the request is under way.
    let mut head = [0; 25];
    stream.read_exact(&mut head).unwrap();
    assert_eq!(&head, b"HTTP/1.1 100 Continue\r\n\r\n");
    running.signal("TERM");
    running.log_line("\"stopping");
    stream.write_all(body.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
    let (status, _, log) = running.end();
    assert_eq!(status.code(), Some(0));
    let last: Value = serde_json::from_str(log.last().unwrap()).unwrap();
    assert_eq!(last["message"], "stopped");
}

#[test]
fn the_master_key_is_private_and_never_silently_replaced() {
    let folder = tempdir().unwrap();
    let (running, _) = Running::serve(folder.path(), &[]);
    drop(running);
    let data = folder.path().join("sigill-data");
    let key = data.join("master.key");
    assert_eq!((mode(&data), mode(&key)), (0o700, 0o600));

    let kept = std::fs::read(&key).unwrap();
    std::fs::remove_file(&key).unwrap();
    let listen = [("SIGILL_LISTEN", "127.0.0.1:0")];
    let ended = fails(folder.path(), &listen);
    assert_eq!(ended.code, Some(2));
    insta::assert_snapshot!(why(&ended), @"sigill: the master key ./sigill-data/master.key is missing, but the database has a signing key that it sealed: put the file back from its backup, or let keys.master_file name it (Sigill doesn't make another one, since it could open nothing)");
    assert!(!key.exists());

    std::fs::write(&key, "not a key").unwrap();
    let ended = fails(folder.path(), &listen);
    assert_eq!(ended.code, Some(2));
    insta::assert_snapshot!(why(&ended), @"sigill: the master key ./sigill-data/master.key: line 1: a master key is 32 bytes in base64 (44 characters)");

    // The key of another installation.
    let other = tempdir().unwrap();
    drop(Running::serve(other.path(), &[]));
    std::fs::copy(other.path().join("sigill-data/master.key"), &key).unwrap();
    let ended = fails(folder.path(), &listen);
    assert_eq!(ended.code, Some(2));
    assert!(
        why(&ended).starts_with("sigill: the master key ./sigill-data/master.key is not the one of this database: "),
        "{ended:?}"
    );

    std::fs::write(&key, kept).unwrap();
    let (_running, _) = Running::serve(folder.path(), &[]);
}

#[test]
fn a_taken_port_is_said_before_anything_is_written() {
    let folder = tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ended = fails(folder.path(), &[("SIGILL_LISTEN", &address)]);
    assert_eq!(ended.code, Some(3));
    assert!(why(&ended).contains("another program listens there already"), "{ended:?}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);

    let ended = fails(folder.path(), &[("SIGILL_LISTEN", "nonsense")]);
    assert_eq!(ended.code, Some(2));
    insta::assert_snapshot!(why(&ended), @r#"sigill: SIGILL_LISTEN: expected an address and a port such as 127.0.0.1:8989, got "nonsense""#);
}

#[test]
fn a_database_that_cannot_be_used_is_told_without_its_password() {
    let folder = tempdir().unwrap();
    // A port that was free a moment ago: nobody answers there.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("postgres://app:s3cret@127.0.0.1:{port}/sigill");
    let ended = fails(folder.path(), &[("SIGILL_LISTEN", "127.0.0.1:0"), ("SIGILL_DATABASE_URL", &url)]);
    assert_eq!(ended.code, Some(4));
    assert!(why(&ended).starts_with("sigill: the database is not available: "), "{ended:?}");
    assert!(why(&ended).ends_with(&format!("(postgres://app:***@127.0.0.1:{port}/sigill)")), "{ended:?}");
    assert!(!ended.stderr.contains("s3cret"), "{ended:?}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);

    std::fs::write(folder.path().join("file"), "").unwrap();
    let under = [("SIGILL_LISTEN", "127.0.0.1:0"), ("SIGILL_DATABASE_URL", "sqlite:file/sigill.db")];
    let ended = fails(folder.path(), &under);
    assert_eq!(ended.code, Some(4));
    assert!(why(&ended).ends_with("(sqlite:file/sigill.db)"), "{ended:?}");
}

#[test]
fn a_schema_of_a_later_version_is_left_alone() {
    let folder = tempdir().unwrap();
    drop(Running::serve(folder.path(), &[]));
    let database = rusqlite::Connection::open(folder.path().join("sigill-data/sigill.db")).unwrap();
    database.execute("INSERT INTO schema_version (version, name) VALUES (999, 'later')", []).unwrap();
    drop(database);
    let ended = fails(folder.path(), &[("SIGILL_LISTEN", "127.0.0.1:0")]);
    assert_eq!(ended.code, Some(5));
    assert!(why(&ended).contains("version 999 is unknown here"), "{ended:?}");
}

#[test]
fn what_is_configured_is_what_runs() {
    let folder = tempdir().unwrap();
    let file = "
        public_url = 'https://id.example.com/'
        [database]
        url = 'sqlite:db/main.db'
        [keys]
        master_file = 'secrets/key'
        [log]
        format = 'json'
    ";
    std::fs::write(folder.path().join("sigill.toml"), file).unwrap();
    let (running, url) = Running::serve(folder.path(), &[]);
    let metadata = reqwest::blocking::get(format!("{url}/.well-known/oauth-authorization-server")).unwrap();
    assert_eq!(metadata.json::<Value>().unwrap()["issuer"], "https://id.example.com");
    assert!(folder.path().join("db/main.db").exists() && folder.path().join("secrets/key").exists());
    assert!(!folder.path().join("sigill-data").exists());
    drop(running);
}

/// A server whose proxy takes `/idm` from the paths of requests.
#[test]
fn a_path_in_the_public_url_is_in_every_address() {
    let folder = tempdir().unwrap();
    let public = [("SIGILL_PUBLIC_URL", "https://id.example.com/idm/")];
    let (_running, url) = Running::serve(folder.path(), &public);
    let metadata = reqwest::blocking::get(format!("{url}/.well-known/oauth-authorization-server")).unwrap();
    let metadata = metadata.json::<Value>().unwrap();
    for (name, path) in [("issuer", ""), ("token_endpoint", "/oauth2/token"), ("jwks_uri", "/.well-known/jwks.json")] {
        assert_eq!(metadata[name], format!("https://id.example.com/idm{path}"));
    }
    let made = run(
        folder.path(),
        &[
            "admin",
            "technical-user",
            "--client",
            "ops",
            "--create-client",
            "Ops",
            "--user",
            "root",
            "--role",
            "nevisIdm.Root",
            "--global",
            "--output",
            "json",
        ],
    );
    let made: Value = serde_json::from_str(&made.stdout).unwrap();
    let text = |name: &str| made[name].as_str().unwrap().to_owned();
    let token = token(&url, &text("client_id"), &text("client_secret")).unwrap();
    let made = reqwest::blocking::Client::new()
        .post(format!("{url}/nevisidm/api/core/v1/clients"))
        .bearer_auth(token)
        .json(&serde_json::json!({ "extId": "shop", "name": "Shop" }))
        .send()
        .unwrap();
    assert_eq!(made.status().as_u16(), 201);
    assert_eq!(made.headers()["location"], "/idm/nevisidm/api/core/v1/clients/shop");
    let page = reqwest::blocking::get(format!("{url}/reference")).unwrap().text().unwrap();
    assert!(page.contains("href=\"openapi.json\""), "a link leads to what is beside the page");
    let mut link = command(folder.path(), &["admin", "link", "ops/root"]);
    let link = Ended::from(link.envs(public).output().unwrap());
    assert!(link.stdout.contains("https://id.example.com/idm/sigill/v1/once#"), "{link:?}");
}

/// How large files may grow, in bytes: beyond it, a write fails as on a full disk.
fn limit_files(running: &Running, bytes: Option<u64>) {
    use rustix::process::{Pid, Resource, Rlimit, prlimit};
    let pid = Pid::from_raw(running.id().cast_signed());
    prlimit(pid, Resource::Fsize, Rlimit { current: bytes, maximum: None }).unwrap();
}

#[test]
fn a_full_disk_is_said_by_readyz_until_there_is_room_again() {
    let folder = tempdir().unwrap();
    // The signal that a file has become too large would end it.
    let mut started = command(folder.path(), &[]);
    let program = started.get_program().to_owned();
    started = std::process::Command::new("sh");
    started.args(["-c", "trap '' XFSZ; exec \"$0\" serve"]).arg(program).current_dir(folder.path());
    started.env_clear().env("SIGILL_LISTEN", "127.0.0.1:0").env("PATH", std::env::var_os("PATH").unwrap());
    let running = Running::start(started);
    let line: Value = serde_json::from_str(&running.log_line("\"listening\"")).unwrap();
    let url = format!("http://{}/readyz", line["address"].as_str().unwrap());
    let ready = || reqwest::blocking::get(&url).unwrap();
    limit_files(&running, Some(0));
    let full = ready();
    assert_eq!(full.status().as_u16(), 503);
    assert!(full.text().unwrap().contains("the database answers, but takes no changes"));
    limit_files(&running, None);
    // What was found holds for a second.
    let until = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while ready().status().as_u16() != 200 {
        assert!(std::time::Instant::now() < until, "it never comes back");
    }
}

#[test]
fn the_log_is_json_for_a_pipe_and_text_where_wanted() {
    let folder = tempdir().unwrap();
    let mut command = command(folder.path(), &["serve"]);
    command.env("SIGILL_LISTEN", "127.0.0.1:0").env("SIGILL_LOG_FORMAT", "text");
    let running = Running::start(command);
    let line = running.log_line("listening");
    assert!(line.contains(" INFO listening address=127.0.0.1:") && !line.contains('\x1b'), "{line}");
    assert!(line.contains("database=\"sqlite:./sigill-data/sigill.db\""), "{line}");
}
