//! The store: the only place that names SQL.
//!
//! Nothing is read or written without a [`Permit`]: it proves that the caller is known and holds
//! the right, and where. What a permit reads carries its right in its type; a decision on it makes a
//! [`Change`](sigill_domain::change::Change) of the same right; and only a permit for that right
//! commits it, in one atomic step. What a request asks first may be asked for together with its caller, as [`Foreseen`]
//! says: under the same rule.

#![warn(missing_docs)]

mod ahead;
mod application;
pub mod backup;
mod bulk;
mod caller;
mod client;
mod clock;
mod column;
mod counting;
mod credential;
mod dispatch_target;
mod engine;
mod erole;
mod error;
mod event;
mod facts;
mod idempotency;
mod key;
mod lifecycle;
mod list;
mod login;
mod measure;
mod message;
mod migrate;
mod permit;
mod policy;
mod profile;
mod property;
mod query;
mod question;
mod row;
mod schema;
mod sealed;
mod seals;
mod search;
mod session;
mod signature;
mod sought;
mod sql;
mod standing;
#[cfg(test)]
mod statements;
mod step;
mod terms;
mod unit;
mod user;
mod value;
mod write;

pub use self::ahead::{First, Foreseen};
pub use self::application::purge::Dead;
pub use self::application::read::OnApplications;
pub use self::application::role::OnRoles;
pub use self::bulk::{Bulk, Load, Size};
pub use self::caller::TechnicalUser;
pub use self::clock::Clock;
pub use self::credential::checked::FirstOfType;
pub use self::dispatch_target::read::OnDispatchTargets;
pub use self::engine::{Options, Store};
pub use self::erole::group::{GroupMember, GroupPage, GroupsBy, Regroups};
pub use self::erole::member::OnMembers;
pub use self::erole::read::OnEnterpriseRoles;
pub use self::error::{CommitError, StoreError};
pub use self::event::erase::ErasedUntil;
pub use self::event::growth::LatestEvents;
pub use self::facts::{Facts, Setting};
pub use self::key::StoredKey;
pub use self::lifecycle::{Ending, EndingKind};
pub use self::list::ListError;
pub use self::measure::{Connections, Histogram, Measure, Measures};
pub use self::message::read::Sendable;
pub use self::migrate::{Schema, SchemaVersion, range as schema_range, schema_version};
pub use self::permit::{
    Caller, Denied, Everywhere, Granted, InClient, Lapsed, Noun, Occasion, OfApplication, OfApplications, Permit,
    Placed, Rooms, Scope, Sought, Source, Subject, Task, Within,
};
pub use self::policy::read::WritesPolicies;
pub use self::sealed::KeepsSealed;
pub use self::seals::Seals;
pub use self::search::{Hit, Searched};
pub use self::session::{Half, Seat};
pub use self::user::beside::{BESIDE_MAX, ShowsUsers};
