//! `GET /clients/{extId}`.

use sigill_app::Permit;
use sigill_domain::right::ClientView;

use super::Client;
use crate::http::answer::Found;
use crate::http::call::Call;
use crate::http::refused::Refused;

/// Get a client
#[utoipa::path(get, path = "/clients/{extId}", tag = "Client", operation_id = "getClient")]
pub(crate) async fn handler(call: Call<Permit<ClientView>>) -> Result<Found<Client>, Refused> {
    Ok(Found(sigill_app::client::get(&call.permit).await?.into()))
}
