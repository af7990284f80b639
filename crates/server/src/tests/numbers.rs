//! Numbers and times as people write them.

use serde_json::json;

use super::*;

/// The body of a policy of the client.
fn rules(parameters: Value) -> String {
    json!({ "extId": "rules", "name": "rules", "policyType": "ClientPolicy", "parameters": parameters }).to_string()
}

impl Site {
    /// What becomes of a mobile signature with this number for a new user.
    async fn numbered(&self, user: &str, msisdn: &str) -> Answer {
        let root = self.root().await;
        let body = json!({
            "extId": user, "name": { "firstName": "Anna", "familyName": "Muster" }, "contacts": { "email": "a@example.com" },
        });
        let created = self.post(&format!("{API}/api/users"), &json_by(&root), body.to_string()).await;
        assert_eq!(created.told(), "201");
        let body = json!({ "identificator": user, "msspIdentifier": "http://mssp", "msisdn": msisdn });
        self.post(&format!("{API}/api/users/{user}/mobile-signature"), &json_by(&root), body.to_string()).await
    }

    /// Whom a search finds by a number, in order.
    async fn found_by(&self, q: &str) -> Vec<String> {
        let page = self.searched(q).await;
        let hits = page["items"].as_array().unwrap().iter().filter(|hit| hit["why"] == "msisdn");
        let mut users: Vec<_> = hits.map(|hit| hit["user"]["extId"].as_str().unwrap().to_owned()).collect();
        users.sort();
        users
    }

    pub(super) async fn searched(&self, q: &str) -> Value {
        let root = self.root().await;
        let q: String = q.bytes().map(|b| format!("%{b:02X}")).collect();
        let page = self.get(&format!("/sigill/v1/search?q={q}"), &json_by(&root)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        page.json()
    }
}

on_both! {
    async fn every_notation_of_a_number_finds_it_and_is_taken(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let unique = json!({ "validation.mobileSignature.msisdn.unique": "true", "sigill.msisdn.country": "41" });
        assert_eq!(site.post(&format!("{API}/api/policies"), &json_by(&root), rules(unique)).await.told(), "201");
        let first = site.numbered("first", "+41 (0)79 123 45 67").await;
        assert_eq!(first.told(), "201");
        assert_eq!(first.json()["msisdn"], "+41 (0)79 123 45 67", "as it was sent");
        let notations = [
            "+41791234567", "0041 79 123 45 67", "41791234567", "+41 (0) 79 / 123-45-67", "079 123 45 67", "(079) 123.45.67",
            "\u{202a}+41 79 123 45 67\u{202c}", "+41\u{a0}79\u{202f}123\u{2009}45\u{ad}67", "\u{feff}tel:+41-79-123-45-67",
            "+41–79–123—45‑67", "＋４１（０）７９１２３４５６７", "０７９　１２３　４５　６７",
        ];
        for (n, notation) in notations.iter().enumerate() {
            assert_eq!(site.found_by(notation).await, ["first"], "{notation:?}");
            let answer = site.numbered(&format!("u{n}"), notation).await;
            assert_eq!(answer.told(), "422 errors.duplicateValue", "{notation:?}");
        }
        // Nor is one let past the rule because nobody can read it.
        for (n, (number, why)) in [("+41 79 123 45 6O", "no part of a number"), ("123456789012345678", "1 to 15 digits")].iter().enumerate() {
            let answer = site.numbered(&format!("v{n}"), number).await;
            assert_eq!(answer.told(), "422 errors.invalidData", "{number}");
            assert!(answer.messages().contains(why) && !answer.body.contains(number), "{}", answer.messages());
        }
        let root = site.root().await;
        let path = format!("{API}/api/users/first/mobile-signature");
        let patched = site.patch(&path, &json_by(&root), r#"{"msisdn":"none"}"#).await;
        assert_eq!(patched.told(), "422 errors.invalidData");
        assert_eq!(site.patch(&path, &json_by(&root), r#"{"msisdn":"079 123 45 67"}"#).await.told(), "200", "one's own");
    }

    async fn the_country_of_national_numbers_may_be_set_and_changed_at_any_time(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        assert_eq!(site.numbered("abroad", "+41 79 123 45 67").await.told(), "201");
        assert_eq!(site.numbered("home", "079 123 45 67").await.told(), "201");
        // Nobody has said of which country national numbers are.
        assert_eq!(site.found_by("079 123 45 67").await, ["home"]);
        assert_eq!(site.found_by("+41 79 123 45 67").await, ["abroad"]);
        let hint = site.searched("079 123 45 67").await["hint"].as_str().unwrap().to_owned();
        assert!(hint.contains("sigill.msisdn.country"), "{hint}");
        assert_eq!(site.searched("+41 79 123 45 67").await.get("hint"), None);
        let policies = format!("{API}/api/policies");
        let swiss = json!({ "sigill.msisdn.country": "41" });
        assert_eq!(site.post(&policies, &json_by(&root), rules(swiss)).await.told(), "201");
        for q in ["079 123 45 67", "+41 79 123 45 67", "+41 (0)79 123 45 67"] {
            assert_eq!(site.found_by(q).await, ["abroad", "home"], "{q}");
        }
        assert_eq!(site.searched("079 123 45 67").await.get("hint"), None);
        let austrian = json!({ "parameters": { "sigill.msisdn.country": "43" } }).to_string();
        assert_eq!(site.patch(&format!("{policies}/rules"), &json_by(&root), austrian).await.told(), "200");
        assert_eq!(site.found_by("+43 79 123 45 67").await, ["home"]);
        assert_eq!(site.found_by("+41 79 123 45 67").await, ["abroad"]);
        assert_eq!(site.found_by("079 123 45 67").await, ["home"]);
        assert_eq!(site.delete(&format!("{policies}/rules"), &json_by(&root)).await.status, StatusCode::NO_CONTENT);
    }

    async fn a_time_is_read_as_rfc_3339_has_it(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let made = async |user: &str, to: &str| {
            let body = json!({ "extId": user, "isTechnicalUser": true, "validity": { "to": to } }).to_string();
            site.post(&format!("{API}/api/users"), &json_by(&root), body).await
        };
        for (n, to) in ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59+00:00", "9999-12-31T23:59:59.999+23:59"].iter().enumerate() {
            assert_eq!(made(&format!("u{n}"), to).await.told(), "201", "{to}");
        }
        for to in ["2099-01-01T00:00:00+25:00", "2099-01-01T00:00:00+0100", "2099-01-01T00:00:00", "2099-01-01T24:00:00Z"] {
            assert_eq!(made("v", to).await.told(), "422 errors.invalidData", "{to}");
        }
        let list = async |created: &str| site.get(&format!("{API}/clients/api/users?created={created}"), &json_by(&root)).await.status;
        assert_eq!(list("2026-05-18T12:34:56%2B00:00").await, StatusCode::OK);
        assert_eq!(list("2026-05-18T12:34:56%2B25:00").await, StatusCode::UNPROCESSABLE_ENTITY);
    }
}
