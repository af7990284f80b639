//! How users are written.

use sigill_domain::policy::RulesSeen;
use sigill_domain::user::User;
use uuid::Uuid;

use super::row::{OwnerRow, UserKeys, UserRow};
use crate::row::{Columns, Row};
use crate::step::Step;

/// A user, and the owner whose revision guards what is below it.
pub(crate) fn insert(user: &User, rules: Option<RulesSeen>) -> Vec<Step> {
    let owner = OwnerRow { id: user.id, client_id: user.client_id, rev: 0, success_count: 0, failure_count: 0 };
    vec![Step::insert(&UserRow::of(user), keys(user, rules)), Step::insert(&owner, vec![])]
}

pub(crate) fn update(user: &User, rules: Option<RulesSeen>) -> Step {
    Step::update(user.id, &UserRow::of(user), keys(user, rules))
}

/// A user with the owner that the guard is about.
pub(crate) fn delete(id: Uuid) -> Vec<Step> {
    vec![Step::GuardedGoes { table: OwnerRow::TABLE, id }, Step::Delete { table: UserRow::TABLE, id }]
}

/// What it is found by; and what of it is unique, under the rules by which its mobile number was looked at.
fn keys(user: &User, rules: Option<RulesSeen>) -> Columns {
    let mut columns = UserKeys::of(user).changing();
    columns
        .extend(rules.map(|rules| {
            ("mobile_unique", user.person.contacts.mobile.clone().filter(|_| rules.mobile_unique).into())
        }));
    columns
}
