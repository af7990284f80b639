//! Many callers at once, against the built binary: one process on SQLite, two on one PostgreSQL.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use std::sync::Arc;

use serde_json::{Value, json};
use sigill_testing::{Database, Kind};
use support::Running;
use tempfile::{TempDir, tempdir};

const BASE: &str = "/nevisidm/api/core/v1";

/// Servers on one database, with the token of a caller who may do everything.
struct Installation {
    _folder: TempDir,
    _running: Vec<Running>,
    urls: Vec<String>,
    token: String,
}

impl Installation {
    fn start(database_url: &str, processes: usize) -> Self {
        let folder = tempdir().unwrap();
        let variables = [("SIGILL_DATABASE_URL", database_url), ("SIGILL_PUBLIC_URL", "http://sigill.test")];
        let (running, urls): (Vec<_>, Vec<_>) =
            (0..processes).map(|_| Running::serve(folder.path(), &variables)).unzip();
        let mut admin = support::command(
            folder.path(),
            &[
                "admin",
                "technical-user",
                "--client",
                "api",
                "--create-client",
                "API",
                "--user",
                "root",
                "--role",
                "nevisIdm.Root",
                "--global",
                "--output",
                "json",
            ],
        );
        let made = support::Ended::from(admin.envs(variables).output().unwrap());
        assert_eq!(made.code, Some(0), "{made:?}");
        let made: Value = serde_json::from_str(&made.stdout).unwrap();
        let secret = made["client_secret"].as_str().unwrap();
        // A token of one process serves at all of them.
        let token = support::token(&urls[0], "api/root", secret).unwrap();
        Self { _folder: folder, _running: running, urls, token }
    }
}

/// 64 callers change the same version of one mobile signature, spread over the processes, five times over.
async fn contest_of_changes(installation: &Installation) {
    let http = reqwest::Client::new();
    let (urls, token) = (installation.urls.clone(), Arc::new(installation.token.clone()));
    let user = json!({ "extId": "changed", "isTechnicalUser": true });
    assert_eq!(post(&http, &format!("{}{BASE}/api/users", urls[0]), &token, &user).await.0, 201);
    let path = format!("{BASE}/api/users/changed/mobile-signature");
    let body = json!({ "identificator": "id", "msspIdentifier": "http://mssp.example", "msisdn": "+41791234567" });
    assert_eq!(post(&http, &format!("{}{path}", urls[0]), &token, &body).await.0, 201);
    for version in 1..=5 {
        let tasks: Vec<_> = (0..64)
            .map(|n| {
                let (http, token) = (http.clone(), Arc::clone(&token));
                let url = format!("{}{path}", urls[n % urls.len()]);
                let body = json!({ "version": version, "identificator": format!("id-{version}-{n}") });
                tokio::spawn(async move {
                    let answer = http.patch(&url).bearer_auth(&*token).json(&body).send().await.unwrap();
                    (n, answer.status().as_u16(), answer.text().await.unwrap())
                })
            })
            .collect();
        let (mut changed, mut stale) = (Vec::new(), Vec::new());
        for task in tasks {
            match task.await.unwrap() {
                (n, 200, _) => changed.push(n),
                (_, 409, answer) => stale.push(answer),
                (_, status, answer) => panic!("{status}: {answer}"),
            }
        }
        assert_eq!((changed.len(), stale.len()), (1, 63));
        assert!(stale.iter().all(|answer| answer.contains("errors.optimisticLockingFailure")), "{stale:?}");
        for url in &urls {
            let found = http.get(format!("{url}{path}")).bearer_auth(&*token).send().await.unwrap();
            let found: Value = found.json().await.unwrap();
            let expected = format!("id-{version}-{}", changed[0]);
            assert_eq!((&found["identificator"], &found["version"]), (&expected.into(), &(version + 1).into()));
        }
    }
}

