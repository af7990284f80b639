//! Setting and removing values.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::values::{made_of, wanted};
use super::{
    Access, DEFINITIONS_MAX, Definition, Holder, Properties, PropertyType, SealedValue, UniqueValue, Uniqueness,
    VALUE_LEN_MAX, VALUES_LEN_MAX, Wishes,
};
use crate::breach::Breach;
use crate::change::Write;
use crate::code::Code;
use crate::credential::hex::sha256_hex;
use crate::pattern::Pattern;
use crate::text;

/// When values are set: which of its two modes of access a definition goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Together with their object.
    Create,
    /// To an object that is there.
    Modify,
}

/// What must be known to decide about values: the definitions of their scope, and which of the wanted
/// unique values are taken.
#[derive(Clone, Debug, Default)]
pub struct Defined {
    /// All of the scope, in the order in which they were defined.
    pub definitions: Vec<Definition>,
    /// Which of the wanted unique values somebody has.
    pub taken: Vec<Taken>,
    /// The wanted values of encrypted properties as they would be stored, by name.
    pub sealed: BTreeMap<String, String>,
}

/// A unique value that somebody has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// See [`UniqueValue::key`].
    pub key: String,
    /// See [`UniqueValue::id`].
    pub id: Uuid,
    /// See [`UniqueValue::unit_id`].
    pub unit_id: Uuid,
    /// See [`UniqueValue::shared_by`].
    pub shared_by: Uuid,
    /// See [`UniqueValue::place`].
    pub place: i64,
}

impl Defined {
    /// The keys of the unique values that are wanted: those to be looked up before deciding.
    #[must_use]
    pub fn keys(&self, wishes: &Wishes) -> Vec<String> {
        let unique = self.definitions.iter().filter(|definition| definition.is_unique());
        let wanted = unique.filter_map(|definition| Some((definition, wanted(wishes.get(&definition.name)?)?)));
        wanted.map(|(definition, value)| key(definition, value)).collect()
    }

    /// The wanted values that are stored sealed, by the names of their properties.
    pub fn encrypted<'a>(&'a self, wishes: &'a Wishes) -> impl Iterator<Item = (&'a str, &'a str)> {
        let encrypted = self.definitions.iter().filter(|definition| definition.is_encrypted);
        encrypted.filter_map(|definition| Some((definition.name.as_str(), wanted(wishes.get(&definition.name)?)?)))
    }

    /// The patterns that the wanted values are compared with.
    pub fn patterns<'a>(&'a self, wishes: &'a Wishes) -> impl Iterator<Item = &'a str> {
        let ruled =
            self.definitions.iter().filter_map(|definition| Some((definition, definition.string_regex.as_deref()?)));
        ruled.filter_map(|(definition, pattern)| wanted(wishes.get(&definition.name)?).map(|_| pattern))
    }

    /// The values after the wishes, or every broken rule. A value that stays as it is breaks none.
    ///
    /// # Errors
    /// `errors.invalidData` for a name that isn't defined or is off, and for a value that isn't allowed;
    /// `errors.modifyReadonlyData`, `errors.property.stringmaxlen`, `errors.property.stringregex` and
    /// `errors.propertyUniquenessViolated`.
    pub fn set(
        &self,
        before: &Properties,
        wishes: &Wishes,
        moment: Moment,
        holder: Holder,
    ) -> Result<Properties, Vec<Breach>> {
        if wishes.len() > DEFINITIONS_MAX {
            let got = wishes.len();
            return Err(vec![Breach::invalid(format!("properties: expected at most {DEFINITIONS_MAX}, got {got}"))]);
        }
        let (mut after, mut broken) = (before.clone(), Vec::new());
        for (name, wish) in wishes {
            let Some(definition) = self.accessible(name, moment) else {
                broken.push(Breach::invalid(format!("properties: unknown property {}", text::echo(name))));
                continue;
            };
            let wanted = wanted(wish);
            if wanted == before.get(name) && (wanted.is_some() || !before.has(name)) {
                continue;
            }
            if definition.access(moment) == Access::ReadOnly {
                let message = format!("properties.{name} is read only: it can't be set or removed");
                broken.push(Breach::new(Code::ModifyReadonlyData, message));
                continue;
            }
            let Some(value) = wanted else {
                after.shown.remove(name);
                after.sealed.remove(name);
                continue;
            };
            let was_sound = broken.len();
            definition.check(value, &mut broken);
            if definition.is_unique() && self.is_taken(definition, value, holder) {
                let whose = match definition.uniqueness {
                    Uniqueness::RelativeUnit => "another profile in the unit",
                    Uniqueness::AbsoluteUser => "another user of the client",
                    _ => "something else of the client",
                };
                let message = format!("properties.{name}: {whose} has this value");
                broken.push(Breach::new(Code::PropertyUniquenessViolated, message));
            }
            if broken.len() == was_sound {
                broken.extend(self.put(&mut after, definition, value).err());
            }
        }
        if broken.is_empty() && after != *before && after.len() > VALUES_LEN_MAX {
            let len = after.len();
            let message = format!("properties: expected at most {VALUES_LEN_MAX} characters in all values, got {len}");
            broken.push(Breach::invalid(message));
        }
        if broken.is_empty() { Ok(after) } else { Err(broken) }
    }

    /// Keeps a value as its definition says.
    fn put(&self, after: &mut Properties, definition: &Definition, value: &str) -> Result<(), Breach> {
        let (name, is_off) = (&definition.name, definition.access_modify == Access::Off);
        if definition.is_encrypted {
            // Whoever asks for a decision seals what is wanted: without that, nothing is kept in clear.
            let none = || Breach::invalid(format!("properties.{name} is encrypted, and can't be sealed here"));
            let text = self.sealed.get(name).ok_or_else(none)?.clone();
            after.sealed.insert(name.clone(), SealedValue { text, is_off, plain: Some(value.to_owned()) });
        } else {
            let values = if is_off { &mut after.off } else { &mut after.shown };
            values.insert(name.clone(), value.to_owned());
        }
        Ok(())
    }

    /// What is written beside the object: its unique values.
    pub(crate) fn writes(&self, before: &Properties, after: &Properties, holder: Holder) -> Vec<Write> {
        let unique = self.definitions.iter().filter(|definition| definition.is_unique());
        unique
            .filter_map(|definition| {
                let id = row(definition, holder.id);
                let new = |value: &str| {
                    let key = key(definition, value);
                    let (unit_id, shared_by) = definition.among(holder);
                    let place = self.place(&key, (id, unit_id, shared_by));
                    UniqueValue { id, holder, key, unit_id, shared_by, place }
                };
                match (before.get(&definition.name), after.get(&definition.name)) {
                    (before, after) if before == after => None,
                    (None, Some(value)) => Some(Write::InsertUniqueValue(new(value))),
                    (Some(_), Some(value)) => Some(Write::UpdateUniqueValue(new(value))),
                    (_, None) => Some(Write::DeleteUniqueValue { id }),
                }
            })
            .collect()
    }

    fn accessible(&self, name: &str, moment: Moment) -> Option<&Definition> {
        let mut named = self.definitions.iter().filter(|definition| definition.name == name);
        named.next().filter(|definition| definition.access(moment) != Access::Off)
    }

    fn is_taken(&self, definition: &Definition, value: &str, holder: Holder) -> bool {
        let (key, own) = (key(definition, value), row(definition, holder.id));
        let (unit_id, shared_by) = definition.among(holder);
        let mut others = self.taken.iter().filter(|taken| taken.key == key && taken.id != own);
        others.any(|taken| taken.unit_id == unit_id && (shared_by.is_nil() || taken.shared_by != shared_by))
    }

    /// The first number that no other of those has who share the value; see [`UniqueValue::place`].
    fn place(&self, key: &str, (own, unit_id, shared_by): (Uuid, Uuid, Uuid)) -> i64 {
        if shared_by.is_nil() {
            return 0;
        }
        let sharing = self.taken.iter().filter(|taken| taken.key == key && taken.unit_id == unit_id && taken.id != own);
        let places: BTreeSet<i64> = sharing.map(|taken| taken.place).collect();
        (0..).find(|place| !places.contains(place)).unwrap_or_default()
    }
}

