//! `POST /{clientExtId}/eroles`.

use std::collections::BTreeMap;

use serde::Deserialize;
use sigill_app::Permit;
use sigill_domain::erole;
use sigill_domain::right::EnterpriseRoleCreate;
use utoipa::ToSchema;

use super::EnterpriseRole;
use crate::http::answer::Created;
use crate::http::call::{Call, Strict};
use crate::http::path::location;
use crate::http::refused::Refused;
use crate::http::strict;
use crate::http::written::{Show, Written};

/// An enterprise role to be created.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewEnterpriseRole, example = json!({
    "extId": "erole-123", "name": "Accounting", "displayName": { "EN": "Accounting" }
}))]
pub(crate) struct New {
    /// The external id; generated where none is given. 1 to 50 ASCII letters, digits and `-@./_:()\{}[]=!~+`.
    #[schema(example = "erole-123", min_length = 1, max_length = 50)]
    ext_id: Option<String>,
    /// Unique in the client.
    #[schema(value_type = String, required, example = "Accounting", min_length = 1, max_length = 100)]
    name: Option<String>,
    #[schema(min_length = 1, max_length = 1000)]
    description: Option<String>,
    /// What people are shown, per language: `EN`, `DE`, `FR`, `IT`.
    #[serde(default, deserialize_with = "strict::object")]
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    display_name: Option<BTreeMap<String, Option<String>>>,
}

impl From<New> for erole::New {
    fn from(new: New) -> Self {
        let present = |(language, text): (String, Option<String>)| Some((language, text?));
        Self {
            ext_id: new.ext_id,
            name: new.name,
            description: new.description,
            display_name: new.display_name.unwrap_or_default().into_iter().filter_map(present).collect(),
            external_id: None,
        }
    }
}

/// Create an enterprise role
///
/// It has no members yet.
#[utoipa::path(post, path = "/{clientExtId}/eroles", tag = "Enterprise role", operation_id = "createEnterpriseRole")]
pub(crate) async fn handler(
    call: Call<Permit<EnterpriseRoleCreate>, Strict<New>>,
) -> Result<Written<Created<EnterpriseRole>>, Refused> {
    let Call { permit, body: Strict { value: new, extra }, terms, .. } = call;
    let client = permit.client().as_str();
    let show = Show::new(|erole: &erole::EnterpriseRole| Created {
        location: location(&[client, "eroles", erole.ext_id.as_str()]),
        entity: EnterpriseRole::of(client, erole.clone()),
    });
    let outcome = sigill_app::erole::create(&permit, &new.into(), &show.asked(&terms, &extra)).await?;
    Ok(show.written(&terms, outcome))
}
