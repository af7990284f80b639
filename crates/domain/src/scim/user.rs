//! A user as a resource, and a resource as a user.
//!
//! What a user has a field for is kept there, and shown from there, whoever changed it. All else is kept as it was said.

use serde_json::{Value, json};

use super::operation::PatchRequest;
use super::{ENTERPRISE_SCHEMA, Resource, ScimProblem, ScimType, USER_SCHEMA, link, member, read};
use crate::patch::Patch;
use crate::user::{New, PatchUser, Person, State, User};
use crate::version::Expected;

/// The parts of a name, and where a person has them.
const NAMES: [(&str, &str); 3] =
    [("familyName", "familyName"), ("givenName", "firstName"), ("honorificPrefix", "title")];
/// What of a resource isn't kept as it was said.
const MAPPED: [&str; 7] = ["schemas", "id", "externalId", "meta", "userName", "name", "active"];

/// A user as SCIM shows it, but for where it is.
#[must_use]
pub fn shown(user: &User) -> Resource {
    let person = serde_json::to_value(&user.person).unwrap_or_default();
    let provisioned = user.person.provisioned.as_deref();
    let mut resource = provisioned.map(|kept| kept.attributes.clone()).unwrap_or_default();
    link::show(&mut resource, &person);
    let has_extension = resource.contains_key(ENTERPRISE_SCHEMA);
    let schemas = [Some(USER_SCHEMA), has_extension.then_some(ENTERPRISE_SCHEMA)];
    let mut put = |name: &str, value: Value| resource.insert(name.to_owned(), value);
    put("schemas", schemas.into_iter().flatten().collect());
    put("id", user.ext_id.as_str().into());
    put("userName", user.login_id.as_str().into());
    put("active", (user.state == State::Active).into());
    if let Some(external_id) = provisioned.and_then(|kept| kept.external_id.as_deref()) {
        put("externalId", external_id.into());
    }
    if let Some(name) = name(&person) {
        put("name", name);
    }
    put(
        "meta",
        json!({
            "resourceType": "User",
            "created": user.created.to_string(),
            "lastModified": user.modified.to_string(),
            "version": format!("\"v{}\"", user.version),
        }),
    );
    resource
}

/// The name with the whole of it, which is made of its parts.
fn name(person: &Value) -> Option<Value> {
    let there = |(shown, kept): (&str, &str)| Some((shown.to_owned(), person["name"].get(kept)?.clone()));
    let mut name: Resource = NAMES.into_iter().filter_map(there).collect();
    let whole: Vec<&str> =
        ["honorificPrefix", "givenName", "familyName"].iter().filter_map(|part| name.get(*part)?.as_str()).collect();
    let whole = whole.join(" ");
    if whole.is_empty() {
        return None;
    }
    name.insert("formatted".to_owned(), whole.into());
    Some(name.into())
}

/// The user that a resource asks for.
///
/// # Errors
/// It isn't one, or a value isn't of its type.
pub fn new_user(given: &Resource) -> Result<New, ScimProblem> {
    let resource = read::user(given)?;
    let login_id = user_name(&resource)?;
    let person = person(&resource, json!({}))?;
    let state = if resource.get("active") == Some(&Value::Bool(false)) { State::Disabled } else { State::Active };
    Ok(New { user_state: Some(state.as_str().to_owned()), login_id: Some(login_id), person, ..New::default() })
}

fn user_name(resource: &Resource) -> Result<String, ScimProblem> {
    let name = resource.get("userName").and_then(Value::as_str);
    name.map(str::to_owned).ok_or_else(|| ScimProblem::value("userName is mandatory: expected a text, got none"))
}

/// The person of a resource; what SCIM doesn't know of it is as `before`.
fn person(resource: &Resource, before: Value) -> Result<Person, ScimProblem> {
    serde_json::from_value(kept(resource, before)).map_err(|error| ScimProblem::value(error.to_string()))
}

/// The same, as it is kept.
fn kept(resource: &Resource, mut person: Value) -> Value {
    for (shown, kept) in NAMES {
        link::put(&mut person, ["name", kept], resource.get("name").and_then(|name| name.get(shown)).cloned());
    }
    link::keep(resource, &mut person);
    let mut attributes = resource.clone();
    attributes.retain(|name, _| !MAPPED.contains(&name.as_str()));
    link::leave_what_is_made(&mut attributes, &person);
    let mut provisioned = Resource::new();
    provisioned.extend(resource.get("externalId").map(|id| ("externalId".to_owned(), id.clone())));
    if !attributes.is_empty() {
        provisioned.insert("attributes".to_owned(), attributes.into());
    }
    if let Some(person) = person.as_object_mut() {
        person.remove("provisioned");
        if !provisioned.is_empty() {
            person.insert("provisioned".to_owned(), provisioned.into());
        }
    }
    person
}

/// A change of a user.
#[derive(Clone, Debug)]
pub enum Edit {
    /// A resource takes its place. What isn't said is removed; but who doesn't say whether the user is active leaves that
    /// as it is.
    Replace(Resource),
    /// Operations, all or none of them.
    Patch(PatchRequest),
}

impl Edit {
    /// What it changes of a user.
    ///
    /// # Errors
    /// It can't be done.
    pub fn of(&self, user: &User, expected: &Expected) -> Result<PatchUser, ScimProblem> {
        let before = shown(user);
        let after = match self {
            Self::Patch(request) => request.applied(&before)?,
            Self::Replace(given) => {
                if member(given, "id").is_some_and(|id| !id.is_null() && Some(id) != before.get("id")) {
                    return Err(ScimProblem::new(ScimType::Mutability, "id can't be changed"));
                }
                let mut after = read::user(given)?;
                after.entry("active").or_insert_with(|| before.get("active").cloned().unwrap_or_default());
                after
            }
        };
        let login_id = user_name(&after)?;
        let is_active = after.get("active") != Some(&Value::Bool(false));
        let state = if is_active { State::Active } else { State::Disabled };
        let person = serde_json::to_value(&user.person).unwrap_or_default();
        let wanted = kept(&after, person.clone());
        Ok(PatchUser {
            login_id: if login_id == user.login_id { Patch::Keep } else { Patch::Set(login_id) },
            user_state: match is_active == (user.state == State::Active) {
                true => Patch::Keep,
                false => Patch::Set(state.as_str().to_owned()),
            },
            person: difference(&person, &wanted),
            expected: expected.clone(),
            ..PatchUser::default()
        })
    }
}

/// The merge patch (RFC 7396) that makes `after` of `before`.
fn difference(before: &Value, after: &Value) -> Value {
    let (Value::Object(before), Value::Object(after)) = (before, after) else { return after.clone() };
    let gone = before.keys().filter(|name| !after.contains_key(*name)).map(|name| (name.clone(), Value::Null));
    let new = after.iter().filter(|(name, value)| before.get(*name) != Some(value)).map(|(name, value)| {
        let patch = before.get(name).map_or_else(|| value.clone(), |there| difference(there, value));
        (name.clone(), patch)
    });
    gone.chain(new).collect::<Resource>().into()
}
