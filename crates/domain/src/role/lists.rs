//! Which rights belong to the standard roles, one list for each that is needed.

use crate::right::Elementary::{self, *};

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
pub(super) const EVERYTHING: &[Elementary] = &[
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

pub(super) const EVERYTHING_IN_A_CLIENT: &[Elementary] =
    &without::<{ EVERYTHING.len() - 3 }>(EVERYTHING, &[ClientCreate, ClientModify, ClientDelete]);

/// As the one before; and history is left as it is.
pub(super) const EVERYTHING_BUT_HISTORY: &[Elementary] =
    &without::<{ EVERYTHING_IN_A_CLIENT.len() - 1 }>(EVERYTHING_IN_A_CLIENT, &[HistoryErase]);

pub(super) const READ_ONLY: &[Elementary] = &[
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

/// Giving and taking roles of applications, of which the rooms of the role say which; and finding to whom.
pub(super) const GIVE_ROLES_OF_APPLICATIONS: &[Elementary] = &[
    ClientView,
    ClientSearch,
    UserView,
    UserSearch,
    ProfileView,
    ApplicationView,
    ApplicationSearch,
    RoleView,
    RoleSearch,
    AuthorizationView,
    AuthorizationCreate,
    AuthorizationDelete,
];

/// As the one before, with rooms of applications: so it makes others who give.
pub(super) const GIVE_ROOMS_OF_APPLICATIONS: &[Elementary] = &with::<{ GIVE_ROLES_OF_APPLICATIONS.len() + 4 }>(
    GIVE_ROLES_OF_APPLICATIONS,
    &[AuthorizationModify, AuthorizationApplView, AuthorizationApplCreate, AuthorizationApplDelete],
);

/// As the one before, with the applications themselves.
pub(super) const APPLICATIONS_AND_PROPERTIES: &[Elementary] = &with::<{ GIVE_ROOMS_OF_APPLICATIONS.len() + 13 }>(
    GIVE_ROOMS_OF_APPLICATIONS,
    &[
        PropertyCreate,
        PropertyView,
        PropertyAllowedValueView,
        PropertyValueView,
        PropertyValueCreate,
        PropertyValueModify,
        PropertyValueDelete,
        ApplicationCreate,
        ApplicationModify,
        ApplicationDelete,
        RoleCreate,
        RoleModify,
        RoleDelete,
    ],
);

pub(super) const USERS_AND_CREDENTIALS: &[Elementary] = &[
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
pub(super) const USERS_UNITS_AND_ROLES: &[Elementary] = &with::<{ USERS_AND_CREDENTIALS.len() + 13 }>(
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

pub(super) const HELPDESK: &[Elementary] = &[
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

/// Giving enterprise roles to profiles is to change these (*Create enterprise authorization*).
pub(super) const GIVE_ENTERPRISE_ROLES: &[Elementary] =
    &[ClientView, ClientSearch, UserView, UserSearch, ProfileView, ProfileModify, EnterpriseRoleView];

/// As the one before, and making what is given.
pub(super) const ENTERPRISE_ROLES: &[Elementary] = &with::<{ GIVE_ENTERPRISE_ROLES.len() + 9 }>(
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
