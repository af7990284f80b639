//! Which elements of lists are fields of the user.

use serde_json::{Value, json};

use super::Resource;

/// Which element of a list it is.
#[derive(Clone, Copy)]
enum Which {
    /// The primary one, or else the first.
    Preferred,
    /// The first of this type.
    Of(&'static str),
}

/// An element that has fields of the user.
struct Link {
    list: &'static str,
    which: Which,
    /// What below the element is which field.
    fields: &'static [Field],
}

struct Field {
    shown: &'static str,
    kept: [&'static str; 2],
    /// Whether a value may be one of the field. What may not is kept as it was said.
    fits: fn(&str) -> bool,
}

const fn any(shown: &'static str, kept: [&'static str; 2]) -> Field {
    Field { shown, kept, fits: |_| true }
}

const LINKS: &[Link] = &[
    Link { list: "emails", which: Which::Preferred, fields: &[any("value", ["contacts", "email"])] },
    Link { list: "phoneNumbers", which: Which::Of("work"), fields: &[any("value", ["contacts", "telephone"])] },
    Link { list: "phoneNumbers", which: Which::Of("mobile"), fields: &[any("value", ["contacts", "mobile"])] },
    Link { list: "phoneNumbers", which: Which::Of("fax"), fields: &[any("value", ["contacts", "telefax"])] },
    Link {
        list: "addresses",
        which: Which::Preferred,
        fields: &[
            Field { shown: "streetAddress", kept: ["address", "street"], fits: |value| value.chars().count() <= 100 },
            Field { shown: "locality", kept: ["address", "city"], fits: |value| value.chars().count() <= 100 },
            Field { shown: "postalCode", kept: ["address", "postalCode"], fits: |value| value.chars().count() <= 20 },
            Field {
                shown: "country",
                kept: ["address", "countryCode"],
                fits: |value| value.len() == 2 && value.bytes().all(|byte| byte.is_ascii_alphabetic()),
            },
        ],
    },
];

/// Puts what the person has now into the lists.
pub(super) fn show(resource: &mut Resource, person: &Value) {
    for link in LINKS {
        let mut list = match resource.remove(link.list) {
            Some(Value::Array(list)) => list,
            _ => Vec::new(),
        };
        link.show(&mut list, person);
        if !list.is_empty() {
            resource.insert(link.list.to_owned(), Value::Array(list));
        }
    }
}

/// Puts what the lists say into the person.
pub(super) fn keep(resource: &Resource, person: &mut Value) {
    for link in LINKS {
        let list = resource.get(link.list).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let element = link.chosen(list).and_then(|at| list.get(at));
        for field in link.fields {
            let value = element.and_then(|element| element.get(field.shown));
            let value = value.filter(|value| value.as_str().is_some_and(field.fits));
            put(person, field.kept, value.cloned());
        }
    }
}

/// Leaves out lists that would be shown so without having been kept.
pub(super) fn leave_what_is_made(attributes: &mut Resource, person: &Value) {
    let mut made = Resource::new();
    show(&mut made, person);
    attributes.retain(|name, value| made.get(name) != Some(value));
}

/// Sets or removes a field of a person.
pub(super) fn put(person: &mut Value, [part, field]: [&str; 2], value: Option<Value>) {
    let Some(person) = person.as_object_mut() else { return };
    let mut fields = match person.remove(part) {
        Some(Value::Object(fields)) => fields,
        _ => Resource::new(),
    };
    match value {
        Some(value) => fields.insert(field.to_owned(), value),
        None => fields.remove(field),
    };
    if !fields.is_empty() {
        person.insert(part.to_owned(), fields.into());
    }
}

impl Link {
    fn chosen(&self, list: &[Value]) -> Option<usize> {
        match self.which {
            Which::Preferred => {
                let primary = list.iter().position(|element| element.get("primary") == Some(&Value::Bool(true)));
                primary.or_else(|| (!list.is_empty()).then_some(0))
            }
            Which::Of(kind) => {
                let is_it = |element: &Value| element["type"].as_str().is_some_and(|it| it.eq_ignore_ascii_case(kind));
                list.iter().position(is_it)
            }
        }
    }

    fn show(&self, list: &mut Vec<Value>, person: &Value) {
        let is_there = |field: &Field| person[field.kept[0]].get(field.kept[1]).is_some();
        let at = match self.chosen(list) {
            Some(at) => at,
            None if self.fields.iter().any(is_there) => {
                list.push(match self.which {
                    Which::Preferred => json!({ "type": "work", "primary": true }),
                    Which::Of(kind) => json!({ "type": kind }),
                });
                list.len() - 1
            }
            None => return,
        };
        let Some(Value::Object(element)) = list.get_mut(at) else { return };
        for field in self.fields {
            let said = element.get(field.shown).and_then(Value::as_str);
            match person[field.kept[0]].get(field.kept[1]) {
                Some(value) => {
                    element.insert(field.shown.to_owned(), value.clone());
                }
                // Taken away since, by who knows no lists.
                None if said.is_some_and(field.fits) => {
                    element.remove(field.shown);
                }
                None => {}
            }
        }
        if element.keys().all(|name| ["type", "primary", "display"].contains(&name.as_str())) {
            list.remove(at);
        }
    }
}
