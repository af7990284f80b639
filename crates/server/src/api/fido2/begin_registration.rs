//! `POST /{clientExtId}/users/{userExtId}/credentials/fido2/registration`.

use serde::Deserialize;
use sigill_app::credential::fido2::begin_registration;
use sigill_domain::breach::Breach;
use sigill_domain::right::CredentialCreate;
use sigill_domain::text;
use utoipa::ToSchema;

use super::{OfFido2, Registration};
use crate::api::kind::keeper;
use crate::http::answer::Shown;
use crate::http::call::{Call, Strict};
use crate::http::refused::Refused;
use crate::http::terms::Refuses;

/// What is wished of an authenticator.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = BeginFido2Registration)]
pub(crate) struct Wish {
    /// `platform`: one that is part of the device. `crossplatform`: one that isn't. Either, where it isn't said.
    #[schema(value_type = Option<String>, example = "platform")]
    authenticator_attachment: Option<String>,
}

/// Begin to register a FIDO2 authenticator
///
/// A challenge for a new authenticator of the user, as the client's default policy of the type `Fido2Policy` says, which
/// must have `sigill.rpId`. Nothing is kept of it: `ceremony` is to be sent back with the authenticator's answer. Also needs
/// AccessControl.CredentialView.
#[utoipa::path(
    post,
    path = "/{clientExtId}/users/{userExtId}/credentials/fido2/registration",
    tag = "FIDO2 authenticator",
    operation_id = "beginFido2Registration"
)]
pub(crate) async fn handler(
    call: Call<OfFido2<CredentialCreate>, Strict<Wish>, Refuses>,
) -> Result<Shown<Registration>, Refused> {
    let Call { permit: OfFido2(permit), path, body: Strict { value, mut extra }, server, .. } = call;
    let attachment = match value.authenticator_attachment.as_deref() {
        None => None,
        Some("platform") => Some("platform"),
        Some("crossplatform") => Some("cross-platform"),
        Some(other) => {
            let why = format!("authenticatorAttachment: expected platform or crossplatform, got {}", text::echo(other));
            extra.push(Breach::invalid(why));
            None
        }
    };
    let begun = begin_registration(&permit, keeper(&server), path.user(), &extra).await?;
    Ok(Shown(Registration::of(begun, attachment)))
}