async fn post(http: &reqwest::Client, url: &str, token: &str, body: &Value) -> (u16, String) {
    let answer = http.post(url).bearer_auth(token).json(body).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

/// 64 callers create a mobile signature for one user, spread over the processes, ten times over.
async fn contest(installation: &Installation) {
    let http = reqwest::Client::new();
    let (urls, token) = (installation.urls.clone(), Arc::new(installation.token.clone()));
    for round in 0..10 {
        let user = format!("user-{round}");
        let body = json!({
            "extId": user, "name": { "firstName": "Anna", "familyName": "Muster" }, "contacts": { "email": "a@example.com" },
        });
        let (status, answer) = post(&http, &format!("{}{BASE}/api/users", urls[0]), &token, &body).await;
        assert_eq!(status, 201, "{answer}");

        let tasks: Vec<_> = (0..64)
            .map(|n| {
                let url = format!("{}{BASE}/api/users/{user}/mobile-signature", urls[n % urls.len()]);
                let (http, token) = (http.clone(), Arc::clone(&token));
                let body = json!({
                    "identificator": format!("id-{n}"), "msspIdentifier": "http://mssp.example", "msisdn": "+41791234567",
                });
                tokio::spawn(async move { post(&http, &url, &token, &body).await })
            })
            .collect();
        let mut answers = Vec::new();
        for task in tasks {
            answers.push(task.await.unwrap());
        }
        let created = answers.iter().filter(|(status, _)| *status == 201).count();
        let mut refused: Vec<_> = answers.into_iter().filter(|(status, _)| *status != 201).collect();
        assert_eq!((created, refused.len()), (1, 63));
        refused.dedup();
        assert_eq!(refused.len(), 1, "the refusals differ: {refused:?}");
        assert_eq!(refused[0].0, 422);
        assert!(refused[0].1.contains("errors.mobileSignatureExists"), "{}", refused[0].1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_64_callers_one_creates_and_63_hear_the_same_on_sqlite() {
    let database = Database::new(Kind::Sqlite).await;
    let url = database.url().to_owned();
    let installation = tokio::task::spawn_blocking(move || Installation::start(&url, 1)).await.unwrap();
    contest(&installation).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_64_callers_one_creates_and_63_hear_the_same_through_two_processes_on_one_postgresql() {
    let database = Database::new(Kind::Postgres).await;
    let url = database.url().to_owned();
    let installation = tokio::task::spawn_blocking(move || Installation::start(&url, 2)).await.unwrap();
    contest(&installation).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_64_patches_of_one_version_one_is_200_and_63_are_409_on_sqlite() {
    let database = Database::new(Kind::Sqlite).await;
    let url = database.url().to_owned();
    let installation = tokio::task::spawn_blocking(move || Installation::start(&url, 1)).await.unwrap();
    contest_of_changes(&installation).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_64_patches_of_one_version_one_is_200_and_63_are_409_through_two_processes_on_one_postgresql() {
    let database = Database::new(Kind::Postgres).await;
    let url = database.url().to_owned();
    let installation = tokio::task::spawn_blocking(move || Installation::start(&url, 2)).await.unwrap();
    contest_of_changes(&installation).await;
}

/// The files of pyca's test vectors: certificates and what isn't.
fn corpus() -> Vec<String> {
    let root = std::env::var("SIGILL_CRYPTOGRAPHY_VECTORS").expect("run `cargo xtask test`: it fetches the vectors");
    let mut folders = vec![std::path::PathBuf::from(root)];
    let mut submitted = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            // Larger ones are no certificates, but archives of vectors.
            if bytes.len() < 40_000 {
                let is_text = bytes.windows(11).any(|window| window == b"-----BEGIN ");
                submitted.push(if is_text { String::from_utf8_lossy(&bytes).into_owned() } else { pem(&bytes) });
            }
        }
    }
    submitted
}

/// DER as a PEM block that says it is a certificate.
fn pem(der: &[u8]) -> String {
    use std::fmt::Write;
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = "-----BEGIN CERTIFICATE-----\n".to_owned();
    for line in der.chunks(48) {
        for chunk in line.chunks(3) {
            let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
            for n in 0..4 {
                let sextet = ALPHABET[(bits >> (18 - 6 * n)) as usize & 63];
                text.push(if n <= chunk.len() { sextet as char } else { '=' });
            }
        }
        writeln!(text).unwrap();
    }
    text + "-----END CERTIFICATE-----\n"
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_sent_as_a_certificate_is_201_or_422_and_comes_back_byte_for_byte() {
    let database = Database::new(Kind::Sqlite).await;
    let url = database.url().to_owned();
    let installation = tokio::task::spawn_blocking(move || Installation::start(&url, 1)).await.unwrap();
    let (http, url, token) = (reqwest::Client::new(), &installation.urls[0], &installation.token);
    let corpus = corpus();
    assert!(corpus.len() > 1_800, "only {} files", corpus.len());
    let (mut accepted, mut refused) = (0, 0);
    for (n, signer_cert) in corpus.iter().enumerate() {
        let user = json!({ "extId": format!("u{n}"), "isTechnicalUser": true });
        assert_eq!(post(&http, &format!("{url}{BASE}/api/users"), token, &user).await.0, 201);
        let body = json!({
            "identificator": "id", "msspIdentifier": "http://mssp.example", "msisdn": "+41791234567",
            "signerCert": signer_cert,
        });
        let path = format!("{url}{BASE}/api/users/u{n}/mobile-signature");
        match post(&http, &path, token, &body).await {
            (201, answer) => {
                accepted += 1;
                let answer: Value = serde_json::from_str(&answer).unwrap();
                assert_eq!(answer["signerCert"].as_str(), Some(signer_cert.as_str()));
            }
            (422, answer) => {
                refused += 1;
                let answer: Value = serde_json::from_str(&answer).unwrap();
                let errors = answer["errors"].as_array().unwrap();
                assert_eq!(errors.len(), 1, "{answer}");
                assert!(errors[0]["message"].as_str().unwrap().contains("signerCert"), "{answer}");
            }
            // Larger than any body may be: refused before it is looked at.
            (413, _) if signer_cert.len() > 32_000 => refused += 1,
            (status, answer) => panic!("{status}: {answer}"),
        }
    }
    assert!(accepted > 400 && refused > 300, "{accepted} accepted, {refused} refused");
}
