//! Which users of a client.

use super::{Page, Parameters};
use crate::breach::Breach;
use crate::text;
use crate::time::Timestamp;

/// Users that may be skipped at most; further on, the token leads.
pub const OFFSET_MAX: u32 = 10_000;
const VALUE_LEN_MAX: usize = 1_000;

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = $wire:literal, $holds:ident;)*) => {
        /// The fields by which users are sorted and filtered (*Get users*).
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum UserField { $(#[doc = concat!(" `", $wire, "`.")] $(#[$doc])* $name,)* }

        impl UserField {
            /// All of them, each once, in their order here.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The wire name, dotted where it is below another.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $wire,)* }
            }

            /// Reads the wire name exactly.
            #[must_use]
            pub fn from_wire(name: &str) -> Option<Self> {
                match name { $($wire => Some(Self::$name),)* _ => None }
            }

            /// What the field holds.
            #[must_use]
            pub const fn holds(self) -> Holds {
                match self { $(Self::$name => Holds::$holds,)* }
            }
        }
    };
}

/// What a field of a user holds, which decides how a filter's value is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Any text of 1 to 1000 code points.
    Text,
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Number,
    /// A time or a date: see [`Timestamp::parse`].
    Time,
}

fields! {
    ExtId = "extId", Text;
    LoginId = "loginId", Text;
    IsTechnicalUser = "isTechnicalUser", Flag;
    Title = "name.title", Text;
    /// Compared without case and accents.
    FirstName = "name.firstName", Text;
    /// Compared without case and accents.
    FamilyName = "name.familyName", Text;
    BirthDate = "birthDate", Text;
    AddressLine1 = "address.addressline1", Text;
    AddressLine2 = "address.addressline2", Text;
    PostalCode = "address.postalCode", Text;
    City = "address.city", Text;
    Street = "address.street", Text;
    HouseNumber = "address.houseNumber", Text;
    CountryCode = "address.countryCode", Text;
    PostOfficeBoxText = "address.postOfficeBoxText", Text;
    PostOfficeBoxNumber = "address.postOfficeBoxNumber", Text;
    DwellingNumber = "address.dwellingNumber", Text;
    Locality = "address.locality", Text;
    Telephone = "contacts.telephone", Text;
    Telefax = "contacts.telefax", Text;
    Mobile = "contacts.mobile", Text;
    /// Compared without case and accents.
    Email = "contacts.email", Text;
    ValidFrom = "validity.from", Time;
    ValidTo = "validity.to", Time;
    Remarks = "remarks", Text;
    Version = "version", Number;
    Created = "created", Time;
    LastModified = "lastModified", Time;
}

/// What a field must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// This text, compared as the field is.
    Text(String),
    /// This of the two.
    Flag(bool),
    /// This number.
    Number(i64),
    /// Any time of this second, since the wire shows no more of it.
    Second(Timestamp),
}

/// One filter; all of a query must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserFilter {
    /// What is compared.
    pub field: UserField,
    /// What it must be.
    pub wanted: Wanted,
}

impl UserFilter {
    fn read(field: UserField, value: &str) -> Result<Self, Breach> {
        let name = field.as_str();
        let expected = |what: &str| Breach::invalid(format!("{name}: expected {what}, got {}", text::echo(value)));
        let wanted = match field.holds() {
            Holds::Text => Wanted::Text(text::mandatory(name, Some(value), VALUE_LEN_MAX)?),
            Holds::Flag => Wanted::Flag(value.parse().map_err(|_| expected("true or false"))?),
            Holds::Number => Wanted::Number(value.parse().map_err(|_| expected("a number"))?),
            Holds::Time => {
                Wanted::Second(Timestamp::parse(value).ok_or_else(|| expected("a time such as 2026-05-18T12:34:56Z"))?)
            }
        };
        Ok(Self { field, wanted })
    }
}

/// Which users of a client, and in which order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserQuery {
    /// From where on, and how many.
    pub page: Page,
    /// [`UserField::Created`] where the caller says nothing.
    pub sort: UserField,
    /// Whether the last one comes first.
    pub descends: bool,
    /// Users to skip, up to [`OFFSET_MAX`]; then the token doesn't count (*Get users*).
    pub offset: Option<u32>,
    /// At most one for each field.
    pub filters: Vec<UserFilter>,
    /// Only those whom a provisioning client calls so.
    pub external_id: Option<String>,
    /// A total is counted up to here; `None`: to the end.
    pub total_max: Option<u32>,
}

impl UserQuery {
    /// Reads `continuationToken`, `limit`, `returnTotalResultCount`, `sortBy`, `offset` and filters.
    ///
    /// # Errors
    /// Every parameter that is unknown or has a value that can't be.
    pub fn read(mut given: Parameters<'_>) -> Result<Self, Vec<Breach>> {
        let page = Page::take(&mut given);
        let sort = given.take("sortBy").map(|name| {
            UserField::from_wire(name).ok_or_else(|| {
                Breach::invalid(format!("sortBy: expected one of {}, got {}", known_fields(), text::echo(name)))
            })
        });
        let sort = sort.and_then(|field| given.broken.keep(field)).unwrap_or(UserField::Created);
        let offset = given.number("offset", OFFSET_MAX);
        let mut filters: Vec<UserFilter> = Vec::new();
        for (name, value) in given.rest() {
            let filter = match UserField::from_wire(name) {
                None => Err(Breach::invalid(format!(
                    "unknown parameter {}: expected {}, sortBy, offset or a field: {}",
                    text::echo(name),
                    Page::KNOWN,
                    known_fields()
                ))),
                Some(field) if filters.iter().any(|filter| filter.field == field) => {
                    Err(Breach::invalid(format!("{name}: expected one value, got more")))
                }
                Some(field) => UserFilter::read(field, value),
            };
            filters.extend(given.broken.keep(filter));
        }
        given.finish(Page::KNOWN)?;
        let page = Page { after: page.after.filter(|_| offset.is_none()), ..page };
        Ok(Self { page, sort, descends: false, offset, filters, external_id: None, total_max: None })
    }
}

fn known_fields() -> String {
    text::one_of(UserField::ALL.iter().map(|field| field.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<UserQuery, Vec<Breach>> {
        UserQuery::read(Parameters::new(pairs.iter().copied()))
    }

    #[test]
    fn every_documented_field_sorts_and_filters() {
        for field in UserField::ALL {
            let value = match field.holds() {
                Holds::Text => "x",
                Holds::Flag => "true",
                Holds::Number => "1",
                Holds::Time => "2026-05-18T12:34:56Z",
            };
            let query = read(&[("sortBy", field.as_str()), (field.as_str(), value)]).unwrap();
            assert_eq!((query.sort, query.filters.len()), (*field, 1));
        }
    }

    #[test]
    fn an_unknown_filter_or_sort_is_refused() {
        for pairs in [
            [("frob", "1")],
            [("sortBy", "frob")],
            [("sortBy", "-created")],
            [("Extid", "1")],
            [("extId", "")],
            [("isTechnicalUser", "1")],
            [("version", "one")],
            [("created", "yesterday")],
            [("remarks", "a\0b")],
            [("offset", "10001")],
        ] {
            assert_eq!(read(&pairs).unwrap_err().len(), 1, "{pairs:?}");
        }
        assert!(read(&[("extId", "a"), ("extId", "b")]).is_err());
    }

    #[test]
    fn an_offset_wins_over_the_token() {
        let query = read(&[("continuationToken", "1_a"), ("offset", "0")]).unwrap();
        assert_eq!((query.offset, query.page.after), (Some(0), None));
    }
}
