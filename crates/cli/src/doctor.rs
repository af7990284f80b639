//! `sigill doctor`: looks at everything that a server depends on, and says what to do.

mod dump;
mod mssp;

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, Subcommand};
use serde::Serialize;
use sigill_app::token::{MasterKey, Tokens};
use sigill_app::{Facts, Store, World};
use sigill_domain::certificate::SignerCert;
use sigill_server::Tls;

use crate::config::{Config, masked};
use crate::failure::Failure;
use crate::output::{Form, say};
use crate::{files, instance, logging};

/// What `sigill doctor` takes.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    about: Option<About>,
    /// The configuration file, as for sigill serve
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// How to print the findings
    #[arg(long, value_name = "FORM", default_value = "text")]
    output: Form,
}

#[derive(Debug, Subcommand)]
enum About {
    /// Ask each provider of mobile signatures whether it would serve us; nothing is shown to anybody
    Mssp(mssp::Arguments),
}

/// How far two clocks may be apart before tokens of one node are refused by another.
const CLOCKS_APART_MAX: Duration = Duration::from_secs(5);
/// A certificate should be renewed before it has so little time left.
const CERTIFICATE_LEFT_MIN_S: i64 = 14 * 24 * 3600;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Ok,
    Warning,
    Fault,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Finding {
    state: State,
    about: &'static str,
    found: String,
    /// The next step, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<String>,
}

/// What was looked at so far.
#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn ok(&mut self, about: &'static str, found: impl Into<String>) {
        self.0.push(Finding { state: State::Ok, about, found: found.into(), advice: None });
    }

    fn warn(&mut self, about: &'static str, found: impl Into<String>, advice: impl Into<String>) {
        self.0.push(Finding { state: State::Warning, about, found: found.into(), advice: Some(advice.into()) });
    }

    fn fault(&mut self, about: &'static str, found: impl Into<String>, advice: impl Into<String>) {
        self.0.push(Finding { state: State::Fault, about, found: found.into(), advice: Some(advice.into()) });
    }
}

/// Looks at everything and prints what was found; faults are a failure.
pub(crate) async fn run(arguments: &Arguments) -> Result<(), Failure> {
    if let Some(About::Mssp(arguments)) = &arguments.about {
        return mssp::run(arguments).await;
    }
    let config = Config::load(arguments.config.as_deref(), Path::new("."), std::env::vars_os())?;
    logging::start(config.log.format, "error");
    let mut findings = Findings::default();
    findings.ok("configuration", "it can be read");
    names(&config, &mut findings);
    certificate(&config, &mut findings);
    modes(&config, &mut findings);
    providers(&config, &mut findings);
    if let Some(store) = reach(&config, &mut findings).await {
        database(&config, &store, &mut findings).await;
    }
    let Findings(findings) = findings;
    say(&match arguments.output {
        Form::Text => text(&findings),
        Form::Json => format!("{}\n", serde_json::json!({ "findings": findings })),
    });
    match findings.iter().filter(|finding| finding.state == State::Fault).count() {
        0 => Ok(()),
        1 => Err(Failure::Faults("there is a fault".to_owned())),
        faults => Err(Failure::Faults(format!("there are {faults} faults"))),
    }
}

/// How callers know the server.
fn names(config: &Config, findings: &mut Findings) {
    match &config.public_url {
        Some(url) => findings.ok("public URL", url.clone()),
        None => findings.warn(
            "public URL",
            "public_url is not set: the issuer of tokens follows from the address",
            "set public_url to the URL that callers know; once tokens are in use, it has to stay",
        ),
    }
}

/// The files of the providers; `sigill doctor mssp` asks them.
fn providers(config: &Config, findings: &mut Findings) {
    const ABOUT: &str = "providers";
    match config.providers.open() {
        Ok(providers) => findings.ok(ABOUT, format!("{} configured", providers.all().count())),
        Err(failure) => findings.fault(ABOUT, failure.line(), "the server doesn't start so: correct what is named"),
    }
}

/// The server's own certificate.
fn certificate(config: &Config, findings: &mut Findings) {
    const ABOUT: &str = "certificate";
    let Some((file, key)) = config.tls_files() else {
        return findings.ok(ABOUT, "none: plain HTTP, which belongs behind a proxy that speaks TLS");
    };
    if let Err(error) = Tls::load(file, key) {
        return findings.fault(ABOUT, error.to_string(), "put a certificate and its key there, in PEM");
    }
    let pem = files::read(file).ok().flatten().unwrap_or_default();
    let end = "-----END CERTIFICATE-----";
    // The first of the chain is the server's.
    let first = pem.find(end).map_or(pem.as_str(), |at| &pem[..at + end.len()]);
    let left_s =
        SignerCert::parse(first).map(|certificate| certificate.not_after() - World::real().clock.now().seconds());
    match left_s {
        Err(error) => findings.warn(ABOUT, format!("{}: {error}", file.display()), "callers may refuse it, too"),
        Ok(left) if left <= 0 => {
            findings.fault(ABOUT, "it has expired", "renew it; the server takes the new one by itself")
        }
        Ok(left) if left < CERTIFICATE_LEFT_MIN_S => findings.warn(
            ABOUT,
            format!("it expires in {} days", left / 86_400),
            "renew it; the server takes the new one by itself",
        ),
        Ok(left) => findings.ok(ABOUT, format!("it is valid for {} more days", left / 86_400)),
    }
    if files::is_open_to_others(key) {
        findings.warn(ABOUT, format!("others may read {}", key.display()), format!("chmod 600 {}", key.display()));
    }
}

