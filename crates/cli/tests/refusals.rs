//! Whatever makes `serve` refuse makes `config check` or `doctor` refuse with the same words: a table of what operators get
//! wrong.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use sigill_testing::{Authority, Database, Kind};
use support::{Ended, Running, command, run};
use tempfile::{TempDir, tempdir};

/// Who says it before the server does. The doctor says whatever the check does, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Check,
    Doctor,
}

use By::{Check, Doctor};

/// What is wrong, and what is said of it.
struct Case<'a> {
    by: By,
    /// With what `serve` ends.
    code: i32,
    /// What is in its words.
    words: &'a str,
    /// The configuration file.
    file: &'a str,
    variables: &'a [(&'a str, &'a str)],
}

/// A folder as an operator has it, with what is wrong in it.
struct Site {
    folder: TempDir,
    /// As a user who may write only what all may write.
    is_nobody: bool,
}

impl Site {
    fn new() -> Self {
        Self { folder: tempdir().unwrap(), is_nobody: false }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path().join(name), text).unwrap();
    }

    /// A server has run here: there are a database and a master key.
    fn used() -> Self {
        let site = Self::new();
        let (running, _) = Running::serve(site.path(), &[]);
        running.signal("TERM");
        assert!(running.end().0.success());
        site
    }

    fn command(&self, arguments: &[&str], case: &Case<'_>) -> Command {
        let mut command = command(self.path(), arguments);
        // A later one of the same name wins.
        command.env("SIGILL_LISTEN", "127.0.0.1:0").envs(case.variables.iter().copied());
        if self.is_nobody {
            unprivileged(&mut command);
        }
        command
    }

    /// Runs all three, and compares what they say.
    fn refuses(&self, case: &Case<'_>) {
        if !case.file.is_empty() {
            self.write("sigill.toml", case.file);
        }
        let about = format!("{:?} {:?}", case.file, case.variables);
        let (status, _, lines) = Running::start(self.command(&["serve"], case)).end();
        let last = lines.last().unwrap_or_else(|| panic!("{about}: nothing is said"));
        let words = last.strip_prefix("sigill: ").unwrap_or_else(|| panic!("{about}: {lines:?}"));
        assert_eq!(status.code(), Some(case.code), "{about}: {words}");
        assert!(words.contains(case.words), "{about}: {words}");
        assert!(!words.contains("cret"), "{about}: {words}");
        for debug in ["Other(", "Error {", "Err("] {
            assert!(!words.contains(debug), "{about}: {words}");
        }

        let checked = Ended::from(self.command(&["config", "check"], case).output().unwrap());
        match case.by {
            Check => {
                assert_eq!((checked.code, checked.stderr), (Some(case.code), format!("sigill: {words}\n")), "{about}");
            }
            Doctor => assert_eq!((checked.code, checked.stderr.as_str()), (Some(0), ""), "{about}"),
        }
        let looked = Ended::from(self.command(&["doctor", "--output", "json"], case).output().unwrap());
        if case.by == Check && looked.stdout.is_empty() {
            // Where there is no configuration, there is nothing else to look at.
            assert_eq!((looked.code, looked.stderr), (Some(case.code), format!("sigill: {words}\n")), "{about}");
            return;
        }
        assert_eq!(looked.code, Some(6), "{about}: {looked:?}");
        let told: Value = serde_json::from_str(&looked.stdout).unwrap();
        let is_it = |finding: &&Value| finding["state"] == "fault" && finding["found"] == words;
        let finding = told["findings"].as_array().unwrap().iter().find(is_it);
        let finding = finding.unwrap_or_else(|| panic!("{about}: {words}: {told:#}"));
        assert!(finding["advice"].as_str().is_some_and(|advice| !advice.is_empty()), "{about}: {finding}");
    }
}

/// Lets a command run as nobody, where the tests run as root: root may write everything.
fn unprivileged(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65_534;
    if rustix::process::geteuid().is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
}

fn mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
}

