//! What the tests of several crates need. Never part of a binary.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail the test that calls them"
)]

mod authenticator;
mod authority;
mod database;
mod fixture;
mod mail_server;
mod proxy;
mod signer;
mod sms_server;
mod world;

pub use self::authenticator::{KeyOfAuthenticator, SoftAuthenticator, Statement};
pub use self::authority::{Authority, Issued};
pub use self::database::{Database, Kind, remove};
pub use self::fixture::{Fixture, call, called};
pub use self::mail_server::{MailServer, Mood, TakenMail};
pub use self::proxy::Proxy;
pub use self::signer::{Published, Signer, base64url};
pub use self::sms_server::{PostedSms, SmsServer};
pub use self::world::{FrozenClock, SeededEntropy, world};

/// Defines a test that runs on SQLite and on PostgreSQL: `async fn name(database: Database) { … }`.
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($database:ident: Database) $body:block)*) => {
        $(
            $(#[$meta])*
            mod $name {
                #[allow(unused_imports, reason = "a test may need none of them")]
                use super::*;

                async fn run($database: $crate::Database) $body

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn sqlite() {
                    run($crate::Database::new($crate::Kind::Sqlite).await).await;
                }

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn postgres() {
                    let database = $crate::Database::new($crate::Kind::Postgres).await;
                    let url = database.url().to_owned();
                    run(database).await;
                    $crate::remove(&url).await;
                }
            }
        )*
    };
}
