//! Values of custom properties that are stored sealed.

use sigill_store::Seals;
use uuid::Uuid;

use super::seal::Vault;
use crate::world::World;

/// Seals them by the master key.
#[derive(Debug)]
pub(super) struct Values {
    pub(super) vault: Vault,
    pub(super) world: World,
}

impl Seals for Values {
    fn seal(&self, plain: &str, bound_to: Uuid) -> Result<String, String> {
        self.vault.seal(plain, bound_to, &self.world).map_err(|error| error.to_string())
    }

    fn open(&self, sealed: &str, bound_to: Uuid) -> Result<String, String> {
        self.vault.open(sealed, bound_to).map_err(|error| error.to_string())
    }
}
