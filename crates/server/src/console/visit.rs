//! A request of somebody who is signed in: the order in which everything about it is checked, in one place.

use std::sync::Arc;

use axum::extract::FromRequest;
use http::Method;
use sigill_app::session;
use sigill_app::{Caller, Denied, Occasion, Permit, Seat};
use sigill_domain::right::{ClientView, Elementary, Right};

use super::around::Heard;
use super::look::{Look, Who, language};
use super::pairs::Pairs;
use super::route::Of;
use super::stranger::options;
use super::{cookie, guard};
use crate::http::authorise::Authorise;
use crate::http::intake;
use crate::http::path::PathIds;
use crate::http::refused::Refused;
use crate::http::request::Trail;
use crate::http::server::Server;

/// A visit of somebody who is signed in.
pub(crate) struct Visit {
    pub(crate) look: Look,
    pub(crate) caller: Caller,
    pub(crate) seat: Seat,
    pub(crate) path: PathIds,
    pub(crate) query: Pairs,
    pub(crate) form: Pairs,
    pub(crate) server: Arc<Server>,
    trail: Arc<Trail>,
    secret: String,
}

impl Visit {
    /// What a page needs, out of the caller's rights: as for a call of the API.
    pub(crate) fn permit<P: Authorise>(&self) -> Result<P, Denied> {
        P::authorise(&self.caller, &self.path)
    }

    /// Whether the caller holds a right in the client that the path names. It decides what is shown, not what is done.
    pub(crate) fn may<R: Right>(&self) -> bool {
        self.permit::<Permit<R>>().is_ok()
    }

    pub(crate) fn occasion(&self) -> Occasion {
        self.trail.occasion.now()
    }

    /// The caller anew, for a second change in the same request: each has ids of its own.
    pub(crate) async fn again(&self) -> Result<Caller, Refused> {
        let app = &self.server.app;
        let occasion = Occasion { event_id: app.world.id(), id: app.world.id(), ..self.occasion() };
        let (caller, _) = session::seated(app, &self.secret, occasion).await?.ok_or(Refused::NoToken)?;
        Ok(caller)
    }

    /// Whose page it is.
    pub(crate) fn of(&self) -> Of<'_> {
        Of { client: self.path.client(), user: self.path.user() }
    }
}

impl FromRequest<Arc<Server>> for Visit {
    type Rejection = Refused;

    /// First what the headers say of where a form comes from; then the body; then the session with its person and the
    /// rights of this moment, in one read; then whether the form is of the session.
    async fn from_request(request: axum::extract::Request, server: &Arc<Server>) -> Result<Self, Refused> {
        let (mut parts, body) = request.into_parts();
        let trail = Trail::of(&parts.extensions)?;
        let options = options(server)?;
        let bytes_max = server.limits.body_bytes_max;
        server.peers.count_peer(parts.extensions.get())?;
        let is_post = parts.method == Method::POST;
        if is_post {
            guard::must_be_ours(&parts.headers, &options.origin)?;
            intake::look(&parts.headers, &body, intake::FORM, bytes_max)?;
        }
        let secret = cookie::session(&parts.headers).ok_or(Refused::NoToken)?.to_owned();
        trail.hold(server.places.enter(&secret)?);
        let form = if is_post {
            let until = server.limits.body_until(trail.occasion.deadline);
            Pairs::read(&intake::collect(body, bytes_max, until, &server.reading).await?)
        } else {
            Pairs::default()
        };
        let occasion = trail.occasion.now();
        let (caller, seat) = session::seated(&server.app, &secret, occasion.clone()).await?.ok_or(Refused::NoToken)?;
        trail.is_verified();
        trail.is_of(&caller);
        server.callers.count(caller.name())?;
        let language = language(&parts.headers, seat.about.language_code.as_deref());
        let path = PathIds::of(&mut parts).await;
        let look = Look::new(language, &server.base_path, occasion.at).of(who(
            &caller,
            &seat,
            (&secret, &options.origin),
            &path,
        ));
        if let Some(heard) = parts.extensions.get::<Heard>() {
            heard.is(&look);
        }
        if is_post && !session::is_form_token(&secret, form.one("token")) {
            return Err(guard::not_ours());
        }
        session::note(&server.app, &options, &seat.session, occasion).await?;
        let query = Pairs::read(parts.uri.query().unwrap_or_default().as_bytes());
        Ok(Self { look, caller, seat, path, query, form, server: Arc::clone(server), trail, secret })
    }
}

fn who(caller: &Caller, seat: &Seat, (secret, origin): (&str, &str), path: &PathIds) -> Who {
    let named = path.iter().find(|(name, _)| *name == "clientExtId").map(|(_, client)| client.to_owned());
    let client = named.unwrap_or_else(|| seat.person.client.ext_id.to_string());
    // It decides what is shown, not what is done.
    let sees = |right: Elementary| caller.rooms(right).is_some_and(|rooms| rooms.contains(&client));
    let administers = sees(Elementary::UserView) && sees(Elementary::ClientView);
    let name = &seat.about.name;
    let named = [&name.first_name, &name.family_name].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
    Who {
        name: if named.is_empty() { seat.login_id.clone() } else { named },
        origin: origin.to_owned(),
        client: seat.person.client.name.clone(),
        token: session::form_token(secret),
        operates: caller.granted::<ClientView>().is_ok_and(|granted| granted.everywhere().is_ok()),
        defines: caller.holds(Elementary::PropertyView),
        administers: administers.then_some(client),
        finds: caller.holds(Elementary::UserView) && caller.holds(Elementary::CredentialSearch),
    }
}