impl Definition {
    fn is_unique(&self) -> bool {
        self.uniqueness != Uniqueness::None
    }

    /// In which unit a value of the holder is unique, and which user's objects may share it.
    fn among(&self, holder: Holder) -> (Uuid, Uuid) {
        match self.uniqueness {
            Uniqueness::None | Uniqueness::Absolute => (Uuid::nil(), Uuid::nil()),
            Uniqueness::AbsoluteUser => (Uuid::nil(), holder.user_id),
            Uniqueness::RelativeUnit => (holder.unit_id, Uuid::nil()),
        }
    }

    fn access(&self, moment: Moment) -> Access {
        match moment {
            Moment::Create => self.access_create,
            Moment::Modify => self.access_modify,
        }
    }

    /// Every rule of the definition that a value breaks. The value isn't echoed: it may be a person's.
    fn check(&self, value: &str, broken: &mut Vec<Breach>) {
        let name = &self.name;
        if value.contains('\0') || value.trim().is_empty() {
            broken.push(Breach::invalid(format!("properties.{name} must not be blank or contain U+0000")));
            return;
        }
        if self.kind == PropertyType::Enum && !self.allowed_values.iter().any(|allowed| allowed == value) {
            broken.push(Breach::invalid(format!("properties.{name}: expected one of the property's allowed values")));
        }
        let len_max = self.string_max_len.and_then(|len| usize::try_from(len).ok()).unwrap_or(VALUE_LEN_MAX);
        let len = value.chars().count();
        if len > len_max {
            let message = format!("properties.{name} is too long: expected at most {len_max} characters, got {len}");
            broken.push(Breach::new(Code::PropertyStringMaxLen, message));
        }
        let Some(regex) = &self.string_regex else { return };
        match Pattern::kept(regex) {
            Ok(pattern) if pattern.matches(value) => {}
            Ok(_) => {
                let message = format!("properties.{name}: expected a value that matches {regex}");
                broken.push(Breach::new(Code::PropertyStringRegex, message));
            }
            Err(error) => {
                let message = format!("properties.{name}: its pattern can't be used: {error}");
                broken.push(Breach::new(Code::PropertyRegexInvalid, message));
            }
        }
    }
}

/// What the database compares of a unique value: a value may be longer than an index takes.
fn key(definition: &Definition, value: &str) -> String {
    sha256_hex(&[definition.id.as_bytes(), value.as_bytes()].concat())
}

/// The id of the row that keeps an object's unique value of a property: there is one at most, so that
/// it need not be read to be changed.
fn row(definition: &Definition, holder: Uuid) -> Uuid {
    made_of(&[holder.as_bytes(), definition.id.as_bytes()])
}

#[cfg(test)]
mod tests;
