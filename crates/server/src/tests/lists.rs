//! Lists, history and search.

use std::collections::BTreeSet;

use sigill_domain::ext_id::ExtId;

use super::*;

/// Where our own calls begin.
const OWN: &str = "/sigill/v1";

/// Every page of a list, item by item, as its token leads.
async fn pages(site: &Site, by: &str, path: &str, limit: usize) -> Vec<Value> {
    let mut items = Vec::new();
    let mut token = None;
    loop {
        let after = token.map(|token| format!("&continuationToken={token}")).unwrap_or_default();
        let answer = site.get(&format!("{path}?limit={limit}{after}"), &json_by(by)).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
        let mut page = answer.json();
        assert_eq!(page["_pagination"]["limit"], limit);
        assert_eq!(page["_classifications"], serde_json::json!({}));
        let here = page["items"].as_array_mut().unwrap();
        assert!(here.len() <= limit, "{path}");
        items.append(here);
        token = page["_pagination"]["continuationToken"].as_str().map(str::to_owned);
        if token.is_none() {
            return items;
        }
    }
}

fn ids<'a>(items: &'a [Value], member: &str) -> Vec<&'a str> {
    items.iter().map(|item| item[member].as_str().unwrap()).collect()
}

fn only(client: &str) -> ClientRoom {
    ClientRoom::Only(vec![ExtId::parse("extId", client).unwrap()])
}

