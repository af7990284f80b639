//! `sigill backup` and `sigill restore`: the embedded database, whole.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Map, json};
use sigill_app::StoreError;
use sigill_app::backup::{self, Checked};

use crate::config::{Config, masked};
use crate::failure::Failure;
use crate::output::{Form, say, visible};
use crate::{files, logging, prepared};

/// What `sigill backup` takes.
#[derive(Debug, Args)]
pub(crate) struct BackupArguments {
    /// The file to write. There must be none yet
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    #[command(flatten)]
    common: Common,
}

/// What `sigill restore` takes.
#[derive(Debug, Args)]
pub(crate) struct RestoreArguments {
    /// The backup to read
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
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

/// Writes a backup beside a running server.
pub(crate) async fn back_up(arguments: &BackupArguments) -> Result<(), Failure> {
    let BackupArguments { to, common } = arguments;
    let config = load(common)?;
    let file = embedded(&config, |url| {
        format!("pg_dump --format=custom --file={} '{url}'    (and check it: pg_restore --list)", to.display())
    })?;
    if !file.exists() {
        return Err(Failure::Input(format!("there is no database at {}", file.display())));
    }
    let made = backup::back_up(file, to.clone()).await.map_err(|source| failed(&config, source))?;
    let key = config.master_file();
    let note = format!(
        "The backup {} is whole. It is worth nothing without the master key: keep a copy of {} apart from it.\n",
        to.display(),
        key.display()
    );
    say(&told(&made, to, &note, common.output));
    Ok(())
}

/// Puts a backup where no database is yet.
pub(crate) async fn restore(arguments: &RestoreArguments) -> Result<(), Failure> {
    let RestoreArguments { from, common } = arguments;
    let config = load(common)?;
    let file = embedded(&config, |url| {
        format!("pg_restore --exit-on-error --single-transaction --dbname='{url}' {}", from.display())
    })?;
    if let Some(folder) = file.parent() {
        files::folder(folder)?;
    }
    let put = backup::restore(from.clone(), file.clone()).await.map_err(|source| failed(&config, source))?;
    let note = if config.master_file().exists() {
        format!("The database {} is restored. Start the server.\n", file.display())
    } else {
        format!(
            "The database {} is restored. Put the master key back to {}, too, before the server is started.\n",
            file.display(),
            config.master_file().display()
        )
    };
    say(&told(&put, &file, &note, common.output));
    Ok(())
}

/// A file that isn't what it should be is told by its name; the database isn't at fault.
fn failed(config: &Config, source: StoreError) -> Failure {
    match source {
        StoreError::File(why) => Failure::Input(why),
        other => prepared::database_failure(config, other),
    }
}

fn load(common: &Common) -> Result<Config, Failure> {
    let config = Config::load(common.config.as_deref(), Path::new("."), std::env::vars_os())?;
    logging::start(config.log.format, &config.log.level);
    Ok(config)
}

/// The file of the embedded database. PostgreSQL has tools of its own.
fn embedded(config: &Config, instead: impl Fn(&str) -> String) -> Result<PathBuf, Failure> {
    match config.sqlite_file() {
        Some(file) => Ok(file.to_owned()),
        None => Err(Failure::Input(format!(
            "this is for the embedded database; PostgreSQL has tools of its own. Run: {}",
            instead(&masked(&config.database.url))
        ))),
    }
}

fn told(checked: &Checked, file: &Path, note: &str, form: Form) -> String {
    if form == Form::Json {
        let tables: Map<_, _> = checked.tables.iter().map(|(name, count)| (name.clone(), (*count).into())).collect();
        return format!(
            "{}\n",
            json!({
                "file": file.display().to_string(),
                "bytes": checked.bytes,
                "schema": checked.schema.applied.last(),
                "rows": tables,
            })
        );
    }
    // The names of tables are those of a file that somebody gave.
    let row = |(name, count): &(String, _)| format!("  {:<16} {count:>10}\n", visible(name));
    let rows: String = checked.tables.iter().map(row).collect();
    format!("{note}\n{rows}")
}
