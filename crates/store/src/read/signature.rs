//! Signatures that were asked for.

use std::marker::PhantomData;

use sigill_domain::credential::{Credential, MobileSignature};
use sigill_domain::ext_id::ExtId;
use sigill_domain::list::{HistoryQuery, Listed, Position};
use sigill_domain::msisdn::Msisdn;
use sigill_domain::policy::{MobileSignatureRules, Parameters};
use sigill_domain::right::{LooksAtSigning, SignatureRequest, SignatureView, System};
use sigill_domain::signing::{Asking, Held, Lately, Outcome, Settled, Signable, Signature, State, Unequipped};
use sigill_domain::time::Timestamp;
use sigill_domain::user::UserRef;
use uuid::Uuid;

use super::policy::sought;
use super::{Sought, asked, columns, wanted};
use crate::engine::Store;
use crate::error::StoreError;
use crate::permit::{Everywhere, Permit};
use crate::sql::Sql;
use crate::value::Cells;

/// The credential with what is open.
pub(crate) const SIGNABLE: Sql = Sql("
    SELECT c.id, c.ext_id, c.name, c.rules_rev, cp.parameters,
           u.id, u.ext_id, u.state, u.valid_from, u.valid_to, o.rev,
           (SELECT s.id FROM signature s WHERE s.pending_key = k.id),
           k.id, k.client_id, k.owner_id, k.ext_id, k.policy_id, kp.ext_id, k.state, k.reason, k.reason_detail,
           k.comment, k.valid_from, k.valid_to, k.success_count, k.success_last, k.failure_count, k.failure_last,
           k.lock_until, k.version, k.created, k.modified, k.detail
    FROM client c
    LEFT JOIN policy cp ON cp.client_id = c.id AND cp.kind = 'ClientPolicy' AND cp.is_default
    LEFT JOIN users u ON u.client_id = c.id AND u.ext_id = $1
    LEFT JOIN owner o ON o.id = u.id
    LEFT JOIN credential k ON k.owner_id = u.id AND k.kind = 16
    LEFT JOIN policy kp ON kp.id = k.policy_id
    WHERE c.ext_id = $2 AND c.state = 'active'
    LIMIT 1");

/// One signature of a user.
pub(crate) const ONE: Sql = Sql("
    SELECT c.id, c.ext_id, c.name, u.id, u.ext_id,
           s.id, s.client_id, s.owner_id, s.credential_id, s.credential_ext_id, s.state, s.mssp, s.ap_trans_id,
           s.attempts, s.mssp_trans_id, s.msisdn, s.number, s.text, s.language, s.profile, s.code, s.receipt_text,
           s.time_limit_s, s.limit_at, s.caller, s.request_id, s.created, s.modified, s.settled, s.outcome,
           s.provider_status, s.detail, s.receipt, s.answer
    FROM client c
    LEFT JOIN users u ON u.client_id = c.id AND u.ext_id = $1
    LEFT JOIN signature s ON s.id = $2 AND s.owner_id = u.id AND s.client_id = c.id
    WHERE c.ext_id = $3 AND c.state = 'active'
    LIMIT 1");

/// Whose signatures are listed.
const LISTED_CREDENTIAL: Sql = Sql("
    SELECT c.id, c.ext_id, c.name, u.id, u.ext_id, k.id
    FROM client c
    LEFT JOIN users u ON u.client_id = c.id AND u.ext_id = $1
    LEFT JOIN credential k ON k.owner_id = u.id AND k.kind = 16
    WHERE c.ext_id = $2 AND c.state = 'active'
    LIMIT 1");

/// Without the signature objects, of which a page could hold too much.
pub(crate) const SIGNATURES: Sql = Sql("
    SELECT s.id, s.client_id, s.owner_id, s.credential_id, s.credential_ext_id, s.state, s.mssp, s.ap_trans_id,
           s.attempts, s.mssp_trans_id, s.msisdn, s.number, s.text, s.language, s.profile, s.code, s.receipt_text,
           s.time_limit_s, s.limit_at, s.caller, s.request_id, s.created, s.modified, s.settled, s.outcome,
           s.provider_status, s.detail, s.receipt, CAST(NULL AS TEXT)
    FROM signature s
    WHERE s.credential_id = $1 AND s.client_id = $2 AND (s.created, s.id) < ($3, $4)
    ORDER BY s.created DESC, s.id DESC LIMIT $5");

/// A signature with its credential, by its internal id.
pub(crate) const HELD: Sql = Sql("
    SELECT c.id, c.ext_id, c.name, u.id, u.ext_id, u.state, u.valid_from, u.valid_to, o.rev,
           k.id, k.client_id, k.owner_id, k.ext_id, k.policy_id, kp.ext_id, k.state, k.reason, k.reason_detail,
           k.comment, k.valid_from, k.valid_to, k.success_count, k.success_last, k.failure_count, k.failure_last,
           k.lock_until, k.version, k.created, k.modified, k.detail,
           kp.id, kp.client_id, kp.ext_id, kp.kind, kp.name, kp.description, kp.is_default, kp.parameters, kp.version,
           kp.created, kp.modified,
           s.id, s.client_id, s.owner_id, s.credential_id, s.credential_ext_id, s.state, s.mssp, s.ap_trans_id,
           s.attempts, s.mssp_trans_id, s.msisdn, s.number, s.text, s.language, s.profile, s.code, s.receipt_text,
           s.time_limit_s, s.limit_at, s.caller, s.request_id, s.created, s.modified, s.settled, s.outcome,
           s.provider_status, s.detail, s.receipt, s.answer
    FROM signature s
    JOIN client c ON c.id = s.client_id AND c.state = 'active'
    JOIN users u ON u.id = s.owner_id
    JOIN owner o ON o.id = u.id
    JOIN credential k ON k.id = s.credential_id
    LEFT JOIN policy kp ON kp.id = k.policy_id
    WHERE s.id = $1");

/// The parameters of the policy that governs a credential.
const GOVERNING: Sql = Sql("SELECT p.parameters FROM policy p WHERE p.id = $1 AND p.client_id = $2");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[SIGNABLE, ONE, LISTED_CREDENTIAL, SIGNATURES, HELD, GOVERNING];

fn time(cells: &mut Cells<'_>) -> Result<Timestamp, StoreError> {
    cells.take().map(Timestamp::from_micros)
}

/// The columns of a signature; `None` where an outer join found none.
fn signature(cells: &mut Cells<'_>, user_ext_id: &ExtId) -> Result<Option<Signature>, StoreError> {
    let corrupt = |what, why: String| StoreError::Corrupt { what, why };
    let Some(id) = cells.take::<Option<Uuid>>()? else { return Ok(None) };
    let mut signature = Signature {
        id,
        client_id: cells.take()?,
        user_id: cells.take()?,
        user_ext_id: user_ext_id.clone(),
        credential_id: cells.take()?,
        credential_ext_id: ExtId::from_stored(cells.take()?),
        state: {
            let state: String = cells.take()?;
            State::from_name(&state).ok_or_else(|| corrupt("a signature's state", state))?
        },
        mssp: cells.take()?,
        ap_trans_id: cells.take()?,
        attempts: cells.take()?,
        mssp_trans_id: cells.take()?,
        msisdn: {
            let number: String = cells.take()?;
            Msisdn::parse("msisdn", Some(&number)).map_err(|breach| corrupt("a signature's number", breach.message))?
        },
        number: cells.take::<Option<String>>()?.unwrap_or_default(),
        text: cells.take()?,
        language: cells.take()?,
        profile: cells.take()?,
        code: cells.take()?,
        receipt_text: cells.take()?,
        time_limit_s: cells.take()?,
        limit_at: time(cells)?,
        caller: cells.take()?,
        request_id: cells.take()?,
        created: time(cells)?,
        modified: time(cells)?,
        settled: None,
        receipt: None,
    };
    if signature.number.is_empty() {
        // It was asked for by an older version.
        signature.number = signature.msisdn.dialled(None);
    }
    let at = cells.take::<Option<i64>>()?.map(Timestamp::from_micros);
    let outcome: Option<String> = cells.take()?;
    let provider_status = cells.take::<Option<i64>>()?.and_then(|code| u16::try_from(code).ok());
    let detail: Option<String> = cells.take()?;
    signature.receipt = cells.take()?;
    let answer = cells.take()?;
    if let (Some(at), Some(outcome)) = (at, outcome) {
        let outcome = Outcome::from_name(&outcome).ok_or_else(|| corrupt("a signature's outcome", outcome))?;
        let detail = detail.map(|text| columns::json("a signature's detail", &text)).transpose()?.unwrap_or_default();
        signature.settled = Some(Settled { at, outcome, provider_status, answer, detail });
    }
    Ok(Some(signature))
}

/// A UUID in a path; what is none is looked for as the one that nothing has.
fn id(text: &str) -> Uuid {
    Uuid::try_parse(text).unwrap_or_default()
}

async fn one(store: &Store, client: &str, user: &str, wish: &str) -> Result<Sought<Option<Signature>>, StoreError> {
    let values = vec![wanted(user).into(), id(wish).into(), client.into()];
    let row = store
        .row(ONE, values, |cells: &mut Cells<'_>| {
            let client = columns::client_ref(cells)?;
            if cells.take::<Option<Uuid>>()?.is_none() {
                return Ok((client, None));
            }
            let user_ext_id = ExtId::from_stored(cells.take()?);
            Ok((client, Some(signature(cells, &user_ext_id)?)))
        })
        .await?;
    Ok(row.map_or(Sought::NoClient, |(client, found)| sought(client, found)))
}

async fn held<R: 'static>(store: &Store, id: Uuid) -> Result<Option<Held<R>>, StoreError> {
    let row = store
        .row(HELD, vec![id.into()], |cells: &mut Cells<'_>| {
            let client = columns::client_ref(cells)?;
            let user = UserRef {
                id: cells.take()?,
                ext_id: ExtId::from_stored(cells.take()?),
                state: columns::user_state(cells)?,
            };
            let user_validity = columns::user_validity(cells)?;
            let rev = cells.take()?;
            let credential = columns::credential(cells, &user.ext_id)?;
            let governing = columns::policy(cells)?;
            let signature = signature(cells, &user.ext_id)?;
            let (Some(credential), Some(signature)) = (credential, signature) else { return Ok(None) };
            Ok(Some(Held { client, user, user_validity, rev, credential, governing, signature, right: PhantomData }))
        })
        .await?;
    Ok(row.flatten())
}

impl<R: LooksAtSigning + 'static> Permit<R> {
    /// What a decision on asking for a signature needs; [`Unequipped`] where the user has no mobile signature.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn signable(&self, user: &str) -> Result<Sought<Result<Signable<R>, Unequipped>>, StoreError> {
        let values = vec![wanted(user).into(), self.client().as_str().into()];
        let row = self
            .store()
            .row(SIGNABLE, values, |cells: &mut Cells<'_>| {
                let client = columns::client_ref(cells)?;
                let client_rules = columns::client_rules(cells)?;
                let Some(id) = cells.take::<Option<Uuid>>()? else { return Ok((client, None)) };
                let user =
                    UserRef { id, ext_id: ExtId::from_stored(cells.take()?), state: columns::user_state(cells)? };
                let user_validity = columns::user_validity(cells)?;
                let rev = cells.take()?;
                let open = cells.take()?;
                let Some(credential) = columns::credential(cells, &user.ext_id)? else {
                    return Ok((client.clone(), Some(Err(Unequipped { client, user }))));
                };
                let found = Signable {
                    client: client.clone(),
                    client_rules,
                    user,
                    user_validity,
                    rev,
                    credential,
                    open,
                    lately: Lately::default(),
                    right: PhantomData,
                };
                Ok((client, Some(Ok(found))))
            })
            .await?;
        let mut found = row.map_or(Sought::NoClient, |(client, found)| sought(client, found));
        if let Sought::Found(Ok(signable)) = &mut found {
            signable.lately = asked::lately(self.store(), &signable.number(), Asking::Signature).await?;
        }
        Ok(found)
    }
}

