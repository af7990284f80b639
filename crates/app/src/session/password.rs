//! Signing in by a password and a second factor, each checked and counted as calls of the API do.

use serde_json::{Map, Value, json};
use sigill_domain::caller::{ClientRoom, Grant, Grants};
use sigill_domain::credential::{Credential, CredentialType, Kind, Own, State};
use sigill_domain::ext_id::ExtId;
use sigill_domain::fido2::Authenticator;
use sigill_domain::list::{Page, Parameters};
use sigill_domain::right::{CredentialModify, CredentialView};
use sigill_domain::role::{Role, RoleTable};
use sigill_domain::session::{SessionOwner, SignedInBy};
use sigill_domain::time::Timestamp;
use sigill_domain::user;
use sigill_store::{Caller, Half, Occasion};

use super::{Beginning, ConsoleOptions, SignInFrom, SignedIn, begin, begin_half, hash, permit};
use crate::application::App;
use crate::credential::fido2::{Begun, OldKeys, begin_authentication};
use crate::credential::{Keeper, Shows, verify};
use crate::refusal::Refusal;
use crate::sought::found;
use crate::token::Network;

/// The vendor's numbers of the types that are shown here.
const PASSWORD: i64 = 1;
const OATH: i64 = 20;
const RECOVERY_CODE: i64 = 22;

/// What somebody typed who signs in.
#[derive(Clone, Copy)]
pub struct PasswordShown<'a> {
    /// The client, by external id.
    pub client: &'a str,
    /// The login id.
    pub login_id: &'a str,
    /// The password.
    pub password: &'a str,
    /// From where.
    pub network: Option<Network>,
}

/// What came of a password.
pub enum FirstStep {
    /// It was right; a second factor is missing.
    Half(SignedIn),
    /// It was right, but nobody signs in with it: it must be changed first, or there is no second factor.
    NotSo(Lacks),
    /// It isn't told what was wrong; there may be an event that history keeps of it.
    No(Option<Refusal>),
}

/// Why a right password isn't enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lacks {
    /// It must be changed first, which isn't done here.
    Change,
    /// The person has no second factor that works.
    Factor,
}

/// A second factor that somebody has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factor {
    /// The type of the credential.
    pub kind: CredentialType,
    /// The credential.
    pub credential: ExtId,
    /// What its person calls it.
    pub label: Option<String>,
}

impl Factor {
    /// Whether it is a set of recovery codes.
    #[must_use]
    pub fn is_recovery(&self) -> bool {
        self.kind.number() == RECOVERY_CODE
    }
}

/// The second factors that somebody can show now.
pub struct Factors {
    /// Each that is shown by a code.
    pub codes: Vec<Factor>,
    /// What a browser is asked who shows a passkey, where there is one.
    pub passkey: Option<Begun<OldKeys>>,
}

impl Factors {
    fn is_empty(&self) -> bool {
        self.codes.is_empty() && self.passkey.is_none()
    }
}

/// What is shown as a second factor.
#[derive(Clone, Copy)]
pub enum SecondShown<'a> {
    /// A code of one of them.
    Code(&'a Factor, &'a str),
    /// What a passkey answered: the ceremony, and what the browser gave, as JSON.
    Passkey(&'a str, &'a str),
}

/// Checks a password, and counts the outcome. What is computed for somebody who isn't there is what is for one who is.
///
/// # Errors
/// [`Refusal::TooMany`] and [`Refusal::Unavailable`]: it isn't known.
pub async fn first(
    app: &App,
    options: &ConsoleOptions,
    keeper: Keeper<'_>,
    given: PasswordShown<'_>,
    from: SignInFrom,
    occasion: Occasion,
) -> Result<FirstStep, Refusal> {
    let PasswordShown { client, login_id, password, network } = given;
    let permit = permit(app, occasion.clone());
    let person = permit.person_of_login(client, login_id).await?;
    let person = person.filter(|person| person.user.state == user::State::Active);
    let shown = Map::from_iter([("password".to_owned(), Value::from(password))]);
    let user = person.as_ref().map_or("", |person| person.user.ext_id.as_str());
    let shows = Shown { client, user, credential: None, given: &shown, network };
    if let Err(refusal) = check(app, keeper, PASSWORD, shows, occasion.clone()).await? {
        return Ok(FirstStep::No(refusal));
    }
    let Some(person) = person else { return Ok(FirstStep::No(None)) };
    let all = credentials(app, &person, occasion.clone()).await?;
    let is_current = |one: &&Credential<Own>| one.detail.kind.number() == PASSWORD && one.state == State::Active;
    if !all.iter().any(|one| is_current(&one)) {
        return Ok(FirstStep::NotSo(Lacks::Change));
    }
    if offered(app, keeper, &person, &all, occasion).await?.is_empty() {
        return Ok(FirstStep::NotSo(Lacks::Factor));
    }
    Ok(FirstStep::Half(begin_half(app, options, &permit, (&person, from)).await?))
}

