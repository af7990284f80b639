//! `POST /{clientExtId}/personal-questions`.

use std::collections::BTreeMap;

use serde::Deserialize;
use sigill_app::Permit;
use sigill_domain::question;
use sigill_domain::right::PersonalQuestionCreate;
use utoipa::ToSchema;

use super::{Question, state_name};
use crate::http::answer::Created;
use crate::http::call::{Call, Strict};
use crate::http::path::location;
use crate::http::refused::Refused;
use crate::http::strict;
use crate::http::written::{Show, Written};

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

/// Create a personal question
///
/// A question that people may choose as a security question. Also needs AccessControl.ClientView.
#[utoipa::path(
    post,
    path = "/{clientExtId}/personal-questions",
    tag = "Personal question",
    operation_id = "createPersonalQuestion"
)]
pub(crate) async fn handler(
    call: Call<Permit<PersonalQuestionCreate>, Strict<New>>,
) -> Result<Written<Created<Question>>, Refused> {
    let Call { permit, body: Strict { value: new, extra }, terms, .. } = call;
    let client = permit.client().as_str();
    let show = Show::new(|question: &question::Question| Created {
        location: location(&[client, "personal-questions", question.ext_id.as_str()]),
        entity: Question::of(client, question.clone()),
    });
    let outcome = sigill_app::question::create(&permit, &new.into(), &show.asked(&terms, &extra)).await?;
    Ok(show.written(&terms, outcome))
}
