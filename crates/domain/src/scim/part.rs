//! Changing a part of a resource.

use serde_json::Value;

use super::attribute::ScimAttribute;
use super::filter::{FilterTree, Operator};
use super::path::AttributePath;
use super::value::{self as values, ELEMENTS_MAX, too_many};
use super::{Resource, ScimProblem, ScimType};

/// What is done with what a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Add,
    Replace,
    Remove,
}

/// Does it. Whoever removes needs no value; of an attribute with several, one says which of them.
///
/// # Errors
/// What must be there would be removed, nothing is there, or the value isn't of its type.
pub(super) fn change(
    resource: &mut Resource,
    path: AttributePath,
    filter: Option<&FilterTree>,
    deed: Deed,
    value: Option<&Value>,
) -> Result<(), ScimProblem> {
    let AttributePath { extension, attribute, sub } = path;
    let Some(extension) = extension else { return in_holder(resource, attribute, sub, filter, deed, value) };
    let mut holder = match resource.remove(extension.as_str()) {
        Some(Value::Object(holder)) => holder,
        _ => Resource::new(),
    };
    let done = in_holder(&mut holder, attribute, sub, filter, deed, value);
    if !holder.is_empty() {
        resource.insert(extension.as_str().to_owned(), Value::Object(holder));
    }
    done
}

fn in_holder(
    holder: &mut Resource,
    of: &'static ScimAttribute,
    sub: Option<&'static ScimAttribute>,
    filter: Option<&FilterTree>,
    deed: Deed,
    value: Option<&Value>,
) -> Result<(), ScimProblem> {
    if of.is_multi {
        return Several { holder, of, sub }.change(filter, deed, value);
    }
    let Some(sub) = sub else { return one(holder, of, deed, value) };
    let mut below = match holder.remove(of.name) {
        Some(Value::Object(below)) => below,
        _ => Resource::new(),
    };
    let done = one(&mut below, sub, deed, value);
    if !below.is_empty() {
        holder.insert(of.name.to_owned(), Value::Object(below));
    }
    done
}

/// An attribute with one value.
fn one(
    holder: &mut Resource,
    of: &'static ScimAttribute,
    deed: Deed,
    value: Option<&Value>,
) -> Result<(), ScimProblem> {
    if deed == Deed::Remove {
        if of.is_required {
            return Err(ScimProblem::new(
                ScimType::Mutability,
                format!("{} is mandatory: it can't be removed", of.name),
            ));
        }
        holder.remove(of.name);
        return Ok(());
    }
    let value = value.ok_or_else(|| ScimProblem::value(format!("{}: expected a value, got none", of.name)))?;
    match values::single(of, value)? {
        None if of.is_required => {
            Err(ScimProblem::value(format!("{} is mandatory: expected a value, got none", of.name)))
        }
        None => {
            holder.remove(of.name);
            Ok(())
        }
        // What is below it and isn't named stays (RFC 7644 §3.5.2.3).
        Some(Value::Object(members)) => {
            if let Some(Value::Object(there)) = holder.get_mut(of.name) {
                there.extend(members);
            } else {
                holder.insert(of.name.to_owned(), Value::Object(members));
            }
            Ok(())
        }
        Some(value) => {
            holder.insert(of.name.to_owned(), value);
            Ok(())
        }
    }
}

/// An attribute with several values.
struct Several<'a> {
    holder: &'a mut Resource,
    of: &'static ScimAttribute,
    sub: Option<&'static ScimAttribute>,
}

