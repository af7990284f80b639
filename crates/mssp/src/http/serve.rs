//! Listening, and one task per connection.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;

use super::connection::{Breaker, Connection, Socket};
use super::{router, tls};
use crate::check::Peer;
use crate::script::Handshake;
use crate::simulator::{Simulator, StartError};

/// How long a client may take for the handshake and for the head of a request.
const PATIENCE: Duration = Duration::from_secs(10);
const HEADERS_MAX: usize = 64;

/// A simulator that listens. Dropping it stops it at once, with all connections.
#[derive(Debug)]
pub struct Serving {
    /// Mutual TLS.
    pub address: SocketAddr,
    pub plain_address: Option<SocketAddr>,
    _stop: watch::Sender<()>,
    tasks: JoinSet<()>,
}

impl Serving {
    /// Goes on until the future is dropped.
    pub async fn run(mut self) {
        while self.tasks.join_next().await.is_some() {}
    }
}

struct Server {
    simulator: Simulator,
    router: Router,
    header_max: usize,
    permits: Arc<Semaphore>,
    stopped: watch::Receiver<()>,
}

/// Listens as the options say.
///
/// # Errors
/// An address is taken, plain HTTP is not on loopback, or TLS cannot be set up.
pub async fn serve(simulator: &Simulator) -> Result<Serving, StartError> {
    let inner = &simulator.0;
    let options = &inner.options;
    if let Some(address) = options.plain.filter(|address| !address.ip().is_loopback()) {
        return Err(StartError::NotLoopback(address));
    }
    let acceptors = tls::configs(inner)?.map(|config| TlsAcceptor::from(Arc::new(config)));
    let (listener, address) = listen(options.listen).await?;
    let plain = match options.plain {
        Some(address) => Some(listen(address).await?),
        None => None,
    };
    let (stop, stopped) = watch::channel(());
    let server = Arc::new(Server {
        simulator: simulator.clone(),
        router: router(simulator.clone()),
        // hyper's own minimum.
        header_max: options.limits.header_max.max(8192),
        permits: Arc::new(Semaphore::new(options.limits.connections_max)),
        stopped,
    });
    let mut tasks = JoinSet::new();
    tasks.spawn(accept(Arc::clone(&server), listener, Some(acceptors)));
    let plain_address = plain.as_ref().map(|(_, address)| *address);
    if let Some((listener, _)) = plain {
        tasks.spawn(accept(server, listener, None));
    }
    Ok(Serving { address, plain_address, _stop: stop, tasks })
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |error| StartError::Listen(address, error);
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

async fn accept(server: Arc<Server>, listener: TcpListener, acceptors: Option<[TlsAcceptor; 2]>) {
    loop {
        // Whoever comes beyond the limit waits in the kernel's queue.
        let Ok(permit) = Arc::clone(&server.permits).acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, _)) => {
                let (server, acceptors) = (Arc::clone(&server), acceptors.clone());
                tokio::spawn(async move {
                    let mut stopped = server.stopped.clone();
                    tokio::select! {
                        // Nothing is ever sent there: it ends when the sender is dropped.
                        _ = stopped.changed() => {}
                        _ = connection(&server, stream, acceptors) => {}
                    }
                    drop(permit);
                });
            }
            // Out of file descriptors, mostly: let the others finish.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

async fn connection(server: &Server, stream: TcpStream, acceptors: Option<[TlsAcceptor; 2]>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let breaker = Arc::new(Breaker::default());
    let socket = Socket { stream, breaker: Arc::clone(&breaker) };
    let Some([taking, refusing]) = acceptors else {
        return speak(server, socket, Connection { peer: Peer::Plain, breaker }).await;
    };
    let stream = match server.simulator.handshake() {
        Handshake::Normal => tokio::time::timeout(PATIENCE, taking.accept(socket)).await??,
        Handshake::Refuse => return refuse(socket).await,
        Handshake::RefuseClient => {
            let accepting = refusing.accept(socket).into_fallible();
            match tokio::time::timeout(PATIENCE, accepting).await? {
                // Without a certificate there is nothing to refuse.
                Ok(stream) => stream,
                Err((_, socket)) => return drain(socket).await,
            }
        }
        // Until the client gives up or the simulator stops.
        Handshake::Stall => return std::future::pending().await,
    };
    let chain = stream.get_ref().1.peer_certificates().unwrap_or_default();
    let peer = Peer::Tls(chain.iter().map(|each| each.to_vec()).collect());
    speak(server, stream, Connection { peer, breaker }).await
}

/// The alert is out; what the client has sent meanwhile is taken, so that the end does not become a reset.
async fn drain(mut socket: Socket) -> io::Result<()> {
    socket.shutdown().await?;
    let mut rest = tokio::io::sink();
    tokio::time::timeout(PATIENCE, tokio::io::copy(&mut socket, &mut rest)).await??;
    Ok(())
}

/// Alert of level fatal, handshake_failure (RFC 8446 §6), after what the client says first: data that nobody has read
/// would turn the end of the connection into a reset.
async fn refuse(mut socket: Socket) -> io::Result<()> {
    let mut hello = [0; 4096];
    tokio::time::timeout(PATIENCE, socket.read(&mut hello)).await??;
    socket.write_all(&[21, 3, 3, 0, 2, 2, 40]).await?;
    socket.shutdown().await
}

async fn speak<S>(server: &Server, stream: S, connection: Connection) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (router, breaker) = (server.router.clone(), Arc::clone(&connection.breaker));
    let service = tower::service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(connection.clone());
        router.clone().oneshot(request)
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_headers(HEADERS_MAX)
        .max_buf_size(server.header_max)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
    tokio::select! {
        result = served => result.map_err(io::Error::other),
        () = breaker.pulled() => Ok(()),
    }
}
