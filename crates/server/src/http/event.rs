//! Events of the history.

use serde::Serialize;
use serde_json::Value;
use sigill_domain::event::{self, EventKind};
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;

use super::schema::one_of;

fn kind() -> Object {
    one_of("What was done.", EventKind::ALL.iter().map(|kind| kind.as_str())).build()
}

/// One entry of the history.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Event)]
pub(crate) struct Event {
    /// When it was done.
    #[schema(example = "2026-05-18T12:34:56Z")]
    at: String,
    /// Who did it: `client/user`, or `system`.
    #[schema(example = "client-123/machine-1")]
    caller: String,
    #[schema(example = "0196e3a2-7c10-7000-8000-000000000001")]
    request_id: String,
    #[schema(schema_with = kind)]
    kind: &'static str,
    /// Absent where it is about all clients.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "client-123", nullable = false)]
    client_ext_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "user-123", nullable = false)]
    user_ext_id: Option<String>,
    /// The external id of what was changed.
    #[schema(example = "credential-123")]
    subject: String,
    /// What it was, masked as the policy says.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>, nullable = false)]
    before: Option<Value>,
    /// What it was then.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>, nullable = false)]
    after: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    comment: Option<String>,
}

impl From<&event::Event> for Event {
    fn from(event: &event::Event) -> Self {
        Self {
            at: event.at.to_string(),
            caller: event.by.name.clone(),
            request_id: event.request_id.clone(),
            kind: event.kind.as_str(),
            client_ext_id: Some(event.client_ext_id.to_string()).filter(|id| !id.is_empty()),
            user_ext_id: event.user_ext_id.as_ref().map(ToString::to_string),
            subject: event.subject.to_string(),
            before: event.before.clone(),
            after: event.after.clone(),
            comment: event.comment.clone(),
        }
    }
}
