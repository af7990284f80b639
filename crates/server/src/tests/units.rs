//! Units: the tree of a client.

use serde_json::json;

use super::*;

const UNITS: &str = "/nevisidm/api/core/v1/api/units";
const LISTED: &str = "/nevisidm/api/core/v1/clients/api/units";

/// Makes a unit, and tells its path.
async fn made(site: &Site, ext_id: &str, parent: Option<&str>) -> String {
    let root = site.root().await;
    let body = json!({ "extId": ext_id, "parentUnitExtId": parent, "name": ext_id, "profileless": false });
    let made = site.post(UNITS, &json_by(&root), body.to_string()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    made.header("location").to_owned()
}

/// The external ids of a list.
fn ids(answer: &Answer) -> Vec<String> {
    let items = answer.json()["items"].as_array().unwrap_or_else(|| panic!("{}", answer.body)).clone();
    items.iter().map(|unit| unit["extId"].as_str().unwrap().to_owned()).collect()
}

async fn put(site: &Site, path: &str, headers: &[(&str, &str)]) -> Answer {
    site.send(request(Method::PUT, path, headers, Body::empty())).await
}

async fn name_of(site: &Site, ext_id: &str) -> String {
    let root = site.root().await;
    site.get(&format!("{UNITS}/{ext_id}"), &json_by(&root)).await.json()["hierarchicalName"]
        .as_str()
        .unwrap()
        .to_owned()
}

on_both! {
    async fn a_unit_is_made_read_listed_changed_and_deleted(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        made(&site, "hq", None).await;
        let wish = json!({
            "extId": "sales", "parentUnitExtId": "hq", "name": "Sales", "location": "Zürich", "description": "all who sell",
            "displayName": { "EN": "Sales", "DE": "Verkauf" }, "abbreviation": { "EN": "SLS" }, "profileless": true,
            "modificationComment": "founded", "validity": { "from": "2026-05-18T12:34:56Z" },
        });
        let made = site.post(UNITS, &headers, wish.to_string()).await;
        assert_eq!((made.status, made.header("location")), (StatusCode::CREATED, &*format!("{UNITS}/sales")), "{}", made.body);
        let path = format!("{UNITS}/sales");
        let read = site.get(&path, &headers).await;
        assert_eq!((read.status, read.header("etag")), (StatusCode::OK, "\"v1\""), "{}", read.body);
        let shown = read.json();
        assert_eq!(made.json(), shown);
        assert_eq!(shown, json!({
            "created": "2026-05-18T12:34:56Z", "lastModified": "2026-05-18T12:34:56Z", "version": 1, "extId": "sales",
            "parentUnitExtId": "hq", "clientExtId": "api", "hierarchicalName": "/hq/sales", "name": "Sales",
            "location": "Zürich", "description": "all who sell", "state": "active",
            "displayName": { "EN": "Sales", "DE": "Verkauf" }, "abbreviation": { "EN": "SLS" }, "profileless": true,
            "modificationComment": "founded", "validity": { "from": "2026-05-18T12:34:56Z" },
        }));
        let back = site.patch(&path, &headers, shown.to_string()).await;
        assert_eq!((back.status, back.header("etag")), (StatusCode::OK, "\"v1\""), "{}", back.body);
        let patch = json!({
            "name": "Sales and service", "state": "disabled", "location": null, "displayName": { "DE": null, "FR": "Vente" },
            "validity": null, "modificationComment": "renamed", "version": 1,
        });
        let changed = site.patch(&path, &headers, patch.to_string()).await;
        assert_eq!((changed.status, changed.header("etag")), (StatusCode::OK, "\"v2\""), "{}", changed.body);
        let changed = changed.json();
        assert_eq!((&changed["name"], &changed["state"]), (&json!("Sales and service"), &json!("disabled")));
        assert_eq!(changed["displayName"], json!({ "EN": "Sales", "FR": "Vente" }));
        assert_eq!((changed.get("location"), changed.get("validity")), (None, None));
        assert_eq!(site.patch(&path, &headers, patch.to_string()).await.told(), "409 errors.optimisticLockingFailure");

        let parent = site.delete(&format!("{UNITS}/hq"), &headers).await;
        assert_eq!(parent.told(), "422 errors.undeletedDependencies");
        assert_eq!(site.delete(&path, &[headers[0], ("if-match", "\"v1\"")]).await.status, StatusCode::PRECONDITION_FAILED);
        assert_eq!(site.delete(&path, &headers).await.status, StatusCode::NO_CONTENT);
        for gone in [site.get(&path, &headers).await, site.delete(&path, &headers).await, site.patch(&path, &headers, "{}").await] {
            assert_eq!(gone.told(), "404 errors.noRecord");
        }
        let history = site.get("/sigill/v1/api/history", &headers).await.json();
        let of_unit = history["items"].as_array().unwrap().iter().filter(|event| event["subject"] == "sales");
        let told: Vec<_> = of_unit.map(|event| (event["kind"].clone(), event.get("comment").cloned())).collect();
        assert_eq!(told.len(), 3, "{history}");
        assert!(told.contains(&(json!("UNIT_CREATE"), Some(json!("founded")))), "{told:?}");
        assert!(told.contains(&(json!("UNIT_MODIFY"), Some(json!("renamed")))), "{told:?}");
        assert!(told.contains(&(json!("UNIT_DELETE"), None)), "{told:?}");
    }

    async fn a_unit_is_refused_with_every_broken_rule_by_name(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        made(&site, "a", None).await;
        made(&site, "b", Some("a")).await;
        let wish = json!({
            "extId": "b", "parentUnitExtId": "nowhere", "name": " ", "state": "gone", "displayName": { "ES": "x" },
            "abbreviation": { "EN": "n".repeat(101) }, "validity": { "to": "soon" }, "surprise": 1,
        });
        let refused = site.post(UNITS, &headers, wish.to_string()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        for part in ["extId: the client already", "there is no unit with extId 'nowhere'", "name must not be blank",
                     "state: expected one of active, disabled", "displayName: expected one of", "abbreviation.EN",
                     "profileless is mandatory", "validity.to", "'surprise'"] {
            assert!(refused.messages().contains(part), "{part}: {}", refused.messages());
        }
        let twin = |parent: Option<&str>| json!({ "name": "b", "parentUnitExtId": parent, "profileless": false }).to_string();
        assert_eq!(site.post(UNITS, &headers, twin(Some("a"))).await.told(), "422 errors.duplicateName");
        assert_eq!(site.post(UNITS, &headers, twin(None)).await.status, StatusCode::CREATED, "of another parent");
        assert_eq!(site.post(UNITS, &headers, twin(None)).await.told(), "422 errors.duplicateName");
        let patch = json!({ "extId": "x", "parentUnitExtId": null, "profileless": true, "name": null });
        let refused = site.patch(&format!("{UNITS}/b"), &headers, patch.to_string()).await;
        assert_eq!(
            refused.told(),
            "422 errors.modifyReadonlyData errors.modifyReadonlyData errors.modifyReadonlyData errors.invalidData"
        );
        assert_eq!(site.post(UNITS, &headers, r#"{"profileless":"no"}"#).await.told(), "400 errors.unreadableBody");
        let client: Value = site.post(&format!("{API}/clients"), &headers, r#"{"extId":"c2","name":"c2"}"#).await.json();
        let default = client["defaultUnitExtId"].as_str().unwrap();
        let of_default = format!("{API}/c2/units/{default}");
        assert_eq!(site.delete(&of_default, &headers).await.told(), "422 errors.deleteDefaultEntityFailure");
        assert_eq!(site.patch(&of_default, &headers, r#"{"state":"disabled"}"#).await.told(), "422 errors.invalidData");
        let before = site.events().await;
        let tried = [headers[0], headers[1], ("prefer", "dry-run")];
        assert_eq!(site.post(UNITS, &tried, twin(Some("b"))).await.status, StatusCode::OK);
        assert_eq!(put(&site, &format!("{UNITS}/a/children/b"), &tried).await.status, StatusCode::OK);
        assert_eq!(site.events().await, before, "only tried");
    }

    async fn units_are_listed_page_by_page_and_filtered(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        made(&site, "a", None).await;
        for n in 1..=4 {
            made(&site, &format!("team-{n}"), Some("a")).await;
        }
        site.patch(&format!("{UNITS}/team-2"), &headers, r#"{"state":"disabled","name":"Ümlaut"}"#).await;
        let children = format!("{UNITS}/a/children");
        let first = site.get(&format!("{children}?limit=3&returnTotalResultCount=true"), &headers).await;
        assert_eq!((ids(&first), &first.json()["_pagination"]["totalResult"]), (vec!["team-1".into(), "team-2".into(), "team-3".into()], &json!(4)));
        let token = first.json()["_pagination"]["continuationToken"].as_str().unwrap().to_owned();
        assert_eq!(ids(&site.get(&format!("{children}?continuationToken={token}"), &headers).await), ["team-4"]);
        assert_eq!(ids(&site.get(&format!("{UNITS}/team-1/children"), &headers).await), [""; 0]);
        for (query, expected) in [
            ("extId_SW=team-", vec!["team-1", "team-2", "team-3", "team-4"]),
            ("extId_SW=team-&limit=2", vec!["team-1", "team-2"]),
            ("extId_IEQ=TEAM-3", vec!["team-3"]),
            ("name=team-4", vec!["team-4"]),
            ("name_SW=%C3%9Cm", vec!["team-2"]),
            ("state=disabled", vec!["team-2"]),
            ("parentUnitExtId=a&state=active&name_SW=team", vec!["team-1", "team-3", "team-4"]),
            ("extId_SW=team_", vec![]),
            ("profileless=true", vec![]),
        ] {
            let answer = site.get(&format!("{LISTED}?{query}"), &headers).await;
            assert_eq!(ids(&answer), expected, "{query}");
        }
        let all = site.get(&format!("{LISTED}?returnTotalResultCount=true"), &headers).await;
        assert_eq!((ids(&all).len(), &all.json()["_pagination"]["totalResult"]), (6, &json!(6)), "with the default unit");
        for wrong in ["state=gone", "profileless=1", "location=x", "sortBy=name"] {
            assert_eq!(site.get(&format!("{LISTED}?{wrong}"), &headers).await.told(), "422 errors.invalidData", "{wrong}");
        }
        assert_eq!(site.get(&format!("{API}/clients/none/units?x=1"), &headers).await.told(), "404 errors.noRecord");
        assert_eq!(site.get(&format!("{UNITS}/none/children?x=1"), &headers).await.told(), "404 errors.noRecord");
    }

    async fn a_unit_is_moved_with_all_that_is_below_it(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        for (ext_id, parent) in [("a", None), ("b", Some("a")), ("c", Some("b")), ("d", Some("c")), ("x", None)] {
            made(&site, ext_id, parent).await;
        }
        let moved = put(&site, &format!("{UNITS}/x/children/b"), &headers).await;
        assert_eq!(moved.status, StatusCode::NO_CONTENT, "{}", moved.body);
        for (ext_id, name) in [("b", "/x/b"), ("c", "/x/b/c"), ("d", "/x/b/c/d"), ("a", "/a")] {
            assert_eq!(name_of(&site, ext_id).await, name);
        }
        let events = site.events().await;
        assert_eq!(put(&site, &format!("{UNITS}/x/children/b"), &headers).await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.events().await, events, "it is there already");
        for below in ["b", "c", "d"] {
            let refused = put(&site, &format!("{UNITS}/{below}/children/b"), &headers).await;
            assert_eq!(refused.told(), "422 errors.invalidData", "{}", refused.body);
        }
        assert_eq!(put(&site, &format!("{UNITS}/none/children/b"), &headers).await.told(), "404 errors.noRecord");
        assert_eq!(put(&site, &format!("{UNITS}/x/children/none"), &headers).await.told(), "404 errors.noRecord");
        let stale = put(&site, &format!("{UNITS}/a/children/b"), &[headers[0], ("if-match", "\"v1\"")]).await;
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);

        assert_eq!(site.delete(&format!("{UNITS}/a/children/b"), &headers).await.told(), "404 errors.noRecord", "not its child");
        assert_eq!(site.delete(&format!("{UNITS}/x/children/b"), &headers).await.status, StatusCode::NO_CONTENT);
        assert_eq!((name_of(&site, "b").await, name_of(&site, "d").await), ("/b".to_owned(), "/b/c/d".to_owned()));
        let shown = site.get(&format!("{UNITS}/b"), &headers).await.json();
        assert_eq!((shown.get("parentUnitExtId"), &shown["version"]), (None, &json!(3)));
        let twin = json!({ "extId": "c2", "parentUnitExtId": "b", "name": "x", "profileless": false });
        site.post(UNITS, &headers, twin.to_string()).await;
        let refused = site.delete(&format!("{UNITS}/b/children/c2"), &headers).await;
        assert_eq!(refused.told(), "422 errors.duplicateName", "a root is called so");
    }

    async fn units_that_are_moved_below_each_other_at_once_make_no_circle(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        let names = ["a", "b", "c", "d"];
        for name in names {
            made(&site, name, None).await;
        }
        for round in 0..3 {
            let pairs = names.iter().enumerate().map(|(n, name)| (*name, names[(n + 1 + round) % 4])).filter(|(a, b)| a != b);
            let calls = pairs.map(|(child, parent)| {
                let path = format!("{UNITS}/{parent}/children/{child}");
                let (site, headers) = (&site, &headers);
                async move { put(site, &path, headers).await.status.as_u16() }
            });
            let told = all(calls).await;
            assert!(told.iter().all(|status| [204, 422].contains(status)), "{told:?}");
            // Whoever goes up from any unit comes to a root, on the way that its hierarchical name says.
            for name in names {
                let (mut at, mut way) = (name.to_owned(), String::new());
                for _ in 0..=names.len() {
                    way = format!("/{at}{way}");
                    let shown = site.get(&format!("{UNITS}/{at}"), &headers).await.json();
                    match shown["parentUnitExtId"].as_str() {
                        Some(parent) => at = parent.to_owned(),
                        None => break,
                    }
                }
                assert_eq!(name_of(&site, name).await, way);
            }
        }
    }

    async fn the_custom_properties_of_a_unit_are_set_changed_and_removed(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        for (name, unique) in [("floor", "NONE"), ("code", "ABSOLUTE")] {
            let property = json!({ "name": name, "type": "STRING", "scope": "UNIT_GLOBAL", "uniquenessScope": unique });
            let defined = site.post(&format!("{API}/properties"), &headers, property.to_string()).await;
            assert_eq!(defined.status, StatusCode::CREATED, "{}", defined.body);
        }
        made(&site, "a", None).await;
        made(&site, "b", None).await;
        let path = format!("{UNITS}/a/properties");
        assert_eq!(site.get(&path, &headers).await.json(), json!({}));
        let set = site.patch(&path, &headers, r#"{"floor":"3","code":"A"}"#).await;
        assert_eq!((set.status, set.json(), set.header("etag")), (StatusCode::OK, json!({ "floor": "3", "code": "A" }), "\"v2\""), "{}", set.body);
        let changed = site.patch(&path, &headers, r#"{"floor":null,"code":"B"}"#).await;
        assert_eq!(changed.json(), json!({ "code": "B" }));
        assert_eq!(site.get(&path, &headers).await.json(), json!({ "code": "B" }));
        let other = format!("{UNITS}/b/properties");
        assert_eq!(site.patch(&other, &headers, r#"{"code":"B"}"#).await.told(), "422 errors.propertyUniquenessViolated");
        assert_eq!(site.patch(&other, &headers, r#"{"code":"A","wrong":"x"}"#).await.told(), "422 errors.invalidData");
        assert_eq!(site.delete(&format!("{UNITS}/a"), &headers).await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.patch(&other, &headers, r#"{"code":"B"}"#).await.status, StatusCode::OK, "free again");
        let helpdesk = site.bearer("desk", Role::Helpdesk, ClientRoom::Global).await;
        assert_eq!(site.get(&other, &json_by(&helpdesk)).await.json(), json!({ "code": "B" }));
        assert_eq!(site.patch(&other, &json_by(&helpdesk), "{}").await.told(), "403 errors.permissionDenied");
    }
}
