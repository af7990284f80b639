//! The store: the only place that names SQL.
//!
//! Nothing is read or written without a [`Permit`]: it proves that the caller is known and holds
//! the right, and where. What a permit reads carries its right in its type; a decision on it makes a
//! [`Change`](sigill_domain::change::Change) of the same right; and only a permit for that right
//! commits it, in one atomic step. What a request asks first may be asked for together with its caller, as [`Foreseen`]
//! says: under the same rule.

#![warn(missing_docs)]

mod ahead;
pub mod backup;
mod bulk;
mod clock;
mod engine;
mod error;
mod facts;
mod measure;
mod migrate;
mod permit;
mod read;
mod schema;
mod sql;
mod value;
mod write;

pub use self::ahead::{First, Foreseen};
pub use self::bulk::{Bulk, Load, Size};
pub use self::clock::Clock;
pub use self::engine::{Options, Store};
pub use self::error::{CommitError, StoreError};
pub use self::facts::{Facts, Setting};
pub use self::measure::{Connections, Histogram, Measure, Measures};
pub use self::migrate::{SchemaVersion, schema_version};
pub use self::permit::{
    Caller, Denied, Everywhere, Granted, InClient, Lapsed, Occasion, Permit, Rooms, Scope, Source, Subject,
};
pub use self::read::{
    Hit, LatestEvents, ListError, Place, Remembered, Searched, Sought, StoredKey, TechnicalUser, WritesPolicies,
};
pub use self::schema::{Schema, range as schema_range};
