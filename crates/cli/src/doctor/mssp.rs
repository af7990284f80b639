//! `sigill doctor mssp`: whether the providers of mobile signatures would serve us, and what to do where they wouldn't.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use sigill_app::World;
use sigill_app::signing::{ProviderHealth, probe};

use super::ends::{self, End};
use super::finding::State;
use crate::config::Config;
use crate::failure::Failure;
use crate::output::{Form, say, visible};
use crate::{logging, words};

/// What `sigill doctor mssp` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The configuration file, as for sigill serve
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// How to print what was found
    #[arg(long, value_name = "FORM", default_value = "text")]
    output: Form,
}

/// What was found about a provider.
#[derive(Debug, Serialize)]
struct Finding {
    provider: String,
    health: &'static str,
    /// What it said.
    found: String,
    /// The next step.
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<&'static str>,
    /// Certificates of its configuration that have ended, or will soon.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    certificates: Vec<End>,
}

/// Asks every provider for a transaction that nobody has; nothing is shown to anybody.
pub(crate) async fn run(arguments: &Arguments) -> Result<(), Failure> {
    let config = Config::load(arguments.config.as_deref(), Path::new("."), std::env::vars_os())?;
    logging::start(config.log.format, "error");
    let providers = config.providers.open()?;
    let world = World::real();
    let mut ends = ends::of(&config.providers, &providers, world.clock.now().seconds());
    let mut findings = Vec::new();
    for provider in providers.all() {
        let (health, found) = probe(provider, &world).await;
        let (name, advice) = told(health);
        let identifier = provider.settings.identifier.clone();
        let (certificates, others) = ends.into_iter().partition(|end| end.provider == identifier);
        ends = others;
        let found = words::plain(&found);
        findings.push(Finding { provider: identifier, health: name, found, advice, certificates });
    }
    say(&match arguments.output {
        Form::Text => text(&findings),
        Form::Json => format!("{}\n", serde_json::json!({ "providers": findings })),
    });
    let is_ill = |finding: &&Finding| {
        finding.advice.is_some() || finding.certificates.iter().any(|end| end.state == State::Fault)
    };
    match findings.iter().filter(is_ill).count() {
        0 => Ok(()),
        1 => Err(Failure::Faults("one provider wouldn't serve us".to_owned())),
        ill => Err(Failure::Faults(format!("{ill} providers wouldn't serve us"))),
    }
}

/// Its name for programs, and the next step where it isn't healthy.
fn told(health: ProviderHealth) -> (&'static str, Option<&'static str>) {
    match health {
        ProviderHealth::Healthy => ("healthy", None),
        ProviderHealth::Unreachable => (
            "unreachable",
            Some(
                "check the host and the port in url, the name service, and whether a firewall lets this machine through",
            ),
        ),
        ProviderHealth::Refused => (
            "refused",
            Some(
                "nobody listens at the port in url, or somebody turns this machine away: check the port, and ask the provider which addresses it admits",
            ),
        ),
        ProviderHealth::Tls => (
            "tls",
            Some(
                "check server_roots_file against the provider's server, and that client_cert_file and client_key_file belong together and aren't over",
            ),
        ),
        ProviderHealth::NotAuthorised => (
            "not-authorised",
            Some(
                "the provider doesn't know us: check ap_id and ap_password_file, and that it has the certificate in client_cert_file; SK admits addresses",
            ),
        ),
        ProviderHealth::ClockSkew => {
            ("clock-skew", Some("the provider finds our time wrong: let this machine's clock be set by NTP"))
        }
        ProviderHealth::Trouble => {
            ("trouble", Some("the provider answers, but not as it should: check url and binding, and ask its operator"))
        }
    }
}

fn text(findings: &[Finding]) -> String {
    if findings.is_empty() {
        return "The configuration has no providers: add a [[providers]] to it.\n".to_owned();
    }
    findings
        .iter()
        .map(|finding| {
            let next = |advice: &str| format!("  next: {advice}\n");
            let (provider, found) = (visible(&finding.provider), visible(&finding.found));
            let mut told = format!("{provider}: {}\n  {found}\n", finding.health);
            told.extend(finding.advice.map(next));
            let end = |end: &End| format!("  {}\n{}", visible(&end.found), next(end.advice));
            told.extend(finding.certificates.iter().map(end));
            told
        })
        .collect()
}