/// Wrong by what is written.
const WRITTEN: &[(&str, &str, &str)] = &[
    ("", "SIGILL_LISTEN=127.0.0.1", "SIGILL_LISTEN: expected an address and a port such as 127.0.0.1:8989, got"),
    ("", "SIGILL_LISTEN=127.0.0.1:99999", "expected an address and a port"),
    ("", "SIGILL_LISTEN=8989", "expected an address and a port"),
    ("", "SIGILL_METRICS_LISTEN=9464", "SIGILL_METRICS_LISTEN: expected an address and a port"),
    (
        "listen = '127.0.0.1:9464'",
        "SIGILL_METRICS_LISTEN=127.0.0.1:9464 SIGILL_LISTEN=0.0.0.0:9464",
        "choose another port",
    ),
    ("", "SIGILL_DATABASE_URL=sqlite:", "SIGILL_DATABASE_URL: expected sqlite: and the path of a file"),
    ("", "SIGILL_DATABASE_URL=sqlite::memory:", "a database in memory would be gone with the process"),
    ("", "SIGILL_DATABASE_URL=sqlite:///var/x.db", "without the slashes of a host: sqlite:/var/x.db"),
    ("", "SIGILL_DATABASE_URL=sqlite:x.db?mode=rwc", "it takes no parameters"),
    ("", "SIGILL_DATABASE_URL=mysql://app:s3cret@db", "expected a URL that begins with sqlite: or postgres://"),
    ("", "SIGILL_DATABASE_URL=postgres://app:s3cret@db/c?foo=", "\"foo\" is no parameter of the URL"),
    ("", "SIGILL_DATABASE_URL=postgres://db/c?sslmod=require", "\"sslmod\" is no parameter"),
    ("", "SIGILL_DATABASE_URL=postgres://db/c?sslmode=prefer", "expected disable, require or verify-full"),
    ("", "SIGILL_DATABASE_URL=postgres://db/c?sslrootcert=x", "add sslmode=verify-full"),
    ("", "SIGILL_DATABASE_URL=postgres://app:s3/cret@db/c", "the host is read as \"app\": percent-encode"),
    ("", "SIGILL_DATABASE_URL=postgres://app:s3@cret@db/c", "which is read as \"db\": percent-encode"),
    ("", "SIGILL_DATABASE_URL=postgres://app:s3cret@db:99999/c", "is no port"),
    ("", "SIGILL_DATABASE_URL=postgres://db/c?sslmode=require&sslrootcert=roots", "/roots: No such file or directory"),
    ("", "SIGILL_DATABASE_URL_FILE=url", "/url can't be read: No such file or directory"),
    ("", "SIGILL_DATABASE_URL_FILE=wrong-url", "SIGILL_DATABASE_URL_FILE: expected sqlite: and the path of a file"),
    ("", "SIGILL_TLS_KEY_FILE=key.pem", "tls.certificate_file: expected a file"),
    ("", "SIGILL_TLS_KEY_FILE=key.pem SIGILL_TLS_CERTIFICATE_FILE=none.pem", "/none.pem can't be read: No such file"),
    ("", "SIGILL_TLS_KEY_FILE=key.pem SIGILL_TLS_CERTIFICATE_FILE=junk", "junk holds no certificate in PEM"),
    ("", "SIGILL_TLS_KEY_FILE=junk SIGILL_TLS_CERTIFICATE_FILE=cert.pem", "junk holds no private key in PEM"),
    ("", "SIGILL_TLS_KEY_FILE=sealed.pem SIGILL_TLS_CERTIFICATE_FILE=cert.pem", "is encrypted, and nobody is there"),
    ("", "SIGILL_TLS_KEY_FILE=old.pem SIGILL_TLS_CERTIFICATE_FILE=cert.pem", "is encrypted, and nobody is there"),
    (
        "",
        "SIGILL_TLS_KEY_FILE=other.pem SIGILL_TLS_CERTIFICATE_FILE=cert.pem",
        "the key belongs to another certificate",
    ),
    ("", "SIGILL_TLS_KEY_FILE=v1.key SIGILL_TLS_CERTIFICATE_FILE=v1.pem", "it is of version 1 of X.509"),
    ("", "SIGILL_RIGHTS_FILE=roles.toml", "/roles.toml: it can't be read: No such file"),
    ("", "SIGILL_RIGHTS_FILE=wrong-roles", "\"a\" is no role"),
    ("", "SIGILL_LOG_LEVEL=wanring", "expected error, warn, info, debug or trace"),
    ("", "SIGILL_PUBLIC_URL=id.example.com", "expected a URL such as https://id.example.com"),
    ("", "SIGILL_PUBLIC_URL=https://", "expected a URL such as https://id.example.com"),
    ("", "SIGILL_DATABASE_MIGRATE=perhaps", "expected a boolean"),
    ("", "SIGILL_LIMITS_REQUESTS_MAX=0", "expected a whole number of 1 or more"),
    ("", "SIGILL_LISTN=127.0.0.1:0", "SIGILL_LISTN is no variable of the configuration"),
    ("[database]\nur1 = 'x'", "", "database.ur1 is no key of the configuration"),
    ("listen = ", "", "sigill.toml is not TOML: line 1"),
    ("ISSUER", "", "expected either jwks_url or"),
    ("ISSUER\njwks_file = 'none.json'", "", "https://a: jwks_file: "),
    ("ISSUER\njwks_file = 'none.json'", "", "/none.json: No such file"),
    ("ISSUER\njwks_file = 'junk'", "", "/junk: it is no JSON object"),
    ("ISSUER\njwks_file = 'no-keys'", "", "/no-keys: it has no key that verifies tokens"),
    ("PROVIDER\nsigner_roots_file = 'none.pem'", "", "signer_roots_file: "),
    ("PROVIDER\nsigner_roots_file = 'junk'", "", "signer_roots_file: no certificate"),
    (
        "SECURE\nsigner_roots_file = 'roots.pem'\nserver_roots_file = 'roots.pem'\nclient_cert_file = 'cert.pem'\n\
         client_key_file = 'sealed.pem'",
        "",
        "client_key_file: the key is encrypted",
    ),
    (
        "SECURE\nsigner_roots_file = 'roots.pem'\nserver_roots_file = 'roots.pem'\nclient_cert_file = 'cert.pem'\n\
         client_key_file = 'other.pem'",
        "",
        "client_cert_file and client_key_file: the key belongs to another certificate",
    ),
];

