//! How credentials are written.

use sigill_domain::credential::mobile_signature::Lookup;
use sigill_domain::credential::{ChangeReason, Credential, DevicePassword, Kind, MobileSignature, PublicKey, State};
use sigill_domain::time::Timestamp;
use uuid::Uuid;

use super::row::{CredentialKeys, CredentialRow};
use crate::column::value;
use crate::row::{Columns, Row};
use crate::write::Step;

fn insert<K: Kind>(credential: &Credential<K>, more: Columns) -> Step {
    Step::insert(&CredentialRow::of(credential), more)
}

fn update<K: Kind>(credential: &Credential<K>, more: Columns) -> Step {
    Step::update(credential.id, &CredentialRow::of(credential), more)
}

pub(crate) fn insert_mobile_signature(credential: &Credential<MobileSignature>, lookup: &Lookup, unique: bool) -> Step {
    insert(credential, CredentialKeys::of(&credential.detail, lookup, unique).changing())
}

pub(crate) fn update_mobile_signature(credential: &Credential<MobileSignature>, lookup: &Lookup, unique: bool) -> Step {
    update(credential, CredentialKeys::of(&credential.detail, lookup, unique).changing())
}

/// A login with it. What it is looked up by stays.
pub(crate) fn count_mobile_signature(credential: &Credential<MobileSignature>) -> Step {
    let (logins, keys) = (&credential.logins, credential.detail.keys());
    let more = vec![
        ("success_count", value(&logins.success_count)),
        ("success_last", value(&logins.success_last)),
        ("failure_last", value(&logins.failure_last)),
        ("cert_serial", keys.cert_serial.into()),
        ("cert_sha256", keys.cert_sha256.into()),
    ];
    update(credential, more)
}

pub(crate) fn insert_device_password(credential: &Credential<DevicePassword>) -> Step {
    insert(credential, vec![("secret", credential.detail.hash.as_str().into())])
}

pub(crate) fn insert_public_key(credential: &Credential<PublicKey>) -> Step {
    insert(credential, vec![])
}

/// It stops working, since newer ones of its type do.
pub(crate) fn supersede(id: Uuid, version: i64, at: Timestamp) -> Step {
    Step::Update {
        table: CredentialRow::TABLE,
        id,
        columns: vec![
            ("state", value(&State::Disabled)),
            ("reason", ChangeReason::ChangedByAdmin.as_str().into()),
            ("lock_until", None::<i64>.into()),
            ("version", version.into()),
            ("modified", value(&at)),
        ],
    }
}

pub(crate) fn delete(id: Uuid) -> Step {
    Step::Delete { table: CredentialRow::TABLE, id }
}
