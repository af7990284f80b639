//! `PATCH /terms/{termsExtId}`.

use std::collections::BTreeMap;

use serde::Deserialize;
use sigill_app::{Everywhere, Permit};
use sigill_domain::language;
use sigill_domain::patch::Patch as Member;
use sigill_domain::right::TermsModify;
use sigill_domain::terms::{self, PatchTerms};
use sigill_domain::version::Expected;
use utoipa::ToSchema;

use super::Terms;
use crate::http::answer::Found;
use crate::http::call::{Call, Strict};
use crate::http::refused::Refused;
use crate::http::schema::{read_only, unchangeable};
use crate::http::strict::{self, Ignored};
use crate::http::written::{Show, Written};

/// What is to be changed: what is absent stays. What was read may be sent back with it.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PatchTerms, example = json!({ "termsVersion": "2", "urls": { "fr": null } }))]
pub(crate) struct Patch {
    /// Unique among all terms; can't be removed.
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 100, nullable = false)]
    name: Member<String>,
    /// Can't be removed.
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<bool>, nullable = false)]
    active: Member<bool>,
    /// Where it changes, people are asked again. Can't be removed.
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 50, nullable = false)]
    terms_version: Member<String>,
    /// Where they stand, per language: those that are absent stay, and `null` removes one.
    #[serde(default, deserialize_with = "strict::object_member")]
    #[schema(value_type = Option<BTreeMap<String, Option<String>>>)]
    urls: Member<BTreeMap<String, Option<String>>>,
    /// The version that is to be changed: any where none is given.
    #[schema(value_type = Option<i32>, example = 1)]
    pub(crate) version: Option<i64>,

    #[serde(default, deserialize_with = "strict::member")]
    #[schema(schema_with = unchangeable)]
    ext_id: Member<String>,
    /// Can't be changed: expected as it was read, if at all.
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<bool>)]
    silent_acceptance: Member<bool>,
    #[serde(rename = "applicationExtIds", default)]
    #[schema(schema_with = read_only)]
    _application_ext_ids: Ignored,
    #[serde(rename = "created", default)]
    #[schema(schema_with = read_only)]
    _created: Ignored,
    #[serde(rename = "lastModified", default)]
    #[schema(schema_with = read_only)]
    _last_modified: Ignored,
}

impl Patch {
    fn expecting(self, expected: Expected) -> PatchTerms {
        PatchTerms {
            name: self.name,
            is_active: self.active,
            terms_version: self.terms_version,
            urls: language::patch(self.urls),
            ext_id: self.ext_id,
            is_silent: self.silent_acceptance,
            expected,
        }
    }
}

/// Modify terms
///
/// Changes what the body names, as a JSON Merge Patch. Also needs AccessControl.TermsView for all clients.
#[utoipa::path(patch, path = "/terms/{termsExtId}", tag = "Terms", operation_id = "modifyTerms")]
pub(crate) async fn handler(
    call: Call<Permit<TermsModify, Everywhere>, Strict<Patch>>,
) -> Result<Written<Found<Terms>>, Refused> {
    let Call { permit, path, body: Strict { value: patch, extra }, terms, .. } = call;
    let expected = terms.expected(patch.version)?;
    let patch = patch.expecting(expected);
    let show = Show::new(|changed: &terms::Terms| Found(Terms::from(changed.clone())));
    let asked = show.asked(&terms, &extra);
    let outcome = sigill_app::terms::modify(&permit, path.terms(), &patch, &asked).await?;
    Ok(show.written(&terms, outcome))
}
