//! `GET /search`.

use std::borrow::Cow;

use serde::Serialize;
use sigill_app as app;
use sigill_app::{Permit, Rooms};
use sigill_domain::credential::CredentialType;
use sigill_domain::ext_id::ExtId;
use sigill_domain::right::UserView;
use sigill_domain::search::Why;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{Object, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::api::credential::credential_type;
use crate::api::user::User;
use crate::document::Errors;
use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::listed::Listed;
use crate::http::query::{Query, Searches};
use crate::http::refused::Refused;
use crate::http::schema::one_of;

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

/// Search for users
///
/// Finds users by a calling number in any notation, a login id, an external id of a user or a credential, an e-mail
/// address, an identificator, the serial number or SHA-256 fingerprint of a certificate, or the beginning of a name, in
/// all clients that the caller may see. A national number is read in the countries that client policies name
/// (`sigill.msisdn.country`); where none does, `hint` says so. It isn't cut into pages. Also needs AccessControl.CredentialSearch.
#[utoipa::path(
    get,
    path = "/search",
    tag = "Search",
    operation_id = "search",
    responses((status = 404, description = "The client doesn't exist.", body = Errors))
)]
pub(crate) async fn handler(call: Call<Permit<UserView, Rooms>, Query<Searches>>) -> Result<Shown<Found>, Refused> {
    let found = sigill_app::search::find(&call.permit, call.body.given()).await?;
    Ok(Shown(Found::from(found)))
}
