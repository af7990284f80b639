//! `GET /{clientExtId}/users/{userExtId}/mauths`.

use serde::Serialize;
use sigill_app::mobile_authentication;
use sigill_domain::credential::mobile_authentication::MobileAuthentication;
use sigill_domain::right::CredentialView;
use utoipa::ToSchema;

use crate::http::answer::Shown;
use crate::http::authorise::OfTypeOrSelf;
use crate::http::call::Call;
use crate::http::listed::Listed;
use crate::http::query::{MobileAuthentications, Query};
use crate::http::refused::Refused;

/// A device of a user.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MobileAuthentication)]
pub(crate) struct Item {
    /// The external id of the generic credential.
    #[schema(example = "credential-123")]
    ext_id: String,
    /// What the user calls it: the property `fidouaf_name`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "My phone", nullable = false)]
    name: Option<String>,
    /// When it was made.
    #[schema(example = "2026-05-18T12:34:56Z")]
    created: String,
    /// `active`, or `disabled` in every state in which it can't be used.
    #[schema(example = "active")]
    state_name: &'static str,
}

impl From<MobileAuthentication> for Item {
    fn from(one: MobileAuthentication) -> Self {
        Self {
            state_name: one.state().as_str(),
            ext_id: one.ext_id.to_string(),
            name: one.name,
            created: one.created.to_string(),
        }
    }
}

/// List the mobile authentications of a user
///
/// The generic credentials that have a value of the property `fidouaf_signature_key`: each stands for a device.
#[utoipa::path(
    get,
    path = "/{clientExtId}/users/{userExtId}/mauths",
    tag = "FIDO UAF authenticator",
    operation_id = "listMobileAuthentications"
)]
pub(crate) async fn handler(
    call: Call<OfTypeOrSelf<CredentialView, MobileAuthentication>, Query<MobileAuthentications>>,
) -> Result<Shown<Listed<Item>>, Refused> {
    let OfTypeOrSelf(permit, _) = call.permit;
    let listed = mobile_authentication::list(&permit, call.path.user(), call.body.given()).await?;
    Ok(Shown(Listed::of(listed, Item::from)))
}
