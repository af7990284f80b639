//! What the contract says of creating a mobile signature, sentence by sentence.

use serde_json::json;

use super::*;

/// A user without a mobile signature, and where that would be.
async fn user(site: &Site, ext_id: &str) -> String {
    let root = site.root().await;
    let user = format!(r#"{{"extId":"{ext_id}","isTechnicalUser":true}}"#);
    let created = site.post(&format!("{API}/api/users"), &json_by(&root), user).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
    format!("{}/mobile-signature", created.header("location"))
}

/// A wish that is right, with members replaced.
fn wish(members: Value) -> String {
    let mut wish = json!({ "identificator": "ID-1", "msspIdentifier": "http://mssp", "msisdn": "+41791234567" });
    for (name, value) in members.as_object().unwrap() {
        wish[name] = value.clone();
    }
    wish.to_string()
}

/// A policy of client `api`.
async fn policy(site: &Site, ext_id: &str, kind: &str, parameters: Value) -> Answer {
    let root = site.root().await;
    let policy = json!({ "extId": ext_id, "name": ext_id, "policyType": kind, "parameters": parameters });
    site.post(&format!("{API}/api/policies"), &json_by(&root), policy.to_string()).await
}

const PEM: &str = include_str!("signer.pem");

on_both! {
    async fn create_answers_201_with_the_full_object_its_location_and_its_etag(database: Database) {
        let site = Site::on(database).await;
        let (root, path) = (site.root().await, user(&site, "u").await);
        let created = site.post(&path, &json_by(&root), wish(json!({ "signerCert": PEM }))).await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
        assert_eq!((created.header("location"), created.header("etag")), (path.as_str(), "\"v1\""));
        let mut shown = created.json();
        let (ext_id, policy) = (shown["extId"].take(), shown["policyExtId"].take());
        assert!(ext_id.as_str().is_some_and(|id| id.len() == 36 && id.as_bytes()[14] == b'7'), "a UUIDv7: {ext_id}");
        assert!(policy.is_string(), "the client's default policy");
        let at = "2026-05-18T12:34:56Z";
        assert_eq!(
            shown,
            json!({
                "created": at, "lastModified": at, "version": 1, "extId": null, "userExtId": "u", "policyExtId": null,
                "stateName": "active", "stateChangeReason": "initialized", "successfulLoginCount": 0,
                "failedLoginCount": 0, "type": "MobileSignature",
                "validity": { "from": at, "to": "2036-05-15T12:34:56Z" },
                "identificator": "ID-1", "msspIdentifier": "http://mssp", "signerCert": PEM, "msisdn": "+41791234567",
            })
        );
        let found = site.get(&path, &json_by(&root)).await;
        assert_eq!((found.header("etag"), &found.body), ("\"v1\"", &created.body));
        assert_eq!(created.header("cache-control"), "no-store");
        let again = site.get(&path, &[json_by(&root)[0], ("if-none-match", "\"v1\"")]).await;
        assert_eq!(again.status, StatusCode::OK, "never 304");
    }

    async fn create_may_name_any_of_the_eight_states(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let states = [
            "initial", "active", "tmp-locked", "fail-locked", "reset-code", "admin-changed", "disabled", "archived",
        ];
        for (n, state) in states.iter().enumerate() {
            let path = user(&site, &format!("u{n}")).await;
            let created = site.post(&path, &json_by(&root), wish(json!({ "stateName": state }))).await;
            assert_eq!((created.status, &created.json()["stateName"]), (StatusCode::CREATED, &(*state).into()), "{}", created.body);
        }
        let path = user(&site, "v").await;
        let unknown = site.post(&path, &json_by(&root), wish(json!({ "stateName": "Active" }))).await;
        assert_eq!(unknown.told(), "422 errors.invalidData");
    }

    async fn a_second_one_is_refused_whatever_the_state_of_the_first(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        for state in ["active", "disabled", "archived"] {
            let path = user(&site, state).await;
            site.post(&path, &json_by(&root), wish(json!({ "stateName": state }))).await;
            let second = site.post(&path, &json_by(&root), wish(json!({}))).await;
            assert_eq!(second.told(), "422 errors.mobileSignatureExists");
            let broken = site.post(&path, &json_by(&root), wish(json!({ "msisdn": "" }))).await;
            assert_eq!(broken.told(), "422 errors.invalidData", "broken rules come first");
        }
    }

    async fn what_is_mandatory_is_named_and_the_form_of_the_provider_is_not_checked(database: Database) {
        let site = Site::on(database).await;
        let (root, path) = (site.root().await, user(&site, "u").await);
        assert_eq!(policy(&site, "p", "MobileSignaturePolicy", json!({ "defaultMsspIdentifier": "x" })).await.told(), "201");
        let missing = site.post(&path, &json_by(&root), r#"{"policyExtId":"p","msisdn":null}"#).await;
        assert_eq!(
            missing.messages(),
            "identificator is mandatory: expected a non-blank text, got none\n\
             msspIdentifier is mandatory: expected a non-blank text, got none\n\
             msisdn is mandatory: expected a non-blank text, got none"
        );
        let odd = site.post(&path, &json_by(&root), wish(json!({ "msspIdentifier": "no URI, is it?" }))).await;
        assert_eq!(odd.status, StatusCode::CREATED, "{}", odd.body);
    }

    async fn limits_of_create_are_counted_in_code_points(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let text = |len: usize| "\u{1f600}".repeat(len);
        for (n, (member, value, told)) in [
            ("identificator", text(50), "201"),
            ("identificator", text(51), "422 errors.invalidData"),
            ("msspIdentifier", text(50), "201"),
            ("msspIdentifier", text(51), "422 errors.invalidData"),
            ("msisdn", text(50), "201"),
            ("msisdn", text(51), "422 errors.invalidData"),
            ("extId", "-@./_:()\\{}[]=!~+".to_owned(), "201"),
            ("extId", "a".repeat(50), "201"),
            ("extId", "a".repeat(51), "422 errors.invalidData"),
            ("extId", "a b".to_owned(), "422 errors.invalidData"),
            ("identificator", "a\0".to_owned(), "422 errors.invalidData"),
            ("identificator", "\u{a0}\t".to_owned(), "422 errors.invalidData"),
            ("signerCert", "x".repeat(4001), "422 errors.invalidData"),
        ]
        .into_iter()
        .enumerate()
        {
            let path = user(&site, &format!("u{n}")).await;
            let answer = site.post(&path, &json_by(&root), wish(json!({ member: value }))).await;
            assert_eq!(answer.told(), told, "{member} {value}");
        }
    }

    async fn a_certificate_is_kept_byte_for_byte_with_text_before_it_and_white_space_after(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let (begin, end) = (format!("Certificate:\n    Data:\n{PEM}"), format!("{PEM}\r\n \t\n"));
        for (n, (cert, told)) in [
            (PEM.to_owned(), "201"),
            (begin, "201"),
            (end, "201"),
            (format!("{PEM}{PEM}"), "422 errors.invalidData"),
            (format!("{PEM}x"), "422 errors.invalidData"),
            ("no certificate".to_owned(), "422 errors.invalidData"),
        ]
        .into_iter()
        .enumerate()
        {
            let path = user(&site, &format!("u{n}")).await;
            let answer = site.post(&path, &json_by(&root), wish(json!({ "signerCert": cert }))).await;
            assert_eq!(answer.told(), told, "{cert}");
            if told == "201" {
                assert_eq!(site.get(&path, &json_by(&root)).await.json()["signerCert"], cert);
            }
        }
    }

    async fn a_number_is_kept_as_sent_and_must_match_the_policy_as_a_whole(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let regex = json!({ "validation.msisdn.regex": "\\+41[0-9 ]{9,13}" });
        assert_eq!(policy(&site, "p", "MobileSignaturePolicy", regex).await.told(), "201");
        for (n, (msisdn, told)) in [
            ("+41 79 123 45 67", "201"),
            ("x+41791234567", "422 errors.policyViolation"),
            ("+41791234567x", "422 errors.policyViolation"),
            ("+41791234567\n", "422 errors.policyViolation"),
        ]
        .into_iter()
        .enumerate()
        {
            let path = user(&site, &format!("u{n}")).await;
            let answer = site.post(&path, &json_by(&root), wish(json!({ "policyExtId": "p", "msisdn": msisdn }))).await;
            assert_eq!(answer.told(), told, "{msisdn:?}");
            if told == "201" {
                assert_eq!(answer.json()["msisdn"], msisdn);
            }
        }
    }

    async fn a_pattern_that_needs_backtracking_is_refused_when_the_policy_is_written(database: Database) {
        let site = Site::on(database).await;
        for (regex, construct) in [("(?=\\+41).*", "look-ahead"), ("(?<!x)1", "look-behind"), ("(1)\\1", "back-reference")] {
            let answer = policy(&site, "p", "MobileSignaturePolicy", json!({ "validation.msisdn.regex": regex })).await;
            assert_eq!(answer.told(), "422 errors.property.regexinv");
            assert!(answer.messages().contains(construct), "{}", answer.messages());
        }
    }

    async fn the_policy_is_the_one_that_is_named_or_the_default_of_the_client(database: Database) {
        let site = Site::on(database).await;
        let (root, path) = (site.root().await, user(&site, "u").await);
        assert_eq!(policy(&site, "other-type", "DevicePasswordPolicy", json!({})).await.told(), "201");
        site.post(&format!("{API}/clients"), &json_by(&root), r#"{"extId":"c","name":"C"}"#).await;
        let foreign = r#"{"extId":"foreign","name":"F","policyType":"MobileSignaturePolicy"}"#;
        assert_eq!(site.post(&format!("{API}/c/policies"), &json_by(&root), foreign).await.told(), "201");
        for (named, told) in [
            ("other-type", "422 errors.invalidData"),
            ("foreign", "422 errors.missingReferenceData"),
            ("none", "422 errors.missingReferenceData"),
        ] {
            let answer = site.post(&path, &json_by(&root), wish(json!({ "policyExtId": named }))).await;
            assert_eq!(answer.told(), told, "{named}");
        }
        let short = json!({ "credentialLifetime": "60000" });
        assert_eq!(policy(&site, "p", "MobileSignaturePolicy", short).await.told(), "201");
        let answer = site.post(&path, &json_by(&root), wish(json!({ "policyExtId": "p" }))).await.json();
        assert_eq!(answer["validity"], json!({ "from": "2026-05-18T12:34:56Z", "to": "2026-05-18T12:35:56Z" }));
    }

    async fn a_number_that_is_taken_is_refused_in_another_notation_too(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let unique = json!({ "validation.mobileSignature.msisdn.unique": "true", "sigill.msisdn.country": "41" });
        assert_eq!(policy(&site, "c", "ClientPolicy", unique).await.told(), "201");
        let first = user(&site, "u").await;
        assert_eq!(site.post(&first, &json_by(&root), wish(json!({}))).await.told(), "201");
        let path = user(&site, "v").await;
        for msisdn in ["0041791234567", "+41 79 123 45 67", "079 123 45 67"] {
            let answer = site.post(&path, &json_by(&root), wish(json!({ "msisdn": msisdn }))).await;
            assert_eq!(answer.told(), "422 errors.duplicateValue", "{msisdn}");
            assert!(!answer.body.contains("791234567"), "the number isn't echoed");
        }
    }

    async fn what_is_shared_already_keeps_numbers_from_becoming_unique_and_is_named(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        for name in ["u", "v"] {
            let path = user(&site, name).await;
            assert_eq!(site.post(&path, &json_by(&root), wish(json!({}))).await.told(), "201");
            let mobile = r#"{"contacts":{"mobile":"079 1"}}"#;
            assert_eq!(site.patch(&format!("{API}/api/users/{name}"), &json_by(&root), mobile).await.told(), "200");
        }
        let both = json!({
            "validation.mobileSignature.msisdn.unique": "true", "validation.user.mobile.unique": "true",
        });
        let refused = policy(&site, "c", "ClientPolicy", both.clone()).await;
        assert_eq!(refused.told(), "422 errors.duplicateValue errors.duplicateMobile");
        assert!(refused.messages().contains("41791234567") && refused.messages().contains("079 1"), "{}", refused.messages());
        assert_eq!(site.delete(&format!("{API}/api/users/v"), &json_by(&root)).await.status, StatusCode::NO_CONTENT);
        assert_eq!(policy(&site, "c", "ClientPolicy", both).await.told(), "201");
        let mobile = r#"{"extId":"w","isTechnicalUser":true,"contacts":{"mobile":"079 1"}}"#;
        let taken = site.post(&format!("{API}/api/users"), &json_by(&root), mobile).await;
        assert_eq!(taken.told(), "422 errors.duplicateMobile");
        let other = mobile.replace("079 1", "0791");
        assert_eq!(site.post(&format!("{API}/api/users"), &json_by(&root), other).await.told(), "201", "as it is written");
        let patch = r#"{"contacts":{"mobile":"079 1"}}"#;
        let patched = site.patch(&format!("{API}/api/users/w"), &json_by(&root), patch).await;
        assert_eq!(patched.told(), "422 errors.duplicateMobile");
        let own = site.patch(&format!("{API}/api/users/u"), &json_by(&root), patch).await;
        assert_eq!(own.told(), "200", "one's own may be sent back");
    }
}
