//! What is kept of a user.

use sigill_domain::ext_id::ExtId;
use sigill_domain::property::Properties;
use sigill_domain::time::Timestamp;
use sigill_domain::user::{Person, State, User, UserRef, Validity};
use uuid::Uuid;

use crate::row::row;

row! {
    /// A user.
    struct UserRow in users {
        id: Uuid,
        client_id: Uuid,
        ext_id: ExtId,
        is_technical: bool,
        created: Timestamp;
        login_id: String,
        state: State,
        valid_from: Option<Timestamp>,
        valid_to: Option<Timestamp>,
        person: Person,
        properties: Option<Properties>,
        version: i64,
        modified: Timestamp,
        modified_by: Option<String>,
    }
}

row! {
    /// What a user is found by besides its ids.
    struct UserKeys in users {
        ;
        name_key: String,
        given_key: String,
        email_key: String,
        mobile: Option<String>,
        external_id: Option<String>,
    }
}

row! {
    /// What moves with every change below a user, and counts its logins.
    struct OwnerRow in owner { id: Uuid, client_id: Uuid; rev: i64, success_count: i64, failure_count: i64 }
}

row! {
    impl UserRef in users { id, ext_id, state; }
}

row! {
    impl Validity in users { from as valid_from, to as valid_to; }
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> Self {
        Self {
            id: row.id,
            client_id: row.client_id,
            ext_id: row.ext_id,
            login_id: row.login_id,
            state: row.state,
            is_technical: row.is_technical,
            validity: Validity { from: row.valid_from, to: row.valid_to },
            person: row.person,
            properties: row.properties.unwrap_or_default(),
            version: row.version,
            created: row.created,
            modified: row.modified,
            modified_by: row.modified_by,
        }
    }
}

impl UserRow {
    pub(super) fn of(user: &User) -> Self {
        Self {
            id: user.id,
            client_id: user.client_id,
            ext_id: user.ext_id.clone(),
            login_id: user.login_id.clone(),
            state: user.state,
            is_technical: user.is_technical,
            valid_from: user.validity.from,
            valid_to: user.validity.to,
            person: user.person.clone(),
            properties: (!user.properties.is_empty()).then(|| user.properties.clone()),
            version: user.version,
            created: user.created,
            modified: user.modified,
            modified_by: user.modified_by.clone(),
        }
    }
}

impl UserKeys {
    pub(super) fn of(user: &User) -> Self {
        let keys = user.keys();
        Self {
            name_key: keys.name,
            given_key: keys.given,
            email_key: keys.email,
            mobile: user.person.contacts.mobile.clone(),
            external_id: user.person.provisioned.as_ref().and_then(|kept| kept.external_id.clone()),
        }
    }
}
