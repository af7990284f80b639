//! Who may do what with the credentials of each type, as the pages of the types have it: seeing one's own is for
//! everybody with `SelfAdmin`; what else is, and whether it takes a second token, stands here. Written by hand.

use serde_json::{Value, json};

use super::expected::{HANDLE_CREDENTIALS, Needs, SEE_CREDENTIALS, SET_VALUES};

/// What people may do with their own.
#[derive(Clone, Copy, PartialEq)]
enum Own {
    No,
    Yes,
    Proven,
}

use Own::{No, Proven, Yes};

/// A type: its path, whether a user has several, what people may do with their own (create, modify, delete), and its
/// calls beside those of all with what people may do with them.
type Type = (&'static str, bool, [Own; 3], &'static [(&'static str, Own)]);

const TYPES: &[Type] = &[
    ("password", false, [No, No, Proven], &[("reset", Proven), ("unlock", No), ("change", Proven)]),
    ("certificates", true, [Proven, Proven, Proven], &[]),
    ("securid", false, [No, No, Proven], &[]),
    ("ticket", false, [No, No, Proven], &[]),
    ("safeword", false, [No, No, Proven], &[]),
    ("tempstrong-password", false, [No, No, Proven], &[("reset", Proven)]),
    ("generic-credentials", true, [Yes, Yes, Proven], &[]),
    ("kerberos", true, [No, No, Proven], &[]),
    // What is reported of one is sent to itself.
    ("mtans", true, [No, No, Proven], &[("", No)]),
    ("puk", false, [No, No, Proven], &[("reset", No)]),
    ("url-ticket", false, [No, No, Proven], &[]),
    ("device-password", true, [No, No, Proven], &[("reset", Proven), ("change", Yes)]),
    ("saml-credentials", true, [No, No, Proven], &[]),
    ("context-passwords", true, [No, No, Proven], &[("reset", Proven), ("change", Proven)]),
    ("fido-authenticators", true, [No, No, Proven], &[]),
    ("fido2", true, [No, Proven, Proven], &[]),
    ("oath-credentials", true, [Proven, Proven, Proven], &[]),
    ("otp-credentials", true, [No, No, Proven], &[("replace", Proven)]),
    ("recovery-codes", false, [Proven, No, Proven], &[]),
];

/// Types whose making stands in `expected`: not everybody gets one.
const MADE_BY_HAND: &[&str] = &["device-password"];
/// Types with a further spelling of their path, for what is done with one credential.
const OTHERWISE_SPELLED: &[(&str, &str)] = &[("device-password", "device-passwords")];
/// Types that people see of their own only with a second token.
const SEEN_WITH_PROOF: &[&str] = &["otp-credentials"];
/// Types that can't be changed.
const UNCHANGED: &[&str] = &["recovery-codes"];

/// Types with custom properties.
const WITH_PROPERTIES: &[&str] = &["certificates", "generic-credentials", "saml-credentials"];
/// Types that Sigill itself checks.
const CHECKED: &[&str] = &[
    "password",
    "ticket",
    "tempstrong-password",
    "puk",
    "url-ticket",
    "device-password",
    "context-passwords",
    "oath-credentials",
    "otp-credentials",
    "recovery-codes",
    "fido2",
    "security-questions",
    "mtans",
];
/// Those of them with a documented login, by its path.
const LOGINS: &[&str] = &["password", "device-password", "context-password", "otp", "recovery-codes"];

const API: &str = "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}";

fn needs(own: Own) -> Needs {
    match own {
        No => Needs::Client(HANDLE_CREDENTIALS),
        Yes => Needs::ClientOrSelf(HANDLE_CREDENTIALS),
        Proven => Needs::ClientOrProven(HANDLE_CREDENTIALS),
    }
}

/// A method, a path, who may, and the status for who may: nobody has a credential of the name that is asked for.
pub(crate) type Row = (&'static str, String, Needs, u16);

/// The calls of all types.
pub(crate) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for (segment, is_many, [create, modify, delete], acts) in TYPES {
        let all = format!("{API}/{segment}");
        let one = if *is_many { format!("{all}/{{credentialExtId}}") } else { all.clone() };
        if !MADE_BY_HAND.contains(segment) {
            rows.push(("POST", all.clone(), needs(*create), 200));
        }
        let see = || match SEEN_WITH_PROOF.contains(segment) {
            true => Needs::ClientOrProven(SEE_CREDENTIALS),
            false => Needs::ClientOrSelf(SEE_CREDENTIALS),
        };
        if *is_many {
            rows.push(("GET", all, see(), 200));
        }
        rows.push(("GET", one.clone(), see(), 404));
        let other = OTHERWISE_SPELLED.iter().find(|(of, _)| of == segment);
        let other = other.map(|(_, other)| format!("{API}/{other}/{{credentialExtId}}"));
        for one in [Some(one.clone()), other].into_iter().flatten() {
            if !UNCHANGED.contains(segment) {
                rows.push(("PATCH", one.clone(), needs(*modify), 404));
            }
            rows.push(("DELETE", one.clone(), needs(*delete), 404));
            for (act, own) in *acts {
                let path = if act.is_empty() { one.clone() } else { format!("{one}/{act}") };
                rows.push(("POST", path, needs(*own), 404));
            }
        }
        if WITH_PROPERTIES.contains(segment) {
            rows.push(("GET", format!("{one}/properties"), Needs::ClientOrSelf(SEE_CREDENTIALS), 404));
            let set = match modify {
                No => Needs::ClientBoth(HANDLE_CREDENTIALS, SET_VALUES),
                Yes | Proven => Needs::ClientBothOrNobody(HANDLE_CREDENTIALS, SET_VALUES, *modify == Proven),
            };
            rows.push(("PATCH", format!("{one}/properties"), set, 404));
        }
    }
    rows.extend(of_clients());
    rows.extend(of_sigill());
    rows
}

/// Those of the type that is the client's own until it is assigned to a user.
fn of_clients() -> Vec<Row> {
    let tokens = "/nevisidm/api/core/v1/{clientExtId}/vasco";
    let token = format!("{tokens}/{{credentialExtId}}");
    let given = "/sigill/v1/{clientExtId}/users/{userExtId}/vasco/{credentialExtId}";
    vec![
        ("GET", tokens.to_owned(), Needs::Client(SEE_CREDENTIALS), 200),
        ("POST", tokens.to_owned(), Needs::Client(HANDLE_CREDENTIALS), 200),
        ("GET", token.clone(), Needs::Client(SEE_CREDENTIALS), 404),
        ("PATCH", token.clone(), Needs::Client(HANDLE_CREDENTIALS), 404),
        ("DELETE", token.clone(), Needs::Client(HANDLE_CREDENTIALS), 404),
        ("PUT", format!("{token}/unassign"), Needs::Client(HANDLE_CREDENTIALS), 404),
        ("PUT", given.to_owned(), Needs::Client(HANDLE_CREDENTIALS), 404),
    ]
}

/// Sigill's own, of which the vendor documents no path, and those that check what somebody shows.
fn of_sigill() -> Vec<Row> {
    let mut rows = Vec::new();
    let questions = "/sigill/v1/{clientExtId}/users/{userExtId}/security-questions".to_owned();
    rows.push(("POST", questions.clone(), needs(Proven), 200));
    rows.push(("GET", questions.clone(), Needs::ClientOrSelf(SEE_CREDENTIALS), 404));
    rows.push(("PATCH", questions.clone(), needs(No), 404));
    rows.push(("DELETE", questions.clone(), needs(Proven), 404));
    rows.push(("POST", format!("{questions}/answers"), needs(Proven), 404));
    rows.push(("GET", format!("{questions}/properties"), Needs::ClientOrSelf(SEE_CREDENTIALS), 404));
    rows.push(("PATCH", format!("{questions}/properties"), Needs::ClientBoth(HANDLE_CREDENTIALS, SET_VALUES), 404));
    for segment in CHECKED {
        let path = format!("/sigill/v1/{{clientExtId}}/users/{{userExtId}}/credentials/{segment}/verify");
        rows.push(("POST", path, Needs::Client(HANDLE_CREDENTIALS), 400));
    }
    for segment in LOGINS {
        let path = format!("/nevisidm/api/auth/v1/{{clientExtId}}/users/{{userExtId}}/{segment}/login");
        rows.push(("POST", path, Needs::Client(HANDLE_CREDENTIALS), 400));
    }
    for path in [
        "/nevisidm/api/auth/v1/{clientExtId}/users/{userExtId}/otp/challenge",
        "/sigill/v1/{clientExtId}/users/{userExtId}/credentials/otp-credentials/challenge",
        // What is sent takes CredentialModify, too, which is asked behind the body.
        "/sigill/v1/{clientExtId}/users/{userExtId}/credentials/mtans/challenge",
    ] {
        rows.push(("POST", path.to_owned(), Needs::Client(SEE_CREDENTIALS), 400));
    }
    // The ceremonies of FIDO2.
    let (of_user, of_client) =
        ("/sigill/v1/{clientExtId}/users/{userExtId}/credentials/fido2", "/sigill/v1/{clientExtId}/credentials/fido2");
    rows.push(("POST", format!("{of_user}/registration"), Needs::Client(HANDLE_CREDENTIALS), 400));
    rows.push(("POST", format!("{of_user}/register"), Needs::Client(HANDLE_CREDENTIALS), 422));
    rows.push(("POST", format!("{of_user}/challenge"), Needs::Client(SEE_CREDENTIALS), 400));
    rows.push(("POST", format!("{of_client}/challenge"), Needs::Client(SEE_CREDENTIALS), 400));
    rows.push(("POST", format!("{of_client}/verify"), Needs::Client(HANDLE_CREDENTIALS), 400));
    rows
}

/// A body that creates one.
pub(crate) fn body(segment: &str) -> Option<Value> {
    let secret = "Correct-Horse-9";
    Some(match segment {
        "password" => json!({ "password": secret }),
        "certificates" => json!({ "certificate": CERTIFICATE }),
        "securid" | "safeword" => json!({ "username": "jdoe" }),
        "ticket" | "tempstrong-password" | "puk" | "otp-credentials" | "recovery-codes" | "security-questions" => {
            json!({})
        }
        "oath-credentials" => json!({ "label": "phone" }),
        "generic-credentials" => json!({ "identification": "eid-1" }),
        "kerberos" => json!({ "kerberosId": "jdoe@EXAMPLE.COM" }),
        "mtans" => json!({ "mobileNumber": "+41791234567" }),
        "url-ticket" => json!({ "urlPrefix": "https://login.example.com/?x=" }),
        "saml-credentials" => json!({
            "subjectNameId": "a", "subjectNameIdFormat": "b", "issuerNameId": "c", "issuerNameIdFormat": "d",
        }),
        "context-passwords" => json!({ "context": "bank", "password": secret }),
        "fido-authenticators" => json!({
            "aaid": "F1D0#0001", "appId": "a", "keyId": "k", "publicKeyAlgorithm": "x", "publicKey": "y",
        }),
        "fido2" => json!({
            "aaguid": "a", "authenticator": "b", "attestationConveyancePreference": "none", "hashedCredentialId": "h",
            "rpId": "example.com", "residentKeyRequirement": "required", "userVerificationRequirement": "preferred",
        }),
        "vasco" => json!({ "vascoTokens": [{ "authMode": "RO", "data": "QUJD" }] }),
        "change" => json!({ "newPassword": secret }),
        _ => return None,
    })
}

/// A certificate of nobody.
const CERTIFICATE: &str = include_str!("certificate.pem");
