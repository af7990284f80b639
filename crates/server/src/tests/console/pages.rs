//! What each page shows, and to whom.

use super::*;

const HELPER: &str = "nevisIdm.Helpdesk";
/// What must never run.
const CANARY: &str = "'\"><script>alert(1)</script>";

on_both! {
    async fn a_locked_credential_is_found_explained_and_unlocked(database: Database) {
        let site = site(database).await;
        person(&site, "nora").await;
        role(&site, "nora", HELPER).await;
        site.signed("ida").await;
        let root = site.root().await;
        let signature = format!("{API}/api/users/ida/mobile-signature");
        let locked = site.patch(&signature, &json_by(&root), r#"{"stateName":"fail-locked","modificationComment":"lost"}"#).await;
        assert_eq!(locked.status, StatusCode::OK, "{}", locked.body);
        let tab = Tab::of(&site, "nora").await;
        let home = tab.get("/console").await;
        assert!(home.body.contains("Who needs help?"), "{}", home.body);
        for q in ["%2B41+79+123+45+67", "%2B41791234567", "muster+anna", "ida", "of-ida", "a%40example.com"] {
            let found = tab.get(&format!("/console/find?q={q}")).await;
            assert_eq!(found.body.matches("/console/c/api/u/ida\"").count(), 1, "once, {q}: {}", found.body);
        }
        assert!(tab.get("/console/find?q=zzz").await.body.contains("Nobody found"));
        assert_eq!(tab.get("/console/find?q=").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let sheet = tab.get("/console/c/api/u/ida").await;
        assert_eq!(sheet.status, StatusCode::OK, "{}", sheet.body);
        assert!(sheet.body.contains("Anna Muster can’t sign in. Mobile signature: locked until somebody unlocks it."));
        assert!(sheet.body.contains("<q>lost</q>") && !sheet.body.contains("41791234567"), "the number is masked");
        let unlock = "/console/c/api/u/ida/k/16/of-ida/unlock";
        assert!(sheet.body.contains(unlock), "{}", sheet.body);
        assert!(tab.get(unlock).await.body.contains("Unlock Mobile signature of Anna Muster?"));
        assert_eq!(goes(&tab.submit(unlock, &[("reason", "called back")]).await), "/console/c/api/u/ida");
        let sheet = tab.get("/console/c/api/u/ida").await.body;
        assert!(sheet.contains("Mobile signature: the provider isn’t configured here."), "what is left: {sheet}");
        let kept = site.get(&signature, &json_by(&root)).await.json();
        assert_eq!((&kept["stateName"], &kept["modificationComment"]), (&json!("active"), &json!("called back")));
        let line = tab.get("/console/c/api/u/ida/timeline").await.body;
        assert!(line.contains("api/nora") && line.contains("<del>fail-locked</del> <ins>active</ins>"), "{line}");
    }

    async fn every_state_is_one_form_away_and_what_cannot_be_is_told_in_it(database: Database) {
        let site = site(database).await;
        person(&site, "nora").await;
        role(&site, "nora", "nevisIdm.UserAdmin").await;
        role(&site, "nora", HELPER).await;
        site.signed("ida").await;
        let (tab, root) = (Tab::of(&site, "nora").await, site.root().await);
        let of = "/console/c/api/u/ida";
        let state = async || {
            let signature = format!("{API}/api/users/ida/mobile-signature");
            site.get(&signature, &json_by(&root)).await.json()["stateName"].as_str().unwrap_or("none").to_owned()
        };
        for (act, expected) in
            [("lock", "fail-locked"), ("unlock", "active"), ("disable", "disabled"), ("enable", "active"), ("archive", "archived")]
        {
            let path = format!("{of}/k/16/of-ida/{act}");
            assert_eq!(tab.get(&path).await.status, StatusCode::OK, "{act}");
            assert_eq!(goes(&tab.submit(&path, &[]).await), of, "{act}");
            assert_eq!(state().await, expected);
        }
        let again = tab.submit(&format!("{of}/k/16/of-ida/enable"), &[]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "what is archived stays so");
        assert_eq!(goes(&tab.submit(&format!("{of}/k/16/of-ida/delete"), &[]).await), of);
        assert_eq!(state().await, "none");
        for wrong in ["k/16/of-ida/delete", "k/99/x/lock", "k/x/x/lock", "k/16/of-ida/burn", "state/burn"] {
            assert_eq!(tab.submit(&format!("{of}/{wrong}"), &[]).await.status, StatusCode::NOT_FOUND, "{wrong}");
        }
        for (act, expected) in [("disable", "disabled"), ("enable", "active")] {
            assert_eq!(goes(&tab.submit(&format!("{of}/state/{act}"), &[("reason", "r")]).await), of, "{act}");
            let user = site.get(&format!("{API}/api/users/ida"), &json_by(&root)).await.json();
            assert_eq!((&user["userState"], &user["modificationComment"]), (&json!(expected), &json!("r")));
        }
    }

    async fn a_list_is_a_file_too_and_pages_tell_the_calls_behind_them(database: Database) {
        let site = site(database).await;
        person(&site, "nora").await;
        role(&site, "nora", "nevisIdm.ClientRoot").await;
        let root = site.root().await;
        for (id, first) in [("ida", "=HYPERLINK(1)"), ("x-1", "a, \"b\"")] {
            let person = json!({
                "extId": id, "loginId": id, "name": { "firstName": first, "familyName": "Zz" }, "contacts": { "email": "a@example.com" },
            });
            let made = site.post(&format!("{API}/api/users"), &json_by(&root), person.to_string()).await;
            assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        }
        let tab = Tab::of(&site, "nora").await;
        let page = tab.get("/console/c/api/users").await.body;
        assert!(page.contains("/console/c/api/users.csv"), "{page}");
        let call = format!("curl -H &quot;Authorization: Bearer $TOKEN&quot; '{ORIGIN}{API}/clients/api/users?sortBy=name.familyName'");
        assert!(page.contains(&call), "{page}");
        let file = tab.get("/console/c/api/users.csv").await;
        assert_eq!((file.status, file.header("content-type")), (StatusCode::OK, "text/csv; charset=utf-8; header=present"));
        let name = file.header("content-disposition").to_owned();
        assert!(name.starts_with("attachment; filename=\"users-api-20") && name.ends_with(".csv\""), "{name}");
        assert!(file.body.starts_with("\u{feff}\"Person\",\"Login\",\"Id\",\"State\"\r\n"), "{}", file.body);
        assert!(file.body.contains("\"'=HYPERLINK(1) Zz\",\"ida\",\"ida\",\"Active\"\r\n"), "{}", file.body);
        assert!(file.body.contains("\"a, \"\"b\"\" Zz\",\"x-1\""), "{}", file.body);
        let units = tab.get("/console/c/api/units.csv").await;
        assert!(units.status == StatusCode::OK && units.body.contains("\"Default\""), "{}", units.body);
        // Whoever can't see the list can't have the file.
        person(&site, "ola").await;
        let stranger = Tab::of(&site, "ola").await;
        for file in ["users.csv", "units.csv"] {
            let told = stranger.get(&format!("/console/c/api/{file}")).await.status;
            assert!([StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&told), "{file}: {told}");
        }
    }

    async fn who_is_outside_is_as_who_is_not_there(database: Database) {
        let mut fixture = unit_rooms::filled(database).await.fixture;
        fixture.app.console = None;
        let site = with_console(fixture);
        let root = site.root().await;
        person(&site, "nora").await;
        let path = unit_rooms::authorizations(&site, "nora").await;
        let wish = json!({ "roleExtId": HELPER, "clientExtIds": ["api"], "unitGlobal": false, "unitExtIds": ["a"] });
        assert_eq!(site.post(&path, &json_by(&root), wish.to_string()).await.status, StatusCode::CREATED);
        let tab = Tab::of(&site, "nora").await;
        for user in ["in-a", "in-b"] {
            assert_eq!(tab.get(&format!("/console/c/api/u/{user}")).await.status, StatusCode::OK, "{user}");
        }
        let missing = tab.get("/console/c/api/u/nobody").await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
        for of in ["api/u/in-top", "api/u/in-c", "api/u/in-none", "other/u/in-other", "gone/u/x"] {
            let outside = tab.get(&format!("/console/c/{of}")).await;
            let content = |answer: &Answer| answer.body.split_once("<main").unwrap().1.to_owned();
            assert_eq!((outside.status, content(&outside)), (StatusCode::NOT_FOUND, content(&missing)), "{of}");
            for act in ["state/disable", "k/16/x/lock"] {
                let path = format!("/console/c/{of}/{act}");
                assert_ne!(tab.submit(&path, &[]).await.status, StatusCode::SEE_OTHER, "{path}");
            }
        }
        let found = tab.get("/console/find?q=muster").await.body;
        assert!(found.contains("/u/in-a\"") && !found.contains("/u/in-c\"") && !found.contains("in-other"), "{found}");
    }
}

#[tokio::test]
async fn a_script_in_a_text_is_shown_and_never_runs() {
    let site = site(Database::new(Kind::Sqlite).await).await;
    person(&site, "nora").await;
    for given in [HELPER, "nevisIdm.SelfAdmin"] {
        role(&site, "nora", given).await;
    }
    let root = site.root().await;
    let text = |field: &str| (field.to_owned(), json!(CANARY));
    let name = serde_json::Map::from_iter(["title", "firstName", "familyName"].map(text));
    let address = serde_json::Map::from_iter(["addressline1", "city", "street"].map(text));
    let person = json!({
        "extId": "ida", "loginId": CANARY, "name": name, "address": address, "remarks": CANARY,
        "contacts": { "email": "ida@example.com" },
    });
    let made = site.post(&format!("{API}/api/users"), &json_by(&root), person.to_string()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let user = format!("{API}/api/users/ida");
    for (segment, body) in [
        (
            "mobile-signature",
            json!({ "extId": "m", "identificator": CANARY, "msspIdentifier": CANARY, "msisdn": CANARY }),
        ),
        ("oath-credentials", json!({ "extId": "o", "label": CANARY })),
        ("generic-credentials", json!({ "extId": "g", "identification": CANARY, "modificationComment": CANARY })),
    ] {
        let made = site.post(&format!("{user}/{segment}"), &json_by(&root), body.to_string()).await;
        assert!(made.status.is_success() || segment == "generic-credentials", "{segment}: {}", made.body);
    }
    let told = json!({ "stateName": "disabled", "modificationComment": CANARY }).to_string();
    assert_eq!(site.patch(&format!("{user}/mobile-signature"), &json_by(&root), told).await.status, StatusCode::OK);
    let tab = Tab::of(&site, "nora").await;
    let odd = form_urlencoded::byte_serialize(CANARY.as_bytes()).collect::<String>();
    for path in [
        "/console/c/api/u/ida".to_owned(),
        "/console/c/api/u/ida/timeline".to_owned(),
        "/console/c/api/u/ida/k/16/m/lock".to_owned(),
        "/console/c/api/u/ida/state/disable".to_owned(),
        format!("/console/c/api/u/{odd}"),
        format!("/console/find?q={odd}"),
        format!("/console/sign-in?next={odd}"),
        format!("/console/sign-in/second?next={odd}"),
        "/console/find?q=script".to_owned(),
        "/console/me".to_owned(),
    ] {
        let page = tab.get(&path).await.body;
        assert!(!page.contains("<script>alert"), "{path}: {page}");
    }
    let typed = tab.submit("/console/c/api/u/ida/k/16/m/tmp", &[("reason", CANARY)]).await.body;
    assert!(!typed.contains("<script>alert"));
    let posted = Tab::new(&site).enter("/console/sign-in", &[("login", CANARY), ("password", "x")]).await.body;
    assert!(posted.contains("&lt;script&gt;") && !posted.contains("<script>alert"), "{posted}");
}

#[tokio::test]
async fn each_page_speaks_four_languages_and_says_what_the_browser_or_the_person_likes() {
    let site = site(Database::new(Kind::Sqlite).await).await;
    person(&site, "nora").await;
    role(&site, "nora", HELPER).await;
    for (accepted, word) in [("de-CH,de", "Anmelden"), ("fr", "Se connecter"), ("it", "Accedi"), ("es", "Sign in")] {
        let page = site.get("/console/sign-in", &[("accept-language", accepted)]).await.body;
        assert!(page.contains(word), "{accepted}: {page}");
    }
    let tab = Tab::of(&site, "nora").await;
    assert!(tab.get("/console").await.body.contains("Who needs help?"), "as the person has it");
    let cookie = tab.cookie.borrow().clone();
    let headers = [("cookie", cookie.as_str()), ("referer", "https://id.example.com/console/find?q=x")];
    let chosen = site.get("/console/language/de", &headers).await;
    assert_eq!(goes(&chosen), "/console/find?q=x");
    let both = format!("{cookie}; {}", chosen.header("set-cookie").split(';').next().unwrap());
    assert!(site.get("/console", &[("cookie", &both)]).await.body.contains("Wer braucht Hilfe?"));
    let elsewhere = [("referer", "https://evil.example/console/x")];
    assert_eq!(goes(&site.get("/console/language/fr", &elsewhere).await), "/console");
    assert_eq!(site.get("/console/language/xx", &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_page_reads_little() {
    let site = site(Database::new(Kind::Sqlite).await).await;
    person(&site, "nora").await;
    for given in [HELPER, "nevisIdm.SelfAdmin"] {
        role(&site, "nora", given).await;
    }
    site.signed("ida").await;
    let tab = Tab::of(&site, "nora").await;
    let reads = || site.fixture.app.store.measures().read.time.count();
    for (path, most) in [
        ("/console", 1),
        ("/console/find?q=muster", 5),
        ("/console/c/api/u/ida/timeline", 3),
        ("/console/c/api/u/ida/state/disable", 2),
        ("/console/c/api/u/ida/k/16/of-ida/lock", 3),
        ("/console/c/api/u/ida", 3),
        ("/console/me", 4),
    ] {
        let before = reads();
        assert_eq!(tab.get(path).await.status, StatusCode::OK, "{path}");
        let count = reads() - before;
        assert!(count <= most, "{path}: {count} reads, with that of the session");
    }
}

#[tokio::test]
async fn rights_are_told_with_what_gives_them() {
    let site = site(Database::new(Kind::Sqlite).await).await;
    person(&site, "nora").await;
    person(&site, "ida").await;
    for given in [HELPER, "nevisIdm.ClientRoot"] {
        role(&site, "nora", given).await;
    }
    let tab = Tab::of(&site, "nora").await;
    let page = tab.get("/console/c/api/u/nora/rights?for=ida").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains(HELPER) && page.body.contains("AccessControl.UserView"), "{}", page.body);
    let wrong = tab.get("/console/c/api/u/nora/rights?for=nobody").await;
    assert_eq!(wrong.status, StatusCode::OK);
    assert!(wrong.body.contains("nobody"), "{}", wrong.body);
}

#[tokio::test]
async fn lists_show_what_the_api_lists_to_the_same() {
    let site = site(Database::new(Kind::Sqlite).await).await;
    for user in ["nora", "ivo"] {
        person(&site, user).await;
    }
    role(&site, "nora", "nevisIdm.ClientRoot").await;
    role(&site, "ivo", "nevisIdm.SelfAdmin").await;
    let root = site.root().await;
    let policy = json!({ "extId": "p", "name": CANARY, "policyType": "PwdPolicy", "parameters": { "maxCredFailureCount": "7" } });
    assert_eq!(
        site.post(&format!("{API}/api/policies"), &json_by(&root), policy.to_string()).await.status,
        StatusCode::CREATED
    );
    let unit = json!({ "extId": "team", "name": CANARY, "profileless": false, "description": CANARY });
    let made = site.post(&format!("{API}/api/units"), &json_by(&root), unit.to_string()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let (nora, ivo) = (Tab::of(&site, "nora").await, Tab::of(&site, "ivo").await);
    for (path, word) in [
        ("/console/c/api/users", "/console/c/api/u/ivo\""),
        ("/console/c/api/units", ">team<"),
        ("/console/c/api/policies", "maxCredFailureCount"),
        ("/console/clients", "/console/c/api/units"),
    ] {
        let page = nora.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
        assert!(page.body.contains(word), "{path}: {}", page.body);
        assert!(!page.body.contains("<script>alert"), "{path}");
        let elsewhere = path.replace("/c/api", "/c/other");
        if elsewhere != path {
            assert_eq!(nora.get(&elsewhere).await.status, StatusCode::NOT_FOUND, "{elsewhere}");
        }
        assert_eq!(ivo.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}
