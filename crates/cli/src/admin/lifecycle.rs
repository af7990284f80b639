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
    let (mut count, mut failed) = (0_u64, 0_u64);
    let (is_dry, form) = (arguments.dry_run, arguments.output);
    lifecycle::run(&permit, &app.outbox, is_dry, &mut |dealt| {
        let which = if matches!(dealt.deed, Deed::Failed(_)) { &mut failed } else { &mut count };
        *which += 1;
        say(&line(dealt, is_dry, form));
    })
    .await?;
    if form == Form::Text {
        say(&match (count, is_dry) {
            (0, _) if failed > 0 => String::new(),
            (0, _) => "Nothing is to be done.\n".to_owned(),
            (count, true) => format!("{count} in all. Nothing was done: it was a dry run.\n"),
            (count, false) => format!("{count} in all.\n"),
        });
    }
    match failed {
        0 => Ok(()),
        failed => Err(Failure::Faults(format!("{failed} could not be dealt with"))),
    }
}

fn line(dealt: &Dealt, is_dry: bool, form: Form) -> String {
    let Dealt { client, kind, ext_id, valid_to, deed } = dealt;
    let what = match kind {
        EndingKind::Users => "user",
        EndingKind::Credentials => "credential",
    };
    let (done, failed) = match deed {
        Deed::Warned => ("warned", None),
        Deed::Disabled => ("disabled", None),
        Deed::Archived => ("archived", None),
        Deed::Failed(why) => ("failed", Some(why)),
    };
    let would = if is_dry { "would be" } else { "is" };
    match (form, failed) {
        (Form::Text, Some(why)) => {
            format!("{}: {what} {} can't be dealt with: {}\n", visible(client), visible(ext_id), visible(why))
        }
        (Form::Text, None) => {
            format!("{}: {what} {} {would} {done}; its validity ends {valid_to}\n", visible(client), visible(ext_id))
        }
        (Form::Json, failed) => {
            let (valid_to, is_done) = (valid_to.to_string(), !is_dry && failed.is_none());
            let mut object = json!({
                "client": client, "kind": what, "extId": ext_id, "validTo": valid_to, "deed": done, "done": is_done,
            });
            if let Some(why) = failed {
                object["error"] = why.as_str().into();
            }
            format!("{object}\n")
        }
    }
}
