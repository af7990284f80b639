//! `POST /{clientExtId}/users/{userExtId}/mobile-signature/signatures`.

use serde::Deserialize;
use sigill_app::signing;
use sigill_domain::signing::{self as domain, TIME_LIMIT_S_MAX, TIME_LIMIT_S_MIN, Wish};
use utoipa::ToSchema;

use super::{Signature, location};
use crate::http::answer::Accepted;
use crate::http::authorise::AskOrTry;
use crate::http::call::{Call, Strict};
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// What a person is to be asked.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewSignature, example = json!({ "text": "Bank: pay CHF 10 to ACME? Code {code}", "language": "en" }))]
pub(crate) struct NewSignature {
    /// What the phone shows, and what is signed: plain text, with the prefix that was agreed with the provider. 239
    /// characters of GSM 03.38, or 119 others, the code included; of Mobile-ID of SK 100, or 50 others.
    #[schema(required, nullable = false, min_length = 1, max_length = 1000)]
    text: Option<String>,
    /// Of the prompts around the text; one that the provider has.
    #[schema(example = "en", nullable = false)]
    language: Option<String>,
    /// The signature profile, by its URI; the provider's default where none is given.
    #[schema(example = "http://mid.swisscom.ch/MID/v1/AuthProfile1", nullable = false, max_length = 200)]
    profile: Option<String>,
    /// How long the person has, in seconds.
    #[schema(minimum = 15, maximum = 300, nullable = false)]
    time_limit_seconds: Option<i64>,
    /// What the phone shows once the signature is approved.
    #[schema(nullable = false, min_length = 1, max_length = 1000)]
    receipt_text: Option<String>,
}

const _: () = assert!(TIME_LIMIT_S_MIN == 15 && TIME_LIMIT_S_MAX == 300, "the schema above says so");

impl From<NewSignature> for Wish {
    fn from(new: NewSignature) -> Self {
        Self {
            text: new.text,
            language: new.language,
            profile: new.profile,
            time_limit_s: new.time_limit_seconds,
            receipt_text: new.receipt_text,
        }
    }
}

/// Ask for a signature
///
/// Shows the text on the phone of the user's mobile signature, and answers at once: follow the `Location` to see what
/// the person says. The text holds a short code, which you show beside it so that the person can compare: where the
/// text has `{code}`, else behind it in brackets. Mobile-ID of SK shows its own code beside the text, and that is the one
/// of the answer. One signature at a time can be open with a credential, and five can be asked for in five minutes.
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
pub(crate) async fn handler(
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
