//! What can be asked about: the entities and their fields.

use crate::breach::Breach;
use crate::text;

/// What a query finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Entity {
    /// Users of clients.
    User,
    /// Clients.
    Client,
    /// Applications.
    Application,
    /// Units of clients.
    Unit,
    /// Roles of applications.
    Role,
}

/// A field, whatever has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKey {
    /// The external id.
    ExtId,
    /// The login id of a user.
    LoginId,
    /// The family name of a user; the name of everything else.
    Name,
    /// The first name of a user.
    FirstName,
    /// The remarks about a user.
    Remarks,
    /// The title of a user.
    Title,
    /// The sex of a user, as it is shown.
    Sex,
    /// The telephone number of a user.
    Telephone,
    /// The telefax number of a user.
    Telefax,
    /// The mobile number of a user.
    Mobile,
    /// The e-mail address of a user.
    Email,
    /// The state.
    State,
    /// The first line of the address of a user.
    AddressLine1,
    /// The second line of the address of a user.
    AddressLine2,
    /// The postal code of a user.
    PostalCode,
    /// The city of a user.
    City,
    /// The street of a user.
    Street,
    /// The house number of a user.
    HouseNumber,
    /// The dwelling number of a user.
    DwellingNumber,
    /// The text of the post office box of a user.
    PostOfficeBoxText,
    /// The locality of a user.
    Locality,
    /// Why it was changed last.
    ModificationComment,
    /// When it was made.
    Created,
    /// When it was changed last.
    Modified,
    /// The name of its client.
    ClientName,
    /// The external id of its client.
    ClientExtId,
    /// What it is; of a client, its remarks.
    Description,
    /// What it is called, in all languages.
    DisplayName,
    /// The same in short.
    Abbreviation,
    /// Where a unit is.
    Location,
    /// The external ids from the root of the units down.
    HierarchicalName,
    /// Where people find an application.
    Url,
    /// The name of the application of a role.
    ApplicationName,
    /// The external id of the application of a role.
    ApplicationExtId,
}

/// How a field is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Word by word, without case and accents.
    Words,
    /// By the words that it begins with, without case and accents: as an index of names has it.
    Beginning,
    /// As a whole, without case and accents.
    Folded,
    /// As a whole, whatever the case of its letters A to Z.
    Caseless,
    /// As a whole, as it is.
    Exact,
    /// As a time: a day, or a second.
    Time,
}

/// A field of an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// As queries name it, in small letters.
    pub name: &'static str,
    /// What it is.
    pub key: FieldKey,
    /// How it is compared.
    pub kind: FieldKind,
}

const fn field(name: &'static str, key: FieldKey, kind: FieldKind) -> Field {
    Field { name, key, kind }
}

const USER: &[Field] = &[
    field("extid", FieldKey::ExtId, FieldKind::Exact),
    field("loginid", FieldKey::LoginId, FieldKind::Caseless),
    field("name", FieldKey::Name, FieldKind::Beginning),
    field("firstname", FieldKey::FirstName, FieldKind::Beginning),
    field("email", FieldKey::Email, FieldKind::Folded),
    field("uniqueemail", FieldKey::Email, FieldKind::Folded),
    field("mobile", FieldKey::Mobile, FieldKind::Exact),
    field("telephone", FieldKey::Telephone, FieldKind::Words),
    field("telefax", FieldKey::Telefax, FieldKind::Words),
    field("state", FieldKey::State, FieldKind::Caseless),
    field("remarks", FieldKey::Remarks, FieldKind::Words),
    field("title", FieldKey::Title, FieldKind::Words),
    field("sex", FieldKey::Sex, FieldKind::Caseless),
    field("addressline1", FieldKey::AddressLine1, FieldKind::Words),
    field("addressline2", FieldKey::AddressLine2, FieldKind::Words),
    field("postalcode", FieldKey::PostalCode, FieldKind::Words),
    field("city", FieldKey::City, FieldKind::Words),
    field("street", FieldKey::Street, FieldKind::Words),
    field("housenumber", FieldKey::HouseNumber, FieldKind::Words),
    field("dwellingnumber", FieldKey::DwellingNumber, FieldKind::Words),
    field("postofficeboxtext", FieldKey::PostOfficeBoxText, FieldKind::Words),
    field("locality", FieldKey::Locality, FieldKind::Words),
    field("modificationcomment", FieldKey::ModificationComment, FieldKind::Words),
    field("created", FieldKey::Created, FieldKind::Time),
    field("modified", FieldKey::Modified, FieldKind::Time),
    field("clientname", FieldKey::ClientName, FieldKind::Folded),
    field("client.extid", FieldKey::ClientExtId, FieldKind::Exact),
];

