//! What a query may find, with its fields.

use std::borrow::Cow;
use std::sync::Arc;

use super::field::{Entity, FieldKey};
use super::matching::{Document, FieldValue};
use crate::application::{AppRole, Application, ApplicationRef};
use crate::client::Client;
use crate::ext_id::ExtId;
use crate::language::Texts;
use crate::time::Timestamp;
use crate::unit::Unit;
use crate::user::User;

/// Something that was read, and may be what is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Candidate {
    /// A user, with its client.
    User(Box<User>, Arc<Client>),
    /// A client.
    Client(Box<Client>),
    /// An application.
    Application(Box<Application>),
    /// A unit, with its client.
    Unit(Box<Unit>, Arc<Client>),
    /// A role, with its application.
    Role(Box<AppRole>, ApplicationRef),
}

impl Candidate {
    /// What it is.
    #[must_use]
    pub const fn entity(&self) -> Entity {
        match self {
            Self::User(..) => Entity::User,
            Self::Client(_) => Entity::Client,
            Self::Application(_) => Entity::Application,
            Self::Unit(..) => Entity::Unit,
            Self::Role(..) => Entity::Role,
        }
    }

    /// Its client, if it belongs to one, and its own external id.
    #[must_use]
    pub fn place(&self) -> (Option<&ExtId>, &ExtId) {
        match self {
            Self::User(user, client) => (Some(&client.ext_id), &user.ext_id),
            Self::Client(client) => (None, &client.ext_id),
            Self::Application(application) => (None, &application.ext_id),
            Self::Unit(unit, client) => (Some(&client.ext_id), &unit.ext_id),
            Self::Role(role, _) => (None, &role.ext_id),
        }
    }

    /// Its internal key. This server's own roles, which are in the program, have their external id instead.
    #[must_use]
    pub fn internal_id(&self) -> String {
        let id = match self {
            Self::User(user, _) => user.id,
            Self::Client(client) => client.id,
            Self::Application(application) => application.id,
            Self::Unit(unit, _) => unit.id,
            Self::Role(role, _) if role.id.is_nil() => return role.ext_id.to_string(),
            Self::Role(role, _) => role.id,
        };
        id.to_string()
    }

    fn times(&self) -> (Timestamp, Timestamp) {
        match self {
            Self::User(user, _) => (user.created, user.modified),
            Self::Client(client) => (client.created, client.modified),
            Self::Application(application) => (application.created, application.modified),
            Self::Unit(unit, _) => (unit.created, unit.modified),
            Self::Role(role, _) => (role.created, role.modified),
        }
    }
}

impl Document for Candidate {
    fn value(&self, key: FieldKey) -> FieldValue<'_> {
        let (created, modified) = self.times();
        match (key, self) {
            (FieldKey::Created, _) => FieldValue::Time(created),
            (FieldKey::Modified, _) => FieldValue::Time(modified),
            (FieldKey::ExtId, _) => self.place().1.as_str().into(),
            (FieldKey::ClientName, Self::User(_, client) | Self::Unit(_, client)) => client.name.as_str().into(),
            (FieldKey::ClientExtId, Self::User(_, client) | Self::Unit(_, client)) => client.ext_id.as_str().into(),
            (_, Self::User(user, _)) => of_user(user, key),
            (_, Self::Client(client)) => match key {
                FieldKey::Name => client.name.as_str().into(),
                FieldKey::Description => (&client.remarks).into(),
                FieldKey::DisplayName => joined(&client.display_name),
                _ => FieldValue::Absent,
            },
            (_, Self::Application(application)) => match key {
                FieldKey::Name => application.name.as_str().into(),
                FieldKey::Description => (&application.description).into(),
                FieldKey::DisplayName => joined(&application.display_name),
                FieldKey::Url => (&application.url).into(),
                _ => FieldValue::Absent,
            },
            (_, Self::Unit(unit, _)) => of_unit(unit, key),
            (_, Self::Role(role, application)) => match key {
                FieldKey::Name => role.name.as_str().into(),
                FieldKey::Description => (&role.description).into(),
                FieldKey::ApplicationName => application.name.as_str().into(),
                FieldKey::ApplicationExtId => application.ext_id.as_str().into(),
                _ => FieldValue::Absent,
            },
        }
    }
}

fn of_user(user: &User, key: FieldKey) -> FieldValue<'_> {
    let person = &user.person;
    let (address, contacts) = (&person.address, &person.contacts);
    let text = match key {
        FieldKey::LoginId => return user.login_id.as_str().into(),
        FieldKey::State => return user.state.as_str().into(),
        FieldKey::Name => &person.name.family_name,
        FieldKey::FirstName => &person.name.first_name,
        FieldKey::Title => &person.name.title,
        FieldKey::Remarks => &person.remarks,
        FieldKey::Sex => return sex(user).map_or(FieldValue::Absent, FieldValue::from),
        FieldKey::Telephone => &contacts.telephone,
        FieldKey::Telefax => &contacts.telefax,
        FieldKey::Mobile => &contacts.mobile,
        FieldKey::Email => &contacts.email,
        FieldKey::AddressLine1 => &address.address_line_1,
        FieldKey::AddressLine2 => &address.address_line_2,
        FieldKey::PostalCode => &address.postal_code,
        FieldKey::City => &address.city,
        FieldKey::Street => &address.street,
        FieldKey::HouseNumber => &address.house_number,
        FieldKey::DwellingNumber => &address.dwelling_number,
        FieldKey::PostOfficeBoxText => &address.post_office_box_text,
        FieldKey::Locality => &address.locality,
        FieldKey::ModificationComment => &person.modification_comment,
        _ => return FieldValue::Absent,
    };
    text.into()
}

/// The sex of a user as hits show it, by a letter.
#[must_use]
pub fn sex(user: &User) -> Option<&'static str> {
    match user.person.sex.as_deref()? {
        "male" => Some("M"),
        "female" => Some("F"),
        _ => Some("O"),
    }
}

fn of_unit(unit: &Unit, key: FieldKey) -> FieldValue<'_> {
    match key {
        FieldKey::Name => unit.name.as_str().into(),
        FieldKey::Description => (&unit.description).into(),
        FieldKey::DisplayName => joined(&unit.display_name),
        FieldKey::Abbreviation => joined(&unit.abbreviation),
        FieldKey::Location => (&unit.location).into(),
        FieldKey::State => unit.state.as_str().into(),
        FieldKey::HierarchicalName => unit.hierarchical_name.as_str().into(),
        _ => FieldValue::Absent,
    }
}

fn joined(texts: &Texts) -> FieldValue<'_> {
    if texts.is_empty() {
        return FieldValue::Absent;
    }
    FieldValue::Text(Cow::Owned(texts.values().map(String::as_str).collect::<Vec<_>>().join(" ")))
}
