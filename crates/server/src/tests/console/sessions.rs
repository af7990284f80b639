//! Sessions are rows: they begin once, and end in many ways.

use super::*;

const HELPER: &str = "nevisIdm.Helpdesk";

on_both! {
    async fn a_link_signs_in_once_and_its_page_does_nothing_by_itself(database: Database) {
        let site = site(database).await;
        person(&site, "nora").await;
        role(&site, "nora", HELPER).await;
        let link = link(&site, "nora").await;
        let tab = Tab::new(&site);
        for _ in 0..2 {
            let page = tab.get(&link).await;
            assert!(page.status == StatusCode::OK && tab.cookie.borrow().is_empty(), "nobody is signed in by looking");
            assert!(page.body.contains("nora"), "{}", page.body);
        }
        let signed_in = tab.enter(&link, &[]).await;
        assert_eq!(goes(&signed_in), "/console");
        let cookie = signed_in.header("set-cookie");
        assert!(cookie.starts_with("__Host-sigill=") && cookie.ends_with("; Path=/; Secure; HttpOnly; SameSite=Lax"));
        assert_eq!(tab.get("/console").await.status, StatusCode::OK);
        let other = Tab::new(&site);
        assert_eq!(goes(&other.get(&link).await), "410");
        assert_eq!(goes(&other.enter(&link, &[]).await), "410");
        assert_eq!(goes(&other.get("/console/once/x.y.z").await), "404");
        assert_eq!(goes(&other.get("/console").await), "/console/sign-in?next=%2Fconsole");
        let secret = tab.cookie.borrow().clone();
        let rows = site.fixture.database.query("SELECT secret FROM session").await.unwrap();
        assert!(!secret.contains(&rows) && rows.len() == 64, "only its hash is kept: {rows}");
        let events = "SELECT count(*) FROM event WHERE kind = 'SESSION_BEGIN' AND caller = 'api/nora'";
        assert_eq!(site.fixture.database.query(events).await.as_deref(), Some("1"));
    }

    async fn two_who_open_a_link_at_once_are_one(database: Database) {
        let site = site(database).await;
        person(&site, "nora").await;
        let link = link(&site, "nora").await;
        let tabs: Vec<_> = (0..8).map(|_| Tab::new(&site)).collect();
        let answers = all(tabs.iter().map(|tab| tab.enter(&link, &[]))).await;
        let went = answers.iter().filter(|answer| answer.status == StatusCode::SEE_OTHER).count();
        let gone = answers.iter().filter(|answer| answer.status == StatusCode::GONE).count();
        assert_eq!((went, gone), (1, 7));
    }

    async fn a_session_ends_when_nothing_is_asked_and_after_its_time(database: Database) {
        let site = site(database).await;
        person(&site, "nora").await;
        role(&site, "nora", HELPER).await;
        let (used, idle) = (Tab::of(&site, "nora").await, Tab::of(&site, "nora").await);
        for minute in 0..119 {
            site.fixture.clock.advance_ms(5 * 60 * 1_000);
            assert_eq!(used.get("/console").await.status, StatusCode::OK, "{minute}");
        }
        assert_eq!(goes(&idle.get("/console").await), "/console/sign-in?next=%2Fconsole");
        site.fixture.clock.advance_ms(5 * 60 * 1_000);
        let over = used.get("/console").await;
        assert_eq!(goes(&over), "/console/sign-in?next=%2Fconsole", "ten hours are over");
        assert!(over.header("set-cookie").contains("Max-Age=0"));
    }

    async fn with_a_sixth_session_the_oldest_ends_and_one_ends_them_oneself(database: Database) {
        let site = site(database).await;
        person(&site, "nora").await;
        role(&site, "nora", HELPER).await;
        let mut tabs = Vec::new();
        for _ in 0..6 {
            site.fixture.clock.advance_ms(1_000);
            tabs.push(Tab::of(&site, "nora").await);
        }
        let (first, second, last) = (&tabs[0], &tabs[1], &tabs[5]);
        assert_eq!(first.get("/console").await.status, StatusCode::SEE_OTHER);
        assert_eq!(second.get("/console").await.status, StatusCode::OK);
        let page = last.get("/console/me").await.body;
        assert_eq!(page.matches("name=\"which\"").count(), 5, "four others, and all of them: {page}");
        let other = page.split("name=\"which\" value=\"").nth(2).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(goes(&last.submit("/console/me/sessions", &[("which", &other)]).await), "/console/me");
        assert_eq!(goes(&last.submit("/console/me/sessions", &[("which", "nothing")]).await), "404");
        let held = async || {
            let mut count = 0;
            for tab in &tabs {
                count += usize::from(tab.get("/console").await.status == StatusCode::OK);
            }
            count
        };
        assert_eq!(held().await, 4);
        assert_eq!(goes(&last.submit("/console/me/sessions", &[("which", "others")]).await), "/console/me");
        assert_eq!(held().await, 1);
        let out = last.submit("/console/sign-out", &[]).await;
        assert_eq!(goes(&out), "/console/sign-in");
        assert!(out.header("set-cookie").contains("Max-Age=0"));
        assert_eq!(held().await, 0);
    }

    async fn nobody_ends_the_session_of_somebody_else(database: Database) {
        let site = site(database).await;
        for user in ["nora", "ivo"] {
            person(&site, user).await;
        }
        let (nora, ivo) = (Tab::of(&site, "nora").await, Tab::of(&site, "ivo").await);
        let id = "SELECT s.id FROM session s JOIN users u ON u.id = s.user_id WHERE u.ext_id = 'ivo'";
        let id = match site.fixture.database.kind() {
            Kind::Sqlite => id.replace("s.id", "hex(s.id)"),
            Kind::Postgres => id.replace("SELECT s.id", "SELECT s.id::text"),
        };
        let id = site.fixture.database.query(&id).await.unwrap();
        assert_eq!(goes(&nora.submit("/console/me/sessions", &[("which", &id)]).await), "/console/me");
        assert_eq!(ivo.get("/console/me").await.status, StatusCode::OK);
    }

    async fn what_was_taken_away_is_gone_at_once_and_a_disabled_user_is_signed_out_for_good(database: Database) {
        let site = site(database).await;
        person(&site, "nora").await;
        let role = role(&site, "nora", HELPER).await;
        let tab = Tab::of(&site, "nora").await;
        assert_eq!(tab.get("/console/find?q=keller").await.status, StatusCode::OK);
        let root = site.root().await;
        assert_eq!(site.delete(&role, &[("authorization", &root)]).await.status, StatusCode::NO_CONTENT);
        let denied = tab.get("/console/find?q=keller").await;
        assert_eq!(denied.status, StatusCode::FORBIDDEN);
        assert!(denied.body.contains("AccessControl.UserView"), "{}", denied.body);
        let user = format!("{API}/api/users/nora");
        for state in ["disabled", "active"] {
            let patch = json!({ "userState": state }).to_string();
            assert_eq!(site.patch(&user, &json_by(&root), patch).await.status, StatusCode::OK);
            assert_eq!(tab.get("/console/me").await.status, StatusCode::SEE_OTHER, "{state}");
        }
        let why = site.fixture.database.query("SELECT reason FROM session").await;
        assert_eq!(why.as_deref(), Some("user-ended"));
        let again = Tab::of(&site, "nora").await;
        assert_eq!(again.get("/console/me").await.status, StatusCode::OK);
        let archived = site.post(&format!("{user}/archive"), &[("authorization", &root)], "").await;
        assert_eq!(archived.status, StatusCode::NO_CONTENT, "{}", archived.body);
        assert_eq!(again.get("/console/me").await.status, StatusCode::SEE_OTHER);
        assert_eq!(site.delete(&user, &[("authorization", &root)]).await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.fixture.database.query("SELECT count(*) FROM session").await.as_deref(), Some("0"));
    }

    async fn sessions_that_are_long_over_are_forgotten(database: Database) {
        let site = site(database).await;
        person(&site, "nora").await;
        drop(Tab::of(&site, "nora").await);
        site.fixture.clock.advance_ms(20 * 24 * 60 * 60 * 1_000);
        drop(Tab::of(&site, "nora").await);
        site.fixture.clock.advance_ms(20 * 24 * 60 * 60 * 1_000);
        let app = &site.fixture.app;
        let occasion = app.world.occasion("test".to_owned(), std::time::Duration::from_secs(20));
        session::purge(&app.store.system(sigill_app::Task::Test, occasion)).await.unwrap();
        assert_eq!(site.fixture.database.query("SELECT count(*) FROM session").await.as_deref(), Some("1"));
    }
}
