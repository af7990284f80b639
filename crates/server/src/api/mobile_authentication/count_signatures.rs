//! `PATCH /{clientExtId}/users/{userExtId}/fido-authenticators/increment-sign-counter`.

use serde::{Deserialize, Serialize};
use sigill_app::mobile_authentication;
use sigill_domain::breach::Breach;
use sigill_domain::credential::mobile_authentication::UafKey;
use sigill_domain::right::CredentialModify;
use sigill_domain::text;
use utoipa::ToSchema;

use crate::api::credential::Credential;
use crate::api::login::{Reason, refused};
use crate::http::answer::Shown;
use crate::http::authorise::OfTypeOrSelf;
use crate::http::call::{Call, Strict};
use crate::http::refused::Refused;
use crate::http::terms::Refuses;

/// Keys that are taken at once.
const KEYS_MAX: usize = 100;

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

/// Count signatures of FIDO UAF authenticators
///
/// Adds one to the `signCounter` of each authenticator that is named. Each is counted or refused by itself. Also needs
/// AccessControl.CredentialView.
#[utoipa::path(
    patch,
    path = "/{clientExtId}/users/{userExtId}/fido-authenticators/increment-sign-counter",
    tag = "FIDO UAF authenticator",
    operation_id = "updateFidoUafSignCounters"
)]
pub(crate) async fn handler(
    call: Call<OfTypeOrSelf<CredentialModify, UafKey>, Strict<SignCounters>, Refuses>,
) -> Result<Shown<Counted>, Refused> {
    let Strict { value: SignCounters { credentials }, extra: mut broken } = call.body;
    let OfTypeOrSelf(permit, _) = call.permit;
    let given = credentials.unwrap_or_default();
    if !(1..=KEYS_MAX).contains(&given.len()) {
        let found = given.len();
        broken.push(Breach::invalid(format!("credentials: expected 1 to {KEYS_MAX} entries, got {found}")));
    }
    let mut keys = Vec::with_capacity(given.len());
    for (n, key) in given.iter().enumerate() {
        match key.read(n) {
            Ok(key) => keys.push(key),
            Err(breaches) => broken.extend(breaches),
        }
    }
    let counted = mobile_authentication::count_signatures(&permit, call.path.user(), &keys, broken).await?;
    let mut answer = Counted::default();
    for (key, counted) in keys.iter().zip(counted) {
        match counted {
            Ok(credential) => answer.successes.push(Credential::seen(&credential, permit.is_oneself())),
            Err(refusal) => {
                let errors: Vec<Reason> = refused(&call.server, refusal.into());
                answer.errors.push(Refusal::of(key, errors));
            }
        }
    }
    Ok(Shown(answer))
}
