//! Permits for credentials of the type that the route is about.

use sigill_app::{Caller, Denied, First, Permit};
use sigill_domain::credential::{Act, CredentialType, Holds, Kind, Oneself as MayOneself, SelfService};
use sigill_domain::right::{CredentialCreate, CredentialDelete, CredentialModify, CredentialView, Elementary, Right};

use crate::http::authorise::{Authorise, Needs};
use crate::http::path::PathIds;

/// What people may do with their own credentials instead of holding a right.
pub(crate) trait OnCredentials: Right {
    /// What is read first of the one that the path names.
    const FIRST: First;

    fn oneself(own: SelfService) -> MayOneself;
}

macro_rules! on_credentials {
    ($($right:ident = $member:ident, $first:ident;)*) => {$(
        impl OnCredentials for $right {
            const FIRST: First = First::$first;

            fn oneself(own: SelfService) -> MayOneself {
                own.$member
            }
        }
    )*};
}

on_credentials! {
    CredentialCreate = create, NewCredential;
    CredentialView = view, Credential;
    CredentialModify = modify, HeldCredential;
    CredentialDelete = delete, HeldCredential;
}

/// The right `R` for credentials of the type of the route, or `SelfAdmin` where the type lets people do it with their own.
pub(crate) struct OfKind<R> {
    pub(crate) permit: Permit<R>,
    pub(crate) kind: &'static dyn Kind,
    must_be_proven: bool,
}

impl<R: OnCredentials> Authorise for OfKind<R> {
    fn authorise(caller: &Caller, path: &PathIds) -> Result<Self, Denied> {
        let kind = path.kind().ok_or(Denied::Right(R::RIGHT))?;
        let form = kind.form();
        let by_right =
            caller.granted_for::<R>(CredentialType::of(form)).and_then(|granted| granted.in_client(path.client()));
        let oneself = R::oneself(form.oneself);
        match by_right {
            Ok(permit) => Ok(Self { permit, kind, must_be_proven: false }),
            Err(denied) if oneself == MayOneself::No => Err(denied),
            Err(denied) => {
                let permit = caller.myself(path.client(), path.user()).ok_or(denied)?;
                Ok(Self { permit, kind, must_be_proven: oneself == MayOneself::Proven })
            }
        }
    }

    fn needs() -> Needs {
        Permit::<R>::needs()
    }

    fn first(path: &PathIds) -> Option<First> {
        first(R::FIRST, path)
    }

    fn must_be_proven(&self) -> bool {
        self.must_be_proven
    }
}

/// The right `R` for credentials of the type of the route, whoever's they are: what people may do with their own doesn't
/// count.
pub(crate) struct OfKindByRight<R> {
    pub(crate) permit: Permit<R>,
    pub(crate) kind: &'static dyn Kind,
}

impl<R: Right> Authorise for OfKindByRight<R> {
    fn authorise(caller: &Caller, path: &PathIds) -> Result<Self, Denied> {
        let kind = path.kind().ok_or(Denied::Right(R::RIGHT))?;
        let permit = caller.granted_for(CredentialType::of(kind.form()))?.in_client(path.client())?;
        Ok(Self { permit, kind })
    }

    fn needs() -> Needs {
        Permit::<R>::needs()
    }

    /// Which one of several is meant, the path doesn't say, but mostly there is one.
    fn first(path: &PathIds) -> Option<First> {
        first(First::CheckedCredential, path)
    }
}

/// As [`OfKind`] for changing a credential by a call of its type's own, which says what people may do with their own.
pub(crate) struct OfActing {
    pub(crate) permit: Permit<CredentialModify>,
    pub(crate) kind: &'static dyn Kind,
    pub(crate) act: &'static Act,
}

impl Authorise for OfActing {
    fn authorise(caller: &Caller, path: &PathIds) -> Result<Self, Denied> {
        let denied = Denied::Right(Elementary::CredentialModify);
        let (Some(kind), Some(act)) = (path.kind(), path.act()) else { return Err(denied) };
        let of = CredentialType::of(kind.form());
        match caller.granted_for(of).and_then(|granted| granted.in_client(path.client())) {
            Ok(permit) => Ok(Self { permit, kind, act }),
            Err(denied) if act.oneself == MayOneself::No => Err(denied),
            Err(denied) => {
                let permit = caller.myself(path.client(), path.user()).ok_or(denied)?;
                Ok(Self { permit, kind, act })
            }
        }
    }

    fn needs() -> Needs {
        Permit::<CredentialModify>::needs()
    }

    fn first(path: &PathIds) -> Option<First> {
        first(First::HeldCredential, path)
    }

    fn must_be_proven(&self) -> bool {
        self.permit.is_oneself() && self.act.oneself == MayOneself::Proven
    }
}

/// What is read first: of one credential, or of those of a user.
fn first(of_one: First, path: &PathIds) -> Option<First> {
    let kind = path.kind().filter(|kind| !path.user().is_empty() && !kind.form().is_of_client)?;
    let is_list = path.credential().is_empty() && matches!(kind.form().holds, Holds::Many(_));
    Some(match of_one {
        First::Credential if is_list => First::Credentials,
        // What is sealed of it is shown to who could change it as well.
        First::Credential if kind.opens().is_some() => First::HeldCredential,
        other => other,
    })
}
