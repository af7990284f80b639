//! `POST /{clientExtId}/credentials/fido2/verify`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sigill_app::credential::recognise;
use sigill_domain::right::CredentialModify;
use utoipa::ToSchema;

use super::OfFido2;
use crate::api::kind::keeper;
use crate::api::login::{LoginResult, note_lock};
use crate::document::Errors;
use crate::http::answer::Shown;
use crate::http::call::{Call, Strict};
use crate::http::refused::Refused;
use crate::http::terms::Refuses;

/// What an authenticator has answered.
#[derive(Deserialize, ToSchema)]
#[schema(as = CheckAnyFido2)]
pub(crate) struct Answer {
    /// The ceremony, as the challenge came with it.
    #[schema(
        required = true,
        nullable = false,
        example = "$sealed$q83vEjRW$3q2+7w",
        min_length = 1,
        max_length = 2000
    )]
    ceremony: Option<String>,
    /// What `navigator.credentials.get()` gave: the JSON of its `toJSON()`.
    #[schema(required = true, nullable = false, value_type = Object)]
    credential: Option<Map<String, Value>>,
}

/// Who was recognised, and what the check came to.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Fido2Recognised)]
pub(crate) struct Recognised {
    /// The user, by external id.
    #[schema(example = "user-123")]
    user_ext_id: String,
    /// The credential, by external id.
    #[schema(example = "credential-123")]
    credential_ext_id: String,
    #[serde(flatten)]
    result: LoginResult,
}

/// Check a FIDO2 authenticator of whoever it is
///
/// Finds the user by what the authenticator says, and checks and counts as the check of that user's does: 200 doesn't mean
/// that it was right. A credential that isn't there and one that the caller may not see are answered the same. Also needs
/// AccessControl.CredentialView and AccessControl.CredentialChangeState.
#[utoipa::path(
    post,
    path = "/{clientExtId}/credentials/fido2/verify",
    tag = "FIDO2 authenticator",
    operation_id = "verifyAnyFido2",
    responses((status = 423, description = "It is locked: what is shown isn't looked at.", body = Errors))
)]
pub(crate) async fn handler(
    call: Call<OfFido2<CredentialModify>, Strict<Answer>, Refuses>,
) -> Result<Shown<Recognised>, Refused> {
    let Call { permit: OfFido2(permit), body: Strict { value, extra }, server, .. } = call;
    let mut given = Map::new();
    given.extend(value.ceremony.map(|ceremony| ("ceremony".to_owned(), Value::from(ceremony))));
    given.extend(value.credential.map(|credential| ("credential".to_owned(), Value::Object(credential))));
    let recognised = recognise(&permit, keeper(&server), &given, &extra).await?;
    note_lock(&server, &recognised.counted);
    Ok(Shown(Recognised {
        user_ext_id: recognised.user.to_string(),
        credential_ext_id: recognised.credential.to_string(),
        result: recognised.counted.into(),
    }))
}
