//! A small gateway for SMS: it takes what is posted, or answers as the test says.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// An SMS that came, taken or not.
#[derive(Clone, Debug, PartialEq)]
pub struct PostedSms {
    /// The header `Authorization`; empty where there was none.
    pub authorization: String,
    pub body: Value,
    /// What it was answered.
    pub status: u16,
}

#[derive(Debug, Default)]
struct Posted {
    posted: Vec<PostedSms>,
    answers: VecDeque<u16>,
}

/// The gateway; it ends with the runtime.
#[derive(Clone, Debug)]
pub struct SmsServer {
    pub port: u16,
    state: Arc<Mutex<Posted>>,
}

impl SmsServer {
    pub async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self { port: listener.local_addr().unwrap().port(), state: Arc::default() };
        let own = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let own = own.clone();
                tokio::spawn(async move { own.answer(stream).await });
            }
        });
        server
    }

    /// What it answers to the next, one after the other; then 202 to all.
    pub fn answers(&self, statuses: &[u16]) {
        self.state.lock().unwrap().answers.extend(statuses);
    }

    /// What came, in its order.
    #[must_use]
    pub fn posted(&self) -> Vec<PostedSms> {
        self.state.lock().unwrap().posted.clone()
    }

    async fn answer(&self, stream: TcpStream) -> Option<()> {
        let mut stream = BufReader::new(stream);
        let (mut line, mut length, mut authorization) = (String::new(), 0, String::new());
        loop {
            line.clear();
            if stream.read_line(&mut line).await.ok()? == 0 {
                return None;
            }
            if line == "\r\n" {
                break;
            }
            let (name, value) = line.trim_end().split_once(':').unwrap_or_default();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse().ok()?,
                "authorization" => authorization = value.trim().to_owned(),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await.ok()?;
        let status = {
            let mut state = self.state.lock().unwrap();
            let status = state.answers.pop_front().unwrap_or(202);
            let body = serde_json::from_slice(&body).ok()?;
            state.posted.push(PostedSms { authorization, body, status });
            status
        };
        let answer = format!("HTTP/1.1 {status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        stream.write_all(answer.as_bytes()).await.ok()
    }
}
