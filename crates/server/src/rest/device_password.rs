//! Device passwords of technical users.

use sigill_app::{Asked, device_password};
use sigill_domain::credential::DevicePassword;
use sigill_domain::right::{CredentialCreate, CredentialDelete};

use crate::answer::{Located, NoContent};
use crate::authorise::{OfType, OfTypeOrProven};
use crate::call::{Call, Strict};
use crate::path::location;
use crate::refused::Refused;
use crate::terms::Refuses;
use crate::wire::device_password::New;
use crate::written::{Show, Written};

/// Create a device password
///
/// Gives a technical user a further secret: by it, it gets tokens, or is named in an opaque token. Whoever has the secret is
/// the user; so only who holds all rights of the user may create one. The newest two work: the others are disabled.
#[utoipa::path(
    post,
    path = "/{clientExtId}/users/{userExtId}/device-password",
    tag = "Device password",
    operation_id = "createDevicePassword"
)]
pub(crate) async fn create(
    call: Call<OfType<CredentialCreate, DevicePassword>, Strict<New>, Refuses>,
) -> Result<Located, Refused> {
    let Call { permit: OfType(permit, _), path, body: Strict { value: new, extra }, server, .. } = call;
    let asked = Asked { extra: &extra, ..Asked::default() };
    let (world, secrets) = (&server.app.world, server.app.tokens.secrets());
    let made = device_password::create(&permit, world, secrets, path.user(), &new.into(), &asked).await?;
    let client = permit.client().as_str();
    Ok(Located(location(&[client, "users", path.user(), "device-password", made.ext_id.as_str()])))
}

/// Delete a device password
///
/// Tokens that were got by it are worth nothing from then on. Who deletes an own one by the SelfAdmin role sends a second
/// token, see `POST /nevisidm/api/principal/v1/token`.
#[utoipa::path(
    delete,
    path = "/{clientExtId}/users/{userExtId}/device-password/{credentialExtId}",
    tag = "Device password",
    operation_id = "deleteDevicePassword"
)]
pub(crate) async fn delete(
    call: Call<OfTypeOrProven<CredentialDelete, DevicePassword>>,
) -> Result<Written<NoContent>, Refused> {
    let Call { permit: OfTypeOrProven { permit, .. }, path, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let outcome = device_password::delete(&permit, path.user(), path.credential(), &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}