impl Several<'_> {
    fn change(self, filter: Option<&FilterTree>, deed: Deed, value: Option<&Value>) -> Result<(), ScimProblem> {
        let mut elements = match self.holder.remove(self.of.name) {
            Some(Value::Array(elements)) => elements,
            _ => Vec::new(),
        };
        let before = elements.len();
        let touched = match (self.sub, filter) {
            (None, None) => self.whole(&mut elements, deed, value)?,
            _ => self.some(&mut elements, filter, deed, value)?,
        };
        if elements.len() > ELEMENTS_MAX.max(before) {
            return Err(too_many(self.of));
        }
        self.one_primary(&mut elements, &touched)?;
        elements.retain(|element| element.as_object().is_some_and(|element| !element.is_empty()));
        if !elements.is_empty() {
            self.holder.insert(self.of.name.to_owned(), Value::Array(elements));
        }
        Ok(())
    }

    /// The list as such. Says which elements are new.
    fn whole(&self, elements: &mut Vec<Value>, deed: Deed, value: Option<&Value>) -> Result<Vec<usize>, ScimProblem> {
        let given = value.map(|value| values::elements(self.of, value)).transpose()?;
        match (deed, given) {
            (Deed::Remove, None) => elements.clear(),
            // Outside of the RFC, and sent: only these are meant.
            (Deed::Remove, Some(given)) => {
                elements.retain(|there| !given.iter().any(|given| is_same(given, there)));
            }
            (_, None) => return Err(ScimProblem::value(format!("{}: expected a value, got none", self.of.name))),
            (Deed::Replace, Some(given)) => {
                *elements = given;
                return Ok(Vec::new());
            }
            (Deed::Add, Some(given)) => {
                let mut new = Vec::new();
                for element in given {
                    if !elements.contains(&element) {
                        new.push(elements.len());
                        elements.push(element);
                    }
                }
                return Ok(new);
            }
        }
        Ok(Vec::new())
    }

    /// Those elements for which the filter holds. Says which.
    fn some(
        &self,
        elements: &mut Vec<Value>,
        filter: Option<&FilterTree>,
        deed: Deed,
        value: Option<&Value>,
    ) -> Result<Vec<usize>, ScimProblem> {
        let is_meant = |element: &Value| filter.is_none_or(|filter| filter.fits(element));
        let mut meant: Vec<usize> = (0..elements.len()).filter(|&at| elements.get(at).is_some_and(is_meant)).collect();
        if deed == Deed::Remove {
            match self.sub {
                None => elements.retain(|element| !is_meant(element)),
                Some(sub) => {
                    for element in elements.iter_mut().filter_map(Value::as_object_mut) {
                        if is_meant(&Value::Object(element.clone())) {
                            element.remove(sub.name);
                        }
                    }
                }
            }
            return Ok(Vec::new());
        }
        if meant.is_empty() {
            // One of the kind that the filter names is made, where that says all of it: so provisioning clients add.
            let made = filter.map_or(Some(Resource::new()), implied).filter(|_| deed == Deed::Add);
            let made = made.ok_or_else(|| {
                ScimProblem::new(ScimType::NoTarget, format!("{}: no element is so as the path says", self.of.name))
            })?;
            meant.push(elements.len());
            elements.push(Value::Object(made));
        }
        for &at in &meant {
            let Some(Value::Object(element)) = elements.get_mut(at) else { continue };
            match (self.sub, value) {
                (Some(sub), value) => one(element, sub, deed, value)?,
                (None, Some(value)) => {
                    if let Some(Value::Object(members)) = values::single(self.of, value)? {
                        element.extend(members);
                    }
                }
                (None, None) => {
                    return Err(ScimProblem::value(format!("{}: expected a value, got none", self.of.name)));
                }
            }
        }
        Ok(meant)
    }

    /// At most one is the preferred one: who becomes it takes that from the one before (RFC 7644 §3.5.2).
    fn one_primary(&self, elements: &mut [Value], touched: &[usize]) -> Result<(), ScimProblem> {
        let is_primary = |element: &Value| element.get("primary") == Some(&Value::Bool(true));
        let all: Vec<usize> = (0..elements.len()).filter(|&at| elements.get(at).is_some_and(is_primary)).collect();
        let new: Vec<usize> = all.iter().copied().filter(|at| touched.contains(at)).collect();
        match (all.as_slice(), new.as_slice()) {
            ([] | [_], _) => Ok(()),
            (_, [new]) => {
                let old = all.iter().filter(|at| *at != new);
                for at in old {
                    if let Some(Value::Object(element)) = elements.get_mut(*at) {
                        element.insert("primary".to_owned(), false.into());
                    }
                }
                Ok(())
            }
            _ => Err(ScimProblem::value(format!("{}: expected at most one that is primary", self.of.name))),
        }
    }
}

/// Whether an element is meant by another that may say less of it: by its value, and all else that is said.
fn is_same(said: &Value, there: &Value) -> bool {
    let (Value::Object(said), Value::Object(there)) = (said, there) else { return said == there };
    said.iter().all(|(name, value)| there.get(name) == Some(value))
}

/// The element of which a filter says all: equalities of texts, all of which hold.
fn implied(filter: &FilterTree) -> Option<Resource> {
    let all = match filter {
        FilterTree::And(all) => all.as_slice(),
        one => std::slice::from_ref(one),
    };
    let members = all.iter().map(|one| match one {
        FilterTree::Below(sub, Some((Operator::Eq, value))) if !value.is_null() => {
            Some((sub.name.to_owned(), value.clone()))
        }
        _ => None,
    });
    members.collect()
}
