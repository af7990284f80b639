//! What is known of the person behind a user.

use serde::{Deserialize, Serialize};

use super::provisioned::Provisioned;
use crate::breach::{Breach, Breaches};
use crate::code::Code;
use crate::policy::ClientRules;
use crate::text;

/// The personal fields of a user. They are stored together; none is needed to decide about rights.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Person {
    /// One of the client policy's `allowed.user.languages`, in any case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language_code: Option<String>,
    /// Title, first name and family name.
    #[serde(skip_serializing_if = "is_default")]
    pub name: Name,
    /// `male`, `female` or `other`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sex: Option<String>,
    /// `male`, `female` or `other`; independent of `sex`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<String>,
    /// `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<String>,
    /// The postal address.
    #[serde(skip_serializing_if = "is_default")]
    pub address: Address,
    /// Telephone, telefax, mobile number and e-mail address.
    #[serde(skip_serializing_if = "is_default")]
    pub contacts: Contacts,
    /// Free text, 1 to 1000 code points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
    /// Why it was changed last: free text, 1 to 1000 code points; also the comment of the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modification_comment: Option<String>,
    /// What provisioning clients say beside that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provisioned: Option<Box<Provisioned>>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

macro_rules! texts {
    ($(#[$doc:meta])* $type:ident { $($field:ident = $wire:literal, $len_max:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct $type {
            $(
                #[doc = concat!(" `", $wire, "`: 1 to ", $len_max, " code points.")]
                #[serde(rename = $wire, skip_serializing_if = "Option::is_none")]
                pub $field: Option<String>,
            )*
        }

        impl std::fmt::Debug for $type {
            /// What it is, but not what is in it: it is a person's.
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($type), "(…)"))
            }
        }

        impl $type {
            fn check(&self, within: &str, broken: &mut Breaches) {
                $(broken.keep(text::optional(&format!("{within}.{}", $wire), self.$field.as_deref(), $len_max));)*
            }
        }
    };
}

texts! {
    /// The `name` of a user.
    Name {
        title = "title", 100;
        first_name = "firstName", 100;
        family_name = "familyName", 100;
    }
}

texts! {
    /// The `address` of a user; `countryCode` is two letters (ISO 3166-1 alpha-2).
    Address {
        address_line_1 = "addressline1", 100;
        address_line_2 = "addressline2", 100;
        postal_code = "postalCode", 20;
        city = "city", 100;
        street = "street", 100;
        house_number = "houseNumber", 20;
        country_code = "countryCode", 2;
        post_office_box_text = "postOfficeBoxText", 100;
        post_office_box_number = "postOfficeBoxNumber", 20;
        dwelling_number = "dwellingNumber", 20;
        locality = "locality", 100;
    }
}

texts! {
    /// The `contacts` of a user. The numbers must match the client policy's `validation.user.phone.regex`.
    Contacts {
        telephone = "telephone", 100;
        telefax = "telefax", 100;
        mobile = "mobile", 100;
        email = "email", 250;
    }
}

const SEXES: &[&str] = &["male", "female", "other"];

impl Person {
    /// Every rule that one breaks which is stored, such as one of a newer client policy. A machine has no mandatory
    /// fields.
    #[must_use]
    pub fn breaches(&self, rules: &ClientRules, is_technical: bool) -> Vec<Breach> {
        let mut broken = Breaches::new();
        self.check(rules, is_technical, &mut broken);
        broken.into_result().err().unwrap_or_default()
    }

