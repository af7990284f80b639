//! What a write would come to.

use serde::Serialize;
use sigill_domain::event;
use sigill_domain::idempotency::Answer;
use utoipa::ToSchema;

use super::event::Event;

/// A write that was only tried: nothing is written.
#[derive(Serialize, ToSchema)]
#[schema(as = DryRun)]
pub(crate) struct DryRun {
    /// `accepted`: a write that would be refused is refused.
    #[schema(example = "accepted")]
    verdict: &'static str,
    /// The status that the write would be answered with.
    #[schema(example = 201)]
    status: u16,
    /// What it would be answered with.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>, nullable = false)]
    result: Option<serde_json::Value>,
    /// What history would say; nothing where nothing would change.
    events: Vec<Event>,
}

impl DryRun {
    pub(crate) fn of(answer: &Answer, events: &[event::Event]) -> Self {
        Self {
            verdict: "accepted",
            status: answer.status,
            // The body of an answer is JSON, since we made it.
            result: answer.body.as_deref().and_then(|body| serde_json::from_str(body).ok()),
            events: events.iter().map(Event::from).collect(),
        }
    }
}
