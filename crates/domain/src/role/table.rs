//! Which right is in which role: the standard table, or as the operator's file changes it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, LazyLock};

use super::Role;
use crate::credential::CredentialType;
use crate::right::Elementary;

/// An elementary right as a role holds it: whole, or for one type of credential only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// What may be done.
    pub right: Elementary,
    /// Only with credentials of this type; `None`: with all.
    pub only: Option<CredentialType>,
}

impl Held {
    /// Whether it suffices where `right` is needed: for credentials of the type `of`, if that is known.
    #[must_use]
    pub fn gives(self, right: Elementary, of: Option<CredentialType>) -> bool {
        self.gives_either(right, right.or(), of)
    }

    /// As [`Held::gives`], where `or` suffices instead of `right`: asked once for many.
    pub(crate) fn gives_either(self, right: Elementary, or: Option<Elementary>, of: Option<CredentialType>) -> bool {
        match self.only {
            None => self.right == right || or.is_some_and(|or| or == self.right),
            only => self.right == right && only == of,
        }
    }

    /// Reads `AccessControl.CredentialCreate` or `AccessControl.CredentialCreate.MobileSignature`.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let whole = |name: &str| Elementary::ALL.iter().copied().find(|right| right.as_str() == name);
        if let Some(right) = whole(name) {
            return Some(Self { right, only: None });
        }
        let (name, kind) = name.rsplit_once('.')?;
        let right = whole(name).filter(|right| right.is_about_credentials())?;
        let only = CredentialType::all().find(|only| only.name() == kind)?;
        Some(Self { right, only: Some(only) })
    }
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.right.as_str())?;
        self.only.map_or(Ok(()), |only| write!(f, ".{}", only.name()))
    }
}

/// The rights of every role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleTable {
    /// In the order of [`Role::ALL`].
    rights: Vec<Vec<Held>>,
}

impl RoleTable {
    /// The committed table.
    #[must_use]
    pub fn standard() -> Arc<Self> {
        static STANDARD: LazyLock<Arc<RoleTable>> = LazyLock::new(|| {
            let whole = |right: &Elementary| Held { right: *right, only: None };
            let rights = Role::ALL.iter().map(|role| role.rights().iter().map(whole).collect()).collect();
            Arc::new(RoleTable { rights })
        });
        Arc::clone(&STANDARD)
    }

    /// The standard table, but a role that `changes` names has exactly the rights that stand there.
    ///
    /// # Errors
    /// Every name that isn't one.
    pub fn changed(changes: &BTreeMap<String, Vec<String>>) -> Result<Self, Vec<String>> {
        let mut table = Self::clone(&Self::standard());
        let mut unknown = Vec::new();
        for (name, rights) in changes {
            let held: Vec<Held> = rights
                .iter()
                .filter_map(|right| {
                    let held = Held::parse(right);
                    if held.is_none() {
                        unknown.push(format!("{name}: {right:?} is no elementary right"));
                    }
                    held
                })
                .collect();
            match Role::parse(name).and_then(|role| table.rights.get_mut(role as usize)) {
                Some(rights) => *rights = held,
                None => unknown.push(format!("{name:?} is no role")),
            }
        }
        if unknown.is_empty() { Ok(table) } else { Err(unknown) }
    }

    /// What the holders of the role may do, where they hold it.
    #[must_use]
    pub fn rights(&self, role: Role) -> &[Held] {
        self.rights.get(role as usize).map_or(&[], Vec::as_slice)
    }

    /// The roles that give `right`, for credentials of the type `of`, if that is known.
    pub fn roles_with(&self, right: Elementary, of: Option<CredentialType>) -> impl Iterator<Item = Role> {
        let or = right.or();
        let gives = move |role: &Role| self.rights(*role).iter().any(|held| held.gives_either(right, or, of));
        Role::ALL.iter().copied().filter(gives)
    }

    /// Every right with the roles that hold it, a line each.
    #[must_use]
    pub fn matrix(&self) -> String {
        let mut all: Vec<Held> = Elementary::ALL.iter().map(|right| Held { right: *right, only: None }).collect();
        for held in self.rights.iter().flatten().filter(|held| held.only.is_some()) {
            if !all.contains(held) {
                all.push(*held);
            }
        }
        all.sort_by_key(|held| (held.right, held.only.map(CredentialType::name)));
        let mut matrix = String::new();
        for held in all {
            let holders = Role::ALL.iter().filter(|role| self.rights(**role).contains(&held));
            let names: Vec<_> = holders.map(|role| role.as_str().trim_start_matches("nevisIdm.")).collect();
            matrix.push_str(&format!("{:<40} {}\n", held.to_string(), names.join(" ")));
        }
        matrix
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(role: &str, rights: &[&str]) -> Result<RoleTable, Vec<String>> {
        let rights = rights.iter().map(|right| (*right).to_owned()).collect();
        RoleTable::changed(&BTreeMap::from([(role.to_owned(), rights)]))
    }

    #[test]
    fn a_role_that_is_named_has_exactly_the_rights_that_stand_there() {
        let table = changed("nevisIdm.Helpdesk", &["AccessControl.CredentialCreate.MobileSignature"]).unwrap();
        let shown: Vec<_> = table.rights(Role::Helpdesk).iter().map(Held::to_string).collect();
        assert_eq!(shown, ["AccessControl.CredentialCreate.MobileSignature"]);
        assert_eq!(table.rights(Role::Root), RoleTable::standard().rights(Role::Root));
        assert!(table.matrix().contains("AccessControl.CredentialCreate.MobileSignature Helpdesk\n"));
        assert_eq!(changed("nevisIdm.Helpdesk", &[]).unwrap().rights(Role::Helpdesk), []);
    }

    #[test]
    fn every_name_that_is_none_is_told() {
        for (role, right) in [
            ("nevisIdm.Helpdesk", "AccessControl.Everything"),
            ("nevisIdm.Helpdesk", "CredentialCreate"),
            ("nevisIdm.Helpdesk", "AccessControl.CredentialCreate.Retina"),
            ("nevisIdm.Helpdesk", "AccessControl.UserCreate.MobileSignature"),
            ("nevisIdm.Helpdesk", "AccessControl.CredentialCreate."),
            ("Helpdesk", "AccessControl.CredentialCreate"),
        ] {
            let told = changed(role, &[right]).unwrap_err();
            assert!(told.len() == 1 && told[0].contains(if role == "Helpdesk" { role } else { right }), "{told:?}");
        }
    }

    #[test]
    fn the_whole_right_implies_those_for_one_type() {
        let (create, mobile) = (Elementary::CredentialCreate, Some(CredentialType::MOBILE_SIGNATURE));
        let whole = Held { right: create, only: None };
        let part = Held { right: create, only: mobile };
        assert!(whole.gives(create, None) && whole.gives(create, mobile));
        assert!(part.gives(create, mobile));
        assert!(!part.gives(create, None) && !part.gives(create, Some(CredentialType::DEVICE_PASSWORD)));
        assert!(!part.gives(Elementary::CredentialView, mobile));
    }
}
