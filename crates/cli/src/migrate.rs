//! `sigill migrate`: the schema of the database, by hand.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;
use sigill_app::{Schema, Store, schema_range};

use crate::config::Config;
use crate::failure::Failure;
use crate::logging;
use crate::output::{Form, say};
use crate::{instance, prepared};

/// What `sigill migrate` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say which version the schema has, and which this program works with
    Status(Common),
    /// Bring the schema up to date
    Up(UpArguments),
}

#[derive(Debug, Args)]
struct UpArguments {
    /// Only say what would be applied
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Args)]
struct Common {
    /// The configuration file, as for sigill serve
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// How to print the result
    #[arg(long, value_name = "FORM", default_value = "text")]
    output: Form,
}

/// Runs a command of `sigill migrate`.
pub(crate) async fn run(arguments: &Arguments) -> Result<(), Failure> {
    match &arguments.command {
        Command::Status(common) => {
            let (store, failed) = connect(common).await?;
            let schema = store.schema().await.map_err(&failed)?;
            say(&told(&schema, None, common.output));
            schema.check().map_err(failed)
        }
        Command::Up(UpArguments { dry_run, common }) => {
            let (store, failed) = connect(common).await?;
            let before = store.schema().await.map_err(&failed)?;
            if !before.unknown.is_empty() {
                return before.check().map_err(failed);
            }
            if !dry_run {
                store.migrate().await.map_err(&failed)?;
            }
            let after = store.schema().await.map_err(&failed)?;
            say(&told(&after, Some((&before, *dry_run)), common.output));
            Ok(())
        }
    }
}

async fn connect(common: &Common) -> Result<(Store, impl Fn(sigill_app::StoreError) -> Failure), Failure> {
    let config = Config::load(common.config.as_deref(), Path::new("."), std::env::vars_os())?;
    logging::start(config.log.format, &config.log.level);
    let store = instance::connect(&config).await?;
    Ok((store, move |source| prepared::database_failure(&config, source)))
}

/// The schema as it is, and what was, or would be, done.
fn told(schema: &Schema, done: Option<(&Schema, bool)>, form: Form) -> String {
    let (first, last) = schema_range();
    let names: Vec<&str> =
        done.map(|(before, _)| before.pending.iter().map(|(_, name)| *name).collect()).unwrap_or_default();
    if form == Form::Json {
        let mut value = json!({
            "applied": schema.applied,
            "pending": schema.pending.iter().map(|(_, name)| *name).collect::<Vec<_>>(),
            "unknown": schema.unknown,
            "works_with": { "from": first, "to": last },
            "is_supported": schema.check().is_ok(),
        });
        if let Some((_, dry_run)) = done {
            value["dry_run"] = dry_run.into();
            value["migrations"] = names.into();
        }
        return format!("{value}\n");
    }
    let at = schema.applied.last().map_or("empty".to_owned(), |version| format!("at version {version}"));
    let mut text = format!("The schema is {at}. This program works with versions {first} to {last}.\n");
    match done {
        None if schema.pending.is_empty() => {}
        None => text.push_str("To be applied by `sigill migrate up`:\n"),
        Some(_) if names.is_empty() => text.push_str("There is nothing to apply.\n"),
        Some((_, true)) => text.push_str("Would be applied:\n"),
        Some((_, false)) => text.push_str("Applied:\n"),
    }
    let pending: Vec<&str> = schema.pending.iter().map(|(_, name)| *name).collect();
    for name in if done.is_some() { names } else { pending } {
        text.push_str(&format!("  {name}\n"));
    }
    text
}
