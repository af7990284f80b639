//! The mobile signature of a user.

use sigill_app::Permit;
use sigill_domain::right::{CredentialCreate, CredentialView};

use crate::answer::{Created, Found};
use crate::authorise::OrSelf;
use crate::call::{Call, Strict};
use crate::path::location;
use crate::refused::Refused;
use crate::wire::mobile_signature::{MobileSignature, New};

/// Create a mobile signature
///
/// Creates a new mobile signature credential for the specified user. Only one mobile signature credential is allowed
/// per user. The identificator, msspIdentifier, and msisdn fields are mandatory.
///
/// If the signerCert field is provided, it must be a valid X509 certificate in PEM format. The MSISDN is validated
/// against a regex pattern defined in the mobile signature policy.
#[utoipa::path(
    post,
    path = "/{clientExtId}/users/{userExtId}/mobile-signature",
    tag = "Mobile signature",
    operation_id = "createMobileSignature"
)]
pub(crate) async fn create(
    call: Call<Permit<CredentialCreate>, Strict<New>>,
) -> Result<Created<MobileSignature>, Refused> {
    let Strict { value: new, extra } = call.body;
    let credential = sigill_app::mobile_signature::create(&call.permit, call.path.user(), &new.into(), &extra).await?;
    let client = call.permit.client().as_str();
    let location = location(&[client, "users", credential.user_ext_id.as_str(), "mobile-signature"]);
    Ok(Created { location, entity: credential.into() })
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
pub(crate) async fn get(call: Call<OrSelf<CredentialView>>) -> Result<Found<MobileSignature>, Refused> {
    let OrSelf(permit) = call.permit;
    Ok(Found(sigill_app::mobile_signature::get(&permit, call.path.user()).await?.into()))
}
