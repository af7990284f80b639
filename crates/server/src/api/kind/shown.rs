//! A credential of any type, as answers show it.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Serialize;
use sigill_app::credential::Made;
use sigill_domain::credential::{Acted, Answers};
use sigill_domain::idempotency::Answer;

use crate::api::credential::Credential;
use crate::http::answer::{Entity, Plain, sent};

/// The whole of it, and what is shown this once.
#[derive(Serialize)]
#[serde(transparent)]
pub(crate) struct Shown(Credential);

impl Shown {
    /// What somebody gets to see; `is_oneself`: its own user.
    pub(crate) fn made(made: &Made, is_oneself: bool) -> Self {
        Self(Credential::seen(&made.credential, is_oneself).with(&made.reveal))
    }
}

impl Entity for Shown {
    fn version(&self) -> i64 {
        self.0.version()
    }
}

/// 201: where it is; and, as its type has it, the whole of it or only what is shown this once.
pub(crate) struct Given(Answer);

impl Given {
    pub(crate) fn new(answers: Answers, location: String, made: &Made, is_oneself: bool) -> Self {
        let status = StatusCode::CREATED.as_u16();
        let body = match answers {
            Answers::Whole => Some(text(&Shown::made(made, is_oneself))),
            Answers::Location => (!made.reveal.is_empty()).then(|| text(&made.reveal)),
        };
        let etag = (answers == Answers::Whole).then(|| format!("\"v{}\"", made.credential.version));
        Self(Answer { status, location: Some(location), etag, body })
    }
}

/// What a call of a type's own answers.
pub(crate) struct Done(Answer);

impl Done {
    pub(crate) fn new(answers: Acted, made: &Made, is_oneself: bool) -> Self {
        let (status, body) = match answers {
            Acted::Whole | Acted::Counted => (StatusCode::OK, Some(text(&Shown::made(made, is_oneself)))),
            Acted::Revealed if made.reveal.is_empty() => (StatusCode::NO_CONTENT, None),
            Acted::Revealed => (StatusCode::CREATED, Some(text(&made.reveal))),
        };
        let etag = body.is_some().then(|| format!("\"v{}\"", made.credential.version));
        Self(Answer { status: status.as_u16(), location: None, etag, body })
    }
}

impl Plain for Done {
    fn plain(self) -> Answer {
        self.0
    }
}

/// Wire types are made of strings and numbers, which always serialise.
fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

impl Plain for Given {
    fn plain(self) -> Answer {
        self.0
    }
}

impl IntoResponse for Given {
    fn into_response(self) -> Response {
        sent(self.plain())
    }
}
