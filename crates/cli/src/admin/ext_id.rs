//! External ids on the command line.

use sigill_domain::ext_id::ExtId;

/// Reads one.
///
/// # Errors
/// What was expected.
pub(super) fn read(text: &str) -> Result<ExtId, String> {
    ExtId::parse("an external id", text).map_err(|breach| breach.message)
}
