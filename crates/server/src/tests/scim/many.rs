//! As many users as one moves from another product.

use super::*;

/// A user of which every part is told apart.
fn one(n: usize) -> Value {
    json!({
        "schemas": [USER, ENTERPRISE], "userName": format!("user{n:05}"), "externalId": format!("E-{n}"), "active": !n.is_multiple_of(7),
        "displayName": format!("Person {n}"), "name": { "givenName": format!("Given{n}"), "familyName": format!("Family{}", n % 100) },
        "emails": [
            { "value": format!("user{n}@example.com"), "type": "work", "primary": true },
            { "value": format!("home{n}@example.com"), "type": "home" },
        ],
        "phoneNumbers": [{ "value": format!("+4179{n:07}"), "type": "mobile" }],
        ENTERPRISE: { "department": format!("D{}", n % 10), "employeeNumber": n.to_string() },
    })
}

on_both! {
    /// A thousand by each request are made, read back by cursors, and are as they were sent. It is one thousand, or as many
    /// as `SIGILL_SCIM_USERS` says.
    async fn a_thousand_users_are_made_by_bulk_and_read_back_equal(database: Database) {
        let count = std::env::var("SIGILL_SCIM_USERS").map_or(1_000, |count| count.parse::<usize>().unwrap());
        let site = open(database).await;
        let root = site.root().await;
        let before = site.scim(&format!("{SCIM}/Users?count=0")).await.json()["totalResults"].as_u64().unwrap();
        for first in (0..count).step_by(1_000) {
            let of_block = first..(first + 1_000).min(count);
            let wanted = of_block.len();
            let all: Vec<_> = of_block
                .map(|n| json!({ "method": "POST", "path": "/Users", "bulkId": format!("u{n}"), "data": one(n) }))
                .collect();
            let message = json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": all });
            let answer = site.post(&format!("{SCIM}/Bulk"), &scim_by(&root), message.to_string()).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
            let answer = answer.json();
            let made = answer["Operations"].as_array().unwrap();
            assert_eq!(made.len(), wanted);
            assert!(made.iter().all(|one| one["status"] == "201" && one["version"] == "\"v1\""));
        }
        let total = site.scim(&format!("{SCIM}/Users?count=0")).await.json()["totalResults"].as_u64().unwrap();
        assert_eq!(total, before + count as u64);
        let mut found = std::collections::BTreeMap::new();
        let (mut cursor, mut pages) = (Some(String::new()), 0);
        while let Some(at) = cursor {
            let page = site.scim(&format!("{SCIM}/Users?count=1000&cursor={at}")).await.json();
            for mut user in page["Resources"].as_array().unwrap().iter().cloned() {
                let name = user["userName"].as_str().unwrap().to_owned();
                for own in ["id", "meta"] {
                    assert!(user.as_object_mut().unwrap().remove(own).is_some());
                }
                user["name"].as_object_mut().map(|name| name.remove("formatted"));
                assert!(found.insert(name, user).is_none(), "each is on one page");
            }
            cursor = page["nextCursor"].as_str().map(str::to_owned);
            pages += 1;
        }
        assert_eq!((found.len() as u64, pages), (total, total.div_ceil(1_000)));
        for n in 0..count {
            assert_eq!(found.get(&format!("user{n:05}")), Some(&one(n)));
        }
    }
}
