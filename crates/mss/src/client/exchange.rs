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
use super::provider::{Binding, Provider, ProviderError};
use super::tls;
use crate::message::{Operation, Response};

/// The connections to a provider, and where they are used for what.
#[derive(Clone)]
pub(super) struct Exchange {
    pool: legacy::Client<Connector, Full<Bytes>>,
    refusal: Refusal,
    uris: Arc<Uris>,
    media_type: HeaderValue,
    octets_max: usize,
}

struct Uris {
    signature: Uri,
    status: Uri,
    receipt: Uri,
    profile: Uri,
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange").field("signature", &self.uris.signature).finish_non_exhaustive()
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

/// An answer before it was understood.
pub(super) struct Reply {
    pub(super) kept: Kept,
}

impl Reply {
    /// A fault counts whatever the HTTP status; everything else needs 200.
    pub(super) fn read(&self, binding: Binding) -> Result<Response, Failure> {
        match binding.read(&self.kept.octets) {
            Err(source) => Err(Failure::Unreadable { source, kept: self.kept.clone() }),
            Ok(fault @ Response::Fault(_)) => Ok(fault),
            Ok(response) if self.kept.http_status == 200 => Ok(response),
            Ok(_) => Err(Failure::Contradiction { kept: self.kept.clone() }),
        }
    }
}

impl Exchange {
    pub(super) fn new(provider: &Provider) -> Result<Self, ProviderError> {
        let base: Uri = provider.base_url.parse().map_err(|_| ProviderError::Url("not a URL"))?;
        let authority = base.authority().cloned().ok_or(ProviderError::Url("no host"))?;
        if authority.as_str().contains('@') || !matches!(base.path(), "" | "/") || base.query().is_some() {
            return Err(ProviderError::Url("expected https://host[:port] and nothing else"));
        }
        let host = authority.host().trim_matches(['[', ']']).to_owned();
        let is_secure = base.scheme() == Some(&Scheme::HTTPS);
        let tls = if is_secure {
            let name = ServerName::try_from(host.clone()).map_err(|_| ProviderError::Url("not the name of a host"))?;
            Some((TlsConnector::from(Arc::new(tls::config(provider)?)), name))
        } else if base.scheme() == Some(&Scheme::HTTP) && is_loopback(&host) {
            None
        } else {
            return Err(ProviderError::Url("https expected; http is for loopback addresses only"));
        };
        let port = authority.port_u16().unwrap_or(if is_secure { 443 } else { 80 });
        let refusal = Refusal::default();
        let connector = Connector { host, port, tls, connect_ms: provider.limits.connect_ms, refusal: refusal.clone() };
        let pool = legacy::Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(Duration::from_millis(provider.limits.idle_ms))
            // We do, knowing that it was never sent.
            .retry_canceled_requests(false)
            .build(connector);
        Ok(Self {
            pool,
            refusal,
            uris: Arc::new(Uris::new(provider, base.scheme(), &authority)?),
            media_type: HeaderValue::from_str(&provider.media_type).map_err(|_| ProviderError::MediaType)?,
            octets_max: provider.limits.answer_octets_max.min(crate::wire::SIZE_MAX),
        })
    }

    pub(super) async fn post(&self, operation: Operation, body: String, within_ms: u64) -> Result<Reply, Failure> {
        let exchanged = tokio::time::timeout(Duration::from_millis(within_ms), self.exchange(operation, body)).await;
        exchanged.unwrap_or(Err(Failure::Late { within_ms }))
    }

    async fn exchange(&self, operation: Operation, body: String) -> Result<Reply, Failure> {
        let body = Bytes::from(body);
        let mut again = AGAIN_MAX;
        let answer = loop {
            match self.answer(operation, body.clone()).await {
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
        Ok(Reply { kept: Kept { http_status, octets } })
    }

    /// Sends a request, once.
    ///
    /// A request that comes to a connection in the very moment in which that ends isn't told so (hyper 1.12,
    /// hyperium/hyper#4122), and would wait for as long as it may: so we look ourselves.
    async fn answer(&self, operation: Operation, body: Bytes) -> Result<http::Response<Incoming>, Unanswered> {
        let mut request = http::Request::new(Full::new(body));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.uris.of(operation).clone();
        let headers = request.headers_mut();
        headers.insert(header::CONTENT_TYPE, self.media_type.clone());
        headers.insert(header::ACCEPT, self.media_type.clone());
        headers.insert(header::USER_AGENT, HeaderValue::from_static("sigill"));
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

impl Uris {
    fn new(provider: &Provider, scheme: Option<&Scheme>, authority: &Authority) -> Result<Self, ProviderError> {
        let paths = &provider.paths;
        let uri = |path: &String| {
            let refused = || ProviderError::Path(path.clone());
            let path: PathAndQuery = path.parse().ok().filter(|_| path.starts_with('/')).ok_or_else(refused)?;
            let mut parts = http::uri::Parts::default();
            (parts.scheme, parts.authority, parts.path_and_query) =
                (scheme.cloned(), Some(authority.clone()), Some(path));
            Uri::from_parts(parts).map_err(|_| refused())
        };
        Ok(Self {
            signature: uri(&paths.signature)?,
            status: uri(&paths.status)?,
            receipt: uri(&paths.receipt)?,
            profile: uri(&paths.profile)?,
        })
    }

    fn of(&self, operation: Operation) -> &Uri {
        match operation {
            Operation::StatusQuery => &self.status,
            Operation::Receipt => &self.receipt,
            Operation::ProfileQuery => &self.profile,
            // The client sends no other.
            _ => &self.signature,
        }
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
