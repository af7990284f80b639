//! Consents: that people have accepted terms.

use std::borrow::Cow;

use serde::Serialize;
use sigill_domain::terms;
use utoipa::openapi::schema::{ArrayBuilder, Schema};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

use crate::http::answer::Entity;

operations! {
    list;
    create;
    pending;
}

/// That somebody has accepted terms.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Consent)]
pub(crate) struct Consent {
    #[schema(example = "terms-123")]
    terms_ext_id: String,
    /// When it was accepted.
    #[schema(example = "2026-05-18T12:34:56Z")]
    acceptance_date: String,
    /// Which version of the terms was accepted.
    #[schema(example = "1")]
    terms_version: String,
}

impl From<terms::Consent> for Consent {
    fn from(consent: terms::Consent) -> Self {
        Self {
            terms_ext_id: consent.terms_ext_id.to_string(),
            acceptance_date: consent.accepted.to_string(),
            terms_version: consent.terms_version,
        }
    }
}

/// It never changes, and so has no version.
impl Entity for Consent {
    const IS_WHOLE: bool = false;

    fn version(&self) -> i64 {
        1
    }
}

/// All consents of a user: a plain array, as it is documented.
#[derive(Serialize)]
#[serde(transparent)]
pub(crate) struct Consents(Vec<Consent>);

impl From<Vec<terms::Consent>> for Consents {
    fn from(consents: Vec<terms::Consent>) -> Self {
        Self(consents.into_iter().map(Consent::from).collect())
    }
}

impl PartialSchema for Consents {
    fn schema() -> RefOr<Schema> {
        let items = ArrayBuilder::new().items(Ref::from_schema_name(Consent::name()));
        let items = items.description(Some("What the user has accepted, the oldest first."));
        RefOr::T(Schema::Array(items.build()))
    }
}

impl ToSchema for Consents {
    fn name() -> Cow<'static, str> {
        "Consents".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((Consent::name().into_owned(), Consent::schema()));
        Consent::schemas(schemas);
    }
}
