//! What a request will ask first.

use sigill_domain::credential::CredentialType;
use sigill_domain::right::Elementary;
use sigill_domain::role::RoleTable;

use super::beside::ReadAhead;
use crate::credential::{any, checked, owner, read as credential};
use crate::engine::{SharedRead, Texts};
use crate::permit::Subject;
use crate::sought::wanted;
use crate::user::read as user;

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
    /// The credential of the path, by external id; `None`: the only one of its type.
    pub credential: Option<&'a str>,
}

/// Reads with which requests about a user begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// The credential, to be shown.
    Credential,
    /// What a decision on a new one needs that names neither an external id nor a policy.
    NewCredential,
    /// What a decision on changing it needs where no other policy is named.
    HeldCredential,
    /// What a check of it needs.
    CheckedCredential,
    /// The user whose credentials are listed.
    Credentials,
    /// The user, to be shown.
    User,
}

#[cfg(test)]
pub(crate) const BESIDE: &[&Texts] = &[
    any::ShownQuery::BESIDE_HOLDER,
    any::ShownQuery::BESIDE_NAMED,
    owner::OwnerQuery::BESIDE_HOLDER,
    owner::OwnerQuery::BESIDE_NAMED,
    any::HeldQuery::BESIDE_HOLDER,
    any::HeldQuery::BESIDE_NAMED,
    checked::CheckedQuery::BESIDE_HOLDER,
    checked::CheckedQuery::BESIDE_NAMED,
    credential::ListedUserQuery::BESIDE_HOLDER,
    credential::ListedUserQuery::BESIDE_NAMED,
    user::UserQuery::BESIDE_HOLDER,
    user::UserQuery::BESIDE_NAMED,
];

impl Foreseen<'_> {
    /// The texts with which this read comes beside that of the subject, and this read.
    fn asked(&self, subject: &Subject) -> (&'static Texts, SharedRead) {
        let (client, whom) = (wanted(self.client), self.user);
        let which = (whom, self.credential);
        match (self.what, self.of) {
            (First::Credential, Some(kind)) => both(any::shown_query(&client, kind, which), subject),
            (First::NewCredential, Some(kind)) => both(owner::new_credential(&client, kind, whom), subject),
            (First::HeldCredential, Some(kind)) => both(any::held_query(&client, kind, which, None), subject),
            (First::CheckedCredential, Some(kind)) => both(checked::checked_query(&client, kind, which), subject),
            (First::User, _) => both(user::user_query(&client, whom), subject),
            // Of no type, only all of them can be asked for.
            _ => both(credential::listed_user(&client, whom), subject),
        }
    }

    /// The read of the caller with this one beside it, and this one.
    pub(crate) fn beside(&self, caller: SharedRead, subject: &Subject, roles: &RoleTable) -> (SharedRead, SharedRead) {
        let (texts, own) = self.asked(subject);
        let mut giving = String::new();
        for role in roles.roles_with(self.right, self.of) {
            giving.push_str(if giving.is_empty() { "" } else { "," });
            giving.push_str(role.as_str());
        }
        let mut values = caller.values;
        values.extend(own.values.iter().cloned());
        values.extend([giving.into(), wanted(self.client).into(), wanted(self.user).into()]);
        (SharedRead { texts, values }, own)
    }
}

fn both<R: ReadAhead>(read: R, subject: &Subject) -> (&'static Texts, SharedRead) {
    let texts = match subject {
        Subject::Holder { .. } => R::BESIDE_HOLDER,
        // With a session, nothing is foreseen: see `Store::caller_rows`.
        Subject::Named { .. } | Subject::Session { .. } => R::BESIDE_NAMED,
    };
    (texts, read.into())
}
