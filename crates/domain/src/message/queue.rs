//! Queueing a letter, in the step that made what is in it.

use serde_json::json;

use super::{Letter, Mailing, Message, Parcel, Progress};
use crate::change::{Change, Write};
use crate::client::ClientRef;
use crate::credential::{Credential, Own};
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::rejection::Rejection;
use crate::signing::{Asking, Lately, Noted};
use crate::user::UserRef;
use uuid::Uuid;

/// How long is tried to send a message, in milliseconds: a day.
const TRIED_MS: i64 = 86_400_000;
/// The place of what is made for a message among the ids of a step.
const IDS: u32 = 9_000;
/// The time in which messages count, in milliseconds.
const HOUR_MS: i64 = 3_600_000;

/// A message with what it says, which is to be sealed and written in the same step.
#[derive(Clone, Debug)]
pub struct Queued {
    /// The message.
    pub message: Message,
    /// Its ways, in their order.
    pub ways: Vec<Parcel>,
}

impl Queued {
    /// Queues what is to be sent with a change that was decided, where something is.
    ///
    /// # Errors
    /// As of [`Letter::queue`].
    pub(crate) fn of<R>(
        letter: Option<(Letter, Mailing<'_>)>,
        credential: &Credential<Own>,
        (client, user): (&ClientRef, Option<&UserRef>),
        change: &mut Change<R>,
        happening: &Happening,
    ) -> Result<Option<Self>, Rejection> {
        let (Some((letter, mailing)), Some(user)) = (letter, user) else { return Ok(None) };
        letter.queue(&mailing, (Some(credential.id), &credential.ext_id), (client, user), change, happening)
    }
}

impl Letter {
    /// Queues it with a change that was decided.
    ///
    /// # Errors
    /// [`Rejection::TooMany`]: the user, or the number, was sent as many as may be in an hour.
    pub(crate) fn queue<R>(
        self,
        mailing: &Mailing<'_>,
        (credential, subject): (Option<Uuid>, &ExtId),
        (client, user): (&ClientRef, &UserRef),
        change: &mut Change<R>,
        happening: &Happening,
    ) -> Result<Option<Queued>, Rejection> {
        let Self { purpose, ways, valid_until } = self;
        let Some(first) = ways.first() else { return Ok(None) };
        let id = happening.id_of(IDS);
        let latest = happening.at.plus_millis(TRIED_MS);
        let message = Message {
            id,
            client_id: client.id,
            user_id: user.id,
            credential_id: credential,
            subject_ext_id: subject.clone(),
            purpose,
            state: Progress::Waiting,
            channel: first.channel,
            way: 0,
            tries: 0,
            due: Some(happening.at),
            until: valid_until.map_or(latest, |until| until.min(latest)),
            claim: None,
            caller: happening.by.name.clone(),
            request_id: happening.request_id.clone(),
            created: happening.at,
            modified: happening.at,
        };
        note(mailing, &ways, user, change, happening)?;
        let told: Vec<_> =
            ways.iter().map(|way| json!({ "channel": way.channel.as_str(), "to": way.masked() })).collect();
        let event = Event::about_user(&happening.step(IDS), client, user, EventKind::MessageQueue, subject);
        change.events.push(event.after(json!({ "message": id, "purpose": purpose.as_str(), "ways": told })));
        Ok(Some(Queued { message, ways }))
    }
}

/// Notes that the user is sent one more, and its number where one is among the ways.
fn note<R>(
    mailing: &Mailing<'_>,
    ways: &[Parcel],
    user: &UserRef,
    change: &mut Change<R>,
    happening: &Happening,
) -> Result<(), Rejection> {
    let most = mailing.reach.per_hour_max;
    let mut take = |n: u32, lately: &Lately, number: String, asking: Asking| {
        let place = lately.place(most, HOUR_MS, happening.at);
        let place = place.map_err(|retry_s| asking.too_many_of(most, HOUR_MS, retry_s))?;
        let noted = Noted { id: happening.id_of(IDS + n), number, asking, place, at: happening.at };
        change.writes.push(Write::NoteAsked(noted));
        Ok::<(), Rejection>(())
    };
    let to = mailing.addressee;
    take(1, &to.lately, user.id.to_string(), Asking::Message)?;
    match ways.iter().find(|way| way.channel == super::Channel::Sms) {
        Some(way) => take(2, &to.to_number, way.to.clone(), Asking::Sms),
        None => Ok(()),
    }
}
