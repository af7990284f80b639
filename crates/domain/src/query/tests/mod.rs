//! What queries are read as, and what they find.

mod answers;
mod judge;
mod leads;
mod syntax;

use std::sync::Arc;

use uuid::Uuid;

use super::*;
use crate::client::Client;
use crate::ext_id::ExtId;
use crate::property::Properties;
use crate::time::Timestamp;
use crate::user::{Contacts, Name, Person, State, User, Validity};

const USERS: Scope = Scope(&[Entity::User]);

/// A user with this id, first name and family name.
fn user(id: &str, first: &str, family: &str) -> Candidate {
    let name = Name { title: None, first_name: Some(first.to_owned()), family_name: Some(family.to_owned()) };
    let contacts = Contacts { email: Some(format!("{id}@Example.com")), ..Contacts::default() };
    let at = Timestamp::parse("2026-05-18T12:34:56Z").unwrap();
    let user = User {
        id: Uuid::nil(),
        client_id: Uuid::nil(),
        ext_id: ExtId::from_stored(id.to_owned()),
        login_id: id.to_ascii_uppercase(),
        state: State::Active,
        is_technical: false,
        validity: Validity::default(),
        person: Person { name, contacts, remarks: Some("first line of support".to_owned()), ..Person::default() },
        properties: Properties::default(),
        version: 1,
        created: at,
        modified: at,
        modified_by: None,
    };
    Candidate::User(Box::new(user), Arc::new(client("api")))
}

fn client(id: &str) -> Client {
    let at = Timestamp::default();
    Client {
        id: Uuid::nil(),
        ext_id: ExtId::from_stored(id.to_owned()),
        name: id.to_ascii_uppercase(),
        display_name: [("en".to_owned(), "The clients".to_owned())].into(),
        remarks: None,
        version: 1,
        created: at,
        modified: at,
    }
}

/// A query about users.
fn about_users(query: &str) -> Result<Condition, QueryError> {
    bind(query, Entity::User, USERS, Entity::User.default_fields())
}
