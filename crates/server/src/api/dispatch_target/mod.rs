//! Dispatch targets of users: where messages to their devices go.

use serde::Serialize;
use sigill_domain::dispatch_target::{self, State, TYPE};
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;

use crate::api::app_attestation::AppAttestation;
use crate::http::answer::Entity;
use crate::http::schema::one_of;

operations! {
    list;
    create;
    get;
    modify;
    delete;
}

fn state() -> Object {
    one_of("Whether messages may go there.", State::ALL.iter().map(|state| state.as_str())).build()
}

fn kind() -> Object {
    one_of("What it is for.", [TYPE].into_iter()).build()
}

/// Where messages to a device of a user go.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DispatchTarget)]
pub(crate) struct DispatchTarget {
    /// When it was made.
    #[schema(example = "2026-05-18T12:34:56Z")]
    created: String,
    /// When it was last changed.
    #[schema(example = "2026-05-18T12:34:56Z")]
    last_modified: String,
    /// Grows by one per change; send it back to make a change conditional.
    #[schema(value_type = i32, example = 1)]
    version: i64,
    #[schema(example = "target-123")]
    ext_id: String,
    #[serde(rename = "type")]
    #[schema(schema_with = kind)]
    kind: &'static str,
    /// Which device it is.
    #[schema(example = "device-123")]
    device_id: String,
    /// Where messages to the device go, such as the token of a push service.
    #[schema(example = "fcm-token-123")]
    target: String,
    /// By what they are sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "firebase-cloud-messaging", nullable = false)]
    dispatcher: Option<String>,
    /// The app on the device, as it called itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "AccessApp/4.2 (Android 16)", nullable = false)]
    user_agent: Option<String>,
    /// The public key to which messages are encrypted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "MFkwEwYHKoZIzj0…", nullable = false)]
    encryption_key: Option<String>,
    /// The public key with which the device signs.
    #[schema(example = "MFkwEwYHKoZIzj0…")]
    signing_key: String,
    /// The app on the device.
    #[schema(example = "com.example.access")]
    app_id: String,
    /// What the device is called.
    #[schema(example = "My phone")]
    name: String,
    /// What the business knows the device by.
    #[schema(example = "phone-123")]
    identification: String,
    #[schema(schema_with = state)]
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    app_attestation: Option<AppAttestation>,
}

impl From<dispatch_target::DispatchTarget> for DispatchTarget {
    fn from(target: dispatch_target::DispatchTarget) -> Self {
        let text = |name: &str| target.texts.get(name).to_owned();
        let found = |name: &str| target.texts.find(name).map(str::to_owned);
        Self {
            created: target.created.to_string(),
            last_modified: target.modified.to_string(),
            version: target.version,
            ext_id: target.ext_id.to_string(),
            kind: TYPE,
            device_id: text("deviceId"),
            target: text("target"),
            dispatcher: found("dispatcher"),
            user_agent: found("userAgent"),
            encryption_key: found("encryptionKey"),
            signing_key: text("signingKey"),
            app_id: text("appId"),
            name: text("name"),
            identification: text("identification"),
            state: target.state.as_str(),
            app_attestation: target.attestation.map(AppAttestation::from),
        }
    }
}

impl Entity for DispatchTarget {
    fn version(&self) -> i64 {
        self.version
    }
}
