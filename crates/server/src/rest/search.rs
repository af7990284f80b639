//! Search: a call of our own.

use sigill_app::{Permit, Rooms};
use sigill_domain::right::UserView;

use crate::answer::Shown;
use crate::call::Call;
use crate::document::Errors;
use crate::query::{Query, Searches};
use crate::refused::Refused;
use crate::wire::hit::Found;

/// Search for users
///
/// Finds users by a calling number in any notation, a login id, an external id of a user or a credential, an e-mail
/// address, an identificator, the serial number or SHA-256 fingerprint of a certificate, or the beginning of a name, in
/// all clients that the caller may see. A national number is read in the countries that client policies name
/// (`sigill.msisdn.country`); where none does, `hint` says so. It isn't cut into pages. Also needs AccessControl.CredentialSearch.
#[utoipa::path(
    get,
    path = "/search",
    tag = "Search",
    operation_id = "search",
    responses((status = 404, description = "The client doesn't exist.", body = Errors))
)]
pub(crate) async fn find(call: Call<Permit<UserView, Rooms>, Query<Searches>>) -> Result<Shown<Found>, Refused> {
    let found = sigill_app::search::find(&call.permit, call.body.given()).await?;
    Ok(Shown(Found::from(found)))
}
