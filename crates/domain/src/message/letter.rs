//! What is to be sent, and how: the ways that a policy names, as far as they are open.

use serde::{Deserialize, Serialize};

use super::template::{Templates, Values};
use super::{Addressee, Channel, Channels, MessagePurpose, SMS_LEN_MAX};
use crate::breach::Breach;
use crate::code::Code;
use crate::time::Timestamp;

/// What a decision may send, to whom, and in which words.
#[derive(Clone, Copy, Debug)]
pub struct Mailing<'a> {
    /// What can be sent here.
    pub reach: Channels,
    /// What is said.
    pub templates: &'a Templates,
    /// To whom.
    pub addressee: &'a Addressee,
}

/// What goes one way: a mail or an SMS. `Debug` shows which, and nothing of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parcel {
    /// How it goes.
    pub channel: Channel,
    /// An address, or a number of E.164 with its `+`.
    pub to: String,
    /// Of mail, on one line; else empty.
    pub subject: String,
    /// What it says.
    pub text: String,
}

impl std::fmt::Debug for Parcel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parcel").field("channel", &self.channel).finish_non_exhaustive()
    }
}

impl Parcel {
    /// Where it goes, as history shows it: the last two digits, or the first letter and the domain.
    #[must_use]
    pub fn masked(&self) -> String {
        match (self.channel, self.to.rsplit_once('@')) {
            (Channel::Email, Some((local, domain))) => {
                format!("{}***@{domain}", local.chars().next().map(String::from).unwrap_or_default())
            }
            _ => crate::msisdn::Msisdn::from_stored(self.to.clone()).masked(),
        }
    }
}

/// A message that is to be sent, with its ways in their order: one at least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// What it is for.
    pub purpose: MessagePurpose,
    /// Each of them says the same.
    pub ways: Vec<Parcel>,
    /// When the secret ends that it has; `None`: it has no end.
    pub valid_until: Option<Timestamp>,
}

/// The parameter that says how something gets to the user.
pub(crate) const SENDING: &str = "sendingMethod";

/// The address to which mail goes.
pub(crate) fn email(mailing: &Mailing<'_>) -> Result<String, Breach> {
    if !mailing.reach.email {
        let why = format!("{SENDING}: the policy says Email, and the server has no SMTP server to send it by");
        return Err(Breach::new(Code::SmtpNotConfigured, why));
    }
    let to = mailing.addressee.email().map(str::to_owned);
    to.ok_or_else(|| {
        Breach::new(Code::EmailChannel, "contacts.email: the user has no address that mail can be sent to")
    })
}

/// The number to which an SMS goes.
pub(crate) fn number(mailing: &Mailing<'_>) -> Result<String, Breach> {
    if !mailing.reach.sms {
        let why = format!("{SENDING}: the policy says SMS_SMTP, and the server has no gateway to send it by");
        return Err(Breach::new(Code::InvalidConfig, why));
    }
    let why = "contacts.mobile: the user has no number, with its country, that an SMS can be sent to";
    mailing.addressee.number.clone().ok_or_else(|| Breach::new(Code::MissingReferenceData, why))
}

/// What goes a way, in words, of a secret that holds until a time.
pub(crate) fn written(
    mailing: &Mailing<'_>,
    (purpose, channel): (MessagePurpose, Channel),
    (secret, valid_until): (&str, Option<Timestamp>),
    language: Option<&str>,
    to: String,
) -> Result<Parcel, Breach> {
    let Addressee { client, person, login_id, .. } = mailing.addressee;
    let name = |name: &'_ Option<String>| name.clone().unwrap_or_default();
    let (first_name, family_name) = (name(&person.name.first_name), name(&person.name.family_name));
    let values = Values {
        secret,
        first_name: &first_name,
        family_name: &family_name,
        login_id,
        client: &client.name,
        valid_until,
    };
    let languages: Vec<&str> = person.language_code.as_deref().into_iter().chain(language).collect();
    let (subject, text) = mailing.templates.render((purpose, channel), (client.ext_id.as_str(), &languages), &values);
    if channel == Channel::Sms && text.len() > SMS_LEN_MAX {
        let why = format!("the SMS would have {} octets: expected at most {SMS_LEN_MAX}", text.len());
        return Err(Breach::invalid(why));
    }
    Ok(Parcel { channel, to, subject, text })
}

/// What is to be sent to a phone, and nowhere else.
///
/// # Errors
/// No SMS can be sent, or none to this user.
pub(crate) fn to_phone(
    mailing: Option<&Mailing<'_>>,
    (purpose, secret): (MessagePurpose, &str),
    valid_until: Timestamp,
    language: Option<&str>,
) -> Result<Letter, Breach> {
    let none = || Breach::new(Code::InvalidConfig, "the server has no gateway for SMS: sms.url isn't configured");
    let mailing = mailing.filter(|mailing| mailing.reach.sms).ok_or_else(none)?;
    let to = number(mailing)?;
    let parcel = written(mailing, (purpose, Channel::Sms), (secret, Some(valid_until)), language, to)?;
    Ok(Letter { purpose, ways: vec![parcel], valid_until: Some(valid_until) })
}
