//! People, their profiles and roles, units and policies: made and changed by forms.

use super::*;

const CANARY: &str = "'\"><script>alert(1)</script>";

/// Gives somebody all rights, in all clients.
async fn everywhere(site: &Site, user: &str) {
    let role = json!({ "roleExtId": "nevisIdm.Root", "clientGlobal": true }).to_string();
    let path = unit_rooms::authorizations(site, user).await;
    assert_eq!(site.post(&path, &json_by(&site.root().await), role).await.status, StatusCode::CREATED);
}

/// Somebody who may do all of it, signed in.
async fn desk(site: &Site) -> Tab<'_> {
    person(site, "nora").await;
    for given in ["nevisIdm.Root", "nevisIdm.ClientRoot"] {
        role(site, "nora", given).await;
    }
    Tab::of(site, "nora").await
}

on_both! {
    async fn a_person_is_made_with_its_profile_and_changed_without_showing_its_numbers(database: Database) {
        let site = site(database).await;
        let (tab, root) = (desk(&site).await, site.root().await);
        let new = "/console/c/api/users/new";
        assert!(tab.get("/console/c/api/users").await.body.contains(&format!("href=\"{new}\"")));
        assert_eq!(tab.get(new).await.status, StatusCode::OK);
        let wrong = tab.submit(new, &[("name.firstName", "Eva"), ("extId", "eva")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        for field in ["name.familyName", "contacts.email"] {
            assert!(wrong.body.contains(&format!("href=\"#{field}\"")), "{field}: {}", wrong.body);
        }
        let all = [
            ("name.firstName", "Eva"), ("name.familyName", "Frei"), ("contacts.email", "eva@example.com"), ("extId", "eva"),
            ("contacts.mobile", "+41791112233"), ("unitExtId", ""),
        ];
        let eva = "/console/c/api/u/eva";
        assert_eq!(goes(&tab.submit(new, &all).await), eva);
        let edit = format!("{eva}/edit");
        let form = tab.get(&edit).await;
        assert!(form.status == StatusCode::OK && form.body.contains("value=\"Frei\""), "{}", form.body);
        assert!(!form.body.contains("1112233"), "{}", form.body);
        let sheet = tab.get(eva).await.body;
        assert!(sheet.contains(&edit) && !sheet.contains("1112233"), "{sheet}");
        let known = async || site.get(&format!("{API}/api/users/eva"), &json_by(&root)).await.json();
        let version = known().await["version"].to_string();
        let changed = |family: &'static str, mobile: &'static str, version: &str| {
            let mut all = all.to_vec();
            (all[1].1, all[4].1) = (family, mobile);
            all.retain(|(name, _)| *name != "extId" && *name != "unitExtId");
            let version = version.to_owned();
            all.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()))
                .chain([("version".to_owned(), version), ("loginId".to_owned(), "eva".to_owned()), ("address.city".to_owned(), "Bern".to_owned())])
                .collect::<Vec<_>>()
        };
        let send = async |pairs: Vec<(String, String)>| {
            let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            tab.submit(&edit, &pairs).await
        };
        assert_eq!(goes(&send(changed("Frey", "", &version)).await), eva);
        let is = known().await;
        assert_eq!(is["name"]["familyName"], "Frey");
        assert_eq!((&is["contacts"]["mobile"], &is["address"]["city"]), (&json!("+41791112233"), &json!("Bern")), "{is}");
        let late = send(changed("Frech", "", &version)).await;
        assert!(late.status.is_client_error() && known().await["name"]["familyName"] == "Frey", "{}", late.status);
        let version = is["version"].to_string();
        assert_eq!(goes(&send(changed("Frey", "-", &version)).await), eva);
        assert!(known().await["contacts"].get("mobile").is_none_or(serde_json::Value::is_null));
    }

    async fn profiles_and_roles_are_given_moved_and_taken(database: Database) {
        let site = site(database).await;
        let (tab, root) = (desk(&site).await, site.root().await);
        person(&site, "ida").await;
        let unit = json!({ "extId": "team", "name": "Team", "profileless": false });
        let made = site.post(&format!("{API}/api/units"), &json_by(&root), unit.to_string()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let ida = "/console/c/api/u/ida";
        let profiles = format!("{ida}/profiles");
        let page = async || tab.get(&profiles).await.body;
        assert_eq!(goes(&tab.submit(&format!("{profiles}/new"), &[("unitExtId", "team"), ("name", "Second")]).await), profiles);
        let body = page().await;
        assert!(body.contains(">Second<") && body.contains(">team<"), "{body}");
        let listed = site.get(&format!("{API}/api/users/ida/profiles"), &json_by(&root)).await.json();
        let second = listed["items"].as_array().unwrap().iter().find(|one| one["name"] == "Second").unwrap();
        let second = format!("{profiles}/{}", second["extId"].as_str().unwrap());
        assert_eq!(goes(&tab.submit(&format!("{second}/default"), &[]).await), profiles);
        let wrong = tab.submit(&format!("{second}/unit"), &[("unitExtId", "nowhere")]).await;
        assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.body.contains("nowhere"), "{}", wrong.body);
        assert_eq!(goes(&tab.submit(&format!("{second}/unit"), &[("unitExtId", "team")]).await), profiles);
        let role = format!("{second}/role");
        assert_eq!(tab.get(&role).await.status, StatusCode::OK);
        assert_eq!(tab.submit(&role, &[("roleExtId", "nevisIdm.Nobody")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let helper = [("roleExtId", "nevisIdm.Helpdesk"), ("unitExtIds", "team")];
        assert_eq!(goes(&tab.submit(&role, &helper).await), profiles);
        let body = page().await;
        assert!(body.contains("nevisIdm.Helpdesk") && body.contains("api: team"), "{body}");
        let taking = body.split(&format!("{role}/")).nth(1).unwrap().split('"').next().unwrap().to_owned();
        let taking = format!("{role}/{taking}");
        assert!(tab.get(&taking).await.body.contains("Take nevisIdm.Helpdesk from Ida Keller?"));
        assert_eq!(goes(&tab.submit(&taking, &[]).await), profiles);
        assert!(!page().await.contains("nevisIdm.Helpdesk"));
        let other = second.replace("/u/ida/", "/u/nora/");
        assert_eq!(tab.submit(&format!("{other}/default"), &[]).await.status, StatusCode::NOT_FOUND, "it is somebody else's");
        assert_eq!(goes(&tab.submit(&format!("{second}/delete"), &[]).await), profiles);
        assert!(!page().await.contains(">Second<"));
    }

    async fn sessions_of_somebody_end_at_once_and_that_is_an_event(database: Database) {
        let site = site(database).await;
        let tab = desk(&site).await;
        person(&site, "ida").await;
        let ida = Tab::of(&site, "ida").await;
        let end = "/console/c/api/u/ida/state/sessions";
        assert!(tab.get("/console/c/api/u/ida").await.body.contains(end));
        assert!(tab.get(end).await.body.contains("End all sessions of Ida Keller?"));
        assert_eq!(goes(&tab.submit(end, &[]).await), "/console/c/api/u/ida");
        assert_eq!(ida.get("/console/me").await.status, StatusCode::SEE_OTHER);
        let event = "SELECT count(*) FROM event WHERE kind = 'SESSION_END' AND caller = 'api/nora'";
        assert_eq!(site.fixture.database.query(event).await.as_deref(), Some("1"));
        // Who has more than the caller isn't signed out by it.
        role(&site, "ida", "nevisIdm.Helpdesk").await;
        let helper = Tab::of(&site, "ida").await;
        let above = helper.submit("/console/c/api/u/nora/state/sessions", &[]).await;
        assert_eq!(above.status, StatusCode::FORBIDDEN, "{}", above.body);
        assert_eq!(tab.get("/console/me").await.status, StatusCode::OK);
    }

    async fn users_are_listed_by_what_they_are(database: Database) {
        let site = site(database).await;
        let tab = desk(&site).await;
        person(&site, "ida").await;
        let robot = [("extId", "robot"), ("isTechnicalUser", "true")];
        assert_eq!(goes(&tab.submit("/console/c/api/users/new", &robot).await), "/console/c/api/u/robot");
        for (which, robots, people) in [("", true, true), ("people", false, true), ("technical", true, false)] {
            for kind in ["users", "users.csv"] {
                let page = tab.get(&format!("/console/c/api/{kind}?which={which}")).await;
                let has = |user: &str| page.body.contains(&format!("/u/{user}\"")) || page.body.contains(&format!("\"{user}\",\"{user}\""));
                assert_eq!((page.status, has("robot"), has("ida")), (StatusCode::OK, robots, people), "{kind} {which}: {}", page.body);
            }
        }
        // What a technical user signs in with.
        let password = "0123456789-0123456789-0123456789";
        let add = "/console/c/api/u/robot/add/15";
        assert_eq!(goes(&tab.submit(add, &[("extId", "secret"), ("password", password)]).await), "/console/c/api/u/robot");
        let anew = tab.submit("/console/c/api/u/robot/k/15/secret/reset", &[]).await;
        assert!(anew.status == StatusCode::OK && anew.body.contains("class=\"secret\""), "{}", anew.body);
    }

    async fn units_are_made_changed_moved_and_go(database: Database) {
        let site = site(database).await;
        let (tab, root) = (desk(&site).await, site.root().await);
        let units = "/console/c/api/units";
        let unit = async |id: &str| site.get(&format!("{API}/api/units/{id}"), &json_by(&root)).await.json();
        for (id, above) in [("north", ""), ("south", ""), ("team", "north")] {
            let new = [("name", id), ("extId", id), ("parentExtId", above)];
            assert_eq!(goes(&tab.submit(&format!("{units}/new"), &new).await), units, "{id}");
        }
        let page = tab.get(units).await.body;
        assert!(page.contains(&format!("href=\"{units}/team\"")) && page.contains(&format!("{units}/new")), "{page}");
        let twice = tab.submit(&format!("{units}/new"), &[("name", "team"), ("extId", "team")]).await;
        assert!(twice.status == StatusCode::UNPROCESSABLE_ENTITY && twice.body.contains("#extId"), "{}", twice.body);
        let version = unit("team").await["version"].to_string();
        let change = [("name", "Team 4"), ("state", "disabled"), ("version", &version), ("description", "d")];
        assert_eq!(goes(&tab.submit(&format!("{units}/team"), &change).await), units);
        let is = unit("team").await;
        assert_eq!((&is["name"], &is["state"]), (&json!("Team 4"), &json!("disabled")), "{is}");
        let moving = format!("{units}/team/move");
        assert_eq!(tab.submit(&moving, &[("parentExtId", "nowhere")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(goes(&tab.submit(&moving, &[("parentExtId", "south")]).await), units);
        assert_eq!(unit("team").await["hierarchicalName"], "/south/team");
        assert_eq!(goes(&tab.submit(&moving, &[("parentExtId", "")]).await), units);
        assert_eq!(unit("team").await["hierarchicalName"], "/team");
        assert_eq!(goes(&tab.submit(&format!("{units}/team/delete"), &[]).await), units);
        assert_eq!(tab.get(&format!("{units}/team")).await.status, StatusCode::NOT_FOUND);
    }

    async fn a_policy_is_tried_on_values_and_on_what_is_stored_before_it_is_saved(database: Database) {
        let site = site(database).await;
        let (tab, root) = (desk(&site).await, site.root().await);
        let new = [("policyType", "MobileSignaturePolicy"), ("name", "Numbers"), ("extId", "numbers"), ("defaultPolicy", "true")];
        let page = "/console/c/api/policies/numbers";
        let made = tab.submit("/console/c/api/policies/new", &new).await;
        assert!(made.status == StatusCode::SEE_OTHER, "{}", made.body);
        assert_eq!(goes(&made), page);
        site.signed("eva").await;
        let known = async || site.get(&format!("{API}/api/policies/numbers"), &json_by(&root)).await.json();
        let version = known().await["version"].to_string();
        let regex = "parameters.validation.msisdn.regex";
        let form = tab.get(page).await;
        assert!(form.status == StatusCode::OK && form.body.contains(&format!("name=\"{regex}\"")), "{}", form.body);
        let with = |pattern: &'static str, is_try: bool| {
            let mut all = vec![
                ("policyType", "MobileSignaturePolicy"), ("name", "Numbers"), (regex, pattern), ("version", version.as_str()),
                ("values", "+41791234567\r\n+49170"),
            ];
            if is_try { all.push(("try", "1")) }
            all
        };
        let tried = tab.submit(page, &with(r"\+49[0-9]+", true)).await;
        assert!(tried.status == StatusCode::OK && tried.body.contains("1 of 1 stored ones"), "{}", tried.body);
        assert_eq!(tried.body.matches("doesn’t fit</span>").count(), 1, "{}", tried.body);
        assert!(known().await["parameters"].as_object().is_none_or(serde_json::Map::is_empty), "only tried");
        let wrong = tab.submit(page, &with("(?=a)", false)).await;
        assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.body.contains(&format!("#{regex}")), "{}", wrong.body);
        assert_eq!(goes(&tab.submit(page, &with(r"\+41[0-9]{9}", false)).await), "/console/c/api/policies");
        assert_eq!(known().await["parameters"]["validation.msisdn.regex"], r"\+41[0-9]{9}");
    }

    async fn a_property_is_defined_and_listed(database: Database) {
        let site = site(database).await;
        let tab = desk(&site).await;
        everywhere(&site, "nora").await;
        let new = [("name", "department"), ("scope", "USER_GLOBAL"), ("type", "ENUM"), ("allowedValues", "north\r\nsouth")];
        assert_eq!(goes(&tab.submit("/console/properties/new", &new).await), "/console/properties");
        let page = tab.get("/console/properties").await;
        assert!(page.body.contains("department") && page.body.contains("north, south"), "{}", page.body);
        let twice = tab.submit("/console/properties/new", &new).await;
        assert!(twice.status == StatusCode::UNPROCESSABLE_ENTITY && twice.body.contains("#name"), "{}", twice.body);
    }

    async fn what_happened_is_found_by_who_and_what_and_when(database: Database) {
        let site = site(database).await;
        let tab = desk(&site).await;
        person(&site, "ida").await;
        assert_eq!(goes(&tab.submit("/console/c/api/u/ida/state/disable", &[("reason", "left")]).await), "/console/c/api/u/ida");
        let history = "/console/c/api/history";
        let all = tab.get(history).await;
        assert!(all.status == StatusCode::OK && all.body.contains("<q>left</q>"), "{}", all.body);
        let by = tab.get(&format!("{history}?by=api%2Fnora&kind=USER_MODIFY")).await.body;
        assert!(by.contains("<q>left</q>") && !by.contains("<li class=\"g\">"), "{by}");
        assert!(!tab.get(&format!("{history}?by=api%2Fida")).await.body.contains("<q>left</q>"));
        assert!(!tab.get(&format!("{history}?to=2001-01-01")).await.body.contains("<q>left</q>"));
        for wrong in ["kind=X", "from=yesterday", "continuationToken=x"] {
            assert_eq!(tab.get(&format!("{history}?{wrong}")).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        }
    }
}

#[tokio::test]
async fn no_field_of_administration_runs_what_is_typed_and_who_may_not_does_nothing() {
    let site = site(Database::new(Kind::Sqlite).await).await;
    let (tab, root) = (desk(&site).await, site.root().await);
    person(&site, "ida").await;
    person(&site, "sam").await;
    role(&site, "sam", "nevisIdm.SelfAdmin").await;
    let policy = json!({ "extId": "p", "name": "p", "policyType": "MobileSignaturePolicy" }).to_string();
    assert_eq!(site.post(&format!("{API}/api/policies"), &json_by(&root), policy).await.status, StatusCode::CREATED);
    let unit = json!({ "extId": "team", "name": "Team", "profileless": false }).to_string();
    assert_eq!(site.post(&format!("{API}/api/units"), &json_by(&root), unit).await.status, StatusCode::CREATED);
    let profiles = site.get(&format!("{API}/api/users/ida/profiles"), &json_by(&root)).await.json();
    let profile = profiles["items"][0]["extId"].as_str().unwrap().to_owned();
    let sam = Tab::of(&site, "sam").await;
    let (token, of_sam) = (tab.token().await, sam.token().await);
    for path in [
        "users/new".to_owned(),
        "u/ida/edit".to_owned(),
        "u/ida/profiles/new".to_owned(),
        format!("u/ida/profiles/{profile}/unit"),
        format!("u/ida/profiles/{profile}/role"),
        "units/new".to_owned(),
        "units/team".to_owned(),
        "units/team/move".to_owned(),
        "policies/new".to_owned(),
        "policies/p".to_owned(),
    ] {
        let path = format!("/console/c/api/{path}");
        let page = tab.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
        let main = page.body.split_once("<main").unwrap().1;
        let names: Vec<&str> = main.split(" name=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert!(!names.is_empty(), "{path}");
        let typed = |token| {
            let texts = names.iter().filter(|name| !["token", "version", "policyType", "try"].contains(name));
            let fixed = [("token", token), ("policyType", "MobileSignaturePolicy")];
            fixed.into_iter().chain(texts.map(|name| (*name, CANARY))).collect::<Vec<_>>()
        };
        let told = tab.post(&path, &typed(token.as_str())).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {}", told.body);
        assert!(!told.body.contains("<script>alert"), "{path}: {}", told.body);
        assert_eq!(sam.get(&path).await.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(sam.post(&path, &typed(of_sam.as_str())).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    everywhere(&site, "nora").await;
    let defined = "/console/properties/new";
    let wrong =
        [("token", token.as_str()), ("name", CANARY), ("scope", CANARY), ("type", "STRING"), ("stringRegex", CANARY)];
    let told = tab.post(defined, &wrong).await;
    assert!(told.status == StatusCode::UNPROCESSABLE_ENTITY && !told.body.contains("<script>alert"), "{}", told.body);
    assert_eq!(sam.get(defined).await.status, StatusCode::FORBIDDEN);
    let odd = form_urlencoded::byte_serialize(CANARY.as_bytes()).collect::<String>();
    let history =
        tab.get(&format!("/console/c/api/history?by={odd}&credential={odd}&from={odd}&kind={odd}")).await.body;
    assert!(history.contains("&lt;script&gt;") && !history.contains("<script>alert"), "{history}");
}
