//! What may somebody do, to whom, and why?

use sigill_domain::breach::Breach;
use sigill_domain::code::Code;
use sigill_domain::effective::{self, Effective, EffectiveQuestion, Target};
use sigill_domain::list::Parameters;
use sigill_domain::profile::HeldProfile;
use sigill_domain::right::{AuthorizationView, ProfileView, UserView};
use sigill_domain::role::RoleTable;
use sigill_domain::user::User;
use sigill_store::Permit;

use crate::refusal::Refusal;
use crate::sought::found;

/// The rights that it takes to look at somebody's rights, in one client.
#[derive(Debug)]
pub struct LooksAtRights {
    /// For the users: who may, and to whom.
    pub users: Permit<UserView>,
    /// For their profiles, and so their units.
    pub profiles: Permit<ProfileView>,
    /// For the roles.
    pub authorizations: Permit<AuthorizationView>,
}

/// The answer, and what was asked.
#[derive(Clone, Debug)]
pub struct ExplainedRights {
    /// Who may.
    pub person: User,
    /// To whom, where somebody was named.
    pub target: Option<Target>,
    /// Whether one right was asked about.
    pub is_of_one_right: bool,
    /// What follows.
    pub effective: Effective,
}

/// What `user` may do: to the user whom `for` names, or anywhere, and to what is of the `application` and the
/// `enterpriseRole` that are named; all of it, or the `right` that is named. A right that
/// was asked about and that nothing gives is in the answer, too.
///
/// What is read isn't read in one step: something may change in between, as it may right after the answer.
///
/// # Errors
/// [`Refusal::NoRecord`] where the user isn't there, or isn't for the caller; [`Refusal::Broken`] where the one whom `for`
/// names isn't.
pub async fn explain(
    looks: &LooksAtRights,
    table: &RoleTable,
    user: &str,
    given: Parameters<'_>,
) -> Result<ExplainedRights, Refusal> {
    let (at, client) = (looks.users.now(), looks.users.client().as_str());
    // A user that isn't there comes before what is wrong with the question.
    let person = found(looks.users.user(user).await?, client, user)?.into_inner();
    let listed = found(looks.profiles.profiles(user).await?, client, user)?.into_inner();
    let question = EffectiveQuestion::read(given)?;
    let target = match question.target.as_deref() {
        Some(target) => Some(who(looks, client, target).await?),
        None => None,
    };
    let mut profiles = Vec::with_capacity(listed.len());
    for held in listed {
        let ext_id = held.profile.ext_id.as_str();
        let held = found(looks.authorizations.held_profile(ext_id).await?, client, ext_id)?;
        let reached = held.authorizations.iter().filter(|one| looks.authorizations.reaches_authorization(&held, one));
        let authorizations = reached.cloned().collect();
        profiles.push(HeldProfile { authorizations, ..held.into_inner() });
    }
    let effective =
        effective::explain(&person, profiles, target.as_ref(), (question.right, &question.about), table, at);
    Ok(ExplainedRights { person, target, is_of_one_right: question.right.is_some(), effective })
}

/// Whom `for` names, with the units. Who may not be seen is as who isn't there.
async fn who(looks: &LooksAtRights, client: &str, target: &str) -> Result<Target, Refusal> {
    let unknown = |refusal| match refusal {
        Refusal::NoRecord(message) => {
            Refusal::Broken(vec![Breach::new(Code::MissingReferenceData, format!("for: {message}"))])
        }
        other => other,
    };
    let user = found(looks.users.user(target).await?, client, target).map_err(unknown)?.into_inner();
    let profiles = found(looks.profiles.profiles(target).await?, client, target).map_err(unknown)?;
    let units = profiles.units().await?;
    Ok(Target { client: looks.users.client().clone(), user: user.ext_id, units })
}
