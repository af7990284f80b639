//! Who is it? Authenticators that keep their keys themselves say it, and strangers aren't told who there is.

use super::*;
use crate::tests::unit_rooms::{filled, held};

const CHALLENGE: &str = "/sigill/v1/api/credentials/fido2/challenge";
const VERIFY: &str = "/sigill/v1/api/credentials/fido2/verify";

/// What an authenticator answers to whoever asks.
async fn shown(desk: &Desk<'_>, authenticator: &mut SoftAuthenticator) -> Value {
    let begun = desk.call(CHALLENGE, json!({})).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.body);
    let begun = begun.json();
    assert_eq!(begun["publicKey"]["allowCredentials"], json!([]));
    json!({ "ceremony": begun["ceremony"], "credential": authenticator.get(&begun["publicKey"]) })
}

on_both! {
    async fn an_authenticator_says_who_it_is_of(database: Database) {
        let site = Site::on(database).await;
        let desk = Desk::of(&site, json!({})).await;
        let (mut authenticator, path) = desk.registered("ES256").await;
        let answer = shown(&desk, &mut authenticator).await;
        let right = desk.call(VERIFY, answer.clone()).await;
        assert_eq!(right.status, StatusCode::OK, "{}", right.body);
        let right = right.json();
        assert_eq!((&right["userExtId"], &right["statusCode"]), (&json!("anna"), &json!(0)), "{right}");
        assert!(path.ends_with(right["credentialExtId"].as_str().unwrap()), "{right}");
        assert!(desk.call(VERIFY, answer).await.messages().contains("it was used before"));
        let of_user = shown(&desk, &mut authenticator).await;
        assert_eq!(desk.verify(&of_user).await.json()["statusCode"], 0, "a ceremony of nobody serves for the one who came");
        let answer = desk.shown(&mut authenticator).await;
        assert_eq!(desk.call(VERIFY, answer).await.json()["statusCode"], 0, "and one of a user for that user");
        authenticator.spoils_signature = true;
        let wrong = shown(&desk, &mut authenticator).await;
        assert_eq!(desk.call(VERIFY, wrong).await.json()["statusCode"], 3);
        authenticator.spoils_signature = false;
        let handle = authenticator.handle.take();
        let silent = shown(&desk, &mut authenticator).await;
        let told = desk.verify(&silent).await;
        assert!(told.told() == "422 errors.invalidData" && told.messages().contains("userHandle"), "{}", told.body);
        assert_eq!(desk.call(VERIFY, silent).await.told(), "404 errors.noRecord");
        authenticator.handle = handle;
        assert_eq!(desk.call(VERIFY, json!({})).await.told(), "422 errors.invalidData errors.invalidData");
    }

    async fn a_strangers_authenticator_is_as_one_that_is_not_there(database: Database) {
        let site = filled(database).await;
        let desk = Desk::of(&site, json!({})).await;
        let of = |user: &str| Desk { site: &site, root: desk.root.clone(), user: format!("{API}/api/users/{user}") };
        let (in_b, in_c) = (of("in-b"), of("in-c"));
        let (mut of_b, _) = in_b.registered("ES256").await;
        let (mut of_c, path) = in_c.registered("ES256").await;
        let helper = held(&site, "helper", "nevisIdm.Helpdesk", &["a"]).await;
        let by_helper = |body: Value| {
            let (site, helper) = (&site, &helper);
            async move { site.post(VERIFY, &json_by(helper), body.to_string()).await }
        };
        let right = by_helper(shown(&desk, &mut of_b).await).await;
        assert_eq!(right.status, StatusCode::OK, "{}", right.body);
        let mut unknown = SoftAuthenticator::new("ES256", ORIGIN);
        unknown.handle.clone_from(&of_c.handle);
        let (absent, outside) = (shown(&desk, &mut unknown).await, shown(&desk, &mut of_c).await);
        let (absent, outside) = (by_helper(absent).await, by_helper(outside).await);
        assert_eq!((absent.told(), outside.told()), ("404 errors.noRecord".to_owned(), "404 errors.noRecord".to_owned()));
        assert_eq!(absent.messages(), outside.messages());
        assert!(!outside.body.contains("in-c"), "{}", outside.body);
        assert_eq!(in_c.get(&path).await["failedLoginCount"], 0);
        // Of another user's credential, a user's check says what it says of none.
        let theirs = shown(&desk, &mut of_c).await;
        let (none, other) = (shown(&desk, &mut unknown).await, theirs);
        let (none, other) = (in_b.verify(&none).await, in_b.verify(&other).await);
        assert_eq!((none.told(), none.messages()), (other.told(), other.messages()));
        assert_eq!(none.told(), "404 errors.noRecord");
    }

    async fn who_has_the_rights_runs_ceremonies_and_nobody_else(database: Database) {
        let site = Site::on(database).await;
        let desk = Desk::of(&site, json!({})).await;
        let (mut authenticator, _) = desk.registered("ES256").await;
        let oneself = site.bearer("self", Role::SelfAdmin, ClientRoom::Global).await;
        let of_self = format!("{API}/api/users/self").replace("/nevisidm/api/core/v1", "/sigill/v1");
        for path in [
            format!("{of_self}/credentials/fido2/registration"), format!("{of_self}/credentials/fido2/register"),
            format!("{of_self}/credentials/fido2/challenge"), format!("{of_self}/credentials/fido2/verify"),
            CHALLENGE.to_owned(), VERIFY.to_owned(),
        ] {
            let told = site.post(&path, &json_by(&oneself), "{}").await;
            assert_eq!(told.told(), "403 errors.permissionDenied", "{path}");
            let elsewhere = path.replace("/v1/api/", "/v1/none/");
            let is_read_first = path.ends_with("verify");
            assert!(is_read_first || desk.call(&elsewhere, json!({ "x": 1 })).await.status == 404, "{elsewhere}");
        }
        // A ceremony of one client is none of another one.
        site.post(&format!("{API}/clients"), &json_by(&desk.root), r#"{"extId":"other","name":"other"}"#).await;
        let answer = shown(&desk, &mut authenticator).await;
        let told = desk.call(&VERIFY.replace("/api/", "/other/"), answer).await;
        assert_eq!(told.told(), "404 errors.noRecord");
    }
}
