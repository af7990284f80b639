//! One connection.

use std::convert::Infallible;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use http::header;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use tracing::debug;

use super::socket::Socket;
use crate::around::flowing;
use crate::limits::Limits;
use crate::proxies::Proxies;
use crate::waiting::{Place, Waiting};

pub(super) struct Connection {
    pub(super) stream: TcpStream,
    pub(super) tls: Option<TlsAcceptor>,
    pub(super) ip: IpAddr,
    pub(super) proxies: Arc<Proxies>,
    /// Connections on which nothing is asked.
    pub(super) idle: Waiting,
    pub(super) builder: Arc<Builder<TokioExecutor>>,
    pub(super) router: Router,
    pub(super) stop: CancellationToken,
    pub(super) limits: Limits,
}

impl Connection {
    /// Answers requests until either side ends the connection, nothing is asked for too long, or
    /// the server stops.
    pub(super) async fn run(self) {
        let Self { stream, tls, ip, proxies, idle, builder, router, stop, limits } = self;
        let activity = Activity::new(idle);
        let socket = Socket::new(stream);
        let talk = Talk { ip, proxies, builder, router, stop: &stop, activity: &activity, limits: &limits };
        let is_cut_short = match tls {
            None => talk.on(socket.clone()).await,
            Some(tls) => {
                let shaken = tokio::time::timeout(limits.headers(), tls.accept(socket.clone()));
                let stream = tokio::select! {
                    shaken = shaken => shaken,
                    () = stop.cancelled() => return,
                    () = activity.idle(&limits) => return,
                };
                match stream {
                    Ok(Ok(stream)) => talk.on(stream).await,
                    Ok(Err(error)) => return debug!(%error, "a handshake failed"),
                    Err(_) => return debug!("a handshake took too long"),
                }
            }
        };
        if is_cut_short {
            tokio::select! {
                biased;
                () = stop.cancelled() => {}
                () = activity.idle(&limits) => {}
                () = socket.linger() => {}
            }
        }
    }
}

/// HTTP on a connection.
struct Talk<'a> {
    ip: IpAddr,
    proxies: Arc<Proxies>,
    builder: Arc<Builder<TokioExecutor>>,
    router: Router,
    stop: &'a CancellationToken,
    activity: &'a Activity,
    limits: &'a Limits,
}

impl Talk<'_> {
    /// Whether it ended by an answer after which the other side may still be sending.
    async fn on(self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) -> bool {
        let Self { ip, proxies, builder, router, stop, activity, limits } = self;
        let cut_short = Arc::new(AtomicBool::new(false));
        let service = service_fn(|mut request: hyper::Request<Incoming>| {
            let peer = proxies.peer(ip, request.headers());
            request.extensions_mut().insert(peer);
            let (router, under_way, cut_short) = (router.clone(), activity.begin(), Arc::clone(&cut_short));
            async move {
                let answer: Result<Response, Infallible> = router.oneshot(request.map(Body::new)).await;
                if answer.as_ref().is_ok_and(|answer| answer.headers().contains_key(header::CONNECTION)) {
                    cut_short.store(true, Ordering::Relaxed);
                }
                // A stream is under way for as long as it flows.
                answer.map(|answer| flowing::hold(answer, under_way))
            }
        });
        let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
        let mut stopping = false;
        loop {
            tokio::select! {
                ended = connection.as_mut() => {
                    if let Err(error) = ended {
                        debug!(%error, "a connection ended with an error");
                    }
                    return cut_short.load(Ordering::Relaxed);
                }
                () = stop.cancelled(), if !stopping => {
                    stopping = true;
                    connection.as_mut().graceful_shutdown();
                }
                () = activity.idle(limits) => {
                    debug!("a connection was idle for too long");
                    return false;
                }
            }
        }
    }
}

/// What is asked on a connection. Hyper limits how long headers may take only once it knows the
/// protocol, and not how long nobody reads an answer.
#[derive(Clone, Debug)]
struct Activity {
    asked: Arc<Mutex<Asked>>,
    idle: Waiting,
    dismissed: Arc<Notify>,
}

#[derive(Debug)]
struct Asked {
    /// Among those that are idle, while nothing is under way.
    place: Option<Place>,
    under_way: usize,
    any: bool,
    last: Instant,
}

/// A request that is under way, until it is dropped.
struct UnderWay(Activity);

impl Activity {
    fn new(idle: Waiting) -> Self {
        let dismissed = Arc::new(Notify::new());
        let place = Some(idle.enter(&dismissed));
        let asked = Arc::new(Mutex::new(Asked { place, under_way: 0, any: false, last: Instant::now() }));
        Self { asked, idle, dismissed }
    }

    fn with<T>(&self, change: impl FnOnce(&mut Asked) -> T) -> T {
        change(&mut self.asked.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn begin(&self) -> UnderWay {
        self.with(|asked| {
            asked.place = None;
            asked.under_way += 1;
            asked.any = true;
        });
        UnderWay(self.clone())
    }

    /// Ready when nothing was asked for longer than the limits allow, which is less for the first
    /// request; or when nothing is asked and another connection needs the place.
    async fn idle(&self, limits: &Limits) {
        loop {
            let until = self.with(|asked| {
                let limit = if asked.any { limits.idle() } else { limits.headers().min(limits.idle()) };
                let since = if asked.under_way > 0 { Instant::now() } else { asked.last };
                since + limit
            });
            if until <= Instant::now() {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep_until(until) => {}
                () = self.dismissed.notified() => {
                    // It may have been asked something just then.
                    if self.with(|asked| asked.under_way == 0) {
                        return;
                    }
                }
            }
        }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let Activity { idle, dismissed, .. } = &self.0;
        self.0.with(|asked| {
            asked.under_way -= 1;
            asked.last = Instant::now();
            if asked.under_way == 0 {
                asked.place = Some(idle.enter(dismissed));
            }
        });
    }
}
