//! Who may sign in when the person is asked, and still when the answer comes.

use serde_json::json;
use sigill_mssp::Answer as Says;

use super::*;

const PHONE: &str = "41791111111";

impl Signing {
    /// Changes a user; what is told.
    async fn patched(&self, user: &str, patch: Value) -> String {
        let root = self.site.root().await;
        self.site.patch(&format!("{API}/api/users/{user}"), &json_by(&root), patch.to_string()).await.told()
    }

    /// The clock, so many seconds from now.
    fn at(&self, seconds: i64) -> String {
        sigill_app::Clock::now(&*self.site.fixture.clock).plus_millis(seconds * 1_000).to_string()
    }
}

on_both! {
    async fn nobody_who_may_not_sign_in_is_asked_or_reported(database: Database) {
        let here = Signing::new(database, Binding::Rest, vec![Number::new(PHONE)]).await;
        let root = here.site.root().await;
        let path = here.person("u", PHONE).await;
        for (patch, message) in [
            (json!({ "validity": { "to": here.at(-1) } }), "the user's validity ended"),
            (json!({ "validity": { "from": here.at(60), "to": null } }), "the user's validity begins"),
            (json!({ "validity": { "from": null }, "userState": "disabled" }), "the user is disabled: it must be active"),
        ] {
            assert_eq!(here.patched("u", patch).await, "200");
            let refused = here.site.post(&path, &json_by(&root), r#"{"text":"Bank: pay?"}"#).await;
            assert_eq!(refused.told(), "422 errors.invalidData", "{message}");
            assert!(refused.messages().contains(message), "{}", refused.messages());
            let login = format!("{API}/api/users/u/login-info");
            for success in ["true", "false"] {
                let refused = here.site.post(&login, &json_by(&root), format!(r#"{{"success":{success}}}"#)).await;
                assert_eq!(refused.told(), "422 errors.invalidData", "{message}");
                assert!(refused.messages().contains(message), "{}", refused.messages());
            }
            let bulk = r#"{"items":[{"success":true,"credentialExtId":"of-u"}]}"#;
            let refused = here.site.post(&format!("{API}/api/users/u/bulk-login-info"), &json_by(&root), bulk).await.json();
            let why = refused["items"][0]["errors"][0]["message"].as_str().unwrap_or_default().to_owned();
            assert!(why.contains(message), "{refused}");
        }
        assert!(here.simulator.transactions().is_empty(), "nobody was asked");
        assert_eq!(here.credential("u").await["successfulLoginCount"], 0);
    }

    async fn an_approval_of_somebody_whose_validity_ended_meanwhile_is_none(database: Database) {
        let here = Signing::new(database, Binding::Rest, vec![Number::new(PHONE)]).await;
        let path = here.person("u", PHONE).await;
        assert_eq!(here.patched("u", json!({ "validity": { "to": here.at(10) } })).await, "200");
        let at = here.ask(&path).await;
        let shown = here.simulator.wait_for(|each| each.is_open()).await;
        here.pending(&at).await;
        here.site.fixture.clock.advance_ms(11_000);
        assert!(here.simulator.answer(&shown.id, Says::Approve));
        let settled = here.settled(&at).await;
        assert_eq!((&settled["outcome"], &settled["counted"]), (&"withdrawn".into(), &"nothing".into()), "{settled}");
        let why = settled["reason"].as_str().unwrap();
        assert!(why.contains("the user's validity ended"), "{why}");
        assert_eq!(here.credential("u").await["successfulLoginCount"], 0);
    }
}
