//! Several calls in one.

use super::*;

const BULK: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

async fn bulk(site: &Site, bearer: &str, more: Value) -> Answer {
    let mut message = json!({ "schemas": [BULK] });
    message.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    site.post(&format!("{SCIM}/Bulk"), &scim_by(bearer), message.to_string()).await
}

fn statuses(answer: &Answer) -> Vec<String> {
    let operations = answer.json()["Operations"].as_array().unwrap_or_else(|| panic!("{}", answer.body)).clone();
    operations.iter().map(|one| one["status"].as_str().unwrap().to_owned()).collect()
}

fn post(bulk_id: &str, name: &str, more: Value) -> Value {
    let data: Value = serde_json::from_str(&user(name, more)).unwrap();
    json!({ "method": "POST", "path": "/Users", "bulkId": bulk_id, "data": data })
}

on_both! {
    async fn each_of_several_calls_is_done_or_refused_by_itself(database: Database) {
        let site = open(database).await;
        let root = site.root().await;
        let old = site.provisioned("old", json!({})).await;
        let title = json!({ "schemas": [PATCH], "Operations": [{ "op": "add", "path": "title", "value": "t" }] });
        let entries = json!([
            // The manager is made further on.
            post("a", "anna", json!({ ENTERPRISE: { "manager": { "value": "bulkId:b" } } })),
            post("b", "berta", json!({})),
            post("c", "ANNA", json!({})),
            { "method": "PATCH", "path": format!("/Users/{old}"), "version": "\"v1\"", "data": title },
            { "method": "PATCH", "path": format!("/Users/{old}"), "version": "\"v1\"", "data": title },
            { "method": "patch", "path": "/Users/bulkId:b", "data": title },
            { "method": "GET", "path": format!("/Users/{old}") },
            { "method": "DELETE", "path": format!("/Users/{old}") },
            { "method": "DELETE", "path": "/Users/absent" },
            { "method": "POST", "path": "/Groups", "bulkId": "g", "data": {} },
            { "method": "POST", "path": "/Users", "data": {} },
            { "method": "BREW", "path": "/Users" },
            { "method": "PATCH", "path": "/Users/bulkId:nobody", "data": title },
        ]);
        let answer = bulk(&site, &root, json!({ "Operations": entries })).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let expected = ["201", "201", "409", "200", "412", "200", "200", "204", "404", "400", "400", "400", "400"];
        assert_eq!(statuses(&answer), expected, "{}", answer.body);
        let operations = &answer.json()["Operations"];
        assert_eq!(operations[2]["response"]["scimType"], "uniqueness");
        assert_eq!((&operations[0]["bulkId"], &operations[0]["version"]), (&json!("a"), &json!("\"v1\"")));
        assert_eq!(operations[6]["response"]["title"], "t");
        let id = |n: usize| operations[n]["location"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        let anna = site.scim(&format!("{SCIM}/Users/{}", id(0))).await.json();
        assert_eq!(anna[ENTERPRISE]["manager"]["value"], id(1));
        assert_eq!(site.scim(&format!("{SCIM}/Users/{}", id(1))).await.json()["title"], "t");
    }

    async fn so_many_errors_end_it_and_rights_are_those_of_each_call(database: Database) {
        let site = open(database).await;
        let root = site.root().await;
        let entries = json!([post("a", "anna", json!({})), post("b", "anna", json!({})), post("c", "carl", json!({}))]);
        let answer = bulk(&site, &root, json!({ "failOnErrors": 1, "Operations": entries })).await;
        assert_eq!(statuses(&answer), ["201", "409"]);
        assert_eq!(site.found("userName eq \"carl\"").await.0, 0);
        let reader = site.bearer("reader", Role::SoapTechAccessReadOnly, ClientRoom::Global).await;
        let both = json!([post("d", "dora", json!({})), { "method": "GET", "path": "/Users/reader" }]);
        assert_eq!(statuses(&bulk(&site, &reader, json!({ "Operations": both })).await), ["403", "200"]);
        for (wrong, expected) in [
            (json!({}), "400 invalidSyntax"),
            (json!({ "Operations": [] }), "400 invalidSyntax"),
            (json!({ "failOnErrors": 0, "Operations": entries }), "400 invalidValue"),
            (json!({ "Operations": vec![json!({}); 1_001] }), "413 -"),
        ] {
            assert_eq!(bulk(&site, &root, wrong).await.problem(), expected);
        }
        let large = json!({ "Operations": [post("x", "x", json!({ "title": "t".repeat(1 << 20) }))] });
        assert_eq!(bulk(&site, &root, large).await.problem(), "413 -");
        // Two that need each other: neither can be first.
        let needing = |of: &str| json!({ ENTERPRISE: { "manager": { "value": format!("bulkId:{of}") } } });
        let circle = json!([post("e", "emil", needing("f")), post("f", "fritz", needing("e"))]);
        assert_eq!(statuses(&bulk(&site, &root, json!({ "Operations": circle })).await), ["400", "400"]);
    }

    async fn users_that_are_made_together_are_read_back_equal(database: Database) {
        let site = open(database).await;
        let root = site.root().await;
        let entries: Vec<_> = (0..120).map(|n| post(&format!("b{n}"), &format!("u{n}"), json!({ "displayName": format!("User {n}") }))).collect();
        let answer = bulk(&site, &root, json!({ "Operations": entries })).await;
        assert_eq!(statuses(&answer), vec!["201"; 120]);
        let list = site.scim(&format!("{SCIM}/Users?count=1000&sortBy=userName")).await.json();
        assert_eq!(list["totalResults"], 121);
        for user in list["Resources"].as_array().unwrap().iter().filter(|user| user["userName"] != "root") {
            let name = user["userName"].as_str().unwrap().strip_prefix('u').unwrap();
            assert_eq!(user["displayName"], format!("User {name}"));
        }
        let events = site.fixture.database.query("SELECT count(DISTINCT id) FROM event WHERE kind = 'USER_CREATE' AND user_ext_id <> 'root'").await;
        assert_eq!(events.unwrap(), "120", "an event for each");
    }
}
