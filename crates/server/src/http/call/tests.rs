//! What is foreseen.

use sigill_app::{First, Permit};
use sigill_domain::credential::{CredentialType, MobileSignature};
use sigill_domain::right::{CredentialView, Elementary, UserView};

use super::*;
use crate::http::authorise::{Anyone, Foreseeing, OfType, OrSelf, Shows, ShowsUser};

#[test]
fn what_will_be_read_first_is_foreseen_with_the_right_that_it_takes() {
    let path = PathIds::matched("/{clientExtId}/users/{userExtId}", "/api/users/anna");
    let told = |foreseen: Option<Foreseen<'_>>| {
        let Foreseen { what, right, of, client, user } = foreseen?;
        Some((what, right, of, client.to_owned(), user.to_owned()))
    };
    let (client, user) = ("api".to_owned(), "anna".to_owned());
    let signature = told(foreseen::<Foreseeing<OfType<CredentialView, MobileSignature>, Shows>>(&path));
    let of = Some(CredentialType::MOBILE_SIGNATURE);
    let expected = (First::MobileSignature, Elementary::CredentialView, of, client.clone(), user.clone());
    assert_eq!(signature, Some(expected));
    let shown = told(foreseen::<Foreseeing<OrSelf<UserView>, ShowsUser>>(&path));
    assert_eq!(shown, Some((First::User, Elementary::UserView, None, client, user)));
    assert!(foreseen::<Permit<UserView>>(&path).is_none());
    assert!(foreseen::<Foreseeing<Anyone, Shows>>(&path).is_none());
}
