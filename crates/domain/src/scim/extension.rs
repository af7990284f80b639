//! What extends users: what enterprises know of them, which is kept, and what Sigill has of them beside, which is shown
//! where it is asked for.

use super::attribute::{AttributeKind, ENTERPRISE, Returned, ScimAttribute, complex, exact, flag, read_only, text};
use crate::words::words;

words! {
    /// A schema that extends that of users.
    ScimExtension {
        /// What enterprises know of users.
        Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
        /// With what users show who they are.
        Credentials = "urn:sigill:params:scim:schemas:extension:credentials:1.0:User";
        /// Where users belong.
        Profiles = "urn:sigill:params:scim:schemas:extension:profiles:1.0:User";
        /// Which roles they have.
        Authorizations = "urn:sigill:params:scim:schemas:extension:authorizations:1.0:User";
    }
}

impl ScimExtension {
    /// The one with this URN, whatever the case.
    #[must_use]
    pub fn named(urn: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|extension| extension.as_str().eq_ignore_ascii_case(urn))
    }

    /// Its attributes.
    #[must_use]
    pub const fn attributes(self) -> &'static [ScimAttribute] {
        match self {
            Self::Enterprise => ENTERPRISE,
            Self::Credentials => CREDENTIALS,
            Self::Profiles => PROFILES,
            Self::Authorizations => AUTHORIZATIONS,
        }
    }

    /// How it is called, and what it is, for people.
    #[must_use]
    pub const fn told(self) -> (&'static str, &'static str) {
        match self {
            Self::Enterprise => ("EnterpriseUser", "What enterprises know of a user."),
            Self::Credentials => ("UserCredentials", "With what a user shows who it is."),
            Self::Profiles => ("UserProfiles", "Where a user belongs."),
            Self::Authorizations => ("UserAuthorizations", "Which roles a user has."),
        }
    }

    /// Whether it is kept as it is said. The others are only read.
    #[must_use]
    pub const fn is_kept(self) -> bool {
        matches!(self, Self::Enterprise)
    }
}

/// What is only shown, where it is asked for.
const fn asked(name: &'static str, about: &'static str, below: &'static [ScimAttribute]) -> ScimAttribute {
    ScimAttribute { is_multi: true, returned: Returned::Request, ..read_only(complex(name, about, below)) }
}

const fn id(name: &'static str, about: &'static str) -> ScimAttribute {
    read_only(exact(text(name, about)))
}

const fn ids(name: &'static str, about: &'static str) -> ScimAttribute {
    ScimAttribute { is_multi: true, ..id(name, about) }
}

const fn time(name: &'static str, about: &'static str) -> ScimAttribute {
    read_only(ScimAttribute { kind: AttributeKind::Time, ..text(name, about) })
}

const fn number(name: &'static str, about: &'static str) -> ScimAttribute {
    read_only(ScimAttribute { kind: AttributeKind::Number, ..text(name, about) })
}

const FROM: ScimAttribute = time("validFrom", "From when on it holds.");
const TO: ScimAttribute = time("validTo", "Until when it holds.");

static CREDENTIALS: &[ScimAttribute] = &[asked(
    "credentials",
    "Credentials of all types, or of those that are asked for: credentials[PASSWORD]. Secrets aren't shown.",
    &[
        id("type", "The type."),
        id("extId", "The external id."),
        id("state", "The state."),
        FROM,
        TO,
        number("successfulLoginCount", "How often it worked."),
        time("lastSuccessfulLogin", "When it worked last."),
        number("failedLoginCount", "How often it failed since it worked last."),
        time("lastFailedLogin", "When it failed last."),
    ],
)];

static PROFILES: &[ScimAttribute] = &[asked(
    "profiles",
    "The places of the user in units.",
    &[
        id("extId", "The external id."),
        read_only(text("name", "The name.")),
        id("unitExtId", "The external id of the unit."),
        read_only(flag("isDefaultProfile", "Whether it is the one that the user has where none is chosen.")),
        id("state", "The state."),
        FROM,
        TO,
    ],
)];

static AUTHORIZATIONS: &[ScimAttribute] = &[asked(
    "authorizations",
    "The roles that the profiles of the user have.",
    &[
        id("extId", "The external id."),
        id("profileExtId", "The external id of the profile."),
        id("applicationExtId", "The external id of the application of the role."),
        id("roleExtId", "The external id of the role."),
        read_only(flag("clientGlobal", "Whether it holds in every client.")),
        ids("clientExtIds", "The clients in which it holds, as far as the caller may know."),
        read_only(flag("unitGlobal", "Whether it holds in every unit.")),
        ids("unitExtIds", "The units in which it holds, with what is below them."),
        FROM,
        TO,
    ],
)];
