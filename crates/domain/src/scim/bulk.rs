//! Bulk requests (RFC 7644 §3.7): several calls in one, each done or refused by itself.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::value::wrong;
use super::{BULK_MESSAGE, Resource, ScimProblem, member, must_be};
use crate::text;
use crate::words::words;

/// Operations of a bulk request, at most.
pub const BULK_MAX: usize = 1_000;
/// Longest `bulkId`, in characters.
const ID_LEN_MAX: usize = 250;
/// Objects and lists within each other that are looked through for references.
const DEPTH_MAX: usize = 16;
/// What a reference to something that is made in the same request begins with.
const REFERENCE: &str = "bulkId:";

words! {
    /// What one of several calls does.
    BulkMethod {
        /// It makes a resource.
        Post = "POST";
        /// A resource takes another's place.
        Put = "PUT";
        /// It changes a resource.
        Patch = "PATCH";
        /// It deletes a resource.
        Delete = "DELETE";
        /// It shows a resource.
        Get = "GET";
    }
}

words! {
    /// What one of several calls is about.
    BulkOf {
        /// Users.
        Users = "Users";
        /// Groups.
        Groups = "Groups";
    }
}

/// What a bulk request asks for.
#[derive(Clone, Debug)]
pub struct BulkRequest {
    /// So many may be refused; then nothing more is done. `None`: all of them.
    pub errors_max: Option<usize>,
    /// In the order in which they were sent.
    pub entries: Vec<BulkEntry>,
}

/// One of several calls.
#[derive(Clone, Debug)]
pub struct BulkEntry {
    /// As it was sent, for its answer.
    pub method: Option<BulkMethod>,
    /// What others refer to it by.
    pub bulk_id: Option<String>,
    /// Only this version is changed.
    pub version: Option<String>,
    /// What it is about.
    pub of: BulkOf,
    /// Which one; `None`: all of them.
    pub id: Option<String>,
    /// What is sent with it.
    pub data: Resource,
    /// Why it can't be done, whatever is there.
    pub problem: Option<ScimProblem>,
}

impl BulkRequest {
    /// Reads a message of operations. What is wrong with one of them is its own problem.
    ///
    /// # Errors
    /// It isn't one.
    pub fn read(message: &Resource) -> Result<Self, ScimProblem> {
        must_be(message, BULK_MESSAGE)?;
        let errors_max = match member(message, "failOnErrors") {
            None | Some(Value::Null) => None,
            Some(value) => {
                let errors =
                    value.as_u64().filter(|errors| *errors > 0).and_then(|errors| usize::try_from(errors).ok());
                Some(errors.ok_or_else(|| wrong("failOnErrors", "a whole number from 1 on", value))?)
            }
        };
        let given = member(message, "Operations").and_then(Value::as_array).filter(|given| !given.is_empty());
        let given = given.ok_or_else(|| ScimProblem::syntax("Operations: expected a list with an operation"))?;
        let mut seen = BTreeSet::new();
        let entries = given.iter().map(|given| BulkEntry::read(given, &mut seen)).collect();
        Ok(Self { errors_max, entries })
    }

    /// The places of the entries in the order in which they are done: as they were sent, but that one that others refer
    /// to comes before them.
    #[must_use]
    pub fn order(&self) -> Vec<usize> {
        let makers: BTreeMap<&str, usize> =
            self.entries.iter().enumerate().filter_map(|(at, entry)| Some((entry.bulk_id.as_deref()?, at))).collect();
        let mut order = Order { entries: &self.entries, makers, begun: BTreeSet::new(), done: Vec::new() };
        (0..self.entries.len()).for_each(|at| order.visit(at));
        order.done
    }
}

struct Order<'a> {
    entries: &'a [BulkEntry],
    makers: BTreeMap<&'a str, usize>,
    begun: BTreeSet<usize>,
    done: Vec<usize>,
}

impl Order<'_> {
    /// Without calling itself: a chain may be as long as the request.
    fn visit(&mut self, first: usize) {
        let mut waiting = vec![(first, false)];
        while let Some((at, is_ready)) = waiting.pop() {
            if is_ready {
                self.done.push(at);
            } else if self.begun.insert(at) {
                waiting.push((at, true));
                let Some(entry) = self.entries.get(at) else { continue };
                let makers = entry.references().into_iter().filter_map(|id| self.makers.get(id).copied());
                let needed: Vec<usize> = makers.filter(|maker| !self.begun.contains(maker)).collect();
                waiting.extend(needed.into_iter().rev().map(|maker| (maker, false)));
            }
        }
    }
}

