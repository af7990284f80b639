//! What is kept of a policy.

use sigill_domain::policy::Policy;

use crate::row::row;

row! {
    impl Policy in policy {
        id, client_id, ext_id, kind, created;
        name, description, is_default, parameters, version, modified
    }
}