impl Permit<SignatureRequest> {
    /// A signature of a user with what a decision about it needs; `None` where there is none such.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn held_signature(
        &self,
        user: &str,
        signature: &str,
    ) -> Result<Sought<Option<Held<SignatureRequest>>>, StoreError> {
        Ok(match one(self.store(), self.client().as_str(), user, signature).await? {
            Sought::NoClient => Sought::NoClient,
            Sought::NoUser { client_name } => Sought::NoUser { client_name },
            Sought::Found(None) => Sought::Found(None),
            Sought::Found(Some(found)) => Sought::Found(held(self.store(), found.id).await?),
        })
    }
}

impl Permit<SignatureView> {
    /// The rules that govern a mobile signature: those of its policy, or the defaults where it has none.
    ///
    /// # Errors
    /// The database can't be asked, or the policy can't be read.
    pub async fn rules_of(&self, credential: &Credential<MobileSignature>) -> Result<MobileSignatureRules, StoreError> {
        let mut parameters = Parameters::new();
        if let Some(policy) = &credential.policy {
            let values = vec![policy.id.into(), credential.client_id.into()];
            let text = self.store().row(GOVERNING, values, |cells| cells.take::<String>()).await?;
            parameters =
                text.map(|text| columns::json("a policy's parameters", &text)).transpose()?.unwrap_or(parameters);
        }
        Ok(MobileSignatureRules::read(&parameters))
    }

