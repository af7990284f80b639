//! App attestations: what vouches for the app on the device of a dispatch target.

use serde::{Deserialize, Serialize};
use sigill_domain::dispatch_target;
use utoipa::ToSchema;

use crate::http::answer::Entity;

operations! {
    get;
    create;
    modify;
    delete;
}

/// What vouches for the app on a device.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AppAttestation)]
pub(crate) struct AppAttestation {
    /// When it was made.
    #[schema(example = "2026-05-18T12:34:56Z")]
    created: String,
    /// When it was last changed.
    #[schema(example = "2026-05-18T12:34:56Z")]
    last_modified: String,
    /// Grows by one per change; send it back to make a change conditional.
    #[schema(value_type = i32, example = 1)]
    version: i64,
    /// How often the app has signed.
    #[schema(example = 0)]
    counter: i64,
    /// What it is called: once among those of the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "attestation-1", nullable = false)]
    name: Option<String>,
    /// What the platform has confirmed.
    #[schema(example = "MIAGCSqGSIb3DQEHAq…")]
    receipt: String,
    /// The public key of the app on this device.
    #[schema(example = "MFkwEwYHKoZIzj0…")]
    public_key: String,
    /// Which device it is.
    #[schema(example = "device-123")]
    device_id: String,
    /// The environment of the platform.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "production", nullable = false)]
    environment: Option<String>,
}

impl From<dispatch_target::AppAttestation> for AppAttestation {
    fn from(attestation: dispatch_target::AppAttestation) -> Self {
        let text = |name: &str| attestation.texts.get(name).to_owned();
        let found = |name: &str| attestation.texts.find(name).map(str::to_owned);
        Self {
            created: attestation.created.to_string(),
            last_modified: attestation.modified.to_string(),
            version: attestation.version,
            counter: attestation.counter,
            name: found("name"),
            receipt: text("receipt"),
            public_key: text("publicKey"),
            device_id: text("deviceId"),
            environment: found("environment"),
        }
    }
}

impl Entity for AppAttestation {
    fn version(&self) -> i64 {
        self.version
    }
}

/// An app attestation to be made.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewAppAttestation, example = json!({ "receipt": "MIAGCSqGSIb3DQEHAq…", "publicKey": "MFkwEwYHKoZIzj0…", "deviceId": "device-123" }))]
pub(crate) struct NewAttestation {
    /// How often the app has signed.
    #[schema(default = 0, minimum = 0, maximum = 4294967295_i64)]
    counter: Option<i64>,
    /// What it is called: once among those of the user.
    #[schema(example = "attestation-1", min_length = 1, max_length = 255)]
    name: Option<String>,
    /// What the platform has confirmed.
    #[schema(value_type = String, required, example = "MIAGCSqGSIb3DQEHAq…", min_length = 1, max_length = 16000)]
    receipt: Option<String>,
    /// The public key of the app on this device.
    #[schema(value_type = String, required, example = "MFkwEwYHKoZIzj0…", min_length = 1, max_length = 4000)]
    public_key: Option<String>,
    /// Which device it is.
    #[schema(value_type = String, required, example = "device-123", min_length = 1, max_length = 255)]
    device_id: Option<String>,
    /// The environment of the platform.
    #[schema(example = "production", min_length = 1, max_length = 100)]
    environment: Option<String>,
}

impl From<NewAttestation> for dispatch_target::NewAttestation {
    fn from(new: NewAttestation) -> Self {
        new.read()
    }
}

impl NewAttestation {
    fn read(self) -> dispatch_target::NewAttestation {
        let texts = vec![
            ("name", self.name),
            ("receipt", self.receipt),
            ("publicKey", self.public_key),
            ("deviceId", self.device_id),
            ("environment", self.environment),
        ];
        dispatch_target::NewAttestation { counter: self.counter, texts }
    }
}
