//! `POST /applications`.

use std::collections::BTreeMap;

use serde::Deserialize;
use sigill_app::{Everywhere, Permit};
use sigill_domain::application;
use sigill_domain::right::ApplicationCreate;
use utoipa::ToSchema;

use super::Application;
use crate::http::answer::Created;
use crate::http::call::{Call, Strict};
use crate::http::path::location;
use crate::http::refused::Refused;
use crate::http::strict;
use crate::http::written::{Show, Written};

/// An application to be created.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewApplication, example = json!({
    "extId": "application-123", "name": "Portal", "url": "https://portal.example.com/", "displayed": true,
    "displayName": { "EN": "Portal" }
}))]
pub(crate) struct New {
    /// The external id; generated where none is given. 1 to 50 ASCII letters, digits and `-@./_:()\{}[]=!~+`.
    #[schema(example = "application-123", min_length = 1, max_length = 50)]
    ext_id: Option<String>,
    /// Unique among all applications.
    #[schema(value_type = String, required, example = "Portal", min_length = 1, max_length = 100)]
    name: Option<String>,
    #[schema(min_length = 1, max_length = 1000)]
    description: Option<String>,
    /// Where people find it. It isn't looked at here.
    #[schema(example = "https://portal.example.com/", min_length = 1, max_length = 1000)]
    url: Option<String>,
    /// Whether people are shown it.
    #[schema(value_type = bool, required)]
    displayed: Option<bool>,
    /// What people are shown, per language: `EN`, `DE`, `FR`, `IT`.
    #[serde(default, deserialize_with = "strict::object")]
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    display_name: Option<BTreeMap<String, Option<String>>>,
}

impl From<New> for application::New {
    fn from(new: New) -> Self {
        let present = |(language, text): (String, Option<String>)| Some((language, text?));
        Self {
            ext_id: new.ext_id,
            name: new.name,
            description: new.description,
            url: new.url,
            is_displayed: new.displayed,
            display_name: new.display_name.unwrap_or_default().into_iter().filter_map(present).collect(),
        }
    }
}

/// Create an application
///
/// No client has it yet: assign it by `PUT /sigill/v1/clients/{clientExtId}/applications/{applicationExtId}`.
#[utoipa::path(post, path = "/applications", tag = "Application", operation_id = "createApplication")]
pub(crate) async fn handler(
    call: Call<Permit<ApplicationCreate, Everywhere>, Strict<New>>,
) -> Result<Written<Created<Application>>, Refused> {
    let Call { permit, body: Strict { value: new, extra }, terms, .. } = call;
    let show = Show::new(|application: &application::Application| Created {
        location: location(&["applications", application.ext_id.as_str()]),
        entity: application.clone().into(),
    });
    let outcome = sigill_app::applications::create(&permit, &new.into(), &show.asked(&terms, &extra)).await?;
    Ok(show.written(&terms, outcome))
}
