//! Archiving a user.

use uuid::Uuid;

use super::belonging::{self, Belonging};
use super::{State, User};
use crate::change::{Change, Guard, Write};
use crate::client::ClientRef;
use crate::erole::EnterpriseWrite;
use crate::event::{Event, EventKind, Happening};
use crate::rejection::Rejection;
use crate::right::{System, UserArchive};
use crate::session;
use crate::standing::{Effect, Ruled, Standing};

/// A user with what goes when it is archived: read under [`UserArchive`].
#[derive(Clone, Debug)]
pub struct Archivable {
    /// The client of the user.
    pub client: ClientRef,
    /// As it was read.
    pub user: User,
    /// The owner's revision as it was read; what the guard compares.
    pub rev: i64,
    /// Its profiles, by internal key; they are archived, too.
    pub profiles: Vec<Uuid>,
    /// The roles of its profiles, by internal key; they are deleted.
    pub authorizations: Vec<Uuid>,
    /// The enterprise roles of its profiles, by internal key; they are taken away.
    pub enterprise_authorizations: Vec<Uuid>,
    /// Its credentials of all types and its dispatch targets; they are deleted.
    pub belongings: Vec<Belonging>,
}

impl Archivable {
    /// Archives the user and its profiles, and deletes its credentials (*Archive user*). `None`
    /// where it is archived already.
    ///
    /// # Errors
    /// The user has more than the caller may take, or is the last `Root`.
    pub fn archive(
        &self,
        standing: &Standing,
        happening: &Happening,
    ) -> Result<Option<Change<UserArchive>>, Rejection> {
        if self.user.state == State::Archived {
            return Ok(None);
        }
        Ok(Some(self.archived(standing.rule(Effect::ENDS)?, happening)))
    }

    /// It is archived, since its validity has ended; a technical user never is. `None` where it hasn't, or isn't active
    /// any more.
    #[must_use]
    pub fn end(&self, happening: &Happening) -> Option<Change<System>> {
        let is_over = self.user.validity.to.is_some_and(|to| to <= happening.at);
        let ends = is_over && self.user.state == State::Active && !self.user.is_technical;
        // Who isn't valid may do nothing, so that nothing is taken.
        ends.then(|| self.archived(Ruled::UNTOUCHED, happening))
    }

    fn archived<R>(&self, ruled: Ruled, happening: &Happening) -> Change<R> {
        let mut archived = User { state: State::Archived, ..self.user.clone() };
        archived.touch(happening.at, &happening.by.name);
        let event = Event::about_user(
            happening,
            &self.client,
            &self.user.reference(),
            EventKind::UserArchive,
            &self.user.ext_id,
        )
        .before(self.user.audit())
        .after(archived.audit());
        let mut writes = vec![Write::UpdateUser(archived)];
        writes.extend(self.authorizations.iter().map(|&id| Write::DeleteAuthorization { id }));
        let take = |&id: &Uuid| Write::Enterprise(EnterpriseWrite::Take { id });
        writes.extend(self.enterprise_authorizations.iter().map(take));
        writes.extend(self.profiles.iter().map(|&id| Write::SetProfileState {
            id,
            state: State::Archived,
            at: happening.at,
        }));
        writes.push(session::ended(self.user.id, happening.at));
        let mut change = Change::new(Guard::Owner { id: self.user.id, rev: self.rev, ruled }, writes, event);
        belonging::delete(&self.belongings, &mut change, &self.client, &self.user.reference(), happening);
        change
    }
}
