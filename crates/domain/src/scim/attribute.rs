//! The attributes that are kept, as the schemas tell them (RFC 7643 §4, §7). What isn't here isn't announced, and isn't
//! looked at where a resource has it.

use crate::words::words;

words! {
    /// What values an attribute has.
    AttributeKind {
        /// Text.
        Text = "string";
        /// `true` or `false`.
        Flag = "boolean";
        /// A time with its zone.
        Time = "dateTime";
        /// A whole number.
        Number = "integer";
        /// A URI.
        Reference = "reference";
        /// Further attributes.
        Complex = "complex";
    }
}

words! {
    /// Who may set an attribute.
    Mutability {
        /// Clients.
        ReadWrite = "readWrite";
        /// Only the server.
        ReadOnly = "readOnly";
        /// Clients, once: it comes and goes with what it is a part of.
        Immutable = "immutable";
    }
}

words! {
    /// When an attribute is shown.
    Returned {
        /// Whatever is asked for.
        Always = "always";
        /// Where nothing else is asked for.
        Default = "default";
        /// Where it is asked for.
        Request = "request";
    }
}

/// An attribute, and what is below it.
#[derive(Debug)]
pub struct ScimAttribute {
    /// As the schema spells it.
    pub name: &'static str,
    /// What it is, for people.
    pub about: &'static str,
    /// What values it has.
    pub kind: AttributeKind,
    /// Whether it has several.
    pub is_multi: bool,
    /// Whether each resource has it.
    pub is_required: bool,
    /// Whether the case of letters makes a difference.
    pub is_exact: bool,
    /// Whether no other user of the client has the value.
    pub is_unique: bool,
    /// Who may set it.
    pub mutability: Mutability,
    /// When it is shown.
    pub returned: Returned,
    /// What values are usual; others are taken, too.
    pub words: &'static [&'static str],
    /// What is below it, where it is complex.
    pub below: &'static [ScimAttribute],
    /// To what a reference leads.
    pub leads_to: &'static str,
}

pub(super) const fn text(name: &'static str, about: &'static str) -> ScimAttribute {
    ScimAttribute {
        name,
        about,
        kind: AttributeKind::Text,
        is_multi: false,
        is_required: false,
        is_exact: false,
        is_unique: false,
        mutability: Mutability::ReadWrite,
        returned: Returned::Default,
        words: &[],
        below: &[],
        leads_to: "external",
    }
}

pub(super) const fn complex(name: &'static str, about: &'static str, below: &'static [ScimAttribute]) -> ScimAttribute {
    ScimAttribute { kind: AttributeKind::Complex, below, ..text(name, about) }
}

pub(super) const fn flag(name: &'static str, about: &'static str) -> ScimAttribute {
    ScimAttribute { kind: AttributeKind::Flag, ..text(name, about) }
}

const fn kind_of(words: &'static [&'static str]) -> ScimAttribute {
    ScimAttribute { words, ..text("type", "What it is used for.") }
}

/// A reference to a resource of this type.
const fn reference(name: &'static str, about: &'static str, leads_to: &'static str) -> ScimAttribute {
    ScimAttribute { kind: AttributeKind::Reference, is_exact: true, leads_to, ..text(name, about) }
}

pub(super) const fn read_only(attribute: ScimAttribute) -> ScimAttribute {
    ScimAttribute { mutability: Mutability::ReadOnly, ..attribute }
}

const fn immutable(attribute: ScimAttribute) -> ScimAttribute {
    ScimAttribute { mutability: Mutability::Immutable, ..attribute }
}

pub(super) const fn exact(attribute: ScimAttribute) -> ScimAttribute {
    ScimAttribute { is_exact: true, ..attribute }
}

const PRIMARY: ScimAttribute = flag("primary", "Whether it is the preferred one; at most one of them is.");
const DISPLAY: ScimAttribute = text("display", "For people.");

/// What each resource has, of whatever schema.
pub static COMMON: &[ScimAttribute] = &[
    ScimAttribute {
        is_required: true,
        is_unique: true,
        returned: Returned::Always,
        ..read_only(exact(text("id", "The external id of the user.")))
    },
    exact(text("externalId", "The client's own name for the user.")),
    read_only(complex(
        "meta",
        "What the server knows of the resource.",
        &[
            read_only(exact(text("resourceType", "What it is."))),
            read_only(ScimAttribute { kind: AttributeKind::Time, ..text("created", "When it was made.") }),
            read_only(ScimAttribute { kind: AttributeKind::Time, ..text("lastModified", "When it was changed last.") }),
            read_only(exact(text("location", "Where it is."))),
            read_only(exact(text("version", "Its entity tag."))),
        ],
    )),
];

