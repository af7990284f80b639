//! `sigill admin`: callers, set up directly in the database.

mod console_link;
mod ext_id;
mod keys;
mod lifecycle;
mod link;
mod public_key;
mod rights;

use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser;
use clap::{Args, Subcommand};
use serde_json::json;
use sigill_app::setup::{self, ClientCredentials, TechnicalUser};
use sigill_app::{Refusal, World};
use sigill_domain::caller::ClientRoom;
use sigill_domain::ext_id::ExtId;
use sigill_domain::role::Role;

use crate::config::Config;
use crate::failure::Failure;
use crate::output::{Form, say, visible};
use crate::{instance, logging};

/// What `sigill admin` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make sure that a client is there
    Client(ClientArguments),
    /// Set up a technical user, who can get tokens, and print its secret once
    #[command(long_about = TECHNICAL_USER)]
    TechnicalUser(TechnicalUserArguments),
    /// Give a technical user a public key, by which it authenticates without a secret
    #[command(long_about = public_key::ABOUT)]
    PublicKey(public_key::Arguments),
    /// Print a link that gives its opener a fresh secret of a technical user, once
    #[command(long_about = link::ABOUT)]
    Link(link::Arguments),
    /// Print a link by which a user signs in at the console, once
    #[command(long_about = console_link::ABOUT)]
    ConsoleLink(console_link::Arguments),
    /// Print which right is in which role
    Rights(rights::Arguments),
    /// List, rotate and retire the keys that sign tokens
    Keys(keys::Arguments),
    /// Disable and archive what has ended, and warn users before, as the client policies say
    #[command(long_about = lifecycle::ABOUT)]
    Lifecycle(lifecycle::Arguments),
}

#[derive(Debug, Args)]
struct ClientArguments {
    /// The external id of the client
    #[arg(long, value_name = "CLIENT", value_parser = ext_id::read)]
    client: ExtId,
    /// Its name, where it is made
    #[arg(long, value_name = "NAME")]
    name: String,
    /// The configuration file, as for sigill serve
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// How to print the result
    #[arg(long, value_name = "FORM", default_value = "text")]
    output: Form,
}

const TECHNICAL_USER: &str = "\
Set up a technical user, who can get tokens, and print its secret once

A fresh database knows nobody who could call. This makes the first caller, directly in the
database, and prints its client_id and client_secret for the OAuth 2 client credentials grant at
/oauth2/token. The secret is stored as a hash only: keep it now, or run the command again.

For a technical user who is there already, it issues one more secret: the role of the user stays as
it is, and the secret before this one goes on working, so that one can be replaced without a gap;
older ones stop.

The database is found as by sigill serve: by the same file and variables. A server that uses it may
be running meanwhile.

For example, the operator of a new installation:
  sigill admin technical-user --client operators --create-client Operators \\
    --user root --role nevisIdm.Root --global";

#[derive(Debug, Args)]
struct TechnicalUserArguments {
    /// The external id of the client that the user belongs to
    #[arg(long, value_name = "CLIENT", value_parser = ext_id::read)]
    client: ExtId,
    /// Make the client, with this name, if it is not there
    #[arg(long, value_name = "NAME")]
    create_client: Option<String>,
    /// The external id of the user
    #[arg(long, value_name = "USER", value_parser = ext_id::read)]
    user: ExtId,
    /// The role of the user
    #[arg(long, value_parser = roles())]
    role: Role,
    #[command(flatten)]
    room: Room,
    /// The configuration file, as for sigill serve
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// How to print the result
    #[arg(long, value_name = "FORM", default_value = "text")]
    output: Form,
}

/// Where the role holds.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Room {
    /// The role holds in every client, also in those to come
    #[arg(long)]
    global: bool,
    /// The role holds in these clients
    #[arg(long, value_name = "CLIENT", value_parser = ext_id::read, num_args = 1..)]
    in_client: Vec<ExtId>,
}

fn roles() -> impl TypedValueParser<Value = Role> {
    PossibleValuesParser::new(Role::ALL.iter().map(|role| role.as_str()))
        .try_map(|name| Role::parse(&name).ok_or_else(|| format!("there is no role {name}")))
}

/// Runs a command of `sigill admin`.
pub(crate) async fn run(arguments: &Arguments) -> Result<(), Failure> {
    match &arguments.command {
        Command::Client(arguments) => client(arguments).await,
        Command::TechnicalUser(arguments) => technical_user(arguments).await,
        Command::PublicKey(arguments) => public_key::run(arguments).await,
        Command::Link(arguments) => link::run(arguments).await,
        Command::ConsoleLink(arguments) => console_link::run(arguments).await,
        Command::Rights(arguments) => rights::run(arguments),
        Command::Keys(arguments) => keys::run(arguments).await,
        Command::Lifecycle(arguments) => lifecycle::run(arguments).await,
    }
}

async fn client(arguments: &ClientArguments) -> Result<(), Failure> {
    let config = Config::load(arguments.config.as_deref(), Path::new("."), std::env::vars_os())?;
    logging::start(config.log.format, &config.log.level);
    let store = instance::store(&config).await?;
    let made = setup::client(&store, &World::real(), arguments.client.as_str(), &arguments.name).await?;
    say(&match arguments.output {
        Form::Text => format!("The client {} is there; its name is {}.\n", made.ext_id, visible(&made.name)),
        Form::Json => format!("{}\n", json!({ "extId": made.ext_id.as_str(), "name": made.name })),
    });
    Ok(())
}

async fn technical_user(arguments: &TechnicalUserArguments) -> Result<(), Failure> {
    let config = Config::load(arguments.config.as_deref(), Path::new("."), std::env::vars_os())?;
    logging::start(config.log.format, &config.log.level);
    let world = World::real();
    let store = instance::store(&config).await?;
    let secrets = instance::secrets(&config, &store, &world).await?;
    if let Some(name) = &arguments.create_client {
        setup::client(&store, &world, arguments.client.as_str(), name).await?;
    }
    let clients =
        if arguments.room.global { ClientRoom::Global } else { ClientRoom::Only(arguments.room.in_client.clone()) };
    let wanted = TechnicalUser {
        client: arguments.client.as_str(),
        user: arguments.user.as_str(),
        role: arguments.role,
        clients,
    };
    let made = setup::technical_user(&store, &world, &secrets, &wanted).await;
    let made = made.map_err(|refusal| match refusal {
        Refusal::NoRecord(why) if arguments.create_client.is_none() => {
            Refusal::NoRecord(format!("{why} (--create-client NAME makes the user's own)"))
        }
        other => other,
    })?;
    match arguments.output {
        Form::Text => say(&text(&made)),
        Form::Json => say(&format!(
            "{}\n",
            json!({
                "client_id": made.client_id,
                "client_secret": made.client_secret,
                "existed": made.existed,
            })
        )),
    }
    Ok(())
}

fn text(made: &ClientCredentials) -> String {
    let note = if made.existed {
        "The user was there already. Its role stays as it is, and the secret before this one goes on working."
    } else {
        "The user is ready."
    };
    format!(
        "{note}\n\n  client_id      {}\n  client_secret  {}\n\nThis is the only time that the secret is shown.\n",
        made.client_id, made.client_secret
    )
}
