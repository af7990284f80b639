//! One connection: who is at its other end, and a way to break it.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::Notify;

use crate::check::Peer;

/// Shared by a connection's task and the requests that come over it.
#[derive(Clone, Debug)]
pub(super) struct Connection {
    pub(super) peer: Peer,
    pub(super) breaker: Arc<Breaker>,
}

/// Ends a connection with a TCP reset.
#[derive(Debug, Default)]
pub(super) struct Breaker {
    pulled: AtomicBool,
    pull: Notify,
}

impl Breaker {
    pub(super) fn pull(&self) {
        self.pulled.store(true, Ordering::Release);
        self.pull.notify_one();
    }

    pub(super) async fn pulled(&self) {
        self.pull.notified().await;
    }
}

/// A TCP stream that ends with a reset instead of a farewell once its breaker was pulled.
#[derive(Debug)]
pub(super) struct Socket {
    pub(super) stream: TcpStream,
    pub(super) breaker: Arc<Breaker>,
}

impl Drop for Socket {
    fn drop(&mut self) {
        if self.breaker.pulled.load(Ordering::Acquire) {
            // Where this fails the peer sees an end without a farewell, which is broken enough.
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
