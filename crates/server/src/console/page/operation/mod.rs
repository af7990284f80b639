//! What the installation does: providers, signing keys, jobs. It is the same for all clients, and so takes `ClientView`
//! for all of them.

pub(crate) mod jobs;
pub(crate) mod keys;
pub(crate) mod providers;

use sigill_app::{Denied, Everywhere, Permit};
use sigill_domain::right::ClientView;

use crate::console::visit::Visit;

/// Who may look at it.
fn must_operate(visit: &Visit) -> Result<(), Denied> {
    visit.permit::<Permit<ClientView, Everywhere>>().map(|_| ())
}