on_both! {
    async fn page_by_page_everything_is_seen_once(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        for n in 0..5 {
            site.fixture.clock.advance_ms(n % 2);
            site.signed(&format!("u{n}")).await;
            let client = format!(r#"{{"extId":"c{n}","name":"C{n}"}}"#);
            site.post(&format!("{API}/clients"), &json_by(&root), client).await;
            let policy = format!(r#"{{"extId":"p{n}","name":"P{n}","policyType":"MobileSignaturePolicy"}}"#);
            site.post(&format!("{API}/api/policies"), &json_by(&root), policy).await;
        }
        for path in [
            format!("{API}/clients"),
            format!("{API}/clients/api/users"),
            format!("{API}/clients/api/policies"),
            format!("{API}/api/users/u0/credentials"),
        ] {
            let counted = format!("{path}?returnTotalResultCount=true");
            let whole = site.get(&counted, &json_by(&root)).await.json();
            let items = whole["items"].as_array().unwrap();
            assert_eq!(whole["_pagination"], serde_json::json!({ "limit": 100, "totalResult": items.len() }), "{path}");
            let paged = pages(&site, &root, &path, 2).await;
            assert_eq!(&paged, items, "{path}");
            let different: BTreeSet<_> = ids(&paged, "extId").into_iter().collect();
            assert_eq!(different.len(), items.len(), "{path}");
        }
        for path in [format!("{OWN}/api/history"), format!("{OWN}/api/users/u0/history")] {
            let whole = site.get(&path, &json_by(&root)).await.json();
            assert_eq!(&pages(&site, &root, &path, 2).await, whole["items"].as_array().unwrap(), "{path}");
        }
    }

    async fn users_are_filtered_sorted_and_skipped(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        for user in ["b", "c", "a"] {
            site.signed(user).await;
        }
        let get = async |query: &str| {
            let answer = site.get(&format!("{API}/clients/api/users?{query}"), &json_by(&root)).await;
            ids(answer.json()["items"].as_array().unwrap(), "extId").join(" ")
        };
        assert_eq!(get("name.familyName=M%C3%BCst%C3%A9r&sortBy=extId").await, "a b c");
        assert_eq!(get("name.familyName=Must&sortBy=extId").await, "");
        assert_eq!(get("contacts.email=A%40Example.com&sortBy=extId").await, "a b c");
        assert_eq!(get("isTechnicalUser=false&sortBy=extId&offset=1&limit=1").await, "b");
        assert_eq!(get("extId=c&contacts.email=a%40example.com").await, "c");
    }

    async fn history_shows_before_and_after_masked(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let path = site.signed("u").await;
        site.fixture.clock.advance_ms(1_000);
        site.patch(&path, &json_by(&root), r#"{"msisdn":"+41797654321"}"#).await;
        let answer = site.get(&format!("{OWN}/api/users/u/history"), &json_by(&root)).await;
        let items = answer.json()["items"].as_array().unwrap().clone();
        assert_eq!(ids(&items, "kind")[0], "CREDENTIAL_MODIFY", "the newest first");
        // The clock stood still between the other two.
        let kinds: BTreeSet<_> = ids(&items[1..], "kind").into_iter().collect();
        assert_eq!(kinds, BTreeSet::from(["CREDENTIAL_CREATE", "USER_CREATE"]));
        let (before, after) = (&items[0]["before"]["msisdn"], &items[0]["after"]["msisdn"]);
        assert!(before.as_str().is_some_and(|number| number.contains('*')), "{before}");
        assert!(after.as_str().is_some_and(|number| number.contains('*')), "{after}");
        assert!(!answer.body.contains("41791234567") && !answer.body.contains("41797654321"), "{}", answer.body);
        assert_eq!((&items[0]["caller"], &items[0]["userExtId"]), (&"api/root".into(), &"u".into()));
    }

    async fn a_number_is_found_in_another_notation(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        site.signed("u").await;
        for q in ["0041%2079%20123%2045%2067", "%2B41791234567", "+41+79+123+45+67", "41(79)1234567"] {
            let answer = site.get(&format!("{OWN}/search?q={q}"), &json_by(&root)).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
            let found = answer.json();
            let hit = &found["items"][0];
            assert_eq!((&hit["why"], &hit["user"]["extId"]), (&"msisdn".into(), &"u".into()), "{q}: {}", answer.body);
            assert_eq!(hit["client"]["extId"], "api");
            assert_eq!(hit["credential"], serde_json::json!({ "type": "MobileSignature", "extId": "of-u" }));
        }
        let nowhere = site.get(&format!("{OWN}/search?q=u&client=nope"), &json_by(&root)).await;
        assert_eq!(nowhere.told(), "404 errors.noRecord");
    }

    async fn a_limited_caller_sees_its_client_and_learns_of_no_other(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        site.post(&format!("{API}/clients"), &json_by(&root), r#"{"extId":"other","name":"Other"}"#).await;
        let local = site.bearer("local", Role::Root, only("api")).await;
        let clients = site.get(&format!("{API}/clients?returnTotalResultCount=true"), &json_by(&local)).await.json();
        assert_eq!(ids(clients["items"].as_array().unwrap(), "extId"), ["api"]);
        assert_eq!(clients["_pagination"]["totalResult"], 1);
        for path in [
            format!("{API}/clients/CLIENT/users"),
            format!("{API}/clients/CLIENT/policies"),
            format!("{API}/CLIENT/users/u/credentials"),
            format!("{OWN}/CLIENT/users/u/history"),
            format!("{OWN}/CLIENT/history"),
            format!("{OWN}/search?q=u&client=CLIENT"),
        ] {
            let told = async |client| {
                let answer = site.get(&path.replace("CLIENT", client), &json_by(&local)).await;
                (answer.told(), answer.messages())
            };
            let foreign = told("other").await;
            assert_eq!(foreign.0, "403 errors.dataroomPermissionDenied", "{path}");
            assert_eq!(foreign, told("nope").await, "{path}");
        }
    }
}

#[tokio::test]
async fn what_a_list_does_not_know_is_refused_by_name() {
    let site = Site::new().await;
    let root = site.root().await;
    site.signed("u").await;
    let paths = [
        format!("{API}/clients"),
        format!("{API}/clients/api/users"),
        format!("{API}/clients/api/policies"),
        format!("{API}/api/users/u/credentials"),
        format!("{OWN}/api/users/u/history"),
        format!("{OWN}/api/history"),
        format!("{OWN}/search"),
    ];
    for path in paths {
        let ask = async |query: &str| site.get(&format!("{path}?{query}"), &json_by(&root)).await;
        let unknown = ask("q=u&frob=1").await;
        assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(unknown.messages().contains("unknown parameter 'frob'"), "{path}: {}", unknown.body);
        if !path.ends_with("search") {
            for query in ["limit=1001", "limit=x", "limit=1&limit=2", "continuationToken=x", "returnTotalResultCount="]
            {
                assert_eq!(ask(query).await.told(), "422 errors.invalidData", "{path}?{query}");
            }
            assert_eq!(ask("limit=0").await.json()["_pagination"]["limit"], 100, "{path}");
        }
        for query in ["q=%ff", "q=%zz", "%"] {
            assert_eq!(ask(query).await.told(), "400 errors.invalidData", "{path}?{query}");
        }
    }
}

#[tokio::test]
async fn what_is_not_there_comes_before_what_is_wrong_with_the_question() {
    let site = Site::new().await;
    let root = site.root().await;
    for path in [
        format!("{API}/clients/nope/users"),
        format!("{API}/clients/nope/policies"),
        format!("{API}/api/users/nope/credentials"),
        format!("{OWN}/api/users/nope/history"),
        format!("{OWN}/nope/history"),
    ] {
        for query in ["", "?frob=1"] {
            let answer = site.get(&format!("{path}{query}"), &json_by(&root)).await;
            assert_eq!(answer.told(), "404 errors.noRecord", "{path}{query}");
        }
    }
}

#[tokio::test]
async fn the_credentials_of_a_user_show_their_own_part_but_no_secret() {
    let site = Site::new().await;
    let root = site.root().await;
    let path = site.signed("u").await;
    let signature = site.get(&path, &json_by(&root)).await.json();
    let list = format!("{API}/api/users/u/credentials");
    assert_eq!(site.get(&list, &json_by(&root)).await.json()["items"], serde_json::json!([signature]));

    let me = site.bearer("me", Role::SelfAdmin, ClientRoom::Only(vec![])).await;
    let own = site.get(&format!("{API}/api/users/me/credentials"), &json_by(&me)).await;
    assert_eq!(own.status, StatusCode::OK, "{}", own.body);
    let own = own.json();
    assert_eq!(own["items"][0]["type"], "DevicePassword");
    assert!(own["items"][0].get("msisdn").is_none(), "{own}");
    assert!(!own.to_string().contains("secret"), "{own}");
    assert_eq!(site.get(&list, &json_by(&me)).await.told(), "403 errors.permissionDenied");
}

#[tokio::test]
async fn paths_that_look_alike_lead_to_their_own() {
    let site = Site::new().await;
    let root = site.root().await;
    for client in ["search", "users", "policies"] {
        let wish = format!(r#"{{"extId":"{client}","name":"{client}"}}"#);
        let created = site.post(&format!("{API}/clients"), &json_by(&root), wish).await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
    }
    let get = async |path: String| site.get(&path, &json_by(&root)).await;
    assert_eq!(get(format!("{API}/clients/users")).await.json()["extId"], "users");
    let user = get(format!("{API}/users/users/x")).await;
    assert_eq!(user.messages(), "A user with extId x doesn't exist on client with name users");
    assert_eq!(get(format!("{API}/clients/users/users")).await.json()["items"], serde_json::json!([]));
    assert_eq!(get(format!("{OWN}/search/history")).await.json()["items"][0]["kind"], "CLIENT_CREATE");
}
