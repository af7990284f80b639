//! What is shown to sign in: what counts, and what doesn't.

use axum::Router;
use sigill_testing::Fixture;
use tower::ServiceExt;

use super::*;
use crate::http::server::Tells;
use crate::router::with_server;

const PATIENT: &str = r#"{"maxCredFailureCount":"-1","tmpLockingThreshold":"-1"}"#;

fn patient() -> Value {
    serde_json::from_str(PATIENT).unwrap()
}

/// A further node.
async fn node(site: &Site) -> Router {
    let app = Fixture::open(site.fixture.database.url(), &site.fixture.app.world).await;
    with_server(app, Limits::default(), Tells::default()).0
}

async fn send(router: &Router, path: &str, root: &str, body: &Value) -> (StatusCode, String) {
    let sent = request(Method::POST, path, &json_by(root), Body::from(body.to_string()));
    let response = router.clone().oneshot(sent).await.unwrap();
    let (status, body) = (response.status(), response.into_body().collect().await.unwrap().to_bytes());
    (status, String::from_utf8(body.to_vec()).unwrap())
}

on_both! {
    async fn a_ceremony_serves_once_at_two_nodes_and_has_an_end(database: Database) {
        let site = Site::on(database).await;
        let desk = Desk::of(&site, patient()).await;
        let (mut authenticator, path) = desk.registered("ES256").await;
        let other = node(&site).await;
        let (own, shown) = (desk.own("verify"), desk.shown(&mut authenticator).await);
        let calls = (0..100).map(|n| send(if n % 2 == 0 { &site.router } else { &other }, &own, &desk.root, &shown));
        let answers = all(calls).await;
        let right = answers.iter().filter(|(status, _)| *status == StatusCode::OK);
        assert_eq!(right.clone().count(), 1, "{answers:?}");
        assert!(right.clone().all(|(_, body)| body.contains(r#""statusCode":0"#)));
        for (status, body) in answers.iter().filter(|(status, _)| *status != StatusCode::OK) {
            assert!(*status == StatusCode::UNPROCESSABLE_ENTITY && body.contains("it was used before"), "{body}");
        }
        let late = desk.shown(&mut authenticator).await;
        site.fixture.clock.advance_ms(300_000);
        let late = desk.verify(&late).await;
        assert!(late.told() == "422 errors.invalidData" && late.messages().contains("its time is over"), "{}", late.body);
        let kept = desk.get(&path).await;
        assert_eq!((&kept["successfulLoginCount"], &kept["failedLoginCount"]), (&json!(1), &json!(0)), "nothing else counts");
    }

    async fn what_an_authenticator_does_wrong_is_counted_and_named_in_history(database: Database) {
        let site = Site::on(database).await;
        let desk = Desk::of(&site, patient()).await;
        let (mut authenticator, path) = desk.registered("ES256").await;
        desk.rule(json!({ "sigill.userVerification": "required" })).await;
        let handle = authenticator.handle.clone();
        for (n, (change, why)) in (1..).zip([
            ((|one| one.spoils_signature = true) as fn(&mut SoftAuthenticator), "the key of the credential has not signed this"),
            (|one| one.says = Some("webauthn.create"), "type: expected webauthn.get"),
            (|one| one.flags = 4, "expected user presence"),
            (|one| one.flags = 1, "expected user verification"),
            (|one| one.flags = 1 | 4 | 16, "it is backed up, and says that it can't be"),
            (|one| one.flags = 1 | 4 | 8, "isn't as it was registered"),
            (|one| one.handle = Some("AAAA".to_owned()), "the user handle isn't the one"),
            (|one| one.count = 0, "its counter doesn't rise"),
        ]) {
            let count = authenticator.count;
            change(&mut authenticator);
            let wrong = desk.show(&mut authenticator).await;
            assert_eq!((wrong.status, &wrong.json()["statusCode"]), (StatusCode::OK, &json!(2)), "{why}: {}", wrong.body);
            assert_eq!(wrong.json()["failedLoginCount"], n, "{why}");
            assert!(desk.history().await.contains(why), "{why}: {}", desk.history().await);
            (authenticator.spoils_signature, authenticator.says) = (false, None);
            (authenticator.flags, authenticator.handle) = (1 | 4, handle.clone());
            authenticator.count = authenticator.count.max(count);
        }
        let mut replayed = desk.shown(&mut authenticator).await;
        replayed["ceremony"] = desk.challenge().await["ceremony"].clone();
        assert_eq!(desk.verify(&replayed).await.json()["statusCode"], 2, "an answer to another challenge");
        let right = desk.show(&mut authenticator).await.json();
        assert_eq!((&right["statusCode"], &right["successfulLoginCount"]), (&json!(0), &json!(1)), "{right}");
        assert_eq!(desk.get(&path).await["failedLoginCount"], 0);
        authenticator.handle = None;
        assert_eq!(desk.show(&mut authenticator).await.json()["statusCode"], 0, "security keys tell no handle");
    }

    async fn what_is_set_up_wrongly_counts_against_nobody(database: Database) {
        let site = Site::on(database).await;
        let desk = Desk::of(&site, json!({})).await;
        let (mut authenticator, path) = desk.registered("ES256").await;
        for (change, why) in [
            ((|one| one.origin = "https://new.example.com".to_owned()) as fn(&mut SoftAuthenticator), "origin: expected one of"),
            (|one| one.cross_origin = true, "crossOrigin"),
            (|one| one.rp_id = Some("example.org".to_owned()), "another relying party"),
        ] {
            change(&mut authenticator);
            let told = desk.show(&mut authenticator).await;
            assert!(told.told() == "422 errors.invalidData" && told.messages().contains(why), "{why}: {}", told.body);
            (authenticator.origin, authenticator.cross_origin, authenticator.rp_id) = (ORIGIN.to_owned(), false, None);
        }
        let shown = desk.shown(&mut authenticator).await;
        for (pointer, value) in [
            ("/ceremony", json!("x")), ("/credential", json!({})), ("/credential/id", json!("!")),
            ("/credential/response/signature", json!("")), ("/credential/response/clientDataJSON", json!("AAAA")),
        ] {
            let mut unread = shown.clone();
            *unread.pointer_mut(pointer).unwrap() = value;
            assert_eq!(desk.verify(&unread).await.told(), "422 errors.invalidData", "{pointer}");
        }
        for body in [json!({ "ceremony": 1 }), json!({ "credential": "x" })] {
            assert_eq!(desk.verify(&body).await.told(), "400 errors.unreadableBody", "{body}");
        }
        assert_eq!(desk.verify(&json!({})).await.told(), "422 errors.invalidData errors.invalidData");
        let kept = desk.get(&path).await;
        assert_eq!((&kept["failedLoginCount"], &kept["stateName"]), (&json!(0), &json!("active")));
        desk.rule(json!({ "sigill.origins": "https://new.example.com" })).await;
        authenticator.origin = "https://new.example.com".to_owned();
        assert_eq!(desk.show(&mut authenticator).await.json()["statusCode"], 0, "once it is set right");
        desk.rule(json!({ "sigill.rpId": "example.net" })).await;
        let told = desk.call(&desk.own("challenge"), json!({})).await;
        assert_eq!(told.told(), "403 errors.permissionDenied");
        assert!(told.messages().contains("no FIDO2 authenticator for example.net"), "{}", told.messages());
    }

    async fn a_copied_authenticator_is_refused_unless_the_policy_takes_it(database: Database) {
        let site = Site::on(database).await;
        let desk = Desk::of(&site, patient()).await;
        let (mut authenticator, _) = desk.registered("EdDSA").await;
        authenticator.count = 41;
        assert_eq!(desk.show(&mut authenticator).await.json()["statusCode"], 0);
        authenticator.count = 40;
        assert_eq!(desk.show(&mut authenticator).await.json()["statusCode"], 2, "the copy, and the original afterwards");
        desk.rule(json!({ "sigill.cloned": "accept" })).await;
        authenticator.count = 7;
        assert_eq!(desk.show(&mut authenticator).await.json()["statusCode"], 0);
        desk.rule(json!({ "sigill.cloned": "refuse" })).await;
        assert_eq!(desk.show(&mut authenticator).await.json()["statusCode"], 2, "what was let through sets nothing back");
        let mut synced = SoftAuthenticator { count_up: false, flags: 1 | 4 | 8, ..SoftAuthenticator::new("ES256", ORIGIN) };
        assert_eq!(desk.register(&mut synced).await.status, StatusCode::CREATED);
        for flags in [1 | 4 | 8, 1 | 4 | 8 | 16] {
            synced.flags = flags;
            assert_eq!(desk.show(&mut synced).await.json()["statusCode"], 0, "some never count, and may be backed up later");
        }
    }

    async fn wrong_answers_lock_and_what_is_locked_is_neither_asked_nor_looked_at(database: Database) {
        let site = Site::on(database).await;
        let desk = Desk::of(&site, json!({})).await;
        let (mut authenticator, path) = desk.registered("ES256").await;
        let before = [desk.shown(&mut authenticator).await, desk.shown(&mut authenticator).await];
        authenticator.spoils_signature = true;
        assert_eq!(desk.show(&mut authenticator).await.json()["statusCode"], 3, "the next failure locks");
        assert_eq!(desk.show(&mut authenticator).await.json()["statusCode"], 9, "it is locked for a while");
        assert_eq!(desk.verify(&before[0]).await.told(), "423 errors.credentialLocked");
        assert_eq!(desk.call(&desk.own("challenge"), json!({})).await.told(), "403 errors.permissionDenied");
        site.fixture.clock.advance_ms(60_000);
        assert_eq!(desk.verify(&before[0]).await.json()["statusCode"], 0, "nothing of it was used up");
        site.patch(&path, &json_by(&desk.root), r#"{"stateName":"disabled"}"#).await;
        assert_eq!(desk.verify(&before[1]).await.told(), "422 errors.invalidData");
        site.patch(&path, &json_by(&desk.root), r#"{"stateName":"active"}"#).await;
        site.patch(&desk.user, &json_by(&desk.root), r#"{"userState":"disabled"}"#).await;
        let disabled = desk.verify(&before[1]).await;
        assert!(disabled.told() == "422 errors.invalidData" && disabled.messages().contains("disabled"), "{}", disabled.body);
    }

    async fn what_others_keep_is_theirs_to_check(database: Database) {
        let site = Site::on(database).await;
        let desk = Desk::of(&site, json!({})).await;
        let (mut authenticator, path) = desk.registered("ES256").await;
        let shown = desk.shown(&mut authenticator).await;
        let patch = json!({ "authenticator": "v2NhdHRGbm9uZQ" }).to_string();
        assert_eq!(site.patch(&path, &json_by(&desk.root), patch).await.status, StatusCode::OK);
        let told = desk.verify(&shown).await;
        assert!(told.messages().contains("it can't be checked here"), "{}", told.body);
        assert_eq!(desk.get(&path).await["failedLoginCount"], 0);
        assert_eq!(desk.call(&desk.own("challenge"), json!({})).await.told(), "403 errors.permissionDenied");
        assert_eq!(desk.begin().await["publicKey"]["excludeCredentials"], json!([]));
        for broken in [json!({ "publicKey": "AAAA" }), json!({ "publicKey": "!" }), json!({ "credentialId": "AAAA" })] {
            let mut kept = json!({
                "credentialId": shown["credential"]["id"], "publicKey": "AAAA", "signCount": 0, "backupEligible": false,
                "backedUp": false, "userHandle": "AAAA",
            });
            kept.as_object_mut().unwrap().extend(broken.as_object().unwrap().clone());
            let patch = json!({ "authenticator": kept.to_string() }).to_string();
            assert_eq!(site.patch(&path, &json_by(&desk.root), patch).await.status, StatusCode::OK);
            let told = desk.verify(&shown).await;
            assert!(told.told() == "422 errors.invalidData" && told.messages().contains("can't be checked here"), "{}", told.body);
        }
    }
}
