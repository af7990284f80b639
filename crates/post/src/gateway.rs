//! SMS, by the HTTP gateway of an operator: a small contract that any provider's API is adapted to.
//!
//! `POST` to the URL with `{"id":"…","to":"+41791234567","text":"…"}`. A 2xx takes it. 408, 425, 429 and 5xx mean that it
//! may be tried again, with the same `id`; any other answer that it won't ever be taken.

use std::fmt;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{Certificate, Client, StatusCode, Url, redirect};
use serde_json::json;

use crate::parcel::{Carried, Package, PostError, is_loopback};

/// A gateway, and how it knows us. `Debug` hides the secret.
#[derive(Clone)]
pub struct GatewaySettings {
    /// Where messages are posted.
    pub url: String,
    /// The value of the header `Authorization`.
    pub authorization: Option<String>,
    /// The roots of its certificate in PEM; `None`: those of the machine.
    pub roots_pem: Option<String>,
    /// How long it may take.
    pub timeout: Duration,
}

impl fmt::Debug for GatewaySettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GatewaySettings").field("url", &self.url).finish_non_exhaustive()
    }
}

/// A way to send SMS.
#[derive(Clone)]
pub struct Gateway {
    client: Client,
    url: Url,
    authorization: Option<HeaderValue>,
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gateway").field("url", &self.url.as_str()).finish_non_exhaustive()
    }
}

impl Gateway {
    /// Makes the way; nothing is sent.
    ///
    /// # Errors
    /// Something of it can't be read, or would go in clear to another machine.
    pub fn new(settings: &GatewaySettings) -> Result<Self, PostError> {
        let expected = || PostError::Url("expected a URL such as https://sms.example.com/send".to_owned());
        let url: Url = settings.url.parse().map_err(|_| expected())?;
        let is_plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
        match (url.scheme(), url.host_str()) {
            ("https", Some(_)) if is_plain => {}
            ("http", Some(host)) if is_plain && is_loopback(host) => {}
            ("http", Some(_)) if is_plain => {
                return Err(PostError::Url("https expected: it goes in clear to this machine only".to_owned()));
            }
            _ => return Err(expected()),
        }
        let secret = |text: &String| {
            let mut value = HeaderValue::from_str(text.trim()).ok().filter(|value| !value.is_empty())?;
            value.set_sensitive(true);
            Some(value)
        };
        let wrong = || PostError::Secret("expected one line, such as Bearer and a token".to_owned());
        let authorization = settings.authorization.as_ref().map(|text| secret(text).ok_or_else(wrong)).transpose()?;
        let mut builder = Client::builder().redirect(redirect::Policy::none()).timeout(settings.timeout);
        if url.scheme() == "http" {
            builder = builder.no_proxy();
        }
        if let Some(pem) = &settings.roots_pem {
            let roots = Certificate::from_pem_bundle(pem.as_bytes());
            let roots = roots.ok().filter(|roots| !roots.is_empty());
            let roots = roots.ok_or_else(|| PostError::Roots("expected certificates in PEM, got none".to_owned()))?;
            builder = builder.tls_certs_only(roots);
        }
        let client = builder.build().map_err(|error| PostError::Roots(error.to_string()))?;
        Ok(Self { client, url, authorization })
    }

    /// Sends an SMS. What the gateway says beside its status isn't read: it may name the number.
    pub async fn send(&self, Package { id, to, text, .. }: &Package) -> Carried {
        let mut request = self.client.post(self.url.clone()).json(&json!({ "id": id, "to": to, "text": text }));
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization.clone());
        }
        match request.send().await {
            Ok(answer) => told(answer.status()),
            Err(error) if error.is_timeout() => Carried::NotNow("the gateway took too long".to_owned()),
            Err(error) if error.is_connect() => Carried::NotNow("the gateway can't be reached".to_owned()),
            Err(_) => Carried::NotNow("the gateway gave no answer".to_owned()),
        }
    }
}

fn told(status: StatusCode) -> Carried {
    let why = || format!("the gateway answered {}", status.as_u16());
    match status {
        status if status.is_success() => Carried::Taken,
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS => Carried::NotNow(why()),
        status if status.is_server_error() => Carried::NotNow(why()),
        // That it doesn't know us is for the operator to mend, and no fault of a message.
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND => Carried::NotNow(why()),
        _ => Carried::Refused(why()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(url: &str) -> GatewaySettings {
        let timeout = Duration::from_secs(1);
        GatewaySettings { url: url.to_owned(), authorization: None, roots_pem: None, timeout }
    }

    #[test]
    fn a_gateway_is_reached_by_tls_or_on_this_machine() {
        for right in
            ["https://sms.example.com/send?x=1", "http://127.0.0.1:9/x", "http://localhost/", "http://[::1]:80/"]
        {
            assert!(Gateway::new(&settings(right)).is_ok(), "{right}");
        }
        for wrong in
            ["http://sms.example.com", "ftp://127.0.0.1", "sms", "https://me:pw@sms.example.com", "https://x/#y", ""]
        {
            assert!(matches!(Gateway::new(&settings(wrong)), Err(PostError::Url(_))), "{wrong}");
        }
        for secret in ["", "  ", "Bearer a\r\nX: y"] {
            let authorization = Some(secret.to_owned());
            let made = Gateway::new(&GatewaySettings { authorization, ..settings("https://sms.example.com") });
            assert!(matches!(made, Err(PostError::Secret(_))), "{secret:?}");
        }
        let authorization = Some("Bearer hidden\n".to_owned());
        let gateway = Gateway::new(&GatewaySettings { authorization, ..settings("https://sms.example.com") }).unwrap();
        assert!(!format!("{gateway:?}").contains("hidden"));
    }

    #[test]
    fn what_a_status_means() {
        let of = |status: u16| told(StatusCode::from_u16(status).unwrap());
        assert_eq!((of(200), of(202), of(204)), (Carried::Taken, Carried::Taken, Carried::Taken));
        for again in [401, 403, 404, 408, 425, 429, 500, 503] {
            assert_eq!(of(again), Carried::NotNow(format!("the gateway answered {again}")));
        }
        for over in [301, 400, 409, 410, 422] {
            assert_eq!(of(over), Carried::Refused(format!("the gateway answered {over}")));
        }
    }
}
