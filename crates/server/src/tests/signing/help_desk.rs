//! What a help desk may see and try, without the right to disturb anybody.

use super::*;

on_both! {
    async fn who_may_look_may_try_but_not_ask(database: Database) {
        let number = "41791111111";
        let here = Signing::new(database, Binding::Rest, vec![Number::new(number)]).await;
        let path = here.person("u", number).await;
        let body = r#"{"text":"Bank: pay?"}"#;
        for role in Role::ALL {
            let bearer = here.site.bearer(&format!("by-{role:?}"), *role, ClientRoom::Global).await;
            let [by, json] = json_by(&bearer);
            let may_ask = matches!(role, Role::Root | Role::ClientRoot | Role::SoapTechAccess);
            let may_look = may_ask
                || matches!(
                    role,
                    Role::UserAdmin | Role::UserAndUnitAdmin | Role::Helpdesk | Role::SoapTechAccessReadOnly
                );
            let tried = here.site.post(&path, &[by, json, ("prefer", "dry-run")], body).await;
            assert_eq!(tried.status == StatusCode::OK, may_look, "{role:?}: {}", tried.body);
            if may_look {
                assert_eq!((&tried.json()["status"], tried.header("preference-applied")), (&202.into(), "dry-run"));
            }
            let profile = here.site.get(&path.replace("signatures", "profile"), &[by]).await;
            assert_eq!(profile.status == StatusCode::OK, may_look, "{role:?}: {}", profile.body);
            // A body that is refused for what it says: nobody is asked, but the right was looked at before.
            let asked = here.site.post(&path, &[by, json], r#"{"text":"pay?"}"#).await;
            let expected = if may_ask { "422 errors.invalidData" } else { "403 errors.permissionDenied" };
            assert_eq!(asked.told(), expected, "{role:?}");
        }
        assert!(here.simulator.transactions().is_empty(), "nobody was asked");
    }

    async fn a_trial_of_the_help_desk_says_why_a_request_would_be_refused(database: Database) {
        let number = "41791111111";
        let here = Signing::new(database, Binding::Rest, vec![Number::new(number)]).await;
        let path = here.person("u", number).await;
        let root = here.site.root().await;
        let helper = here.site.bearer("helper", Role::Helpdesk, ClientRoom::Global).await;
        let [by, json] = json_by(&helper);
        let credential = format!("{API}/api/users/u/mobile-signature");
        here.site.patch(&credential, &json_by(&root), r#"{"stateName":"fail-locked"}"#).await;
        let before = here.site.events().await;
        let tried = here.site.post(&path, &[by, json, ("prefer", "dry-run")], r#"{"text":"Bank: pay?"}"#).await;
        assert_eq!(tried.told(), "422 errors.invalidData");
        assert!(tried.messages().contains("fail-locked"), "{}", tried.messages());
        assert_eq!(here.site.events().await, before, "nothing is written");
    }
}
