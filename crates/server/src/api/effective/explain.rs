//! `GET /{clientExtId}/users/{userExtId}/rights`.

use serde::Serialize;
use sigill_app::effective::{self, ExplainedRights};
use sigill_domain::effective::{EffectiveRight, Ground, HeldWhy, Target};
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;

use crate::http::answer::Shown;
use crate::http::authorise::LooksAtEffective;
use crate::http::call::Call;
use crate::http::query::{AskedOfRights, Query};
use crate::http::refused::Refused;
use crate::http::schema::one_of;

fn why() -> Object {
    one_of("Why its rights hold or don't.", HeldWhy::NAMES.into_iter()).build()
}

/// What a user may do, and why.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = EffectiveRights)]
pub(crate) struct Rights {
    #[schema(example = "helpdesk-1")]
    user_ext_id: String,
    /// To whom, where somebody was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "user-123", nullable = false)]
    for_user_ext_id: Option<String>,
    /// Whether the user may act at all: active, and valid now.
    acts: bool,
    /// For people: it can be read out. Where nobody acts as the user, why not; where one right was asked about, yes or no.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        example = "helpdesk-1 may: nevisIdm.Helpdesk holds in client client-123, in all of its units.",
        nullable = false
    )]
    sentence: Option<String>,
    /// All authorizations of the user.
    authorizations: Vec<Authorization>,
    /// Every right that any of them gives; or the one that was asked about.
    rights: Vec<OneRight>,
}

/// An authorization, and whether what it gives holds.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = EffectiveAuthorization)]
pub(crate) struct Authorization {
    #[schema(example = "authorization-123")]
    ext_id: String,
    #[schema(example = "profile-123")]
    profile_ext_id: String,
    #[schema(example = "nevisIdm.Helpdesk")]
    role_ext_id: String,
    holds: bool,
    #[schema(schema_with = why)]
    why: &'static str,
    /// The unit of its room in which, or below which, the other user is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "unit-123", nullable = false)]
    unit_ext_id: Option<String>,
    /// For people.
    #[schema(example = "nevisIdm.Helpdesk holds in client client-123, in all of its units.")]
    sentence: String,
}

/// A right, and which authorizations give it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = EffectiveRight)]
pub(crate) struct OneRight {
    #[schema(example = "AccessControl.CredentialView")]
    right: String,
    holds: bool,
    /// Those that give it here: one suffices.
    authorization_ext_ids: Vec<String>,
    /// Those that give it, but not here.
    elsewhere_ext_ids: Vec<String>,
}

impl Rights {
    fn of(explained: ExplainedRights) -> Self {
        let ExplainedRights { person, target, is_of_one_right, effective } = explained;
        let user = person.ext_id.to_string();
        let sentence = match effective.idle {
            Some(idle) => Some(idle.sentence().to_owned()),
            None if is_of_one_right => Some(yes_or_no(&user, target.as_ref(), &effective.grounds, &effective.rights)),
            None => None,
        };
        let acts = effective.idle.is_none();
        Self {
            user_ext_id: user,
            acts,
            sentence,
            authorizations: effective.grounds.iter().map(|ground| Authorization::of(ground, target.as_ref())).collect(),
            rights: effective.rights.into_iter().map(|right| OneRight::of(right, acts)).collect(),
            for_user_ext_id: target.map(|target| target.user.to_string()),
        }
    }
}

/// Whether the one right holds, by what, or by what it doesn't.
fn yes_or_no(user: &str, target: Option<&Target>, grounds: &[Ground], rights: &[EffectiveRight]) -> String {
    let told = |ext_id| {
        let ground = grounds.iter().find(|ground| Some(&ground.authorization.ext_id) == ext_id)?;
        Some(ground.why.sentence(ground.authorization.grant.role.as_str(), target))
    };
    let right = rights.first();
    let yes = right.and_then(|right| told(right.by.first()));
    let no = right.and_then(|right| told(right.elsewhere.first()));
    match (yes, no) {
        (Some(yes), _) => format!("{user} may: {yes}"),
        (None, Some(no)) => format!("{user} may not: {no}"),
        (None, None) => format!("{user} may not: no role of {user} gives this right."),
    }
}

impl Authorization {
    fn of(ground: &Ground, target: Option<&Target>) -> Self {
        let role = ground.authorization.grant.role.as_str();
        Self {
            ext_id: ground.authorization.ext_id.to_string(),
            profile_ext_id: ground.profile.to_string(),
            role_ext_id: role.to_owned(),
            holds: ground.why.holds(),
            why: ground.why.as_str(),
            unit_ext_id: match &ground.why {
                HeldWhy::InUnit(room, _) => Some(room.to_string()),
                _ => None,
            },
            sentence: ground.why.sentence(role, target),
        }
    }
}

impl OneRight {
    fn of(right: EffectiveRight, acts: bool) -> Self {
        let ext_ids = |all: Vec<_>| all.iter().map(ToString::to_string).collect();
        Self {
            right: right.held.to_string(),
            holds: acts && !right.by.is_empty(),
            authorization_ext_ids: ext_ids(right.by),
            elsewhere_ext_ids: ext_ids(right.elsewhere),
        }
    }
}

/// Explain what a user may do
///
/// Says which rights a user holds, and which authorization and room give each: for the user of the same client whom `for`
/// names, or anywhere; and for what is of the application or the enterprise role that `application` or `enterpriseRole`
/// names. `right` asks about one right, and is answered by a sentence that can be read out. Also needs
/// AccessControl.UserView and AccessControl.ProfileView, for both users. Whom the caller may not see is as who isn't there.
#[utoipa::path(get, path = "/{clientExtId}/users/{userExtId}/rights", tag = "Profile", operation_id = "explainRights")]
pub(crate) async fn handler(call: Call<LooksAtEffective, Query<AskedOfRights>>) -> Result<Shown<Rights>, Refused> {
    let Call { permit: LooksAtEffective(looks), path, body, server, .. } = call;
    let explained = effective::explain(&looks, &server.app.roles, path.user(), body.given()).await?;
    Ok(Shown(Rights::of(explained)))
}
