//! Listening: connections, their limits, and stopping.

mod connection;
mod further;
mod proxies;
mod socket;

use std::io;
use std::pin::pin;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use sigill_app::App;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use self::connection::Connection;
use self::further::Further;
pub use self::proxies::{ForwardedHeader, Proxies};
use crate::http::limits::Limits;
use crate::http::server::Tells;
use crate::http::spans::Spans;
use crate::http::waiting::Waiting;
use crate::jobs::{lifecycle, purge};
use crate::metrics::Gauge;
use crate::router::with_server;
use crate::strangers::metrics as watched;
use crate::tls::Tls;

/// How long to wait after the system refused a connection, as it does without free descriptors.
const ACCEPT_AGAIN: Duration = Duration::from_millis(100);

/// What HTTP/2 keeps: of each request, of all requests of a connection, of each answer.
const H2_STREAM_BYTES: u32 = 64 * 1024;
const H2_CONNECTION_BYTES: u32 = 256 * 1024;
const H2_SEND_BYTES: usize = 64 * 1024;

/// Connections of those who read metrics.
const WATCHERS_MAX: usize = 16;

/// Where the server listens, and to whom it tells what it did.
#[derive(Debug)]
pub struct Faces {
    /// For callers.
    pub api: TcpListener,
    /// What `api` speaks TLS with; `None`: plain HTTP.
    pub tls: Option<Tls>,
    /// For who watches: plain HTTP, only `/metrics`.
    pub metrics: Option<TcpListener>,
    /// For who traces requests.
    pub spans: Option<Arc<dyn Spans>>,
    /// Whether log lines have the addresses that requests come from.
    pub log_peers: bool,
    /// Who may say that a request comes from somebody else.
    pub proxies: Proxies,
}

impl From<TcpListener> for Faces {
    fn from(api: TcpListener) -> Self {
        Self { api, tls: None, metrics: None, spans: None, log_peers: false, proxies: Proxies::default() }
    }
}

/// Serves until `shutdown`, then finishes what is under way within [`Limits::stop_ms_max`].
///
/// HTTP/1.1 and HTTP/2: by ALPN over TLS, and with prior knowledge in clear.
///
/// # Errors
/// [`io::ErrorKind::TimedOut`] where connections were cut off, since their requests took longer.
pub async fn serve(faces: Faces, app: App, limits: Limits, shutdown: impl Future<Output = ()>) -> io::Result<()> {
    let (router, server) = with_server(app, limits, Tells { spans: faces.spans, peers: faces.log_peers });
    // Nobody waits for it at the start, and whoever asks first doesn't either, mostly.
    tokio::task::spawn_blocking({
        let server = Arc::clone(&server);
        move || LazyLock::force(&server.described).document.len()
    });
    let stop = server.stop.clone();
    let desk = server.app.desk.clone();
    let signing = tokio::spawn({
        let stop = stop.clone();
        async move { desk.run(stop.cancelled()).await }
    });
    let outbox = server.app.outbox.clone();
    let sending = tokio::spawn({
        let stop = stop.clone();
        async move { outbox.run(stop.cancelled()).await }
    });
    let watched = faces.metrics.map(|listener| {
        let tls = faces.tls.clone();
        let limits = Limits { connections_max: WATCHERS_MAX, ..limits };
        let router = watched::router(Arc::clone(&server), tls);
        let further = Further::new(&limits, None);
        let face = Face::new(listener, None, router, limits, Gauge::default(), Proxies::default(), further);
        tokio::spawn(face.serve(stop.clone()))
    });
    let purge = tokio::spawn(purge::run(Arc::clone(&server), stop.clone()));
    let lifecycle = tokio::spawn(lifecycle::run(Arc::clone(&server), stop.clone()));
    // Those that are still noted while connections finish are written, too.
    let over = CancellationToken::new();
    let denials = {
        let (server, over) = (Arc::clone(&server), over.clone());
        tokio::spawn(async move {
            tokio::join!(server.denials.write(&server.app, &over), server.attempts.write(&server.app, &over))
        })
    };
    let open = server.metrics.connections.clone();
    let further = Further::new(&limits, Some(Arc::clone(&server)));
    let api = Face::new(faces.api, faces.tls, router, limits, open, faces.proxies, further);
    let mut api = pin!(api.serve(stop.clone()));
    let finished = tokio::select! {
        () = shutdown => None,
        finished = api.as_mut() => Some(finished),
    };
    stop.cancel();
    let finished = match finished {
        Some(finished) => finished,
        None => api.await,
    };
    over.cancel();
    // They ended with the stop; a panic in one was logged by the runtime.
    let _ = tokio::join!(purge, lifecycle, denials, signing, sending);
    if let Some(watched) = watched {
        let _ = watched.await;
    }
    finished
}

