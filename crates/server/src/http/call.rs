//! One call: the order in which everything about a request is checked, in one place.

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{FromRequest, OriginalUri};
use bytes::Bytes;
use http::Method;
use http::request::Parts;
use serde::de::DeserializeOwned;
use sigill_app::{App, Foreseen, Refusal};
use sigill_domain::breach::Breach;
use sigill_domain::credential::CredentialType;
use sigill_domain::idempotency::Request;
use sigill_domain::time::Timestamp;

use crate::http::authorise::Authorise;
use crate::http::identify::{self, Bearer, Identify};
use crate::http::intake::{self, Media};
use crate::http::limits::Limits;
use crate::http::path::PathIds;
use crate::http::query::Query;
use crate::http::refused::{Refused, whole_seconds};
use crate::http::request::Trail;
use crate::http::server::Server;
use crate::http::strict;
use crate::http::terms::{Heed, Heeds, Terms, fingerprint};

/// What a handler gets: the permit `P`, the path's ids, the body `B`, and the terms, which it heeds
/// or refuses as `H` says. `I` says how callers are identified.
///
/// By its types it is also the documentation of the operation, see [`crate::document`].
pub(crate) struct Call<P, B = NoBody, H = Heeds, I = Bearer> {
    pub(crate) permit: P,
    pub(crate) path: PathIds,
    pub(crate) body: B,
    pub(crate) terms: Terms,
    pub(crate) server: Arc<Server>,
    /// When the caller's token ends, where it does.
    pub(crate) expires: Option<Timestamp>,
    of: PhantomData<fn() -> (H, I)>,
}

/// What an operation takes as its body, or else as its query.
pub(crate) trait Body: Sized + Send {
    fn read(parts: &Parts, bytes: &Bytes) -> Result<Self, Refused>;

    /// The type that it has where requests have this method, if they have a body.
    fn media(method: &Method) -> Option<Media> {
        intake::media(method)
    }

    /// Its length in bytes, at most.
    fn bytes_max(limits: &Limits) -> usize {
        limits.body_bytes_max
    }
}

/// A JSON object that is read strictly.
pub(crate) struct Strict<T> {
    pub(crate) value: T,
    /// Rules that were found broken while reading.
    pub(crate) extra: Vec<Breach>,
}

/// No body; one that is sent isn't looked at.
pub(crate) struct NoBody;

impl<T: DeserializeOwned + Send> Body for Strict<T> {
    fn read(_: &Parts, bytes: &Bytes) -> Result<Self, Refused> {
        let (value, extra) = strict::read(bytes).map_err(Refused::Unreadable)?;
        Ok(Self { value, extra })
    }
}

impl Body for NoBody {
    fn read(_: &Parts, _: &Bytes) -> Result<Self, Refused> {
        Ok(Self)
    }
}

/// No body, but a query.
impl<Q: Send> Body for Query<Q> {
    fn read(parts: &Parts, _: &Bytes) -> Result<Self, Refused> {
        Self::read(&parts.uri)
    }
}

impl<P: Authorise, B: Body, H: Heed, I: Identify> FromRequest<Arc<Server>> for Call<P, B, H, I> {
    type Rejection = Refused;

    /// Answers come in this order: 415, 413 and 429 by what came with the headers; 401; 503 where there is no place for one
    /// more request, or for one more of this caller; 429 for the caller; 403 for the right, then for the client; 401 for a
    /// second token; 400 for headers; 413, 408 and 400 for the body or the query; 409 for a key in use. What the use case
    /// refuses comes after all of these.
    ///
    /// It is worked in another order, since rights are those of the moment in which it is decided. By the headers alone,
    /// the token is verified: nobody without one can make the server wait. Then the body is read. Only then are the caller
    /// and its rights, with what it will ask first: what was taken away while the body came is gone. What is wrong with the
    /// body is told to who has the right.
    async fn from_request(request: axum::extract::Request, server: &Arc<Server>) -> Result<Self, Refused> {
        let (mut parts, body) = request.into_parts();
        let trail = Trail::of(&parts.extensions)?;
        let bytes_max = B::bytes_max(&server.limits);
        let media = B::media(&parts.method);
        if let Some(media) = media {
            intake::look(&parts.headers, &body, media, bytes_max)?;
        }
        server.peers.count_peer(parts.extensions.get())?;
        let path = PathIds::of(&mut parts).await;
        let token = identify::verified(server, &parts, I::token(&parts.headers)?).await?;
        trail.is_verified();
        let places = if P::waits() { &server.waiting } else { &server.places };
        trail.hold(places.enter(token.user())?);
        let bytes = match media {
            Some(_) => {
                let until = server.limits.body_until(trail.occasion.deadline);
                intake::collect(body, bytes_max, until, &server.reading).await
            }
            None => Ok(Bytes::new()),
        };
        // Who had to give way costs nothing more.
        let bytes = if let Err(Refused::Busy) = bytes { return Err(Refused::Busy) } else { bytes };
        let occasion = trail.occasion.now();
        let App { tokens, roles, .. } = &server.app;
        let caller = tokens.caller(&token, roles, occasion.clone(), foreseen::<P>(&path)).await?;
        trail.is_of(&caller);
        server.callers.count(caller.name())?;
        let permit = match Terms::tries::<H>(&parts.method, &parts.headers) {
            true => P::authorise_to_try(&caller, &path)?,
            false => P::authorise(&caller, &path)?,
        };
        if permit.must_be_proven() {
            let proof = I::proof(&parts.headers)?;
            server.app.proven(&caller, proof, occasion).await.map_err(identify::not_proven)?;
        }
        let (mut terms, key) = Terms::read::<H>(&parts.method, &parts.headers)?;
        let bytes = bytes?;
        let body = B::read(&parts, &bytes)?;
        if let Some(key) = key {
            may_keep(server, caller.name())?;
            let method = parts.method.to_string();
            let request = Request { key, method, path: whole_path(&parts), fingerprint: fingerprint(&bytes) };
            terms.reserve(&server.keys, caller.name(), request)?;
        }
        let expires = token.expires();
        Ok(Self { permit, path, body, terms, server: server.clone(), expires, of: PhantomData })
    }
}

/// Whether one more answer may be kept for this caller.
fn may_keep(server: &Server, caller: &str) -> Result<(), Refused> {
    let wait = server.kept.take(caller, Duration::ZERO);
    if wait.is_zero() {
        return Ok(());
    }
    let most = server.limits.kept_answers_per_day_max;
    let why =
        format!("Idempotency-Key: {most} answers a day are kept for one caller; without the header, none is kept");
    Err(Refusal::TooMany { retry_s: i64::try_from(whole_seconds(wait)).unwrap_or(i64::MAX), why }.into())
}

/// What a caller with the right for `P` is going to read first.
fn foreseen<P: Authorise>(path: &PathIds) -> Option<Foreseen<'_>> {
    let needs = P::needs();
    let (what, right) = (P::first(path)?, needs.right?);
    let of = needs.of.or_else(|| path.kind().map(|kind| CredentialType::of(kind.form())));
    let credential = Some(path.credential()).filter(|ext_id| !ext_id.is_empty());
    Some(Foreseen { what, right, of, client: path.client(), user: path.user(), credential })
}

/// The path with what routing took from it, but without a slash at its end.
fn whole_path(parts: &Parts) -> String {
    let path = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |OriginalUri(uri)| uri).path();
    path.strip_suffix('/').unwrap_or(path).to_owned()
}

#[cfg(test)]
mod tests;
