//! Defining a property.

use super::{
    ALLOWED_VALUE_LEN_MAX, ALLOWED_VALUES_MAX, Access, DEFINITIONS_MAX, Definition, NAME_LEN_MAX, PropertyType, Scope,
    Uniqueness, VALUE_LEN_MAX,
};
use crate::application::ApplicationRef;
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::client::ClientRef;
use crate::code::Code;
use crate::credential::mobile_authentication;
use crate::event::{Event, EventKind, Happening};
use crate::pattern::{Pattern, SOURCE_LEN_MAX};
use crate::right::PropertyCreate;
use crate::text;
use std::collections::BTreeSet;

const DESCRIPTION_LEN_MAX: usize = 1000;

/// A property as a caller wants it, unchecked.
#[derive(Clone, Debug, Default)]
pub struct New {
    /// Mandatory; unique in the scope, at most [`NAME_LEN_MAX`] code points, no control characters.
    pub name: Option<String>,
    /// Optional; at most 1000 code points.
    pub description: Option<String>,
    /// `type`, mandatory: `STRING` or `ENUM`.
    pub kind: Option<String>,
    /// Mandatory; see [`Scope`].
    pub scope: Option<String>,
    /// Absent, `false`. `true`: values are stored sealed, and no two can be compared, so that they can't be unique.
    pub encrypted: Option<bool>,
    /// Absent, `false`; without effect here.
    pub propagated: Option<bool>,
    /// `mandatoryOnGui`; absent, `false`. Without effect here.
    pub mandatory_on_gui: Option<bool>,
    /// `stringMaxLen`, only of a `STRING`: 1 to [`VALUE_LEN_MAX`] code points.
    pub string_max_len: Option<i64>,
    /// `stringRegex`, only of a `STRING`: a Java pattern that can be matched in linear time.
    pub string_regex: Option<String>,
    /// `accessCreate`; absent, `READ_WRITE`.
    pub access_create: Option<String>,
    /// `accessModify`; absent, `READ_WRITE`.
    pub access_modify: Option<String>,
    /// `uniquenessScope`; absent, `NONE`. See [`Uniqueness`].
    pub uniqueness: Option<String>,
    /// `clientExtId`: only for what this client has; absent, for what any has.
    pub client: Option<String>,
    /// `applicationExtId`, of `ROLE_FOR_APPLICATION` and `PROFILE_FOR_APPLICATION`: only for this application; absent, for
    /// every one.
    pub application: Option<String>,
    /// `allowedValues`, only of an `ENUM` and mandatory there: 1 to [`ALLOWED_VALUES_MAX`] different ones.
    pub allowed_values: Option<Vec<String>>,
}

/// What must be known of the wanted scope, as it was read.
#[derive(Clone, Debug)]
pub struct Definitions {
    /// How many it has for all clients, or for the wanted one.
    pub count: i64,
    /// The place of the next one of them; one that goes with its application leaves its place empty.
    pub position: i64,
    /// Whether the scope has a property with the wanted name, for all clients or for one of those that are wanted.
    pub name_taken: bool,
    /// The wanted client, if it is there.
    pub client: Option<ClientRef>,
    /// The wanted application, if it is there.
    pub application: Option<ApplicationRef>,
}

