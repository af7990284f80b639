//! A certificate that is renewed is used without a restart: on SIGHUP, and when its files change.

use std::time::Duration;

use sigill_server::Tls;
use tracing::{info, warn};

use crate::words;

/// How often the files are looked at. Whoever can't wait that long sends SIGHUP.
const EVERY: Duration = Duration::from_secs(10);

/// Reloads for ever.
pub(crate) async fn certificate(tls: Tls) {
    let mut hangup = Hangup::watch();
    loop {
        tokio::select! {
            () = hangup.asked() => {}
            () = tokio::time::sleep(EVERY) => {}
        }
        // Files are read where that keeps no request waiting.
        let reloaded = tokio::task::spawn_blocking({
            let tls = tls.clone();
            move || tls.reload()
        });
        match reloaded.await {
            Ok(Ok(true)) => info!("reloaded the certificate"),
            Ok(Ok(false)) | Err(_) => {}
            // Perhaps only one of the two files has been replaced so far.
            Ok(Err(error)) => warn!(
                error = words::plain(&error.to_string()),
                "can't reload the certificate, going on with the old one"
            ),
        }
    }
}

#[cfg(unix)]
struct Hangup(Option<tokio::signal::unix::Signal>);

#[cfg(unix)]
impl Hangup {
    fn watch() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        Self(signal(SignalKind::hangup()).ok())
    }

    async fn asked(&mut self) {
        match &mut self.0 {
            Some(signal) => drop(signal.recv().await),
            None => std::future::pending().await,
        }
    }
}

#[cfg(not(unix))]
struct Hangup;

#[cfg(not(unix))]
impl Hangup {
    fn watch() -> Self {
        Self
    }

    async fn asked(&mut self) {
        std::future::pending().await
    }
}
