//! The schemas of a credential type: what is sent and what is shown.

use std::borrow::Cow;

use http::Method;
use serde_json::{Map, Value, json};
use sigill_domain::certificate::SignerCert;
use sigill_domain::credential::brought;
use sigill_domain::credential::{Act, Acted, COMMENT_LEN_MAX, Form, Kind, Member, State, Takes as MemberTakes};
use sigill_domain::identity_number::IdentityNumber;
use sigill_domain::msisdn::Msisdn;
use sigill_domain::oath;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{RefOr, Response, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::body::{ActBody, ChallengeBody, CheckBody, NewBody, PatchBody, READ_ONLY, is_named, taken};
use super::shown::{Done, Given, Shown};
use super::what::What;
use crate::api::credential::Credential;
use crate::document::{self, Answers, Schemas, Takes};
use crate::http::call::Strict;
use crate::http::dry_run::DryRun;
use crate::http::schema::read_only;
use crate::http::written::Written;

/// Stands in the names of schemas where the name of a type will.
pub(super) const OF_TYPE: &str = "OfType";

/// The three schemas of a type, by their names.
pub(super) fn all(kind: &dyn Kind) -> Schemas {
    let form = kind.form();
    let named = |prefix: &str, value: Value| {
        let schema = serde_json::from_value::<RefOr<Schema>>(value).unwrap_or_else(|_| RefOr::T(Schema::default()));
        (format!("{prefix}{}", form.name), schema)
    };
    let mut all = vec![named("", shown(kind)), named("New", new(form))];
    if form.is_changed {
        let (name, mut patch) = named("Patch", patch(form));
        if let RefOr::T(Schema::Object(patch)) = &mut patch {
            let unread = patch.properties.iter_mut().filter(|(name, _)| READ_ONLY.contains(&name.as_str()));
            unread.for_each(|(_, schema)| *schema = RefOr::T(Schema::Object(read_only())));
        }
        all.push((name, patch));
    }
    if kind.check().is_some() {
        all.push(named("Check", body(&format!("To check {}.", form.noun), &check(kind))));
    }
    if kind.challenge().is_some() {
        all.push(named("Challenge", body(&format!("To ask {} for a challenge.", form.noun), &[(&WHICH, false)])));
    }
    for act in kind.acts() {
        let about = format!("What {} takes.", act.name);
        let members: Vec<(&Member, bool)> = act.takes.iter().map(|one| (one, one.is_mandatory)).collect();
        all.push(named(&capital(act.name), body(&about, &members)));
    }
    all
}

/// What a check takes, and which of it is mandatory.
fn check(kind: &dyn Kind) -> Vec<(&'static Member, bool)> {
    let mut members: Vec<_> = taken(kind).into_iter().map(|one| (one, one.is_mandatory)).collect();
    if is_named(kind) {
        members.push((&WHICH, false));
    }
    members
}

/// By what one of several is named.
static WHICH: Member = Member::new(
    "credentialExtId",
    MemberTakes::Text(50),
    "Which one of several it is, by its external id.",
    "credential-123",
);

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// What the schema of the body of a call is called.
pub(super) fn body_name(call: What, form: &Form) -> Option<String> {
    match call {
        What::Act(act) => Some(format!("{}{}", capital(act.name), form.name)),
        What::Verify | What::Login(_) => Some(format!("Check{}", form.name)),
        What::Challenge(_) => Some(format!("Challenge{}", form.name)),
        _ => None,
    }
}

/// Of the answers that acts may have, those of this one.
pub(super) fn answers_of(act: &Act, responses: &mut Value) {
    let Some(responses) = responses.as_object_mut() else { return };
    match act.answers {
        Acted::Whole | Acted::Counted => {
            responses.remove("201");
            responses.remove("204");
        }
        Acted::Revealed => {
            let tried = json!({ "$ref": format!("#/components/schemas/{}", DryRun::name()) });
            let shown = json!({
                "type": "object", "additionalProperties": { "type": "string" },
                "examples": [{ "passwordFragment": "Zk3vR8mQ2xTb" }],
            });
            for (code, schema) in [("200", tried), ("201", shown)] {
                if let Some(response) = responses.get_mut(code) {
                    response["content"]["application/json"] = json!({ "schema": schema });
                }
            }
        }
    }
}

/// An object of these members.
fn body(about: &str, members: &[(&Member, bool)]) -> Value {
    // As everywhere, null is as if it were absent.
    let schema = |one: &Member, is_mandatory| if is_mandatory { member(one) } else { nullable(member(one)) };
    let properties = members.iter().map(|(one, mandatory)| (one.name.to_owned(), schema(one, *mandatory))).collect();
    let required = members.iter().filter(|(_, is_mandatory)| *is_mandatory).map(|(one, _)| one.name).collect();
    let mut body = object(about.to_owned(), properties, required);
    body["additionalProperties"] = false.into();
    body["examples"] =
        json!([members.iter().map(|(one, _)| (one.name.to_owned(), sample(one))).collect::<Map<_, _>>()]);
    body
}

fn object(description: String, properties: Map<String, Value>, required: Vec<&str>) -> Value {
    let mut object = json!({ "type": "object", "description": description, "properties": properties });
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    object
}

fn text(about: &str, len_max: usize, example: &str) -> Value {
    json!({ "type": "string", "description": about, "minLength": 1, "maxLength": len_max, "examples": [example] })
}

/// The schema of a member.
fn member(member: &Member) -> Value {
    let Member { about, example, .. } = *member;
    match member.takes {
        MemberTakes::Text(max) | MemberTakes::Secret(max) | MemberTakes::Base64(max) => text(about, max, example),
        MemberTakes::Hash => text(about, brought::LEN_MAX, example),
        MemberTakes::Token => text(about, oath::URI_LEN_MAX, example),
        MemberTakes::Certificate => text(about, SignerCert::LEN_MAX, example),
        MemberTakes::Number => text(about, Msisdn::LEN_MAX, example),
        MemberTakes::IdentityNumber => text(about, IdentityNumber::LEN, example),
        MemberTakes::OneOf(words) => {
            json!({ "type": "string", "description": about, "enum": words, "examples": [example] })
        }
        MemberTakes::Flag => json!({ "type": "boolean", "description": about, "examples": [example == "true"] }),
        MemberTakes::Count(max) => {
            let example = example.parse::<i64>().unwrap_or_default();
            json!({ "type": "integer", "format": "int64", "description": about, "minimum": 0, "maximum": max, "examples": [example] })
        }
        MemberTakes::Object => json!({ "type": "object", "description": about, "additionalProperties": true }),
        MemberTakes::Version => {
            json!({ "type": ["integer", "string"], "pattern": "^[0-9]{1,18}$", "description": about, "examples": [sample(member)] })
        }
        MemberTakes::Objects(members, max) => {
            let required: Vec<&str> = members.iter().filter(|one| one.is_mandatory).map(|one| one.name).collect();
            let properties = members.iter().map(|one| (one.name.to_owned(), self::member(one))).collect();
            let mut items = object("One of them.".to_owned(), properties, required);
            items["additionalProperties"] = false.into();
            json!({ "type": "array", "description": about, "items": items, "minItems": 1, "maxItems": max })
        }
    }
}

/// The same, which may also be `null`.
fn nullable(mut schema: Value) -> Value {
    match schema.get_mut("type") {
        Some(Value::Array(kinds)) => kinds.push("null".into()),
        Some(kind) => *kind = json!([kind.take(), "null"]),
        None => {}
    }
    if let Some(words) = schema.get_mut("enum").and_then(Value::as_array_mut) {
        words.push(Value::Null);
    }
    if let Some(schema) = schema.as_object_mut() {
        schema.remove("minLength");
    }
    schema
}

fn shown(kind: &dyn Kind) -> Value {
    let form = kind.form();
    let base = serde_json::to_value(<Credential as PartialSchema>::schema()).unwrap_or_default();
    let mut properties = base["properties"].as_object().cloned().unwrap_or_default();
    if !form.shows_by {
        properties.retain(|name, _| !["createdBy", "modifiedBy"].contains(&name.as_str()));
    }
    properties.insert("type".to_owned(), json!({ "type": "string", "enum": [form.wire] }));
    let mut required: Vec<&str> = base["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if form.is_of_client {
        properties["userExtId"]["description"] = "The external id of its user; absent until it is assigned.".into();
    } else {
        let behind = required.iter().position(|name| *name == "extId").map_or(0, |place| place + 1);
        required.insert(behind, "userExtId");
    }
    for one in form.members.iter().filter(|one| one.is_shown()) {
        properties.insert(one.name.to_owned(), member(one));
        if one.is_mandatory {
            required.push(one.name);
        }
    }
    for one in kind.opens().map(|opens| opens.members).into_iter().flatten() {
        let mut opened = member(one);
        opened["description"] = format!("{} Only a view of this one credential shows it.", one.about).into();
        properties.insert(one.name.to_owned(), opened);
    }
    object(format!("{}. {}", document::tag(form), form.about), properties, required)
}

fn ext_id(about: &str, example: &str) -> Value {
    text(about, 50, example)
}

fn validity(about: &str) -> Value {
    let time =
        |about: &str| json!({ "type": ["string", "null"], "description": about, "examples": ["2026-05-18T12:34:56Z"] });
    json!({
        "type": ["object", "null"], "description": about, "additionalProperties": false,
        "properties": { "from": time("From when on, inclusive."), "to": time("Until when, exclusive.") },
    })
}

fn states(about: &str, may: impl Fn(&State) -> bool) -> Value {
    let names: Vec<&str> = State::ALL.iter().filter(|state| may(state)).map(|state| state.as_str()).collect();
    json!({ "type": "string", "description": about, "enum": names })
}

fn new(form: &Form) -> Value {
    let mut properties = Map::new();
    let mut add = |name: &str, schema: Value| properties.insert(name.to_owned(), schema);
    add("extId", nullable(ext_id("The credential's external id; made up where none is given.", "credential-123")));
    if let Some(policy) = form.policy {
        let about = format!("The external id of a {}; else the client's default one.", policy.as_str());
        add("policyExtId", nullable(ext_id(&about, "policy-123")));
    }
    if form.takes_state {
        let begins = if form.is_of_client { State::Initial } else { State::Active };
        let about = format!("Its state; `{}` where none is given.", begins.as_str());
        add("stateName", nullable(states(&about, |_| true)));
    }
    if form.takes_validity {
        add("validity", validity("When it may be used; else from now on, as the policy has it."));
    }
    if form.properties.is_some() {
        let about = "Values of custom properties, by their names.";
        let value = json!({ "type": ["string", "null"] });
        add("properties", json!({ "type": ["object", "null"], "description": about, "additionalProperties": value }));
    }
    for one in form.members.iter().filter(|one| one.is_given) {
        let schema = member(one);
        add(one.name, if one.is_mandatory { schema } else { nullable(schema) });
    }
    let mandatory = || form.members.iter().filter(|one| one.is_mandatory && one.is_given);
    let mut body = object(format!("To create {}.", form.noun), properties, mandatory().map(|one| one.name).collect());
    body["additionalProperties"] = false.into();
    body["examples"] = json!([mandatory().map(|one| (one.name.to_owned(), sample(one))).collect::<Map<_, _>>()]);
    body
}

/// A value of a member.
fn sample(one: &Member) -> Value {
    match one.takes {
        MemberTakes::Flag => (one.example == "true").into(),
        MemberTakes::Count(_) | MemberTakes::Version => one.example.parse::<i64>().unwrap_or_default().into(),
        MemberTakes::Object => serde_json::from_str(one.example).unwrap_or_default(),
        MemberTakes::Objects(members, _) => {
            json!([members.iter().map(|one| (one.name.to_owned(), sample(one))).collect::<Map<_, _>>()])
        }
        _ => one.example.into(),
    }
}

fn patch(form: &Form) -> Value {
    let mut properties = Map::new();
    let mut add = |name: &str, schema: Value| properties.insert(name.to_owned(), schema);
    let may = |state: &State| state.can_be_set() && (form.is_archived || *state != State::Archived);
    add("stateName", states("The state to be entered; the current one changes nothing.", may));
    let about = "What the caller has to say about the change.";
    add(
        "modificationComment",
        json!({ "type": ["string", "null"], "description": about, "maxLength": COMMENT_LEN_MAX }),
    );
    let about = "The version that is to be changed: any where none is given.";
    add(
        "version",
        if form.version_as_text {
            json!({ "type": ["integer", "string", "null"], "pattern": "^[0-9]{1,18}$", "description": about, "examples": [1] })
        } else {
            json!({ "type": ["integer", "null"], "description": about, "examples": [1] })
        },
    );
    if let Some(policy) = form.policy {
        let about = format!("The external id of a {}; `null` is the client's default one.", policy.as_str());
        add("policyExtId", nullable(ext_id(&about, "policy-123")));
    }
    // Of what is only taken at creation and never shown, nothing can be sent back.
    for one in form.members.iter().filter(|one| one.is_shown() || !one.is_fixed) {
        let schema = member(one);
        add(one.name, if one.is_mandatory && !one.is_fixed { schema } else { nullable(schema) });
    }
    let unchangeable =
        json!({ "type": "string", "description": "Can't be changed: expected as it was read, if at all." });
    for name in ["extId", "userExtId", "type", "created"] {
        add(name, unchangeable.clone());
    }
    let about = if form.takes_validity {
        "When it may be used."
    } else {
        "Can't be changed: expected as it was read, if at all."
    };
    add("validity", validity(about));
    for name in READ_ONLY {
        // Without a type, which can't be read from JSON: `all` puts it right.
        add(name, json!({ "type": "object" }));
    }
    let about = "What is to be changed: what is absent stays, and `null` or `\"\"` removes what is optional.";
    let mut body = object(about.to_owned(), properties, Vec::new());
    body["additionalProperties"] = false.into();
    body["examples"] = json!([{ "stateName": "disabled", "modificationComment": "Lost" }]);
    body
}

/// A schema that stands for the one of the type.
macro_rules! stands_for {
    ($($type:ty = $prefix:literal;)*) => {$(
        impl PartialSchema for $type {
            fn schema() -> RefOr<Schema> {
                RefOr::T(Schema::default())
            }
        }

        impl ToSchema for $type {
            fn name() -> Cow<'static, str> {
                concat!($prefix, "OfType").into()
            }
        }
    )*};
}

