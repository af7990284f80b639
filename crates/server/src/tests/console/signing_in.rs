//! Signing in by a password and a second factor.

use super::*;

pub(super) const SIGN_IN: &str = "/console/sign-in";
pub(super) const SECOND: &str = "/console/sign-in/second";

/// Somebody with a password that works.
pub(super) async fn with_password(site: &Site, user: &str) {
    person(site, user).await;
    let root = site.root().await;
    let made = json!({ "extId": format!("pw-{user}"), "password": "correct horse 42", "stateName": "active" });
    let made = site.post(&format!("{API}/api/users/{user}/password"), &json_by(&root), made.to_string()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
}

/// One of the recovery codes of a user, who gets them.
pub(super) async fn recovery_codes(site: &Site, user: &str) -> Vec<String> {
    let root = site.root().await;
    let path = format!("{API}/api/users/{user}/recovery-codes");
    let made = site.post(&path, &[("authorization", root.as_str())], "").await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let shown = site.get(&path, &[("authorization", root.as_str())]).await.json();
    let codes = shown["codes"].as_array().unwrap_or_else(|| panic!("{shown}")).clone();
    codes.iter().map(|code| code["code"].as_str().unwrap().to_owned()).collect()
}

pub(super) async fn show(tab: &Tab<'_>, login: &str, password: &str) -> Answer {
    tab.enter(SIGN_IN, &[("login", login), ("password", password), ("next", "/console/me")]).await
}

on_both! {
    async fn a_password_and_a_recovery_code_sign_in_and_each_code_once(database: Database) {
        let site = site(database).await;
        with_password(&site, "nora").await;
        let codes = recovery_codes(&site, "nora").await;
        let tab = Tab::new(&site);
        assert_eq!(tab.get(SIGN_IN).await.status, StatusCode::OK);
        let half = show(&tab, "nora", "correct horse 42").await;
        assert_eq!(goes(&half), format!("{SECOND}?next=%2Fconsole%2Fme"));
        let before = tab.cookie.borrow().clone();
        assert_eq!(goes(&tab.get("/console/me").await), "/console/sign-in?next=%2Fconsole%2Fme", "half isn't enough");
        *tab.cookie.borrow_mut() = before.clone();
        assert_eq!(tab.get(SECOND).await.status, StatusCode::OK);
        let wrong = tab.enter(SECOND, &[("code", "abcd-efgh-2345-6789")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let right = tab.enter(SECOND, &[("code", &codes[0]), ("next", "/console/me")]).await;
        assert_eq!(goes(&right), "/console/me");
        assert_ne!(*tab.cookie.borrow(), before, "another secret");
        let page = tab.get("/console/me").await;
        assert!(page.body.contains("with password and recovery code"), "{}", page.body);

        let again = Tab::new(&site);
        *again.cookie.borrow_mut() = before;
        assert_eq!(goes(&again.enter(SECOND, &[("code", &codes[1])]).await), SIGN_IN, "the half has been used");
        show(&again, "nora", "correct horse 42").await;
        assert_eq!(again.enter(SECOND, &[("code", &codes[0])]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn a_code_of_an_app_signs_in_and_a_half_session_ends_soon(database: Database) {
        let site = site(database).await;
        with_password(&site, "nora").await;
        let root = site.root().await;
        let made = site.post(&format!("{API}/api/users/nora/oath-credentials"), &json_by(&root), r#"{"label":"<i>"}"#).await;
        let uri = made.json()["otpauthUri"].as_str().unwrap().to_owned();
        let tab = Tab::new(&site);
        show(&tab, "nora", "correct horse 42").await;
        let page = tab.get(SECOND).await.body;
        assert!(page.contains("&lt;i&gt;") && !page.contains("<i>"), "{page}");
        site.fixture.clock.advance_ms(5 * 60 * 1_000);
        assert_eq!(goes(&tab.get(SECOND).await), SIGN_IN, "five minutes are over");
        show(&tab, "nora", "correct horse 42").await;
        let right = tab.enter(SECOND, &[("code", &sealed::code(&site, &uri, 0))]).await;
        assert_eq!(goes(&right), "/console");
    }

    async fn what_was_wrong_is_not_told_and_failures_lock_as_everywhere(database: Database) {
        let site = site(database).await;
        with_password(&site, "nora").await;
        recovery_codes(&site, "nora").await;
        let tab = Tab::new(&site);
        let told = async |login: &str, password: &str| {
            let answer = show(&tab, login, password).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.headers.get("set-cookie").is_none());
            answer.body.replace(login, "LOGIN")
        };
        let unknown = told("nobody", "guess").await;
        assert_eq!(told("nora", "guess").await, unknown, "who exists isn't told");
        let failed = "SELECT failure_count FROM credential WHERE ext_id = 'pw-nora'";
        assert_eq!(site.fixture.database.query(failed).await.as_deref(), Some("1"));
        for _ in 0..10 {
            site.fixture.clock.advance_ms(1_000);
            told("nora", "guess").await;
        }
        assert_eq!(told("nora", "correct horse 42").await, unknown, "it is locked, which isn't told either");
    }

    async fn a_password_alone_and_one_that_must_be_changed_sign_nobody_in(database: Database) {
        let site = site(database).await;
        with_password(&site, "nora").await;
        let tab = Tab::new(&site);
        let alone = show(&tab, "nora", "correct horse 42").await;
        assert!(alone.body.contains("second factor is missing"), "{}", alone.body);
        recovery_codes(&site, "nora").await;
        let root = site.root().await;
        let due = site.patch(&format!("{API}/api/users/nora/password"), &json_by(&root), r#"{"stateName":"admin-changed"}"#).await;
        assert_eq!(due.status, StatusCode::OK, "{}", due.body);
        let due = show(&tab, "nora", "correct horse 42").await;
        assert!(due.body.contains("must be changed first"), "{}", due.body);
        assert_eq!(site.fixture.database.query("SELECT count(*) FROM session").await.as_deref(), Some("0"));
        let disabled = json!({ "userState": "disabled" }).to_string();
        site.patch(&format!("{API}/api/users/nora"), &json_by(&root), disabled).await;
        let disabled = show(&tab, "nora", "correct horse 42").await;
        assert!(disabled.body.contains("match"), "{}", disabled.body);
    }
}
