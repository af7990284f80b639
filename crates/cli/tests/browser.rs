//! Passkeys and security keys in a real browser, with its virtual authenticators, against the built binary. Left out where
//! there is no Chromium.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

#[path = "support/browser.rs"]
mod chromium;
mod support;

use chromium::{Browser, chromium};
use serde_json::{Value, json};
use support::{Running, run, token};
use tempfile::{TempDir, tempdir};

const API: &str = "/nevisidm/api/core/v1/own";
const OWN: &str = "/sigill/v1/own";
const ANNA: &str = "/users/anna/credentials/fido2";

/// A server with a client `own`, its user `anna`, and a policy for pages of this origin.
struct Desk {
    _folder: TempDir,
    _running: Running,
    url: String,
    token: String,
    origin: String,
}

impl Desk {
    fn open(origin: &str) -> Self {
        let folder = tempdir().unwrap();
        let make = "admin technical-user --client own --create-client Own --user root --role nevisIdm.Root --global \
                    --output json";
        let made = run(folder.path(), &make.split_whitespace().collect::<Vec<_>>());
        let made: Value = serde_json::from_str(&made.stdout).unwrap_or_else(|error| panic!("{error}: {made:?}"));
        let (running, url) = Running::serve(folder.path(), &[]);
        let token = token(&url, "own/root", made["client_secret"].as_str().unwrap()).unwrap();
        let desk = Self { _folder: folder, _running: running, url, token, origin: origin.to_owned() };
        let policy = json!({
            "extId": "keys", "name": "keys", "policyType": "Fido2Policy", "defaultPolicy": true,
            "parameters": desk.parameters("required"),
        });
        assert_eq!(desk.post(&format!("{API}/policies"), &policy).0, 201);
        let anna = json!({
            "extId": "anna", "loginId": "anna", "name": { "firstName": "Anna", "familyName": "Muster" },
            "contacts": { "email": "anna@example.com" },
        });
        assert_eq!(desk.post(&format!("{API}/users"), &anna).0, 201);
        desk
    }

    fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let sent = reqwest::blocking::Client::new().post(format!("{}{path}", self.url)).bearer_auth(&self.token);
        let answer = sent.json(body).send().unwrap();
        (answer.status().as_u16(), answer.json().unwrap_or_default())
    }

    /// Whether authenticators must keep their keys themselves: `required` or `discouraged`.
    fn parameters(&self, resident_key: &str) -> Value {
        json!({
            "sigill.rpId": "localhost", "sigill.origins": self.origin, "sigill.residentKey": resident_key,
            "maxCredFailureCount": "-1", "tmpLockingThreshold": "-1",
        })
    }

    fn rule(&self, resident_key: &str) {
        let patch = json!({ "parameters": self.parameters(resident_key) });
        let sent = reqwest::blocking::Client::new().patch(format!("{}{API}/policies/keys", self.url));
        let answer = sent.bearer_auth(&self.token).json(&patch).send().unwrap();
        assert_eq!(answer.status().as_u16(), 200, "{}", answer.text().unwrap());
    }

    fn begin(&self, call: &str) -> Value {
        let (status, begun) = self.post(&format!("{OWN}{call}"), &json!({}));
        assert_eq!(status, 200, "{begun}");
        begun
    }

    /// What the page of a browser got is registered.
    fn register(&self, browser: &mut Browser) {
        let begun = self.begin(&format!("{ANNA}/registration"));
        let credential = browser.ask("create", &begun["publicKey"]).unwrap();
        let answer = json!({ "ceremony": begun["ceremony"], "credential": credential });
        let (status, told) = self.post(&format!("{OWN}{ANNA}/register"), &answer);
        assert_eq!(status, 201, "{told}");
    }

    /// What the page of a browser got is shown, below this path: what came of it.
    fn show(&self, browser: &mut Browser, at: &str) -> Value {
        let begun = self.begin(&format!("{at}/challenge"));
        let credential = browser.ask("get", &begun["publicKey"]).unwrap();
        let answer = json!({ "ceremony": begun["ceremony"], "credential": credential });
        let (status, told) = self.post(&format!("{OWN}{at}/verify"), &answer);
        assert_eq!(status, 200, "{told}");
        told
    }
}

#[test]
fn a_browsers_authenticators_are_registered_and_shown() {
    let Some(program) = chromium() else { return };
    let mut browser = Browser::start(&program);
    let desk = Desk::open(&browser.origin);
    for (transport, verifies) in [("internal", true), ("usb", true), ("usb", false)] {
        let authenticator = browser.plug_in(transport, verifies);
        // One that doesn't know who uses it makes no key that it would offer to whoever finds it.
        desk.rule(if verifies { "required" } else { "discouraged" });
        desk.register(&mut browser);
        let right = desk.show(&mut browser, ANNA);
        assert_eq!(right["statusCode"], 0, "{transport} {verifies}: {right}");
        if verifies {
            let right = desk.show(&mut browser, "/credentials/fido2");
            assert_eq!((&right["userExtId"], &right["statusCode"]), (&json!("anna"), &json!(0)), "{right}");
        }
        let begun = desk.begin(&format!("{ANNA}/registration"));
        let again = browser.ask("create", &begun["publicKey"]).unwrap_err();
        assert!(again.contains("InvalidStateError"), "it is excluded: {again}");
        browser.pull_out(&authenticator);
    }
}

#[test]
fn a_copy_of_an_authenticator_is_noticed_by_its_counter() {
    let Some(program) = chromium() else { return };
    let mut browser = Browser::start(&program);
    let desk = Desk::open(&browser.origin);
    let original = browser.plug_in("usb", true);
    desk.register(&mut browser);
    let copy =
        browser.call("WebAuthn.getCredentials", json!({ "authenticatorId": original }))["credentials"][0].clone();
    for _ in 0..3 {
        assert_eq!(desk.show(&mut browser, ANNA)["statusCode"], 0);
    }
    browser.pull_out(&original);
    let other = browser.plug_in("usb", true);
    browser.call("WebAuthn.addCredential", json!({ "authenticatorId": other, "credential": copy }));
    let wrong = desk.show(&mut browser, ANNA);
    assert_eq!((&wrong["statusCode"], &wrong["failedLoginCount"]), (&json!(2), &json!(1)), "{wrong}");
}
