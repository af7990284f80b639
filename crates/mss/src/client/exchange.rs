//! One HTTP exchange: a request out, a whole answer in, within limits.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{HeaderValue, Method, Uri, header};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body as _, Incoming};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::capture_connection;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::AlertDescription;
use rustls::pki_types::ServerName;
use tokio_rustls::TlsConnector;

use super::connect::{ConnectFailure, Connector, Life, Refusal, refusal};
use super::failure::Failure;
use super::kept::Kept;
use super::provider::{Identity, Limits, ProviderError};
use super::tls;

/// A provider's server, and how we come to it.
pub(super) struct Door<'a> {
    /// `https://host[:port]`.
    pub(super) base_url: &'a str,
    pub(super) server_roots_pem: &'a str,
    pub(super) identity: Option<&'a Identity>,
    pub(super) media_type: &'a str,
    pub(super) limits: &'a Limits,
}

/// The connections to a provider.
#[derive(Clone)]
pub(super) struct Exchange {
    pool: legacy::Client<Connector, Full<Bytes>>,
    refusal: Refusal,
    scheme: Scheme,
    authority: Authority,
    media_type: HeaderValue,
    octets_max: usize,
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange").field("authority", &self.authority).finish_non_exhaustive()
    }
}

/// One request.
#[derive(Clone)]
pub(super) struct Sent {
    uri: Uri,
    /// `None`: it only gets something.
    body: Option<Bytes>,
}

impl Sent {
    pub(super) fn post(uri: &Uri, body: String) -> Self {
        Self { uri: uri.clone(), body: Some(Bytes::from(body)) }
    }

    pub(super) fn get(uri: Uri) -> Self {
        Self { uri, body: None }
    }
}

/// Requests that were not sent, because their connection had ended, are sent again at most so often: as many may have
/// been kept that the server has ended since.
const AGAIN_MAX: usize = 4;

/// So long after the end of its connection a request still learns what became of it.
const TOLD_WITHIN: Duration = Duration::from_millis(250);

/// Why there is no answer.
enum Unanswered {
    Failed(legacy::Error),
    /// Its connection has ended without a word to it.
    Forgotten,
}

impl Exchange {
    pub(super) fn new(door: &Door<'_>) -> Result<Self, ProviderError> {
        let base: Uri = door.base_url.parse().map_err(|_| ProviderError::Url("not a URL"))?;
        let authority = base.authority().cloned().ok_or(ProviderError::Url("no host"))?;
        if authority.as_str().contains('@') || !matches!(base.path(), "" | "/") || base.query().is_some() {
            return Err(ProviderError::Url("expected https://host[:port] and nothing else"));
        }
        let host = authority.host().trim_matches(['[', ']']).to_owned();
        let is_secure = base.scheme() == Some(&Scheme::HTTPS);
        let tls = if is_secure {
            let name = ServerName::try_from(host.clone()).map_err(|_| ProviderError::Url("not the name of a host"))?;
            Some((TlsConnector::from(Arc::new(tls::config(door.server_roots_pem, door.identity)?)), name))
        } else if base.scheme() == Some(&Scheme::HTTP) && is_loopback(&host) {
            None
        } else {
            return Err(ProviderError::Url("https expected; http is for loopback addresses only"));
        };
        let port = authority.port_u16().unwrap_or(if is_secure { 443 } else { 80 });
        let refusal = Refusal::default();
        let connector = Connector { host, port, tls, connect_ms: door.limits.connect_ms, refusal: refusal.clone() };
        let pool = legacy::Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(Duration::from_millis(door.limits.idle_ms))
            // We do, knowing that it was never sent.
            .retry_canceled_requests(false)
            .build(connector);
        Ok(Self {
            pool,
            refusal,
            scheme: if is_secure { Scheme::HTTPS } else { Scheme::HTTP },
            authority,
            media_type: HeaderValue::from_str(door.media_type).map_err(|_| ProviderError::MediaType)?,
            octets_max: door.limits.answer_octets_max.min(crate::wire::SIZE_MAX),
        })
    }

    /// Where something is asked for there.
    pub(super) fn uri(&self, path: &str) -> Result<Uri, ProviderError> {
        let refused = || ProviderError::Path(path.to_owned());
        let path: PathAndQuery = path.parse().ok().filter(|_| path.starts_with('/')).ok_or_else(refused)?;
        let mut parts = http::uri::Parts::default();
        (parts.scheme, parts.authority, parts.path_and_query) =
            (Some(self.scheme.clone()), Some(self.authority.clone()), Some(path));
        Uri::from_parts(parts).map_err(|_| refused())
    }

