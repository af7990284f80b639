//! Whether a filter holds for a resource, or for an element of one.

use std::cmp::Ordering;

use serde_json::Value;

use super::Resource;
use super::attribute::{AttributeKind, ScimAttribute};
use super::filter::{FilterTree, Operator};
use super::path::AttributePath;
use crate::time::Timestamp;

impl FilterTree {
    /// Whether it holds for a resource.
    #[must_use]
    pub fn holds(&self, resource: &Resource) -> bool {
        match self {
            Self::And(all) => all.iter().all(|one| one.holds(resource)),
            Self::Or(all) => all.iter().any(|one| one.holds(resource)),
            Self::Not(one) => !one.holds(resource),
            Self::Present(path) => !values(resource, *path).is_empty(),
            Self::Compare(path, operator, wanted) => {
                let Some((_, last)) = path.compared() else { return false };
                compares(last, &values(resource, *path), *operator, wanted)
            }
            Self::Element(of, within) => found(resource, *of).iter().any(|element| within.fits(element)),
            Self::Below(..) => false,
        }
    }

    /// Whether it holds for an element, of which it names what is below.
    pub(super) fn fits(&self, element: &Value) -> bool {
        match self {
            Self::And(all) => all.iter().all(|one| one.fits(element)),
            Self::Or(all) => all.iter().any(|one| one.fits(element)),
            Self::Not(one) => !one.fits(element),
            Self::Below(sub, comparison) => {
                let there: Vec<&Value> = element.get(sub.name).into_iter().collect();
                match comparison {
                    None => !there.is_empty(),
                    Some((operator, wanted)) => compares(sub, &there, *operator, wanted),
                }
            }
            Self::Present(_) | Self::Compare(..) | Self::Element(..) => false,
        }
    }
}

/// The elements of the attribute of a path.
fn found(resource: &Resource, path: AttributePath) -> &[Value] {
    let holder = match path.extension {
        Some(extension) => resource.get(extension.as_str()).and_then(Value::as_object),
        None => Some(resource),
    };
    elements(holder.and_then(|holder| holder.get(path.attribute.name)))
}

/// The elements of an attribute; of one that has a single value, that.
fn elements(value: Option<&Value>) -> &[Value] {
    match value {
        Some(Value::Array(elements)) => elements,
        Some(one) => std::slice::from_ref(one),
        None => &[],
    }
}

/// The values that a path leads to.
fn values(resource: &Resource, path: AttributePath) -> Vec<&Value> {
    let found = found(resource, path);
    if path.attribute.below.is_empty() {
        return found.iter().collect();
    }
    match path.sub.or_else(|| path.attribute.sub("value")) {
        Some(sub) => found.iter().filter_map(|element| element.get(sub.name)).collect(),
        None => found.iter().collect(),
    }
}

/// Whether one of the values compares so; `ne`: none is equal.
fn compares(of: &ScimAttribute, values: &[&Value], operator: Operator, wanted: &Value) -> bool {
    let is_equal = || match wanted {
        Value::Null => values.is_empty(),
        wanted => values.iter().any(|value| compare(of, value, wanted) == Some(Ordering::Equal)),
    };
    match operator {
        Operator::Eq => is_equal(),
        Operator::Ne => !is_equal(),
        _ => values.iter().any(|value| is_so(of, value, operator, wanted)),
    }
}

fn is_so(of: &ScimAttribute, value: &Value, operator: Operator, wanted: &Value) -> bool {
    let texts = || Some((cased(of, value.as_str()?), cased(of, wanted.as_str()?)));
    let text = |holds: fn(&str, &str) -> bool| texts().is_some_and(|(value, wanted)| holds(&value, &wanted));
    let order = || compare(of, value, wanted);
    match operator {
        Operator::Co => text(|value, wanted| value.contains(wanted)),
        Operator::Sw => text(|value, wanted| value.starts_with(wanted)),
        Operator::Ew => text(|value, wanted| value.ends_with(wanted)),
        Operator::Gt => order() == Some(Ordering::Greater),
        Operator::Ge => matches!(order(), Some(Ordering::Greater | Ordering::Equal)),
        Operator::Lt => order() == Some(Ordering::Less),
        Operator::Le => matches!(order(), Some(Ordering::Less | Ordering::Equal)),
        Operator::Eq | Operator::Ne => false,
    }
}

fn compare(of: &ScimAttribute, value: &Value, wanted: &Value) -> Option<Ordering> {
    match (of.kind, value, wanted) {
        (AttributeKind::Time, Value::String(time), Value::Number(seconds)) => {
            Some(Timestamp::parse(time)?.seconds().cmp(&seconds.as_i64()?))
        }
        (_, Value::Bool(value), Value::Bool(wanted)) => Some(value.cmp(wanted)),
        (_, Value::String(value), Value::String(wanted)) => Some(cased(of, value).cmp(&cased(of, wanted))),
        _ => None,
    }
}

/// A text as it is compared.
fn cased(of: &ScimAttribute, text: &str) -> String {
    if of.is_exact { text.to_owned() } else { text.to_lowercase() }
}