impl Definitions {
    /// Decides on a new property.
    pub fn define(
        &self,
        new: &New,
        extra: Vec<Breach>,
        happening: &Happening,
    ) -> Result<(Definition, Change<PropertyCreate>), Vec<Breach>> {
        let mut broken = Breaches::new();
        broken.extend(extra);
        let name = broken.keep(name(new.name.as_deref()));
        let description = broken.keep(text::optional("description", new.description.as_deref(), DESCRIPTION_LEN_MAX));
        let kind = broken.keep(word("type", new.kind.as_deref(), PropertyType::parse));
        let scope = broken.keep(word("scope", new.scope.as_deref(), Scope::parse));
        let mut access = |field: &str, value: Option<&str>| match value {
            None => Some(Access::ReadWrite),
            Some(value) => broken.keep(Access::parse(field, value)),
        };
        let access_create = access("accessCreate", new.access_create.as_deref());
        let access_modify = access("accessModify", new.access_modify.as_deref());
        let uniqueness = broken.keep(new.uniqueness(scope));
        if let Some(scope) = scope {
            self.check_whose(new, scope, &mut broken);
        }
        if new.encrypted == Some(true) {
            new.check_encrypted(scope, uniqueness, &mut broken);
        }
        if let Some(kind) = kind {
            new.check_kind(kind, &mut broken);
        }
        if self.name_taken {
            broken.push(Breach::new(Code::DuplicateName, "name: the scope already has a property with this name"));
        }
        if usize::try_from(self.count).is_ok_and(|count| count >= DEFINITIONS_MAX) {
            broken.push(Breach::invalid(format!("scope: it has {DEFINITIONS_MAX} properties, which is the most")));
        }
        broken.into_result()?;
        let (Some(name), Some(description), Some(kind), Some(scope)) = (name, description, kind, scope) else {
            return Err(Vec::new());
        };
        let (Some(access_create), Some(access_modify), Some(uniqueness)) = (access_create, access_modify, uniqueness)
        else {
            return Err(Vec::new());
        };

        let definition = Definition {
            id: happening.id,
            ext_id: happening.id.into(),
            name,
            description,
            kind,
            scope,
            client_id: self.client.as_ref().map(|client| client.id).unwrap_or_default(),
            client: self.client.as_ref().map(|client| client.ext_id.clone()),
            application_id: self.application.as_ref().map(|application| application.id).unwrap_or_default(),
            application: self.application.as_ref().map(|application| application.ext_id.clone()),
            is_encrypted: new.encrypted.unwrap_or(false),
            propagated: new.propagated.unwrap_or(false),
            mandatory_on_gui: new.mandatory_on_gui.unwrap_or(false),
            string_max_len: new.string_max_len,
            string_regex: new.string_regex.clone(),
            access_create,
            access_modify,
            uniqueness,
            allowed_values: new.allowed_values.clone().unwrap_or_default(),
            created: happening.at,
        };
        let (guard, event) = self.told(&definition, happening);
        let event = event.after(definition.audit());
        let write = Write::InsertProperty { definition: definition.clone(), position: self.position };
        Ok((definition, Change::new(guard, vec![write], event)))
    }

    /// What must still be so, and whose history says it.
    fn told(&self, definition: &Definition, happening: &Happening) -> (Guard, Event) {
        let kind = EventKind::PropertyCreate;
        match &self.client {
            Some(client) => {
                let event = Event::about_client(happening, client, kind, &definition.ext_id);
                (Guard::ClientAlive { id: client.id }, event)
            }
            None => (Guard::Nothing, Event::about_all_clients(happening, kind, &definition.ext_id)),
        }
    }

    /// For which client and which application it may be.
    fn check_whose(&self, new: &New, scope: Scope, broken: &mut Breaches) {
        if let Some(client) = &new.client {
            if [Scope::APPLICATION, Scope::ROLE].contains(&scope) {
                broken.push(Breach::invalid(format!(
                    "clientExtId: not for the scope {}, which is of no client",
                    scope.as_str()
                )));
            } else if self.client.is_none() {
                let message = format!("clientExtId: there is no client {}", text::echo(client));
                broken.push(Breach::new(Code::MissingReferenceData, message));
            }
        }
        if let Some(application) = &new.application {
            if ![Scope::ROLE, Scope::PROFILE_FOR_APPLICATION].contains(&scope) {
                let only = [Scope::ROLE, Scope::PROFILE_FOR_APPLICATION].map(Scope::as_str).join(" and ");
                broken.push(Breach::invalid(format!("applicationExtId: only for the scopes {only}")));
            } else if self.application.is_none() {
                let message = format!("applicationExtId: there is no application {}", text::echo(application));
                broken.push(Breach::new(Code::MissingReferenceData, message));
            }
        }
    }
}

impl New {
    /// Among what its values are unique: what has the scope must be able to be told apart by that.
    fn uniqueness(&self, scope: Option<Scope>) -> Result<Uniqueness, Breach> {
        let Some(word) = &self.uniqueness else { return Ok(Uniqueness::None) };
        let uniqueness = Uniqueness::parse("uniquenessScope", word)?;
        match scope.filter(|scope| !uniqueness.fits(*scope)) {
            Some(scope) => {
                let scope = scope.as_str();
                Err(Breach::invalid(format!("uniquenessScope: {word} can't be asked of the scope {scope}")))
            }
            None => Ok(uniqueness),
        }
    }

