//! `PATCH /roles/{roleExtId}`.

use serde::Deserialize;
use sigill_app::role::Of;
use sigill_app::{OfApplications, Permit};
use sigill_domain::application::PatchRole;
use sigill_domain::patch::Patch as Member;
use sigill_domain::right::RoleModify;
use sigill_domain::version::Expected;
use utoipa::ToSchema;

use super::Role;
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
#[schema(as = PatchRole, example = json!({ "name": "Author", "description": null }))]
pub(crate) struct Patch {
    /// Unique in its application; can't be removed.
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 100, nullable = false)]
    name: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, max_length = 1000)]
    description: Member<String>,
    /// The version that is to be changed: any where none is given.
    #[schema(value_type = Option<i32>, example = 1)]
    pub(crate) version: Option<i64>,

    #[serde(default, deserialize_with = "strict::member")]
    #[schema(schema_with = unchangeable)]
    ext_id: Member<String>,
    #[serde(rename = "applicationExtId", default)]
    #[schema(schema_with = read_only)]
    _application_ext_id: Ignored,
    #[serde(rename = "applicationName", default)]
    #[schema(schema_with = read_only)]
    _application_name: Ignored,
    #[serde(rename = "created", default)]
    #[schema(schema_with = read_only)]
    _created: Ignored,
    #[serde(rename = "lastModified", default)]
    #[schema(schema_with = read_only)]
    _last_modified: Ignored,
}

impl Patch {
    fn expecting(self, expected: Expected) -> PatchRole {
        PatchRole { name: self.name, description: self.description, ext_id: self.ext_id, expected }
    }
}

/// Modify a role
///
/// Changes what the body names, as a JSON Merge Patch. Roles of `nevisIdm` stay as they are. Also needs
/// AccessControl.RoleView for all clients.
#[utoipa::path(patch, path = "/roles/{roleExtId}", tag = "Application", operation_id = "modifyRole")]
pub(crate) async fn handler(
    call: Call<Permit<RoleModify, OfApplications>, Strict<Patch>>,
) -> Result<Written<Found<Role>>, Refused> {
    let Call { permit, path, body: Strict { value: patch, extra }, terms, server, .. } = call;
    let expected = terms.expected(patch.version)?;
    let patch = patch.expecting(expected);
    let show = Show::new(|(application, role): &Of| Found(Role::of(&server, application, role.clone())));
    let asked = show.asked(&terms, &extra);
    let outcome = sigill_app::role::modify(&permit, path.role(), &patch, &asked).await?;
    Ok(show.written(&terms, outcome))
}
