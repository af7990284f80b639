//! Users.

use sigill_domain::breach::Breach;
use sigill_domain::change::Change;
use sigill_domain::list::{Listed, Parameters, UserQuery};
use sigill_domain::patch::Patch;
use sigill_domain::pattern::Source;
use sigill_domain::profile::NewProfile;
use sigill_domain::property::{Properties, Scope};
use sigill_domain::right::{Elementary, UserArchive, UserCreate, UserDelete, UserModify, UserView};
use sigill_domain::rooms::UnitPath;
use sigill_domain::user::{HeldUser, New, NewUser, PatchUser, User};
use sigill_domain::version::Expected;
use sigill_store::{Denied, Permit, Placed, Sought, Within};

use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::client::asked;
use crate::giving::tried;
use crate::refusal::Refusal;
use crate::sought::{found, found_client};
use crate::{defaults, patterns, property_value};

/// Registers a user with a default profile, which has what the client's profile policy gives.
pub async fn create(permit: &Permit<UserCreate>, new: &New, asked: &Asked<'_, User>) -> Result<Outcome<User>, Refusal> {
    create_named(permit, new, NamesDiffer::InCase, asked, |user| user).await
}

/// What tells two login ids of a client apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NamesDiffer {
    /// Their case, too.
    InCase,
    /// More than their case.
    InLetters,
}

/// As [`create`]; `made` is what is shown of it.
pub(crate) async fn create_named<T>(
    permit: &Permit<UserCreate>,
    new: &New,
    differ: NamesDiffer,
    asked: &Asked<'_, T>,
    made: fn(User) -> T,
) -> Result<Outcome<T>, Refusal> {
    further(permit, new)?;
    let outcome = attempt(permit, asked, || {
        Box::pin(async move {
            let sought = permit.new_user(new.ext_id.as_deref(), new.login_id.as_deref()).await?;
            if let Sought::Outside(_) = sought {
                return Err(Denied::Room(Elementary::UserCreate).into());
            }
            let mut client = prepared(permit, found_client(sought, permit.client().as_str())?, new).await?;
            if let (Some(login_id), NamesDiffer::InLetters, false) = (&new.login_id, differ, client.login_id_taken) {
                client.login_id_taken = client.has_login_id_in_any_case(login_id).await?;
            }
            let (registered, change) = client.register(new, asked.extra.to_vec(), &permit.happening())?;
            Ok(Decision::Change(made(property_value::shown(permit, registered.user)?), placed(&client, change)))
        })
    })
    .await?;
    Ok(tried(permit, outcome))
}

/// Two rights beside the one of the permit, each only for what it is about.
fn further(permit: &Permit<UserCreate>, new: &New) -> Result<(), Refusal> {
    let further = [
        (new.is_technical_user, Elementary::UserCreateTechUser),
        (new.login_id.is_some(), Elementary::LoginIdOverride),
    ];
    for (_, right) in further.into_iter().filter(|(is_needed, _)| *is_needed) {
        permit.also(right)?;
    }
    Ok(())
}

/// What else a decision on a new user needs.
async fn prepared(
    permit: &Permit<UserCreate>,
    mut client: Within<UserCreate, NewUser>,
    new: &New,
) -> Result<Within<UserCreate, NewUser>, Refusal> {
    if client.rules.mobile_unique
        && let Some(mobile) = &new.person.contacts.mobile
    {
        client.mobile_taken = permit.mobile_taken(&client, mobile).await?;
    }
    let phone = client.rules.phone.iter().map(Source::as_str).collect();
    patterns::ready(permit.client().as_str(), phone).await?;
    property_value::may_set(permit, &Properties::default(), &new.properties)?;
    client.defined =
        property_value::defined(permit, &client, &[Scope::USER], (&new.properties, permit.new_id())).await?;
    if let Some(mut defaults) = client.defaults.take() {
        defaults::tell(&client.client, &defaults, &defaults.without_unit());
        if !new.is_technical_user {
            let names = permit.policy_names_for(&client, &defaults.rules).await?;
            defaults::given(permit, &client.client, &mut defaults, &names);
        }
        client.defaults = Some(defaults);
    }
    Ok(client)
}

/// The units to which its roles are held must be where they were, since who may give them depends on it.
fn placed(client: &Within<UserCreate, NewUser>, change: Change<UserCreate>) -> Placed<UserCreate> {
    let units: Vec<UnitPath> = client.defaults.iter().flat_map(|defaults| defaults.units()).collect();
    client.placed(change).while_there(units)
}

/// Registers a user with the profile that is asked for, both or nothing. `ProfileCreate`, `UserView` and `UserModify` are
/// needed, too, where the profile is to be.
pub async fn create_identity(
    permit: &Permit<UserCreate>,
    (new, profile): (&New, &NewProfile),
    asked: &Asked<'_, User>,
) -> Result<Outcome<User>, Refusal> {
    further(permit, new)?;
    let outcome = attempt(permit, asked, || {
        Box::pin(async move {
            let wanted = (profile.ext_id.as_deref(), profile.unit_ext_id.as_deref());
            let ids = (new.ext_id.as_deref(), new.login_id.as_deref());
            let (sought, unit, is_taken) = permit.new_identity(ids, wanted).await?;
            if let Sought::Outside(_) = sought {
                return Err(Denied::Room(Elementary::UserCreate).into());
            }
            let client = found_client(sought, permit.client().as_str())?;
            property_value::must(&client, &[Elementary::ProfileCreate, Elementary::UserView, Elementary::UserModify])?;
            let client = prepared(permit, client, new).await?;
            let extra = asked.extra.to_vec();
            let (registered, change) = client.identity((new, profile), (unit, is_taken), extra, &permit.happening())?;
            Ok(Decision::Change(property_value::shown(permit, registered.user)?, placed(&client, change)))
        })
    })
    .await?;
    Ok(tried(permit, outcome))
}

