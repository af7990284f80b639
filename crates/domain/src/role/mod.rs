//! The standard roles of the application `nevisIdm` and the rights they hold.
//!
//! The roles are documented (*Functional authorization: nevisIDM roles*); which right is in which
//! role is not published. The table below is Sigill's reading of the documented scope of each role;
//! a snapshot shows it as a matrix, so that a change of it is seen as one.

mod given;
mod table;

pub use self::given::{ForeignRole, GivenRole};
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

/// All of a list but some of it, of which `N` are left. What isn't in the list can't be left out: that doesn't compile.
const fn without<const N: usize>(all: &[Elementary], left_out: &[Elementary]) -> [Elementary; N] {
    let mut left = [Elementary::SelfAdmin; N];
    let (mut from, mut to) = (0, 0);
    while from < all.len() {
        let (mut other, mut is_left_out) = (0, false);
        while other < left_out.len() {
            is_left_out |= all[from] as u8 == left_out[other] as u8;
            other += 1;
        }
        if !is_left_out {
            left[to] = all[from];
            to += 1;
        }
        from += 1;
    }
    assert!(to == N);
    left
}

/// A list and more, `N` together.
const fn with<const N: usize>(some: &[Elementary], more: &[Elementary]) -> [Elementary; N] {
    let mut both = [Elementary::SelfAdmin; N];
    let mut to = 0;
    while to < N {
        both[to] = if to < some.len() { some[to] } else { more[to - some.len()] };
        to += 1;
    }
    assert!(N == some.len() + more.len());
    both
}

/// Everything but `SelfAdmin`, which is about oneself only.
const EVERYTHING: &[Elementary] = &[
    ClientCreate,
    ClientView,
    ClientModify,
    ClientDelete,
    UserCreate,
    UserView,
    UserModify,
    UserDelete,
    UserArchive,
    UserArchiveTechUser,
    UserCreateTechUser,
    LoginIdOverride,
    PolicyCreate,
    PolicyView,
    PolicyModify,
    PolicyDelete,
    PolicyConfigurationView,
    PropertyCreate,
    PropertyView,
    PropertyAllowedValueView,
    PropertyValueView,
    PropertyValueCreate,
    PropertyValueModify,
    PropertyValueDelete,
    PersonalQuestionCreate,
    PersonalQuestionView,
    PersonalQuestionModify,
    PersonalQuestionDelete,
    UnitCreate,
    UnitCreateTopUnit,
    UnitView,
    UnitModify,
    UnitDelete,
    CredentialCreate,
    CredentialView,
    CredentialModify,
    CredentialChangeState,
    CredentialDelete,
    CredentialSearch,
    UserSearch,
    ClientSearch,
    ApplicationSearch,
    UnitSearch,
    RoleSearch,
    DispatchTargetCreate,
    DispatchTargetView,
    DispatchTargetModify,
    DispatchTargetDelete,
    ProfileView,
    ProfileCreate,
    ProfileModify,
    ApplicationCreate,
    ProfileDelete,
    ApplicationView,
    ApplicationModify,
    ApplicationDelete,
    RoleCreate,
    RoleView,
    RoleModify,
    RoleDelete,
    EnterpriseRoleCreate,
    EnterpriseRoleView,
    EnterpriseRoleModify,
    EnterpriseRoleDelete,
    EnterpriseRoleMemberCreate,
    EnterpriseRoleMemberDelete,
    TermsCreate,
    TermsView,
    TermsModify,
    ConsentCreate,
    ConsentView,
    AuthorizationCreate,
    AuthorizationView,
    AuthorizationModify,
    AuthorizationDelete,
    AuthorizationUnitCreate,
    AuthorizationUnitView,
    AuthorizationUnitDelete,
    AuthorizationApplCreate,
    AuthorizationApplView,
    AuthorizationApplDelete,
    AuthorizationEnterpriseRoleCreate,
    AuthorizationEnterpriseRoleView,
    AuthorizationEnterpriseRoleDelete,
    HistoryErase,
    SignatureRequest,
    SignatureView,
];

const EVERYTHING_IN_A_CLIENT: &[Elementary] =
    &without::<{ EVERYTHING.len() - 3 }>(EVERYTHING, &[ClientCreate, ClientModify, ClientDelete]);

/// As the one before; and history is left as it is.
const EVERYTHING_BUT_HISTORY: &[Elementary] =
    &without::<{ EVERYTHING_IN_A_CLIENT.len() - 1 }>(EVERYTHING_IN_A_CLIENT, &[HistoryErase]);

