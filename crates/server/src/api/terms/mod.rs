//! Terms that people accept, and which applications they are for.

use std::collections::BTreeMap;

use serde::Serialize;
use sigill_domain::terms;
use utoipa::ToSchema;

use crate::http::answer::Entity;

operations! {
    list;
    create;
    get;
    modify;
    assign;
    withdraw;
}

/// Terms.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Terms)]
pub(crate) struct Terms {
    /// When they were made.
    #[schema(example = "2026-05-18T12:34:56Z")]
    created: String,
    /// When they were last changed.
    #[schema(example = "2026-05-18T12:34:56Z")]
    last_modified: String,
    /// Grows by one per change; send it back to make a change conditional.
    #[schema(value_type = i32, example = 1)]
    version: i64,
    #[schema(example = "terms-123")]
    ext_id: String,
    #[schema(example = "Terms of use")]
    name: String,
    /// Whether people are asked to accept them.
    active: bool,
    /// Whether who asks people takes them as accepted without a word.
    silent_acceptance: bool,
    /// Where it changes, people are asked again.
    #[schema(example = "2")]
    terms_version: String,
    /// Where they stand, per language.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(required = false, example = json!({ "en": "https://example.com/terms" }))]
    urls: BTreeMap<String, String>,
    /// The applications that they are for; none: they are for everything.
    #[schema(example = json!(["application-123"]))]
    application_ext_ids: Vec<String>,
}

impl From<terms::Terms> for Terms {
    fn from(terms: terms::Terms) -> Self {
        Self {
            created: terms.created.to_string(),
            last_modified: terms.modified.to_string(),
            version: terms.version,
            ext_id: terms.ext_id.to_string(),
            name: terms.name,
            active: terms.is_active,
            silent_acceptance: terms.is_silent,
            terms_version: terms.terms_version,
            urls: terms.urls,
            application_ext_ids: terms.applications.iter().map(ToString::to_string).collect(),
        }
    }
}

impl Entity for Terms {
    fn version(&self) -> i64 {
        self.version
    }
}