const CLIENT: &[Field] = &[
    field("extid", FieldKey::ExtId, FieldKind::Exact),
    field("name", FieldKey::Name, FieldKind::Words),
    field("description", FieldKey::Description, FieldKind::Words),
    field("displayname", FieldKey::DisplayName, FieldKind::Words),
    field("created", FieldKey::Created, FieldKind::Time),
    field("modified", FieldKey::Modified, FieldKind::Time),
];

const APPLICATION: &[Field] = &[
    field("extid", FieldKey::ExtId, FieldKind::Exact),
    field("name", FieldKey::Name, FieldKind::Words),
    field("description", FieldKey::Description, FieldKind::Words),
    field("displayname", FieldKey::DisplayName, FieldKind::Words),
    field("url", FieldKey::Url, FieldKind::Caseless),
    field("created", FieldKey::Created, FieldKind::Time),
    field("modified", FieldKey::Modified, FieldKind::Time),
];

const UNIT: &[Field] = &[
    field("extid", FieldKey::ExtId, FieldKind::Exact),
    field("name", FieldKey::Name, FieldKind::Words),
    field("description", FieldKey::Description, FieldKind::Words),
    field("displayname", FieldKey::DisplayName, FieldKind::Words),
    field("abbreviation", FieldKey::Abbreviation, FieldKind::Words),
    field("location", FieldKey::Location, FieldKind::Words),
    field("state", FieldKey::State, FieldKind::Caseless),
    field("hierarchicalname", FieldKey::HierarchicalName, FieldKind::Exact),
    field("created", FieldKey::Created, FieldKind::Time),
    field("modified", FieldKey::Modified, FieldKind::Time),
    field("clientname", FieldKey::ClientName, FieldKind::Folded),
    field("client.extid", FieldKey::ClientExtId, FieldKind::Exact),
];

const ROLE: &[Field] = &[
    field("extid", FieldKey::ExtId, FieldKind::Exact),
    field("name", FieldKey::Name, FieldKind::Words),
    field("description", FieldKey::Description, FieldKind::Words),
    field("created", FieldKey::Created, FieldKind::Time),
    field("modified", FieldKey::Modified, FieldKind::Time),
    field("application.name", FieldKey::ApplicationName, FieldKind::Folded),
    field("application.extid", FieldKey::ApplicationExtId, FieldKind::Exact),
];

impl Entity {
    /// All of them.
    pub const ALL: &[Self] = &[Self::User, Self::Client, Self::Application, Self::Unit, Self::Role];

    /// As hits name it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "USER",
            Self::Client => "CLIENT",
            Self::Application => "APPLICATION",
            Self::Unit => "UNIT",
            Self::Role => "ROLE",
        }
    }

    /// What can be asked about it.
    #[must_use]
    pub const fn fields(self) -> &'static [Field] {
        match self {
            Self::User => USER,
            Self::Client => CLIENT,
            Self::Application => APPLICATION,
            Self::Unit => UNIT,
            Self::Role => ROLE,
        }
    }

    /// The fields that a term without a field is looked for in, where the caller names none.
    #[must_use]
    pub const fn default_fields(self) -> &'static [&'static str] {
        match self {
            Self::User => &["name", "firstname", "loginid", "email", "extid"],
            _ => &["name", "extid"],
        }
    }

    /// The field with this name, in any case.
    #[must_use]
    pub fn field(self, name: &str) -> Option<&'static Field> {
        self.fields().iter().find(|field| field.name.eq_ignore_ascii_case(name))
    }
}

/// What may be found: one kind of entity, or all of them together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope(pub &'static [Entity]);

impl Scope {
    /// The names of all fields, each once.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let mut names: Vec<&'static str> = Vec::new();
        for field in self.0.iter().flat_map(|entity| entity.fields()) {
            if !names.contains(&field.name) {
                names.push(field.name);
            }
        }
        names.into_iter()
    }

    /// Whether any of them has such a field.
    #[must_use]
    pub fn has(self, name: &str) -> bool {
        self.0.iter().any(|entity| entity.field(name).is_some())
    }

    /// A parameter that names a field.
    pub(super) fn known(self, parameter: &str, name: &str) -> Result<(), Breach> {
        if self.has(name) {
            return Ok(());
        }
        let known = text::one_of(self.names());
        Err(Breach::invalid(format!("{parameter}: expected one of {known}, got {}", text::echo(name))))
    }
}