    /// A whole answer, as it came.
    pub(super) async fn ask(&self, sent: Sent, within_ms: u64) -> Result<Kept, Failure> {
        let exchanged = tokio::time::timeout(Duration::from_millis(within_ms), self.exchange(sent)).await;
        exchanged.unwrap_or(Err(Failure::Late { within_ms }))
    }

    async fn exchange(&self, sent: Sent) -> Result<Kept, Failure> {
        let mut again = AGAIN_MAX;
        let answer = loop {
            match self.answer(sent.clone()).await {
                Ok(answer) => break answer,
                Err(Unanswered::Failed(error))
                    if again > 0 && causes(&error).any(is_unsent) && self.refusal.last().is_none() =>
                {
                    again -= 1;
                }
                Err(Unanswered::Failed(error)) => return Err(self.failure(&error)),
                Err(Unanswered::Forgotten) => {
                    let ended = || Failure::CutOff("the connection ended".to_owned());
                    return Err(self.refusal.last().map_or_else(ended, refused));
                }
            }
        };
        self.refusal.forget();
        let http_status = answer.status().as_u16();
        let octets = self.whole(answer.into_body()).await?;
        Ok(Kept { http_status, octets })
    }

    /// Sends a request, once.
    ///
    /// A request that comes to a connection in the very moment in which that ends isn't told so (hyper 1.12,
    /// hyperium/hyper#4122), and would wait for as long as it may: so we look ourselves.
    async fn answer(&self, sent: Sent) -> Result<http::Response<Incoming>, Unanswered> {
        let is_post = sent.body.is_some();
        let mut request = http::Request::new(Full::new(sent.body.unwrap_or_default()));
        *request.uri_mut() = sent.uri;
        let headers = request.headers_mut();
        if is_post {
            headers.insert(header::CONTENT_TYPE, self.media_type.clone());
        }
        headers.insert(header::ACCEPT, self.media_type.clone());
        headers.insert(header::USER_AGENT, HeaderValue::from_static("sigill"));
        if is_post {
            *request.method_mut() = Method::POST;
        }
        let mut connection = capture_connection(&mut request);
        let forgotten = async {
            let life = connection.wait_for_connection_metadata().await.as_ref().and_then(Life::of);
            match life {
                Some(life) => life.end().await,
                // It fails without one.
                None => std::future::pending().await,
            }
            tokio::time::sleep(TOLD_WITHIN).await;
        };
        tokio::select! {
            biased;
            answer = self.pool.request(request) => answer.map_err(Unanswered::Failed),
            () = forgotten => Err(Unanswered::Forgotten),
        }
    }

    async fn whole(&self, mut body: Incoming) -> Result<Bytes, Failure> {
        let octets_max = self.octets_max;
        let too_large = |length: u64| usize::try_from(length).map_or(true, |length| length > octets_max);
        // What announces itself as too large is not waited for.
        if too_large(body.size_hint().lower()) {
            return Err(Failure::TooLarge { octets_max });
        }
        let mut octets = BytesMut::new();
        while let Some(frame) = body.frame().await {
            let Ok(data) = frame.map_err(|error| self.failure(&error))?.into_data() else { continue };
            if data.len() > octets_max - octets.len() {
                return Err(Failure::TooLarge { octets_max });
            }
            octets.extend_from_slice(&data);
        }
        Ok(octets.freeze())
    }

    /// What went wrong on the way, told apart by the cause that lies deepest and is known.
    fn failure(&self, error: &(dyn Error + 'static)) -> Failure {
        for cause in causes(error) {
            match cause.downcast_ref::<ConnectFailure>() {
                Some(ConnectFailure::Tls(error)) => return Failure::Tls(error.to_string()),
                Some(other) => return Failure::Unreachable(other.clone()),
                None => {}
            }
            // Where the connection ended between the handshake and the request, why is known to the connection only.
            let known = || self.refusal.last().filter(|_| is_unsent(cause));
            if let Some(alert) = cause.downcast_ref().and_then(refusal).or_else(known) {
                return refused(alert);
            }
        }
        Failure::CutOff(causes(error).last().unwrap_or(error).to_string())
    }
}

/// An error and what caused it, the deepest last.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&cause: &&'a (dyn Error + 'static)| cause.source())
}

/// Whether it says that nothing of a request was sent.
fn is_unsent(cause: &(dyn Error + 'static)) -> bool {
    cause.downcast_ref().is_some_and(hyper::Error::is_canceled)
}

/// Our certificate was, with this alert.
fn refused(alert: AlertDescription) -> Failure {
    Failure::Tls(format!("{alert:?}"))
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}
