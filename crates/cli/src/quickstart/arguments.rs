//! What `sigill quickstart` takes.

use std::path::PathBuf;

use clap::Args;

use crate::config::DATA_DEFAULT;
use crate::output::Form;

/// What `sigill quickstart` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The address and port to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8989")]
    pub(super) listen: String,
    /// The folder for the database, the master key and the secret of the technical user
    #[arg(long, value_name = "FOLDER", default_value = DATA_DEFAULT)]
    pub(super) data: PathBuf,
    /// How many people to make up, who can be looked at in the console: 0 to 400. They come while the server runs,
    /// unless it stops after the call
    #[arg(long, value_name = "NUMBER", default_value_t = 100, value_parser = clap::value_parser!(u32).range(..=400))]
    pub(super) people: u32,
    /// Stop after the call
    #[arg(long)]
    pub(super) once: bool,
    /// How to print what happened. With json, the first line on standard output is one object with
    /// base_url, token, client, user, free_user, answer, signature, phone and console
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(super) output: Form,
}
