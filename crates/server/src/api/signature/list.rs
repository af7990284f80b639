//! `GET /{clientExtId}/users/{userExtId}/mobile-signature/signatures`.

use sigill_app::{Permit, signing};
use sigill_domain::right::SignatureView;

use super::Signature;
use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::listed::Listed;
use crate::http::query::{Histories, Query};
use crate::http::refused::Refused;

/// Get the signatures of a user
///
/// A page of those that were asked for with the user's mobile signature, the newest first, without the signature objects.
#[utoipa::path(
    get,
    path = "/{clientExtId}/users/{userExtId}/mobile-signature/signatures",
    tag = "Signature",
    operation_id = "listSignatures"
)]
pub(crate) async fn handler(
    call: Call<Permit<SignatureView>, Query<Histories>>,
) -> Result<Shown<Listed<Signature>>, Refused> {
    let listed = signing::list(&call.permit, call.path.user(), call.body.given()).await?;
    Ok(Shown(Listed::of(listed, |signature| Signature::of(call.path.client(), &signature))))
}
