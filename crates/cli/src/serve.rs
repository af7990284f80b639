//! `sigill serve`

use std::path::{Path, PathBuf};

use clap::Args;
use tracing::{info, warn};

use crate::config::{self, Config};
use crate::failure::Failure;
use crate::{instance, listen, logging, stop};

/// What `sigill serve` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The configuration file. Without it, sigill.toml in the working directory is read if it is there
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

/// Serves until it is asked to stop.
pub(crate) async fn run(arguments: &Arguments) -> Result<(), Failure> {
    let config = Config::load(arguments.config.as_deref(), Path::new("."), std::env::vars_os())?;
    logging::start(config.log.format, &config.log.level);
    let stop = stop::Stop::watch().map_err(Failure::Runtime)?;
    let (listener, address) = listen::bind(&config.listen, "listen, SIGILL_LISTEN").await?;
    let app = instance::open(&config, listen::url(address)).await?;
    if config.public_url.is_none() && !address.ip().is_loopback() {
        warn!(issuer = app.tokens.options().issuer, "public_url is not set: set it to the URL that callers know");
    }
    info!(
        %address,
        issuer = app.tokens.options().issuer,
        database = config::masked(&config.database.url),
        version = env!("CARGO_PKG_VERSION"),
        "listening"
    );
    sigill_server::serve(listener, app, (&config.limits).into(), stop.asked()).await.map_err(Failure::Server)?;
    info!("stopped");
    Ok(())
}
