//! The policy of a client: which fields its users must have, and what must be unique.

use super::allowed_types::{AllowedTypes, CREDENTIAL_TYPES};
use super::parameter::{self, Parameter, ParameterType};
use super::{Parameters, lifecycle};
use crate::breach::Breach;
use crate::code::Code;
use crate::msisdn::CallingCode;
use crate::pattern::Source;

/// Where a national number is at home.
pub const MSISDN_COUNTRY: &str = "sigill.msisdn.country";

/// In which language messages are written to who has none.
const MESSAGE_LANGUAGE: &str = "sigill.message.language";

/// Whether two users of a client may not have one mobile number.
pub const MOBILE_UNIQUE: &str = "validation.user.mobile.unique";

/// Whether two mobile signatures of a client may not have one number.
pub const MSISDN_UNIQUE: &str = "validation.mobileSignature.msisdn.unique";

/// The documented parameters (*Client policy*, 8.2511), and Sigill's own behind the prefix `sigill.`.
pub const PARAMETERS: &[Parameter] = &[
    Parameter {
        name: "address.ech0010.enabled",
        holds: ParameterType::Bool,
        default: "false",
        meaning: "Kept for tools that set it. Without effect.",
    },
    Parameter {
        name: "allowed.user.languages",
        holds: ParameterType::Languages,
        default: "[de,en,fr,it]",
        meaning: "The languages that a user may have.",
    },
    Parameter {
        name: CREDENTIAL_TYPES,
        holds: ParameterType::CredentialTypes,
        default: "none",
        meaning: "The only types of credentials that are made in the client, by the vendor's numbers; `[]`: none is. Those \
                  that are there stay. Absent or empty: all are.",
    },
    Parameter {
        name: lifecycle::AFTER_DAYS,
        holds: ParameterType::Within(0, 3650),
        default: "0",
        meaning: "So many days after its end, what has ended is disabled or archived.",
    },
    Parameter {
        name: lifecycle::CREDENTIALS,
        holds: ParameterType::OneOf(&["none", "disable", "archive"]),
        default: "none",
        meaning: "What becomes of credentials whose validity has ended.",
    },
    Parameter {
        name: lifecycle::METHOD,
        holds: ParameterType::Methods,
        default: "Email",
        meaning: "How users are warned; as `sendingMethod` of credentials. Who can't be reached isn't.",
    },
    Parameter {
        name: lifecycle::USERS,
        holds: ParameterType::OneOf(&["none", "disable", "archive"]),
        default: "none",
        meaning: "What becomes of users whose validity has ended. Technical users are disabled, never archived.",
    },
    Parameter {
        name: lifecycle::WARN_DAYS,
        holds: ParameterType::Within(0, 365),
        default: "0",
        meaning: "So many days before the end, the user is written to, once: of its own validity, and of its credentials'. \
                  0: nobody is.",
    },
    Parameter {
        name: MESSAGE_LANGUAGE,
        holds: ParameterType::OneLanguage,
        default: "none",
        meaning: "The language of messages to users who have none; `none`: English.",
    },
    Parameter {
        name: MSISDN_COUNTRY,
        holds: ParameterType::CallingCode,
        default: "none",
        meaning: "The country in which a number without `+` or `00` is read, as typed, searched or sent to a provider.",
    },
    Parameter {
        name: MSISDN_UNIQUE,
        holds: ParameterType::Bool,
        default: "false",
        meaning: "Whether two mobile signatures of the client may not have one number.",
    },
    Parameter {
        name: "validation.user.country.mandatory",
        holds: ParameterType::Bool,
        default: "false",
        meaning: "Whether a user must have a country.",
    },
    Parameter {
        name: "validation.user.email.mandatory",
        holds: ParameterType::Bool,
        default: "true",
        meaning: "Whether a user must have an e-mail address.",
    },
    Parameter {
        name: "validation.user.firstname.mandatory",
        holds: ParameterType::Bool,
        default: "true",
        meaning: "Whether a user must have a first name.",
    },
    Parameter {
        name: "validation.user.mobile.mandatory",
        holds: ParameterType::Bool,
        default: "false",
        meaning: "Whether a user must have a mobile number.",
    },
    Parameter {
        name: MOBILE_UNIQUE,
        holds: ParameterType::Bool,
        default: "false",
        meaning: "Whether two users of the client may not have one mobile number.",
    },
    Parameter {
        name: "validation.user.name.mandatory",
        holds: ParameterType::Bool,
        default: "true",
        meaning: "Whether a user must have a name.",
    },
    Parameter {
        name: "validation.user.phone.regex",
        holds: ParameterType::Pattern,
        default: "none",
        meaning: "What telephone, telefax and mobile of a user must match, as a whole.",
    },
    Parameter {
        name: "validation.user.sex.mandatory",
        holds: ParameterType::Bool,
        default: "false",
        meaning: "Whether a user must have a sex.",
    },
];

