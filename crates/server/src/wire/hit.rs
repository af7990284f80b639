//! What a search finds.

use std::borrow::Cow;

use serde::Serialize;
use sigill_app as app;
use sigill_domain::credential::CredentialType;
use sigill_domain::ext_id::ExtId;
use sigill_domain::search::Why;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{Object, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::listed::Listed;
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

/// What helps who asks for a national number where nothing says of which country.
const LACKS_COUNTRY: &str = "q: a national number was only looked for as it is written: no client policy says of which \
    country national numbers are. Set sigill.msisdn.country, such as 41, or ask with the country code: +41 79 123 45 67";

/// All that a search finds.
#[derive(Serialize)]
pub(crate) struct Found {
    #[serde(flatten)]
    listed: Listed<Hit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'static str>,
}

impl From<app::Searched> for Found {
    fn from(found: app::Searched) -> Self {
        Self {
            listed: Listed::whole(found.hits.into_iter().map(Hit::from).collect()),
            hint: found.lacks_country.then_some(LACKS_COUNTRY),
        }
    }
}

impl PartialSchema for Found {
    fn schema() -> RefOr<Schema> {
        let hint = Object::builder()
            .schema_type(Type::String)
            .description(Some("Why less may be found than is there, and what mends it."))
            .examples([LACKS_COUNTRY]);
        match Listed::<Hit>::schema() {
            RefOr::T(Schema::Object(mut page)) => {
                page.properties.insert("hint".to_owned(), hint.into());
                page.into()
            }
            other => other,
        }
    }
}

impl ToSchema for Found {
    fn name() -> Cow<'static, str> {
        Listed::<Hit>::name()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Listed::<Hit>::schemas(schemas);
    }
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
