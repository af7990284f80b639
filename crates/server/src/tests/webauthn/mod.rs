//! The ceremonies of FIDO2, with an authenticator in software.

mod registering;
mod samples;
mod showing;
mod somebody;

use serde_json::json;
use sigill_testing::SoftAuthenticator;

use super::kinds::{form, policy, user};
use super::*;

pub(super) const ORIGIN: &str = "https://login.example.com";

/// A user with authenticators, and the calls about them.
pub(super) struct Desk<'a> {
    pub(super) site: &'a Site,
    pub(super) root: String,
    pub(super) user: String,
}

impl<'a> Desk<'a> {
    /// Of a client with this policy, beside a relying party and its page.
    pub(super) async fn of(site: &'a Site, parameters: Value) -> Self {
        let mut all = json!({ "sigill.rpId": "example.com", "sigill.origins": ORIGIN });
        all.as_object_mut().unwrap().extend(parameters.as_object().unwrap().clone());
        policy(site, "Fido2Policy", all).await;
        Self { site, root: site.root().await, user: user(site, form("Fido2"), "anna").await }
    }

    pub(super) async fn call(&self, path: &str, body: Value) -> Answer {
        self.site.post(path, &json_by(&self.root), body.to_string()).await
    }

    pub(super) fn own(&self, call: &str) -> String {
        format!("{}/credentials/fido2/{call}", self.user.replace("/nevisidm/api/core/v1", "/sigill/v1"))
    }

    pub(super) async fn begin(&self) -> Value {
        let begun = self.call(&self.own("registration"), json!({})).await;
        assert_eq!(begun.status, StatusCode::OK, "{}", begun.body);
        begun.json()
    }

    /// What an authenticator answers to a registration that is begun for it.
    pub(super) async fn answer(&self, authenticator: &mut SoftAuthenticator) -> Value {
        let begun = self.begin().await;
        json!({ "ceremony": begun["ceremony"], "credential": authenticator.create(&begun["publicKey"]) })
    }

    pub(super) async fn register(&self, authenticator: &mut SoftAuthenticator) -> Answer {
        let answer = self.answer(authenticator).await;
        self.call(&self.own("register"), answer).await
    }

    /// One that is registered, with its path.
    pub(super) async fn registered(&self, algorithm: &str) -> (SoftAuthenticator, String) {
        let mut authenticator = SoftAuthenticator::new(algorithm, ORIGIN);
        let made = self.register(&mut authenticator).await;
        assert_eq!((made.status, made.body.as_str()), (StatusCode::CREATED, ""), "{}", made.body);
        (authenticator, made.header("location").to_owned())
    }

    pub(super) async fn challenge(&self) -> Value {
        let begun = self.call(&self.own("challenge"), json!({})).await;
        assert_eq!(begun.status, StatusCode::OK, "{}", begun.body);
        begun.json()
    }

    /// What an authenticator answers to a challenge.
    pub(super) async fn shown(&self, authenticator: &mut SoftAuthenticator) -> Value {
        let begun = self.challenge().await;
        json!({ "ceremony": begun["ceremony"], "credential": authenticator.get(&begun["publicKey"]) })
    }

    pub(super) async fn verify(&self, shown: &Value) -> Answer {
        self.call(&self.own("verify"), shown.clone()).await
    }

    /// What is kept of a credential.
    pub(super) async fn get(&self, path: &str) -> Value {
        self.site.get(path, &json_by(&self.root)).await.json()
    }

    /// The user's history, as text.
    pub(super) async fn history(&self) -> String {
        let path = format!("{}/history", self.user.replace("/nevisidm/api/core/v1", "/sigill/v1"));
        self.site.get(&path, &json_by(&self.root)).await.body
    }

    /// Sets parameters of the policy.
    pub(super) async fn rule(&self, parameters: Value) {
        let all = self.get(&format!("{API}/clients/api/policies?policyType=Fido2Policy")).await;
        let policy = all["items"].as_array().unwrap().iter().find(|policy| policy["defaultPolicy"] == true).unwrap();
        let mut set = policy["parameters"].as_object().unwrap().clone();
        set.extend(parameters.as_object().unwrap().clone());
        let policies = format!("{API}/api/policies/{}", policy["extId"].as_str().unwrap());
        let wish = json!({ "parameters": set }).to_string();
        let set = self.site.patch(&policies, &json_by(&self.root), wish).await;
        assert_eq!(set.status, StatusCode::OK, "{}", set.body);
    }

    pub(super) async fn show(&self, authenticator: &mut SoftAuthenticator) -> Answer {
        let shown = self.shown(authenticator).await;
        self.verify(&shown).await
    }
}

on_both! {
    async fn an_authenticator_is_registered_and_shown_with_each_algorithm(database: Database) {
        let site = Site::on(database).await;
        let desk = Desk::of(&site, json!({})).await;
        for (n, algorithm) in ["ES256", "ES384", "EdDSA", "RS256"].into_iter().enumerate() {
            let begun = desk.begin().await;
            let options = &begun["publicKey"];
            assert_eq!(options["excludeCredentials"].as_array().unwrap().len(), n, "{options}");
            assert_eq!((&options["rp"]["id"], &options["user"]["name"]), (&json!("example.com"), &json!("anna")));
            let (mut authenticator, path) = desk.registered(algorithm).await;
            let challenge = desk.challenge().await;
            assert_eq!(challenge["publicKey"]["allowCredentials"].as_array().unwrap().len(), n + 1, "{challenge}");
            assert_eq!(challenge["publicKey"]["allowCredentials"][n]["transports"], json!(["usb", "nfc"]));
            for count in 1..=2 {
                let right = desk.show(&mut authenticator).await.json();
                assert_eq!((&right["statusCode"], &right["successfulLoginCount"]), (&json!(0), &json!(count)), "{right}");
            }
            let shown = site.get(&path, &json_by(&desk.root)).await.json();
            for (member, value) in [
                ("aaguid", json!("00000000-0000-0000-0000-000000000000")), ("rpId", json!("example.com")),
                ("authenticatorAttachment", json!("crossplatform")), ("attestationConveyancePreference", json!("none")),
                ("residentKeyRequirement", json!("required")), ("userVerificationRequirement", json!("preferred")),
                ("stateName", json!("active")), ("successfulLoginCount", json!(2)),
            ] {
                assert_eq!(shown[member], value, "{member}: {shown}");
            }
            assert!(shown.get("authenticator").is_none(), "{shown}");
            let found = format!("{API}/clients/api/fido2?hashedCredentialId={}", shown["hashedCredentialId"].as_str().unwrap());
            assert_eq!(site.get(&found, &json_by(&desk.root)).await.json()["items"][0]["extId"], shown["extId"]);
        }
    }
}
