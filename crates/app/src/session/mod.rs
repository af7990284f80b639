//! Sessions of people at the console: signing in, being signed in, signing out.

mod link;
mod options;
mod password;

use std::sync::Arc;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::{digest, hmac};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sigill_domain::event::Happening;
use sigill_domain::right::{System, UserModify};
use sigill_domain::session::{EndReason, Session, SessionOwner, SignedInBy};
use sigill_domain::standing::Effect;
use sigill_domain::time::Timestamp;
use sigill_store::{Caller, Everywhere, Occasion, Permit, Seat, Source, Subject, Task};
use uuid::Uuid;

pub use self::link::{ConsoleLink, issue_link, read_link, redeem_link};
pub use self::options::ConsoleOptions;
pub use self::password::{Factor, Factors, FirstStep, Lacks, PasswordShown, SecondShown, factors_of, first, second};
use crate::application::App;
use crate::refusal::Refusal;
use crate::sought::found;

/// Bytes of the secret in a cookie.
const SECRET_BYTES: usize = 32;
/// So many characters it has there.
const SECRET_LEN: usize = 43;
/// How often it is noted that something was asked, in seconds.
const NOTED_EVERY_S: i64 = 60;
/// For so long sessions are kept that are over, in milliseconds.
const KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// From where somebody signs in: an address, and what the browser calls itself.
#[derive(Clone, Debug, Default)]
pub struct SignInFrom {
    /// The address.
    pub address: Option<String>,
    /// What the browser calls itself.
    pub agent: Option<String>,
}

/// Somebody is signed in: the secret goes into the cookie, and is kept nowhere.
pub struct SignedIn {
    /// What the cookie holds.
    pub secret: String,
    /// The session.
    pub session: Session,
}

/// The hash of a secret out of a cookie; `None` where it can't be one.
fn hash(secret: &str) -> Option<String> {
    let is_one = secret.len() == SECRET_LEN && BASE64_URL_SAFE_NO_PAD.decode(secret).is_ok();
    is_one.then(|| {
        digest::digest(&digest::SHA256, secret.as_bytes()).as_ref().iter().map(|b| format!("{b:02x}")).collect()
    })
}

fn fresh(app: &App) -> String {
    let mut bytes = [0; SECRET_BYTES];
    app.world.entropy.fill(&mut bytes);
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// A secret for the cookie of somebody who isn't signed in: forms that sign in carry what is made of it.
#[must_use]
pub fn form_secret(app: &App) -> String {
    fresh(app)
}

/// Whether a cookie may hold such a secret, or that of a session.
#[must_use]
pub fn is_secret(text: &str) -> bool {
    hash(text).is_some()
}

/// What every form of a session carries, so that no other page can send one: it is made of the secret.
#[must_use]
pub fn form_token(secret: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    BASE64_URL_SAFE_NO_PAD.encode(hmac::sign(&key, b"form").as_ref())
}

/// Whether a form carries what those of the session do.
#[must_use]
pub fn is_form_token(secret: &str, shown: &str) -> bool {
    verify_slices_are_equal(form_token(secret).as_bytes(), shown.as_bytes()).is_ok()
}

/// Who is signed in with the secret of a cookie, with the rights of this moment; `None`: nobody.
///
/// # Errors
/// The database can't be asked.
pub async fn seated(app: &App, secret: &str, occasion: Occasion) -> Result<Option<(Caller, Seat)>, Refusal> {
    let Some(hash) = hash(secret) else { return Ok(None) };
    let source = Source { subject: Subject::Session { secret: hash }, roles: Arc::clone(&app.roles) };
    Ok(app.store.seated(source, occasion).await?)
}

/// Notes that something was asked with the session, once a minute.
///
/// # Errors
/// The database can't be asked.
pub async fn note(app: &App, options: &ConsoleOptions, session: &Session, occasion: Occasion) -> Result<(), Refusal> {
    if occasion.at < session.seen.plus_millis(NOTED_EVERY_S * 1_000) {
        return Ok(());
    }
    let idle_until = occasion.at.plus_millis(options.limits.idle_s.saturating_mul(1_000));
    Ok(permit(app, occasion).seen_session(session.id, idle_until).await?)
}

/// The sessions of a person that hold, the newest first.
///
/// # Errors
/// The database can't be asked.
pub async fn of_person(app: &App, person: &SessionOwner, occasion: Occasion) -> Result<Vec<Session>, Refusal> {
    let permit = permit(app, occasion);
    let mut all = permit.sessions_of(person.user.id).await?;
    all.retain(|session| session.holds(permit.now()));
    Ok(all)
}

/// Ends sessions of a person: the one that is named, or all but the own one. What isn't there has ended already.
///
/// # Errors
/// The database can't be asked.
pub async fn end(app: &App, seat: &Seat, which: Which, occasion: Occasion) -> Result<(), Refusal> {
    let permit = permit(app, occasion);
    let own = seat.session.id;
    let (wanted, reason): (Vec<Uuid>, _) = match which {
        Which::Own => (vec![own], EndReason::SignedOut),
        Which::One(id) => (vec![id], EndReason::Ended),
        Which::Others => {
            let all = permit.sessions_of(seat.person.user.id).await?;
            (all.iter().map(|session| session.id).filter(|id| *id != own).collect(), EndReason::Ended)
        }
    };
    let there = permit.sessions_of(seat.person.user.id).await?;
    let ends: Vec<Uuid> = there.iter().map(|session| session.id).filter(|id| wanted.contains(id)).collect();
    if ends.is_empty() {
        return Ok(());
    }
    let change = seat.person.end(&ends, reason, &permit.happening());
    Ok(permit.placed(change).commit().await?)
}

/// Ends all sessions of somebody, who then must sign in again. Who has more than the caller keeps theirs.
///
/// # Errors
/// Nobody is there; or who is has more than the caller could take.
pub async fn end_of(app: &App, seen: &Permit<UserModify>, user: &str, occasion: Occasion) -> Result<(), Refusal> {
    let held = found(seen.held_user(user, None).await?, seen.client().as_str(), user)?;
    seen.standing_to(&held, !held.authorizations.is_empty()).await?.rule(Effect::TAKES)?;
    let permit = permit(app, occasion);
    let person = permit.person_of(seen.client().as_str(), user).await?;
    let person = person.ok_or_else(|| Refusal::no_user(user, &held.client.name))?;
    let there: Vec<Uuid> = permit.sessions_of(person.user.id).await?.iter().map(|session| session.id).collect();
    if there.is_empty() {
        return Ok(());
    }
    let change = person.end_by(&there, &seen.happening());
    Ok(permit.placed(change).commit().await?)
}

/// Which sessions are to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The one with which it is asked: signing out.
    Own,
    /// Another one, by its id.
    One(Uuid),
    /// All but the one with which it is asked.
    Others,
}

