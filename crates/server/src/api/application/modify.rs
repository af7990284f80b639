//! `PATCH /applications/{applicationExtId}`.

use std::collections::BTreeMap;

use serde::Deserialize;
use sigill_app::{OfApplications, Permit};
use sigill_domain::application::{self, PatchApplication};
use sigill_domain::language;
use sigill_domain::patch::Patch as Member;
use sigill_domain::right::ApplicationModify;
use sigill_domain::version::Expected;
use utoipa::ToSchema;

use super::Application;
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
#[schema(as = PatchApplication, example = json!({ "displayed": false, "displayName": { "FR": null } }))]
pub(crate) struct Patch {
    /// Unique among all applications; can't be removed.
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 100, nullable = false)]
    name: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, max_length = 1000)]
    description: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, max_length = 1000)]
    url: Member<String>,
    /// Can't be removed.
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<bool>, nullable = false)]
    displayed: Member<bool>,
    /// What people are shown, per language: those that are absent stay, and `null` removes one.
    #[serde(default, deserialize_with = "strict::object_member")]
    #[schema(value_type = Option<BTreeMap<String, Option<String>>>)]
    display_name: Member<BTreeMap<String, Option<String>>>,
    /// The version that is to be changed: any where none is given.
    #[schema(value_type = Option<i32>, example = 1)]
    pub(crate) version: Option<i64>,

    #[serde(default, deserialize_with = "strict::member")]
    #[schema(schema_with = unchangeable)]
    ext_id: Member<String>,
    #[serde(rename = "created", default)]
    #[schema(schema_with = read_only)]
    _created: Ignored,
    #[serde(rename = "lastModified", default)]
    #[schema(schema_with = read_only)]
    _last_modified: Ignored,
}

impl Patch {
    fn expecting(self, expected: Expected) -> PatchApplication {
        PatchApplication {
            name: self.name,
            description: self.description,
            url: self.url,
            is_displayed: self.displayed,
            display_name: language::patch(self.display_name),
            ext_id: self.ext_id,
            expected,
        }
    }
}

/// Modify an application
///
/// Changes what the body names, as a JSON Merge Patch. `nevisIdm` stays as it is.
#[utoipa::path(
    patch,
    path = "/applications/{applicationExtId}",
    tag = "Application",
    operation_id = "modifyApplication"
)]
pub(crate) async fn handler(
    call: Call<Permit<ApplicationModify, OfApplications>, Strict<Patch>>,
) -> Result<Written<Found<Application>>, Refused> {
    let Call { permit, path, body: Strict { value: patch, extra }, terms, .. } = call;
    let expected = terms.expected(patch.version)?;
    let patch = patch.expecting(expected);
    let show = Show::new(|application: &application::Application| Found(Application::from(application.clone())));
    let asked = show.asked(&terms, &extra);
    let outcome = sigill_app::applications::modify(&permit, path.application(), &patch, &asked).await?;
    Ok(show.written(&terms, outcome))
}
