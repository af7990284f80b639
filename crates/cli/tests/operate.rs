//! The pages of `docs/OPERATE.md`, followed: configuration, schema, backup, doctor, what packages install.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use std::path::Path;

use serde_json::Value;
use sigill_testing::{Authority, Database, Kind};
use support::{Ended, Running, command, mode, run};
use tempfile::tempdir;

fn with(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Ended {
    Ended::from(command(folder, arguments).envs(variables.iter().copied()).output().unwrap())
}

fn json(ended: &Ended) -> Value {
    serde_json::from_str(&ended.stdout).unwrap_or_else(|_| panic!("{ended:?}"))
}

const CLIENT: &[&str] = &["admin", "client", "--client", "shop", "--name", "Shop", "--output", "json"];

#[test]
fn the_configuration_can_be_checked_and_printed_without_passwords() {
    let folder = tempdir().unwrap();
    let variables = [("SIGILL_DATABASE_URL", "postgres://app:s3cret@db/sigill?password=s3cret")];
    let checked = with(folder.path(), &["config", "check"], &variables);
    assert_eq!((checked.code, checked.stderr.as_str()), (Some(0), ""));
    let printed = with(folder.path(), &["config", "print"], &variables);
    assert_eq!(printed.code, Some(0), "{printed:?}");
    assert!(!printed.stdout.contains("s3cret"), "{printed:?}");
    assert!(
        printed.stdout.contains("\n[database]\nurl = \"postgres://app:***@db/sigill?password=***\"\n"),
        "{printed:?}"
    );
    // What is printed is a configuration again.
    std::fs::write(folder.path().join("sigill.toml"), &printed.stdout).unwrap();
    assert_eq!(run(folder.path(), &["config", "check"]).code, Some(0));
    let printed = json(&run(folder.path(), &["config", "print", "--output", "json"]));
    assert_eq!(
        (&printed["limits.requests_max"], &printed["database.migrate"], &printed["tls.key_file"]),
        (&512.into(), &true.into(), &Value::Null)
    );
    let issuers =
        "[[token.issuers]]\nissuer = 'https://idp'\njwks_file = 'keys'\nalgorithms = ['ES256']\nclient = 'api'\n";
    std::fs::write(folder.path().join("sigill.toml"), issuers).unwrap();
    let printed = run(folder.path(), &["config", "print"]);
    assert!(printed.stdout.contains("jwks_file = \"keys\""), "{printed:?}");
    std::fs::write(folder.path().join("sigill.toml"), &printed.stdout).unwrap();
    assert_eq!(run(folder.path(), &["config", "print"]).stdout, printed.stdout, "it is a configuration again");
    let wrong = with(folder.path(), &["config", "check"], &[("SIGILL_DATABASE_MIGRATE", "perhaps")]);
    assert_eq!(wrong.code, Some(2));
    insta::assert_snapshot!(wrong.stderr, @r#"sigill: SIGILL_DATABASE_MIGRATE: invalid type: string "perhaps", expected a boolean"#);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn the_rights_of_roles_are_printed_as_lines_and_as_json() {
    let folder = tempdir().unwrap();
    let right = "AccessControl.CredentialModify.MobileSignature";
    std::fs::write(folder.path().join("roles.toml"), format!("'nevisIdm.Helpdesk' = ['{right}']")).unwrap();
    let file = [("SIGILL_RIGHTS_FILE", "roles.toml")];
    let lines = with(folder.path(), &["admin", "rights"], &file).stdout;
    assert!(lines.lines().any(|line| line.starts_with(right) && line.trim_end().ends_with(" Helpdesk")), "{lines}");
    let rights = json(&with(folder.path(), &["admin", "rights", "--output", "json"], &file));
    assert_eq!(rights["nevisIdm.Helpdesk"], serde_json::json!([right]));
    assert_eq!(rights["nevisIdm.SelfAdmin"][0], "AccessControl.SelfAdmin");
}

async fn schema_on(database: &Database) {
    let folder = tempdir().unwrap();
    let variables = [("SIGILL_DATABASE_URL", database.url()), ("SIGILL_DATABASE_MIGRATE", "false")];
    let migrate = |arguments: &[&str]| {
        let ended = with(folder.path(), &[&["migrate"], arguments, &["--output", "json"]].concat(), &variables);
        (ended.code, json(&ended))
    };
    let (code, empty) = migrate(&["status"]);
    assert_eq!((code, &empty["applied"], &empty["is_supported"]), (Some(5), &Value::Array(vec![]), &false.into()));
    let pending = empty["pending"].clone();
    assert_eq!(pending[0], "0001_base");
    let (code, tried) = migrate(&["up", "--dry-run"]);
    assert_eq!((code, &tried["migrations"], &tried["applied"]), (Some(0), &pending, &empty["applied"]));

    // A server that may not migrate waits until somebody has.
    let mut serve = command(folder.path(), &["serve"]);
    serve.env("SIGILL_LISTEN", "127.0.0.1:0").envs(variables);
    let waiting = Running::start(serve);
    waiting.log_line("waiting for the schema");
    let (code, done) = migrate(&["up"]);
    assert_eq!((code, &done["migrations"], &done["pending"]), (Some(0), &pending, &Value::Array(vec![])));
    waiting.log_line("\"listening\"");
    drop(waiting);
    let (code, again) = migrate(&["up"]);
    assert_eq!((code, &again["migrations"]), (Some(0), &Value::Array(vec![])));
    assert_eq!(migrate(&["status"]).0, Some(0));

    database.execute("INSERT INTO schema_version (version, name) VALUES (999, 'later')").await;
    let (code, later) = migrate(&["status"]);
    assert_eq!((code, &later["unknown"]), (Some(5), &Value::Array(vec![999.into()])));
    let ended = with(folder.path(), &["migrate", "up"], &variables);
    assert_eq!(ended.code, Some(5), "{ended:?}");
    // It would wait for ever: it doesn't wait at all.
    let ended = with(folder.path(), &["serve"], &[&variables[..], &[("SIGILL_LISTEN", "127.0.0.1:0")]].concat());
    assert_eq!(ended.code, Some(5), "{ended:?}");
    database.execute("DELETE FROM schema_version WHERE version = 999").await;

    database.execute("DELETE FROM schema_version").await;
    let impatient = [("SIGILL_LISTEN", "127.0.0.1:0"), ("SIGILL_DATABASE_SCHEMA_WAIT_S_MAX", "1")];
    let ended = with(folder.path(), &["serve"], &[&variables[..], &impatient].concat());
    assert_eq!(ended.code, Some(5), "{ended:?}");
    assert!(ended.stderr.contains("it is empty, and this program works with versions"), "{ended:?}");
}

const MACHINE: &[&str] = &[
    "admin",
    "technical-user",
    "--client",
    "shop",
    "--user",
    "root",
    "--role",
    "nevisIdm.Root",
    "--global",
    "--output",
    "json",
];

/// A technical user, and codes of a person, whose secrets the master key keeps.
fn with_secrets(folder: &Path, url: &str, variables: &[(&str, &str)]) -> (String, Vec<String>) {
    let made = json(&with(folder, &[MACHINE, &["--create-client", "Shop"]].concat(), variables));
    let secret = made["client_secret"].as_str().unwrap().to_owned();
    let token = support::token(url, "shop/root", &secret).unwrap();
    let http = reqwest::blocking::Client::new();
    let users = format!("{url}/nevisidm/api/core/v1/shop/users");
    let anna = serde_json::json!({
        "extId": "anna", "name": { "firstName": "Anna", "familyName": "Muster" }, "contacts": { "email": "a@example.com" },
    });
    assert_eq!(http.post(&users).bearer_auth(&token).json(&anna).send().unwrap().status(), 201);
    let codes = format!("{users}/anna/recovery-codes");
    assert_eq!(http.post(&codes).bearer_auth(&token).send().unwrap().status(), 201);
    let codes = support::get(&codes, &token).1["codes"].as_array().unwrap().clone();
    (secret, codes.iter().map(|code| code["code"].as_str().unwrap().to_owned()).collect())
}

/// Whether the server takes the secret, and a code.
fn takes(url: &str, secret: &str, code: &str) -> bool {
    let Ok(token) = support::token(url, "shop/root", secret) else { return false };
    let path = format!("{url}/sigill/v1/shop/users/anna/credentials/recovery-codes/verify");
    let body = serde_json::json!({ "code": code });
    let answer = reqwest::blocking::Client::new().post(path).bearer_auth(token).json(&body).send().unwrap();
    let answer: Value = answer.json().unwrap();
    answer["statusCode"] == 0
}

fn a_master_key_is_left_behind_on(database: &Database) {
    let folder = tempdir().unwrap();
    let file = folder.path().join("master.key");
    let variables = [("SIGILL_DATABASE_URL", database.url()), ("SIGILL_KEYS_MASTER_FILE", "master.key")];
    let (running, url) = Running::serve(folder.path(), &variables);
    let (secret, codes) = with_secrets(folder.path(), &url, &variables);
    drop(running);
    let old = std::fs::read_to_string(&file).unwrap();
    let new = format!("{}bmU=\n", "bmV3".repeat(10));
    let rewrap = |more: &[&str]| with(folder.path(), &[&["admin", "keys", "rewrap"], more].concat(), &variables);
    let counted = |keys: u64, secrets: u64, hashed: u64| serde_json::json!({ "signing_keys": keys, "secrets": secrets, "messages": 0, "answers": 0, "properties": 0, "hashed": hashed, "unopened": 0 });
    // The new one comes first, and the old one still opens.
    std::fs::write(&file, format!("{new}{old}")).unwrap();
    let (running, url) = Running::serve(folder.path(), &variables);
    assert!(takes(&url, &secret, &codes[0]));
    // A code that is used seals what is left of them anew: so it has been done.
    assert_eq!(json(&rewrap(&["--output", "json"])), counted(1, 0, 1));
    assert!(takes(&url, &secret, &codes[1]), "the server runs meanwhile");
    drop(running);
    // Without the old one, only the secret that was hashed with it is worth nothing.
    std::fs::write(&file, &new).unwrap();
    let (running, url) = Running::serve(folder.path(), &variables);
    assert!(!takes(&url, &secret, &codes[2]));
    let again = json(&with(folder.path(), MACHINE, &variables));
    assert!(takes(&url, again["client_secret"].as_str().unwrap(), &codes[2]));
    drop(running);
    // Nobody has used a code since the old one is the first again.
    std::fs::write(&file, format!("{old}{new}")).unwrap();
    assert_eq!(json(&rewrap(&["--output", "json"])), counted(1, 1, 1));
    insta::assert_snapshot!(rewrap(&[]).stdout, @r"
    Sealed anew: 0 signing keys, 0 secrets of credentials, 0 messages, 0 kept answers, encrypted properties of 0 objects.
    Hashed with an older key, which they need until they are made again: 1 (secrets that Sigill made).
    ");
    std::fs::write(&file, &old).unwrap();
    let (_running, url) = Running::serve(folder.path(), &variables);
    assert!(takes(&url, &secret, &codes[3]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_master_key_is_left_behind_while_the_server_runs_on_sqlite() {
    let database = Database::new(Kind::Sqlite).await;
    tokio::task::spawn_blocking(move || a_master_key_is_left_behind_on(&database)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_master_key_is_left_behind_while_the_server_runs_on_postgresql() {
    let database = Database::new(Kind::Postgres).await;
    tokio::task::spawn_blocking(move || a_master_key_is_left_behind_on(&database)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_schema_is_shown_tried_applied_and_waited_for_on_sqlite() {
    schema_on(&Database::new(Kind::Sqlite).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_schema_is_shown_tried_applied_and_waited_for_on_postgresql() {
    schema_on(&Database::new(Kind::Postgres).await).await;
}

#[test]
fn a_backup_of_a_running_server_is_restored_elsewhere_and_nothing_is_overwritten() {
    let folder = tempdir().unwrap();
    let none = run(folder.path(), &["backup", "--to", "one.db"]);
    assert_eq!(none.code, Some(2));
    insta::assert_snapshot!(none.stderr, @"sigill: there is no database at ./sigill-data/sigill.db");
    let (running, _) = Running::serve(folder.path(), &[]);
    assert_eq!(run(folder.path(), CLIENT).code, Some(0));
    let made = run(folder.path(), &["backup", "--to", "one.db", "--output", "json"]);
    assert_eq!(made.code, Some(0), "{made:?}");
    let made = json(&made);
    assert_eq!((&made["rows"]["client"], &made["file"]), (&1.into(), &"one.db".into()));
    assert_eq!(mode(&folder.path().join("one.db")), 0o600);
    let before = std::fs::read(folder.path().join("one.db")).unwrap();
    let again = run(folder.path(), &["backup", "--to", "one.db"]);
    assert_eq!(again.code, Some(2));
    insta::assert_snapshot!(again.stderr, @"sigill: one.db is there already, and nothing is overwritten: move it away, or name another file");
    assert_eq!(std::fs::read(folder.path().join("one.db")).unwrap(), before);
    let refused = run(folder.path(), &["restore", "--from", "one.db"]);
    assert_eq!(refused.code, Some(2), "the database is there: {refused:?}");
    drop(running);

    let other = tempdir().unwrap();
    let from = folder.path().join("one.db");
    let restore = |from: &Path| run(other.path(), &["restore", "--from", from.to_str().unwrap(), "--output", "json"]);
    let mut damaged = before.clone();
    let half = damaged.len() / 2;
    damaged[half..half + 4096].fill(0xff);
    let bad = folder.path().join("bad.db");
    for bytes in [&damaged[..], &before[..half], b"not a database at all", b""] {
        std::fs::write(&bad, bytes).unwrap();
        let ended = restore(&bad);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{ended:?}");
        assert!(ended.stderr.contains("bad.db"), "{ended:?}");
        assert!(!other.path().join("sigill-data/sigill.db").exists());
    }
    let restored = restore(&from);
    assert_eq!(restored.code, Some(0), "{restored:?}");
    assert_eq!(json(&restored)["rows"], made["rows"]);
    assert_eq!(mode(&other.path().join("sigill-data/sigill.db")), 0o600);
    std::fs::copy(folder.path().join("sigill-data/master.key"), other.path().join("sigill-data/master.key")).unwrap();
    drop(Running::serve(other.path(), &[]));
    let client = json(&run(other.path(), &[CLIENT, &[]].concat()));
    assert_eq!(client["name"], "Shop");
}

#[test]
fn postgresql_has_tools_of_its_own_and_their_names_are_told() {
    let folder = tempdir().unwrap();
    let url = [("SIGILL_DATABASE_URL", "postgres://app:s3cret@db/sigill")];
    let ended = with(folder.path(), &["backup", "--to", "one"], &url);
    assert_eq!(ended.code, Some(2));
    insta::assert_snapshot!(ended.stderr, @"sigill: this is for the embedded database; PostgreSQL has tools of its own. Run: pg_dump --format=custom --file=one 'postgres://app:***@db/sigill' (and check it: pg_restore --list)");
    let ended = with(folder.path(), &["restore", "--from", "one"], &url);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("pg_restore --exit-on-error --single-transaction"), "{ended:?}");
}

/// What the doctor says: the exit code, and each finding as `state about`.
fn doctor(folder: &Path, variables: &[(&str, &str)]) -> (Option<i32>, Vec<String>, String) {
    let ended = with(folder, &["doctor", "--output", "json"], variables);
    let findings = json(&ended)["findings"].as_array().unwrap().clone();
    let short =
        |finding: &Value| format!("{} {}", finding["state"].as_str().unwrap(), finding["about"].as_str().unwrap());
    (ended.code, findings.iter().map(short).collect(), ended.stdout)
}

#[test]
fn the_doctor_finds_what_is_wrong_and_says_what_to_do() {
    let folder = tempdir().unwrap();
    let (code, found, _) = doctor(folder.path(), &[]);
    assert_eq!((code, found.last().unwrap().as_str()), (Some(0), "warning database"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "it changes nothing");

    drop(Running::serve(folder.path(), &[]));
    let (code, found, _) = doctor(folder.path(), &[("SIGILL_PUBLIC_URL", "https://id.example.com")]);
    assert_eq!(code, Some(0));
    assert!(found.iter().all(|finding| finding.starts_with("ok ")), "{found:?}");
    for about in ["database", "durability", "schema", "master key", "files", "backup"] {
        assert!(found.contains(&format!("ok {about}")), "{about}: {found:?}");
    }

    use std::os::unix::fs::PermissionsExt;
    let key = folder.path().join("sigill-data/master.key");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    let (code, found, text) = doctor(folder.path(), &[]);
    assert!(code == Some(0) && found.contains(&"warning files".to_owned()), "{found:?}");
    assert!(text.contains("chmod 600 ./sigill-data/master.key"), "{text}");
    std::fs::write(&key, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n").unwrap();
    let (code, found, _) = doctor(folder.path(), &[]);
    assert!(code == Some(6) && found.contains(&"fault master key".to_owned()), "{found:?}");
    let ended = run(folder.path(), &["doctor"]);
    assert_eq!(ended.stderr, "sigill: there is a fault\n");
    let unreachable = [("SIGILL_DATABASE_URL", "postgres://app:s3cret@127.0.0.1:1/sigill")];
    let (code, found, text) = doctor(folder.path(), &unreachable);
    assert!(code == Some(6) && found.contains(&"fault database".to_owned()), "{found:?}");
    assert!(!text.contains("s3cret"), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_doctor_knows_what_postgresql_must_be_set_to() {
    let database = Database::new(Kind::Postgres).await;
    let folder = tempdir().unwrap();
    let url = [("SIGILL_DATABASE_URL", database.url())];
    let (_, found, text) = doctor(folder.path(), &url);
    assert!(found.contains(&"ok clock".to_owned()) && found.contains(&"warning schema".to_owned()), "{found:?}");
    // The cluster of the tests keeps nothing, so it needs no fsync; a real one does.
    assert!(found.contains(&"fault durability".to_owned()) || text.contains("fsync on"), "{text}");
    assert!(text.contains("PostgreSQL 1"), "{text}");

    // Its tool must be there, and no older than the server.
    let tools = folder.path().join("tools");
    std::fs::create_dir(&tools).unwrap();
    let path = [url[0], ("PATH", tools.to_str().unwrap())];
    let (_, found, text) = doctor(folder.path(), &path);
    assert!(found.contains(&"warning backup".to_owned()) && text.contains("isn't found"), "{text}");
    for (version, state) in [("9.6.24", "warning"), ("99.1 (Debian 99.1-1)", "ok")] {
        let tool = tools.join("pg_dump");
        std::fs::write(&tool, format!("#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}'\n")).unwrap();
        std::fs::set_permissions(&tool, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let (_, found, text) = doctor(folder.path(), &path);
        assert!(found.contains(&format!("{state} backup")) && text.contains(version), "{version}: {text}");
    }
}

#[test]
fn roots_of_signers_that_have_ended_are_named_by_both_doctors() {
    let folder = tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write(
        "sigill.toml",
        "[[providers]]\nidentifier = 'http://mid'\nbinding = 'rest'\nurl = 'http://127.0.0.1:1'\nap_id = 'x'\n\
         signer_roots_file = 'roots.pem'",
    );
    let (ended, valid) = (Authority::ended().pem(), Authority::new().pem());
    write("roots.pem", &ended);
    let (code, found, text) = doctor(folder.path(), &[]);
    assert!(code == Some(6) && found.contains(&"fault providers".to_owned()), "{found:?}");
    assert!(text.contains("http://mid: signer_roots_file: ") && text.contains(" ended "), "{text}");
    let asked = run(folder.path(), &["doctor", "mssp", "--output", "json"]);
    let certificates = &json(&asked)["providers"][0]["certificates"];
    assert_eq!(
        (&certificates[0]["state"], certificates.as_array().map(Vec::len)),
        (&"fault".into(), Some(1)),
        "{asked:?}"
    );
    let asked = run(folder.path(), &["doctor", "mssp"]);
    assert!(asked.code == Some(6) && asked.stdout.contains("signer_roots_file: "), "{asked:?}");
    // The next one is there already.
    write("roots.pem", &format!("{ended}{valid}"));
    let (code, found, _) = doctor(folder.path(), &[]);
    assert!(code == Some(0) && found.contains(&"warning providers".to_owned()), "{found:?}");
    write("roots.pem", &valid);
    let (_, found, _) = doctor(folder.path(), &[]);
    assert!(!found.contains(&"warning providers".to_owned()), "{found:?}");
}

#[test]
fn completions_and_manual_pages_are_made_of_the_commands() {
    let folder = tempdir().unwrap();
    for shell in ["bash", "zsh", "fish"] {
        let script = run(folder.path(), &["completions", shell]);
        assert!(script.code == Some(0) && script.stdout.contains("technical-user"), "{shell}");
    }
    let page = run(folder.path(), &["man"]);
    assert!(page.code == Some(0) && page.stdout.contains(".TH sigill 1"), "{page:?}");
    assert_eq!(run(folder.path(), &["man", "--to", "pages"]).code, Some(0));
    for page in ["sigill.1", "sigill-serve.1", "sigill-migrate-up.1", "sigill-admin-technical-user.1"] {
        assert!(folder.path().join("pages").join(page).exists(), "{page}");
    }
}
