//! How properties and their unique values are written.

use sigill_domain::property::{Definition, HolderKind, UniqueValue};
use uuid::Uuid;

use crate::step::Step;

/// The table of unique values, each of a user, a credential, a unit, a profile or an enterprise role, with which it goes.
const UNIQUE_VALUE: &str = "unique_value";

pub(crate) fn insert(definition: &Definition, position: i64) -> Step {
    Step::insert(definition, vec![("position", position.into())])
}

pub(crate) fn insert_unique_value(value: &UniqueValue) -> Step {
    let holder = match value.holder.kind {
        HolderKind::User => "user_id",
        HolderKind::Credential => "credential_id",
        HolderKind::Unit => "unit_id",
        HolderKind::Profile => "profile_id",
        HolderKind::EnterpriseRole => "erole_id",
        HolderKind::ProfileValues => "profile_application_id",
        HolderKind::Application => "application_id",
        HolderKind::Role => "role_id",
    };
    Step::Insert {
        table: UNIQUE_VALUE,
        columns: vec![
            ("id", value.id.into()),
            ("client_id", value.holder.client_id.into()),
            (holder, value.holder.id.into()),
            ("unique_key", value.key.as_str().into()),
            ("within_unit", value.unit_id.into()),
            ("shared_by", value.shared_by.into()),
            ("place", value.place.into()),
        ],
    }
}

pub(crate) fn update_unique_value(value: &UniqueValue) -> Step {
    let columns = vec![
        ("unique_key", value.key.as_str().into()),
        ("within_unit", value.unit_id.into()),
        ("shared_by", value.shared_by.into()),
        ("place", value.place.into()),
    ];
    Step::Update { table: UNIQUE_VALUE, id: value.id, columns }
}

pub(crate) fn move_unique_value(id: Uuid, unit: Uuid) -> Step {
    Step::Update { table: UNIQUE_VALUE, id, columns: vec![("within_unit", unit.into())] }
}

pub(crate) fn delete_unique_value(id: Uuid) -> Step {
    Step::Delete { table: UNIQUE_VALUE, id }
}
