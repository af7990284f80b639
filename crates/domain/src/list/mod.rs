//! Lists: what a caller may ask of one, and what it gets.
//!
//! Source of the parameters and of the token: *Get clients*, *Get users* and *Pagination*.

mod credentials;
mod history;
mod page;
mod parameters;
mod units;
pub mod users;
mod wait;

pub use self::credentials::{CREDENTIAL_ORDERS, Compare, CredentialOrder, CredentialQuery, Filter};
pub use self::history::{EVENTS_TRIED_MAX, EventFilter, EventQuery, HistoryQuery, Position};
pub use self::page::{LIMIT_DEFAULT, LIMIT_MAX, Listed, Page, PolicyQuery, PropertyQuery, Token};
pub use self::parameters::Parameters;
pub use self::units::{UNIT_FILTERS, UnitQuery};
pub use self::users::{OFFSET_MAX, UserField, UserQuery};
pub use self::wait::{WAIT_S_MAX, wait_s};
