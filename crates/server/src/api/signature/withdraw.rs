//! `DELETE /{clientExtId}/users/{userExtId}/mobile-signature/signatures/{signatureId}`.

use sigill_app::{Permit, signing};
use sigill_domain::right::SignatureRequest;

use crate::http::answer::NoContent;
use crate::http::call::Call;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Give a signature up
///
/// It is settled as withdrawn; the phone may still show it, but what the person says there counts for nothing. One that is
/// settled already stays as it is.
#[utoipa::path(
    delete,
    path = "/{clientExtId}/users/{userExtId}/mobile-signature/signatures/{signatureId}",
    tag = "Signature",
    operation_id = "withdrawSignature"
)]
pub(crate) async fn handler(call: Call<Permit<SignatureRequest>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, server, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let desk = &server.app.desk;
    let outcome = signing::withdraw(&permit, desk, path.user(), path.signature(), &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}