    /// A signature of a user; `None` where there is none such.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn signature(&self, user: &str, signature: &str) -> Result<Sought<Option<Signature>>, StoreError> {
        one(self.store(), self.client().as_str(), user, signature).await
    }

    /// A page of the signatures that were asked for with a user's mobile signature, the newest first; `None` where it has
    /// none.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn signatures(
        &self,
        user: &str,
        query: &HistoryQuery,
    ) -> Result<Sought<Option<Listed<Signature>>>, StoreError> {
        let values = vec![wanted(user).into(), self.client().as_str().into()];
        let row = self
            .store()
            .row(LISTED_CREDENTIAL, values, |cells: &mut Cells<'_>| {
                let client = columns::client_ref(cells)?;
                if cells.take::<Option<Uuid>>()?.is_none() {
                    return Ok((client, None));
                }
                let user_ext_id = ExtId::from_stored(cells.take()?);
                let credential = cells.take::<Option<Uuid>>()?;
                Ok((client.clone(), Some((client.id, user_ext_id, credential))))
            })
            .await?;
        let (client, user_ext_id, credential) = match row.map(|(client, found)| sought(client, found)) {
            None | Some(Sought::NoClient) => return Ok(Sought::NoClient),
            Some(Sought::NoUser { client_name }) => return Ok(Sought::NoUser { client_name }),
            Some(Sought::Found(found)) => found,
        };
        let Some(credential) = credential else { return Ok(Sought::Found(None)) };
        let end = Position { at: Timestamp::from_micros(i64::MAX), id: Uuid::max() };
        let Position { at, id } = query.after.unwrap_or(end);
        let reach = i64::from(query.limit) + 1;
        let values = vec![credential.into(), client.into(), at.micros().into(), id.into(), reach.into()];
        let read = move |cells: &mut Cells<'_>| signature(cells, &user_ext_id);
        let found: Vec<Signature> = self.store().rows(SIGNATURES, values, read).await?.into_iter().flatten().collect();
        let token = |last: &Signature| Position { at: last.created, id: last.id }.to_string();
        Ok(Sought::Found(Some(Listed::cut(found, query.limit, token))))
    }
}

impl Permit<System, Everywhere> {
    /// A signature with what a decision about it needs; `None` where it is gone.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn held_signature(&self, id: Uuid) -> Result<Option<Held<System>>, StoreError> {
        held(self.store(), id).await
    }
}
