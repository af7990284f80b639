//! Personal questions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sigill_domain::language::PatchTexts;
use sigill_domain::patch::Patch as Member;
use sigill_domain::question::{self, PatchQuestion, State};
use sigill_domain::version::Expected;
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;

use super::{one_of, read_only, unchangeable};
use crate::answer::Entity;
use crate::strict::{self, Ignored};

fn state_name() -> Object {
    one_of("Whether people may choose it.", State::ALL.iter().map(|state| state.as_str())).build()
}

type Given = Option<BTreeMap<String, Option<String>>>;

/// A personal question to be created.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewPersonalQuestion, example = json!({
    "extId": "question-123", "stateName": "active", "displayName": { "EN": "Pet" },
    "content": { "EN": "What was your first pet called?" }
}))]
pub(crate) struct New {
    /// The external id; generated where none is given. 1 to 50 ASCII letters, digits and `-@./_:()\{}[]=!~+`.
    #[schema(example = "question-123", min_length = 1, max_length = 50)]
    ext_id: Option<String>,
    #[schema(min_length = 1, max_length = 1000)]
    description: Option<String>,
    #[schema(schema_with = state_name, required)]
    state_name: Option<String>,
    /// What it is called, per language: `EN`, `DE`, `FR`, `IT`.
    #[serde(default, deserialize_with = "strict::object")]
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    display_name: Given,
    /// What people are asked, per language.
    #[serde(default, deserialize_with = "strict::object")]
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    content: Given,
}

impl From<New> for question::New {
    fn from(new: New) -> Self {
        let present = |(language, text): (String, Option<String>)| Some((language, text?));
        let texts = |given: Given| given.unwrap_or_default().into_iter().filter_map(present).collect();
        Self {
            ext_id: new.ext_id,
            description: new.description,
            state_name: new.state_name,
            display_name: texts(new.display_name),
            content: texts(new.content),
        }
    }
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

/// What is to be changed: what is absent stays, and `null` or `""` removes what is optional. What was read may be sent
/// back with it.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PatchPersonalQuestion, example = json!({ "stateName": "disabled", "content": { "FR": null } }))]
pub(crate) struct Patch {
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, max_length = 1000)]
    description: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(schema_with = state_name)]
    state_name: Member<String>,
    /// What it is called, per language: those that are absent stay, and `null` removes one.
    #[serde(default, deserialize_with = "strict::object_member")]
    #[schema(value_type = Option<BTreeMap<String, Option<String>>>)]
    display_name: Member<BTreeMap<String, Option<String>>>,
    /// What people are asked, per language: those that are absent stay, and `null` removes one.
    #[serde(default, deserialize_with = "strict::object_member")]
    #[schema(value_type = Option<BTreeMap<String, Option<String>>>)]
    content: Member<BTreeMap<String, Option<String>>>,
    /// The version that is to be changed: any where none is given.
    #[schema(value_type = Option<i32>, example = 1)]
    pub(crate) version: Option<i64>,

    #[serde(default, deserialize_with = "strict::member")]
    #[schema(schema_with = unchangeable)]
    ext_id: Member<String>,
    #[serde(rename = "clientExtId", default)]
    #[schema(schema_with = read_only)]
    _client_ext_id: Ignored,
    #[serde(rename = "created", default)]
    #[schema(schema_with = read_only)]
    _created: Ignored,
    #[serde(rename = "lastModified", default)]
    #[schema(schema_with = read_only)]
    _last_modified: Ignored,
}

impl Patch {
    pub(crate) fn expecting(self, expected: Expected) -> PatchQuestion {
        let named = |(language, text): (String, Option<String>)| (language, text.map_or(Member::Clear, Member::Set));
        let texts = |given: Member<BTreeMap<String, Option<String>>>| -> PatchTexts {
            match given {
                Member::Keep => Member::Keep,
                Member::Clear => Member::Clear,
                Member::Set(texts) => Member::Set(texts.into_iter().map(named).collect()),
            }
        };
        PatchQuestion {
            description: self.description,
            state_name: self.state_name,
            display_name: texts(self.display_name),
            content: texts(self.content),
            ext_id: self.ext_id,
            expected,
        }
    }
}
