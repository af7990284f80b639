//! What a page answers with.

use axum::response::{Html, IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use maud::Markup;

/// A page, or where to go on.
pub(crate) enum Answer {
    /// 200.
    Page(Markup),
    /// Another status: what was sent can't be done so.
    Told(StatusCode, Markup),
    /// 303, to a path of ours.
    Goes(String),
    /// 303 with a cookie.
    GoesWith(String, HeaderValue),
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        match self {
            Self::Page(page) => Html(page.into_string()).into_response(),
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
