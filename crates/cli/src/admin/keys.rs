//! `sigill admin keys`: the keys that sign tokens, and the master key that seals them.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;
use sigill_app::token::{self, KeyInfo, Rewrapped};
use sigill_app::{Store, World};
use uuid::Uuid;

use crate::config::Config;
use crate::failure::Failure;
use crate::output::{Form, say};
use crate::{instance, logging, prepared};

/// What `sigill admin keys` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the keys that sign and verify tokens
    List(Common),
    /// Make a new key, which signs after a while; the others go on verifying
    Rotate {
        /// Seconds until the new key signs. Every node knows it after ten; others who read
        /// /.well-known/jwks.json may need longer
        #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(i64).range(0..=31_536_000))]
        after: i64,
        #[command(flatten)]
        common: Common,
    },
    /// Delete a key that no longer signs, once no token of it can be valid
    Retire {
        /// The key, as the list shows it
        #[arg(value_name = "KEY")]
        key: Uuid,
        /// Even though tokens that it signed may still be valid: they stop
        #[arg(long)]
        now: bool,
        #[command(flatten)]
        common: Common,
    },
    /// Seal by the current master key, the first line of keys.master_file, what older ones have sealed
    ///
    /// Servers may run meanwhile, once all of them have that key. It can be ended at any time: the next run goes on with
    /// the rest. An older key can be taken out of the file when nothing is left that needs it.
    Rewrap(Common),
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

/// Runs a command of `sigill admin keys`.
pub(crate) async fn run(arguments: &Arguments) -> Result<(), Failure> {
    let (Command::List(common)
    | Command::Rotate { common, .. }
    | Command::Retire { common, .. }
    | Command::Rewrap(common)) = &arguments.command;
    let config = Config::load(common.config.as_deref(), Path::new("."), std::env::vars_os())?;
    logging::start(config.log.format, &config.log.level);
    let world = World::real();
    let store = instance::store(&config).await?;
    if let Command::Rewrap(_) = &arguments.command {
        return rewrap(&config, &store, &world, common.output).await;
    }
    match &arguments.command {
        Command::List(_) | Command::Rewrap(_) => {}
        Command::Rotate { after, .. } => {
            let master = instance::master_key(&store, &world, &config.master_file()).await?;
            token::rotate(&store, &world, &master, *after).await?;
        }
        Command::Retire { key, now, .. } => token::retire(&store, &world, *key, config.token.lifetime_s, *now).await?,
    }
    let keys = token::keys(&store, &world).await?;
    match common.output {
        Form::Text => say(&text(&keys)),
        Form::Json => say(&format!("{}\n", json!({ "keys": keys.iter().map(object).collect::<Vec<_>>() }))),
    }
    Ok(())
}

async fn rewrap(config: &Config, store: &Store, world: &World, output: Form) -> Result<(), Failure> {
    let path = config.master_file();
    let master = instance::master_key(store, world, &path).await?;
    let done = token::rewrap(store, world, &master).await.map_err(|error| prepared::keys_failure(&path, error))?;
    let Rewrapped { signing_keys, secrets, messages, answers, properties, hashed, unopened } = done;
    match output {
        Form::Text => say(&rewrapped(&done)),
        Form::Json => say(&format!(
            "{}\n",
            json!({
                "signing_keys": signing_keys, "secrets": secrets, "messages": messages, "answers": answers,
                "properties": properties, "hashed": hashed, "unopened": unopened,
            })
        )),
    }
    Ok(())
}

fn rewrapped(done: &Rewrapped) -> String {
    let Rewrapped { signing_keys, secrets, messages, answers, properties, hashed, unopened } = done;
    let mut text = format!(
        "Sealed anew: {signing_keys} signing keys, {secrets} secrets of credentials, {messages} messages, {answers} kept \
             answers, encrypted properties of {properties} objects.\n"
    );
    if *hashed > 0 {
        text.push_str(&format!(
            "Hashed with an older key, which they need until they are made again: {hashed} (secrets that Sigill made).\n"
        ));
    }
    if *unopened > 0 {
        text.push_str(&format!("Opened by none of these keys: {unopened} secrets and objects with encrypted properties. Put the missing key back.\n"));
    }
    if hashed + unopened == 0 {
        text.push_str("Nothing needs an older key any more.\n");
    }
    text
}

fn object(key: &KeyInfo) -> serde_json::Value {
    json!({
        "kid": key.id,
        "created": key.created.to_string(),
        "signs_from": key.signs_from.to_string(),
        "signs_to": key.signs_to.map(|time| time.to_string()),
    })
}

fn text(keys: &[KeyInfo]) -> String {
    let mut text = format!("{:<38}{:<22}{}\n", "key", "signs from", "signs to");
    for key in keys {
        let to = key.signs_to.map_or_else(|| "-".to_owned(), |time| time.to_string());
        text.push_str(&format!("{:<38}{:<22}{to}\n", key.id.to_string(), key.signs_from.to_string()));
    }
    text
}
