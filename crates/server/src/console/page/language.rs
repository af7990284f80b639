//! `/console/language/{language}`: another language, from now on in this browser.

use http::HeaderMap;
use http::header::REFERER;

use crate::console::answer::Answer;
use crate::console::cookie;
use crate::console::route::{self, Route};
use crate::console::stranger::Stranger;
use crate::console::words::Language;
use crate::http::refused::Refused;

/// Back to where one was, in the other language.
pub(crate) async fn choose(headers: HeaderMap, stranger: Stranger) -> Result<Answer, Refused> {
    let (_, code) = stranger.path.iter().next().ok_or(Refused::NoResource)?;
    let language = Language::read(code).ok_or(Refused::NoResource)?;
    let from = headers.get(REFERER).and_then(|from| from.to_str().ok());
    let path = from.and_then(|from| from.strip_prefix(stranger.options.origin.as_str()));
    let path = path.and_then(|path| path.strip_prefix(stranger.server.base_path.as_str()));
    let back = path.map_or_else(|| Route::Home.path(), route::next);
    Ok(Answer::GoesWith(back, cookie::of_language(language.code())))
}
