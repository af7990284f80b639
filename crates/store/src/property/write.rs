//! How properties and their unique values are written.

use sigill_domain::property::{Definition, UniqueValue};
use uuid::Uuid;

use crate::step::Step;

/// The table of unique values, each of a user or of a credential, with which it goes.
const UNIQUE_VALUE: &str = "unique_value";

pub(crate) fn insert(definition: &Definition, position: i64) -> Step {
    Step::insert(definition, vec![("position", position.into())])
}

pub(crate) fn insert_unique_value(value: &UniqueValue) -> Step {
    let holder = if value.holder.is_credential { "credential_id" } else { "user_id" };
    Step::Insert {
        table: UNIQUE_VALUE,
        columns: vec![
            ("id", value.id.into()),
            ("client_id", value.holder.client_id.into()),
            (holder, value.holder.id.into()),
            ("unique_key", value.key.as_str().into()),
        ],
    }
}

pub(crate) fn update_unique_value(value: &UniqueValue) -> Step {
    Step::Update { table: UNIQUE_VALUE, id: value.id, columns: vec![("unique_key", value.key.as_str().into())] }
}

pub(crate) fn delete_unique_value(id: Uuid) -> Step {
    Step::Delete { table: UNIQUE_VALUE, id }
}
