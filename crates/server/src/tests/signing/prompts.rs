//! Whom a number belongs to doesn't matter to the phone that rings: how often it may, and by whose wish.

use serde_json::json;
use sigill_mssp::{Act, Script};

use super::*;

const PHONE: &str = "41791111111";
/// One number, in the notations of different people.
const NOTATIONS: [&str; 4] = ["+41791111111", "0041 79 111 11 11", "+41 (0)79 111 11 11", "41 79/111 11 11"];

fn approving() -> Number {
    Number::scripted(PHONE, Script::of(Act::Approve))
}

on_both! {
    async fn the_users_of_one_number_share_its_bound(database: Database) {
        let here = Signing::new(database, Binding::Rest, vec![approving()]).await;
        let root = here.site.root().await;
        let mut told = Vec::new();
        for (n, notation) in NOTATIONS.iter().enumerate() {
            let path = here.person(&format!("u{n}"), notation).await;
            for _ in 0..2 {
                let asked = here.site.post(&path, &json_by(&root), r#"{"text":"Bank: pay?"}"#).await;
                if asked.status == StatusCode::ACCEPTED {
                    here.settled(asked.header("location")).await;
                } else {
                    assert_eq!(asked.header("retry-after"), "301");
                    assert!(!asked.body.contains("79111"), "{}", asked.body);
                }
                told.push(asked.told());
            }
        }
        let expected = [["202"; 5].as_slice(), &["429 errors.tooManyRequests"; 3]].concat();
        assert_eq!(told, expected);
        // Also where the first of them are gone.
        here.site.delete(&format!("{API}/api/users/u0"), &json_by(&root)).await;
        let path = here.person("new", PHONE).await;
        let asked = here.site.post(&path, &json_by(&root), r#"{"text":"Bank: pay?"}"#).await;
        assert_eq!(asked.told(), "429 errors.tooManyRequests");
        here.site.fixture.clock.advance_ms(301_000);
        here.ask(&path).await;
    }

    async fn of_all_who_ask_about_one_number_at_once_five_are_let_through(database: Database) {
        let here = Signing::new(database, Binding::Rest, vec![approving()]).await;
        let root = here.site.root().await;
        let mut paths = Vec::new();
        for n in 0..8 {
            paths.push(here.person(&format!("u{n}"), NOTATIONS[n % 4]).await);
        }
        let by = json_by(&root);
        let answers = all(paths.iter().map(|path| here.site.post(path, &by, r#"{"text":"Bank: pay?"}"#))).await;
        let mut told: Vec<_> = answers.iter().map(Answer::told).collect();
        told.sort();
        assert_eq!(told, [["202"; 5].as_slice(), &["429 errors.tooManyRequests"; 3]].concat());
    }

    async fn questions_about_a_number_are_bounded_too(database: Database) {
        let here = Signing::new(database, Binding::Rest, vec![approving()]).await;
        let root = here.site.root().await;
        let mut told = Vec::new();
        for (n, notation) in NOTATIONS.iter().enumerate() {
            here.person(&format!("u{n}"), notation).await;
            for _ in 0..6 {
                let profile = format!("{OWN}/api/users/u{n}/mobile-signature/profile");
                told.push(here.site.get(&profile, &json_by(&root)).await.told());
            }
        }
        assert_eq!(told, [["200"; 20].as_slice(), &["429 errors.tooManyRequests"; 4]].concat());
        // They ring at nobody: a signature may still be asked for.
        here.ask(&signatures("u0")).await;
    }

    async fn a_provider_is_for_the_clients_and_numbers_that_the_configuration_names(database: Database) {
        let mut here = Signing::new(database, Binding::Rest, vec![approving()]).await;
        let root = here.site.root().await;
        let path = here.person("u", "+41 (0)79 111 11 11").await;
        let profile = path.replace("/signatures", "/profile");
        let id = |id: &str| sigill_domain::ext_id::ExtId::parse("clients", id).unwrap();
        let asked = async |here: &Signing| {
            let posted = here.site.post(&path, &json_by(&root), r#"{"text":"Bank: pay?"}"#).await;
            let looked = here.site.get(&profile, &json_by(&root)).await;
            [posted, looked]
        };
        here.set(|settings| settings.clients = Some(vec![id("other")]));
        for refused in asked(&here).await {
            assert_eq!(refused.told(), "422 errors.missingReferenceData");
            assert!(refused.messages().contains("lets only other clients use the provider 'http://mssp.example'"));
            assert!(!refused.body.contains("\"other\""), "whose it is is nobody's business");
        }
        here.set(|settings| settings.number_prefixes = vec!["43".to_owned(), "423".to_owned()]);
        for refused in asked(&here).await {
            assert_eq!(refused.told(), "422 errors.invalidData");
            assert!(refused.messages().contains("begin with +43 or +423"), "{}", refused.messages());
        }
        assert!(here.simulator.transactions().is_empty(), "nobody was asked");
        here.set(|settings| {
            settings.clients = Some(vec![id("other"), id("api")]);
            settings.number_prefixes = vec!["43".to_owned(), "41".to_owned()];
        });
        let [posted, looked] = asked(&here).await;
        assert_eq!((posted.told(), looked.told()), ("202".to_owned(), "200".to_owned()));
    }

    async fn a_provider_of_ficom_gets_the_services_that_its_rules_make_mandatory(database: Database) {
        let mut here = Signing::new(database, Binding::Soap, vec![approving()]).await;
        here.options.aps[0].family = sigill_mssp::ApFamily::Ficom;
        here.restart_provider(true).await;
        let path = here.person("u", PHONE).await;
        for (family, outcome) in [(Family::MobileId, "refused"), (Family::Ficom, "approved")] {
            here.set_in(Binding::Soap, |settings| settings.family = family);
            let at = here.ask(&path).await;
            assert_eq!(here.settled(&at).await["outcome"], outcome, "{family:?}");
        }
    }

    async fn a_provider_is_asked_about_the_normal_form_of_a_number(database: Database) {
        let here = Signing::new(database, Binding::Rest, vec![approving()]).await;
        let root = here.site.root().await;
        let policy = json!({
            "name": "rules", "policyType": "ClientPolicy", "parameters": { "sigill.msisdn.country": "41" },
        });
        assert_eq!(here.site.post(&format!("{API}/api/policies"), &json_by(&root), policy.to_string()).await.told(), "201");
        for (n, notation) in ["079 111 11 11", "+41 (0)79 111 11 11", "\u{202a}tel:0041–79–1111111\u{202c}"].iter().enumerate() {
            let user = format!("u{n}");
            let path = here.person(&user, notation).await;
            let body = r#"{"text":"Bank: pay?","receiptText":"Bank: thank you"}"#;
            let asked = here.site.post(&path, &json_by(&root), body).await;
            assert_eq!(asked.told(), "202", "{notation:?}");
            let at = asked.header("location").to_owned();
            let settled = here.settled(&at).await;
            assert_eq!(settled["outcome"], "approved", "{notation:?}: {settled}");
            let mut receipt = String::new();
            while receipt.is_empty() || receipt == "sending" {
                receipt = here.site.get(&at, &json_by(&root)).await.json()["receipt"].as_str().unwrap_or_default().to_owned();
            }
            assert!(!receipt.contains("MSISDN") && !receipt.contains("UNKNOWN"), "{receipt}");
            let profile = format!("{OWN}/api/users/{user}/mobile-signature/profile");
            let told = here.site.get(&profile, &json_by(&root)).await.json();
            assert_eq!(told["active"], true, "{notation:?}: {told}");
            assert_eq!(here.credential(&user).await["msisdn"], *notation, "as it was sent");
        }
    }
}
