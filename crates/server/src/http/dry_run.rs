//! What a write would come to.

use serde::Serialize;
use sigill_domain::event;
use sigill_domain::idempotency::Answer;
use sigill_domain::policy;
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
    /// Of a policy: how much of what is stored would not satisfy it. That stays as it is until it is changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    misfits: Option<Misfits>,
}

/// What is stored and would not satisfy a policy.
#[derive(Serialize, ToSchema)]
#[schema(as = Misfits)]
pub(crate) struct Misfits {
    /// Credentials that the policy governs and that don't satisfy it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 12, nullable = false)]
    credentials: Option<u64>,
    /// Users of the client that don't satisfy it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    users: Option<u64>,
    /// How many were looked at.
    #[schema(example = 3_400)]
    checked: u64,
    /// Whether these are all. At most 10 000 are looked at, and as many as the time of a request allows.
    complete: bool,
}

impl From<policy::Misfits> for Misfits {
    fn from(misfits: policy::Misfits) -> Self {
        let policy::Misfits { found, checked, complete, users } = misfits;
        Self { credentials: (!users).then_some(found), users: users.then_some(found), checked, complete }
    }
}

impl DryRun {
    pub(crate) fn of(answer: &Answer, events: &[event::Event], misfits: Option<policy::Misfits>) -> Self {
        Self {
            verdict: "accepted",
            status: answer.status,
            // The body of an answer is JSON, since we made it.
            result: answer.body.as_deref().and_then(|body| serde_json::from_str(body).ok()),
            events: events.iter().map(Event::from).collect(),
            misfits: misfits.map(Misfits::from),
        }
    }
}
