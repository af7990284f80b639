//! What is foreseen.

use sigill_app::{First, Permit};
use sigill_domain::credential::CredentialType;
use sigill_domain::right::{CredentialCreate, CredentialDelete, CredentialView, Elementary, UserView};

use super::*;
use crate::api::kind::permit::OfKind;
use crate::http::authorise::{Anyone, Foreseeing, OrSelf, ShowsUser};

/// What is foreseen for a path: which read, its right, the type, and whose.
fn told<P: Authorise>(path: &PathIds) -> Option<(First, Elementary, Option<CredentialType>, String)> {
    let Foreseen { what, right, of, client, user, credential } = foreseen::<P>(path)?;
    Some((what, right, of, [client, user, credential.unwrap_or_default()].join(" ")))
}

#[test]
fn what_will_be_read_first_is_foreseen_with_the_right_that_it_takes() {
    let path = PathIds::matched("/{clientExtId}/users/{userExtId}", "/api/users/anna");
    let user = (First::User, Elementary::UserView, None, "api anna ".to_owned());
    assert_eq!(told::<Foreseeing<OrSelf<UserView>, ShowsUser>>(&path), Some(user));
    assert!(foreseen::<Permit<UserView>>(&path).is_none());
    assert!(foreseen::<Foreseeing<Anyone, ShowsUser>>(&path).is_none());
}

#[test]
fn of_credentials_it_is_the_one_that_the_path_names_or_those_of_the_user() {
    let of = |name: &str, path: &PathIds| {
        let kind = CredentialType::all().find(|kind| kind.as_str() == name).unwrap();
        (Some(kind), path.about(kind.kind()))
    };
    let users = PathIds::matched("/{clientExtId}/users/{userExtId}/x", "/api/users/anna/x");
    let one = PathIds::matched("/{clientExtId}/users/{userExtId}/x/{credentialExtId}", "/api/users/anna/x/k");
    let (kind, path) = of("MobileSignature", &users);
    let (view, anna) = (Elementary::CredentialView, "api anna ".to_owned());
    assert_eq!(told::<OfKind<CredentialView>>(&path), Some((First::Credential, view, kind, anna.clone())));
    let made = (First::NewCredential, Elementary::CredentialCreate, kind, anna.clone());
    assert_eq!(told::<OfKind<CredentialCreate>>(&path), Some(made));
    let ended = (First::HeldCredential, Elementary::CredentialDelete, kind, anna.clone());
    assert_eq!(told::<OfKind<CredentialDelete>>(&path), Some(ended));
    let (kind, path) = of("Generic Credential", &users);
    assert_eq!(told::<OfKind<CredentialView>>(&path), Some((First::Credentials, view, kind, anna)));
    let (kind, path) = of("Generic Credential", &one);
    let named = (First::Credential, view, kind, "api anna k".to_owned());
    assert_eq!(told::<OfKind<CredentialView>>(&path), Some(named));
    let all = PathIds::matched("/{clientExtId}/x", "/api/x");
    assert!(foreseen::<OfKind<CredentialView>>(&of("Generic Credential", &all).1).is_none());
}
