//! What requests say: by their query, and by messages.

use axum::extract::OriginalUri;
use bytes::Bytes;
use http::Method;
use http::request::Parts;
use serde_json::Value;
use sigill_domain::scim::{
    self, AttributeSelection, BULK_MAX, BulkRequest, GroupList, ListWishes, Resource, RootList, SEARCH_MESSAGE,
    ScimList, ScimProblem, ScimType, member, must_be,
};
use sigill_domain::text;

use super::mount::Mount;
use super::told::problem;
use crate::http::call::Body;
use crate::http::intake::Media;
use crate::http::limits::Limits;
use crate::http::query::{Pages, Query};
use crate::http::refused::Refused;
use crate::http::render::SCIM_TYPE;
use crate::http::strict;

/// Longest bulk request, in bytes; longer ones only where all requests may be.
pub(super) const BULK_BYTES_MAX: usize = 1 << 20;

/// The types of messages.
const MESSAGE: Media = Media {
    names: &[SCIM_TYPE, "application/json"],
    refusal: "expected a body of Content-Type application/scim+json or application/json without Content-Encoding",
};

fn media(method: &Method) -> Option<Media> {
    matches!(*method, Method::POST | Method::PUT | Method::PATCH).then_some(MESSAGE)
}

/// How a request wants users to be shown.
#[derive(Debug)]
pub(crate) struct Look {
    pub(super) mount: Mount,
    pub(super) selection: AttributeSelection,
    /// As the request names it.
    pub(super) path: String,
}

/// A message, and how users are to be shown.
pub(crate) struct Message {
    pub(super) look: Look,
    pub(super) message: Resource,
}

/// A list that is asked for, and how it is to be shown.
pub(crate) struct Listing {
    pub(super) look: Look,
    pub(super) list: ScimList,
    /// Whether it is to be shown as a bulk request that makes the users again (nevisIDM, `bulkImportFormat`).
    pub(super) is_to_import: bool,
}

/// The same, in a message.
pub(crate) struct Search(pub(super) Listing);

/// A list of groups that is asked for, and how it is to be shown.
pub(crate) struct GroupListing {
    pub(super) look: Look,
    pub(super) list: GroupList,
}

/// The same, in a message.
pub(crate) struct GroupSearch(pub(super) GroupListing);

/// A list of users and groups that is asked for by a message, and how it is to be shown.
pub(crate) struct RootSearch {
    pub(super) look: Look,
    pub(super) list: RootList,
}

/// Several calls.
pub(crate) struct Bulk {
    pub(super) look: Look,
    pub(super) request: BulkRequest,
}

impl Look {
    fn read(parts: &Parts, query: &Query<Pages>) -> Result<Self, Refused> {
        let names = |name| query.one(name).map(|names| names.filter(|names| !names.is_empty()));
        let selection = AttributeSelection::read(
            names("attributes")?.map(|names| names.split(',')),
            names("excludedAttributes")?.map(|names| names.split(',')),
        );
        let mount = parts.extensions.get().copied().unwrap_or(Mount::Standard);
        let path = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |OriginalUri(uri)| uri).path().to_owned();
        Ok(Self { mount, selection, path })
    }
}

impl Body for Look {
    fn read(parts: &Parts, _: &Bytes) -> Result<Self, Refused> {
        Self::read(parts, &Query::read(&parts.uri)?)
    }
}

impl Body for Message {
    fn read(parts: &Parts, bytes: &Bytes) -> Result<Self, Refused> {
        let look = Look::read(parts, &Query::read(&parts.uri)?)?;
        Ok(Self { look, message: message(bytes)? })
    }

    fn media(method: &Method) -> Option<Media> {
        media(method)
    }
}

impl Body for Listing {
    fn read(parts: &Parts, _: &Bytes) -> Result<Self, Refused> {
        let query = Query::<Pages>::read(&parts.uri)?;
        let look = Look::read(parts, &query)?;
        let wishes = wishes(&query)?;
        let is_to_import = match query.one("bulkImportFormat")? {
            None | Some("false") => false,
            Some("true") => true,
            Some(other) => {
                let why = format!("bulkImportFormat: expected true or false, got {}", text::echo(other));
                return Err(problem(ScimProblem::new(ScimType::InvalidValue, why)));
            }
        };
        let list = ScimList::read(&wishes, look.mount.count()).map_err(problem)?;
        Ok(Self { look, list, is_to_import })
    }
}

