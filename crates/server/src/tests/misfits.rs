//! A policy that is only tried says what of what is stored would not satisfy it.

use serde_json::json;

use super::*;

on_both! {
    async fn a_dry_run_of_a_policy_counts_the_stored_credentials_that_would_not_satisfy_it(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let by = json_by(&root);
        let try_by = [by[0], by[1], ("prefer", "dry-run")];
        let policy = r#"{"extId":"p","name":"P","policyType":"MobileSignaturePolicy"}"#;
        let path = site.post(&format!("{API}/api/policies"), &by, policy).await.header("location").to_owned();
        for (n, msisdn) in ["+41790000001", "+41790000002", "+49170000003"].iter().enumerate() {
            let signature = site.signed(&format!("u{n}")).await;
            let patch = json!({ "policyExtId": "p", "msisdn": msisdn }).to_string();
            assert_eq!(site.patch(&signature, &by, patch).await.status, StatusCode::OK);
        }
        // Governed by another policy.
        site.signed("other").await;
        let patch = |parameters: Value| json!({ "parameters": parameters }).to_string();
        let tried = async |parameters| site.patch(&path, &try_by, patch(parameters)).await.json()["misfits"].clone();
        assert_eq!(
            tried(json!({ "validation.msisdn.regex": "\\+41.*" })).await,
            json!({ "credentials": 1, "checked": 3, "complete": true })
        );
        assert_eq!(
            tried(json!({ "validation.msisdn.regex": "\\+43.*" })).await,
            json!({ "credentials": 3, "checked": 3, "complete": true })
        );
        assert_eq!(
            tried(json!({ "maxCredFailureCount": "1" })).await,
            json!({ "credentials": 0, "checked": 3, "complete": true })
        );
        let new = json!({ "name": "Q", "policyType": "MobileSignaturePolicy",
            "parameters": { "validation.msisdn.regex": "x" } });
        let new = site.post(&format!("{API}/api/policies"), &try_by, new.to_string()).await.json();
        assert_eq!(new["misfits"], json!({ "credentials": 0, "checked": 0, "complete": true }), "a new one governs none");
        let done = site.patch(&path, &by, patch(json!({ "validation.msisdn.regex": "\\+43.*" }))).await;
        assert_eq!((done.status, done.json().get("misfits")), (StatusCode::OK, None), "what is stored stays");
    }

    async fn a_dry_run_of_a_client_policy_counts_the_users_that_would_not_satisfy_it(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let by = json_by(&root);
        let try_by = [by[0], by[1], ("prefer", "dry-run")];
        site.signed("u").await;
        site.signed("v").await;
        let patch = r#"{"contacts":{"mobile":"079"},"languageCode":"DE"}"#;
        assert_eq!(site.patch(&format!("{API}/api/users/u"), &by, patch).await.status, StatusCode::OK);
        let policy = |parameters: Value| {
            json!({ "name": "C", "policyType": "ClientPolicy", "parameters": parameters }).to_string()
        };
        // The machine that asks has no mobile number, and needs none.
        for (parameters, users) in [
            (json!({}), 0),
            (json!({ "validation.user.mobile.mandatory": "true" }), 1),
            (json!({ "validation.user.phone.regex": "\\+.*" }), 1),
            (json!({ "allowed.user.languages": "[en]" }), 1),
            (json!({ "validation.user.sex.mandatory": "true" }), 2),
        ] {
            let tried = site.post(&format!("{API}/api/policies"), &try_by, policy(parameters.clone())).await.json();
            assert_eq!(
                tried["misfits"],
                json!({ "users": users, "checked": 3, "complete": true }),
                "{parameters}: {tried}"
            );
        }
    }

    async fn users_and_credentials_beyond_a_page_are_counted(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let try_by = [json_by(&root)[0], json_by(&root)[1], ("prefer", "dry-run")];
        site.signed("u").await;
        let client = "(SELECT id FROM client WHERE ext_id = 'api')";
        let (id, number) = match site.fixture.database.kind() {
            Kind::Postgres => ("md5(n::text)::uuid", "n FROM generate_series(1, 2500) AS s(n)"),
            Kind::Sqlite => (
                "randomblob(16)",
                "n FROM (WITH RECURSIVE s(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM s WHERE n < 2500) SELECT n FROM s)",
            ),
        };
        let insert = format!(
            "INSERT INTO users (id, client_id, ext_id, login_id, state, is_technical, person, name_key, given_key, \
             email_key, version, created, modified) SELECT {id}, {client}, 'x' || n, 'x' || n, 'active', \
             {}, '{{}}', '', '', '', 1, 0, {number}",
            if site.fixture.database.kind() == Kind::Postgres { "false" } else { "0" },
        );
        site.fixture.database.execute(&insert).await;
        let policy = json!({ "name": "C", "policyType": "ClientPolicy", "parameters": {} }).to_string();
        let tried = site.post(&format!("{API}/api/policies"), &try_by, policy).await.json();
        assert_eq!(tried["misfits"], json!({ "users": 2500, "checked": 2502, "complete": true }));
    }
}