/// The parameters of a `ClientPolicy`, read.
#[derive(Clone, Debug)]
pub struct ClientRules {
    /// Moves where rules change that what is stored must fit; see [`RulesSeen`](super::RulesSeen).
    pub rev: i64,
    /// `validation.user.name.mandatory`: whether people must have a `name.familyName`; they must by default.
    pub name_mandatory: bool,
    /// `validation.user.firstname.mandatory`: whether people must have a `name.firstName`; they must by default.
    pub first_name_mandatory: bool,
    /// `validation.user.email.mandatory`: whether people must have a `contacts.email`; they must by default.
    pub email_mandatory: bool,
    /// `validation.user.mobile.mandatory`: whether people must have a `contacts.mobile`.
    pub mobile_mandatory: bool,
    /// `validation.user.sex.mandatory`: whether people must have a `sex`.
    pub sex_mandatory: bool,
    /// `validation.user.country.mandatory`: whether people must have an `address.countryCode`.
    pub country_mandatory: bool,
    /// What telephone, telefax and mobile must match.
    pub phone: Option<Source>,
    /// Whether two users of the client may not have one mobile number, compared as it is written.
    pub mobile_unique: bool,
    /// Whether two mobile signatures of the client may not have one MSISDN.
    pub msisdn_unique: bool,
    /// Where a national MSISDN is at home.
    pub msisdn_country: Option<CallingCode>,
    /// Lower-case codes.
    pub languages: Vec<String>,
    /// In which messages are written to who has none: a lower-case code.
    pub message_language: Option<String>,
    /// The types of credentials that are made.
    pub credential_types: AllowedTypes,
}

impl ClientRules {
    /// Reads parameters that were checked when they were written; a client without a policy has
    /// the defaults.
    #[must_use]
    pub fn read(parameters: &Parameters) -> Self {
        let flag = |name, default| parameter::flag(parameters, name, default);
        Self {
            rev: 0,
            name_mandatory: flag("validation.user.name.mandatory", true),
            first_name_mandatory: flag("validation.user.firstname.mandatory", true),
            email_mandatory: flag("validation.user.email.mandatory", true),
            mobile_mandatory: flag("validation.user.mobile.mandatory", false),
            sex_mandatory: flag("validation.user.sex.mandatory", false),
            country_mandatory: flag("validation.user.country.mandatory", false),
            phone: parameters.get("validation.user.phone.regex").map(|source| Source::new(source)),
            mobile_unique: flag(MOBILE_UNIQUE, false),
            msisdn_unique: flag(MSISDN_UNIQUE, false),
            msisdn_country: Self::country(parameters),
            message_language: parameters.get(MESSAGE_LANGUAGE).map(|code| code.to_ascii_lowercase()),
            credential_types: AllowedTypes::read(parameters),
            languages: parameters
                .get("allowed.user.languages")
                .and_then(|value| parameter::languages(value))
                .unwrap_or_else(|| ["de", "en", "fr", "it"].map(str::to_owned).to_vec()),
        }
    }

    /// [`ClientRules::msisdn_country`] alone.
    #[must_use]
    pub fn country(parameters: &Parameters) -> Option<CallingCode> {
        parameters.get(MSISDN_COUNTRY).and_then(|value| CallingCode::parse(value))
    }

    /// What is told where another user has the mobile number.
    #[must_use]
    pub fn mobile_is_taken(&self) -> Option<Breach> {
        self.mobile_unique.then(|| {
            Breach::new(
                Code::DuplicateMobile,
                "contacts.mobile: another user of the client has this number, and the client policy wants it unique",
            )
        })
    }
}
