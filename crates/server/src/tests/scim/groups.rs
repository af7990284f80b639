//! Groups: enterprise roles, and who has them.

use serde_json::json;

use super::*;

const GROUPS: &str = "/scim/v2/api/Groups";
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";

fn group(name: &str, more: Value) -> String {
    let mut group = json!({ "schemas": [GROUP], "displayName": name });
    group.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    group.to_string()
}

pub(super) fn of(ids: &[&str]) -> Value {
    ids.iter().map(|id| json!({ "value": id })).collect()
}

impl Site {
    pub(super) async fn grouped(&self, name: &str, more: Value) -> String {
        let made = self.post(GROUPS, &scim_by(&self.root().await), group(name, more)).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        made.header("location").rsplit_once('/').unwrap().1.to_owned()
    }

    /// The ids of the members of a group, sorted.
    pub(super) async fn in_group(&self, id: &str) -> Vec<String> {
        let shown = self.scim(&format!("{GROUPS}/{id}")).await.json();
        let members = shown["members"].as_array().cloned().unwrap_or_default();
        let mut ids: Vec<_> = members.iter().map(|member| member["value"].as_str().unwrap().to_owned()).collect();
        ids.sort();
        ids
    }

    async fn regroup(&self, id: &str, all: Value) -> Answer {
        self.patch(&format!("{GROUPS}/{id}"), &scim_by(&self.root().await), operations(all)).await
    }

