//! What calls are sent.

use serde_json::{Value, json};

use super::{devices, places, types};

/// Terms of this name.
pub(crate) fn terms(name: &str) -> Value {
    json!({ "extId": name, "name": name, "active": true, "silentAcceptance": false, "termsVersion": "1" })
}

/// A body that a call takes: a patch that changes nothing, and something new.
pub(crate) fn body(method: &str, path: &str) -> String {
    let body = match (method, path.rsplit('/').next().unwrap_or_default()) {
        ("POST", "clients") => json!({ "extId": "new", "name": "New" }),
        ("POST", "applications") => json!({ "name": "New", "displayed": true }),
        ("POST", "roles") => json!({ "name": "New" }),
        ("POST", "eroles") => json!({ "name": "New" }),
        ("POST", "eauthorizations") => json!({ "enterpriseRoleExtId": "e2" }),
        ("POST", "terms") => terms("New"),
        ("POST", "consents") => json!({ "termsExtId": "t1" }),
        ("POST", "policies") => json!({ "extId": "p2", "name": "p2", "policyType": "MobileSignaturePolicy" }),
        ("POST", "personal-questions") => json!({ "stateName": "active" }),
        ("POST", "users") => json!({
            "extId": "new", "name": { "firstName": "Nina", "familyName": "Neu" },
            "contacts": { "email": "nina@example.com" },
        }),
        ("POST", "properties") => json!({ "name": "d2", "type": "STRING", "scope": "USER_GLOBAL" }),
        ("POST", "authorizations") => json!({ "roleExtId": "nevisIdm.SelfAdmin", "clientExtIds": ["own"] }),
        ("POST", "mobile-signature") => {
            json!({ "identificator": "i", "msspIdentifier": "m", "msisdn": "+41791234568" })
        }
        ("POST", "device-password") => json!({ "extId": "k9", "password": "x".repeat(40) }),
        ("POST", "login-info") => json!({ "success": true }),
        ("POST", "bulk-login-info") => json!({ "items": [{ "success": true }] }),
        ("POST", "signatures") => json!({ "text": "Sign in?" }),
        ("POST", segment) => types::body(segment)
            .or_else(|| places::body(segment))
            .or_else(|| devices::body(segment))
            .unwrap_or_else(|| json!({})),
        _ => json!({}),
    };
    body.to_string()
}

/// The query without which a call can't be answered.
pub(crate) fn query(path: &str) -> &'static str {
    if path.ends_with("/search") || path.contains("/query/v1/") { "?q=anna" } else { "" }
}
