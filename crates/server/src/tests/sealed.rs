//! Credentials whose secret is read again: tokens of OATH, and recovery codes.

use serde_json::json;
use sigill_domain::oath::{self, OathHash};
use sigill_domain::time::Timestamp;

use super::kinds::{form, policy, user};
use super::*;

/// The path by which Sigill itself checks what somebody shows.
fn check(user: &str, segment: &str) -> String {
    format!("{}/credentials/{segment}/verify", user.replace("/nevisidm/api/core/v1", "/sigill/v1"))
}

/// The value of a part of a URI.
fn part<'a>(uri: &'a str, name: &str) -> &'a str {
    uri.split(['?', '&']).find_map(|part| part.strip_prefix(name)?.strip_prefix('=')).unwrap_or("")
}

/// The code that an app shows which has read the URI, in so many periods from now.
pub(super) fn code(site: &Site, uri: &str, periods: i64) -> String {
    let key = oath::from_base32(part(uri, "secret")).unwrap();
    let now = site.fixture.app.world.clock.now().seconds();
    let counter = match part(uri, "period").parse::<i64>() {
        Ok(period) => now / period + periods,
        Err(_) => part(uri, "counter").parse::<i64>().unwrap() + periods,
    };
    let (algorithm, digits) = (OathHash::named(part(uri, "algorithm")), part(uri, "digits").parse().unwrap());
    oath::code(algorithm, &key, counter.try_into().unwrap(), digits).unwrap()
}

