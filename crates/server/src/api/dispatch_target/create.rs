//! `POST /{clientExtId}/users/{userExtId}/dispatch-targets`.

use serde::Deserialize;
use sigill_app::{Permit, dispatch_target};
use sigill_domain::dispatch_target::{self as domain, DispatchTarget as Target};
use sigill_domain::right::DispatchTargetCreate;
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;

use super::{DispatchTarget, kind, state};
use crate::api::app_attestation::NewAttestation;
use crate::http::answer::Created;
use crate::http::call::{Call, Strict};
use crate::http::path::location;
use crate::http::refused::Refused;
use crate::http::schema::or_null;
use crate::http::strict;
use crate::http::written::{Show, Written};

fn kind_or_none() -> Object {
    or_null(kind())
}

fn state_or_none() -> Object {
    or_null(state())
}

/// A dispatch target to be made.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewDispatchTarget, example = json!({
    "deviceId": "device-123", "target": "fcm-token-123", "signingKey": "MFkwEwYHKoZIzj0…", "appId": "com.example.access", "name": "My phone", "identification": "phone-123"
}))]
pub(crate) struct New {
    /// The external id; generated where none is given. 1 to 50 ASCII letters, digits and `-@./_:()\{}[]=!~+`.
    #[schema(example = "target-123", min_length = 1, max_length = 50)]
    ext_id: Option<String>,
    #[serde(rename = "type")]
    #[schema(schema_with = kind_or_none)]
    kind: Option<String>,
    /// Which device it is.
    #[schema(value_type = String, required, example = "device-123", min_length = 1, max_length = 255)]
    device_id: Option<String>,
    /// Where messages to the device go, such as the token of a push service.
    #[schema(value_type = String, required, example = "fcm-token-123", min_length = 1, max_length = 4000)]
    target: Option<String>,
    /// By what they are sent.
    #[schema(example = "firebase-cloud-messaging", min_length = 1, max_length = 255)]
    dispatcher: Option<String>,
    /// The app on the device, as it called itself.
    #[schema(example = "AccessApp/4.2 (Android 16)", min_length = 1, max_length = 1000)]
    user_agent: Option<String>,
    /// The public key to which messages are encrypted.
    #[schema(example = "MFkwEwYHKoZIzj0…", min_length = 1, max_length = 4000)]
    encryption_key: Option<String>,
    /// The public key with which the device signs.
    #[schema(value_type = String, required, example = "MFkwEwYHKoZIzj0…", min_length = 1, max_length = 4000)]
    signing_key: Option<String>,
    /// The app on the device.
    #[schema(value_type = String, required, example = "com.example.access", min_length = 1, max_length = 1000)]
    app_id: Option<String>,
    /// What the device is called.
    #[schema(value_type = String, required, example = "My phone", min_length = 1, max_length = 255)]
    name: Option<String>,
    /// What the business knows the device by.
    #[schema(value_type = String, required, example = "phone-123", min_length = 1, max_length = 255)]
    identification: Option<String>,
    /// Without it, `active`.
    #[schema(schema_with = state_or_none)]
    state: Option<String>,
    /// What vouches for the app, if it comes together.
    #[serde(default, deserialize_with = "strict::object")]
    app_attestation: Option<NewAttestation>,
}

impl New {
    fn read(self) -> domain::New {
        let texts = vec![
            ("deviceId", self.device_id),
            ("target", self.target),
            ("dispatcher", self.dispatcher),
            ("userAgent", self.user_agent),
            ("encryptionKey", self.encryption_key),
            ("signingKey", self.signing_key),
            ("appId", self.app_id),
            ("name", self.name),
            ("identification", self.identification),
        ];
        domain::New {
            ext_id: self.ext_id,
            kind: self.kind,
            state: self.state,
            texts,
            attestation: self.app_attestation.map(domain::NewAttestation::from),
        }
    }
}

/// Create a dispatch target
///
/// Sigill keeps it and sends nothing there. Nobody makes one for a user who may do more than they may. Also needs
/// AccessControl.DispatchTargetView.
#[utoipa::path(
    post,
    path = "/{clientExtId}/users/{userExtId}/dispatch-targets",
    tag = "Dispatch target",
    operation_id = "createDispatchTarget"
)]
pub(crate) async fn handler(
    call: Call<Permit<DispatchTargetCreate>, Strict<New>>,
) -> Result<Written<Created<DispatchTarget>>, Refused> {
    let Call { permit, path, body: Strict { value: new, extra }, terms, .. } = call;
    let client = permit.client().as_str();
    let show = Show::new(|target: &Target| Created {
        location: location(&[client, "users", path.user(), "dispatch-targets", target.ext_id.as_str()]),
        entity: target.clone().into(),
    });
    let asked = show.asked(&terms, &extra);
    let outcome = dispatch_target::create(&permit, path.user(), &new.read(), &asked).await?;
    Ok(show.written(&terms, outcome))
}
