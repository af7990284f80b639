//! What is kept of a personal question.

use sigill_domain::question::Question;

use crate::row::row;

row! {
    impl Question in question {
        id, client_id, ext_id, created;
        description, state, display_name, content, version, modified
    }
}
