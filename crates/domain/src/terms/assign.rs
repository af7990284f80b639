//! Which applications terms are for.

use uuid::Uuid;

use super::{APPLICATIONS_MAX, Terms};
use crate::application::ApplicationRef;
use crate::breach::Breach;
use crate::change::{Change, Guard, Write};
use crate::event::{Event, EventKind, Happening};
use crate::register::RegisterWrite;
use crate::right::TermsModify;

/// Terms and an application, with what must be known to make the ones be for the other, or not any more.
#[derive(Clone, Debug)]
pub struct AssignableTerms {
    /// The terms.
    pub terms: Terms,
    /// The application; `None`: it isn't there.
    pub application: Option<ApplicationRef>,
    /// The revision of what is the same for all clients, as it was read; what the guard compares.
    pub rev: i64,
    /// The row by which the terms are for it; `None`: they aren't.
    pub assigned: Option<Uuid>,
}

impl AssignableTerms {
    /// Makes the terms be for the application, with the terms as they are then; no change where they are.
    ///
    /// # Errors
    /// They are for too many.
    pub fn assign(
        &self,
        application: &ApplicationRef,
        happening: &Happening,
    ) -> Result<Option<Change<TermsModify>>, Vec<Breach>> {
        if self.assigned.is_some() {
            return Ok(None);
        }
        if self.terms.applications.len() >= APPLICATIONS_MAX {
            return Err(vec![Breach::invalid(format!("the terms are already for {APPLICATIONS_MAX} applications"))]);
        }
        let mut after = self.terms.clone();
        after.applications.push(application.ext_id.clone());
        let write =
            RegisterWrite::AssignTerms { id: happening.id, terms_id: self.terms.id, application_id: application.id };
        Ok(Some(self.change(after, write, happening)))
    }

    /// Makes the terms not be for the application any more; no change where they aren't.
    #[must_use]
    pub fn withdraw(&self, application: &ApplicationRef, happening: &Happening) -> Option<Change<TermsModify>> {
        let id = self.assigned?;
        let mut after = self.terms.clone();
        after.applications.retain(|other| *other != application.ext_id);
        Some(self.change(after, RegisterWrite::WithdrawTerms { id }, happening))
    }

    /// What the terms show has changed, and so their version.
    fn change(&self, mut after: Terms, write: RegisterWrite, happening: &Happening) -> Change<TermsModify> {
        after.version += 1;
        after.modified = happening.at;
        let event = Event::about_all_clients(happening, EventKind::TermsModify, &after.ext_id)
            .before(self.terms.audit())
            .after(after.audit());
        let writes = vec![Write::Register(RegisterWrite::UpdateTerms(after)), Write::Register(write)];
        Change::new(Guard::Register { rev: self.rev }, writes, event)
    }
}
