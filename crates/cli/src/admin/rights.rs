//! `sigill admin rights`: which right is in which role.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Map, Value};
use sigill_domain::role::{Role, RoleTable};

use crate::config::Config;
use crate::failure::Failure;
use crate::output::{Form, say};

/// What `sigill admin rights` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The configuration file, as for sigill serve
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// How to print the result: text is a line for each right, json what rights.file says
    #[arg(long, value_name = "FORM", default_value = "text")]
    output: Form,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let config = Config::load(arguments.config.as_deref(), Path::new("."), std::env::vars_os())?;
    let roles = config.roles()?;
    say(&match arguments.output {
        Form::Text => roles.matrix(),
        Form::Json => format!("{}\n", object(&roles)),
    });
    Ok(())
}

/// The rights of each role.
fn object(roles: &RoleTable) -> Value {
    let rights = |role: Role| roles.rights(role).iter().map(|held| Value::from(held.to_string())).collect();
    let all: Map<String, Value> =
        Role::ALL.iter().map(|role| (role.as_str().to_owned(), Value::Array(rights(*role)))).collect();
    Value::Object(all)
}
