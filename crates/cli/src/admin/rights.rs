//! `sigill admin rights`: which right is in which role.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::config::Config;
use crate::failure::Failure;
use crate::output::say;

/// What `sigill admin rights` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The configuration file, as for sigill serve
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let config = Config::load(arguments.config.as_deref(), Path::new("."), std::env::vars_os())?;
    say(&config.roles()?.matrix());
    Ok(())
}
