//! The contract's sentences about the states of a mobile signature.

use sigill_domain::credential::State;

use super::*;

on_both! {
    async fn by_patch_anything_goes_to_what_can_be_set_except_out_of_archived(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        for (n, from) in State::ALL.iter().enumerate() {
            for (m, to) in State::ALL.iter().enumerate() {
                let path = site.signed(&format!("u{n}-{m}")).await;
                site.delete(&path, &json_by(&root)).await;
                let wish = format!(
                    r#"{{"identificator":"i","msspIdentifier":"m","msisdn":"1","stateName":"{}"}}"#,
                    from.as_str()
                );
                let created = site.post(&path, &json_by(&root), wish).await;
                assert_eq!(created.json()["stateName"], from.as_str(), "create may name any of the eight");
                let patch = format!(r#"{{"stateName":"{}"}}"#, to.as_str());
                let answer = site.patch(&path, &json_by(&root), patch).await;
                let goes = from == to || (*from != State::Archived && to.can_be_set());
                let told = if goes { "200" } else { "422 errors.invalidData" };
                assert_eq!(answer.told(), told, "{} to {}", from.as_str(), to.as_str());
                if goes && from != to {
                    let unlocks = *to == State::Active && matches!(from, State::TmpLocked | State::FailLocked);
                    let reason = if unlocks { "unlock" } else { "changed-by-admin" };
                    assert_eq!(answer.json()["stateChangeReason"], reason);
                }
            }
        }
    }

    async fn a_tmp_locked_that_was_set_ends_after_the_policys_duration(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let path = site.signed("u").await;
        site.patch(&path, &json_by(&root), r#"{"stateName":"tmp-locked"}"#).await;
        let state = async || site.get(&path, &json_by(&root)).await.json()["stateName"].as_str().unwrap().to_owned();
        site.fixture.clock.advance_ms(59_999);
        assert_eq!(state().await, "tmp-locked");
        site.fixture.clock.advance_ms(1);
        assert_eq!(state().await, "active", "evaluated when read");
    }

    async fn a_tmp_locked_that_was_made_so_ends_as_well(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let path = site.signed("u").await;
        site.delete(&path, &json_by(&root)).await;
        let wish = r#"{"identificator":"i","msspIdentifier":"m","msisdn":"1","stateName":"tmp-locked"}"#;
        let made = site.post(&path, &json_by(&root), wish).await.json();
        assert_eq!(made["stateChangeDetail"], "lockedUntil=2026-05-18T12:35:56Z");
        site.fixture.clock.advance_ms(60_000);
        let shown = site.get(&path, &json_by(&root)).await.json();
        assert_eq!((&shown["stateName"], shown.get("stateChangeDetail")), (&"active".into(), None));
    }

    async fn a_temporary_lock_says_when_it_ends(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let path = site.signed("u").await;
        let info = format!("{API}/api/users/u/login-info");
        let told = async || {
            let one = site.get(&path, &json_by(&root)).await.json();
            let listed = site.get(&format!("{API}/api/users/u/credentials"), &json_by(&root)).await.json();
            assert_eq!(listed["items"][0], one, "a list says the same");
            one["stateChangeDetail"].as_str().map(str::to_owned)
        };
        assert_eq!(told().await, None);
        let failed = r#"{"success":false,"credentialExtId":"of-u"}"#;
        for _ in 0..2 {
            assert_eq!(site.post(&info, &json_by(&root), failed).await.told(), "200");
        }
        assert_eq!(told().await.as_deref(), Some("lockedUntil=2026-05-18T12:35:56Z"), "by failures");
        site.fixture.clock.advance_ms(60_000);
        assert_eq!(told().await, None, "it has ended");
        let patched = site.patch(&path, &json_by(&root), r#"{"stateName":"tmp-locked"}"#).await.json();
        assert_eq!(patched["stateChangeDetail"], "lockedUntil=2026-05-18T12:36:56Z", "by an administrator");
        assert_eq!(site.patch(&path, &json_by(&root), patched.to_string()).await.told(), "200", "it may be sent back");
        let unlocked = site.patch(&path, &json_by(&root), r#"{"stateName":"active"}"#).await.json();
        assert!(unlocked.get("stateChangeDetail").is_none(), "{unlocked}");
    }

    async fn version_grows_by_one_per_change_but_not_by_counted_logins(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let path = site.signed("u").await;
        let report = r#"{"success":true,"credentialExtId":"of-u"}"#;
        for version in 2..5 {
            assert_eq!(site.post(&format!("{API}/api/users/u/login-info"), &json_by(&root), report).await.told(), "200");
            let body = format!(r#"{{"identificator":"{version}","version":{}}}"#, version - 1);
            let answer = site.patch(&path, &json_by(&root), body).await;
            assert_eq!(answer.json()["version"], version);
        }
    }
}
