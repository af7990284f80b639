//! From a token to a permit.

use http::{HeaderMap, header};
use sigill_app::{Caller, Denied, Everywhere, Permit, Refusal, Rooms};
use sigill_domain::right::{Elementary, Right};

use crate::path::PathIds;
use crate::refused::Refused;

/// Longest token that is looked at, in bytes.
const TOKEN_BYTES_MAX: usize = 8 * 1024;

/// The bearer token of a request (RFC 6750 §2.1): in exactly one header.
///
/// Another scheme is as good as no token.
pub(crate) fn bearer(headers: &HeaderMap) -> Result<&str, Refused> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = values.next() else { return Err(Refused::NoToken) };
    if values.next().is_some() {
        return Err(Refusal::Unauthenticated("several Authorization headers").into());
    }
    let value = value.to_str().map_err(|_| Refusal::Unauthenticated("the Authorization header isn't text"))?;
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Refused::NoToken);
    }
    match token.trim_matches(' ') {
        "" => Err(Refusal::Unauthenticated("the token is empty").into()),
        token if token.len() > TOKEN_BYTES_MAX => Err(Refusal::Unauthenticated("the token is too long").into()),
        token => Ok(token),
    }
}

/// What an operation needs, as its documentation says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Needs {
    /// `None`: a valid token suffices.
    pub(crate) right: Option<Elementary>,
    pub(crate) everywhere: bool,
    pub(crate) or_self: bool,
}

/// A permit in the arguments of a handler: what it proves is also what the operation's
/// documentation says that it needs.
pub(crate) trait Authorise: Sized + Send {
    fn authorise(caller: &Caller, path: &PathIds) -> Result<Self, Denied>;
    fn needs() -> Needs;
}

/// For the client that the path names.
impl<R: Right> Authorise for Permit<R> {
    fn authorise(caller: &Caller, path: &PathIds) -> Result<Self, Denied> {
        caller.granted::<R>()?.in_client(path.client())
    }

    fn needs() -> Needs {
        Needs { right: Some(R::RIGHT), everywhere: false, or_self: false }
    }
}

impl<R: Right> Authorise for Permit<R, Everywhere> {
    fn authorise(caller: &Caller, _: &PathIds) -> Result<Self, Denied> {
        caller.granted::<R>()?.everywhere()
    }

    fn needs() -> Needs {
        Needs { right: Some(R::RIGHT), everywhere: true, or_self: false }
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

/// Anyone with a valid token.
pub(crate) struct Anyone;

impl Authorise for Anyone {
    fn authorise(_: &Caller, _: &PathIds) -> Result<Self, Denied> {
        Ok(Self)
    }

    fn needs() -> Needs {
        Needs { right: None, everywhere: false, or_self: false }
    }
}
