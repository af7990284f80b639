//! From a caller to a permit.

use std::marker::PhantomData;

use sigill_app::effective::LooksAtRights;
use sigill_app::query::Everything;
use sigill_app::sign_in::Looks;
use sigill_app::{Caller, Denied, Everywhere, First, OfApplications, Permit, Rooms};
use sigill_domain::credential::{CredentialType, Typed};
use sigill_domain::ext_id::ExtId;
use sigill_domain::right::{
    AuthorizationView, ClientSearch, CredentialView, Elementary, Right, SelfAdmin, SignatureRequest, SignatureView,
    UserView,
};

use crate::http::path::PathIds;

/// What an operation needs, as its documentation says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Needs {
    /// `None`: a valid token suffices.
    pub(crate) right: Option<Elementary>,
    /// For credentials of this type, for which the right may be held alone.
    pub(crate) of: Option<CredentialType>,
    pub(crate) everywhere: bool,
    pub(crate) or_self: bool,
    /// Oneself must show a second token.
    pub(crate) proof: bool,
    /// Rights that suffice together where it is only tried.
    pub(crate) to_try: &'static [Elementary],
}

impl Needs {
    /// One right, in the client that the path names.
    const fn one(right: Elementary) -> Self {
        Self { right: Some(right), of: None, everywhere: false, or_self: false, proof: false, to_try: &[] }
    }
}

/// A permit in the arguments of a handler: what it proves is also what the operation's
/// documentation says that it needs.
pub(crate) trait Authorise: Sized + Send {
    fn authorise(caller: &Caller, path: &PathIds) -> Result<Self, Denied>;
    fn needs() -> Needs;

    /// For a request that only tries what would be done.
    fn authorise_to_try(caller: &Caller, path: &PathIds) -> Result<Self, Denied> {
        Self::authorise(caller, path)
    }

    /// What the operation reads first.
    fn first(path: &PathIds) -> Option<First> {
        let _ = path;
        None
    }

    /// Whether the caller must still show a second token.
    fn must_be_proven(&self) -> bool {
        false
    }

    /// Whether the caller may wait for a person.
    fn waits() -> bool {
        false
    }
}

/// For the client that the path names.
impl<R: Right> Authorise for Permit<R> {
    fn authorise(caller: &Caller, path: &PathIds) -> Result<Self, Denied> {
        caller.granted::<R>()?.in_client(path.client())
    }

    fn needs() -> Needs {
        Needs::one(R::RIGHT)
    }
}

impl<R: Right> Authorise for Permit<R, Everywhere> {
    fn authorise(caller: &Caller, _: &PathIds) -> Result<Self, Denied> {
        caller.granted::<R>()?.everywhere()
    }

    fn needs() -> Needs {
        Needs { everywhere: true, ..Needs::one(R::RIGHT) }
    }
}

/// For applications in all clients: those of the caller's rooms.
impl<R: Right> Authorise for Permit<R, OfApplications> {
    fn authorise(caller: &Caller, _: &PathIds) -> Result<Self, Denied> {
        caller.granted::<R>()?.of_applications()
    }

    fn needs() -> Needs {
        Permit::<R, Everywhere>::needs()
    }
}

/// For whichever clients the caller may see, perhaps none.
impl<R: Right> Authorise for Permit<R, Rooms> {
    fn authorise(caller: &Caller, _: &PathIds) -> Result<Self, Denied> {
        Ok(caller.granted::<R>()?.in_rooms())
    }

    fn needs() -> Needs {
        Permit::<R>::needs()
    }
}

/// The right `R` for credentials of type `K` in the client that the path names, whole or for this type only; or
/// `SelfAdmin` where the path leads to the caller's own user.
pub(crate) struct OfTypeOrSelf<R, K>(pub(crate) Permit<R>, pub(crate) PhantomData<fn() -> K>);

impl<R: Right, K: Typed> Authorise for OfTypeOrSelf<R, K> {
    fn authorise(caller: &Caller, path: &PathIds) -> Result<Self, Denied> {
        caller
            .granted_of::<R, K>()
            .and_then(|granted| granted.in_client(path.client()))
            .or_else(|denied| caller.myself(path.client(), path.user()).ok_or(denied))
            .map(|permit| Self(permit, PhantomData))
    }

    fn needs() -> Needs {
        Needs { of: Some(K::TYPE), or_self: true, ..Permit::<R>::needs() }
    }
}

/// As `P`; and what the operation reads first is asked for together with the caller.
pub(crate) struct Foreseeing<P, F> {
    pub(crate) permit: P,
    first: PhantomData<fn() -> F>,
}

/// A read that is foreseen.
pub(crate) trait Reads {
    const FIRST: First;
}

/// Lists the credentials of the user.
pub(crate) struct Lists;

/// Shows the user.
pub(crate) struct ShowsUser;

impl Reads for Lists {
    const FIRST: First = First::Credentials;
}

impl Reads for ShowsUser {
    const FIRST: First = First::User;
}

impl<P: Authorise, F: Reads> Authorise for Foreseeing<P, F> {
    fn authorise(caller: &Caller, path: &PathIds) -> Result<Self, Denied> {
        Ok(Self { permit: P::authorise(caller, path)?, first: PhantomData })
    }

    fn needs() -> Needs {
        P::needs()
    }

    fn authorise_to_try(caller: &Caller, path: &PathIds) -> Result<Self, Denied> {
        Ok(Self { permit: P::authorise_to_try(caller, path)?, first: PhantomData })
    }

    fn first(_: &PathIds) -> Option<First> {
        Some(F::FIRST)
    }

    fn must_be_proven(&self) -> bool {
        self.permit.must_be_proven()
    }
}

/// As `P`; and the caller may wait for a person, in a place of those who do.
pub(crate) struct Awaiting<P>(pub(crate) P);

