//! Device passwords.

use serde::Deserialize;
use sigill_domain::credential::device_password;
use utoipa::ToSchema;

/// A device password to be created.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewDevicePassword)]
pub(crate) struct New {
    /// The external id, by which the user's device passwords are told apart.
    #[schema(value_type = String, example = "key-1", min_length = 1, max_length = 50)]
    ext_id: Option<String>,
    /// The policy; none where none is given and the client has no default one.
    #[schema(example = "policy-123", nullable = false)]
    policy_ext_id: Option<String>,
    /// The state; `active` where none is given.
    #[schema(example = "active", nullable = false)]
    state_name: Option<String>,
    /// The secret: 32 to 100 printable ASCII characters without blanks.
    #[schema(value_type = String, min_length = 32, max_length = 100)]
    password: Option<String>,
}

impl From<New> for device_password::New {
    fn from(new: New) -> Self {
        Self {
            ext_id: new.ext_id,
            policy_ext_id: new.policy_ext_id,
            state_name: new.state_name,
            password: new.password,
        }
    }
}