/// The schema of users.
pub static USER: &[ScimAttribute] = &[
    ScimAttribute {
        is_required: true,
        is_unique: true,
        ..text("userName", "The login id: 1 to 300 printable ASCII characters without blanks, compared without case.")
    },
    complex(
        "name",
        "The name of the person.",
        &[
            read_only(text("formatted", "The whole name, made of its parts.")),
            text("familyName", "The family name."),
            text("givenName", "The first name."),
            text("honorificPrefix", "The title before the name, such as Dr."),
        ],
    ),
    text("displayName", "The name as it is shown."),
    text("nickName", "How the person is called."),
    ScimAttribute { kind: AttributeKind::Reference, is_exact: true, ..text("profileUrl", "A page about the person.") },
    text("title", "What the person is in the organisation."),
    text("userType", "How the person belongs to the organisation."),
    text(
        "preferredLanguage",
        "As Accept-Language has it. Not the language of the client policy, which is another one.",
    ),
    text("locale", "How numbers and dates are written for the person."),
    text("timezone", "As the IANA names it."),
    flag("active", "Whether the user may act: whether its state is active."),
    ScimAttribute {
        is_multi: true,
        ..complex(
            "emails",
            "E-mail addresses. The primary one, or else the first, is that of the user; filters find it only.",
            &[text("value", "The address."), DISPLAY, kind_of(&["work", "home", "other"]), PRIMARY],
        )
    },
    ScimAttribute {
        is_multi: true,
        ..complex(
            "phoneNumbers",
            "Phone numbers. The first ones for work, mobile and fax are those of the user.",
            &[
                text("value", "The number."),
                DISPLAY,
                kind_of(&["work", "home", "mobile", "fax", "pager", "other"]),
                PRIMARY,
            ],
        )
    },
    ScimAttribute {
        is_multi: true,
        ..complex(
            "addresses",
            "Postal addresses. The primary one, or else the first, is that of the user.",
            &[
                text("formatted", "The whole address."),
                text("streetAddress", "Street and number."),
                text("locality", "The place."),
                text("region", "The state or region."),
                text("postalCode", "The postal code."),
                text("country", "The country; two letters (ISO 3166-1 alpha-2) are that of the user."),
                kind_of(&["work", "home", "other"]),
                PRIMARY,
            ],
        )
    },
    read_only(ScimAttribute {
        is_multi: true,
        ..complex(
            "groups",
            "The groups to which the user belongs now. They are changed at the group.",
            &[
                read_only(exact(text("value", "The id of the group."))),
                read_only(reference("$ref", "Where the group is.", "Group")),
                read_only(text("display", "The name of the group.")),
                read_only(ScimAttribute { words: &["direct"], ..text("type", "How the user belongs to it.") }),
            ],
        )
    }),
];

/// The schema of groups, beside what each resource has.
pub static GROUP: &[ScimAttribute] = &[
    ScimAttribute {
        is_required: true,
        is_unique: true,
        ..text("displayName", "The name of the group: 1 to 100 characters, unique in the client.")
    },
    ScimAttribute {
        is_multi: true,
        ..complex(
            "members",
            "Who belongs to the group. At most 1,000 are shown, and at most 500 named by a request.",
            &[
                immutable(exact(text("value", "The id of the user."))),
                immutable(reference("$ref", "Where the user is. The id counts.", "User")),
                read_only(text("display", "The userName of the user.")),
                read_only(text("type", "What it is: User.")),
            ],
        )
    },
];

/// The extension for enterprises.
pub static ENTERPRISE: &[ScimAttribute] = &[
    text("employeeNumber", "What the organisation numbers the person by."),
    text("costCenter", "The cost centre."),
    text("organization", "The organisation."),
    text("division", "The division."),
    text("department", "The department."),
    complex(
        "manager",
        "The person's manager.",
        &[
            exact(text("value", "The id of the manager. It isn't looked at.")),
            reference("$ref", "Where the manager is.", "User"),
            text("displayName", "The manager's name."),
        ],
    ),
];

impl ScimAttribute {
    /// The one of these that has the name, whatever its case.
    #[must_use]
    pub fn named(name: &str, among: &'static [Self]) -> Option<&'static Self> {
        among.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name))
    }

    /// What is below it.
    #[must_use]
    pub fn sub(&'static self, name: &str) -> Option<&'static Self> {
        Self::named(name, self.below)
    }

    pub(super) fn is_read_only(&self) -> bool {
        self.mutability == Mutability::ReadOnly
    }
}
