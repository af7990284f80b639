//! What is told of what an operation needs.

use sigill_domain::credential::MobileSignature;
use sigill_domain::right::CredentialDelete;

use super::*;

#[test]
fn what_an_operation_needs_is_told_as_it_is_checked() {
    let one = Needs::one(Elementary::CredentialDelete);
    assert_eq!(Permit::<CredentialDelete>::needs(), one);
    assert_eq!(Permit::<CredentialDelete, Rooms>::needs(), one);
    assert_eq!(Permit::<CredentialDelete, Everywhere>::needs(), Needs { everywhere: true, ..one });
    assert_eq!(OrSelf::<CredentialDelete>::needs(), Needs { or_self: true, ..one });

    let or_self = Needs { of: Some(CredentialType::MOBILE_SIGNATURE), or_self: true, ..one };
    assert_eq!(OfTypeOrSelf::<CredentialDelete, MobileSignature>::needs(), or_self);
    assert_eq!(Foreseeing::<OrSelf<CredentialDelete>, Lists>::needs(), Needs { or_self: true, ..one });

    let to_try = &[Elementary::SignatureView, Elementary::CredentialView][..];
    assert_eq!(AskOrTry::needs(), Needs { to_try, ..Needs::one(Elementary::SignatureRequest) });
    assert_eq!(Oneself::needs(), Needs::one(Elementary::SelfAdmin));
    assert_eq!((Anyone::needs().right, Caller::needs().right), (None, None));
}

/// Whether it must be proven.
#[derive(Debug)]
struct Proven(bool);

impl Authorise for Proven {
    fn authorise(_: &Caller, _: &PathIds) -> Result<Self, Denied> {
        Ok(Self(true))
    }

    fn needs() -> Needs {
        Anyone::needs()
    }

    fn must_be_proven(&self) -> bool {
        self.0
    }
}

#[test]
fn what_is_foreseen_changes_nothing_about_a_second_token() {
    for is in [true, false] {
        assert_eq!(Foreseeing::<_, ShowsUser> { permit: Proven(is), first: PhantomData }.must_be_proven(), is);
    }
    assert!(!Anyone.must_be_proven());
    let path = PathIds::default();
    assert_eq!(Anyone::first(&path), None);
    assert_eq!(Foreseeing::<Anyone, ShowsUser>::first(&path), Some(First::User));
}
