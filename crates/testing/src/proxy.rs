//! A proxy between us and the database that loses an answer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Passes bytes on until it is told to lose an answer: that one is swallowed and its connection
/// cut. The server got the request, and has done what was asked.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    /// How many answers until one is lost; 0: none is.
    countdown: Arc<AtomicUsize>,
}

impl Proxy {
    /// Starts one in front of `target`.
    pub async fn start(target: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let countdown = Arc::new(AtomicUsize::new(0));
        let proxy = Self { address, countdown: Arc::clone(&countdown) };
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(target).await.unwrap();
                tokio::spawn(pass(client, server, Arc::clone(&countdown)));
            }
        });
        proxy
    }

    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The `nth` answer from now on is lost; 0 loses none.
    pub fn lose(&self, nth: usize) {
        self.countdown.store(nth, Ordering::SeqCst);
    }

    /// Whether the answer that was to be lost has been.
    #[must_use]
    pub fn has_lost(&self) -> bool {
        self.countdown.load(Ordering::SeqCst) == 0
    }
}

async fn pass(client: TcpStream, server: TcpStream, countdown: Arc<AtomicUsize>) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let requests = tokio::spawn(async move { tokio::io::copy(&mut from_client, &mut to_server).await });
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(read) = from_server.read(&mut buffer).await {
        let before = countdown.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        if read == 0 || before == Ok(1) || to_client.write_all(&buffer[..read]).await.is_err() {
            break;
        }
    }
    requests.abort();
}
