//! What a message says, with an example in it: for who looks at templates.

use super::template::{Templates, Values};
use super::{Channel, MessagePurpose};
use crate::credential::{MobileSignature, Typed};
use crate::time::Timestamp;
use crate::user::Person;

/// Codes and links of examples, which are nobody's.
const EXAMPLE_CODE: &str = "264913";
const EXAMPLE_LINK: &str = "https://example.com/once/264913";
/// How long an example holds.
const EXAMPLE_MS: i64 = 3 * 86_400_000;

/// What an example is made of.
#[derive(Clone, Copy, Debug)]
pub struct Example<'a> {
    /// By external id and by name.
    pub client: (&'a str, &'a str),
    /// To whom it is written.
    pub person: &'a Person,
    /// The name with which that person signs in.
    pub login_id: &'a str,
    /// When it is written.
    pub at: Timestamp,
    /// Two letters in lower case.
    pub language: &'a str,
}

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Of a mail, on one line.
    pub subject: String,
    /// Of a mail.
    pub text: String,
    /// Of an SMS.
    pub sms: String,
}

impl Templates {
    /// What a message says in a language, with an example in it.
    #[must_use]
    pub fn preview(&self, purpose: MessagePurpose, of: &Example<'_>) -> Preview {
        let name = |name: &Option<String>| name.clone().unwrap_or_default();
        let (first_name, family_name) = (name(&of.person.name.first_name), name(&of.person.name.family_name));
        let secret = match purpose {
            MessagePurpose::UrlTicket => EXAMPLE_LINK,
            MessagePurpose::CredentialEnds => MobileSignature::TYPE.as_str(),
            _ => EXAMPLE_CODE,
        };
        let values = Values {
            secret,
            first_name: &first_name,
            family_name: &family_name,
            login_id: of.login_id,
            client: of.client.1,
            valid_until: Some(of.at.plus_millis(EXAMPLE_MS)),
        };
        let said = |channel| self.render((purpose, channel), (of.client.0, &[of.language]), &values);
        let (subject, text) = said(Channel::Email);
        Preview { subject, text, sms: said(Channel::Sms).1 }
    }
}
