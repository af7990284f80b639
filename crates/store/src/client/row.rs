//! What is kept of a client.

use sigill_domain::client::{Client, ClientRef};
use sigill_domain::policy::{ClientRules, Parameters};

use crate::column;
use crate::error::StoreError;
use crate::row::row;
use crate::value::Cells;

row! {
    impl Client in client { id, ext_id, created; name, display_name, remarks, version, modified }
}

row! {
    impl ClientRef in client { id, ext_id, name; }
}

/// `c.rules_rev`, and the parameters of the client's policy; `NULL` where it has none.
pub(crate) fn rules(cells: &mut Cells<'_>) -> Result<ClientRules, StoreError> {
    let rev = cells.take()?;
    let parameters: Option<Parameters> = column::take(cells)?;
    Ok(ClientRules { rev, ..ClientRules::read(&parameters.unwrap_or_default()) })
}
