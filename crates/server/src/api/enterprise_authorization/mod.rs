//! Enterprise authorizations: the enterprise roles that a profile has.

use serde::Serialize;
use sigill_domain::erole;
use utoipa::ToSchema;

use crate::api::validity::Validity;
use crate::http::answer::Entity;

operations! {
    list;
    create;
    get;
    modify;
    delete;
}

/// An enterprise role that a profile has.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = EnterpriseAuthorization)]
pub(crate) struct EnterpriseAuthorization {
    /// When it was given.
    #[schema(example = "2026-05-18T12:34:56Z")]
    created: String,
    /// When it was last changed.
    #[schema(example = "2026-05-18T12:34:56Z")]
    last_modified: String,
    /// Grows by one per change; send it back to make a change conditional.
    #[schema(value_type = i32, example = 1)]
    version: i64,
    #[schema(example = "authorization-123")]
    ext_id: String,
    #[schema(example = "erole-123")]
    enterprise_role_ext_id: String,
    /// From when until when the profile has it; where it is absent, without beginning and end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    validity: Option<Validity>,
}

impl From<erole::EnterpriseAuthorization> for EnterpriseAuthorization {
    fn from(given: erole::EnterpriseAuthorization) -> Self {
        Self {
            created: given.created.to_string(),
            last_modified: given.modified.to_string(),
            version: given.version,
            ext_id: given.ext_id.to_string(),
            enterprise_role_ext_id: given.erole_ext_id.to_string(),
            validity: Validity::shown(given.validity.from, given.validity.to),
        }
    }
}

impl Entity for EnterpriseAuthorization {
    fn version(&self) -> i64 {
        self.version
    }
}
