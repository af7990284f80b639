//! The pages, a file each: what is read, what is shown, what is posted.

pub(crate) mod clients;
pub(crate) mod find;
pub(crate) mod home;
pub(crate) mod language;
pub(crate) mod me;
pub(crate) mod once;
pub(crate) mod person;
pub(crate) mod policies;
pub(crate) mod second;
pub(crate) mod sign_in;
pub(crate) mod style;
pub(crate) mod trouble;
pub(crate) mod units;
pub(crate) mod users;
