//! `DELETE /clients/{extId}`.

use sigill_app::Permit;
use sigill_domain::right::ClientDelete;

use crate::http::answer::NoContent;
use crate::http::call::Call;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Delete a client
///
/// From then on nothing of the client is found. What belonged to it is purged in the background; until that is done,
/// its external id and its name stay taken. Its history stays.
#[utoipa::path(delete, path = "/clients/{extId}", tag = "Client", operation_id = "deleteClient")]
pub(crate) async fn handler(call: Call<Permit<ClientDelete>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit, terms, server, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let outcome = sigill_app::client::delete(&permit, &expected, &show.asked(&terms, &[])).await?;
    server.died.notify_one();
    Ok(show.written(&terms, outcome))
}
