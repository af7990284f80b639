//! What is kept of an enterprise role, of a member, and of an enterprise authorization.

use std::collections::BTreeMap;

use sigill_domain::erole::{EnterpriseAuthorization, EnterpriseRole, RoleMember};
use sigill_domain::ext_id::ExtId;
use sigill_domain::property::Properties;
use sigill_domain::time::Timestamp;
use sigill_domain::user::Validity;
use uuid::Uuid;

use crate::row::row;

row! {
    /// An enterprise role.
    struct EnterpriseRoleRow in erole {
        id: Uuid,
        client_id: Uuid,
        ext_id: ExtId,
        created: Timestamp;
        name: String,
        description: Option<String>,
        display_name: BTreeMap<String, String>,
        external_id: Option<String>,
        properties: Option<Properties>,
        version: i64,
        modified: Timestamp,
    }
}

impl From<EnterpriseRoleRow> for EnterpriseRole {
    fn from(row: EnterpriseRoleRow) -> Self {
        Self {
            id: row.id,
            client_id: row.client_id,
            ext_id: row.ext_id,
            name: row.name,
            description: row.description,
            display_name: row.display_name,
            external_id: row.external_id,
            properties: row.properties.unwrap_or_default(),
            version: row.version,
            created: row.created,
            modified: row.modified,
        }
    }
}

impl EnterpriseRoleRow {
    pub(super) fn of(erole: &EnterpriseRole) -> Self {
        Self {
            id: erole.id,
            client_id: erole.client_id,
            ext_id: erole.ext_id.clone(),
            created: erole.created,
            name: erole.name.clone(),
            description: erole.description.clone(),
            display_name: erole.display_name.clone(),
            external_id: erole.external_id.clone(),
            properties: (!erole.properties.is_empty()).then(|| erole.properties.clone()),
            version: erole.version,
            modified: erole.modified,
        }
    }
}

row! {
    impl RoleMember in erole_member { id, client_id, erole_id, role_id, application_id, created; }
}

row! {
    /// That a profile has an enterprise role.
    struct GivenRow in eauthz {
        id: Uuid,
        client_id: Uuid,
        profile_id: Uuid,
        erole_id: Uuid,
        ext_id: ExtId,
        created: Timestamp;
        valid_from: Option<Timestamp>,
        valid_to: Option<Timestamp>,
        version: i64,
        modified: Timestamp,
    }
}

impl GivenRow {
    pub(super) fn of(given: &EnterpriseAuthorization) -> Self {
        Self {
            id: given.id,
            client_id: given.client_id,
            profile_id: given.profile_id,
            erole_id: given.erole_id,
            ext_id: given.ext_id.clone(),
            created: given.created,
            valid_from: given.validity.from,
            valid_to: given.validity.to,
            version: given.version,
            modified: given.modified,
        }
    }

    /// With the external id of the enterprise role.
    pub(super) fn given(self, erole_ext_id: ExtId) -> EnterpriseAuthorization {
        EnterpriseAuthorization {
            id: self.id,
            client_id: self.client_id,
            profile_id: self.profile_id,
            erole_id: self.erole_id,
            ext_id: self.ext_id,
            erole_ext_id,
            validity: Validity { from: self.valid_from, to: self.valid_to },
            version: self.version,
            created: self.created,
            modified: self.modified,
        }
    }
}
