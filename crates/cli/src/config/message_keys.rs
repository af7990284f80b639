//! The keys of `[smtp]`, `[sms]` and `[messages]`.

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use sigill_app::sending::{OutboxOptions, Security};

use super::section::section;
use super::setting::Setting;

/// How the connection to the mail server is kept from others, as the configuration says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SmtpSecurity(pub(crate) Security);

const SECURITIES: &[(&str, Security)] =
    &[("starttls", Security::StartTls), ("tls", Security::Tls), ("none", Security::Nothing)];

impl Setting for SmtpSecurity {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        let known = SECURITIES.iter().find(|(name, _)| *name == word);
        let wrong = || D::Error::custom(format!("expected \"starttls\", \"tls\" or \"none\", got {word:?}"));
        known.map(|(_, security)| Self(*security)).ok_or_else(wrong)
    }

    fn show(&self) -> Option<String> {
        let known = SECURITIES.iter().find(|(_, security)| *security == self.0);
        known.map(|(name, _)| format!("{name:?}"))
    }
}

section! {
    /// `[smtp]`
    Smtp in "smtp.";
    /// The mail server by which mail is sent to people. Without one, none is, and what is made up is shown once to who
    /// makes it.
    host: Option<String> = None, "<no mail>";
    /// Its port.
    port: Option<u32> = None, "<587, 465 or 25, by smtp.security>";
    /// How the connection is kept from others: "starttls" (a server that doesn't offer it is given nothing), "tls" from the
    /// first octet on, or "none", to this machine itself only.
    security: SmtpSecurity = SmtpSecurity(Security::StartTls);
    /// The user that the server wants.
    user: Option<String> = None;
    /// The file with its password.
    password_file: Option<String> = None;
    /// From whom mail comes, such as "Example Bank <no-reply@example.com>".
    from: Option<String> = None, "<mandatory with smtp.host>";
    /// The roots of the server's certificate, in PEM, instead of those of the machine.
    roots_file: Option<String> = None;
    /// How long the server may take for an answer, in milliseconds; 30000 at most.
    timeout_ms: u64 = 10_000;
}

section! {
    /// `[sms]`
    Sms in "sms.";
    /// Where SMS are posted, as {"id": …, "to": "+41791234567", "text": …}: https://, or http:// to this machine itself. Without
    /// it, none are sent.
    url: Option<String> = None, "<no SMS>";
    /// The file with the value of the header Authorization, such as Bearer and a token.
    authorization_file: Option<String> = None;
    /// The roots of the gateway's certificate, in PEM, instead of those of the machine.
    roots_file: Option<String> = None;
    /// How long the gateway may take for an answer, in milliseconds; 30000 at most.
    timeout_ms: u64 = 10_000;
}

section! {
    /// `[messages]`
    Messages in "messages.";
    /// A folder with templates of messages: de.toml for all clients, CLIENT/de.toml for one, with tables such as [ticket]
    /// that have subject, text and sms; see docs/SENDING.md. What isn't in it is said by those that ship, in German, French,
    /// Italian and English.
    templates_dir: Option<String> = None, "<those that ship>";
    /// Messages to one user in an hour, and to one number, at most; who causes one more gets 429.
    per_hour_max: u32 = 20;
    /// For how many days it is kept, beside the history, that a message was sent; what it said is gone at once.
    retention_days: u32 = OutboxOptions::default().retention_days;
}