impl BulkEntry {
    fn read(given: &Value, seen: &mut BTreeSet<String>) -> Self {
        let empty = Resource::new();
        let given = given.as_object().unwrap_or(&empty);
        let text = |name| member(given, name).and_then(Value::as_str);
        let method = text("method").and_then(|word| BulkMethod::from_wire(&word.to_ascii_uppercase()));
        let mut entry = Self {
            method,
            bulk_id: text("bulkId").filter(|id| id.chars().count() <= ID_LEN_MAX).map(str::to_owned),
            version: text("version").map(str::to_owned),
            of: BulkOf::Users,
            id: None,
            data: member(given, "data").and_then(Value::as_object).cloned().unwrap_or_default(),
            problem: None,
        };
        let path = text("path").unwrap_or_default();
        (entry.of, entry.id) = target(path).unwrap_or((BulkOf::Users, None));
        entry.problem = entry.problem(path, seen);
        entry
    }

    fn problem(&self, path: &str, seen: &mut BTreeSet<String>) -> Option<ScimProblem> {
        let Some(method) = self.method else {
            return Some(ScimProblem::syntax("method: expected POST, PUT, PATCH, DELETE or GET"));
        };
        if target(path).is_none() {
            let got = text::echo(path);
            return Some(ScimProblem::value(format!(
                "path: expected /Users or /Groups, perhaps with an id, got {got}"
            )));
        }
        if (method == BulkMethod::Post) == self.id.is_some() {
            let id = if method == BulkMethod::Post { "" } else { "/id" };
            let expected = format!("/{}{id}", self.of.as_str());
            return Some(ScimProblem::value(format!("path: expected {expected}, got {}", text::echo(path))));
        }
        match &self.bulk_id {
            None if method == BulkMethod::Post => {
                Some(ScimProblem::syntax("bulkId: expected one, of at most 250 characters"))
            }
            Some(id) if !seen.insert(id.clone()) => {
                Some(ScimProblem::value(format!("bulkId: expected one that isn't used yet, got {}", text::echo(id))))
            }
            _ => None,
        }
    }

    /// The `bulkId`s that it refers to.
    fn references(&self) -> Vec<&str> {
        let mut found: Vec<&str> = self.id.as_deref().and_then(referred).into_iter().collect();
        self.data.values().for_each(|value| collect(value, &mut found, DEPTH_MAX));
        found
    }

    /// The same with the ids of what was made where it refers to it.
    ///
    /// # Errors
    /// It refers to something that wasn't made.
    pub fn resolved(mut self, made: &References) -> Result<Self, ScimProblem> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        if let Some(id) = &mut self.id {
            made.resolve(id)?;
        }
        self.data.values_mut().try_for_each(|value| made.resolve_in(value, DEPTH_MAX))?;
        Ok(self)
    }
}

/// What a path names, and which one; `None`: it is no path of ours.
fn target(path: &str) -> Option<(BulkOf, Option<String>)> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let (of, id) = path.split_once('/').map_or((path, None), |(of, id)| (of, Some(id)));
    Some((BulkOf::from_wire(of)?, id.filter(|id| !id.is_empty()).map(str::to_owned)))
}

fn referred(text: &str) -> Option<&str> {
    text.strip_prefix(REFERENCE)
}

fn collect<'a>(value: &'a Value, found: &mut Vec<&'a str>, depth: usize) {
    match value {
        Value::String(text) => found.extend(referred(text)),
        Value::Array(all) if depth > 0 => all.iter().for_each(|value| collect(value, found, depth - 1)),
        Value::Object(all) if depth > 0 => all.values().for_each(|value| collect(value, found, depth - 1)),
        _ => {}
    }
}

/// The ids of what was made in a bulk request, by `bulkId`.
#[derive(Clone, Debug, Default)]
pub struct References(BTreeMap<String, String>);

impl References {
    /// Notes what was made.
    pub fn note(&mut self, bulk_id: &str, id: &str) {
        self.0.insert(bulk_id.to_owned(), id.to_owned());
    }

    fn resolve(&self, text: &mut String) -> Result<(), ScimProblem> {
        let Some(bulk_id) = referred(text) else { return Ok(()) };
        let id = self.0.get(bulk_id).ok_or_else(|| {
            ScimProblem::value(format!("{}: nothing was made by this request under that bulkId", text::echo(text)))
        })?;
        *text = id.clone();
        Ok(())
    }

    fn resolve_in(&self, value: &mut Value, depth: usize) -> Result<(), ScimProblem> {
        match value {
            Value::String(text) => self.resolve(text),
            Value::Array(all) if depth > 0 => all.iter_mut().try_for_each(|value| self.resolve_in(value, depth - 1)),
            Value::Object(all) if depth > 0 => all.values_mut().try_for_each(|value| self.resolve_in(value, depth - 1)),
            _ => Ok(()),
        }
    }
}
