//! What is kept of a signature.

use sigill_domain::ext_id::ExtId;
use sigill_domain::msisdn::Msisdn;
use sigill_domain::signing::{Detail, Outcome, Settled, Signature, State};
use sigill_domain::time::Timestamp;
use uuid::Uuid;

use crate::column;
use crate::error::StoreError;
use crate::row::{Row, row};
use crate::value::Cells;

row! {
    /// A signature, without the signature object: a page of them could hold too much.
    struct SignatureRow in signature {
        id: Uuid,
        client_id: Uuid,
        owner_id: Uuid,
        credential_id: Uuid,
        credential_ext_id: ExtId,
        mssp: String,
        msisdn: Msisdn,
        number: String,
        text: String,
        document: Option<String>,
        language: String,
        code: String,
        receipt_text: Option<String>,
        time_limit_s: i64,
        limit_at: Timestamp,
        caller: String,
        request_id: String,
        created: Timestamp;
        state: State,
        ap_trans_id: String,
        attempts: i64,
        mssp_trans_id: Option<String>,
        profile: Option<String>,
        modified: Timestamp,
        settled: Option<Timestamp>,
        outcome: Option<Outcome>,
        provider_status: Option<i64>,
        detail: Option<Detail>,
        receipt: Option<String>,
    }
}

impl SignatureRow {
    pub(super) fn of(signature: &Signature) -> Self {
        let settled = signature.settled.as_ref();
        Self {
            id: signature.id,
            client_id: signature.client_id,
            owner_id: signature.user_id,
            credential_id: signature.credential_id,
            credential_ext_id: signature.credential_ext_id.clone(),
            mssp: signature.mssp.clone(),
            msisdn: signature.msisdn.clone(),
            number: signature.number.clone(),
            text: signature.text.clone(),
            document: signature.document.clone(),
            language: signature.language.clone(),
            code: signature.code.clone(),
            receipt_text: signature.receipt_text.clone(),
            time_limit_s: signature.time_limit_s,
            limit_at: signature.limit_at,
            caller: signature.caller.clone(),
            request_id: signature.request_id.clone(),
            created: signature.created,
            state: signature.state,
            ap_trans_id: signature.ap_trans_id.clone(),
            attempts: signature.attempts,
            mssp_trans_id: signature.mssp_trans_id.clone(),
            profile: signature.profile.clone(),
            modified: signature.modified,
            settled: settled.map(|settled| settled.at),
            outcome: settled.map(|settled| settled.outcome),
            provider_status: settled.and_then(|settled| settled.provider_status).map(i64::from),
            detail: settled.map(|settled| settled.detail.clone()),
            receipt: signature.receipt.clone(),
        }
    }

    /// The signature of the user with this external id.
    fn signature(self, user_ext_id: &ExtId, answer: Option<String>) -> Signature {
        let settled = self.settled.zip(self.outcome).map(|(at, outcome)| Settled {
            at,
            outcome,
            provider_status: self.provider_status.and_then(|code| u16::try_from(code).ok()),
            answer,
            detail: self.detail.unwrap_or_default(),
        });
        Signature {
            id: self.id,
            client_id: self.client_id,
            user_id: self.owner_id,
            user_ext_id: user_ext_id.clone(),
            credential_id: self.credential_id,
            credential_ext_id: self.credential_ext_id,
            state: self.state,
            mssp: self.mssp,
            ap_trans_id: self.ap_trans_id,
            attempts: self.attempts,
            mssp_trans_id: self.mssp_trans_id,
            msisdn: self.msisdn,
            number: self.number,
            text: self.text,
            document: self.document,
            language: self.language,
            profile: self.profile,
            code: self.code,
            receipt_text: self.receipt_text,
            time_limit_s: self.time_limit_s,
            limit_at: self.limit_at,
            caller: self.caller,
            request_id: self.request_id,
            created: self.created,
            modified: self.modified,
            settled,
            receipt: self.receipt,
        }
    }
}

/// `{s}, s.answer`: a signature with its signature object; `None` where an outer join found none.
pub(super) fn take(cells: &mut Cells<'_>, user_ext_id: &ExtId) -> Result<Option<Signature>, StoreError> {
    let row = SignatureRow::take_joined(cells)?;
    let answer = column::take(cells)?;
    Ok(row.map(|row| row.signature(user_ext_id, answer)))
}

/// `{s}`: a signature without its signature object; `None` where an outer join found none.
pub(crate) fn take_short_joined(cells: &mut Cells<'_>, user_ext_id: &ExtId) -> Result<Option<Signature>, StoreError> {
    Ok(SignatureRow::take_joined(cells)?.map(|row| row.signature(user_ext_id, None)))
}

/// `{s}`: a signature without its signature object.
pub(super) fn take_short(cells: &mut Cells<'_>, user_ext_id: &ExtId) -> Result<Signature, StoreError> {
    Ok(SignatureRow::take(cells)?.signature(user_ext_id, None))
}
