//! What is kept of an event.

use sigill_domain::caller::Identity;
use sigill_domain::event::{Event, EventKind};
use sigill_domain::ext_id::ExtId;
use sigill_domain::time::Timestamp;
use uuid::Uuid;

use crate::column::json;
use crate::error::StoreError;
use crate::row::{Row, row};
use crate::step::Step;
use crate::value::Cells;

row! {
    /// Something that happened.
    struct EventRow in event {
        id: Uuid,
        at: Timestamp,
        client_id: Uuid,
        client_ext_id: ExtId,
        user_id: Option<Uuid>,
        user_ext_id: Option<ExtId>,
        caller_id: Option<Uuid>,
        caller: String,
        request_id: String,
        kind: EventKind,
        subject: ExtId,
        before: Option<String>,
        after: Option<String>,
        comment: Option<String>;
    }
}

/// `{e}`: an event.
pub(super) fn take(cells: &mut Cells<'_>) -> Result<Event, StoreError> {
    let json = |text: Option<String>| text.map(|text| json("an event", &text)).transpose();
    let row = EventRow::take(cells)?;
    Ok(Event {
        id: row.id,
        at: row.at,
        by: Identity { user_id: row.caller_id, name: row.caller },
        request_id: row.request_id,
        kind: row.kind,
        client_id: row.client_id,
        client_ext_id: row.client_ext_id,
        user_id: row.user_id,
        user_ext_id: row.user_ext_id,
        subject: row.subject,
        before: json(row.before)?,
        after: json(row.after)?,
        comment: row.comment,
    })
}

impl EventRow {
    fn of(event: &Event) -> Self {
        Self {
            id: event.id,
            at: event.at,
            client_id: event.client_id,
            client_ext_id: event.client_ext_id.clone(),
            user_id: event.user_id,
            user_ext_id: event.user_ext_id.clone(),
            caller_id: event.by.user_id,
            caller: event.by.name.clone(),
            request_id: event.request_id.clone(),
            kind: event.kind,
            subject: event.subject.clone(),
            before: event.before.as_ref().map(ToString::to_string),
            after: event.after.as_ref().map(ToString::to_string),
            comment: event.comment.clone(),
        }
    }
}

pub(crate) fn insert(event: &Event) -> Step {
    Step::insert(&EventRow::of(event), vec![])
}
