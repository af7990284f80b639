//! Which attributes of a resource are shown (RFC 7644 §3.9).

use serde_json::Value;

use super::Resource;
use super::attribute::{COMMON, GROUP, Returned, ScimAttribute, USER};
use super::beside::ShownBeside;
use super::extension::ScimExtension;
use super::path::AttributePath;
use crate::credential::CredentialType;

/// Names that are looked at, of each kind; further ones aren't.
const NAMES_MAX: usize = 200;

/// Which attributes are wanted. A name that no attribute has is as one that the resource lacks.
#[derive(Clone, Debug, Default)]
pub struct AttributeSelection {
    only: Option<Vec<Chosen>>,
    without: Vec<Chosen>,
}

#[derive(Clone, Copy, Debug)]
enum Chosen {
    Extension(ScimExtension),
    Attribute(AttributePath),
    /// Credentials of a type, as nevisIDM documents it: `credentials[PASSWORD]`.
    OfType(AttributePath, CredentialType),
}

/// What is wanted of an attribute.
enum Part {
    All,
    Nothing,
    /// Only these below it.
    Only(Vec<&'static str>),
    /// All below it but these.
    Without(Vec<&'static str>),
}

impl AttributeSelection {
    /// Only the first ones, or all but the second ones; where both are named, these aren't looked at.
    pub fn read<'a>(
        only: Option<impl Iterator<Item = &'a str>>,
        without: Option<impl Iterator<Item = &'a str>>,
    ) -> Self {
        Self {
            only: only.map(|names| names.take(NAMES_MAX).filter_map(Chosen::read).collect()),
            without: without.into_iter().flatten().take(NAMES_MAX).filter_map(Chosen::read).collect(),
        }
    }

    /// What is wanted of a resource. Its schemas and its id always are.
    #[must_use]
    pub fn of(&self, resource: Resource) -> Resource {
        if self.only.is_none() && self.without.is_empty() {
            return resource;
        }
        let mut shown = Resource::new();
        for (name, value) in resource {
            let kept = match (name.as_str(), value) {
                ("schemas", value) => Some(value),
                (urn, Value::Object(below)) if let Some(extension) = ScimExtension::named(urn) => {
                    let below = self.among(extension, below);
                    (!below.is_empty()).then_some(below.into())
                }
                (_, value) => self.part(None, &name).of(value),
            };
            shown.extend(kept.map(|value| (name, value)));
        }
        shown
    }

    /// Whether an attribute that isn't of an extension is wanted, or something below it.
    #[must_use]
    pub fn wants(&self, name: &str) -> bool {
        !matches!(self.part(None, name), Part::Nothing)
    }

    /// What has to be read beside users.
    #[must_use]
    pub fn beside(&self) -> ShownBeside {
        let is_asked = |extension: ScimExtension| {
            let mut attributes = extension.attributes().iter();
            attributes.any(|attribute| !matches!(self.part(Some(extension), attribute.name), Part::Nothing))
        };
        ShownBeside {
            groups: self.wants("groups"),
            credentials: is_asked(ScimExtension::Credentials).then(|| self.types()),
            profiles: is_asked(ScimExtension::Profiles),
            authorizations: is_asked(ScimExtension::Authorizations),
        }
    }

    /// The types of which credentials are wanted; none: all.
    fn types(&self) -> Vec<CredentialType> {
        let named = self.only.iter().flatten().filter_map(|chosen| match chosen {
            Chosen::Extension(ScimExtension::Credentials) => Some(None),
            Chosen::Attribute(path) if path.extension == Some(ScimExtension::Credentials) => Some(None),
            Chosen::OfType(_, kind) => Some(Some(*kind)),
            _ => None,
        });
        named.collect::<Option<Vec<_>>>().unwrap_or_default()
    }

    fn among(&self, extension: ScimExtension, holder: Resource) -> Resource {
        let kept = holder
            .into_iter()
            .filter_map(|(name, value)| Some((name.clone(), self.part(Some(extension), &name).of(value)?)));
        kept.collect()
    }

    fn part(&self, of: Option<ScimExtension>, name: &str) -> Part {
        let among: [&'static [ScimAttribute]; 3] = match of {
            Some(extension) => [extension.attributes(), &[], &[]],
            None => [COMMON, USER, GROUP],
        };
        let attribute = among.into_iter().find_map(|among| ScimAttribute::named(name, among));
        let Some(attribute) = attribute else { return Part::All };
        if attribute.returned == Returned::Always {
            return Part::All;
        }
        if attribute.returned == Returned::Request && self.only.is_none() {
            return Part::Nothing;
        }
        let (chosen, is_only) = self.only.as_ref().map_or((&self.without, false), |only| (only, true));
        let mut below = Vec::new();
        for chosen in chosen {
            match chosen {
                Chosen::Extension(extension) if of == Some(*extension) => {
                    return if is_only { Part::All } else { Part::Nothing };
                }
                Chosen::Attribute(path) | Chosen::OfType(path, _)
                    if path.extension == of && path.attribute.name == attribute.name =>
                {
                    match path.sub {
                        Some(sub) => below.push(sub.name),
                        None => return if is_only { Part::All } else { Part::Nothing },
                    }
                }
                _ => {}
            }
        }
        match (is_only, below.is_empty()) {
            (true, true) => Part::Nothing,
            (true, false) => Part::Only(below),
            (false, true) => Part::All,
            (false, false) => Part::Without(below),
        }
    }
}

impl Chosen {
    fn read(name: &str) -> Option<Self> {
        let name = name.trim();
        if let Some(extension) = ScimExtension::named(name) {
            return Some(Self::Extension(extension));
        }
        if let Some((name, kind)) = name.strip_suffix(']').and_then(|name| name.split_once('[')) {
            let path = AttributePath::read(name).filter(|path| path.extension == Some(ScimExtension::Credentials))?;
            let wanted = kind.trim();
            let is_it = |known: &CredentialType| {
                [known.as_str(), known.name()].iter().any(|name| name.eq_ignore_ascii_case(wanted))
            };
            let kind = CredentialType::all().find(is_it)?;
            return Some(Self::OfType(path, kind));
        }
        AttributePath::read(name).or_else(|| AttributePath::of_group(name)).map(Self::Attribute)
    }
}

impl Part {
    fn of(&self, value: Value) -> Option<Value> {
        match self {
            Self::All => Some(value),
            Self::Nothing => None,
            Self::Only(names) => below(value, |name| names.contains(&name)),
            Self::Without(names) => below(value, |name| !names.contains(&name)),
        }
    }
}

/// What of an object, or of each of a list, is wanted.
fn below(value: Value, is_wanted: impl Fn(&str) -> bool) -> Option<Value> {
    let of = |members: Resource| {
        let members: Resource = members.into_iter().filter(|(name, _)| is_wanted(name)).collect();
        (!members.is_empty()).then_some(Value::Object(members))
    };
    match value {
        Value::Object(members) => of(members),
        Value::Array(elements) => {
            let elements: Vec<Value> = elements
                .into_iter()
                .filter_map(|element| match element {
                    Value::Object(members) => of(members),
                    other => Some(other),
                })
                .collect();
            (!elements.is_empty()).then_some(elements.into())
        }
        other => Some(other),
    }
}
