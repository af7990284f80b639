//! What a property is defined to be.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::breach::Breach;
use crate::ext_id::ExtId;
use crate::text;
use crate::time::Timestamp;
use crate::words::words;

/// What has the property.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Scope(&'static str);

impl std::fmt::Debug for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl Scope {
    /// Applications.
    pub const APPLICATION: Self = Self("APPLICATION_GLOBAL");
    /// Roles of applications.
    pub const ROLE: Self = Self("ROLE_FOR_APPLICATION");
    /// Profiles, for each application.
    pub const PROFILE_FOR_APPLICATIONS: Self = Self("PROFILE_FOR_APPLICATION_GLOBAL");
    /// Profiles, for an application.
    pub const PROFILE_FOR_APPLICATION: Self = Self("PROFILE_FOR_APPLICATION");
    /// Users.
    pub const USER: Self = Self("USER_GLOBAL");
    /// Units.
    pub const UNIT: Self = Self("UNIT_GLOBAL");
    /// Profiles.
    pub const PROFILE: Self = Self("PROFILE_GLOBAL");
    /// Enterprise roles.
    pub const ENTERPRISE_ROLE: Self = Self("ENTERPRISE_ROLE_GLOBAL");
    /// Certificates.
    pub const CREDENTIAL_CERTIFICATE: Self = Self("CREDENTIAL_CERTIFICATE_GLOBAL");
    /// Generic credentials.
    pub const CREDENTIAL_GENERIC: Self = Self("CREDENTIAL_GENERIC_GLOBAL");
    /// Mobile signatures.
    pub const CREDENTIAL_MOBILE_SIGNATURE: Self = Self("CREDENTIAL_MOBILE_SIGNATURE_GLOBAL");
    /// SAML federations.
    pub const CREDENTIAL_SAML_FEDERATION: Self = Self("CREDENTIAL_SAML_FEDERATION_GLOBAL");
    /// Security questions.
    pub const CREDENTIAL_SECURITY_QUESTIONS: Self = Self("CREDENTIAL_SECURITY_QUESTIONS_GLOBAL");

    /// Those that aren't of credentials.
    pub(crate) const OF_OTHERS: &[Self] = &[
        Self::APPLICATION,
        Self::UNIT,
        Self::PROFILE,
        Self::PROFILE_FOR_APPLICATIONS,
        Self::PROFILE_FOR_APPLICATION,
        Self::ROLE,
        Self::USER,
        Self::ENTERPRISE_ROLE,
    ];

    /// A further one, which a type of credentials declares.
    #[must_use]
    pub const fn new(wire: &'static str) -> Self {
        Self(wire)
    }

    /// The wire spelling.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// Reads the wire spelling exactly.
    #[must_use]
    pub fn from_wire(value: &str) -> Option<Self> {
        Self::all().find(|scope| scope.0 == value)
    }

    pub(crate) fn parse(field: &str, value: &str) -> Result<Self, Breach> {
        Self::from_wire(value).ok_or_else(|| text::none_of(field, Self::all().map(Self::as_str), value))
    }
}

words! {
    /// What values a property takes.
    PropertyType {
        /// One of the allowed values.
        Enum = "ENUM";
        String = "STRING";
    }
}

words! {
    /// What callers may do with a value, while its object is created or afterwards.
    Access {
        ReadWrite = "READ_WRITE";
        /// It is shown, and can't be set.
        ReadOnly = "READ_ONLY";
        /// It is neither shown nor set: as if it weren't defined.
        Off = "OFF";
    }
}

words! {
    /// Among what no value may occur twice (*Create property*; what each means isn't published).
    Uniqueness {
        /// It may occur anywhere.
        None = "NONE";
        /// Among all that the client has, and for applications and roles among all there are.
        Absolute = "ABSOLUTE";
        /// As [`Self::Absolute`], but what is the same user's may share it.
        AbsoluteUser = "ABSOLUTE_USER";
        /// Among the profiles of a unit.
        RelativeUnit = "RELATIVE_UNIT";
    }
}

impl Uniqueness {
    /// Whether it can be asked of what has this scope: only some is a user's, and only profiles are in a unit.
    #[must_use]
    pub fn fits(self, scope: Scope) -> bool {
        let is_profiles =
            [Scope::PROFILE, Scope::PROFILE_FOR_APPLICATIONS, Scope::PROFILE_FOR_APPLICATION].contains(&scope);
        match self {
            Self::None | Self::Absolute => true,
            Self::AbsoluteUser => is_profiles || scope == Scope::USER || !Scope::OF_OTHERS.contains(&scope),
            Self::RelativeUnit => is_profiles,
        }
    }
}

/// A property as it was defined. Definitions never change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Internal key, a UUIDv7; paths and bodies have the external id instead.
    pub id: Uuid,
    /// Unique among all properties; made from the internal key.
    pub ext_id: ExtId,
    /// Unique in its scope.
    pub name: String,
    /// Free text for administrators.
    pub description: Option<String>,
    /// `type`: what values it takes.
    pub kind: PropertyType,
    /// What has values of it.
    pub scope: Scope,
    /// The client for whose objects it is, by internal key; the nil UUID: for those of all clients.
    pub client_id: Uuid,
    /// The same by external id; `None`: for those of all clients.
    pub client: Option<ExtId>,
    /// The application for which objects have it, by internal key; the nil UUID: for every one.
    pub application_id: Uuid,
    /// The same by external id; `None`: for every one.
    pub application: Option<ExtId>,
    /// Whether its values are stored sealed by the master key.
    pub is_encrypted: bool,
    /// Kept and shown; nothing here propagates.
    pub propagated: bool,
    /// Kept and shown; the API doesn't ask for the value.
    pub mandatory_on_gui: bool,
    /// Longest value of a `STRING`, in code points; `None`: [`super::VALUE_LEN_MAX`].
    pub string_max_len: Option<i64>,
    /// A Java pattern that the whole value must match.
    pub string_regex: Option<String>,
    /// What callers may do while the object is created.
    pub access_create: Access,
    /// What callers may do with an object that is there.
    pub access_modify: Access,
    /// `uniquenessScope`: among what no value may occur twice.
    pub uniqueness: Uniqueness,
    /// Of an `ENUM`; else empty.
    pub allowed_values: Vec<String>,
    /// When it was defined.
    pub created: Timestamp,
}

impl Definition {
    /// The definition as its history shows it.
    #[must_use]
    pub fn audit(&self) -> Value {
        json!({
            "extId": self.ext_id, "name": self.name, "description": self.description, "type": self.kind.as_str(),
            "scope": self.scope.as_str(), "clientExtId": self.client, "applicationExtId": self.application,
            "encrypted": self.is_encrypted, "propagated": self.propagated, "mandatoryOnGui": self.mandatory_on_gui,
            "stringMaxLen": self.string_max_len, "stringRegex": self.string_regex,
            "accessCreate": self.access_create.as_str(), "accessModify": self.access_modify.as_str(),
            "uniquenessScope": self.uniqueness.as_str(), "allowedValues": self.allowed_values,
        })
    }
}
