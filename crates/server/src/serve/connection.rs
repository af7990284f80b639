//! One connection.

use std::convert::Infallible;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use tokio::net::TcpStream;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use tracing::debug;

use crate::limits::Limits;

pub(super) struct Connection {
    pub(super) stream: TcpStream,
    pub(super) builder: Arc<Builder<TokioExecutor>>,
    pub(super) router: Router,
    pub(super) stop: CancellationToken,
    pub(super) limits: Limits,
}

impl Connection {
    /// Answers requests until either side ends the connection, nothing is asked for too long, or
    /// the server stops.
    pub(super) async fn run(self) {
        let Self { stream, builder, router, stop, limits } = self;
        let activity = Activity::new();
        let service = service_fn(|request: hyper::Request<Incoming>| {
            let (router, under_way) = (router.clone(), activity.begin());
            async move {
                let answer: Result<_, Infallible> = router.oneshot(request.map(Body::new)).await;
                drop(under_way);
                answer
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
                    return;
                }
                () = stop.cancelled(), if !stopping => {
                    stopping = true;
                    connection.as_mut().graceful_shutdown();
                }
                () = activity.idle(&limits) => {
                    debug!("a connection was idle for too long");
                    return;
                }
            }
        }
    }
}

/// What is asked on a connection. Hyper limits how long headers may take only once it knows the
/// protocol, and not how long nobody reads an answer.
#[derive(Clone, Debug)]
struct Activity(Arc<Mutex<Asked>>);

#[derive(Debug)]
struct Asked {
    under_way: usize,
    any: bool,
    last: Instant,
}

/// A request that is under way, until it is dropped.
struct UnderWay(Activity);

impl Activity {
    fn new() -> Self {
        Self(Arc::new(Mutex::new(Asked { under_way: 0, any: false, last: Instant::now() })))
    }

    fn with<T>(&self, change: impl FnOnce(&mut Asked) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn begin(&self) -> UnderWay {
        self.with(|asked| {
            asked.under_way += 1;
            asked.any = true;
        });
        UnderWay(self.clone())
    }

    /// Ready when nothing was asked for longer than the limits allow: less for the first request.
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
            tokio::time::sleep_until(until).await;
        }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.with(|asked| {
            asked.under_way -= 1;
            asked.last = Instant::now();
        });
    }
}
