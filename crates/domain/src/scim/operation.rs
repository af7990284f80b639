//! PATCH (RFC 7644 §3.5.2), as it is sent: operations with capitals, lists and texts where objects are meant, values of
//! names with points.

use serde_json::Value;

use super::part::{self, Deed};
use super::path::AttributePath;
use super::target::PatchPath;
use super::value::wrong;
use super::{PATCH_MESSAGE, Resource, ScimProblem, ScimType, member, must_be, read};
use crate::text;

/// Operations of a PATCH, at most.
pub const OPERATIONS_MAX: usize = 1_000;

/// What a PATCH asks for.
#[derive(Clone, Debug)]
pub struct PatchRequest {
    operations: Vec<Operation>,
    /// Whether the user as it is then is wanted; `None`: nothing is said (nevisIDM, `performGet`).
    pub shows: Option<bool>,
}

#[derive(Clone, Debug)]
struct Operation {
    deed: Deed,
    path: Option<PatchPath>,
    value: Option<Value>,
}

impl PatchRequest {
    /// Reads a message of operations.
    ///
    /// # Errors
    /// It isn't one, or a path in it names nothing.
    pub fn read(message: &Resource) -> Result<Self, ScimProblem> {
        must_be(message, PATCH_MESSAGE)?;
        let given = member(message, "Operations").and_then(Value::as_array).filter(|given| !given.is_empty());
        let given = given.ok_or_else(|| ScimProblem::syntax("Operations: expected a list with an operation"))?;
        if given.len() > OPERATIONS_MAX {
            return Err(ScimProblem::syntax(format!(
                "Operations: expected at most {OPERATIONS_MAX}, got {}",
                given.len()
            )));
        }
        let operations = given.iter().map(Operation::read).collect::<Result<_, _>>()?;
        let shows = match member(message, "performGet") {
            None | Some(Value::Null) => None,
            Some(Value::Bool(shows)) => Some(*shows),
            Some(other) => return Err(wrong("performGet", "true or false", other)),
        };
        Ok(Self { operations, shows })
    }

    /// The resource after all operations, in their order.
    ///
    /// # Errors
    /// One of them can't be done; then none is.
    pub(super) fn applied(&self, resource: &Resource) -> Result<Resource, ScimProblem> {
        let mut after = resource.clone();
        self.operations.iter().try_for_each(|operation| operation.apply(&mut after))?;
        Ok(after)
    }
}

impl Operation {
    fn read(given: &Value) -> Result<Self, ScimProblem> {
        let given = given.as_object().ok_or_else(|| ScimProblem::syntax("Operations: expected objects"))?;
        let word = member(given, "op").and_then(Value::as_str).unwrap_or_default();
        let deed = match word.to_ascii_lowercase().as_str() {
            "add" => Deed::Add,
            "replace" => Deed::Replace,
            "remove" => Deed::Remove,
            _ => {
                return Err(ScimProblem::syntax(format!(
                    "op: expected add, replace or remove, got {}",
                    text::echo(word)
                )));
            }
        };
        let path = match member(given, "path") {
            None | Some(Value::Null) => None,
            Some(Value::String(path)) => Some(PatchPath::read(path)?),
            Some(other) => return Err(ScimProblem { kind: ScimType::InvalidPath, ..wrong("path", "a text", other) }),
        };
        let value = member(given, "value").filter(|value| !(deed == Deed::Remove && value.is_null())).cloned();
        if deed == Deed::Remove && path.is_none() {
            return Err(ScimProblem::new(ScimType::NoTarget, "remove: expected a path, got none"));
        }
        Ok(Self { deed, path, value })
    }

    fn apply(&self, resource: &mut Resource) -> Result<(), ScimProblem> {
        match &self.path {
            None => self.apply_members(resource),
            Some(PatchPath::Extension(extension)) if !extension.is_kept() => Err(set_by_server(extension.as_str())),
            Some(PatchPath::Extension(extension)) if self.deed == Deed::Remove => {
                resource.remove(extension.as_str());
                Ok(())
            }
            Some(PatchPath::Extension(extension)) => read::put(resource, extension.as_str(), self.needed()?, self.deed),
            Some(PatchPath::Attribute { path, filter }) => {
                if path.attribute.is_read_only() || path.sub.is_some_and(|sub| sub.is_read_only()) {
                    return self.must_stay(resource, *path);
                }
                part::change(resource, *path, filter.as_ref(), self.deed, self.value.as_ref())
            }
        }
    }

    /// Without a path, the value has the attributes. Who sends its id back changes nothing.
    fn apply_members(&self, resource: &mut Resource) -> Result<(), ScimProblem> {
        let value = self.needed()?;
        let members = value.as_object().ok_or_else(|| wrong("value", "an object, since there is no path", value))?;
        let id = member(members, "id").filter(|id| !id.is_null());
        if id.is_some_and(|id| Some(id) != resource.get("id")) {
            return Err(ScimProblem::new(ScimType::Mutability, "id can't be changed"));
        }
        members.iter().try_for_each(|(name, value)| read::put(resource, name, value, self.deed))
    }

    fn needed(&self) -> Result<&Value, ScimProblem> {
        self.value.as_ref().ok_or_else(|| ScimProblem::value("value: expected one, got none"))
    }

    /// What only the server sets may be sent as it is.
    fn must_stay(&self, resource: &Resource, path: AttributePath) -> Result<(), ScimProblem> {
        let there = resource.get(path.attribute.name);
        let there = path.sub.map_or(there, |sub| there.and_then(|there| there.get(sub.name)));
        if self.deed != Deed::Remove && self.value.is_some() && there == self.value.as_ref() {
            return Ok(());
        }
        Err(set_by_server(path.sub.map_or(path.attribute.name, |sub| sub.name)))
    }
}

fn set_by_server(name: &str) -> ScimProblem {
    ScimProblem::new(ScimType::Mutability, format!("{name} is set by the server: it can't be changed"))
}
