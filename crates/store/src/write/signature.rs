//! The row of a signature that was asked for.

use sigill_domain::signing::{LEASE_MS, Signature, State};
use uuid::Uuid;

use super::Step;
use super::rows::Columns;

pub(super) fn insert(signature: &Signature, driver: Uuid) -> Step {
    let mut columns: Columns = vec![
        ("id", signature.id.into()),
        ("client_id", signature.client_id.into()),
        ("owner_id", signature.user_id.into()),
        ("credential_id", signature.credential_id.into()),
        ("credential_ext_id", signature.credential_ext_id.as_str().into()),
        ("mssp", signature.mssp.as_str().into()),
        ("msisdn", signature.msisdn.as_str().into()),
        ("number", signature.number.as_str().into()),
        ("text", signature.text.as_str().into()),
        ("language", signature.language.as_str().into()),
        ("code", signature.code.as_str().into()),
        ("receipt_text", signature.receipt_text.clone().into()),
        ("time_limit_s", signature.time_limit_s.into()),
        ("limit_at", signature.limit_at.micros().into()),
        ("caller", signature.caller.as_str().into()),
        ("request_id", signature.request_id.as_str().into()),
        ("created", signature.created.micros().into()),
        ("lease_by", driver.into()),
        ("lease_until", signature.created.plus_millis(LEASE_MS).micros().into()),
    ];
    columns.extend(moving(signature));
    Step::Insert { table: "signature", columns }
}

pub(super) fn update(signature: &Signature) -> Step {
    Step::Update { table: "signature", id: signature.id, columns: moving(signature) }
}

/// What a step of its story may change.
fn moving(signature: &Signature) -> Columns {
    let settled = signature.settled.as_ref();
    let detail = settled.map(|settled| serde_json::to_value(&settled.detail).unwrap_or_default().to_string());
    vec![
        ("state", signature.state.as_str().into()),
        ("pending_key", (signature.state != State::Settled).then_some(signature.credential_id).into()),
        ("ap_trans_id", signature.ap_trans_id.as_str().into()),
        ("attempts", signature.attempts.into()),
        ("mssp_trans_id", signature.mssp_trans_id.clone().into()),
        ("profile", signature.profile.clone().into()),
        ("modified", signature.modified.micros().into()),
        ("settled", settled.map(|settled| settled.at.micros()).into()),
        ("outcome", settled.map(|settled| settled.outcome.as_str().to_owned()).into()),
        ("provider_status", settled.and_then(|settled| settled.provider_status).map(i64::from).into()),
        ("answer", settled.and_then(|settled| settled.answer.clone()).into()),
        ("detail", detail.into()),
        ("receipt", signature.receipt.clone().into()),
    ]
}
