//! How credentials are written, whatever their type.

use sigill_domain::credential::{ChangeReason, Credential, Detail, Kept, State};
use sigill_domain::time::Timestamp;
use uuid::Uuid;

use super::row::{self, CredentialRow};
use crate::column::value;
use crate::row::{Columns, Row};
use crate::step::Step;

pub(crate) fn insert(new: &Kept) -> Step {
    let mut more = row::keys(&new.keys);
    more.extend(new.credential.detail.secret.clone().map(|secret| ("secret", secret.into())));
    Step::insert(&CredentialRow::of(&new.credential), more)
}

/// What may change of it however it is changed, beside what may of all.
fn changing(kept: &Kept) -> Columns {
    let mut more = row::keys(&kept.keys);
    let credential = &kept.credential;
    more.extend(credential.detail.secret.clone().map(|secret| ("secret", secret.into())));
    // Only where the type lets it change.
    if credential.detail.kind.form().is_of_client {
        more.push(("owner_id", value(&credential.user.as_ref().map(|user| user.id))));
    }
    more
}

/// What may change of it otherwise than by a login.
pub(crate) fn update(kept: &Kept) -> Step {
    let mut more = changing(kept);
    // Only where the type lets callers set it.
    if kept.credential.detail.kind.form().takes_validity {
        let validity = kept.credential.validity;
        more.extend([("valid_from", value(&validity.from)), ("valid_to", value(&validity.to))]);
    }
    Step::update(kept.credential.id, &CredentialRow::of(&kept.credential), more)
}

/// A login with it; nothing where nothing differs.
pub(crate) fn count(kept: &Kept) -> Option<Step> {
    let mut more = changing(kept);
    let columns = match &kept.before {
        // Its own part is large: it is only written out where it differs. Keys are made of it.
        Some(before) if before.detail.own == kept.credential.detail.own => {
            more.retain(|(name, _)| *name == "secret");
            differing(counted(before, String::new()), counted(&kept.credential, String::new()))
        }
        Some(before) => differing(counted(before, own(before)), counted(&kept.credential, own(&kept.credential))),
        None => counted(&kept.credential, own(&kept.credential)),
    };
    let columns: Columns = columns.into_iter().chain(more).collect();
    (!columns.is_empty()).then_some(Step::Update { table: CredentialRow::TABLE, id: kept.credential.id, columns })
}

fn own(credential: &Credential<Detail>) -> String {
    credential.detail.own.to_string()
}

/// Those that aren't as they were.
fn differing(was: Columns, is: Columns) -> Columns {
    is.into_iter().zip(was).filter(|(is, was)| is != was).map(|(is, _)| is).collect()
}

/// What a login may change, but for keys and secret, with a text of its own part.
fn counted(credential: &Credential<Detail>, own: String) -> Columns {
    let logins = &credential.logins;
    let mut columns = CredentialRow::with_detail(credential, own).changing();
    columns.extend([
        ("success_count", value(&logins.success_count)),
        ("success_last", value(&logins.success_last)),
        ("failure_last", value(&logins.failure_last)),
    ]);
    columns
}

/// It stops working, since newer ones of its type do.
pub(crate) fn supersede(id: Uuid, version: i64, by: (Timestamp, &str)) -> Step {
    stopped(id, (State::Disabled, version), ChangeReason::ChangedByAdmin, by)
}

/// A credential whose validity has ended.
pub(crate) fn end(id: Uuid, to: (State, i64), by: (Timestamp, &str)) -> Step {
    stopped(id, to, ChangeReason::ChangedByBatchjob, by)
}

fn stopped(id: Uuid, (state, version): (State, i64), reason: ChangeReason, (at, by): (Timestamp, &str)) -> Step {
    Step::Update {
        table: CredentialRow::TABLE,
        id,
        columns: vec![
            ("state", value(&state)),
            ("reason", reason.as_str().into()),
            ("lock_until", None::<i64>.into()),
            ("version", version.into()),
            ("modified", value(&at)),
            ("modified_by", by.into()),
        ],
    }
}

pub(crate) fn delete(id: Uuid) -> Step {
    Step::Delete { table: CredentialRow::TABLE, id }
}
