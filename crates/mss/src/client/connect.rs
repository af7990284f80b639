//! Getting a connection: name, TCP, TLS.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use http::{Extensions, Uri};
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::rt::TokioIo;
use rustls::AlertDescription;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_rustls::TlsConnector;

/// Why there is no connection. Nothing was sent.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectFailure {
    /// The name has no address, nobody listens there, or no route leads there.
    #[error("{0}")]
    Tcp(Arc<io::Error>),
    /// No connection, or no TLS over it, in the time of the limits.
    #[error("no connection within {connect_ms} ms")]
    Timeout { connect_ms: u64 },
    /// The server's certificate, ours, or what either understands of TLS.
    #[error("TLS: {0}")]
    Tls(Arc<io::Error>),
}

/// Makes connections to the one host of a provider.
#[derive(Clone)]
pub(super) struct Connector {
    pub(super) host: String,
    pub(super) port: u16,
    /// `None` for plain HTTP on loopback.
    pub(super) tls: Option<(TlsConnector, ServerName<'static>)>,
    pub(super) connect_ms: u64,
    pub(super) refusal: Refusal,
}

/// The alert by which the server last refused our certificate, as long as it has answered nothing since. Kept beside
/// the connections, because one that ends before a request is sent does not tell that request why.
#[derive(Clone, Default)]
pub(super) struct Refusal(Arc<Mutex<Option<AlertDescription>>>);

impl Refusal {
    pub(super) fn last(&self) -> Option<AlertDescription> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn forget(&self) {
        self.set(None);
    }

    fn set(&self, alert: Option<AlertDescription>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = alert;
    }
}

/// The alert in an error, where it is one by which a server refuses our certificate. With TLS 1.3 it does so only after
/// the handshake, when the request may be on its way already; it is never looked at. Other errors of TLS can come at
/// any time, after a request was taken as well.
pub(super) fn refusal(error: &io::Error) -> Option<AlertDescription> {
    use AlertDescription as A;
    let Some(rustls::Error::AlertReceived(alert)) = error.get_ref()?.downcast_ref() else { return None };
    let refuses = matches!(
        alert,
        A::BadCertificate
            | A::UnsupportedCertificate
            | A::CertificateRevoked
            | A::CertificateExpired
            | A::CertificateUnknown
            | A::CertificateRequired
            | A::UnknownCA
            | A::AccessDenied
            | A::HandshakeFailure
    );
    refuses.then_some(*alert)
}

impl Connector {
    async fn connect(self) -> Result<TokioIo<Stream>, ConnectFailure> {
        let connect_ms = self.connect_ms;
        let made = tokio::time::timeout(Duration::from_millis(connect_ms), self.steps()).await;
        made.unwrap_or(Err(ConnectFailure::Timeout { connect_ms })).map(TokioIo::new)
    }

    async fn steps(self) -> Result<Stream, ConnectFailure> {
        let tcp = |error| ConnectFailure::Tcp(Arc::new(error));
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await.map_err(tcp)?;
        stream.set_nodelay(true).map_err(tcp)?;
        match self.tls {
            None => Ok(Stream::new(stream, self.refusal)),
            Some((connector, name)) => match connector.connect(name, stream).await {
                Ok(stream) => Ok(Stream::new(stream, self.refusal)),
                Err(error) => Err(ConnectFailure::Tls(Arc::new(error))),
            },
        }
    }
}

type Connecting = Pin<Box<dyn Future<Output = Result<TokioIo<Stream>, ConnectFailure>> + Send>>;

impl tower::Service<Uri> for Connector {
    type Response = TokioIo<Stream>;
    type Error = ConnectFailure;
    type Future = Connecting;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    /// The URI's host is always ours: nobody else makes URIs for this connector.
    fn call(&mut self, _: Uri) -> Connecting {
        Box::pin(self.clone().connect())
    }
}

trait Socket: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Socket for T {}

/// With or without TLS.
pub(super) struct Stream {
    socket: Box<dyn Socket>,
    refusal: Refusal,
    /// Dropped with it.
    life: watch::Sender<()>,
}

impl Stream {
    fn new(socket: impl Socket + 'static, refusal: Refusal) -> Self {
        Self { socket: Box::new(socket), refusal, life: watch::Sender::default() }
    }
}

/// The life of a connection, seen from elsewhere.
#[derive(Clone)]
pub(super) struct Life(watch::Receiver<()>);

impl Life {
    /// That of the connection on which a request was sent, or was to be sent.
    pub(super) fn of(connected: &Connected) -> Option<Self> {
        let mut extras = Extensions::new();
        connected.get_extras(&mut extras);
        extras.remove()
    }

    pub(super) async fn end(mut self) {
        while self.0.changed().await.is_ok() {}
    }
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        Connected::new().extra(Life(self.life.subscribe()))
    }
}

impl AsyncRead for Stream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.socket).poll_read(cx, buf);
        if let Poll::Ready(Err(error)) = &read
            && let Some(alert) = refusal(error)
        {
            self.refusal.set(Some(alert));
        }
        read
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, octets: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write(cx, octets)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}
