//! Personal questions.

use std::collections::BTreeMap;

use serde::Serialize;
use sigill_domain::question::{self, State};
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;

use crate::http::answer::Entity;
use crate::http::schema::one_of;

operations! {
    create;
    get;
    modify;
    delete;
    list;
}

fn state_name() -> Object {
    one_of("Whether people may choose it.", State::ALL.iter().map(|state| state.as_str())).build()
}

/// A personal question.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PersonalQuestion)]
pub(crate) struct Question {
    /// When it was made.
    #[schema(example = "2026-05-18T12:34:56Z")]
    created: String,
    /// When it was last changed.
    #[schema(example = "2026-05-18T12:34:56Z")]
    last_modified: String,
    /// Grows by one per change; send it back to make a change conditional.
    #[schema(value_type = i32, example = 1)]
    version: i64,
    #[schema(example = "question-123")]
    ext_id: String,
    #[schema(example = "client-123")]
    client_ext_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    description: Option<String>,
    #[schema(schema_with = state_name)]
    state_name: &'static str,
    /// What it is called, per language.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(required = false, example = json!({ "EN": "Pet" }))]
    display_name: BTreeMap<String, String>,
    /// What people are asked, per language.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(required = false, example = json!({ "EN": "What was your first pet called?" }))]
    content: BTreeMap<String, String>,
}

impl Question {
    pub(crate) fn of(client_ext_id: &str, question: question::Question) -> Self {
        Self {
            created: question.created.to_string(),
            last_modified: question.modified.to_string(),
            version: question.version,
            ext_id: question.ext_id.to_string(),
            client_ext_id: client_ext_id.to_owned(),
            description: question.description,
            state_name: question.state.as_str(),
            display_name: question.display_name,
            content: question.content,
        }
    }
}

impl Entity for Question {
    fn version(&self) -> i64 {
        self.version
    }
}
