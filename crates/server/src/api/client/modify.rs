//! `PATCH /clients/{extId}`.

use std::collections::BTreeMap;

use serde::Deserialize;
use sigill_app::Permit;
use sigill_domain::client::{self, PatchClient};
use sigill_domain::language;
use sigill_domain::patch::Patch as Member;
use sigill_domain::right::ClientModify;
use sigill_domain::version::Expected;
use utoipa::ToSchema;

use super::Client;
use crate::http::answer::Found;
use crate::http::call::{Call, Strict};
use crate::http::refused::Refused;
use crate::http::schema::{read_only, unchangeable};
use crate::http::strict::{self, Ignored};
use crate::http::written::{Show, Written};

/// What is to be changed: what is absent stays, and `null` or `""` removes what is optional. What was read may be sent
/// back with it.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PatchClient, example = json!({ "displayName": { "DE": "Mandant 123", "FR": null } }))]
pub(crate) struct Patch {
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, example = "Client 123", max_length = 100, nullable = false)]
    name: Member<String>,
    /// A name per language: those that are absent stay, and `null` removes one.
    #[serde(default, deserialize_with = "strict::object_member")]
    #[schema(value_type = Option<BTreeMap<String, Option<String>>>)]
    display_name: Member<BTreeMap<String, Option<String>>>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, max_length = 1000)]
    remarks: Member<String>,
    /// The version that is to be changed: any where none is given.
    #[schema(value_type = Option<i32>, example = 1)]
    pub(crate) version: Option<i64>,

    #[serde(default, deserialize_with = "strict::member")]
    #[schema(schema_with = unchangeable)]
    ext_id: Member<String>,
    #[serde(rename = "created", default)]
    #[schema(schema_with = read_only)]
    _created: Ignored,
    #[serde(rename = "lastModified", default)]
    #[schema(schema_with = read_only)]
    _last_modified: Ignored,
}

impl Patch {
    pub(crate) fn expecting(self, expected: Expected) -> PatchClient {
        PatchClient {
            name: self.name,
            display_name: language::patch(self.display_name),
            remarks: self.remarks,
            ext_id: self.ext_id,
            expected,
        }
    }
}

/// Modify a client
///
/// Changes what the body names, as a JSON Merge Patch.
#[utoipa::path(patch, path = "/clients/{extId}", tag = "Client", operation_id = "modifyClient")]
pub(crate) async fn handler(
    call: Call<Permit<ClientModify>, Strict<Patch>>,
) -> Result<Written<Found<Client>>, Refused> {
    let Call { permit, body: Strict { value: patch, extra }, terms, .. } = call;
    let expected = terms.expected(patch.version)?;
    let show = Show::new(|client: &client::Client| Found(client.clone().into()));
    let asked = show.asked(&terms, &extra);
    let outcome = sigill_app::client::modify(&permit, &patch.expecting(expected), &asked).await?;
    Ok(show.written(&terms, outcome))
}
