//! What is kept of a unit.

use std::collections::BTreeMap;

use sigill_domain::credential::PolicyRef;
use sigill_domain::ext_id::ExtId;
use sigill_domain::property::Properties;
use sigill_domain::rooms::UnitPath;
use sigill_domain::time::Timestamp;
use sigill_domain::unit::{State, Unit, UnitRef};
use sigill_domain::user::Validity;
use uuid::Uuid;

use crate::row::row;

row! {
    /// A unit.
    struct UnitRow in unit {
        id: Uuid,
        client_id: Uuid,
        ext_id: ExtId,
        is_profileless: bool,
        is_default: bool,
        created: Timestamp;
        parent_id: Option<Uuid>,
        parent_ext_id: Option<ExtId>,
        path: UnitPath,
        hierarchical_name: String,
        name: String,
        description: Option<String>,
        location: Option<String>,
        state: State,
        display_name: BTreeMap<String, String>,
        abbreviation: BTreeMap<String, String>,
        valid_from: Option<Timestamp>,
        valid_to: Option<Timestamp>,
        comment: Option<String>,
        policy_id: Option<Uuid>,
        policy_ext_id: Option<ExtId>,
        properties: Option<Properties>,
        version: i64,
        modified: Timestamp,
    }
}

impl From<UnitRow> for Unit {
    fn from(row: UnitRow) -> Self {
        let policy = row.policy_id.zip(row.policy_ext_id).map(|(id, ext_id)| PolicyRef { id, ext_id });
        let parent = row.parent_id.zip(row.parent_ext_id).map(|(id, ext_id)| UnitRef { id, ext_id });
        Self {
            id: row.id,
            client_id: row.client_id,
            ext_id: row.ext_id,
            parent,
            path: row.path,
            hierarchical_name: row.hierarchical_name,
            name: row.name,
            description: row.description,
            location: row.location,
            state: row.state,
            display_name: row.display_name,
            abbreviation: row.abbreviation,
            is_profileless: row.is_profileless,
            validity: Validity { from: row.valid_from, to: row.valid_to },
            comment: row.comment,
            policy,
            properties: row.properties.unwrap_or_default(),
            is_default: row.is_default,
            version: row.version,
            created: row.created,
            modified: row.modified,
        }
    }
}

impl UnitRow {
    pub(super) fn of(unit: &Unit) -> Self {
        Self {
            id: unit.id,
            client_id: unit.client_id,
            ext_id: unit.ext_id.clone(),
            is_profileless: unit.is_profileless,
            is_default: unit.is_default,
            created: unit.created,
            parent_id: unit.parent.as_ref().map(|parent| parent.id),
            parent_ext_id: unit.parent.as_ref().map(|parent| parent.ext_id.clone()),
            path: unit.path.clone(),
            hierarchical_name: unit.hierarchical_name.clone(),
            name: unit.name.clone(),
            description: unit.description.clone(),
            location: unit.location.clone(),
            state: unit.state,
            display_name: unit.display_name.clone(),
            abbreviation: unit.abbreviation.clone(),
            valid_from: unit.validity.from,
            valid_to: unit.validity.to,
            comment: unit.comment.clone(),
            policy_id: unit.policy.as_ref().map(|policy| policy.id),
            policy_ext_id: unit.policy.as_ref().map(|policy| policy.ext_id.clone()),
            properties: (!unit.properties.is_empty()).then(|| unit.properties.clone()),
            version: unit.version,
            modified: unit.modified,
        }
    }
}
