//! The operator's file of passwords that are refused.

use std::path::Path;

use sigill_domain::credential::Dictionary;

use super::{Config, ConfigError};
use crate::files;

/// Longest file, in bytes: what is looked through has an end.
const BYTES_MAX: usize = 32 * 1024 * 1024;

impl Config {
    /// Passwords that many people choose; `None`: the list that ships.
    ///
    /// # Errors
    /// The file can't be read, is too long, or has no password in it.
    pub(crate) fn dictionary(&self) -> Result<Option<Dictionary>, ConfigError> {
        let Some(path) = &self.passwords.dictionary_file else { return Ok(None) };
        let whole = files::whole(path);
        let wrong = |why: String| ConfigError::Value {
            name: "passwords.dictionary_file".to_owned(),
            why: format!("{whole}: {why}"),
        };
        let text = files::text(Path::new(path)).map_err(|error| wrong(format!("it can't be read: {error}")))?;
        if text.len() > BYTES_MAX {
            return Err(wrong(format!("expected at most {BYTES_MAX} bytes, got {}", text.len())));
        }
        if text.trim().is_empty() {
            return Err(wrong("expected passwords, one a line, got none".to_owned()));
        }
        Ok(Some(Dictionary::of_lines(&text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_takes_the_place_of_the_list_that_ships() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("words.txt");
        let mut config = Config::default();
        assert!(config.dictionary().unwrap().is_none());
        config.passwords.dictionary_file = Some(path.display().to_string());
        assert!(config.dictionary().unwrap_err().to_string().contains("it can't be read"));
        std::fs::write(&path, "\n \n").unwrap();
        assert!(config.dictionary().unwrap_err().to_string().contains("got none"));
        std::fs::write(&path, "Sonnenschein\nRegenbogen\n").unwrap();
        assert_eq!(format!("{:?}", config.dictionary().unwrap()), "Some(Dictionary(2))");
    }
}
