//! `POST /{clientExtId}/users/{userExtId}/dispatch-targets/{dispatchTargetExtId}/app-attestation`.

use sigill_app::{Permit, dispatch_target};
use sigill_domain::dispatch_target::AppAttestation as Attestation;
use sigill_domain::right::DispatchTargetCreate;

use super::{AppAttestation, NewAttestation};
use crate::http::answer::Created;
use crate::http::call::{Call, Strict};
use crate::http::path::location;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Create the app attestation of a dispatch target
///
/// A dispatch target has one at most.
#[utoipa::path(
    post,
    path = "/{clientExtId}/users/{userExtId}/dispatch-targets/{dispatchTargetExtId}/app-attestation",
    tag = "Dispatch target",
    operation_id = "createAppAttestation"
)]
pub(crate) async fn handler(
    call: Call<Permit<DispatchTargetCreate>, Strict<NewAttestation>>,
) -> Result<Written<Created<AppAttestation>>, Refused> {
    let Call { permit, path, body: Strict { value: new, extra }, terms, .. } = call;
    let client = permit.client().as_str();
    let named = (path.user(), path.dispatch_target());
    let show = Show::new(|attestation: &Attestation| Created {
        location: location(&[client, "users", named.0, "dispatch-targets", named.1, "app-attestation"]),
        entity: attestation.clone().into(),
    });
    let asked = show.asked(&terms, &extra);
    let outcome = dispatch_target::attest(&permit, named, &new.read(), &asked).await?;
    Ok(show.written(&terms, outcome))
}
