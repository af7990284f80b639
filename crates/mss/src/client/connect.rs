//! Getting a connection: name, TCP, TLS.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
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
            None => Ok(Stream(Box::new(stream))),
            Some((connector, name)) => match connector.connect(name, stream).await {
                Ok(stream) => Ok(Stream(Box::new(stream))),
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
pub(super) struct Stream(Box<dyn Socket>);

impl Connection for Stream {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

impl AsyncRead for Stream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, octets: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, octets)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}
