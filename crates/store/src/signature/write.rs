//! How signatures that were asked for are written, and that numbers were asked about.

use sigill_domain::signing::{LEASE_MS, Noted, Signature, State};
use uuid::Uuid;

use super::row::SignatureRow;
use crate::column::value;
use crate::row::Columns;
use crate::step::Step;

/// A signature with the node that drives it first.
pub(crate) fn insert(signature: &Signature, driver: Uuid) -> Step {
    let mut more = moving(signature);
    more.push(("lease_by", driver.into()));
    more.push(("lease_until", signature.created.plus_millis(LEASE_MS).micros().into()));
    Step::insert(&SignatureRow::of(signature), more)
}

/// A step of its story.
pub(crate) fn update(signature: &Signature) -> Step {
    Step::update(signature.id, &SignatureRow::of(signature), moving(signature))
}

/// What its story moves besides the row.
fn moving(signature: &Signature) -> Columns {
    let answer = signature.settled.as_ref().and_then(|settled| settled.answer.clone());
    let pending = (signature.state != State::Settled).then_some(signature.credential_id);
    vec![("pending_key", pending.into()), ("answer", answer.into())]
}

/// That a number was asked about, at a place that nobody else has taken.
pub(crate) fn asked(noted: &Noted) -> Step {
    Step::Insert {
        table: "number_asked",
        columns: vec![
            ("id", noted.id.into()),
            ("number", noted.number.as_str().into()),
            ("kind", noted.asking.as_str().into()),
            ("place", noted.place.into()),
            ("at", value(&noted.at)),
        ],
    }
}
