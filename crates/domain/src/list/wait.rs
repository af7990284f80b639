//! How long a caller wants to wait for an answer that isn't there yet.

use super::Parameters;
use crate::breach::Breach;

/// The longest wait, in seconds.
pub const WAIT_S_MAX: u32 = 60;

/// Reads `wait`, in seconds; absent, nobody waits.
///
/// # Errors
/// Every parameter that is unknown or has a value that can't be.
pub fn wait_s(mut given: Parameters<'_>) -> Result<u32, Vec<Breach>> {
    let seconds = given.number("wait", WAIT_S_MAX);
    given.finish("wait")?;
    Ok(seconds.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_up_to_a_minute() {
        let read = |pairs: &[(&'static str, &'static str)]| wait_s(Parameters::new(pairs.iter().copied())).ok();
        assert_eq!(read(&[]), Some(0));
        assert_eq!(read(&[("wait", "60")]), Some(60));
        for wrong in [("wait", "61"), ("wait", "-1"), ("wait", "x"), ("wiat", "1")] {
            assert_eq!(read(&[wrong]), None, "{wrong:?}");
        }
    }
}
