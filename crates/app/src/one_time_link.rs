//! One-time links: whoever opens one gets a fresh secret of a technical user, once.

use sigill_domain::breach::Breach;
use sigill_domain::credential::DevicePassword;
use sigill_domain::credential::device_password::{LIFETIME_S_MAX, Link, LinkGone};
use sigill_domain::owner::Owner;
use sigill_domain::right::System;
use sigill_domain::time::Timestamp;
use sigill_store::{Everywhere, Occasion, Permit, Sought, Task, Within};

use crate::App;
use crate::attempt::{Decision, simply};
use crate::refusal::Refusal;
use crate::setup::ClientCredentials;
use crate::token::TechnicalUserId;

/// A link as its operator gets it.
pub struct IssuedLink {
    /// The secret is behind the `#`, which browsers send to nobody.
    pub url: String,
    /// Whose secret it fetches: `client/user`, as OAuth names the technical user.
    pub client_id: String,
    /// What the link holds: for whom, and until when.
    pub link: Link,
}

/// Makes a link for a technical user that is there.
///
/// # Errors
/// There is no such user, or the link would be good for longer than a day.
pub async fn issue(
    app: &App,
    id: &TechnicalUserId,
    lifetime_s: i64,
    occasion: Occasion,
) -> Result<IssuedLink, Refusal> {
    if !(1..=LIFETIME_S_MAX).contains(&lifetime_s) {
        return Err(invalid(format!(
            "expected a link that is good for 1 to {LIFETIME_S_MAX} seconds, got {lifetime_s}"
        )));
    }
    let permit = app.store.system(Task::OneTimeLink, occasion);
    let owner = permit.owner_of_device_password(&id.client, &id.user).await?;
    let owner = crate::sought::found(owner, &id.client, &id.user)?;
    if !permit.is_technical_and_active(owner.user.id).await? {
        return Err(invalid(format!(
            "the user {} of client {} is there, but no active technical user: it gets no secret",
            id.user, id.client
        )));
    }
    // To the second, as its token has it.
    let from_s = |s: i64| Timestamp::from_micros(s.saturating_mul(1_000_000));
    let (issued, happening) = (permit.now().seconds(), permit.happening());
    let link = Link {
        id: happening.id,
        user_id: owner.user.id,
        issued: from_s(issued),
        expires: from_s(issued.saturating_add(lifetime_s)),
    };
    let token = app.tokens.sign_link(id, &link).await?;
    Ok(IssuedLink { url: format!("{}#{token}", app.tokens.once_page()), client_id: id.to_string(), link })
}

/// Gives whoever has the token of a link a fresh secret, once on whichever node. With the secret, they are that user:
/// to hand out the link was to say so.
///
/// # Errors
/// [`Refusal::Gone`] where the link no longer serves; [`Refusal::Broken`] where the token is none of a link.
pub async fn redeem(app: &App, token: &str, occasion: Occasion) -> Result<ClientCredentials, Refusal> {
    let (id, link) = app.tokens.read_link(token, occasion.at).await.map_err(|refusal| match refusal {
        Refusal::Unauthenticated(_) => {
            invalid("token: expected the token of a one-time link of this server".to_owned())
        }
        other => other,
    })?;
    let permit = &app.store.system(Task::RedeemLink, occasion);
    permit.forget_used().await?;
    // Nothing is hashed for a link that doesn't serve.
    let found = look(permit, &id, &link).await?;
    found.owner.serves(&link, found.is_used, found.is_technical_and_active, permit.now())?;
    let secret = app.tokens.secrets().generate(&app.world);
    let hash = &app.tokens.secrets().hash(&app.world, &secret).await?;
    let (id, link) = (&id, &link);
    simply(permit, || {
        Box::pin(async move {
            let Found { owner, is_used, is_technical_and_active } = look(permit, id, link).await?;
            let earlier = owner.earlier::<DevicePassword>(permit.now()).await?;
            let secret = (hash.clone(), earlier.as_slice());
            let (_, change) = owner.issue_by(link, is_used, is_technical_and_active, secret, &permit.happening())?;
            Ok(Decision::Change((), owner.placed(change)))
        })
    })
    .await?;
    Ok(ClientCredentials { client_id: id.to_string(), client_secret: secret, existed: true })
}

/// What decides whether a link serves.
struct Found {
    owner: Within<System, Owner<DevicePassword>>,
    is_used: bool,
    is_technical_and_active: bool,
}

async fn look(permit: &Permit<System, Everywhere>, id: &TechnicalUserId, link: &Link) -> Result<Found, Refusal> {
    let sought = permit.owner_of_device_password(&id.client, &id.user).await?;
    let is_used = permit.is_used(link.id).await?;
    match sought {
        Sought::There(owner) => {
            let is_technical_and_active = permit.is_technical_and_active(owner.user.id).await?;
            Ok(Found { owner, is_used, is_technical_and_active })
        }
        _ if is_used => Err(LinkGone::Used.into()),
        _ => Err(LinkGone::NoUser.into()),
    }
}

fn invalid(why: String) -> Refusal {
    Refusal::Broken(vec![Breach::invalid(why)])
}
