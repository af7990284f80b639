//! The contract's section *Mobile signature*, sentence by sentence: what PATCH and DELETE touch.

use super::*;

const PEM: &str = include_str!("signer.pem");

on_both! {
    async fn patch_answers_200_with_the_full_object_and_its_etag(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let path = site.signed("u").await;
        site.fixture.clock.advance_ms(1_000);
        let wish = r#"{"identificator":"j","modificationComment":"moved"}"#;
        let answer = site.patch(&path, &json_by(&root), wish).await;
        assert_eq!((answer.status, answer.header("etag"), answer.header("location")), (StatusCode::OK, "\"v2\"", ""));
        let read = site.get(&path, &json_by(&root)).await;
        assert_eq!((&answer.body, read.header("etag")), (&read.body, "\"v2\""));
        let json = answer.json();
        assert_eq!((&json["identificator"], &json["modificationComment"]), (&"j".into(), &"moved".into()));
        assert_eq!((&json["version"], &json["lastModified"]), (&2.into(), &"2026-05-18T12:34:57Z".into()));
        assert_eq!(json["created"], "2026-05-18T12:34:56Z");
        assert_eq!(json["validity"]["to"], "2036-05-15T12:34:56Z");
    }

    async fn delete_answers_204_and_the_next_one_404(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let path = site.signed("u").await;
        for state in ["active", "archived"] {
            site.patch(&path, &json_by(&root), format!(r#"{{"stateName":"{state}"}}"#)).await;
            let deleted = site.delete(&path, &json_by(&root)).await;
            assert_eq!((deleted.status, deleted.body.as_str()), (StatusCode::NO_CONTENT, ""));
            for gone in [site.delete(&path, &json_by(&root)).await, site.patch(&path, &json_by(&root), "{}").await] {
                assert_eq!(gone.told(), "404 errors.noRecord");
                assert_eq!(gone.messages(), "User with extId u has no MobileSignature credential");
            }
            let wish = r#"{"identificator":"i","msspIdentifier":"m","msisdn":"1"}"#;
            assert_eq!(site.post(&path, &json_by(&root), wish).await.status, StatusCode::CREATED);
        }
    }

    async fn absent_keeps_and_null_or_an_empty_text_removes_an_optional_value(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let path = site.signed("u").await;
        for remove in ["null", "\"\""] {
            let body = serde_json::json!({ "signerCert": PEM, "modificationComment": "x" }).to_string();
            let set = site.patch(&path, &json_by(&root), body).await;
            assert_eq!(set.json()["signerCert"], PEM, "byte for byte: {}", set.body);
            let kept = site.patch(&path, &json_by(&root), r#"{"identificator":"k"}"#).await.json();
            assert_eq!((&kept["signerCert"], &kept["modificationComment"]), (&PEM.into(), &"x".into()));
            let body = format!(r#"{{"signerCert":{remove},"modificationComment":{remove},"identificator":"i"}}"#);
            let json = site.patch(&path, &json_by(&root), body).await.json();
            assert!(json.get("signerCert").is_none() && json.get("modificationComment").is_none(), "{json}");
        }
    }

    async fn a_patch_that_changes_nothing_keeps_version_and_history(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let path = site.signed("u").await;
        let read = site.get(&path, &json_by(&root)).await;
        let events = site.events().await;
        for body in ["{}", read.body.as_str()] {
            let answer = site.patch(&path, &json_by(&root), body.to_owned()).await;
            assert_eq!((answer.header("etag"), &answer.body), ("\"v1\"", &read.body));
        }
        assert_eq!(site.events().await, events);
    }

    async fn default_mssp_identifier_serves_where_patch_would_empty_it(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let path = site.signed("u").await;
        for empty in ["null", "\"\""] {
            let refused = site.patch(&path, &json_by(&root), format!(r#"{{"msspIdentifier":{empty}}}"#)).await;
            assert_eq!(refused.told(), "422 errors.invalidData");
        }
        let policy = r#"{"extId":"p","name":"P","policyType":"MobileSignaturePolicy",
            "parameters":{"defaultMsspIdentifier":"http://default"}}"#;
        assert_eq!(site.post(&format!("{API}/api/policies"), &json_by(&root), policy).await.status, StatusCode::CREATED);
        for empty in ["null", "\"\""] {
            let body = format!(r#"{{"policyExtId":"p","msspIdentifier":{empty}}}"#);
            let json = site.patch(&path, &json_by(&root), body).await.json();
            assert_eq!((&json["msspIdentifier"], &json["policyExtId"]), (&"http://default".into(), &"p".into()));
        }
    }

    async fn what_was_only_read_may_be_sent_back_unchanged_or_is_ignored(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let path = site.signed("u").await;
        let unchangeable =
            [("extId", "of-u"), ("userExtId", "u"), ("type", "MobileSignature"), ("created", "2026-05-18T12:34:56Z")];
        for (member, value) in unchangeable {
            let same = site.patch(&path, &json_by(&root), format!(r#"{{"{member}":"{value}"}}"#)).await;
            assert_eq!(same.told(), "200", "{member}");
            for other in ["\"x\"", "null", "\"\""] {
                let changed = site.patch(&path, &json_by(&root), format!(r#"{{"{member}":{other}}}"#)).await;
                assert_eq!(changed.told(), "422 errors.modifyReadonlyData", "{member} {other}");
                assert_eq!(changed.messages(), format!("{member} can't be changed: it is {value}"));
            }
            let typed = site.patch(&path, &json_by(&root), format!(r#"{{"{member}":1}}"#)).await;
            assert_eq!(typed.told(), "400 errors.unreadableBody", "{member}");
        }
        let ignored = [
            "lastModified",
            "stateChangeReason",
            "stateChangeDetail",
            "lastSuccessfulLoginDate",
            "successfulLoginCount",
            "lastFailedLoginDate",
            "failedLoginCount",
        ];
        for member in ignored {
            for value in ["null", "1", "\"x\"", r#"{"from":null,"x":1}"#] {
                let answer = site.patch(&path, &json_by(&root), format!(r#"{{"{member}":{value}}}"#)).await;
                assert_eq!((answer.told().as_str(), answer.header("etag")), ("200", "\"v1\""), "{member} {value}");
            }
        }
    }

    async fn a_validity_may_be_sent_back_as_it_was_read_and_is_not_changed(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let path = site.signed("u").await;
        let send = async |validity: &str| {
            site.patch(&path, &json_by(&root), format!(r#"{{"validity":{validity}}}"#)).await
        };
        let read = site.get(&path, &json_by(&root)).await.json()["validity"].to_string();
        let (from, to) = ("2026-05-18T12:34:56Z", "2036-05-15T12:34:56Z");
        for same in [read.as_str(), "{}", r#"{"from":"2026-05-18T12:34:56.000Z"}"#, r#"{"to":"2036-05-15T12:34:56Z"}"#] {
            let answer = send(same).await;
            assert_eq!((answer.told().as_str(), answer.header("etag")), ("200", "\"v1\""), "{same}: {}", answer.body);
        }
        for (changed, members) in [
            (r#"{"to":"2040-01-01T00:00:00Z"}"#, &["to"][..]),
            (r#"{"to":null}"#, &["to"]),
            (r#"{"from":"soon","to":""}"#, &["from", "to"]),
            ("null", &["from", "to"]),
        ] {
            let answer = send(changed).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{changed}");
            let codes = members.iter().map(|_| " errors.modifyReadonlyData").collect::<String>();
            assert_eq!(answer.told(), format!("422{codes}"), "{changed}");
            let is = |member: &&str| {
                format!("validity.{member} can't be changed: it is {}", if *member == "to" { to } else { from })
            };
            assert_eq!(answer.messages(), members.iter().map(is).collect::<Vec<_>>().join("\n"));
        }
        for typed in ["1", "[]", "\"x\"", r#"{"from":1}"#] {
            assert_eq!(send(typed).await.told(), "400 errors.unreadableBody", "{typed}");
        }
        assert_eq!(send(r#"{"until":null}"#).await.told(), "422 errors.invalidData");
    }

    async fn a_wrong_json_type_is_400_and_every_broken_rule_is_422_at_once(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let path = site.signed("u").await;
        let table = [
            ("", "400 errors.unreadableBody"),
            ("[]", "400 errors.unreadableBody"),
            ("null", "400 errors.unreadableBody"),
            (r#"{"msisdn":"1","msisdn":"1"}"#, "400 errors.unreadableBody"),
            (r#"{"msisdn":1}"#, "400 errors.unreadableBody"),
            (r#"{"version":"1"}"#, "400 errors.unreadableBody"),
            (r#"{"version":1.5}"#, "400 errors.unreadableBody"),
            (r#"{"version":99999999999999999999}"#, "400 errors.unreadableBody"),
            (r#"{"version":null}"#, "200"),
            (r#"{"identificator":null}"#, "422 errors.invalidData"),
            (r#"{"identificator":""}"#, "422 errors.invalidData"),
            (r#"{"msisdn":" "}"#, "422 errors.invalidData"),
            (r#"{"stateName":null}"#, "422 errors.invalidData"),
            (r#"{"stateName":"gone"}"#, "422 errors.invalidData"),
            (r#"{"policyExtId":"none"}"#, "422 errors.missingReferenceData"),
            (r#"{"signerCert":"x"}"#, "422 errors.invalidData"),
            (r#"{"modificationComment":"a\u0000"}"#, "422 errors.invalidData"),
            (r#"{"nmae":1,"version":7}"#, "422 errors.invalidData"),
            (
                r#"{"x":1,"extId":"y","identificator":null,"msisdn":"","modificationComment":" "}"#,
                "422 errors.invalidData errors.modifyReadonlyData errors.invalidData errors.invalidData errors.invalidData",
            ),
        ];
        for (body, told) in table {
            assert_eq!(site.patch(&path, &json_by(&root), body).await.told(), told, "{body}");
        }
        let typed = site.patch(&path, &json_by(&root), r#"{"version":"1"}"#).await;
        assert_eq!(typed.messages(), "'version': expected an integer, got a string");
    }

    async fn limits_are_counted_in_code_points(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let path = site.signed("u").await;
        for (member, max) in [("identificator", 50), ("msspIdentifier", 50), ("modificationComment", 1000)] {
            for (len, told) in [(max, "200"), (max + 1, "422 errors.invalidData")] {
                let body = format!(r#"{{"{member}":"{}"}}"#, "\u{1f600}".repeat(len));
                assert_eq!(site.patch(&path, &json_by(&root), body).await.told(), told, "{member} {len}");
            }
        }
    }

    async fn a_patch_is_json_under_either_name(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let path = site.signed("u").await;
        for (name, told) in [
            ("application/json", "200"),
            ("application/merge-patch+json", "200"),
            ("Application/Merge-Patch+JSON; charset=utf-8", "200"),
            ("application/json-patch+json", "415 errors.unsupportedMediaType"),
            ("text/plain", "415 errors.unsupportedMediaType"),
        ] {
            let headers = [("authorization", root.as_str()), ("content-type", name)];
            assert_eq!(site.patch(&path, &headers, "{}").await.told(), told, "{name}");
        }
    }

    async fn a_caller_without_the_right_learns_nothing_about_what_exists(database: Database) {
        let site = Site::on(database).await;
        let reader = site.bearer("reader", Role::SoapTechAccessReadOnly, ClientRoom::Global).await;
        let there = site.signed("u").await;
        let absent = format!("{API}/nowhere/users/nobody/mobile-signature");
        for path in [&there, &absent] {
            let headers = [json_by(&reader)[0], json_by(&reader)[1], ("if-match", "malformed")];
            assert_eq!(site.patch(path, &headers, "not json").await.told(), "403 errors.permissionDenied");
            let deleted = site.delete(path, &headers).await;
            assert_eq!(deleted.messages(), "Permission denied: AccessControl.CredentialDelete is needed");
        }
    }
}
