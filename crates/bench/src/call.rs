//! One request and its answer, over a connection that is kept: as little of HTTP/1.1 as that needs.

use std::net::SocketAddr;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Result;
use crate::target::Target;

/// Longest answer: a page of a hundred users is far below.
const ANSWER_BYTES_MAX: usize = 4 << 20;

const JSON: &str = "application/json";

pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// What is asked.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) body: Option<String>,
    pub(crate) media: &'static str,
}

impl Request {
    pub(crate) fn get(path: String) -> Self {
        Self { method: "GET", path, body: None, media: JSON }
    }

    pub(crate) fn json(method: &'static str, path: String, body: String) -> Self {
        Self { method, path, body: Some(body), media: JSON }
    }
}

/// A connection that is open.
pub(crate) struct Connection {
    stream: Box<dyn Stream>,
    /// The headers of every request.
    headers: String,
    out: Vec<u8>,
    buffer: Vec<u8>,
    filled: usize,
}

impl Connection {
    pub(crate) async fn open(target: &Target) -> Result<Self> {
        let stream = TcpStream::connect(target.address).await?;
        stream.set_nodelay(true)?;
        let stream: Box<dyn Stream> = match &target.tls {
            Some(tls) => Box::new(tls.connect(stream).await?),
            None => Box::new(stream),
        };
        Ok(Self::over(stream, target.address, target.token.as_deref()))
    }

    /// One over a stream that is open.
    pub(crate) fn over(stream: Box<dyn Stream>, address: SocketAddr, token: Option<&str>) -> Self {
        let mut connection = Self {
            stream,
            headers: String::new(),
            out: Vec::with_capacity(4096),
            buffer: vec![0; 16 * 1024],
            filled: 0,
        };
        connection.authorise(address, token);
        connection
    }

    /// From now on, all is asked with this token.
    pub(crate) fn authorise(&mut self, address: SocketAddr, token: Option<&str>) {
        let authorization = token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
        self.headers = format!("Host: {address}\r\n{authorization}");
    }

    /// Asks, and reads the whole answer: its status and body.
    pub(crate) async fn call(&mut self, request: &Request) -> Result<(u16, &[u8])> {
        self.out.clear();
        let Request { method, path, body, media } = request;
        let head = format!("{method} {path} HTTP/1.1\r\n{}", self.headers);
        self.out.extend_from_slice(head.as_bytes());
        match body {
            Some(body) => {
                let more = format!("Content-Type: {media}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
                self.out.extend_from_slice(more.as_bytes());
            }
            None => self.out.extend_from_slice(b"\r\n"),
        }
        self.stream.write_all(&self.out).await?;
        self.stream.flush().await?;
        self.filled = 0;
        let (status, start, end) = loop {
            let read = self.stream.read(&mut self.buffer[self.filled..]).await?;
            if read == 0 {
                return Err("the connection was closed".into());
            }
            self.filled += read;
            if let Some(whole) = parse(&self.buffer[..self.filled])? {
                break whole;
            }
            if self.filled == self.buffer.len() {
                if self.filled >= ANSWER_BYTES_MAX {
                    return Err("the answer is too long".into());
                }
                self.buffer.resize(self.filled * 2, 0);
            }
        };
        Ok((status, &self.buffer[start..end]))
    }
}

/// The status, and where the body begins and ends, once all of it is there.
fn parse(bytes: &[u8]) -> Result<Option<(u16, usize, usize)>> {
    let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { return Ok(None) };
    let head = std::str::from_utf8(&bytes[..end])?;
    let status = head.get(9..12).unwrap_or_default().parse()?;
    let length = head.split("\r\n").find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    let whole = end + 4 + length.unwrap_or_default();
    Ok((bytes.len() >= whole).then_some((status, end + 4, whole)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_whole_once_its_last_byte_is_there() {
        let answer = b"HTTP/1.1 201 Created\r\nContent-Length: 5\r\nX: y\r\n\r\nhello";
        assert_eq!(parse(answer).unwrap(), Some((201, answer.len() - 5, answer.len())));
        assert_eq!(parse(&answer[..answer.len() - 1]).unwrap(), None);
        assert_eq!(parse(&answer[..30]).unwrap(), None);
        assert_eq!(parse(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap(), Some((204, 27, 27)));
    }
}