fn wishes(query: &Query<Pages>) -> Result<ListWishes<'_>, Refused> {
    let number = |name: &str| {
        let number = query.one(name)?.map(|value| value.parse::<i64>().map_err(|_| whole_number(name, value)));
        number.transpose().map_err(problem)
    };
    Ok(ListWishes {
        filter: query.one("filter")?.filter(|filter| !filter.is_empty()),
        start: number("startIndex")?,
        count: number("count")?,
        cursor: query.one("cursor")?,
        sort_by: query.one("sortBy")?,
        sort_order: query.one("sortOrder")?,
    })
}

impl Body for GroupListing {
    fn read(parts: &Parts, _: &Bytes) -> Result<Self, Refused> {
        let query = Query::<Pages>::read(&parts.uri)?;
        let look = Look::read(parts, &query)?;
        let list = GroupList::read(&wishes(&query)?, look.mount.count()).map_err(problem)?;
        Ok(Self { look, list })
    }
}

fn whole_number(name: &str, got: &str) -> ScimProblem {
    ScimProblem::new(ScimType::InvalidValue, format!("{name}: expected a whole number, got {}", text::echo(got)))
}

/// A list that is asked for by a message.
trait SearchedFor: Sized {
    /// # Errors
    /// No index serves what is wished.
    fn of(look: Look, wishes: &ListWishes<'_>) -> Result<Self, ScimProblem>;
}

impl SearchedFor for Search {
    fn of(look: Look, wishes: &ListWishes<'_>) -> Result<Self, ScimProblem> {
        let list = ScimList::read(wishes, look.mount.count())?;
        Ok(Self(Listing { look, list, is_to_import: false }))
    }
}

impl SearchedFor for GroupSearch {
    fn of(look: Look, wishes: &ListWishes<'_>) -> Result<Self, ScimProblem> {
        let list = GroupList::read(wishes, look.mount.count())?;
        Ok(Self(GroupListing { look, list }))
    }
}

impl SearchedFor for RootSearch {
    fn of(look: Look, wishes: &ListWishes<'_>) -> Result<Self, ScimProblem> {
        let list = RootList::read(wishes, look.mount.count())?;
        Ok(Self { look, list })
    }
}

impl<S: SearchedFor + Send> Body for S {
    fn read(parts: &Parts, bytes: &Bytes) -> Result<Self, Refused> {
        let look = Look::read(parts, &Query::read(&parts.uri)?)?;
        let message = message(bytes)?;
        must_be(&message, SEARCH_MESSAGE).map_err(problem)?;
        let (selection, wishes) = searched(&message).map_err(problem)?;
        S::of(Look { selection, ..look }, &wishes).map_err(problem)
    }

    fn media(method: &Method) -> Option<Media> {
        media(method)
    }
}

/// What a message wants to be shown, and in which list.
fn searched(message: &Resource) -> Result<(AttributeSelection, ListWishes<'_>), ScimProblem> {
    let given = |name| member(message, name).filter(|value| !value.is_null());
    let wrong =
        |name: &str, expected: &str| ScimProblem::new(ScimType::InvalidValue, format!("{name}: expected {expected}"));
    let text = |name| given(name).map(|value| value.as_str().ok_or_else(|| wrong(name, "a text"))).transpose();
    let number =
        |name| given(name).map(|value| value.as_i64().ok_or_else(|| wrong(name, "a whole number"))).transpose();
    let names = |name| {
        let names = given(name).map(|value| value.as_array().ok_or_else(|| wrong(name, "a list of names")));
        Ok::<_, ScimProblem>(names.transpose()?.map(|names| names.iter().filter_map(Value::as_str)))
    };
    let selection = AttributeSelection::read(names("attributes")?, names("excludedAttributes")?);
    let wishes = ListWishes {
        filter: text("filter")?.filter(|filter| !filter.is_empty()),
        start: number("startIndex")?,
        count: number("count")?,
        cursor: text("cursor")?,
        sort_by: text("sortBy")?,
        sort_order: text("sortOrder")?,
    };
    Ok((selection, wishes))
}

impl Body for Bulk {
    fn read(parts: &Parts, bytes: &Bytes) -> Result<Self, Refused> {
        let look = Look::read(parts, &Query::read(&parts.uri)?)?;
        let message = message(bytes)?;
        let operations = member(&message, "Operations").and_then(Value::as_array).map_or(0, Vec::len);
        if operations > BULK_MAX {
            return Err(Refused::TooManyOperations(BULK_MAX));
        }
        Ok(Self { look, request: BulkRequest::read(&message).map_err(problem)? })
    }

    fn media(method: &Method) -> Option<Media> {
        media(method)
    }

    fn bytes_max(limits: &Limits) -> usize {
        limits.body_bytes_max.max(BULK_BYTES_MAX)
    }
}

fn message(bytes: &Bytes) -> Result<scim::Resource, Refused> {
    let (message, _) = strict::read(bytes).map_err(Refused::Unreadable)?;
    Ok(message)
}
