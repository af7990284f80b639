//! Clients, the tenants.

use std::collections::BTreeMap;

use serde::Serialize;
use sigill_domain::client;
use utoipa::ToSchema;

use crate::http::answer::Entity;

operations! {
    create;
    get;
    modify;
    delete;
    list;
}

/// A client.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Client)]
pub(crate) struct Client {
    /// When it was made.
    #[schema(example = "2026-05-18T12:34:56Z")]
    created: String,
    /// When it was last changed.
    #[schema(example = "2026-05-18T12:34:56Z")]
    last_modified: String,
    /// Grows by one per change; send it back to make a change conditional.
    #[schema(value_type = i32, example = 1)]
    version: i64,
    #[schema(example = "client-123")]
    ext_id: String,
    #[schema(example = "Client 123")]
    name: String,
    /// A name per language.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(required = false, example = json!({ "EN": "Client 123" }))]
    display_name: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    remarks: Option<String>,
}

impl From<client::Client> for Client {
    fn from(client: client::Client) -> Self {
        Self {
            created: client.created.to_string(),
            last_modified: client.modified.to_string(),
            version: client.version,
            ext_id: client.ext_id.to_string(),
            name: client.name,
            display_name: client.display_name,
            remarks: client.remarks,
        }
    }
}

impl Entity for Client {
    fn version(&self) -> i64 {
        self.version
    }
}