/// Forgets sessions that were over long ago; how many batches there were.
///
/// # Errors
/// The database can't be asked.
pub async fn purge(permit: &Permit<System, Everywhere>) -> Result<u64, Refusal> {
    const ROWS_MAX: i64 = 1_000;
    let mut batches = 0;
    while permit.purge_sessions(permit.now().plus_millis(-KEPT_MS), ROWS_MAX).await? {
        batches += 1;
        tokio::task::yield_now().await;
    }
    Ok(batches)
}

fn permit(app: &App, occasion: Occasion) -> Permit<System, Everywhere> {
    app.store.system(Task::Console, occasion)
}

/// What a session begins with.
struct Beginning<'a> {
    person: &'a SessionOwner,
    by: SignedInBy,
    from: SignInFrom,
    /// The session whose missing factor was shown.
    half: Option<Uuid>,
    /// What serves once and has served, and until when that is remembered.
    once: Option<(Uuid, Timestamp)>,
}

async fn begin(
    app: &App,
    options: &ConsoleOptions,
    permit: &Permit<System, Everywhere>,
    beginning: Beginning<'_>,
) -> Result<SignedIn, Refusal> {
    let Beginning { person, by, from, half, once } = beginning;
    let secret = fresh(app);
    let (happening, limits) = (permit.happening(), options.limits);
    let session = person.session(hashed(&secret)?, by, (from.address, from.agent), limits, &happening);
    let others = permit.sessions_of(person.user.id).await?;
    let change = person.begin(&session, others, half, once, limits, &happening);
    permit.placed(change).commit().await?;
    Ok(SignedIn { secret, session })
}

fn hashed(secret: &str) -> Result<String, Refusal> {
    hash(secret).ok_or_else(|| Refusal::Failed("the secret of a session has another form".to_owned()))
}

/// A half session: the password was right, and a second factor is missing.
async fn begin_half(
    app: &App,
    options: &ConsoleOptions,
    permit: &Permit<System, Everywhere>,
    (person, from): (&SessionOwner, SignInFrom),
) -> Result<SignedIn, Refusal> {
    let secret = fresh(app);
    let happening = Happening { id: app.world.id(), ..permit.happening() };
    let of = (from.address, from.agent);
    let session = person.session(hashed(&secret)?, SignedInBy::Password, of, options.limits, &happening);
    permit.keep_half_session(&session).await?;
    Ok(SignedIn { secret, session })
}
