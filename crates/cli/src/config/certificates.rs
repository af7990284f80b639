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
        let Some(roots) = &self.certificates.roots_file else {
            return match &self.certificates.crl_file {
                Some(_) => Err(wrong("certificates.crl_file", "expected certificates.roots_file, too".to_owned())),
                None => Ok(Authorities::default()),
            };
        };
        let lists = self.certificates.crl_file.as_ref().map(|path| text("certificates.crl_file", path)).transpose()?;
        read("certificates.roots_file", roots, lists.as_deref())
    }

    /// Who vouches for the makes of authenticators; nobody where no file is named.
    ///
    /// # Errors
    /// The file can't be read, or holds something else.
    pub(crate) fn attesters(&self) -> Result<Authorities, ConfigError> {
        let roots = self.fido2.roots_file.as_ref();
        roots.map_or_else(|| Ok(Authorities::default()), |roots| read("fido2.roots_file", roots, None))
    }
}

fn wrong(name: &str, why: String) -> ConfigError {
    ConfigError::Value { name: name.to_owned(), why }
}

fn text(name: &str, path: &str) -> Result<String, ConfigError> {
    let read = files::text(Path::new(path));
    read.map_err(|error| wrong(name, format!("{}: it can't be read: {error}", files::whole(path))))
}

fn read(name: &str, roots: &str, lists: Option<&str>) -> Result<Authorities, ConfigError> {
    Authorities::read(&text(name, roots)?, lists)
        .map_err(|error| wrong(name, format!("{}: {error}", files::whole(roots))))
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
        assert!(config.attesters().is_ok());
        config.fido2.roots_file = Some(path.display().to_string());
        let wrong = config.attesters().unwrap_err().to_string();
        assert!(wrong.contains("fido2.roots_file") && wrong.contains("expected at least one root"), "{wrong}");
    }
}
