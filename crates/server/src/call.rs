//! One call: the order in which everything about a request is checked, in one place.

use std::sync::Arc;

use axum::extract::{FromRequest, Request};
use bytes::Bytes;
use http::Method;
use serde::de::DeserializeOwned;
use sigill_domain::breach::Breach;

use crate::around::Trail;
use crate::authorise::{self, Authorise};
use crate::intake;
use crate::path::PathIds;
use crate::refused::Refused;
use crate::router::Server;
use crate::strict;

/// What a handler gets: the permit `P`, the path's ids, and the body `B`.
///
/// By its types it is also the documentation of the operation, see [`crate::document`].
pub(crate) struct Call<P, B = NoBody> {
    pub(crate) permit: P,
    pub(crate) path: PathIds,
    pub(crate) body: B,
}

/// What an operation takes as its body.
pub(crate) trait Body: Sized + Send {
    fn read(bytes: &Bytes) -> Result<Self, Refused>;
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
    fn read(bytes: &Bytes) -> Result<Self, Refused> {
        let (value, extra) = strict::read(bytes).map_err(Refused::Unreadable)?;
        Ok(Self { value, extra })
    }
}

impl Body for NoBody {
    fn read(_: &Bytes) -> Result<Self, Refused> {
        Ok(Self)
    }
}

impl<P: Authorise, B: Body> FromRequest<Arc<Server>> for Call<P, B> {
    type Rejection = Refused;

    /// 415 and 413, before anything is asked of the database; 401; 403 for the right, then for the
    /// client; 400 for the body. What the use case refuses comes after all of these.
    async fn from_request(request: Request, server: &Arc<Server>) -> Result<Self, Refused> {
        let (mut parts, body) = request.into_parts();
        let trail = Trail::of(&parts.extensions)?;
        let bytes = if parts.method == Method::POST {
            let (bytes_max, deadline) = (server.limits.body_bytes_max, trail.occasion.deadline);
            intake::collect(&parts.headers, body, intake::JSON, bytes_max, deadline).await?
        } else {
            Bytes::new()
        };
        let token = authorise::bearer(&parts.headers)?;
        let caller = server.app.caller(token, trail.occasion.clone()).await?;
        trail.called_by(caller.name());
        let path = PathIds::of(&mut parts).await;
        let permit = P::authorise(&caller, &path)?;
        Ok(Self { permit, path, body: B::read(&bytes)? })
    }
}
