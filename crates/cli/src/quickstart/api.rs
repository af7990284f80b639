//! Calls of the API with a token.

use serde_json::Value;

use super::http::{Answer, Http, Request};
use crate::failure::Failure;

/// The API as one caller uses it.
pub(super) struct Api {
    pub(super) http: Http,
    pub(super) token: String,
}

impl Api {
    /// A request with the caller's token; `body` is JSON.
    pub(super) fn request(&self, method: &'static str, path: &str, body: Option<String>) -> Request {
        let mut headers = vec![("Host", self.http.host()), ("Authorization", format!("Bearer {}", self.token))];
        if body.is_some() {
            headers.push(("Content-Type", "application/json".to_owned()));
        }
        Request { method, path: path.to_owned(), headers, body: body.unwrap_or_default() }
    }

    /// What is at `path`; `None` where nothing is.
    pub(super) async fn get(&self, path: &str) -> Result<Option<Answer>, Failure> {
        let request = self.request("GET", path, None);
        let answer = self.http.send(&request).await?;
        match answer.status.as_u16() {
            200 => Ok(Some(answer)),
            404 => Ok(None),
            _ => Err(answer.unexpected(&request)),
        }
    }

    /// Writes `body`, where an answer other than 2xx is a failure.
    pub(super) async fn must(&self, method: &'static str, path: &str, body: &Value) -> Result<Answer, Failure> {
        let request = self.request(method, path, Some(body.to_string()));
        let answer = self.http.send(&request).await?;
        if answer.status.is_success() { Ok(answer) } else { Err(answer.unexpected(&request)) }
    }

    /// What is at `at`, made by `body` in `collection` where nothing is.
    pub(super) async fn ensure(&self, collection: &str, at: &str, body: &Value) -> Result<Answer, Failure> {
        if let Some(answer) = self.get(at).await? {
            return Ok(answer);
        }
        let request = self.request("POST", collection, Some(body.to_string()));
        let answer = self.http.send(&request).await?;
        if answer.status != 201 {
            return Err(answer.unexpected(&request));
        }
        self.get(at).await?.ok_or_else(|| answer.unexpected(&request))
    }
}
