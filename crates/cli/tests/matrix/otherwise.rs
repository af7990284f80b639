//! What is answered to who may call, where it isn't success.

/// Whose something is.
#[derive(PartialEq)]
pub(crate) enum Whose {
    Annas,
    /// Of who calls, a technical user.
    Own,
}

use Whose::{Annas, Own};

const API: &str = "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}";
const SIGILL: &str = "/sigill/v1/{clientExtId}/users/{userExtId}";
const UNITS: &str = "/nevisidm/api/core/v1/{clientExtId}/units";
const NONE: &str = "who calls has no mobile signature";
const UNTRIED: &str = "it can't be tried, which is said to who may";

/// A method, the two parts of a path, whose it is, a status, and why it is this one.
pub(crate) type Other = (&'static str, &'static str, &'static str, &'static [Whose], u16, &'static str);

/// What is answered to who may, where it isn't success.
pub(crate) const OTHERWISE: &[Other] = &[
    ("POST", "", "/oauth2/token", &[Annas, Own], 400, "it takes no JSON"),
    ("POST", "", "/sigill/v1/once", &[Annas, Own], 400, UNTRIED),
    ("POST", "", "/nevisidm/api/principal/v1/token", &[Annas, Own], 400, UNTRIED),
    ("DELETE", UNITS, "/{unitExtId}", &[Annas, Own], 422, "a unit is below it"),
    ("POST", API, "/profiles", &[Own], 422, "a machine has one profile at most"),
    ("POST", API, "/device-password", &[Annas], 422, "only technical users get one"),
    ("DELETE", API, "/mauths/{credentialExtId}", &[Annas, Own], 404, "nobody has one of this name"),
    ("PATCH", API, "/fido-authenticators/increment-sign-counter", &[Annas, Own], 400, UNTRIED),
    ("POST", API, "/mobile-signature", &[Annas], 422, "she has one already"),
    ("GET", API, "/mobile-signature", &[Own], 404, NONE),
    ("PATCH", API, "/mobile-signature", &[Own], 404, NONE),
    ("DELETE", API, "/mobile-signature", &[Own], 404, NONE),
    ("GET", API, "/mobile-signature/properties", &[Own], 404, NONE),
    ("PATCH", API, "/mobile-signature/properties", &[Own], 404, NONE),
    ("GET", SIGILL, "/mobile-signature/profile", &[Annas], 422, "no provider is configured"),
    ("GET", SIGILL, "/mobile-signature/profile", &[Own], 404, NONE),
    ("POST", SIGILL, "/mobile-signature/signatures", &[Annas], 422, "no provider is configured"),
    ("POST", SIGILL, "/mobile-signature/signatures", &[Own], 404, NONE),
    ("GET", SIGILL, "/mobile-signature/signatures", &[Own], 404, NONE),
    ("GET", SIGILL, "/mobile-signature/signatures/{signatureId}", &[Annas, Own], 404, "nobody was asked"),
    ("DELETE", SIGILL, "/mobile-signature/signatures/{signatureId}", &[Annas, Own], 404, "nobody was asked"),
    ("GET", SIGILL, "/mobile-signature/signatures/{signatureId}/events", &[Annas, Own], 404, "nobody was asked"),
    ("GET", SIGILL, "/mobile-signature/signatures/{signatureId}/evidence", &[Annas, Own], 404, "nobody was asked"),
];
