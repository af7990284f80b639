//! `POST /applications/{applicationExtId}/roles`.

use serde::Deserialize;
use sigill_app::role::Of;
use sigill_app::{OfApplications, Permit};
use sigill_domain::application::NewRole;
use sigill_domain::right::RoleCreate;
use utoipa::ToSchema;

use super::Role;
use crate::http::answer::Created;
use crate::http::call::{Call, Strict};
use crate::http::path::location;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// A role to be created.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewRole, example = json!({ "extId": "role-123", "name": "Editor" }))]
pub(crate) struct New {
    /// The external id; generated where none is given. 1 to 50 ASCII letters, digits and `-@./_:()\{}[]=!~+`.
    #[schema(example = "role-123", min_length = 1, max_length = 50)]
    ext_id: Option<String>,
    /// Unique in its application.
    #[schema(value_type = String, required, example = "Editor", min_length = 1, max_length = 100)]
    name: Option<String>,
    #[schema(min_length = 1, max_length = 1000)]
    description: Option<String>,
}

impl From<New> for NewRole {
    fn from(new: New) -> Self {
        Self { ext_id: new.ext_id, name: new.name, description: new.description }
    }
}

/// Create a role of an application
///
/// It gives no right here: it is what the application reads of people. Also needs AccessControl.ApplicationView for all
/// clients.
#[utoipa::path(post, path = "/applications/{applicationExtId}/roles", tag = "Application", operation_id = "createRole")]
pub(crate) async fn handler(
    call: Call<Permit<RoleCreate, OfApplications>, Strict<New>>,
) -> Result<Written<Created<Role>>, Refused> {
    let Call { permit, path, body: Strict { value: new, extra }, terms, server, .. } = call;
    let show = Show::new(|(application, role): &Of| Created {
        location: location(&["roles", role.ext_id.as_str()]),
        entity: Role::of(&server, application, role.clone()),
    });
    let asked = show.asked(&terms, &extra);
    let outcome = sigill_app::role::create(&permit, path.application(), &new.into(), &asked).await?;
    Ok(show.written(&terms, outcome))
}
