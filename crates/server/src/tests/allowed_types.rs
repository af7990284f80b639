//! Which types of credentials are made in a client.

use serde_json::json;

use super::*;

const PEM: &str = include_str!("signer.pem");

on_both! {
    async fn only_the_types_that_the_client_policy_names_are_made(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        let person = json!({
            "extId": "u", "name": { "firstName": "Anna", "familyName": "Muster" }, "contacts": { "email": "anna@example.com" },
        });
        assert_eq!(site.post(&format!("{API}/api/users"), &headers, person.to_string()).await.status, StatusCode::CREATED);
        let number = json!({ "identificator": "ID-1", "msspIdentifier": "http://mssp", "signerCert": PEM, "msisdn": "+41791234567" });
        let number = number.to_string();
        let signature = format!("{API}/api/users/u/mobile-signature");
        let password = async || site.post(&format!("{API}/api/users/u/password"), &headers, r#"{"password":"correct-horse-7"}"#).await;
        let policy = json!({
            "extId": "p", "name": "people", "policyType": "ClientPolicy", "parameters": { "credentialTypes": "[16,9]" },
        });
        let made = site.post(&format!("{API}/api/policies"), &headers, policy.to_string()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let refused = password().await;
        assert_eq!(refused.told(), "422 errors.policyViolation", "{}", refused.body);
        assert!(refused.body.contains("credentialTypes"), "{}", refused.body);
        let made = site.post(&signature, &headers, number.clone()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);

        let change = async |types: &str| {
            let patch = json!({ "parameters": { "credentialTypes": types } }).to_string();
            site.patch(&format!("{API}/api/policies/p"), &headers, patch).await
        };
        assert_eq!(change("[]").await.status, StatusCode::OK);
        let changed = site.patch(&signature, &headers, r#"{"modificationComment":"stays"}"#).await;
        assert_eq!(changed.status, StatusCode::OK, "what is there stays: {}", changed.body);
        assert_eq!(site.delete(&signature, &headers).await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.post(&signature, &headers, number.clone()).await.told(), "422 errors.policyViolation");
        for wrong in ["16", "[16, 9]", "[16,]", "[0]", "[7]", "[x]", "[-1]"] {
            assert_eq!(change(wrong).await.told(), "422 errors.invalidData", "{wrong}");
        }
        for all in ["", "[1]"] {
            assert_eq!(change(all).await.status, StatusCode::OK, "{all}");
        }
        assert_eq!(password().await.status, StatusCode::CREATED);
    }
}

on_both! {
    async fn the_unit_of_the_default_profile_decides_which_types_are_made(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        let policies = format!("{API}/api/policies");
        let made = async |ext_id: &str, types: &str| {
            let policy = json!({
                "extId": ext_id, "name": ext_id, "policyType": "UnitPolicy", "parameters": { "credentialTypes": types },
            });
            let made = site.post(&policies, &headers, policy.to_string()).await;
            assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        };
        made("none", "[]").await;
        made("phones", "[16]").await;
        // The first of its type is the client's default one.
        let change = async |ext_id: &str, patch: Value| site.patch(&format!("{policies}/{ext_id}"), &headers, patch.to_string()).await;
        let units = format!("{API}/api/units");
        let unit = json!({ "extId": "sales", "name": "Sales", "profileless": false, "policyExtId": "phones" });
        let made = site.post(&units, &headers, unit.to_string()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        assert_eq!(made.json()["policyExtId"], "phones");
        for unknown in ["absent", "nevisIdm", "no such thing!"] {
            let unit = json!({ "name": "Other", "profileless": false, "policyExtId": unknown });
            let refused = site.post(&units, &headers, unit.to_string()).await;
            assert_eq!(refused.told(), "422 errors.missingReferenceData", "{unknown}");
            let refused = site.patch(&format!("{units}/sales"), &headers, json!({ "policyExtId": unknown }).to_string()).await;
            assert_eq!(refused.told(), "422 errors.missingReferenceData", "{unknown}");
        }
        for (user, in_sales) in [("in", true), ("out", false)] {
            let person = json!({
                "extId": user, "name": { "firstName": "Anna", "familyName": "Muster" },
                "contacts": { "email": format!("{user}@example.com") },
            });
            assert_eq!(site.post(&format!("{API}/api/users"), &headers, person.to_string()).await.status, StatusCode::CREATED);
            if in_sales {
                let listed = site.get(&format!("{API}/api/users/{user}/profiles"), &headers).await.json();
                let profile = listed["items"][0]["extId"].as_str().unwrap().to_owned();
                let path = format!("{API}/api/profiles/{profile}/unit/sales");
                let put = site.send(request(Method::PUT, &path, &headers, Body::empty())).await;
                assert_eq!(put.status, StatusCode::NO_CONTENT, "{}", put.body);
            }
        }
        let password = async |user: &str| {
            let path = format!("{API}/api/users/{user}/password");
            let made = site.post(&path, &headers, r#"{"password":"correct-horse-7"}"#).await;
            if made.status == StatusCode::CREATED {
                assert_eq!(site.delete(&path, &headers).await.status, StatusCode::NO_CONTENT);
                return "201".to_owned();
            }
            assert!(made.body.contains("the unit policy"), "{}", made.body);
            made.told()
        };
        let refused = "422 errors.policyViolation".to_owned();
        assert_eq!(change("none", json!({ "defaultPolicy": true })).await.status, StatusCode::OK);
        assert_eq!((password("in").await, password("out").await), (refused.clone(), refused.clone()));
        assert_eq!(change("none", json!({ "parameters": { "credentialTypes": "[1]" } })).await.status, StatusCode::OK);
        assert_eq!((password("in").await, password("out").await), (refused.clone(), "201".to_owned()));
        // One that holds for a unit stays.
        assert_eq!(site.delete(&format!("{policies}/phones"), &headers).await.told(), "422 errors.undeletedDependencies");
        let free = site.patch(&format!("{units}/sales"), &headers, r#"{"policyExtId":null}"#).await;
        assert_eq!((free.status, free.json().get("policyExtId")), (StatusCode::OK, None), "{}", free.body);
        assert_eq!(password("in").await, "201", "the default one holds");
        assert_eq!(site.delete(&format!("{policies}/phones"), &headers).await.status, StatusCode::NO_CONTENT);
        let history = site.get("/sigill/v1/api/units/sales/history", &headers).await;
        assert!(history.status != StatusCode::OK || history.body.contains("\"policyExtId\":\"phones\""), "{}", history.body);
    }

    async fn a_client_whose_units_have_policies_is_purged(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        assert_eq!(site.post(&format!("{API}/clients"), &headers, r#"{"extId":"gone","name":"Gone"}"#).await.status, StatusCode::CREATED);
        let policy = json!({ "extId": "p", "name": "p", "policyType": "UnitPolicy", "parameters": {} });
        assert_eq!(site.post(&format!("{API}/gone/policies"), &headers, policy.to_string()).await.status, StatusCode::CREATED);
        let unit = json!({ "name": "U", "profileless": false, "policyExtId": "p" });
        assert_eq!(site.post(&format!("{API}/gone/units"), &headers, unit.to_string()).await.status, StatusCode::CREATED);
        assert_eq!(site.delete(&format!("{API}/clients/gone"), &headers).await.status, StatusCode::NO_CONTENT);
        let app = &site.fixture.app;
        let occasion = app.world.occasion("purge".to_owned(), std::time::Duration::from_secs(30));
        sigill_app::client::purge(&app.store.system(sigill_app::Task::Test, occasion)).await.unwrap();
        let rows = site.fixture.database.query("SELECT count(*) FROM unit WHERE policy_id IS NOT NULL").await;
        assert_eq!(rows.as_deref(), Some("0"));
    }
}
