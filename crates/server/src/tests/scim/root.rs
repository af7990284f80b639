//! Lists of users and groups together.

use super::groups::of;
use super::*;

const SEARCH: &str = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";

async fn ask(site: &Site, bearer: &str, more: Value) -> Answer {
    let mut message = json!({ "schemas": [SEARCH] });
    message.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    site.post(&format!("{SCIM}/.search"), &scim_by(bearer), message.to_string()).await
}

/// The names of what is found, in its order.
async fn names(site: &Site, bearer: &str, more: Value) -> Vec<String> {
    let answer = ask(site, bearer, more.clone()).await;
    assert_eq!(answer.status, StatusCode::OK, "{more}: {}", answer.body);
    let all = answer.json()["Resources"].as_array().unwrap().clone();
    let name = |one: &Value| one["userName"].as_str().or(one["displayName"].as_str()).unwrap().to_owned();
    all.iter().map(name).collect()
}

on_both! {
    async fn users_come_before_groups_on_pages_of_both(database: Database) {
        let site = open(database).await;
        let root = site.root().await;
        let anna = site.provisioned("anna", json!({ "externalId": "same" })).await;
        site.provisioned("beat", json!({})).await;
        site.grouped("Staff", json!({ "externalId": "same", "members": of(&[&anna]) })).await;
        site.grouped("Board", json!({})).await;
        let users = site.scim(&format!("{SCIM}/Users")).await.json()["totalResults"].as_i64().unwrap();
        let every = names(&site, &root, json!({})).await;
        assert_eq!(every.len() as i64, users + 2, "{every:?}");
        let groups = every[users as usize..].to_vec();
        let mut sorted = groups.clone();
        sorted.sort();
        assert_eq!(sorted, ["Board", "Staff"]);
        // The same page by page, by places and by cursors.
        let mut by_place = Vec::new();
        for start in (1..).step_by(2).take(every.len().div_ceil(2)) {
            let page = ask(&site, &root, json!({ "startIndex": start, "count": 2 })).await.json();
            assert_eq!(page["totalResults"], users + 2);
            by_place.extend(names(&site, &root, json!({ "startIndex": start, "count": 2 })).await);
        }
        assert_eq!(by_place, every);
        let (mut by_cursor, mut cursor) = (Vec::new(), json!(""));
        while cursor.is_string() {
            let wish = json!({ "cursor": cursor, "count": 1 });
            by_cursor.extend(names(&site, &root, wish.clone()).await);
            cursor = ask(&site, &root, wish).await.json()["nextCursor"].clone();
        }
        assert_eq!(by_cursor, every);
        assert_eq!(ask(&site, &root, json!({ "count": 0 })).await.json()["totalResults"], users + 2);

        let by = async |filter: &str| {
            let mut found = names(&site, &root, json!({ "filter": filter })).await;
            found.sort();
            found
        };
        assert_eq!(by("externalId eq \"same\"").await, ["Staff", "anna"]);
        assert_eq!(by("externalId eq \"same\" and meta.resourceType eq \"Group\"").await, ["Staff"]);
        assert_eq!(by("meta.resourceType eq \"Group\"").await, ["Board", "Staff"]);
        assert_eq!(by("meta.resourceType eq \"User\"").await.len() as i64, users);
        assert_eq!(by("userName eq \"ANNA\"").await, ["anna"]);
        assert_eq!(by(&format!("members.value eq \"{anna}\"")).await, ["Staff"]);
        assert_eq!(by("displayName eq \"Board\" and meta.resourceType eq \"Group\"").await, ["Board"]);
        assert_eq!(by("userName eq \"anna\" and members pr").await, Vec::<String>::new());
        for (wrong, told) in [
            (json!({ "filter": "displayName eq \"Board\"" }), "400 invalidFilter"),
            (json!({ "filter": "nothing eq \"x\"" }), "400 invalidFilter"),
            (json!({ "filter": "groups.value eq \"x\"" }), "400 invalidFilter"),
            (json!({ "sortBy": "id" }), "400 invalidValue"),
            (json!({ "sortOrder": "descending" }), "400 invalidValue"),
            (json!({ "cursor": "" , "count": 0 }), "400 invalidCount"),
            (json!({ "cursor": "dTE" }), "400 invalidCursor"),
            (json!({ "cursor": "!" }), "400 invalidCursor"),
            (json!({ "cursor": "", "startIndex": 1 }), "400 invalidValue"),
            (json!({ "cursor": "Zw", "filter": "externalId eq \"same\"" }), "400 invalidCursor"),
            (json!({ "cursor": "", "count": 1, "filter": "externalId eq \"same\"" }), "400 invalidCount"),
            (json!({ "startIndex": 200_001 }), "400 tooMany"),
            (json!({ "schemas": [] }), "400 invalidValue"),
        ] {
            assert_eq!(ask(&site, &root, wrong.clone()).await.problem(), told, "{wrong}");
        }
        let last = names(&site, &root, json!({ "filter": "meta.resourceType eq \"Group\"", "sortBy": "displayName", "sortOrder": "descending" })).await;
        assert_eq!(last, ["Staff", "Board"]);
        let members = ask(&site, &root, json!({ "filter": "externalId eq \"same\"", "attributes": ["members.value", "groups.display"] })).await.json();
        assert_eq!((&members["Resources"][0]["groups"], &members["Resources"][1]["members"]), (&json!([{ "display": "Staff" }]), &json!([{ "value": anna }])));
        // Who may not view enterprise roles finds users alone.
        let helpdesk = site.bearer("helpdesk", Role::Helpdesk, ClientRoom::Global).await;
        assert_eq!(names(&site, &helpdesk, json!({ "filter": "externalId eq \"same\"" })).await, ["anna"]);
        assert_eq!(names(&site, &helpdesk, json!({ "filter": "meta.resourceType eq \"Group\"" })).await, Vec::<String>::new());
    }
}
