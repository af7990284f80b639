//! Elementary rights.
//!
//! A right is an entry of [`Elementary`] and a marker type of the same name, so that a function can
//! demand it in its signature: `Permit<CredentialCreate>`.

/// An elementary right as a type.
pub trait Right: Send + Sync + 'static {
    /// The same right as a value.
    const RIGHT: Elementary;
}

macro_rules! rights {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        /// The elementary rights, spelled `AccessControl.<Right>` on the wire.
        ///
        /// Source: *Appendix A, Tables: Elementary Rights* and the permissions named on each API page.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Elementary { $(#[doc = concat!(" `AccessControl.", stringify!($name), "`.")] $(#[$doc])* $name,)* }

        impl Elementary {
            /// All of them, each once, in their order here.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Whether a role can hold it for one type of credential only.
            #[must_use]
            pub const fn is_about_credentials(self) -> bool {
                matches!(
                    self,
                    Self::CredentialCreate
                        | Self::CredentialView
                        | Self::CredentialModify
                        | Self::CredentialChangeState
                        | Self::CredentialDelete
                        | Self::CredentialSearch
                )
            }

            /// The right that suffices in its place, where there is one (*List dispatch targets*).
            #[must_use]
            pub const fn or(self) -> Option<Self> {
                match self {
                    Self::DispatchTargetCreate => Some(Self::CredentialCreate),
                    Self::DispatchTargetView => Some(Self::CredentialView),
                    Self::DispatchTargetModify => Some(Self::CredentialModify),
                    Self::DispatchTargetDelete => Some(Self::CredentialDelete),
                    _ => None,
                }
            }

            /// The wire spelling.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => concat!("AccessControl.", stringify!($name)),)* }
            }
        }

        $(
            #[doc = concat!(" `AccessControl.", stringify!($name), "`.")]
            $(#[$doc])*
            #[derive(Clone, Copy, Debug)]
            pub struct $name;
            impl Right for $name { const RIGHT: Elementary = Elementary::$name; }
        )*
    };
}

rights! {
    /// Acting on one's own data and credentials.
    SelfAdmin;
    ClientCreate;
    ClientView;
    ClientModify;
    ClientDelete;
    UserCreate;
    UserView;
    UserModify;
    UserDelete;
    UserArchive;
    /// Needed besides `UserArchive` for a technical user.
    UserArchiveTechUser;
    /// Needed besides `UserCreate` for a technical user.
    UserCreateTechUser;
    /// Needed besides `UserCreate` to choose a login id.
    LoginIdOverride;
    PolicyCreate;
    PolicyView;
    PolicyModify;
    PolicyDelete;
    PolicyConfigurationView;
    PropertyCreate;
    PropertyView;
    PropertyAllowedValueView;
    PropertyValueView;
    PropertyValueCreate;
    PropertyValueModify;
    PropertyValueDelete;
    PersonalQuestionCreate;
    PersonalQuestionView;
    PersonalQuestionModify;
    PersonalQuestionDelete;
    UnitCreate;
    /// Needed besides `UnitCreate` for a unit without one above it.
    UnitCreateTopUnit;
    UnitView;
    UnitModify;
    UnitDelete;
    CredentialCreate;
    CredentialView;
    CredentialModify;
    CredentialChangeState;
    CredentialDelete;
    CredentialSearch;
    /// Finding users by queries; so for the next four, each for what it names.
    UserSearch;
    ClientSearch;
    ApplicationSearch;
    UnitSearch;
    RoleSearch;
    /// Of dispatch targets and app attestations; who holds `CredentialCreate` holds it, too.
    DispatchTargetCreate;
    /// As `CredentialView`.
    DispatchTargetView;
    /// As `CredentialModify`.
    DispatchTargetModify;
    /// As `CredentialDelete`.
    DispatchTargetDelete;
    ProfileView;
    ProfileCreate;
    ProfileModify;
    ApplicationCreate;
    ProfileDelete;
    ApplicationView;
    ApplicationModify;
    ApplicationDelete;
    RoleCreate;
    RoleView;
    RoleModify;
    RoleDelete;
    EnterpriseRoleCreate;
    EnterpriseRoleView;
    EnterpriseRoleModify;
    EnterpriseRoleDelete;
    /// Making a role a member of an enterprise role.
    EnterpriseRoleMemberCreate;
    EnterpriseRoleMemberDelete;
    TermsCreate;
    TermsView;
    TermsModify;
    ConsentCreate;
    ConsentView;
    /// Giving a user a role; only such rights as the giver holds, and only where.
    AuthorizationCreate;
    AuthorizationView;
    /// Changing where a role of a user holds; as much as giving and taking the difference.
    AuthorizationModify;
    AuthorizationDelete;
    /// Putting a unit into the room of an authorization; as much as giving the role there.
    AuthorizationUnitCreate;
    /// Seeing the units of the room of an authorization one by one.
    AuthorizationUnitView;
    /// Taking a unit out of the room of an authorization; as much as taking the role there.
    AuthorizationUnitDelete;
    /// Putting an application into the room of an authorization; as much as giving the role there.
    AuthorizationApplCreate;
    /// Seeing the applications of the room of an authorization one by one.
    AuthorizationApplView;
    /// Taking an application out of the room of an authorization; as much as taking the role there.
    AuthorizationApplDelete;
    /// Putting an enterprise role into the room of an authorization; as much as giving the role there.
    AuthorizationEnterpriseRoleCreate;
    /// Seeing the enterprise roles of the room of an authorization one by one.
    AuthorizationEnterpriseRoleView;
    /// Taking an enterprise role out of the room of an authorization; as much as taking the role there.
    AuthorizationEnterpriseRoleDelete;
    /// Sigill's own: removing from history what it tells of a person; never of oneself.
    HistoryErase;
    /// Sigill's own: asking a person for a signature.
    SignatureRequest;
    /// Sigill's own: seeing signatures that were asked for.
    SignatureView;
}

/// A right under which values of custom properties are set, and so their definitions are read.
pub trait SetsProperties: Right {}

/// A right under which it is looked at what asking a person for a signature would come to.
pub trait LooksAtSigning: Right {}

impl LooksAtSigning for SignatureRequest {}
impl LooksAtSigning for SignatureView {}

impl SetsProperties for UserCreate {}
impl SetsProperties for UserModify {}
impl SetsProperties for CredentialCreate {}
impl SetsProperties for CredentialModify {}
impl SetsProperties for UnitModify {}
impl SetsProperties for ProfileModify {}
impl SetsProperties for EnterpriseRoleModify {}
impl SetsProperties for ApplicationModify {}
impl SetsProperties for RoleModify {}

/// What the server itself needs: migrations, first set-up, jobs. No role holds it and no token
/// gives it; only [`crate::caller::Identity::system`] does.
#[derive(Clone, Copy, Debug)]
pub struct System;
