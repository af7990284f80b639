//! Signatures by Mobile-ID of SK, against the simulator, over TLS, on both databases.

use std::collections::BTreeMap;

use serde_json::json;
use sigill_mss::client::{Limits as Within, SkClient, SkProvider};
use sigill_mss::evidence::Evidence;
use sigill_mss::sk::{code_of, is_identity_number};
use sigill_mssp::{SkOptions, Spoilt};

use super::*;

const UUID: &str = "00000000-0000-0000-0000-000000000000";
const ANNA: (&str, &str) = ("+37200000766", "60001019906");
/// Whose key is RSA.
const RSA: (&str, &str) = ("+37200001566", "39901019992");

/// What a policy has to say, so that the signatures of these phones are approvals.
const SUFFICES: &str = "hash-of-text-signed";

fn sk_provider(simulator: &Simulator, url: &str, uuid: &str) -> Provider {
    let way = SkClient::new(SkProvider {
        base_url: url.to_owned(),
        relying_party_name: "demo".to_owned(),
        relying_party_uuid: uuid.to_owned(),
        server_roots_pem: simulator.tls_root_pem(),
        identity: None,
        limits: Within::default(),
    });
    let trust = Trust::from_roots_pem(&simulator.signature_root_pem()).unwrap();
    let settings = Settings {
        family: Family::SkMid,
        profile: None,
        prefix: None,
        languages: ["en", "et"].map(str::to_owned).to_vec(),
        trust: trust.with_intermediates_pem(&simulator.sk_issuing_pem()).unwrap(),
        ..provider(simulator, url, Binding::Rest, POLL_MS).settings
    };
    Provider::sk(settings, way.unwrap())
}

/// A server whose provider plays Mobile-ID of SK, and whose policy takes what that proves.
async fn playing(database: Database, options: SkOptions) -> Signing {
    ruled(database, options, json!({ "sigill.provenAtLeast": SUFFICES })).await
}

