//! Signatures that were asked for.

use sigill_domain::client::ClientRef;
use sigill_domain::ext_id::ExtId;
use sigill_domain::list::{HistoryQuery, Listed, Position};
use sigill_domain::policy::{MobileSignatureRules, Parameters, Policy};
use sigill_domain::right::{LooksAtSigning, SignatureRequest, SignatureView, System};
use sigill_domain::rooms::Place;
use sigill_domain::signing::{Asking, Held, Lately, Signable, Signature, Unequipped};
use sigill_domain::time::Timestamp;
use sigill_domain::user::{UserRef, Validity};
use uuid::Uuid;

use super::asked;
use super::row::{self, SignatureRow};
use crate::column;
use crate::credential::row::CredentialRow;
use crate::error::StoreError;
use crate::permit::{Everywhere, Noun, Permit, Placeless, Scope, Sought, Within};
use crate::row::Row;
use crate::sought::wanted;
use crate::sql::{Sql, sql};
use crate::value::Cells;
use crate::{client, credential};

/// The credential with what is open.
pub(crate) const SIGNABLE: Sql = sql! { "
    SELECT {c}, c.rules_rev, cp.parameters,
           {u}, u.valid_from, u.valid_to, o.rev,
           (SELECT s.id FROM signature s WHERE s.pending_key = k.id),
           {k}, kp.ext_id, kp.parameters
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

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[SIGNABLE, ONE, LISTED_CREDENTIAL, SIGNATURES, HELD];

/// A UUID in a path; what is none is looked for as the one that nothing has.
fn id(text: &str) -> Uuid {
    Uuid::try_parse(text).unwrap_or_default()
}

async fn one<R>(permit: &Permit<R>, user: &str, wish: &str) -> Result<Sought<R, Option<Signature>>, StoreError> {
    let values = vec![wanted(user).into(), id(wish).into(), permit.client().as_str().into()];
    permit
        .seek((ONE, values), Noun::User, |cells: &mut Cells<'_>| {
            let client = ClientRef::take(cells)?;
            let Some(user) = cells.take::<Option<Uuid>>()? else { return Ok((client, None)) };
            let place = Place::of_user(&client, user);
            let user_ext_id = ExtId::from_stored(cells.take()?);
            Ok((client, Some((place, row::take(cells, &user_ext_id)?))))
        })
        .await
}

/// By its internal id.
async fn held<R, S: Scope>(permit: &Permit<R, S>, id: Uuid) -> Result<Option<Within<R, Held>>, StoreError> {
    let sought = permit
        .seek_client((HELD, vec![id.into()]), |cells: &mut Cells<'_>| {
            let client = ClientRef::take(cells)?;
            let user = UserRef::take(cells)?;
            let place = Place::of_user(&client, user.id);
            let user_validity = Validity::take(cells)?;
            let rev = cells.take()?;
            let credential = credential::row::take(cells, &user.ext_id)?;
            let governing = Policy::take_joined(cells)?;
            let signature = row::take(cells, &user.ext_id)?;
            let both = credential.zip(signature);
            let held = both.map(|(credential, signature)| Held {
                client,
                user,
                user_validity,
                rev,
                credential,
                governing,
                signature,
            });
            Ok((place, held))
        })
        .await?;
    Ok(match sought {
        Sought::There(held) => held.transpose(),
        Sought::Missing(_) | Sought::Outside(_) => None,
    })
}

