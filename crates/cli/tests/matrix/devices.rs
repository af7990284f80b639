//! Who may do what with dispatch targets and app attestations: as with credentials (*List dispatch targets*: the right to
//! view credentials, or that to view dispatch targets).

use serde_json::{Value, json};

use super::expected::Needs::{self, Client, ClientOrProven};
use super::expected::{HANDLE_CREDENTIALS, SEE_CREDENTIALS};
use super::otherwise::Other;
use super::otherwise::Whose::{Annas, Own};

/// Every operation of the OpenAPI document about them.
pub(crate) const OPERATIONS: &[(&str, &str, Needs)] = &[
    ("GET", "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/dispatch-targets", ClientOrProven(SEE_CREDENTIALS)),
    ("POST", "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/dispatch-targets", Client(HANDLE_CREDENTIALS)),
    (
        "GET",
        "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/dispatch-targets/{dispatchTargetExtId}",
        ClientOrProven(SEE_CREDENTIALS),
    ),
    (
        "PATCH",
        "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/dispatch-targets/{dispatchTargetExtId}",
        Client(HANDLE_CREDENTIALS),
    ),
    (
        "DELETE",
        "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/dispatch-targets/{dispatchTargetExtId}",
        ClientOrProven(HANDLE_CREDENTIALS),
    ),
    (
        "GET",
        "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/dispatch-targets/{dispatchTargetExtId}/app-attestation",
        ClientOrProven(SEE_CREDENTIALS),
    ),
    (
        "POST",
        "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/dispatch-targets/{dispatchTargetExtId}/app-attestation",
        Client(HANDLE_CREDENTIALS),
    ),
    (
        "PATCH",
        "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/dispatch-targets/{dispatchTargetExtId}/app-attestation",
        ClientOrProven(HANDLE_CREDENTIALS),
    ),
    (
        "DELETE",
        "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/dispatch-targets/{dispatchTargetExtId}/app-attestation",
        ClientOrProven(HANDLE_CREDENTIALS),
    ),
];

/// A body that a call takes.
pub(crate) fn body(segment: &str) -> Option<Value> {
    Some(match segment {
        "dispatch-targets" => json!({
            "deviceId": "d", "target": "t", "signingKey": "s", "appId": "a", "name": "n", "identification": "i",
        }),
        "app-attestation" => json!({ "receipt": "r", "publicKey": "k", "deviceId": "d" }),
        _ => return None,
    })
}

/// A dispatch target with its attestation.
pub(crate) fn attested(ext_id: &str) -> Value {
    let mut target = body("dispatch-targets").unwrap();
    target["extId"] = ext_id.into();
    target["appAttestation"] = body("app-attestation").unwrap();
    target
}

const ALL: &str = "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/dispatch-targets";
const NONE: &str = "who calls has none";

/// What is answered to who may, where it isn't success.
pub(crate) const OTHERWISE: &[Other] = &[
    ("GET", ALL, "/{dispatchTargetExtId}", &[Own], 404, NONE),
    ("PATCH", ALL, "/{dispatchTargetExtId}", &[Own], 404, NONE),
    ("DELETE", ALL, "/{dispatchTargetExtId}", &[Own], 404, NONE),
    ("GET", ALL, "/{dispatchTargetExtId}/app-attestation", &[Own], 404, NONE),
    ("PATCH", ALL, "/{dispatchTargetExtId}/app-attestation", &[Own], 404, NONE),
    ("DELETE", ALL, "/{dispatchTargetExtId}/app-attestation", &[Own], 404, NONE),
    ("POST", ALL, "/{dispatchTargetExtId}/app-attestation", &[Own], 404, NONE),
    ("POST", ALL, "/{dispatchTargetExtId}/app-attestation", &[Annas], 422, "she has one already"),
];