on_both! {
    async fn an_oath_token_tells_its_uri_once_and_takes_each_code_once(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let user = user(&site, form("Oath"), "anna").await;
        let all = format!("{user}/oath-credentials");
        for body in ["{}", r#"{"label":""}"#, r#"{"label":" "}"#] {
            assert_eq!(site.post(&all, &json_by(&root), body).await.told(), "422 errors.invalidData", "{body}");
        }
        let made = site.post(&all, &json_by(&root), r#"{"label":"My phone","extId":"t1"}"#).await;
        assert_eq!((made.status, made.header("etag")), (StatusCode::CREATED, "\"v1\""), "{}", made.body);
        let (path, shown) = (made.header("location").to_owned(), made.json());
        let uri = shown["otpauthUri"].as_str().unwrap().to_owned();
        assert!(uri.starts_with("otpauth://totp/anna?secret="), "{uri}");
        assert!(uri.ends_with("&algorithm=SHA1&digits=6&period=30"), "{uri}");
        assert_eq!(part(&uri, "secret").len(), 32, "160 bits");
        for (member, value) in [
            ("label", json!("My phone")), ("method", json!("totp")), ("algorithm", json!("SHA1")), ("digits", json!(6)),
            ("period", json!(30)), ("counter", json!(0)), ("type", json!("OATH")), ("stateName", json!("active")),
        ] {
            assert_eq!(shown[member], value, "{member}");
        }
        for seen in [&path, &all, &format!("{}/history", user.replace("/nevisidm/api/core/v1", "/sigill/v1"))] {
            let seen = site.get(seen, &json_by(&root)).await;
            assert!(seen.status == StatusCode::OK && !seen.body.contains(part(&uri, "secret")), "{}", seen.body);
            assert!(!seen.body.contains("otpauth:"), "{}", seen.body);
        }
        let kept = site.fixture.database.query("SELECT secret FROM credential WHERE ext_id = 't1'").await.unwrap();
        assert!(kept.starts_with("$sealed") || !kept.contains(part(&uri, "secret")), "{kept}");

        let check = check(&user, "oath-credentials");
        let show = async |code: String| {
            site.post(&check, &json_by(&root), json!({ "credentialExtId": "t1", "code": code }).to_string()).await.json()
        };
        let right = show(code(&site, &uri, 0)).await;
        assert_eq!((&right["statusCode"], &right["successfulLoginCount"]), (&json!(0), &json!(1)), "{right}");
        assert_eq!(show(code(&site, &uri, 0)).await["statusCode"], 3, "once");
        assert_eq!(show(code(&site, &uri, 1)).await["statusCode"], 0, "its clock is a period ahead");
        assert_eq!(show(code(&site, &uri, 0)).await["statusCode"], 3, "none before it");
        site.fixture.clock.advance_ms(30_000);
        assert_eq!(show(code(&site, &uri, 2)).await["statusCode"], 0, "two ahead, since one was known");
        assert_eq!(site.get(&path, &json_by(&root)).await.json()["counter"], 3);
    }

    async fn an_oath_token_is_named_where_there_are_several_and_changed_without_a_version(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let user = user(&site, form("Oath"), "anna").await;
        let (all, check) = (format!("{user}/oath-credentials"), check(&user, "oath-credentials"));
        let first = site.post(&all, &json_by(&root), r#"{"label":"a","extId":"t1"}"#).await.json();
        let show = async |body: Value| site.post(&check, &json_by(&root), body.to_string()).await;
        let uri = first["otpauthUri"].as_str().unwrap().to_owned();
        assert_eq!(show(json!({ "code": code(&site, &uri, 0) })).await.json()["statusCode"], 0, "there is one only");
        site.fixture.clock.advance_ms(30_000);
        site.post(&all, &json_by(&root), r#"{"label":"b","extId":"t2"}"#).await;
        let which = show(json!({ "code": code(&site, &uri, 0) })).await;
        assert_eq!(which.told(), "422 errors.invalidData");
        assert!(which.messages().starts_with("credentialExtId is mandatory"), "{}", which.messages());
        assert_eq!(show(json!({ "code": code(&site, &uri, 0), "credentialExtId": "t2" })).await.json()["statusCode"], 3);
        let missing = show(json!({ "credentialExtId": "t1" })).await;
        assert_eq!(missing.told(), "422 errors.invalidData");
        assert_eq!(show(json!({ "code": "1", "credentialExtId": "t9" })).await.told(), "404 errors.noRecord");

        let path = format!("{all}/t1");
        let labelled = site.patch(&path, &json_by(&root), r#"{"label":"My other phone"}"#).await;
        assert_eq!((labelled.status, &labelled.json()["label"]), (StatusCode::OK, &json!("My other phone")));
        assert!(!labelled.body.contains("otpauth"), "{}", labelled.body);
        let fixed = site.patch(&path, &json_by(&root), r#"{"digits":8,"method":"hotp"}"#).await;
        assert_eq!(fixed.told(), "422 errors.modifyReadonlyData errors.modifyReadonlyData");
        let given = site.post(&all, &json_by(&root), r#"{"label":"c","algorithm":"SHA512"}"#).await;
        assert_eq!(given.told(), "422 errors.modifyReadonlyData", "the policy says so");
        site.patch(&path, &json_by(&root), r#"{"stateName":"disabled"}"#).await;
        let disabled = show(json!({ "code": code(&site, &uri, 0), "credentialExtId": "t1" })).await;
        assert_eq!(disabled.told(), "422 errors.invalidData");
    }

    async fn a_new_oath_token_is_as_its_policy_says(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        for (name, value) in [("issuer", "a:b"), ("initialDigits", "9"), ("initialAlgorithm", "MD5"), ("accountname", "x")] {
            let wish = json!({ "name": "w", "policyType": "OpenAuthenticationPolicy", "parameters": { name: value } });
            let refused = site.post(&format!("{API}/api/policies"), &json_by(&root), wish.to_string()).await;
            assert_eq!(refused.told(), "422 errors.invalidData", "{name}");
        }
        policy(&site, "OpenAuthenticationPolicy", json!({
            "accountname": "email", "issuer": "Bank Müller", "initialType": "hotp", "initialAlgorithm": "SHA256",
            "initialDigits": "8", "sigill.lookAhead": "3", "tmpLockingThreshold": "-1", "maxCredFailureCount": "-1",
        })).await;
        let user = user(&site, form("Oath"), "anna").await;
        let made = site.post(&format!("{user}/oath-credentials"), &json_by(&root), r#"{"label":"a"}"#).await;
        let uri = made.json()["otpauthUri"].as_str().unwrap().to_owned();
        assert!(uri.starts_with("otpauth://hotp/Bank%20M%C3%BCller:a%40example.com?secret="), "{uri}");
        assert!(uri.ends_with("&issuer=Bank%20M%C3%BCller&algorithm=SHA256&digits=8&counter=0"), "{uri}");
        let check = check(&user, "oath-credentials");
        let show = async |ahead: i64| {
            let body = json!({ "code": code(&site, &uri, ahead) }).to_string();
            site.post(&check, &json_by(&root), body).await.json()["statusCode"].clone()
        };
        assert_eq!(show(4).await, 2, "too far ahead");
        assert_eq!(show(3).await, 0);
        assert_eq!(show(2).await, 2, "gone by");
        assert_eq!(show(7).await, 0, "in step again");
        assert_eq!(site.get(made.header("location"), &json_by(&root)).await.json()["counter"], 8);
    }

    async fn a_hundred_wrong_codes_at_once_count_a_hundred_and_a_right_one_works_once(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        policy(&site, "OpenAuthenticationPolicy", json!({ "maxCredFailureCount": "-1", "tmpLockingThreshold": "-1" })).await;
        let user = user(&site, form("Oath"), "anna").await;
        let made = site.post(&format!("{user}/oath-credentials"), &json_by(&root), r#"{"label":"a"}"#).await;
        let (uri, headers) = (made.json()["otpauthUri"].as_str().unwrap().to_owned(), json_by(&root));
        let check = check(&user, "oath-credentials");
        let show = |code: String| {
            let (site, check, headers) = (&site, &check, &headers);
            async move { site.post(check, headers, json!({ "code": code }).to_string()).await }
        };
        let answers = all((0..100).map(|_| show("no code".to_owned()))).await;
        assert!(answers.iter().all(|answer| answer.status == StatusCode::OK));
        assert_eq!(site.get(made.header("location"), &headers).await.json()["failedLoginCount"], 100);
        let answers = all((0..20).map(|_| show(code(&site, &uri, 0)))).await;
        assert_eq!(answers.iter().filter(|answer| answer.json()["statusCode"] == 0).count(), 1);
    }

    async fn recovery_codes_work_once_each_and_each_view_of_them_is_an_event(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let user = user(&site, form("RecoveryCode"), "anna").await;
        let made = site.post(&format!("{user}/recovery-codes"), &[("authorization", root.as_str())], "").await;
        let path = format!("{user}/recovery-codes");
        assert_eq!((made.status, made.body.as_str(), made.header("location")), (StatusCode::CREATED, "", path.as_str()));
        let events = site.events().await.parse::<i64>().unwrap();
        let shown = site.get(&path, &json_by(&root)).await;
        assert_eq!((shown.status, shown.header("etag")), (StatusCode::OK, "\"v1\""), "{}", shown.body);
        let codes: Vec<String> = shown.json()["codes"].as_array().unwrap().iter().map(|one| {
            assert_eq!(one["used"], false);
            one["code"].as_str().unwrap().to_owned()
        }).collect();
        assert_eq!(codes.len(), 16);
        for code in &codes {
            let groups: Vec<_> = code.split('-').collect();
            assert!(groups.len() == 4 && groups.iter().all(|group| group.len() == 4), "{code}");
            assert_eq!(codes.iter().filter(|other| *other == code).count(), 1);
        }
        assert_eq!(site.events().await, (events + 1).to_string(), "it was seen");
        let history = format!("{}/history", user.replace("/nevisidm/api/core/v1", "/sigill/v1"));
        let history = site.get(&history, &json_by(&root)).await;
        assert!(history.body.contains("CREDENTIAL_SHOW") && !history.body.contains(&codes[0]), "{}", history.body);
        assert!(!site.get(&format!("{user}/credentials"), &json_by(&root)).await.body.contains(&codes[0]));

        let login = format!("{}/recovery-codes/login", user.replace("/core/v1", "/auth/v1"));
        let show = async |code: &str| site.post(&login, &json_by(&root), json!({ "code": code }).to_string()).await;
        let right = show(&codes[3]).await;
        assert_eq!((right.status, right.body.as_str()), (StatusCode::NO_CONTENT, ""));
        let again = show(&codes[3]).await;
        assert_eq!(again.told(), "422 errors.invalidData", "it was used");
        assert_eq!(show(&codes[4].to_uppercase().replace('-', " ")).await.status, StatusCode::NO_CONTENT);
        let shown = site.get(&path, &json_by(&root)).await.json();
        assert_eq!((&shown["successfulLoginCount"], &shown["failedLoginCount"]), (&json!(2), &json!(0)));
        let used: Vec<_> = shown["codes"].as_array().unwrap().iter().map(|one| one["used"].as_bool().unwrap()).collect();
        assert_eq!((used.iter().filter(|used| **used).count(), used[3], used[4]), (2, true, true));
        assert!(Timestamp::parse(shown["codes"][3]["usageDate"].as_str().unwrap()).is_some());
        assert!(shown["codes"][5].get("usageDate").is_none());
        for body in ["{}", r#"{"code":""}"#] {
            assert_eq!(site.post(&login, &json_by(&root), body).await.told(), "422 errors.invalidData", "{body}");
        }
        let own = site.post(&check(&user, "recovery-codes"), &json_by(&root), json!({ "code": codes[5] }).to_string()).await;
        assert_eq!((own.status, &own.json()["statusCode"]), (StatusCode::OK, &json!(0)));
    }

    async fn recovery_codes_lock_by_wrong_ones_and_are_made_anew_all_at_once(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let user = user(&site, form("RecoveryCode"), "anna").await;
        let path = format!("{user}/recovery-codes");
        assert_eq!(site.get(&path, &json_by(&root)).await.told(), "404 errors.noRecord");
        site.post(&path, &json_by(&root), "").await;
        let before = site.get(&path, &json_by(&root)).await.json();
        let login = format!("{}/recovery-codes/login", user.replace("/core/v1", "/auth/v1"));
        let headers = json_by(&root);
        let show = |code: String| {
            let (site, login, headers) = (&site, &login, &headers);
            async move { site.post(login, headers, json!({ "code": code }).to_string()).await }
        };
        let answers = all((0..100).map(|_| show("none".to_owned()))).await;
        let count = |told: &str| answers.iter().filter(|answer| answer.told() == told).count();
        assert_eq!((count("422 errors.invalidData"), count("423 errors.credentialLocked")), (2, 98), "the second locks");
        let locked = site.get(&path, &json_by(&root)).await.json();
        assert_eq!((&locked["stateName"], &locked["failedLoginCount"]), (&json!("tmp-locked"), &json!(2)));
        let code = before["codes"][0]["code"].as_str().unwrap().to_owned();
        assert_eq!(show(code.clone()).await.told(), "423 errors.credentialLocked", "locked");

        let again = site.post(&path, &json_by(&root), "").await;
        assert_eq!((again.status, again.body.as_str(), again.header("location")), (StatusCode::CREATED, "", path.as_str()));
        let after = site.get(&path, &json_by(&root)).await.json();
        for same in ["extId", "created", "type"] {
            assert_eq!(after[same], before[same], "{same}");
        }
        assert_eq!((&after["stateName"], &after["failedLoginCount"], &after["version"]), (&json!("active"), &json!(0), &json!(3)));
        assert!(after["codes"].as_array().unwrap().iter().all(|one| one["used"] == false && one["code"] != code.as_str()));
        assert_eq!(show(code).await.told(), "422 errors.invalidData", "it is none any more");
        let code = after["codes"][15]["code"].as_str().unwrap().to_owned();
        let answers = all((0..20).map(|_| show(code.clone()))).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == StatusCode::NO_CONTENT).count(), 1);
        assert_eq!(site.delete(&path, &json_by(&root)).await.status, StatusCode::NO_CONTENT);
    }

    async fn one_makes_own_tokens_and_recovery_codes_with_a_second_token(database: Database) {
        let site = Site::on(database).await;
        let myself = site.bearer("robot", Role::SelfAdmin, ClientRoom::Only(Default::default())).await;
        let user = format!("{API}/api/users/robot");
        let proof = site.proof("robot", &myself).await;
        let proven = proven_by(&myself, &proof);
        for (segment, body) in [("oath-credentials", r#"{"label":"a","extId":"t1"}"#), ("recovery-codes", ""), ("recovery-codes", "{}")] {
            let path = format!("{user}/{segment}");
            assert_eq!(site.post(&path, &json_by(&myself), body).await.told(), "401 errors.unauthenticated", "{segment}");
            let made = site.post(&path, &proven, body).await;
            assert_eq!(made.status, StatusCode::CREATED, "{segment}: {}", made.body);
        }
        let codes = site.get(&format!("{user}/recovery-codes"), &json_by(&myself)).await;
        assert_eq!((codes.status, codes.json()["codes"].as_array().unwrap().len()), (StatusCode::OK, 16));
        let token = format!("{user}/oath-credentials/t1");
        assert_eq!(site.patch(&token, &json_by(&myself), r#"{"label":"b"}"#).await.told(), "401 errors.unauthenticated");
        assert_eq!(site.patch(&token, &proven, r#"{"label":"b"}"#).await.status, StatusCode::OK);
        assert_eq!(site.delete(&token, &proven).await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.post(&format!("{user}/otp-credentials"), &proven, "").await.told(), "403 errors.permissionDenied");
    }
}
