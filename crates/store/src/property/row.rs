//! What is kept of a property.

use sigill_domain::property::Definition;

use crate::row::row;

row! {
    impl Definition in property {
        id, ext_id, scope, name, description, kind, propagated, mandatory_on_gui, string_max_len, string_regex,
        access_create, access_modify, unique as is_unique, allowed_values, created;
    }
}