const READ_ONLY: &[Elementary] = &[
    ClientView,
    UserView,
    PolicyView,
    PolicyConfigurationView,
    PropertyView,
    PropertyAllowedValueView,
    PropertyValueView,
    PersonalQuestionView,
    UnitView,
    CredentialView,
    CredentialSearch,
    UserSearch,
    ClientSearch,
    ApplicationSearch,
    UnitSearch,
    RoleSearch,
    ProfileView,
    ApplicationView,
    RoleView,
    EnterpriseRoleView,
    TermsView,
    ConsentView,
    AuthorizationView,
    AuthorizationUnitView,
    AuthorizationApplView,
    AuthorizationEnterpriseRoleView,
    SignatureView,
];

const APPLICATIONS_AND_PROPERTIES: &[Elementary] = &[
    ClientView,
    ClientSearch,
    ApplicationSearch,
    RoleSearch,
    PropertyCreate,
    PropertyView,
    PropertyAllowedValueView,
    PropertyValueView,
    PropertyValueCreate,
    PropertyValueModify,
    PropertyValueDelete,
    ApplicationCreate,
    ApplicationView,
    ApplicationModify,
    ApplicationDelete,
    RoleCreate,
    RoleView,
    RoleModify,
    RoleDelete,
];

const USERS_AND_CREDENTIALS: &[Elementary] = &[
    ClientView,
    UserCreate,
    UserView,
    UserModify,
    UserDelete,
    UserArchive,
    LoginIdOverride,
    PolicyView,
    PolicyConfigurationView,
    PropertyView,
    PropertyAllowedValueView,
    PropertyValueView,
    PropertyValueCreate,
    PropertyValueModify,
    PropertyValueDelete,
    PersonalQuestionView,
    UnitView,
    CredentialCreate,
    CredentialView,
    CredentialModify,
    CredentialChangeState,
    CredentialDelete,
    CredentialSearch,
    UserSearch,
    ClientSearch,
    ApplicationSearch,
    UnitSearch,
    RoleSearch,
    ProfileView,
    ProfileCreate,
    ProfileModify,
    ProfileDelete,
    ApplicationView,
    RoleView,
    EnterpriseRoleView,
    TermsView,
    ConsentCreate,
    ConsentView,
    AuthorizationView,
    AuthorizationUnitView,
    AuthorizationApplView,
    AuthorizationEnterpriseRoleView,
    SignatureView,
];

/// As the one before, with units, and giving roles.
const USERS_UNITS_AND_ROLES: &[Elementary] = &with::<{ USERS_AND_CREDENTIALS.len() + 13 }>(
    USERS_AND_CREDENTIALS,
    &[
        UnitCreate,
        UnitCreateTopUnit,
        UnitModify,
        UnitDelete,
        AuthorizationCreate,
        AuthorizationModify,
        AuthorizationDelete,
        AuthorizationUnitCreate,
        AuthorizationUnitDelete,
        AuthorizationApplCreate,
        AuthorizationApplDelete,
        AuthorizationEnterpriseRoleCreate,
        AuthorizationEnterpriseRoleDelete,
    ],
);

const HELPDESK: &[Elementary] = &[
    ClientView,
    UserView,
    UserModify,
    PolicyView,
    PolicyConfigurationView,
    PropertyView,
    PropertyAllowedValueView,
    PropertyValueView,
    PersonalQuestionView,
    UnitView,
    CredentialCreate,
    CredentialView,
    CredentialModify,
    CredentialChangeState,
    CredentialDelete,
    CredentialSearch,
    UserSearch,
    ClientSearch,
    UnitSearch,
    ProfileView,
    AuthorizationView,
    AuthorizationUnitView,
    AuthorizationApplView,
    AuthorizationEnterpriseRoleView,
    SignatureView,
];

const LOOK_UP_USERS: &[Elementary] = &[ClientView, ClientSearch, UserView, UserSearch];

/// Giving enterprise roles to profiles is to change these (*Create enterprise authorization*).
const GIVE_ENTERPRISE_ROLES: &[Elementary] =
    &[ClientView, ClientSearch, UserView, UserSearch, ProfileView, ProfileModify, EnterpriseRoleView];

/// As the one before, and making what is given.
const ENTERPRISE_ROLES: &[Elementary] = &with::<{ GIVE_ENTERPRISE_ROLES.len() + 9 }>(
    GIVE_ENTERPRISE_ROLES,
    &[
        EnterpriseRoleCreate,
        EnterpriseRoleModify,
        EnterpriseRoleDelete,
        EnterpriseRoleMemberCreate,
        EnterpriseRoleMemberDelete,
        ApplicationView,
        ApplicationSearch,
        RoleView,
        RoleSearch,
    ],
);

roles! {
    /// Everything.
    Root: EVERYTHING;
    /// Everything in the own client, but no administration of clients.
    ClientRoot: EVERYTHING_IN_A_CLIENT;
    /// Applications, roles, properties and property values.
    AppAdmin: APPLICATIONS_AND_PROPERTIES;
    MainAppOwner: LOOK_UP_USERS;
    AppOwner: LOOK_UP_USERS;
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
