//! `POST /{clientExtId}/profiles/{profileExtId}/authorizations`.

use serde::Deserialize;
use sigill_app::{Permit, profile};
use sigill_domain::profile::{Authorization as Given, NewAuthorization};
use sigill_domain::right::AuthorizationCreate;
use utoipa::ToSchema;

use super::{Authorization, role};
use crate::api::validity::Validity;
use crate::http::answer::Created;
use crate::http::call::{Call, Strict};
use crate::http::path::location;
use crate::http::refused::Refused;
use crate::http::strict;
use crate::http::written::{Show, Written};

/// A role to be given: in all clients, or in those that are named.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewAuthorization, example = json!({ "roleExtId": "nevisIdm.Helpdesk", "clientExtIds": ["client-123"] }))]
pub(crate) struct New {
    /// The external id; generated where none is given.
    #[schema(example = "authorization-123", min_length = 1, max_length = 50, nullable = false)]
    ext_id: Option<String>,
    #[schema(schema_with = role)]
    role_ext_id: Option<String>,
    /// From when until when the role holds.
    #[serde(default, deserialize_with = "strict::object")]
    #[schema(nullable = false)]
    validity: Option<Validity>,
    /// The role holds in every client, also in those to come.
    #[schema(default = false, nullable = false)]
    client_global: Option<bool>,
    /// The external ids of the clients in which the role holds, at most 100.
    #[schema(nullable = false)]
    client_ext_ids: Option<Vec<String>>,
    /// The role holds in every unit, also in those to come. Absent, it is so where no units are named; `false` without
    /// units gives a role that holds in none until some are put into its room.
    #[schema(nullable = false)]
    unit_global: Option<bool>,
    /// The external ids of the units in which the role holds, with what is below them: at most 100, of this client.
    #[schema(nullable = false)]
    unit_ext_ids: Option<Vec<String>>,
    /// The role holds for every application, also for those to come. Absent, it is so where no applications are named.
    #[schema(nullable = false)]
    app_global: Option<bool>,
    /// The external ids of the applications for which the role holds: at most 100, and not `nevisIdm`. Only for this
    /// server's own roles.
    #[schema(nullable = false)]
    app_ext_ids: Option<Vec<String>>,
    /// The role holds for every enterprise role, also for those to come. Absent, it is so where none are named.
    #[schema(nullable = false)]
    enterprise_role_global: Option<bool>,
    /// The external ids of the enterprise roles for which the role holds: at most 100, of this client. Only for this
    /// server's own roles.
    #[schema(nullable = false)]
    enterprise_role_ext_ids: Option<Vec<String>>,
}

impl From<New> for NewAuthorization {
    fn from(new: New) -> Self {
        let Validity { from, to } = new.validity.unwrap_or_default();
        Self {
            ext_id: new.ext_id,
            role: new.role_ext_id,
            validity_from: from,
            validity_to: to,
            is_client_global: new.client_global.unwrap_or_default(),
            clients: new.client_ext_ids.unwrap_or_default(),
            is_unit_global: new.unit_global,
            units: new.unit_ext_ids.unwrap_or_default(),
            is_app_global: new.app_global,
            applications: new.app_ext_ids.unwrap_or_default(),
            is_erole_global: new.enterprise_role_global,
            enterprise_roles: new.enterprise_role_ext_ids.unwrap_or_default(),
        }
    }
}

/// Give a profile a role
///
/// Nobody gives a right that they don't hold themselves, nor in clients where they don't: 403 names the first that is
/// missing. It holds from the next request of the user on. A role of another application gives no right here: it is what
/// that application reads.
#[utoipa::path(
    post,
    path = "/{clientExtId}/profiles/{profileExtId}/authorizations",
    tag = "Profile",
    operation_id = "createAuthorization"
)]
pub(crate) async fn handler(
    call: Call<Permit<AuthorizationCreate>, Strict<New>>,
) -> Result<Written<Created<Authorization>>, Refused> {
    let Call { permit, path, body: Strict { value: new, extra }, terms, .. } = call;
    let client = permit.client().as_str();
    let show = Show::new(|given: &Given| Created {
        location: location(&[client, "profiles", path.profile(), "authorizations", given.ext_id.as_str()]),
        entity: given.clone().into(),
    });
    let asked = show.asked(&terms, &extra);
    let outcome = profile::assign(&permit, path.profile(), &new.into(), &asked).await?;
    Ok(show.written(&terms, outcome))
}
