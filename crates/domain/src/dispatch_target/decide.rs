//! Making, changing and deleting a dispatch target.

use super::attestation::{NewAttestation, name_taken};
use super::texts::{Given, Patched, TARGET, Texts};
use super::{DISPATCH_TARGETS_MAX, DispatchTarget, Held, State, TYPE, TargetWrite, Whose};
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::code::Code;
use crate::credential::{Credential, Own};
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::patch::Patch;
use crate::rejection::Rejection;
use crate::right::{DispatchTargetCreate, DispatchTargetDelete, DispatchTargetModify};
use crate::standing::{Effect, Ruled, Standing};
use crate::text;
use crate::user;
use crate::version::Expected;

/// The member of a FIDO UAF authenticator that names a dispatch target.
const OF_AUTHENTICATOR: &str = "dispatchTargetExtId";

/// A dispatch target as a caller asks for it.
#[derive(Clone, Debug, Default)]
pub struct New {
    /// Absent, one is made.
    pub ext_id: Option<String>,
    /// `type`: [`TYPE`], if at all.
    pub kind: Option<String>,
    /// Absent, it is active.
    pub state: Option<String>,
    /// See [`TARGET`].
    pub texts: Given,
    /// `appAttestation`: what vouches for the app, if it comes together.
    pub attestation: Option<NewAttestation>,
}

/// A patch of a dispatch target, unchecked.
#[derive(Clone, Debug, Default)]
pub struct PatchTarget {
    /// Can't be removed.
    pub state: Patch<String>,
    /// See [`TARGET`].
    pub texts: Patched,
    /// Only as it is: it never changes.
    pub ext_id: Patch<String>,
    /// `type`: only as it is.
    pub kind: Patch<String>,
    /// The versions that the caller named.
    pub expected: Expected,
}

impl Held {
    /// Makes one.
    ///
    /// # Errors
    /// [`Rejection::Lacks`] where the user has more than the caller could give; else every broken rule.
    pub fn create(
        &self,
        new: &New,
        standing: &Standing,
        extra: Vec<Breach>,
        happening: &Happening,
    ) -> Result<(DispatchTarget, Change<DispatchTargetCreate>), Rejection> {
        // Messages by which somebody signs in go there.
        let ruled = standing.rule(Effect::GIVES)?;
        let mut broken = Breaches::new();
        broken.extend(extra);
        let ext_id = broken.keep(ExtId::parse_or("extId", new.ext_id.as_deref(), happening.id));
        if let Some(kind) = new.kind.as_deref().filter(|kind| *kind != TYPE) {
            broken.push(text::none_of("type", [TYPE].into_iter(), kind));
        }
        let state = new.state.as_deref().map(|state| State::parse("state", state)).transpose();
        let state = broken.keep(state).flatten().unwrap_or(State::Active);
        let texts = Texts::new(TARGET, "", &new.texts, &mut broken);
        let attestation = new.attestation.as_ref().map(|new| new.read("appAttestation.", happening.at, &mut broken));
        if self.ext_id_taken {
            let message = "extId: the client already has a dispatch target with this extId";
            broken.push(Breach::new(Code::DuplicateValue, message));
        }
        if self.name_taken {
            broken.push(name_taken("appAttestation.name"));
        }
        if self.whose.user.state == user::State::Archived {
            broken.push(Breach::invalid("an archived user gets no dispatch targets"));
        }
        if self.count >= DISPATCH_TARGETS_MAX {
            broken.push(Breach::invalid(format!("the user already has {DISPATCH_TARGETS_MAX} dispatch targets")));
        }
        broken.into_result()?;
        let target = DispatchTarget {
            id: happening.id,
            client_id: self.whose.client.id,
            user_id: self.whose.user.id,
            ext_id: ext_id.ok_or_else(Vec::new)?,
            state,
            texts,
            attestation,
            version: 1,
            created: happening.at,
            modified: happening.at,
        };
        let event = self.whose.event(happening, EventKind::DispatchTargetCreate, &target.ext_id).after(target.audit());
        let write = Write::DispatchTarget(TargetWrite::Insert(Box::new(target.clone())));
        Ok((target, Change::new(self.whose.guard(ruled), vec![write], event)))
    }

