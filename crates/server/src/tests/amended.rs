//! What a patch of a mobile signature is held to, and what it leaves alone.

use serde_json::json;

use super::*;

impl Site {
    async fn policy(&self, ext_id: &str, kind: &str, parameters: Value) {
        let root = self.root().await;
        let body = json!({ "extId": ext_id, "name": ext_id, "policyType": kind, "parameters": parameters }).to_string();
        assert_eq!(self.post(&format!("{API}/api/policies"), &json_by(&root), body).await.status, StatusCode::CREATED);
    }
}

on_both! {
    async fn a_number_is_held_to_the_policy_where_either_changes(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let path = site.signed("u").await;
        let patch = async |body: Value| site.patch(&path, &json_by(&root), body.to_string()).await.told();
        let refused = "422 errors.policyViolation";
        site.policy("swiss", "MobileSignaturePolicy", json!({ "validation.msisdn.regex": "\\+41[0-9]{9}" })).await;
        site.policy("german", "MobileSignaturePolicy", json!({ "validation.msisdn.regex": "\\+49[0-9]+" })).await;
        assert_eq!(patch(json!({ "policyExtId": "german" })).await, refused);
        assert_eq!(patch(json!({ "policyExtId": "swiss" })).await, "200");
        assert_eq!(patch(json!({ "msisdn": "+4917212345678" })).await, refused);
        assert_eq!(patch(json!({ "policyExtId": "german", "msisdn": "+4917212345678" })).await, "200");
        assert_eq!(patch(json!({ "policyExtId": null })).await, "200", "the client's own has no pattern");
        assert_eq!(patch(json!({ "policyExtId": "swiss" })).await, refused);
        assert_eq!(patch(json!({ "policyExtId": "german" })).await, "200");
        // What was right when it was written stands in nobody's way.
        let stricter = json!({ "parameters": { "validation.msisdn.regex": "\\+49171[0-9]+" } }).to_string();
        let changed = site.patch(&format!("{API}/api/policies/german"), &json_by(&root), stricter).await;
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
        assert_eq!(patch(json!({ "identificator": "other" })).await, "200");
        assert_eq!(patch(json!({ "policyExtId": "german", "msisdn": "+4917212345678", "identificator": "more" })).await, "200");
        assert_eq!(patch(json!({ "msisdn": "+4917212345679" })).await, refused);
        assert_eq!(patch(json!({ "msisdn": "+4917112345679" })).await, "200");
    }

    async fn a_number_is_taken_where_the_client_wants_it_unique_and_only_there(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        site.signed("taken").await;
        let (path, odd) = (site.signed("u").await, site.signed("odd").await);
        let patch = async |path: &str, body: Value| site.patch(path, &json_by(&root), body.to_string()).await.told();
        let (taken, free) = ("+41791234567", "+41790000000");
        for number in [free, taken, free] {
            assert_eq!(patch(&path, json!({ "msisdn": number })).await, "200", "nobody minds");
        }
        assert_eq!(patch(&odd, json!({ "msisdn": "none" })).await, "200");
        site.policy("unique", "ClientPolicy", json!({ "validation.mobileSignature.msisdn.unique": "true" })).await;
        assert_eq!(patch(&path, json!({ "msisdn": taken })).await, "422 errors.duplicateValue");
        for number in ["+41790000001", free] {
            assert_eq!(patch(&path, json!({ "msisdn": number })).await, "200");
        }
        // A number that can't be compared with others may stay, but none may come.
        assert_eq!(patch(&odd, json!({ "identificator": "other" })).await, "200");
        assert_eq!(patch(&path, json!({ "msisdn": "nothing" })).await, "422 errors.invalidData");
    }

    async fn only_unlocking_forgets_failures(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let path = site.signed("u").await;
        let failed = r#"{"success":false,"credentialExtId":"of-u"}"#;
        for _ in 0..2 {
            let info = format!("{API}/api/users/u/login-info");
            assert_eq!(site.post(&info, &json_by(&root), failed).await.told(), "200");
        }
        let to = async |state: &str| {
            let shown = site.patch(&path, &json_by(&root), json!({ "stateName": state }).to_string()).await.json();
            let text = |name: &str| shown[name].as_str().unwrap().to_owned();
            (text("stateName"), text("stateChangeReason"), shown["failedLoginCount"].as_i64().unwrap_or(0))
        };
        let told = |state: &str, reason: &str, failures| (state.to_owned(), reason.to_owned(), failures);
        let shown = site.get(&path, &json_by(&root)).await.json();
        assert_eq!((&shown["stateName"], &shown["failedLoginCount"]), (&"tmp-locked".into(), &2.into()));
        assert_eq!(to("fail-locked").await, told("fail-locked", "changed-by-admin", 2));
        assert_eq!(to("disabled").await, told("disabled", "changed-by-admin", 2));
        assert_eq!(to("active").await, told("active", "changed-by-admin", 2));
        assert_eq!(to("tmp-locked").await, told("tmp-locked", "changed-by-admin", 2));
        assert_eq!(to("active").await, told("active", "unlock", 0));
    }
}
