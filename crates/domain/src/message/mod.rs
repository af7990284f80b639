//! What is sent to people: codes, tickets and links, by mail or to a phone.
//!
//! A decision that makes a secret up for somebody makes a [`Letter`] of it, with all ways that the policy names in their
//! order. It is queued in the same atomic step, and sent by a job of any node: way by way, until one is taken.

mod addressee;
mod example;
mod letter;
mod method;
mod names;
mod outcome;
mod queue;
mod shipped;
mod template;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use self::addressee::{Addressee, Channels, mail_address};
pub use self::example::{Example, Preview};
pub use self::letter::{Letter, Mailing, Parcel};
pub(crate) use self::letter::{SENDING, email, number, to_phone, written};
pub use self::method::Method;
pub(crate) use self::method::{METHODS_MEANING, check_methods};
pub use self::names::credential_name;
pub use self::outcome::{CLAIM_MS, HeldMessage, Next};
pub use self::queue::Queued;
pub use self::template::{Part, Placeholder, TEMPLATE_LANGUAGE, TemplateError, TemplateSource, Templates};
use crate::ext_id::ExtId;
use crate::time::Timestamp;
use crate::words::words;

words! {
    /// What a message is for; what templates are named by.
    MessagePurpose {
        /// A password that was made up, also for a context.
        ResetCode = "reset-code";
        /// A ticket.
        Ticket = "ticket";
        /// The link of a URL ticket.
        UrlTicket = "url-ticket";
        /// A temporary strong password.
        TempStrongPassword = "temporary-strong-password";
        /// A PUK.
        Puk = "puk";
        /// A code for the number of an mTAN.
        MTan = "mtan";
        /// That the user's validity ends soon.
        UserEnds = "user-ends";
        /// That a credential ends soon.
        CredentialEnds = "credential-ends";
    }
}

impl MessagePurpose {
    /// What every text for it must have: without it, the message says nothing.
    pub(crate) const fn told_by(self) -> Placeholder {
        match self {
            Self::UrlTicket => Placeholder::Link,
            Self::UserEnds | Self::CredentialEnds => Placeholder::ValidUntil,
            Self::ResetCode | Self::Ticket | Self::TempStrongPassword | Self::Puk | Self::MTan => Placeholder::Code,
        }
    }
}

words! {
    /// How a message goes.
    Channel {
        /// By mail.
        Email = "email";
        /// To a phone, as an SMS.
        Sms = "sms";
    }
}

words! {
    /// How far a message has come.
    Progress {
        /// It is still to be sent.
        Waiting = "waiting";
        /// Whoever carries it has taken it.
        Sent = "sent";
        /// It is given up.
        Failed = "failed";
    }
}

impl Serialize for Channel {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Channel {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        Self::from_wire(&word).ok_or_else(|| serde::de::Error::custom("expected email or sms"))
    }
}

/// A message to a person, without what it says and where it goes: that is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// A UUIDv7. Whoever carries it is told it, so that one that comes twice can be told from two.
    pub id: Uuid,
    /// Its client, by internal key.
    pub client_id: Uuid,
    /// To whom it goes, by internal key.
    pub user_id: Uuid,
    /// The credential that it is about, by internal key: it goes with that. `None`: it is about the user itself.
    pub credential_id: Option<Uuid>,
    /// What it is about, as paths name it.
    pub subject_ext_id: ExtId,
    /// What it is for.
    pub purpose: MessagePurpose,
    /// How far it has come.
    pub state: Progress,
    /// How it goes now.
    pub channel: Channel,
    /// Which of its ways that is, from 0 on.
    pub way: i64,
    /// How often that was tried, or was about to be.
    pub tries: i64,
    /// When it is tried next; of one that is claimed, when somebody else may try. `None`: it is over.
    pub due: Option<Timestamp>,
    /// When it is given up.
    pub until: Timestamp,
    /// Who tries now, by an id that was drawn for that.
    pub claim: Option<Uuid>,
    /// Who caused it, `client/user`.
    pub caller: String,
    /// The request in which it was made; also in the log.
    pub request_id: String,
    /// When it was made.
    pub created: Timestamp,
    /// When its latest step was; at first as `created`.
    pub modified: Timestamp,
}

/// The number of octets of a text that is sent to a phone, at most: ten parts.
pub const SMS_LEN_MAX: usize = 1_530;

/// What is written of a message.
#[derive(Clone, Debug)]
pub enum MessageWrite {
    /// A new one, with its ways, sealed for it.
    Insert(Box<Message>, String),
    /// A step of its story. Once it is over, nothing is left of what it said.
    Update(Box<Message>),
}

impl MessageWrite {
    /// The message.
    #[must_use]
    pub fn message(&self) -> &Message {
        match self {
            Self::Insert(message, _) | Self::Update(message) => message,
        }
    }
}
