//! May somebody sign in, and if not, why not? A call of our own.

use sigill_app::sign_in;

use crate::answer::Shown;
use crate::authorise::LooksAtSignIn;
use crate::call::Call;
use crate::query::{Asked, Query};
use crate::refused::Refused;
use crate::wire::sign_in::SignIn;

/// Explain whether a user can sign in
///
/// Says `can`, `cannot` or `unknown`, and why, what weighs most first: each cause with a sentence that can be read out,
/// since and until when, who brought it about, and the call that repairs it. With `ask=provider`, the provider is asked
/// about the phone, too: whether it is active, and whether its PIN is blocked; nothing is shown to the person. A number
/// can be asked about 20 times in five minutes. Also needs AccessControl.CredentialView and AccessControl.SignatureView.
#[utoipa::path(
    get,
    path = "/{clientExtId}/users/{userExtId}/sign-in",
    tag = "Signature",
    operation_id = "explainSignIn"
)]
pub(crate) async fn explain(call: Call<LooksAtSignIn, Query<Asked>>) -> Result<Shown<SignIn>, Refused> {
    let Call { permit: LooksAtSignIn(looks), path, body, server, .. } = call;
    let explained = sign_in::explain(&looks, &server.app.desk, path.user(), body.given()).await?;
    Ok(Shown(SignIn::of(path.client(), explained)))
}
