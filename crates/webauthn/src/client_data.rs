//! Client data (*Web Authentication Level 3*, 5.8.1): for what and on which page the browser asked.

use serde::Deserialize;

/// Longest, in octets.
pub(crate) const LEN_MAX: usize = 8_192;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClientData {
    pub(crate) r#type: String,
    pub(crate) challenge: String,
    pub(crate) origin: String,
    /// Whether the page is in a frame of another origin.
    #[serde(default)]
    pub(crate) cross_origin: bool,
}

impl ClientData {
    pub(crate) fn read(octets: &[u8]) -> Result<Self, String> {
        if octets.len() > LEN_MAX {
            return Err(format!("expected at most {LEN_MAX} octets, got {}", octets.len()));
        }
        // Read as browsers decode UTF-8: without a mark at its beginning.
        let octets = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets);
        serde_json::from_slice(octets).map_err(|_| {
            "expected JSON with the members type, challenge and origin, each once, and crossOrigin".to_owned()
        })
    }
}
