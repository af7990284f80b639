//! `DELETE /{clientExtId}/users/{userExtId}`.

use sigill_app::Permit;
use sigill_domain::right::UserDelete;

use crate::http::answer::NoContent;
use crate::http::call::Call;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Delete a user
///
/// Deletes the user with its profiles, roles and credentials. Its history stays. Also needs
/// AccessControl.UserArchiveTechUser for a technical user.
#[utoipa::path(delete, path = "/{clientExtId}/users/{userExtId}", tag = "User", operation_id = "deleteUser")]
pub(crate) async fn handler(call: Call<Permit<UserDelete>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let outcome = sigill_app::user::delete(&permit, path.user(), &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}
