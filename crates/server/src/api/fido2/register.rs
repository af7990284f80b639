//! `POST /{clientExtId}/users/{userExtId}/credentials/fido2/register`.

use serde::Deserialize;
use serde_json::{Map, Value};
use sigill_app::credential::Made;
use sigill_app::credential::fido2::{self, Registering};
use sigill_domain::breach::Breach;
use sigill_domain::credential::kinds;
use sigill_domain::right::CredentialCreate;
use sigill_domain::text;
use utoipa::ToSchema;

use super::OfFido2;
use crate::api::kind::keeper;
use crate::http::answer::Made as Placed;
use crate::http::call::{Call, Strict};
use crate::http::path::location;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Longest ceremony, in characters.
const CEREMONY_LEN_MAX: usize = 2_000;

/// What an authenticator has answered.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RegisterFido2)]
pub(crate) struct Answer {
    /// The ceremony, as its beginning gave it.
    #[schema(
        required = true,
        nullable = false,
        example = "$sealed$q83vEjRW$3q2+7w",
        min_length = 1,
        max_length = 2000
    )]
    ceremony: Option<String>,
    /// What `navigator.credentials.create()` gave: the JSON of its `toJSON()`.
    #[schema(required = true, nullable = false, value_type = Object)]
    credential: Option<Map<String, Value>>,
    /// The credential's external id; made up where none is given.
    #[schema(example = "credential-123", min_length = 1, max_length = 50)]
    ext_id: Option<String>,
    /// The browser in which it was registered.
    #[schema(example = "Mozilla/5.0", max_length = 255)]
    user_agent: Option<String>,
    /// What the user calls it.
    #[schema(example = "My laptop", max_length = 1000)]
    user_friendly_name: Option<String>,
}

/// Register a FIDO2 authenticator
///
/// Verifies what the authenticator has answered, and keeps its credential as one that was stored by the documented call.
/// The ceremony serves once. Also needs AccessControl.CredentialView. The answer has no body.
#[utoipa::path(
    post,
    path = "/{clientExtId}/users/{userExtId}/credentials/fido2/register",
    tag = "FIDO2 authenticator",
    operation_id = "registerFido2"
)]
pub(crate) async fn handler(call: Call<OfFido2<CredentialCreate>, Strict<Answer>>) -> Result<Written<Placed>, Refused> {
    let Call { permit: OfFido2(permit), path, body: Strict { value, mut extra }, terms, server, .. } = call;
    let Answer { ceremony, credential, ext_id, user_agent, user_friendly_name } = value;
    let mut keep = |read: Result<String, Breach>| read.map_err(|breach| extra.push(breach)).unwrap_or_default();
    let ceremony = keep(text::mandatory("ceremony", ceremony.as_deref(), CEREMONY_LEN_MAX));
    let credential = credential.map(Value::Object).unwrap_or_else(|| {
        extra.push(Breach::invalid("credential is mandatory: expected an object, got none"));
        Value::Null
    });
    let chosen = [("userAgent", user_agent), ("userFriendlyName", user_friendly_name)];
    let chosen = chosen.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into())));
    let members: Map<String, Value> = chosen.collect();
    let show = Show::new(|made: &Made| {
        let (client, user) = (permit.client().as_str(), path.user());
        let segment = kinds::FIDO2.form().segment;
        Placed(location(&[client, "users", user, segment, made.credential.ext_id.as_str()]))
    });
    let asked = show.asked(&terms, &extra);
    let registering = Registering {
        user: path.user(),
        ceremony: &ceremony,
        credential: &credential,
        ext_id: ext_id.as_deref(),
        members: &members,
    };
    let outcome = fido2::register(&permit, keeper(&server), registering, &asked).await?;
    Ok(show.written(&terms, outcome))
}
