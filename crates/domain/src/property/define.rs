//! Defining a property.

use super::{
    ALLOWED_VALUE_LEN_MAX, ALLOWED_VALUES_MAX, Access, DEFINITIONS_MAX, Definition, NAME_LEN_MAX, PropertyType, Scope,
    VALUE_LEN_MAX,
};
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::code::Code;
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
    /// Absent or `false`: values can't be encrypted yet.
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
    /// Whether no two objects of a client may have the same value; absent, `false`.
    pub unique: Option<bool>,
    /// `allowedValues`, only of an `ENUM` and mandatory there: 1 to [`ALLOWED_VALUES_MAX`] different ones.
    pub allowed_values: Option<Vec<String>>,
}

/// What must be known of the wanted scope, as it was read.
#[derive(Clone, Debug)]
pub struct Definitions {
    /// How many it has. They never go, so that this is the place of the next one.
    pub count: i64,
    /// Whether the scope has a property with the wanted name.
    pub name_taken: bool,
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
        if new.encrypted == Some(true) {
            broken.push(Breach::invalid("encrypted: values can't be encrypted yet: expected false, got true"));
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
        let (Some(access_create), Some(access_modify)) = (access_create, access_modify) else { return Err(Vec::new()) };

        let definition = Definition {
            id: happening.id,
            ext_id: happening.id.into(),
            name,
            description,
            kind,
            scope,
            propagated: new.propagated.unwrap_or(false),
            mandatory_on_gui: new.mandatory_on_gui.unwrap_or(false),
            string_max_len: new.string_max_len,
            string_regex: new.string_regex.clone(),
            access_create,
            access_modify,
            unique: new.unique.unwrap_or(false),
            allowed_values: new.allowed_values.clone().unwrap_or_default(),
            created: happening.at,
        };
        let event = Event::about_all_clients(happening, EventKind::PropertyCreate, &definition.ext_id)
            .after(definition.audit());
        let write = Write::InsertProperty { definition: definition.clone(), position: self.count };
        Ok((definition, Change::new(Guard::Nothing, vec![write], event)))
    }
}

impl New {
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