    /// The names of the groups that a filter leaves.
    async fn groups(&self, query: &str) -> Vec<String> {
        let answer = self.scim(&format!("{GROUPS}?{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.body);
        let all = answer.json()["Resources"].as_array().unwrap().clone();
        all.iter().map(|group| group["displayName"].as_str().unwrap().to_owned()).collect()
    }
}

on_both! {
    async fn a_group_is_an_enterprise_role_and_its_members_have_it(database: Database) {
        let site = open(database).await;
        let root = site.root().await;
        let (anna, beat) = (site.provisioned("anna", json!({})).await, site.provisioned("beat", json!({})).await);
        let id = site.grouped("Staff", json!({ "externalId": "s-1", "members": of(&[&anna]) })).await;
        let shown = site.scim(&format!("{GROUPS}/{id}")).await;
        assert_eq!((shown.status, shown.header("etag")), (StatusCode::OK, "\"v1\""), "{}", shown.body);
        let here = format!("http://sigill.test/scim/v2/api/Users/{anna}");
        let mut told = shown.json();
        told["meta"]["location"].take();
        let at = "2026-05-18T12:34:56Z";
        assert_eq!(told, json!({
            "schemas": [GROUP], "id": id, "displayName": "Staff", "externalId": "s-1",
            "members": [{ "value": anna, "display": "anna", "type": "User", "$ref": told["members"][0]["$ref"] }],
            "meta": { "resourceType": "Group", "created": at, "lastModified": at, "version": "\"v1\"", "location": null },
        }));
        assert!(told["members"][0]["$ref"].as_str().unwrap().ends_with(&format!("/scim/v2/api/Users/{anna}")), "{here}");

        // REST has it as an enterprise role, and the profile has it.
        let role = site.get(&format!("{API}/api/eroles/{id}"), &json_by(&root)).await.json();
        assert_eq!((&role["name"], role.get("externalId")), (&json!("Staff"), None));
        let profiles = site.get(&format!("{API}/api/users/{anna}/profiles"), &json_by(&root)).await.json();
        let profile = profiles["items"][0]["extId"].as_str().unwrap().to_owned();
        let given = site.get(&format!("{API}/api/profiles/{profile}/eauthorizations"), &json_by(&root)).await.json();
        assert_eq!(given["items"][0]["enterpriseRoleExtId"], id.as_str(), "{given}");

        // Whoever has it by REST is a member.
        let profiles = site.get(&format!("{API}/api/users/{beat}/profiles"), &json_by(&root)).await.json();
        let path = format!("{API}/api/profiles/{}/eauthorizations", profiles["items"][0]["extId"].as_str().unwrap());
        let wish = json!({ "enterpriseRoleExtId": id }).to_string();
        assert_eq!(site.post(&path, &json_by(&root), wish).await.status, StatusCode::CREATED);
        let mut both = vec![anna.clone(), beat.clone()];
        both.sort();
        assert_eq!(site.in_group(&id).await, both);
        let history = site.get(&format!("/sigill/v1/api/users/{anna}/history"), &json_by(&root)).await.json();
        let kinds: Vec<_> = history["items"].as_array().unwrap().iter().map(|event| event["kind"].clone()).collect();
        assert!(kinds.contains(&json!("ENTERPRISE_AUTHORIZATION_CREATE")), "{history}");

        let gone = site.delete(&format!("{GROUPS}/{id}"), &scim_by(&root)).await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.body);
        assert_eq!(site.scim(&format!("{GROUPS}/{id}")).await.status, StatusCode::NOT_FOUND);
    }

    async fn a_change_of_a_group_is_done_as_a_whole_or_not_at_all(database: Database) {
        let site = open(database).await;
        let mut ids = Vec::new();
        for name in ["a", "b", "c"] {
            ids.push(site.provisioned(name, json!({})).await);
        }
        ids.sort();
        let [a, b, c] = [&*ids[0], &*ids[1], &*ids[2]];
        let id = site.grouped("G", json!({ "members": of(&[a]) })).await;
        for (all, after) in [
            (json!([{ "op": "add", "path": "members", "value": of(&[b, a]) }]), vec![a, b]),
            (json!([{ "op": "Add", "path": "members", "value": of(&[c]) }, { "op": "remove", "path": format!("members[value eq \"{a}\"]") }]), vec![b, c]),
            (json!([{ "op": "remove", "path": "members", "value": of(&[a, b]) }]), vec![c]),
            (json!([{ "op": "replace", "path": "members", "value": of(&[a, b]) }]), vec![a, b]),
            (json!([{ "op": "replace", "value": { "displayName": "H", "members": of(&[c]) } }]), vec![c]),
            (json!([{ "op": "add", "value": { "urn:ietf:params:scim:schemas:core:2.0:Group:members": of(&[a]) } }]), vec![a, c]),
            (json!([{ "op": "remove", "path": format!("members[value eq \"{a}\" or value eq \"{c}\"]") }]), vec![]),
            (json!([{ "op": "add", "path": "members", "value": of(&[b]) }, { "op": "remove", "path": "members" }]), vec![]),
            (json!([{ "op": "add", "path": "members", "value": { "value": b } }]), vec![b]),
        ] {
            let done = site.regroup(&id, all.clone()).await;
            assert_eq!(done.status, StatusCode::OK, "{all}: {}", done.body);
            assert_eq!(site.in_group(&id).await, after, "{all}");
        }
        assert_eq!(site.groups("").await, ["H"]);
        for (all, told) in [
            (json!([{ "op": "add", "path": "members", "value": of(&["absent"]) }, { "op": "replace", "path": "displayName", "value": "X" }]), "400 invalidValue"),
            (json!([{ "op": "replace", "path": "displayName", "value": "X" }, { "op": "remove", "path": "displayName" }]), "400 mutability"),
            (json!([{ "op": "replace", "path": "displayName", "value": "" }]), "400 invalidValue"),
            (json!([{ "op": "add", "path": "members[value eq \"x\"]", "value": "y" }]), "400 invalidPath"),
            (json!([{ "op": "remove", "path": "members[display eq \"x\"]" }]), "400 invalidPath"),
            (json!([{ "op": "remove", "path": "owners" }]), "400 invalidPath"),
            (json!([{ "op": "remove" }]), "400 noTarget"),
            (json!([{ "op": "replace", "path": "id", "value": "x" }]), "400 mutability"),
            (json!([{ "op": "replace", "value": { "id": "x" } }]), "400 mutability"),
            (json!([{ "op": "add", "path": "members", "value": [7] }]), "400 invalidValue"),
            (json!([{ "op": "add", "path": "members", "value": (0..501).map(|n| json!({ "value": n.to_string() })).collect::<Value>() }]), "400 tooMany"),
            (json!([]), "400 invalidSyntax"),
        ] {
            assert_eq!(site.regroup(&id, all.clone()).await.problem(), told, "{all}");
        }
        assert_eq!((site.in_group(&id).await, site.groups("").await), (vec![b.to_owned()], vec!["H".to_owned()]));
        // Who stays as it is has no new version.
        let same = site.regroup(&id, json!([{ "op": "add", "path": "members", "value": of(&[b]) }])).await;
        let again = site.regroup(&id, json!([{ "op": "replace", "path": "displayName", "value": "H" }])).await;
        assert_eq!(same.header("etag"), again.header("etag"));
        let root = site.root().await;
        let by = scim_by(&root);
        let old = [by[0], by[1], ("if-match", "\"v1\"")];
        let stale = site.patch(&format!("{GROUPS}/{id}"), &old, operations(json!([{ "op": "remove", "path": "members" }]))).await;
        assert_eq!(stale.problem(), "412 -");
        // Members that a PUT doesn't say stay.
        let put = site.send(request(Method::PUT, &format!("{GROUPS}/{id}"), &by, Body::from(group("I", json!({}))))).await;
        assert_eq!((put.status, site.in_group(&id).await), (StatusCode::OK, vec![b.to_owned()]), "{}", put.body);
        let put = site.send(request(Method::PUT, &format!("{GROUPS}/{id}"), &by, Body::from(group("I", json!({ "members": [] }))))).await;
        assert_eq!((put.status, site.in_group(&id).await.len()), (StatusCode::OK, 0), "{}", put.body);
    }

    async fn groups_are_found_by_what_an_index_has(database: Database) {
        let site = open(database).await;
        let anna = site.provisioned("anna", json!({})).await;
        let mut ids = Vec::new();
        for (n, name) in ["One", "Two", "Three"].into_iter().enumerate() {
            let members = if n < 2 { of(&[&anna]) } else { json!([]) };
            ids.push(site.grouped(name, json!({ "externalId": format!("x{n}"), "members": members })).await);
        }
        let filter = async |text: &str| {
            let mut found = site.groups(&format!("filter={}", escaped(text))).await;
            found.sort();
            found
        };
        assert_eq!(filter("displayName eq \"Two\"").await, ["Two"]);
        assert_eq!(filter("externalId eq \"x2\"").await, ["Three"]);
        assert_eq!(filter(&format!("members.value eq \"{anna}\"")).await, ["One", "Two"]);
        assert_eq!(filter(&format!("members[value eq \"{anna}\"] and displayName sw \"T\"")).await, ["Two"]);
        assert_eq!(filter(&format!("id eq \"{}\" and members eq \"{anna}\"", ids[0])).await, ["One"]);
        assert_eq!(filter(&format!("id eq \"{}\" and members eq \"{anna}\"", ids[2])).await, Vec::<String>::new());
        for wrong in ["displayName co \"T\"", "members.display eq \"anna\"", "userName eq \"anna\"", "not (id eq \"x\")"] {
            let told = site.scim(&format!("{GROUPS}?filter={}", escaped(wrong))).await.problem();
            assert_eq!(told, "400 invalidFilter", "{wrong}");
        }
        assert_eq!(site.scim(&format!("{GROUPS}?cursor=x")).await.problem(), "400 invalidCursor");
        let page = site.scim(&format!("{GROUPS}?startIndex=2&count=1")).await.json();
        let told = (&page["totalResults"], &page["startIndex"], &page["itemsPerPage"], &page["Resources"][0]["displayName"]);
        let second = site.groups("").await[1].clone();
        assert_eq!(told, (&json!(3), &json!(2), &json!(1), &json!(second)));
        assert_eq!(site.groups("count=0").await, Vec::<String>::new());
        let bare = site.scim(&format!("{GROUPS}/{}?excludedAttributes=members", ids[0])).await.json();
        assert_eq!((bare.get("members"), &bare["displayName"]), (None, &json!("One")));
        let message = json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "filter": "displayName eq \"One\"", "attributes": ["displayName"] });
        let found = site.post(&format!("{GROUPS}/.search"), &scim_by(&site.root().await), message.to_string()).await.json();
        assert_eq!(found["Resources"], json!([{ "schemas": [GROUP], "id": ids[0], "displayName": "One" }]));
        let again = site.post(GROUPS, &scim_by(&site.root().await), group("One", json!({}))).await;
        assert_eq!(again.problem(), "409 uniqueness");
    }

    async fn who_is_held_to_units_changes_and_sees_members_there_only(database: Database) {
        let site = super::super::unit_rooms::filled(database).await;
        let id = site.grouped("G", json!({ "members": of(&["in-c"]) })).await;
        let bearer = super::super::unit_rooms::held(&site, "admin", "nevisIdm.ClientRoot", &["a"]).await;
        let path = format!("{GROUPS}/{id}");
        let by = scim_by(&bearer);
        let add = |id: &str| operations(json!([{ "op": "add", "path": "members", "value": of(&[id]) }]));
        let outside = site.patch(&path, &by, add("in-top")).await;
        let absent = site.patch(&path, &by, add("absent")).await;
        assert_eq!((outside.problem(), absent.problem()), ("400 invalidValue".to_owned(), "400 invalidValue".to_owned()));
        assert_eq!(outside.body.replace("in-top", "absent"), absent.body, "as who isn't there");
        let inside = site.patch(&path, &by, add("in-b")).await;
        assert_eq!(inside.status, StatusCode::OK, "{}", inside.body);
        let seen = site.get(&path, &by).await.json();
        assert_eq!(seen["members"].as_array().unwrap().len(), 1, "{seen}");
        let remove = operations(json!([{ "op": "remove", "path": "members", "value": of(&["in-c"]) }]));
        assert_eq!(site.patch(&path, &by, remove).await.status, StatusCode::OK, "nothing is told");
        assert_eq!(site.in_group(&id).await, ["in-b", "in-c"]);
    }

    async fn five_hundred_members_are_added_and_removed_at_once(database: Database) {
        let site = open(database).await;
        let root = site.root().await;
        let users: Vec<_> = (0..500).map(|n| json!({
            "method": "POST", "path": "/Users", "bulkId": format!("u{n}"), "data": { "schemas": [USER], "userName": format!("u{n}") },
        })).collect();
        let bulk = json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": users });
        let made = site.post("/scim/v2/api/Bulk", &scim_by(&root), bulk.to_string()).await.json();
        let ids: Vec<String> = made["Operations"].as_array().unwrap().iter()
            .map(|one| one["location"].as_str().unwrap().rsplit_once('/').unwrap().1.to_owned()).collect();
        let all: Vec<&str> = ids.iter().map(String::as_str).collect();
        let id = site.grouped("All", json!({ "members": of(&all) })).await;
        assert_eq!(site.in_group(&id).await.len(), 500);
        let emptied = site.regroup(&id, json!([{ "op": "remove", "path": "members" }])).await;
        assert_eq!((emptied.status, site.in_group(&id).await.len()), (StatusCode::OK, 0), "{}", emptied.body);
    }
}
