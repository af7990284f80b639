//! Who has accepted which terms.

use sigill_domain::client::ClientRef;
use sigill_domain::list::{Listed, Page, Token};
use sigill_domain::right::{ConsentCreate, ConsentView};
use sigill_domain::rooms::Place;
use sigill_domain::rooms::Room;
use sigill_domain::terms::{Agreeable, Consent, Terms};
use sigill_domain::user::UserRef;

use super::read::applications;
use super::row::{ConsentRow, TermsRow};
use crate::column;
use crate::error::StoreError;
use crate::list::{begin, reach};
use crate::permit::{Noun, Permit, Sought, Within};
use crate::row::Row;
use crate::sought::{wanted, wanted_optional};
use crate::sql::{Sql, sql};
use crate::value::Cells;

const AGREEABLE: Sql = sql! { "
    SELECT {c}, {u}, o.rev, (SELECT count(*) FROM consent k WHERE k.user_id = u.id),
           EXISTS (
               SELECT 1 FROM consent k
               WHERE k.user_id = u.id AND k.terms_id = t.id AND k.terms_version = t.terms_version),
           {t}
    FROM client c
    LEFT JOIN users u ON u.client_id = c.id AND u.ext_id = $1
    LEFT JOIN owner o ON o.id = u.id
    LEFT JOIN terms t ON t.ext_id = $2
    WHERE c.ext_id = $3 AND c.state = 'active'", c: ClientRef, u: UserRef, t: TermsRow };

const USER: Sql = sql! { "
    SELECT {c}, {u}
    FROM client c LEFT JOIN users u ON u.client_id = c.id AND u.ext_id = $1
    WHERE c.ext_id = $2 AND c.state = 'active'", c: ClientRef, u: UserRef };

/// A user has a thousand at most.
const OF_USER: Sql = sql! { "
    SELECT {k}, t.ext_id
    FROM consent k JOIN terms t ON t.id = k.terms_id
    WHERE k.user_id = $1
    ORDER BY k.accepted, k.id", k: ConsentRow };

/// Active terms whose version of now the user hasn't accepted, and that are for everything, or for an application that
/// the client has.
const PENDING: Sql = sql! { "
    SELECT {t}
    FROM terms t
    WHERE t.is_active AND t.created / 1000 >= $1 AND (t.created / 1000, t.ext_id) > ($1, $2)
      AND NOT EXISTS (
          SELECT 1 FROM consent k WHERE k.user_id = $3 AND k.terms_id = t.id AND k.terms_version = t.terms_version)
      AND (NOT EXISTS (SELECT 1 FROM terms_application ta WHERE ta.terms_id = t.id)
          OR EXISTS (
              SELECT 1 FROM terms_application ta
              JOIN application a ON a.id = ta.application_id AND a.state = 'active'
              WHERE ta.terms_id = t.id AND (a.ext_id = 'nevisIdm' OR EXISTS (
                  SELECT 1 FROM application_client ac WHERE ac.application_id = a.id AND ac.client_id = $4))))
    ORDER BY t.created / 1000, t.ext_id LIMIT $5", t: TermsRow };

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[AGREEABLE, USER, OF_USER, PENDING];

impl Permit<ConsentCreate> {
    /// A user and terms, which may not be there, with what must be known for the one to accept the others.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn agreeable(
        &self,
        user: &str,
        terms: Option<&str>,
    ) -> Result<Sought<ConsentCreate, Agreeable>, StoreError> {
        let values = vec![wanted(user).into(), wanted_optional(terms).into(), self.client().as_str().into()];
        self.seek((AGREEABLE, values), Noun::User, |cells| {
            let client = ClientRef::take(cells)?;
            let Some(user) = UserRef::take_joined(cells)? else { return Ok((client, None)) };
            let (rev, count, has_accepted) = (cells.take()?, cells.take()?, cells.take()?);
            let terms = TermsRow::take_joined(cells)?.map(|row| row.terms(Vec::new()));
            let place = Place::of_user(&client, user.id);
            Ok((client.clone(), Some((place, Agreeable { client, user, rev, terms, has_accepted, count }))))
        })
        .await
    }
}

impl Permit<ConsentView> {
    /// A user, for what it has accepted.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn who_accepts(&self, user: &str) -> Result<Sought<ConsentView, UserRef>, StoreError> {
        let values = vec![wanted(user).into(), self.client().as_str().into()];
        self.seek((USER, values), Noun::User, |cells| {
            let client = ClientRef::take(cells)?;
            let Some(user) = UserRef::take_joined(cells)? else { return Ok((client, None)) };
            let place = Place::of_user(&client, user.id);
            Ok((client, Some((place, user))))
        })
        .await
    }
}

impl Within<ConsentView, UserRef> {
    /// What the user has accepted, the oldest first.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn consents(&self) -> Result<Vec<Consent>, StoreError> {
        let read = |cells: &mut Cells<'_>| {
            let row = ConsentRow::take(cells)?;
            Ok(row.consent(column::take(cells)?))
        };
        self.store().rows(OF_USER, vec![self.id.into()], read).await
    }

    /// A page of the terms that the user has yet to accept.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn pending_terms(&self, page: &Page) -> Result<Listed<Terms>, StoreError> {
        let (created_ms, ext_id) = begin(page);
        let values =
            vec![created_ms.into(), ext_id.into(), self.id.into(), self.client_id().into(), reach(page).into()];
        let rows = self.store().rows(PENDING, values, TermsRow::take).await?;
        let mut applications = applications(self.store(), None, &Room::Global).await?;
        let terms = rows.into_iter().map(|row| {
            let applications = applications.remove(&row.id).unwrap_or_default();
            row.terms(applications)
        });
        let token = |last: &Terms| Token::of(last.created, &last.ext_id).to_string();
        Ok(Listed::cut(terms.collect(), page.limit, token))
    }
}
