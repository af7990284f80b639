//! To whom something is sent, and what can be sent at all.

use crate::client::ClientRef;
use crate::msisdn::{CallingCode, Msisdn};
use crate::signing::Lately;
use crate::user::Person;

/// What can be sent here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Channels {
    /// Mail can.
    pub email: bool,
    /// SMS can.
    pub sms: bool,
    /// Messages to one user in an hour, at most; and as many to one number, whoever has it.
    pub per_hour_max: usize,
}

impl Channels {
    /// Whether anything can be sent.
    #[must_use]
    pub const fn any(self) -> bool {
        self.email || self.sms
    }
}

/// A user to whom something may be sent.
#[derive(Clone, Debug)]
pub struct Addressee {
    /// The client of the user.
    pub client: ClientRef,
    /// Its name, its language, and where it is reached.
    pub person: Person,
    /// Its login id.
    pub login_id: String,
    /// The number to which it would go, with its country; as [`Addressee::number`] has it where nothing else is said.
    pub number: Option<String>,
    /// What was sent to the user.
    pub lately: Lately,
    /// What was sent to that number.
    pub to_number: Lately,
}

impl Addressee {
    /// The address to which mail goes; `None` where it has none that can be one.
    #[must_use]
    pub fn email(&self) -> Option<&str> {
        mail_address(self.person.contacts.email.as_deref()?)
    }

    /// The number of a person to which SMS go: `+` and the digits of E.164; `None` where it has none that can be one.
    #[must_use]
    pub fn number(person: &Person, country: Option<CallingCode>) -> Option<String> {
        let number = Msisdn::parse("contacts.mobile", person.contacts.mobile.as_deref()).ok()?;
        Some(format!("+{}", number.normal(country).ok()?))
    }
}

/// Longest address that mail is sent to (RFC 5321, 4.5.3.1.3, without the brackets).
const MAIL_LEN_MAX: usize = 254;

/// The address that mail can be sent to, without blanks around it; `None` where it is none. One of the plain form, ASCII
/// only: nothing of it can be taken for anything else in a command or a header.
#[must_use]
pub fn mail_address(text: &str) -> Option<&str> {
    let address = text.trim();
    let (local, domain) = address.rsplit_once('@')?;
    let is_plain = |c: u8| c.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~.-".contains(&c);
    let fits = |part: &str| !part.starts_with('.') && !part.ends_with('.') && !part.contains("..");
    let label = |label: &str| {
        let is_of_label = |c: u8| c.is_ascii_alphanumeric() || c == b'-';
        (1..=63).contains(&label.len()) && label.bytes().all(is_of_label) && !label.starts_with('-')
    };
    let is_local = (1..=64).contains(&local.len()) && local.bytes().all(is_plain) && fits(local);
    (address.len() <= MAIL_LEN_MAX && is_local && domain.split('.').all(label)).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_plain_or_none() {
        for right in ["anna@example.com", " a.b+c@mail.example.com ", "o'neil@localhost", "x@a-b.example"] {
            assert_eq!(mail_address(right), Some(right.trim()), "{right}");
        }
        for wrong in [
            "",
            "anna",
            "@example.com",
            "anna@",
            "an na@example.com",
            "a@b@example.com",
            "anna@example..com",
            ".a@x.ch",
            "anna@-x.ch",
            "anna@example.com\r\nBcc: eve@example.com",
            "anna@example.com\nX",
            "\"a b\"@example.com",
            "Anna <anna@example.com>",
            "anna@exämple.com",
            "a\u{0}@x.ch",
            "anna@[127.0.0.1]",
        ] {
            assert_eq!(mail_address(wrong), None, "{wrong:?}");
        }
        assert_eq!(mail_address(&format!("{}@example.com", "a".repeat(65))), None);
    }

    #[test]
    fn a_number_has_its_country_or_is_none() {
        let of = |mobile: &str, country: Option<&str>| {
            let mut person = Person::default();
            person.contacts.mobile = Some(mobile.to_owned());
            Addressee::number(&person, country.and_then(CallingCode::parse))
        };
        assert_eq!(of("+41 79 123 45 67", None).as_deref(), Some("+41791234567"));
        assert_eq!(of("079 123 45 67", Some("41")).as_deref(), Some("+41791234567"));
        assert_eq!((of("079 123 45 67", None), of("none", None), of("", None)), (None, None, None));
    }
}
