//! What a decision wants written.

use std::marker::PhantomData;

use uuid::Uuid;

use crate::client::Client;
use crate::credential::mobile_signature::Lookup;
use crate::credential::{Credential, DevicePassword, MobileSignature, PublicKey};
use crate::event::Event;
use crate::idempotency::Keep;
use crate::policy::{Facts, Policy, RulesSeen};
use crate::profile::{Authorization, Profile};
use crate::property::{Definition, UniqueValue};
use crate::signing::{Noted, Signature};
use crate::standing::{Ruled, Witness};
use crate::time::Timestamp;
use crate::unit::Unit;
use crate::user::{self, User};

/// A change as data: the one thing that must still be true, what is written, and the event.
///
/// The store applies all of it in one atomic step or nothing. `R` is the right under which the
/// decision was made; only a permit for that right can commit it.
#[derive(Clone, Debug)]
pub struct Change<R> {
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
    #[must_use]
    pub fn new(guard: Guard, writes: Vec<Write>, event: Event) -> Self {
        Self { guard, rules: None, writes, events: vec![event], right: PhantomData }
    }
}

impl<R> Change<R> {
    /// The same, applied only while these rules hold.
    #[must_use]
    pub fn under(self, rules: RulesSeen) -> Self {
        Self { rules: Some(rules), ..self }
    }
}

impl<R> Change<R> {
    /// The clients that what is written and guarded belongs to, as far as it says so; its events name theirs themselves.
    pub fn client_ids(&self) -> impl Iterator<Item = Uuid> {
        let rules = self.rules.map(|rules| rules.client_id);
        self.guard.client_id().into_iter().chain(rules).chain(self.writes.iter().filter_map(Write::client_id))
    }
}

/// What must still be true when a change is applied. Everything else hangs on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// The owner's revision is the one that was read; it is moved on. For every change below a user.
    /// `ruled` shows who may.
    Owner { id: Uuid, rev: i64, ruled: Ruled },
    /// As `Owner`, and the owner goes with the change.
    OwnerGoes { id: Uuid, rev: i64, ruled: Ruled },
    /// The client's revision is the one that was read; it is moved on. For what belongs to a client.
    Client { id: Uuid, rev: i64 },
    /// As `Client`, of one that is to be marked as dead with all of its users.
    ClientGoes { id: Uuid, rev: i64, ruled: Ruled },
    /// As `Client`, for a change of rules that what is stored must fit: the facts hold, and nothing that was
    /// decided under the old rules is applied from then on. It waits for what is being applied.
    ClientRules { id: Uuid, rev: i64, facts: Facts },
    /// The client is there and not being deleted. For a new user, so that creating users of one
    /// client doesn't take turns on its row.
    ClientAlive { id: Uuid },
    /// Nothing: what is written stands by itself, and unique keys decide. For a new client, and for a
    /// new property.
    Nothing,
}

impl Guard {
    /// The client that it is about; `None`: an owner, which the decision read with its client, or nothing.
    fn client_id(&self) -> Option<Uuid> {
        match self {
            Self::Client { id, .. }
            | Self::ClientGoes { id, .. }
            | Self::ClientRules { id, .. }
            | Self::ClientAlive { id } => Some(*id),
            Self::Owner { .. } | Self::OwnerGoes { .. } | Self::Nothing => None,
        }
    }

    /// A `Root` who must stay when the change is applied.
    #[must_use]
    pub const fn witness(&self) -> Option<Witness> {
        match self {
            Self::Owner { ruled, .. } | Self::OwnerGoes { ruled, .. } | Self::ClientGoes { ruled, .. } => {
                ruled.witness()
            }
            _ => None,
        }
    }

    /// For what belongs to a client, where `facts` are needed.
    #[must_use]
    pub fn of_client(id: Uuid, rev: i64, facts: Facts) -> Self {
        if facts.any() { Self::ClientRules { id, rev, facts } } else { Self::Client { id, rev } }
    }
}