    /// What can't be stored sealed: what values are compared by, and what calls of this server look at.
    fn check_encrypted(&self, scope: Option<Scope>, uniqueness: Option<Uniqueness>, broken: &mut Breaches) {
        if let Some(uniqueness) = uniqueness.filter(|uniqueness| *uniqueness != Uniqueness::None) {
            let message = format!("encrypted: values that are unique ({}) can't be encrypted", uniqueness.as_str());
            broken.push(Breach::invalid(message));
        }
        let is_read = self.name.as_deref().is_some_and(|name| mobile_authentication::PROPERTIES.contains(&name));
        if scope == Some(Scope::CREDENTIAL_GENERIC) && is_read {
            broken.push(Breach::invalid("encrypted: the calls for mobile authentication look at this property"));
        }
    }

    /// What only texts have, and what only enumerations have.
    fn check_kind(&self, kind: PropertyType, broken: &mut Breaches) {
        match kind {
            PropertyType::String => {
                broken.keep(self.max_len());
                broken.keep(self.regex());
                if self.allowed_values.as_ref().is_some_and(|values| !values.is_empty()) {
                    broken.push(Breach::invalid("allowedValues: only for the type ENUM"));
                }
            }
            PropertyType::Enum => {
                for (field, is_given) in
                    [("stringMaxLen", self.string_max_len.is_some()), ("stringRegex", self.string_regex.is_some())]
                {
                    if is_given {
                        broken.push(Breach::invalid(format!("{field}: only for the type STRING")));
                    }
                }
                self.check_allowed(broken);
            }
        }
    }

    fn max_len(&self) -> Result<(), Breach> {
        match self.string_max_len {
            Some(len) if !usize::try_from(len).is_ok_and(|len| (1..=VALUE_LEN_MAX).contains(&len)) => {
                Err(Breach::invalid(format!("stringMaxLen: expected a number from 1 to {VALUE_LEN_MAX}, got {len}")))
            }
            _ => Ok(()),
        }
    }

    fn regex(&self) -> Result<(), Breach> {
        let Some(regex) = text::optional("stringRegex", self.string_regex.as_deref(), SOURCE_LEN_MAX)? else {
            return Ok(());
        };
        match Pattern::kept(&regex) {
            Ok(_) => Ok(()),
            Err(error) => Err(Breach::new(Code::PropertyRegexInvalid, format!("stringRegex: {error}"))),
        }
    }

    fn check_allowed(&self, broken: &mut Breaches) {
        let values = self.allowed_values.as_deref().unwrap_or_default();
        if values.is_empty() || values.len() > ALLOWED_VALUES_MAX {
            broken.push(Breach::invalid(format!(
                "allowedValues: expected 1 to {ALLOWED_VALUES_MAX} values for the type ENUM, got {}",
                values.len()
            )));
            return;
        }
        let mut seen = BTreeSet::new();
        for (n, value) in values.iter().enumerate() {
            broken.keep(text::mandatory(&format!("allowedValues[{n}]"), Some(value), ALLOWED_VALUE_LEN_MAX));
            if !seen.insert(value) {
                broken.push(Breach::invalid(format!("allowedValues[{n}]: {} occurs twice", text::echo(value))));
            }
        }
    }
}

/// It is a member's name in bodies and stands in messages.
fn name(value: Option<&str>) -> Result<String, Breach> {
    let name = text::mandatory("name", value, NAME_LEN_MAX)?;
    if name.chars().any(char::is_control) {
        return Err(Breach::invalid("name must not contain control characters"));
    }
    Ok(name)
}

fn word<T>(field: &str, value: Option<&str>, parse: fn(&str, &str) -> Result<T, Breach>) -> Result<T, Breach> {
    match value {
        None => Err(Breach::invalid(format!("{field} is mandatory: expected a non-blank text, got none"))),
        Some(value) => parse(field, value),
    }
}

#[cfg(test)]
mod tests;
