//! What becomes of users and credentials whose validity has ended, and that they are told before.

use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::change::{Change, Guard, Write};
use crate::client::ClientRef;
use crate::credential::{CredentialType, State};
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::message::{Channel, Letter, Mailing, MessagePurpose, Method, Parcel, Queued, email, number, written};
use crate::policy::{ClientRules, LifecycleRules, WhenOver};
use crate::rejection::Rejection;
use crate::right::System;
use crate::standing::Ruled;
use crate::time::Timestamp;
use crate::user::{Archivable, HeldUser, UserRef};

/// A credential with whose it is, as far as its end goes.
#[derive(Clone, Debug)]
pub struct EndingCredential {
    /// The client of the user.
    pub client: ClientRef,
    /// What its client policy says.
    pub client_rules: ClientRules,
    /// Whose it is.
    pub user: UserRef,
    /// The owner's revision as it was read; what the guard compares.
    pub rev: i64,
    /// Internal key.
    pub id: Uuid,
    /// As paths name it.
    pub ext_id: ExtId,
    /// Of which type it is.
    pub kind: CredentialType,
    /// As it was read.
    pub state: State,
    /// When it ends.
    pub valid_to: Timestamp,
    /// As it was read.
    pub version: i64,
}

impl EndingCredential {
    /// It is disabled or archived.
    #[must_use]
    pub fn end(&self, to: WhenOver, happening: &Happening) -> Option<Change<System>> {
        let state = match to {
            WhenOver::Nothing => return None,
            WhenOver::Disable => State::Disabled,
            WhenOver::Archive => State::Archived,
        };
        if [State::Disabled, State::Archived].contains(&self.state) || self.valid_to > happening.at {
            return None;
        }
        let shown =
            |state: State| json!({ "type": self.kind.as_str(), "extId": self.ext_id, "stateName": state.as_str() });
        let event = Event::about_user(happening, &self.client, &self.user, EventKind::CredentialModify, &self.ext_id)
            .before(shown(self.state))
            .after(shown(state))
            .comment(Some(format!("its validity ended at {}", self.valid_to)));
        let by = happening.by.name.clone();
        let write = Write::EndCredential { id: self.id, state, version: self.version + 1, at: happening.at, by };
        let guard = Guard::Owner { id: self.user.id, rev: self.rev, ruled: Ruled::UNTOUCHED };
        Some(Change::new(guard, vec![write], event))
    }

    /// The user is told that it ends.
    ///
    /// # Errors
    /// The user, or its number, was sent as many messages as may be in an hour.
    pub fn warn(
        &self,
        rules: &LifecycleRules,
        mailing: &Mailing<'_>,
        happening: &Happening,
    ) -> Result<Option<(Change<System>, Queued)>, Rejection> {
        let what = Warning {
            purpose: MessagePurpose::CredentialEnds,
            name: self.kind.as_str(),
            subject: (Some(self.id), &self.ext_id),
            of: (&self.client, &self.user, self.rev),
            valid_to: self.valid_to,
        };
        what.told(rules, mailing, happening)
    }
}

impl HeldUser {
    /// The user is told that its validity ends.
    ///
    /// # Errors
    /// The user, or its number, was sent as many messages as may be in an hour.
    pub fn warn_of_end(
        &self,
        rules: &LifecycleRules,
        mailing: &Mailing<'_>,
        happening: &Happening,
    ) -> Result<Option<(Change<System>, Queued)>, Rejection> {
        let Some(valid_to) = self.user.validity.to else { return Ok(None) };
        let what = Warning {
            purpose: MessagePurpose::UserEnds,
            name: "",
            subject: (None, &self.user.ext_id),
            of: (&self.client, &self.user.reference(), self.rev),
            valid_to,
        };
        what.told(rules, mailing, happening)
    }
}

impl HeldUser {
    /// The same, for archiving it.
    #[must_use]
    pub fn archivable(&self, enterprise_authorizations: Vec<Uuid>) -> Archivable {
        Archivable {
            client: self.client.clone(),
            user: self.user.clone(),
            rev: self.rev,
            profiles: self.profiles.clone(),
            authorizations: self.authorizations.clone(),
            enterprise_authorizations,
            belongings: self.belongings.clone(),
        }
    }
}

/// That somebody was warned of this end: a further one, such as after a renewal, is another.
#[must_use]
pub fn warning_id(subject: Uuid, valid_to: Timestamp) -> Uuid {
    let digest = Sha256::digest([b"ends".as_slice(), subject.as_bytes(), &valid_to.micros().to_be_bytes()].concat());
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest).for_each(|(byte, of_digest)| *byte = of_digest);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

struct Warning<'a> {
    purpose: MessagePurpose,
    name: &'a str,
    subject: (Option<Uuid>, &'a ExtId),
    of: (&'a ClientRef, &'a UserRef, i64),
    valid_to: Timestamp,
}

impl Warning<'_> {
    /// `None`: there is no way to this user.
    fn told(
        &self,
        rules: &LifecycleRules,
        mailing: &Mailing<'_>,
        happening: &Happening,
    ) -> Result<Option<(Change<System>, Queued)>, Rejection> {
        let (client, user, rev) = self.of;
        let ways: Vec<Parcel> = rules.methods.iter().filter_map(|method| self.parcel(*method, mailing)).collect();
        if ways.is_empty() {
            return Ok(None);
        }
        let letter = Letter { purpose: self.purpose, ways, valid_until: Some(self.valid_to) };
        let guard = Guard::Owner { id: user.id, rev, ruled: Ruled::UNTOUCHED };
        let id = warning_id(self.subject.0.unwrap_or(user.id), self.valid_to);
        let noted = Write::UseOnce { id, until: self.valid_to };
        // The event of what is queued is the only one.
        let mut change = Change::silent(guard, vec![noted]);
        let queued = letter.queue(mailing, self.subject, (client, user), &mut change, happening)?;
        Ok(queued.map(|queued| (change, queued)))
    }

    fn parcel(&self, method: Method, mailing: &Mailing<'_>) -> Option<Parcel> {
        let (channel, to) = match method {
            Method::Email => (Channel::Email, email(mailing).ok()?),
            Method::Sms => (Channel::Sms, number(mailing).ok()?),
            Method::Nothing | Method::Unserved(_) => return None,
        };
        written(mailing, (self.purpose, channel), (self.name, Some(self.valid_to)), None, to).ok()
    }
}
