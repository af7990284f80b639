//! `POST /{clientExtId}/users/{userExtId}/archive`.

use sigill_app::Permit;
use sigill_domain::right::UserArchive;

use crate::http::answer::NoContent;
use crate::http::call::Call;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Archive a user
///
/// Archives the user and its profiles, and deletes its credentials. An archived user stays archived; archiving it again
/// changes nothing. Also needs AccessControl.UserView, and AccessControl.UserArchiveTechUser for a technical user.
#[utoipa::path(post, path = "/{clientExtId}/users/{userExtId}/archive", tag = "User", operation_id = "archiveUser")]
pub(crate) async fn handler(call: Call<Permit<UserArchive>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let outcome = sigill_app::user::archive(&permit, path.user(), &asked).await?;
    Ok(show.written(&terms, outcome))
}