/// A user.
pub async fn get(permit: &Permit<UserView>, user: &str) -> Result<User, Refusal> {
    let user = found(permit.user(user).await?, permit.client().as_str(), user)?;
    property_value::shown(permit, user.into_inner())
}

/// A page of the client's users: `sortBy`, `offset`, a filter per field, `continuationToken`, `limit`,
/// `returnTotalResultCount`. `ClientView` is needed, too. Names and e-mail addresses are compared
/// without case and accents, all else exactly.
///
/// A page may be shorter than its limit, or empty, and still have a token: then filters without an
/// index were tried on as many users as one request may (ADR 0009).
pub async fn list(permit: &Permit<UserView>, given: Parameters<'_>) -> Result<Listed<User>, Refusal> {
    permit.also(Elementary::ClientView)?;
    let query = asked(permit, UserQuery::read(given)).await?;
    let mut listed = found_client(permit.users(&query).await?, permit.client().as_str())?.into_inner();
    listed.items =
        listed.items.into_iter().map(|user| property_value::shown(permit, user)).collect::<Result<_, _>>()?;
    Ok(listed)
}

/// Archives a user with its profiles, and deletes its credentials. Done before, nothing happens.
pub async fn archive(permit: &Permit<UserArchive>, user: &str, asked: &Asked<'_, ()>) -> Result<Outcome<()>, Refusal> {
    permit.also(Elementary::UserView)?;
    let outcome = attempt(permit, asked, || {
        Box::pin(async move {
            let archivable = found(permit.archivable(user).await?, permit.client().as_str(), user)?;
            if archivable.user.is_technical {
                permit.also(Elementary::UserArchiveTechUser)?;
            }
            let standing = permit.standing_to(&archivable, !archivable.authorizations.is_empty()).await?;
            Ok(match archivable.archive(&standing, &permit.happening())? {
                Some(change) => Decision::Change((), archivable.placed(change)),
                None => Decision::Already(()),
            })
        })
    })
    .await?;
    Ok(property_value::tried(permit, user, outcome))
}

/// Changes a user by a merge patch. Who activates or prolongs one gives its roles, and who disables one or ends its
/// validity takes them; so they must be able to.
pub async fn modify(
    permit: &Permit<UserModify>,
    user: &str,
    patch: &PatchUser,
    asked: &Asked<'_, User>,
) -> Result<Outcome<User>, Refusal> {
    if !matches!(patch.login_id, Patch::Keep) {
        permit.also(Elementary::LoginIdOverride)?;
    }
    let outcome = attempt(permit, asked, || {
        Box::pin(async move {
            let login_id = match &patch.login_id {
                Patch::Set(login_id) => Some(login_id.as_str()),
                _ => None,
            };
            let held = found(permit.held_user(user, login_id).await?, permit.client().as_str(), user)?;
            decided(permit, held, patch, asked.extra.to_vec()).await
        })
    })
    .await?;
    Ok(property_value::tried(permit, user, outcome))
}

/// What becomes of a user by a patch, when that is known which was read of it.
pub(crate) async fn decided(
    permit: &Permit<UserModify>,
    mut held: Within<UserModify, HeldUser>,
    patch: &PatchUser,
    extra: Vec<Breach>,
) -> Result<Decision<User, UserModify>, Refusal> {
    let standing = permit.standing_to(&held, !held.authorizations.is_empty()).await?;
    if held.rules.mobile_unique
        && let Some(mobile) = patch.person["contacts"]["mobile"].as_str()
    {
        held.mobile_taken = permit.mobile_taken(&held, mobile).await?;
    }
    let phone = held.rules.phone.iter().map(Source::as_str).collect();
    patterns::ready(permit.client().as_str(), phone).await?;
    let wishes = patch.wishes(&held.user);
    if !wishes.is_empty() {
        held.user = property_value::opened(permit, held.user.clone())?;
        property_value::may_set(permit, &held.user.properties, &wishes)?;
        held.defined = property_value::defined(permit, &held, &[Scope::USER], (&wishes, held.user.id)).await?;
    }
    let (user, change) = held.modify(patch, extra, &standing, &permit.happening())?;
    let change = change.map(|change| held.placed(change));
    Ok(Decision::of(property_value::shown(permit, user)?, change))
}

/// Deletes a user with all that belongs to it. Its history stays. A technical one needs what archiving it needs.
pub async fn delete(
    permit: &Permit<UserDelete>,
    user: &str,
    expected: &Expected,
    asked: &Asked<'_, ()>,
) -> Result<Outcome<()>, Refusal> {
    let outcome = attempt(permit, asked, || {
        Box::pin(async move {
            let held = found(permit.held_user(user).await?, permit.client().as_str(), user)?;
            if held.user.is_technical {
                permit.also(Elementary::UserArchiveTechUser)?;
            }
            let standing = permit.standing_to(&held, !held.authorizations.is_empty()).await?;
            let change = held.delete(expected, &standing, &permit.happening())?;
            Ok(Decision::Change((), held.placed(change)))
        })
    })
    .await?;
    Ok(property_value::tried(permit, user, outcome))
}
