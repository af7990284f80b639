//! What a write answers: what it did, what was answered before, or what it would do.

use std::marker::PhantomData;

use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode};
use sigill_app::{Asked, Outcome, Repeat};
use sigill_domain::breach::Breach;
use sigill_domain::event::Event;
use sigill_domain::idempotency::Answer;
use sigill_domain::policy::Misfits;

use crate::http::answer::{Plain, json, sent};
use crate::http::dry_run::DryRun;
use crate::http::terms::Terms;

const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");

/// How what a use case answers is shown as an `A`: once for the caller, and once to be kept.
pub(crate) struct Show<'a, T, A> {
    answer: Box<dyn Fn(&T) -> Answer + Send + Sync + 'a>,
    shown_as: PhantomData<fn() -> A>,
}

impl<'a, T, A: Plain> Show<'a, T, A> {
    pub(crate) fn new(show: impl Fn(&T) -> A + Send + Sync + 'a) -> Self {
        Self { answer: Box::new(move |value| show(value).plain()), shown_as: PhantomData }
    }

    /// What the use case is told beside what is asked for.
    pub(crate) fn asked<'b>(&'b self, terms: &Terms, extra: &'b [Breach]) -> Asked<'b, T> {
        let request = terms.repeat().cloned();
        let repeat = request.map(|request| Repeat { request, answer: &*self.answer });
        Asked { extra, repeat, dry_run: terms.dry_run }
    }

    pub(crate) fn written(&self, terms: &Terms, outcome: Outcome<T>) -> Written<A> {
        self.written_beside(terms, outcome, None)
    }

    /// The same of a policy, with what would not satisfy it.
    pub(crate) fn written_beside(&self, terms: &Terms, outcome: Outcome<T>, misfits: Option<Misfits>) -> Written<A> {
        let (answer, events) = match outcome {
            Outcome::Done(value) => ((self.answer)(&value), Vec::new()),
            Outcome::Kept(answer) => (answer, Vec::new()),
            Outcome::Would(value, events) => ((self.answer)(&value), events),
        };
        let response = if terms.dry_run { tried(&answer, &events, misfits) } else { sent(answer) };
        Written { response, shown_as: PhantomData }
    }
}

/// The answer of a write, which is an `A` unless it was only tried.
pub(crate) struct Written<A> {
    response: Response,
    shown_as: PhantomData<fn() -> A>,
}

impl<A: Plain> Written<A> {
    /// What was done.
    pub(crate) fn done(answer: A) -> Self {
        Self { response: sent(answer.plain()), shown_as: PhantomData }
    }

    /// What would be done.
    pub(crate) fn tried(answer: A, events: &[Event]) -> Self {
        Self { response: tried(&answer.plain(), events, None), shown_as: PhantomData }
    }
}

impl<A> IntoResponse for Written<A> {
    fn into_response(self) -> Response {
        self.response
    }
}

fn tried(answer: &Answer, events: &[Event], misfits: Option<Misfits>) -> Response {
    let mut response = json(StatusCode::OK, &DryRun::of(answer, events, misfits));
    response.headers_mut().insert(PREFERENCE_APPLIED, HeaderValue::from_static("dry-run"));
    response
}
