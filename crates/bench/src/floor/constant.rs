//! HTTP alone: the library that Sigill answers with, and an answer as long as a mobile signature.

use std::convert::Infallible;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use bytes::Bytes;
use http_body_util::Full;
use hyper::service::service_fn;
use hyper::{Request, Response, body::Incoming};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use tokio::net::TcpListener;

use crate::Result;
use crate::target::Target;

const ANSWER: Bytes = Bytes::from_static(&[b'x'; 600]);

pub(crate) async fn serve() -> Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    println!("{}", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::spawn(async move {
            let answer = |_: Request<Incoming>| async { Ok::<_, Infallible>(Response::new(Full::new(ANSWER))) };
            let builder = Builder::new(TokioExecutor::new());
            // A client that goes away is no error.
            let _ = builder.serve_connection(TokioIo::new(stream), service_fn(answer)).await;
        });
    }
}

/// The same in a process of its own, until this is dropped.
#[derive(Debug)]
pub(crate) struct Constant {
    child: Child,
    pub(crate) target: Target,
}

impl Constant {
    pub(crate) fn start() -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("constant")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        let target = Target { address: line.trim().parse()?, token: None, tls: None };
        Ok(Self { child, target })
    }
}

impl Drop for Constant {
    fn drop(&mut self) {
        // Whether it has ended by itself doesn't matter any more.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
