//! One connection.

use std::convert::Infallible;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use futures_util::FutureExt as _;
use http::{Version, header};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use tracing::debug;

use super::further::{Further, one_too_many};
use super::proxies::Proxies;
use super::socket::Socket;
use crate::http::limits::Limits;
use crate::http::under_way::Activity;
use crate::http::waiting::Waiting;

pub(super) struct Connection {
    pub(super) stream: TcpStream,
    pub(super) tls: Option<TlsAcceptor>,
    pub(super) ip: IpAddr,
    pub(super) proxies: Arc<Proxies>,
    /// Requests that aren't the only one of their connection.
    pub(super) further: Further,
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
        let Self { stream, tls, ip, proxies, further, idle, builder, router, stop, limits } = self;
        let activity = Activity::new(idle);
        let socket = Socket::new(stream);
        let talk = Talk { ip, proxies, further, builder, router, stop: &stop, activity: &activity, limits: &limits };
        let is_cut_short = match tls {
            None => talk.on(socket.clone()).await,
            Some(tls) => {
                let shaken = tokio::time::timeout(limits.headers(), tls.accept(socket.clone()));
                let stream = tokio::select! {
                    shaken = shaken => shaken,
                    () = stop.cancelled() => return,
                    () = activity.over(&limits) => return,
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
                () = activity.over(&limits) => {}
                () = socket.linger() => {}
            }
        }
    }
}

/// HTTP on a connection.
struct Talk<'a> {
    ip: IpAddr,
    proxies: Arc<Proxies>,
    further: Further,
    builder: Arc<Builder<TokioExecutor>>,
    router: Router,
    stop: &'a CancellationToken,
    activity: &'a Activity,
    limits: &'a Limits,
}

impl Talk<'_> {
    /// Whether it ended by an answer after which the other side may still be sending.
    async fn on(self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) -> bool {
        let Self { ip, proxies, further, builder, router, stop, activity, limits } = self;
        let cut_short = Arc::new(AtomicBool::new(false));
        let service = service_fn(|mut request: hyper::Request<Incoming>| {
            let peer = proxies.peer(ip, request.headers());
            request.extensions_mut().insert(peer);
            let share = if request.version() == Version::HTTP_2 && activity.is_busy() {
                let share = further.enter(&request, &peer);
                if share.is_none() {
                    return async { Ok(one_too_many()) }.right_future();
                }
                share
            } else {
                None
            };
            // It goes on with the answer, until that is sent.
            request.extensions_mut().insert(activity.begin(share));
            let (router, cut_short) = (router.clone(), Arc::clone(&cut_short));
            // Boxed, so that what is refused needs no room for it.
            let answered = Box::pin(async move {
                let answer: Result<Response, Infallible> = router.oneshot(request.map(Body::new)).await;
                if answer.as_ref().is_ok_and(|answer| answer.headers().contains_key(header::CONNECTION)) {
                    cut_short.store(true, Ordering::Relaxed);
                }
                answer
            });
            answered.left_future()
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
                () = activity.over(limits) => {
                    debug!("a connection was idle for too long, or nobody read its answers");
                    return false;
                }
            }
        }
    }
}