/// One listener, with what it serves.
struct Face {
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    router: Router,
    limits: Limits,
    open: Gauge,
    proxies: Arc<Proxies>,
    further: Further,
}

impl Face {
    fn new(
        listener: TcpListener,
        tls: Option<Tls>,
        router: Router,
        limits: Limits,
        open: Gauge,
        proxies: Proxies,
        further: Further,
    ) -> Self {
        Self { listener, tls: tls.map(|tls| tls.acceptor()), router, limits, open, proxies: Arc::new(proxies), further }
    }

    async fn serve(self, stop: CancellationToken) -> io::Result<()> {
        let Self { listener, tls, router, limits, open, proxies, further } = self;
        let builder = Arc::new(builder(&limits));
        let places = Arc::new(Semaphore::new(limits.connections_max.min(Semaphore::MAX_PERMITS)));
        let idle = Waiting::default();
        let mut connections = JoinSet::new();
        loop {
            let accepted = tokio::select! {
                () = stop.cancelled() => break,
                accepted = listener.accept() => accepted,
                Some(_) = connections.join_next() => continue,
            };
            let (stream, peer) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    accept_again(&error).await;
                    continue;
                }
            };
            let place = match Arc::clone(&places).try_acquire_owned() {
                Ok(place) => Some(place),
                // One that does nothing gives way; while all do something, this one waits.
                Err(_) => {
                    idle.dismiss_oldest();
                    tokio::select! {
                        () = stop.cancelled() => break,
                        place = Arc::clone(&places).acquire_owned() => place.ok(),
                    }
                }
            };
            // Answers are small and whole: waiting to fill a packet only delays them.
            let _ = stream.set_nodelay(true);
            let connection = Connection {
                stream,
                tls: tls.clone(),
                ip: peer.ip().to_canonical(),
                proxies: proxies.clone(),
                further: further.clone(),
                idle: idle.clone(),
                builder: builder.clone(),
                router: router.clone(),
                stop: stop.clone(),
                limits,
            };
            let one = open.one();
            connections.spawn(async move {
                connection.run().await;
                drop((place, one));
            });
        }
        drop(listener);
        finish(connections, limits.stop()).await
    }
}

/// Most errors are about one connection that is gone already; others need a moment.
async fn accept_again(error: &io::Error) {
    use io::ErrorKind as K;
    if !matches!(error.kind(), K::ConnectionAborted | K::ConnectionReset | K::ConnectionRefused) {
        warn!(%error, "can't accept connections");
        tokio::time::sleep(ACCEPT_AGAIN).await;
    }
}

async fn finish(mut connections: JoinSet<()>, within: Duration) -> io::Result<()> {
    let all = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(within, all).await.is_ok() {
        return Ok(());
    }
    let left = connections.len();
    connections.shutdown().await;
    Err(io::Error::new(
        io::ErrorKind::TimedOut,
        format!("{left} connections were cut off: their requests took too long"),
    ))
}

fn builder(limits: &Limits) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .keep_alive(true)
        .header_read_timeout(limits.headers())
        .max_headers(limits.headers_max)
        .max_buf_size(limits.headers_bytes_max.max(8 * 1024));
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(limits.streams_max)
        // Of bodies that nobody has read yet, and of answers that the other side hasn't taken.
        .initial_stream_window_size(H2_STREAM_BYTES)
        .initial_connection_window_size(H2_CONNECTION_BYTES)
        .max_send_buf_size(H2_SEND_BYTES)
        .max_header_list_size(u32::try_from(limits.headers_bytes_max).unwrap_or(u32::MAX))
        .keep_alive_interval(limits.idle() / 3)
        .keep_alive_timeout(limits.headers());
    builder
}
