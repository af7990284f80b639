//! Groups: enterprise roles as SCIM has them, and who has them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::filter::{Cursor, FilterTree, Operator};
use super::path::AttributePath;
use super::value::wrong;
use super::{GROUP_SCHEMA, OPERATIONS_MAX, PATCH_MESSAGE, Resource, ScimProblem, ScimType, member, must_be};
use crate::erole::{self, EnterpriseRole};
use crate::patch::Patch;
use crate::text;

/// Members of groups that an answer shows, at most.
pub const MEMBERS_SHOWN_MAX: u32 = 1_000;
/// Members of groups that a request names, at most; also of a group that it empties.
pub const MEMBERS_NAMED_MAX: usize = 500;

/// Who is to belong to a group, and who isn't.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberEdit {
    /// Nobody stays who isn't named.
    pub empties: bool,
    /// These are members afterwards.
    pub adds: BTreeSet<String>,
    /// These aren't; whether they were or not.
    pub removes: BTreeSet<String>,
}

/// What is to become of a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupEdit {
    /// `displayName`.
    pub name: Patch<String>,
    /// `externalId`.
    pub external_id: Patch<String>,
    /// `members`.
    pub members: MemberEdit,
}

impl MemberEdit {
    /// Whether it leaves all as they are.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.empties && self.adds.is_empty() && self.removes.is_empty()
    }

    fn add(&mut self, ids: Vec<String>) {
        for id in ids {
            self.removes.remove(&id);
            self.adds.insert(id);
        }
    }

    fn remove(&mut self, ids: Vec<String>) {
        for id in ids {
            self.adds.remove(&id);
            self.removes.insert(id);
        }
    }

    fn empty(&mut self) {
        *self = Self { empties: true, ..Self::default() };
    }

    fn bounded(self) -> Result<Self, ScimProblem> {
        match self.adds.len() + self.removes.len() <= MEMBERS_NAMED_MAX {
            true => Ok(self),
            false => Err(ScimProblem::new(
                ScimType::TooMany,
                format!("members: expected at most {MEMBERS_NAMED_MAX} in a request"),
            )),
        }
    }
}

impl GroupEdit {
    /// A group that is to be made, or to take another's place. Members that aren't said stay.
    ///
    /// # Errors
    /// It doesn't say that it is a group, or a value isn't of its type.
    pub fn whole(given: &Resource) -> Result<Self, ScimProblem> {
        must_be(given, GROUP_SCHEMA)?;
        let mut edit = Self { external_id: Patch::Clear, ..Self::default() };
        for (name, value) in given {
            let Some(path) = AttributePath::of_group(name) else { continue };
            if path.attribute.name == "members" && !value.is_null() {
                edit.members.empty();
            }
            edit.set(path, value)?;
        }
        match edit.name {
            Patch::Set(_) => Ok(Self { members: edit.members.bounded()?, ..edit }),
            _ => Err(ScimProblem::value("displayName is mandatory: expected a text, got none")),
        }
    }

    /// The operations of a PATCH, all or none of them. `id` is that of the group.
    ///
    /// # Errors
    /// One of them can't be done.
    pub fn patch(message: &Resource, id: &str) -> Result<Self, ScimProblem> {
        must_be(message, PATCH_MESSAGE)?;
        let given = member(message, "Operations").and_then(Value::as_array).filter(|given| !given.is_empty());
        let given = given.ok_or_else(|| ScimProblem::syntax("Operations: expected a list with an operation"))?;
        if given.len() > OPERATIONS_MAX {
            return Err(ScimProblem::syntax(format!("Operations: expected at most {OPERATIONS_MAX}")));
        }
        let mut edit = Self::default();
        given.iter().try_for_each(|operation| edit.operation(operation, id))?;
        Ok(Self { members: edit.members.bounded()?, ..edit })
    }

    fn operation(&mut self, given: &Value, id: &str) -> Result<(), ScimProblem> {
        let given = given.as_object().ok_or_else(|| ScimProblem::syntax("Operations: expected objects"))?;
        let word = member(given, "op").and_then(Value::as_str).unwrap_or_default();
        let value = member(given, "value").filter(|value| !value.is_null());
        let path = match member(given, "path") {
            None | Some(Value::Null) => None,
            Some(Value::String(path)) => Some(Target::read(path)?),
            Some(other) => return Err(ScimProblem { kind: ScimType::InvalidPath, ..wrong("path", "a text", other) }),
        };
        match (word.to_ascii_lowercase().as_str(), path) {
            ("remove", None) => Err(ScimProblem::new(ScimType::NoTarget, "remove: expected a path, got none")),
            ("remove", Some(target)) => self.remove(target, value),
            (deed @ ("add" | "replace"), target) => {
                let value = value.ok_or_else(|| ScimProblem::value("value: expected one, got none"))?;
                self.put(deed == "replace", target, value, id)
            }
            _ => Err(ScimProblem::syntax(format!("op: expected add, replace or remove, got {}", text::echo(word)))),
        }
    }

    fn remove(&mut self, target: Target, value: Option<&Value>) -> Result<(), ScimProblem> {
        match (target.path.attribute.name, target.members, value) {
            ("members", Some(ids), _) => self.members.remove(ids),
            // Outside of the RFC, and sent: only these are meant.
            ("members", None, Some(value)) => self.members.remove(ids(value)?),
            ("members", None, None) => self.members.empty(),
            ("externalId", ..) => self.external_id = Patch::Clear,
            ("displayName", ..) => {
                return Err(ScimProblem::new(ScimType::Mutability, "displayName is mandatory: it can't be removed"));
            }
            (name, ..) => return Err(set_by_server(name)),
        }
        Ok(())
    }

