//! What vouches for the app on the device of a dispatch target, which has one at most.

use super::texts::{ATTESTATION, Given, Patched, Texts};
use super::{AppAttestation, COUNTER_MAX, DispatchTarget, Held, TargetWrite};
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Write};
use crate::code::Code;
use crate::event::{EventKind, Happening};
use crate::patch::Patch;
use crate::rejection::Rejection;
use crate::right::{DispatchTargetCreate, DispatchTargetDelete, DispatchTargetModify};
use crate::standing::{Effect, Ruled, Standing};
use crate::time::Timestamp;
use crate::version::Expected;

/// An app attestation as a caller asks for it.
#[derive(Clone, Debug, Default)]
pub struct NewAttestation {
    /// Absent, 0.
    pub counter: Option<i64>,
    /// See [`ATTESTATION`].
    pub texts: Given,
}

/// A patch of an app attestation, unchecked.
#[derive(Clone, Debug, Default)]
pub struct PatchAttestation {
    /// Can't be removed.
    pub counter: Patch<i64>,
    /// See [`ATTESTATION`].
    pub texts: Patched,
    /// The versions that the caller named.
    pub expected: Expected,
}

/// Another attestation of the user has the name.
pub(super) fn name_taken(field: &str) -> Breach {
    let message = format!("{field}: the user already has an app attestation with this name");
    Breach::new(Code::DuplicateName, message)
}

fn counter(field: &str, value: i64) -> Result<i64, Breach> {
    match value {
        0..=COUNTER_MAX => Ok(value),
        _ => Err(Breach::invalid(format!("{field}: expected 0 to {COUNTER_MAX}, got {value}"))),
    }
}

impl NewAttestation {
    /// `within`: what messages put before a name.
    pub(super) fn read(&self, within: &str, now: Timestamp, broken: &mut Breaches) -> AppAttestation {
        let texts = Texts::new(ATTESTATION, within, &self.texts, broken);
        let counter = broken.keep(counter(&format!("{within}counter"), self.counter.unwrap_or_default()));
        AppAttestation { texts, counter: counter.unwrap_or_default(), version: 1, created: now, modified: now }
    }

    /// The name that it is to have.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.texts.iter().find(|(name, _)| *name == "name")?.1.as_deref()
    }
}

impl PatchAttestation {
    /// The name that it is to have, where that is to change.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match &self.texts.iter().find(|(name, _)| *name == "name")?.1 {
            Patch::Set(name) => Some(name),
            Patch::Keep | Patch::Clear => None,
        }
    }
}

impl Held {
    /// Gives a dispatch target its attestation.
    ///
    /// # Errors
    /// [`Rejection::Lacks`] where the user has more than the caller could give; else every broken rule, or that it has
    /// one already.
    pub fn attest(
        &self,
        before: &DispatchTarget,
        new: &NewAttestation,
        standing: &Standing,
        extra: Vec<Breach>,
        happening: &Happening,
    ) -> Result<(AppAttestation, Change<DispatchTargetCreate>), Rejection> {
        let ruled = standing.rule(Effect::GIVES)?;
        let mut broken = Breaches::new();
        broken.extend(extra);
        let attestation = new.read("", happening.at, &mut broken);
        if self.name_taken {
            broken.push(name_taken("name"));
        }
        if before.attestation.is_some() {
            let message = "the dispatch target already has an app attestation";
            broken.push(Breach::new(Code::DuplicateValue, message));
        }
        broken.into_result()?;
        Ok((
            attestation.clone(),
            self.vouched(before, Some(attestation), EventKind::AppAttestationCreate, ruled, happening),
        ))
    }

    /// Applies a patch of an attestation; no change where it leaves everything as it is.
    ///
    /// # Errors
    /// [`Rejection::Lacks`] where the user has more than the caller could give and take;
    /// [`Rejection::PreconditionFailed`] and [`Rejection::Stale`] where another version is named; else every broken rule.
    pub fn modify_attestation(
        &self,
        (target, before): (&DispatchTarget, &AppAttestation),
        patch: &PatchAttestation,
        standing: &Standing,
        extra: Vec<Breach>,
        happening: &Happening,
    ) -> Result<(AppAttestation, Option<Change<DispatchTargetModify>>), Rejection> {
        let ruled = standing.rule(Effect::REPLACES)?;
        patch.expected.check_if_match(before.version)?;
        let mut broken = Breaches::new();
        broken.extend(extra);
        let counted = match patch.counter {
            Patch::Keep => Some(before.counter),
            Patch::Clear => broken.keep(Err(Breach::invalid("counter is mandatory: it can't be removed"))),
            Patch::Set(value) => broken.keep(counter("counter", value)),
        };
        let texts = before.texts.patched(ATTESTATION, &patch.texts, &mut broken);
        if self.name_taken {
            broken.push(name_taken("name"));
        }
        broken.into_result()?;
        patch.expected.check_version(before.version)?;
        let mut after = AppAttestation { counter: counted.unwrap_or(before.counter), texts, ..before.clone() };
        if after == *before {
            return Ok((after, None));
        }
        (after.version, after.modified) = (before.version + 1, happening.at);
        let kind = EventKind::AppAttestationModify;
        Ok((after.clone(), Some(self.vouched(target, Some(after), kind, ruled, happening))))
    }

    /// Takes a dispatch target its attestation.
    ///
    /// # Errors
    /// [`Rejection::Lacks`] where the user has more than the caller could take; [`Rejection::PreconditionFailed`] where
    /// `If-Match` names another version.
    pub fn delete_attestation(
        &self,
        (target, attestation): (&DispatchTarget, &AppAttestation),
        expected: &Expected,
        standing: &Standing,
        happening: &Happening,
    ) -> Result<Change<DispatchTargetDelete>, Rejection> {
        let ruled = standing.rule(Effect::TAKES)?;
        expected.check_if_match(attestation.version)?;
        Ok(self.vouched(target, None, EventKind::AppAttestationDelete, ruled, happening))
    }

    /// A dispatch target with another attestation, or without.
    fn vouched<R>(
        &self,
        before: &DispatchTarget,
        attestation: Option<AppAttestation>,
        kind: EventKind,
        ruled: Ruled,
        happening: &Happening,
    ) -> Change<R> {
        let told = |attestation: &Option<AppAttestation>| attestation.as_ref().map(AppAttestation::audit);
        let mut event = self.whose.event(happening, kind, &before.ext_id);
        (event.before, event.after) = (told(&before.attestation), told(&attestation));
        let after = DispatchTarget { attestation, ..before.clone() }.changed(happening);
        let write = Write::DispatchTarget(TargetWrite::Update(Box::new(after)));
        Change::new(self.whose.guard(ruled), vec![write], event)
    }
}
