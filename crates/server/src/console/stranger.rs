//! A request of somebody who isn't signed in yet.

use std::sync::Arc;

use axum::extract::FromRequest;
use http::{Method, header};
use sigill_app::session::{self, ConsoleOptions, SignInFrom as Coming};
use sigill_app::token::Network;
use sigill_app::{Occasion, Refusal};

use super::guard;
use super::look::{Look, language};
use super::pairs::Pairs;
use super::{around::Heard, cookie};
use crate::http::intake;
use crate::http::path::PathIds;
use crate::http::places::Place;
use crate::http::rate::Peer;
use crate::http::refused::Refused;
use crate::http::request::Trail;
use crate::http::server::Server;

/// Somebody who isn't signed in yet. It holds a place of those of strangers until it is answered.
pub(crate) struct Stranger {
    pub(crate) look: Look,
    pub(crate) path: PathIds,
    pub(crate) query: Pairs,
    pub(crate) form: Pairs,
    pub(crate) server: Arc<Server>,
    pub(crate) options: Arc<ConsoleOptions>,
    pub(crate) trail: Arc<Trail>,
    pub(crate) network: Option<Network>,
    pub(crate) from: Coming,
    /// The secret in the cookie, whatever it is worth.
    pub(crate) cookie: Option<String>,
    _place: Place,
}

impl Stranger {
    pub(crate) fn occasion(&self) -> Occasion {
        self.trail.occasion.now()
    }
}

/// How people sign in here.
pub(crate) fn options(server: &Server) -> Result<Arc<ConsoleOptions>, Refused> {
    server.app.console.clone().ok_or(Refused::NoResource)
}

impl FromRequest<Arc<Server>> for Stranger {
    type Rejection = Refused;

    async fn from_request(request: axum::extract::Request, server: &Arc<Server>) -> Result<Self, Refused> {
        let (mut parts, body) = request.into_parts();
        let trail = Trail::of(&parts.extensions)?;
        let options = options(server)?;
        let bytes_max = server.limits.body_bytes_max;
        server.peers.count_peer(parts.extensions.get())?;
        let peer = parts.extensions.get::<Peer>().copied();
        let held = cookie::forms(&parts.headers).filter(|secret| session::is_secret(secret)).map(str::to_owned);
        let form = if parts.method == Method::POST {
            guard::must_be_ours(&parts.headers, &options.origin)?;
            intake::look(&parts.headers, &body, intake::FORM, bytes_max)?;
            let bytes = intake::collect(body, bytes_max, trail.occasion.deadline, &server.strangers.reading).await?;
            let form = Pairs::read(&bytes);
            if !held.as_deref().is_some_and(|secret| session::is_form_token(secret, form.one("token"))) {
                return Err(guard::not_ours());
            }
            form
        } else {
            Pairs::default()
        };
        let place = server.strangers.enter(peer.map(|peer| peer.network()), parts.method == Method::POST)?;
        let secret = held.clone().unwrap_or_else(|| session::form_secret(&server.app));
        let look = Look::new(language(&parts.headers, None), &server.base_path, trail.occasion.at);
        let look = look.at_gate(session::form_token(&secret));
        if let Some(heard) = parts.extensions.get::<Heard>() {
            heard.is(&look);
            if held.is_none() {
                heard.gives(cookie::of_forms(&secret));
            }
        }
        let agent = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).map(str::to_owned);
        Ok(Self {
            look,
            path: PathIds::of(&mut parts).await,
            query: Pairs::read(parts.uri.query().unwrap_or_default().as_bytes()),
            form,
            server: Arc::clone(server),
            options,
            trail,
            network: peer.map(|peer| peer.network()),
            from: Coming { address: peer.map(|peer| peer.0.to_string()), agent },
            cookie: cookie::session(&parts.headers).map(str::to_owned),
            _place: place,
        })
    }
}

/// Notes an attempt that was refused, as history remembers it, and says no more of it.
pub(crate) fn note(server: &Server, refusal: Option<Refusal>) {
    if let Some(Refusal::Attempt(attempt)) = refusal {
        server.attempts.note(&attempt.event);
    }
}
