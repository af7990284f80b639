//! What these tests do over and over.
#![allow(unreachable_pub, dead_code, reason = "each test file is a crate of its own and uses a part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail the test that calls them")]

pub mod mobile_signature;

use sigill_app::{App, Asked, Caller, Permit, Refusal, user};
use sigill_domain::credential::{Credential, MobileSignature};
use sigill_domain::right::{CredentialCreate, CredentialView, Right, UserArchive, UserCreate, UserDelete};
use sigill_domain::user::{Contacts, Name, New as NewUser, Person};
use sigill_domain::version::Expected;

use self::mobile_signature::New;

pub fn permit<R: Right>(caller: &Caller) -> Permit<R> {
    caller.granted().unwrap().in_client("api").unwrap()
}

pub async fn caller(app: &App, token: &str) -> Caller {
    let occasion = app.world.occasion("test".to_owned(), std::time::Duration::from_secs(20));
    app.caller(token, occasion).await.unwrap()
}

pub async fn create_user(app: &App, token: &str, ext_id: &str) {
    let new = person(ext_id);
    user::create(&permit::<UserCreate>(&caller(app, token).await), &new, &Asked::default()).await.unwrap();
}

pub fn person(ext_id: &str) -> NewUser {
    let person = Person {
        name: Name { first_name: Some("Anna".to_owned()), family_name: Some("Muster".to_owned()), title: None },
        contacts: Contacts { email: Some("anna@example.com".to_owned()), ..Contacts::default() },
        ..Person::default()
    };
    NewUser { ext_id: Some(ext_id.to_owned()), person, ..NewUser::default() }
}

pub fn person_with_mobile(ext_id: &str, mobile: &str) -> NewUser {
    let mut new = person(ext_id);
    new.person.contacts.mobile = Some(mobile.to_owned());
    new
}

pub async fn create_user_with_mobile(app: &App, token: &str, ext_id: &str, mobile: &str) -> Result<(), Refusal> {
    let new = person_with_mobile(ext_id, mobile);
    user::create(&permit::<UserCreate>(&caller(app, token).await), &new, &Asked::default()).await.map(|_| ())
}

pub async fn delete_user(app: &App, token: &str, ext_id: &str) -> Result<(), Refusal> {
    let permit = permit::<UserDelete>(&caller(app, token).await);
    user::delete(&permit, ext_id, &Expected::default(), &Asked::default()).await.map(|_| ())
}

pub fn wish() -> New {
    New {
        identificator: Some("id-1".to_owned()),
        mssp_identifier: Some("http://mssp.example".to_owned()),
        msisdn: Some("+41791234567".to_owned()),
        ..New::default()
    }
}

pub async fn create(app: &App, token: &str, user: &str, new: &New) -> Result<Credential<MobileSignature>, Refusal> {
    let permit = permit::<CredentialCreate>(&caller(app, token).await);
    Ok(mobile_signature::done(mobile_signature::create(app, &permit, user, new, &Asked::default()).await?))
}

pub async fn get(app: &App, token: &str, user: &str) -> Result<Credential<MobileSignature>, Refusal> {
    mobile_signature::get(&permit::<CredentialView>(&caller(app, token).await), user).await
}

pub async fn archive(app: &App, token: &str, ext_id: &str) -> Result<(), Refusal> {
    user::archive(&permit::<UserArchive>(&caller(app, token).await), ext_id, &Asked::default()).await.map(|_| ())
}

/// The codes of a refusal.
pub fn codes(refusal: &Refusal) -> Vec<&'static str> {
    match refusal {
        Refusal::Broken(breaches) => breaches.iter().map(|breach| breach.code.as_str()).collect(),
        Refusal::Attempt(attempt) => codes(&attempt.why),
        other => panic!("{other:?}"),
    }
}

pub async fn make_msisdn_unique(app: &App, token: &str) {
    make_unique(app, token, "validation.mobileSignature.msisdn.unique").await.unwrap();
}

/// Without a policy, nothing need be unique.
pub async fn unmake_unique(app: &App, token: &str) {
    let permit = permit(&caller(app, token).await);
    sigill_app::policy::delete(&permit, "client-policy", &Expected::default(), &Asked::default()).await.unwrap();
}

pub async fn make_unique(app: &App, token: &str, parameter: &str) -> Result<(), Refusal> {
    let parameters = [(parameter.to_owned(), "true".to_owned())].into();
    let new = sigill_domain::policy::New {
        ext_id: Some("client-policy".to_owned()),
        name: Some("client".to_owned()),
        policy_type: Some("ClientPolicy".to_owned()),
        parameters: Some(parameters),
        ..sigill_domain::policy::New::default()
    };
    sigill_app::policy::create(&permit(&caller(app, token).await), &new, &Asked::default()).await.map(|_| ())
}

pub async fn created(app: &App, token: &str, user: &str, new: &New) -> Credential<MobileSignature> {
    create(app, token, user, new).await.unwrap()
}
