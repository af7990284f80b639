//! Signatures that were asked for.

use std::marker::PhantomData;

use sigill_domain::client::ClientRef;
use sigill_domain::credential::{Credential, MobileSignature};
use sigill_domain::ext_id::ExtId;
use sigill_domain::list::{HistoryQuery, Listed, Position};
use sigill_domain::policy::{MobileSignatureRules, Parameters, Policy};
use sigill_domain::right::{LooksAtSigning, SignatureRequest, SignatureView, System};
use sigill_domain::signing::{Asking, Held, Lately, Signable, Signature, Unequipped};
use sigill_domain::time::Timestamp;
use sigill_domain::user::{UserRef, Validity};
use uuid::Uuid;

use super::asked;
use super::row::{self, SignatureRow};
use crate::column;
use crate::credential::row::CredentialRow;
use crate::engine::Store;
use crate::error::StoreError;
use crate::permit::{Everywhere, Permit};
use crate::row::Row;
use crate::sought::{Sought, wanted};
use crate::sql::{Sql, sql};
use crate::value::Cells;
use crate::{client, credential};

/// The credential with what is open.
pub(crate) const SIGNABLE: Sql = sql! { "
    SELECT {c}, c.rules_rev, cp.parameters,
           {u}, u.valid_from, u.valid_to, o.rev,
           (SELECT s.id FROM signature s WHERE s.pending_key = k.id),
           {k}, kp.ext_id
    FROM client c
    LEFT JOIN policy cp ON cp.client_id = c.id AND cp.kind = 'ClientPolicy' AND cp.is_default
    LEFT JOIN users u ON u.client_id = c.id AND u.ext_id = $1
    LEFT JOIN owner o ON o.id = u.id
    LEFT JOIN credential k ON k.owner_id = u.id AND k.kind = 16
    LEFT JOIN policy kp ON kp.id = k.policy_id
    WHERE c.ext_id = $2 AND c.state = 'active'
    LIMIT 1", c: ClientRef, u: UserRef, k: CredentialRow };

/// One signature of a user.
pub(crate) const ONE: Sql = sql! { "
    SELECT {c}, u.id, u.ext_id,
           {s}, s.answer
    FROM client c
    LEFT JOIN users u ON u.client_id = c.id AND u.ext_id = $1
    LEFT JOIN signature s ON s.id = $2 AND s.owner_id = u.id AND s.client_id = c.id
    WHERE c.ext_id = $3 AND c.state = 'active'
    LIMIT 1", c: ClientRef, s: SignatureRow };

/// Whose signatures are listed.
const LISTED_CREDENTIAL: Sql = sql! { "
    SELECT {c}, u.id, u.ext_id, k.id
    FROM client c
    LEFT JOIN users u ON u.client_id = c.id AND u.ext_id = $1
    LEFT JOIN credential k ON k.owner_id = u.id AND k.kind = 16
    WHERE c.ext_id = $2 AND c.state = 'active'
    LIMIT 1", c: ClientRef };

/// Without the signature objects, of which a page could hold too much.
pub(crate) const SIGNATURES: Sql = sql! { "
    SELECT {s}
    FROM signature s
    WHERE s.credential_id = $1 AND s.client_id = $2 AND (s.created, s.id) < ($3, $4)
    ORDER BY s.created DESC, s.id DESC LIMIT $5", s: SignatureRow };

/// A signature with its credential, by its internal id.
pub(crate) const HELD: Sql = sql! { "
    SELECT {c}, {u}, u.valid_from, u.valid_to, o.rev,
           {k}, kp.ext_id,
           {kp},
           {s}, s.answer
    FROM signature s
    JOIN client c ON c.id = s.client_id AND c.state = 'active'
    JOIN users u ON u.id = s.owner_id
    JOIN owner o ON o.id = u.id
    JOIN credential k ON k.id = s.credential_id
    LEFT JOIN policy kp ON kp.id = k.policy_id
    WHERE s.id = $1", c: ClientRef, u: UserRef, k: CredentialRow, kp: Policy, s: SignatureRow };

/// The parameters of the policy that governs a credential.
const GOVERNING: Sql = Sql("SELECT p.parameters FROM policy p WHERE p.id = $1 AND p.client_id = $2");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[SIGNABLE, ONE, LISTED_CREDENTIAL, SIGNATURES, HELD, GOVERNING];

/// A UUID in a path; what is none is looked for as the one that nothing has.
fn id(text: &str) -> Uuid {
    Uuid::try_parse(text).unwrap_or_default()
}

async fn one(store: &Store, client: &str, user: &str, wish: &str) -> Result<Sought<Option<Signature>>, StoreError> {
    let values = vec![wanted(user).into(), id(wish).into(), client.into()];
    let row = store
        .row(ONE, values, |cells: &mut Cells<'_>| {
            let client = ClientRef::take(cells)?;
            if cells.take::<Option<Uuid>>()?.is_none() {
                return Ok((client, None));
            }
            let user_ext_id = ExtId::from_stored(cells.take()?);
            Ok((client, Some(row::take(cells, &user_ext_id)?)))
        })
        .await?;
    Ok(Sought::of(row))
}

async fn held<R: 'static>(store: &Store, id: Uuid) -> Result<Option<Held<R>>, StoreError> {
    let row = store
        .row(HELD, vec![id.into()], |cells: &mut Cells<'_>| {
            let client = ClientRef::take(cells)?;
            let user = UserRef::take(cells)?;
            let user_validity = Validity::take(cells)?;
            let rev = cells.take()?;
            let credential = credential::row::take(cells, &user.ext_id)?;
            let governing = Policy::take_joined(cells)?;
            let signature = row::take(cells, &user.ext_id)?;
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
                let client = ClientRef::take(cells)?;
                let client_rules = client::row::rules(cells)?;
                let Some(user) = UserRef::take_joined(cells)? else { return Ok((client, None)) };
                let user_validity = Validity::take(cells)?;
                let rev = cells.take()?;
                let open = cells.take()?;
                let Some(credential) = credential::row::take(cells, &user.ext_id)? else {
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
        let mut found = Sought::of(row);
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
        let mut parameters: Option<Parameters> = None;
        if let Some(policy) = &credential.policy {
            let values = vec![policy.id.into(), credential.client_id.into()];
            parameters = self.store().row(GOVERNING, values, column::take).await?;
        }
        Ok(MobileSignatureRules::read(&parameters.unwrap_or_default()))
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
                let client = ClientRef::take(cells)?;
                if cells.take::<Option<Uuid>>()?.is_none() {
                    return Ok((client, None));
                }
                let user_ext_id = ExtId::from_stored(cells.take()?);
                let credential = cells.take::<Option<Uuid>>()?;
                Ok((client.clone(), Some((client.id, user_ext_id, credential))))
            })
            .await?;
        let (client, user_ext_id, credential) = match Sought::of(row) {
            Sought::NoClient => return Ok(Sought::NoClient),
            Sought::NoUser { client_name } => return Ok(Sought::NoUser { client_name }),
            Sought::Found(found) => found,
        };
        let Some(credential) = credential else { return Ok(Sought::Found(None)) };
        let end = Position { at: Timestamp::from_micros(i64::MAX), id: Uuid::max() };
        let Position { at, id } = query.after.unwrap_or(end);
        let reach = i64::from(query.limit) + 1;
        let values = vec![credential.into(), client.into(), at.micros().into(), id.into(), reach.into()];
        let read = move |cells: &mut Cells<'_>| row::take_short(cells, &user_ext_id);
        let found = self.store().rows(SIGNATURES, values, read).await?;
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
