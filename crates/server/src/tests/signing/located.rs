//! Behind a proxy that takes a prefix away from paths, every `Location` has it again.

use std::collections::BTreeSet;

use serde_json::json;

use sigill_domain::credential::Holds;
use sigill_testing::SoftAuthenticator;

use super::*;
use crate::tests::kinds;

const PHONE: &str = "41791111111";

/// The calls whose answers have a `Location`, as the OpenAPI document says.
fn documented() -> BTreeSet<String> {
    let document = crate::openapi();
    let mut calls = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let responses = operation["responses"].as_object().unwrap();
            if responses.values().any(|response| !response["headers"]["Location"].is_null()) {
                calls.insert(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    calls
}

/// What is made one after the other: the call, its path, its body, and where it is then. Empty: an id is made.
fn steps() -> [(&'static str, String, Value, String); 7] {
    let person = json!({ "name": { "firstName": "A", "familyName": "M" }, "contacts": { "email": "a@example.com" } });
    let new_user = |ext_id: &str, rest: Value| {
        let mut user = json!({ "extId": ext_id });
        user.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        user
    };
    let (users, policies) = (format!("{API}/api/users"), format!("{API}/api/policies"));
    let number = json!({ "extId": "k", "identificator": "i", "msspIdentifier": MSSP, "msisdn": PHONE });
    let policy = json!({ "extId": "p", "name": "p", "policyType": "MobileSignaturePolicy" });
    [
        ("/clients", format!("{API}/clients"), json!({ "extId": "b/c", "name": "B" }), format!("{API}/clients/b%2Fc")),
        (
            "/properties",
            format!("{API}/properties"),
            json!({ "name": "p", "scope": "USER_GLOBAL", "type": "STRING" }),
            String::new(),
        ),
        ("/{clientExtId}/policies", policies.clone(), policy, format!("{policies}/p")),
        ("/{clientExtId}/users", users.clone(), new_user("u", person), format!("{users}/u")),
        (
            "/{clientExtId}/users",
            users.clone(),
            new_user("robot", json!({ "isTechnicalUser": true })),
            format!("{users}/robot"),
        ),
        (
            "/{clientExtId}/users/{userExtId}/mobile-signature",
            format!("{users}/u/mobile-signature"),
            number,
            format!("{users}/u/mobile-signature"),
        ),
        (
            "/{clientExtId}/users/{userExtId}/device-password",
            format!("{users}/robot/device-password"),
            json!({ "extId": "d", "password": "x".repeat(40) }),
            format!("{users}/robot/device-password/d"),
        ),
    ]
}

/// What is made of the organisation around a user, of which this is the path, and its profile.
fn organisation(user: &str, profile: &str) -> [(&'static str, String, Value, String); 10] {
    let given = format!("{profile}/eauthorizations");
    let terms = json!({
        "extId": "t", "name": "T", "active": true, "silentAcceptance": false, "termsVersion": "1",
        "urls": { "en": "https://example.com/terms" },
    });
    let application = json!({ "extId": "app", "name": "App", "displayed": true });
    let both = json!({
        "user": {
            "extId": "v", "name": { "firstName": "B", "familyName": "M" }, "contacts": { "email": "b@example.com" },
        },
        "profile": { "unitExtId": "unit" },
    });
    [
        (
            "/{clientExtId}/units",
            format!("{API}/api/units"),
            json!({ "extId": "unit", "name": "unit", "profileless": false }),
            format!("{API}/api/units/unit"),
        ),
        (
            "/{clientExtId}/personal-questions",
            format!("{API}/api/personal-questions"),
            json!({ "extId": "q", "stateName": "active" }),
            format!("{API}/api/personal-questions/q"),
        ),
        ("/{clientExtId}/identity", format!("{API}/api/identity"), both, format!("{API}/api/users/v")),
        (
            "/{clientExtId}/users/{userExtId}/profiles",
            format!("{user}/profiles"),
            json!({ "extId": "second" }),
            format!("{API}/api/profiles/second"),
        ),
        ("/applications", format!("{API}/applications"), application, format!("{API}/applications/app")),
        (
            "/applications/{applicationExtId}/roles",
            format!("{API}/applications/app/roles"),
            json!({ "extId": "r", "name": "R" }),
            format!("{API}/roles/r"),
        ),
        ("/terms", format!("{API}/terms"), terms, format!("{API}/terms/t")),
        (
            "/{clientExtId}/eroles",
            format!("{API}/api/eroles"),
            json!({ "extId": "e", "name": "E" }),
            format!("{API}/api/eroles/e"),
        ),
        (
            "/{clientExtId}/profiles/{profileExtId}/eauthorizations",
            given.clone(),
            json!({ "extId": "ea", "enterpriseRoleExtId": "e" }),
            format!("{given}/ea"),
        ),
        (
            "/{clientExtId}/users/{userExtId}/consents",
            format!("{user}/consents"),
            json!({ "termsExtId": "t" }),
            format!("{user}/consents"),
        ),
    ]
}

/// A device of a user, of which this is the path.
fn device(user: &str) -> [(&'static str, String, Value, String); 2] {
    let all = format!("{user}/dispatch-targets");
    let attestation = format!("{all}/dt/app-attestation");
    let target = json!({
        "extId": "dt", "deviceId": "d", "target": "t", "signingKey": "s", "appId": "a", "name": "n", "identification": "i",
    });
    let vouched = json!({ "receipt": "r", "publicKey": "k", "deviceId": "d" });
    [
        ("/{clientExtId}/users/{userExtId}/dispatch-targets", all.clone(), target, format!("{all}/dt")),
        (
            "/{clientExtId}/users/{userExtId}/dispatch-targets/{dispatchTargetExtId}/app-attestation",
            attestation.clone(),
            vouched,
            attestation,
        ),
    ]
}

/// The answer of an authenticator that is to be registered, as the call takes it.
async fn key(site: &Site, root: &str) -> (String, String, Value) {
    let parameters = json!({ "sigill.rpId": "example.com" });
    let policy =
        json!({ "name": "keys", "policyType": "Fido2Policy", "defaultPolicy": true, "parameters": parameters });
    site.post(&format!("{API}/api/policies"), &json_by(root), policy.to_string()).await;
    let own = format!("{OWN}/api/users/u/credentials/fido2");
    let begun = site.post(&format!("{own}/registration"), &json_by(root), "{}").await.json();
    let credential = SoftAuthenticator::new("ES256", "https://example.com").create(&begun["publicKey"]);
    let answer = json!({ "extId": "key", "ceremony": begun["ceremony"], "credential": credential });
    let template = format!("{OWN}/{{clientExtId}}/users/{{userExtId}}/credentials/fido2/register");
    (template, format!("{own}/register"), answer)
}

/// A server that callers know below this prefix.
async fn behind(prefix: &str) -> Signing {
    let mut here = Signing::new(Database::new(Kind::Sqlite).await, Binding::Rest, vec![Number::new(PHONE)]).await;
    let (url, world) = (here.site.fixture.database.url().to_owned(), here.site.fixture.app.world.clone());
    let issuer = format!("https://sigill.example{prefix}/");
    let mut app = Fixture::open_as(&url, &world, |options| options.issuer = issuer).await;
    app.desk = desk(&app, provider(&here.simulator, &here.url(), Binding::Rest, POLL_MS));
    let Site { fixture, .. } = here.site;
    here.site = Site::around(Fixture { app, ..fixture }, Limits::default());
    here
}

/// What a client has before a user has it.
fn token() -> (&'static str, String, Value, String) {
    let path = format!("{API}/api/vasco");
    let token = json!({ "extId": "v", "vascoTokens": [{ "authMode": "RO", "data": "QUJD" }] });
    let one = format!("{path}/v");
    ("/{clientExtId}/vasco", path, token, one)
}

#[tokio::test]
async fn every_location_has_the_path_under_which_callers_know_the_server() {
    const PREFIX: &str = "/idm/one";
    let here = behind(PREFIX).await;
    let site = &here.site;
    let root = site.root().await;
    let (users, policies) = (format!("{API}/api/users"), format!("{API}/api/policies"));
    let mut asked = BTreeSet::new();
    let mut located = async |template: String, path: &str, body: Value| {
        // A secret is made once only, and nothing is kept of it.
        let reveals = kinds::forms().any(|form| form.reveals && path.ends_with(form.segment));
        let may_repeat = !path.ends_with("device-password") && !reveals;
        let key = format!("{}-{}", body["extId"].as_str().unwrap_or_default(), asked.len());
        let mut headers = json_by(&root).to_vec();
        headers.extend(may_repeat.then_some(("idempotency-key", key.as_str())));
        let once = site.post(path, &headers, body.to_string()).await;
        assert!([StatusCode::CREATED, StatusCode::ACCEPTED].contains(&once.status), "{path}: {}", once.body);
        let location = once.header("location").strip_prefix(PREFIX);
        let location = location.unwrap_or_else(|| panic!("{path}: {:?}", once.headers));
        if may_repeat {
            // The answer that was kept has it, too, and not twice.
            let again = site.post(path, &headers, body.to_string()).await;
            assert_eq!(again.header("location"), format!("{PREFIX}{location}"));
        }
        asked.insert(format!("POST {template}"));
        location.to_owned()
    };
    for (template, path, body, expected) in steps() {
        let location = located(format!("{API}{template}"), &path, body).await;
        assert!(location.starts_with(if expected.is_empty() { API } else { &expected }), "{path}: {location}");
    }
    // Two were made above, one of them for who is to sign and one for a machine.
    let of_people = kinds::forms().filter(|form| !["mobile-signature", "device-password"].contains(&form.segment));
    for form in of_people {
        if form.needs_policy
            && let Some(policy) = form.policy
        {
            let wish = json!({ "name": policy.as_str(), "policyType": policy.as_str() });
            site.post(&policies, &json_by(&root), wish.to_string()).await;
        }
        let mut body = kinds::body(form, 1, true);
        body.insert("extId".to_owned(), format!("of-{}", form.segment).into());
        let path = format!("{users}/u/{}", form.segment);
        let template = format!("{API}/{{clientExtId}}/users/{{userExtId}}/{}", form.segment);
        let location = located(template, &path, Value::Object(body)).await;
        let one = if let Holds::Many(_) = form.holds { format!("{path}/of-{}", form.segment) } else { path };
        assert_eq!(location, one);
    }
    let answers = format!("{OWN}/api/users/u/security-questions");
    let template = format!("{OWN}/{{clientExtId}}/users/{{userExtId}}/security-questions");
    assert_eq!(located(template, &answers, json!({ "extId": "s" })).await, answers);
    let profiles = site.get(&format!("{users}/u/profiles"), &json_by(&root)).await.json();
    let profile = format!("{API}/api/profiles/{}", profiles["items"][0]["extId"].as_str().unwrap());
    let user = format!("{users}/u");
    let more = organisation(&user, &profile).into_iter().chain(device(&user)).chain([token()]);
    for (template, path, body, expected) in more {
        assert_eq!(located(format!("{API}{template}"), &path, body).await, expected);
    }
    let (template, path, answer) = key(site, &root).await;
    assert_eq!(located(template, &path, answer).await, format!("{user}/fido2/key"));
    let profile = format!("{profile}/authorizations");
    let role = json!({ "extId": "a", "roleExtId": "nevisIdm.TechUser", "clientGlobal": true });
    let template = format!("{API}/{{clientExtId}}/profiles/{{profileExtId}}/authorizations");
    assert_eq!(located(template, &profile, role).await, format!("{profile}/a"));
    let template = format!("{OWN}/{{clientExtId}}/users/{{userExtId}}/mobile-signature/signatures");
    let signature = located(template, &signatures("u"), json!({ "text": "Bank: pay?" })).await;
    assert!(signature.starts_with(&signatures("u")), "{signature}");
    assert_eq!(asked, documented());
}
