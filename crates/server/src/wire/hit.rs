//! What a search finds.

use serde::Serialize;
use sigill_app as app;
use sigill_domain::credential::CredentialType;
use sigill_domain::ext_id::ExtId;
use sigill_domain::search::Why;
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;

use super::mobile_signature::credential_type;
use super::one_of;
use super::user::User;

fn why() -> Object {
    let all = [
        Why::Msisdn,
        Why::LoginId,
        Why::UserExtId,
        Why::CredentialExtId,
        Why::Email,
        Why::Identificator,
        Why::CertificateSerial,
        Why::CertificateSha256,
        Why::Name,
    ];
    one_of("By what it was found.", all.into_iter().map(Why::as_str)).build()
}

/// A user that was found, perhaps by one of its credentials.
#[derive(Serialize, ToSchema)]
#[schema(as = Hit)]
pub(crate) struct Hit {
    #[schema(schema_with = why)]
    why: &'static str,
    client: HitClient,
    user: User,
    /// The credential, where it was this that matched.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    credential: Option<HitCredential>,
}

/// The client of the user.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct HitClient {
    #[schema(example = "client-123")]
    ext_id: String,
    #[schema(example = "Client 123")]
    name: String,
}

/// The credential that matched.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct HitCredential {
    #[schema(schema_with = credential_type)]
    r#type: &'static str,
    #[schema(example = "credential-123")]
    ext_id: String,
}

impl From<app::Hit> for Hit {
    fn from(hit: app::Hit) -> Self {
        let credential = |(kind, ext_id): (CredentialType, ExtId)| HitCredential {
            r#type: kind.as_str(),
            ext_id: ext_id.to_string(),
        };
        Self {
            why: hit.why.as_str(),
            user: User::of(hit.client.ext_id.as_str(), hit.user),
            client: HitClient { ext_id: hit.client.ext_id.to_string(), name: hit.client.name },
            credential: hit.credential.map(credential),
        }
    }
}
