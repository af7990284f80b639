//! A merge patch of a client.

use std::collections::BTreeMap;

use serde::Deserialize;
use sigill_domain::client::PatchClient;
use sigill_domain::patch::Patch as Member;
use sigill_domain::version::Expected;
use utoipa::ToSchema;

use super::{read_only, unchangeable};
use crate::strict::{self, Ignored};

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
        let named = |(language, name): (String, Option<String>)| (language, name.map_or(Member::Clear, Member::Set));
        PatchClient {
            name: self.name,
            display_name: match self.display_name {
                Member::Keep => Member::Keep,
                Member::Clear => Member::Clear,
                Member::Set(names) => Member::Set(names.into_iter().map(named).collect()),
            },
            remarks: self.remarks,
            ext_id: self.ext_id,
            expected,
        }
    }
}
