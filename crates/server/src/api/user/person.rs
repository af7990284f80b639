//! The parts of a person, the same in both directions.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sigill_domain::patch::Patch;
use sigill_domain::user;
use utoipa::ToSchema;

use crate::http::strict;

macro_rules! texts {
    ($(#[$doc:meta])* $type:ident, $patch:ident { $($(#[$member_doc:meta])* $field:ident = $wire:tt, $example:tt;)* }) => {
        $(#[$doc])*
        #[derive(Default, Serialize, Deserialize, ToSchema)]
        pub(crate) struct $type {
            $(
                $(#[$member_doc])*
                #[serde(rename = $wire, skip_serializing_if = "Option::is_none")]
                #[schema(example = $example, nullable = false)]
                $field: Option<String>,
            )*
        }

        $(#[$doc])*
        ///
        /// What is absent stays, and `null` or `""` removes.
        #[derive(Deserialize, ToSchema)]
        pub(crate) struct $patch {
            $(
                $(#[$member_doc])*
                #[serde(rename = $wire, default, deserialize_with = "strict::member")]
                #[schema(value_type = Option<String>, example = $example)]
                $field: Patch<String>,
            )*
        }

        impl $patch {
            pub(super) fn merge_patch(self) -> Value {
                object([$(($wire, value(self.$field, Value::String)),)*])
            }
        }

        impl From<$type> for user::$type {
            fn from(part: $type) -> Self {
                Self { $($field: part.$field,)* }
            }
        }

        impl $type {
            /// `None` where nothing of it is known.
            pub(crate) fn shown(part: user::$type) -> Option<Self> {
                (part != user::$type::default()).then_some(Self { $($field: part.$field,)* })
            }
        }
    };
}

texts! {
    /// The name of a person.
    Name, PatchName {
        title = "title", "Dr.";
        first_name = "firstName", "Anna";
        family_name = "familyName", "Muster";
    }
}

texts! {
    /// The postal address of a person.
    Address, PatchAddress {
        address_line_1 = "addressline1", "c/o Beispiel AG";
        address_line_2 = "addressline2", "2nd floor";
        postal_code = "postalCode", "8000";
        city = "city", "Zürich";
        street = "street", "Bahnhofstrasse";
        house_number = "houseNumber", "1a";
        /// ISO 3166-1 alpha-2.
        country_code = "countryCode", "CH";
        post_office_box_text = "postOfficeBoxText", "Postfach";
        post_office_box_number = "postOfficeBoxNumber", "12";
        dwelling_number = "dwellingNumber", "3";
        locality = "locality", "Enge";
    }
}

texts! {
    /// How to reach a person.
    Contacts, PatchContacts {
        telephone = "telephone", "+41441234567";
        telefax = "telefax", "+41441234568";
        mobile = "mobile", "+41791234567";
        email = "email", "anna.muster@example.com";
    }
}

/// A member as JSON; `None` where it is absent.
pub(super) fn value<T>(member: Patch<T>, set: impl FnOnce(T) -> Value) -> Option<Value> {
    match member {
        Patch::Keep => None,
        Patch::Clear => Some(Value::Null),
        Patch::Set(value) => Some(set(value)),
    }
}

/// The JSON object of the members that are there.
pub(super) fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    let there = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(there.collect::<Map<_, _>>())
}
