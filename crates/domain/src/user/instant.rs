//! Times as callers write them.

use crate::breach::Breach;
use crate::text;
use crate::time::Timestamp;

pub(crate) fn instant(field: &str, value: Option<&str>) -> Result<Option<Timestamp>, Breach> {
    let Some(value) = value else { return Ok(None) };
    Timestamp::parse(value).map(Some).ok_or_else(|| {
        Breach::invalid(format!("{field}: expected a time such as 2026-05-18T12:34:56Z, got {}", text::echo(value)))
    })
}
