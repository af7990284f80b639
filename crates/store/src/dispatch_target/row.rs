//! What is kept of a dispatch target.

use sigill_domain::dispatch_target::{AppAttestation, DispatchTarget, State, Texts};
use sigill_domain::ext_id::ExtId;
use sigill_domain::time::Timestamp;
use uuid::Uuid;

use crate::row::row;

row! {
    /// A dispatch target, with its attestation.
    struct DispatchTargetRow in dispatch_target {
        id: Uuid,
        client_id: Uuid,
        user_id: Uuid,
        ext_id: ExtId,
        created: Timestamp;
        state: State,
        detail: Texts,
        attestation: Option<AppAttestation>,
        attestation_name: Option<String>,
        version: i64,
        modified: Timestamp,
    }
}

impl From<DispatchTargetRow> for DispatchTarget {
    fn from(row: DispatchTargetRow) -> Self {
        Self {
            id: row.id,
            client_id: row.client_id,
            user_id: row.user_id,
            ext_id: row.ext_id,
            state: row.state,
            texts: row.detail,
            attestation: row.attestation,
            version: row.version,
            created: row.created,
            modified: row.modified,
        }
    }
}

impl DispatchTargetRow {
    pub(super) fn of(target: &DispatchTarget) -> Self {
        let name = target.attestation.as_ref().and_then(AppAttestation::name);
        Self {
            id: target.id,
            client_id: target.client_id,
            user_id: target.user_id,
            ext_id: target.ext_id.clone(),
            created: target.created,
            state: target.state,
            detail: target.texts.clone(),
            attestation_name: name.map(str::to_owned),
            attestation: target.attestation.clone(),
            version: target.version,
            modified: target.modified,
        }
    }
}