/// Who has shown a password and must still show a second factor, and which ones there are; `None`: nobody, or not any
/// more.
///
/// # Errors
/// The database can't be asked.
pub async fn factors_of(
    app: &App,
    keeper: Keeper<'_>,
    secret: &str,
    occasion: Occasion,
) -> Result<Option<(Half, Factors)>, Refusal> {
    let Some(hash) = hash(secret) else { return Ok(None) };
    let permit = permit(app, occasion.clone());
    let Some(half) = permit.half_session(&hash).await? else { return Ok(None) };
    if half.person.user.state != user::State::Active {
        return Ok(None);
    }
    let all = credentials(app, &half.person, occasion.clone()).await?;
    let factors = offered(app, keeper, &half.person, &all, occasion).await?;
    Ok(Some((half, factors)))
}

/// Checks a second factor, and counts the outcome: whoever shows a right one is signed in.
///
/// # Errors
/// [`Refusal::TooMany`] and [`Refusal::Unavailable`]: it isn't known.
pub async fn second(
    app: &App,
    options: &ConsoleOptions,
    keeper: Keeper<'_>,
    half: &Half,
    (given, network): (SecondShown<'_>, Option<Network>),
    from: SignInFrom,
    occasion: Occasion,
) -> Result<Result<SignedIn, Option<Refusal>>, Refusal> {
    let (number, credential, shown, by) = match given {
        SecondShown::Code(factor, code) => {
            let credential = (!factor.is_recovery()).then_some(factor.credential.as_str());
            let by =
                if factor.is_recovery() { SignedInBy::PasswordAndRecoveryCode } else { SignedInBy::PasswordAndOath };
            (factor.kind.number(), credential, vec![("code", json!(code.trim()))], by)
        }
        SecondShown::Passkey(ceremony, answer) => {
            let Ok(answer) = serde_json::from_str::<Value>(answer) else { return Ok(Err(None)) };
            let shown = vec![("ceremony", json!(ceremony)), ("credential", answer)];
            (CredentialType::FIDO2.number(), None, shown, SignedInBy::PasswordAndPasskey)
        }
    };
    let shown: Map<String, Value> = shown.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let person = &half.person;
    let (client, user) = (person.client.ext_id.as_str(), person.user.ext_id.as_str());
    let shows = Shown { client, user, credential, given: &shown, network };
    if let Err(refusal) = check(app, keeper, number, shows, occasion.clone()).await? {
        return Ok(Err(refusal));
    }
    // The event of what was shown has the first id of the request.
    let further = Occasion { event_id: app.world.id(), id: app.world.id(), ..occasion.now() };
    let permit = permit(app, further);
    let beginning = Beginning { person, by, from, half: Some(half.session.id), once: None };
    Ok(Ok(begin(app, options, &permit, beginning).await?))
}

/// What is checked.
struct Shown<'a> {
    client: &'a str,
    user: &'a str,
    credential: Option<&'a str>,
    given: &'a Map<String, Value>,
    network: Option<Network>,
}

