//! What comes in the headers, and what is told of what an operation needs.

use http::HeaderName;
use sigill_domain::credential::MobileSignature;
use sigill_domain::right::CredentialDelete;

use super::*;

fn headers(name: &'static str, values: &[&str]) -> HeaderMap {
    values.iter().map(|value| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())).collect()
}

#[test]
fn a_token_comes_once_and_is_not_too_long() {
    let (most, more) = ("x".repeat(8 * 1024), "x".repeat(8 * 1024 + 1));
    for (token, is_read) in [("x", true), (most.as_str(), true), (&more, false), ("", false)] {
        let headers = headers("authorization", &[&format!("Bearer {token}")]);
        assert_eq!(bearer(&headers).ok(), is_read.then_some(token), "{}", token.len());
    }
    for other in ["Basic a", "Bearers a", "a"] {
        assert!(matches!(bearer(&headers("authorization", &[other])), Err(Refused::NoToken)), "{other}");
    }
    assert!(matches!(bearer(&HeaderMap::new()), Err(Refused::NoToken)));
    let twice = headers("authorization", &["Bearer a", "Bearer b"]);
    assert!(matches!(bearer(&twice), Err(Refused::Case(Refusal::Unauthenticated(_)))));
}

#[test]
fn a_second_token_comes_once_and_is_not_too_long() {
    let told = |values: &[&str]| match proof(&headers("x-token", values)) {
        Ok(token) => format!("read {}", token.len()),
        Err(Refused::NotProven(why)) => why.to_owned(),
        Err(other) => panic!("{other:?}"),
    };
    let (most, more) = ("x".repeat(8 * 1024), "x".repeat(8 * 1024 + 1));
    assert_eq!((told(&["x"]).as_str(), told(&[&most]).as_str()), ("read 1", "read 8192"));
    assert!(told(&[]).starts_with("expected a second token in the header X-Token, got none"));
    for wrong in [&[""][..], &[&more], &["a", "b"], &["a", "a"], &["\u{e4}"]] {
        assert_eq!(told(wrong), NOT_ACCEPTED, "{}", wrong.len());
    }
}

#[test]
fn what_an_operation_needs_is_told_as_it_is_checked() {
    let one = Needs::one(Elementary::CredentialDelete);
    assert_eq!(Permit::<CredentialDelete>::needs(), one);
    assert_eq!(Permit::<CredentialDelete, Rooms>::needs(), one);
    assert_eq!(Permit::<CredentialDelete, Everywhere>::needs(), Needs { everywhere: true, ..one });
    assert_eq!(OrSelf::<CredentialDelete>::needs(), Needs { or_self: true, ..one });

    let of_type = Needs { of: Some(CredentialType::MOBILE_SIGNATURE), ..one };
    assert_eq!(OfType::<CredentialDelete, MobileSignature>::needs(), of_type);
    let or_self = Needs { or_self: true, ..of_type };
    assert_eq!(OfTypeOrSelf::<CredentialDelete, MobileSignature>::needs(), or_self);
    assert_eq!(OfTypeOrProven::<CredentialDelete, MobileSignature>::needs(), Needs { proof: true, ..or_self });
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
        assert_eq!(Foreseeing::<_, Shows> { permit: Proven(is), first: PhantomData }.must_be_proven(), is);
    }
    assert!(!Anyone.must_be_proven());
    assert_eq!(Anyone::first(), None);
    assert_eq!(Foreseeing::<Anyone, Shows>::first(), Some(First::MobileSignature));
    assert_eq!(Foreseeing::<Anyone, ShowsUser>::first(), Some(First::User));
}
