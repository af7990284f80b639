//! The profile policy of a client.

use sigill_domain::client::ClientRef;
use sigill_domain::ext_id::ExtId;
use sigill_domain::policy::{Parameters, ProfileRules};
use sigill_domain::profile::Defaults;

use crate::column;
use crate::error::StoreError;
use crate::value::Cells;

/// `pp.ext_id, pp.parameters` of the client's default profile policy; `None` where it says nothing.
pub(crate) fn defaults(client: &ClientRef, cells: &mut Cells<'_>) -> Result<Option<Box<Defaults>>, StoreError> {
    let (policy, parameters): (Option<String>, Option<String>) = (cells.take()?, cells.take()?);
    let (Some(policy), Some(parameters)) = (policy, parameters.filter(|text| text != "{}")) else { return Ok(None) };
    let parameters: Parameters = column::json("a policy's parameters", &parameters)?;
    let rules = ProfileRules::read(ExtId::from_stored(policy), &client.ext_id, &parameters);
    Ok(Some(Box::new(Defaults::of(rules))))
}