    /// Applies a patch; no change where it leaves everything as it is.
    ///
    /// # Errors
    /// [`Rejection::Lacks`] where the user has more than the caller could give and take;
    /// [`Rejection::PreconditionFailed`] and [`Rejection::Stale`] where another version is named; else every broken rule.
    pub fn modify(
        &self,
        before: &DispatchTarget,
        patch: &PatchTarget,
        standing: &Standing,
        extra: Vec<Breach>,
        happening: &Happening,
    ) -> Result<(DispatchTarget, Option<Change<DispatchTargetModify>>), Rejection> {
        let ruled = standing.rule(Effect::REPLACES)?;
        patch.expected.check_if_match(before.version)?;
        let mut broken = Breaches::new();
        broken.extend(extra);
        broken.keep(text::unchanged("extId", &patch.ext_id, before.ext_id.as_str()));
        broken.keep(text::unchanged("type", &patch.kind, TYPE));
        let state = match &patch.state {
            Patch::Keep => Some(before.state),
            Patch::Clear => broken.keep(Err(Breach::invalid("state is mandatory: it can't be removed"))),
            Patch::Set(state) => broken.keep(State::parse("state", state)),
        };
        let texts = before.texts.patched(TARGET, &patch.texts, &mut broken);
        broken.into_result()?;
        patch.expected.check_version(before.version)?;
        let after = DispatchTarget { state: state.unwrap_or(before.state), texts, ..before.clone() };
        if after == *before {
            return Ok((after, None));
        }
        let after = after.changed(happening);
        let event = self.whose.event(happening, EventKind::DispatchTargetModify, &after.ext_id);
        let event = event.before(before.audit()).after(after.audit());
        let write = Write::DispatchTarget(TargetWrite::Update(Box::new(after.clone())));
        Ok((after, Some(Change::new(self.whose.guard(ruled), vec![write], event))))
    }

    /// Deletes one with its attestation, and takes it out of those of the user's FIDO UAF `authenticators` that name it.
    ///
    /// # Errors
    /// [`Rejection::Lacks`] where the user has more than the caller could take; [`Rejection::PreconditionFailed`] where
    /// `If-Match` names another version.
    pub fn delete(
        &self,
        target: &DispatchTarget,
        authenticators: &[Credential<Own>],
        expected: &Expected,
        standing: &Standing,
        happening: &Happening,
    ) -> Result<Change<DispatchTargetDelete>, Rejection> {
        let ruled = standing.rule(Effect::TAKES)?;
        expected.check_if_match(target.version)?;
        let event = self.whose.event(happening, EventKind::DispatchTargetDelete, &target.ext_id);
        let write = Write::DispatchTarget(TargetWrite::Delete(target.id));
        let mut change = Change::new(self.whose.guard(ruled), vec![write], event.before(target.audit()));
        let names_it = |one: &&Credential<Own>| one.detail.text(OF_AUTHENTICATOR) == Some(target.ext_id.as_str());
        for (n, before) in (1..).zip(authenticators.iter().filter(names_it)) {
            let mut after = before.clone();
            after.detail.set(OF_AUTHENTICATOR, None::<String>);
            after.touch(happening.at, &happening.by.name);
            let event = self.whose.event(&happening.step(n), EventKind::CredentialModify, &before.ext_id);
            change.events.push(event.before(before.audit(false)).after(after.audit(false)));
            change.writes.push(Write::UpdateCredential(Box::new(after.kept_with(Vec::new(), None))));
        }
        Ok(change)
    }
}

impl DispatchTarget {
    /// As it is after a change, told apart from what it was.
    pub(super) fn changed(self, happening: &Happening) -> Self {
        Self { version: self.version + 1, modified: happening.at, ..self }
    }
}

impl Whose {
    pub(super) fn event(&self, happening: &Happening, kind: EventKind, subject: &ExtId) -> Event {
        Event::about_user(happening, &self.client, &self.user, kind, subject)
    }

    pub(super) fn guard(&self, ruled: Ruled) -> Guard {
        Guard::Owner { id: self.user.id, rev: self.rev, ruled }
    }
}