    fn put(&mut self, replaces: bool, target: Option<Target>, value: &Value, id: &str) -> Result<(), ScimProblem> {
        let Some(Target { path, members }) = target else {
            let given = value.as_object();
            let given = given.ok_or_else(|| wrong("value", "an object, since there is no path", value))?;
            if member(given, "id").is_some_and(|given| !given.is_null() && given != id) {
                return Err(ScimProblem::new(ScimType::Mutability, "id can't be changed"));
            }
            for (name, value) in given {
                let Some(path) = AttributePath::of_group(name) else { continue };
                if replaces && path.attribute.name == "members" {
                    self.members.empty();
                }
                self.set(path, value)?;
            }
            return Ok(());
        };
        if members.is_some() {
            return Err(ScimProblem::new(ScimType::InvalidPath, "path: members with a filter can only be removed"));
        }
        if path.attribute.name == "id" && value != id || ["meta", "schemas"].contains(&path.attribute.name) {
            return Err(set_by_server(path.attribute.name));
        }
        if replaces && path.attribute.name == "members" {
            self.members.empty();
        }
        self.set(path, value)
    }

    /// What isn't kept or is only read isn't looked at.
    fn set(&mut self, path: AttributePath, value: &Value) -> Result<(), ScimProblem> {
        let text = || value.as_str().map(str::to_owned).ok_or_else(|| wrong(path.attribute.name, "a text", value));
        match path.attribute.name {
            "displayName" => self.name = Patch::Set(text()?),
            "externalId" if value.is_null() => self.external_id = Patch::Clear,
            "externalId" => self.external_id = Patch::Set(text()?),
            "members" => self.members.add(ids(value)?),
            _ => {}
        }
        Ok(())
    }

    /// The enterprise role that it asks for.
    #[must_use]
    pub fn new_role(&self) -> erole::New {
        let set = |patch: &Patch<String>| match patch {
            Patch::Set(value) => Some(value.clone()),
            Patch::Keep | Patch::Clear => None,
        };
        erole::New { name: set(&self.name), external_id: set(&self.external_id), ..Default::default() }
    }
}

fn set_by_server(name: &str) -> ScimProblem {
    ScimProblem::new(ScimType::Mutability, format!("{name} is set by the server: it can't be changed"))
}

/// The members that a value names: objects with a `value`, or ids alone; one may stand for itself.
fn ids(value: &Value) -> Result<Vec<String>, ScimProblem> {
    let given = match value {
        Value::Null => &[],
        Value::Array(given) => given.as_slice(),
        one => std::slice::from_ref(one),
    };
    let id = |given: &Value| {
        let id = match given {
            Value::String(id) => Some(id.as_str()),
            Value::Object(given) => member(given, "value").and_then(Value::as_str),
            _ => None,
        };
        id.filter(|id| !id.is_empty()).map(str::to_owned).ok_or_else(|| wrong("members", "objects with a value", given))
    };
    given.iter().map(id).collect()
}

/// What an operation is about; of members perhaps some, by their ids.
struct Target {
    path: AttributePath,
    members: Option<Vec<String>>,
}

impl Target {
    fn read(path: &str) -> Result<Self, ScimProblem> {
        let invalid =
            |what: &str| ScimProblem::new(ScimType::InvalidPath, format!("path: {what}: {}", text::echo(path)));
        let mut cursor = Cursor::new(path)?;
        let name = cursor.name().ok_or_else(|| invalid("expected the name of an attribute"))?;
        let found = AttributePath::of_group(name).ok_or_else(|| invalid("there is no such attribute"))?;
        let mut members = None;
        if cursor.eat('[') {
            if !found.attribute.is_multi || found.sub.is_some() {
                return Err(invalid("only members have a filter"));
            }
            let filter = FilterTree::of_elements(&mut cursor, found.attribute)?;
            members = Some(named(&filter).ok_or_else(|| invalid("members are named by value eq \"…\""))?);
        }
        match cursor.is_at_end() {
            true => Ok(Self { path: found, members }),
            false => Err(invalid("expected its end")),
        }
    }
}

/// The ids that a filter of members names.
pub(super) fn named(filter: &FilterTree) -> Option<Vec<String>> {
    match filter {
        FilterTree::Or(all) => {
            let all: Option<Vec<_>> = all.iter().map(named).collect();
            Some(all?.into_iter().flatten().collect())
        }
        FilterTree::Below(sub, Some((Operator::Eq, Value::String(id)))) if sub.name == "value" => {
            Some(vec![id.clone()])
        }
        _ => None,
    }
}

/// A group as SCIM shows it, but for where it is; with these members, each by its id and `userName`, where they are shown.
#[must_use]
pub fn shown_group(group: &EnterpriseRole, members: Option<&[(String, String)]>) -> Resource {
    let mut shown = Resource::new();
    let mut put = |name: &str, value: Value| shown.insert(name.to_owned(), value);
    put("schemas", json!([GROUP_SCHEMA]));
    put("id", group.ext_id.as_str().into());
    put("displayName", group.name.as_str().into());
    if let Some(external_id) = &group.external_id {
        put("externalId", external_id.as_str().into());
    }
    if let Some(members) = members {
        let one = |(id, name): &(String, String)| json!({ "value": id, "display": name, "type": "User" });
        put("members", members.iter().map(one).collect());
    }
    put(
        "meta",
        json!({
            "resourceType": "Group",
            "created": group.created.to_string(),
            "lastModified": group.modified.to_string(),
            "version": format!("\"v{}\"", group.version),
        }),
    );
    shown
}
