//! `/console/once/{token}`: a one-time link. Opening it does nothing before the button is pressed: programs look at links,
//! too.

use maud::html;
use sigill_app::Refusal;
use sigill_app::session;

use crate::console::answer::Answer;
use crate::console::cookie;
use crate::console::part::{form, narrow};
use crate::console::route::Route;
use crate::console::stranger::Stranger;
use crate::http::refused::Refused;

/// Longest token that is looked at, in bytes.
const TOKEN_MAX: usize = 4_096;

fn token(stranger: &Stranger) -> Result<String, Refused> {
    let token = stranger.path.iter().next().map(|(_, token)| token).unwrap_or_default();
    if token.len() > TOKEN_MAX { Err(Refused::NoResource) } else { Ok(token.to_owned()) }
}

/// What is no link of this server is a page that isn't there.
fn unknown(refusal: Refusal) -> Refused {
    match refusal {
        Refusal::Unauthenticated(_) => Refused::NoResource,
        other => other.into(),
    }
}

/// `GET`.
pub(crate) async fn show(stranger: Stranger) -> Result<Answer, Refused> {
    let token = token(&stranger)?;
    let (server, options) = (&stranger.server, &stranger.options);
    let read = session::read_link(&server.app, options, &token, stranger.occasion()).await;
    let (link, person) = read.map_err(unknown)?;
    let look = &stranger.look;
    let until = look.words.moment(link.expires, look.now);
    let page = html! {
        h1 { (look.t("once-title")) }
        div class="card pad ask" {
            p { (look.words.with("once-for", &[("user", person.user.ext_id.as_str()), ("client", &person.client.name)])) }
            p class="soft" { (look.words.with("once-until", &[("until", &until)])) }
            (form(look, &look.to(Route::Once(&token)), &html! {
                div class="acts" { button class="btn go" { (look.t("sign-in")) } }
            }))
        }
    };
    Ok(Answer::Page(narrow(look, &look.t("once-title"), &page)))
}

/// `POST`.
pub(crate) async fn take(stranger: Stranger) -> Result<Answer, Refused> {
    let token = token(&stranger)?;
    let (server, options) = (&stranger.server, &stranger.options);
    let signed_in =
        session::redeem_link(&server.app, options, &token, stranger.from.clone(), stranger.occasion()).await;
    let signed_in = signed_in.map_err(unknown)?;
    Ok(Answer::GoesWith(Route::Home.path(), cookie::of_session(&signed_in.secret)))
}
