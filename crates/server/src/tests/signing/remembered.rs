//! Whose signature was remembered, and when that is forgotten.

use serde_json::json;
use sigill_mssp::{Act, Script};

use super::*;

const PHONE: &str = "41791111111";
const PEM: &str = include_str!("../signer.pem");

on_both! {
    async fn another_number_or_certificate_is_another_enrolment(database: Database) {
        let here = Signing::new(database, Binding::Rest, vec![Number::scripted(PHONE, Script::of(Act::Approve))]).await;
        let root = here.site.root().await;
        let path = here.person("u", PHONE).await;
        let is_remembered = async || {
            // It is shown nowhere.
            let count = "SELECT count(*) FROM credential WHERE kind = 16 AND detail LIKE '%serialNumber%'";
            here.site.fixture.database.query(count).await.unwrap() == "1"
        };
        let approve = async || {
            let at = here.ask(&path).await;
            assert_eq!(here.settled(&at).await["outcome"], "approved");
            assert!(is_remembered().await);
        };
        let patch = async |body: Value| {
            let at = format!("{API}/api/users/u/mobile-signature");
            let patched = here.site.patch(&at, &json_by(&root), body.to_string()).await;
            assert_eq!(patched.status, StatusCode::OK, "{}", patched.body);
            is_remembered().await
        };
        assert!(!is_remembered().await);
        approve().await;
        let cert = here.credential("u").await["signerCert"].clone();
        assert!(patch(json!({ "identificator": "other", "modificationComment": "x" })).await);
        assert!(patch(json!({ "signerCert": cert, "msisdn": PHONE, "stateName": "disabled" })).await, "both as they are");
        assert!(patch(json!({ "stateName": "active" })).await);
        assert!(!patch(json!({ "msisdn": "+41 79 111 11 11" })).await);
        approve().await;
        assert!(!patch(json!({ "signerCert": null })).await);
        approve().await;
        assert!(!patch(json!({ "signerCert": PEM })).await);
    }
}
