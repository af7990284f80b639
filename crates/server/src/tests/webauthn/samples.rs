//! Registrations and assertions that another authenticator made, by the calls of our ceremonies. The samples aren't in the
//! repository: `SIGILL_VECTORS` names their folder.

use sigill_domain::fido2::{Authenticator, hash_of};
use uuid::Uuid;

use super::*;
use crate::tests::formats::json_of;

/// A ceremony of this challenge, as if Sigill had drawn it.
async fn ceremony(site: &Site, purpose: &str, challenge: &Value, verification: &str) -> String {
    let text = match site.fixture.database.kind() {
        Kind::Postgres => "SELECT CAST(id AS TEXT) FROM client WHERE ext_id = 'api'",
        Kind::Sqlite => "SELECT hex(id) FROM client WHERE ext_id = 'api'",
    };
    let client = Uuid::parse_str(&site.fixture.database.query(text).await.unwrap()).unwrap();
    let app = &site.fixture.app;
    let until = sigill_app::Clock::now(&*site.fixture.clock).micros() + 60_000_000;
    let plain = json!({
        "purpose": purpose, "user": null, "challenge": challenge, "rp_id": "example.com", "verification": verification,
        "until": until,
    });
    app.tokens.secrets().seal(&app.world, &plain.to_string(), client).unwrap()
}

/// What stores a credential of the samples by the documented call.
fn stored(one: &Value) -> Value {
    let id = one["credential_id"].as_str().unwrap();
    let octets = base64::Engine::decode(&base64::prelude::BASE64_URL_SAFE_NO_PAD, id).unwrap();
    let kept = Authenticator {
        credential_id: id.to_owned(),
        public_key: one["public_key_cose"].as_str().unwrap().to_owned(),
        sign_count: one["sign_count_after_registration"].as_u64().unwrap().try_into().unwrap(),
        backup_eligible: one["backup_eligible"].as_bool(),
        backed_up: one["backup_state"].as_bool().unwrap(),
        user_handle: one["user_handle"].as_str().unwrap().to_owned(),
        transports: Vec::new(),
    };
    json!({
        "aaguid": one["aaguid"], "authenticator": kept.text(), "attestationConveyancePreference": "none",
        "hashedCredentialId": hash_of(&octets), "rpId": one["rp_id"], "residentKeyRequirement": "required",
        "userVerificationRequirement": "preferred",
    })
}

on_both! {
    async fn each_sample_is_registered_and_shown_as_it_must(database: Database) {
        let Some(samples) = json_of("fido2.json") else { return };
        let site = Site::on(database).await;
        let desk = Desk::of(&site, json!({ "maxCredFailureCount": "-1", "tmpLockingThreshold": "-1" })).await;
        let (mut registered, mut shown) = (0, 0);
        for one in samples["credentials"].as_array().unwrap() {
            let name = one["name"].as_str().unwrap();
            let registration = &one["registration"];
            let begun = ceremony(&site, "registration", &registration["challenge"], "preferred").await;
            let answer = json!({ "ceremony": begun, "credential": registration["response"] });
            let made = desk.call(&desk.own("register"), answer).await;
            assert_eq!(made.status, StatusCode::CREATED, "{name}: {}", made.body);
            let view = desk.get(made.header("location")).await;
            assert_eq!((&view["aaguid"], &view["rpId"]), (&one["aaguid"], &one["rp_id"]), "{name}");
            registered += 1;
            // Its assertions name the user by the handle of the samples, which only what is stored has.
            for verification in ["preferred", "required"] {
                let root = json_by(&desk.root);
                let before = desk.get(&format!("{}/fido2", desk.user)).await["items"][0]["extId"].clone();
                let path = format!("{}/fido2/{}", desk.user, before.as_str().unwrap());
                assert_eq!(site.delete(&path, &root).await.status, StatusCode::NO_CONTENT);
                // The samples have each challenge once.
                site.fixture.database.execute("DELETE FROM used_assertion").await;
                let kept = desk.call(&format!("{}/fido2", desk.user), stored(one)).await;
                assert_eq!(kept.status, StatusCode::CREATED, "{name}: {}", kept.body);
                for assertion in one["authentications"].as_array().unwrap() {
                    let begun = ceremony(&site, "authentication", &assertion["challenge"], verification).await;
                    let must = assertion["must"].as_str().unwrap();
                    let fails = must.starts_with("fail:")
                        || verification == "required" && (must != "pass" || one["user_verified"] != true);
                    let told = desk.verify(&json!({ "ceremony": begun, "credential": assertion["response"] })).await;
                    assert_eq!(told.json()["statusCode"] != 0, fails, "{name}, {verification}, {must}: {}", told.body);
                    shown += 1;
                }
            }
            let all = desk.get(&format!("{}/fido2", desk.user)).await;
            for one in all["items"].as_array().unwrap() {
                site.delete(&format!("{}/fido2/{}", desk.user, one["extId"].as_str().unwrap()), &json_by(&desk.root)).await;
            }
        }
        assert_eq!((registered, shown), (6, 46));
    }
}
