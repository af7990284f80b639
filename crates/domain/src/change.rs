//! What a decision wants written.

mod guard;

use std::marker::PhantomData;

use uuid::Uuid;

pub use self::guard::Guard;
use crate::client::Client;
use crate::credential::{Credential, Kept, Keys, Typed};
use crate::erole::EnterpriseWrite;
use crate::event::Event;
use crate::idempotency::Keep;
use crate::policy::{Policy, RulesSeen};
use crate::profile::{Authorization, Profile, ProfileValues, Redraw};
use crate::property::{Definition, UniqueValue};
use crate::question::Question;
use crate::register::RegisterWrite;
use crate::right::System;
use crate::rooms::Place;
use crate::session::{EndReason, Session};
use crate::signing::{Noted, Signature};
use crate::terms::Consent;
use crate::time::Timestamp;
use crate::unit::{Rewrite, Unit};
use crate::user::{self, User};

/// A change as data: the one thing that must still be true, what is written, and the event.
///
/// The store applies all of it in one atomic step or nothing. `R` is the right under which the
/// decision was made; only a permit for that right can commit it.
#[derive(Clone, Debug)]
pub struct Change<R> {
    /// What must still be true; else nothing is written.
    pub guard: Guard,
    /// The client's rules that it was decided by must still hold, where it depends on them.
    pub rules: Option<RulesSeen>,
    /// In an order in which each refers only to rows before it.
    pub writes: Vec<Write>,
    /// The first one is looked up to learn whether a change took effect; never empty.
    pub events: Vec<Event>,
    right: PhantomData<fn() -> R>,
}

impl<R> Change<R> {
    /// A change with one event that depends on no rules of the client. Only decisions make one.
    #[must_use]
    pub(crate) fn new(guard: Guard, writes: Vec<Write>, event: Event) -> Self {
        Self { guard, rules: None, writes, events: vec![event], right: PhantomData }
    }
}

impl Change<System> {
    /// One to which whoever goes on deciding adds its event.
    pub(crate) fn silent(guard: Guard, writes: Vec<Write>) -> Self {
        Self { guard, rules: None, writes, events: Vec::new(), right: PhantomData }
    }

    /// Nothing but an entry of the history: that a caller was denied something, or an attempt refused.
    #[must_use]
    pub fn noting(event: Event) -> Self {
        Self::new(Guard::Nothing, vec![], event)
    }
}

impl<R> Change<R> {
    /// The same, applied only while these rules hold.
    #[must_use]
    pub fn under(self, rules: RulesSeen) -> Self {
        Self { rules: Some(rules), ..self }
    }

    /// Keeps this stored form of a secret with the credential that has this internal key; whether that is written.
    #[must_use]
    pub fn keep_secret(&mut self, credential: Uuid, stored: &str) -> bool {
        let mut secrets = self.writes.iter_mut().filter_map(|write| match write {
            Write::InsertCredential(kept) | Write::UpdateCredential(kept) | Write::CountCredential(kept) => {
                let credential_kept = &mut kept.credential;
                (credential_kept.id == credential).then_some(&mut credential_kept.detail.secret)
            }
            _ => None,
        });
        secrets.next().map(|secret| *secret = Some(stored.to_owned())).is_some()
    }

    /// Whether all of it is of the place where it was decided: of its client, and of its user where it belongs to one.
    /// A user whom it makes may be given something, too.
    #[must_use]
    pub fn is_of(&self, place: &Place) -> bool {
        let mut owners = self.guard.owner().into_iter().chain(self.writes.iter().filter_map(Write::owner));
        let is_new =
            |id: Uuid| self.writes.iter().any(|write| matches!(write, Write::InsertUser(user) if user.id == id));
        self.is_of_one_client()
            && self.events.iter().all(|event| event.client_id == place.client_id && event.client_ext_id == place.client)
            && owners.all(|owner| place.owner == Some(owner) || is_new(owner))
    }

    /// Whether all of it is of one client, whichever that is; or of none, as what is the same for all.
    #[must_use]
    pub fn is_of_one_client(&self) -> bool {
        let Some(client) = self.events.first().map(|event| event.client_id) else { return false };
        let rules = self.rules.map(|rules| rules.client_id);
        let of_writes = self.writes.iter().filter_map(Write::client_id);
        self.events.iter().all(|event| event.client_id == client)
            && self.guard.client_id().into_iter().chain(rules).chain(of_writes).all(|id| id == client)
    }
}

