//! `sigill config`: the configuration, before it is used.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::{Map, Value};

use crate::config::{Config, keys};
use crate::failure::Failure;
use crate::output::{Form, say};
use crate::prepared;
use crate::prepared::Prepared;

/// What `sigill config` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say whether the configuration is right, with the files that it names
    Check(CheckArguments),
    /// Print what is in force: the file, the environment and the defaults, without passwords
    Print(PrintArguments),
}

#[derive(Debug, Args)]
struct CheckArguments {
    /// The configuration file, as for sigill serve
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct PrintArguments {
    /// The configuration file, as for sigill serve
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// How to print it: text is TOML
    #[arg(long, value_name = "FORM", default_value = "text")]
    output: Form,
}

/// Runs a command of `sigill config`.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let load = |file: &Option<PathBuf>| Config::load(file.as_deref(), Path::new("."), std::env::vars_os());
    match &arguments.command {
        Command::Check(arguments) => {
            let config = load(&arguments.config)?;
            let read = Prepared::of(&config)?;
            if let Some(note) = prepared::tls_note(&config, read.tls.as_ref()) {
                say(&format!("Warning: {note}.\n"));
            }
            say("The configuration is right. `sigill doctor` looks at what it leads to.\n");
            Ok(())
        }
        Command::Print(arguments) => {
            let values = keys::values(&load(&arguments.config)?);
            say(&match arguments.output {
                Form::Text => toml(&values),
                Form::Json => json(&values),
            });
            Ok(())
        }
    }
}

fn toml(values: &[(String, Option<String>)]) -> String {
    let (mut text, mut section) = (String::new(), "");
    for (name, value) in values {
        let (within, key) = name.rsplit_once('.').unwrap_or(("", name));
        if within != section {
            text.push_str(&format!("\n[{within}]\n"));
            section = within;
        }
        text.push_str(&match value {
            Some(value) => format!("{key} = {value}\n"),
            None => format!("# {key}\n"),
        });
    }
    text
}

fn json(values: &[(String, Option<String>)]) -> String {
    let value = |shown: &Option<String>| match shown {
        Some(shown) => toml_value(shown),
        None => Value::Null,
    };
    let object: Map<String, Value> = values.iter().map(|(name, shown)| (name.clone(), value(shown))).collect();
    format!("{}\n", Value::Object(object))
}

/// A value that was shown as TOML has it.
fn toml_value(shown: &str) -> Value {
    let table = format!("value = {shown}").parse::<toml::Table>().unwrap_or_default();
    table.get("value").and_then(|value| serde_json::to_value(value).ok()).unwrap_or_default()
}
