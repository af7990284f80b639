//! The REST calls that nevisIDM documents, by area, whether Sigill serves them or not.
//!
//! Facts only: paths and their methods. A method that isn't written down but follows from the others of its resource is
//! here as well. A call that the vendor adds is added here; what is served stands in [`crate::router`] alone.

/// An area: its name, and its paths below [`BASE`] with their methods.
pub(super) type Area = (&'static str, &'static [(&'static str, &'static [&'static str])]);

/// What all documented paths begin with.
pub(super) const BASE: &str = "/nevisidm/api/";

/// Every documented path, as a template, with its methods.
pub(super) const AREAS: &[Area] = &[
    ("Clients", &[("core/v1/clients", &["GET", "POST"]), ("core/v1/clients/{extId}", &["GET", "PATCH", "DELETE"])]),
    (
        "Policies",
        &[
            ("core/v1/clients/{clientExtId}/policies", &["GET"]),
            ("core/v1/{clientExtId}/policies", &["POST"]),
            ("core/v1/{clientExtId}/policies/{policyExtId}", &["GET", "PATCH", "DELETE"]),
        ],
    ),
    (
        "Custom properties",
        &[
            ("core/v1/properties", &["GET", "POST"]),
            ("core/v1/properties/{propertyExtId}", &["GET"]),
            ("core/v1/clients/{clientExtId}/properties", &["GET"]),
        ],
    ),
    ("System", &[("core/v1/system/credential-state-change-reasons", &["GET"])]),
    (
        "Users",
        &[
            ("core/v1/clients/{clientExtId}/users", &["GET"]),
            ("core/v1/{clientExtId}/users", &["POST"]),
            ("core/v1/{clientExtId}/users/{userExtId}", &["GET", "PATCH", "DELETE"]),
            ("core/v1/{clientExtId}/users/{userExtId}/archive", &["POST"]),
            ("core/v1/{clientExtId}/users/{userExtId}/properties", &["GET", "PATCH"]),
            ("core/v1/{clientExtId}/identity", &["POST"]),
            ("core/v1/{clientExtId}/users/{userExtId}/credentials", &["GET"]),
        ],
    ),
    (
        "Reports of logins",
        &[
            ("core/v1/{clientExtId}/users/{userExtId}/login-info", &["POST"]),
            ("core/v1/{clientExtId}/users/{userExtId}/bulk-login-info", &["POST"]),
        ],
    ),
    (
        "Units",
        &[
            ("core/v1/clients/{clientExtId}/units", &["GET"]),
            ("core/v1/{clientExtId}/units", &["POST"]),
            ("core/v1/{clientExtId}/units/{unitExtId}", &["GET", "PATCH", "DELETE"]),
            ("core/v1/{clientExtId}/units/{unitExtId}/children", &["GET"]),
            ("core/v1/{clientExtId}/units/{unitExtId}/children/{childExtId}", &["PUT", "DELETE"]),
            ("core/v1/{clientExtId}/units/{unitExtId}/properties", &["GET", "PATCH"]),
        ],
    ),
    (
        "Profiles",
        &[
            ("core/v1/{clientExtId}/users/{userExtId}/profiles", &["GET", "POST"]),
            ("core/v1/{clientExtId}/profiles/{profileExtId}", &["GET", "PATCH", "DELETE"]),
            ("core/v1/{clientExtId}/profiles/{profileExtId}/unit", &["GET"]),
            ("core/v1/{clientExtId}/profiles/{profileExtId}/unit/{unitExtId}", &["PUT"]),
            ("core/v1/{clientExtId}/profiles/{profileExtId}/properties", &["GET", "PATCH"]),
        ],
    ),
    (
        "Authorizations",
        &[
            ("core/v1/{clientExtId}/profiles/{profileExtId}/authorizations", &["GET", "POST"]),
            (
                "core/v1/{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}",
                &["GET", "PATCH", "DELETE"],
            ),
            ("core/v1/{clientExtId}/profiles/{profileExtId}/eauthorizations", &["GET", "POST"]),
            (
                "core/v1/{clientExtId}/profiles/{profileExtId}/eauthorizations/{authorizationExtId}",
                &["GET", "PATCH", "DELETE"],
            ),
        ],
    ),
    (
        "Applications",
        &[
            ("core/v1/applications", &["GET", "POST"]),
            ("core/v1/applications/{applicationExtId}", &["GET", "PATCH", "DELETE"]),
            ("core/v1/clients/{clientExtId}/applications", &["GET"]),
        ],
    ),
    (
        "Roles",
        &[
            ("core/v1/applications/{applicationExtId}/roles", &["GET", "POST"]),
            ("core/v1/roles/{roleExtId}", &["GET", "PATCH", "DELETE"]),
        ],
    ),
    (
        "Enterprise roles",
        &[
            ("core/v1/clients/{clientExtId}/eroles", &["GET"]),
            ("core/v1/{clientExtId}/eroles", &["POST"]),
            ("core/v1/{clientExtId}/eroles/{enterpriseRoleExtId}", &["GET", "PATCH", "DELETE"]),
            ("core/v1/{clientExtId}/eroles/{enterpriseRoleExtId}/roles", &["GET"]),
            ("core/v1/{clientExtId}/eroles/{enterpriseRoleExtId}/roles/{roleExtId}", &["PUT", "DELETE"]),
            ("core/v1/{clientExtId}/eroles/{enterpriseRoleExtId}/properties", &["GET", "PATCH"]),
        ],
    ),
    (
        "Terms and consents",
        &[
            ("core/v1/terms", &["GET", "POST"]),
            ("core/v1/terms/{termsExtId}", &["GET", "PATCH"]),
            ("core/v1/terms/{termsExtId}/applications/{applicationExtId}", &["PUT", "DELETE"]),
            ("core/v1/{clientExtId}/users/{userExtId}/consents", &["GET", "POST"]),
            ("core/v1/{clientExtId}/users/{userExtId}/terms-pending", &["GET"]),
        ],
    ),
    (
        "Personal questions",
        &[
            ("core/v1/{clientExtId}/personal-questions", &["GET", "POST"]),
            ("core/v1/{clientExtId}/personal-questions/{questionExtId}", &["GET", "PATCH", "DELETE"]),
        ],
    ),
    (
        "The caller itself",
        &[("principal/v1/me", &["GET"]), ("principal/v1/permissions", &["GET"]), ("principal/v1/token", &["POST"])],
    ),
    (
        "Queries across clients",
        &[
            ("query/v1/users", &["GET"]),
            ("query/v1/clients", &["GET"]),
            ("query/v1/applications", &["GET"]),
            ("query/v1/units", &["GET"]),
            ("query/v1/roles", &["GET"]),
            ("query/v1/all", &["GET"]),
        ],
    ),
    (
        "SCIM",
        &[
            ("scim/v1/{clientExtId}/Users", &["GET", "POST"]),
            ("scim/v1/{clientExtId}/Users/.search", &["POST"]),
            ("scim/v1/{clientExtId}/Users/{id}", &["GET", "PATCH", "DELETE"]),
            ("scim/v1/{clientExtId}/Bulk", &["POST"]),
            ("scim/v1/ServiceProviderConfig", &["GET"]),
            ("scim/v1/Schemas", &["GET"]),
            ("scim/v1/Schemas/{id}", &["GET"]),
            ("scim/v1/ResourceTypes", &["GET"]),
        ],
    ),
    (
        "Mobile signature",
        &[
            ("core/v1/{clientExtId}/users/{userExtId}/mobile-signature", &["GET", "POST", "PATCH", "DELETE"]),
            ("core/v1/{clientExtId}/users/{userExtId}/mobile-signature/properties", &["GET", "PATCH"]),
        ],
    ),
    (
        "Password",
        &[
            ("core/v1/{clientExtId}/users/{userExtId}/password", &["GET", "POST", "PATCH", "DELETE"]),
            ("core/v1/{clientExtId}/users/{userExtId}/password/reset", &["POST"]),
            ("core/v1/{clientExtId}/users/{userExtId}/password/unlock", &["POST"]),
            ("core/v1/{clientExtId}/users/{userExtId}/password/change", &["POST"]),
        ],
    ),
    (
        "Context password",
        &[
            ("core/v1/{clientExtId}/users/{userExtId}/context-passwords", &["GET", "POST"]),
            (
                "core/v1/{clientExtId}/users/{userExtId}/context-passwords/{credentialExtId}",
                &["GET", "PATCH", "DELETE"],
            ),
            ("core/v1/{clientExtId}/users/{userExtId}/context-passwords/{credentialExtId}/change", &["POST"]),
            ("core/v1/{clientExtId}/users/{userExtId}/context-passwords/{credentialExtId}/reset", &["POST"]),
        ],
    ),
    (
        "Device password",
        &[
            ("core/v1/{clientExtId}/users/{userExtId}/device-password", &["GET", "POST"]),
            ("core/v1/{clientExtId}/users/{userExtId}/device-password/{credentialExtId}", &["GET", "PATCH", "DELETE"]),
            ("core/v1/{clientExtId}/users/{userExtId}/device-password/{credentialExtId}/change", &["POST"]),
            ("core/v1/{clientExtId}/users/{userExtId}/device-password/{credentialExtId}/reset", &["POST"]),
            ("core/v1/{clientExtId}/users/{userExtId}/device-passwords/{credentialExtId}", &["PATCH", "DELETE"]),
            ("core/v1/{clientExtId}/users/{userExtId}/device-passwords/{credentialExtId}/change", &["POST"]),
            ("core/v1/{clientExtId}/users/{userExtId}/device-passwords/{credentialExtId}/reset", &["POST"]),
        ],
    ),
    (
        "Certificate",
        &[
            ("core/v1/{clientExtId}/users/{userExtId}/certificates", &["GET", "POST"]),
            ("core/v1/{clientExtId}/users/{userExtId}/certificates/{credentialExtId}", &["GET", "PATCH", "DELETE"]),
            ("core/v1/{clientExtId}/users/{userExtId}/certificates/{credentialExtId}/properties", &["GET", "PATCH"]),
        ],
    ),
    (
        "mTAN",
        &[
            ("core/v1/{clientExtId}/users/{userExtId}/mtans", &["GET", "POST"]),
            ("core/v1/{clientExtId}/users/{userExtId}/mtans/{credentialExtId}", &["GET", "PATCH", "POST", "DELETE"]),
        ],
    ),
    (
        "OATH",
        &[
            ("core/v1/{clientExtId}/users/{userExtId}/oath-credentials", &["GET", "POST"]),
            ("core/v1/{clientExtId}/users/{userExtId}/oath-credentials/{credentialExtId}", &["GET", "PATCH", "DELETE"]),
        ],
    ),
    (
        "FIDO2",
        &[
            ("core/v1/{clientExtId}/users/{userExtId}/fido2", &["GET", "POST"]),
            ("core/v1/{clientExtId}/users/{userExtId}/fido2/{credentialExtId}", &["GET", "PATCH", "DELETE"]),
            ("core/v1/clients/{clientExtId}/fido2", &["GET"]),
        ],
    ),
    (
        "FIDO UAF",
        &[
            ("core/v1/{clientExtId}/users/{userExtId}/fido-authenticators", &["GET", "POST"]),
            (
                "core/v1/{clientExtId}/users/{userExtId}/fido-authenticators/{credentialExtId}",
                &["GET", "PATCH", "DELETE"],
            ),
            ("core/v1/{clientExtId}/users/{userExtId}/fido-authenticators/increment-sign-counter", &["PATCH"]),
            ("core/v1/clients/{clientExtId}/fido-uaf", &["GET"]),
            ("core/v1/{clientExtId}/users/{userExtId}/mauths", &["GET"]),
            ("core/v1/{clientExtId}/users/{userExtId}/mauths/{credentialExtId}", &["DELETE"]),
        ],
    ),
    ("Recovery codes", &[("core/v1/{clientExtId}/users/{userExtId}/recovery-codes", &["GET", "POST", "DELETE"])]),
    (
        "Generic credential",
        &[
            ("core/v1/{clientExtId}/users/{userExtId}/generic-credentials", &["GET", "POST"]),
            (
                "core/v1/{clientExtId}/users/{userExtId}/generic-credentials/{credentialExtId}",
                &["GET", "PATCH", "DELETE"],
            ),
            (
                "core/v1/{clientExtId}/users/{userExtId}/generic-credentials/{credentialExtId}/properties",
                &["GET", "PATCH"],
            ),
        ],
    ),
    ("URL ticket", &[("core/v1/{clientExtId}/users/{userExtId}/url-ticket", &["GET", "POST", "PATCH", "DELETE"])]),
    ("Ticket", &[("core/v1/{clientExtId}/users/{userExtId}/ticket", &["GET", "POST", "PATCH", "DELETE"])]),
    (
        "Temporary strong password",
        &[
            ("core/v1/{clientExtId}/users/{userExtId}/tempstrong-password", &["GET", "POST", "PATCH", "DELETE"]),
            ("core/v1/{clientExtId}/users/{userExtId}/tempstrong-password/reset", &["POST"]),
        ],
    ),
    (
        "PUK",
        &[
            ("core/v1/{clientExtId}/users/{userExtId}/puk", &["GET", "POST", "PATCH", "DELETE"]),
            ("core/v1/{clientExtId}/users/{userExtId}/puk/reset", &["POST"]),
        ],
    ),
    (
        "OTP card",
        &[
            ("core/v1/{clientExtId}/users/{userExtId}/otp-credentials", &["GET", "POST"]),
            ("core/v1/{clientExtId}/users/{userExtId}/otp-credentials/{credentialExtId}", &["GET", "PATCH", "DELETE"]),
            ("core/v1/{clientExtId}/users/{userExtId}/otp-credentials/{credentialExtId}/replace", &["POST"]),
        ],
    ),
    (
        "SAML federation",
        &[
            ("core/v1/{clientExtId}/users/{userExtId}/saml-credentials", &["GET", "POST"]),
            ("core/v1/{clientExtId}/users/{userExtId}/saml-credentials/{credentialExtId}", &["GET", "PATCH", "DELETE"]),
            (
                "core/v1/{clientExtId}/users/{userExtId}/saml-credentials/{credentialExtId}/properties",
                &["GET", "PATCH"],
            ),
        ],
    ),
    ("SecurID", &[("core/v1/{clientExtId}/users/{userExtId}/securid", &["GET", "POST", "PATCH", "DELETE"])]),
    ("Safeword", &[("core/v1/{clientExtId}/users/{userExtId}/safeword", &["GET", "POST", "PATCH", "DELETE"])]),
    (
        "Kerberos",
        &[
            ("core/v1/{clientExtId}/users/{userExtId}/kerberos", &["GET", "POST"]),
            ("core/v1/{clientExtId}/users/{userExtId}/kerberos/{credentialExtId}", &["GET", "PATCH", "DELETE"]),
        ],
    ),
    (
        "Vasco",
        &[
            ("core/v1/{clientExtId}/vasco", &["GET", "POST"]),
            ("core/v1/{clientExtId}/vasco/{credentialExtId}", &["GET", "PATCH", "DELETE"]),
            ("core/v1/{clientExtId}/vasco/{credentialExtId}/unassign", &["PUT"]),
        ],
    ),
    (
        "Dispatch targets",
        &[
            ("core/v1/{clientExtId}/users/{userExtId}/dispatch-targets", &["GET", "POST"]),
            (
                "core/v1/{clientExtId}/users/{userExtId}/dispatch-targets/{dispatchTargetExtId}",
                &["GET", "PATCH", "DELETE"],
            ),
            (
                "core/v1/{clientExtId}/users/{userExtId}/dispatch-targets/{dispatchTargetExtId}/app-attestation",
                &["GET", "POST", "PATCH", "DELETE"],
            ),
        ],
    ),
    (
        "Checking logins",
        &[
            ("auth/v1/{clientExtId}/users/{userExtId}/password/login", &["POST"]),
            ("auth/v1/{clientExtId}/users/{userExtId}/device-password/login", &["POST"]),
            ("auth/v1/{clientExtId}/users/{userExtId}/context-password/login", &["POST"]),
            ("auth/v1/{clientExtId}/users/{userExtId}/otp/challenge", &["POST"]),
            ("auth/v1/{clientExtId}/users/{userExtId}/otp/login", &["POST"]),
            ("auth/v1/{clientExtId}/users/{userExtId}/recovery-codes/login", &["POST"]),
        ],
    ),
];