/// One row that is written; no row is named twice in a change.
#[derive(Clone, Debug)]
pub enum Write {
    /// A new client. Its external id and name are unique among all clients.
    InsertClient(Client),
    /// The client after a change, with its version moved.
    UpdateClient(Client),
    /// Marks a client as dead, to be purged.
    KillClient {
        /// The client, by internal key.
        id: Uuid,
        /// When it was deleted for its callers.
        at: Timestamp,
    },
    /// A new unit of a client. Its external id is unique in the client, and its name below its parent.
    InsertUnit(Box<Unit>),
    /// The unit after a change, with its version moved.
    UpdateUnit(Box<Unit>),
    /// All units below one that is moved.
    RewriteUnits(Box<Rewrite>),
    /// A unit, by internal key, that has nothing in it.
    DeleteUnit(Uuid),
    /// A new policy. Its external id and name are unique in the client.
    InsertPolicy(Policy),
    /// The policy after a change, with its version moved.
    UpdatePolicy(Policy),
    /// A policy, by internal key, that governs nothing any more.
    DeletePolicy(Uuid),
    /// A new personal question. Its external id is unique in the client.
    InsertQuestion(Question),
    /// The question after a change, with its version moved.
    UpdateQuestion(Question),
    /// A question, by internal key, that nobody is asked any more.
    DeleteQuestion(Uuid),
    /// A question was answered by a credential, with which that goes.
    AnswerQuestion {
        /// Of this note alone.
        id: Uuid,
        /// The question, by internal key.
        question: Uuid,
        /// The credential, by internal key.
        credential: Uuid,
    },
    /// It isn't among those that are answered any more.
    ForgetAnswer {
        /// Of the note.
        id: Uuid,
    },
    /// Of what is the same for every client.
    Register(RegisterWrite),
    /// Of an enterprise role of a client, or of who has it.
    Enterprise(EnterpriseWrite),
    /// That a user has accepted terms. It goes with its user.
    InsertConsent(Consent),
    /// A user with the owner row that guards what is below it.
    InsertUser(User),
    /// The user after a change, with its version moved.
    UpdateUser(User),
    /// A user with its owner row, which the guard is about.
    DeleteUser {
        /// The user, by internal key.
        id: Uuid,
    },
    /// A new profile of a user.
    InsertProfile(Profile),
    /// The profile after a change, with its version moved.
    UpdateProfile(Profile),
    /// A profile follows its user.
    SetProfileState {
        /// The profile, by internal key.
        id: Uuid,
        /// The state of its user.
        state: user::State,
        /// When it follows; becomes its latest change.
        at: Timestamp,
    },
    /// A profile without authorizations.
    DeleteProfile {
        /// The profile, by internal key.
        id: Uuid,
    },
    /// A role that a profile is given, with its data rooms.
    InsertAuthorization(Authorization),
    /// Where a role of a profile holds from now on.
    RedrawAuthorization(Box<Redraw>),
    /// A role that a profile loses, with its data rooms.
    DeleteAuthorization {
        /// The authorization, by internal key.
        id: Uuid,
    },
    /// Of a dispatch target of a user. It goes with its user.
    DispatchTarget(crate::dispatch_target::TargetWrite),
    /// A new credential of whatever type, with what it is found by.
    InsertCredential(Box<Kept>),
    /// What may change of it otherwise than by a login.
    UpdateCredential(Box<Kept>),
    /// A login with it: counters, and the state and what else follows.
    CountCredential(Box<Kept>),
    /// A signature that was asked for, with the node that drives it first.
    InsertSignature {
        /// In its first state, requested.
        signature: Box<Signature>,
        /// The node that drives it, by the id that it drew when it began.
        driver: Uuid,
    },
    /// That a number was asked about, at a place that nobody else has taken.
    NoteAsked(Noted),
    /// A step of its story.
    UpdateSignature(Box<Signature>),
    /// Of a message to a user. It goes with its credential.
    Message(crate::message::MessageWrite),
    /// The answer of a request that came with an `Idempotency-Key`.
    KeepAnswer(Keep),
    /// Notes that something has served which serves once, until when it would have expired anyway.
    UseOnce {
        /// What it is noted by, such as the id of a one-time link.
        id: Uuid,
        /// When the note may be purged.
        until: Timestamp,
    },
    /// Somebody is signed in from now on.
    BeginSession(Box<Session>),
    /// Somebody isn't any more.
    EndSession {
        /// The session.
        id: Uuid,
        /// When it ends.
        at: Timestamp,
        /// Why it ends.
        reason: EndReason,
    },
    /// Whatever sessions a user has end, perhaps none: it can't act any more.
    EndSessions {
        /// The user, by internal key.
        user_id: Uuid,
        /// When they end.
        at: Timestamp,
    },
    /// A credential stops working, since newer ones of its type do.
    SupersedeCredential {
        /// The credential, by internal key.
        id: Uuid,
        /// Its version afterwards.
        version: i64,
        /// When it was superseded; becomes its latest change.
        at: Timestamp,
        /// By whom; as [`Credential::modified_by`].
        by: String,
    },
    /// A credential comes to its end, since its validity did.
    EndCredential {
        /// The credential, by internal key.
        id: Uuid,
        /// Disabled or archived.
        state: crate::credential::State,
        /// Its version afterwards.
        version: i64,
        /// When; becomes its latest change.
        at: Timestamp,
        /// By whom; as [`Credential::modified_by`].
        by: String,
    },
    /// A credential of any type, with its keys and unique values.
    DeleteCredential {
        /// The credential, by internal key.
        id: Uuid,
    },
    /// The property that has this place in its scope.
    InsertProperty {
        /// The property as it is from now on.
        definition: Definition,
        /// How many the scope had before; two at once want the same place, and one gets it.
        position: i64,
    },
    /// The values that a profile has for an application.
    SetProfileValues {
        /// All of them.
        values: ProfileValues,
        /// Whether it had none before.
        is_new: bool,
    },
    /// A unique value goes with its user or credential by itself.
    InsertUniqueValue(UniqueValue),
    /// Another value in place of the one before, in the same row.
    UpdateUniqueValue(UniqueValue),
    /// The profile whose value it is has come into another unit, in which it is unique now.
    MoveUniqueValue {
        /// [`UniqueValue::id`].
        id: Uuid,
        /// The unit.
        unit_id: Uuid,
    },
    /// The object has no value of the property any more.
    DeleteUniqueValue {
        /// [`UniqueValue::id`].
        id: Uuid,
    },
}

