//! `PATCH /{clientExtId}/personal-questions/{personalQuestionExtId}`.

use std::collections::BTreeMap;

use serde::Deserialize;
use sigill_app::Permit;
use sigill_domain::language;
use sigill_domain::patch::Patch as Member;
use sigill_domain::question::{self, PatchQuestion};
use sigill_domain::right::PersonalQuestionModify;
use sigill_domain::version::Expected;
use utoipa::ToSchema;

use super::{Question, state_name};
use crate::http::answer::Found;
use crate::http::call::{Call, Strict};
use crate::http::refused::Refused;
use crate::http::schema::{read_only, unchangeable};
use crate::http::strict::{self, Ignored};
use crate::http::written::{Show, Written};

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
        PatchQuestion {
            description: self.description,
            state_name: self.state_name,
            display_name: language::patch(self.display_name),
            content: language::patch(self.content),
            ext_id: self.ext_id,
            expected,
        }
    }
}

/// Modify a personal question
///
/// Changes what the body names, as a JSON Merge Patch. Also needs AccessControl.PersonalQuestionView and
/// AccessControl.CredentialView.
#[utoipa::path(
    patch,
    path = "/{clientExtId}/personal-questions/{personalQuestionExtId}",
    tag = "Personal question",
    operation_id = "modifyPersonalQuestion"
)]
pub(crate) async fn handler(
    call: Call<Permit<PersonalQuestionModify>, Strict<Patch>>,
) -> Result<Written<Found<Question>>, Refused> {
    let Call { permit, path, body: Strict { value: patch, extra }, terms, .. } = call;
    let expected = terms.expected(patch.version)?;
    let patch = patch.expecting(expected);
    let client = permit.client().as_str();
    let show = Show::new(|question: &question::Question| Found(Question::of(client, question.clone())));
    let asked = show.asked(&terms, &extra);
    let outcome = sigill_app::question::modify(&permit, path.question(), &patch, &asked).await?;
    Ok(show.written(&terms, outcome))
}