/// The same under other rules.
async fn ruled(database: Database, sk: SkOptions, parameters: Value) -> Signing {
    let mut here =
        Signing::changed(database, Binding::Rest, Vec::new(), POLL_MS, |options| options.sk = Some(sk)).await;
    by(&mut here, UUID, |_| {});
    let root = here.site.root().await;
    let policy = json!({
        "extId": "least", "name": "least", "policyType": "MobileSignaturePolicy", "defaultPolicy": true,
        "parameters": parameters,
    });
    let made = here.site.post(&format!("{API}/api/policies"), &json_by(&root), policy.to_string()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    here
}

/// People who answer at once.
fn quick() -> SkOptions {
    SkOptions { after_ms: 0, ..SkOptions::default() }
}

fn by(here: &mut Signing, uuid: &str, change: impl FnOnce(&mut Settings)) {
    let mut provider = sk_provider(&here.simulator, &here.url(), uuid);
    change(&mut provider.settings);
    here.site.fixture.app.desk = desk(&here.site.fixture.app, provider);
    here.site.router = router(here.site.fixture.app.clone(), Limits::default());
}

/// The policy says what has to be proven.
async fn suffices(here: &Signing, least: &str) {
    let root = here.site.root().await;
    let body = json!({ "parameters": { "sigill.provenAtLeast": least } }).to_string();
    let patched = here.site.patch(&format!("{API}/api/policies/least"), &json_by(&root), body).await;
    assert_eq!(patched.status, StatusCode::OK, "{}", patched.body);
}

/// A person of the simulator: the path of her signatures.
async fn enrolled(here: &Signing, user: &str, (phone, number): (&str, &str)) -> String {
    here.person_with(user, phone, &format!(r#","sigill.nationalIdentityNumber":"{number}""#)).await
}

on_both! {
    async fn a_person_signs_the_hash_of_the_text(database: Database) {
        for (n, person) in [ANNA, RSA].into_iter().enumerate() {
            let here = playing(Database::new(database.kind()).await, quick()).await;
            let root = here.site.root().await;
            let path = enrolled(&here, &format!("u{n}"), person).await;
            let body = r#"{"text":"Bank: pay CHF 10? Code {code}","language":"ET"}"#;
            let asked = here.site.post(&path, &json_by(&root), body).await;
            assert_eq!(asked.status, StatusCode::ACCEPTED, "{}", asked.body);
            let told = asked.json();
            let code = told["code"].as_str().unwrap();
            assert!(code.len() == 4 && code.bytes().all(|octet| octet.is_ascii_digit()), "{told}");
            assert_eq!(told["text"], format!("Bank: pay CHF 10? Code {code}"));
            let at = asked.header("location").to_owned();
            let settled = here.settled(&at).await;
            assert_eq!((&settled["outcome"], &settled["counted"]), (&"approved".into(), &"success".into()), "{settled}");
            assert_eq!((&settled["proven"], &settled["code"]), (&SUFFICES.into(), &told["code"]));
            let checks: Vec<_> = settled["checks"].as_array().unwrap().iter().map(|c| (&c["check"], &c["outcome"])).collect();
            let names = ["signer-certificate", "algorithm", "signature", "path", "key-usage", "text", "serial-number"];
            let expected: Vec<_> = names.map(|name| (Value::from(name), Value::from("passed"))).to_vec();
            assert!(checks.into_iter().eq(expected.iter().map(|(name, outcome)| (name, outcome))), "{settled}");
            assert!(settled["signer"]["serialNumber"].as_str().unwrap().ends_with(person.1), "{settled}");
            let history = here.site.get(&format!("{OWN}/api/users/u{n}/history"), &json_by(&root)).await;
            assert!(history.body.contains(r#""proven":"hash-of-text-signed""#), "{}", history.body);

            // All by which it is judged is in one file, which judges itself.
            let file = here.site.get(&format!("{at}/evidence"), &json_by(&root)).await;
            let evidence = Evidence::read(file.body.as_bytes()).unwrap().unwrap();
            let trust = evidence.trust().unwrap();
            assert!(evidence.verify(&trust).is_valid(), "{}", evidence.verify(&trust));
            let hashed = evidence.hashed.clone().unwrap();
            assert_eq!(code_of(&hashed.document), code);
            assert_eq!(evidence.verdict.proven.as_deref(), Some(SUFFICES));
            let refused = |change: &dyn Fn(&mut Evidence)| {
                let mut other = evidence.clone();
                change(&mut other);
                let report = other.verify(&trust);
                report.failure().map(|(check, _)| serde_json::to_value(check).unwrap()).unwrap_or_default()
            };
            assert_eq!(refused(&|it| it.request.text = it.request.text.replace("10", "1000")), "text");
            assert_eq!(refused(&|it| it.id = "another".to_owned()), "text");
            assert_eq!(refused(&|it| it.request.code = "0000".to_owned()), "text");
            let other = |it: &mut Evidence| it.hashed.as_mut().unwrap().document = hashed.document.replace("10", "1000");
            assert_eq!(refused(&other), "signature");
            assert_eq!(refused(&|it| it.rules.serial_number = Some("PNOEE-60001018800".to_owned())), "serial-number");

            // Once more: the same person, however her number is written.
            assert_eq!(here.settled(&here.ask(&path).await).await["outcome"], "approved");
        }
    }

    async fn every_end_of_a_session_has_its_outcome_and_none_counts(database: Database) {
        let here = playing(database, quick()).await;
        let cases = [
            (("+37200000266", "60001019939"), "unable", "NOT_MID_CLIENT"),
            (("+37201100266", "60001019950"), "cancelled", "USER_CANCELLED"),
            (("+37200000666", "60001019961"), "provider-trouble", "SIGNATURE_HASH_MISMATCH"),
            (("+37201200266", "60001019972"), "provider-trouble", "SIM_ERROR"),
            (("+37213100266", "60001019983"), "unreachable", "PHONE_ABSENT"),
            (("+37207110066", "60001019947"), "unreachable", "DELIVERY_ERROR"),
            (("+37266000266", "50001018908"), "timed-out", "TIMEOUT"),
        ];
        for (n, (person, outcome, result)) in cases.into_iter().enumerate() {
            let (user, path) = (format!("u{n}"), enrolled(&here, &format!("u{n}"), person).await);
            let root = here.site.root().await;
            let body = r#"{"text":"Bank: pay?","timeLimitSeconds":300}"#;
            let at = here.site.post(&path, &json_by(&root), body).await.header("location").to_owned();
            if result == "TIMEOUT" {
                here.pending(&at).await;
                here.site.fixture.clock.advance_ms(120_000);
            }
            let settled = here.settled(&at).await;
            let told = (&settled["outcome"], &settled["counted"], &settled["providerWords"]);
            assert_eq!(told, (&outcome.into(), &"nothing".into(), &result.into()), "{settled}");
            assert!(settled.get("proven").is_none() && settled.get("signature").is_none(), "{settled}");
            assert_eq!(here.credential(&user).await["failedLoginCount"], 0, "{result}");
        }
    }

    async fn only_what_is_proved_wrong_is_held_against_a_person(database: Database) {
        use Spoilt as By;
        // A number each, since one is asked about five times at most.
        let cases = [
            (ANNA, By::Value, "invalid-signature", "signature"),
            (("+37200000566", "60001018800"), By::OtherHash, "invalid-signature", "signature"),
            (("+37268000769", "60001017869"), By::OtherPerson, "other-person", "serial-number"),
            (("+37269930366", "51307149560"), By::OtherCertificate, "invalid-signature", "signature"),
            (("+37200001466", "45001019980"), By::OtherAlgorithm, "provider-trouble", "algorithm"),
        ];
        let spoilt: BTreeMap<_, _> = cases.iter().map(|((phone, _), by, ..)| ((*phone).to_owned(), *by)).collect();
        let mut here = playing(database, SkOptions { spoilt, ..quick() }).await;
        for (n, (person, by, outcome, failed)) in cases.into_iter().enumerate() {
            let path = enrolled(&here, &format!("u{n}"), person).await;
            let settled = here.settled(&here.ask(&path).await).await;
            assert_eq!(settled["outcome"], outcome, "{by:?}: {settled}");
            let checks = settled["checks"].as_array().unwrap();
            let fails = checks.iter().find(|check| check["outcome"] == "failed").unwrap();
            assert_eq!(fails["check"], failed, "{by:?}");
            let counted = u64::from(outcome != "provider-trouble");
            assert_eq!(here.credential(&format!("u{n}")).await["failedLoginCount"], counted, "{by:?}");
            // Nobody reads whose it was instead.
            let other = ["60001019906", "60001018800"].into_iter().find(|other| *other != person.1).unwrap();
            assert!(!settled["reason"].as_str().unwrap().contains(other), "{settled}");
        }
        // An authority that nobody trusts here is no matter of the person's.
        let path = enrolled(&here, "v", ("+37200001366", "61001019985")).await;
        let another = Trust::from_roots_pem(&here.simulator.tls_root_pem()).unwrap();
        by_trust(&mut here, another);
        let settled = here.settled(&here.ask(&path).await).await;
        assert_eq!((&settled["outcome"], &settled["counted"]), (&"unverifiable".into(), &"nothing".into()), "{settled}");
    }

    async fn a_policy_that_wants_the_text_itself_signed_keeps_the_phone_quiet(database: Database) {
        let here = ruled(database, SkOptions { after_ms: 60_000, ..quick() }, json!({})).await;
        let root = here.site.root().await;
        let path = enrolled(&here, "u", ANNA).await;
        let refused = here.site.post(&path, &json_by(&root), r#"{"text":"Bank: pay?"}"#).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        assert!(refused.messages().contains("sigill.provenAtLeast wants text-signed"), "{}", refused.messages());
        // What was asked for before the policy said so is no approval any more.
        suffices(&here, "text-displayed").await;
        let at = here.ask(&path).await;
        here.pending(&at).await;
        suffices(&here, "text-signed").await;
        here.site.fixture.clock.advance_ms(60_000);
        let settled = here.settled(&at).await;
        assert_eq!((&settled["outcome"], &settled["counted"]), (&"unverifiable".into(), &"nothing".into()), "{settled}");
        assert!(settled["reason"].as_str().unwrap().contains("prove hash-of-text-signed"), "{settled}");
    }

    async fn what_this_protocol_has_not_is_refused_by_name(database: Database) {
        let here = playing(database, quick()).await;
        let root = here.site.root().await;
        let path = here.person("u", ANNA.0).await;
        let refused = async |body: Value| {
            let refused = here.site.post(&path, &json_by(&root), body.to_string()).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
            refused.messages()
        };
        let told = refused(json!({ "text": "Bank: pay?", "profile": "http://x", "receiptText": "Thank you" })).await;
        for member in ["sigill.nationalIdentityNumber: the provider", "profile: the provider", "receiptText: the provider"] {
            assert!(told.contains(member), "{told}");
        }
        let at = format!("{API}/api/users/u/mobile-signature");
        let patch = async |number: Value| {
            let body = json!({ "sigill.nationalIdentityNumber": number }).to_string();
            here.site.patch(&at, &json_by(&root), body).await
        };
        assert!(!is_identity_number("60001019907"));
        let wrong = patch("60001019907".into()).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.body);
        assert!(wrong.messages().contains("sigill.nationalIdentityNumber: expected 11 digits"), "{}", wrong.messages());
        assert!(!wrong.messages().contains("60001019907"), "{}", wrong.messages());
        assert_eq!(patch(ANNA.1.into()).await.status, StatusCode::OK);
        assert_eq!(here.credential("u").await["sigill.nationalIdentityNumber"], ANNA.1);
        let history = here.site.get(&format!("{OWN}/api/users/u/history"), &json_by(&root)).await;
        assert!(!history.body.contains(ANNA.1) && history.body.contains("60***06"), "{}", history.body);
        // The phone shows 100 characters of its alphabet, or 50 others.
        assert!(refused(json!({ "text": "x".repeat(101) })).await.contains("text: the text takes 101 of at most 100 places"));
        assert!(refused(json!({ "text": "õ".repeat(51) })).await.contains("text: the text takes 51 of at most 50 places"));
        assert_eq!(here.settled(&here.ask(&path).await).await["outcome"], "approved");
        assert_eq!(patch(Value::Null).await.status, StatusCode::OK);
        assert!(here.credential("u").await.get("sigill.nationalIdentityNumber").is_none());
    }

    async fn whoever_is_not_known_there_is_told_so_and_nobody_pays_for_it(database: Database) {
        let mut here = playing(database, quick()).await;
        let path = enrolled(&here, "u", ANNA).await;
        by(&mut here, "00000000-0000-0000-0000-000000000007", |_| {});
        let settled = here.settled(&here.ask(&path).await).await;
        assert_eq!((&settled["outcome"], &settled["counted"]), (&"refused".into(), &"nothing".into()), "{settled}");
        assert!(settled["reason"].as_str().unwrap().contains("HTTP 401"), "{settled}");
        // A name that is wrong shows with a request only, a provider that answers at all shows to the doctor.
        let provider = here.site.fixture.app.desk.providers().get(MSSP).unwrap();
        let (health, words) = sigill_app::signing::probe(&provider, &here.site.fixture.app.world).await;
        assert_eq!(health, sigill_app::signing::ProviderHealth::Healthy, "{words}");
        assert!(words.contains("Version:"), "{words}");
    }

    async fn the_profile_of_a_number_says_whether_it_has_a_certificate(database: Database) {
        let here = playing(database, quick()).await;
        let root = here.site.root().await;
        for (user, person, status) in [("u", ANNA, 100), ("v", ("+37200000266", "60001019939"), 105)] {
            enrolled(&here, user, person).await;
            let told = here.site.get(&format!("{OWN}/api/users/{user}/mobile-signature/profile"), &json_by(&root)).await;
            assert_eq!(told.status, StatusCode::OK, "{}", told.body);
            assert_eq!(told.json()["providerStatus"], status, "{}", told.body);
        }
    }

    async fn another_node_goes_on_with_a_session(database: Database) {
        let here = playing(database, SkOptions { after_ms: 60_000, ..quick() }).await;
        let path = enrolled(&here, "u", ANNA).await;
        let at = here.ask(&path).await;
        here.pending(&at).await;
        // The node that asked gives up what it drives, and another one finds it.
        let other = desk(&here.site.fixture.app, sk_provider(&here.simulator, &here.url(), UUID));
        here.site.fixture.clock.advance_ms(15_001);
        assert_eq!(other.sweep().await.unwrap(), 1);
        here.site.fixture.clock.advance_ms(60_000);
        let settled = here.settled(&at).await;
        assert_eq!((&settled["outcome"], &settled["counted"]), (&"approved".into(), &"success".into()), "{settled}");
        assert_eq!(here.credential("u").await["successfulLoginCount"], 1);
    }
}

fn by_trust(here: &mut Signing, trust: Trust) {
    by(here, UUID, |settings| settings.trust = trust);
}
