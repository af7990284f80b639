//! Reading ahead: what a request asks first, in the round trip that tells who its caller is.
//!
//! Nothing is read without the right to it, and nothing is given out without a permit:
//!
//! - The database itself looks only where one of the caller's roles that give the right holds for the client.
//! - What was found stays in here, with the caller. A permit gets it where it asks for exactly that, and soon; otherwise
//!   it is as if nothing had been read.

mod beside;

use std::time::{Duration, Instant};

use sigill_domain::credential::CredentialType;
use sigill_domain::right::Elementary;
use sigill_domain::role::RoleTable;

pub(crate) use self::beside::{ReadAhead, ahead, beside, one, several};
use crate::caller::COLUMNS as OF_CALLER;
use crate::credential::{owner, read as credential};
use crate::engine::{Asked, Texts, Unread};
use crate::error::StoreError;
use crate::permit::Subject;
use crate::sought::wanted;
use crate::user::read as user;
use crate::value::Cells;

/// What was read is good for so long: what a body takes that comes slowly, nobody decides by what was before it.
pub(crate) const FRESH: Duration = Duration::from_millis(250);

/// What a request will ask first, if its caller may.
#[derive(Clone, Copy, Debug)]
pub struct Foreseen<'a> {
    /// Which read it is.
    pub what: First,
    /// The right that it needs, for credentials of this type.
    pub right: Elementary,
    /// `None`: for credentials of any type, or no right about credentials.
    pub of: Option<CredentialType>,
    /// The client of the path, by external id.
    pub client: &'a str,
    /// The user of the path, by external id.
    pub user: &'a str,
}

/// Reads with which requests about a user begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// The mobile signature, to be shown.
    MobileSignature,
    /// What a decision on a new one needs that names neither an external id nor a policy.
    NewMobileSignature,
    /// What a decision on changing it needs where no other policy is named.
    HeldMobileSignature,
    /// The user whose credentials are listed.
    Credentials,
    /// The user, to be shown.
    User,
}

#[cfg(test)]
pub(crate) const BESIDE: &[&Texts] = &[
    credential::SingletonQuery::BESIDE_HOLDER,
    credential::SingletonQuery::BESIDE_NAMED,
    owner::OwnerQuery::BESIDE_HOLDER,
    owner::OwnerQuery::BESIDE_NAMED,
    owner::HeldQuery::BESIDE_HOLDER,
    owner::HeldQuery::BESIDE_NAMED,
    credential::ListedUserQuery::BESIDE_HOLDER,
    credential::ListedUserQuery::BESIDE_NAMED,
    user::UserQuery::BESIDE_HOLDER,
    user::UserQuery::BESIDE_NAMED,
];

impl Foreseen<'_> {
    /// The texts with which this read comes beside that of the subject, and this read.
    fn asked(&self, subject: &Subject) -> (&'static Texts, Asked) {
        let (client, whom) = (wanted(self.client), self.user);
        match self.what {
            First::MobileSignature => both(credential::singleton(&client, whom), subject),
            First::NewMobileSignature => both(owner::new_mobile_signature(&client, whom), subject),
            First::HeldMobileSignature => both(owner::held_mobile_signature(&client, whom, None), subject),
            First::Credentials => both(credential::listed_user(&client, whom), subject),
            First::User => both(user::user_query(&client, whom), subject),
        }
    }

    /// The read of the caller with this one beside it, and this one.
    pub(crate) fn beside(&self, caller: Asked, subject: &Subject, roles: &RoleTable) -> (Asked, Asked) {
        let (texts, own) = self.asked(subject);
        let mut giving = String::new();
        for role in roles.roles_with(self.right, self.of) {
            giving.push_str(if giving.is_empty() { "" } else { "," });
            giving.push_str(role.as_str());
        }
        let mut values = caller.values;
        values.extend(own.values.iter().cloned());
        values.extend([giving.into(), wanted(self.client).into()]);
        (Asked { texts, values }, own)
    }
}

fn both<R: ReadAhead>(read: R, subject: &Subject) -> (&'static Texts, Asked) {
    let texts = match subject {
        Subject::Holder { .. } => R::BESIDE_HOLDER,
        Subject::Named { .. } => R::BESIDE_NAMED,
    };
    (texts, read.into())
}

/// What was read ahead, and for what.
#[derive(Debug)]
pub(crate) struct Ahead {
    asked: Asked,
    rows: Unread,
    /// Which of them has it.
    row: usize,
    at: Instant,
}

impl Ahead {
    pub(crate) fn new(asked: Asked, rows: Unread, row: usize, at: Instant) -> Self {
        Self { asked, rows, row, at }
    }

    /// What it is, where just this is asked for, and soon enough.
    pub(crate) fn answer<T>(
        &self,
        asked: &Asked,
        read: impl Fn(&mut Cells<'_>) -> Result<T, StoreError>,
    ) -> Option<Result<T, StoreError>> {
        let is_this = self.asked == *asked && self.at.elapsed() < FRESH;
        let mut cells = self.rows.rows().nth(self.row).filter(|_| is_this)?;
        cells.skip(OF_CALLER + 1);
        Some(read(&mut cells))
    }
}
