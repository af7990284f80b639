//! Assigning a credential that is the client's own to a user, and taking it back.

use serde_json::Map;

use super::entering::enter;
use super::issue::{has_less, may_get};
use super::{ChangeReason, Credential, CredentialUser, Decided, Held, Holds, Kind, Logins, Own, State};
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::event::{Event, EventKind, Happening};
use crate::owner::Owner;
use crate::rejection::Rejection;
use crate::right::CredentialModify;
use crate::standing::{Effect, Standing};
use crate::user::UserRef;
use crate::version::Expected;

impl From<&UserRef> for CredentialUser {
    fn from(user: &UserRef) -> Self {
        Self { id: user.id, ext_id: user.ext_id.clone() }
    }
}

impl Held {
    /// Assigns it to a user; no change where it is that user's already. One that is `initial` becomes `active`.
    ///
    /// # Errors
    /// [`Rejection::Lacks`] where the user has more than the caller could give; [`Rejection::PreconditionFailed`] where
    /// `If-Match` names another version; [`Rejection::Forbidden`] where the policy lets only other roles modify;
    /// [`Rejection::Broken`] where it is another user's, or with every broken rule.
    pub fn assign(
        &self,
        (kind, to): (&dyn Kind, &Owner<Own>),
        expected: &Expected,
        (standing, roles): (&Standing, &[&str]),
        happening: &Happening,
    ) -> Result<Decided<CredentialModify>, Rejection> {
        let ruled = standing.rule(Effect::GIVES)?;
        expected.check_if_match(self.credential.version)?;
        self.may_be_changed(self.governing.as_ref(), roles)?;
        let (form, before) = (kind.form(), self.credential.clone().at(happening.at));
        match &self.user {
            Some(user) if user.id == to.user.id => return Ok(decided(before, None)),
            Some(user) => {
                let message = format!("it is assigned to the user with extId {}: unassign it first", user.ext_id);
                return Err(vec![Breach::new(form.taken, message)].into());
            }
            None => {}
        }
        let mut broken = Breaches::new();
        broken.keep(is_alive(&before));
        broken.keep(may_get(&to.user));
        if let Holds::Many(max) = form.holds {
            broken.keep(has_less(max, (&to.user.ext_id, to.count), form));
        }
        broken.into_result()?;
        let rules = self.rules();
        let mut after = Credential { user: Some((&to.user).into()), ..before.clone() };
        if before.state == State::Initial {
            enter(&mut after, before.state, State::Active, &rules.locking, happening);
            after.reason = Some(ChangeReason::Activated);
        }
        after.touch(happening.at, &happening.by.name);
        let (kind_of_event, subject) = (EventKind::CredentialModify, &after.ext_id);
        let event = Event::about_user(happening, &self.client, &to.user, kind_of_event, subject)
            .before(before.audit(rules.audit_value))
            .after(after.audit(rules.audit_value));
        let guard = Guard::ClientAndOwner {
            client_id: self.client.id,
            client_rev: self.rev,
            id: to.user.id,
            rev: to.rev,
            ruled,
        };
        let change = Change::new(guard, vec![self.write(kind, &after, None)], event);
        Ok(decided(after, Some(change)))
    }

    /// Takes it back from its user: it is the client's own again, `initial` and without counters, as if it had been made
    /// now.
    ///
    /// # Errors
    /// [`Rejection::Lacks`] where the user has more than the caller could take; [`Rejection::PreconditionFailed`] where
    /// `If-Match` names another version; [`Rejection::Forbidden`] where the policy lets only other roles modify;
    /// [`Rejection::Broken`] where nobody has it.
    pub fn unassign(
        &self,
        kind: &dyn Kind,
        expected: &Expected,
        (standing, roles): (&Standing, &[&str]),
        happening: &Happening,
    ) -> Result<Decided<CredentialModify>, Rejection> {
        let ruled = standing.rule(Effect::TAKES)?;
        expected.check_if_match(self.credential.version)?;
        self.may_be_changed(self.governing.as_ref(), roles)?;
        let before = self.credential.clone().at(happening.at);
        let mut broken = Breaches::new();
        broken.keep(is_alive(&before));
        if before.user.is_none() {
            broken.push(Breach::invalid("it is assigned to nobody"));
        }
        broken.into_result()?;
        let rules = self.rules();
        let mut after = Credential { user: None, logins: Logins::default(), ..before.clone() };
        enter(&mut after, before.state, State::Initial, &rules.locking, happening);
        after.touch(happening.at, &happening.by.name);
        let write = Write::CountCredential(Box::new(after.kept_with(self.keys(kind, &after.detail), None)));
        let change = self.change(&before, &after, vec![write], ruled, (&rules, happening));
        Ok(decided(after, Some(change)))
    }
}

fn is_alive(credential: &Credential<Own>) -> Result<(), Breach> {
    match credential.state {
        State::Archived => Err(Breach::invalid("an archived credential stays as it is; it can only be deleted")),
        _ => Ok(()),
    }
}

fn decided(credential: Credential<Own>, change: Option<Change<CredentialModify>>) -> Decided<CredentialModify> {
    Decided { credential, change, secret: None, remembers: 0, reveal: Map::new(), queued: None }
}
