//! Orders and pages.

use super::*;

/// The values of an attribute of what a query finds, in its order.
async fn found(site: &Site, query: &str, name: &str) -> Vec<String> {
    let answer = site.scim(&format!("{SCIM}/{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.body);
    let all = answer.json()["Resources"].as_array().unwrap().clone();
    all.iter().map(|one| one[name].as_str().unwrap().to_owned()).collect()
}

async fn filled(database: Database) -> Site {
    let site = open(database).await;
    for (n, name) in ["Dora", "anna", "Carl", "beat", "Emil"].into_iter().enumerate() {
        let more = json!({
            "name": { "familyName": format!("F{}", n % 2), "givenName": name },
            "emails": [{ "value": format!("{}@example.com", 9 - n) }], "externalId": "same",
        });
        site.provisioned(name, more).await;
        site.grouped(&format!("G{}", (n * 2) % 5), json!({ "externalId": "same" })).await;
        site.fixture.clock.advance_ms(1_500);
    }
    site
}

on_both! {
    async fn each_order_that_an_index_has_goes_both_ways(database: Database) {
        let site = filled(database).await;
        for by in ["id", "userName", "name.familyName", "name.givenName", "emails", "emails.value", "meta.created", "meta.lastModified"] {
            let up = found(&site, &format!("Users?sortBy={by}"), "id").await;
            let mut down = found(&site, &format!("Users?sortBy={by}&sortOrder=Descending"), "id").await;
            down.reverse();
            assert_eq!(up, down, "{by}");
            assert!(up.len() >= 6);
            // Page by page, too.
            let mut paged = Vec::new();
            for start in 1..=up.len() {
                paged.extend(found(&site, &format!("Users?sortBy={by}&sortOrder=descending&count=1&startIndex={start}"), "id").await);
            }
            paged.reverse();
            assert_eq!(paged, up, "{by}");
            let filter = escaped("externalId eq \"same\"");
            let mut few = found(&site, &format!("Users?sortBy={by}&sortOrder=descending&filter={filter}"), "id").await;
            few.reverse();
            assert_eq!(few, up.into_iter().filter(|id| few.contains(id)).collect::<Vec<_>>(), "{by}");
        }
        let names = found(&site, "Users?sortBy=userName&sortOrder=descending&count=3", "userName").await;
        assert_eq!(names, ["root", "beat", "anna"].map(str::to_owned), "byte by byte");
        assert_eq!(found(&site, "Groups?sortBy=displayName", "displayName").await, ["G0", "G1", "G2", "G3", "G4"]);
        assert_eq!(found(&site, "Groups?sortBy=displayName&sortOrder=descending&count=2", "displayName").await, ["G4", "G3"]);
        for by in ["id", "meta.created"] {
            let up = found(&site, &format!("Groups?sortBy={by}"), "id").await;
            let mut down = found(&site, &format!("Groups?sortBy={by}&sortOrder=descending"), "id").await;
            down.reverse();
            assert_eq!((up.len(), &up), (5, &down), "{by}");
        }
        for wrong in ["Users?sortOrder=sideways", "Users?sortBy=title", "Users?sortBy=groups", "Groups?sortBy=members", "Groups?sortBy=id&sortOrder=up"] {
            assert_eq!(site.scim(&format!("{SCIM}/{wrong}")).await.problem(), "400 invalidValue", "{wrong}");
        }
    }

    async fn cursors_lead_through_all_in_both_directions(database: Database) {
        let site = filled(database).await;
        for (kind, order) in [("Users", ""), ("Users", "&sortBy=meta.created&sortOrder=descending"), ("Groups", ""), ("Groups", "&sortOrder=descending")] {
            let whole = found(&site, &format!("{kind}?{order}"), "id").await;
            let (mut walked, mut cursor) = (Vec::new(), Some(String::new()));
            while let Some(at) = cursor {
                let query = format!("{kind}?cursor={at}&count=2{order}");
                walked.extend(found(&site, &query, "id").await);
                let page = site.scim(&format!("{SCIM}/{query}")).await.json();
                assert_eq!((page.get("totalResults"), page.get("startIndex")), (None, None), "nobody counted: {page}");
                cursor = page["nextCursor"].as_str().map(str::to_owned);
                assert!(cursor.as_ref().is_none_or(|cursor| cursor.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))));
            }
            assert_eq!(walked, whole, "{kind}{order}");
        }
        for (wrong, told) in [
            ("cursor=", "400 invalidValue"),
            ("cursor=&count=0", "400 invalidCount"),
            ("cursor=&startIndex=1", "400 invalidValue"),
            ("cursor=AAAA", "400 invalidCursor"),
            ("cursor=%00", "400 invalidCursor"),
        ] {
            for kind in ["Users", "Groups"] {
                let order = if told == "400 invalidValue" { "&sortBy=id" } else { "" };
                assert_eq!(site.scim(&format!("{SCIM}/{kind}?{wrong}{order}")).await.problem(), told, "{kind} {wrong}");
            }
        }
    }

    async fn versions_are_those_of_the_header_wherever_a_resource_is_shown(database: Database) {
        let site = filled(database).await;
        let root = site.root().await;
        for kind in ["Users", "Groups"] {
            let listed = site.scim(&format!("{SCIM}/{kind}?filter={}", escaped("externalId eq \"same\""))).await.json();
            for one in listed["Resources"].as_array().unwrap() {
                let path = format!("{SCIM}/{kind}/{}", one["id"].as_str().unwrap());
                let shown = site.scim(&path).await;
                assert_eq!(shown.header("etag"), one["meta"]["version"].as_str().unwrap());
                assert_eq!(shown.json()["meta"], one["meta"], "as on the page");
                let by = scim_by(&root);
                let change = operations(json!([{ "op": "replace", "path": "displayName", "value": format!("new {}", one["id"]) }]));
                let changed = site.patch(&path, &[by[0], by[1], ("if-match", shown.header("etag"))], change.clone()).await;
                assert_eq!((changed.status, changed.header("etag")), (StatusCode::OK, "\"v2\""), "{}", changed.body);
                assert_eq!(changed.json()["meta"]["version"], "\"v2\"");
                let stale = site.delete(&path, &[by[0], ("if-match", shown.header("etag"))]).await;
                assert_eq!(stale.problem(), "412 -");
            }
        }
    }

    async fn no_filter_is_passed_over_wherever_it_is_asked(database: Database) {
        let site = filled(database).await;
        let root = site.root().await;
        for filter in ["title pr", "userName sw \"a\"", "not (userName eq \"anna\")", "userName eq \"anna\" or title pr", "active eq true", "nothing eq 1"] {
            for kind in ["Users", "Groups"] {
                assert_eq!(site.scim(&format!("{SCIM}/{kind}?filter={}", escaped(filter))).await.problem(), "400 invalidFilter", "{kind} {filter}");
            }
            for path in ["/.search", "/Users/.search", "/Groups/.search"] {
                let message = json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "filter": filter });
                let answer = site.post(&format!("{SCIM}{path}"), &scim_by(&root), message.to_string()).await;
                assert_eq!(answer.problem(), "400 invalidFilter", "{path} {filter}");
            }
        }
    }
}
