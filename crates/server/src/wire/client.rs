//! Clients.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sigill_domain::client;
use utoipa::ToSchema;

use crate::answer::Entity;
use crate::strict;

/// A client to be created.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewClient, example = json!({ "extId": "client-123", "name": "Client 123", "displayName": { "EN": "Client 123" } }))]
pub(crate) struct New {
    /// The external id; generated where none is given. 1 to 50 ASCII letters, digits and `-@./_:()\{}[]=!~+`.
    #[schema(example = "client-123", min_length = 1, max_length = 50)]
    ext_id: Option<String>,
    /// The name, unique among all clients.
    #[schema(example = "Client 123", min_length = 1, max_length = 100, required, nullable = false)]
    name: Option<String>,
    /// A name per language: `EN`, `DE`, `FR`, `IT`.
    #[serde(default, deserialize_with = "strict::object")]
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    display_name: Option<BTreeMap<String, Option<String>>>,
    #[schema(min_length = 1, max_length = 1000)]
    remarks: Option<String>,
}

impl From<New> for client::New {
    fn from(new: New) -> Self {
        let present = |(language, name): (String, Option<String>)| Some((language, name?));
        Self {
            ext_id: new.ext_id,
            name: new.name,
            display_name: new.display_name.unwrap_or_default().into_iter().filter_map(present).collect(),
            remarks: new.remarks,
        }
    }
}

/// What a new client has from the start.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = FoundedClient)]
pub(crate) struct Founded {
    /// The external id of the default unit.
    #[schema(example = "0196e3a2-7c10-7000-8000-000000000001")]
    default_unit_ext_id: String,
    /// The external id of the default profile policy.
    #[schema(example = "0196e3a2-7c10-7000-8000-000000000002")]
    default_profile_policy_ext_id: String,
}

impl From<&client::Founded> for Founded {
    fn from(founded: &client::Founded) -> Self {
        Self {
            default_unit_ext_id: founded.unit.ext_id.to_string(),
            default_profile_policy_ext_id: founded.profile_policy.ext_id.to_string(),
        }
    }
}

impl Entity for Founded {
    const IS_WHOLE: bool = false;

    fn version(&self) -> i64 {
        1
    }
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
