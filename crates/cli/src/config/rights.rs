//! The operator's file of roles and their rights.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use sigill_domain::role::RoleTable;

use super::{Config, ConfigError};
use crate::files;

impl Config {
    /// The rights of every role: the standard ones, or as the operator's file changes them.
    ///
    /// # Errors
    /// The file can't be read, or holds a name that isn't one: each is told.
    pub(crate) fn roles(&self) -> Result<Arc<RoleTable>, ConfigError> {
        let Some(path) = &self.rights.file else { return Ok(RoleTable::standard()) };
        let whole = files::whole(path);
        let wrong = |why: String| ConfigError::Value { name: "rights.file".to_owned(), why: format!("{whole}: {why}") };
        let text = files::text(Path::new(path)).map_err(|error| wrong(format!("it can't be read: {error}")))?;
        let changes: BTreeMap<String, Vec<String>> = toml::from_str(&text).map_err(|error| {
            wrong(format!(
                "expected lines such as \"nevisIdm.Helpdesk\" = [\"AccessControl.UserView\"]: {}",
                error.message()
            ))
        })?;
        RoleTable::changed(&changes).map(Arc::new).map_err(|unknown| wrong(unknown.join("; ")))
    }
}

#[cfg(test)]
mod tests {
    use sigill_domain::role::Role;

    use super::*;

    fn roles(text: &str) -> Result<Arc<RoleTable>, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("roles.toml");
        std::fs::write(&path, text).unwrap();
        let mut config = Config::default();
        config.rights.file = Some(path.display().to_string());
        config.roles().map_err(|error| error.to_string().replace(&path.display().to_string(), "roles.toml"))
    }

    #[test]
    fn a_file_changes_the_roles_that_it_names() {
        let table = roles("\"nevisIdm.Helpdesk\" = ['AccessControl.CredentialView.MobileSignature']").unwrap();
        assert_eq!(table.rights(Role::Helpdesk).len(), 1);
        assert_eq!(table.rights(Role::Root), RoleTable::standard().rights(Role::Root));
        let unknown =
            "\"nevisIdm.Helpdesk\" = ['AccessControl.Fly', 'AccessControl.UserView.DevicePassword']\n\"a\" = []";
        insta::assert_snapshot!(roles(unknown).unwrap_err(), @r#"rights.file: roles.toml: "a" is no role; nevisIdm.Helpdesk: "AccessControl.Fly" is no elementary right; nevisIdm.Helpdesk: "AccessControl.UserView.DevicePassword" is no elementary right"#);
        assert!(roles("[a]\nb = 1").is_err());
        let mut config = Config::default();
        config.rights.file = Some("/nowhere".to_owned());
        assert!(config.roles().is_err());
    }
}
