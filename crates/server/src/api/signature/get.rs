//! `GET /{clientExtId}/users/{userExtId}/mobile-signature/signatures/{signatureId}`.

use std::time::Duration;

use sigill_app::Permit;
use sigill_app::signing::{self, End, Until};
use sigill_domain::list::wait_s;
use sigill_domain::right::SignatureView;
use sigill_domain::signing as domain;

use super::Signature;
use crate::http::answer::Found;
use crate::http::authorise::Awaiting;
use crate::http::call::Call;
use crate::http::query::{Query, Waits};
use crate::http::refused::Refused;

/// Get a signature
///
/// How far it is; and once it is settled its outcome, the signer, the signature and each check. With `wait`, the answer
/// comes when it is settled, or after so many seconds as it is then; the access token still has to be good then.
#[utoipa::path(
    get,
    path = "/{clientExtId}/users/{userExtId}/mobile-signature/signatures/{signatureId}",
    tag = "Signature",
    operation_id = "getSignature"
)]
pub(crate) async fn handler(
    call: Call<Awaiting<Permit<SignatureView>>, Query<Waits>>,
) -> Result<Found<Signature>, Refused> {
    let Call { permit: Awaiting(permit), path, body, server, expires, .. } = call;
    let (user, id) = (path.user(), path.signature());
    let wait = wait_s(body.given());
    // A signature that isn't there comes before what is wrong with the question.
    let mut signature = signing::get(&permit, user, id).await?;
    let wait = wait.map_err(sigill_app::Refusal::Broken)?;
    if wait > 0 && signature.state != domain::State::Settled {
        let end = End::after(Duration::from_secs(u64::from(wait)), expires, permit.now());
        tokio::select! {
            // Once the token has ended, as it was.
            later = signing::wait(&permit, &server.app.desk, user, id, Until::Settled, end) => {
                signature = later?.unwrap_or(signature);
            }
            // As it is: the caller asks again, another node.
            () = server.stop.cancelled() => {}
        }
    }
    Ok(Found(Signature::of(path.client(), &signature)))
}
