//! `sigill admin lifecycle`: what becomes of users and credentials that end.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use serde_json::json;
use sigill_app::lifecycle::{self, Dealt, Deed};
use sigill_app::{EndingKind, Task};

use crate::config::Config;
use crate::failure::Failure;
use crate::output::{Form, say, visible};
use crate::prepared::Prepared;
use crate::{instance, logging};

/// How long one step may take in the database.
const STEP_MAX: Duration = Duration::from_secs(20);

pub(super) const ABOUT: &str = "\
Disable and archive what has ended, and warn users before, as the client policies say

A server does the same every hour. This does it now; with --dry-run it only prints what would be
done. The parameters sigill.lifecycle.* of a client policy say what becomes of users and
credentials whose validity has ended, after how many days, and how long before the end users are
written to.

The database is found as by sigill serve: by the same file and variables. Servers that use it may
be running meanwhile.";

/// What `sigill admin lifecycle` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Only print what would be done
    #[arg(long)]
    dry_run: bool,
    /// The configuration file, as for sigill serve
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// How to print the result
    #[arg(long, value_name = "FORM", default_value = "text")]
    output: Form,
}

/// Runs `sigill admin lifecycle`.
pub(crate) async fn run(arguments: &Arguments) -> Result<(), Failure> {
    let config = Config::load(arguments.config.as_deref(), Path::new("."), std::env::vars_os())?;
    logging::start(config.log.format, &config.log.level);
    let url = config.public_url.clone().unwrap_or_default();
    let app = instance::open(&config, Prepared::of(&config)?, url).await?;
    let permit = || app.store.system(Task::Lifecycle, app.world.occasion(app.world.id().to_string(), STEP_MAX));
    let mut count = 0_u64;
    let (is_dry, form) = (arguments.dry_run, arguments.output);
    lifecycle::run(&permit, &app.outbox, is_dry, &mut |dealt| {
        count += 1;
        say(&line(dealt, is_dry, form));
    })
    .await?;
    if form == Form::Text {
        say(&match (count, is_dry) {
            (0, _) => "Nothing is to be done.\n".to_owned(),
            (count, true) => format!("{count} in all. Nothing was done: it was a dry run.\n"),
            (count, false) => format!("{count} in all.\n"),
        });
    }
    Ok(())
}

fn line(dealt: &Dealt, is_dry: bool, form: Form) -> String {
    let Dealt { client, kind, ext_id, valid_to, deed } = dealt;
    let (what, word) = match kind {
        EndingKind::Users => ("user", "user"),
        EndingKind::Credentials => ("credential", "credential"),
    };
    let done = match deed {
        Deed::Warned => "warned",
        Deed::Disabled => "disabled",
        Deed::Archived => "archived",
    };
    let would = if is_dry { "would be" } else { "is" };
    match form {
        Form::Text => {
            format!("{}: {what} {} {would} {done}; its validity ends {valid_to}\n", visible(client), visible(ext_id))
        }
        Form::Json => {
            let valid_to = valid_to.to_string();
            let object = json!({ "client": client, "kind": word, "extId": ext_id, "validTo": valid_to, "deed": done, "done": !is_dry });
            format!("{object}\n")
        }
    }
}