    /// Every broken rule; the mandatory fields only for people, since a machine has none of them.
    pub(super) fn check(&self, rules: &ClientRules, is_technical: bool, broken: &mut Breaches) {
        self.name.check("name", broken);
        self.address.check("address", broken);
        self.contacts.check("contacts", broken);
        if let Some(provisioned) = &self.provisioned {
            provisioned.check(broken);
        }
        broken.keep(text::optional("remarks", self.remarks.as_deref(), 1000));
        broken.keep(text::optional("modificationComment", self.modification_comment.as_deref(), 1000));
        broken.keep(self.language(rules));
        broken.keep(one_of("sex", self.sex.as_deref(), SEXES));
        broken.keep(one_of("gender", self.gender.as_deref(), SEXES));
        broken.keep(self.birth_date());
        broken.keep(self.country());
        broken.keep(self.email());
        for (field, value) in [
            ("contacts.telephone", &self.contacts.telephone),
            ("contacts.telefax", &self.contacts.telefax),
            ("contacts.mobile", &self.contacts.mobile),
        ] {
            let (Some(value), Some(pattern)) = (value, &rules.phone) else { continue };
            match pattern.pattern() {
                Ok(compiled) if compiled.matches(value) => {}
                Ok(_) => broken.push(Breach::new(
                    Code::PolicyViolation,
                    format!(
                        "{field}: expected a value that matches {}, as validation.user.phone.regex says",
                        pattern.as_str()
                    ),
                )),
                // It could be compiled when it was written.
                Err(error) => broken.push(Breach::new(
                    Code::PolicyViolation,
                    format!("{field}: the policy's validation.user.phone.regex can't be used: {error}"),
                )),
            }
        }
        if is_technical {
            return;
        }
        for (mandatory, field, value) in [
            (rules.name_mandatory, "name.familyName", &self.name.family_name),
            (rules.first_name_mandatory, "name.firstName", &self.name.first_name),
            (rules.email_mandatory, "contacts.email", &self.contacts.email),
            (rules.mobile_mandatory, "contacts.mobile", &self.contacts.mobile),
            (rules.sex_mandatory, "sex", &self.sex),
            (rules.country_mandatory, "address.countryCode", &self.address.country_code),
        ] {
            if mandatory && value.is_none() {
                broken.push(Breach::invalid(format!("{field} is mandatory, as the client policy says")));
            }
        }
    }

    fn language(&self, rules: &ClientRules) -> Result<(), Breach> {
        match &self.language_code {
            Some(code) if !rules.languages.contains(&code.to_ascii_lowercase()) => Err(Breach::invalid(format!(
                "languageCode: expected one of {}, got {}",
                rules.languages.join(", "),
                text::echo(code)
            ))),
            _ => Ok(()),
        }
    }

    fn birth_date(&self) -> Result<(), Breach> {
        match &self.birth_date {
            Some(date) if date.len() != 10 || date.parse::<jiff::civil::Date>().is_err() => {
                Err(Breach::invalid(format!("birthDate: expected a date such as 1990-12-31, got {}", text::echo(date))))
            }
            _ => Ok(()),
        }
    }

    fn country(&self) -> Result<(), Breach> {
        match &self.address.country_code {
            // What is blank or too long has been told.
            Some(code)
                if text::mandatory("", Some(code), 2).is_ok()
                    && (code.len() != 2 || !code.bytes().all(|b| b.is_ascii_alphabetic())) =>
            {
                Err(Breach::invalid(format!(
                    "address.countryCode: expected two letters (ISO 3166-1 alpha-2), got {}",
                    text::echo(code)
                )))
            }
            _ => Ok(()),
        }
    }

    fn email(&self) -> Result<(), Breach> {
        let Some(email) = self.contacts.email.as_ref().filter(|email| !email.trim().is_empty()) else { return Ok(()) };
        let well_formed = email.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && !domain.is_empty() && !domain.contains('@') && !email.contains(char::is_whitespace)
        });
        if well_formed {
            Ok(())
        } else {
            Err(Breach::invalid("contacts.email: expected an address such as a@example.com"))
        }
    }
}

fn one_of(field: &str, value: Option<&str>, expected: &[&str]) -> Result<(), Breach> {
    match value {
        Some(value) if !expected.contains(&value) => {
            Err(Breach::invalid(format!("{field}: expected one of {}, got {}", expected.join(", "), text::echo(value))))
        }
        _ => Ok(()),
    }
}
