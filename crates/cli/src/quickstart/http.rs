//! A small HTTP client: one connection per request, to this machine.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

use crate::failure::Failure;

/// Far longer than any answer takes, so that a mistake doesn't hang for ever.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Of an answer that isn't as expected, so many characters are told.
const TOLD_MAX: usize = 300;

/// A client of one server.
#[derive(Clone, Copy, Debug)]
pub(super) struct Http {
    address: SocketAddr,
}

/// A request as it is sent, and as it is shown.
#[derive(Clone)]
pub(super) struct Request {
    pub(super) method: &'static str,
    pub(super) path: String,
    /// In the order in which they are sent.
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: String,
}

/// An answer, read to its end.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl Http {
    pub(super) fn to(address: SocketAddr) -> Self {
        Self { address }
    }

    /// What `Host` says.
    pub(super) fn host(self) -> String {
        self.address.to_string()
    }

    /// Sends a request and reads the answer.
    pub(super) async fn send(self, request: &Request) -> Result<Answer, Failure> {
        let failed = |why: String| Failure::Call(format!("{} {} failed: {why}", request.method, request.path));
        match tokio::time::timeout(TIMEOUT, self.exchange(request)).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(failed(error.to_string())),
            Err(_) => Err(failed(format!("no answer within {} seconds", TIMEOUT.as_secs()))),
        }
    }

    async fn exchange(self, request: &Request) -> Result<Answer, Box<dyn std::error::Error + Send + Sync>> {
        let mut builder = hyper::Request::builder().method(request.method).uri(&request.path);
        for (name, value) in &request.headers {
            builder = builder.header(*name, value);
        }
        let sent = builder.body(Full::new(Bytes::from(request.body.clone())))?;
        let stream = TcpStream::connect(self.address).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        // Ends when the sender is dropped; an error of it is one of the request, too.
        let connection = tokio::spawn(connection);
        let (parts, body) = sender.send_request(sent).await?.into_parts();
        let body = String::from_utf8(body.collect().await?.to_bytes().into())?;
        drop(sender);
        drop(connection);
        Ok(Answer { status: parts.status, headers: parts.headers, body })
    }
}

impl Answer {
    /// The body as JSON.
    pub(super) fn json(&self) -> Result<Value, Failure> {
        serde_json::from_str(&self.body).map_err(|error| Failure::Call(format!("an answer is not JSON: {error}")))
    }

    /// The failure that this is no answer to go on with.
    pub(super) fn unexpected(&self, request: &Request) -> Failure {
        Failure::Call(format!("{} {} answered {}: {}", request.method, request.path, self.status, told(&self.body)))
    }
}

/// What a body says of what went wrong: the rules that are broken, or how a signature ended; else its beginning.
fn told(body: &str) -> String {
    let json: Value = serde_json::from_str(body).unwrap_or_default();
    let text = |of: &Value, name: &str| of.get(name).and_then(Value::as_str).map(str::to_owned);
    let broken = json.get("errors").and_then(Value::as_array);
    let broken: Option<Vec<_>> = broken.map(|all| all.iter().filter_map(|one| text(one, "message")).collect());
    let ended = text(&json, "outcome").map(|outcome| match text(&json, "reason") {
        Some(reason) => format!("{outcome}: {reason}"),
        None => outcome,
    });
    let told = broken.map(|all| all.join("; ")).or(ended).unwrap_or_else(|| body.to_owned());
    if told.chars().nth(TOLD_MAX).is_none() {
        return told;
    }
    format!("{}…", told.chars().take(TOLD_MAX).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_answer_that_is_not_as_expected_what_matters_is_told_and_no_more() {
        let long = "A".repeat(17_000);
        let signature =
            format!(r#"{{"state":"settled","outcome":"cancelled","reason":"by the person","signature":"{long}"}}"#);
        assert_eq!(told(&signature), "cancelled: by the person");
        assert_eq!(told(r#"{"outcome":"busy"}"#), "busy");
        let broken = r#"{"errors":[{"code":"a","message":"one"},{"code":"b","message":"two"}]}"#;
        assert_eq!(told(broken), "one; two");
        assert_eq!(told("down"), "down");
        for long in
            [long.clone(), format!("{{\"a\":\"{long}\"}}"), format!(r#"{{"outcome":"busy","reason":"{long}"}}"#)]
        {
            assert_eq!(told(&long).chars().count(), TOLD_MAX + 1);
        }
    }
}
