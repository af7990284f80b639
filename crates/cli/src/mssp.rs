//! `sigill mssp`: a simulated provider of mobile signatures, to try things without a phone.

use std::error::Error;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use sigill_mssp::{Ap, AuthorityError, AuthoritySize, Options, Serving, Simulator, StartError, World};

use crate::config::Format;
use crate::failure::Failure;
use crate::output::say;
use crate::{files, listen, logging, stop};

/// What plays without a configuration. The port beside that of `sigill serve`.
const FOLDER: &str = "./sigill-data/mssp";
const AP: &str = "mid://sigill.example";
const PLAIN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8990);

/// What `sigill mssp` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The configuration file of the simulator
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// What to play besides what the configuration says
    #[arg(long, value_name = "NAME")]
    personality: Option<Personality>,
}

/// A provider that can be played without a configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Personality {
    /// Mobile-ID of SK ID Solutions, below /mid-api, with its published test numbers
    Sk,
}

/// Plays the provider until it is asked to stop.
pub(crate) async fn run(arguments: &Arguments) -> Result<(), Failure> {
    logging::start(Some(Format::Text), "warn");
    let mut options = options(arguments.config.as_deref())?;
    if arguments.personality == Some(Personality::Sk) {
        options.sk.get_or_insert_default();
    }
    say("This is a SIMULATOR of a mobile signature provider. Nothing that it signs is worth anything.\n");
    if options.authority == AuthoritySize::Real && !options.folder.join("root.pem").exists() {
        say("Making the keys of its authority, once. This takes up to a minute.\n");
    }
    let simulator = Simulator::open(options.clone(), World::real()).map_err(failure)?;
    let serving = sigill_mssp::serve(&simulator).await.map_err(failure)?;
    let stop = stop::Stop::watch().map_err(Failure::Runtime)?;
    say(&told(&options, &serving));
    tokio::select! {
        () = stop.asked() => {}
        () = serving.run() => {}
    }
    say("The simulator has stopped.\n");
    Ok(())
}

fn options(path: Option<&Path>) -> Result<Options, Failure> {
    let Some(path) = path else { return Ok(standard()) };
    let input = |why: String| Failure::Input(format!("{}: {why}", path.display()));
    let text = files::read(path)?.ok_or_else(|| input("no such file".to_owned()))?;
    Options::from_toml(&text).map_err(|error| input(chain(&error)))
}

/// One AP that needs no certificate, because it comes over loopback; keys that are made in a moment.
fn standard() -> Options {
    let mut options = Options::new(FOLDER);
    options.plain = Some(PLAIN);
    options.authority = AuthoritySize::Small;
    options.aps = vec![Ap::new(AP, "")];
    options
}

fn told(options: &Options, serving: &Serving) -> String {
    let secure = format!("https://{}", listen::reachable(serving.address));
    let plain = serving.plain_address.map(listen::url);
    let mut rows = vec![("provider", format!("{secure} (SOAP and REST; it asks for a client certificate)"))];
    if let Some(plain) = &plain {
        rows.push(("without TLS", format!("{plain} (on this machine only; every AP is believed)")));
    }
    rows.push(("phone page", format!("{}/phone", plain.as_ref().unwrap_or(&secure))));
    if let Some(sk) = &options.sk {
        let (name, uuid) = (&sk.relying_party_name, &sk.relying_party_uuid);
        rows.push(("Mobile-ID of SK", format!("{}/mid-api, as {name}, {uuid}", plain.as_ref().unwrap_or(&secure))));
    }
    rows.extend(options.aps.iter().map(|ap| ("AP", ap.id.clone())));
    rows.push(("signature root", options.folder.join("trust-signatures.pem").display().to_string()));
    if options.sk.is_some() {
        rows.push(("issuer of SK", options.folder.join("trust-sk-issuing.pem").display().to_string()));
    }
    rows.push(("TLS root", options.folder.join("trust-tls.pem").display().to_string()));
    let rows: String = rows.iter().map(|(name, value)| format!("  {name:<14}  {value}\n")).collect();
    format!("\n{rows}\nCtrl-C stops it.\n")
}

fn failure(error: StartError) -> Failure {
    match error {
        StartError::Listen(address, source) => Failure::Listen {
            address: address.to_string(),
            why: match source.kind() {
                ErrorKind::AddrInUse => "another program listens there already; stop it, or choose another address \
                                         in the configuration file (listen, plain)"
                    .to_owned(),
                _ => source.to_string(),
            },
        },
        StartError::Key(_) | StartError::Tls(_) | StartError::Authority(AuthorityError::Key(_)) => {
            Failure::Call(format!("the simulator can't start: {}", chain(&error)))
        }
        StartError::Authority(_) | StartError::Number { .. } | StartError::NotLoopback(_) => {
            Failure::Input(format!("the simulator can't start: {}", chain(&error)))
        }
    }
}

/// An error with what caused it.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text
}
