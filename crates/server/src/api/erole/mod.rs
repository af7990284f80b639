//! Enterprise roles, and their members.

use std::collections::BTreeMap;

use serde::Serialize;
use sigill_domain::erole;
use utoipa::ToSchema;

use crate::http::answer::Entity;

operations! {
    list;
    create;
    get;
    modify;
    delete;
    get_properties;
    modify_properties;
    members;
    add;
    remove;
}

/// An enterprise role of a client.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = EnterpriseRole)]
pub(crate) struct EnterpriseRole {
    /// When it was made.
    #[schema(example = "2026-05-18T12:34:56Z")]
    created: String,
    /// When it was last changed.
    #[schema(example = "2026-05-18T12:34:56Z")]
    last_modified: String,
    /// Grows by one per change; send it back to make a change conditional.
    #[schema(value_type = i32, example = 1)]
    version: i64,
    #[schema(example = "erole-123")]
    ext_id: String,
    #[schema(example = "client-123")]
    client_ext_id: String,
    #[schema(example = "Accounting")]
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    description: Option<String>,
    /// What people are shown, per language.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(required = false, example = json!({ "EN": "Accounting" }))]
    display_name: BTreeMap<String, String>,
}

impl EnterpriseRole {
    pub(crate) fn of(client_ext_id: &str, erole: erole::EnterpriseRole) -> Self {
        Self {
            created: erole.created.to_string(),
            last_modified: erole.modified.to_string(),
            version: erole.version,
            ext_id: erole.ext_id.to_string(),
            client_ext_id: client_ext_id.to_owned(),
            name: erole.name,
            description: erole.description,
            display_name: erole.display_name,
        }
    }
}

impl Entity for EnterpriseRole {
    fn version(&self) -> i64 {
        self.version
    }
}
