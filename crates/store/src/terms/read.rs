//! Terms.

use std::collections::BTreeMap;

use sigill_domain::application::ApplicationRef;
use sigill_domain::ext_id::ExtId;
use sigill_domain::list::{Listed, Page, Token};
use sigill_domain::right::{TermsCreate, TermsModify, TermsView};
use sigill_domain::rooms::Room;
use sigill_domain::terms::{AllTerms, AssignableTerms, HeldTerms, Terms};
use uuid::Uuid;

use super::row::TermsRow;
use crate::engine::Store;
use crate::error::StoreError;
use crate::list::{begin, reach};
use crate::permit::{Everywhere, Permit, Placeless, Rooms};
use crate::row::Row;
use crate::sought::{named, wanted, wanted_optional};
use crate::sql::{Sql, sql};
use crate::value::Cells;

const NEW: Sql = Sql("
    SELECT register.rev,
           EXISTS (SELECT 1 FROM terms WHERE ext_id = $1),
           EXISTS (SELECT 1 FROM terms WHERE name = $2),
           (SELECT count(*) FROM terms)
    FROM register");

/// Other terms with the wanted name: `$1` may be `NULL`, which is nobody's.
const HELD: Sql = sql! { "
    SELECT register.rev, EXISTS (SELECT 1 FROM terms x WHERE x.name = $1 AND x.id <> t.id),
           {t}
    FROM register CROSS JOIN terms t WHERE t.ext_id = $2", t: TermsRow };

const ONE: Sql = sql! { "
    SELECT {t}
    FROM terms t WHERE t.ext_id = $1", t: TermsRow };

/// They are a thousand at most.
const LIST: Sql = sql! { "
    SELECT {t}
    FROM terms t
    WHERE t.created / 1000 >= $1 AND (t.created / 1000, t.ext_id) > ($1, $2)
    ORDER BY t.created / 1000, t.ext_id LIMIT $3", t: TermsRow };

const COUNT: Sql = Sql("SELECT count(*) FROM terms t");

/// Which applications all terms are for: the terms are few, and each is for a few.
const APPLICATIONS: Sql = Sql("
    SELECT ta.terms_id, a.id, a.ext_id
    FROM terms_application ta JOIN application a ON a.id = ta.application_id AND a.state = 'active'
    ORDER BY a.ext_id");

const APPLICATIONS_OF: Sql = Sql("
    SELECT ta.terms_id, a.id, a.ext_id
    FROM terms_application ta JOIN application a ON a.id = ta.application_id AND a.state = 'active'
    WHERE ta.terms_id = $1
    ORDER BY a.ext_id");

const ASSIGNABLE: Sql = sql! { "
    SELECT register.rev, {t},
           (SELECT ta.id FROM terms_application ta WHERE ta.terms_id = t.id AND ta.application_id = a.id),
           {a}
    FROM register
    CROSS JOIN terms t
    LEFT JOIN application a ON a.ext_id = $1 AND a.state = 'active'
    WHERE t.ext_id = $2", t: TermsRow, a: ApplicationRef };

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[NEW, HELD, ONE, LIST, COUNT, APPLICATIONS, APPLICATIONS_OF, ASSIGNABLE];

/// The applications of terms that are in a room, by the terms.
pub(super) async fn applications(
    store: &Store,
    of: Option<Uuid>,
    room: &Room<Uuid>,
) -> Result<BTreeMap<Uuid, Vec<ExtId>>, StoreError> {
    let (sql, values) = match of {
        Some(terms) => (APPLICATIONS_OF, vec![terms.into()]),
        None => (APPLICATIONS, vec![]),
    };
    let read = |cells: &mut Cells<'_>| Ok((cells.take::<Uuid>()?, cells.take::<Uuid>()?, cells.take::<String>()?));
    let mut all: BTreeMap<Uuid, Vec<ExtId>> = BTreeMap::new();
    for (terms, id, application) in store.rows(sql, values, read).await? {
        if !room.has(&id) {
            continue;
        }
        all.entry(terms).or_default().push(ExtId::from_stored(application));
    }
    Ok(all)
}

/// Terms with their applications.
async fn whole(store: &Store, row: TermsRow, room: &Room<Uuid>) -> Result<Terms, StoreError> {
    let applications = applications(store, Some(row.id), room).await?.remove(&row.id).unwrap_or_default();
    Ok(row.terms(applications))
}

impl Permit<TermsCreate, Everywhere> {
    /// What a decision on new terms needs.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn terms_for(&self, ext_id: Option<&str>, name: Option<&str>) -> Result<AllTerms, StoreError> {
        let values = vec![wanted_optional(ext_id).into(), named(name).into()];
        let found = self.store().row(NEW, values, |cells| {
            Ok(AllTerms {
                rev: cells.take()?,
                ext_id_taken: cells.take()?,
                name_taken: cells.take()?,
                count: cells.take()?,
            })
        });
        found.await?.ok_or_else(|| StoreError::Failed("the register has no row".to_owned()))
    }
}

impl Permit<TermsModify, Everywhere> {
    /// Terms, with what a decision on them needs.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn held_terms(&self, ext_id: &str, name: Option<&str>) -> Result<Option<HeldTerms>, StoreError> {
        let values = vec![named(name).into(), wanted(ext_id).into()];
        let read = |cells: &mut Cells<'_>| Ok((cells.take()?, cells.take()?, TermsRow::take(cells)?));
        let Some((rev, name_taken, row)) = self.store().row(HELD, values, read).await? else { return Ok(None) };
        Ok(Some(HeldTerms { rev, name_taken, terms: whole(self.store(), row, &Room::Global).await? }))
    }

    /// Terms and an application, which may not be there.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn assignable_terms(
        &self,
        ext_id: &str,
        application: &str,
    ) -> Result<Option<AssignableTerms>, StoreError> {
        let values = vec![wanted(application).into(), wanted(ext_id).into()];
        let read = |cells: &mut Cells<'_>| {
            let (rev, row) = (cells.take()?, TermsRow::take(cells)?);
            Ok((rev, row, cells.take()?, ApplicationRef::take_joined(cells)?))
        };
        let found = self.store().row(ASSIGNABLE, values, read).await?;
        let Some((rev, row, assigned, application)) = found else { return Ok(None) };
        Ok(Some(AssignableTerms { terms: whole(self.store(), row, &Room::Global).await?, application, rev, assigned }))
    }
}

impl Permit<TermsView, Rooms> {
    /// Terms. They are the same for every client.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn terms(&self, ext_id: &str) -> Result<Option<Terms>, StoreError> {
        let store = self.beyond_rooms(Placeless::Terms);
        match store.row(ONE, vec![wanted(ext_id).into()], TermsRow::take).await? {
            Some(row) => whole(store, row, &self.scope.applications_of(None)).await.map(Some),
            None => Ok(None),
        }
    }

    /// A page of the terms. They are the same for every client.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn all_terms(&self, page: &Page) -> Result<Listed<Terms>, StoreError> {
        let (created_ms, ext_id) = begin(page);
        let store = self.beyond_rooms(Placeless::Terms);
        let rows = store.rows(LIST, vec![created_ms.into(), ext_id.into(), reach(page).into()], TermsRow::take).await?;
        let mut applications = applications(store, None, &self.scope.applications_of(None)).await?;
        let terms = rows.into_iter().map(|row| {
            let applications = applications.remove(&row.id).unwrap_or_default();
            row.terms(applications)
        });
        let mut listed =
            Listed::cut(terms.collect(), page.limit, |last: &Terms| Token::of(last.created, &last.ext_id).to_string());
        if page.with_total {
            listed.total = store.row(COUNT, vec![], |cells| cells.take()).await?;
        }
        Ok(listed)
    }
}
