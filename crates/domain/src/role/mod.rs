//! The standard roles of the application `nevisIdm` and the rights they hold.
//!
//! The roles are documented (*Functional authorization: nevisIDM roles*); which right is in which
//! role is not published. The table below is Sigill's reading of the documented scope of each role;
//! a snapshot shows it as a matrix, so that a change of it is seen as one.

mod given;
mod lists;
mod table;

pub use self::given::{ForeignRole, GivenRole};
use self::lists::{
    APPLICATIONS_AND_PROPERTIES, ENTERPRISE_ROLES, EVERYTHING, EVERYTHING_BUT_HISTORY, EVERYTHING_IN_A_CLIENT,
    GIVE_ENTERPRISE_ROLES, GIVE_ROLES_OF_APPLICATIONS, GIVE_ROOMS_OF_APPLICATIONS, HELPDESK, READ_ONLY,
    USERS_AND_CREDENTIALS, USERS_UNITS_AND_ROLES,
};
pub use self::table::{Held, RoleTable};
use crate::right::Elementary::{self, *};

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident: $rights:expr;)*) => {
        /// A role of the application `nevisIdm`, in the order of the documentation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Role { $(#[doc = concat!(" `nevisIdm.", stringify!($name), "`.")] $(#[$doc])* $name,)* }

        impl Role {
            /// All of them, each once, in their order here.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The name as tokens and authorizations spell it, `nevisIdm.<Role>`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => concat!("nevisIdm.", stringify!($name)),)* }
            }

            /// The rights of the role.
            #[must_use]
            pub const fn rights(self) -> &'static [Elementary] {
                match self { $(Self::$name => $rights,)* }
            }
        }
    };
}

roles! {
    /// Everything.
    Root: EVERYTHING;
    /// Everything in the own client, but no administration of clients.
    ClientRoot: EVERYTHING_IN_A_CLIENT;
    /// Applications, roles, properties and property values; gives rooms of applications, and so makes `MainAppOwner`s.
    AppAdmin: APPLICATIONS_AND_PROPERTIES;
    /// Gives roles of applications, with rooms of applications, and so makes `AppOwner`s.
    MainAppOwner: GIVE_ROOMS_OF_APPLICATIONS;
    /// Gives roles of applications.
    AppOwner: GIVE_ROLES_OF_APPLICATIONS;
    /// Like `UserAdmin`, plus units, and can make `UserAdmin`s.
    UserAndUnitAdmin: USERS_UNITS_AND_ROLES;
    /// Access to and creation of users and profiles.
    UserAdmin: USERS_AND_CREDENTIALS;
    /// Limited `UserAdmin`, but can handle credentials.
    Helpdesk: HELPDESK;
    /// Own data and credentials.
    SelfAdmin: &[Elementary::SelfAdmin];
    TemplateAdmin: &[ClientView, ClientSearch];
    /// Enterprise roles, their members, and who has them.
    EnterpriseRoleAdmin: ENTERPRISE_ROLES;
    /// Who has enterprise roles.
    EnterpriseRoleOwner: GIVE_ENTERPRISE_ROLES;
    /// Technical: batch jobs.
    BatchJobAdmin: &[];
    /// Technical: almost like `Root`; here, without creating, changing and deleting
    /// clients, and without erasing history.
    SoapTechAccess: EVERYTHING_BUT_HISTORY;
    /// Technical: the same, read only.
    SoapTechAccessReadOnly: READ_ONLY;
    /// Technical: no rights, a marker.
    TechUser: &[];
    /// Technical: acting for another user; nevisIdm roles are never inherited by it.
    Impersonator: &[];
}

impl Role {
    /// Whether the role lets its holder do what no elementary right says: then only who could make a `Root` may give
    /// it.
    #[must_use]
    pub const fn is_more_than_its_rights(self) -> bool {
        matches!(self, Self::Impersonator | Self::BatchJobAdmin)
    }

    /// Reads `nevisIdm.<Role>`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matrix_of_roles_and_rights_is_the_committed_one() {
        insta::assert_snapshot!(RoleTable::standard().matrix());
    }
}
