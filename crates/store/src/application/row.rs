//! What is kept of an application and of a role.

use sigill_domain::application::{AppRole, Application, ApplicationRef};

use crate::row::row;

row! {
    impl Application in application {
        id, ext_id, created;
        name, description, url, is_displayed, display_name, properties, version, modified
    }
}

row! {
    impl ApplicationRef in application { id, ext_id, name; }
}

row! {
    impl AppRole in app_role { id, application_id, ext_id, created; name, description, properties, version, modified }
}
