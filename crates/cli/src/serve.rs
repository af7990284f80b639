//! `sigill serve`

use std::path::{Path, PathBuf};

use clap::Args;
use sigill_server::Faces;
use tracing::{info, warn};

use crate::config::{self, Config, ConfigError};
use crate::failure::Failure;
use crate::prepared::Prepared;
use crate::telemetry::Telemetry;
use crate::{instance, limit, listen, logging, prepared, reload, stop};

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
    limit::raise(config.limits.connections_max + config.database.connections_max);
    let proxies = config.proxies().map_err(|(key, why)| ConfigError::Value { name: key.to_owned(), why })?;
    let read = Prepared::of(&config)?;
    let tls = read.tls.clone();
    if let Some(note) = prepared::tls_note(&config, tls.as_ref()) {
        warn!("{note}");
    }
    let (api, address) = listen::bind(&config.listen, "listen, SIGILL_LISTEN").await?;
    let metrics = match &config.metrics.listen {
        Some(wanted) => Some(listen::bind(wanted, "metrics.listen, SIGILL_METRICS_LISTEN").await?),
        None => None,
    };
    let (metrics, metrics_address) = metrics.unzip();
    let url = if tls.is_some() { listen::secure_url(address) } else { listen::url(address) };
    let telemetry = Telemetry::start(&config)?;
    let app = instance::open(&config, read, url).await?;
    if config.public_url.is_none() && !address.ip().is_loopback() {
        warn!(issuer = app.tokens.options().issuer, "public_url is not set: set it to the URL that callers know");
    }
    info!(
        %address,
        tls = tls.is_some(),
        metrics = metrics_address.map(tracing::field::display),
        issuer = app.tokens.options().issuer,
        database = config::masked(&config.database.url),
        version = env!("CARGO_PKG_VERSION"),
        "listening"
    );
    let reloading = tls.clone().map(|tls| tokio::spawn(reload::certificate(tls)));
    let faces = Faces { api, tls, metrics, spans: telemetry.spans(), log_peers: config.log.peer_address, proxies };
    let served = sigill_server::serve(faces, app, (&config).into(), stop.asked()).await;
    // Also where connections were cut off.
    telemetry.stop().await;
    served.map_err(Failure::Server)?;
    if let Some(reloading) = reloading {
        reloading.abort();
    }
    info!("stopped");
    Ok(())
}
