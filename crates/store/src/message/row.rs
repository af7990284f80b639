//! What is kept of a message.

use sigill_domain::message::Message;

use crate::row::row;

row! {
    impl Message in message {
        id,
        client_id,
        user_id as owner_id,
        credential_id,
        subject_ext_id,
        purpose,
        until,
        caller,
        request_id,
        created;
        state,
        channel,
        way,
        tries,
        due,
        claim,
        modified,
    }
}