/// Who may read what nobody else should.
fn modes(config: &Config, findings: &mut Findings) {
    let master = config.master_file();
    let url_file = config.database.url_file.as_ref().map(PathBuf::from);
    let private = [Some(master), config.sqlite_file().map(Path::to_owned), url_file];
    let open: Vec<String> = private
        .into_iter()
        .flatten()
        .filter(|path| files::is_open_to_others(path))
        .map(|path| path.display().to_string())
        .collect();
    if open.is_empty() {
        findings.ok("files", "only their owner may read them");
    } else {
        let open = open.join(" ");
        findings.warn("files", format!("others may read {open}"), format!("chmod 600 {open}"));
    }
}

async fn reach(config: &Config, findings: &mut Findings) -> Option<Store> {
    const ABOUT: &str = "database";
    if let Some(file) = config.sqlite_file().filter(|file| !file.exists()) {
        findings.warn(
            ABOUT,
            format!("there is none yet at {}", file.display()),
            "sigill serve makes it at its first start",
        );
        return None;
    }
    match instance::connect(config).await {
        Ok(store) => Some(store),
        Err(failure) => {
            findings.fault(
                ABOUT,
                failure.line(),
                "check database.url, that the database runs, and that its user may connect from here",
            );
            None
        }
    }
}

async fn database(config: &Config, store: &Store, findings: &mut Findings) {
    match store.facts().await {
        Ok(facts) => {
            if config.sqlite_file().is_none() {
                dump::check(config, &facts, findings);
            }
            findings.ok("database", format!("{} answers ({})", facts.engine, masked(&config.database.url)));
            durability(&facts, findings);
            encryption(config, &facts, findings);
            clock(&facts, findings);
        }
        Err(error) => findings.fault("database", error.to_string(), "see its own log"),
    }
    match store.schema().await.and_then(|schema| schema.check().map(|()| schema)) {
        Ok(schema) => findings.ok("schema", format!("version {}", schema.applied.last().copied().unwrap_or_default())),
        // Nobody has started a server on it yet, or on its last version.
        Err(error) if config.database.migrate && error.to_string().contains("migrate up") => {
            findings.warn("schema", error.to_string(), "sigill serve migrates it at its start");
            return;
        }
        Err(error) => {
            findings.fault("schema", error.to_string(), "sigill migrate status says more");
            return;
        }
    }
    master(config, store, findings).await;
    if config.sqlite_file().is_some() {
        findings
            .ok("backup", "sigill backup --to FILE makes one while the server runs; keep the master key apart from it");
    }
}

fn durability(facts: &Facts, findings: &mut Findings) {
    let wrong: Vec<_> = facts.settings.iter().filter(|setting| !setting.is_right()).collect();
    if wrong.is_empty() {
        let right: Vec<String> =
            facts.settings.iter().map(|setting| format!("{} {}", setting.name, setting.value)).collect();
        findings.ok("durability", right.join(", "));
    }
    for setting in wrong {
        findings.fault(
            "durability",
            format!("{} is {}", setting.name, setting.value),
            format!("set it to {}: with anything else, answered changes may be lost", setting.expected),
        );
    }
}

fn encryption(config: &Config, facts: &Facts, findings: &mut Findings) {
    let url = &config.database.url;
    let host = url.rsplit_once('@').map_or(url.as_str(), |(_, place)| place);
    let is_near = ["localhost", "127.0.0.1", "[::1]", "/", "%2F"].iter().any(|near| host.starts_with(near));
    match facts.is_encrypted {
        Some(true) => findings.ok("encryption", "the connection to the database is encrypted"),
        Some(false) if !is_near => findings.warn(
            "encryption",
            "the connection to the database is not encrypted, and it is on another host",
            "add ?sslmode=verify-full to database.url, and &sslrootcert=FILE for an authority of your own",
        ),
        _ => {}
    }
}

fn clock(facts: &Facts, findings: &mut Findings) {
    let Some(there) = facts.at else { return };
    let apart = Duration::from_micros(World::real().clock.now().micros().abs_diff(there.micros()));
    if apart <= CLOCKS_APART_MAX {
        findings.ok("clock", "it agrees with that of the database");
    } else {
        findings.fault(
            "clock",
            format!("it is {} seconds apart from that of the database", apart.as_secs()),
            "synchronise both by NTP: tokens and locks depend on it",
        );
    }
}

async fn master(config: &Config, store: &Store, findings: &mut Findings) {
    const ABOUT: &str = "master key";
    let path = config.master_file();
    let key = match files::read(&path) {
        Err(failure) => return findings.fault(ABOUT, failure.line(), "let the user that runs the server read it"),
        Ok(None) => {
            return findings.warn(
                ABOUT,
                format!("there is none at {}", path.display()),
                "on a new database sigill serve makes it; otherwise put it back from its backup",
            );
        }
        Ok(Some(text)) => MasterKey::read(&text),
    };
    let key = match key {
        Ok(key) => key,
        Err(error) => return findings.fault(ABOUT, error.to_string(), "put it back from its backup"),
    };
    match Tokens::check_master(store, &World::real(), &key).await {
        Ok(0) => findings.ok(ABOUT, "it can be read; nothing has been sealed with it yet"),
        Ok(_) => findings.ok(ABOUT, "it opens what it has sealed in the database"),
        Err(error) => {
            findings.fault(ABOUT, format!("it is not that of this database: {error}"), "put it back from its backup");
        }
    }
}

fn text(findings: &[Finding]) -> String {
    let mut text = String::new();
    for Finding { state, about, found, advice } in findings {
        let state = match state {
            State::Ok => "ok",
            State::Warning => "warning",
            State::Fault => "FAULT",
        };
        text.push_str(&format!("{state:<8} {about:<14} {found}\n"));
        if let Some(advice) = advice {
            text.push_str(&format!("{:<24}{advice}\n", ""));
        }
    }
    text
}
