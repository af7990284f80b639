//! How terms and consents are written.

use sigill_domain::terms::{Consent, Terms};
use uuid::Uuid;

use super::row::{ConsentRow, TermsRow};
use crate::step::Step;

const APPLICATIONS: &str = "terms_application";

pub(crate) fn insert(terms: &Terms) -> Step {
    Step::insert(&TermsRow::of(terms), vec![])
}

pub(crate) fn update(terms: &Terms) -> Step {
    Step::update(terms.id, &TermsRow::of(terms), vec![])
}

/// The terms are for an application.
pub(crate) fn assign(id: Uuid, terms: Uuid, application: Uuid) -> Step {
    let columns = vec![("id", id.into()), ("terms_id", terms.into()), ("application_id", application.into())];
    Step::Insert { table: APPLICATIONS, columns }
}

pub(crate) fn withdraw(id: Uuid) -> Step {
    Step::Delete { table: APPLICATIONS, id }
}

pub(crate) fn consent(consent: &Consent) -> Step {
    Step::insert(&ConsentRow::of(consent), vec![])
}
