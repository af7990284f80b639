//! `POST /{clientExtId}/profiles/{profileExtId}/eauthorizations`.

use serde::Deserialize;
use sigill_app::{Permit, enterprise_authorization};
use sigill_domain::erole::{EnterpriseAuthorization as Given, NewEnterpriseAuthorization};
use sigill_domain::right::ProfileModify;
use utoipa::ToSchema;

use super::EnterpriseAuthorization;
use crate::api::validity::Validity;
use crate::http::answer::Created;
use crate::http::call::{Call, Strict};
use crate::http::path::location;
use crate::http::refused::Refused;
use crate::http::strict;
use crate::http::written::{Show, Written};

/// An enterprise role to be given.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewEnterpriseAuthorization, example = json!({ "enterpriseRoleExtId": "erole-123" }))]
pub(crate) struct New {
    /// The external id; generated where none is given.
    #[schema(example = "authorization-123", min_length = 1, max_length = 50, nullable = false)]
    ext_id: Option<String>,
    /// An enterprise role of the same client.
    #[schema(value_type = String, required, example = "erole-123", min_length = 1, max_length = 50)]
    enterprise_role_ext_id: Option<String>,
    /// From when until when the profile has it.
    #[serde(default, deserialize_with = "strict::object")]
    #[schema(nullable = false)]
    validity: Option<Validity>,
}

impl From<New> for NewEnterpriseAuthorization {
    fn from(new: New) -> Self {
        let Validity { from, to } = new.validity.unwrap_or_default();
        Self { ext_id: new.ext_id, erole: new.enterprise_role_ext_id, from, to }
    }
}

/// Give a profile an enterprise role
///
/// It gives no right here: it is what applications read of people.
#[utoipa::path(
    post,
    path = "/{clientExtId}/profiles/{profileExtId}/eauthorizations",
    tag = "Enterprise role",
    operation_id = "createEnterpriseAuthorization"
)]
pub(crate) async fn handler(
    call: Call<Permit<ProfileModify>, Strict<New>>,
) -> Result<Written<Created<EnterpriseAuthorization>>, Refused> {
    let Call { permit, path, body: Strict { value: new, extra }, terms, .. } = call;
    let client = permit.client().as_str();
    let show = Show::new(|given: &Given| Created {
        location: location(&[client, "profiles", path.profile(), "eauthorizations", given.ext_id.as_str()]),
        entity: given.clone().into(),
    });
    let asked = show.asked(&terms, &extra);
    let outcome = enterprise_authorization::create(&permit, path.profile(), &new.into(), &asked).await?;
    Ok(show.written(&terms, outcome))
}
