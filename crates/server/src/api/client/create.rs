//! `POST /clients`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sigill_app::{Everywhere, Permit};
use sigill_domain::client;
use sigill_domain::right::ClientCreate;
use utoipa::ToSchema;

use crate::http::answer::{Created, Entity};
use crate::http::call::{Call, Strict};
use crate::http::path::location;
use crate::http::refused::Refused;
use crate::http::strict;
use crate::http::written::{Show, Written};

/// A client to be created.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewClient, example = json!({ "extId": "client-123", "name": "Client 123", "displayName": { "EN": "Client 123" } }))]
pub(crate) struct New {
    /// The external id; generated where none is given. 1 to 50 ASCII letters, digits and `-@./_:()\{}[]=!~+`.
    #[schema(example = "client-123", min_length = 1, max_length = 50)]
    ext_id: Option<String>,
    /// The name, unique among all clients.
    #[schema(example = "Client 123", min_length = 1, max_length = 100, required, nullable = false)]
    name: Option<String>,
    /// A name per language: `EN`, `DE`, `FR`, `IT`.
    #[serde(default, deserialize_with = "strict::object")]
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    display_name: Option<BTreeMap<String, Option<String>>>,
    #[schema(min_length = 1, max_length = 1000)]
    remarks: Option<String>,
}

impl From<New> for client::New {
    fn from(new: New) -> Self {
        let present = |(language, name): (String, Option<String>)| Some((language, name?));
        Self {
            ext_id: new.ext_id,
            name: new.name,
            display_name: new.display_name.unwrap_or_default().into_iter().filter_map(present).collect(),
            remarks: new.remarks,
        }
    }
}

/// What a new client has from the start.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = FoundedClient)]
pub(crate) struct Founded {
    /// The external id of the default unit.
    #[schema(example = "0196e3a2-7c10-7000-8000-000000000001")]
    default_unit_ext_id: String,
    /// The external id of the default profile policy.
    #[schema(example = "0196e3a2-7c10-7000-8000-000000000002")]
    default_profile_policy_ext_id: String,
}

impl From<&client::Founded> for Founded {
    fn from(founded: &client::Founded) -> Self {
        Self {
            default_unit_ext_id: founded.unit.ext_id.to_string(),
            default_profile_policy_ext_id: founded.profile_policy.ext_id.to_string(),
        }
    }
}

impl Entity for Founded {
    const IS_WHOLE: bool = false;

    fn version(&self) -> i64 {
        1
    }
}

/// Create a client
///
/// Creates a client with its default unit, its profile policy and a default MobileSignaturePolicy.
#[utoipa::path(post, path = "/clients", tag = "Client", operation_id = "createClient")]
pub(crate) async fn handler(
    call: Call<Permit<ClientCreate, Everywhere>, Strict<New>>,
) -> Result<Written<Created<Founded>>, Refused> {
    let Call { permit, body: Strict { value: new, extra }, terms, .. } = call;
    let show = Show::new(|founded: &client::Founded| Created {
        location: location(&["clients", founded.client.ext_id.as_str()]),
        entity: founded.into(),
    });
    let outcome = sigill_app::client::create(&permit, &new.into(), &show.asked(&terms, &extra)).await?;
    Ok(show.written(&terms, outcome))
}
