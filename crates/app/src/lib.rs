//! The use cases: one file per noun. Each authorises by the permit it takes, reads, lets the domain
//! decide, and commits.
//!
//! # Nothing without the right to it
//!
//! A use case demands the right it needs in its signature. With it, the call compiles:
//!
//! ```
//! # use sigill_app::{Asked, Permit, user};
//! # use sigill_domain::{right::UserCreate, user::New};
//! async fn handler(permit: Permit<UserCreate>, new: New) {
//!     let _ = user::create(&permit, &new, &Asked::default()).await;
//! }
//! ```
//!
//! With another right, or without one, it doesn't:
//!
//! ```compile_fail,E0308
//! # use sigill_app::{Asked, Permit, user};
//! # use sigill_domain::{right::UserView, user::New};
//! async fn handler(permit: Permit<UserView>, new: New) {
//!     let _ = user::create(&permit, &new, &Asked::default()).await;
//! }
//! ```
//!
//! ```compile_fail,E0061
//! # use sigill_app::{Asked, user};
//! # use sigill_domain::user::New;
//! async fn handler(new: New) {
//!     let _ = user::create(&new, &Asked::default()).await;
//! }
//! ```
//!
//! Nor can a permit be made up, serve for more clients than it was given for, read what its right
//! doesn't cover, or commit what was decided under another right:
//!
//! ```compile_fail,E0451
//! # use sigill_app::{Caller, Everywhere, Permit};
//! # use sigill_domain::right::ClientCreate;
//! fn forge(caller: Caller) -> Permit<ClientCreate, Everywhere> {
//!     Permit { caller, scope: Everywhere, right: std::marker::PhantomData }
//! }
//! ```
//!
//! ```compile_fail,E0308
//! # use sigill_app::{Asked, Permit, client};
//! # use sigill_domain::{client::New, right::ClientCreate};
//! async fn handler(permit: Permit<ClientCreate>, new: New) {
//!     let _ = client::create(&permit, &new, &Asked::default()).await;
//! }
//! ```
//!
//! ```compile_fail,E0599
//! # use sigill_app::Permit;
//! # use sigill_domain::right::ClientView;
//! async fn handler(permit: Permit<ClientView>) {
//!     let _ = permit.held_user("user", None).await;
//! }
//! ```
//!
//! ```compile_fail,E0308
//! # use sigill_domain::{change::Change, right::{UserArchive, UserModify}, user::HeldUser};
//! # use sigill_store::Within;
//! fn smuggle(held: Within<UserModify, HeldUser>, change: Change<UserArchive>) {
//!     let _ = held.placed(change);
//! }
//! ```
//!
//! A change is committed by the object that it was decided on, and not by a permit for a client; nor can a change be
//! made up, or an object that wasn't read within the caller's rooms:
//!
//! ```compile_fail,E0599
//! # use sigill_app::Permit;
//! # use sigill_domain::{change::Change, right::UserModify};
//! fn smuggle(permit: Permit<UserModify>, change: Change<UserModify>) {
//!     let _ = permit.placed(change);
//! }
//! ```
//!
//! ```compile_fail,E0624
//! # use sigill_domain::{change::{Change, Guard}, event::Event, right::UserModify};
//! fn forge(event: Event) -> Change<UserModify> {
//!     Change::new(Guard::Nothing, vec![], event)
//! }
//! ```
//!
//! ```compile_fail,E0308
//! # use sigill_domain::{right::UserView, user::User};
//! # use sigill_store::Sought;
//! fn forge(user: User) -> Sought<UserView, User> {
//!     Sought::There(user)
//! }
//! ```
//!
//! For whom a token speaks is known when it was verified, and not before:
//!
//! ```compile_fail,E0451
//! # use sigill_app::token::VerifiedToken;
//! # use sigill_store::Subject;
//! fn forge(subject: Subject) -> VerifiedToken {
//!     VerifiedToken { subject, times: None, remembered: None }
//! }
//! ```
//!
//! ```compile_fail,E0624
//! # use sigill_app::token::VerifiedToken;
//! # use sigill_store::Subject;
//! fn forge(subject: Subject) -> VerifiedToken {
//!     VerifiedToken::secret(subject)
//! }
//! ```

#![warn(missing_docs)]

mod application;
pub mod applications;
mod attempt;
mod authorities;
pub mod authorization;
mod buckets;
pub mod client;
pub mod consent;
pub mod credential;
mod defaults;
pub mod dispatch_target;
pub mod effective;
pub mod enterprise_authorization;
pub mod erole;
mod giving;
pub mod history;
pub mod lifecycle;
pub mod login;
pub mod me;
pub mod mobile_authentication;
pub mod one_time_link;
mod patterns;
pub mod policy;
pub mod profile;
pub mod property;
mod property_value;
pub mod query;
pub mod question;
mod refusal;
pub mod role;
pub mod room;
pub mod scim;
pub mod search;
pub mod seed;
pub mod sending;
pub mod session;
pub mod setup;
mod shares;
pub mod sign_in;
pub mod signing;
mod snapshot;
mod sought;
pub mod terms;
pub mod token;
mod turns;
pub mod unit;
pub mod user;
mod world;

pub use self::application::App;
pub use self::attempt::{Asked, Outcome, Repeat};
pub use self::authorities::{Authorities, AuthoritiesError};
pub use self::buckets::Buckets;
pub use self::refusal::{Refusal, RefusedAttempt};
pub use self::shares::{Share, Shares};
pub use self::snapshot::Snapshot;
pub use self::world::{Clock, Entropy, SystemClock, SystemEntropy, World};
pub use sigill_store::backup;
pub use sigill_store::{
    Caller, Connections, Denied, EndingKind, Everywhere, Facts, First, Foreseen, Granted, Histogram, Hit, InClient,
    LatestEvents, Occasion, OfApplications, Options, Permit, Rooms, Schema, Searched, Seat, Size, Store, StoreError,
    Task, schema_range,
};
