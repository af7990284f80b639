//! `sigill bench`: what measurements need.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Args, Subcommand};
use serde_json::json;
use sigill_app::World;
use sigill_app::seed::{self, Seed};

use crate::config::Config;
use crate::failure::Failure;
use crate::output::{Form, say, visible};
use crate::{instance, logging};

/// What `sigill bench` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Fill a database with people who don't exist
    #[command(long_about = SEED)]
    Seed(SeedArguments),
}

const SEED: &str = "\
Fill a database with people who don't exist

Makes clients bench-1, bench-2, … and shares users u0, u1, … out among them. Each has a mobile
signature, a name, a number and a history, every second one a certificate; users f0, f1, … have no
credential. With units, profiles are in units n0, n1, … in turn. The same call makes the same rows
in another database. Everything comes in one transaction, all or nothing; nobody else should use
the database meanwhile. It prints how long it took, and how large the tables are.

The database is found as by sigill serve: by the same file and variables. Use one that is thrown
away.";

#[derive(Debug, Args)]
struct SeedArguments {
    /// Users with a mobile signature
    #[arg(long, value_name = "N")]
    users: u64,
    /// Users without a credential
    #[arg(long, value_name = "N", default_value_t = 0)]
    free_users: u64,
    /// Clients
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    clients: u64,
    /// Units of each client, beside the default one
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=9_000))]
    units: u64,
    /// Logins in the history of each user with a mobile signature
    #[arg(long, value_name = "N", default_value_t = 3)]
    logins: u8,
    /// Another number, other people
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// The configuration file, as for sigill serve
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// How to print the result
    #[arg(long, value_name = "FORM", default_value = "text")]
    output: Form,
}

/// Runs a command of `sigill bench`.
pub(crate) async fn run(arguments: &Arguments) -> Result<(), Failure> {
    match &arguments.command {
        Command::Seed(arguments) => seed(arguments).await,
    }
}

async fn seed(arguments: &SeedArguments) -> Result<(), Failure> {
    let config = Config::load(arguments.config.as_deref(), Path::new("."), std::env::vars_os())?;
    logging::start(config.log.format, &config.log.level);
    let world = World::real();
    let store = instance::store(&config).await?;
    let wanted = Seed {
        clients: arguments.clients,
        users: arguments.users,
        free_users: arguments.free_users,
        units: arguments.units,
        logins: arguments.logins,
        seed: arguments.seed,
    };
    let start = Instant::now();
    let mut told = 0;
    let filled = seed::fill(&store, &world, &wanted, |users| {
        if users - told >= 100_000 {
            told = users;
            tracing::info!(users, seconds = start.elapsed().as_secs(), "loaded");
        }
    })
    .await?;
    let seconds = start.elapsed().as_secs_f64();
    let sizes = seed::sizes(&store, &world).await?;
    let bytes: i64 = sizes.iter().map(|size| size.bytes).sum();
    match arguments.output {
        Form::Json => {
            let tables: serde_json::Map<_, _> =
                sizes.iter().map(|size| (size.table.clone(), json!(size.bytes))).collect();
            say(&format!(
                "{}\n",
                json!({
                    "users": filled.users, "credentials": filled.credentials, "events": filled.events,
                    "seconds": seconds, "bytes": bytes, "tables": tables,
                })
            ));
        }
        Form::Text => {
            let rate = filled.users as f64 / seconds;
            let mut text = format!(
                "{} users, {} mobile signatures, {} events in {seconds:.1} s: {rate:.0} users a second\n\n",
                filled.users, filled.credentials, filled.events
            );
            for size in &sizes {
                let per_user = size.bytes as f64 / filled.users.max(1) as f64;
                text.push_str(&format!(
                    "  {:<16}{:>14} bytes{per_user:>8.0} per user\n",
                    visible(&size.table),
                    size.bytes
                ));
            }
            say(&text);
        }
    }
    Ok(())
}