impl<R: LooksAtSigning> Permit<R> {
    /// What a decision on asking for a signature needs; [`Unequipped`] where the user has no mobile signature.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn signable(&self, user: &str) -> Result<Sought<R, Result<Signable, Unequipped>>, StoreError> {
        let values = vec![wanted(user).into(), self.client().as_str().into()];
        let mut sought = self
            .seek((SIGNABLE, values), Noun::User, |cells: &mut Cells<'_>| {
                let client = ClientRef::take(cells)?;
                let client_rules = client::row::rules(cells)?;
                let Some(user) = UserRef::take_joined(cells)? else { return Ok((client, None)) };
                let place = Place::of_user(&client, user.id);
                let user_validity = Validity::take(cells)?;
                let rev = cells.take()?;
                let open = cells.take()?;
                let credential = credential::row::take(cells, &user.ext_id)?;
                let parameters: Option<Parameters> = column::take(cells)?;
                let Some(credential) = credential else {
                    return Ok((client.clone(), Some((place, Err(Unequipped { client, user })))));
                };
                let found = Signable {
                    client: client.clone(),
                    client_rules,
                    rules: MobileSignatureRules::read(&parameters.unwrap_or_default()),
                    user,
                    user_validity,
                    rev,
                    credential,
                    open,
                    lately: Lately::default(),
                };
                Ok((client, Some((place, Ok(found)))))
            })
            .await?;
        if let Sought::There(there) = &mut sought
            && let Ok(signable) = &mut **there
        {
            let store = self.beyond_rooms(Placeless::Numbers);
            signable.lately = asked::lately(store, &signable.number(), Asking::Signature).await?;
        }
        Ok(sought)
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
    ) -> Result<Sought<SignatureRequest, Option<Held>>, StoreError> {
        let found = match one(self, user, signature).await?.or_gone() {
            Ok(found) => found,
            Err(gone) => return Ok(gone.into()),
        };
        let held = match &*found {
            Some(signature) => held(self, signature.id).await?,
            None => None,
        };
        Ok(Sought::There(match held {
            Some(held) => held.map(Some),
            None => found.map(|_| None),
        }))
    }
}

impl Permit<SignatureView> {
    /// A signature of a user; `None` where there is none such.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn signature(
        &self,
        user: &str,
        signature: &str,
    ) -> Result<Sought<SignatureView, Option<Signature>>, StoreError> {
        one(self, user, signature).await
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
    ) -> Result<Sought<SignatureView, Option<Listed<Signature>>>, StoreError> {
        let values = vec![wanted(user).into(), self.client().as_str().into()];
        let sought = self
            .seek((LISTED_CREDENTIAL, values), Noun::User, |cells: &mut Cells<'_>| {
                let client = ClientRef::take(cells)?;
                let Some(user) = cells.take::<Option<Uuid>>()? else { return Ok((client, None)) };
                let place = Place::of_user(&client, user);
                let user_ext_id = ExtId::from_stored(cells.take()?);
                let credential = cells.take::<Option<Uuid>>()?;
                Ok((client, Some((place, (user_ext_id, credential)))))
            })
            .await?;
        let user = match sought.or_gone() {
            Ok(user) => user,
            Err(gone) => return Ok(gone.into()),
        };
        let (user_ext_id, credential) = &*user;
        let Some(credential) = *credential else { return Ok(Sought::There(user.map(|_| None))) };
        let user_ext_id = user_ext_id.clone();
        let end = Position { at: Timestamp::from_micros(i64::MAX), id: Uuid::max() };
        let Position { at, id } = query.after.unwrap_or(end);
        let reach = i64::from(query.limit) + 1;
        let values = vec![credential.into(), user.client_id().into(), at.micros().into(), id.into(), reach.into()];
        let read = move |cells: &mut Cells<'_>| row::take_short(cells, &user_ext_id);
        let found = user.store().rows(SIGNATURES, values, read).await?;
        let token = |last: &Signature| Position { at: last.created, id: last.id }.to_string();
        let listed = Listed::cut(found, query.limit, token);
        Ok(Sought::There(user.map(|_| Some(listed))))
    }
}

impl Permit<System, Everywhere> {
    /// A signature with what a decision about it needs; `None` where it is gone.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn held_signature(&self, id: Uuid) -> Result<Option<Within<System, Held>>, StoreError> {
        held(self, id).await
    }
}