impl Write {
    /// A new credential.
    pub(crate) fn new_credential<K: Typed>(credential: &Credential<K>, keys: Keys) -> Self {
        Self::InsertCredential(Box::new(credential.kept(keys)))
    }

    /// A credential by which somebody has signed in, or tried to.
    pub(crate) fn count_credential<K: Typed>(credential: &Credential<K>, keys: Keys) -> Self {
        Self::CountCredential(Box::new(credential.kept(keys)))
    }

    /// The client of what is written; `None` where the row doesn't say, or belongs to no client.
    fn client_id(&self) -> Option<Uuid> {
        match self {
            Self::InsertClient(client) | Self::UpdateClient(client) => Some(client.id),
            Self::KillClient { id, .. } => Some(*id),
            Self::InsertUnit(unit) | Self::UpdateUnit(unit) => Some(unit.client_id),
            Self::InsertPolicy(policy) | Self::UpdatePolicy(policy) => Some(policy.client_id),
            Self::InsertQuestion(question) | Self::UpdateQuestion(question) => Some(question.client_id),
            Self::InsertUser(user) | Self::UpdateUser(user) => Some(user.client_id),
            Self::InsertProfile(profile) | Self::UpdateProfile(profile) => Some(profile.client_id),
            Self::SetProfileValues { values, .. } => Some(values.client_id),
            Self::InsertAuthorization(authorization) => Some(authorization.client_id),
            Self::RedrawAuthorization(redraw) => Some(redraw.after.client_id),
            Self::InsertCredential(kept) | Self::UpdateCredential(kept) | Self::CountCredential(kept) => {
                Some(kept.credential.client_id)
            }
            Self::InsertSignature { signature, .. } | Self::UpdateSignature(signature) => Some(signature.client_id),
            Self::DispatchTarget(write) => write.place().map(|(client, _)| client),
            Self::Message(write) => Some(write.message().client_id),
            Self::Register(registered) => registered.client_id(),
            Self::Enterprise(write) => write.client_id(),
            Self::InsertConsent(consent) => Some(consent.client_id),
            Self::KeepAnswer(keep) => keep.client_id,
            Self::InsertProperty { definition, .. } => Some(definition.client_id),
            Self::DeletePolicy(_)
            | Self::DeleteQuestion(_)
            | Self::AnswerQuestion { .. }
            | Self::ForgetAnswer { .. }
            | Self::RewriteUnits(_)
            | Self::DeleteUnit(_)
            | Self::DeleteUser { .. }
            | Self::SetProfileState { .. }
            | Self::DeleteProfile { .. }
            | Self::DeleteAuthorization { .. }
            | Self::UseOnce { .. }
            | Self::NoteAsked(_)
            | Self::BeginSession(_)
            | Self::EndSession { .. }
            | Self::EndSessions { .. }
            | Self::SupersedeCredential { .. }
            | Self::EndCredential { .. }
            | Self::DeleteCredential { .. }
            | Self::InsertUniqueValue(_)
            | Self::UpdateUniqueValue(_)
            | Self::MoveUniqueValue { .. }
            | Self::DeleteUniqueValue { .. } => None,
        }
    }

    /// The user that is written or below whom it is; `None` where the row doesn't say, or belongs to no user.
    fn owner(&self) -> Option<Uuid> {
        match self {
            Self::InsertUser(user) | Self::UpdateUser(user) => Some(user.id),
            Self::DeleteUser { id } => Some(*id),
            Self::InsertProfile(profile) | Self::UpdateProfile(profile) => Some(profile.user_id),
            Self::InsertCredential(kept) | Self::UpdateCredential(kept) | Self::CountCredential(kept) => {
                kept.credential.user.as_ref().map(|user| user.id)
            }
            Self::InsertSignature { signature, .. } | Self::UpdateSignature(signature) => Some(signature.user_id),
            Self::InsertConsent(consent) => Some(consent.user_id),
            Self::Message(write) => Some(write.message().user_id),
            Self::BeginSession(session) => Some(session.user_id),
            Self::EndSessions { user_id, .. } => Some(*user_id),
            Self::DispatchTarget(write) => write.place().map(|(_, user)| user),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
