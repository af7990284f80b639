//! What becomes of users and credentials that end, and that their users are told before.

use sigill_app::lifecycle::{self, Dealt};
use sigill_app::{EndingKind, Task};

use super::*;

const DAY_MS: i64 = 24 * 3_600_000;

impl Office {
    async fn lifecycle(&self, parameters: Value) {
        let mut all = json!({ "validation.user.email.mandatory": "false" });
        all.as_object_mut().unwrap().extend(parameters.as_object().unwrap().clone());
        let wish = json!({ "extId": "client", "name": "client", "policyType": "ClientPolicy", "parameters": all });
        let made = self.site.post(&format!("{API}/api/policies"), &json_by(&self.root), wish.to_string()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    }

    /// A user that ends then, with an address.
    async fn ending(&self, name: &str, to: &str, is_technical: bool) -> String {
        let mut person =
            json!({ "extId": name, "loginId": name, "isTechnicalUser": is_technical, "validity": { "to": to } });
        if !is_technical {
            person["name"] = json!({ "firstName": "Anna", "familyName": "Muster" });
            person["contacts"] = json!({ "email": format!("{name}@example.com") });
            person["languageCode"] = "de".into();
        }
        let made = self.site.post(&format!("{API}/api/users"), &json_by(&self.root), person.to_string()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        made.header("location").to_owned()
    }

    /// A generic credential of a user that ends then.
    async fn credential(&self, user: &str, ext_id: &str, to: &str) -> String {
        let wish = json!({ "extId": ext_id, "identification": "x", "validity": { "to": to } });
        let made = self.site.post(&format!("{user}/generic-credentials"), &json_by(&self.root), wish.to_string()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        made.header("location").to_owned()
    }

    /// What a round on one node has done, or would do.
    async fn round(&self, app: &App, is_dry: bool) -> Vec<String> {
        let occasion = || app.world.occasion("round".to_owned(), Duration::from_secs(20));
        let permit = || app.store.system(Task::Test, occasion());
        let mut told = Vec::new();
        let mut each = |dealt: &Dealt| {
            let kind = if dealt.kind == EndingKind::Users { "user" } else { "credential" };
            told.push(format!("{kind} {} {:?}", dealt.ext_id, dealt.deed));
        };
        lifecycle::run(&permit, &app.outbox, is_dry, &mut each).await.unwrap();
        told.sort();
        told
    }

    async fn state(&self, path: &str, member: &str) -> String {
        let shown = self.site.get(path, &json_by(&self.site.root().await)).await;
        shown.json()[member].as_str().unwrap_or("-").to_owned()
    }
}

on_both! {
    async fn what_has_ended_is_disabled_as_the_policy_says_and_once(database: Database) {
        let office = Office::of(database, Has::Mail).await;
        office.lifecycle(json!({
            "sigill.lifecycle.users": "disable", "sigill.lifecycle.credentials": "disable", "sigill.lifecycle.afterDays": "2",
        })).await;
        // It is 2026-05-18, 12:34:56.
        let anna = office.ending("anna", "2026-05-20T00:00:00Z", false).await;
        let beat = office.ending("beat", "2030-01-01T00:00:00Z", false).await;
        let robot = office.ending("robot", "2026-05-20T00:00:00Z", true).await;
        let key = office.credential(&beat, "key", "2026-05-19T00:00:00Z").await;
        let lasting = office.credential(&beat, "lasting", "2030-01-01T00:00:00Z").await;
        let app = office.site.fixture.app.clone();
        assert_eq!(office.round(&app, false).await, Vec::<String>::new(), "nothing has ended");
        office.site.fixture.clock.advance_ms(2 * DAY_MS);
        assert_eq!(office.round(&app, false).await, Vec::<String>::new(), "two days aren't over");
        office.site.fixture.clock.advance_ms(2 * DAY_MS);
        let all = ["credential key Disabled", "user anna Disabled", "user robot Disabled"];
        assert_eq!(office.round(&app, true).await, all, "would be");
        assert_eq!(office.state(&anna, "userState").await, "active", "it was a dry run");
        let other = office.site.fixture.other_node().await;
        let (one, two) = tokio::join!(office.round(&app, false), office.round(&other, false));
        let mut both = [one, two].concat();
        both.sort();
        assert_eq!(both, all, "two nodes at once: each is dealt with once");
        assert_eq!(office.round(&app, false).await, Vec::<String>::new(), "it is done");
        for (path, member, state) in [
            (&anna, "userState", "disabled"), (&robot, "userState", "disabled"), (&beat, "userState", "active"),
            (&key, "stateName", "disabled"), (&lasting, "stateName", "active"),
        ] {
            assert_eq!(office.state(path, member).await, state, "{path}");
        }
        let root = office.site.root().await;
        let shown = office.site.get(&key, &json_by(&root)).await;
        assert_eq!((&shown.json()["stateChangeReason"], shown.header("etag")), (&json!("changed-by-batchjob"), "\"v2\""), "{}", shown.body);
        let history = office.site.get("/sigill/v1/api/users/beat/history?kind=CREDENTIAL_MODIFY", &json_by(&root)).await.json();
        let event = &history["items"][0];
        assert_eq!((&event["caller"], &event["after"]["stateName"]), (&json!("system"), &json!("disabled")), "{history}");
        // Somebody may go on with it.
        let later = office.site.patch(&anna, &json_by(&root), r#"{"userState":"active","validity":{"to":null}}"#).await;
        assert_eq!(later.status, StatusCode::OK, "{}", later.body);
        assert_eq!(office.round(&app, false).await, Vec::<String>::new());
    }

    async fn one_that_fails_holds_up_nothing_behind_it(database: Database) {
        let office = Office::of(database, Has::Mail).await;
        office.lifecycle(json!({ "sigill.lifecycle.users": "disable", "sigill.lifecycle.credentials": "disable" })).await;
        let anna = office.ending("anna", "2026-05-19T00:00:00Z", false).await;
        let beat = office.ending("beat", "2026-05-20T00:00:00Z", false).await;
        office.credential(&beat, "key", "2026-05-19T00:00:00Z").await;
        // As if a file of the database were damaged.
        office.site.fixture.database.execute("UPDATE users SET person = '7' WHERE ext_id = 'anna'").await;
        office.site.fixture.clock.advance_ms(4 * DAY_MS);
        let app = office.site.fixture.app.clone();
        let told = office.round(&app, false).await;
        let is_failed = |told: &String| told.starts_with("user anna Failed(\"");
        assert_eq!(told.iter().filter(|told| is_failed(told)).count(), 1, "{told:?}");
        let others: Vec<_> = told.iter().filter(|told| !is_failed(told)).collect();
        assert_eq!(others, ["credential key Disabled", "user beat Disabled"]);
        office.site.fixture.database.execute("UPDATE users SET person = '{}' WHERE ext_id = 'anna'").await;
        assert_eq!(office.round(&app, false).await, ["user anna Disabled"], "when it is whole again");
        assert_eq!(office.state(&anna, "userState").await, "disabled");
    }

    async fn what_has_ended_is_archived_but_no_technical_user(database: Database) {
        let office = Office::of(database, Has::Mail).await;
        office.lifecycle(json!({ "sigill.lifecycle.users": "archive", "sigill.lifecycle.credentials": "archive" })).await;
        let anna = office.ending("anna", "2026-05-20T00:00:00Z", false).await;
        let robot = office.ending("robot", "2026-05-20T00:00:00Z", true).await;
        let beat = office.ending("beat", "2030-01-01T00:00:00Z", false).await;
        office.credential(&anna, "of-anna", "2030-01-01T00:00:00Z").await;
        let key = office.credential(&beat, "key", "2026-05-19T00:00:00Z").await;
        office.site.fixture.clock.advance_ms(3 * DAY_MS);
        let app = office.site.fixture.app.clone();
        assert_eq!(office.round(&app, false).await, ["credential key Archived", "user anna Archived", "user robot Disabled"]);
        assert_eq!(office.state(&anna, "userState").await, "archived");
        assert_eq!(office.state(&robot, "userState").await, "disabled");
        assert_eq!(office.state(&key, "stateName").await, "archived");
        assert_eq!(office.state(&format!("{anna}/generic-credentials/of-anna"), "extId").await, "-", "its credentials are gone");
    }

    async fn users_are_told_once_before_the_end(database: Database) {
        let office = Office::of(database, Has::Mail).await;
        office.lifecycle(json!({ "sigill.lifecycle.warnDays": "10" })).await;
        let anna = office.ending("anna", "2026-05-25T00:00:00Z", false).await;
        let beat = office.ending("beat", "2030-01-01T00:00:00Z", false).await;
        office.credential(&beat, "key", "2026-05-26T00:00:00Z").await;
        office.ending("robot", "2026-05-25T00:00:00Z", true).await;
        office.ending("later", "2026-06-25T00:00:00Z", false).await;
        let app = office.site.fixture.app.clone();
        let all = ["credential key Warned", "user anna Warned"];
        assert_eq!(office.round(&app, true).await, all);
        assert_eq!(office.sweep().await, 0, "it was a dry run");
        let other = office.site.fixture.other_node().await;
        let other = App { outbox: office.site.fixture.app.outbox.clone(), ..other };
        let (one, two) = tokio::join!(office.round(&app, false), office.round(&other, false));
        let mut both = [one, two].concat();
        both.sort();
        assert_eq!(both, all, "two nodes at once: each is told once");
        assert_eq!(office.sweep().await, 2);
        let mails = office.mail.taken();
        let of = |name: &str| mails.iter().find(|mail| mail.to.contains(name)).unwrap();
        assert!(of("anna").text.contains("anna läuft am 2026-05-25 00:00 UTC ab"), "{}", of("anna").text);
        assert!(of("beat").text.contains("2026-05-26 00:00 UTC ab: Allgemeines Anmeldemittel"), "{}", of("beat").text);
        assert_eq!(office.told(&anna).await, ["MESSAGE_QUEUE", "MESSAGE_SEND sent"]);
        office.site.fixture.clock.advance_ms(DAY_MS);
        assert_eq!(office.round(&app, false).await, Vec::<String>::new(), "once");
        // A new end is told of again.
        let root = office.site.root().await;
        let renewed = office.site.patch(&anna, &json_by(&root), r#"{"validity":{"to":"2026-05-27T00:00:00Z"}}"#).await;
        assert_eq!(renewed.status, StatusCode::OK, "{}", renewed.body);
        assert_eq!(office.round(&app, false).await, ["user anna Warned"]);
    }
}
