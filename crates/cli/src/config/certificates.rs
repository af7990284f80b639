//! The authorities of people's certificates.

use std::path::Path;

use sigill_app::Authorities;

use super::{Config, ConfigError};
use crate::files;

impl Config {
    /// Who vouches for people's certificates; nobody where no file is named.
    ///
    /// # Errors
    /// A file can't be read, or holds something else; or there is one of what is revoked only.
    pub(crate) fn authorities(&self) -> Result<Authorities, ConfigError> {
        let wrong = |name: &str, why: String| ConfigError::Value { name: format!("certificates.{name}"), why };
        let text = |name: &str, path: &str| {
            let read = files::text(Path::new(path));
            read.map_err(|error| wrong(name, format!("{}: it can't be read: {error}", files::whole(path))))
        };
        let Some(roots) = &self.certificates.roots_file else {
            return match &self.certificates.crl_file {
                Some(_) => Err(wrong("crl_file", "expected certificates.roots_file, too".to_owned())),
                None => Ok(Authorities::default()),
            };
        };
        let lists = self.certificates.crl_file.as_ref().map(|path| text("crl_file", path)).transpose()?;
        Authorities::read(&text("roots_file", roots)?, lists.as_deref())
            .map_err(|error| wrong("roots_file", format!("{}: {error}", files::whole(roots))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authorities_are_read_or_what_is_wrong_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("roots.pem");
        let mut config = Config::default();
        assert!(config.authorities().is_ok());
        config.certificates.crl_file = Some("nowhere".to_owned());
        assert!(config.authorities().unwrap_err().to_string().contains("expected certificates.roots_file"));
        config.certificates.crl_file = None;
        config.certificates.roots_file = Some(path.display().to_string());
        assert!(config.authorities().unwrap_err().to_string().contains("it can't be read"));
        std::fs::write(&path, "no certificate").unwrap();
        assert!(config.authorities().unwrap_err().to_string().contains("expected at least one root"));
    }
}
