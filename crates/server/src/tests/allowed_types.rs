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