/// One row that is written; no row is named twice in a change.
#[derive(Clone, Debug)]
pub enum Write {
    InsertClient(Client),
    UpdateClient(Client),
    /// Marks a client as dead, to be purged.
    KillClient {
        id: Uuid,
        at: Timestamp,
    },
    InsertUnit(Unit),
    InsertPolicy(Policy),
    UpdatePolicy(Policy),
    DeletePolicy {
        id: Uuid,
    },
    /// A user with the owner row that guards what is below it.
    InsertUser(User),
    UpdateUser(User),
    /// A user with its owner row, which the guard is about.
    DeleteUser {
        id: Uuid,
    },
    InsertProfile(Profile),
    UpdateProfile(Profile),
    /// A profile follows its user.
    SetProfileState {
        id: Uuid,
        state: user::State,
        at: Timestamp,
    },
    DeleteProfile {
        id: Uuid,
    },
    InsertAuthorization(Authorization),
    DeleteAuthorization {
        id: Uuid,
    },
    InsertMobileSignature {
        credential: Credential<MobileSignature>,
        lookup: Lookup,
        unique: bool,
    },
    UpdateMobileSignature {
        credential: Credential<MobileSignature>,
        lookup: Lookup,
        unique: bool,
    },
    /// A login with it: counters, and the state, certificate and serial number that follow.
    CountMobileSignature(Box<Credential<MobileSignature>>),
    /// A signature that was asked for, with the node that drives it first.
    InsertSignature {
        signature: Box<Signature>,
        driver: Uuid,
    },
    /// That a number was asked about, at a place that nobody else has taken.
    NoteAsked(Noted),
    /// A step of its story.
    UpdateSignature(Box<Signature>),
    InsertDevicePassword(Credential<DevicePassword>),
    InsertPublicKey(Credential<PublicKey>),
    KeepAnswer(Keep),
    /// Notes that something has served which serves once, until when it would have expired anyway.
    UseOnce {
        id: Uuid,
        until: Timestamp,
    },
    /// A credential stops working, since newer ones of its type do.
    SupersedeCredential {
        id: Uuid,
        version: i64,
        at: Timestamp,
    },
    DeleteCredential {
        id: Uuid,
    },
    /// The property that has this place in its scope.
    InsertProperty {
        definition: Definition,
        position: i64,
    },
    /// A unique value goes with its user or credential by itself.
    InsertUniqueValue(UniqueValue),
    UpdateUniqueValue(UniqueValue),
    DeleteUniqueValue {
        id: Uuid,
    },
}

impl Write {
    /// The client of what is written; `None` where the row doesn't say, or belongs to no client.
    fn client_id(&self) -> Option<Uuid> {
        match self {
            Self::InsertClient(client) | Self::UpdateClient(client) => Some(client.id),
            Self::KillClient { id, .. } => Some(*id),
            Self::InsertUnit(unit) => Some(unit.client_id),
            Self::InsertPolicy(policy) | Self::UpdatePolicy(policy) => Some(policy.client_id),
            Self::InsertUser(user) | Self::UpdateUser(user) => Some(user.client_id),
            Self::InsertProfile(profile) | Self::UpdateProfile(profile) => Some(profile.client_id),
            Self::InsertAuthorization(authorization) => Some(authorization.client_id),
            Self::InsertMobileSignature { credential, .. } | Self::UpdateMobileSignature { credential, .. } => {
                Some(credential.client_id)
            }
            Self::CountMobileSignature(credential) => Some(credential.client_id),
            Self::InsertSignature { signature, .. } | Self::UpdateSignature(signature) => Some(signature.client_id),
            Self::InsertDevicePassword(credential) => Some(credential.client_id),
            Self::InsertPublicKey(credential) => Some(credential.client_id),
            Self::KeepAnswer(keep) => keep.client_id,
            Self::DeletePolicy { .. }
            | Self::DeleteUser { .. }
            | Self::SetProfileState { .. }
            | Self::DeleteProfile { .. }
            | Self::DeleteAuthorization { .. }
            | Self::UseOnce { .. }
            | Self::NoteAsked(_)
            | Self::SupersedeCredential { .. }
            | Self::DeleteCredential { .. }
            | Self::InsertProperty { .. }
            | Self::InsertUniqueValue(_)
            | Self::UpdateUniqueValue(_)
            | Self::DeleteUniqueValue { .. } => None,
        }
    }
}
