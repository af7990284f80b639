//! Mobile authentications, and signatures of FIDO UAF authenticators that are counted.

use serde::{Deserialize, Serialize};
use sigill_domain::breach::Breach;
use sigill_domain::credential::mobile_authentication::{MobileAuthentication, UafKey};
use sigill_domain::text;
use utoipa::ToSchema;

use super::credential::Credential;
use super::login::Reason;

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

/// FIDO UAF authenticators that have made a signature each.
#[derive(Deserialize, ToSchema)]
#[schema(as = SignCounters)]
pub(crate) struct SignCounters {
    /// 1 to 100 of them.
    #[schema(required = true, nullable = false, min_items = 1, max_items = 100)]
    pub(crate) credentials: Option<Vec<Key>>,
}

/// A FIDO UAF authenticator, by its key and its model.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = FidoUafKey)]
pub(crate) struct Key {
    /// The key that was registered.
    #[schema(required = true, nullable = false, example = "S2V5LTEyMw", min_length = 1, max_length = 2732)]
    key_id: Option<String>,
    /// The model of the authenticator (AAID).
    #[schema(required = true, nullable = false, example = "F1D0#0001", min_length = 1, max_length = 9)]
    aaid: Option<String>,
}

impl Key {
    /// The `n`-th one, with both of its members.
    pub(crate) fn read(&self, n: usize) -> Result<UafKey, Vec<Breach>> {
        let key_id = text::mandatory(&format!("credentials[{n}].keyId"), self.key_id.as_deref(), 2732);
        let aaid = text::mandatory(&format!("credentials[{n}].aaid"), self.aaid.as_deref(), 9);
        match (key_id, aaid) {
            (Ok(key_id), Ok(aaid)) => Ok(UafKey { key_id, aaid }),
            (key_id, aaid) => Err(key_id.err().into_iter().chain(aaid.err()).collect()),
        }
    }
}

/// What became of each.
#[derive(Default, Serialize, ToSchema)]
#[schema(as = SignCountersResult)]
pub(crate) struct Counted {
    /// Those that were counted, as they are now.
    pub(crate) successes: Vec<Credential>,
    /// Those that weren't.
    pub(crate) errors: Vec<Refusal>,
}

/// A FIDO UAF authenticator of which nothing was counted, and why.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SignCounterError)]
pub(crate) struct Refusal {
    #[schema(example = "S2V5LTEyMw")]
    key_id: String,
    #[schema(example = "F1D0#0001")]
    aaid: String,
    #[schema(value_type = Vec<crate::document::Entry>)]
    errors: Vec<Reason>,
}

impl Refusal {
    pub(crate) fn of(key: &UafKey, errors: Vec<Reason>) -> Self {
        Self { key_id: key.key_id.clone(), aaid: key.aaid.clone(), errors }
    }
}
