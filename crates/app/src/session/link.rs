//! Signing in by a one-time link, which an operator has made.

use sigill_domain::breach::Breach;
use sigill_domain::credential::device_password::{LIFETIME_S_MAX, Link, LinkGone};
use sigill_domain::session::{SessionOwner, SignedInBy};
use sigill_domain::time::Timestamp;
use sigill_domain::user;
use sigill_store::Occasion;

use super::{Beginning, ConsoleOptions, SignInFrom, SignedIn, begin, permit};
use crate::application::App;
use crate::refusal::Refusal;
use crate::token::TechnicalUserId;

/// How long past its end that a link was used is remembered: other nodes' clocks may be that much late.
const REMEMBERED_AFTER_S: i64 = 600;

/// A link as its operator gets it.
pub struct ConsoleLink {
    /// Where it is opened.
    pub url: String,
    /// Whom it signs in: `client/user`.
    pub user: String,
    /// What it holds: for whom, and until when.
    pub link: Link,
}

/// Where links of this console are opened.
fn page(options: &ConsoleOptions) -> String {
    format!("{}/console/once", options.origin)
}

/// Makes a link for a user that is there.
///
/// # Errors
/// There is no such user, it isn't active, or the link would be good for longer than a day.
pub async fn issue_link(
    app: &App,
    options: &ConsoleOptions,
    (client, user): (&str, &str),
    lifetime_s: i64,
    occasion: Occasion,
) -> Result<ConsoleLink, Refusal> {
    if !(1..=LIFETIME_S_MAX).contains(&lifetime_s) {
        let why = format!("expected a link that is good for 1 to {LIFETIME_S_MAX} seconds, got {lifetime_s}");
        return Err(vec![Breach::invalid(why)].into());
    }
    let permit = permit(app, occasion);
    let Some(person) = permit.person_of(client, user).await? else { return Err(Refusal::no_user(user, client)) };
    if person.user.state != user::State::Active {
        let why = format!("the user {user} of client {client} isn't active: it can't sign in");
        return Err(vec![Breach::invalid(why)].into());
    }
    let from_s = |s: i64| Timestamp::from_micros(s.saturating_mul(1_000_000));
    let issued = permit.now().seconds();
    let link = Link {
        id: permit.happening().id,
        user_id: person.user.id,
        issued: from_s(issued),
        expires: from_s(issued.saturating_add(lifetime_s)),
    };
    let page = page(options);
    let token = app.tokens.sign_console_link(&page, &TechnicalUserId::new(client, user), &link).await?;
    Ok(ConsoleLink { url: format!("{page}/{token}"), user: person.name(), link })
}

/// Whom a link signs in, if it still serves.
///
/// # Errors
/// [`Refusal::Gone`] where it no longer serves; [`Refusal::Unauthenticated`] where it is none of this server.
pub async fn read_link(
    app: &App,
    options: &ConsoleOptions,
    token: &str,
    occasion: Occasion,
) -> Result<(Link, SessionOwner), Refusal> {
    let (id, link) = app.tokens.read_console_link(&page(options), token, occasion.at).await?;
    let permit = permit(app, occasion);
    if permit.is_used(link.id).await? {
        return Err(LinkGone::Used.into());
    }
    link.check(permit.now())?;
    let person = permit.person_of(&id.client, &id.user).await?;
    // Another user may have got the external id meanwhile.
    let is_meant = |person: &SessionOwner| person.user.id == link.user_id && person.user.state == user::State::Active;
    let person = person.filter(is_meant).ok_or(LinkGone::NoUser)?;
    Ok((link, person))
}

/// Signs in whoever opened a link, once on whichever node.
///
/// # Errors
/// As [`read_link`].
pub async fn redeem_link(
    app: &App,
    options: &ConsoleOptions,
    token: &str,
    from: SignInFrom,
    occasion: Occasion,
) -> Result<SignedIn, Refusal> {
    let (link, person) = read_link(app, options, token, occasion.clone()).await?;
    let permit = permit(app, occasion);
    permit.forget_used().await?;
    let until = link.expires.plus_millis(REMEMBERED_AFTER_S * 1_000);
    let once = Some((link.id, until));
    let beginning = Beginning { person: &person, by: SignedInBy::Link, from, half: None, once };
    match begin(app, options, &permit, beginning).await {
        // Somebody else was quicker, or the client has gone.
        Err(Refusal::Unavailable(_)) if permit.is_used(link.id).await? => Err(LinkGone::Used.into()),
        other => other,
    }
}
