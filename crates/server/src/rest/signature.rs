//! Signatures that a person is asked for: calls of our own.

use std::time::Duration;

use sigill_app::Permit;
use sigill_app::signing::{self, End, Until};
use sigill_domain::list::wait_s;
use sigill_domain::right::{SignatureRequest, SignatureView};
use sigill_domain::signing as domain;

use crate::answer::{Accepted, Found, NoContent, Shown};
use crate::authorise::AskOrTry;
use crate::call::{Call, Strict};
use crate::follow::Follow;
use crate::path::own_location;
use crate::query::{Histories, Query, Waits};
use crate::refused::Refused;
use crate::wire::evidence::Evidence;
use crate::wire::listed::Listed;
use crate::wire::phone::Phone;
use crate::wire::signature::{NewSignature, Signature};
use crate::written::{Show, Written};

/// Ask for a signature
///
/// Shows the text on the phone of the user's mobile signature, and answers at once: follow the `Location` to see what
/// the person says. The text holds a short code, which you show beside it so that the person can compare: where the
/// text has `{code}`, else behind it in brackets. One signature at a time can be open with a credential, and five can
/// be asked for in five minutes.
#[utoipa::path(
    post,
    path = "/{clientExtId}/users/{userExtId}/mobile-signature/signatures",
    tag = "Signature",
    operation_id = "requestSignature",
    responses(
        (status = 409, body = crate::document::Errors,
            description = "A signature is open with this credential; or, with Retry-After, the Idempotency-Key is in use."),
        (status = 429, body = crate::document::Errors,
            description = "Too many were asked for with this credential lately: see Retry-After.")
    )
)]
pub(crate) async fn request(
    call: Call<AskOrTry, Strict<NewSignature>>,
) -> Result<Written<Accepted<Signature>>, Refused> {
    let Call { permit, path, body: Strict { value, extra }, terms, server, .. } = call;
    let (client, user) = (path.client(), path.user());
    let shown = |signature: &domain::Signature| Accepted {
        location: location(client, user, &signature.id.to_string()),
        entity: Signature::of(client, signature),
    };
    let (desk, wish) = (&server.app.desk, value.into());
    match permit {
        AskOrTry::Ask(permit) => {
            let show = Show::new(shown);
            let outcome = signing::request(&permit, desk, user, &wish, &show.asked(&terms, &extra)).await?;
            Ok(show.written(&terms, outcome))
        }
        AskOrTry::Try(permit) => {
            let (signature, events) = signing::try_request(&permit, desk, user, &wish, &extra).await?;
            Ok(Written::tried(shown(&signature), &events))
        }
    }
}

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
pub(crate) async fn get(call: Call<Permit<SignatureView>, Query<Waits>>) -> Result<Found<Signature>, Refused> {
    let Call { permit, path, body, server, expires, .. } = call;
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

/// Get the evidence of a signature
///
/// One file with what was asked, the signature, the rules and the authorities by which it was judged: `sigill verify FILE`
/// judges it years later by itself. Only where the provider has sent a signature.
#[utoipa::path(
    get,
    path = "/{clientExtId}/users/{userExtId}/mobile-signature/signatures/{signatureId}/evidence",
    tag = "Signature",
    operation_id = "getSignatureEvidence"
)]
pub(crate) async fn evidence(call: Call<Permit<SignatureView>>) -> Result<Shown<Evidence>, Refused> {
    let Call { permit, path, server, .. } = call;
    let evidence = signing::evidence(&permit, &server.app.desk, path.user(), path.signature()).await?;
    Ok(Shown(evidence.into()))
}

/// Follow a signature
///
/// Server-sent events: one `state` with the signature for each state that it enters, beginning with the current one; the
/// stream ends when it is settled.
#[utoipa::path(
    get,
    path = "/{clientExtId}/users/{userExtId}/mobile-signature/signatures/{signatureId}/events",
    tag = "Signature",
    operation_id = "followSignature"
)]
pub(crate) async fn follow(call: Call<Permit<SignatureView>>) -> Result<Follow, Refused> {
    let Call { permit, path, server, expires, .. } = call;
    let first = signing::get(&permit, path.user(), path.signature()).await?;
    Ok(Follow { permit, path, server, expires, first })
}

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
pub(crate) async fn withdraw(call: Call<Permit<SignatureRequest>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, server, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let desk = &server.app.desk;
    let outcome = signing::withdraw(&permit, desk, path.user(), path.signature(), &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}

/// Get the signatures of a user
///
/// A page of those that were asked for with the user's mobile signature, the newest first, without the signature objects.
#[utoipa::path(
    get,
    path = "/{clientExtId}/users/{userExtId}/mobile-signature/signatures",
    tag = "Signature",
    operation_id = "listSignatures"
)]
pub(crate) async fn list(
    call: Call<Permit<SignatureView>, Query<Histories>>,
) -> Result<Shown<Listed<Signature>>, Refused> {
    let listed = signing::list(&call.permit, call.path.user(), call.body.given()).await?;
    Ok(Shown(Listed::of(listed, |signature| Signature::of(call.path.client(), &signature))))
}

/// Get what the provider knows of the phone
///
/// Asks the provider about the number of the user's mobile signature: whether it is active, which devices and profiles it
/// has, and its certificates, of which one can be set as `signerCert`. Nothing is shown to the person.
#[utoipa::path(
    get,
    path = "/{clientExtId}/users/{userExtId}/mobile-signature/profile",
    tag = "Signature",
    operation_id = "getPhoneProfile",
    responses((status = 422, body = crate::document::Errors,
        description = "The configuration has no provider with the identifier of the credential."))
)]
pub(crate) async fn profile(call: Call<Permit<SignatureView>>) -> Result<Shown<Phone>, Refused> {
    let phone = signing::phone(&call.permit, &call.server.app.desk, call.path.user()).await?;
    Ok(Shown(phone.into()))
}

/// Where a signature is.
pub(crate) fn location(client: &str, user: &str, id: &str) -> String {
    own_location(&[client, "users", user, "mobile-signature", "signatures", id])
}
