//! Applications, and which clients have them.

use std::collections::BTreeMap;

use serde::Serialize;
use sigill_domain::application;
use utoipa::ToSchema;

use crate::http::answer::Entity;

operations! {
    list;
    create;
    get;
    modify;
    delete;
    of_client;
}

pub(crate) mod properties;

/// Which clients have an application: calls of our own, since the vendor documents none.
pub(crate) mod assigned {
    operations! {
        assign;
        withdraw;
    }
}

/// An application.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Application)]
pub(crate) struct Application {
    /// When it was made.
    #[schema(example = "2026-05-18T12:34:56Z")]
    created: String,
    /// When it was last changed.
    #[schema(example = "2026-05-18T12:34:56Z")]
    last_modified: String,
    /// Grows by one per change; send it back to make a change conditional.
    #[schema(value_type = i32, example = 1)]
    version: i64,
    #[schema(example = "application-123")]
    ext_id: String,
    #[schema(example = "Portal")]
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    description: Option<String>,
    /// Where people find it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "https://portal.example.com/", nullable = false)]
    url: Option<String>,
    /// Whether people are shown it.
    displayed: bool,
    /// What people are shown, per language.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(required = false, example = json!({ "EN": "Portal" }))]
    display_name: BTreeMap<String, String>,
}

impl From<application::Application> for Application {
    fn from(application: application::Application) -> Self {
        Self {
            created: application.created.to_string(),
            last_modified: application.modified.to_string(),
            version: application.version,
            ext_id: application.ext_id.to_string(),
            name: application.name,
            description: application.description,
            url: application.url,
            displayed: application.is_displayed,
            display_name: application.display_name,
        }
    }
}

impl Entity for Application {
    fn version(&self) -> i64 {
        self.version
    }
}
