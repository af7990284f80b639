//! The pages, a file each: what is read, what is shown, what is posted.

pub(crate) mod clients;
pub(crate) mod find;
pub(crate) mod history;
pub(crate) mod home;
pub(crate) mod language;
pub(crate) mod me;
pub(crate) mod new_person;
pub(crate) mod once;
pub(crate) mod operation;
pub(crate) mod passkey;
pub(crate) mod person;
pub(crate) mod pick;
pub(crate) mod policies;
pub(crate) mod policy;
pub(crate) mod properties;
pub(crate) mod second;
pub(crate) mod sign_in;
pub(crate) mod style;
pub(crate) mod templates;
pub(crate) mod trouble;
pub(crate) mod unit;
pub(crate) mod units;
pub(crate) mod users;
