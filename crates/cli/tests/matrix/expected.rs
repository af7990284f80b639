//! Who may do what, as the documentation of the standard roles and of the calls has it (*Functional authorization:
//! nevisIDM roles*, the permissions on the API pages); where it is silent, as ADR 0008 decides. Written by hand: nothing
//! here comes from the tables that enforce it.

/// The standard roles.
pub(crate) const ROLES: &[&str] = &[
    "Root",
    "ClientRoot",
    "AppAdmin",
    "MainAppOwner",
    "AppOwner",
    "UserAndUnitAdmin",
    "UserAdmin",
    "Helpdesk",
    "SelfAdmin",
    "TemplateAdmin",
    "EnterpriseRoleAdmin",
    "EnterpriseRoleOwner",
    "BatchJobAdmin",
    "SoapTechAccess",
    "SoapTechAccessReadOnly",
    "TechUser",
    "Impersonator",
];

/// What a call needs.
pub(crate) enum Needs {
    /// No token.
    Nothing,
    /// A good token.
    AnyToken,
    /// One of the roles, in the client that the path names.
    Client(&'static [&'static [&'static str]]),
    /// One of the roles there, or to be the user that the path names, with the role SelfAdmin.
    ClientOrSelf(&'static [&'static [&'static str]]),
    /// The same, but oneself must show a second token, which no call of this test does.
    ClientOrProven(&'static [&'static [&'static str]]),
    /// The first roles, but for technical users only the second ones; the callers of this test are such users.
    ClientTechnical(&'static [&'static [&'static str]], &'static [&'static [&'static str]]),
    /// One of the roles, but never about oneself.
    ClientOther(&'static [&'static [&'static str]]),
    /// One of the first roles to be looked at, and one of the second ones to be let in: two rights are needed.
    ClientBoth(&'static [&'static [&'static str]], &'static [&'static [&'static str]]),
    /// The same, or to be the user that the path names, with the role SelfAdmin.
    ClientBothOrSelf(&'static [&'static [&'static str]], &'static [&'static [&'static str]]),
    /// As `ClientBoth`; and who is the user that the path names, with the role SelfAdmin, is asked for a second token
    /// where that is so, and lacks the second right in any case.
    ClientBothOrNobody(&'static [&'static [&'static str]], &'static [&'static [&'static str]], bool),
    /// One of the roles, wherever; what is answered keeps to where it holds.
    NoClient(&'static [&'static [&'static str]]),
    /// One of the roles, in every client.
    Everywhere(&'static [&'static [&'static str]]),
}

impl Needs {
    /// What a caller whose role holds in client `own` only is to expect.
    pub(crate) fn of(&self, role: &str, client: &str, user: &str) -> &'static str {
        let (lacks, elsewhere) = ("errors.permissionDenied", "errors.dataroomPermissionDenied");
        let has = |groups: &[&[&str]]| groups.iter().any(|group| group.contains(&role));
        match self {
            Self::Nothing | Self::AnyToken => "let in",
            Self::NoClient(groups) => {
                if has(groups) {
                    "let in"
                } else {
                    lacks
                }
            }
            Self::Everywhere(groups) => {
                if has(groups) {
                    elsewhere
                } else {
                    lacks
                }
            }
            Self::ClientOther(groups) if client == "own" && user == role && has(groups) => lacks,
            Self::ClientTechnical(_, groups) if client == "own" && user == role && !has(groups) => lacks,
            Self::ClientBoth(first, all) | Self::ClientBothOrSelf(first, all)
                if client == "own" && has(first) && !has(all) =>
            {
                lacks
            }
            Self::ClientBothOrNobody(first, all, _) if client == "own" && has(first) && !has(all) => lacks,
            Self::ClientBothOrNobody(_, _, proven) if role == "SelfAdmin" && client == "own" && user == role => {
                if *proven {
                    "second token"
                } else {
                    lacks
                }
            }
            Self::ClientOrProven(_) if role == "SelfAdmin" && client == "own" && user == role => "second token",
            Self::ClientOrSelf(_) | Self::ClientBothOrSelf(..)
                if role == "SelfAdmin" && client == "own" && user == role =>
            {
                "let in"
            }
            Self::Client(groups)
            | Self::ClientOrSelf(groups)
            | Self::ClientOrProven(groups)
            | Self::ClientTechnical(groups, _)
            | Self::ClientOther(groups)
            | Self::ClientBoth(groups, _)
            | Self::ClientBothOrSelf(groups, _)
            | Self::ClientBothOrNobody(groups, ..) => match has(groups) {
                false => lacks,
                true if client == "own" => "let in",
                true => elsewhere,
            },
        }
    }
}

/// “Everything.”
const ROOT: &[&str] = &["Root"];
/// “Everything in the own client, but no administration of clients”; and “almost like Root”.
const CLIENT_ROOTS: &[&str] = &["ClientRoot", "SoapTechAccess"];
/// “The same, read only.”
const READER: &[&str] = &["SoapTechAccessReadOnly"];
/// “Access and create users and profiles”; “like UserAdmin, plus units, and can make UserAdmins”.
const USER_ADMINS: &[&str] = &["UserAdmin", "UserAndUnitAdmin"];
const UNIT_ADMIN: &[&str] = &["UserAndUnitAdmin"];
/// “Limited UserAdmin, but can handle credentials.”
const HELPDESK: &[&str] = &["Helpdesk"];
/// “Applications, roles, properties, property values.”
const APP_ADMIN: &[&str] = &["AppAdmin"];
/// “Assign application roles”; who can make others of these can what they can.
const APP_OWNERS: &[&str] = &["AppAdmin", "MainAppOwner", "AppOwner"];
/// “Assign application roles and application data rooms (make AppOwners)”; “give all application data rooms”.
const MAIN_APP_OWNERS: &[&str] = &["AppAdmin", "MainAppOwner"];
/// They assign to users, whom they have to find.
const ASSIGNERS: &[&str] = &["MainAppOwner", "AppOwner", "EnterpriseRoleAdmin", "EnterpriseRoleOwner"];
/// “Text templates”, which are those of a client.
const TEMPLATES: &[&str] = &["TemplateAdmin"];
/// “Own data and credentials.”
const SELF: &[&str] = &["SelfAdmin"];

use Needs::{
    AnyToken, Client, ClientBoth, ClientBothOrSelf, ClientOrSelf, ClientOther, ClientTechnical, Everywhere, NoClient,
    Nothing,
};

const SEE_CLIENT: &[&[&str]] = &[ROOT, CLIENT_ROOTS, READER, USER_ADMINS, HELPDESK, APP_ADMIN, ASSIGNERS, TEMPLATES];
const SEE_USERS: &[&[&str]] = &[ROOT, CLIENT_ROOTS, READER, USER_ADMINS, HELPDESK, APP_ADMIN, ASSIGNERS];
pub(crate) const SEE_CREDENTIALS: &[&[&str]] = &[ROOT, CLIENT_ROOTS, READER, USER_ADMINS, HELPDESK];
pub(crate) const HANDLE_CREDENTIALS: &[&[&str]] = &[ROOT, CLIENT_ROOTS, USER_ADMINS, HELPDESK];
pub(crate) const MAKE_USERS: &[&[&str]] = &[ROOT, CLIENT_ROOTS, USER_ADMINS];
pub(crate) const CHANGE_USERS: &[&[&str]] = &[ROOT, CLIENT_ROOTS, USER_ADMINS, HELPDESK];
pub(crate) const MAKE_POLICIES: &[&[&str]] = &[ROOT, CLIENT_ROOTS];
/// “Almost like Root”: a person is disturbed by it, which those who handle credentials need not do.
const ASK_PEOPLE: &[&[&str]] = &[ROOT, CLIENT_ROOTS];
/// Who is responsible for a client as a whole; “almost like Root” isn't.
pub(crate) const ERASE: &[&[&str]] = &[ROOT, &["ClientRoot"]];
pub(crate) const GIVE_ROLES: &[&[&str]] = &[ROOT, CLIENT_ROOTS, UNIT_ADMIN, APP_OWNERS];
/// To move where a role holds, and to give rooms of applications.
pub(crate) const GIVE_ROOMS: &[&[&str]] = &[ROOT, CLIENT_ROOTS, UNIT_ADMIN, MAIN_APP_OWNERS];
pub(crate) const SEE_ROOMS: &[&[&str]] = &[ROOT, CLIENT_ROOTS, READER, USER_ADMINS, HELPDESK, MAIN_APP_OWNERS];
/// “Everything in the own client”, and “like UserAdmin, plus units”: rooms of units among it.
pub(crate) const MAKE_UNITS: &[&[&str]] = &[ROOT, CLIENT_ROOTS, UNIT_ADMIN];
pub(crate) const SEE_ROLES: &[&[&str]] = &[ROOT, CLIENT_ROOTS, READER, USER_ADMINS, HELPDESK, APP_OWNERS];
/// Who makes enterprise roles of roles has to find these.
const SEE_APPLICATIONS: &[&[&str]] = &[ROOT, CLIENT_ROOTS, READER, USER_ADMINS, APP_OWNERS, &["EnterpriseRoleAdmin"]];
/// The same, and values of properties.
const SEE_VALUES_OF_APPLICATIONS: &[&[&str]] = &[ROOT, CLIENT_ROOTS, READER, USER_ADMINS, APP_ADMIN];
/// “Applications, roles”, which are the same for every client.
const MAKE_APPLICATIONS: &[&[&str]] = &[ROOT, CLIENT_ROOTS, APP_ADMIN];
/// “Create enterprise roles, member roles, assign to profiles”; “assign enterprise roles to profiles”.
const EROLE_ADMIN: &[&str] = &["EnterpriseRoleAdmin"];
const EROLES: &[&str] = &["EnterpriseRoleAdmin", "EnterpriseRoleOwner"];
pub(crate) const MAKE_EROLES: &[&[&str]] = &[ROOT, CLIENT_ROOTS, EROLE_ADMIN];
pub(crate) const SEE_EROLES: &[&[&str]] = &[ROOT, CLIENT_ROOTS, READER, USER_ADMINS, EROLES];
/// To give an enterprise role is to change a profile.
pub(crate) const SEE_PROFILES: &[&[&str]] = &[ROOT, CLIENT_ROOTS, READER, USER_ADMINS, HELPDESK, EROLES, APP_OWNERS];
pub(crate) const CHANGE_PROFILES: &[&[&str]] = &[ROOT, CLIENT_ROOTS, USER_ADMINS, EROLES];
const SEE_TERMS: &[&[&str]] = &[ROOT, CLIENT_ROOTS, READER, USER_ADMINS];
const SEE_PROPERTIES: &[&[&str]] = &[ROOT, CLIENT_ROOTS, READER, USER_ADMINS, HELPDESK, APP_ADMIN];
/// “Applications, roles, properties, property values”: also those of the users to whom it gives.
pub(crate) const SEE_VALUES: &[&[&str]] = &[ROOT, CLIENT_ROOTS, READER, USER_ADMINS, HELPDESK, APP_ADMIN];
/// Helpdesk handles credentials, but no values of properties.
pub(crate) const SET_VALUES: &[&[&str]] = &[ROOT, CLIENT_ROOTS, USER_ADMINS];

/// Every operation of the OpenAPI document.
pub(crate) const OPERATIONS: &[(&str, &str, Needs)] = &[
    ("GET", "/.well-known/jwks.json", Nothing),
    ("GET", "/.well-known/oauth-authorization-server", Nothing),
    ("GET", "/livez", Nothing),
    ("GET", "/readyz", Nothing),
    ("GET", "/startupz", Nothing),
    ("GET", "/openapi.json", Nothing),
    ("GET", "/reference", Nothing),
    ("POST", "/oauth2/token", Nothing),
    // What a one-time link leads to: its token speaks for itself.
    ("GET", "/sigill/v1/once", Nothing),
    ("POST", "/sigill/v1/once", Nothing),
    ("GET", "/nevisidm/api/core/v1/system/credential-state-change-reasons", AnyToken),
    ("GET", "/nevisidm/api/principal/v1/permissions", AnyToken),
    ("GET", "/nevisidm/api/principal/v1/me", NoClient(&[SELF])),
    ("POST", "/nevisidm/api/principal/v1/token", NoClient(&[SELF])),
    ("GET", "/nevisidm/api/core/v1/applications", NoClient(SEE_APPLICATIONS)),
    ("GET", "/nevisidm/api/core/v1/applications/{applicationExtId}/roles", NoClient(SEE_APPLICATIONS)),
    ("POST", "/nevisidm/api/core/v1/applications", Everywhere(MAKE_APPLICATIONS)),
    ("GET", "/nevisidm/api/core/v1/applications/{applicationExtId}", NoClient(SEE_APPLICATIONS)),
    ("PATCH", "/nevisidm/api/core/v1/applications/{applicationExtId}", Everywhere(MAKE_APPLICATIONS)),
    ("DELETE", "/nevisidm/api/core/v1/applications/{applicationExtId}", Everywhere(MAKE_APPLICATIONS)),
    ("POST", "/nevisidm/api/core/v1/applications/{applicationExtId}/roles", Everywhere(MAKE_APPLICATIONS)),
    ("GET", "/nevisidm/api/core/v1/roles/{roleExtId}", NoClient(SEE_APPLICATIONS)),
    ("PATCH", "/nevisidm/api/core/v1/roles/{roleExtId}", Everywhere(MAKE_APPLICATIONS)),
    ("DELETE", "/nevisidm/api/core/v1/roles/{roleExtId}", Everywhere(MAKE_APPLICATIONS)),
    ("GET", "/sigill/v1/applications/{applicationExtId}/properties", NoClient(SEE_VALUES_OF_APPLICATIONS)),
    ("PATCH", "/sigill/v1/applications/{applicationExtId}/properties", Everywhere(MAKE_APPLICATIONS)),
    ("GET", "/sigill/v1/roles/{roleExtId}/properties", NoClient(SEE_VALUES_OF_APPLICATIONS)),
    ("PATCH", "/sigill/v1/roles/{roleExtId}/properties", Everywhere(MAKE_APPLICATIONS)),
    ("GET", "/nevisidm/api/core/v1/clients/{clientExtId}/applications", Client(SEE_APPLICATIONS)),
    ("PUT", "/sigill/v1/clients/{clientExtId}/applications/{applicationExtId}", Client(&[ROOT])),
    ("DELETE", "/sigill/v1/clients/{clientExtId}/applications/{applicationExtId}", Client(&[ROOT])),
    ("GET", "/nevisidm/api/core/v1/clients/{clientExtId}/eroles", Client(SEE_EROLES)),
    ("POST", "/nevisidm/api/core/v1/{clientExtId}/eroles", Client(MAKE_EROLES)),
    ("GET", "/nevisidm/api/core/v1/{clientExtId}/eroles/{enterpriseRoleExtId}", Client(SEE_EROLES)),
    ("PATCH", "/nevisidm/api/core/v1/{clientExtId}/eroles/{enterpriseRoleExtId}", Client(MAKE_EROLES)),
    ("DELETE", "/nevisidm/api/core/v1/{clientExtId}/eroles/{enterpriseRoleExtId}", Client(MAKE_EROLES)),
    ("GET", "/nevisidm/api/core/v1/{clientExtId}/eroles/{enterpriseRoleExtId}/roles", Client(SEE_EROLES)),
    ("PUT", "/nevisidm/api/core/v1/{clientExtId}/eroles/{enterpriseRoleExtId}/roles/{roleExtId}", Client(MAKE_EROLES)),
    (
        "DELETE",
        "/nevisidm/api/core/v1/{clientExtId}/eroles/{enterpriseRoleExtId}/roles/{roleExtId}",
        Client(MAKE_EROLES),
    ),
    ("GET", "/nevisidm/api/core/v1/{clientExtId}/profiles/{profileExtId}/eauthorizations", Client(SEE_PROFILES)),
    ("POST", "/nevisidm/api/core/v1/{clientExtId}/profiles/{profileExtId}/eauthorizations", Client(CHANGE_PROFILES)),
    (
        "GET",
        "/nevisidm/api/core/v1/{clientExtId}/profiles/{profileExtId}/eauthorizations/{authorizationExtId}",
        Client(SEE_PROFILES),
    ),
    (
        "PATCH",
        "/nevisidm/api/core/v1/{clientExtId}/profiles/{profileExtId}/eauthorizations/{authorizationExtId}",
        Client(CHANGE_PROFILES),
    ),
    (
        "DELETE",
        "/nevisidm/api/core/v1/{clientExtId}/profiles/{profileExtId}/eauthorizations/{authorizationExtId}",
        Client(CHANGE_PROFILES),
    ),
    ("GET", "/nevisidm/api/core/v1/terms", NoClient(SEE_TERMS)),
    ("POST", "/nevisidm/api/core/v1/terms", Everywhere(MAKE_POLICIES)),
    ("GET", "/nevisidm/api/core/v1/terms/{termsExtId}", NoClient(SEE_TERMS)),
    ("PATCH", "/nevisidm/api/core/v1/terms/{termsExtId}", Everywhere(MAKE_POLICIES)),
    ("PUT", "/nevisidm/api/core/v1/terms/{termsExtId}/applications/{applicationExtId}", Everywhere(MAKE_POLICIES)),
    ("DELETE", "/nevisidm/api/core/v1/terms/{termsExtId}/applications/{applicationExtId}", Everywhere(MAKE_POLICIES)),
    ("GET", "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/consents", Client(SEE_TERMS)),
    ("POST", "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/consents", Client(MAKE_USERS)),
    ("GET", "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/terms-pending", Client(SEE_TERMS)),
    ("GET", "/nevisidm/api/core/v1/properties", NoClient(SEE_PROPERTIES)),
    ("POST", "/nevisidm/api/core/v1/properties", Everywhere(&[ROOT, CLIENT_ROOTS, APP_ADMIN])),
    ("GET", "/nevisidm/api/core/v1/properties/{propertyExtId}", NoClient(SEE_PROPERTIES)),
    ("GET", "/nevisidm/api/core/v1/clients", NoClient(SEE_CLIENT)),
    // Who may see may search; who may search anything may search clients.
    ("GET", "/nevisidm/api/query/v1/users", NoClient(SEE_USERS)),
    ("GET", "/nevisidm/api/query/v1/clients", NoClient(SEE_CLIENT)),
    ("GET", "/nevisidm/api/query/v1/applications", NoClient(SEE_APPLICATIONS)),
    ("GET", "/nevisidm/api/query/v1/units", NoClient(SEE_CREDENTIALS)),
    ("GET", "/nevisidm/api/query/v1/roles", NoClient(SEE_APPLICATIONS)),
    ("GET", "/nevisidm/api/query/v1/all", NoClient(SEE_CLIENT)),
    ("POST", "/nevisidm/api/core/v1/clients", Everywhere(&[ROOT])),
    ("GET", "/nevisidm/api/core/v1/clients/{extId}", Client(SEE_CLIENT)),
    ("PATCH", "/nevisidm/api/core/v1/clients/{extId}", Client(&[ROOT])),
    ("DELETE", "/nevisidm/api/core/v1/clients/{extId}", Client(&[ROOT])),
    ("GET", "/nevisidm/api/core/v1/clients/{clientExtId}/policies", Client(SEE_CREDENTIALS)),
    ("GET", "/nevisidm/api/core/v1/clients/{clientExtId}/properties", Client(SEE_PROPERTIES)),
    ("POST", "/nevisidm/api/core/v1/{clientExtId}/policies", Client(MAKE_POLICIES)),
    ("GET", "/nevisidm/api/core/v1/{clientExtId}/policies/{policyExtId}", Client(SEE_CREDENTIALS)),
    ("PATCH", "/nevisidm/api/core/v1/{clientExtId}/policies/{policyExtId}", Client(MAKE_POLICIES)),
    ("DELETE", "/nevisidm/api/core/v1/{clientExtId}/policies/{policyExtId}", Client(MAKE_POLICIES)),
    ("GET", "/nevisidm/api/core/v1/{clientExtId}/personal-questions", Client(SEE_CREDENTIALS)),
    ("POST", "/nevisidm/api/core/v1/{clientExtId}/personal-questions", Client(MAKE_POLICIES)),
    ("GET", "/nevisidm/api/core/v1/{clientExtId}/personal-questions/{personalQuestionExtId}", Client(SEE_CREDENTIALS)),
    ("PATCH", "/nevisidm/api/core/v1/{clientExtId}/personal-questions/{personalQuestionExtId}", Client(MAKE_POLICIES)),
    ("DELETE", "/nevisidm/api/core/v1/{clientExtId}/personal-questions/{personalQuestionExtId}", Client(MAKE_POLICIES)),
    ("GET", "/nevisidm/api/core/v1/clients/{clientExtId}/users", Client(SEE_USERS)),
    ("POST", "/nevisidm/api/core/v1/{clientExtId}/users", Client(MAKE_USERS)),
    ("GET", "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}", ClientOrSelf(SEE_USERS)),
    ("PATCH", "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}", Client(CHANGE_USERS)),
    ("DELETE", "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}", ClientTechnical(MAKE_USERS, MAKE_POLICIES)),
    (
        "GET",
        "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/properties",
        ClientBothOrSelf(SEE_USERS, SEE_VALUES),
    ),
    ("PATCH", "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/properties", ClientBoth(CHANGE_USERS, SET_VALUES)),
    // “Archiving a technical user needs an own right”, which who administers people only hasn't.
    (
        "POST",
        "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/archive",
        ClientTechnical(MAKE_USERS, MAKE_POLICIES),
    ),
    ("GET", "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/profiles", Client(SEE_PROFILES)),
    ("GET", "/nevisidm/api/core/v1/{clientExtId}/profiles/{profileExtId}", Client(SEE_PROFILES)),
    ("PATCH", "/nevisidm/api/core/v1/{clientExtId}/profiles/{profileExtId}", Client(CHANGE_PROFILES)),
    ("GET", "/nevisidm/api/core/v1/{clientExtId}/profiles/{profileExtId}/authorizations", Client(SEE_ROLES)),
    ("POST", "/nevisidm/api/core/v1/{clientExtId}/profiles/{profileExtId}/authorizations", Client(GIVE_ROLES)),
    (
        "GET",
        "/nevisidm/api/core/v1/{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}",
        Client(SEE_ROLES),
    ),
    (
        "DELETE",
        "/nevisidm/api/core/v1/{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}",
        Client(GIVE_ROLES),
    ),
    ("GET", "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/credentials", ClientOrSelf(SEE_CREDENTIALS)),
    ("GET", "/nevisidm/api/core/v1/clients/{clientExtId}/fido2", Client(SEE_CREDENTIALS)),
    ("GET", "/nevisidm/api/core/v1/clients/{clientExtId}/fido-uaf", Client(SEE_CREDENTIALS)),
    ("GET", "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/mauths", ClientOrSelf(SEE_CREDENTIALS)),
    (
        "DELETE",
        "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/mauths/{credentialExtId}",
        ClientOrSelf(HANDLE_CREDENTIALS),
    ),
    (
        "PATCH",
        "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/fido-authenticators/increment-sign-counter",
        ClientOrSelf(HANDLE_CREDENTIALS),
    ),
    ("POST", "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/mobile-signature", Client(HANDLE_CREDENTIALS)),
    ("GET", "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/mobile-signature", ClientOrSelf(SEE_CREDENTIALS)),
    ("PATCH", "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/mobile-signature", Client(HANDLE_CREDENTIALS)),
    ("DELETE", "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/mobile-signature", Client(HANDLE_CREDENTIALS)),
    (
        "GET",
        "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/mobile-signature/properties",
        ClientOrSelf(SEE_CREDENTIALS),
    ),
    (
        "PATCH",
        "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/mobile-signature/properties",
        ClientBoth(HANDLE_CREDENTIALS, SET_VALUES),
    ),
    ("POST", "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/device-password", Client(HANDLE_CREDENTIALS)),
    ("POST", "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/login-info", Client(HANDLE_CREDENTIALS)),
    ("POST", "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/bulk-login-info", Client(HANDLE_CREDENTIALS)),
    ("GET", "/sigill/v1/{clientExtId}/users/{userExtId}/history", ClientBoth(SEE_USERS, SEE_CREDENTIALS)),
    ("POST", "/sigill/v1/{clientExtId}/users/{userExtId}/history/erasure", ClientOther(ERASE)),
    ("GET", "/sigill/v1/{clientExtId}/history", ClientBoth(SEE_CLIENT, SEE_CREDENTIALS)),
    ("GET", "/sigill/v1/{clientExtId}/users/{userExtId}/mobile-signature/profile", Client(SEE_CREDENTIALS)),
    // This test only tries, which disturbs nobody; to ask for real is the matter of `ASK_PEOPLE`, which
    // `help_desk::who_may_look_may_try_but_not_ask` in `server` shows.
    ("POST", "/sigill/v1/{clientExtId}/users/{userExtId}/mobile-signature/signatures", Client(SEE_CREDENTIALS)),
    ("GET", "/sigill/v1/{clientExtId}/users/{userExtId}/mobile-signature/signatures", Client(SEE_CREDENTIALS)),
    (
        "GET",
        "/sigill/v1/{clientExtId}/users/{userExtId}/mobile-signature/signatures/{signatureId}",
        Client(SEE_CREDENTIALS),
    ),
    (
        "DELETE",
        "/sigill/v1/{clientExtId}/users/{userExtId}/mobile-signature/signatures/{signatureId}",
        Client(ASK_PEOPLE),
    ),
    (
        "GET",
        "/sigill/v1/{clientExtId}/users/{userExtId}/mobile-signature/signatures/{signatureId}/events",
        Client(SEE_CREDENTIALS),
    ),
    (
        "GET",
        "/sigill/v1/{clientExtId}/users/{userExtId}/mobile-signature/signatures/{signatureId}/evidence",
        Client(SEE_CREDENTIALS),
    ),
    ("GET", "/sigill/v1/{clientExtId}/users/{userExtId}/rights", Client(SEE_ROLES)),
    ("GET", "/sigill/v1/{clientExtId}/users/{userExtId}/sign-in", ClientBoth(SEE_USERS, SEE_CREDENTIALS)),
    ("GET", "/sigill/v1/search", NoClient(SEE_CREDENTIALS)),
];
