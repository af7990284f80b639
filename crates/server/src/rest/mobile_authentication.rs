//! Mobile authentications, and the signatures of FIDO UAF authenticators.

use sigill_app::credential::Whose;
use sigill_app::mobile_authentication;
use sigill_domain::breach::Breach;
use sigill_domain::credential::mobile_authentication::{MobileAuthentication, UafKey};
use sigill_domain::right::{CredentialDelete, CredentialModify, CredentialView};

use super::login::refused;
use crate::answer::{NoContent, Shown};
use crate::authorise::OfTypeOrSelf;
use crate::call::{Call, Strict};
use crate::query::{MobileAuthentications, Query};
use crate::refused::Refused;
use crate::terms::Refuses;
use crate::wire::listed::Listed;
use crate::wire::login::Reason;
use crate::wire::mobile_authentication::{Counted, Item, Refusal, SignCounters};
use crate::written::{Show, Written};

/// Keys that are taken at once.
const KEYS_MAX: usize = 100;

/// List the mobile authentications of a user
///
/// The generic credentials that have a value of the property `fidouaf_signature_key`: each stands for a device.
#[utoipa::path(
    get,
    path = "/{clientExtId}/users/{userExtId}/mauths",
    tag = "FIDO UAF authenticator",
    operation_id = "listMobileAuthentications"
)]
pub(crate) async fn list(
    call: Call<OfTypeOrSelf<CredentialView, MobileAuthentication>, Query<MobileAuthentications>>,
) -> Result<Shown<Listed<Item>>, Refused> {
    let OfTypeOrSelf(permit, _) = call.permit;
    let listed = mobile_authentication::list(&permit, call.path.user(), call.body.given()).await?;
    Ok(Shown(Listed::of(listed, Item::from)))
}

/// Delete a mobile authentication
///
/// Deletes the generic credential, and the FIDO UAF authenticators of the user that are on the same device: those whose
/// `dispatchTargetExtId` is its external id, or whose `deviceId` is the value of its property `fidouaf_device_id`.
#[utoipa::path(
    delete,
    path = "/{clientExtId}/users/{userExtId}/mauths/{credentialExtId}",
    tag = "FIDO UAF authenticator",
    operation_id = "deleteMobileAuthentication"
)]
pub(crate) async fn delete(
    call: Call<OfTypeOrSelf<CredentialDelete, MobileAuthentication>>,
) -> Result<Written<NoContent>, Refused> {
    let Call { permit: OfTypeOrSelf(permit, _), path, terms, .. } = call;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let whose = Whose { user: path.user(), credential: Some(path.credential()) };
    let outcome = mobile_authentication::delete(&permit, whose, &asked).await?;
    Ok(show.written(&terms, outcome))
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
pub(crate) async fn count_signatures(
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
            Ok(credential) => answer.successes.push(credential.into()),
            Err(refusal) => {
                let errors: Vec<Reason> = refused(&call.server, refusal.into());
                answer.errors.push(Refusal::of(key, errors));
            }
        }
    }
    Ok(Shown(answer))
}
