//! `POST /terms`.

use std::collections::BTreeMap;

use serde::Deserialize;
use sigill_app::{Everywhere, Permit};
use sigill_domain::right::TermsCreate;
use sigill_domain::terms;
use utoipa::ToSchema;

use super::Terms;
use crate::http::answer::Created;
use crate::http::call::{Call, Strict};
use crate::http::path::location;
use crate::http::refused::Refused;
use crate::http::strict;
use crate::http::written::{Show, Written};

/// Terms to be created.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewTerms, example = json!({
    "extId": "terms-123", "name": "Terms of use", "active": true, "silentAcceptance": false, "termsVersion": "1",
    "urls": { "en": "https://example.com/terms" }
}))]
pub(crate) struct New {
    /// The external id; generated where none is given. 1 to 50 ASCII letters, digits and `-@./_:()\{}[]=!~+`.
    #[schema(example = "terms-123", min_length = 1, max_length = 50)]
    ext_id: Option<String>,
    /// Unique among all terms.
    #[schema(value_type = String, required, example = "Terms of use", min_length = 1, max_length = 100)]
    name: Option<String>,
    /// Whether people are asked to accept them.
    #[schema(value_type = bool, required)]
    active: Option<bool>,
    /// Whether who asks people takes them as accepted without a word.
    #[schema(value_type = bool, required)]
    silent_acceptance: Option<bool>,
    #[schema(value_type = String, required, example = "1", min_length = 1, max_length = 50)]
    terms_version: Option<String>,
    /// Where they stand, per language: `en`, `de`, `fr`, `it`.
    #[serde(default, deserialize_with = "strict::object")]
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    urls: Option<BTreeMap<String, Option<String>>>,
}

impl From<New> for terms::New {
    fn from(new: New) -> Self {
        let present = |(language, url): (String, Option<String>)| Some((language, url?));
        Self {
            ext_id: new.ext_id,
            name: new.name,
            is_active: new.active,
            is_silent: new.silent_acceptance,
            terms_version: new.terms_version,
            urls: new.urls.unwrap_or_default().into_iter().filter_map(present).collect(),
        }
    }
}

/// Create terms
///
/// They are for everything, until they are assigned to applications.
#[utoipa::path(post, path = "/terms", tag = "Terms", operation_id = "createTerms")]
pub(crate) async fn handler(
    call: Call<Permit<TermsCreate, Everywhere>, Strict<New>>,
) -> Result<Written<Created<Terms>>, Refused> {
    let Call { permit, body: Strict { value: new, extra }, terms, .. } = call;
    let show = Show::new(|made: &terms::Terms| Created {
        location: location(&["terms", made.ext_id.as_str()]),
        entity: made.clone().into(),
    });
    let outcome = sigill_app::terms::create(&permit, &new.into(), &show.asked(&terms, &extra)).await?;
    Ok(show.written(&terms, outcome))
}
