//! What a page answers with.

use std::time::Duration;

use axum::response::{Html, IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use maud::Markup;
use sigill_domain::time::Timestamp;

/// A page, or where to go on.
pub(crate) enum Answer {
    /// 200.
    Page(Markup),
    /// 200, and the browser asks for it again so soon: something goes on meanwhile.
    Live(Markup, Duration),
    /// 200, a file to keep: its name, and what is in it.
    Csv(String, String),
    /// Another status: what was sent can't be done so.
    Told(StatusCode, Markup),
    /// 303, to a path of ours.
    Goes(String),
    /// 303 with a cookie.
    GoesWith(String, HeaderValue),
}

impl Answer {
    /// A page with a form: 422 where what was sent by it can't be done so.
    pub(crate) fn form(is_refused: bool, page: Markup) -> Self {
        if is_refused { Self::Told(StatusCode::UNPROCESSABLE_ENTITY, page) } else { Self::Page(page) }
    }

    /// A file whose name says what is in it, and of which day.
    pub(crate) fn csv(now: Timestamp, name: &[&str], text: String) -> Self {
        let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
        let day = now.to_string().chars().take(10).collect::<String>();
        let name = [name, &[&day]].concat().join("-");
        Self::Csv(format!("{}.csv", name.chars().map(plain).collect::<String>()), text)
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        match self {
            Self::Page(page) => Html(page.into_string()).into_response(),
            Self::Live(page, every) => {
                ([("refresh", every.as_secs().to_string())], Html(page.into_string())).into_response()
            }
            Self::Csv(name, text) => {
                let disposition = format!("attachment; filename=\"{name}\"");
                let kind = "text/csv; charset=utf-8; header=present".to_owned();
                ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], text).into_response()
            }
            Self::Told(status, page) => (status, Html(page.into_string())).into_response(),
            Self::Goes(to) => (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response(),
            Self::GoesWith(to, cookie) => {
                let mut response = Self::Goes(to).into_response();
                response.headers_mut().append(header::SET_COOKIE, cookie);
                response
            }
        }
    }
}
