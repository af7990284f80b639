//! `sigill doctor`: looks at everything that a server depends on, and says what to do.

mod database;
mod dump;
mod ends;
mod finding;
mod growth;
mod mssp;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use sigill_app::World;
use sigill_app::sending::Carriers;
use sigill_domain::certificate::SignerCert;

use self::finding::{Finding, Findings, State, text};
use crate::config::Config;
use crate::failure::Failure;
use crate::output::{Form, say};
use crate::{files, listen, logging, prepared};

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

/// A certificate should be renewed before it has so little time left.
const CERTIFICATE_LEFT_MIN_S: i64 = 14 * 24 * 3600;

/// What to do where a server refuses to start.
const CORRECT: &str = "the server doesn't start so: correct what is named";

/// Looks at everything and prints what was found; faults are a failure.
pub(crate) async fn run(arguments: &Arguments) -> Result<(), Failure> {
    if let Some(About::Mssp(arguments)) = &arguments.about {
        return mssp::run(arguments).await;
    }
    let config = Config::load(arguments.config.as_deref(), Path::new("."), std::env::vars_os())?;
    logging::start(config.log.format, "error");
    let mut findings = Findings::default();
    findings.ok("configuration", format!("it can be read; relative files begin at {}", files::whole(".")));
    names(&config, &mut findings);
    addresses(&config, &mut findings).await;
    certificate(&config, &mut findings);
    roles(&config, &mut findings);
    modes(&config, &mut findings);
    issuers(&config, &mut findings);
    providers(&config, &mut findings);
    messages(&config, &mut findings);
    database::look(&config, &mut findings).await;
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
    let providers = match config.providers.open() {
        Ok(providers) => {
            findings.ok(ABOUT, format!("{} configured", providers.all().count()));
            providers
        }
        Err(failure) => return findings.refusal(ABOUT, &failure, CORRECT),
    };
    for end in ends::of(&config.providers, &providers, World::real().clock.now().seconds()) {
        findings.0.push(Finding {
            state: end.state,
            about: ABOUT,
            found: end.found,
            advice: Some(end.advice.to_owned()),
        });
    }
}

/// Who carries messages to people, and what they say. Nothing is sent.
fn messages(config: &Config, findings: &mut Findings) {
    const ABOUT: &str = "messages";
    if let Err(error) = config.templates() {
        findings.refusal(ABOUT, &error.into(), CORRECT);
    }
    match config.carriers() {
        Err(error) => findings.refusal(ABOUT, &error.into(), CORRECT),
        Ok(Carriers { mail: None, sms: None }) => {
            findings.ok(ABOUT, "none are sent: what is made up is shown once to who makes it");
        }
        Ok(Carriers { mail, sms }) => {
            let by = [mail.map(|_| "mail by SMTP"), sms.map(|_| "SMS by a gateway")];
            findings.ok(ABOUT, by.into_iter().flatten().collect::<Vec<_>>().join(", "));
        }
    }
}

/// Who may do what.
fn roles(config: &Config, findings: &mut Findings) {
    if let Err(error) = config.roles() {
        findings.refusal("roles", &error.into(), CORRECT);
    }
}

/// The keys of outside issuers that are in files.
fn issuers(config: &Config, findings: &mut Findings) {
    if let Err(error) = config.issuer_files() {
        findings.refusal("issuers", &error.into(), CORRECT);
    }
}

/// Where the server listens. While one runs, it is in the way; whether it is ours can't be told.
async fn addresses(config: &Config, findings: &mut Findings) {
    const ABOUT: &str = "address";
    for address in std::iter::once(&config.listen).chain(&config.metrics.listen) {
        match listen::look(address).await {
            Ok(true) => findings.ok(ABOUT, format!("nobody listens on {address} yet")),
            Ok(false) => findings.ok(ABOUT, format!("somebody listens on {address}: the server, if it runs")),
            Err(failure) => {
                findings.refusal(ABOUT, &failure, "listen on an address of this machine, on a port that is ours")
            }
        }
    }
}

/// The server's own certificate.
fn certificate(config: &Config, findings: &mut Findings) {
    const ABOUT: &str = "certificate";
    let Some((file, key)) = config.tls_files() else {
        return findings.ok(ABOUT, "none: plain HTTP, which belongs behind a proxy that speaks TLS");
    };
    let tls = match prepared::tls(config) {
        Ok(tls) => tls,
        Err(failure) => return findings.refusal(ABOUT, &failure, "put a certificate and its key there, in PEM"),
    };
    if let Some(note) = prepared::tls_note(config, tls.as_ref()) {
        findings.warn(ABOUT, note, "the server takes the new one by itself");
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
    let [password, authorization] =
        [&config.smtp.password_file, &config.sms.authorization_file].map(|file| file.as_ref().map(PathBuf::from));
    let private = [Some(master), config.sqlite_file().map(Path::to_owned), url_file, password, authorization];
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
