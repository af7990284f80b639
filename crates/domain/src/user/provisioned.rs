//! What provisioning clients (SCIM) say of a person, and a user has no field for.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::breach::Breaches;
use crate::text;

/// Longest `externalId`, in characters.
pub const EXTERNAL_ID_LEN_MAX: usize = 250;

/// What is kept beside the fields of a person, as it was said.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Provisioned {
    /// The provisioning client's own name for the user; not unique. 1 to [`EXTERNAL_ID_LEN_MAX`] characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// Attributes by their names, those of an extension below its URN, in the form in which they are shown.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub attributes: Map<String, Value>,
}

impl std::fmt::Debug for Provisioned {
    /// What it is, but not what is in it: it is a person's.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Provisioned(…)")
    }
}

impl Provisioned {
    pub(super) fn check(&self, broken: &mut Breaches) {
        broken.keep(text::optional("externalId", self.external_id.as_deref(), EXTERNAL_ID_LEN_MAX));
    }
}
