//! What there is: the same for every client, and for those who have no token.

use std::sync::Arc;

use axum::extract::{OriginalUri, Path, State};
use axum::response::Response;
use http::{StatusCode, Uri};
use serde_json::{Value, json};
use sigill_app::Refusal;
use sigill_domain::scim::{
    AttributeKind, BULK_MAX, COUNT_MAX, GROUP, GROUP_SCHEMA, LIST_MESSAGE, ScimAttribute, ScimExtension, USER,
    USER_SCHEMA,
};
use sigill_domain::text;

use super::body::BULK_BYTES_MAX;
use super::mount::Mount;
use crate::http::answer::json;
use crate::http::refused::Refused;
use crate::http::server::Server;

/// Where something was asked.
struct Place {
    base: String,
    issuer: String,
}

impl Place {
    /// # Errors
    /// The request has a filter, which nothing here has (RFC 7644 §4).
    fn of(server: &Server, uri: &Uri) -> Result<Self, Refused> {
        let pairs = uri.query().unwrap_or_default().split('&');
        if pairs.filter_map(|pair| pair.split('=').next()).any(|name| name.eq_ignore_ascii_case("filter")) {
            return Err(Refused::Case(Refusal::Restricted("what describes the server has no filter".to_owned())));
        }
        let issuer = server.app.tokens.options().issuer.trim_end_matches('/').to_owned();
        let names = ["/ServiceProviderConfig", "/Schemas", "/ResourceTypes"];
        let end = names.iter().find_map(|name| uri.path().rfind(name));
        let base = format!("{issuer}{}", uri.path().split_at_checked(end.unwrap_or_default()).unwrap_or_default().0);
        Ok(Self { base, issuer })
    }

    fn meta(&self, kind: &str, path: &str) -> Value {
        json!({ "resourceType": kind, "location": format!("{}{path}", self.base) })
    }
}

fn list(resources: Vec<Value>) -> Response {
    let list = json!({
        "schemas": [LIST_MESSAGE], "totalResults": resources.len(), "startIndex": 1, "itemsPerPage": resources.len(),
        "Resources": resources,
    });
    json(StatusCode::OK, &list)
}

fn missing(what: &str, id: &str) -> Refused {
    Refused::Case(Refusal::NoRecord(format!("There is no {what} {}", text::echo(id))))
}

/// `GET /ServiceProviderConfig` (RFC 7643 §5, RFC 9865 §4).
pub(super) async fn configuration(
    State(server): State<Arc<Server>>,
    axum::Extension(mount): axum::Extension<Mount>,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, Refused> {
    let place = Place::of(&server, &uri)?;
    let bytes_max = server.limits.body_bytes_max.max(BULK_BYTES_MAX);
    let configuration = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "documentationUri": format!("{}/reference", place.issuer),
        "patch": { "supported": true },
        "bulk": { "supported": true, "maxOperations": BULK_MAX, "maxPayloadSize": bytes_max },
        "filter": { "supported": true, "maxResults": COUNT_MAX },
        "changePassword": { "supported": false },
        // By what an index has.
        "sort": { "supported": true },
        "etag": { "supported": true },
        "pagination": {
            "cursor": true, "index": true, "defaultPaginationMethod": "index",
            "defaultPageSize": mount.count(), "maxPageSize": COUNT_MAX,
        },
        "authenticationSchemes": [{
            "type": "oauthbearertoken", "name": "OAuth Bearer Token", "primary": true,
            "description": "An access token in the header Authorization.",
            "specUri": "https://www.rfc-editor.org/info/rfc6750",
        }],
        "meta": place.meta("ServiceProviderConfig", "/ServiceProviderConfig"),
    });
    Ok(json(StatusCode::OK, &configuration))
}

