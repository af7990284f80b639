//! `GET /clients`.

use sigill_app::{Permit, Rooms};
use sigill_domain::right::ClientView;

use super::Client;
use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::listed::Listed;
use crate::http::query::{Pages, Query};
use crate::http::refused::Refused;

/// List the clients
///
/// A page of the clients that the caller may see, perhaps none.
#[utoipa::path(get, path = "/clients", tag = "Client", operation_id = "getClients")]
pub(crate) async fn handler(
    call: Call<Permit<ClientView, Rooms>, Query<Pages>>,
) -> Result<Shown<Listed<Client>>, Refused> {
    let listed = sigill_app::client::list(&call.permit, call.body.given()).await?;
    Ok(Shown(Listed::of(listed, Client::from)))
}