const PROVIDER: &str =
    "[[providers]]\nidentifier = 'http://mid'\nbinding = 'rest'\nap_id = 'x'\nurl = 'http://127.0.0.1:1'";
const ISSUER: &str = "[[token.issuers]]\nissuer = 'https://a'\nalgorithms = ['ES256']\nclient = 'c'";
const SECURE: &str =
    "[[providers]]\nidentifier = 'http://mid'\nbinding = 'rest'\nap_id = 'x'\nurl = 'https://mid.example'";

#[test]
fn what_is_written_wrongly_is_said_by_the_check_as_the_server_says_it() {
    let (site, authority) = (Site::new(), Authority::new());
    let issued = authority.issue("localhost");
    let encrypted = |name: &str, line: &str| format!("-----BEGIN {name}-----\n{line}MIIB\n-----END {name}-----\n");
    for (name, text) in [
        ("cert.pem", issued.certificate_pem.as_str()),
        ("key.pem", &issued.key_pem),
        ("other.pem", &authority.issue("x").key_pem),
        ("sealed.pem", &encrypted("ENCRYPTED PRIVATE KEY", "")),
        ("old.pem", &encrypted("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n")),
        ("roots.pem", &authority.pem()),
        ("junk", "junk"),
        ("wrong-url", "sqlite:"),
        ("wrong-roles", "a = []"),
        ("no-keys", r#"{"keys":[]}"#),
        ("v1.pem", include_str!("support/version1.pem")),
        ("v1.key", include_str!("support/version1.key")),
    ] {
        site.write(name, text);
    }
    let before = std::fs::read_dir(site.path()).unwrap().count();
    for (file, variables, words) in WRITTEN {
        let variables: Vec<_> = variables.split(' ').filter_map(|variable| variable.split_once('=')).collect();
        let file = file.replace("PROVIDER", PROVIDER).replace("SECURE", SECURE).replace("ISSUER", ISSUER);
        site.refuses(&Case { by: Check, code: 2, words, file: &file, variables: &variables });
        let _ = std::fs::remove_file(site.path().join("sigill.toml"));
    }
    assert_eq!(std::fs::read_dir(site.path()).unwrap().count(), before, "nothing has been made");
}

/// What the doctor says as the server does, with these variables.
fn found(site: &Site, code: i32, words: &str, variables: &[(&str, &str)]) {
    site.refuses(&Case { by: Doctor, code, words, file: "", variables });
}

#[test]
fn an_address_that_is_not_ours_is_said_by_the_doctor() {
    // Of a network that is for documentation (RFC 5737).
    found(&Site::new(), 3, "can't listen on 192.0.2.1:8989: ", &[("SIGILL_LISTEN", "192.0.2.1:8989")]);
    found(&Site::new(), 3, "can't listen on 192.0.2.1:8989: ", &[("SIGILL_METRICS_LISTEN", "192.0.2.1:8989")]);
}

#[test]
fn a_place_for_the_data_that_is_none_is_said_by_the_doctor() {
    let site = Site::new();
    site.write("file", "");
    std::fs::create_dir(site.path().join("folder")).unwrap();
    let before = std::fs::read_dir(site.path()).unwrap().count();
    found(&site, 4, "file: not a directory", &[("SIGILL_DATABASE_URL", "sqlite:file/sigill.db")]);
    found(&site, 4, "file: not a directory", &[("SIGILL_DATABASE_URL", "sqlite:file/a/b/sigill.db")]);
    found(&site, 2, "file: not a directory", &[("SIGILL_KEYS_MASTER_FILE", "file/master.key")]);
    found(&site, 4, "folder can't be opened", &[("SIGILL_DATABASE_URL", "sqlite:folder")]);
    assert_eq!(std::fs::read_dir(site.path()).unwrap().count(), before, "nothing has been made");
    site.write("text", "This is a text, and no database of anybody. It is long enough to be looked at.");
    found(&site, 4, "is not a database", &[("SIGILL_DATABASE_URL", "sqlite:text")]);
}

#[test]
fn a_master_key_that_does_not_fit_is_said_by_the_doctor() {
    let site = Site::used();
    let key = site.path().join("sigill-data/master.key");
    let kept = std::fs::read(&key).unwrap();
    std::fs::remove_file(&key).unwrap();
    found(&site, 2, "is missing, but the database has a signing key that it sealed", &[]);
    std::fs::create_dir(&key).unwrap();
    found(&site, 2, "sigill-data/master.key: Is a directory", &[]);
    std::fs::remove_dir(&key).unwrap();
    std::fs::write(&key, "not a key").unwrap();
    found(&site, 2, "a master key is 32 bytes in base64", &[]);
    std::fs::write(&key, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n").unwrap();
    found(&site, 2, "is not the one of this database: it opens none of the 1 signing keys", &[]);

    // The right one, and something else that is wrong, is no longer told as a wrong one.
    std::fs::write(&key, kept).unwrap();
    let database = rusqlite::Connection::open(site.path().join("sigill-data/sigill.db")).unwrap();
    database.execute("UPDATE signing_key SET private = 'cut'", []).unwrap();
    drop(database);
    found(&site, 4, "is damaged: it isn't in the form of something sealed: put the database back", &[]);
}

#[test]
fn a_schema_that_does_not_fit_is_said_by_the_doctor() {
    let site = Site::used();
    let execute = |sql: &str| {
        let database = rusqlite::Connection::open(site.path().join("sigill-data/sigill.db")).unwrap();
        database.execute(sql, []).unwrap();
    };
    execute("INSERT INTO schema_version (version, name) VALUES (999, 'later')");
    found(&site, 5, "version 999 is unknown here", &[]);
    execute("DELETE FROM schema_version");
    let waits = [("SIGILL_DATABASE_MIGRATE", "false"), ("SIGILL_DATABASE_SCHEMA_WAIT_S_MAX", "1")];
    found(&site, 5, "it is empty, and this program works with versions", &waits);
}

#[test]
fn a_database_that_cannot_be_written_is_said_by_the_doctor() {
    let nobody = |site: Site| {
        let data = site.path().join("sigill-data");
        mode(site.path(), 0o777);
        for entry in std::fs::read_dir(&data).unwrap() {
            mode(&entry.unwrap().path(), 0o666);
        }
        Site { is_nobody: true, ..site }
    };
    let site = nobody(Site::used());
    let data = site.path().join("sigill-data");
    mode(&data, 0o777);
    mode(&data.join("sigill.db"), 0o444);
    found(&site, 4, "the database takes no changes: ./sigill-data/sigill.db can't be written", &[]);
    // It can be, but not the folder, where what is being written stands first.
    mode(&data.join("sigill.db"), 0o666);
    for beside in ["sigill.db-wal", "sigill.db-shm"] {
        // They stay as long as nobody has closed the database.
        let _ = std::fs::remove_file(data.join(beside));
    }
    mode(&data, 0o555);
    found(&site, 4, "the database takes no changes: attempt to write a readonly database", &[]);
    std::fs::remove_file(data.join("sigill.db")).unwrap();
    found(&site, 4, "./sigill-data: Permission denied", &[]);
    mode(&data, 0o777);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_of_postgresql_that_does_not_fit_is_said_by_the_doctor() {
    let database = Database::new(Kind::Postgres).await;
    let (server, own) = database.url().rsplit_once('/').unwrap();
    let (latin, standby) = (format!("{own}_latin"), format!("{own}_standby"));
    let client = database.postgres().await;
    for sql in [
        format!("CREATE DATABASE {latin} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"),
        format!("CREATE DATABASE {standby} TEMPLATE template0"),
        format!("ALTER DATABASE {standby} SET default_transaction_read_only = on"),
    ] {
        client.batch_execute(&sql).await.unwrap();
    }
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let cases = [
        (5, "the encoding of the database is LATIN1", format!("{server}/{latin}")),
        (4, "takes no changes: it is read-only", format!("{server}/{standby}")),
        (4, "error connecting to server", format!("postgres://app:s3cret@127.0.0.1:{port}/sigill")),
    ];
    let tried = tokio::task::spawn_blocking(move || {
        for (code, words, url) in cases {
            found(&Site::new(), code, words, &[("SIGILL_DATABASE_URL", &url)]);
        }
    });
    tried.await.unwrap();
}

#[test]
fn a_byte_order_mark_is_read_over_wherever_an_editor_writes_one() {
    let (site, authority) = (Site::used(), Authority::new());
    let issued = authority.issue("localhost");
    let file = format!(
        "[database]\nurl_file = 'url'\n[rights]\nfile = 'roles'\n[tls]\ncertificate_file = 'cert'\nkey_file = 'key'\n\
         {SECURE}\nsigner_roots_file = 'roots'\nserver_roots_file = 'roots'\nclient_cert_file = 'cert'\n\
         client_key_file = 'key'\nap_password_file = 'roles'"
    );
    let master = std::fs::read_to_string(site.path().join("sigill-data/master.key")).unwrap();
    for (name, text) in [
        ("sigill.toml", file.as_str()),
        ("url", "sqlite:./sigill-data/sigill.db"),
        ("roles", ""),
        ("cert", &issued.certificate_pem),
        ("key", &issued.key_pem),
        ("roots", &authority.pem()),
        ("sigill-data/master.key", &master),
    ] {
        site.write(name, &format!("\u{feff}{text}"));
    }
    let checked = run(site.path(), &["config", "check"]);
    assert_eq!((checked.code, checked.stderr.as_str()), (Some(0), ""));
    let looked = run(site.path(), &["doctor"]);
    assert_eq!(looked.code, Some(0), "{looked:?}");
}
