//! `GET /{clientExtId}/users/{userExtId}/mobile-signature/profile`.

use serde::Serialize;
use sigill_app::{Permit, signing};
use sigill_domain::right::SignatureView;
use utoipa::ToSchema;

use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::refused::Refused;

/// What the provider knows of a number.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PhoneProfile)]
pub(crate) struct Phone {
    #[schema(example = "http://mssp.example.com")]
    mssp_identifier: String,
    /// Whether a SIM or an App of it can sign now.
    active: bool,
    /// The provider's code: 100, or why it knows nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 100, nullable = false)]
    provider_status: Option<u16>,
    #[schema(example = "REQUEST_OK")]
    provider_status_name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reason: Option<String>,
    /// Signature profiles that may be asked for.
    profiles: Vec<String>,
    devices: Vec<Device>,
}

/// A SIM or an App.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PhoneDevice)]
pub(crate) struct Device {
    /// `sim` or `app`.
    #[schema(example = "sim")]
    kind: &'static str,
    /// ACTIVE, INACTIVE or REGISTERED.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "ACTIVE", nullable = false)]
    state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pin_blocked: Option<bool>,
    /// The person's certificates in PEM, each fit for `signerCert`.
    certificates: Vec<String>,
}

impl From<signing::Phone> for Phone {
    fn from(phone: signing::Phone) -> Self {
        let device = |device: signing::Device| Device {
            kind: if device.is_sim { "sim" } else { "app" },
            state: device.state,
            pin_blocked: device.pin_blocked,
            certificates: device.certificates,
        };
        Self {
            mssp_identifier: phone.mssp,
            active: phone.is_active,
            provider_status: phone.provider_status,
            provider_status_name: phone.provider_status_name,
            reason: phone.reason,
            profiles: phone.profiles,
            devices: phone.devices.into_iter().map(device).collect(),
        }
    }
}

/// Get what the provider knows of the phone
///
/// Asks the provider about the number of the user's mobile signature: whether it is active, which devices and profiles it
/// has, and its certificates, of which one can be set as `signerCert`. Nothing is shown to the person.
#[utoipa::path(
    get,
    path = "/{clientExtId}/users/{userExtId}/mobile-signature/profile",
    tag = "Signature",
    operation_id = "getPhoneProfile",
    responses((status = 422, body = crate::document::Errors,
        description = "The configuration has no provider with the identifier of the credential."))
)]
pub(crate) async fn handler(call: Call<Permit<SignatureView>>) -> Result<Shown<Phone>, Refused> {
    let phone = signing::phone(&call.permit, &call.server.app.desk, call.path.user()).await?;
    Ok(Shown(phone.into()))
}
