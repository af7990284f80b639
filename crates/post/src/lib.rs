//! How messages to people are carried: mail by SMTP, SMS by the HTTP gateway of an operator.
//!
//! Who carries something says whether it was taken, whether it never will be, or whether it may be tried again. Nothing
//! here repeats anything by itself, and nothing here logs: what is carried are secrets.

#![warn(missing_docs)]

mod gateway;
mod mail;
mod parcel;

pub use self::gateway::{Gateway, GatewaySettings};
pub use self::mail::{Mail, MailSettings, Security};
pub use self::parcel::{Carried, Package, PostError};