/// A schema by its URN.
fn schema_of(place: &Place, id: &str) -> Option<Value> {
    let (urn, (name, about), attributes) = match id {
        id if id.eq_ignore_ascii_case(USER_SCHEMA) => (USER_SCHEMA, ("User", "A user of the client."), USER),
        id if id.eq_ignore_ascii_case(GROUP_SCHEMA) => {
            (GROUP_SCHEMA, ("Group", "A group of users of the client."), GROUP)
        }
        id => {
            let extension = ScimExtension::named(id)?;
            (extension.as_str(), extension.told(), extension.attributes())
        }
    };
    Some(json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
        "id": urn, "name": name, "description": about,
        "attributes": attributes.iter().map(described).collect::<Vec<_>>(),
        "meta": place.meta("Schema", &format!("/Schemas/{urn}")),
    }))
}

/// An attribute as a schema tells it (RFC 7643 §7).
fn described(attribute: &ScimAttribute) -> Value {
    let mut told = json!({
        "name": attribute.name, "type": attribute.kind.as_str(), "multiValued": attribute.is_multi,
        "description": attribute.about, "required": attribute.is_required,
        "mutability": attribute.mutability.as_str(), "returned": attribute.returned.as_str(),
        "uniqueness": if attribute.is_unique { "server" } else { "none" },
    });
    if matches!(attribute.kind, AttributeKind::Text | AttributeKind::Reference) {
        told["caseExact"] = attribute.is_exact.into();
    }
    if attribute.kind == AttributeKind::Reference {
        told["referenceTypes"] = json!([attribute.leads_to]);
    }
    if !attribute.words.is_empty() {
        told["canonicalValues"] = json!(attribute.words);
    }
    if !attribute.below.is_empty() {
        told["subAttributes"] = attribute.below.iter().map(described).collect();
    }
    told
}

/// `GET /Schemas`.
pub(super) async fn schemas(
    State(server): State<Arc<Server>>,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, Refused> {
    let place = Place::of(&server, &uri)?;
    let extensions = ScimExtension::ALL.iter().map(|extension| extension.as_str());
    Ok(list([USER_SCHEMA, GROUP_SCHEMA].into_iter().chain(extensions).filter_map(|id| schema_of(&place, id)).collect()))
}

/// `GET /Schemas/{id}`.
pub(super) async fn schema(
    State(server): State<Arc<Server>>,
    OriginalUri(uri): OriginalUri,
    Path(ids): Path<Vec<(String, String)>>,
) -> Result<Response, Refused> {
    let place = Place::of(&server, &uri)?;
    let id = last(&ids);
    let schema = schema_of(&place, id).ok_or_else(|| missing("schema", id))?;
    Ok(json(StatusCode::OK, &schema))
}

fn user_type(place: &Place) -> Value {
    let extensions = ScimExtension::ALL.iter();
    let extensions = extensions.map(|extension| json!({ "schema": extension.as_str(), "required": false }));
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
        "id": "User", "name": "User", "description": "A user of the client.", "endpoint": "/Users",
        "schema": USER_SCHEMA,
        "schemaExtensions": extensions.collect::<Vec<_>>(),
        "meta": place.meta("ResourceType", "/ResourceTypes/User"),
    })
}

fn group_type(place: &Place) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
        "id": "Group", "name": "Group", "description": "A group of users of the client: an enterprise role.",
        "endpoint": "/Groups", "schema": GROUP_SCHEMA,
        "meta": place.meta("ResourceType", "/ResourceTypes/Group"),
    })
}

/// `GET /ResourceTypes`.
pub(super) async fn resource_types(
    State(server): State<Arc<Server>>,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, Refused> {
    let place = Place::of(&server, &uri)?;
    Ok(list(vec![user_type(&place), group_type(&place)]))
}

/// `GET /ResourceTypes/{id}`.
pub(super) async fn resource_type(
    State(server): State<Arc<Server>>,
    OriginalUri(uri): OriginalUri,
    Path(ids): Path<Vec<(String, String)>>,
) -> Result<Response, Refused> {
    let place = Place::of(&server, &uri)?;
    match last(&ids) {
        "User" => Ok(json(StatusCode::OK, &user_type(&place))),
        "Group" => Ok(json(StatusCode::OK, &group_type(&place))),
        other => Err(missing("resource type", other)),
    }
}

fn last(ids: &[(String, String)]) -> &str {
    ids.last().map_or("", |(_, id)| id)
}
