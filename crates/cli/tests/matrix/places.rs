//! Who may do what with units, with the profiles that are in them, and with the units of a role.

use serde_json::{Value, json};

use super::expected::Needs::{self, Client, ClientBoth};
use super::expected::{
    CHANGE_PROFILES, GIVE_ROOMS, MAKE_EROLES, MAKE_UNITS, MAKE_USERS, SEE_CREDENTIALS, SEE_EROLES, SEE_PROFILES,
    SEE_ROOMS, SEE_VALUES, SET_VALUES,
};

/// Every operation of the OpenAPI document about them.
pub(crate) const OPERATIONS: &[(&str, &str, Needs)] = &[
    ("GET", "/nevisidm/api/core/v1/clients/{clientExtId}/units", Client(SEE_CREDENTIALS)),
    ("POST", "/nevisidm/api/core/v1/{clientExtId}/units", Client(MAKE_UNITS)),
    ("GET", "/nevisidm/api/core/v1/{clientExtId}/units/{unitExtId}", Client(SEE_CREDENTIALS)),
    ("PATCH", "/nevisidm/api/core/v1/{clientExtId}/units/{unitExtId}", Client(MAKE_UNITS)),
    ("DELETE", "/nevisidm/api/core/v1/{clientExtId}/units/{unitExtId}", Client(MAKE_UNITS)),
    ("GET", "/nevisidm/api/core/v1/{clientExtId}/units/{unitExtId}/children", Client(SEE_CREDENTIALS)),
    ("PUT", "/nevisidm/api/core/v1/{clientExtId}/units/{unitExtId}/children/{childExtId}", Client(MAKE_UNITS)),
    ("DELETE", "/nevisidm/api/core/v1/{clientExtId}/units/{unitExtId}/children/{childExtId}", Client(MAKE_UNITS)),
    ("GET", "/nevisidm/api/core/v1/{clientExtId}/units/{unitExtId}/properties", Client(SEE_CREDENTIALS)),
    ("PATCH", "/nevisidm/api/core/v1/{clientExtId}/units/{unitExtId}/properties", Client(MAKE_UNITS)),
    ("POST", "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/profiles", Client(MAKE_USERS)),
    ("POST", "/nevisidm/api/core/v1/{clientExtId}/identity", Client(MAKE_USERS)),
    ("DELETE", "/nevisidm/api/core/v1/{clientExtId}/profiles/{profileExtId}", Client(MAKE_USERS)),
    ("GET", "/nevisidm/api/core/v1/{clientExtId}/profiles/{profileExtId}/unit", Client(SEE_PROFILES)),
    ("PUT", "/nevisidm/api/core/v1/{clientExtId}/profiles/{profileExtId}/unit/{unitExtId}", Client(CHANGE_PROFILES)),
    (
        "GET",
        "/nevisidm/api/core/v1/{clientExtId}/profiles/{profileExtId}/properties",
        ClientBoth(SEE_PROFILES, SEE_VALUES),
    ),
    (
        "PATCH",
        "/nevisidm/api/core/v1/{clientExtId}/profiles/{profileExtId}/properties",
        ClientBoth(CHANGE_PROFILES, SET_VALUES),
    ),
    (
        "GET",
        "/sigill/v1/{clientExtId}/profiles/{profileExtId}/applications/{applicationExtId}/properties",
        ClientBoth(SEE_PROFILES, SEE_VALUES),
    ),
    (
        "PATCH",
        "/sigill/v1/{clientExtId}/profiles/{profileExtId}/applications/{applicationExtId}/properties",
        ClientBoth(CHANGE_PROFILES, SET_VALUES),
    ),
    (
        "PATCH",
        "/nevisidm/api/core/v1/{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}",
        Client(GIVE_ROOMS),
    ),
    (
        "GET",
        "/nevisidm/api/core/v1/{clientExtId}/eroles/{enterpriseRoleExtId}/properties",
        ClientBoth(SEE_EROLES, SEE_CREDENTIALS),
    ),
    (
        "PATCH",
        "/nevisidm/api/core/v1/{clientExtId}/eroles/{enterpriseRoleExtId}/properties",
        ClientBoth(MAKE_EROLES, SET_VALUES),
    ),
    (
        "GET",
        "/sigill/v1/{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}/units",
        Client(SEE_CREDENTIALS),
    ),
    (
        "PUT",
        "/sigill/v1/{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}/units/{unitExtId}",
        Client(MAKE_UNITS),
    ),
    (
        "DELETE",
        "/sigill/v1/{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}/units/{unitExtId}",
        Client(MAKE_UNITS),
    ),
    (
        "GET",
        "/sigill/v1/{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}/applications",
        Client(SEE_ROOMS),
    ),
    (
        "PUT",
        "/sigill/v1/{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}/applications/{applicationExtId}",
        Client(GIVE_ROOMS),
    ),
    (
        "DELETE",
        "/sigill/v1/{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}/applications/{applicationExtId}",
        Client(GIVE_ROOMS),
    ),
    (
        "GET",
        "/sigill/v1/{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}/enterprise-roles",
        Client(SEE_CREDENTIALS),
    ),
    (
        "PUT",
        "/sigill/v1/{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}/enterprise-roles/{enterpriseRoleExtId}",
        Client(MAKE_UNITS),
    ),
    (
        "DELETE",
        "/sigill/v1/{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}/enterprise-roles/{enterpriseRoleExtId}",
        Client(MAKE_UNITS),
    ),
];

/// A body that a call takes.
pub(crate) fn body(segment: &str) -> Option<Value> {
    Some(match segment {
        "identity" => json!({
            "user": {
                "extId": "new", "name": { "firstName": "Nina", "familyName": "Neu" },
                "contacts": { "email": "nina@example.com" },
            },
            "profile": { "unitExtId": "n1" },
        }),
        "units" => json!({ "name": "n3", "profileless": false }),
        _ => return None,
    })
}
