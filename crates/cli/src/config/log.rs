//! How the log is written.

use serde::Deserialize;
use serde::de::Deserializer;

use super::setting::Setting;

/// The form of log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    Json,
    Text,
}

impl Setting for Format {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    fn show(&self) -> Option<String> {
        Some(match self {
            Self::Json => "\"json\"".to_owned(),
            Self::Text => "\"text\"".to_owned(),
        })
    }
}