/// Whether it is right; if not, perhaps with the refusal that history remembers.
async fn check(
    app: &App,
    keeper: Keeper<'_>,
    number: i64,
    shown: Shown<'_>,
    occasion: Occasion,
) -> Result<Result<(), Option<Refusal>>, Refusal> {
    let Shown { client, user, credential, given, network } = shown;
    let caller = doorkeeper(app, client, occasion);
    let permit = caller.granted::<CredentialModify>()?.in_client(client)?;
    let kind = kind(number)?;
    let shows = Shows { kind, user, credential, given, from: network, extra: &[] };
    match Box::pin(verify(&permit, keeper, shows)).await {
        Ok(counted) if counted.success => Ok(Ok(())),
        Ok(_) => Ok(Err(None)),
        Err(refusal) if is_ours(&refusal) => Err(refusal),
        Err(refusal) => Ok(Err(Some(refusal))),
    }
}

/// Whether nothing is known because of us, and not because of what was shown.
const fn is_ours(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::TooMany { .. } | Refusal::Unavailable(_) | Refusal::Store(_) | Refusal::Failed(_))
}

/// The server as a caller who may check what people of one client show. Nobody calls yet.
fn doorkeeper(app: &App, client: &str, occasion: Occasion) -> Caller {
    let clients = ExtId::parse("client", client).into_iter().collect();
    let grant = Grant::new(Role::Root, ClientRoom::Only(clients));
    app.store.doorkeeper(Grants::new(vec![grant], RoleTable::standard()), occasion)
}

fn kind(number: i64) -> Result<&'static dyn Kind, Refusal> {
    let kind = CredentialType::from_number(number).and_then(CredentialType::kind);
    kind.ok_or_else(|| Refusal::Failed("a type of credentials is missing".to_owned()))
}

async fn credentials(app: &App, person: &SessionOwner, occasion: Occasion) -> Result<Vec<Credential<Own>>, Refusal> {
    let (client, user) = (person.client.ext_id.as_str(), person.user.ext_id.as_str());
    let caller = doorkeeper(app, client, occasion);
    let permit = caller.granted::<CredentialView>()?.in_client(client)?;
    let page = Page::read(Parameters::new([]))?;
    let all = found(permit.credentials(user, &page).await?, client, user)?.into_inner().items;
    Ok(all.into_iter().map(|one| one.at(permit.now())).collect())
}

/// The second factors among these that can be shown now. A passkey is none where the client has no relying party.
async fn offered(
    app: &App,
    keeper: Keeper<'_>,
    person: &SessionOwner,
    all: &[Credential<Own>],
    occasion: Occasion,
) -> Result<Factors, Refusal> {
    let now = occasion.at;
    let codes = factors(all, now);
    // What somebody else keeps, somebody else checks.
    let is_known = |one: &Credential<Own>| one.detail.text("authenticator").and_then(Authenticator::read).is_some();
    let is_passkey = |one: &Credential<Own>| one.detail.kind == CredentialType::FIDO2 && is_known(one);
    if !all.iter().any(|one| is_passkey(one) && works(one, now)) {
        return Ok(Factors { codes, passkey: None });
    }
    let (client, user) = (person.client.ext_id.as_str(), person.user.ext_id.as_str());
    let caller = doorkeeper(app, client, occasion);
    let permit = caller.granted_for::<CredentialView>(CredentialType::FIDO2)?.in_client(client)?;
    match begin_authentication(&permit, keeper, Some(user)).await {
        Ok(begun) => Ok(Factors { codes, passkey: Some(begun) }),
        Err(refusal) if is_ours(&refusal) => Err(refusal),
        Err(_) => Ok(Factors { codes, passkey: None }),
    }
}

fn works(one: &Credential<Own>, now: Timestamp) -> bool {
    one.state.is_usable() && one.validity.holds(now)
}

fn factors(all: &[Credential<Own>], now: Timestamp) -> Vec<Factor> {
    let is_factor =
        |one: &&Credential<Own>| matches!(one.detail.kind.number(), OATH | RECOVERY_CODE) && works(one, now);
    let mut factors: Vec<Factor> = all
        .iter()
        .filter(is_factor)
        .map(|one| Factor {
            kind: one.detail.kind,
            credential: one.ext_id.clone(),
            label: one.detail.text("label").map(str::to_owned),
        })
        .collect();
    factors.sort_by_key(Factor::is_recovery);
    factors
}
