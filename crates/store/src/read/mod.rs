//! Reads: one query each, with everything that a decision needs.

pub(crate) mod asked;
pub(crate) mod caller;
pub(crate) mod client;
mod columns;
pub(crate) mod credential;
pub(crate) mod event;
pub(crate) mod kept;
pub(crate) mod key;
pub(crate) mod lease;
pub(crate) mod list;
pub(crate) mod login;
pub(crate) mod owner;
pub(crate) mod policy;
pub(crate) mod profile;
pub(crate) mod property;
pub(crate) mod search;
pub(crate) mod signature;
pub(crate) mod standing;
pub(crate) mod user;
pub(crate) mod users;
mod users_index;
#[cfg(test)]
pub(crate) mod users_samples;
mod users_select;

pub use self::caller::TechnicalUser;
pub use self::event::{LatestEvents, Place, Remembered};
pub use self::key::StoredKey;
pub use self::list::ListError;
pub use self::policy::WritesPolicies;
pub use self::search::{Hit, Searched};
use sigill_domain::ext_id::ExtId;

/// What was looked for below a client and a user, or how far the path led.
#[derive(Clone, Debug)]
pub enum Sought<T> {
    /// There is no such client, or it is being deleted.
    NoClient,
    /// The client's name, for the documented message.
    NoUser {
        /// As people know it.
        client_name: String,
    },
    /// It is there, and this is it.
    Found(T),
}

impl<T> Sought<T> {
    /// The same of something else that is made of what was found.
    pub fn map<U>(self, map: impl FnOnce(T) -> U) -> Sought<U> {
        match self {
            Self::NoClient => Sought::NoClient,
            Self::NoUser { client_name } => Sought::NoUser { client_name },
            Self::Found(found) => Sought::Found(map(found)),
        }
    }
}

/// An external id out of a path or a body, as a statement may take it: what can't be an id is
/// looked for as the empty one, which nothing has.
pub(crate) fn wanted(ext_id: &str) -> String {
    ExtId::parse("extId", ext_id).map(|id| id.to_string()).unwrap_or_default()
}

/// As [`wanted`], for an id that need not be given.
fn wanted_optional(ext_id: Option<&str>) -> Option<String> {
    ext_id.map(wanted)
}

#[cfg(test)]
pub(crate) use self::client::PURGES;

#[cfg(test)]
pub(crate) const STATEMENTS: &[&[crate::sql::Sql]] = &[
    asked::STATEMENTS,
    caller::STATEMENTS,
    client::STATEMENTS,
    client::PURGES,
    credential::STATEMENTS,
    event::STATEMENTS,
    kept::STATEMENTS,
    key::STATEMENTS,
    lease::STATEMENTS,
    login::STATEMENTS,
    owner::STATEMENTS,
    policy::STATEMENTS,
    profile::STATEMENTS,
    property::STATEMENTS,
    search::STATEMENTS,
    signature::STATEMENTS,
    standing::STATEMENTS,
    user::STATEMENTS,
    &[crate::write::EVENT_EXISTS],
];

/// Examples of every statement that is made for a request.
#[cfg(test)]
pub(crate) fn samples() -> Vec<(crate::sql::Text, Vec<crate::value::Value>)> {
    let made =
        client::samples().into_iter().chain(search::samples()).chain(property::samples()).chain(profile::samples());
    made.chain(users_samples::samples().into_iter().map(|(_, sql)| sql)).map(crate::sql::Composed::finish).collect()
}

/// The reads that share a query where many wait.
#[cfg(test)]
pub(crate) const SHARED: &[crate::sql::Sql] = &[
    caller::CALLER,
    caller::NAMED,
    credential::SINGLETON,
    credential::LISTED_USER,
    login::TARGET,
    owner::OWNER,
    owner::HELD,
    owner::LOOKUP_TAKEN,
    user::USER,
];

/// The constants that read a part of something large.
#[cfg(test)]
pub(crate) const LISTS: &[crate::sql::Sql] = &[
    credential::LIST,
    event::FORMER_CLIENT,
    event::OF_CLIENT,
    event::TRIED_OF_CLIENT,
    event::OF_USER,
    event::TRIED_OF_USER,
    search::FAMILY_NAMES,
    search::FIRST_NAMES,
];
