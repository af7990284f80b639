//! What is kept of a credential.

use sigill_domain::credential::{
    ChangeReason, Credential, CredentialType, CredentialUser, Detail, Holds, Key, Keys, Logins, Own, PolicyRef, State,
    Typed, Validity,
};
use sigill_domain::ext_id::ExtId;
use sigill_domain::time::Timestamp;
use uuid::Uuid;

use crate::column::{self, json};
use crate::error::StoreError;
use crate::row::{Columns, Row, row};
use crate::value::Cells;

row! {
    /// A credential of whatever type.
    struct CredentialRow in credential {
        id: Uuid,
        client_id: Uuid,
        owner_id: Option<Uuid>,
        kind: CredentialType,
        /// Whether its user may have only one of the type.
        is_single: bool,
        ext_id: ExtId,
        valid_from: Timestamp,
        valid_to: Option<Timestamp>,
        success_count: i64,
        success_last: Option<Timestamp>,
        failure_last: Option<Timestamp>,
        created: Timestamp,
        created_by: Option<String>;
        policy_id: Option<Uuid>,
        state: State,
        reason: Option<String>,
        reason_detail: Option<String>,
        comment: Option<String>,
        failure_count: i64,
        lock_until: Option<Timestamp>,
        version: i64,
        modified: Timestamp,
        modified_by: Option<String>,
        detail: String,
    }
}

row! {
    impl Validity in credential { from as valid_from, to as valid_to; }
}

impl CredentialRow {
    pub(super) fn of(credential: &Credential<Detail>) -> Self {
        Self::with_detail(credential, credential.detail.own.to_string())
    }

    /// The same with another text of its own part.
    pub(super) fn with_detail(credential: &Credential<Detail>, detail: String) -> Self {
        Self {
            id: credential.id,
            client_id: credential.client_id,
            owner_id: credential.user.as_ref().map(|user| user.id),
            kind: credential.detail.kind,
            is_single: matches!(credential.detail.kind.form().holds, Holds::One(_)),
            ext_id: credential.ext_id.clone(),
            valid_from: credential.validity.from,
            valid_to: credential.validity.to,
            success_count: credential.logins.success_count,
            success_last: credential.logins.success_last,
            failure_last: credential.logins.failure_last,
            created: credential.created,
            policy_id: credential.policy.as_ref().map(|policy| policy.id),
            state: credential.state,
            reason: credential.reason.map(|reason| reason.as_str().to_owned()),
            reason_detail: credential.reason_detail.clone(),
            comment: credential.comment.clone(),
            failure_count: credential.logins.failure_count,
            lock_until: credential.lock_until,
            version: credential.version,
            modified: credential.modified,
            created_by: credential.created_by.clone(),
            modified_by: credential.modified_by.clone(),
            detail,
        }
    }

    /// The credential of the user with this external id, where it has a user, governed by the policy with this one.
    fn credential<K>(
        self,
        user_ext_id: Option<&ExtId>,
        policy: Option<ExtId>,
        detail: impl Fn(CredentialType, &str) -> Result<K, StoreError>,
    ) -> Result<Credential<K>, StoreError> {
        Ok(Credential {
            id: self.id,
            client_id: self.client_id,
            user: self.owner_id.zip(user_ext_id.cloned()).map(|(id, ext_id)| CredentialUser { id, ext_id }),
            ext_id: self.ext_id,
            policy: self.policy_id.zip(policy).map(|(id, ext_id)| PolicyRef { id, ext_id }),
            state: self.state,
            reason: self.reason.as_deref().and_then(ChangeReason::from_wire),
            reason_detail: self.reason_detail,
            comment: self.comment,
            validity: Validity { from: self.valid_from, to: self.valid_to },
            logins: Logins {
                success_count: self.success_count,
                success_last: self.success_last,
                failure_count: self.failure_count,
                failure_last: self.failure_last,
            },
            lock_until: self.lock_until,
            version: self.version,
            created: self.created,
            modified: self.modified,
            created_by: self.created_by,
            modified_by: self.modified_by,
            detail: detail(self.kind, &self.detail)?,
        })
    }
}

/// The columns of what a credential is found by.
pub(super) fn keys(keys: &Keys) -> Columns {
    let column = |key: Key| match key {
        Key::Lookup => "lookup",
        Key::Unique => "unique_key",
        Key::Identificator => "identificator",
        Key::CertSerial => "cert_serial",
        Key::CertSha256 => "cert_sha256",
    };
    keys.iter().map(|(key, value)| (column(*key), value.clone().into())).collect()
}

/// `{k}, kp.ext_id`: a credential of a type that is known, with the external id of its policy; `None` where an outer join
/// found none.
pub(crate) fn take<K: Typed>(cells: &mut Cells<'_>, user_ext_id: &ExtId) -> Result<Option<Credential<K>>, StoreError> {
    take_with(cells, Some(user_ext_id), |_, detail| json("a credential's detail", detail))
}

/// As [`take`], of a credential of any type.
pub(crate) fn take_any(cells: &mut Cells<'_>, user_ext_id: &ExtId) -> Result<Option<Credential<Own>>, StoreError> {
    take_own(cells, Some(user_ext_id))
}

/// As [`take_any`], of one that is the client's own where no user is named.
pub(super) fn take_own(
    cells: &mut Cells<'_>,
    user_ext_id: Option<&ExtId>,
) -> Result<Option<Credential<Own>>, StoreError> {
    take_with(cells, user_ext_id, |kind, detail| Ok(Own { kind, members: json("a credential's detail", detail)? }))
}

/// `{k}, kp.ext_id, ku.ext_id`: as [`take_any`], with its user, if it has one.
pub(crate) fn take_with_user(cells: &mut Cells<'_>) -> Result<Option<Credential<Own>>, StoreError> {
    let row = CredentialRow::take_joined(cells)?;
    let (policy, user): (Option<ExtId>, Option<ExtId>) = (column::take(cells)?, column::take(cells)?);
    let detail = |kind, detail: &str| -> Result<Own, StoreError> {
        Ok(Own { kind, members: json("a credential's detail", detail)? })
    };
    row.map(|row| row.credential(user.as_ref(), policy, detail)).transpose()
}

fn take_with<K>(
    cells: &mut Cells<'_>,
    user_ext_id: Option<&ExtId>,
    detail: impl Fn(CredentialType, &str) -> Result<K, StoreError>,
) -> Result<Option<Credential<K>>, StoreError> {
    let row = CredentialRow::take_joined(cells)?;
    let policy: Option<ExtId> = column::take(cells)?;
    row.map(|row| row.credential(user_ext_id, policy, detail)).transpose()
}

/// `k.state, k.lock_until`: the state at `now`, a temporary lock that is over having ended.
pub(crate) fn take_state(cells: &mut Cells<'_>, now: Timestamp) -> Result<State, StoreError> {
    let (state, until): (State, Option<Timestamp>) = (column::take(cells)?, column::take(cells)?);
    let is_over = state == State::TmpLocked && until.is_some_and(|until| until <= now);
    Ok(if is_over { State::Active } else { state })
}
