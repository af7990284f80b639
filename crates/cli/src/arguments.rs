//! What the command line looks like.

use clap::{Parser, Subcommand};

use crate::config::keys;
use crate::failure::EXIT_CODES;
use crate::{admin, quickstart, serve};

/// An open identity and credential server that speaks the REST API of nevisIDM
#[derive(Debug, Parser)]
#[command(name = "sigill", version, after_help = EXIT_CODES, max_term_width = 100)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve the API until told to stop
    #[command(long_about = SERVE, after_long_help = serve_reference())]
    Serve(serve::Arguments),
    /// Show a mobile signature being created, on a small server of your own
    #[command(long_about = QUICKSTART)]
    Quickstart(quickstart::Arguments),
    /// Set up callers directly in the database
    Admin(admin::Arguments),
    /// Print the version
    Version,
}

const SERVE: &str = "\
Serve the API until told to stop

The configuration is one TOML file, and every key of it can also be given by an environment
variable, which wins: database.url by SIGILL_DATABASE_URL, listen by SIGILL_LISTEN. A key or a
SIGILL_ variable that is not known is an error. Without any, the server listens on 127.0.0.1:8989
and keeps its data in an embedded database under ./sigill-data.

The database is migrated on start. SIGTERM and Ctrl-C stop the server once the requests that are
under way have been answered; a second signal stops it at once. The log goes to standard error.";

const QUICKSTART: &str = "\
Show a mobile signature being created, on a small server of your own

Starts a server with an embedded database, sets up a technical user, a client, a policy and two
users, and creates a mobile signature over HTTP with a real token. Prints the request, the answer,
and more calls to try with curl, and serves until Ctrl-C. Data is kept: run it again, and it goes
on from there. Neither sigill.toml nor SIGILL_ variables are read.";

fn serve_reference() -> String {
    format!("Keys of the configuration, with their defaults:\n{}\n{EXIT_CODES}", keys::reference())
}