stands_for! {
    Shown = "";
    NewBody = "New";
    PatchBody = "Patch";
    ActBody = "Act";
    CheckBody = "Check";
    ChallengeBody = "Challenge";
}

macro_rules! takes_as_strict {
    ($($type:ty)*) => {$(
        impl Takes for $type {
            fn takes(method: &Method, operation: &mut Operation, schemas: &mut Schemas) {
                Strict::<$type>::takes(method, operation, schemas);
            }
        }
    )*};
}

takes_as_strict! { NewBody PatchBody ActBody CheckBody ChallengeBody }

impl Answers for Written<Given> {
    fn answers(schemas: &mut Schemas) -> Vec<(&'static str, Response)> {
        let mut all = Given::answers(schemas);
        all.extend(
            Written::<crate::http::answer::NoContent>::answers(schemas).into_iter().filter(|(code, _)| *code == "200"),
        );
        all
    }
}

impl Answers for Given {
    fn answers(schemas: &mut Schemas) -> Vec<(&'static str, Response)> {
        crate::http::answer::Created::<Shown>::answers(schemas)
    }
}

impl Answers for Written<Done> {
    fn answers(schemas: &mut Schemas) -> Vec<(&'static str, Response)> {
        let done = |about: &str| utoipa::openapi::ResponseBuilder::new().description(about);
        let mut all = Written::<crate::http::answer::Found<Shown>>::answers(schemas);
        let revealed = utoipa::openapi::Content::new(Some(Schema::default()));
        all.push(("201", done("Done; with what is shown this once.").content("application/json", revealed).build()));
        all.push(("204", done("Done. There is no body.").build()));
        all
    }
}
