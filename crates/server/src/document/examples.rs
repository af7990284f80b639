//! Examples of what a write answers that is only tried: each with the result and the event of its own call.

use serde_json::{Value, json};

use super::operations::operations_of;
use crate::reference::example;

const TRIED: &str = "#/components/schemas/DryRun";

/// Adds an example to each answer that may be that of a dry run.
pub(super) fn of_what_is_only_tried(document: &mut Value) {
    let read = document.clone();
    for (path, method, operation) in operations_of(document) {
        let done = done(&read, &operation["responses"]);
        let Some(content) = operation.pointer_mut("/responses/200/content/application~1json") else { continue };
        let tried = json!({
            "verdict": "accepted",
            "status": done.as_ref().map_or(200, |(status, _)| *status),
            "result": done.as_ref().and_then(|(_, result)| result.clone()),
            "events": kind(path, method).map(|kind| event(&read, kind)).into_iter().collect::<Vec<_>>(),
        });
        let tried = without_null(tried);
        if content["schema"]["$ref"] == TRIED {
            content["example"] = tried;
        } else if may_be_tried(&content["schema"]) {
            let done = done.and_then(|(_, result)| result);
            content["examples"] = json!({ "done": { "value": done }, "dry-run": { "value": tried } });
        }
    }
}

fn may_be_tried(schema: &Value) -> bool {
    schema["oneOf"].as_array().is_some_and(|either| either.iter().any(|schema| schema["$ref"] == TRIED))
}

/// What the write is answered with where it is done: its status, and an example of its body.
fn done(document: &Value, responses: &Value) -> Option<(u16, Option<Value>)> {
    ["201", "202", "204", "200"].into_iter().find_map(|status| {
        let response = responses.get(status)?;
        let schema = &response["content"]["application/json"]["schema"];
        let schema = if schema["oneOf"].is_array() { &schema["oneOf"][0] } else { schema };
        let result = if schema.is_null() { None } else { example::of(document, schema) };
        Some((status.parse().ok()?, result))
    })
}

/// The kind of the event that a call leaves, by what its path ends with.
fn kind(path: &str, method: &str) -> Option<&'static str> {
    let noun = path.rsplit('/').find(|segment| !segment.is_empty() && !segment.starts_with('{'))?;
    let [create, modify, delete] = match noun {
        "clients" => ["CLIENT_CREATE", "CLIENT_MODIFY", "CLIENT_DELETE"],
        "policies" => ["POLICY_CREATE", "POLICY_MODIFY", "POLICY_DELETE"],
        "users" => ["USER_CREATE", "USER_MODIFY", "USER_DELETE"],
        "mobile-signature" => ["CREDENTIAL_CREATE", "CREDENTIAL_MODIFY", "CREDENTIAL_DELETE"],
        "profiles" => ["PROFILE_CREATE", "PROFILE_MODIFY", "PROFILE_DELETE"],
        "authorizations" => ["AUTHORIZATION_CREATE", "AUTHORIZATION_MODIFY", "AUTHORIZATION_DELETE"],
        "applications" if path.contains("/terms/") => ["TERMS_MODIFY"; 3],
        "applications" if path.contains("/clients/") => {
            ["CLIENT_APPLICATION_CREATE", "CLIENT_APPLICATION_CREATE", "CLIENT_APPLICATION_DELETE"]
        }
        "applications" => ["APPLICATION_CREATE", "APPLICATION_MODIFY", "APPLICATION_DELETE"],
        "roles" if path.contains("/eroles/") => {
            ["ENTERPRISE_ROLE_MEMBER_CREATE", "ENTERPRISE_ROLE_MEMBER_CREATE", "ENTERPRISE_ROLE_MEMBER_DELETE"]
        }
        "eroles" => ["ENTERPRISE_ROLE_CREATE", "ENTERPRISE_ROLE_MODIFY", "ENTERPRISE_ROLE_DELETE"],
        "eauthorizations" => {
            ["ENTERPRISE_AUTHORIZATION_CREATE", "ENTERPRISE_AUTHORIZATION_MODIFY", "ENTERPRISE_AUTHORIZATION_DELETE"]
        }
        "terms" => ["TERMS_CREATE", "TERMS_MODIFY", "TERMS_MODIFY"],
        "consents" => ["CONSENT_CREATE"; 3],
        "dispatch-targets" => ["DISPATCH_TARGET_CREATE", "DISPATCH_TARGET_MODIFY", "DISPATCH_TARGET_DELETE"],
        "app-attestation" => ["APP_ATTESTATION_CREATE", "APP_ATTESTATION_MODIFY", "APP_ATTESTATION_DELETE"],
        "roles" => ["ROLE_CREATE", "ROLE_MODIFY", "ROLE_DELETE"],
        "units" if path.contains("/authorizations/") => ["AUTHORIZATION_MODIFY"; 3],
        "units" => ["UNIT_CREATE", "UNIT_MODIFY", "UNIT_DELETE"],
        "unit" => ["PROFILE_MODIFY"; 3],
        "children" => ["UNIT_MODIFY"; 3],
        "identity" => ["USER_CREATE"; 3],
        "archive" => ["USER_ARCHIVE"; 3],
        "erasure" => ["HISTORY_ERASE"; 3],
        "signatures" => ["SIGNATURE_REQUEST"; 3],
        "login-info" | "bulk-login-info" => ["LOGIN_SUCCESS"; 3],
        _ if path.contains("/users/") && path.ends_with("/properties") => ["USER_MODIFY"; 3],
        _ if path.contains("/profiles/") && path.ends_with("/properties") => ["PROFILE_MODIFY"; 3],
        _ if path.contains("/eroles/") && path.ends_with("/properties") => ["ENTERPRISE_ROLE_MODIFY"; 3],
        _ if path.contains("/units/") && path.ends_with("/properties") => ["UNIT_MODIFY"; 3],
        _ => return None,
    };
    Some(match method {
        "post" => create,
        "delete" => delete,
        _ => modify,
    })
}

fn event(document: &Value, kind: &str) -> Value {
    let mut event = example::of(document, &json!({ "$ref": "#/components/schemas/Event" })).unwrap_or_default();
    event["kind"] = kind.into();
    event
}

fn without_null(mut value: Value) -> Value {
    if let Some(object) = value.as_object_mut() {
        object.retain(|_, member| !member.is_null());
    }
    value
}