impl<P: Authorise> Authorise for Awaiting<P> {
    fn authorise(caller: &Caller, path: &PathIds) -> Result<Self, Denied> {
        P::authorise(caller, path).map(Self)
    }

    fn needs() -> Needs {
        P::needs()
    }

    fn waits() -> bool {
        true
    }
}

/// `SelfAdmin`, about the caller's own user, whom no path has to name.
pub(crate) struct Oneself {
    pub(crate) permit: Permit<SelfAdmin>,
    pub(crate) view: Permit<UserView>,
    pub(crate) user: ExtId,
}

impl Authorise for Oneself {
    fn authorise(caller: &Caller, _: &PathIds) -> Result<Self, Denied> {
        let denied = || Denied::Right(Elementary::SelfAdmin);
        let (permit, user) = caller.me().ok_or_else(denied)?;
        let (view, _) = caller.me().ok_or_else(denied)?;
        Ok(Self { permit, view, user })
    }

    fn needs() -> Needs {
        Permit::<SelfAdmin>::needs()
    }
}

/// The caller itself: a valid token suffices.
impl Authorise for Caller {
    fn authorise(caller: &Caller, _: &PathIds) -> Result<Self, Denied> {
        Ok(caller.clone())
    }

    fn needs() -> Needs {
        Anyone::needs()
    }
}

/// The right `R`, or `SelfAdmin` where the path leads to the caller's own user.
pub(crate) struct OrSelf<R>(pub(crate) Permit<R>);

impl<R: Right> Authorise for OrSelf<R> {
    fn authorise(caller: &Caller, path: &PathIds) -> Result<Self, Denied> {
        Permit::authorise(caller, path)
            .or_else(|denied| caller.myself(path.client(), path.user()).ok_or(denied))
            .map(Self)
    }

    fn needs() -> Needs {
        Needs { or_self: true, ..Permit::<R>::needs() }
    }
}

/// The right `R`, or `SelfAdmin` where the path leads to the caller's own user, and then with a second token.
pub(crate) struct OrProven<R> {
    pub(crate) permit: Permit<R>,
}

impl<R: Right> Authorise for OrProven<R> {
    fn authorise(caller: &Caller, path: &PathIds) -> Result<Self, Denied> {
        OrSelf::authorise(caller, path).map(|OrSelf(permit)| Self { permit })
    }

    fn needs() -> Needs {
        Needs { proof: true, ..OrSelf::<R>::needs() }
    }

    fn must_be_proven(&self) -> bool {
        self.permit.is_oneself()
    }
}

/// Asking a person for a signature; or only trying it, for who may see signatures and credentials.
pub(crate) enum AskOrTry {
    Ask(Permit<SignatureRequest>),
    Try(Permit<SignatureView>),
}

impl Authorise for AskOrTry {
    fn authorise(caller: &Caller, path: &PathIds) -> Result<Self, Denied> {
        Permit::authorise(caller, path).map(Self::Ask)
    }

    fn authorise_to_try(caller: &Caller, path: &PathIds) -> Result<Self, Denied> {
        if let Ok(permit) = Self::authorise(caller, path) {
            return Ok(permit);
        }
        Permit::<CredentialView>::authorise(caller, path)?;
        Permit::authorise(caller, path).map(Self::Try)
    }

    fn needs() -> Needs {
        let to_try = &[Elementary::SignatureView, Elementary::CredentialView];
        Needs { to_try, ..Permit::<SignatureRequest>::needs() }
    }
}

/// Everything that it takes to explain whether somebody can sign in: users, credentials and signatures are looked at.
pub(crate) struct LooksAtSignIn(pub(crate) Looks);

impl Authorise for LooksAtSignIn {
    fn authorise(caller: &Caller, path: &PathIds) -> Result<Self, Denied> {
        Ok(Self(Looks {
            user: Permit::authorise(caller, path)?,
            credentials: Permit::authorise(caller, path)?,
            signatures: Permit::authorise(caller, path)?,
        }))
    }

    fn needs() -> Needs {
        Permit::<UserView>::needs()
    }
}

/// Everything that it takes to explain what somebody may do: users, profiles and their roles are looked at.
pub(crate) struct LooksAtEffective(pub(crate) LooksAtRights);

impl Authorise for LooksAtEffective {
    fn authorise(caller: &Caller, path: &PathIds) -> Result<Self, Denied> {
        Ok(Self(LooksAtRights {
            authorizations: Permit::authorise(caller, path)?,
            users: Permit::authorise(caller, path)?,
            profiles: Permit::authorise(caller, path)?,
        }))
    }

    fn needs() -> Needs {
        Permit::<AuthorizationView>::needs()
    }
}

/// Everything that a query about all kinds of entities may find: of what the caller may not search nothing is found.
pub(crate) struct LooksForAll(pub(crate) Everything);

impl Authorise for LooksForAll {
    fn authorise(caller: &Caller, path: &PathIds) -> Result<Self, Denied> {
        Ok(Self(Everything {
            clients: Permit::authorise(caller, path)?,
            users: Permit::authorise(caller, path).ok(),
            applications: Permit::authorise(caller, path).ok(),
            units: Permit::authorise(caller, path).ok(),
            roles: Permit::authorise(caller, path).ok(),
        }))
    }

    fn needs() -> Needs {
        Permit::<ClientSearch, Rooms>::needs()
    }
}

/// Anyone with a valid token.
pub(crate) struct Anyone;

impl Authorise for Anyone {
    fn authorise(_: &Caller, _: &PathIds) -> Result<Self, Denied> {
        Ok(Self)
    }

    fn needs() -> Needs {
        Needs { right: None, ..Needs::one(Elementary::SelfAdmin) }
    }
}

#[cfg(test)]
mod tests;
