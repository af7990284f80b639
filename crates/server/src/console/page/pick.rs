//! What fields suggest: units and roles, as far as the caller sees them.

use sigill_app::{Permit, unit};
use sigill_domain::list::{LIMIT_MAX, Parameters};
use sigill_domain::right::UnitView;
use sigill_domain::role::Role;

use crate::console::part::Entry;
use crate::console::visit::Visit;

/// Longest external ids.
const ID_MAX: usize = 50;

/// A unit of the client that the path names, by its id; with those that the caller sees.
pub(crate) async fn units(visit: &Visit) -> Entry {
    let limit = LIMIT_MAX.to_string();
    let listed = match visit.permit::<Permit<UnitView>>() {
        Ok(permit) => unit::list(&permit, Parameters::new([("limit", limit.as_str())])).await.ok(),
        Err(_) => None,
    };
    let units = listed.map(|listed| listed.items).unwrap_or_default();
    Entry::Among(ID_MAX, units.into_iter().map(|unit| (unit.ext_id.to_string(), unit.hierarchical_name)).collect())
}

/// A role, by its name; with those of this server's own.
pub(crate) fn roles() -> Entry {
    Entry::Among(200, Role::ALL.iter().map(|role| (role.as_str().to_owned(), String::new())).collect())
}
