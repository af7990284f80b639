//! What is kept of a property.

use sigill_domain::property::Definition;

use crate::row::row;

row! {
    impl Definition in property {
        id, ext_id, scope, client_id, client as client_ext_id, application_id, application as application_ext_id, name,
        description, kind, is_encrypted, propagated, mandatory_on_gui, string_max_len, string_regex, access_create, access_modify,
        uniqueness, allowed_values, created;
    }
}
