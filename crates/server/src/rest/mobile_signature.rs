//! The mobile signature of a user.

use sigill_domain::credential::{self, Credential};
use sigill_domain::right::{CredentialCreate, CredentialDelete, CredentialModify, CredentialView};

use crate::answer::{Created, Found, NoContent};
use crate::authorise::{Changes, Foreseeing, Makes, OfType, OfTypeOrSelf, Shows};
use crate::call::{Call, Strict};
use crate::path::location;
use crate::refused::Refused;
use crate::wire::mobile_signature::{MobileSignature, New};
use crate::wire::patch_mobile_signature::Patch;
use crate::written::{Show, Written};

type Signature = Credential<credential::MobileSignature>;

/// Create a mobile signature
///
/// Gives a user the credential of its phone or SIM. A user has at most one, whatever its state.
///
/// A signerCert has to be one X.509 certificate in PEM; text before it is fine, and it comes back as it was sent.
/// The whole msisdn has to match the pattern of the policy, if it has one.
#[utoipa::path(
    post,
    path = "/{clientExtId}/users/{userExtId}/mobile-signature",
    tag = "Mobile signature",
    operation_id = "createMobileSignature"
)]
pub(crate) async fn create(
    call: Call<Foreseeing<OfType<CredentialCreate, credential::MobileSignature>, Makes>, Strict<New>>,
) -> Result<Written<Created<MobileSignature>>, Refused> {
    let Call {
        permit: Foreseeing { permit: OfType(permit, _), .. },
        path,
        body: Strict { value: new, extra },
        terms,
        ..
    } = call;
    let show = Show::new(|credential: &Signature| {
        let client = permit.client().as_str();
        let location = location(&[client, "users", credential.user_ext_id.as_str(), "mobile-signature"]);
        Created { location, entity: credential.clone().into() }
    });
    let asked = show.asked(&terms, &extra);
    let outcome = sigill_app::mobile_signature::create(&permit, path.user(), &new.into(), &asked).await?;
    Ok(show.written(&terms, outcome))
}

/// Get the mobile signature
///
/// Gets the mobile signature credential of the specified user, whatever its state.
#[utoipa::path(
    get,
    path = "/{clientExtId}/users/{userExtId}/mobile-signature",
    tag = "Mobile signature",
    operation_id = "getMobileSignature"
)]
pub(crate) async fn get(
    call: Call<Foreseeing<OfTypeOrSelf<CredentialView, credential::MobileSignature>, Shows>>,
) -> Result<Found<MobileSignature>, Refused> {
    let OfTypeOrSelf(permit, _) = call.permit.permit;
    Ok(Found(sigill_app::mobile_signature::get(&permit, call.path.user()).await?.into()))
}

/// Modify the mobile signature
///
/// Changes what the body names, as a JSON Merge Patch. Every state but `initial` and `reset-code` can be entered, except
/// out of `archived`, which is final. A `tmp-locked` ends after the `tmpLockingDuration` of the policy. To `active`
/// out of a lock, the failures are forgotten.
#[utoipa::path(
    patch,
    path = "/{clientExtId}/users/{userExtId}/mobile-signature",
    tag = "Mobile signature",
    operation_id = "modifyMobileSignature"
)]
pub(crate) async fn modify(
    call: Call<Foreseeing<OfType<CredentialModify, credential::MobileSignature>, Changes>, Strict<Patch>>,
) -> Result<Written<Found<MobileSignature>>, Refused> {
    let Call {
        permit: Foreseeing { permit: OfType(permit, _), .. },
        path,
        body: Strict { value: patch, extra },
        terms,
        ..
    } = call;
    let expected = terms.expected(patch.version)?;
    let patch = patch.expecting(expected);
    let show = Show::new(|credential: &Signature| Found(credential.clone().into()));
    let asked = show.asked(&terms, &extra);
    let outcome = sigill_app::mobile_signature::modify(&permit, path.user(), &patch, &asked).await?;
    Ok(show.written(&terms, outcome))
}

/// Delete the mobile signature
///
/// Deletes the mobile signature credential of the specified user, whatever its state. Its history stays.
#[utoipa::path(
    delete,
    path = "/{clientExtId}/users/{userExtId}/mobile-signature",
    tag = "Mobile signature",
    operation_id = "deleteMobileSignature"
)]
pub(crate) async fn delete(
    call: Call<Foreseeing<OfType<CredentialDelete, credential::MobileSignature>, Changes>>,
) -> Result<Written<NoContent>, Refused> {
    let Call { permit: Foreseeing { permit: OfType(permit, _), .. }, path, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let outcome = sigill_app::mobile_signature::delete(&permit, path.user(), &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}
