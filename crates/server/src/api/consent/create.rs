//! `POST /{clientExtId}/users/{userExtId}/consents`.

use serde::Deserialize;
use sigill_app::Permit;
use sigill_domain::right::ConsentCreate;
use sigill_domain::terms::{self, NewConsent};
use utoipa::ToSchema;

use super::Consent;
use crate::http::answer::Created;
use crate::http::call::{Call, Strict};
use crate::http::path::location;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// That terms were accepted.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewConsent, example = json!({ "termsExtId": "terms-123" }))]
pub(crate) struct New {
    /// The terms, in their version of now.
    #[schema(value_type = String, required, example = "terms-123", min_length = 1, max_length = 50)]
    terms_ext_id: Option<String>,
}

/// Create a consent
///
/// The user has accepted the terms in their version of now.
#[utoipa::path(post, path = "/{clientExtId}/users/{userExtId}/consents", tag = "Terms", operation_id = "createConsent")]
pub(crate) async fn handler(
    call: Call<Permit<ConsentCreate>, Strict<New>>,
) -> Result<Written<Created<Consent>>, Refused> {
    let Call { permit, path, body: Strict { value: new, extra }, terms, .. } = call;
    let client = permit.client().as_str();
    let show = Show::new(|consent: &terms::Consent| Created {
        location: location(&[client, "users", path.user(), "consents"]),
        entity: consent.clone().into(),
    });
    let new = NewConsent { terms: new.terms_ext_id };
    let outcome = sigill_app::consent::create(&permit, path.user(), &new, &show.asked(&terms, &extra)).await?;
    Ok(show.written(&terms, outcome))
}
