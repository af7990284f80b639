//! Sending what waits to be sent to people.
//!
//! A use case queues a message with the change that made what is in it; any node claims what is due, sends it, and writes
//! down what became of it. Who dies between sending and writing has sent it twice in the end, since nobody else can know:
//! both have the same id.

mod outbox;
mod rounds;
mod tally;

pub use self::outbox::{Carriers, Outbox, OutboxOptions, Waiting};
pub use self::tally::{Sent, SentTally};
pub use sigill_domain::message::{Example, MessagePurpose, Part, Preview, TemplateSource, Templates};
pub use sigill_post::{Carried, Gateway, GatewaySettings, Mail, MailSettings, Package, PostError, Security};
